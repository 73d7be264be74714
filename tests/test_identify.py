"""A sheet is recognised by its content, and told what it lacks where it is not."""

import pytest

from costctl.bilingual import Text
from costctl.errors import Problem
from costctl.problems import describe
from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.identify import identify
from costctl.sources.layout import Layout, load_layouts
from tests.reading import grid_of


def layout_of(name: str, kind: str = "card_transactions", **more: object) -> Layout:
    return Layout.model_validate({"id": name, "kind": kind, "title": {"zh": name, "en": name}, **more})


BANK = layout_of("bank", columns={"spent_on": ["交易日期", "交易日"], "amount": "金额", "merchant_name": "商户"})
DATA = ("2025-03-01", "18.00", "咖啡馆")
TOLD_BY_EXTRA = layout_of(
    "told",
    columns={"spent_on": "日期", "amount": "金额"},
    extra={"desk": ["柜台", "网点"]},
    required=["amount", "desk"],
)


def recognised(grid: Grid, *layouts: Layout, forced: bool = False) -> Binding:
    found = identify(grid, layouts, where="a.csv", file="a.csv", forced=forced)
    assert isinstance(found, Binding), found
    return found


def refused(grid: Grid, *layouts: Layout) -> Problem:
    found = identify(grid, layouts, where="a.csv", file="a.csv")
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    "header",
    [
        ("交易日期", "金额", "商户"),
        (" 交易 日期*", "金额(元)", "商户:"),
        ("交易日", "金额(人民币)", "商户"),
        ("交易日期", "金额【元】", "商户"),
        ("“交易”日期", '"金额"', "「商户」"),
        ("交易_日期", "金额.", "商户,"),
        ("交易日期", "金额 £", "商户"),
        ("交易日期", "金额 (€)", "商户"),
        ("交易日期", "金额 ()", "商户"),
        ("交易日期", "金额 (\ufffd)", "商户"),
    ],
)
def test_headers_are_compared_in_their_plain_form(header: tuple[str, ...]) -> None:
    """Blanks, full width, case, required marks, stops, units and currencies make no difference."""
    assert recognised(grid_of(header, DATA), BANK).missing == ()


def test_accents_make_no_difference() -> None:
    """A file that was saved without them has the same columns; other letters are other names."""
    layout = layout_of("brazil", columns={"spent_on": "DATA TRANSAÇÃO", "amount": "VALOR"})

    assert recognised(grid_of(("Data_Transacao", "Valor"), ("2025-03-01", "1")), layout).missing == ()
    assert refused(grid_of(("Data Transazione", "Valor"), ("2025-03-01", "1")), layout).code == "layout.no_header"


def test_the_header_is_found_below_title_rows_and_blank_rows() -> None:
    """Title rows above the header belong to nobody's columns."""
    grid = grid_of(("某某银行明细",), ("",), ("期间:2025-03", "单位:元"), ("交易日期", "金额", "商户"), DATA)

    assert recognised(grid, BANK).header.rows == (4,)


def test_the_header_may_stand_far_below() -> None:
    """Two pages of notes above a table hide it from nobody."""
    titles = [(f"说明第 {number} 条",) for number in range(1, 90)]
    found = recognised(grid_of(*titles, ("交易日期", "金额", "商户"), DATA), BANK)

    assert found.header.rows == (90,)


def test_a_two_row_header_is_joined() -> None:
    """The name over a group of columns goes with each of them."""
    layout = layout_of("two", columns={"spent_on": "日期", "amount": "金额 入账", "original_amount": "金额 原币"})
    grid = grid_of(("日期", "金额", ""), ("", "入账", "原币"), ("2025-03-01", "1.00", "2.00"))

    found = recognised(grid, layout)

    assert found.header.rows == (1, 2)
    assert found.by_name["original_amount"].plus == (2,)


def test_blank_rows_may_lie_within_a_header_of_two_rows() -> None:
    """Without them the columns below would not be read, and their amounts lost."""
    layout = layout_of("two", columns={"spent_on": "日期", "amount": "入账"}, required=["spent_on"])

    found = recognised(grid_of(("日期", "金额"), ("", ""), ("", "入账"), ("2025-03-01", "1.00")), layout)

    assert (found.header.rows, found.by_name["amount"].plus) == ((1, 3), (1,))


def test_what_a_list_of_payments_lacks_of_a_list_of_charges_is_named() -> None:
    """An extra that a layout needs is asked for under its own heading."""
    charges = {"columns": {"spent_on": "日期", "amount": "金额"}, "extra": {"category": "商户类别"}}
    layout = layout_of("charges", required=["amount", "category"], **charges)

    problem = refused(grid_of(("日期", "金额"), ("2025-03-01", "1.00")), layout)

    assert "[extra.category]" in problem.say("en")


def test_merged_cells_of_a_workbook_say_how_far_a_group_goes() -> None:
    """Without a merged range an empty upper cell belongs to no group."""
    layout = layout_of("two", columns={"spent_on": "日期", "amount": "金额入账", "merchant_name": "商户"})
    rows = (("日期", "金额", "", ""), ("", "入账", "原币", "商户"), ("2025-03-01", "1.00", "2.00", "店"))
    grid = grid_of(*rows, sheet="明细", merged=((1, 1, 1, 2), (1, 0, 2, 0)))

    found = recognised(grid, layout)

    assert [found.header.names[place] for place in (0, 1, 2, 3)] == ["日期", "金额 入账", "金额 原币", "商户"]


def test_the_layout_that_knows_most_columns_is_taken() -> None:
    """Two fit: the one that maps more of the file wins."""
    small = layout_of("small", columns={"spent_on": "交易日期", "amount": "金额"})
    assert recognised(grid_of(("交易日期", "金额", "商户"), DATA), small, BANK).layout.id == "bank"


def test_two_that_fit_alike_are_a_tie() -> None:
    """Which of two equal ones is meant is not for the program to say."""
    problem = refused(grid_of(("交易日期", "金额", "商户"), DATA), BANK, BANK.model_copy(update={"id": "other"}))

    assert problem.code == "layout.tie"
    assert problem.about["layouts"] == Text("bank、other", "bank, other")


def test_none_that_fits_names_the_nearest_and_what_it_lacks() -> None:
    """The message says which column to add to which key."""
    problem = refused(grid_of(("日期", "金额", "商户"), DATA), BANK)

    assert problem.code == "layout.none_fits"
    said = problem.say("en")
    assert said.startswith(
        "a.csv: fits no layout. Nearest: bank. bank lacks a column named 交易日期 / 交易日 (found: 日期)"
    )
    assert "[columns.spent_on]" in said
    assert "costctl layouts draft a.csv" in said


def test_a_name_that_a_layout_knows_twice_is_said_once() -> None:
    """An origin and the one it falls back on may share names, but for case."""
    again = {"from": ["交易日期", "Spent on"], "else": {"from": ["spent on", "交易日期"]}}
    layout = layout_of("bank", columns={"spent_on": again, "amount": "金额", "merchant_name": "商户"})

    problem = refused(grid_of(("日期", "金额", "商户"), DATA), layout)

    assert "a column named 交易日期 / Spent on (found: 日期)" in problem.say("en")


def test_where_nothing_is_near_nothing_is_said_of_it() -> None:
    said = "there is no layout x{}. All are shown by: costctl layouts list"
    assert describe("layout.unknown", {"found": "x", "suggestion": ""}).en == said.format("")
    assert describe("layout.unknown", {"found": "x", "suggestion": "y"}).en == said.format("; nearest: y")


def test_a_file_like_nothing_says_so() -> None:
    """Prose is no table."""
    assert refused(grid_of(("亲爱的同事:",), ("请查收附件。",)), BANK).code == "layout.no_header"


def test_a_template_fits_only_what_it_mostly_knows() -> None:
    """A bank's file that shares two headers with the template is not taken for one, unless a person says so."""
    header = ("交易日期", "交易金额", "流水", "借贷", "余额", "对方", "摘要")
    grid = grid_of(header, ("2025-03-01", "18.00", "1", "借", "2.00", "店", "消费"))
    template = next(one for one in load_layouts() if one.id == "template-card-transactions")

    assert refused(grid, template).code == "layout.mostly_unknown"
    assert recognised(grid, template, forced=True).layout.id == "template-card-transactions"


@pytest.mark.parametrize(
    ("header", "code", "nearest"),
    [
        ("单位编码,单位名称,交易日期,交易类型,金额(元),商户名称", "layout.none_fits", "template-card-transactions"),
        ("序号,车牌号,使用单位,日期,油费,维修费,过路费", "layout.mostly_unknown", "template-vehicles"),
        ("单位编码,月份,燃料费,维修费", "layout.too_little", "template-document-counts"),
    ],
)  # fmt: skip
def test_no_kind_is_advised_of_which_most_columns_are_no_part(header: str, code: str, nearest: str) -> None:
    """Card charges, imported as departments because a department's code and name are there, would overwrite them."""
    names = header.split(",")

    problem = refused(grid_of(names, ["1"] * len(names)), *load_layouts())

    assert (problem.code, problem.about["layout"]) == (code, nearest)
    assert ("--kind" in problem.say("zh")) == (code == "layout.too_little")


def test_a_column_of_another_kind_says_that_it_is_that() -> None:
    """A wide budget has the columns of published final accounts, and a document's number."""
    published = ("年度", "单位编码", "因公出国(境)费", "公务接待费")
    template = next(one for one in load_layouts() if one.id == "template-disclosures")

    assert recognised(grid_of(published, ("2025", "D1", "1.00", "2.00")), template)
    budget = grid_of(("指标文号", *published), ("预〔2025〕1号", "2025", "D1", "1.00", "2.00"))
    assert refused(budget, template).code == "layout.no_header"


def test_either_of_two_columns_is_enough() -> None:
    """A group in `required` asks for one of its columns."""
    layout = layout_of(
        "either", columns={"spent_on": "交易日", "posted_on": "记账日", "amount": "金额"},
        required=["amount", ["spent_on", "posted_on"]],
    )  # fmt: skip
    found = recognised(grid_of(("记账日", "金额"), ("2025-03-01", "1.00")), layout)

    assert list(found.by_name) == ["posted_on", "amount"]
    assert found.missing == ()


def test_a_wide_file_needs_one_of_its_amounts() -> None:
    """A budget table lacks the columns of the items it has no money for."""
    wide = {
        "column": "amount",
        "records": [{"from": "会议费", "set": {"item": "meeting"}}, {"from": "培训费", "set": {"item": "training"}}],
    }
    columns = {"document_no": "文号", "fiscal_year": "年度", "department_code": "部门"}
    layout = layout_of("wide", kind="budgets", columns=columns, wide=wide)

    assert recognised(grid_of(("文号", "年度", "部门", "培训费"), ("1", "2025", "甲", "2")), layout).wide[0][1] == 3
    assert (
        refused(grid_of(("文号", "年度", "部门", "差旅费"), ("1", "2025", "甲", "2")), layout).code
        == "layout.none_fits"
    )


@pytest.mark.parametrize(
    ("name", "argument"),
    [("明细_12月.csv", "明细_12月.csv"), ("民营银行 12月.csv", '"民营银行 12月.csv"'), ("a $b.csv", "'a $b.csv'")],
)
def test_a_hint_can_be_pasted_into_a_shell(name: str, argument: str) -> None:
    found = identify(grid_of(("甲", "乙"), ("1", "2")), load_layouts(), where=name, file=name)

    assert isinstance(found, Problem)
    assert found.help.zh.endswith(f"costctl layouts draft {argument}")


@pytest.mark.parametrize("header", ["柜台", "网点"])
def test_a_layout_may_need_a_column_that_is_only_kept_beside(header: str) -> None:
    """An extra tells files apart where days and amounts are everybody's."""
    assert (
        recognised(grid_of(("日期", "金额", header), ("2025-03-01", "18.00", "3")), TOLD_BY_EXTRA).layout.id == "told"
    )


def test_a_needed_extra_that_is_not_there_is_named() -> None:
    """The nearest layout says by which names it knows the column."""
    problem = refused(grid_of(("日期", "金额", "余额"), ("2025-03-01", "18.00", "3")), TOLD_BY_EXTRA)

    assert problem.code == "layout.none_fits"
    assert "lacks a column named 柜台 / 网点 (found: 余额). Add the name under [extra.desk] from" in problem.say("en")
