"""A layout bound to one header: which file column each record column takes, and what the file lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from costctl.dates import SINCE_1900
from costctl.records import Column, telling
from costctl.sources.grid import Grid
from costctl.sources.headers import Header
from costctl.sources.layout import Layout
from costctl.sources.layout_rows import RowTotal, WideRecord, WideTotal
from costctl.sources.origins import Extra, Names, Origin
from costctl.sources.titles import in_titles, statement_month


@dataclass(frozen=True)
class Bound:
    """One record column and where this file has it."""

    column: Column
    origin: Origin
    plus: tuple[int, ...] = ()
    """The file columns read, or added up."""
    minus: tuple[int, ...] = ()
    by: tuple[int, ...] = ()
    """The file columns whose words give the sign."""
    text: str | None = None
    """A value of the title rows or a constant, the same in every row; with file columns, what stands before them."""

    @property
    def places(self) -> tuple[int, ...]:
        """Every file column it needs."""
        return (*self.plus, *self.minus, *self.by)


@dataclass(frozen=True)
class Binding:
    """A layout as it fits one header."""

    layout: Layout
    header: Header
    titles: tuple[str, ...]
    bound: tuple[Bound, ...]
    extras: tuple[tuple[str, Extra, int], ...]
    wide: tuple[tuple[WideRecord, int], ...]
    wide_totals: tuple[tuple[WideTotal, int], ...]
    totals: tuple[tuple[RowTotal, int], ...]
    lacking: tuple[Names, ...]
    """Groups of record columns and extras of which the file has none though the layout needs one."""
    statement: tuple[int, int] | None
    """The year and month that the title rows name."""
    is_text: bool = True
    """Whether the file is text; a workbook's numbers come with a point, whatever the layout says."""
    day_zero: date = SINCE_1900
    """The day from which a workbook counts."""

    @cached_property
    def by_name(self) -> dict[str, Bound]:
        """The bound columns by record column."""
        return {bound.column.name: bound for bound in self.bound}

    @cached_property
    def told(self) -> frozenset[int]:
        """The file columns that make the record, or tell that a row is none."""
        skips = (place for skip in self.layout.skip for place in find_all(self.header, skip.by) or ())
        return frozenset([*(place for bound in self.bound for place in bound.places), *skips])

    @cached_property
    def used(self) -> frozenset[int]:
        """The file columns that the layout knows."""
        wide = (place for _record, place in (*self.wide, *self.wide_totals, *self.totals))
        extras = (place for _name, _extra, place in self.extras)
        return frozenset([*self.told, *extras, *wide])

    @property
    def fits(self) -> bool:
        """Whether all that the layout needs is there, and of a template's layout enough for a file of that kind."""
        known = not self.layout.generated or self._is_known_well
        return not self.lacking and known and not self.is_another

    @property
    def knows_half(self) -> bool:
        """Whether it knows half of the file's columns."""
        return 2 * len(self.used) >= len(self.header.filled)

    @property
    def is_another(self) -> bool:
        """Whether a title or a column says that the file is another one than its columns show."""
        titled = self.layout.unless and in_titles(self.layout.unless, self.titles)
        return bool(titled) or any(self.header.find((name,)) is not None for name in self.layout.unlike)

    @property
    def _is_known_well(self) -> bool:
        """Whether the layout knows every column of the file, or half of them, two at least and one that no other kind
        has: a year, a month and a department stand in many files."""
        known, all_ = len(self.used), len(self.header.filled)
        is_told = known > 1 and not self.by_name.keys().isdisjoint(telling(self.layout.kind))
        return known == all_ or (self.knows_half and is_told)

    @property
    def missing(self) -> tuple[str, ...]:
        """The record columns that the layout knows and this file lacks, but those of which another one is enough."""
        either = self.layout.record_kind.either
        spared = either if any(name in self.by_name for name in either) else ()
        return tuple(name for name in self.layout.columns if name not in self.by_name and name not in spared)


def find_all(header: Header, columns: Sequence[Names]) -> tuple[int, ...] | None:
    """The places of all the columns, or None if one is not there."""
    places = [header.find(names) for names in columns]
    return None if None in places else tuple(place for place in places if place is not None)


def _find_some(header: Header, columns: Sequence[Names]) -> tuple[int, ...]:
    return tuple(place for names in columns if (place := header.find(names)) is not None)


def _bind_origin(column: Column, origin: Origin, header: Header, titles: Sequence[str]) -> Bound | None:
    if origin.constant is not None:
        return Bound(column, origin, text=origin.constant)
    if origin.of:
        return Bound(column, origin)
    text = None
    if origin.title:
        found = in_titles(origin.title, titles)
        if not found:
            return None
        text = found.group(1 if found.re.groups else 0)
        if not origin.columns:
            return Bound(column, origin, text=text)
    by = find_all(header, origin.sign.by) if origin.sign else ()
    plus = find_all(header, origin.columns) if origin.columns else _find_some(header, origin.plus)
    minus = _find_some(header, origin.minus)
    if by is None or not (plus or minus):
        return None
    return Bound(column, origin, plus or (), minus, by, text)


def _bound(layout: Layout, header: Header, titles: Sequence[str]) -> Iterator[Bound]:
    for column in layout.record_kind.columns:
        for origin in layout.columns[column.name].chain if column.name in layout.columns else ():
            is_meant = not origin.when or in_titles(origin.when, titles)
            if is_meant and (found := _bind_origin(column, origin, header, titles)):
                yield found
                break


def bind(layout: Layout, header: Header, titles: Sequence[str], grid: Grid) -> Binding:
    """`layout` bound to `header` of `grid`, with the title rows above it; what it lacks is named, not raised."""
    bound = tuple(_bound(layout, header, titles))
    names = {one.column.name for one in bound}
    wide = layout.wide
    placed = tuple(found for one in wide.records for found in one.found_in(header)) if wide else ()
    totals = [(one, header.find(one.from_)) for one in wide.totals] if wide else []
    if wide and placed:
        names |= {wide.column, *placed[0][0].set}
    row_totals = [(one, header.find(one.from_)) for one in layout.totals]
    extras = [(name, extra, header.find(extra.from_)) for name, extra in sorted(layout.extra.items())]
    names |= {name for name, _extra, place in extras if place is not None}
    return Binding(
        layout=layout,
        header=header,
        titles=tuple(titles),
        bound=bound,
        extras=tuple((name, extra, place) for name, extra, place in extras if place is not None),
        wide=placed,
        wide_totals=tuple((one, place) for one, place in totals if place is not None),
        totals=tuple((one, place) for one, place in row_totals if place is not None),
        lacking=tuple(group for group in layout.needs if not names & set(group)),
        statement=statement_month(layout.statement, titles),
        is_text=grid.delimiter is not None,
        day_zero=grid.day_zero,
    )
