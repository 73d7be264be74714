"""Rows of two lists that are alike in amount and date, matched one to one."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
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
    """Pairs that agree in `on` and, within `tolerance`, in `amount` and day; each row once.

    `day` on the left is a day, on the right the first of those up to `last_day`, on each of which the two are as near.
    Two people who are both on the register (`registered`, a name or null) and called differently are no pair.
    Equal amounts go first. Of either there are as many pairs as can be, and within that the nearest; of those equally
    near the earlier rows are taken, so that the same lists always give the same pairs. `amount` is part of what is
    joined by, so that the cost grows with the rows and not with their square.
    """
    step = max(tolerance.amount, _CENT)
    near = [0] if tolerance.amount == 0 else [-1, 0, 1]
    place = (pl.col("amount") // step).cast(pl.Int64).alias("place")
    beside = pl.concat([left.select(LEFT, *on, "registered", "amount", "day", place + by) for by in near])
    candidates = (
        beside.join(
            right.select(RIGHT, *on, "registered", "amount", "last_day", place, first="day"),
            on=[*on, "place"],
            suffix="_right",
        )
        .with_columns(
            off=(pl.col("amount") - pl.col("amount_right")).abs(),
            days=pl.max_horizontal(_days("first", "day"), _days("day", "last_day"), 0),
        )
        .filter((pl.col("registered") == pl.col("registered_right")).fill_null(value=True))
        .filter(pl.col("off") <= tolerance.amount, pl.col("days") <= tolerance.days)
        .sort("off", "days", LEFT, RIGHT)
    )
    equal = _most(candidates.filter(pl.col("off") == 0).select(LEFT, RIGHT).iter_rows())
    rest = candidates.filter(
        pl.col("off") > 0, ~pl.col(LEFT).is_in(list(equal)), ~pl.col(RIGHT).is_in(list(equal.values()))
    )
    pairs = equal | _most(rest.select(LEFT, RIGHT).iter_rows())
    return pl.DataFrame({LEFT: pairs.keys(), RIGHT: pairs.values()}, schema=PAIRS)


def _days(later: str, earlier: str) -> pl.Expr:
    return (pl.col(later) - pl.col(earlier)).dt.total_days()


def _most(candidates: Iterable[tuple[int, int]]) -> dict[int, int]:
    """As many pairs as can be made of the candidates; the first ones stay together unless that costs a pair."""
    pairs: dict[int, int] = {}
    taken: dict[int, int] = {}
    wanted: dict[int, list[int]] = defaultdict(list)
    for one, other in candidates:
        wanted[one].append(other)
        if one not in pairs and other not in taken:
            pairs[one], taken[other] = other, one
    hopeless: set[int] = set()
    for one in wanted:
        if one not in pairs:
            _make_room(one, wanted, pairs, taken, hopeless)
    return pairs


def _make_room(
    one: int, wanted: Mapping[int, Sequence[int]], pairs: dict[int, int], taken: dict[int, int], hopeless: set[int]
) -> None:
    """Pairs `one`, and those who make room for it with others, where somebody at the end of that row finds a free one.

    As few as possible move. `hopeless` are those from whom no such row leads on; none ever will, so they are not asked
    twice.
    """
    reached: dict[int, int] = {}
    asked = deque([one])
    while asked:
        left = asked.popleft()
        for right in wanted[left]:
            if right in reached or right in hopeless:
                continue
            reached[right] = left
            if right in taken:
                asked.append(taken[right])
                continue
            free: int | None = right
            while free is not None:
                mover = reached[free]
                left_free = pairs.get(mover)
                pairs[mover], taken[free] = free, mover
                free = left_free
            return
    hopeless.update(reached)


def without(frame: pl.DataFrame, number: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """The rows that are in no pair yet."""
    return frame.join(pairs.select(number), on=number, how="anti", maintain_order="left")
