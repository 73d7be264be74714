"""Blank workbooks to fill in: a sheet a kind with Chinese headers, and one sheet that explains every column."""

from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from costctl.bilingual import Text
from costctl.records import Column, ColumnType, Kind, kinds, known_kind
from costctl.sources.items import item_titles
from costctl.sources.layout import TEMPLATE_MARK

_LAST_ROW = 1_048_575

_FORMATS: dict[ColumnType, str] = {
    "text": "@", "code": "@", "card": "@", "enum": "@", "boolean": "@", "month": "@", "money": "#,##0.00",
    "decimal": "0.######", "integer": "0", "year": "0", "date": "yyyy-mm-dd", "time": "hh:mm",
}  # fmt: skip
"""Codes and card numbers are text, so that leading zeros and the sixteenth digit survive."""

_TYPES: dict[ColumnType, Text] = {
    "text": Text("文字", "text"),
    "code": Text("编码(按文本填写,前导零算数)", "code, as text; leading zeros count"),
    "card": Text("卡号(按文本填写;可以带 * 遮盖)", "card number, as text; may be masked with *"),
    "enum": Text("从列表选择", "one of a list"),
    "boolean": Text("是 / 否;不知道就留空", "是 (yes) or 否 (no); empty = not recorded"),
    "month": Text("月份,如 2025-03", "month, such as 2025-03"),
    "money": Text("金额(元,最多两位小数)", "money in yuan, at most two decimals"),
    "decimal": Text("数字", "number"),
    "integer": Text("整数", "whole number"),
    "year": Text("年度,如 2025", "year, such as 2025"),
    "date": Text("日期,如 2025-03-05", "day, such as 2025-03-05"),
    "time": Text("时间,如 13:20", "time, such as 13:20"),
}


def write_template(names: Collection[str] | None, path: Path | BytesIO) -> None:
    """Writes a workbook with a sheet to fill in for each of these kinds, by name or title, or for all.

    InputError for an unknown one.
    """
    wanted = set(map(known_kind, names or ()))
    chosen = [kind for name, kind in kinds().items() if not names or name in wanted]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        looks = _looks(book)
        for kind in chosen:
            _write_kind(book.add_worksheet(kind.title.zh), kind, looks)
        _explain(book.add_worksheet("填表说明"), chosen, looks)


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    shared = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    found = {
        "required": book.add_format({**shared, "bg_color": "#FCE4D6"}),
        "optional": book.add_format({**shared, "bg_color": "#DDEBF7"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True}),
    }
    return found | {code: book.add_format({"num_format": code}) for code in dict.fromkeys(_FORMATS.values())}


def _write_kind(sheet: Worksheet, kind: Kind, looks: dict[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(kind.columns):
        must = column.required or column.name in kind.either
        header = column.header.zh + ("*" if column.required else "")
        sheet.set_column(place, place, _width(column), looks[_FORMATS[column.type]])
        sheet.write_string(0, place, header, looks["required" if must else "optional"])
        sheet.write_comment(0, place, _comment(column), {"x_scale": 2})
        if choice := _choice(column):
            sheet.data_validation(1, place, _LAST_ROW, place, choice)


def _width(column: Column) -> float:
    return max(12.0, 2.2 * len(column.header.zh) + 2, 22.0 if column.type == "card" else 0.0)


def _comment(column: Column) -> str:
    said = [_TYPES[column.type].zh]
    if column.values:
        said.append("可填:" + "、".join(column.values))
    if column.note:
        said.append(column.note.zh)
    return "\n".join([*said, column.header.en])


def _choice(column: Column) -> dict[str, object] | None:
    """The drop-down of a column; what is not in it is refused, but for items, which may be five-digit codes too."""
    if column.type == "boolean":
        return {"validate": "list", "source": ["是", "否"]}
    if column.values:
        return {"validate": "list", "source": list(column.values)}
    if column.name == "item":
        return {"validate": "list", "source": list(item_titles().values()), "error_type": "warning"}
    return None


def _explain(sheet: Worksheet, chosen: Collection[Kind], looks: dict[str, Format]) -> None:
    sheet.write_string(0, 0, TEMPLATE_MARK)
    sheet.write_string(
        0, 1, "每列怎么填;带 * 的必填;本表不导入 / What each column means; * is required", looks["title"]
    )
    heads = ("表", "列", "必填", "怎么填", "可填的值", "说明", "Column", "How to fill in")
    for place, (head, width) in enumerate(zip(heads, (16, 20, 8, 34, 40, 44, 24, 60), strict=True)):
        sheet.set_column(place, place, width, looks["wrapped"])
        sheet.write_string(1, place, head, looks["optional"])
    for row, cells in enumerate(_explanations(chosen), start=2):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, looks["wrapped"])
    sheet.freeze_panes(2, 2)


def _explanations(chosen: Collection[Kind]) -> Iterator[tuple[str, ...]]:
    for kind in chosen:
        for column in kind.columns:
            one_of = "、".join(kind.column(name).header.zh for name in kind.either)
            must = "*" if column.required else (f"{one_of} 至少填一个" if column.name in kind.either else "")
            note = column.note or Text("", "")
            how = _TYPES[column.type]
            english = ". ".join(part for part in (how.en, note.en) if part)
            values = "、".join(column.values or (item_titles().values() if column.name == "item" else ()))
            yield kind.title.zh, column.header.zh, must, how.zh, values, note.zh, column.header.en, english
