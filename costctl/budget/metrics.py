"""Counts, shares and averages of each department by quarter and year, with their targets and the year before."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from costctl.budget.period import MONEY, SHARE, Period, period, share
from costctl.budget.reference import known_department, known_kinds, registered_departments
from costctl.budget.reports import dated_report, report
from costctl.rules.controls import arrangement_of

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "department": pl.String,
    "department_name": pl.String,
    "row_kind": pl.String,
    "metric": pl.String,
    "control": pl.String,
    "form": pl.String,
    "unit": pl.String,
    "quarter": pl.Int64,
    "numerator": MONEY,
    "denominator": MONEY,
    "value": SHARE,
    "target": SHARE,
    "standing": pl.String,
    "last_year": SHARE,
}
"""The columns of a frame of metrics."""

STANDINGS = ("met", "missed", "near_limit", "over_limit", "no_data")
"""How a metric stands: against its target, a budget against its limit, or that nothing can be said."""

HELD = "vehicles_held"
"""The count of what is held on a day, whatever was recorded in the year."""
HOLDING = "card_holding"
"""The share of people with a card; one without a day of opening is open now, and was there who knows since when."""

YEAR = 0
"""The quarter that is the whole year."""

_KEYS = ["department", "metric", "quarter"]


def metrics(ledger: "Ledger", *, year: int, as_of: date | None = None, department: str | None = None) -> pl.DataFrame:
    """Every metric of the rule book for each department, for `year` up to `as_of` and for each quarter that has begun.

    One row per department, metric and `quarter` (0: the whole year), in the order of the rule book. `as_of` is today at
    the bureau if not given, and 31 December once the year is over. Numbers are exact decimals; the columns are SCHEMA.

    - `row_kind` is `department`, or `total` for all departments together, whose department is null; there is none where
      one department is asked for.
    - `form` says what `value` is: a `count`; a `share`, numerator of denominator, as a fraction; `growth`, by what
      fraction numerator is above denominator; an `average`, numerator for one of denominator. It has four decimals.
    - `unit` is what the numerator is counted in, and a count or an average in: `yuan`, `people`, `nights`, …
    - `value` is null where nothing is known: the ledger does not know the year of the records of a count, or of a part
      of what has grown (`known_kinds`); one of them does not say what it adds (a reception without its guests); a share
      has no denominator.
      It is never 0 for want of data; `standing` is `no_data` then.
    - `target` is annual: the department's own, else that for every department; null in quarters. `standing` says
      whether it is `met` or `missed` so far, of the budget whether it is near its limit or over, else it is null.
    - `last_year` is the value in the same days of the year before, null where the ledger holds nothing of it, and of
      `card_holding` where a card has no day of opening.

    InputError: `budget.year_not_begun`, `budget.department_unknown`.
    """
    span = period(year, as_of)
    code = known_department(ledger, department)
    known = arrangement_of(ledger).of_metrics(report(ledger, "metrics"))
    now, before = _figures(ledger, span), _figures_before(ledger, Period(span.last_ends_on))
    registered = registered_departments(ledger)
    departments = pl.concat([registered["department"], now["department"].drop_nulls()]).unique()
    grid = pl.DataFrame({"department": [code] if code else departments.sort()}, schema={"department": pl.String})
    grid = grid.join(known, how="cross").join(_quarters(span), how="cross")
    years = report(ledger, "known_years")
    rows = _with_figures(grid, now, _known_metrics(years, known, now, span.year))
    rows = _with_last_year(rows, before, _known_metrics(years, known, before, span.year - 1))
    if code is None:
        rows = pl.concat([_together(rows), rows])
    rows = _with_values(rows).join(_targets(ledger, span), on=["department", "target"], how="left")
    return (
        _judged(rows, ledger.settings.near_limit)
        .join(registered, on="department", how="left")
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def _figures(ledger: "Ledger", span: Period) -> pl.DataFrame:
    """What counts in the year of the period, as of its last day."""
    return dated_report(ledger, "metric_figures", span, {"year": span.year})


def _figures_before(ledger: "Ledger", span: Period) -> pl.DataFrame:
    """The same of the year before, without the card holding of departments that have a card without a day."""
    undated = report(ledger, "undated_cards")["department"]
    is_unknown = (pl.col("metric") == HOLDING) & pl.col("department").is_in(undated.implode())
    return _figures(ledger, span).filter(~is_unknown.fill_null(value=False))


def _targets(ledger: "Ledger", span: Period) -> pl.DataFrame:
    return dated_report(ledger, "metric_targets", span, {"year": span.year})


def _quarters(span: Period) -> pl.DataFrame:
    """The year, and its quarters that have begun."""
    return pl.DataFrame({"quarter": range((span.ends_on.month + 2) // 3 + 1)}, schema={"quarter": pl.Int64})


def _known_metrics(years: pl.DataFrame, known: pl.DataFrame, figures: pl.DataFrame, year: int) -> pl.Series:
    """The metrics of which everything is known in `year`, because its kinds are, and of growth in the year before too.

    What is held is known where anything is: a car tells that it was there, though not that no other was bought.
    """
    named = known.filter(pl.col("kinds") != "")
    kinds = named.select("metric", "form", kind=pl.col("kinds").str.split(";")).explode("kind")
    now, before = (pl.col("kind").is_in(known_kinds(years, one).implode()) for one in (year, year - 1))
    whole = kinds.group_by("metric").agg(is_known=(now & (before | (pl.col("form") != "growth"))).all())
    held = figures.filter(pl.col("metric") == HELD)["metric"]
    return pl.concat([whole.filter("is_known")["metric"], held]).unique()


def _with_figures(rows: pl.DataFrame, figures: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """The rows with their figures; a count of which there are none is 0 if it is `known`.

    Growth and averages of which a part is not known have no figures.
    """
    joined = rows.join(figures.with_columns(is_there=True), on=_KEYS, how="left", nulls_equal=True)
    is_known, is_count = pl.col("metric").is_in(known.implode()), pl.col("form") == "count"
    is_partial = ~is_count & (pl.col("kinds") != "") & ~is_known
    nothing = is_count & is_known & pl.col("is_there").is_null()
    zero = pl.lit(0).cast(figures.schema["numerator"])
    return joined.with_columns(
        numerator=pl.when(nothing).then(zero).when(~is_partial).then("numerator"),
        denominator=pl.when(~is_partial).then("denominator"),
    ).drop("is_there")


def _with_last_year(rows: pl.DataFrame, before: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """The rows with the figures of the year before."""
    found = _with_figures(rows.select(*_KEYS, "form", "kinds"), before, known)
    return rows.join(found.drop("form", "kinds").rename(_LAST), on=_KEYS, how="left", nulls_equal=True)


_LAST = {"numerator": "last_numerator", "denominator": "last_denominator"}


def _together(rows: pl.DataFrame) -> pl.DataFrame:
    """All departments together; of a share those count of which both numerator and denominator are known.

    A count of which one department's is not known is not known.
    """
    sums = []
    is_share = pl.col("form") != "count"
    for numerator, denominator in (tuple(_LAST), tuple(_LAST.values())):
        is_known = pl.col(numerator).is_not_null()
        is_whole = is_share.first() | is_known.all()
        counts = is_known & (~is_share | pl.col(denominator).is_not_null())
        sums += [pl.when(is_whole).then(_known_sum(pl.col(name).filter(counts))) for name in (numerator, denominator)]
    figures = {"numerator", "denominator", *_LAST.values()}
    same = [pl.col(name).first() for name in rows.columns if name not in {*_KEYS, *figures}]
    summed = rows.group_by("metric", "quarter", maintain_order=True).agg(*same, *sums)
    return summed.with_columns(department=pl.lit(None, pl.String)).select(rows.columns)


def _known_sum(column: pl.Expr) -> pl.Expr:
    return pl.when(column.count() > 0).then(column.sum())


def _with_values(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what their figures come to."""
    return rows.with_columns(
        value=_value("numerator", "denominator"), last_year=_value("last_numerator", "last_denominator")
    )


def _value(numerator: str, denominator: str) -> pl.Expr:
    above, below = (pl.col(name).cast(MONEY) for name in (numerator, denominator))
    form = pl.col("form")
    return (
        pl.when(form == "count").then(above.cast(SHARE)).when(form == "growth").then(share(above - below, below))
        .otherwise(share(above, below))
    )  # fmt: skip


def _judged(rows: pl.DataFrame, near_limit: Decimal) -> pl.DataFrame:
    """The rows of the year with their target and how they stand; a quarter has neither."""
    whole_year = pl.col("quarter") == YEAR
    facts = pl.struct("metric", "form", "numerator", "denominator", "value", "target", "aim")
    standing = facts.map_elements(lambda row: _standing(row, near_limit), return_dtype=pl.String, skip_nulls=False)
    return rows.with_columns(
        target=pl.when(whole_year).then("aim"),
        standing=pl.when(pl.col("value").is_null()).then(pl.lit("no_data")).when(whole_year).then(standing),
        row_kind=pl.when(pl.col("department").is_null()).then(pl.lit("total")).otherwise(pl.lit("department")),
    )


def _standing(row: dict[str, Any], near_limit: Decimal) -> str | None:
    """How a metric stands, exactly: no share is divided out for it."""
    numerator, denominator, aim = row["numerator"], row["denominator"], row["aim"]
    if row["value"] is None:
        return "no_data"
    if row["metric"] == "budget_execution":
        return (
            "over_limit" if numerator > denominator else "near_limit" if numerator >= near_limit * denominator else None
        )
    if aim is None:
        return None
    limit = {"count": aim, "growth": (1 + aim) * (denominator or 0)}.get(row["form"], aim * (denominator or 0))
    return "met" if (numerator >= limit if row["target"].endswith("_min") else numerator <= limit) else "missed"
