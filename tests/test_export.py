"""Files that a bureau opens in Excel."""

import csv
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from costctl.errors import CostctlError, InputError
from costctl.export import write_csv, write_xlsx

HEADERS = {"name": "单位名称", "row_kind": "类别", "spent": "支出", "share": "执行率", "last": "日期", "rows": "行数"}
FRAME = pl.DataFrame(
    {
        "name": ["办公室", "=HYPERLINK(\"http://a\")", None, "+86", "-1", "@x", "\tx"],
        "row_kind": ["item", "total", "item", "item", "item", "item", "item"],
        "spent": [Decimal("1234.50"), Decimal("-0.01"), None, Decimal("99999999999999.99"), *[Decimal("0.00")] * 3],
        "share": [Decimal("0.8182"), *[None] * 6],
        "last": [date(2014, 9, 30), *[None] * 6],
        "rows": [7, *[None] * 6],
        "not_wanted": ["x"] * 7,
    },
    schema_overrides={"spent": pl.Decimal(38, 2), "share": pl.Decimal(38, 4)},
)  # fmt: skip


def test_csv_is_for_excel_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "差异.csv"

    write_csv(FRAME, path, headers=HEADERS)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(HEADERS.values())
    assert rows[1] == ["办公室", "item", "1234.50", "0.8182", "2014-09-30", "7"]
    assert [row[0] for row in rows[2:]] == ['\'=HYPERLINK("http://a")', "", "'+86", "'-1", "'@x", "'\tx"]
    assert rows[2][2] == "-0.01"


def test_a_heading_from_elsewhere_is_no_formula_either(tmp_path: Path) -> None:
    write_csv(FRAME, tmp_path / "a.csv", headers={"name": "=1+1", "row_kind": "=1+1"})

    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[0] == "'=1+1,'=1+1"


def test_a_workbook_keeps_numbers_numbers_and_text_text(tmp_path: Path) -> None:
    path = tmp_path / "差异.xlsx"

    write_xlsx(FRAME, path, title="=2014 年预算执行差异", headers=HEADERS, unit="单位:元")

    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=2014 年预算执行差异", "s")
    assert sheet["A2"].value == "单位:元"
    assert [cell.value for cell in sheet[3]] == list(HEADERS.values())
    first, total = sheet[4], sheet[5]
    assert (first[2].value, first[2].number_format) == (1234.5, "#,##0.00")
    assert (first[3].value, first[3].number_format) == (0.8182, "0.00%")
    assert first[4].value.date() == date(2014, 9, 30)
    assert (total[0].value, total[0].data_type, total[0].font.bold) == ('=HYPERLINK("http://a")', "s", True)
    assert total[2].value == -0.01
    assert not first[0].font.bold
    assert sheet[6][2].value is None
    assert sheet["A10"].value == "\tx"
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_an_amount_too_long_for_a_spreadsheet_loses_no_cent(tmp_path: Path) -> None:
    write_xlsx(FRAME, tmp_path / "a.xlsx", title="t", headers=HEADERS)

    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["C7"].value == "99999999999999.99"


def test_a_workbook_prints_on_a4_with_its_headings_on_every_page(tmp_path: Path) -> None:
    write_xlsx(FRAME, tmp_path / "a.xlsx", title="t", headers=HEADERS)

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "C4"


def test_an_empty_frame_gives_its_headings(tmp_path: Path) -> None:
    write_csv(FRAME.clear(), tmp_path / "a.csv", headers=HEADERS)
    write_xlsx(FRAME.clear(), tmp_path / "a.xlsx", title="t", headers=HEADERS)

    assert (tmp_path / "a.csv").read_text("utf-8-sig").count("\n") == 1
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 3


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    place = tmp_path / "absent" / name

    with pytest.raises(CostctlError) as caught:
        write_csv(FRAME, place) if name.endswith("csv") else write_xlsx(FRAME, place, title="t")

    assert caught.value.problem.code == "export.no_folder"
    assert caught.value.exit_code == 2


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")
    monkeypatch.setattr(Path, "write_bytes", _full)

    with pytest.raises(CostctlError):
        write_csv(FRAME, path)

    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_more_rows_than_a_sheet_holds_are_refused_not_lost(tmp_path: Path) -> None:
    many = pl.DataFrame({"n": pl.int_range(0, 1_048_574, eager=True)})

    with pytest.raises(CostctlError) as caught:
        write_xlsx(many, tmp_path / "a.xlsx", title="t")

    assert caught.value.problem.code == "export.too_many_rows"


@pytest.mark.parametrize(("write", "name", "code"), [
    (partial(write_xlsx, title="t"), "a.csv", "export.not_xlsx"),
    (write_csv, "a.xlsx", "export.not_csv"),
])  # fmt: skip
def test_a_file_bears_no_other_kinds_name(tmp_path: Path, write: Callable[..., None], name: str, code: str) -> None:
    """What stood there stays: a list of that name is not overwritten with a workbook."""
    (tmp_path / name).write_text("mine", encoding="utf-8")

    with pytest.raises(InputError) as refused:
        write(FRAME, tmp_path / name)

    assert refused.value.problem.code == code
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
