"""Opens a file of any known form, told by its content and not its name, as one grid a sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from costctl.sources.grid import Grid

MAX_BYTES = 512 * 2**20
"""Larger files are refused unless the caller allows more."""


@dataclass(frozen=True)
class OpenedFile:
    """A file as grids, with what is needed to know it again and to keep it."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    content: Callable[[], Iterator[bytes]]
    """The file's bytes in blocks; may be called again."""


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
    raise NotImplementedError
