"""Opens a file of any known form, told by its content and not its name, as one grid a sheet."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from costctl.errors import SourceError
from costctl.sources.delimited import delimited_grid
from costctl.sources.encoding import encoding_of
from costctl.sources.grid import Grid
from costctl.sources.workbook import workbook_grids

MAX_BYTES = 512 * 2**20
"""Larger files are refused unless the caller allows more."""

_BLOCK = 2**20
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XLS_BEFORE_97 = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_NOT_TABLES = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"PK\x05\x06": "ZIP",
}
_WEB = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style")


@dataclass(frozen=True)
class OpenedFile:
    """A file as grids, with what is needed to know it again and to keep it."""

    name: str
    grids: tuple[Grid, ...]
    content: "Content"
    """Called, it gives the file's bytes in blocks from the start."""
    _digest: Future[str]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes, computed beside the reading."""
        return self._digest.result()


@dataclass(frozen=True)
class Content:
    """The bytes of a file, on disk or in memory."""

    source: Path | bytes

    def __call__(self) -> Iterator[bytes]:
        """The bytes in blocks; each call starts anew."""
        if isinstance(self.source, bytes):
            for start in range(0, len(self.source), _BLOCK):
                yield self.source[start : start + _BLOCK]
            return
        with self.source.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


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
    or by its NULs), else UTF-8, else GB18030. Only a caller can say cp1252 or latin-1. Text that was read by a guess
    can be opened again with the encoding that a layout names; nothing is read twice that is not asked for.
    """
    source = Content(content)
    try:
        size, start = source.size, next(source(), b"")
    except OSError as error:
        raise SourceError("file.unreadable", where=name, found=error.strerror or str(error)) from error
    if not start:
        raise SourceError("file.empty", where=name)
    if size > max_bytes:
        raise SourceError("file.too_large", where=name, found=f"{size:,}", limit=f"{max_bytes:,}")
    _refuse_other_forms(name, start)
    with_digest = ThreadPoolExecutor(1, thread_name_prefix="sha256")
    digest = with_digest.submit(_sha256, source)
    with_digest.shutdown(wait=False)
    if start.startswith((_ZIP, _OLE, *_XLS_BEFORE_97)):
        return OpenedFile(name, workbook_grids(name, content), source, digest)
    grid = delimited_grid(source, encoding_of(name, source, encoding), delimiter)
    if not grid.head:
        raise SourceError("file.empty", where=name)
    return OpenedFile(name, (grid,), source, digest)


def _sha256(content: Content) -> str:
    digest = hashlib.sha256()
    for block in content():
        digest.update(block)
    return digest.hexdigest()


def _refuse_other_forms(name: str, start: bytes) -> None:
    """SourceError for what is no table: a picture, an archive, a web page that calls itself a workbook."""
    for mark, form in _NOT_TABLES.items():
        if start.startswith(mark):
            raise SourceError("file.not_a_table", where=name, found=form)
    text = start[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_WEB):
        raise SourceError("file.web_page", where=name)
