"""A layout drafted for a table of budgets reads its amounts as they are meant, or says what it does not know."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from costctl.datafile import validate
from costctl.sources.draft import draft_layout
from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import Read, read_only_sheet


def drafted(content: str, tmp_path: Path, *, name: str = "表.csv", kind: str | None = None) -> tuple[str, Layout]:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    text = draft_layout(path, kind=kind)
    return text, validate(tomllib.loads(text), Layout, where="draft")


def imported(content: str, layout: Layout) -> Read:
    batch = read_source("表.csv", content.encode(), layouts=[layout], department="区局", today=date(2026, 1, 1))
    return read_only_sheet(batch)


def lines(read: Read) -> list[str]:
    """Department, year, item, month, kind and amount of each line, without what is empty or the year's original."""
    names = ["department_code", "fiscal_year", "item", "month", "change_kind", "amount"]
    rows = ({name: row.get(name) for name in names} for row in read.rows.iter_rows(named=True))
    usual = {None, "区局", 2025, "original"}
    return [" ".join(f"{value}" for value in row.values() if value not in usual) for row in rows]


ADJUSTED = """2025年区局预算执行表
编制单位:区局,,,,单位:元
科目编码,科目名称,年初预算,调整预算,合计
30211,差旅费,1200,-200,1000
30215,会议费,800,100,900
合计,,2000,-100,1900
"""
IN_ROWS = """2025年预算汇总表(单位:万元)
单位名称,项目,年初预算数,追加,追减,调整后预算数
甲局,会议费,12.5,2,,14.5
乙局,培训费,8,,1,7
"""
IN_COLUMNS = """2025年各部门公用经费预算表
,,,,,单位:万元
序号,部门,会议费,差旅费,公务接待费控制数,合计
1,甲局,12.5,15,5,32.5
2,乙局,20,10,,30
合计,,32.5,25,5,62.5
"""
BY_CODES = """2025年部门预算支出表(元)
功能分类科目,,部门经济分类科目,,预算数
科目编码,科目名称,科目编码,科目名称,
2010601,行政运行,30211,差旅费,300
2010601,行政运行,30215,会议费,200
"""
BY_CLASSES = """2025年一般公共预算支出表
单位:万元
类,款,科目名称,2025年预算数,,
,,,合计,基本支出,项目支出
302,,商品和服务支出,60,40,20
302,11,差旅费,35,25,10
302,17,公务接待费,25,15,10
"""
DOCUMENTS = """指标文号,预算单位,项目名称,部门经济分类,指标金额(元),指标类型,下达日期
云财预〔2025〕1号,401001-甲局,公用经费,30211-差旅费,1000,年初预算,2025-01-15
云财预〔2025〕33号,402001-乙局,会议费追加,30215-会议费,200,追加,2025-06-30
"""
BY_MONTHS = """2025年用款计划(元)
单位,费用项目,1月,2月,3月,全年
甲局,会议费,10,10,20,40
甲局,培训费,5,5,5,15
"""
PUBLISHED = """区局2025年“三公”经费预算表
,,,单位:万元
项目,本年预算数,上年预算数,增减变化
合计,20,22,-2
1.因公出国(境)费,0,0,0
2.公务接待费,5,6,-1
3.公务用车购置及运行费,15,16,-1
其中:公务用车运行费,15,16,-1
公务用车购置费,0,0,0
"""
APPROVED = """2025年项目支出预算明细表(元)
单位编码,单位名称,项目名称,支出内容,申报数,审定数
401,甲局,干部培训,培训费,1000,800
"""
EXECUTED = """2025年9月预算执行情况表,,,,,单位:元
单位,项目,年初预算,预算调整,预算总额,累计支出,执行率,结余
甲局,差旅费,1200,0,1200,900,75%,300
甲局,会议费,800,-50,750,400,53%,350
"""
GROUPED = """2025年“三公”经费预算表(万元)
单位名称,合计,因公出国(境)费,公务用车购置及运行维护费,,,公务接待费
,,,小计,公务用车购置费,公务用车运行维护费,
甲局,20,0,15,0,15,5
"""
BY_UNITS = """2025年部门预算批复汇总表,,,,金额单位:万元
单位,,三公经费,,合计
编码,名称,公务接待费,因公出国(境)费,
001,甲局,1,2,3
002,乙局,3,,3
全区合计,,4,2,6
"""
BY_BODIES = """2025年预算(万元)
序号,开支主体,会议费,培训费
1,区甲局,1,2
2,区乙中心,3,
全区合计,,4,2
"""
BY_OWNERS = BY_BODIES.replace("开支主体", "项目所属单位").replace("区甲局", "甲").replace("区乙中心", "乙")

BY_YEARS = """区局预算表(元)
项目,2024年预算数,2025年预算数
会议费,10,20
"""
BY_GROUPS = """预算表(元)
单位,2024年预算,,2025年预算,
,会议费,培训费,会议费,培训费
甲局,1,2,3,4
"""
BY_FUNDS = """2025年预算表(元)
项目,合计,一般公共预算,政府性基金预算
会议费,30,20,10
"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ADJUSTED, ["30211 1200.00", "30211 transfer -200.00", "30215 800.00", "30215 transfer 100.00"]),
        (
            IN_ROWS,
            [
                "甲局 meeting 125000.00", "甲局 meeting supplement 20000.00",
                "乙局 training 80000.00", "乙局 training reduction -10000.00",
            ],
        ),
        (
            IN_COLUMNS,
            [
                "甲局 meeting 125000.00", "甲局 travel 150000.00", "甲局 reception 50000.00",
                "乙局 meeting 200000.00", "乙局 travel 100000.00",
            ],
        ),
        (BY_CODES, ["30211 300.00", "30215 200.00"]),
        (BY_CLASSES, ["30211 350000.00", "30217 250000.00"]),
        (DOCUMENTS, ["401001 30211 1000.00", "402001 30215 supplement 200.00"]),
        (
            BY_MONTHS,
            [
                "甲局 meeting 1 10.00", "甲局 meeting 2 10.00", "甲局 meeting 3 20.00",
                "甲局 training 1 5.00", "甲局 training 2 5.00", "甲局 training 3 5.00",
            ],
        ),
        (PUBLISHED, ["overseas 0.00", "reception 50000.00", "vehicle_run 150000.00", "vehicle_buy 0.00"]),
        (APPROVED, ["401 training 800.00"]),
        (
            EXECUTED,
            ["甲局 travel 1200.00", "甲局 travel transfer 0.00", "甲局 meeting 800.00", "甲局 meeting transfer -50.00"],
        ),
        (
            GROUPED,
            ["甲局 overseas 0.00", "甲局 vehicle_buy 0.00", "甲局 vehicle_run 150000.00", "甲局 reception 50000.00"],
        ),
        (BY_YEARS, ["2024 meeting 10.00", "meeting 20.00"]),
        (
            BY_GROUPS,
            ["甲局 2024 meeting 1.00", "甲局 2024 training 2.00", "甲局 meeting 3.00", "甲局 training 4.00"],
        ),
        (BY_FUNDS, ["meeting 30.00"]),
        (BY_UNITS, ["001 reception 10000.00", "001 overseas 20000.00", "002 reception 30000.00"]),
        (BY_BODIES, ["区甲局 meeting 10000.00", "区甲局 training 20000.00", "区乙中心 meeting 30000.00"]),
        (BY_OWNERS, ["甲 meeting 10000.00", "甲 training 20000.00", "乙 meeting 30000.00"]),
    ],
    ids=[
        "adjusted", "items in rows", "items in columns", "codes", "classes", "documents", "months", "published",
        "approved", "executed", "grouped", "years", "years in groups", "funds",
        "departments in two rows", "departments by their names", "departments by their header",
    ],
)  # fmt: skip
def test_a_table_of_budgets_is_read_as_it_is_meant(content: str, expected: list[str], tmp_path: Path) -> None:
    """No row is lost, and what the table adds up agrees with what was read."""
    _text, layout = drafted(content, tmp_path)

    read = imported(content, layout)

    assert (layout.kind, lines(read)) == ("budgets", expected)
    assert read.rejects.height == 0
    assert all(total.agrees for total in read.totals)


def test_no_draft_says_that_a_table_has_no_departments(tmp_path: Path) -> None:
    """Only that it recognised none: all rows would go to the one that is named at import."""
    text, layout = drafted("2025年预算(元)\n归属,会议费,培训费\n甲,1,2\n乙,3,4\n", tmp_path)

    assert "没有认出单位列:有的话请写" in text
    assert "department_code" not in layout.columns


def test_what_is_not_known_of_a_table_of_budgets_is_said(tmp_path: Path) -> None:
    """The unit, the year, the items that are none, and a total that is not the sum of the columns beside it."""
    head = "单位,会议费,培训费,合计\n"
    text, layout = drafted(f"经费控制数\n{head}甲局,10,5,99\n", tmp_path)

    assert "看不出年度" in text
    assert "没有写明金额单位" in text
    assert "「合计」与各列之和对不上" in text
    assert layout.wide is not None
    assert not layout.wide.totals

    text, _layout = drafted("2025年预算\n项目,部门预算数,核定数\n会议费,10,9\n差旅费,5,4\n", tmp_path)

    assert "「核定数」也像本年预算数,没有读入" in text

    text, layout = drafted("2025年预算\n项目,预算数\n会议费,10\n差旅费,5\n绿化养护,7\n", tmp_path)

    assert "认不出" in text
    assert "# 绿化养护" in text
    assert imported("2025年预算\n项目,预算数\n绿化养护,7\n", layout).codes == ["item.unknown"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("三公经费决算表\n年度,单位编码,因公出国(境)费,公务用车购置费,公务接待费\n2024,001,1,2,3\n", "disclosures"),
        ("预算申请\n申请单号,单位编码,控制项目,批准日期,金额\nS1,001,会议费,2025-01-02,100\n", "commitments"),
        ("支付凭证号,预算单位,支付日期,经济分类,金额\nZ1,001,2025-03-01,30211,100\n", "payments"),
    ],
)  # fmt: skip
def test_what_has_items_and_is_no_budget(content: str, kind: str, tmp_path: Path) -> None:
    assert drafted(content, tmp_path)[1].kind == kind
    if kind == "payments":
        assert drafted(content, tmp_path, kind="budgets")[1].kind == "budgets"


def test_a_kind_that_most_columns_do_not_fit_is_doubted(tmp_path: Path) -> None:
    text, _layout = drafted("名称,甲,乙,丙\n某某,1,2,3\n", tmp_path)

    assert "种类可能猜错" in text


def test_a_row_that_is_labelled_a_total_in_a_column_nobody_reads_is_one(tmp_path: Path) -> None:
    """Though the person who imports the file names a department for the rows that name none."""
    _text, layout = drafted(IN_COLUMNS, tmp_path)

    read = imported(IN_COLUMNS.replace("合计,,32.5", "合计,,33.5"), layout)

    assert len(lines(read)) == 5
    assert (read.rejects.height, [total.row for total in read.totals if not total.agrees]) == (0, [6])


def test_a_column_of_reductions_lowers_the_budget_with_a_minus_or_without(tmp_path: Path) -> None:
    _text, layout = drafted(IN_ROWS, tmp_path)

    read = imported(IN_ROWS.replace("8,,1,7", "8,,-1,7"), layout)

    assert lines(read)[-1] == "乙局 training reduction -10000.00"
