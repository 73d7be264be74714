"""The unit of a table's money, as the rows above it say: 单位:万元 counts, an amount in 万元 does not."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from costctl.money import UNITS

_STATED = re.compile(
    r"(?P<of>[^\W\d_]{0,60})单\s*位\s*:?\s*(?:人民币)?\s*(?:[^\W\d_]{1,3}[、/])*(?P<unit>(?:[十百千万亿美港欧日]\s*)*元)(?:人民币)?(?P<name>[^\W\d_]*)"
    r"(?P<after>\s+[^\W\d_]+(?=\s|$))?"
)
"""The word 单位, of what, the unit, perhaps behind others, and what follows: 元器件厂 is an organisation."""
_OF_MONEY = re.compile(r"(?:.*表内?)?(?:人民币|币种|金额|货币|计量|计价|价格|数额|资金)*")
"""What 单位 may be of to be a unit; of a card, a budget or a post it is an organisation."""
_END = re.compile(r"(?P<before>.*)[(\[](?:人民币)?(?P<unit>元|千元|万元|亿元)[)\]]|(?P<bare>千元|万元|亿元)")
"""A word at the end of a title, such as 2025年预算(万元), or one that is 万元 and no more."""
_AMOUNT = re.compile(r"[\d.,]+|[一二三四五六七八九十百千两]+")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NUMBERED = re.compile(r"[表第]\s*\d+$")
_ELSEWHERE = re.compile(r"见|:$")
"""A title that points to another table, or names something whose value follows."""
_ALLOWANCE = re.compile(r"(?:额度?|上限|余额)$")
_IN_BRACKETS = re.compile(r"(?<=[(\[])\s+|\s+(?=[)\]])")


@dataclass(frozen=True)
class TableUnit:
    """What the titles say of the unit of the table below them."""

    unit: Decimal | None = None
    said: str = ""
    """The title, where it does not use the word 单位."""
    unclear: str = ""
    """The titles that may mean a unit or not, or that name several."""
    perhaps: frozenset[Decimal | None] = frozenset()
    """The units that those may mean; None for one that is not known."""


@dataclass(frozen=True)
class _Said:
    title: str
    unit: Decimal | None
    is_clear: bool


@lru_cache(maxsize=256)
def table_unit(titles: tuple[str, ...]) -> TableUnit:
    """The unit that a title names with the word 单位, the first one; without that word, the one in which titles end."""
    plain = [_plain(title) for title in titles]
    stated = [said for title in plain for said in _stated(title)]
    ends = [said for title in plain for said in _ends(title)]
    clear = [said for said in stated if said.is_clear]
    all_ = [*stated, *([] if clear else ends)]
    units = frozenset(said.unit for said in all_)
    if len(units) > 1 or not all(said.is_clear for said in all_):
        unclear = "; ".join(dict.fromkeys(said.title for said in all_))
        return TableUnit(clear[0].unit if clear else None, unclear=unclear, perhaps=units)
    if clear:
        return TableUnit(clear[0].unit)
    return TableUnit(ends[0].unit, said=ends[0].title) if ends else TableUnit()


def states_unit(title: str) -> bool:
    """Whether the title names a unit with the word 单位."""
    return any(said.is_clear for said in _stated(_plain(title)))


def _plain(title: str) -> str:
    brackets = unicodedata.normalize("NFKC", title).translate(str.maketrans("【】〔〕", "[][]"))
    return _IN_BRACKETS.sub("", brackets).strip()


def _stated(title: str) -> Iterator[_Said]:
    """Each unit that the word 单位 gives, or may give."""
    if "单" not in title:  # a cell of a hundred thousand letters is no title, but it may stand above one
        return
    for found in _STATED.finditer(title):
        unit = UNITS.get("".join(found["unit"].split()))
        if unit == 1 and found["name"]:
            continue
        is_clear = _OF_MONEY.fullmatch(found["of"]) and not found["name"] and not found["after"]
        yield _Said(title, unit, bool(unit and is_clear))


def _ends(title: str) -> Iterator[_Said]:
    """Each unit in which a title ends, but not that of an amount."""
    words = (_STATED.sub(" ", title) if "单" in title else title).split()
    for place, word in enumerate(words):
        if not (found := _END.fullmatch(word)):
            continue
        before = " ".join((*words[:place], found["before"] or "")).strip()
        is_year = bool(_YEAR.search(before))
        followed = any(_AMOUNT.fullmatch(one) for one in words[place + 1 : place + 2])
        if not (followed or _ELSEWHERE.search(before) or (_ends_in_number(before) and not is_year)):
            unit = UNITS[found["unit"] or found["bare"]]
            yield _Said(title, unit, not (is_year or _ALLOWANCE.search(before)))


def _ends_in_number(text: str) -> bool:
    last = text.split()[-1:] or [""]
    return bool(_AMOUNT.fullmatch(last[0]) or (text[-1:].isdecimal() and not _NUMBERED.search(text)))
