"""Reads a file whose format nobody has to name: opened, recognised by its content, ready to be loaded."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from costctl.dates import today as bureau_today
from costctl.errors import Problem, SourceError
from costctl.masking import without_cards
from costctl.mistakes import closest
from costctl.records import known_kind
from costctl.shipped import shipped
from costctl.sources import words
from costctl.sources.above import like_records
from costctl.sources.amount_units import unclear_unit
from costctl.sources.bind import Binding
from costctl.sources.checks import Asked
from costctl.sources.encoding import is_latin_in_gb18030
from costctl.sources.extract import mapped_columns, parts
from costctl.sources.grid import Grid
from costctl.sources.header_doubts import SURE, header_doubts
from costctl.sources.headers import normal
from costctl.sources.identify import identify
from costctl.sources.items import item_names
from costctl.sources.layout import TEMPLATE_MARK, Layout, load_layouts
from costctl.sources.misread import misread
from costctl.sources.reading import OpenedFile, name_of, open_file
from costctl.sources.rejects import headers_of
from costctl.sources.unseen import seen
from costctl.sources.wide import wide_columns
from costctl.values import Batch, Doubt, Part, SheetSource

_UNDECODABLE = "file.undecodable"
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OF_THAT_FORM = Fraction(1, 2)
"""The share of its columns by which a file is one of a layout's, though it lacks something."""


@dataclass(frozen=True)
class _Opened:
    """A file as opened, and what each of its visible sheets was recognised as."""

    file: OpenedFile
    sheets: tuple[tuple[Grid, Binding | Problem], ...]

    @property
    def is_sure(self) -> bool:
        """Whether no other encoding needs a try: proved by the bytes, or by a known header that is not ASCII."""
        guessed = any(grid.encoding is not None and grid.encoding not in SURE for grid in self.file.grids)
        known = (found for _grid, found in self.sheets if isinstance(found, Binding))
        return not guessed or any(not found.header.names[place].isascii() for found in known for place in found.used)

    @property
    def encoding(self) -> str | None:
        """That of a text."""
        return self.file.grids[0].encoding

    @property
    def score(self) -> int:
        """How many of the file's columns are mapped."""
        return sum(len(found.used) for _grid, found in self.sheets if isinstance(found, Binding))

    @property
    def nearly(self) -> Fraction:
        """Where nothing fits, the share of the file's columns that the nearest layout knows."""
        known = (found.about.get("known") for _grid, found in self.sheets if isinstance(found, Problem))
        return max((Fraction(str(share)) for share in known if share), default=Fraction(0))


def read_source(
    path_or_name: Path | str,
    content: Path | bytes | BinaryIO | None = None,
    *,
    kind: str | None = None,
    layout: str | None = None,
    department: str | None = None,
    layouts: Sequence[Layout] | None = None,
    currency: str = "CNY",
    items: Collection[str] | None = None,
    today: date | None = None,
) -> Batch:
    """The file as a batch: one SheetSource for each visible sheet, read when its parts are asked for.

    `path_or_name` is a path, or the name of the `content` given. `kind` and `layout` leave no choice to the content;
    `department` is that of every row that names none, by code or name; `currency` the ledger's; `items` what a budget
    line may name beside five-digit codes; `layouts` those shipped. A sheet that fits no layout carries a `problem`.
    SourceError for a file that cannot be read at all or an unknown layout, InputError for an unknown kind.
    """
    name = name_of(path_or_name)
    source = _content(path_or_name, content)
    chosen = _candidates(load_layouts(shipped("rules") / "layouts") if layouts is None else layouts, kind, layout)
    opened = _open(name, source, chosen, forced=bool(kind or layout))
    asked = Asked(
        department=without_cards(words.normal(seen(department or "")), is_number=True) or None,
        currency=currency,
        items={normal(item): item for item in items} if items is not None else item_names(),
        today=today or bureau_today(),
    )
    hidden = tuple(grid.sheet or "" for grid in opened.file.grids if grid.hidden and not _is_ours(grid))
    doubts = (Doubt("sheet.hidden", len(hidden), hidden[:5]),) if hidden else ()
    sheets = tuple(
        _sheet(grid, found, name, asked, is_named=bool(layout)) for grid, found in _worth_reading(opened.sheets)
    )
    return Batch(name, opened.file.content, sheets, doubts)


def _content(path_or_name: Path | str, content: Path | bytes | BinaryIO | None) -> Path | bytes:
    if content is None:
        return Path(path_or_name)
    return content if isinstance(content, Path | bytes) else content.read()


def _candidates(layouts: Sequence[Layout], kind: str | None, layout: str | None) -> Sequence[Layout]:
    kind = known_kind(kind) if kind else None
    ids = [one.id for one in layouts]
    if layout and layout not in ids:
        raise SourceError("layout.unknown", found=layout, suggestion=closest(layout, ids))
    return [one for one in layouts if (not kind or one.kind == kind) and (not layout or one.id == layout)]


def _open(name: str, source: Path | bytes, layouts: Sequence[Layout], *, forced: bool) -> _Opened:
    """The file in the encoding that its bytes prove, else in one that a fitting layout names, else as guessed."""
    refused: SourceError | None = None
    guessed: _Opened | None = None
    try:
        guessed = _recognised(open_file(name, source), name, layouts, forced=forced)
        if guessed.is_sure:
            return _by_delimiter(guessed, name, source, layouts, forced=forced)
    except SourceError as error:
        if error.problem.code != _UNDECODABLE:
            raise
        refused = error
    named = list(_as_named(name, source, layouts, forced=forced))
    best = max(named, key=lambda opened: opened.score, default=None)
    if best and best.score and (not guessed or (best.score >= guessed.score and not _by_chance(best, guessed))):
        return best
    if guessed:
        return _by_delimiter(guessed, name, source, layouts, forced=forced)
    nearest = max(named, key=lambda opened: opened.nearly, default=None)
    if nearest and nearest.nearly >= _OF_THAT_FORM:
        return nearest
    assert refused is not None
    if Path(name).suffix.lower() in _WORKBOOKS:  # its bytes are neither a workbook nor text
        raise SourceError("file.damaged", where=name) from refused
    raise refused


def _by_chance(named: _Opened, guessed: _Opened) -> bool:
    """Whether the encoding that a layout names only happens to agree, as Latin-1 does with every text."""
    return named.encoding != guessed.encoding == "gb18030" and is_latin_in_gb18030(guessed.file.content)


def _as_named(name: str, source: Path | bytes, layouts: Sequence[Layout], *, forced: bool) -> Iterator[_Opened]:
    """The file read in each encoding that any layout names, with the layouts that name it."""
    for encoding in dict.fromkeys(encoding for layout in layouts for encoding in layout.encodings):
        naming = [layout for layout in layouts if encoding in layout.encodings]
        try:
            yield _recognised(open_file(name, source, encoding=encoding), name, naming, forced=forced)
        except SourceError:
            continue


def _by_delimiter(
    opened: _Opened, name: str, source: Path | bytes, layouts: Sequence[Layout], *, forced: bool
) -> _Opened:
    """Where nothing fits: the file cut at each delimiter that a layout names, if one of them fits then."""
    grid = opened.file.grids[0] if opened.file.grids else None
    if opened.score or grid is None or grid.delimiter is None:
        return opened
    for delimiter in dict.fromkeys(layout.delimiter for layout in layouts if layout.delimiter):
        naming = [layout for layout in layouts if layout.delimiter == delimiter]
        again = open_file(name, source, encoding=grid.encoding, delimiter=delimiter)
        if (found := _recognised(again, name, naming, forced=forced)).score:
            return found
    return opened


def _recognised(file: OpenedFile, name: str, layouts: Sequence[Layout], *, forced: bool) -> _Opened:
    visible = [grid for grid in file.grids if not grid.hidden and grid.head and not _is_ours(grid)]
    return _Opened(
        file,
        tuple(
            (grid, identify(grid, layouts, where=_where(name, grid.sheet), file=name, forced=forced))
            for grid in visible
        ),
    )


def _where(name: str, sheet: str | None) -> str:
    return f"{name} [{sheet}]" if sheet else name


def _is_ours(grid: Grid) -> bool:
    """Whether the sheet is one that every template carries beside the sheets to fill in."""
    return bool(grid.head) and grid.head[0][1][:1] == (TEMPLATE_MARK,)


def _worth_reading(
    sheets: Sequence[tuple[Grid, Binding | Problem]],
) -> list[tuple[Grid, Binding | Problem]]:
    """Without the sheets of a template that nobody filled in, unless there are no others."""
    filled = [(grid, found) for grid, found in sheets if not (isinstance(found, Binding) and _is_blank(grid, found))]
    return filled or list(sheets)


def _is_blank(grid: Grid, binding: Binding) -> bool:
    has_rows_below = grid.head[-1][0] > binding.header.rows[-1]
    return grid.sheet is not None and not has_rows_below and not like_records(grid, binding)


def _sheet(grid: Grid, found: Binding | Problem, name: str, asked: Asked, *, is_named: bool) -> SheetSource:
    if isinstance(found, Problem):
        return SheetSource(grid.sheet, None, None, _nothing, problem=found)
    layout = found.layout
    mapped = mapped_columns(found, asked)
    where = _where(name, grid.sheet)
    problem = _unusable(found, mapped, where) or unclear_unit(grid, found, where)
    if not (problem or is_named):
        problem = misread(grid, found, where, file=name, currency=asked.currency)

    def read() -> Iterator[Part]:
        return parts(grid, found, asked)

    return SheetSource(
        sheet=grid.sheet,
        layout=layout.id,
        kind=layout.kind,
        parts=_nothing if problem else read,
        mapped=mapped,
        extras=tuple(name for name, _extra, _place in found.extras),
        problem=problem,
        doubts=() if problem else tuple(header_doubts(grid, found)),
        headers=headers_of(found, [name for name in mapped if name not in wide_columns(found)]),
    )


def _nothing() -> Iterator[Part]:
    return iter(())


def _unusable(binding: Binding, mapped: Sequence[str], where: str) -> Problem | None:
    """A kind that cannot do without a department needs one from the file or from the caller; and of two tables side by
    side only one would be read."""
    if twice := _second_table(binding):
        return Problem("layout.side_by_side", where, "、".join(twice))
    column = next((one for one in binding.layout.record_kind.columns if one.name == "department_code"), None)
    if column and column.required and column.name not in mapped:
        return Problem("department.not_given", where, about={"kind": binding.layout.kind})
    return None


def _second_table(binding: Binding) -> list[str]:
    """The names of the header's columns that are there twice, if all that a record needs is among them."""
    header = binding.header
    twice = [header.names[place] for place in sorted(binding.used) if header.is_repeated(header.names[place])]
    needed = [[one for name in group if (one := binding.by_name.get(name))] for group in binding.layout.needs]
    from_cells = [places for bound in needed if (places := [place for one in bound for place in one.places])]
    is_whole = all(any(header.names[place] in twice for place in places) for places in from_cells)
    return twice if from_cells and is_whole and len(twice) > 1 else []
