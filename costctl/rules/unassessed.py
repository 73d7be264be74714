"""Why records cannot be judged: what whoever keeps the records has not supplied."""

from datetime import date

import polars as pl

from costctl.bilingual import BETWEEN, Language
from costctl.dates import today
from costctl.ledger.connection import literal, quoted
from costctl.ledger.ledger import Ledger
from costctl.rules.compile import CODES
from costctl.rules.findings import last_judged, rule_counts
from costctl.rules.lacking import lacking
from costctl.rules.library import Rulebook
from costctl.rules.render import row_ids, subject
from costctl.rules.scan import fact_columns, fit
from costctl.rules.supplies import Supply, supply
from costctl.values import Outcome

UNKNOWN = next(code for code, outcome in CODES.items() if outcome is Outcome.CANNOT_ASSESS)


_UNJUDGED = """
WITH unjudged AS (
    SELECT {subject} AS subject, {department} AS department, {dated} AS dated, {rows} AS row_ids, {lacks} AS lacks
    FROM fact.{view}
    WHERE {outcome} = {unknown}
),
places AS (
    SELECT u.subject, min((g.batch_no, g.file, g.sheet, g.row_no)) AS seen
    FROM (SELECT j.subject, unnest(j.row_ids) AS row_id FROM unjudged AS j) AS u
    JOIN record.sightings AS g ON g.kind = $kind AND g.row_id = u.row_id
    GROUP BY u.subject
)
SELECT
    u.subject, u.department, u.dated, u.lacks, p.seen[2] AS file, p.seen[3] AS sheet, p.seen[4] AS row_no
FROM unjudged AS u
LEFT JOIN places AS p ON p.subject = u.subject
ORDER BY u.department, u.dated, u.subject"""


def unjudged(ledger: Ledger, rulebook: Rulebook, rule_id: str, *, as_of: date) -> pl.DataFrame:
    """The subjects that a rule cannot judge on `as_of`, each with what it lacks and where it was first seen.

    Columns: subject, department, dated, lacks (a list of what lacking.py names), file, sheet, row_no. InputError for
    an unknown rule.
    """
    views = fact_columns(ledger)
    compiled = fit(rulebook.rule(rule_id), views)
    check = compiled.rule.check
    named = lacking(compiled.rule, views[check.rows], rulebook.glossary)
    lacks = ", ".join(f"CASE WHEN {condition} THEN {literal(name)} END" for name, condition in named.items())
    query = _UNJUDGED.format(
        subject=subject(check.key),
        department=quoted(check.department) if check.department else "CAST(NULL AS VARCHAR)",
        dated=quoted(check.dated_by),
        rows=row_ids(check, views[check.rows]),
        lacks=f"list_filter([{lacks}], lambda name: name IS NOT NULL)",
        view=quoted(check.rows),
        outcome=compiled.outcome(as_of),
        unknown=UNKNOWN,
    )
    with ledger.as_of(as_of):
        return ledger.sql(query, {"kind": check.source_kind})


OVERVIEW: dict[str, pl.DataType] = {
    **dict.fromkeys(("rule", "title"), pl.String()),
    "as_of": pl.Date(),
    "cannot_assess": pl.Int64(),
    **dict.fromkeys(("column", "missing", "supplied"), pl.String()),
    "records": pl.Int64(),
}
"""One row per rule that cannot judge something: how much, and what is missing most often, of how many records."""


def overview(ledger: Ledger, rulebook: Rulebook, language: Language, *, as_of: date | None = None) -> pl.DataFrame:
    """What each rule in use cannot judge on `as_of`, or as of its own last check: OVERVIEW, the most first.

    A rule of which the last check could judge all is not looked at again for that day.
    """
    counted = {} if as_of else dict(rule_counts(ledger).select("rule", "cannot_assess").iter_rows())
    rows = []
    for rule in rulebook.rules.values():
        if rule.id in rulebook.off or counted.get(rule.id) == 0:
            continue
        on = as_of or last_judged(ledger, rule.id) or today()
        found = unjudged(ledger, rulebook, rule.id, as_of=on)
        if found.height:
            said = {"rule": rule.id, "title": rule.title.in_(language), "as_of": on, "cannot_assess": found.height}
            most = missing(found, rulebook, rule.id, language).head(1)
            rows.append(said | (most.row(0, named=True) if most.height else {}))
    return pl.DataFrame(rows, schema=OVERVIEW).sort("cannot_assess", descending=True, maintain_order=True)


def in_words(found: pl.DataFrame, rulebook: Rulebook, rule_id: str, language: Language) -> pl.DataFrame:
    """What `unjudged` found, with a column more: missing, the names of what is lacking."""
    supplies = _supplies(rulebook, rule_id, found["lacks"].explode())
    names = {part: supply.name.in_(language) for part, supply in supplies.items()}
    lacking = pl.col("lacks").list.eval(pl.element().replace(names)).list.join(BETWEEN.in_(language))
    return found.with_columns(missing=lacking)


def missing(found: pl.DataFrame, rulebook: Rulebook, rule_id: str, language: Language) -> pl.DataFrame:
    """How many of the subjects that `unjudged` found lack what, the most frequent first.

    Columns: column, missing (its name), records, supplied (where). One subject may lack several.
    """
    counted = found["lacks"].explode().drop_nulls().value_counts(name="records").rename({"lacks": "column"})
    supplies = _supplies(rulebook, rule_id, counted["column"])
    return counted.select(
        "column",
        pl.col("column").replace({part: one.name.in_(language) for part, one in supplies.items()}).alias("missing"),
        "records",
        pl.col("column").replace({part: one.where.in_(language) for part, one in supplies.items()}).alias("supplied"),
    ).sort("records", "column", descending=[True, False])


def _supplies(rulebook: Rulebook, rule_id: str, parts: pl.Series) -> dict[str, Supply]:
    """What the parts are that the records of a rule lack."""
    kind = rulebook.rule(rule_id).check.source_kind
    return {part: supply(rulebook, kind, part) for part in parts.unique() if part}
