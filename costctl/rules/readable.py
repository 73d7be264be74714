"""Findings, tables and examples as a person reads them: names for codes, values with units, documents with titles."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation

import polars as pl

from costctl.bilingual import BETWEEN, Language, Text
from costctl.bilingual import listed as in_one
from costctl.choices import OUTDATED, SEVERITIES, STATUSES
from costctl.records import kinds
from costctl.rules.articles import article_said
from costctl.rules.explain import PROVENANCES, doubts_about
from costctl.rules.glossary import UNRECORDED, YES_NO, Glossary, Unit
from costctl.rules.library import Rulebook
from costctl.rules.origins import Origin
from costctl.values import Finding

UNITS: Mapping[Unit, Text] = {
    "yuan": Text("{value} 元", "{value} yuan"),
    "days": Text("{value} 天", "{value:day|days}"),
    "people": Text("{value} 人", "{value:person|people}"),
    "nights": Text("{value} 夜", "{value:night|nights}"),
    "share": Text("{value}", "{value}"),
    "times": Text("{value} 次", "{value:time|times}"),
}
ASSUMED = Text(
    "所用数值有暂定的(未见文件),请先核对再下结论。",
    "A value used here is assumed, no text was seen: check it before concluding.",
)
ASSUMED_START = Text(
    "规则的施行日期是暂定的(未见文件)。", "The day from which the rule holds is assumed, no text was seen."
)
RULE = Text("规则", "the rule")
LISTS = Text("所查的标准表", "tables looked up")
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


RULES_CHANGED = Text(
    "规则、标准或本区数值在上次全面检查之后有变化,问题还是按原来的判断。",
    "Rules, standards or own values have changed since the last full check; findings are those of before.",
)


def check_due(changes: int, outdated: int) -> Text:
    """That no full check has seen the ledger as it is, and how many findings rest on a record that is no more.

    Without changes the last check was as of a day before those findings.
    """
    said = Text(
        "账本有 {n} 次导入或撤销还没有经过全面检查,问题可能不全或已过时。",
        "Imports and withdrawals that no full check has seen: {n}; findings may be missing or out of date.",
    ).format(n=changes)
    if not changes:
        said = Text("上次检查的截至日早于一些问题。", "The last check was as of a day before some findings.")
    if not outdated:
        return said
    rests = Text(
        "{k} 个问题所依据的记录已撤销或更正,标为“须重新检查”,检查之前不要据以处理。",
        " Findings whose record was taken back or corrected: {k}, marked “check again”; do not act on them yet.",
    ).format(k=outdated)
    return Text(said.zh + rests.zh, said.en + rests.en)


def listed(
    frame: pl.DataFrame,
    rulebook: Rulebook,
    departments: Mapping[str, str],
    language: Language,
    outdated: Collection[str] = (),
) -> pl.DataFrame:
    """Findings as `findings()` gives them, in words: title, department_name, severity_name, status_name, message.

    Those that are `outdated` are said to be checked again, whatever their status.
    """
    titles = {rule.id: rule.title.in_(language) for rule in rulebook.rules.values()}
    again = pl.col("id").is_in(list(outdated))
    return frame.with_columns(
        title=pl.col("rule").replace_strict(titles, default=None, return_dtype=pl.String),
        department_name=department_name(departments),
        severity_name=pl.col("severity").replace({name: text.in_(language) for name, text in SEVERITIES.items()}),
        status_name=pl.when(again)
        .then(pl.lit(OUTDATED.in_(language)))
        .otherwise(pl.col("status").replace({name: text.in_(language) for name, text in STATUSES.items()})),
        message=pl.col(f"message_{language}"),
    )


def department_name(departments: Mapping[str, str]) -> pl.Expr:
    """The name of the column `department`, its code where the names have none."""
    named = pl.col("department").replace_strict(departments, default=None, return_dtype=pl.String)
    return pl.coalesce(named.replace("", None), "department")


def subject_said(rulebook: Rulebook, rule_id: str, subject: str, language: Language) -> str:
    """A subject key as a person reads it: the item or class in it in words, codes and numbers as they are."""
    rule, parts = rulebook.rules.get(rule_id), subject.split("/")
    if rule is None or len(parts) != len(rule.check.key):
        return subject
    words = rulebook.glossary.of(rule.check.rows).words
    said = (words.get(name, {}).get(part) for name, part in zip(rule.check.key, parts, strict=True))
    return "/".join(text.in_(language) if text else part for text, part in zip(said, parts, strict=True))


def values_used(rulebook: Rulebook, one: Finding, language: Language) -> pl.DataFrame:
    """The values that a finding rests on: name, value."""
    rule = rulebook.rules.get(one.rule)
    words = rulebook.glossary.of(rule.check.rows) if rule else rulebook.glossary
    rows = [
        (words.name(name).in_(language), said(words, name, value).in_(language)) for name, value in one.values.items()
    ]
    if rule and rule.tables:
        titles = (_looked_up(rulebook, table, one.values.get("keyword")) for table in rule.tables)
        rows.append((LISTS.in_(language), in_one(titles).in_(language)))
    return pl.DataFrame(rows, schema={"name": pl.String, "value": pl.String}, orient="row")


def _looked_up(rulebook: Rulebook, table: str, keyword: str | None) -> Text:
    """What a table is called, of that of words with the groups that have the word."""
    title = rulebook.tables[table].title
    if table != "keywords" or keyword is None:
        return title
    groups = rulebook.reference[table].filter(pl.col("term") == keyword)["keyword_group"]
    words = rulebook.glossary.words.get("keyword_group", {})
    names = in_one(words.get(group, group) for group in groups)
    return Text("{table}({groups})", "{table} ({groups})").format(table=title, groups=names)


def documents_used(rulebook: Rulebook, one: Finding, language: Language) -> pl.DataFrame:
    """The documents behind a finding: use, document, title, article, jurisdiction, provenance_name."""
    rule = rulebook.rules.get(one.rule)
    supposed = {basis.document for basis in (rule.basis_on(one.dated) if rule else ()) if basis.assumed}
    used = [
        (RULE_ITSELF, {**basis, "provenance": "assumed" if basis["document"] in supposed else None})
        for basis in one.basis
    ] + [
        (VALUE, {**source, "document": number})
        for source in one.value_sources
        for number in (source["document"] or "").split(";")
    ]
    rows = [
        (
            use.in_(language),
            source["document"] or None,
            rulebook.documents.get(source["document"] or "", {}).get("title"),
            _in(language, article_said(rulebook.documents, source["document"], source.get("article"))),
            source.get("jurisdiction"),
            _provenance(rulebook.documents.get(source["document"] or "", {}), source["provenance"], language),
        )
        for use, source in used
    ]
    names = ("use", "document", "title", "article", "jurisdiction", "provenance_name")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row").unique(maintain_order=True)


def _in(language: Language, text: Text | None) -> str | None:
    return text.in_(language) if text else None


def _provenance(document: Mapping[str, str], provenance: str | None, language: Language) -> str | None:
    """On what a rule or value rests: what is known of it, else of its document; and whether the number is certain."""
    known = PROVENANCES.get(provenance or document.get("provenance", ""))
    said = dict.fromkeys([*([known] if known else []), *doubts_about(document)])
    return (Text(",", ", ").in_(language)).join(text.in_(language) for text in said) or None


def source_rows(one: Finding) -> pl.DataFrame:
    """Where the records of a finding stand: file, sheet, row, batch."""
    rows = [(row.file, row.sheet, row.row, row.batch) for row in one.rows]
    schema = {"file": pl.String, "sheet": pl.String, "row": pl.Int64, "batch": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def records_said(rulebook: Rulebook, one: Finding, behind: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The records behind the figures of a finding, in words: figure_name, counted_said, kind_name besides."""
    names = _figure_names(rulebook, one, behind["figures"].explode(), language)
    first = behind["figures"].list.first().to_list()
    counted = [_counted(one, figure, amount) for figure, amount in zip(first, behind["amount"], strict=True)]
    titles = {kind: definition.title.in_(language) for kind, definition in kinds().items()}
    named = pl.col("figures").list.eval(pl.element().replace(names)).list.join(Text("、", ", ").in_(language))
    return behind.with_columns(
        figure_name=named,
        counted_said=pl.Series(counted, dtype=pl.String),
        kind_name=pl.col("kind").replace(titles),
    )


def sums_said(rulebook: Rulebook, one: Finding, behind: pl.DataFrame, language: Language) -> pl.DataFrame:
    """How many records are behind each figure of a finding, and what they add up to: figure_name, records, sum_said."""
    each = behind.explode("figures").group_by("figures", maintain_order=True)
    sums = each.agg(pl.len().alias("records"), pl.col("amount").drop_nulls().alias("amounts"))
    names = _figure_names(rulebook, one, sums["figures"], language)
    rows = [
        (names[figure], records, _counted(one, figure, sum(amounts)) if amounts else None)
        for figure, records, amounts in sums.iter_rows()
    ]
    schema = {"figure_name": pl.String, "records": pl.Int64, "sum_said": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _figure_names(rulebook: Rulebook, one: Finding, figures: pl.Series, language: Language) -> dict[str, str]:
    words = rulebook.glossary.of(one.subject_kind)
    return {name: words.name(name).in_(language) for name in figures.unique() if name}


def _counted(one: Finding, figure: str, amount: Decimal | None) -> str | None:
    """What a record adds to a figure, with as many places as the figure has."""
    if amount is None:
        return None
    places = len(one.values.get(figure, "0.00").partition(".")[2])
    return f"{amount:,.{places}f}"


def places_read(rulebook: Rulebook, origins: Iterable[Origin], language: Language) -> pl.DataFrame:
    """Where texts and values were read, a row a place: source (the document, else the table or the rule), place."""
    rows = []
    for origin in origins:
        table = rulebook.tables.get(origin.of)
        source = origin.document or (table.title.in_(language) if table else RULE.in_(language))
        rows += [(source, place) for place in origin.places]
    return pl.DataFrame(rows, schema={"source": pl.String, "place": pl.String}, orient="row")


WORDS_OF = {"total": "item", "part": "item", "control": "item_control", "government_provenance": "provenance"}
"""Columns of the tables that have the words of another."""


def table_rows(rulebook: Rulebook, rows: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Rows of a table of the rule book with words for codes; columns that are empty throughout are left out."""
    words = {**rulebook.glossary.words, "provenance": PROVENANCES}
    several = {"assumed_cells": rulebook.glossary.cells, "source_kinds": {of.kind: of.title for of in kinds().values()}}

    def shown(name: str) -> pl.Expr:
        of = several.get(name) or words.get(WORDS_OF.get(name, name), {})
        said = {value: text.in_(language) for value, text in of.items()}
        if name in several:
            return pl.col(name).str.split(";").list.eval(pl.element().replace(said)).list.join(BETWEEN.in_(language))
        return pl.col(name).replace(said) if said and rows.schema[name] == pl.String else pl.col(name)

    return rows.select(shown(name) for name in rows.columns if not rows[name].is_null().all())


def row_lines(rulebook: Rulebook, table: str, rows: pl.DataFrame, language: Language) -> list[tuple[str, str]]:
    """A line for each of the rows of a table: what it is for, and what it says and rests on.

    A number of 0 in the key says that the row is none of several.
    """
    key = rulebook.tables[table].key
    headings = {name: text.in_(language) for name, text in rulebook.glossary.cells.items()}
    between = Text(",", ", ").in_(language)
    lines = []
    for row in table_rows(rulebook, rows, language).iter_rows(named=True):
        told = {name: _cell_said(cell, language) for name, cell in row.items() if cell is not None}
        named = {name: f"{headings.get(name, name)} {cell}" for name, cell in told.items()}
        keyed = [named[name] if isinstance(row[name], int) else told[name] for name in key if row.get(name)]
        lines.append((" · ".join(keyed), between.join(named[name] for name in named if name not in key)))
    return lines


def _cell_said(cell: object, language: Language) -> str:
    """A cell as text; money keeps its two places, other numbers have no zeros at the end."""
    if isinstance(cell, bool):
        return YES_NO[cell].in_(language)
    if isinstance(cell, Decimal) and cell.as_tuple().exponent != -2:
        return f"{cell.normalize():f}"
    return str(cell)
