"""Recognising a sheet by its content: which row is the header, and which layout fits it best."""

import difflib
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from costctl.bilingual import listed
from costctl.errors import Problem
from costctl.sources.bind import Binding, bind
from costctl.sources.grid import Grid
from costctl.sources.header_rows import candidates
from costctl.sources.headers import Header, Wanted, normal
from costctl.sources.layout import Layout
from costctl.sources.shown import shown

_HEADER_WITHIN = 60

Titled = tuple[Header, tuple[str, ...]]
"""A row that may be the header, and the title rows above it."""


def identify(
    grid: Grid, layouts: Sequence[Layout], *, where: str, file: str, forced: bool = False
) -> Binding | Problem:
    """The layout that fits the sheet and maps most of its columns, on the first header that it fits.

    A problem where none fits or two fit alike.

    `forced` says that a person chose the layout or kind: a template then need not know half of the file's columns.
    """
    headers = titled(grid, candidates(grid, _HEADER_WITHIN))
    fitting = [best for layout in layouts if (best := best_binding(grid, layout, headers, forced=forced))]
    if not fitting and len(grid.head) > _HEADER_WITHIN:
        below = titled(grid, candidates(grid, len(grid.head)))
        fitting = [best for layout in layouts if (best := best_binding(grid, layout, below, forced=forced))]
    if not fitting:
        return _none_fits(grid, layouts, headers, where=where, file=file)
    fitting.sort(key=_rank, reverse=True)
    alike = [binding for binding in fitting if _rank(binding) == _rank(fitting[0])]
    if len(alike) > 1:
        ids = sorted(binding.layout.id for binding in alike)
        return Problem("layout.tie", where, ", ".join(ids), {"layouts": listed(ids), "columns": len(alike[0].used)})
    return _first_table(grid, fitting[0])


def titled(grid: Grid, headers: Sequence[Header]) -> list[Titled]:
    """Each header with the rows above it, each as one text, and the sheet's name."""
    last = max((header.rows[0] for header in headers), default=0)
    texts = [(row, " ".join(filter(None, map(str.strip, cells)))) for row, cells in grid.head if row < last]
    sheet = [grid.sheet] if grid.sheet else []
    return [(header, (*(text for row, text in texts if row < header.rows[0]), *sheet)) for header in headers]


def fits(binding: Binding, *, forced: bool = False) -> bool:
    """Whether the layout can be used on this header."""
    return binding.fits or (forced and not binding.lacking)


def _rank(binding: Binding) -> tuple[int, int, int, int, int]:
    """More columns first; then a layout that somebody wrote before a template's; then the bureau's own; then one that
    names its encoding, and one that takes more than a name from the headers, such as their year."""
    layout, wide = binding.layout, binding.layout.wide
    takes_more = any(record.pattern for record in wide.records) if wide else False
    written, own = int(not layout.generated), int(layout.own)
    return len(binding.used), written, own, int(bool(layout.encodings)), int(takes_more)


def best_binding(grid: Grid, layout: Layout, headers: Iterable[Titled], *, forced: bool) -> Binding | None:
    """The layout on that header of which it knows most columns; None where it fits none of them."""
    found = _fitting(grid, layout, headers, forced=forced)
    return max(found, key=knows, default=None)


def _first_table(grid: Grid, best: Binding) -> Binding:
    """The layout on the first header of the sheet: another one than the best where rows stand between the two.

    What only half fits above a table is no table of its own, but a summary.
    """
    lines = [row for row, _cells in grid.head]
    above = [header for header in candidates(grid, _HEADER_WITHIN) if header.rows[-1] < best.header.rows[0]]
    apart = [one for one in above if any(one.rows[-1] < row < best.header.rows[0] for row in lines)]
    fitting = _fitting(grid, best.layout, titled(grid, apart), forced=not best.fits)
    fitting = [one for one in fitting if 2 * len(one.used) >= len(best.used)]
    if not fitting:
        return best
    top = min(fitting, key=lambda one: one.header.rows[-1]).header.rows
    return max((one for one in fitting if set(top) & set(one.header.rows)), key=knows)


def _fitting(grid: Grid, layout: Layout, headers: Iterable[Titled], *, forced: bool) -> list[Binding]:
    wanted = _wanted(layout)  # looked for first, for to bind a layout in full takes long
    return [
        binding
        for header, titles in headers
        if all(map(header.has, wanted)) and fits(binding := _bind(grid, layout, header, titles), forced=forced)
    ]


def knows(binding: Binding) -> tuple[int, int, int]:
    """More columns first; then the header that gives more of them a unit; then the one of fewer rows."""
    header, used = binding.header, binding.used
    units = sum(header.unit(place) is not None for place in used)
    return len(used), units, -len(header.rows)


def _bind(grid: Grid, layout: Layout, header: Header, titles: Sequence[str]) -> Binding:
    return bind(layout, header, titles, grid)


def _wanted(layout: Layout) -> tuple[Wanted, ...]:
    """For each group of which the layout needs one, the names in the file that give it, if names of columns must."""
    groups = ([_names_for(layout, name) for name in group] for group in layout.needs)
    return tuple(Wanted.of(chain(*(one or () for one in group))) for group in groups if None not in group)


def _names_for(layout: Layout, name: str) -> tuple[str, ...] | None:
    """Names of columns of which a record column or extra needs one at least; None if it can do without any."""
    wide = layout.wide
    if wide and (name == wide.column or any(name in record.columns for record in wide.records)):
        if any(record.pattern for record in wide.records):
            return None
        return tuple(name for record in wide.records for name in record.from_ or ())
    if name in layout.extra:
        return layout.extra[name].from_
    origins = tuple(layout.columns[name].chain) if name in layout.columns else ()
    if any(origin.constant is not None or origin.title is not None or origin.of for origin in origins):
        return None
    return tuple(name for one in origins for names in (*one.columns, *one.plus, *one.minus) for name in names)


def _near(grid: Grid, layouts: Iterable[Layout], headers: Sequence[Titled]) -> Iterator[Binding]:
    """For each layout, the row that lacks least of it."""
    for layout in layouts:
        bindings = [_bind(grid, layout, header, titles) for header, titles in headers]
        known = [binding for binding in bindings if len(binding.used) > 1 and not binding.is_another]
        if known:
            yield min(known, key=lambda binding: (len(binding.lacking), -len(binding.used)))


def _farness(binding: Binding) -> tuple[bool, int, int]:
    """A template of which most of the file's columns are no part last, though it needs nothing that is not there."""
    is_unlike = binding.layout.generated and not binding.knows_half
    return is_unlike, len(binding.lacking), -len(binding.used)


def _none_fits(grid: Grid, layouts: Sequence[Layout], headers: Sequence[Titled], *, where: str, file: str) -> Problem:
    file = as_argument(file)
    near = sorted(_near(grid, layouts, headers), key=_farness)[:3]
    if not near:
        return Problem("layout.no_header", where, about={"file": file})
    nearest = near[0]
    if not nearest.lacking:
        known = f"{len(nearest.used)}/{len(nearest.header.filled)}"
        return Problem(
            "layout.too_little" if nearest.knows_half else "layout.mostly_unknown",
            where,
            known,
            {
                "layout": nearest.layout.id,
                "kind": nearest.layout.kind,
                "title": nearest.layout.record_kind.title,
                "file": file,
            },
        )
    column = nearest.lacking[0][0]
    wanted = _names_of(nearest.layout, column)
    about: dict[str, object] = {
        "layout": nearest.layout.id,
        "names": " / ".join(wanted),
        "column": column,
        "place": f"{'extra' if column in nearest.layout.extra else 'columns'}.{column}",
        "nearest": listed(binding.layout.id for binding in near),
        "file": file,
        "lacking": ", ".join(group[0] for group in nearest.lacking),
        "known": f"{len(nearest.used)}/{len(nearest.header.filled)}",
    }
    return Problem("layout.none_fits", where, _most_like(wanted, nearest), about)


def as_argument(file: str) -> str:
    """The name as it may be written after a command."""
    if re.fullmatch(r"[\w.,:+/@%-]+", file):
        return file
    return shlex.quote(file) if re.search(r'["$`!\\]', file) else f'"{file}"'


def _names_of(layout: Layout, column: str) -> list[str]:
    if column in layout.extra:
        return list(layout.extra[column].from_)
    if column not in layout.columns:
        return [(record.from_ or (str(record.pattern),))[0] for record in layout.wide.records] if layout.wide else []
    origins = layout.columns[column].chain
    first: dict[str, str] = {}
    for name in (name for one in origins for names in (*one.columns, *one.plus, *one.minus) for name in names):
        first.setdefault(normal(name), name)
    return list(first.values())


def _most_like(wanted: Iterable[str], binding: Binding) -> str:
    """The file's unused header most like one of the wanted names, or the first few unused ones."""
    header = binding.header
    unused = [header.names[place] for place in header.filled if place not in binding.used]
    for name in wanted:
        if close := difflib.get_close_matches(name, unused, n=1, cutoff=0.4):
            return shown(close[0])
    return shown(", ".join(unused[:5]))
