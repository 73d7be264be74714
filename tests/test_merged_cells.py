"""A cell merged over several rows gives its text, code or day to each of them, and its number to none."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest

from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.identify import identify
from costctl.sources.layout import Layout
from costctl.sources.merged import Merged
from costctl.sources.read import read_source
from tests.reading import Read, grid_of, read_only_sheet
from tests.workbooks import WRITERS

TODAY = date(2026, 1, 1)
LAYOUT = Layout.model_validate(
    {
        "id": "mine", "kind": "card_transactions", "title": {"zh": "我的", "en": "mine"},
        "columns": {
            "department_code": "单位", "spent_on": "日期", "merchant_name": "商户", "amount": "金额",
            "original_amount": "原币金额",
        },
        "extra": {"month": "账期"},
    }
)  # fmt: skip
HEAD = ("单位", "日期", "商户", "金额", "原币金额", "账期")


def read(lines: Sequence[Sequence[object]], *merged: str, form: str = "xlsx") -> Read:
    """A workbook of these rows below a title and the header, with these ranges merged."""
    lines = [("清单",), HEAD, *lines]
    ranges = [openpyxl.utils.range_boundaries(place) for place in ("A1:F1", *merged)]
    content = WRITERS[form](lines, ranges)
    return read_only_sheet(read_source(f"a.{form}", content, layouts=[LAYOUT], today=TODAY))


@pytest.mark.parametrize("form", WRITERS)
def test_texts_codes_and_days_are_filled_down(form: str) -> None:
    """A department over five rows, a day over two of them; the amounts are those of the rows."""
    first = ("009", "2025-03-01", "店1", 1, None, "三月")
    lines = [first, *((None, None, f"店{row}", row, None, None) for row in (2, 3, 4, 5))]
    lines[2] = (None, "2025-03-02", "店3", 3, None, None)

    got = read(lines, "A3:A7", "B3:B4", "B5:B7", "F3:F7", form=form)

    assert got.rows.select("department_code", "amount", "extra").rows() == [
        ("009", Decimal(f"{row}.00"), '{"month":"三月"}') for row in range(1, 6)
    ]
    assert got.rows["spent_on"].dt.day().to_list() == [1, 1, 2, 2, 2]
    assert got.codes == []


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("column", ["D", "E"])
def test_a_number_over_several_rows_belongs_to_none_of_them(column: str, form: str) -> None:
    """Nor to the first: five hundred yuan for a dinner and a taxi are no dinner of five hundred."""
    lines = [("009", "2025-03-01", f"店{row}", 500, 500, None) for row in range(3)]

    got = read(lines, f"{column}4:{column}5", form=form)

    assert got.rows["merchant_name"].to_list() == ["店0"]
    assert got.rejects.select("row_no", "code", "found").rows() == [
        (4, "cell.merged", "500"),
        (5, "cell.merged", "500"),
    ]
    assert got.rejects["column"].unique().to_list() == [HEAD["ABCDEF".index(column)]]


def test_rows_of_two_lines_are_single_records() -> None:
    """Where all cells of a record are merged, the rows below hold nothing of their own."""
    lines = [("009", "2025-03-01", "店", 500, None, None), (), ("009", "2025-03-02", "店", 5, None, None), ()]

    got = read(lines, *(f"{column}{row}:{column}{row + 1}" for column in "ABCDEF" for row in (3, 5)))

    assert got.rows.select("row_no", "amount").rows() == [(3, Decimal("500.00")), (5, Decimal("5.00"))]
    assert got.codes == []


@pytest.mark.parametrize("label", ["小计", "合计(2笔)", "Total"])
def test_a_subtotal_beside_a_merged_cell_stays_one(label: str) -> None:
    """It has no day of its own, and gets none."""
    lines = [
        ("009", "2025-03-01", "店1", 1, None, None),
        *((None, None, name, cost, None, None) for name, cost in (("店2", 2), (label, 3), ("Total 加油站", 4))),
    ]

    got = read(lines, "A3:A6", "B3:B6")

    assert got.rows["amount"].to_list() == [Decimal("1.00"), Decimal("2.00"), Decimal("4.00")]
    assert [(one.stated, one.agrees) for one in got.totals if "金额" in one.label] == [(Decimal("3.00"), True)]


def test_a_cell_that_is_not_merged_stays_empty() -> None:
    """Nothing is filled down by guessing."""
    got = read([("009", "2025-03-01", "店1", 1, None, None), (None, "2025-03-01", "店2", 2, None, None)])

    assert got.rows["department_code"].to_list() == ["009", None]


@pytest.mark.parametrize("height", [1, 2, 3, 7])
def test_stretches_do_not_show(height: int) -> None:
    """Wherever the sheet is cut, a merged cell is seen as a whole; ranges may hold on to one another."""
    rows = [
        (str(row) if row in (2, 5) else "", "2025-03-01", f"店{row}", "5" if row in (4, 8) else "", "", "")
        for row in range(2, 10)
    ]
    grid = grid_of(HEAD, *rows, sheet="a", merged=((2, 0, 4, 0), (4, 3, 6, 3), (5, 0, 9, 0), (8, 3, 8, 4)))

    whole = pl.concat(Merged(grid, bound(grid)).filled(grid.frames(1)))
    cut = list(Merged(grid, bound(grid)).filled(stretches(grid, height)))

    assert pl.concat(cut).equals(whole)
    assert whole["c0"].to_list() == ["2"] * 3 + ["5"] * 5
    assert whole["c3"].drop_nulls().to_list() == ["5\ufdd1"] * 3 + ["5"]


def bound(grid: Grid) -> Binding:
    found = identify(grid, [LAYOUT], where="a", file="a")
    assert isinstance(found, Binding), found
    return found


def stretches(grid: Grid, height: int) -> Iterator[pl.DataFrame]:
    for frame in grid.frames(1):
        yield from frame.iter_slices(height)
