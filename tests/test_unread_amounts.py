"""Money in a column of a wide table that its layout does not know is not lost without a word."""

import pytest

from costctl.sources.read import read_source
from tests.reading import Read, grid_of, read_only_sheet
from tests.test_extract import WIDE, WIDE_HEAD, read

HEAD = "部门,预算年度,因公出国(境)费,公务接待费,会议费,培训费"


def _budget(*more: str, header: str) -> Read:
    rows = "".join(f"{name},2017,1,2,3,4,{cell}\n" for name, cell in zip("甲乙丙", more, strict=True))
    total = '合计,,3,6,9,12,"1,000"\n'
    return read_only_sheet(read_source("a.csv", f"{HEAD},{header}\n{rows}{total}".encode()))


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

    assert got.source.layout == "jiangsu-department-budget"
    assert [doubt.examples for doubt in got.doubts if doubt.code == "column.amounts_unread"] == ([said] if said else [])
    assert got.rows.height == 12


def test_a_column_that_is_compared_is_read() -> None:
    got = read(grid_of(WIDE_HEAD, ("1", "2025", "甲", "1", "2", "3")), WIDE)

    assert got.doubts == ()
