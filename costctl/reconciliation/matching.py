"""Rows of two lists that are alike in amount and date, matched one to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

LEFT, RIGHT = "left_no", "right_no"
"""The columns that number the rows of the two lists."""

PAIRS = {LEFT: pl.UInt32(), RIGHT: pl.UInt32()}

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Tolerance:
    """How far apart two entries may be and still be the same, where no number says so."""

    amount: Decimal = Decimal("0.00")
    """Yuan."""
    days: int = 60
    """Between the two dates, either way."""


def alike(left: pl.DataFrame, right: pl.DataFrame, on: Sequence[str], tolerance: Tolerance) -> pl.DataFrame:
    """Pairs that agree in `on` and, within `tolerance`, in `amount` and `day`; each row once, the nearest first.

    Two people who are both on the register (`registered`, a name or null) and called differently are no pair.
    Of pairs equally near the earlier rows are taken, so that the same lists always give the same pairs. `amount` is
    part of what is joined by, so that the cost grows with the rows and not with their square.
    """
    step = max(tolerance.amount, _CENT)
    near = [0] if tolerance.amount == 0 else [-1, 0, 1]
    place = (pl.col("amount") // step).cast(pl.Int64).alias("place")
    beside = pl.concat([left.select(LEFT, *on, "registered", "amount", "day", place + by) for by in near])
    candidates = (
        beside.join(right.select(RIGHT, *on, "registered", "amount", "day", place), on=[*on, "place"], suffix="_right")
        .with_columns(
            off=(pl.col("amount") - pl.col("amount_right")).abs(),
            days=(pl.col("day") - pl.col("day_right")).dt.total_days().abs(),
        )
        .filter((pl.col("registered") == pl.col("registered_right")).fill_null(value=True))
        .filter(pl.col("off") <= tolerance.amount, pl.col("days") <= tolerance.days)
        .sort("off", "days", LEFT, RIGHT)
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for one, other in candidates.select(LEFT, RIGHT).iter_rows():
        if one not in taken_left and other not in taken_right:
            taken_left.add(one)
            taken_right.add(other)
            pairs.append((one, other))
    return pl.DataFrame(pairs, schema=PAIRS, orient="row")


def without(frame: pl.DataFrame, number: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """The rows that are in no pair yet."""
    return frame.join(pairs.select(number), on=number, how="anti", maintain_order="left")
