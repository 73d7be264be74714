"""Budget and spending per department and item, and per month: the cells that every table adds up."""

from datetime import date

import polars as pl

from costctl.budget.period import MONEY, Period, days_to, known_sum, month_end, pro_rata, whole_sum

KEYS = ["department", "item"]
BUDGETED = ["original", "changes", "budget", "expected_to_date"]
SPENT = ["spent", "paid", "committed", "last_year"]
ADDED_UP = [*BUDGETED, *SPENT[:-1]]
"""What a total adds up of what is known of its parts; spent of the year before is known as a whole or not at all."""
NONE = pl.lit(0).cast(MONEY)


def budgeted(lines: pl.DataFrame, span: Period, *, by_month: bool) -> pl.DataFrame:
    """Budget and what of it is expected to be spent by the end of the period, one row per cell.

    `lines` is the report `budget_by_month`. Money given for the year is expected by the day of the year; money given
    for a month is expected when the month is over, and by its days while it runs.
    """
    lines = lines.with_columns(budget=pl.col("original") + pl.col("changes"))
    months = lines.filter(pl.col("month") > 0).with_columns(_expected_of_month(span))
    whole = lines.filter(pl.col("month") == 0)
    spread = _spread(whole, span) if by_month else whole.with_columns(_expected_of_year(span))
    keys = [*KEYS, "month"] if by_month else KEYS
    wanted = [*keys, *BUDGETED]
    return pl.concat([months.select(wanted), spread.select(wanted)]).group_by(keys).agg(known_sum(BUDGETED))


def _expected_of_year(span: Period) -> pl.Expr:
    return pro_rata(pl.col("budget"), span.days, span.days_of_year).alias("expected_to_date")


def _expected_of_month(span: Period) -> pl.Expr:
    running = span.ends_on.month
    part = pro_rata(pl.col("budget"), span.ends_on.day, month_end(span.year, running).day)
    past = pl.when(pl.col("month") < running).then(pl.col("budget").cast(MONEY))
    return past.when(pl.col("month") == running).then(part).otherwise(NONE).alias("expected_to_date")


def _spread(whole: pl.DataFrame, span: Period) -> pl.DataFrame:
    """A year's money over its months by their days; the months of each cell add up to the cent."""
    until = [days_to(month_end(span.year, month)) for month in range(1, 13)]
    calendar = pl.DataFrame({"month": range(1, 13), "before": [0, *until[:-1]], "until": until})
    whole = whole.drop("month").join(calendar, how="cross")

    def between(amount: str, last_day: int) -> pl.Expr:
        to, from_ = (pl.min_horizontal(pl.col(day), last_day) for day in ("until", "before"))
        year = span.days_of_year
        return pro_rata(pl.col(amount), to, year) - pro_rata(pl.col(amount), from_, year)

    return whole.with_columns(
        original=between("original", span.days_of_year),
        budget=between("budget", span.days_of_year),
        expected_to_date=between("budget", span.days),
    ).with_columns(changes=pl.col("budget") - pl.col("original"))


def spending(records: pl.DataFrame, *, by_month: bool) -> pl.DataFrame:
    """What was spent, paid and committed this year and spent in the same days of the last, one row per cell.

    `records` are the reports `spending_by_month`, `paid_by_month` and `committed_by_month`, one below the other.
    """
    keys = [*KEYS, "month"] if by_month else KEYS
    counts = [pl.col("records").sum(), pl.col("last_records").sum()]
    return records.group_by(keys).agg(*known_sum(SPENT), *counts)


def cells(
    lines: pl.DataFrame, records: pl.DataFrame, kept: pl.DataFrame, parts: pl.DataFrame, span: Period, *, by_month: bool
) -> pl.DataFrame:
    """One row per department and item (and month, all twelve) with a budget line, or money spent, paid or committed.

    `kept` says for each item whether its records, payments of it and commitments are kept at all, and its records were
    last year: then no record means 0.00, else nothing is known and the figure is null. A cell without a budget line has
    budget 0.00; `has_lines` tells it apart. The totals of `parts` stand beside their parts. `unrecorded` lists the
    items whose spending the cell lacks; a cell that is no row (`is_row` is false) is there for that alone.
    """
    budget, spent = budgeted(lines, span, by_month=by_month), spending(records, by_month=by_month)
    keys = [*KEYS, "month"] if by_month else KEYS
    joined = (
        _rows_to_fill(budget, spent, parts, by_month=by_month)
        .join(budget.with_columns(has_lines=True), on=keys, how="left", nulls_equal=True)
        .join(spent, on=keys, how="left", nulls_equal=True)
        .join(kept, on="item", how="left")
        .with_columns(_is_known())
    )
    leaves = joined.select(
        *keys,
        *(pl.col(name).fill_null(NONE) for name in BUDGETED),
        _nothing_if_kept("spent", "records", "is_kept"),
        _if_kept("paid", "has_payments"),
        _if_kept("committed", "has_commitments"),
        _nothing_if_kept("last_year", "last_records", "was_kept"),
        pl.col("has_lines").fill_null(False),
        "is_known",
        "is_row",
    ).with_columns(unrecorded=pl.when(pl.col("spent").is_null()).then(pl.concat_list("item")))
    apart = pl.when("is_row").then("last_year").otherwise(NONE).alias("last_year")
    return _with_totals(leaves, parts).with_columns(apart).drop("is_known")


def _rows_to_fill(budget: pl.DataFrame, spent: pl.DataFrame, parts: pl.DataFrame, *, by_month: bool) -> pl.DataFrame:
    """The keys of all rows, and for a department with any part of a total the other parts: `is_row` is false.

    A part without a row still counts: the total is known to be 0.00 if one part's records are kept and there are none.
    """
    rows = pl.concat([budget.select(KEYS), spent.select(KEYS)]).unique().with_columns(is_row=True)
    family = pl.concat([parts["total"], parts["part"]]).unique().rename("item")
    departments = rows.filter(pl.col("item").is_in(family.implode())).select("department").unique()
    others = departments.join(family.to_frame(), how="cross").join(rows, on=KEYS, how="anti", nulls_equal=True)
    every = pl.concat([rows, others.with_columns(is_row=False)])
    return every.join(pl.DataFrame({"month": range(1, 13)}), how="cross") if by_month else every


def together(lists: str) -> pl.Expr:
    """What the lists of a group name."""
    return pl.col(lists).explode().drop_nulls().unique(maintain_order=True)


def _nothing_if_kept(amount: str, count: str, is_kept: str) -> pl.Expr:
    """0.00 where a kept kind has no record; null where it is not kept, or no record of it has an amount."""
    nothing = (pl.col(count).fill_null(0) == 0) & pl.col(is_kept).fill_null(False)
    return pl.when(nothing).then(NONE).otherwise(pl.col(amount)).alias(amount)


def _if_kept(amount: str, is_kept: str) -> pl.Expr:
    """The amount, 0.00 without any, where its kind is kept."""
    return pl.when(pl.col(is_kept)).then(pl.col(amount).fill_null(NONE)).alias(amount)


def _with_totals(leaves: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The cells with those of the totals worked out, parts before the totals that contain them."""
    made_of = {str(total): group["part"].to_list() for (total,), group in parts.group_by("total", maintain_order=True)}
    done = leaves.filter(~pl.col("item").is_in(list(made_of))).with_columns(_of_known(pl.col("committed")))
    waiting = dict(made_of)
    while waiting:
        ready = [total for total, members in waiting.items() if not set(members) & waiting.keys()]
        if not ready:
            raise ValueError(f"totals that contain themselves: {sorted(waiting)}")
        for total in ready:
            members = done.filter(pl.col("item").is_in(waiting.pop(total)))
            own = leaves.filter(pl.col("item") == total)
            done = pl.concat([done, _total(total, own, members, list(made_of))])
    return done


def _is_known() -> pl.Expr:
    """Whether anything is known of what the item spent in the year, in whatever months it is shown: a record with an
    amount, or that there is no record of a kind that is kept."""
    has_none = pl.col("records").fill_null(0).sum().over(KEYS) == 0
    has_amount = pl.col("spent").is_not_null().any().over(KEYS)
    return (has_amount | (has_none & pl.col("is_kept").fill_null(False))).alias("is_known")


def _of_known(committed: pl.Expr) -> pl.Expr:
    """Commitments of items whose spending is known: of the others nothing can be said to be available."""
    return pl.when("is_known").then(committed).alias("committed")


def _total(name: str, own: pl.DataFrame, members: pl.DataFrame, totals: list[str]) -> pl.DataFrame:
    """A total's cells: its own budget lines where a department has any, else the sum of its parts; spent by its parts,
    and committed by them and by commitments of its own.

    `has_lines` is true where lines of its own, or of a part that is a total, stand in its budget, which then may differ
    from the sum over the items.
    """
    keys = [key for key in ("department", "month") if key in own.columns]
    lines_of_totals = (pl.col("has_lines") & pl.col("item").is_in(totals)).any()
    summed = members.group_by(keys).agg(
        *known_sum(ADDED_UP),
        whole_sum("last_year"),
        pl.col("is_known").any(),
        has_lines=lines_of_totals,
        is_row=pl.col("is_row").any(),
        unrecorded=together("unrecorded"),
    )
    has_own = pl.col("has_lines_own").any().over("department")
    return (
        summed.join(own, on=keys, how="left", nulls_equal=True, suffix="_own")
        .select(
            *keys,
            *(pl.when(has_own).then(f"{column}_own").otherwise(column).alias(column) for column in BUDGETED),
            *(name for name in SPENT if name != "committed"),
            committed=_of_known(
                pl.coalesce(pl.col("committed") + pl.col("committed_own"), "committed", "committed_own")
            ),
            has_lines=has_own | pl.col("has_lines").any().over("department"),
            is_known=pl.col("is_known"),
            is_row=pl.col("is_row") | pl.col("is_row_own"),
            unrecorded=pl.col("unrecorded"),
            item=pl.lit(name),
        )
        .select(own.columns)
    )


def period_params(span: Period, department: str | None) -> dict[str, object]:
    """What the budget and spending reports are asked with."""
    days: dict[str, date] = {
        "starts_on": span.starts_on,
        "ends_on": span.ends_on,
        "last_starts_on": span.last_starts_on,
        "last_ends_on": span.last_ends_on,
    }
    return {**days, "year": span.year, "department": department}
