"""Money in a column of a wide table that its layout does not know is not lost without a word."""

from pathlib import Path

import pytest

from costctl.shipped import shipped
from costctl.sources.layout import load_layouts
from costctl.sources.read import read_source
from tests.reading import Read, grid_of, read_only_sheet
from tests.test_extract import WIDE, WIDE_HEAD, read

HEAD = "部门,预算年度,因公出国(境)费,公务接待费,会议费,培训费"


PUBLISHED = "jiangsu-department-budget"


def _table(*more: str, header: str) -> bytes:
    rows = "".join(f"{name},2017,1,2,3,4,{cell}\n" for name, cell in zip("甲乙丙", more, strict=True))
    total = '合计,,3,6,9,12,"1,000"\n'
    return f"{HEAD},{header}\n{rows}{total}".encode()


def _budget(*more: str, header: str) -> Read:
    return read_only_sheet(read_source("a.csv", _table(*more, header=header), layout=PUBLISHED))


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("差旅费", ("9", "", "0.5"), ("差旅费 95000.00",)),
        ("其他费用(元)", ("10", "-", '"1,000.50"'), ("其他费用(元) 1010.50",)),
        ("预留", ("1.5万元", "2", "3"), ("预留 65000.00",)),
        ("备注", ("2017", "新增", "并入甲"), ()), ("序号", ("1", "2", "3"), ()),
        ("单位编码", ("001", "002", "003"), ()),
        ("编制人数", ("10", "20", "30"), ()), ("差旅费", ("", "0", ""), ()),
    ],
)  # fmt: skip
def test_a_column_of_amounts_that_nobody_reads_is_named_with_its_sum(
    header: str, cells: tuple[str, str, str], said: tuple[str, ...]
) -> None:
    """In its own unit, without total rows; numbers that are no money are none."""
    got = _budget(*cells, header=header)

    assert [doubt.examples for doubt in got.doubts if doubt.code == "column.amounts_unread"] == ([said] if said else [])
    assert got.rows.height == 12


@pytest.mark.parametrize(
    ("header", "cells", "refused"),
    [
        ("差旅费", ("9", "", "0.5"), True), ("预留", ("1", "2", "3"), True), ("差旅费", ("", "0", ""), False),
        ("上年预算数", ("9", "8", "7"), False), ("三公经费", ("3", "3", "3"), False),
        ("编制人数", ("9", "8", "7"), False),
    ],
)  # fmt: skip
def test_a_published_form_does_not_take_a_table_with_other_amounts(
    header: str, cells: tuple[str, str, str], *, refused: bool
) -> None:
    """Half the money of a table is worse than none; last year's budget and sums of what is read are no such loss."""
    (sheet,) = read_source("a.csv", _table(*cells, header=header)).sheets

    assert (sheet.layout, bool(sheet.problem)) == (PUBLISHED, refused)
    if sheet.problem:
        assert (sheet.problem.code, sheet.problem.found) == ("layout.amounts_unread", header)


def test_a_layout_of_the_bureau_may_leave_amounts_out(tmp_path: Path) -> None:
    """It is taken before a shipped one that knows as many columns, and says what it does not read."""
    shipped_ones = shipped("rules") / "layouts"
    own = (shipped_ones / f"{PUBLISHED}.toml").read_text(encoding="utf-8").replace(f'"{PUBLISHED}"', '"mine"')
    (tmp_path / "mine.toml").write_text(own, encoding="utf-8")

    got = read_only_sheet(
        read_source("a.csv", _table("9", "1", "1", header="差旅费"), layouts=load_layouts(shipped_ones, tmp_path))
    )

    assert (got.source.layout, [one.code for one in got.doubts]) == ("mine", ["column.amounts_unread"])


def test_a_column_that_is_compared_is_read() -> None:
    got = read(grid_of(WIDE_HEAD, ("1", "2025", "甲", "1", "2", "3")), WIDE)

    assert got.doubts == ()
