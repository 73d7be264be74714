"""Why records cannot be judged: which of the columns that a rule compares are not recorded."""

from datetime import date

import polars as pl

from costctl.bilingual import Language
from costctl.ledger.ledger import Ledger
from costctl.rules.compile import CODES
from costctl.rules.library import Rulebook
from costctl.rules.render import literal, quoted, row_ids, subject
from costctl.rules.scan import fact_columns, fit
from costctl.values import Outcome

UNKNOWN = next(code for code, outcome in CODES.items() if outcome is Outcome.CANNOT_ASSESS)


_UNJUDGED = """
WITH unjudged AS (
    SELECT {subject} AS subject, {department} AS department, {dated} AS dated, {rows} AS row_ids, {lacking} AS lacking
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
    u.subject, u.department, u.dated, u.lacking AS missing,
    p.seen[2] AS file, p.seen[3] AS sheet, p.seen[4] AS row_no
FROM unjudged AS u
LEFT JOIN places AS p ON p.subject = u.subject
ORDER BY u.department, u.dated, u.subject"""


def unjudged(
    ledger: Ledger, rulebook: Rulebook, rule_id: str, *, as_of: date, language: Language = "zh"
) -> pl.DataFrame:
    """The subjects that a rule cannot judge on `as_of`, each with what it lacks and where it was first seen.

    Columns: subject, department, dated, missing (names, separated), file, sheet, row_no. DataFileError for an unknown
    rule.
    """
    views = fact_columns(ledger)
    compiled = fit(rulebook.rule(rule_id), views)
    check = compiled.rule.check
    words = rulebook.glossary.of(check.rows)
    names = dict.fromkeys([check.dated_by, *compiled.flag_columns])
    lacking = ", ".join(
        f"CASE WHEN {quoted(name)} IS NULL THEN {literal(words.name(name).in_(language))} END" for name in names
    )
    query = _UNJUDGED.format(
        subject=subject(check.key),
        department=quoted(check.department) if check.department else "CAST(NULL AS VARCHAR)",
        dated=quoted(check.dated_by),
        rows=row_ids(check, views[check.rows]),
        lacking=f"concat_ws('、', {lacking})",
        view=quoted(check.rows),
        outcome=compiled.outcome(as_of),
        unknown=UNKNOWN,
    )
    with ledger.as_of(as_of):
        return ledger.sql(query, {"kind": check.source_kind})


def missing(
    ledger: Ledger, rulebook: Rulebook, rule_id: str, *, as_of: date, language: Language = "zh"
) -> pl.DataFrame:
    """Of the subjects that a rule cannot judge on `as_of`: how many lack which column, the most frequent first.

    Columns: column, missing (its name), records. One subject may lack several. DataFileError for an unknown rule.
    """
    compiled = fit(rulebook.rule(rule_id), fact_columns(ledger))
    check = compiled.rule.check
    names = list(dict.fromkeys([check.dated_by, *compiled.flag_columns]))
    counted = ", ".join(f"count(*) FILTER (WHERE {quoted(name)} IS NULL) AS {quoted(name)}" for name in names)
    with ledger.as_of(as_of):
        found = ledger.sql(
            f"SELECT {counted} FROM fact.{quoted(check.rows)} WHERE {compiled.outcome(as_of)} = {UNKNOWN}"
        )
    words = rulebook.glossary.of(check.rows)
    rows = [(name, words.name(name).in_(language), found[name].item()) for name in names]
    frame = pl.DataFrame(rows, schema={"column": pl.String, "missing": pl.String, "records": pl.Int64}, orient="row")
    return frame.filter(pl.col("records") > 0).sort("records", descending=True, maintain_order=True)
