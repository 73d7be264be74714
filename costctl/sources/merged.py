"""Cells of a workbook that are merged over several rows of its records.

A text, code or day belongs to each of the rows, and is filled down. A number does not: whether it is the sum of the
rows or the figure of one of them cannot be told, so the cells of all of them are marked.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.marks import SHARED
from costctl.sources.others import is_label
from costctl.values import ROW_NO

_NUMBERS = ("money", "decimal", "integer")


class Merged:
    """What becomes of the merged cells below the header of a sheet, in the columns that the layout knows."""

    def __init__(self, grid: Grid, binding: Binding) -> None:
        last = binding.header.rows[-1]
        self._ranges = sorted(
            (first, place, end)
            for first, place, end, _ in grid.merged
            if first > last and end > first and place in binding.used
        )
        """First row, column and last row."""
        self._blocks = _blocks(self._ranges)
        self._numbers = _number_places(binding)

    def filled(self, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The rows of the sheet with their merged cells filled or marked; no merged cell is cut in two."""
        if not self._ranges:
            yield from frames
            return
        held: list[pl.DataFrame] = []
        for frame in frames:
            rows = pl.concat([*held, frame])
            cut = self._start_of_block(rows[ROW_NO][-1])
            whole, held = rows.filter(pl.col(ROW_NO) < cut), [rows.filter(pl.col(ROW_NO) >= cut)]
            if whole.height:
                yield self._fill(whole)
        if held and held[0].height:
            yield self._fill(held[0])

    def _start_of_block(self, row: int) -> int:
        """Where the merged cells start that reach from above the end of `row` to below it, or the row after it."""
        at = bisect_right(self._blocks, row, key=lambda block: block[0]) - 1
        return self._blocks[at][0] if at >= 0 and self._blocks[at][1] > row else row + 1

    def _fill(self, rows: pl.DataFrame) -> pl.DataFrame:
        numbers, cells = rows[ROW_NO].to_list(), rows.drop(ROW_NO).rows()
        within = bisect_left(self._ranges, (numbers[0],)), bisect_right(self._ranges, (numbers[-1] + 1,))
        changes: dict[int, dict[int, str]] = defaultdict(dict)
        for first, place, end in self._ranges[slice(*within)]:
            start = bisect_left(numbers, first)
            sharing = [at for at in range(start + 1, bisect_right(numbers, end)) if not _is_label(cells[at])]
            value: str = cells[start][place] or "" if start < len(numbers) and numbers[start] == first else ""
            if not sharing or not value.strip():
                continue
            if place in self._numbers:
                changes[place] |= dict.fromkeys([start, *sharing], f"{value}{SHARED}")
            else:
                changes[place] |= dict.fromkeys(sharing, value)
        columns = [rows[f"c{place}"].scatter(list(new), list(new.values())) for place, new in changes.items()]
        return rows.with_columns(columns)


def _number_places(binding: Binding) -> set[int]:
    """The columns from which numbers are read or to which they are compared."""
    numbers = [
        place for bound in binding.bound if bound.column.type in _NUMBERS for place in (*bound.plus, *bound.minus)
    ]
    numbers += [place for _name, extra, place in binding.extras if extra.type == "decimal"]
    return {*numbers, *(place for _one, place in (*binding.wide, *binding.wide_totals, *binding.totals))}


def _is_label(cells: tuple[str | None, ...]) -> bool:
    """Whether the row is a total or a note that stands beside the merged cell."""
    return is_label(next((cell for cell in cells if cell and not cell.isspace()), ""))


def _blocks(ranges: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The stretches of rows that merged cells hold together, from the first row to the last of each."""
    found: list[tuple[int, int]] = []
    for first, _place, end in ranges:
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((first, end))
    return found
