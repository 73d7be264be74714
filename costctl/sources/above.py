"""Rows above the header: titles, as a rule; but a header that is misspelt or was sorted away has records above it."""

import re
from collections.abc import Iterator

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.others import is_number, sort_of
from costctl.sources.shown import shown
from costctl.values import ROW_NO

ABOVE_HEADER = "row.above_header"
"""Of a record that stands above the header: nothing says for sure what its columns are."""

_A_TABLE = 3
"""The rows, and the cells in each, from which rows above the header look like another table."""
_NAMES = re.compile("[:\uff1a]")
"""What stands in a title between a name and its value."""

_Row = tuple[int, tuple[str, ...]]


def rows_above(grid: Grid, binding: Binding) -> pl.DataFrame:
    """The rows above the header, as a stretch of the grid."""
    lines = list(_above(grid, binding))
    columns = {ROW_NO: pl.Series([row for row, _cells in lines], dtype=pl.Int64())}
    for place in range(grid.width):
        columns[f"c{place}"] = pl.Series([cells[place] or None for _row, cells in lines], dtype=pl.String())
    return pl.DataFrame(columns)


def like_records(grid: Grid, binding: Binding) -> list[int]:
    """The rows above the header that look like those below it: half as wide at least, and with a number or day."""
    wide = max(2, len(binding.header.filled) / 2)
    return [
        row
        for row, cells in _above(grid, binding)
        if _filled(cells) >= wide and any(map(is_number, cells)) and sort_of(binding, cells) is None
    ]


def like_a_table(grid: Grid, binding: Binding) -> list[str]:
    """The number and text of the rows above the header that look like those below it or like another table."""
    alike = like_records(grid, binding)
    others = [
        row for row, cells in _above(grid, binding) if _filled(cells) >= _A_TABLE and not any(map(_NAMES.search, cells))
    ]
    rows = {*alike, *(others if len(others) >= _A_TABLE else ())}
    texts = {row: " ".join(filter(None, cells))[:40] for row, cells in _above(grid, binding)}
    return [shown(f"{row}: {texts[row]}") for row in sorted(rows)]


def _above(grid: Grid, binding: Binding) -> Iterator[_Row]:
    return ((row, cells) for row, cells in grid.head if row < binding.header.rows[0])


def _filled(cells: tuple[str, ...]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
