"""A template that was filled in comes back whole."""

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from costctl.errors import InputError
from costctl.ledger.memory import memory_ledger
from costctl.records import FRAME_TYPES, Kind, kinds
from costctl.sources.layout import TEMPLATE_MARK
from costctl.sources.read import read_source
from costctl.sources.template import write_template
from tests.filled import other_value_for, value_for
from tests.reading import read_only_sheet, read_sheet

TODAY = date(2026, 1, 1)


def fill(sheet: Worksheet, kind: Kind, row: int = 2) -> None:
    for place, column in enumerate(kind.columns, start=1):
        sheet.cell(row, place).value = value_for(column)[0]


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_column_of_every_kind_comes_back(name: str, tmp_path: Path) -> None:
    """Filled in completely, with the values that a drop-down offers, each cell is read as what was meant."""
    path, kind = tmp_path / "t.xlsx", kinds()[name]
    write_template([name], path)
    book = openpyxl.load_workbook(path)
    fill(book[kind.title.zh], kind)
    book.save(path)

    read = read_only_sheet(read_source(path, today=TODAY))

    assert read.codes == []
    assert read.source.kind == name
    (row,) = read.rows.iter_rows(named=True)
    assert row == {column.name: value_for(column)[1] for column in kind.columns} | {"row_no": 2}
    assert read.rows.schema == {column.name: FRAME_TYPES[column.type] for column in kind.columns} | {
        "row_no": read.rows.schema["row_no"]
    }


def test_a_workbook_of_all_kinds_gives_a_sheet_for_each_that_was_filled_in(tmp_path: Path) -> None:
    """Sheets that nobody filled in and the explanation are passed over in silence."""
    path = tmp_path / "t.xlsx"
    write_template(None, path)
    book = openpyxl.load_workbook(path)
    for name in ("departments", "trips"):
        fill(book[kinds()[name].title.zh], kinds()[name])
    book.save(path)

    batch = read_source(path, today=TODAY)

    assert [sheet.kind for sheet in batch.sheets] == ["departments", "trips"]
    assert [read_sheet(sheet).rows.height for sheet in batch.sheets] == [1, 1]
    assert batch.doubts == ()


def test_a_workbook_of_all_kinds_filled_in_is_imported_in_one_go(tmp_path: Path) -> None:
    """Two rows of every kind: all are in, and importing the workbook again changes nothing."""
    path = tmp_path / "t.xlsx"
    write_template(None, path)
    book = openpyxl.load_workbook(path)
    for kind in kinds().values():
        fill(book[kind.title.zh], kind)
        fill(book[kind.title.zh], kind, row=3)
        for name in kind.key[-1:]:
            book[kind.title.zh].cell(3, kind.names.index(name) + 1).value = other_value_for(kind.column(name))[0]
    book.save(path)
    ledger = memory_ledger()

    first = ledger.load(read_source(path, today=TODAY))
    again = ledger.load(read_source(path, today=TODAY))

    assert {one.kind: (one.accepted, one.rejected) for one in first} == dict.fromkeys(kinds(), (2, 0))
    assert {one.kind: (one.read, one.already_present) for one in again} == dict.fromkeys(kinds(), (2, 2))
    assert {name: ledger.sql(f"SELECT * FROM record.{name}").height for name in kinds()} == dict.fromkeys(kinds(), 2)


def test_a_blank_template_is_read_as_nothing(tmp_path: Path) -> None:
    """One sheet without a row is no error, and no record."""
    path = tmp_path / "t.xlsx"
    write_template(["trips"], path)

    read = read_only_sheet(read_source(path))

    assert (read.source.kind, read.rows.height, read.rejects.height) == ("trips", 0, 0)


def test_required_columns_are_marked_and_lists_are_offered(tmp_path: Path) -> None:
    """The person who fills it in sees what must be there and what may be."""
    path, kind = tmp_path / "t.xlsx", kinds()["trips"]
    write_template(["trips"], path)
    book = openpyxl.load_workbook(path)
    sheet = book[kind.title.zh]

    headers = [cell.value for cell in sheet[1]]

    assert headers == [column.header.zh + ("*" if column.required else "") for column in kind.columns]
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    place = kind.names.index("payment_method") + 1
    assert offered[f"{openpyxl.utils.get_column_letter(place)}2"] == '"公务卡,转账,现金"'
    assert all(cell.comment and not cell.comment.text.splitlines()[0].isascii() for cell in sheet[1])
    assert sheet.freeze_panes == "B2"


def test_codes_and_cards_are_text_cells(tmp_path: Path) -> None:
    """A leading zero and a sixteenth digit survive being typed."""
    path, kind = tmp_path / "t.xlsx", kinds()["cards"]
    write_template(["cards"], path)
    sheet = openpyxl.load_workbook(path)[kind.title.zh]

    formats = [(one.min, one.max, one.number_format) for one in sheet.column_dimensions.values()]
    for name in ("card_no", "person_id", "department_code"):
        place = kind.names.index(name) + 1
        assert [code for first, last, code in formats if first <= place <= last] == ["@"]


def test_the_explanation_names_every_column(tmp_path: Path) -> None:
    """One sheet says what each column of each kind means."""
    path = tmp_path / "t.xlsx"
    write_template(None, path)
    sheet = openpyxl.load_workbook(path)["填表说明"]

    rows = [tuple(cell.value for cell in row[:2]) for row in sheet.iter_rows(min_row=3)]

    assert sheet["A1"].value == TEMPLATE_MARK
    assert rows == [(kind.title.zh, column.header.zh) for kind in kinds().values() for column in kind.columns]


def test_a_template_holds_no_formula(tmp_path: Path) -> None:
    """Nothing in it is computed when it is opened."""
    path = tmp_path / "t.xlsx"
    write_template(None, path)
    with ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert all(b"<f>" not in book.read(name) for name in sheets)


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    """And no file is written."""
    with pytest.raises(InputError, match="出差"):
        write_template(["trip"], tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []
