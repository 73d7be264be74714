"""Writes docs/controls.md from rules/controls.toml: `python -m tests.controls_page`."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from costctl.bilingual import Text
from costctl.rules.controls import Arrangement, Control, Heading, Reading, arrangement, read_controls
from costctl.rules.explain import PROVENANCES
from costctl.rules.library import Rulebook, load_rulebook
from costctl.settings import USUAL_READING
from costctl.shipped import shipped

PAGE = Path(__file__).resolve().parents[1] / "docs" / "controls.md"

HEAD = """\
# “五控”的读法 · Readings of the five controls

“五控”是哪五项,各级文件说法不同。规则、预算项目和指标只有一套,按哪种读法归类由本区选定:在账本文件夹的
`costctl.toml` 里写一行(旧账本没有这一行时,写在第一个 `[[…]]` 之前)。

Texts differ on what the five controls are. There is one set of rules, budget items and metrics; the bureau chooses how
they are gathered, by one line in `costctl.toml` of the ledger folder (where it is missing, before the first `[[…]]`).

```toml
control_reading = "2014_district"
```

- 保存后,网页和命令随即按它归类:总览、按控制汇总的差异、指标、规则、问题的筛选。写错名称会被拒绝,并列出可用的读法。
- 检查结果不变:问题的编号、条数、内容都与读法无关,不必重新检查。
- 各种读法的合计相同。读法没有提到的照样列出,标明“五项之外”;合计项目(如三公经费)与它的各项总在一起。

- Once it is saved, pages and commands go by it: the overview, variance by control, metrics, rules, the filter of
  findings. A wrong name is refused with those that there are.
- Findings stay as they are, by number, id and content; no new check is due.
- Every reading adds up to the same. What it does not speak of is shown as “outside the five”; a total, such as the
  three public expenses, and its items stay together.

随附的读法在 `rules/controls.toml`;本区自己的读法照样写在账本文件夹的 `rules/controls.toml` 里。
本页由 `make docs` 生成。

The readings that ship are in `rules/controls.toml`; one of your own goes into `rules/controls.toml` of the ledger
folder, written alike ([rule-language.md](rule-language.md)). Made by `make docs`.
"""


def page() -> str:
    """The page as it should be."""
    book, controls = load_rulebook(shipped("rules")), read_controls(shipped("rules"))
    lines = [HEAD.rstrip()]
    for name, reading in controls.readings.items():
        lines += ["", *_reading(name, reading, arrangement(reading=name), book)]
    return "\n".join(lines) + "\n"


def _reading(name: str, reading: Reading, shown: Arrangement, book: Rulebook) -> list[str]:
    usual = "(默认 · the usual one)" if name == USUAL_READING else ""
    headings, mapping = PROVENANCES[reading.provenance], PROVENANCES[reading.mapping]
    return [
        f"## `{name}`{usual}",
        "",
        f"{reading.title.zh} · {reading.title.en}",
        "",
        f"- 文件 · document: {reading.document}",
        f"- 条目 · headings: {_both(headings)};归类 · what stands under them: {_both(mapping)}",
        f"- {_both(reading.note)}",
        "",
        "| | 项目 · heading | 计量 · measured by | 归入 · what stands under it |",
        "|---|---|---|---|",
        *(_row(name, one, shown, book) for name, one in shown.controls.items()),
    ]


def _row(name: str, one: Control, shown: Arrangement, book: Rulebook) -> str:
    number, measures = (one.number, _both(one.measures)) if isinstance(one, Heading) else ("–", "–")
    rules = [id for id, control in shown.of_rules(book.rules).items() if control == name]
    ids = {
        Text("规则", "rules"): rules,
        Text("项目", "items"): _names(shown.of_items(book.reference["items"]).filter(control=name)["item"]),
        Text("指标", "metrics"): _names(shown.of_metrics(book.reference["metrics"]).filter(control=name)["metric"]),
    }
    return f"| {number} | {_both(one.title)} | {measures} | {_gathered(ids) or '–'} |"


def _gathered(ids: Mapping[Text, list[str]]) -> str:
    return "<br>".join(f"{_both(kind)}: {', '.join(found)}" for kind, found in ids.items() if found)


def _names(found: pl.Series) -> list[str]:
    return [f"`{one}`" for one in found]


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
