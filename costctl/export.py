"""Frames to files that a bureau opens in Excel: CSV and XLSX, in which no cell is ever a formula."""

import csv
import io
import os
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from costctl.errors import Fault, InputError

Headers = Mapping[str, str]
"""The columns of a frame to write, in order, with their headings."""

FORMULA_STARTS = "=+-@\t\r\n"
"""With what a text begins that a spreadsheet might run as a formula."""

EXACT_BELOW = Decimal(10) ** 13
"""A spreadsheet keeps fifteen digits of a number; from here on the cents would be lost, so the amount becomes text."""

LONGEST_TEXT, MOST_ROWS = 32_767, 1_048_576
"""What one cell and one sheet can hold."""

STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "unit": {"italic": True, "font_color": "#595959"},
    "header": {
        "bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter",
    },
    "money": {"num_format": "#,##0.00", "border": 1},
    "share": {"num_format": "0.00%", "border": 1},
    "number": {"num_format": "0", "border": 1},
    "plain": {"num_format": "General", "border": 1},
    "day": {"num_format": "yyyy-mm-dd", "border": 1},
    "text": {"num_format": "@", "border": 1},
}  # fmt: skip


def write_csv(frame: pl.DataFrame, path: Path, *, headers: Headers | None = None) -> None:
    """Writes the frame as UTF-8 with a byte order mark, so that Excel shows Chinese.

    Numbers stand as they are. A text that a spreadsheet might run as a formula gets an apostrophe before it, which
    keeps it text. Fault `export.not_written` where the file cannot be written; InputError `export.not_csv` where its
    name is that of a workbook.
    """
    if path.suffix.lower() in (".xlsx", ".xls"):
        raise InputError("export.not_csv", where=str(path))
    headers = headers or {name: name for name in frame.columns}
    texts = [name for name in headers if frame.schema[name] == pl.String]
    dangerous = "^[" + "".join(f"\\x{ord(start):02x}" for start in FORMULA_STARTS) + "]"
    safe = frame.select(list(headers)).with_columns(
        pl.when(pl.col(name).str.contains(dangerous)).then("'" + pl.col(name)).otherwise(name).alias(name)
        for name in texts
    )
    heading = io.StringIO()
    csv.writer(heading).writerow(
        f"'{text}" if text.startswith(tuple(FORMULA_STARTS)) else text for text in headers.values()
    )
    body = safe.write_csv(include_header=False, line_terminator="\r\n")
    put(path, lambda to: to.write(b"\xef\xbb\xbf" + (heading.getvalue() + body).encode()))


def write_xlsx(
    frame: pl.DataFrame,
    path: Path,
    *,
    title: str,
    headers: Headers | None = None,
    unit: str | None = None,
    styles: Mapping[str, str] | None = None,
) -> None:
    """Writes the frame as a workbook of one sheet, ready to print on A4 across: title, unit, headings, rows.

    Amounts are numbers with two decimals, shares percentages, text is text whatever it begins with; `styles` names for
    a column another one, which says the style of each of its cells. Rows whose `row_kind` is `total` stand in bold.
    Fault `export.not_written`; InputError `export.too_many_rows`, and `export.not_xlsx` for another name.
    """
    whole = headers or {name: name for name in frame.columns}
    write_xlsx_tables([XlsxTable(title, frame, whole, unit, styles=styles or {})], path)


@dataclass(frozen=True)
class XlsxTable:
    """One sheet of a workbook."""

    title: str
    frame: pl.DataFrame
    headers: Headers
    unit: str | None = None
    name: str | None = None
    """Of the sheet; at most 31 signs."""
    styles: Mapping[str, str] = field(default_factory=dict)
    """For a column whose cells differ: the column that says the style of each, a key of STYLES."""


def write_xlsx_tables(tables: Sequence[XlsxTable], path: Path) -> None:
    """Writes each table as a sheet, as `write_xlsx` does one."""
    workbook_name(path)
    for one in tables:
        if one.frame.height + 3 > MOST_ROWS:
            raise InputError("export.too_many_rows", where=path.name, found=str(one.frame.height), most=MOST_ROWS - 3)

    def write(to: io.BytesIO) -> None:
        with xlsxwriter.Workbook(to) as book:
            for one in tables:
                _fill(book, one)

    put(path, write)


def _fill(book: xlsxwriter.Workbook, table: XlsxTable) -> None:
    frame, headers, title, unit = table.frame, table.headers, table.title, table.unit
    sheet = book.add_worksheet(table.name)
    plain = {name: book.add_format(style) for name, style in STYLES.items()}
    bold = {name: book.add_format({**style, "bold": True, "bg_color": "#F2F2F2"}) for name, style in STYLES.items()}
    sheet.write_string(0, 0, title[:LONGEST_TEXT], plain["title"])
    if unit:
        sheet.write_string(1, 0, unit[:LONGEST_TEXT], plain["unit"])
    for place, (name, heading) in enumerate(headers.items()):
        sheet.write_string(2, place, heading[:LONGEST_TEXT], plain["header"])
        sheet.set_column(place, place, _width(heading, frame[name]))
    totals = (frame["row_kind"] == "total").to_list() if "row_kind" in frame.columns else [False] * frame.height
    of_columns = [
        frame[table.styles[name]].to_list() if name in table.styles else [_style_of(frame.schema[name])] * frame.height
        for name in headers
    ]
    rows = zip(frame.select(list(headers)).rows(), zip(*of_columns, strict=True), totals, strict=True)
    for row, (values, styles, is_total) in enumerate(rows, 3):
        formats = bold if is_total else plain
        for place, (value, style) in enumerate(zip(values, styles, strict=True)):
            write_cell(sheet, (row, place), value, formats[style], formats["text"])
    _set_page(sheet, frame, headers)


def _set_page(sheet: Worksheet, frame: pl.DataFrame, headers: Headers) -> None:
    texts = [frame.schema[name] == pl.String for name in headers]
    leading = next((place for place, is_text in enumerate(texts) if not is_text), len(texts))
    sheet.freeze_panes(3, min(leading, 3))
    sheet.autofilter(2, 0, 2 + max(frame.height, 1), max(len(headers) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&C&P / &N")


def write_cell(sheet: Worksheet, cell: tuple[int, int], value: object, style: Format, as_text: Format) -> None:
    """One value by its type, so that nothing is left for xlsxwriter to guess."""
    match value:
        case None:
            sheet.write_blank(*cell, None, style)
        case bool():
            sheet.write_boolean(*cell, value, style)
        case Decimal() if abs(value) >= EXACT_BELOW:
            sheet.write_string(*cell, f"{value:f}", as_text)
        case int() | Decimal() | float():
            sheet.write_number(*cell, value, style)
        case date():
            sheet.write_datetime(*cell, value, style)
        case _:
            sheet.write_string(*cell, str(value)[:LONGEST_TEXT], style)


def _style_of(kind: pl.DataType) -> str:
    if isinstance(kind, pl.Decimal):
        return "share" if kind.scale == 4 else "money"
    if kind.is_integer():
        return "number"
    return "day" if kind == pl.Date else "text"


def _width(heading: str, column: pl.Series) -> float:
    """Wide enough for the heading and the first rows; a Chinese character is as wide as two others."""
    money = isinstance(column.dtype, pl.Decimal)
    shown = [f"{value:,}" if money else str(value) for value in column.head(200) if value is not None]
    widest = max(
        sum(2 if unicodedata.east_asian_width(sign) in "FW" else 1 for sign in text) for text in [heading, *shown]
    )
    return min(max(widest + 2, 8), 48)


def workbook_name(path: Path) -> None:
    """InputError `export.not_xlsx` where a workbook would bear the name of something else."""
    if path.suffix.lower() != ".xlsx":
        raise InputError("export.not_xlsx", where=str(path))


def put(path: Path, write: Callable[[io.BytesIO], object]) -> None:
    """Writes beside the place and moves there, so that a failure leaves what was there.

    `write` fills memory first: a workbook that cannot be finished on a full disk would complain once more on its own.
    InputError `export.no_folder` where there is no such folder, Fault `export.not_written` where it cannot be written.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError("export.no_folder", where=str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    content = io.BytesIO()
    try:
        write(content)
        temporary.write_bytes(content.getbuffer())
        temporary.replace(path)
    except (OSError, FileCreateError) as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise Fault(
            "export.not_written", where=str(path), found=getattr(error, "strerror", None) or str(error)
        ) from error
