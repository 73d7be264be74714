"""What is a total and what a record: a label alone decides nothing, and what lies between is rejected aloud."""

import dataclasses
from collections.abc import Iterator, Sequence

import polars as pl
import pytest

from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import Read, grid_of, read_only_sheet
from tests.test_extract import BUDGETS, HEAD, WIDE, WIDE_HEAD, cards, layout_of, read

ROWS = (("2025-03-01", "店", "1.00"), ("2025-03-02", "铺", "2.00"))


@pytest.mark.parametrize(
    "name", ["TOTAL GARAGES LTD", "Total Office Supplies", "合计科技有限公司", "总计划局", "累计学习中心"]
)
@pytest.mark.parametrize("amount", ["1.00", "45.00"])
def test_a_merchant_whose_name_begins_so_is_a_record_that_lacks_its_day(name: str, amount: str) -> None:
    """Even at the amount of the only row above."""
    got = cards(ROWS[0], ("", name, amount))

    assert (got.codes, got.rejects["found"].to_list(), got.totals) == (["value.missing"], [""], ())


@pytest.mark.parametrize("label", ["Total for August", "合计人民币叁元", "八月合计"])
def test_a_label_of_more_words_is_a_totals_if_it_adds_up(label: str) -> None:
    adds_up, does_not = cards(*ROWS, ("", label, "3.00")), cards(*ROWS, ("", label, "4.00"))

    assert ([one.agrees for one in adds_up.totals], adds_up.rejects.height) == ([True], 0)
    assert (does_not.codes, does_not.totals) == (["value.missing"], ())


def test_a_label_in_a_column_of_amounts_is_no_merchants_name() -> None:
    """The sum itself may stand in a column that is not read."""
    got = cards(*ROWS, ("", "", "Total expenses claim for Q1"))

    assert (got.rejects.height, got.rows.height, got.totals) == (0, 2, ())


LABELS = ("TOTAL", "Grand total:", "合计", "合 计", "小计", "本月合计", "8月合计", "支出总计")


@pytest.mark.parametrize("label", LABELS)
def test_a_dated_row_that_repeats_the_sum_above_is_rejected(label: str) -> None:
    """Counted, it would double the spending; passed over, a purchase might be lost. Another amount is a purchase."""
    again = (("2025-04-01", "店", "5.00"), ("2025-04-02", "铺", "6.00"), ("2025-04-30", label, "11.00"))
    got = cards(*ROWS, ("2025-03-31", label, "3.00"), *again, ("2025-04-30", label, "14.00"))
    other = cards(*ROWS, ("2025-03-31", label, "3.01"), ("2025-03-31", label, "0.00"))

    assert got.rejects.select("row_no", "column", "code", "found").rows() == [
        (row, "商户", "row.looks_like_total", label) for row in (4, 7, 8)
    ]
    assert (got.rows["row_no"].to_list(), got.rows_read) == ([2, 3, 5, 6], 7)
    assert (other.rejects.height, other.rows.height) == (0, 4)


def test_where_a_file_is_cut_makes_no_difference_to_what_repeats_a_sum() -> None:
    """Neither to what is a total's by its amount."""
    rows = (*ROWS, ("2025-03-31", "合计", "3.00"), ("2025-04-01", "店", "5.00"), ("2025-04-30", "小计", "5.00"))
    whole = grid_of(HEAD, *rows, ("", "Total for August", "8.00"), ("2025-05-01", "店", "1.00"))
    expected = read(whole)
    assert (expected.rejects["row_no"].to_list(), len(expected.totals)) == ([4, 6], 1)

    for size in (1, 2, 3, 4):

        def pieces(after: int, size: int = size) -> Iterator[pl.DataFrame]:
            for frame in whole.frames(after):
                yield from frame.iter_slices(size)

        got = read(dataclasses.replace(whole, frames=pieces))
        assert got.rows.equals(expected.rows)
        assert got.rejects.equals(expected.rejects)
        assert got.totals == expected.totals


def test_several_amounts_repeat_the_sums_only_together() -> None:
    layout = layout_of(
        "trips",
        columns={
            "trip_no": "单号", "person_id": "人员", "depart_on": "出发", "return_on": "返回",
            "purpose": "事由", "lodging_amount": "住宿", "transport_amount": "交通", "department_code": "单位",
        },
    )  # fmt: skip
    head = ("单号", "人员", "出发", "返回", "事由", "住宿", "交通", "单位")
    day = "2025-03-01"
    rows = [("1", "P1", day, day, "会", "10", "1", "甲"), ("2", "P1", day, day, "会", "20", "2", "甲")]

    both = cards(*rows, ("3", "P1", day, day, "合计", "30", "3", "甲"), layout=layout, head=head)
    one = cards(*rows, ("3", "P1", day, day, "合计", "30", "4", "甲"), layout=layout, head=head)

    assert (both.codes, both.rows.height) == (["row.looks_like_total"], 2)
    assert (one.codes, one.rows.height) == ([], 3)


@pytest.mark.parametrize("label", ["合计", "全部门合计", "Total"])
def test_a_whole_record_of_a_department_called_total_is_rejected(label: str) -> None:
    """It has a day: neither a record of that department nor nothing."""
    layout = layout_of(columns={"spent_on": "日期", "department_code": "单位", "amount": "金额"})
    rows = (("2025-03-01", "甲", "1.00"), ("2025-03-02", "乙", "2.00"))

    for amount in ("3.00", "4.00"):
        got = cards(*rows, ("2025-03-31", label, amount), layout=layout, head=("日期", "单位", "金额"))
        assert (got.codes, got.rows.height, got.totals) == (["row.looks_like_total"], 2, ())


def test_a_payment_numbered_total_is_rejected_if_it_has_a_day() -> None:
    head = ("凭证号", "日期", "单位", "科目", "金额")
    names = ("payment_no", "paid_on", "department_code", "economic_code", "amount")
    layout = layout_of("payments", columns=dict(zip(names, head, strict=True)))
    rows = (("1", "2025-03-01", "甲", "30211", "1.00"), ("2", "2025-03-02", "甲", "30211", "2.00"))

    dated = cards(*rows, ("合计", "2025-03-31", "甲", "30211", "3.00"), layout=layout, head=head)
    bare = cards(*rows, ("合计", "", "", "", "3.00"), layout=layout, head=head)

    assert (dated.codes, dated.totals) == (["row.looks_like_total"], ())
    assert ([one.agrees for one in bare.totals], bare.rejects.height) == ([True], 0)


OF_DEPARTMENTS = (
    "合计",
    "全省合计",
    "全区总计",
    "本页小计",
    "部门合计",
    "行政科小计",
    "合计(万元)",
    "Grand total",
)


def _wide(*rows: Sequence[str]) -> Read:
    return cards(*rows, layout=WIDE, head=WIDE_HEAD)


@pytest.mark.parametrize("label", OF_DEPARTMENTS)
def test_the_bottom_line_of_a_budget_is_no_department(label: str) -> None:
    """Whatever it is the total of: a total if it adds up, a reject if it does not, with one row above it or more."""
    rows = (("1", "2025", "甲", "1", "2", "3"), ("2", "2025", "乙", "3", "", "3"))
    whole, one = _wide(*rows, ("3", "2025", label, "4", "2", "6")), _wide(rows[0], ("3", "2025", label, "1", "2", "3"))
    off = _wide(*rows, ("3", "2025", label, "5", "2", "7"))
    long = cards(
        ("1", "2025", "甲", "meeting", "3"), ("2", "2025", "乙", "meeting", "3"), ("3", "2025", label, "meeting", "6"),
        layout=BUDGETS, head=("文号", "年度", "部门", "项目", "金额"),
    )  # fmt: skip

    for got in (whole, one, long):
        assert all(total.agrees for total in got.totals)
        assert (got.rejects.height, label in got.rows["department_code"].to_list()) == (0, False)
    assert set(off.rejects.select("code", "column", "found").rows()) == {("row.looks_like_total", "部门", label)}
    assert off.rows["department_code"].unique().sort().to_list() == ["乙", "甲"]


def test_a_bottom_line_that_does_not_add_up_is_told_as_such_in_the_words_of_the_file() -> None:
    """It lacks no document number, which this table has not, and does not count in the column of totals once more."""
    table = "2026年部门预算表\n编码,单位名称,会议费,培训费,合计\n001,民政局,1,2,3\n002,财政局,3,3,6\n全区合计,,5,5,9\n"

    off = read_only_sheet(read_source("a.csv", table.encode()))

    assert off.rejects.select("row_no", "code", "column", "found").unique().rows() == [
        (5, "row.looks_like_total", "编码", "全区合计")
    ]
    assert (off.rejects.height, [str(one.stated) for one in off.totals]) == (2, ["90000.00"])
    assert all(total.agrees for total in off.totals)


@pytest.mark.parametrize(
    ("stated", "computed", "is_unsigned"),
    [("6.00", "6.00", False), ("14.00", "14.00", True), ("15.00", "6.00", False)],
)
@pytest.mark.parametrize("is_above", [False, True])
def test_a_total_of_amounts_without_signs_agrees(stated: str, computed: str, is_unsigned: bool, is_above: bool) -> None:
    """Where a word beside the amount tells its direction; where the amount has its own sign, 14 is wrong."""
    told = {"from": "金额", "sign": {"by": ["借贷"], "words": [["借", "+"], ["贷", "-"]]}}
    by_word = layout_of(columns={"spent_on": "日期", "merchant_name": "商户", "amount": told})
    own_sign = layout_of(columns={"spent_on": "日期", "merchant_name": "商户", "amount": "金额"})
    total = ("合计", "", "", stated)
    head = ("日期", "商户", "借贷", "金额")

    def totals(layout: Layout, refund: str) -> list[tuple[str, bool]]:
        rows = (("2025-03-01", "店", "借", "10.00"), ("2025-03-02", "铺", "贷", refund))
        got = cards(*((total, *rows) if is_above else (*rows, total)), layout=layout, head=head)
        assert got.rejects.height == 0
        return [(str(one.computed), one.is_unsigned) for one in got.totals]

    assert totals(by_word, "4.00") == [(computed, is_unsigned)]
    assert totals(own_sign, "-4.00") == [("6.00", False)]
