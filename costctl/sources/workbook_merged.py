"""The merged cells of the workbooks whose reader does not tell them: ODS and XLSB."""

import io
import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from costctl.sources.workbook_package import targets

Range = tuple[tuple[int, int], tuple[int, int]]
"""Row and column of the first cell and of the last one, all from 0."""

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_BUNDLE_SHEET = 156
_MERGED = re.compile(rb"\xb1\x01\x04(.{4})((?:\xb0\x01\x10.{16})+)\xb2\x01\x00", re.DOTALL)
"""BrtBeginMergeCells with their number, one BrtMergeCell each, BrtEndMergeCells."""


def merged_ranges(data: bytes) -> dict[str, list[Range]]:
    """The merged ranges of each sheet, by its name; nothing of a workbook that is neither ODS nor XLSB."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if "content.xml" in names:
            with package.open("content.xml") as content:
                return _Spans(content).found
        return dict(_of_xlsb(package)) if "xl/workbook.bin" in names else {}


class _Spans:
    """The cells of an ODS that span others, found in one pass over its XML."""

    def __init__(self, content: IO[bytes]) -> None:
        self.found: dict[str, list[Range]] = defaultdict(list)
        self._sheet, self._row, self._below, self._column = "", 0, 0, 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.ParseFile(content)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_TABLE)
        if name == "table":
            self._sheet, self._below = attributes.get(f"{_TABLE}name", ""), 0
        elif name == "table-row":
            self._row, self._column = self._below, 0
            self._below += int(attributes.get(f"{_TABLE}number-rows-repeated", 1))
        elif name in ("table-cell", "covered-table-cell"):
            rows = int(attributes.get(f"{_TABLE}number-rows-spanned", 1))
            columns = int(attributes.get(f"{_TABLE}number-columns-spanned", 1))
            if rows > 1 or columns > 1:
                last = self._row + rows - 1, self._column + columns - 1
                self.found[self._sheet].append(((self._row, self._column), last))
            self._column += int(attributes.get(f"{_TABLE}number-columns-repeated", 1))


def _of_xlsb(package: zipfile.ZipFile) -> Iterator[tuple[str, list[Range]]]:
    parts = targets(package, "xl/_rels/workbook.bin.rels")
    for record, content in _records(package.read("xl/workbook.bin")):
        if record == _BUNDLE_SHEET:
            relation, name = _texts(content[8:])
            sheet = package.read(parts[relation])
            yield name, [one for block in _MERGED.finditer(sheet) for one in _ranges(*block.groups())]


def _ranges(count: bytes, block: bytes) -> Iterator[Range]:
    cells = [struct.unpack_from("<3x4I", block, at) for at in range(0, len(block), 19)]
    if struct.unpack("<I", count)[0] == len(cells):
        for top, bottom, left, right in cells:
            yield (top, left), (bottom, right)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """What each record of a binary part is and what it holds; its number and length have seven bits a byte."""
    at = 0
    while at < len(part):
        record, at = part[at], at + 1
        if record & 0x80:
            record, at = (record & 0x7F) | (part[at] & 0x7F) << 7, at + 1
        length, shift, more = 0, 0, True
        while more:
            length, shift, more, at = length | (part[at] & 0x7F) << shift, shift + 7, bool(part[at] & 0x80), at + 1
        yield record, part[at : at + length]
        at += length


def _texts(content: bytes) -> Iterator[str]:
    """Texts in UTF-16, each after its length."""
    at = 0
    while at + 4 <= len(content):
        end = at + 4 + 2 * struct.unpack_from("<I", content, at)[0]
        yield content[at + 4 : end].decode("utf-16-le")
        at = end
