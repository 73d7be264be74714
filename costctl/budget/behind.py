"""From the figures of a finding to the rows of the files that make them, beside those that it names itself."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.drill import DRILL_SCHEMA, described, spending
from costctl.budget.period import MONEY, Period, period
from costctl.budget.reports import report
from costctl.errors import DataFileError
from costctl.rules.findings import as_of
from costctl.rules.scan import fact_columns, fit

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger
    from costctl.rules.library import Rulebook
    from costctl.values import Finding

_REPORTS = {
    "card_transactions": "behind_card_transactions",
    "invoices": "behind_invoices",
    "meetings": "behind_meetings",
    "overseas_groups": "behind_overseas_groups",
    "payments": "behind_payments",
    "target_card_use": "behind_targets",
    "target_e_document_share": "behind_targets",
    "target_procurement": "behind_targets",
    "target_video_share": "behind_targets",
    "trips": "behind_trips",
    "vehicle_years": "behind_vehicle_years",
}
"""The fact views with figures of other records than those that a finding names, and the report that finds these."""

_Schema = dict[str, type[pl.DataType] | pl.DataType]
_FOUND: _Schema = {"figure": pl.String, "kind": pl.String, "row_id": pl.Int64, "dated": pl.Date, "amount": MONEY}

BEHIND_SCHEMA: _Schema = {
    "figures": pl.List(pl.String),
    "amount": MONEY,
    **{name: DRILL_SCHEMA[name] for name in ("dated", "kind", "record", "what", "batch", "file", "sheet", "row_no")},
}
"""One row per record and what it adds to the figures named; no amount where it only says something."""


def records_behind(ledger: "Ledger", rulebook: "Rulebook", one: "Finding") -> pl.DataFrame:
    """The records that the figures of a finding were made of, as the ledger has them now: BEHIND_SCHEMA, by figure.

    Those that the finding names itself are among them only where they are part of a sum or number. What the records add
    to a sum or number is that sum or number. No rows where nothing else is behind it.
    """
    day = as_of(ledger, one)
    parts = [*_spending(ledger, one, period(one.dated.year, day)), *_named(ledger, one, day)]
    found = pl.concat([pl.DataFrame(schema=_FOUND), *(part.select(_cast()) for part in parts)])
    read = found.unique().filter(pl.col("figure").is_in(_figures(ledger, rulebook, one)))
    together = read.group_by("kind", "row_id", "dated", "amount").agg(pl.col("figure").sort().alias("figures"))
    order = (pl.col("figures").list.join(" "), "dated", "kind", "row_id")
    return described(ledger, together.sort(*order), BEHIND_SCHEMA)


def is_overtaken(one: "Finding", behind: pl.DataFrame) -> bool:
    """Whether the records behind an open finding no longer add up to its figures: some changed since the check."""
    added = behind.explode("figures").drop_nulls("amount").group_by("figures").agg(pl.col("amount").sum())
    differs = any(Decimal(one.values.get(figure, amount)) != amount for figure, amount in added.iter_rows())
    return one.status == "open" and differs


def _cast() -> list[pl.Expr]:
    return [pl.col(name).cast(as_type) for name, as_type in _FOUND.items()]


def _figures(ledger: "Ledger", rulebook: "Rulebook", one: "Finding") -> list[str]:
    """The columns that the rule of a finding compares or shows."""
    rule = rulebook.rules.get(one.rule)
    try:
        return [*fit(rule, fact_columns(ledger)).columns] if rule else [*one.values]
    except DataFileError:  # the rule as it judged then may read what the view has no more
        return [*one.values]


def _named(ledger: "Ledger", one: "Finding", day: date) -> Iterator[pl.DataFrame]:
    """What the report of the finding's view finds; a record of a later year may be behind it."""
    if name := _REPORTS.get(one.subject_kind):
        with ledger.as_of(day):
            yield report(ledger, name, {"finding": one.id})


def _spending(ledger: "Ledger", one: "Finding", span: Period) -> Iterator[pl.DataFrame]:
    """What was spent on a budget item, where a figure of the finding is that."""
    match one.subject_kind:
        case "budget_items":
            asked = [("spent", one.subject.rsplit("/", 1)[-1], span)]
        case "target_public_expenses_growth":
            before = Period(span.last_ends_on)
            asked = [("spent", "public_expenses", span), ("prior_spent", "public_expenses", before)]
        # Where the ledger lacks something of the year, the published total is set against itself.
        case "disclosures" if one.values.get("ledger_total") != one.values.get("total_yuan"):
            asked = [("ledger_total", "public_expenses", span)]
        case _:
            asked = []
    for figure, item, days in asked:
        found = spending(ledger, days, item, one.department or "")
        yield found.with_columns(pl.lit(figure).alias("figure"))
