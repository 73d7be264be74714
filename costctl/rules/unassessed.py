"""Why records cannot be judged: which of the columns that a rule compares are not recorded."""

from datetime import date

import polars as pl

from costctl.bilingual import Language
from costctl.ledger.ledger import Ledger
from costctl.rules.compile import CODES
from costctl.rules.library import Rulebook
from costctl.rules.render import quoted
from costctl.rules.scan import fact_columns, fit
from costctl.values import Outcome

UNKNOWN = next(code for code, outcome in CODES.items() if outcome is Outcome.CANNOT_ASSESS)


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
