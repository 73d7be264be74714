"""What form a file has, told by its first bytes and its directory, never by its name."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Literal

from costctl.errors import SourceError
from costctl.sources.biff import PASSWORD, first_records

UNPACKED_BYTES = 4 * 2**30
"""A zipped workbook that declares more than this inside is refused unread."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XLS_BEFORE_OLE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
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
_WORKBOOK_PARTS = re.compile(r"(.*[/\\])?workbook\.(xml|bin)|content\.xml", re.IGNORECASE)


def form_of(name: str, content: Path | bytes, start: bytes) -> Literal["text", "workbook"]:
    """Whether a file that begins with `start` is text or a workbook.

    SourceError for a picture, an archive, a web page that calls itself a workbook; for a workbook with a password; for
    a zipped one that is damaged or declares more than UNPACKED_BYTES.
    """
    for mark, form in _NOT_TABLES.items():
        if start.startswith(mark):
            raise SourceError("file.not_a_table", where=name, found=form)
    if start.startswith(_ZIP):
        _check_zip(name, content)
        return "workbook"
    if start.startswith(_OLE):
        _check_ole(name, content if isinstance(content, bytes) else content.read_bytes())
        return "workbook"
    if start.startswith(_XLS_BEFORE_OLE):
        return "workbook"
    if start[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB):
        raise SourceError("file.web_page", where=name)
    return "text"


def _check_zip(name: str, content: Path | bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content) if isinstance(content, bytes) else content) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SourceError("file.damaged", where=name, found=str(error)) from error
    if not any(_WORKBOOK_PARTS.fullmatch(entry.filename) for entry in entries):
        raise SourceError("file.not_a_table", where=name, found="ZIP")
    declared = sum(entry.file_size for entry in entries)
    if declared > UNPACKED_BYTES:
        raise SourceError("workbook.too_demanding", where=name, found=f"{declared:,}")


def _check_ole(name: str, content: bytes) -> None:
    encrypted = any(record == PASSWORD for record, _content in first_records(content, 8))
    if encrypted or _has_stream(content, "EncryptedPackage"):
        raise SourceError("file.password", where=name)
    if not (_has_stream(content, "Workbook") or _has_stream(content, "Book")):
        raise SourceError("file.no_workbook", where=name)


def _has_stream(content: bytes, stream: str) -> bool:
    """Whether the directory of the compound file has an entry of that name."""
    return stream.encode("utf-16-le") + b"\0\0" in content
