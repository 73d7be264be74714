"""Writes the inputs of the golden files that a text editor cannot: other encodings and a workbook.

    python tests/golden/make_inputs.py

The mess itself is `messy-utf8/input.csv`, written by hand; what is made here says the same in other forms.
"""

from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent


def other_encodings() -> None:
    """The mess as GB18030 with CR LF, and a register as UTF-16 with tabs."""
    text = (HERE / "messy-utf8" / "input.csv").read_text(encoding="utf-8")
    (HERE / "messy-gb18030" / "input.csv").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    plain = "单位编码\t单位名称\t单位类型\t备注\n001\t财政局\t区直部门\t—\n002\t青山乡\t乡镇\t\n\t缺编码\t\t\n"
    (HERE / "departments-utf16" / "input.tsv").write_bytes(plain.encode("utf-16"))


def workbook() -> None:
    """Merged titles, a two-row header, serial dates, a hidden sheet, a sheet of another kind, one of no kind."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2025, 1, 1)
    cards = book.active
    assert isinstance(cards, Worksheet)
    cards.title = "明细"
    cards.merge_cells("A1:F1")
    cards["A1"] = "公务卡交易明细(2025年3月)"
    cards.append([])
    cards.append(["卡号", "日期", None, "金额(元)", "商户", "检索号"])
    cards.append([None, "交易", "入账", None, None, None])
    for area in ("A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4"):
        cards.merge_cells(area)
    cards.append(["6283660012345678", 45717, date(2025, 3, 4), 1234.5, "文具店", "00123"])
    cards.append([6283660012345678, date(2025, 3, 2), 45720, "2,639.04", "加油站", "00124"])
    cards.append(["****5678", "2025年3月3日", None, -20.1, "Total", 125])
    cards.append(["小计", None, None, 3853.44, None, None])
    cards.append(["****5678", "2025.3.5", None, "1.250.00", "饭店", None])
    cards.append(["合计", None, None, 3853.44, None, None])
    cards.append(["制表人:某某", None, None, None, None, None])
    people = book.create_sheet("人员")
    people.append(["人员编号*", "姓名*", "单位编码*", "级别", "入职日期"])
    people.append(["0001", "张三", "001", "其他", date(2020, 1, 2)])
    people.append(["0002", "李四", "001", "科级", "2020-13-01"])
    other = book.create_sheet("其他")
    other.append(["亲爱的同事:"])
    other.append(["请查收。"])
    hidden = book.create_sheet("旧数据")
    hidden.append(["交易日期", "交易金额"])
    hidden.append(["2024-01-01", 1])
    hidden.sheet_state = "hidden"
    book.save(HERE / "workbook" / "input.xlsx")


if __name__ == "__main__":
    for name in ("messy-gb18030", "departments-utf16", "workbook"):
        (HERE / name).mkdir(exist_ok=True)
    other_encodings()
    workbook()
