"""Opens a file of any known form, told by its content and not its name, as one grid a sheet."""

from dataclasses import dataclass, replace
from pathlib import Path

from costctl.errors import SourceError
from costctl.file_content import Content
from costctl.masking import without_cards
from costctl.sources.delimited import delimited_grid
from costctl.sources.encoding import encoding_of
from costctl.sources.forms import form_of
from costctl.sources.grid import Grid
from costctl.sources.workbook import workbook_grids

MAX_BYTES = 4 * 2**30
"""Larger files are refused unless the caller allows more. A province's year of card rows has a quarter of this."""


@dataclass(frozen=True)
class OpenedFile:
    """A file as grids, with what is needed to know it again and to keep it."""

    name: str
    grids: tuple[Grid, ...]
    content: Content


def name_of(path_or_name: Path | str) -> str:
    """The name by which a file is known: without its folder, readable, no card number in it."""
    name = Path(path_or_name).name or str(path_or_name)
    return without_cards(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def open_file(
    name: str,
    content: Path | bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> OpenedFile:
    """The file as grids; SourceError if it is empty, damaged, protected, too large or nothing that can be read.

    `encoding` is taken as given unless the file starts with a byte-order mark; without it the file is UTF-16 (by mark
    or by its NULs), else UTF-8, else GB18030. Only a caller can say cp1252 or latin-1.
    """
    source = Content.of(name, content)
    start = next(source(), b"")
    if not start:
        raise SourceError("file.empty", where=name)
    if source.size > max_bytes:
        raise SourceError("file.too_large", where=name, found=f"{source.size:,}", limit=f"{max_bytes:,}")
    form = form_of(name, content, start)
    if form == "workbook":
        grids = workbook_grids(name, content)
    else:
        grids = (delimited_grid(source, encoding_of(name, source, encoding), delimiter),)
    if not any(grid.head for grid in grids):
        raise SourceError("file.empty", where=name)
    return OpenedFile(name, tuple(map(_known_by_name, grids)), source)


def _known_by_name(grid: Grid) -> Grid:
    return replace(grid, sheet=without_cards(grid.sheet)) if grid.sheet else grid
