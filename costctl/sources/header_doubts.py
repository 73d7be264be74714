"""Doubts that a sheet's header raises: columns missing, there twice, or not read; a guessed encoding or unit."""

from collections.abc import Collection, Iterator

from costctl.sources.amount_units import unit_doubts
from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.guess import sample
from costctl.sources.headers import ROW_NUMBERS, normal
from costctl.sources.likely_columns import holds_cards
from costctl.sources.misread import unread_directions
from costctl.values import Doubt

SURE = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")
"""Encodings that are proved by the bytes; any other one was a guess, which a layout's own word outranks."""

_NAMED = 8
"""Columns named in a doubt."""


def header_doubts(grid: Grid, binding: Binding) -> Iterator[Doubt]:
    """What the reader of a sheet should know before its first row."""
    layout, header = binding.layout, binding.header
    if grid.encoding and grid.encoding not in SURE and grid.encoding not in layout.encodings:
        yield Doubt("encoding.guessed", about={"encoding": grid.encoding})
    if binding.missing and not layout.generated:
        names = list(dict.fromkeys((layout.columns[name].columns or ((name,),))[0][0] for name in binding.missing))
        yield Doubt("column.missing", len(names), tuple(names))
    twice = [header.names[place] for place in sorted(binding.used) if header.is_repeated(header.names[place])]
    if twice:
        yield Doubt("column.repeated", len(twice), tuple(twice[:5]))
    directions, cards = unread_directions(grid, binding), unread_cards(grid, binding)
    if layout.generated and (others := _unread_columns(grid, binding, told={*directions, *cards})):
        yield Doubt("column.unread", len(others), tuple(others[:_NAMED]))
    if directions:
        yield Doubt("column.direction_unread", len(directions), tuple(directions))
    if cards:
        yield Doubt("column.cards_unread", len(cards), tuple(cards))
    yield from unit_doubts(binding)
    for bound in binding.bound:
        if bound.origin.doubt:
            yield Doubt(bound.origin.doubt, about={"column": bound.column.header.zh})


def _unread_columns(grid: Grid, binding: Binding, told: Collection[str]) -> list[str]:
    """The filled columns that no column of the kind is meant by and that are not `told` of, row numbers apart; those
    with numbers first."""
    header = binding.header
    unused = [sample(grid, header, place) for place in header.filled if place not in binding.used]
    some = [one for one in unused if one.sort != "empty" and one.header not in told]
    some = [one for one in some if normal(one.header) not in ROW_NUMBERS]
    return [one.header for one in sorted(some, key=lambda one: one.sort != "number")]


def unread_cards(grid: Grid, binding: Binding) -> list[str]:
    """The columns that hold card numbers, where the layout knows no card column of the file."""
    card = binding.layout.record_kind.card_column
    if not card or card in binding.by_name:
        return []
    header = binding.header
    return [one.header for place in header.filled if holds_cards(one := sample(grid, header, place))]
