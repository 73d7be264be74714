"""What the parts of a workbook tell and the reader of its values does not.

That is: where a formula stands whose result is not in the file, whether an error such as #N/A may stand somewhere,
which numbers are shown with leading zeros, and the day from which the days are counted.
"""

import html
import io
import re
import zipfile
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import lt
from string import ascii_uppercase

from costctl.sources.biff import DATE_SYSTEM, first_records
from costctl.sources.marks import NO_RESULT

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""

_BLOCK = 2**20
_LONGEST_CELL = 8 * 2**20
_MOST_COLUMNS = 2**14
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*[\"']([^\"']*)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)\s*=\s*[\"']([^\"']*)[\"']")
_SINCE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*?\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v(?:\s*/>|>\s*(0?)\s*</(?:\w+:)?v>))"
)
"""A cell with a formula and without a value, or with the value 0: its attributes, its formula, the 0."""
_ASKS_TO_COMPUTE = re.compile(rb"<(?:\w+:)?calcPr\s[^>]*?\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")
"""Whoever opens the workbook shall compute it: a program wrote it that could not, and put 0 where results belong."""
_CELL_SPELLING = re.compile(rb"<(\w+:)?c\s[^>]*?=([\"'])")
"""A writer spells all cells of a sheet alike: with or without a prefix, with one kind of quotes."""
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ROW = rb"<%brow\s[^>]*?\br=%b([0-9]{1,7})%b"
_CELL = rb"<%bc%br=%b([^<>\"']*)"
_BEFORE = rb"\s(?:[^>]*?\s)?"
"""What may stand before the place of a cell; most programs write it first, and without this all goes thrice as fast."""
_ERROR_CELL = re.compile(
    rb"(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*[\"'])e([\"'][^>]*>\s*(?:<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"<(?:\w+:)?v(?:\s[^>]*)?>\s*)([^<\s]*)"
)
_KNOWN_ERRORS = (b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
_FORMAT_ATTRIBUTE = re.compile(rb"\b(numFmtId|formatCode)\s*=\s*[\"']([^\"']*)[\"']")
_ZEROS = re.compile(rb"0{2,}")
_WHOLE_NUMBER = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*(?:<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([0-9]+)</(?:\w+:)?v>"
)
_STYLE = re.compile(rb"^(?![^>]*\bt\s*=\s*[\"'](?!n[\"']))(?:.*\s)?s\s*=\s*[\"']([0-9]+)[\"']")
"""The style of a cell that holds a number."""
_EMPTY_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


@dataclass
class SheetParts:
    """What the XML of one sheet says."""

    may_have_errors: bool = True
    formulas: dict[Place, str] = field(default_factory=dict)
    """The formulas without a result, marked as such."""
    padded: dict[Place, str] = field(default_factory=dict)
    """The numbers that are shown with leading zeros, as they are shown: a code such as 001."""
    twice: str | None = None
    """A row or a cell that the sheet has twice, which no program writes: all but the last would be lost."""


def sheet_parts(data: bytes) -> list[SheetParts]:
    """Of each sheet in the order of the workbook, chart sheets too; empty where the workbook is no XLSX."""
    if not data.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        is_computed = not _ASKS_TO_COMPUTE.search(_start(package, "xl/workbook.xml"))
        widths = _zero_padded(_start(package, "xl/styles.xml"))
        return [
            _read(package, name, is_computed=is_computed, widths=widths) if name in names else SheetParts()
            for name in _sheet_names(package)
        ]


def counts_from_1904(data: bytes) -> bool:
    """Whether day 0 of a cell that is not formatted as a date is 1 January 1904, as in files that came from a Mac."""
    if not data.startswith(b"PK"):
        return any(record == DATE_SYSTEM and content[:1] == b"\1" for record, content in first_records(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return bool(_SINCE_1904.search(_start(package, "xl/workbook.xml")))


def _start(package: zipfile.ZipFile, name: str) -> bytes:
    """The first megabyte of a part, which is all of it for the small ones."""
    if name not in package.namelist():
        return b""
    with package.open(name) as part:
        return part.read(_BLOCK)


def targets(package: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """The parts that the part of `relations` names, by the ids under which it does; all in the folder of workbooks."""
    found = (dict(_ATTRIBUTE.findall(one)) for one in _RELATION.findall(_start(package, relations)))
    parts = {one.get(b"Id", b"").decode(): one.get(b"Target", b"").decode() for one in found}
    return {name: target[1:] if target.startswith("/") else f"xl/{target}" for name, target in parts.items()}


def _sheet_names(package: zipfile.ZipFile) -> Iterator[str]:
    """The part of each sheet, in the order of the workbook."""
    parts = targets(package, "xl/_rels/workbook.xml.rels")
    for sheet in _SHEET.findall(_start(package, "xl/workbook.xml")):
        yield parts.get(sheet.decode(), "xl/")


def _zero_padded(styles: bytes) -> dict[bytes, int]:
    """The styles, by their number, of which a number is shown with leading zeros; and with how many digits."""
    formats = (dict(_FORMAT_ATTRIBUTE.findall(one)) for one in _FORMAT.findall(styles))
    widths = {one.get(b"numFmtId"): len(one[b"formatCode"]) for one in formats if _ZEROS.fullmatch(one[b"formatCode"])}
    section = _CELL_FORMATS.search(styles) if widths else None
    cells = _CELL_FORMAT.findall(section[0]) if section else []
    used = [dict(_FORMAT_ATTRIBUTE.findall(one)).get(b"numFmtId") for one in cells]
    return {b"%d" % number: widths[one] for number, one in enumerate(used) if one in widths}


def _padded(text: bytes, widths: Mapping[bytes, int]) -> Iterator[tuple[Place, str]]:
    for attributes, number in _WHOLE_NUMBER.findall(text):
        style, place = _STYLE.search(attributes), _PLACE.search(attributes)
        if style and place and style[1] in widths and len(number) < widths[style[1]]:
            yield (int(place[2]) - 1, _column(place[1])), number.decode().zfill(widths[style[1]])


def _read(package: zipfile.ZipFile, name: str, *, is_computed: bool, widths: Mapping[bytes, int]) -> SheetParts:
    """One sheet, block by block; only blocks with a formula are looked at closely."""
    found = SheetParts(may_have_errors=False)
    rows = array("I")
    cells: list[bytes] = []
    with package.open(name) as sheet:
        rest, spelling = b"", None
        while block := sheet.read(_BLOCK):
            text = rest + block
            spelling = spelling or _CELL_SPELLING.search(text)
            prefix, quote = spelling.groups(b"") if spelling else (b"", b'"')
            found.may_have_errors = found.may_have_errors or b"t=%be%b" % (quote, quote) in text
            if b"<%bf" % prefix in text:
                found.formulas.update(_without_result(text, is_computed=is_computed))
            if widths:
                found.padded.update(_padded(text, widths))
            done = max(text.rfind(b"</%bc>" % prefix), len(text) - _LONGEST_CELL, 0)
            rows.extend(map(int, re.compile(_ROW % (prefix, quote, quote)).findall(text, 0, done)))
            first = b" " if text.count(b"<%bc r=" % prefix) == text.count(b"<%bc " % prefix) else _BEFORE
            cells = [*_of_last_row(cells), *re.compile(_CELL % (prefix, first, quote)).findall(text, 0, done)]
            if len(set(cells)) < len(cells):
                found.twice = found.twice or _repeated(cells)
            rest = text[done:]
    if not all(map(lt, rows, islice(rows, 1, None))):
        found.twice = _repeated(rows) or found.twice
    return found


def _of_last_row(cells: list[bytes]) -> list[bytes]:
    """The cells of the row that the last of these is in, which the next block may go on with."""
    row = cells[-1].lstrip(ascii_uppercase.encode()) if cells else b""
    return [cell for cell in cells[-_MOST_COLUMNS:] if cell.lstrip(ascii_uppercase.encode()) == row]


def _repeated(places: Sequence[int] | Sequence[bytes]) -> str | None:
    """The first of the places that is there twice."""
    twice = next((place for place, times in Counter(places).items() if times > 1), None)
    return twice.decode() if isinstance(twice, bytes) else str(twice) if twice else None


def with_all_errors(data: bytes) -> bytes:
    """An XLSX whose errors of newer programs, such as #SPILL!, are texts: the reader of values knows but the old ones,
    and reads nothing of a sheet with another."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(content, "w") as mended:
        sheets = set(_sheet_names(package))
        for name in package.namelist():
            part = package.read(name)
            mended.writestr(name, _ERROR_CELL.sub(_as_text, part) if name in sheets else part)
    return content.getvalue()


def _as_text(cell: re.Match[bytes]) -> bytes:
    before, behind, error = cell.groups()
    return cell[0] if error in _KNOWN_ERRORS else before + b"str" + behind + error


def _without_result(text: bytes, *, is_computed: bool) -> Iterator[tuple[Place, str]]:
    for cell in _FORMULA_CELL.finditer(text):
        attributes, formula, zero = cell.groups(b"")
        has_result = is_computed if zero else _EMPTY_TEXT.search(attributes) and not cell[0].endswith(b"c>")
        if not has_result and (place := _PLACE.search(attributes)):
            yield (int(place[2]) - 1, _column(place[1])), f"={_plain(formula)}{NO_RESULT}"


def _column(letters: bytes) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _plain(formula: bytes) -> str:
    """A formula as a person sees it; of one that follows another the file holds no text."""
    return html.unescape(formula.decode("utf-8", "replace")) or "…"
