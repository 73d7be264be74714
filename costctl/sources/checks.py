"""What makes a record unusable: the row checks of the contract, each as one column of problem codes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from costctl.dates import EARLIEST, latest_plausible
from costctl.dates import today as bureau_today
from costctl.records import Column, Kind, Likely

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
        return latest_plausible(self.today)


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
    """What stops no row and is to be said: the column, the code, and of which rows; of a day that is odd not that it is
    ahead."""
    odd: dict[tuple[str, str], list[pl.Expr]] = {}
    for column in (column for column in kind.columns if column.name in names):
        if column.type == "date" and column.name not in _own_bounds(kind):
            odd[column.name, "date.odd"] = [_is_odd(column, asked)]
        if column.type in _NUMBERS and not column.signed:
            odd[column.name, "value.negative"] = [(pl.col(column.name) < 0).fill_null(value=False)]
    for bounds in kind.likely:
        for name in bounds.columns if set(bounds.beside) <= set(names) else ():
            if name in names:
                odd.setdefault((name, bounds.doubt), []).append(_is_unlikely(name, bounds, asked))
    said = {key: pl.any_horizontal(cases) for key, cases in odd.items()}
    for name in kind.names:
        ahead, is_odd = (name, "date.ahead"), (name, "date.odd")
        if {ahead, is_odd} <= said.keys():
            said[ahead] &= ~said[is_odd]
    return [(column, code, rows) for (column, code), rows in said.items()]


_NUMBERS = ("money", "decimal", "integer")


def _own_bounds(kind: Kind) -> set[str]:
    """The dates that are not judged as others are: a row is rejected by them, or their kind says what is odd."""
    said = (name for one in kind.likely if isinstance(one.at_least, date) for name in one.columns)
    return {*kind.dated_by[:1], *_ends_of_stays(kind), *said}


def _is_unlikely(name: str, bounds: Likely, asked: Asked) -> pl.Expr:
    at_most = asked.today if bounds.at_most == "today" else bounds.at_most
    value, limits = pl.col(name), [None if limit is None else pl.lit(limit) for limit in (bounds.at_least, at_most)]
    if bounds.since:
        value = (value - pl.col(bounds.since)).dt.total_days() + 1
    if bounds.per:  # in floating point: no absurd number of people overflows it, and a bound is round
        each = pl.fold(pl.lit(1.0), lambda all_, one: all_ * one, [pl.col(one).cast(pl.Float64) for one in bounds.per])
        times = pl.when(pl.all_horizontal(pl.col(one) > 0 for one in bounds.per)).then(each)
        value = value.cast(pl.Float64)
        limits = [None if limit is None else limit.cast(pl.Float64) * times for limit in limits]
    least, most = limits
    beyond = [] if least is None else [value < least]
    beyond += [] if most is None else [value > most]
    concerned = (pl.col(one).is_in(values) for one, values in bounds.where.items())
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
