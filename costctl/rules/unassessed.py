"""Why records cannot be judged: which of the columns that a rule compares are not recorded."""

from datetime import date

import polars as pl

from costctl.bilingual import Language
from costctl.ledger.ledger import Ledger
from costctl.rules.compile import CODES
from costctl.rules.lacking import lacking
from costctl.rules.library import Rulebook
from costctl.rules.render import literal, quoted, row_ids, subject
from costctl.rules.scan import fact_columns, fit
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

    Columns: subject, department, dated, lacks (a list of columns), file, sheet, row_no. DataFileError for an unknown
    rule.
    """
    views = fact_columns(ledger)
    compiled = fit(rulebook.rule(rule_id), views)
    check = compiled.rule.check
    named = lacking(compiled, rulebook.glossary, views[check.rows])
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


def in_words(found: pl.DataFrame, rulebook: Rulebook, rule_id: str, language: Language) -> pl.DataFrame:
    """What `unjudged` found, with a column more: missing, the names of what is lacking."""
    names = _names(rulebook, rule_id, found["lacks"].explode(), language)
    lacking = pl.col("lacks").list.eval(pl.element().replace(names)).list.join("、")
    return found.with_columns(missing=lacking)


def missing(found: pl.DataFrame, rulebook: Rulebook, rule_id: str, language: Language) -> pl.DataFrame:
    """How many of the subjects that `unjudged` found lack which column, the most frequent first.

    Columns: column, missing (its name), records. One subject may lack several.
    """
    counted = found["lacks"].explode().drop_nulls().value_counts(name="records").rename({"lacks": "column"})
    names = _names(rulebook, rule_id, counted["column"], language)
    return counted.select("column", pl.col("column").replace(names).alias("missing"), "records").sort(
        "records", "column", descending=[True, False]
    )


def _names(rulebook: Rulebook, rule_id: str, columns: pl.Series, language: Language) -> dict[str, str]:
    """What the rule's view calls columns."""
    words = rulebook.glossary.of(rulebook.rule(rule_id).check.rows)
    return {name: words.name(name).in_(language) for name in columns.unique() if name}
