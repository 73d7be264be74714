"""Headers among the rows of a sheet: one row, or up to three, of which the upper name groups and the lowest units."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from costctl.sources.grid import Grid
from costctl.sources.headers import Header, bare, normal, unit_of
from costctl.sources.marks import unmarked

Row = tuple[int, tuple[str, ...]]
"""The number of a row, and its cells."""

_BLANK_WITHIN = 2
"""Blank rows that may lie between the two rows of a header."""
MOST_ROWS = 3
_NUMBER = re.compile(r"[\d.,:/%+-]*\d[\d.,:/%+-]*")
_UNIT_LABELS = ("单位", "金额单位", "计量单位")


def candidates(grid: Grid, limit: int = 100) -> list[Header]:
    """Every row, and every few with nothing between them, among the first that could be the header."""
    return headers_among(grid, grid.head[:limit])


def headers_among(grid: Grid, rows: Sequence[Row]) -> list[Header]:
    """Every one of these rows, and every few with nothing between them, as a header."""
    head = [(row, cells) for row, cells in rows if any(cell.strip() for cell in cells)]
    single = [Header((row,), (cells,), tuple(_name(cell) for cell in cells)) for row, cells in head]
    stacks = (head[at : at + size] for size in range(2, MOST_ROWS + 1) for at in range(len(head) - size + 1))
    return [*single, *(_stacked(grid, stack) for stack in stacks if _may_be_stacked(stack))]


def _name(cell: str) -> str:
    return unmarked(cell.strip())


def _may_be_stacked(rows: Sequence[Row]) -> bool:
    """Whether these may be the rows of one header; of three, the lowest leaves columns out and none has numbers."""
    if sum(bool(cell.strip()) for cell in rows[0][1]) < 2:
        return False
    if any(lower > upper + _BLANK_WITHIN + 1 for (upper, _), (lower, _) in pairwise(rows)):
        return False
    *_upper, (_row, lowest) = rows
    return len(rows) == 2 or (
        any(not under.strip() and above.strip() for above, under in zip(rows[0][1], lowest, strict=False))
        and not any(_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell).strip()) for _, own in rows for cell in own)
    )


def _stacked(grid: Grid, rows: Sequence[Row]) -> Header:
    cells = [[_name(cell) for cell in own] for _row, own in rows]
    units = _units(cells[-1])
    if units:
        cells[-1] = units
    named = cells[:-1] if units else cells
    levels = [
        _spread(grid, rows[depth][0], own, named[:depth], named[depth + 1 :]) if depth < len(cells) - 1 else own
        for depth, own in enumerate(cells)
    ]
    columns = list(zip(*levels, strict=False))
    shorter = tuple(
        tuple(_joined(parts[depth:]) or _joined(parts[:depth][-1:]) or _joined(parts[:1]) for parts in columns)
        for depth in range(1, len(levels))
    )
    return Header(
        tuple(row for row, _own in rows),
        tuple(own for _row, own in rows),
        tuple(map(_joined, columns)),
        shorter,
        tuple(map(tuple, levels)),
    )


def _joined(parts: Sequence[str]) -> str:
    """The filled ones of these, one of several that are alike."""
    filled = [part for part in parts if part]
    return " ".join(part for place, part in enumerate(filled) if not place or part != filled[place - 1])


def _units(cells: Sequence[str]) -> list[str] | None:
    """The cells of a row that names nothing but units, each in brackets; None for any other row."""
    written = [f"({cell.strip('()[]【】（）')})" if cell and normal(cell) not in _UNIT_LABELS else "" for cell in cells]
    filled = [one for one in written if one]
    return written if any(unit_of(one) for one in filled) and not any(bare(one) for one in filled) else None


def _spread(
    grid: Grid, row: int, own: list[str], above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]
) -> list[str]:
    """A row with each group's name over all columns of the group; in delimited text a name above starts another one."""
    spread = list(own)
    if grid.merged:
        for first_row, first_col, last_row, last_col in grid.merged:
            if first_row <= row <= last_row:
                spread[first_col : last_col + 1] = [own[first_col]] * len(spread[first_col : last_col + 1])
        return spread
    for place in range(1, len(spread)):
        is_in_group = any(level[place] for level in below) and not any(level[place] for level in above)
        if not spread[place] and is_in_group:
            spread[place] = spread[place - 1]
    return spread
