"""A rule as a page to read and sign: what it says, on what it rests, the values in force, its check, its examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from costctl.bilingual import Text
from costctl.choices import SEVERITIES
from costctl.errors import Problem
from costctl.rules.articles import article_said
from costctl.rules.controls import Arrangement, Reading
from costctl.rules.glossary import Glossary
from costctl.rules.library import Rulebook
from costctl.rules.model import Basis, Example, Rule, value_on
from costctl.rules.origins import Origin, origins_of_rule
from costctl.rules.predicate import parse_condition, parse_number
from costctl.rules.review import overdue
from costctl.rules.wording import in_words

TIERS: Mapping[str, Text] = {
    "mandatory": Text("强制", "mandatory"),
    "tunable": Text("可调", "tunable"),
}
OUTCOMES: Mapping[str, Text] = {
    "flagged": Text("有问题", "flagged"),
    "clear": Text("无问题", "clear"),
    "cannot_assess": Text("不能判断", "cannot be assessed"),
    "out_of_force": Text("不在施行期", "out of force"),
}
PROVENANCES: Mapping[str, Text] = {
    "source": Text("有出处", "from the text"),
    "derived": Text("推算", "derived"),
    "assumed": Text("暂定,未见文件", "assumed, no text seen"),
    "own": Text("本区自定", "set by the bureau"),
}

SWITCHED_OFF = Text("本区已停用", "switched off by the bureau")
SHOWN_ROWS = 40
"""A table with more rows in force than this is named and counted, not printed."""


@dataclass(frozen=True)
class Value:
    """A value of a parameter, in force on the day of the page or to come."""

    name: str
    title: Text
    value: str
    from_: date
    document: str | None
    provenance: Text
    review_on: date | None
    in_force: bool


@dataclass(frozen=True)
class TableUsed:
    """A table whose values the rule uses."""

    name: str
    title: Text
    rows_in_force: int
    assumed: int
    """How many of them rest, wholly or in some cells, on no seen text."""
    rows: pl.DataFrame | None
    """The rows in force on the day of the page; None where there are too many to print."""


@dataclass(frozen=True)
class Page:
    """Everything that is to be known of one rule on one day."""

    rule: Rule
    day: date
    control: Text
    """Under which the rule is shown."""
    grouping: Text | None
    """The reading of the five controls that puts it there, and on what that rests."""
    severity: Text
    tier: Text
    in_force: Text
    basis: tuple[Text, ...]
    """A line for each document, with the days for which the rule rests on it."""
    values: tuple[Value, ...]
    tables: tuple[TableUsed, ...]
    check: Text
    """When it flags, in words."""
    excess: Text | None
    examples: tuple[Example, ...]
    origins: tuple[Origin, ...]
    """Where it, its documents and its tables were read."""
    is_off: bool
    reviews: tuple[Problem, ...]
    """Values in force whose review day has passed."""


def explain(rulebook: Rulebook, rule_id: str, day: date, arrangement: Arrangement | None = None) -> Page:
    """The page of a rule with the values in force on `day`; InputError for an unknown rule.

    It stands under a control of `arrangement`, or under its own.
    """
    rule = rulebook.rule(rule_id)
    shown = arrangement or Arrangement(rulebook.controls)
    flag = parse_condition(rule.check.flag_when, where=rule.id)
    excess = parse_number(rule.check.excess, where=rule.id) if rule.check.excess else None
    words = rulebook.glossary.of(rule.check.rows)
    return Page(
        rule=rule,
        day=day,
        control=shown.controls[shown.shown("rule", rule.id, rule.control)].title,
        grouping=_grouping(shown.reading) if shown.reading else None,
        severity=SEVERITIES[rule.severity.value],
        tier=TIERS[rule.tier],
        in_force=_in_force(rule),
        basis=tuple(_basis(basis, rulebook) for basis in rule.basis),
        values=tuple(_values(rule, words, day)),
        tables=tuple(_table(rulebook, name, day) for name in rule.tables),
        check=in_words(flag.tree, words),
        excess=in_words(excess.tree, words, is_condition=False) if excess else None,
        examples=rule.examples,
        origins=tuple(origins_of_rule(rule)),
        is_off=rule.id in rulebook.off,
        reviews=tuple(overdue(rulebook, [rule], day)),
    )


def _grouping(reading: Reading) -> Text:
    found, gathered = PROVENANCES[reading.provenance], PROVENANCES[reading.mapping]
    title, document = reading.title, reading.document
    return Text(
        f"{title.zh}:条目{found.zh}({document}),归类{gathered.zh}",
        f"{title.en}: headings {found.en} ({document}), what stands under them {gathered.en}",
    )


def _in_force(rule: Rule) -> Text:
    start, end = rule.in_force_from, rule.in_force_to
    assumed = Text("(日期暂定)", " (date assumed)") if rule.assumed else Text("", "")
    if end is None:
        return Text(f"自 {start} 起{assumed.zh}", f"from {start}{assumed.en}")
    return Text(f"{start} 至 {end}{assumed.zh}", f"{start} to {end}{assumed.en}")


def _basis(basis: Basis, rulebook: Rulebook) -> Text:
    document = rulebook.documents.get(basis.document, {})
    title = document.get("title") or ""
    name = basis.document + (f"《{title}》" if title and title != basis.document else "")
    article = article_said(rulebook.documents, basis.document, basis.article)
    name_zh, name_en = (f"{name} {article.zh}", f"{name} {article.en}") if article else (name, name)
    if basis.from_ is None and basis.to is None:
        period = Text("", "")
    else:
        start, end = basis.from_ or "", basis.to or ""
        period = Text(f"({start} 至 {end or '今'})", f" ({start} – {end})")
    doubts = [Text("暂定", "assumed")] if basis.assumed else doubts_about(document)
    zh, en = ("".join(f",{doubt.zh}" for doubt in doubts), "".join(f", {doubt.en}" for doubt in doubts))
    return Text(f"{name_zh}{period.zh}{zh}", f"{name_en}{period.en}{en}")


def doubts_about(document: Mapping[str, str]) -> list[Text]:
    """What of a document rests on memory: the whole of it, or its number."""
    if document.get("provenance") == "assumed":
        return [PROVENANCES["assumed"]]
    return [Text("文号暂定", "number assumed")] if document.get("is_number_assumed") in ("yes", "是") else []


def _values(rule: Rule, words: Glossary, day: date) -> list[Value]:
    return [
        Value(
            name=name,
            title=words.name(name),
            value=format(value.value, "f"),
            from_=value.from_,
            document=value.document,
            provenance=PROVENANCES[value.provenance],
            review_on=value.review_on,
            in_force=value is value_on(values, day),
        )
        for name, values in rule.parameters.items()
        for value in values
    ]


def _table(rulebook: Rulebook, name: str, day: date) -> TableUsed:
    rows = rows_in_force(rulebook, name, day)
    title = rulebook.tables[name].title
    return TableUsed(name, title, rows.height, assumed(rows).height, rows if rows.height <= SHOWN_ROWS else None)


def rows_in_force(rulebook: Rulebook, name: str, day: date) -> pl.DataFrame:
    """The rows of a table that hold on `day`; all of one without dates."""
    rows = rulebook.reference[name]
    if not rulebook.tables[name].dated:
        return rows
    ends = pl.col("effective_to").is_null() | (pl.col("effective_to") >= day)
    return rows.filter((pl.col("effective_from") <= day) & ends)


def assumed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table that rest, wholly or in some cells, on no seen text."""
    marks = [pl.col("provenance") == "assumed"] if "provenance" in rows.columns else []
    marks += [pl.col("assumed_cells").is_not_null()] if "assumed_cells" in rows.columns else []
    return rows.filter(pl.any_horizontal(marks)) if marks else rows.clear()
