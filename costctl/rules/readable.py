"""Findings, tables and examples as a person reads them: names for codes, values with units, documents with titles."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import polars as pl

from costctl.bilingual import Language, Text
from costctl.records import kinds
from costctl.rules.explain import OUTCOMES, PROVENANCES
from costctl.rules.glossary import UNRECORDED, YES_NO, Glossary, Unit
from costctl.rules.library import Rulebook
from costctl.rules.model import Example, Rule
from costctl.values import Finding

UNITS: Mapping[Unit, Text] = {
    "yuan": Text("{value} 元", "{value} yuan"),
    "days": Text("{value} 天", "{value} days"),
    "people": Text("{value} 人", "{value} people"),
    "nights": Text("{value} 夜", "{value} nights"),
    "share": Text("{value}", "{value}"),
    "times": Text("{value} 次", "{value} times"),
}
RULE_ITSELF, VALUE = Text("规则依据", "basis of the rule"), Text("数值依据", "basis of a value")


def said(glossary: Glossary, name: str, value: str | None) -> Text:
    """The value of a column, as the ledger keeps it, in words and with its unit."""
    if value is None:
        return UNRECORDED
    if value in ("true", "false"):
        return YES_NO[value == "true"]
    if word := glossary.words.get(name, {}).get(value):
        return word
    term = glossary.columns.get(name)
    if term and term.unit:
        return UNITS[term.unit].format(value=_number(value))
    return Text(value, value)


def _number(value: str) -> str:
    try:
        return f"{Decimal(value):,}"
    except InvalidOperation:
        return value


def listed(frame: pl.DataFrame, rulebook: Rulebook, departments: Mapping[str, str], language: Language) -> pl.DataFrame:
    """Findings as `findings()` gives them, with the title of the rule, the name of the department, and the message."""
    titles = {rule.id: rule.title.in_(language) for rule in rulebook.rules.values()}
    return frame.with_columns(
        title=pl.col("rule").replace_strict(titles, default=None, return_dtype=pl.String),
        department_name=pl.coalesce(
            pl.col("department").replace_strict(departments, default=None, return_dtype=pl.String).replace("", None),
            "department",
        ),
        message=pl.col(f"message_{language}"),
    )


def values_used(rulebook: Rulebook, one: Finding, language: Language) -> pl.DataFrame:
    """The values that a finding rests on: name, value."""
    words = rulebook.glossary
    rows = [
        (words.name(name).in_(language), said(words, name, value).in_(language)) for name, value in one.values.items()
    ]
    return pl.DataFrame(rows, schema={"name": pl.String, "value": pl.String}, orient="row")


def documents_used(rulebook: Rulebook, one: Finding, language: Language) -> pl.DataFrame:
    """The documents behind a finding: use, document, title, article, jurisdiction, provenance_name."""
    rows = [
        _document(rulebook, RULE_ITSELF, str(basis["document"]), basis.get("article"), None, None, language)
        for basis in one.basis
    ]
    for source in one.value_sources:
        for number in (source["document"] or "").split(";"):
            row = _document(
                rulebook, VALUE, number, None, source["jurisdiction"], source["provenance"], language
            )  # fmt: skip
            rows.append(row)
    names = ("use", "document", "title", "article", "jurisdiction", "provenance_name")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row").unique(maintain_order=True)


def _document(
    rulebook: Rulebook,
    use: Text,
    number: str,
    article: str | None,
    jurisdiction: str | None,
    provenance: str | None,
    language: Language,
) -> tuple[str | None, ...]:
    row = rulebook.documents.get(number, {})
    known = PROVENANCES.get(provenance or row.get("provenance", ""))
    said = known.in_(language) if known else None
    return use.in_(language), number or None, row.get("title"), article, jurisdiction, said


def source_rows(one: Finding) -> pl.DataFrame:
    """Where the records of a finding stand: file, sheet, row, batch."""
    rows = [(row.file, row.sheet, row.row, row.batch) for row in one.rows]
    schema = {"file": pl.String, "sheet": pl.String, "row": pl.Int64, "batch": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def table_rows(rulebook: Rulebook, rows: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Rows of a table of the rule book with words for codes; columns that are empty throughout are left out."""
    kept = [name for name in rows.columns if not rows[name].is_null().all()]
    words = {name: dict(rulebook.glossary.words.get(name, {})) for name in kept}
    words["provenance"] = dict(PROVENANCES)
    return rows.select(
        pl.col(name).replace({value: text.in_(language) for value, text in words[name].items()})
        if rows.schema[name] == pl.String and words.get(name)
        else name
        for name in kept
    )


def examples(rulebook: Rulebook, rule: Rule, language: Language) -> pl.DataFrame:
    """A row an example of a rule: name, facts (what is given), outcome_name (what it is to give), excess."""
    rows = [
        (
            example_name(example.name, language),
            _facts(rulebook.glossary, example, language),
            OUTCOMES[example.expect.value].in_(language),
            example.excess,
        )
        for example in rule.examples
    ]
    texts = dict.fromkeys(("name", "facts", "outcome_name"), pl.String())
    schema: dict[str, pl.DataType] = {**texts, "excess": pl.Decimal(18, 2)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def example_name(name: str, language: Language) -> str:
    """The part of an example's name, `中文 / English`, in one language."""
    zh, _, en = name.partition(" / ")
    return (en or zh) if language == "en" else zh


def _facts(words: Glossary, example: Example, language: Language) -> str:
    """What an example gives, in words; the numbers of its records are left out."""
    if example.given is not None:
        return _cells(words, example.given, language)
    parts = []
    for kind, records in (example.records or {}).items():
        known = kinds()[kind]
        told = [{name: value for name, value in record.items() if name not in known.key} for record in records]
        parts += [f"{known.title.in_(language)}:{_cells(words, record, language)}" for record in told]
    return ";".join(parts)


def _cells(words: Glossary, cells: Mapping[str, object], language: Language) -> str:
    shown = ((name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in cells.items())
    return ",".join(
        f"{words.name(name).in_(language)} {said(words, name, value).in_(language)}" for name, value in shown
    )
