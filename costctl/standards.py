"""The values and tables that hold for a district on a day: whose they are, on what they rest, what is missing and who
supplies it."""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from costctl.bilingual import Language, Text
from costctl.rules.explain import PROVENANCES, TIERS, assumed, rows_in_force
from costctl.rules.library import Rulebook
from costctl.rules.model import Dated, Rule, value_on
from costctl.rules.readable import said
from costctl.rules.review import overdue
from costctl.rules.tables import OWN

BUREAU = Text("本区财政部门", "the bureau")
FREE = Text("可自定", "free")
ONLY = {"lower": Text("只可降低", "only lower"), "higher": Text("只可提高", "only higher")}
FIXED = Text("不可自定", "fixed")
NONE_IN_FORCE = Text("现行数值", "a value in force")
NO_TEXT = Text("依据文件", "the text it rests on")
DUE = Text("到期的复核", "the review that is due")
ROWS_WITHOUT_TEXT = Text("{n} 行的依据文件", "the text of {n:row|rows}")

PARAMETERS: dict[str, pl.DataType] = {
    **dict.fromkeys(("standard", "rule", "title", "name", "value"), pl.String()),
    "from": pl.Date(),
    **dict.fromkeys(("document", "provenance_name", "tier_name", "settable"), pl.String()),
    "review_on": pl.Date(),
    **dict.fromkeys(("lacks", "supplier"), pl.String()),
}
"""One row per parameter of a rule, with the value in force: `settable` is which way the bureau may change it."""

TABLES: dict[str, pl.DataType] = {
    **dict.fromkeys(("standard", "title"), pl.String()),
    "rows_in_force": pl.Int64(),
    **dict.fromkeys(("jurisdictions", "document"), pl.String()),
    "review_on": pl.Date(),
    **dict.fromkeys(("lacks", "supplier"), pl.String()),
}
"""One row per table that rules use: how many rows each jurisdiction has in force, and the documents they cite."""


def parameters(book: Rulebook, day: date, language: Language) -> pl.DataFrame:
    """The parameters of all rules as they stand on `day`, in words: PARAMETERS."""
    due = {problem.where for problem in overdue(book, book.rules.values(), day)}
    rows = [
        _parameter(book, rule, name, value_on(values, day), language, is_due=f"{rule.id}.{name}" in due)
        for rule in book.rules.values()
        for name, values in rule.parameters.items()
    ]
    return pl.DataFrame(rows, schema=PARAMETERS, orient="row")


def tables(book: Rulebook, day: date, language: Language) -> pl.DataFrame:
    """The tables that rules use as they stand on `day`, in words: TABLES."""
    due = {problem.where for problem in overdue(book, book.rules.values(), day)}
    used = sorted({name for rule in book.rules.values() for name in rule.tables}, key=list(book.tables).index)
    rows = [_table(book, name, day, language, is_due=f"tables/{name}.csv" in due) for name in used]
    return pl.DataFrame(rows, schema=TABLES, orient="row")


def _parameter(
    book: Rulebook, rule: Rule, name: str, value: Dated | None, language: Language, *, is_due: bool
) -> tuple[object, ...]:
    words = book.glossary.of(rule.check.rows)
    document = book.documents.get(value.document or "", {}) if value else {}
    lacks = [NONE_IN_FORCE] if value is None else [NO_TEXT] if value.provenance == "assumed" else []
    settable = FREE if rule.tier == "tunable" else ONLY.get(rule.stricter.get(name, ""), FIXED)
    return (
        f"{rule.id}.{name}",
        rule.id,
        rule.title.in_(language),
        words.name(name).in_(language),
        said(words, name, f"{value.value:f}").in_(language) if value else None,
        value.from_ if value else None,
        value.document if value else None,
        PROVENANCES[value.provenance].in_(language) if value else None,
        TIERS[rule.tier].in_(language),
        settable.in_(language),
        value.review_on if value else None,
        *_lacking(lacks, [document], language, is_due=is_due),
    )


def _table(book: Rulebook, name: str, day: date, language: Language, *, is_due: bool) -> tuple[object, ...]:
    table, rows = book.tables[name], rows_in_force(book, name, day)
    numbers = _cited(rows)
    unseen = assumed(rows)
    lacks = [NONE_IN_FORCE] if rows.is_empty() else [ROWS_WITHOUT_TEXT.format(n=unseen.height)] if unseen.height else []
    documents = [book.documents.get(number, {}) for number in _cited(unseen)]
    review = rows["review_on"].min() if "review_on" in rows.columns else None
    return (
        name,
        table.title.in_(language),
        rows.height,
        _by_jurisdiction(rows, language),
        Text("、", ", ").in_(language).join(numbers) or None,
        review,
        *_lacking(lacks, documents, language, is_due=is_due),
    )


def _by_jurisdiction(rows: pl.DataFrame, language: Language) -> str | None:
    """How many rows each jurisdiction has, the bureau's own first."""
    if "jurisdiction" not in rows.columns:
        return None
    counts = rows["jurisdiction"].value_counts(sort=True).rows()
    ordered = sorted(counts, key=lambda one: one[0] != OWN)
    return Text("、", ", ").in_(language).join(f"{name} {count}" for name, count in ordered) or None


def _cited(rows: pl.DataFrame) -> list[str]:
    """The documents that rows cite, each once."""
    if "documents" not in rows.columns:
        return []
    cited = rows["documents"].drop_nulls().str.split(";").explode()
    return [number for number in cited.unique(maintain_order=True) if number]


def _lacking(
    lacks: list[Text], documents: Iterable[Mapping[str, str]], language: Language, *, is_due: bool
) -> tuple[str | None, str | None]:
    """What is missing, and who supplies it: whoever issued the document, else the bureau."""
    lacks = [*lacks, *([DUE] if is_due else [])]
    if not lacks:
        return None, None
    issuers = dict.fromkeys(issuer for one in documents if (issuer := one.get("issuer")))
    known = list(issuers) or [BUREAU.in_(language)]
    between = Text("、", ", ").in_(language)
    return between.join(text.in_(language) for text in lacks), between.join(known)
