"""In what unit each column of amounts is written, and whether that is clear."""

import unicodedata
from collections.abc import Collection, Iterator
from decimal import Decimal
from statistics import median

from costctl.errors import Problem
from costctl.money import UNITS, parse_number
from costctl.records import Column
from costctl.sources.bind import Binding, Bound
from costctl.sources.grid import Grid
from costctl.sources.units import states_unit, table_unit
from costctl.sources.wide import wide_terms
from costctl.values import Doubt

_MOST_CELLS = 3
"""More than a row fills that is no record."""
_ODD = Decimal(100_000)
"""Yuan. What is paid on a day is seldom more; where most of it would be, the title's unit is not the amounts'."""


def own_unit(binding: Binding, bound: Bound, place: int | None) -> Decimal | None:
    """The unit that the column's header names, else the one that the layout gives this column."""
    if bound.column.type != "money" and not bound.column.unit:
        return Decimal(1)
    header = binding.header.unit(place) if place is not None else None
    return header or (UNITS[bound.origin.unit] if bound.origin.unit else None)


def usual_unit(binding: Binding, column: Column) -> Decimal:
    """The unit where the file names none."""
    return UNITS[binding.layout.unit or column.unit or "元"]


def unclear_unit(grid: Grid, binding: Binding, where: str) -> Problem | None:
    """The titles that leave open in which unit the amounts below them are."""
    of_table, columns = table_unit(binding.titles), list(amounts_by_title(binding))
    usual = {usual_unit(binding, bound.column) for bound, _place in columns}
    if not columns or of_table.perhaps == usual:
        return None
    said = of_table.unclear or ("" if of_table.unit else _stated_below(grid, binding, usual))
    if said:
        return _unclear(where, said)
    is_odd = of_table.said and of_table.unit not in usual and _is_odd(grid, binding, of_table.unit or Decimal(1))
    return _unclear(where, of_table.said) if is_odd else None


def unit_doubts(binding: Binding) -> Iterator[Doubt]:
    """Says that the amounts were taken in the unit in which a title ends, where that is not the usual one."""
    of_table = table_unit(binding.titles)
    if of_table.said and any(
        usual_unit(binding, bound.column) != of_table.unit for bound, _ in amounts_by_title(binding)
    ):
        word = next(word for word, unit in UNITS.items() if unit == of_table.unit)
        yield Doubt("unit.of_title", about={"title": of_table.said, "unit": word})


def _unclear(where: str, titles: str) -> Problem:
    return Problem("unit.unclear", where, titles)


def _stated_below(grid: Grid, binding: Binding, usual: Collection[Decimal]) -> str:
    """A row below the header that names another unit than the usual one, perhaps of the rows above it."""
    below = (
        cells for row, cells in grid.head if row > binding.header.rows[-1] and sum(map(bool, cells)) <= _MOST_CELLS
    )
    texts = (" ".join(filter(None, map(str.strip, cells))) for cells in below)
    return next((text for text in texts if states_unit(text) and {table_unit((text,)).unit} != set(usual)), "")


def amounts_by_title(binding: Binding) -> Iterator[tuple[Bound, int]]:
    """The columns of amounts that name no unit of their own."""
    amounts = [(bound, place) for bound in binding.bound for place in (*bound.plus, *bound.minus)]
    amounts += [(term.bound, place) for term in wide_terms(binding)[:1] for _record, place in binding.wide]
    return ((bound, place) for bound, place in amounts if own_unit(binding, bound, place) is None)


def _is_odd(grid: Grid, binding: Binding, unit: Decimal) -> bool:
    """Whether most amounts of a list of single days would be odd in this unit."""
    kind = binding.layout.record_kind
    if not kind.dated_by or kind.column(kind.dated_by[0]).type != "date":
        return False
    rows = [cells for row, cells in grid.head if row > binding.header.rows[-1]]
    cells = (row[place].strip() for row in rows for _bound, place in amounts_by_title(binding))
    read = (parse_number(unicodedata.normalize("NFKC", cell)) for cell in cells if cell)
    amounts = [abs(one) * unit for one in read if isinstance(one, Decimal) and one]
    return bool(amounts) and median(amounts) >= _ODD
