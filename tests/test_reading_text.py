"""Delimited text as a grid: no cell lost, physical rows, the encoding and delimiter that the content tells."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costctl.errors import SourceError
from costctl.sources import delimited
from costctl.sources.by_record import records
from costctl.sources.encoding import utf8_blocks
from costctl.sources.grid import Grid
from costctl.sources.reading import open_file
from costctl.sources.stretches import stretches
from tests.realdata import expected, realdata


def grid_of(content: bytes | str, **how: str) -> Grid:
    (grid,) = open_file("a.csv", content.encode() if isinstance(content, str) else content, **how).grids  # type: ignore[arg-type]
    return grid


def rows(grid: Grid, after: int = 0) -> list[tuple[int, ...]]:
    """Physical row and cells of each row, empty cells as ''."""
    return [tuple("" if cell is None else cell for cell in row) for part in grid.frames(after) for row in part.rows()]


def refusal(content: bytes, **how: str) -> str:
    with pytest.raises(SourceError) as refused:
        open_file("a.csv", content, **how)  # type: ignore[arg-type]
    return refused.value.problem.code


def test_cells_and_physical_rows() -> None:
    """Blank lines and line ends within a cell count as lines; a blank line is no row."""
    grid = grid_of('date,what\n\n2014-01-01,"two\nlines"\n   \n,\n2014-01-02,"say ""hi"""\n')

    assert rows(grid) == [(1, "date", "what"), (3, "2014-01-01", "two\nlines"), (7, "2014-01-02", 'say "hi"')]
    assert grid.head == tuple((row, tuple(cells)) for row, *cells in rows(grid))
    assert rows(grid, after=1) == rows(grid)[1:]
    assert rows(grid, after=3) == rows(grid)[2:]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert rows(grid_of(end.join(["a,b", "", "1,2", '"x",3']))) == [(1, "a", "b"), (3, "1", "2"), (4, "x", "3")]


def test_no_cell_of_a_ragged_row_is_lost() -> None:
    grid = grid_of("a,b,c\n1\n1,2,3,4,\n1,2,3\n")

    assert grid.width == 5
    assert rows(grid)[1:] == [(2, "1", "", "", "", ""), (3, "1", "2", "3", "4", ""), (4, "1", "2", "3", "", "")]


def test_a_long_row_far_below_widens_its_frame() -> None:
    grid = grid_of("a,b\n" + "1,2\n" * 500 + "1,2,3\n")

    assert grid.width == 2
    assert rows(grid)[-1] == (502, "1", "2", "3")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,5" pipe,2', ["1", '5" pipe', "2"]),
        ('1,5",2', ["1", '5"', "2"]),
        ('1,"unclosed,2', ["1", '"unclosed', "2"]),
        ('1,"a"b,2', ["1", "ab", "2"]),
        ('1,"a" ,2', ["1", "a", "2"]),
        ('1,="00123",2', ["1", '="00123"', "2"]),
        ('1,"=""00123""",2', ["1", '="00123"', "2"]),
        ("1,,2", ["1", "", "2"]),
        ('1,"",2', ["1", "", "2"]),
    ],
)
def test_odd_quotes_lose_nothing_and_swallow_nothing(line: str, cells: list[str]) -> None:
    """The row with the quote keeps its cells, and the rows below it are rows."""
    assert rows(grid_of(f"a,b,c\n{line}\nx,y,z\n"))[1:] == [(2, *cells), (3, "x", "y", "z")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("place", [0, 1, 2, 3], ids=["first cell", "second", "third", "last"])
@pytest.mark.parametrize("between", [0, 1, 7])
@pytest.mark.parametrize("others", ["", '"quoted"'], ids=["plain", "other quotes"])
def test_a_stray_quote_swallows_no_rows(end: str, delimiter: str, place: int, between: int, others: str) -> None:
    """Opened in one row and closed by chance in a later one, the quotes are characters of their cells."""
    table = [[f"2024-01-{day:02d}", f"{day}.50", "店", "9"] for day in range(1, between + 5)]
    table[0][2] = table[-1][2] = others.strip('"') or "店"
    table[1][place] = f'"{table[1][place]}'
    table[2 + between][place] = f'{table[2 + between][place]}"'
    lines = [delimiter.join(cells) for cells in table]
    lines[0] = lines[0].replace("quoted", others)

    read = rows(grid_of(end.join(["日期;金额;商户;数".replace(";", delimiter), *lines]) + end))

    assert read[1:] == [(number, *cells) for number, cells in enumerate(table, 2)]


@pytest.mark.parametrize(
    "row",
    ["￥{at}.00,店{quote},Jan {at} 2025,x", "店{quote},CNY {at}.00,6282****{at},x", "甲,乙{quote},区直部门,丙"],
    ids=["currency first", "words first", "words alone"],
)
def test_a_stray_quote_is_seen_by_any_digits_or_by_a_whole_row(row: str) -> None:
    """No cell need begin with a digit: amounts may have a currency, days a word, and a register may have no numbers."""
    lines = [row.format(at=at, quote="") for at in range(5)]
    lines[1], lines[3] = row.format(at=1, quote="").replace(",", ',"', 1), row.format(at=3, quote='"')

    assert [cells for _row, *cells in rows(grid_of("\n".join(lines)))] == [line.split(",") for line in lines]


@pytest.mark.parametrize(
    "cell",
    [
        "一行\n二行",
        "a, b\nc",
        "first line\nthanks to A, B and C",
        "1,2\n3",
        "x\nsee a, b, c",
        "a,b,c\nd,e,f",
        "1\n2, 3, b",
    ],
)
def test_a_text_of_several_lines_stays_one_cell(cell: str) -> None:
    """Commas and all, as long as its lines are not cut like the rows."""
    lines = ["2024-01-01,1.50,店,9", f'2024-01-02,2.50,店,"{cell}"', "2024-01-03,3.50,店,9"]

    assert rows(grid_of("\n".join(lines)))[1] == (2, "2024-01-02", "2.50", "店", cell)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(delimiter: str) -> None:
    lines = ["部门,单位;说明", delimiter.join(["日期", "金额", "说明"])]
    lines += [delimiter.join([f"2014-01-{day:02d}", f'"1{delimiter}234"', "a, b; c"]) for day in range(1, 20)]
    if delimiter in ",;":
        lines = [line.replace("a, b; c", "说明") for line in lines]

    assert grid_of("\n".join(lines)).delimiter == delimiter


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert grid_of("Data;Valor;Total\n" + "01/02/2022;1,50;2,75\n" * 9).delimiter == ";"


@pytest.mark.parametrize("delimiter", [";", "|"])
def test_tabs_that_fill_cells_up_are_no_delimiters(delimiter: str) -> None:
    """As in a list of ICBC that was saved anew; where cells are parted by tabs, they are."""
    padded = [delimiter.join(f"{cell:<9}\t" for cell in ("2014-01-01", f"店{row}", "1,234.50")) for row in range(9)]

    assert grid_of("\n".join([delimiter.join(["日期", "商户", "金额"]), *padded])).delimiter == delimiter
    assert grid_of("日期\t商户\t金额\t\n" + "2014-01-01\t甲;乙\t1,234.50\t\n" * 9).delimiter == "\t"


def test_excel_may_name_the_delimiter_in_the_first_line() -> None:
    grid = grid_of("sep=;\na,b;c\n" + "1,2;3\n" * 9)

    assert grid.delimiter == ";"
    assert rows(grid)[1] == (2, "a,b", "c")


def test_the_caller_may_name_the_delimiter() -> None:
    assert rows(grid_of("a,b;c\n", delimiter=";")) == [(1, "a,b", "c")]


@pytest.mark.parametrize(
    ("encoding", "taken"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_that_the_bytes_tell(encoding: str, taken: str) -> None:
    text = "日期,商户,金额\r\n" + "2014-01-01,昆明饭店,12.50\r\n" * 3

    grid = grid_of(text.encode(encoding))

    assert grid.encoding == taken
    assert rows(grid)[0] == (1, "日期", "商户", "金额")
    assert rows(grid)[-1] == (4, "2014-01-01", "昆明饭店", "12.50")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("word", ["一", "第一一批", "最"])
def test_characters_whose_code_ends_in_00_do_not_hide_utf_16(encoding: str, word: str) -> None:
    text = "日期,商户,金额\r\n" + f"2014-01-01,{word}饭店,12.50\r\n" * 3

    assert rows(grid_of(text.encode(encoding)))[-1] == (4, "2014-01-01", f"{word}饭店", "12.50")


def test_latin_1_is_taken_only_when_named() -> None:
    content = "name,amount\nCafé,1\n".encode("latin-1")

    assert refusal(content) == "file.undecodable"
    assert rows(grid_of(content, encoding="latin-1"))[1] == (2, "Café", "1")
    assert rows(grid_of(content, encoding="cp1252"))[1] == (2, "Café", "1")


def test_a_byte_order_mark_outranks_the_named_encoding() -> None:
    assert rows(grid_of("é,1\n".encode("utf-8-sig"), encoding="cp1252")) == [(1, "é", "1")]


def test_undecodable_bytes_are_named_with_their_line() -> None:
    with pytest.raises(SourceError, match=r"a\.csv: .*第 3 行.*utf-8"):
        open_file("a.csv", b"a,b\n1,2\n\xff\xff,4\n", encoding="utf-8")
    assert refusal(b"a,b\n", encoding="klingon") == "file.encoding_unknown"


def test_characters_across_blocks_are_whole(tmp_path: Path) -> None:
    """A file is read in blocks of a megabyte, which end anywhere."""
    text = "商户,金额\n" + "昆明饭店,1\r\n" * 150_000
    for encoding in ("utf-8", "gb18030", "utf-16"):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode(encoding))
        (grid,) = open_file("a.csv", path).grids
        parts = list(grid.frames(1))
        assert sum(part.height for part in parts) == 150_000
        assert {name for part in parts for name in part["c0"].unique()} == {"昆明饭店"}


def test_nul_bytes_are_left_out() -> None:
    assert rows(grid_of(b"a,b\x00,c\n1,2,3\n")) == [(1, "a", "b", "c"), (2, "1", "2", "3")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\n \n,,\n", "file.empty"),
        (b"%PDF-1.4 ...", "file.not_a_table"),
        (b"\x1f\x8b\x08...", "file.not_a_table"),
        (b"<html><body><table><tr><td>1</td></tr></table>", "file.web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "file.web_page"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_file_that_is_too_large_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        open_file("a.csv", b"a,b\n", max_bytes=3)
    assert refused.value.problem.code == "file.too_large"
    with pytest.raises(SourceError) as refused:
        open_file("a.csv", tmp_path / "gone.csv")
    assert refused.value.problem.code == "file.unreadable"


def test_the_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    content = "日期,金额\n".encode("gb18030") * 5
    (tmp_path / "a.csv").write_bytes(content)

    for source in (content, tmp_path / "a.csv"):
        opened = open_file("a.csv", source)
        assert opened.content.sha256() == hashlib.sha256(content).hexdigest()
        assert b"".join(opened.content()) == b"".join(opened.content()) == content


def test_stretches_end_where_records_end() -> None:
    """Whatever their size, stretches of quoted text with line ends in cells read as the whole does."""
    text = "".join(f'{at},"two\nlines, {at}",x\n{at},plain,"y ""q"" z"\n' for at in range(200)).encode()
    whole = [cells for _, cells in records(text.decode(), ",")]
    for size in (60, 100, 1000, 5000):
        blocks = (text[at : at + 37] for at in range(0, len(text), 37))
        parts = list(stretches(blocks, size))
        assert b"".join(parts) == text
        assert len(parts) > 1
        assert [cells for part in parts for _, cells in records(part.decode(), ",")] == whole


def test_a_stray_quote_does_not_stop_the_cutting() -> None:
    text = b'1,5" pipe\n' + b'"a","b"\n' * 5000
    parts = list(stretches(iter([text]), 1000)) + list(
        stretches((text[at : at + 999] for at in range(0, 40010, 999)), 1000)
    )

    assert max(map(len, parts[1:])) < 10_000


class TestAsTheCsvModule:
    """What is well formed reads as Python's csv module reads it, fast or slow."""

    cell = st.text(alphabet='ab,"\n é', max_size=5)
    table = st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=8)

    @settings(max_examples=150)
    @given(table, st.sampled_from(["\n", "\r\n"]), st.booleans())
    def test_round_trip(self, table: list[list[str]], end: str, everything: bool) -> None:
        written = io.StringIO()
        quoting = csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
        csv.writer(written, lineterminator=end, quoting=quoting).writerows(table)
        meant = [row for row in table if any(cell.strip() for cell in row)]
        if not meant:
            return
        width = max(map(len, table))

        read = rows(grid_of(written.getvalue(), delimiter=","))

        read_width = max(len(row) for row in read) - 1
        assert [list(row[1:]) for row in read] == [row + [""] * (read_width - len(row)) for row in meant]
        assert read_width <= width

    @settings(max_examples=300)
    @given(
        st.lists(
            st.sampled_from(["a", " ", ",", "\n", '"', '""', '"x"', ',"y",', "\r\n", ',="1"', '"p\nq"']), min_size=1
        )
    )
    def test_fast_and_slow_agree(self, pieces: list[str]) -> None:
        """Where the fast reader does not decline, it reads what the careful one reads."""
        text = "".join(pieces).encode()
        lines = text.count(b"\n") + (not text.endswith(b"\n"))
        width = max(len(cells) for _, cells in records(text.decode(), ","))

        fast = delimited._fast(text, ",", width, 0, lines)

        if fast is not None:
            slow = delimited.without_blank_rows(delimited._slow(text, ",", width, 0))
            assert delimited.without_blank_rows(fast).rows() == slow.rows()

    def test_ordinary_text_goes_the_fast_way(self) -> None:
        """The slow way would pass every other test too."""
        for text in (b"a,b\n1,2\n", b'a,b\n"1, 2",2\r\n"x\ny","say ""hi"""\n\n', b'a,b\n="001",2\n'):
            lines = text.count(b"\n")
            assert delimited._fast(text, ",", 2, 0, lines) is not None


CLEAN = "file_{}.csv"
READABLE = (
    "double_trailing_newline",
    "field_delimiter_0x3B",
    "field_delimiter_0x9",
    "header_only",
    "no_header",
    "no_trailing_newline",
    "one_data_row",
    "record_delimiter_0xA",
    "record_delimiter_0xD",
)
"""The Pollock files whose form a bank may use; quotes by apostrophe and escapes by backslash are not among them."""


@pytest.mark.realdata
@pytest.mark.parametrize("name", [CLEAN.format(name) for name in READABLE] + ["source.csv"])
def test_pollock_files_read_as_their_clean_copies(name: str) -> None:
    folder = realdata("csv-pollock-file-level")
    with (folder / "clean" / name).open(encoding="utf-8", newline="") as file:
        clean = [tuple(row) for row in csv.reader(file)]

    (grid,) = open_file(name, folder / "csv" / name).grids

    assert [row[1:] for row in rows(grid)] == clean
    assert len(clean) == expected("csv-pollock-file-level")["files"][name]["clean_records_with_header"]


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["preamble", "header_multirow_2", "multitable_more", "escape_char_0x5C", "quotation_char_0x27"]
)
def test_pollock_rows_of_other_forms_are_all_there(name: str) -> None:
    """What a layout must sort out, or nobody can, still has every line as a row."""
    folder = realdata("csv-pollock-file-level")
    content = (folder / "csv" / CLEAN.format(name)).read_bytes().decode()

    (grid,) = open_file(name, content.encode()).grids

    assert len(rows(grid)) == sum(
        1 for row in csv.reader(io.StringIO(content, newline="")) if any(c.strip() for c in row)
    )


def messy() -> Iterator[tuple[str, dict[str, object]]]:
    files = expected("messy-tables-a")["files"]
    return ((name, about) for name, about in files.items() if "widths" in about)


@pytest.mark.realdata
def test_messy_files_have_their_rows_and_widths() -> None:
    """Records and cells are those of the figures; blank records are no rows."""
    folder = realdata("messy-tables-a")
    for name, about in messy():
        path = folder / name
        encoding = "cp1252" if about["encoding"] == "cp1252" else None
        if name == "csvkit__empty.csv":
            assert refusal(path.read_bytes()) == "file.empty"
            continue
        (grid,) = open_file(name, path, encoding=encoding).grids
        widths: dict[str, int] = about["widths"]  # type: ignore[assignment]
        text = path.read_bytes().decode(str(about["encoding"])).replace("\0", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        by_csv = list(csv.reader(io.StringIO(text, newline="")))
        filled = [row for row in by_csv if any(cell.strip() for cell in row)]
        assert sum(widths.values()) == about["records"] == len(by_csv), name
        assert grid.width == max(map(len, filled)), name
        assert [[cell for cell in row[1:] if cell] for row in rows(grid)] == [
            [cell for cell in row if cell] for row in filled
        ], name


@pytest.mark.realdata
def test_csv_spectrum() -> None:
    """Each file gives the objects of its answer; one answer hides a telephone number that its file shows."""
    folder = realdata("csv-spectrum")
    for path in sorted((folder / "csvs").glob("*.csv")):
        answer = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        (grid,) = open_file(path.name, path, delimiter=",").grids
        (_, *header), *body = rows(grid)
        objects = [dict(zip(header, row[1:], strict=True)) for row in body]
        answers = answer if isinstance(answer, list) else [answer]
        for one in (*objects, *answers):
            one.pop("Contact Phone Number", None)
        assert objects == answers, path.name


BOM = "\ufeff"
FAMILY = "👨\u200d👩"


@pytest.mark.parametrize(
    "text",
    [
        f"{BOM}{BOM}甲,b\n1,2\n{BOM}3,{FAMILY}\n",
        f"{BOM}甲,b\n1,{BOM}2\n3{BOM},{FAMILY}\n",
        f'{BOM}{BOM}{BOM}"甲",b\n1,2\n3,{FAMILY}\n{BOM}',
        f"\u2060甲\u00ad,b\n1,\u200b2\u202c\r3\u200d,{FAMILY}\r\n\u200d",
    ],
    ids=["marks twice and below", "within", "thrice", "others"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_what_nobody_sees_is_no_part_of_any_cell(text: str, encoding: str, block: int) -> None:
    """Files that were put together have a byte-order mark at each seam; a block may end within one. Only an emoji that
    is made of several needs its joiner to be seen."""
    content = text.encode(encoding)

    def blocks() -> Iterator[bytes]:
        yield from (content[at : at + block] for at in range(0, len(content), block))

    read = b"".join(utf8_blocks(blocks, encoding)).decode().replace('"', "").replace("\r\n", "\n")
    assert read == f"甲,b\n1,2\n3,{FAMILY}\n"
