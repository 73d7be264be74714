"""The same rows and merged cells as a workbook of each form; no library at hand writes ODS and XLSB."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

import openpyxl
import xlwt

Line = Sequence[object]
Range = tuple[int, int, int, int]
"""First column, first row, last column, last row, from 1, as openpyxl gives them."""

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def xlsx(lines: Sequence[Line], merged: Sequence[Range] = ()) -> bytes:
    """One sheet as openpyxl writes it."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    for left, top, right, bottom in merged:
        book.active.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    book.save(content)
    return content.getvalue()


def xls(lines: Sequence[Line], merged: Sequence[Range] = ()) -> bytes:
    """One sheet in the form of Excel 97."""
    book, content = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("a", cell_overwrite_ok=True)
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell is not None:
                page.write(row, column, cell)
    for left, top, right, bottom in merged:
        page.merge(top - 1, bottom - 1, left - 1, right - 1)
    book.save(content)
    return content.getvalue()


def ods(lines: Sequence[Line], merged: Iterable[Range] = (), sheet: str = "a") -> bytes:
    """One sheet as LibreOffice writes it: equal empty cells stand together, covered ones have a name of their own."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for left, top, right, bottom in merged}
    covered = {
        (row, column)
        for left, top, right, bottom in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cells(number, line, spans, covered))}</table:table-row>"
        for number, line in enumerate(lines, 1)
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="{sheet}">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
        }
    )


def _ods_cells(
    row: int, line: Line, spans: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]]
) -> Iterator[str]:
    for column, value in enumerate(line, 1):
        if (row, column) in covered:
            yield "<table:covered-table-cell/>"
            continue
        high, wide = spans.get((row, column), (1, 1))
        spanned = (
            f' table:number-columns-spanned="{wide}" table:number-rows-spanned="{high}"' if high * wide > 1 else ""
        )
        if value is None:
            yield f"<table:table-cell{spanned}/>"
        elif isinstance(value, int | float):
            yield f'<table:table-cell{spanned} office:value-type="float" office:value="{value}"/>'
        else:
            text = escape(str(value))
            yield f'<table:table-cell{spanned} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    yield '<table:table-cell table:number-columns-repeated="900"/>'


def xlsb(lines: Sequence[Line], merged: Sequence[Range] = (), sheet: str = "a") -> bytes:
    """One sheet of texts and numbers, in the records of [MS-XLSB]."""
    width = max(map(len, lines))
    cells = b"".join(_xlsb_row(row, line) for row, line in enumerate(lines))
    ranges = b"".join(_record(176, struct.pack("<4I", t - 1, b - 1, x - 1, y - 1)) for x, t, y, b in merged)
    merges = _record(177, struct.pack("<I", len(merged))) + ranges + _record(178)
    size = _record(148, struct.pack("<4I", 0, len(lines) - 1, 0, width - 1))
    page = _record(129) + size + _record(145) + cells + _record(146) + (merges if merged else b"") + _record(130)
    book = _record(131) + _record(143) + _record(156, struct.pack("<2I", 0, 1) + _text("rId1") + _text(sheet))
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return _zipped(
        {
            "xl/workbook.bin": book + _record(144) + _record(132),
            "xl/_rels/workbook.bin.rels": relation.encode(),
            "xl/worksheets/sheet1.bin": page,
        }
    )


def _xlsb_row(row: int, line: Line) -> bytes:
    found = _record(0, struct.pack("<2I", row, 0) + bytes(9))
    for column, value in enumerate(line):
        place = struct.pack("<2I", column, 0)
        if isinstance(value, int | float):
            found += _record(5, place + struct.pack("<d", value))
        elif value is not None:
            found += _record(6, place + _text(str(value)))
    return found


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
    length = len(content)
    return head + (bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])) + content


def _text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def _zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


WRITERS: dict[str, Callable[[Sequence[Line], Sequence[Range]], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": ods,
    "xlsb": xlsb,
}
"""How a workbook of each form is written, by its suffix."""
