"""Tables that follow one another in a sheet, each under titles of its own: another card, another person, another unit.

What the rows above the header say holds for the rows below it only until a row says otherwise.
"""

import re
from collections.abc import Iterable, Iterator

import polars as pl

from costctl.sources.bind import Binding, bind
from costctl.sources.grid import Grid
from costctl.sources.units import states_unit, table_unit
from costctl.values import ROW_NO

_MOST_CELLS = 3
"""What a title fills at most; more than one only if it lacks what a record needs."""


def sections(grid: Grid, binding: Binding, chunks: Iterable[pl.DataFrame]) -> Iterator[tuple[Binding, pl.DataFrame]]:
    """The chunks, cut where a title comes again and without it, each with the binding whose titles stand above it."""
    for chunk in chunks:
        rest = chunk
        for row, text in _titles(chunk, binding):
            yield binding, rest.filter(pl.col(ROW_NO) < row)
            rest = rest.filter(pl.col(ROW_NO) > row)
            binding = bind(binding.layout, binding.header, (text, *binding.titles), grid)
        yield binding, rest


def _titles(chunk: pl.DataFrame, binding: Binding) -> Iterator[tuple[int, str]]:
    """The rows that say again what the titles above the header said, and are no records."""
    says_again, has_unit = _patterns(binding), table_unit(binding.titles).unit is not None
    filled = {name: pl.col(name).str.contains(r"\S").fill_null(value=False) for name in chunk.columns if name != ROW_NO}
    needed = [[filled[name] for name in names if name in filled] for names in _needed(binding)]
    if not needed or not (says_again or has_unit):
        return
    is_no_record = pl.any_horizontal(~pl.any_horizontal(group) if group else True for group in needed)
    count = pl.sum_horizontal(filled.values())
    for row, *cells in chunk.filter((count == 1) | ((count <= _MOST_CELLS) & is_no_record)).iter_rows():
        text = " ".join(cell.strip() for cell in cells if cell and cell.strip())
        if any(pattern.search(text) for pattern in says_again) or (has_unit and states_unit(text)):
            yield row, text


def _patterns(binding: Binding) -> list[re.Pattern[str]]:
    patterns = [bound.origin.title for bound in binding.bound if bound.origin.title]
    if binding.statement and binding.layout.statement:
        patterns.append(binding.layout.statement)
    return [re.compile(pattern) for pattern in patterns]


def _needed(binding: Binding) -> Iterator[list[str]]:
    """The columns of the chunk of which a record fills at least one, for each group that the layout needs."""
    for group in binding.layout.needs:
        bound = [binding.by_name[name] for name in group if name in binding.by_name]
        places = {place for one in bound for place in (*one.plus, *one.minus)}
        if places:
            yield [f"c{place}" for place in sorted(places)]
