"""Cells that hold whole rows: a stray quote opened them, and the next one in the file, lines below, closed them."""

from collections.abc import Sequence

import polars as pl


_FEW_CELLS = 2
"""A text may have as many parts in each of its lines."""


def may_swallow(names: Sequence[str], delimiter: str) -> pl.Expr:
    """Of which rows a cell has line breaks, and as many delimiters for each as any."""
    breaks = [pl.col(name).str.count_matches("\n", literal=True) for name in names]
    delimiters = [pl.col(name).str.count_matches(delimiter, literal=True) for name in names]
    return pl.any_horizontal(
        (lines > 0) & (marks > 0) & (marks % lines == 0) for lines, marks in zip(breaks, delimiters, strict=True)
    ).fill_null(value=False)


def swallows(cells: Sequence[str], delimiter: str) -> bool:
    """Whether one of the cells of a record holds the end of one row, the start of another and any between them.

    Their cells must be as many as the record's own, and have a digit where at least half of those do that have one: a
    text of several lines with commas is a text. Where no cell has any, a whole row between the two tells.
    """
    return any("\n" in cell and _swallows(cells, place, delimiter) for place, cell in enumerate(cells))


def _swallows(cells: Sequence[str], place: int, delimiter: str) -> bool:
    first, *between, last = (line.split(delimiter) for line in cells[place].split("\n"))
    width = place + len(first)
    if len(last) != place + 1 or any(len(row) != width for row in between) or any(cells[width:]):
        return False
    others = [*zip(cells[:place], last, strict=False), *zip(cells[place + 1 :], first[1:], strict=False)]
    alike = [_has_digit(other) for one, other in others if _has_digit(one)]
    return (any(alike) and 2 * sum(alike) >= len(alike)) if alike else bool(between) and width > _FEW_CELLS


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))
