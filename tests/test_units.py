"""In what unit the money of a file is: ten thousand times too much accuses, so only a unit of the table counts."""

import io
import time
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pytest

from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from costctl.sources.units import table_unit
from tests.reading import read_only_sheet

TRIPS = "出差审批单号,人员编号,单位编码,出发日期,返回日期,住宿费\nCL1,P1,D1,2014-05-06,2014-05-07,{}\n"
BUDGET = "文号,年度,单位编码,项目,金额\n1号,2025,D1,会议费,{}\n"


def _lodging(title: str, written: str) -> Decimal:
    batch = read_source("a.csv", f"{title}\n{TRIPS.format(written)}".encode(), kind="trips")
    return read_only_sheet(batch).sum("lodging_amount")


@pytest.mark.parametrize(
    "title",
    [
        "信用额度,10,万元", "信用额度 10 万元", "信用额度:10万元", "授信总额,20,(万元)", "信用额度 十 万元",
        "额度(万元),10", "年度限额 5 千元 / 卡", "本单位年度差旅预算 20 万元", "公务卡对账单(限额5万元)",
        "预算数据见附表(万元)", "信用额度:,万元", "单位名称:万元集团", "单位:元江县财政局", "预算总额(万元):120",
        "10万元以上的另附说明",
    ],
)  # fmt: skip
def test_an_amount_or_a_name_above_the_table_is_not_its_unit(title: str) -> None:
    assert _lodging(title, "100") == Decimal("100.00")


@pytest.mark.parametrize(
    "title",
    [
        "单位:万元", "单位：万元", "(单位:万元)", "（单位：万元）", "金额单位:万元", "金额单位 ： 人民币 万元",
        "计量单位:人民币万元", "单 位:万 元", "单位,万元", "差旅明细表(单位:万元)", "差旅明细表单位:万元",
        "单位:万元,编制:财政局", "预算单位:元江局,单位:万元", "单位:人次、万元",
        "单位:万元人民币", "币种:人民币单位:万元", "单位:个/人/万元",
    ],
)  # fmt: skip
def test_what_is_said_with_the_word_unit_counts(title: str) -> None:
    assert _lodging(title, "0.05") == Decimal("500.00")


@pytest.mark.parametrize(
    "title",
    ["2025年预算(万元)", "2025年预算表【 万元 】", "附表二(万元)", "表1(人民币万元)", "2025年预算,,,万元", "(万元)"],
)
def test_a_title_that_ends_in_a_unit_counts_and_is_named(title: str) -> None:
    """Whoever imports sees what the amounts were multiplied by, and why."""
    read = read_only_sheet(read_source("a.csv", f"{title}\n{BUDGET.format('1.5')}".encode(), kind="budgets"))

    assert read.sum() == Decimal("15000.00")
    (doubt,) = [one for one in read.doubts if one.code == "unit.of_title"]
    assert doubt.about["unit"] == "万元"
    assert str(doubt.about["title"]).endswith(("万元", "万元)", "万元]"))


@pytest.mark.parametrize(
    "title",
    [
        "持卡单位:万元", "单位:亿元 镇", "共用额度【万元】", "预算2025(万元)", "单位:百元", "单位:万元集团",
        "单位:美元",
        "收入(万元) 支出(元)", "单位:元\n单位:万元", "本年差旅(万元)",
    ],
)  # fmt: skip
def test_a_title_that_may_be_the_unit_is_asked_about(title: str) -> None:
    """Nothing is read, and the title is named; a unit in the header leaves nothing open."""
    text = f"{title}\n{TRIPS.format('100')}"
    (source,) = read_source("a.csv", text.encode(), kind="trips").sheets
    clear = read_source("a.csv", text.replace("住宿费", "住宿费(元)").encode(), kind="trips")

    assert source.problem is not None
    assert source.problem.code == "unit.unclear"
    assert source.problem.found.split("[")[0] in title.replace("\n", "; ").replace("【", "[")
    assert read_only_sheet(clear).sum("lodging_amount") == Decimal("100.00")


def test_a_unit_below_the_rows_is_asked_about() -> None:
    (source,) = read_source("a.csv", f"{TRIPS.format('0.05')}单位:万元\n".encode(), kind="trips").sheets

    assert source.problem is not None
    assert (source.problem.code, source.problem.found) == ("unit.unclear", "单位:万元")


@pytest.mark.parametrize("first", ["会议费", "培训费"])
def test_each_column_of_a_wide_table_goes_by_its_own_header(first: str) -> None:
    """Whichever column stands first, and of its total too; where no header says it, by the layout's unit."""
    layout = Layout.model_validate({
        "id": "wide", "kind": "budgets", "title": {"zh": "宽表", "en": "wide"}, "unit": "万元",
        "columns": {"document_no": "文号", "fiscal_year": "年度", "department_code": "部门"},
        "wide": {
            "column": "amount",
            "records": [{"from": name, "set": {"item": name}} for name in ("会议费", "培训费", "差旅费")],
            "totals": [{"from": "合计", "of": ["会议费", "培训费", "差旅费"]}],
        },
    })  # fmt: skip
    headers = {"会议费": "会议费(元)", "培训费": "培训费", "差旅费": "差旅费(千元)"}
    names = sorted(headers, key=lambda name: name != first)
    cells = {"会议费": "15000.5", "培训费": "2", "差旅费": "3"}
    head, row = (",".join(of[name] for name in names) for of in (headers, cells))
    text = f"文号,年度,部门,{head},合计\n1,2025,甲,{row},3.80005\n"

    read = read_only_sheet(read_source("a.csv", text.encode(), layouts=[layout]))

    assert dict(read.rows.select("item", "amount").iter_rows()) == {
        "meeting": Decimal("15000.50"), "training": Decimal("20000.00"), "travel": Decimal("3000.00"),
    }  # fmt: skip
    assert [total.agrees for total in read.totals] == [True]


def test_each_summand_goes_by_its_own_header() -> None:
    """What goes is in 万元, what comes in yuan."""
    layout = Layout.model_validate({
        "id": "two", "kind": "card_transactions", "title": {"zh": "两列", "en": "two"},
        "columns": {"spent_on": "日期", "amount": {"plus": ["支出"], "minus": ["收入"]}},
    })  # fmt: skip
    text = "日期,收入(元),支出(万元)\n2025-03-01,7,\n2025-03-02,,0.5\n"

    read = read_only_sheet(read_source("a.csv", text.encode(), layouts=[layout]))

    assert read.rows["amount"].to_list() == [Decimal("-7.00"), Decimal("5000.00")]


HEAD = "出差审批单号,人员编号,单位编码,出发日期,返回日期"
TRIP = "CL1,P1,D1,2014-05-06,2014-05-07"


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        ([f"{HEAD},费用(万元),", ",,,,,住宿费,城市间交通费"], ("500.00", "1000.00")),
        ([f"{HEAD},费用（单位：千元）,", ",,,,,住宿费,城市间交通费(元)"], ("50.00", "0.10")),
        (["审批,,,,,费用(万元),", f"{HEAD},住宿费,城市间交通费"], ("500.00", "1000.00")),
        (["审批,,,,,住宿(万元),其他", f"{HEAD},住宿费,城市间交通费"], ("500.00", "0.10")),
        ([f"{HEAD},住宿费,城市间交通费", ",,,,,(万元),(元)"], ("500.00", "0.10")),
        ([f"{HEAD},住宿费,城市间交通费", "单位,,,,,万元,千元"], ("500.00", "100.00")),
        ([f"{HEAD},费用,", ",,,,,住宿费,城市间交通费", ",,,,,万元,万元"], ("500.00", "1000.00")),
        (["差旅明细,,,,,,(单位:万元)", f"{HEAD},住宿费,城市间交通费"], ("500.00", "1000.00")),
        (["差旅明细(万元),,,,制表人,,", f"{HEAD},住宿费,城市间交通费"], ("500.00", "1000.00")),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_unit_of_a_group_or_below_the_names_counts_for_its_columns(
    rows: list[str], amounts: tuple[str, str], form: str
) -> None:
    """A title beside another cell is a title still, and is of all columns."""
    lines = [*rows, f"{TRIP},0.05,0.1"]
    content = "\n".join(lines).encode() if form == "csv" else _workbook(lines)

    read = read_only_sheet(read_source(f"a.{form}", content, kind="trips"))

    assert (read.sum("lodging_amount"), read.sum("transport_amount")) == tuple(map(Decimal, amounts))
    assert (read.rows.height, read.rejects.height) == (1, 0)


def _workbook(lines: list[str]) -> bytes:
    """The lines as a sheet; each name over empty cells that have a name below is merged over them."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = [line.split(",") for line in lines]
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    for number, (upper, lower) in enumerate(pairwise(rows[:-1]), start=1):
        start = None
        for place, name in enumerate([*upper, "end"]):
            if name and start is not None and place - start > 1 and all(lower[start:place]):
                sheet.merge_cells(start_row=number, start_column=start + 1, end_row=number, end_column=place)
            start = place if name else start
    book.save(file := io.BytesIO())
    return file.getvalue()


def _cell(text: str) -> float | str | None:
    return float(text) if text.replace(".", "").isdigit() else text or None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_header_of_three_rows_loses_no_column(form: str) -> None:
    """Two levels of groups, as budgets are published: the vehicles stand below the third row's names alone."""
    lines = [
        "部门,预算年度,合计,“三公”经费,,,,,,会议费,培训费",
        ",,,小计,因公出国(境)费,公务用车购置及运行维护费,,,公务接待费,,",
        ",,,,,小计,公务用车购置费,公务用车运行维护费,,,",
        "甲,2017,10,6,1,3,1,2,2,3,1",
    ]
    content = "\n".join(lines).encode() if form == "csv" else _workbook(lines)

    read = read_only_sheet(read_source(f"a.{form}", content))

    assert read.rows.select("item", "amount").rows() == [
        (item, Decimal(amount) * 10_000)
        for item, amount in [
            ("overseas", 1), ("vehicle_buy", 1), ("vehicle_run", 2), ("reception", 2), ("meeting", 3), ("training", 1),
        ]
    ]  # fmt: skip
    assert [total.agrees for total in read.totals] == [True, True, True]


@pytest.mark.parametrize("letters", ["字" * 20_000, "字" * 20_000 + "单位:万元"])
def test_a_cell_of_endless_letters_is_read_in_a_moment(letters):
    before = time.process_time()
    table_unit((letters,))
    assert time.process_time() - before < 2
