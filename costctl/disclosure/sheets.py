"""Sheets to print: a title, tables one under the other, lines of text; A4 upright, a page number at the foot."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from costctl.export import STYLES, put, workbook_name, write_cell

_FIRST_WIDTH, _WIDTH = 34, 13
_LINE_HEIGHT = 16
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Block:
    """One table of a sheet."""

    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    """Text first, then numbers: Decimal with two decimals, int without; None stays an empty cell."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    title: str
    under_title: tuple[str, str]
    """Left and right, such as who made it and the unit."""
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    """Text below the tables, a paragraph each."""
    footer: str


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """Writes the sheets as a workbook; Fault `export.not_written`, InputError `export.not_xlsx` for another name."""
    workbook_name(path)

    def write(to: BytesIO) -> None:
        with xlsxwriter.Workbook(to) as book:
            formats = _formats(book)
            for sheet, name in zip(sheets, _names(sheet.name for sheet in sheets), strict=True):
                _fill(book.add_worksheet(name), sheet, formats)

    put(path, write)


def _names(wanted: Iterable[str]) -> list[str]:
    """Names that a workbook takes: short, without what Excel forbids, each once."""
    taken: dict[str, str] = {}
    for name in wanted:
        short = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_NAME] or "-"
        free, number = short, 1
        while free.casefold() in taken:
            number += 1
            free = f"{short[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        taken[free.casefold()] = free
    return list(taken.values())


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    centred = {"bold": True, "font_size": 16, "align": "center"}
    added = {"title": centred, "left": {}, "right": {"align": "right"}, "line": {"text_wrap": True, "valign": "top"}}
    return {name: book.add_format(style) for name, style in {**STYLES, **added}.items()}


def _fill(sheet: Worksheet, wanted: Sheet, formats: dict[str, Format]) -> None:
    last = max(len(block.headings) for block in wanted.blocks) - 1
    sheet.set_default_row(_LINE_HEIGHT + 2)
    sheet.set_column(0, 0, _FIRST_WIDTH)
    sheet.set_column(1, last, _WIDTH)
    sheet.merge_range(0, 0, 0, last, "", formats["title"])
    sheet.write_string(0, 0, wanted.title, formats["title"])
    left, right = wanted.under_title
    sheet.write_string(1, 0, left, formats["left"])
    sheet.write_string(1, last, right, formats["right"])
    row = 2
    for block in wanted.blocks:
        row = _table(sheet, row, block, formats) + 1
    for line in wanted.lines:
        sheet.merge_range(row, 0, row, last, "", formats["line"])
        sheet.write_string(row, 0, line, formats["line"])
        sheet.set_row(row, _LINE_HEIGHT * math.ceil(_width(line) / (_FIRST_WIDTH + last * _WIDTH)))
        row += 1
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer(f"&L{wanted.footer.replace('&', '&&')}&R第 &P 页,共 &N 页")


def _table(sheet: Worksheet, row: int, block: Block, formats: dict[str, Format]) -> int:
    """Writes a table from `row` on; the first row below it."""
    for place, heading in enumerate(block.headings):
        sheet.write_string(row, place, heading, formats["header"])
    for line, values in enumerate(block.rows, row + 1):
        for place, value in enumerate(values):
            style = "text" if place == 0 else "number" if isinstance(value, int) else "money"
            write_cell(sheet, (line, place), value, formats[style], formats["text"])
    return row + 1 + len(block.rows)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "FW" else 1 for sign in text)
