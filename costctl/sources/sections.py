"""Tables that follow one another in a sheet: another card, person, month or unit above each, or other columns.

What the rows above a header say holds for the rows below it only until a row says otherwise, and so do its columns.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from costctl.sources.between import UNCLEAR_UNIT, is_title, leaves_unit_open, says_unit
from costctl.sources.bind import Binding, bind
from costctl.sources.grid import Grid
from costctl.sources.header_rows import headers_among
from costctl.sources.headers import normal
from costctl.sources.identify import best_binding
from costctl.sources.others import repeats_header
from costctl.sources.units import states_unit
from costctl.values import ROW_NO

UNKNOWN_HEADER = "row.below_unknown_header"
"""Of a row below column names that are not those at the top, and with which the layout cannot be used."""

_FEW_CELLS = 3
"""So few cells are a title even where a day stands among them."""
_LABELLED = r"^[^0-9]+[:\x{ff1a}]"
"""How the first cell of a title may begin: 卡号:"""
_TEXTS = ("text", "code", "enum", "boolean")

_DAY = re.compile(r"\s*\d{1,4}[-/.年月]\d{1,2}(?:\D|$)")

_Row = tuple[int, tuple[str, ...]]
"""The number of a row, and its cells."""


@dataclass(frozen=True)
class Section:
    """Rows that stand below one header and one set of titles."""

    binding: Binding
    rows: pl.DataFrame
    refused: str | None = None
    """Why none of the rows may be read by the binding."""
    passed: tuple[_Row, ...] = ()
    """Titles below the rows, that of the next table and no records."""


@dataclass(frozen=True)
class _Turn:
    """Where the rows begin to mean something else, and what."""

    row: int
    last: int
    """The last row that says so."""
    after: Section
    titles: tuple[_Row, ...]


def sections(grid: Grid, binding: Binding, chunks: Iterable[pl.DataFrame]) -> Iterator[Section]:
    """The chunks, cut at each title and header that comes between the records and says something new."""
    here = Section(binding, pl.DataFrame())
    above: list[_Row] = []
    for chunk in chunks:
        rest, has_new_columns = chunk, True
        while has_new_columns:
            has_new_columns = False
            for turn in _turns(grid, here, rest, above):
                at, end = (int(rest[ROW_NO].search_sorted(row)) for row in (turn.row, turn.last))
                yield replace(here, rows=rest.head(at), passed=turn.titles)
                if has_new_columns := turn.after.binding.header is not here.binding.header:
                    above.clear()
                here, rest = turn.after, rest.slice(at if turn.after.refused == UNKNOWN_HEADER else end + 1)
        yield replace(here, rows=rest)


def _turns(grid: Grid, here: Section, rows: pl.DataFrame, above: list[_Row]) -> Iterator[_Turn]:
    """Where the rows begin to mean something else; ends where they have other columns.

    `above` holds the last row that is no record, from one stretch of a file to the next.
    """
    lines = _no_records(rows, here.binding)
    titles: list[_Row] = []
    follows = -1
    for place, (row, *cells) in zip(rows[ROW_NO].search_sorted(lines[ROW_NO]), lines.iter_rows(), strict=True):
        line = (row, tuple(cell or "" for cell in cells))
        titles = titles if place == follows else []
        after = _after(grid, here, titles, [*above, line])
        above[:], follows = [line], place + 1
        if after:
            told = () if after.refused == UNKNOWN_HEADER else tuple(titles)
            yield _Turn(told[0][0] if told else row, row, after, told)
            if after.binding.header is not here.binding.header:
                return
            here = after
        titles = [*titles, line] if not after and is_title(grid, *line) else []


def _after(grid: Grid, here: Section, titles: Sequence[_Row], lines: Sequence[_Row]) -> Section | None:
    """What holds below the last of the lines, directly above which the titles stand; None where nothing new does."""
    texts = [_text(cells) for _row, cells in titles]
    titled = _below(grid, here, texts) if texts else here
    _row, cells = lines[-1]
    if after := _titled(grid, titled, cells) or _headed(grid, titled, lines):
        return after
    return titled if texts and repeats_header(here.binding.header, cells) else None


def _text(cells: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in cells if cell.strip())


def _below(grid: Grid, here: Section, texts: Sequence[str]) -> Section:
    """What holds below further titles: of the unit what they say, if they say anything of it."""
    binding = bind(here.binding.layout, here.binding.header, (*texts, *here.binding.titles), grid)
    if leaves_unit_open(here.binding, texts):
        return replace(here, binding=binding, refused=UNCLEAR_UNIT)
    is_clear = here.refused == UNCLEAR_UNIT and says_unit(texts)
    return replace(here, binding=binding, refused=None if is_clear else here.refused)


def _no_records(rows: pl.DataFrame, binding: Binding) -> pl.DataFrame:
    """The rows that lack what each record has: a number or day, or in a list of words a word that is no column's name.

    Looked at in columns, and at the first character first: most rows of most files are records beyond doubt.
    """
    numbers, words = needed_columns(binding)
    names = [binding.header.names[place] for place in binding.used]
    said = [pl.any_horizontal(_says_more_than(names, name) for name in group) for group in ([] if numbers else words)]
    filled = [pl.any_horizontal(pl.col(name).is_not_null() for name in group) for group in words]
    begin = [pl.any_horizontal(_begins_as_number(name) for name in group) for group in numbers]
    has_digit = [pl.any_horizontal(pl.col(name).str.contains("[0-9０-９]") for name in group) for group in numbers]
    if len([*numbers, *words]) == 1:
        filled.append(pl.sum_horizontal(pl.exclude(ROW_NO).is_not_null()) > 1)
    if any(_patterns(binding)):
        filled.append(~pl.col("c0").str.contains(_LABELLED).fill_null(value=False))
    if not numbers and not words:
        return rows.clear()
    for is_record in ([*begin, *filled] if numbers else [], [*has_digit, *said, *filled]):
        if rows.height and is_record:
            rows = rows.filter(~pl.all_horizontal(is_record).fill_null(value=False))
    return rows


def _says_more_than(names: Sequence[str], column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"\S") & ~pl.col(column).str.strip_chars().is_in(names)


def _begins_as_number(name: str) -> pl.Expr:
    """Cheap: compares the first bytes alone."""
    return ((pl.col(name) >= "+") & (pl.col(name) < ":")).fill_null(value=False)


def needed_columns(binding: Binding) -> tuple[list[list[str]], list[list[str]]]:
    """The columns of a chunk of which a record fills at least one, for each group that the layout needs: of numbers and
    days, and of words."""
    numbers = [[f"c{place}" for _record, place in binding.wide]] if binding.wide else []
    words: list[list[str]] = []
    for group in binding.layout.needs:
        bound = [binding.by_name[name] for name in group if name in binding.by_name]
        places = sorted({place for one in bound for place in (*one.plus, *one.minus)})
        if places:
            is_words = any(one.column.type in _TEXTS for one in bound)
            (words if is_words else numbers).append([f"c{place}" for place in places])
    return numbers, words


def _titled(grid: Grid, here: Section, cells: Sequence[str]) -> Section | None:
    """What holds below a row that says again what the titles above a header say, and is no record."""
    binding, filled = here.binding, [cell.strip() for cell in cells if cell.strip()]
    text = _text(cells)
    found = [match.start() for pattern in _patterns(binding) if (match := pattern.search(text))]
    begins = {len(" ".join([*filled[:at], ""])) for at in range(len(filled))}
    if _has_day(binding, cells):
        is_title = len(filled) <= _FEW_CELLS and 0 in found
    else:
        is_title = not begins.isdisjoint(found) or bool(found and len(filled) <= _FEW_CELLS) or states_unit(text)
    if not is_title:
        return None
    return _below(grid, here, (text,))


def _has_day(binding: Binding, cells: Sequence[str]) -> bool:
    """Whether a day stands where a record has it: then the row is one, whatever its remarks speak of."""
    places = {place for bound in binding.bound if bound.column.type == "date" for place in bound.plus}
    return any(_DAY.match(unicodedata.normalize("NFKC", cells[place])) for place in places)


def _patterns(binding: Binding) -> list[re.Pattern[str]]:
    """What the layout looks for in titles, apart from the columns that it takes from the cells."""
    by_name = binding.by_name
    origins = [
        origin
        for name, first in binding.layout.columns.items()
        for origin in ([by_name[name].origin] if name in by_name else first.chain)
    ]
    patterns = [origin.title for origin in origins if origin.title]
    return [re.compile(pattern) for pattern in (*patterns, *binding.layout.statement)]


def _headed(grid: Grid, here: Section, lines: Sequence[_Row]) -> Section | None:
    """What holds below a row of other column names, be it joined with the row above it; None for any other row.

    One that follows the names of the columns at once says them in other words, and more.
    """
    binding, (row, cells) = here.binding, lines[-1]
    if repeats_header(binding.header, cells):
        return replace(here, refused=None) if here.refused == UNKNOWN_HEADER else None
    headers = [header for header in headers_among(grid, lines) if header.rows[-1] == row]
    titled = [(header, binding.titles) for header in headers]
    new = best_binding(grid, binding.layout, titled, forced=not binding.fits)
    if new and (_knows_all(new) or binding.by_name.keys() <= new.by_name.keys()):
        return replace(here, binding=new, refused=None if here.refused == UNKNOWN_HEADER else here.refused)
    names = [binding.header.rows[-1], *(other for other, above in lines[:-1] if repeats_header(binding.header, above))]
    return replace(here, refused=UNKNOWN_HEADER) if row - 1 not in names and _has_names(binding, cells) else None


def _knows_all(binding: Binding) -> bool:
    return len(binding.used) == len(binding.header.filled)


def _has_names(binding: Binding, cells: Sequence[str]) -> bool:
    """Whether most cells are names that this header or the layout has for columns; where words stand in all columns of
    days and numbers, one such name is enough."""
    known = {normal(name) for row in binding.header.cells for name in row} | set(map(normal, binding.layout.names))
    filled = [normal(cell) for cell in cells if cell.strip()]
    named = sum(name in known for name in filled)
    numbers, _words = needed_columns(binding)
    places = [[int(name[1:]) for name in group] for group in numbers]
    only_words = bool(places) and all(any(_is_word(cells[place]) for place in group) for group in places)
    return 2 * named >= len(filled) > 1 if not only_words else named > 0


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and not any(one.isdigit() for one in cell)
