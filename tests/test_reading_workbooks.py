"""Workbooks as grids: cells as text, physical rows and columns, hidden sheets, and files that ask for too much."""

import io
import json
import re
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from costctl.errors import SourceError
from costctl.sources import workbook
from costctl.sources.grid import Grid
from costctl.sources.marks import NO_RESULT
from costctl.sources.reading import open_file
from costctl.sources.workbook_cells import column_texts, number_text
from tests.realdata import expected, realdata
from tests.workbooks import WRITERS


def xlsx(cells: dict[tuple[int, int], Any], **options: Any) -> bytes:
    """A workbook with one sheet of these cells; a date gets a date format."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("明细")
        forms = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        for (row, at), value in cells.items():
            if type(value) in forms:
                sheet.write_datetime(row, at, value, forms[type(value)])
            else:
                sheet.write(row, at, value)
    return content.getvalue()


def rows(grid: Grid, after: int = 0) -> list[tuple[Any, ...]]:
    return [tuple("" if cell is None else cell for cell in row) for part in grid.frames(after) for row in part.rows()]


def cell_of(value: Any, **options: Any) -> str:
    (grid,) = open_file("a.xlsx", xlsx({(0, 0): "x", (0, 1): value}, **options)).grids
    return str(rows(grid)[0][2])


def refusal(content: bytes | Path, name: str = "a.xlsx") -> str:
    with pytest.raises(SourceError) as refused:
        open_file(name, content)
    return refused.value.problem.code


def test_rows_and_columns_are_physical() -> None:
    """Leading empty rows and columns count, blank rows are no rows."""
    content = xlsx({(3, 2): "日期", (3, 4): "金额", (6, 2): "a", (7, 3): "b"})

    (grid,) = open_file("a.xlsx", content).grids

    assert (grid.sheet, grid.hidden, grid.encoding, grid.width) == ("明细", False, None, 5)
    assert rows(grid) == [(4, "", "", "日期", "", "金额"), (7, "", "", "a", "", ""), (8, "", "", "", "b", "")]
    assert grid.head == tuple((row, tuple(cells)) for row, *cells in rows(grid))
    assert rows(grid, after=4) == rows(grid)[1:]


def test_cells_become_text() -> None:
    """One column of each type at a time would go another way than all in one row: both are looked at."""
    meant = {
        43101: "43101",
        12.5: "12.5",
        1234.5600000001: "1234.56",
        0.1 + 0.2: "0.3",
        0.005: "0.005",
        -3.0: "-3",
        1e-5: "0.00001",
        6222021234567890: "6.22202123456789E+15",
        "6222021234567890": "6222021234567890",
        date(2018, 1, 5): "2018-01-05",
        datetime(2018, 1, 5, 13, 20): "2018-01-05 13:20:00",
        time(13, 20): "13:20:00",
        True: "TRUE",
        "=1/0": "#DIV/0!",
        "昆明": "昆明",
    }
    errors = {"=1/0": "#DIV/0!"}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        moment, day, hour = (
            book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm", "yyyy-mm-dd", "hh:mm")
        )
        for at, value in enumerate(meant):
            for row in range(3):
                form = {datetime: moment, date: day, time: hour}.get(type(value))
                if value in errors:
                    sheet.write_formula(row, at, str(value), None, errors[str(value)])
                elif isinstance(value, str):
                    sheet.write_string(row, at, value)
                elif form:
                    sheet.write_datetime(row, at, value, form)
                else:
                    sheet.write(row, at, value)
        for at, value in enumerate(meant):
            sheet.write(5 + at, len(meant), value if value not in errors else "x", None)

    (grid,) = open_file("a.xlsx", content.getvalue()).grids

    assert rows(grid)[0][1:-1] == tuple(meant.values())
    assert rows(grid)[1][1:-1] == rows(grid)[2][1:-1] == tuple(meant.values())


def test_a_formula_without_a_result_is_marked_and_an_error_is_seen_below_an_offset() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(2, 1, "a")
        sheet.write_formula(3, 1, "=1<2", None, "")
        sheet.write_formula(4, 2, "=NA()", None, "#N/A")

    (grid,) = open_file("a.xlsx", content.getvalue()).grids

    assert rows(grid) == [(3, "", "a", ""), (4, "", f"=1<2{NO_RESULT}", ""), (5, "", "", "#N/A")]


def formulas(**cells: str) -> bytes:
    """A workbook as its XML has these cells."""
    good, changed = xlsx({(0, 0): "a", (0, 1): "b"}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            xml = old.read(entry).decode()
            if "sheet1" in entry:
                by_row: dict[str, str] = {}
                for place, cell in cells.items():
                    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                    by_row[row] = by_row.get(row, "") + cell.replace("<c", f'<c r="{place}"', 1)
                more = "".join(f'<row r="{row}">{of_row}</row>' for row, of_row in by_row.items())
                xml = xml.replace("</sheetData>", f"{more}</sheetData>")
            new.writestr(entry, xml)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<c><f>SUM(B2:B3)</f></c>", f"=SUM(B2:B3){NO_RESULT}"),
        ("<c><f>SUM(B2:B3)</f><v></v></c>", f"=SUM(B2:B3){NO_RESULT}"),
        ("<c><f>SUM(B2:B3)</f><v/></c>", f"=SUM(B2:B3){NO_RESULT}"),
        ('<c s="1"><f t="shared" si="0"/><v /></c>', f"=…{NO_RESULT}"),
        ("<c><f>A1&amp;&quot;x&quot;</f></c>", f'=A1&"x"{NO_RESULT}'),
        ("<c><f>SUM(B2:B3)</f><v>12</v></c>", "12"),
        ('<c t="str"><f>A1</f><v>x</v></c>', "x"),
        ('<c t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_only_a_formula_without_a_result_is_marked(cell: str, read: str) -> None:
    """An empty text is a result."""
    (grid,) = open_file("a.xlsx", formulas(A2="<c><v>1</v></c>", B2=cell)).grids

    assert rows(grid)[1] == (2, "1", read)


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BUSY!", "#LATER-ON!", "#N/A"])
@pytest.mark.parametrize("formula", ["", "<f>SORT(A1:A9)</f>", '<f t="shared" si="0"/>'])
def test_an_error_of_any_program_is_a_cell_and_no_damage(error: str, formula: str) -> None:
    """The rows around it and the errors that are known since long are read as ever."""
    content = formulas(
        A2=f'<c t="e">{formula}<v>{error}</v></c>', B2="<c><v>7</v></c>", A3='<c t="e"><v>#REF!</v></c>',
        B3='<c t="str"><v>#e&lt;</v></c>',
    )  # fmt: skip
    (grid,) = open_file("a.xlsx", content).grids

    assert rows(grid)[1:] == [(2, error, "7"), (3, "#REF!", "#e<")]


@pytest.mark.parametrize("lines", [[2, 2], [2, 3, 2], [5, 2, 5], [2, 4, 4, 5], [1, 2], [9, *range(10, 4000), 9]])
def test_a_row_that_is_there_twice_is_refused_and_not_lost(lines: list[int]) -> None:
    """Of two rows of one number the reader of values keeps one."""
    xml = "".join(f'<row r="{line}"><c r="A{line}" t="n"><v>{at}</v></c></row>' for at, line in enumerate(lines))

    assert refusal(with_rows(xml)) == "workbook.row_twice"


@pytest.mark.parametrize("columns", ["AA", "ABA", ["A", *("B" for _ in range(2))]])
def test_a_cell_that_is_there_twice_is_refused_and_not_lost(columns: Sequence[str]) -> None:
    """Of two cells of one place the reader of values keeps one, wherever in the file they stand."""
    cells = "".join(f'<c s="1" r="{column}5"><v>{at}</v></c>' for at, column in enumerate(columns))
    before = "".join(f'<row r="{line}"><c r="A{line}"><v>1</v></c></row>' for line in (2, 3))

    assert refusal(with_rows(f'{before}<row r="5">{cells}</row>')) == "workbook.row_twice"


def test_rows_that_stand_in_no_order_are_read_in_order() -> None:
    xml = "".join(f'<row r="{line}"><c r="A{line}"><v>{line}</v></c></row>' for line in (5, 3, 4))
    (grid,) = open_file("a.xlsx", with_rows(xml)).grids

    assert rows(grid)[1:] == [(3, "3", ""), (4, "4", ""), (5, "5", "")]


def with_rows(xml: str) -> bytes:
    """A workbook with these rows below its first one."""
    good, changed = formulas(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).decode().replace("</sheetData>", f"{xml}</sheetData>"))
    return changed.getvalue()


def test_a_number_that_is_shown_with_leading_zeros_has_them() -> None:
    """A code that somebody typed as a number and had shown as 001 is the code of the CSV; an amount is an amount."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, code = book.add_worksheet(), book.add_format({"num_format": "000"})
        amount = book.add_format({"num_format": "0.00"})
        for row, number in enumerate((1, 42, 1234)):
            sheet.write_number(row, 0, number, code)
            sheet.write_number(row, 1, number, amount)
        sheet.write_formula(3, 0, "=1+1", code, 2)
        sheet.write_string(4, 0, "1", code)
    (grid,) = open_file("a.xlsx", content.getvalue()).grids

    assert rows(grid) == [(1, "001", "1"), (2, "042", "42"), (3, "1234", "1234"), (4, "002", ""), (5, "1", "")]


def test_a_program_that_computes_nothing_puts_0_for_every_result() -> None:
    """It asks whoever opens the workbook to compute it; a 0 that was computed is one."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1")
        sheet.write_formula(0, 1, "=1+1", None, 2)
        sheet.write_number(0, 2, 0)
    saved = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(saved, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b' fullCalcOnLoad="1"', b""))

    assert rows(open_file("a.xlsx", content.getvalue()).grids[0]) == [(1, f"=1+1{NO_RESULT}", "2", "0")]
    assert rows(open_file("a.xlsx", saved.getvalue()).grids[0]) == [(1, "0", "2", "0")]


def test_formulas_without_results_are_seen_wherever_they_stand() -> None:
    """Beyond the last value, between many others, in a sheet written with prefixes."""
    many = {f"A{row}": "<c><v>1</v></c>" for row in range(2, 30_000)}
    many |= {f"C{row}": f"<c><f>A{row}*2</f></c>" for row in (15_000, 30_001)}
    content = formulas(**many)
    prefixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(prefixed, "w") as new:
        for entry in old.namelist():
            xml = old.read(entry)
            if "sheet1" in entry:
                xml = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
            new.writestr(entry, xml)

    for workbook_of in (content, prefixed.getvalue()):
        (grid,) = open_file("a.xlsx", workbook_of).grids
        marked = [row for row in rows(grid) if row[3]]
        assert marked == [(15_000, "1", "", f"=A15000*2{NO_RESULT}"), (30_001, "", "", f"=A30001*2{NO_RESULT}")]


def test_dates_that_count_from_1904() -> None:
    """A cell with a date's format says the day; of a mere number the grid says from when it counts."""
    content = xlsx({(0, 0): date(2018, 1, 5), (0, 1): 41643}, date_1904=True)
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("a").write(0, 0, 41643)
    saved = io.BytesIO()
    old.save(saved)

    (grid,), (old_grid,) = open_file("a.xlsx", content).grids, open_file("a.xls", saved.getvalue()).grids

    assert rows(grid) == [(1, "2018-01-05", "41643")]
    assert grid.day_zero == old_grid.day_zero == date(1904, 1, 1)
    assert open_file("a.xlsx", xlsx({(0, 0): 1})).grids[0].day_zero == date(1899, 12, 30)


def test_rows_come_while_others_are_read_and_may_be_read_again() -> None:
    """A second reading, begun while the first one is under way, sees all rows too."""
    (grid,) = open_file("a.xlsx", xlsx({(row, 0): row for row in range(30_000)})).grids

    first = grid.frames(0)
    begun = next(first)

    assert pl.concat(grid.frames(0)).height == 30_000
    assert begun.height + sum(part.height for part in first) == 30_000


@pytest.mark.parametrize("last_word", ["", '{"problem": "workbook.too_demanding"}'])
def test_a_workbook_that_ends_in_the_middle_is_an_error_of_every_reading(
    last_word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it fails is never taken for all of it."""
    about = json.dumps(
        {"sheet": "a", "hidden": False, "merged": [], "counts_from_1904": False, "is_last": True}
    ).encode()
    stream = io.BytesIO()
    pl.DataFrame(
        {"row_no": range(1, 301), "c0": ["x"] * 300}, schema={"row_no": pl.Int64, "c0": pl.String}
    ).write_ipc_stream(stream)
    frames = [about, stream.getvalue(), *([b"", last_word.encode()] if last_word else [])]
    said = b"".join(struct.pack(">Q", len(frame)) + frame for frame in frames)
    script = f"import sys; sys.stdout.buffer.write(bytes.fromhex({said.hex()!r}))"
    monkeypatch.setattr(workbook, "COMMAND", (sys.executable, "-c", script))
    (grid,) = workbook.workbook_grids("a.xlsx", b"")

    for _ in range(2):
        with pytest.raises(SourceError) as refused:
            list(grid.frames(0))
        assert refused.value.problem.code == ("workbook.too_demanding" if last_word else "file.damaged")


def test_a_workbook_that_nobody_reads_any_more_is_given_up() -> None:
    """Its process does not go on in the background."""
    content = xlsx({(row, 0): "x" * 100 for row in range(200_000)})
    before = set(threading.enumerate())
    grids = workbook.workbook_grids("a.xlsx", content)
    (listener,) = (one for one in set(threading.enumerate()) - before if one.name == "reading a workbook")
    assert listener.is_alive()

    del grids
    listener.join(10)

    assert not listener.is_alive()


@given(st.lists(st.one_of(st.floats(-1e17, 1e17), st.decimals(-(10**9), 10**9, places=2).map(float)), min_size=1))
def test_numbers_read_alike_one_by_one_and_all_at_once(numbers: list[float]) -> None:
    assert column_texts(tuple(numbers)).to_list() == [number_text(number) for number in numbers]


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amount_to_the_cent_comes_back_to_the_cent(amount: Decimal) -> None:
    assert Decimal(number_text(float(amount))) == amount


def test_hidden_sheets_chart_sheets_and_merged_cells() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        shown, hidden, chart = book.add_worksheet("一"), book.add_worksheet("二"), book.add_chartsheet("图")
        shown.merge_range(1, 0, 2, 3, "标题")
        hidden.write(0, 0, "x")
        hidden.very_hidden()
        drawing = book.add_chart({"type": "bar"})
        drawing.add_series({"values": "=一!$A$1:$A$2"})
        chart.set_chart(drawing)

    grids = open_file("a.xlsx", content.getvalue()).grids

    assert [(grid.sheet, grid.hidden) for grid in grids] == [("一", False), ("二", True)]
    assert grids[0].merged == ((2, 0, 3, 3),)


def test_many_rows_keep_their_numbers() -> None:
    cells = {(row, 0): f"r{row}" for row in range(60_000) if row % 7}
    (grid,) = open_file("a.xlsx", xlsx(cells)).grids

    whole = pl.concat(grid.frames(30_000))

    assert (whole["c0"] == "r" + (whole["row_no"] - 1).cast(pl.String)).all()
    assert whole["row_no"].to_list() == [row + 1 for row, _ in cells if row >= 30_000]
    assert len(grid.head) == 200


def test_the_old_format_gives_the_same() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("明细")
    sheet.write(2, 1, "日期")
    sheet.write(3, 1, date(2018, 1, 5), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(4, 1, 1234.5)
    sheet.row(5).set_cell_error(1, 0x2A)
    content = io.BytesIO()
    book.save(content)

    (grid,) = open_file("a.xls", content.getvalue()).grids

    assert rows(grid) == [(3, "", "日期"), (4, "", "2018-01-05"), (5, "", "1234.5"), (6, "", "#N/A")]


def test_a_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(xlsx({(0, 0): "x"}))

    assert rows(open_file("a.csv", path).grids[0]) == [(1, "x")]
    assert rows(open_file("a.xlsx", b"a,b\n1,2\n").grids[0]) == [(1, "a", "b"), (2, "1", "2")]
    assert refusal(b"<html><table><tr><td>1</td></tr></table></html>", "a.xls") == "file.web_page"


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE file with one stream of that name."""
    content = io.BytesIO()
    XlsDoc().save(content, stream)
    found = content.getvalue()
    at = found.index("Workbook".encode("utf-16-le"))
    new = name.encode("utf-16-le")
    return found[:at] + new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2) + found[at + 66 :]


def test_protected_workbooks() -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    biff = book.get_biff_data()
    start = 4 + struct.unpack("<HH", biff[:4])[1]
    encrypted = biff[:start] + struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1) + biff[start:]

    assert refusal(compound(b"\0" * 8000, "EncryptedPackage")) == "file.password"
    assert refusal(compound(encrypted), "a.xls") == "file.password"
    assert rows(open_file("a.xls", compound(biff)).grids[0]) == [(1, "x")]


def test_damaged_and_other_packages() -> None:
    good = xlsx({(0, 0): "x"})
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(broken, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry)[:60] if "sheet1" in entry else old.read(entry))

    assert refusal(good[:-300]) == "file.damaged"
    assert refusal(broken.getvalue()) == "file.damaged"
    assert refusal(other.getvalue()) == "file.not_a_table"
    assert refusal(compound(b"\0" * 8000, "WordDocument")) == "file.no_workbook"
    assert refusal(xlsx({})) == "file.empty"


def test_a_small_workbook_that_asks_for_gigabytes(tmp_path: Path) -> None:
    """Two cells at opposite corners: refused, and this process stays small."""
    content = xlsx({(0, 0): "a", (1_048_575, 16_383): "b"})
    (tmp_path / "a.xlsx").write_bytes(content)

    assert len(content) < 10_000
    assert refusal(content) == "workbook.too_demanding"
    assert refusal(tmp_path / "a.xlsx") == "workbook.too_demanding"


def test_what_a_workbook_may_take_is_limited_before_anything_large_is_loaded() -> None:
    loads = "import costctl.sources.workbook_child, sys; print({'polars', 'python_calamine'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", loads], capture_output=True, check=True).stdout.strip() == b"set()"


def test_a_package_that_declares_too_much() -> None:
    """Refused by its directory, before anything is unpacked."""
    content = bytearray(xlsx({(0, 0): "a"}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 0xFFFFFFF0)
    second = content.rindex(b"PK\x01\x02", 0, entry)
    content[second + 24 : second + 28] = struct.pack("<I", 0xFFFFFFF0)

    assert refusal(bytes(content)) == "workbook.too_demanding"


def test_time_is_limited() -> None:
    with pytest.raises(SourceError) as refused:
        rows(*workbook.workbook_grids("a.xlsx", xlsx({(0, 0): "a", (1_000_000, 50): "b"}), seconds=1))
    assert refused.value.problem.code == "workbook.too_demanding"


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Card numbers in clear never stand in a temporary file."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    open_file("a.xlsx", xlsx({(0, 0): "6222021234567890"}))

    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.realdata
@pytest.mark.parametrize("end", [".xls", ".xlsx", ".xlsb", ".ods"])
def test_fixtures_of_other_projects(end: str) -> None:
    """Sheets, their visibility and size are those of the figures."""
    folder = realdata("excel-fixtures-a")
    for name, about in expected("excel-fixtures-a")["files"].items():
        if not name.endswith(end):
            continue
        sheets = [sheet for sheet in about["sheets_name_visibility_type_rows_cols"] if sheet[2] == "WorkSheet"]
        if not any(size[0] for *_, size in sheets):
            assert refusal(folder / name) == "file.empty", name
            continue
        grids = open_file(name, folder / name).grids
        assert [(grid.sheet, grid.hidden) for grid in grids] == [(sheet[0], sheet[1] != "Visible") for sheet in sheets]
        for grid, (*_, (height, width)) in zip(grids, sheets, strict=True):
            read = rows(grid)
            if name == "calamine__encoded_entities.xlsx":
                assert read == [(1, "&")], "its second row is empty"
                continue
            assert (read[-1][0] if read else 0, grid.width) == (height, width), name


@pytest.mark.realdata
def test_fixtures_with_known_cells() -> None:
    folder = realdata("excel-fixtures-a")

    def of(name: str) -> list[tuple[Any, ...]]:
        return [row[1:] for row in rows(open_file(name, folder / name).grids[0])]

    for name in ("date.xlsx", "date.xls", "date_1904.xlsx", "date_1904.xls"):
        assert of(f"calamine__{name}") == [("2021-01-01", "15"), ("2021-01-02", "16"), ("255:10:10", "17")]
    assert of("calamine__date_iso.xlsx")[:3] == [("2021-01-01",), ("2021-01-01 10:10:10",), ("10:10:10",)]
    assert [error for (error,) in of("calamine__errors.xlsx")] == [
        "#DIV/0!",
        "#NAME?",
        "#VALUE!",
        "#NULL!",
        "#REF!",
        "#NUM!",
        "#N/A",
    ]
    assert of("xlrd__Formate.xls")[3:6] == [("Morgen", "06:34:00"), ("Mittag", "12:56:00"), ("Abends", "17:47:13")]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.xlsb", "a.ods", "a.csv", "a"])
@pytest.mark.parametrize("form", ["xls", "xlsx", "xlsb", "ods"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(form: str, name: str, tmp_path: Path) -> None:
    """A saved export often bears the suffix of another form."""
    lines = [("日期", "金额"), ("2026-01-02", 5)]
    (tmp_path / name).write_bytes(WRITERS[form](lines, []))

    (grid,) = open_file(name, tmp_path / name).grids

    assert rows(grid) == [(1, "日期", "金额"), (2, "2026-01-02", "5")]
