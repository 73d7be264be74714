"""Tables that follow one another in a sheet: another card, person, month or unit above each, or other columns.

What the rows above a header say holds for the rows below it only until a row says otherwise, and so do its columns.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile

import polars as pl

from costctl.sources.between import UNCLEAR_UNIT, is_title, leaves_unit_open, says_unit
from costctl.sources.bind import Binding, bind
from costctl.sources.grid import Grid
from costctl.sources.header_rows import MOST_ROWS, headers_among
from costctl.sources.headers import normal
from costctl.sources.identify import best_binding, knows
from costctl.sources.others import is_number, repeats_header
from costctl.sources.units import states_unit
from costctl.sources.unlike_records import needed_columns, no_records, title_patterns
from costctl.values import ROW_NO

UNKNOWN_HEADER = "row.below_unknown_header"
"""Of a row below column names that are not those at the top, and with which the layout cannot be used."""

_MOST_HELD = 12
"""Rows at the end of a stretch that may belong to the next one."""
_FEW_CELLS = 3
"""So few cells are a title even where a day stands among them."""
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

    def has_names(self, before: Section) -> bool:
        """Whether it turns on a row of column names that are not those above, understood or not."""
        return self.after.refused == UNKNOWN_HEADER or self.after.binding.header is not before.binding.header


def sections(grid: Grid, binding: Binding, chunks: Iterable[pl.DataFrame]) -> Iterator[Section]:
    """The chunks, cut at each title and header that comes between the records and says something new."""
    here = Section(binding, pl.DataFrame())
    for chunk in _with_their_titles(grid, binding, chunks):
        rest, has_new_columns = chunk, True
        while has_new_columns:
            has_new_columns = False
            for turn in _turns(grid, here, rest):
                at, end = (int(rest[ROW_NO].search_sorted(row)) for row in (turn.row, turn.last))
                yield replace(here, rows=rest.head(at), passed=turn.titles)
                has_new_columns = turn.after.binding.header is not here.binding.header
                here, rest = turn.after, rest.slice(at if turn.after.refused == UNKNOWN_HEADER else end + 1)
        yield replace(here, rows=rest)


def _with_their_titles(grid: Grid, binding: Binding, chunks: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The chunks, what may be titles or column names at the end of one put before the rows of the next."""
    held: list[pl.DataFrame] = []
    for chunk in chunks:
        rows = pl.concat([*held, chunk])
        whole = rows.height - _open_end(grid, binding, rows)
        yield rows.head(whole)
        held = [rows.slice(whole)] if whole < rows.height else []
    yield from held


def _open_end(grid: Grid, binding: Binding, rows: pl.DataFrame) -> int:
    """How many rows at the end may be titles or column names of those that follow."""
    last = rows.tail(_MOST_HELD)
    lines = dict(map(_line, no_records(last, binding).iter_rows()))
    ends = takewhile(lambda row: row in lines and _may_name(grid, row, lines[row]), reversed(last[ROW_NO].to_list()))
    return sum(1 for _row in ends)


def _may_name(grid: Grid, row: int, cells: Sequence[str]) -> bool:
    """Whether a row that is no record may be a title, or one of those of a header."""
    filled = [cell for cell in cells if cell.strip()]
    return is_title(grid, row, cells) or (len(filled) > 1 and not any(map(is_number, filled)))


def _turns(grid: Grid, here: Section, rows: pl.DataFrame) -> Iterator[_Turn]:
    """Where the rows begin to mean something else; ends where they have other columns."""
    lines = no_records(rows, here.binding)
    run: list[_Row] = []
    above: list[list[_Row]] = []
    titles: list[_Row] = []
    follows = -1
    places = rows[ROW_NO].search_sorted(lines[ROW_NO])
    for number, (place, line) in enumerate(zip(places, map(_line, lines.iter_rows()), strict=True), 1):
        if place != follows:
            run, above, titles = [], [], []
        run, above, follows = [*run[1 - MOST_ROWS :], line], [*above[1 - MOST_ROWS :], titles], place + 1
        turn = _turn(grid, here, run, above)
        if turn and turn.has_names(here):
            ends = zip(places[number : number + MOST_ROWS - 1], count(place + 1), strict=False)
            joined = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
            below = list(map(_line, lines.slice(number, joined).iter_rows()))
            turn = turn if not _goes_on(grid, here, run, turn, below) else None
        if turn:
            yield turn
            if turn.after.binding.header is not here.binding.header:
                return
            here = turn.after
        titles = [*titles, line] if not turn and is_title(grid, *line) else []


def _line(cells: tuple[int, *tuple[str | None, ...]]) -> _Row:
    row, *texts = cells
    return row, tuple(text or "" for text in texts)


def _goes_on(grid: Grid, here: Section, run: Sequence[_Row], turn: _Turn, below: Sequence[_Row]) -> bool:
    """Whether a row of names is one of a header that is understood, or understood better, with the rows below it."""
    known = None if turn.after.refused == UNKNOWN_HEADER else knows(turn.after.binding)
    for size in range(1, len(below) + 1):
        end = _headed(grid, here, [*run, *below[:size]][-MOST_ROWS:])
        if end and turn.last in end.binding.header.rows and (known is None or knows(end.binding) > known):
            return True
    return False


def _turn(grid: Grid, here: Section, run: Sequence[_Row], above: Sequence[Sequence[_Row]]) -> _Turn | None:
    """What changes with the last of some rows that follow one another; above each of them stand titles, or none."""
    row, size = run[-1][0], 1
    after = _after(grid, here, above[-1], run)
    if after and after.binding.header is not here.binding.header:
        names = after.binding.header
        size = len(names.rows) if not any(is_number(cell) for upper in names.cells[:-1] for cell in upper) else 1
        after = _after(grid, here, above[-size], run)
    if not after:
        return None
    told = () if after.refused == UNKNOWN_HEADER else tuple(above[-size])
    return _Turn((told or run[-size:])[0][0], row, after, told)


def _after(grid: Grid, here: Section, titles: Sequence[_Row], lines: Sequence[_Row]) -> Section | None:
    """What holds below the last of the lines, above which the titles stand; None where nothing new does."""
    texts = [_text(cells) for _row, cells in titles]
    titled = _below(grid, here, texts) if texts else here
    _row, cells = lines[-1]
    headed = _headed(grid, titled, lines)
    if headed and headed.binding.header is not here.binding.header:
        return headed
    if after := _titled(grid, titled, cells) or headed:
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


def _titled(grid: Grid, here: Section, cells: Sequence[str]) -> Section | None:
    """What holds below a row that says again what the titles above a header say, and is no record."""
    binding, filled = here.binding, [cell.strip() for cell in cells if cell.strip()]
    text = _text(cells)
    found = [match.start() for pattern in title_patterns(binding) if (match := pattern.search(text))]
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
    days and numbers, one such name is enough. A row that has a day or a number of its own is a record."""
    wide = {place for _record, place in binding.wide}
    if _has_day(binding, cells) or any(is_number(cell) for place, cell in enumerate(cells) if place not in wide):
        return False
    known = {normal(name) for row in binding.header.cells for name in row} | set(map(normal, binding.layout.names))
    filled = [normal(cell) for cell in cells if cell.strip()]
    named = sum(name in known for name in filled)
    numbers, _words = needed_columns(binding)
    places = [[int(name[1:]) for name in group] for group in numbers]
    only_words = bool(places) and all(any(_is_word(cells[place]) for place in group) for group in places)
    return 2 * named >= len(filled) > 1 if not only_words else named > 0


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and not any(one.isdigit() for one in cell)
