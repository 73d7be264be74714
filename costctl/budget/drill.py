"""From a figure down to the rows of the files that make it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl

from costctl.budget.period import MONEY, Period, month_end, period
from costctl.budget.reference import items, known_department, known_item, parts_of, with_parts
from costctl.budget.reports import dated_report, report
from costctl.budget.variance import variance
from costctl.records import Kind, kinds

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

Figure = Literal["spent", "paid", "committed", "budget"]

DRILL_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "dated": pl.Date,
    "department": pl.String,
    "item": pl.String,
    "amount": MONEY,
    "kind": pl.String,
    "record": pl.String,
    "what": pl.String,
    "month": pl.Int64,
    "change_kind": pl.String,
    "batch": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row_no": pl.Int64,
}
"""One row per record. `what` is its name, merchant or purpose; `row_no` the physical row of the file, from 1."""

_SAID_BY = ("merchant_name", "purpose", "summary", "name", "document_no", "visitor_unit", "cost_kind")
"""The columns that tell a person what a record is about: the first that its kind has."""


def drill_down(
    ledger: "Ledger",
    *,
    year: int,
    item: str,
    department: str | None = None,
    month: int | None = None,
    as_of: date | None = None,
    figure: Figure = "spent",
) -> pl.DataFrame:
    """The records behind a figure of a row of the variance table, by date: DRILL_SCHEMA.

    They add up to that figure; a total gives the records of its parts, or the budget lines it goes by. Department None
    is every department, an empty text the records that name none. The budget of a month is made of the lines of that
    month and its share of those given for the year, which are listed whole. Commitments of an item whose spending is
    not known count in no figure and are left out. InputError: `budget.item_unknown`, `budget.department_unknown`,
    `budget.year_not_begun`.
    """
    span = period(year, as_of)
    parts = report(ledger, "item_parts")
    wanted = with_parts(parts, known_item(items(ledger), item))
    code = known_department(ledger, department) if department else department
    first, last = _days(span, month)
    asked: dict[str, object] = {"items": wanted, "department": code}
    days = {"from_day": first, "to_day": last}
    match figure:
        case "spent":
            found = spending(ledger, span, item, code, days=(first, last))
        case "paid":
            found = dated_report(ledger, "payments_behind_paid", span, {**asked, **days})
        case "committed":
            ends = {**days, "ends_on": span.ends_on}
            found = dated_report(ledger, "commitments_behind_committed", span, {**asked, **ends})
            found = found.join(_committed(ledger, span), on=["department", "item"], how="semi", nulls_equal=True)
        case "budget":
            lines = dated_report(ledger, "lines_behind_budget", span, {**asked, "to_day": span.ends_on, "year": year})
            found = _lines_that_count(lines, parts, item)
            found = found.filter(pl.col("month").eq_missing(None) | (pl.col("month") == month)) if month else found
    return described(ledger, found.sort("dated", "kind", "row_id"), DRILL_SCHEMA)


def spending(
    ledger: "Ledger", span: Period, item: str, department: str | None, *, days: tuple[date, date] | None = None
) -> pl.DataFrame:
    """The records that spend on an item or on its parts in `days` of a period, all of them if not given."""
    first, last = days or (span.starts_on, span.ends_on)
    wanted = with_parts(report(ledger, "item_parts"), item)
    asked = {"items": wanted, "department": department, "from_day": first, "to_day": last}
    return dated_report(ledger, "records_behind_spending", span, asked)


def described(
    ledger: "Ledger", found: pl.DataFrame, schema: Mapping[str, type[pl.DataType] | pl.DataType]
) -> pl.DataFrame:
    """The records (kind, row_id) with what they are about, and where they stand, in the columns of `schema`."""
    with ledger.registered(behind=found.select("kind", "row_id")):
        seen = report(ledger, "first_seen")
        said = [_said(ledger, kinds()[kind]) for kind in found["kind"].unique().sort() if kind in kinds()]
    empty = pl.DataFrame(schema={"kind": pl.String, "row_id": pl.Int64, "record": pl.String, "what": pl.String})
    for told in (seen, pl.concat([empty, *said])):
        found = found.join(told, on=["kind", "row_id"], how="left", maintain_order="left")
    return found.select(pl.col(name).cast(as_type) for name, as_type in schema.items())


def _committed(ledger: "Ledger", span: Period) -> pl.DataFrame:
    """The departments and items whose commitments are part of a figure."""
    return variance(ledger, year=span.year, as_of=span.ends_on).filter(pl.col("committed").is_not_null())


def _lines_that_count(lines: pl.DataFrame, parts: pl.DataFrame, item: str) -> pl.DataFrame:
    """A department's own lines of the item; where it has none, those of the item's parts."""
    own = lines.filter(pl.col("item") == item)
    of_parts = [_lines_that_count(lines, parts, part) for part in parts_of(parts, item)]
    others = pl.concat([lines.clear(), *of_parts]).join(own, on="department", how="anti", nulls_equal=True)
    return pl.concat([own, others])


def _days(span: Period, month: int | None) -> tuple[date, date]:
    if month is None:
        return span.starts_on, span.ends_on
    return date(span.year, month, 1), min(month_end(span.year, month), span.ends_on)


def _said(ledger: "Ledger", kind: Kind) -> pl.DataFrame:
    """The key of each record of `kind` in the registered frame `behind`, and what it is about."""
    key = "r.record_key" if kind.key else "r.transaction_key"
    if kind.card_column in kind.key:  # of its number no more is kept that anyone could read
        key = "concat(r.card_last4, '/', r.person_id)"
    about = next((f"r.{name}" for name in _SAID_BY if name in kind.names), key)
    return ledger.sql(f"""SELECT '{kind.kind}' AS kind, r.row_id, {key} AS record, {about}::VARCHAR AS what
        FROM record.{kind.kind} AS r
        WHERE r.row_id IN (SELECT b.row_id FROM behind AS b WHERE b.kind = '{kind.kind}')""")
