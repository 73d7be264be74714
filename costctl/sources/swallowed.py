"""Cells that hold whole rows: a stray quote opened them, and the next one in the file, lines below, closed them."""

from collections.abc import Sequence

import polars as pl

_FEW_CELLS = 2
"""A text may have as many parts in each of its lines."""


def may_swallow(names: Sequence[str], delimiter: str) -> pl.Expr:
    """Of which rows a cell has line breaks and delimiters."""
    return pl.any_horizontal(
        pl.col(name).str.contains("\n", literal=True) & pl.col(name).str.contains(delimiter, literal=True)
        for name in names
    ).fill_null(value=False)


def swallows(cells: Sequence[str], delimiter: str) -> bool:
    """Whether one of the cells of a record holds the end of one row, the start of another and any between them.

    Their cells must be as many as the record's own, and have a digit where at least half of those do that have one: a
    text of several lines with commas is a text. Where no cell has any, or the quote is closed in another column than it
    was opened in, a whole row between the two must tell.
    """
    return any("\n" in cell and _swallows(cells, place, delimiter) for place, cell in enumerate(cells))


def _swallows(cells: Sequence[str], place: int, delimiter: str) -> bool:
    first, *between, last = (line.split(delimiter) for line in cells[place].split("\n"))
    width, behind = place + len(first), cells[place + 1 :]
    left = width - len(last)
    if not 0 <= left <= len(behind) or any(len(row) != width for row in between) or any(behind[left:]):
        return False
    if len(last) != place + 1 and not between:
        return False
    quoted = (place, len(last) - 1)
    pairs = zip([*cells[:place], *first], [*last, *behind], strict=False)
    others = [pair for at, pair in enumerate(pairs) if at not in quoted]
    alike = [_has_digit(other) for one, other in others if _has_digit(one)]
    return (any(alike) and 2 * sum(alike) >= len(alike)) if alike else bool(between) and width > _FEW_CELLS


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))
