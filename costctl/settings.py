"""What a bureau sets for its ledger, in `costctl.toml`: who and where it is, its jurisdictions, its own values."""

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from costctl.bilingual import Language
from costctl.currencies import CODES
from costctl.datafile import DataModel, Plain, read_toml, validate
from costctl.errors import Problem

FILE = "costctl.toml"
_PROVINCE_ENDING = re.compile(r"(?<=..)(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")
HOME, PROVINCIAL = "云南", "云南省级"
"""The province whose standards are shipped, and their jurisdiction."""
JURISDICTIONS = ("本区", PROVINCIAL, "中央")
"""Looked up in this order where the bureau is one of that province."""
USUAL_READING = "proposed"
"""Of the five controls, where nothing else is chosen."""


def _recorded(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts without those in which nothing is written, which every text would contain."""
    return tuple(filter(None, texts))


class TunedValue(DataModel):
    """A value the bureau gives a parameter, from a day on."""

    value: Decimal | str | bool
    from_: date = Field(alias="from")
    document: str = "本区设定"
    review_on: date | None = None
    """The last day before it is to be looked at again."""


class Settings(DataModel):
    """The settings of one ledger; an empty text means that it was not set."""

    name: str
    province: str = HOME
    city: str = ""
    district: str = ""
    jurisdictions: tuple[Plain, ...] = JURISDICTIONS
    """Looked up in this order; the first with a row in force on the day supplies the value."""
    currency: str = Field(default="CNY", pattern=f"^({CODES})$", examples=["CNY"])
    language: Language = "zh"
    home_province: Plain = HOME
    home_district: Plain = ""
    home_places: Annotated[tuple[Plain, ...], AfterValidator(_recorded)] = ()
    """The names by which the own city, district and townships are written."""
    building_level: Plain = "县(市)级"
    card_use_method: Literal["A", "B"] = "A"
    control_reading: str = USUAL_READING
    """How the five controls are read: one of the readings of `rules/controls.toml`."""
    near_limit: Decimal = Field(default=Decimal("0.8"), gt=0, le=1)
    """The share of a budget from which it is shown as near its limit."""
    max_upload_mb: int = Field(default=200, gt=0)
    rules_off: tuple[str, ...] = ()
    """Tunable rules that the bureau has switched off."""
    tunable: dict[str, tuple[TunedValue, ...]] = Field(default_factory=dict)
    """Own values of parameters, by `RULE.parameter`."""

    @property
    def lacking_levels(self) -> Problem | None:
        """A warning where standards of the higher levels or the bureau's own are left out or in another order.

        What is left out may have been stricter than what is looked up instead.
        """
        needed = [*jurisdictions_of(self.province)]
        if [one for one in self.jurisdictions if one in needed] == needed:
            return None
        found, expected = "、".join(self.jurisdictions) or "–", "、".join(needed)
        about = {"expected": expected, "home": HOME}
        return Problem("settings.levels", f"{FILE}, jurisdictions", found, about)


def read_settings(folder: Path) -> Settings:
    """The settings of the ledger in `folder`; DataFileError names the key that is wrong."""
    return read_toml(folder / FILE, Settings)


def new_settings(**given: str) -> Settings:
    """The settings of a new ledger; the home of the bureau follows from its province and district.

    A province is known by its short name, 云南 or 内蒙古, and may be given by its full one.
    """
    content: dict[str, object] = {**given}
    content["province"] = content["home_province"] = province = _short(given.get("province", HOME))
    content["home_district"] = given.get("district", "")
    content["jurisdictions"] = jurisdictions_of(province)
    return validate(content, Settings, where=FILE)


def jurisdictions_of(province: str) -> tuple[str, ...]:
    """Those by which a bureau of this province is judged, in their order: its province's where that is shipped."""
    return tuple(one for one in JURISDICTIONS if one != PROVINCIAL or _short(province) == HOME)


def _short(province: str) -> str:
    """How a province is known: 云南省 as 云南."""
    return _PROVINCE_ENDING.sub("", province.strip())


def write_settings(folder: Path, settings: Settings) -> None:
    """Writes `costctl.toml` with a comment for every key, for a person to read and change."""
    places = {name: json.dumps(value, ensure_ascii=False) for name, value in settings.model_dump(mode="json").items()}
    places["near_limit"] = str(settings.near_limit)
    text = re.sub(r"<(\w+)>", lambda place: places[place[1]], _TEMPLATE)
    (folder / FILE).write_text(text, encoding="utf-8")


def with_value(text: str, name: str, value: TunedValue, remark: str) -> str:
    """The text of a costctl.toml with one more own value of `RULE.parameter`; what is there stays."""
    lines = [
        f"# {' '.join(remark.split())}",
        f"[[tunable.{json.dumps(name)}]]",
        *(f"{key} = {written}" for key, written in _assignments(value).items() if written),
    ]
    return text.rstrip() + "\n\n" + "\n".join(lines) + "\n"


def with_corrected(text: str, name: str, value: TunedValue, remark: str) -> str:
    """The text of a costctl.toml in which an own value stands in place of the one from the same day, below a remark.

    Unchanged where no such value is found, written as `with_value` writes it.
    """
    header = rf"^\[\[\s*tunable\.[\"']{re.escape(name)}[\"']\s*\]\][^\n]*\n"
    for found in re.finditer(header + r"(?:(?!\[)[^\n]*(?:\n|\Z))*", text, flags=re.MULTILINE):
        if f"from = {value.from_}" in re.sub(r"[ \t]*=[ \t]*", " = ", found[0]):
            first, _, rest = found[0].partition("\n")
            for key, written in reversed(_assignments(value).items()):
                rest = _assigned(rest, key, written)
            return f"{text[: found.start()]}# {' '.join(remark.split())}\n{first}\n{rest}{text[found.end() :]}"
    return text


def _assignments(value: TunedValue) -> dict[str, str]:
    """How the parts of an own value are written; one that it lacks is empty."""
    return {
        "value": f"{value.value}",
        "from": f"{value.from_}",
        "document": json.dumps(value.document, ensure_ascii=False),
        "review_on": f"{value.review_on or ''}",
    }


def _assigned(lines: str, key: str, written: str) -> str:
    """The lines with one assignment as it is to be: what is said beside it stays."""
    line = re.compile(rf"^[ \t]*{key}[ \t]*=[^#\n]*?([ \t]*#[^\n]*)?(?:\n|\Z)", re.MULTILINE)
    said = f"{key} = {written}"
    if found := line.search(lines):
        new = f"{said}{found[1] or ''}\n" if written else f"{found[1].strip()}\n" if found[1] else ""
        return lines[: found.start()] + new + lines[found.end() :]
    return f"{said}\n{lines}" if written else lines


def with_rules_off(text: str, rules: Sequence[str]) -> str:
    """The text of a costctl.toml with other `rules_off`."""
    line = f"rules_off = {json.dumps(list(rules))}"
    changed, found = re.subn(r"^rules_off\s*=\s*\[[^\]]*\]", lambda _: line, text, count=1, flags=re.MULTILINE)
    return changed if found else f"{line}\n{text}"


_TEMPLATE = """\
# 本账本的设置。改后保存,下一次导入或检查时生效。以 # 开头的行是说明。
# Settings of this ledger; a change counts from the next import or check. Lines that start with # are notes.

name = <name>                # 单位名称,如“××区财政局”
province = <province>
city = <city>
district = <district>

# 标准按此顺序查找,先找到者为准;可加层级,去掉或调换先后的,检查时会提示。
# The first with a value in force on the day supplies it; levels may be added; one left out is warned of.
jurisdictions = <jurisdictions>

currency = <currency>        # 账本币种(ISO 4217),建账后不要改
language = <language>        # 界面语言:zh 或 en

# 差旅、接待中判断“本地”所用的名称。What counts as home in trips and receptions.
home_province = <home_province>
home_district = <home_district>
home_places = <home_places>  # 本市、本区、本区乡镇的各种写法,如 ["昆明市", "××区", "××镇"]

building_level = <building_level>  # 楼堂馆所造价标准所用的级别
card_use_method = <card_use_method>  # 公务卡使用率的算法:A 或 B
# “五控”按哪种读法归类,保存后即生效;只改变网页和汇总,不改变检查结果。How the five controls are read;
# it counts at once and changes pages and totals, never findings. See docs/controls.md.
# proposed 本系统的五类;2014_district 区2014年意见;2011_province 云政办发〔2011〕157号
control_reading = <control_reading>
near_limit = <near_limit>    # 预算执行到这一比例即提示“接近上限”
max_upload_mb = <max_upload_mb>  # 网页上传文件的大小上限(MB)

rules_off = <rules_off>          # 停用的可调规则,如 ["CARD-R03"];强制规则不能停用

# 本区自定的参数,只增不改:每个值写明起用日期和依据。Own values of parameters; add, never edit.
# 也可用 costctl rules set 登记。costctl rules set writes them too.
# [[tunable."CARD-R09.approval_line"]]   # 审批额度(元) yuan from which approval is needed
# value = 5000.00
# from = 2026-01-01
# document = "本区设定"
"""
