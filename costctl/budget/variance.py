"""Budget against actual: what was given, what was spent, and what should have been by now."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.cells import ADDED_UP, BUDGETED, cells, period_params, together
from costctl.budget.period import MONEY, SHARE, Period, known_sum, period, share, whole_sum
from costctl.budget.reference import items, kept_items, known_department, registered_departments, with_other_codes
from costctl.budget.reports import dated_report, report
from costctl.choices import GROUPINGS, chosen
from costctl.rules.controls import arrangement_of

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

BY = ("department", "item")
"""The grouping that is taken where none is asked for."""

SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "department": pl.String,
    "department_name": pl.String,
    "item": pl.String,
    "row_kind": pl.String,
    "control": pl.String,
    "original": MONEY,
    "changes": MONEY,
    "budget": MONEY,
    "spent": MONEY,
    "paid": MONEY,
    "difference": MONEY,
    "committed": MONEY,
    "available": MONEY,
    "expected_to_date": MONEY,
    "variance_to_date": MONEY,
    "spent_share": SHARE,
    "forecast": MONEY,
    "runs_out_on": pl.Date,
    "last_year": MONEY,
}
"""The columns of a variance frame; `month` stands behind `control` where `by` names it."""


def variance(
    ledger: "Ledger",
    *,
    year: int,
    as_of: date | None = None,
    department: str | None = None,
    by: Sequence[str] = BY,
) -> pl.DataFrame:
    """Budget against actual spending from 1 January of `year` to `as_of`, one row per group of `by`.

    `as_of` is today at the bureau if not given, and 31 December once the year is over; a budget line counts from the
    day it was approved. `by` names any of GROUPINGS. Amounts are yuan, exact decimals; shares
    have four decimals. The columns are SCHEMA; a column that the grouping leaves open is null.

    - `original` was given at the start of the year, `changes` later; `budget` is their sum, 0.00 without a line.
    - `spent` is null where no record of the item's kinds was ever loaded; `available`, `committed` and
      `variance_to_date` then too.
    - `paid` is what the treasury paid for the item's economic codes, beside what its records say; null for cards, and
      where no payment was ever loaded; `difference` = paid − spent: above 0 what the treasury paid beyond what the
      records say, below what they say beyond what was paid. `committed` was approved this year and is still open; null
      without commitments. `available` = budget − spent − committed.
    - `expected_to_date` is the budget by days of the year; of money given for a month, by days of that month.
      `variance_to_date` = spent − expected, positive = over.
    - `last_year` was spent in the same days of the year before; null where the ledger does not know that year of the
      item's records (`known_kinds`), and in sums over such an item.
    - `row_kind` is `item`; `total` for `vehicles` and `public_expenses`, which go by their own budget lines if there
      are any and else by their parts; `memo` for cards, which enter no sum. Where `by` leaves out the item, sums are
      over rows of kind `item`; a control whose total has budget lines of its own has a second row, of kind `total`, in
      which its items beside that total count too.
    - `control` is that under which the bureau, as it has chosen to read the five controls, shows the item.
    - `forecast` and `runs_out_on` are null: nothing that is kept says them.

    A row exists where there is a budget line, something spent this year or last, paid or committed; in a grouping by
    month, for all months.
    InputError: `budget.year_not_begun`, `budget.department_unknown`, `budget.grouping_unknown`, and where the chosen
    reading is none, `rule.unknown_reading`.
    """
    return variance_with_gaps(ledger, year=year, as_of=as_of, department=department, by=by).drop("unrecorded")


def variance_with_gaps(
    ledger: "Ledger",
    *,
    year: int,
    as_of: date | None = None,
    department: str | None = None,
    by: Sequence[str] = BY,
) -> pl.DataFrame:
    """The same with `unrecorded` as the last column: where `spent` is a sum, the items that it lacks, because of what
    they spent nothing is recorded."""
    groups = grouping(by)
    span = period(year, as_of)
    code = known_department(ledger, department)
    found = _cells(ledger, span, code, by_month="month" in groups)
    frame = _figures(_grouped(found, groups)).join(registered_departments(ledger), on="department", how="left")
    return frame.sort(_order(groups), nulls_last=True, maintain_order=True).select(_columns(groups))


def grouping(by: Sequence[str]) -> tuple[str, ...]:
    """`by`, checked, each name once; the usual grouping where it is empty. InputError `budget.grouping_unknown`."""
    asked = (by,) if isinstance(by, str) else by
    return tuple(dict.fromkeys(chosen(name, GROUPINGS, "budget.grouping_unknown") for name in asked)) or BY


def _cells(ledger: "Ledger", span: Period, department: str | None, *, by_month: bool) -> pl.DataFrame:
    """The cells of budget and spending, with what the rule book says of their item, and its place there."""
    params = period_params(span, department)
    lines = dated_report(ledger, "budget_by_month", span, {name: params[name] for name in _LINE_PARAMS})
    records = pl.concat(
        (dated_report(ledger, name, span, {one: params[one] for one in wanted}) for name, wanted in _RECORDS.items()),
        how="diagonal",
    )
    others = arrangement_of(ledger).whole("budget")
    known = with_other_codes(items(ledger), pl.concat([lines["item"], records["item"]]), others)
    kept, parts = kept_items(ledger, known, span), report(ledger, "item_parts")
    found = cells(lines, records, kept, parts, span, by_month=by_month)
    placed = known.with_columns(control_position=pl.col("position").min().over("control"))
    return found.join(
        placed.select("item", "control", "row_kind", "position", "control_position"), on="item", how="left"
    ).with_columns(is_part=pl.col("item").is_in(parts["part"].implode()))


_LINE_PARAMS = ("year", "ends_on", "department")
_RECORDS = {
    "spending_by_month": ("starts_on", "ends_on", "last_starts_on", "last_ends_on", "department"),
    "paid_by_month": ("starts_on", "ends_on", "department"),
    "committed_by_month": ("starts_on", "ends_on", "department"),
}
"""The reports of what was spent, paid and committed, and what each is asked with."""


def _grouped(found: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """The cells added up by the groups, with the kind of each row."""
    keys = [*groups]
    if "item" in groups:
        keys += [name for name in ("control", "row_kind") if name not in keys]
    elif "control" in groups:
        keys.append("row_kind")
        found = pl.concat([found.filter(pl.col("row_kind") != "total"), _totals_apart(found)])
    else:
        found = found.filter(pl.col("row_kind") == "item")
        keys.append("row_kind")
    summed = found.group_by(keys).agg(
        *known_sum(ADDED_UP),
        whole_sum("last_year"),
        pl.col("position", "control_position").min(),
        pl.col("is_row").any(),
        unrecorded=together("unrecorded").sort(),
    )
    lacks = (pl.col("unrecorded").list.len() > 0) & pl.col("spent").is_not_null()
    return summed.filter("is_row").with_columns(unrecorded=pl.when(lacks).then("unrecorded"))


def _totals_apart(found: pl.DataFrame) -> pl.DataFrame:
    """What each control is kept by where a total in it has budget lines of its own: its totals, and items in none."""
    outermost = found.filter(~pl.col("is_part"), pl.col("row_kind") != "memo")
    apart = (pl.col("has_lines") & (pl.col("row_kind") == "total")).any().over("control")
    return outermost.filter(apart).with_columns(row_kind=pl.lit("total"))


def _figures(frame: pl.DataFrame) -> pl.DataFrame:
    """What follows from budget and spending, with the columns of SCHEMA that the grouping leaves open."""
    present = {*frame.columns, "department_name"}
    absent = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in present]
    return frame.with_columns(absent).with_columns(
        *(pl.col(name).cast(MONEY) for name in BUDGETED),
        difference=(pl.col("paid") - pl.col("spent")).cast(MONEY),
        available=(pl.col("budget") - pl.col("spent") - pl.col("committed").fill_null(0)).cast(MONEY),
        variance_to_date=(pl.col("spent") - pl.col("expected_to_date")).cast(MONEY),
        spent_share=share(pl.col("spent"), pl.col("budget")),
    )


def _columns(groups: tuple[str, ...]) -> list[str]:
    columns = list(SCHEMA)
    if "month" in groups:
        columns.insert(columns.index("control") + 1, "month")
    return [*columns, "unrecorded"]


def _order(groups: tuple[str, ...]) -> list[str]:
    """By the groups in the order they were asked for; items and controls in the order of the rule book."""
    places = {"item": ["position"], "control": ["control_position"]}
    return [column for name in groups for column in places.get(name, [name])] + ["row_kind"]
