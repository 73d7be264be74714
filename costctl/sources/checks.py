"""What makes a record unusable: the row checks of the contract, each as one column of problem codes."""

import calendar
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from costctl.dates import today as bureau_today
from costctl.records import Column, Kind, Likely

EARLIEST = date(1990, 1, 1)
ITEM_CODE = r"^\d{5}$"


@dataclass(frozen=True)
class Asked:
    """What the caller says of a file beyond its content."""

    department: str | None = None
    currency: str = "CNY"
    items: Mapping[str, str] = field(default_factory=dict)
    """What a file may call an item, as `headers.normal` compares it, and the item."""
    today: date = field(default_factory=bureau_today)

    @property
    def latest(self) -> date:
        """The last plausible day: two years ahead."""
        year = self.today.year + 2
        return date(year, self.today.month, min(self.today.day, calendar.monthrange(year, self.today.month)[1]))


def row_problems(kind: Kind, names: Collection[str], asked: Asked) -> list[tuple[str, str, pl.Expr]]:
    """For each check that applies to these columns: the column it blames, its code, and which rows fail it.

    No expression is ever null: an unknown value passes every check but that it must be there.
    """
    found = [
        *_missing(kind, names),
        *_ordered(kind, names),
        *_implausible(kind, names, asked),
        *_words(kind, names, asked),
    ]
    return [(column, code, failed.fill_null(value=False)) for column, code, failed in found]


def row_doubts(kind: Kind, names: Collection[str], asked: Asked) -> list[tuple[str, str, pl.Expr]]:
    """What stops no row and is to be said: the column, the code, and of which rows."""
    strict = {*kind.dated_by[:1], *_ends_of_stays(kind)}
    days = (one for one in kind.columns if one.type == "date" and one.name in names and one.name not in strict)
    found = [(one.name, "date.odd", _is_odd(one, asked)) for one in days]
    unlikely: dict[tuple[str, str], list[pl.Expr]] = {}
    for one in kind.likely:
        if {one.column, *one.where, *one.per} <= set(names):
            unlikely.setdefault((one.column, one.doubt), []).append(_is_unlikely(one))
    return [*found, *((column, code, pl.any_horizontal(odd)) for (column, code), odd in unlikely.items())]


def _is_unlikely(bounds: Likely) -> pl.Expr:
    value, at_least, at_most = pl.col(bounds.column), pl.lit(bounds.at_least), pl.lit(bounds.at_most)
    if bounds.per:  # in floating point: no absurd number of people overflows it, and a bound is round
        each = pl.fold(
            pl.lit(1.0), lambda all_, one: all_ * one, [pl.col(name).cast(pl.Float64) for name in bounds.per]
        )
        times = pl.when(pl.all_horizontal(pl.col(name) > 0 for name in bounds.per)).then(each)
        value = value.cast(pl.Float64)
        at_least, at_most = (limit.cast(pl.Float64) * times for limit in (at_least, at_most))
    beyond = [value < at_least] if bounds.at_least is not None else []
    beyond += [value > at_most] if bounds.at_most is not None else []
    concerned = (pl.col(name).is_in(values) for name, values in bounds.where.items())
    return pl.all_horizontal(pl.any_horizontal(beyond), *concerned).fill_null(value=False)


def _is_odd(column: Column, asked: Asked) -> pl.Expr:
    """Which dates, or beginnings of years, lie before 1990 or more than two years ahead."""
    earliest, latest = (EARLIEST.year, asked.latest.year) if column.type == "year" else (EARLIEST, asked.latest)
    return ((pl.col(column.name) < earliest) | (pl.col(column.name) > latest)).fill_null(value=False)


def _missing(kind: Kind, names: Collection[str]) -> Iterator[tuple[str, str, pl.Expr]]:
    for column in kind.columns:
        if column.required:
            yield column.name, "value.missing", pl.col(column.name).is_null() if column.name in names else pl.lit(True)
    either = [name for name in kind.either if name in names]
    if kind.either:
        empty = pl.all_horizontal(pl.col(name).is_null() for name in either) if either else pl.lit(True)
        yield kind.either[0], "value.missing", empty


def _ordered(kind: Kind, names: Collection[str]) -> Iterator[tuple[str, str, pl.Expr]]:
    if kind.in_order and set(kind.in_order) <= set(names):
        start, end = kind.in_order
        yield end, "dates.order", pl.col(end) < pl.col(start)


def _ends_of_stays(kind: Kind) -> tuple[str, ...]:
    """The end of a stay that starts on the record's own date and must have an end."""
    start, end = kind.in_order or (None, "")
    return (end,) if (start,) == kind.dated_by and kind.column(end).required else ()


def _implausible(kind: Kind, names: Collection[str], asked: Asked) -> Iterator[tuple[str, str, pl.Expr]]:
    own = [name for name in kind.dated_by if name in names]
    for place, name in enumerate(own):
        others_empty = (pl.col(other).is_null() for other in own[:place])
        yield name, "date.implausible", pl.all_horizontal(*others_empty, _is_odd(kind.column(name), asked))
    for name in _ends_of_stays(kind):
        if name in names:
            yield name, "date.implausible", _is_odd(kind.column(name), asked)


def _words(kind: Kind, names: Collection[str], asked: Asked) -> Iterator[tuple[str, str, pl.Expr]]:
    if kind.ledger_currency in names:
        yield str(kind.ledger_currency), "currency.not_ledger", pl.col(str(kind.ledger_currency)) != asked.currency
    if "item" in names and "item" in kind.names and asked.items:
        known = pl.col("item").is_in(list(asked.items.values())) | pl.col("item").str.contains(ITEM_CODE)
        yield "item", "item.unknown", ~known
