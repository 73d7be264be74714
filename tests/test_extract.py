"""What becomes of a sheet's rows: records, rejects, totals, notes, and nothing lost."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from pydantic import ValidationError

from costctl.bilingual import Text
from costctl.ledger.rejects import rejected
from costctl.problems import describe
from costctl.records import kinds
from costctl.sources.bind import Binding
from costctl.sources.checks import Asked
from costctl.sources.extract import mapped_columns, parts
from costctl.sources.grid import Grid
from costctl.sources.identify import identify
from costctl.sources.items import item_names
from costctl.sources.layout import Layout, load_layouts
from costctl.values import SheetSource
from tests.reading import Read, examples, grid_of, read_sheet

TODAY = date(2026, 1, 1)
HEAD = ("交易日期", "商户", "金额")


def layout_of(kind: str = "card_transactions", **more: object) -> Layout:
    return Layout.model_validate({"id": "mine", "kind": kind, "title": {"zh": "我的", "en": "mine"}, **more})


CARDS = layout_of(columns={"spent_on": "交易日期", "merchant_name": "商户", "amount": "金额"})
BUDGET_COLUMNS = {
    "document_no": "文号", "fiscal_year": "年度", "department_code": "部门", "item": "项目", "amount": "金额",
}  # fmt: skip
BUDGETS = layout_of("budgets", columns=BUDGET_COLUMNS)


def template(kind: str) -> Layout:
    return next(one for one in load_layouts() if one.id == f"template-{kind}")


def read(grid: Grid, layout: Layout = CARDS, **asked: object) -> Read:
    """As read; that no row here says whose it is need not be told each time."""
    found = identify(grid, [layout], where="a", file="a", forced=True)
    assert isinstance(found, Binding), found
    how = Asked(**{"today": TODAY, "items": item_names(), **asked})  # type: ignore[arg-type]
    got = read_sheet(
        SheetSource(None, "mine", layout.kind, lambda: parts(grid, found, how), mapped=mapped_columns(found, how))
    )
    return dataclasses.replace(got, doubts=tuple(doubt for doubt in got.doubts if doubt.code != "card.nobodys"))


def cards(*rows: Sequence[str], layout: Layout = CARDS, head: Sequence[str] = HEAD, **asked: object) -> Read:
    return read(grid_of(head, *rows), layout, **asked)


def test_every_row_is_a_record_or_a_reject() -> None:
    """Good rows keep their physical number; a bad one says which cell, what it read, and the whole row."""
    got = cards(("2025-03-01", "店", "18.00"), ("2025-03-02", "店", "1.2.3"), ("2025-03-03", "店", ""))

    assert got.rows.select("row_no", "amount").rows() == [(2, Decimal("18.00"))]
    assert got.rejects.select("row_no", "column", "found").rows() == [(3, "金额", "1.2.3"), (4, "金额", "")]
    assert got.codes[1] == "value.missing"
    assert json.loads(got.rejects["cells"][0]) == {"交易日期": "2025-03-02", "商户": "店", "金额": "1.2.3"}
    assert got.rows_read == 3


def test_the_first_bad_cell_names_the_reject_and_the_others_follow() -> None:
    """One reject a record, however much is wrong with it."""
    (reject,) = cards(("??", "店", "x")).rejects.iter_rows(named=True)

    assert reject["column"] == "交易日期"
    assert [(other["column"], other["found"]) for other in json.loads(reject["about"])["also"]] == [("金额", "x")]


def test_every_fault_of_a_row_is_told_at_once() -> None:
    """Whoever corrects the row need not send it three times; the first fault stays the reject's own."""
    names = ("meeting_no", "name", "department_code", "starts_on", "ends_on", "delegates", "meal_amount")
    layout = layout_of("meetings", columns={name: name for name in names})
    row = ("M1", "会", "D001", "2025-13-01", "2025-03-02", "约30", "6282 8800 0000 0017")
    (reject,) = (
        cards(row, layout=layout, head=names).rejects.select("row_no", "column", "code", "found", "about").rows()
    )

    told = rejected("m.csv", None, reject)

    assert (told.column, told.code, told.found) == ("starts_on", "date.impossible", "2025-13-01")
    first, second, third = told.help.zh.split(";同一行「")
    assert first.startswith("日历上没有 2025-13-01")
    assert second.startswith("delegates」:约30 不是数字")
    assert third.startswith("meal_amount」:")
    assert "6282 8800" not in third
    assert "; also in column delegates: 约30 is no number" in told.help.en


def test_an_unreadable_cell_is_not_said_to_be_missing_too() -> None:
    """Of two dates of which one must be there, an unreadable one is the problem."""
    layout = layout_of(columns={"spent_on": "交易日期", "posted_on": "入账日期", "amount": "金额"})
    got = cards(
        ("??", "", "1"), ("", "", "1"), ("", "2025-01-01", "1"), layout=layout, head=("交易日期", "入账日期", "金额")
    )

    assert got.rows["row_no"].to_list() == [4]
    assert got.codes[1] == "value.missing"
    assert [json.loads(about).get("also") for about in got.rejects["about"]] == [None, None]


def test_a_row_of_nulls_is_never_taken_for_a_good_one() -> None:
    """Every check is safe against unknown values: what is required is missing, and nothing else is claimed."""
    layout = template("trips")
    names = layout.record_kind.column
    wanted = ("trip_no", "person_id", "department_code", "depart_on", "return_on")
    head = [names(name).header.zh for name in wanted]

    got = cards(("T1", "", "", "", ""), ("T1", "P1", "D1", "2025-01-01", ""), layout=layout, head=head)

    assert got.rows.height == 0
    assert got.codes == ["value.missing", "value.missing"]


def test_total_rows_become_control_totals() -> None:
    """A subtotal counts since the last one, a total from the start; a record that is wrong is missing from both."""
    got = cards(
        ("2025-03-01", "店", "10.00"), ("2025-03-02", "店", "5.00"), ("小计", "", "15.00"),
        ("2025-03-03", "店", "1.00"), ("小 计:", "", "1.00"), ("合计", "", "16.00"),
        ("2025-03-04", "店", "x"), ("总计", "", "20.00"),
    )  # fmt: skip

    assert [(one.stated, one.computed) for one in got.totals] == [
        (Decimal("15.00"), Decimal("15.00")), (Decimal("1.00"), Decimal("1.00")),
        (Decimal("16.00"), Decimal("16.00")), (Decimal("20.00"), Decimal("16.00")),
    ]  # fmt: skip
    assert (got.rows.height, got.rejects.height, got.rows_read) == (3, 1, 4)


FAILED = {"by": ["商户"], "pattern": "失败", "reason": {"zh": "失败", "en": "failed"}}


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        (("2501.10", "5000.00", "7501.10"), ("total.counts_left_out", 2)),
        (("2501.10", "0", "2501.10"), None),
        (("2501.10", "0", "7501.11"), ("total.disagrees", 1)),
    ],
    ids=["of all rows", "of those that are read", "of something else"],
)
def test_a_total_that_differs_by_what_is_left_out_says_so(
    totals: tuple[str, str, str], told: tuple[str, int] | None
) -> None:
    """Whoever looks for a rejected row would find none; subtotals count what is left out among their own rows."""
    first, second, whole = totals
    rows = (
        *(("2025-03-01", "店", "2501.10"), ("小计", "", first)),
        *(("2025-03-02", "失败", "5000.00"), ("失败的", "", "9"), ("小计", "", second), ("合计", "", whole)),
    )

    columns = {"spent_on": "交易日期", "merchant_name": "商户", "amount": "金额"}
    got = cards(*rows, layout=layout_of(columns=columns, skip=[FAILED]))

    assert got.rows["amount"].to_list() == [Decimal("2501.10")]
    assert [(doubt.code, doubt.count) for doubt in got.doubts if doubt.code[:5] == "total"] == ([told] if told else [])


def test_a_total_above_the_rows_is_the_total_of_those_below() -> None:
    """Many tables give it first; what is read of them is compared with it at the end."""
    adds_up = cards(
        ("合计", "", "3.00"), ("2025-03-01", "店", "1.00"), ("2025-03-02", "店", "2.00"), ("总计", "", "3.00")
    )
    lost = cards(("合计", "", "3.00"), ("2025-03-01", "店", "1.00"), ("2025-03-02", "店", "x"))

    assert [(one.stated, one.agrees) for one in adds_up.totals] == [(Decimal(3), True)] * 2
    assert [(one.stated, one.computed) for one in lost.totals] == [(Decimal("3.00"), Decimal("1.00"))]


DAY = ("2025-03-01", "店", "1.00")


@pytest.mark.parametrize(
    "words",
    [
        ("共2笔",), ("合计 2 笔",), ("总笔数:2",), ("总笔数", "2"), ("账期2025年3月,共 2 笔",),
        ("交易笔数:2", "金额:2.00"), ("共2条记录",), ("Total records: 2",), ("(共2笔)",),
    ],
)  # fmt: skip
def test_a_stated_number_of_rows_is_a_control_total(words: Sequence[str]) -> None:
    """Above the table or below it; a row too few or too many is seen, a rejected one is still read."""
    title = read(grid_of((*words, "", ""), HEAD, DAY, DAY))
    footer = cards(DAY, DAY, (*words, "", "")[: max(3, len(words))])
    lost = cards(DAY, (*words, "", "")[: max(3, len(words))])
    rejected = cards(DAY, ("2025-03-01", "店", "x"), (*words, "", "")[: max(3, len(words))])

    assert [(one.stated, one.agrees) for one in title.totals] == [(Decimal(2), True)]
    assert [(one.stated, one.computed) for one in footer.totals] == [(Decimal(2), Decimal(2))]
    assert [(one.stated, one.computed) for one in lost.totals] == [(Decimal(2), Decimal(1))]
    assert [(doubt.code, doubt.count) for doubt in (*title.doubts, *footer.doubts, *lost.doubts)] == [
        ("total.disagrees", 1)
    ]
    assert (rejected.rejects.height, [one.agrees for one in rejected.totals]) == (1, [True])


@pytest.mark.parametrize(
    "title",
    [
        "支出:63笔 1,654.00元", "支出共63笔", "收入 合计 3 笔", "其中:共3笔", "每月共报销3笔", "单笔不超过3笔",
        "第1页 共2页",
        "本办法共3条", "支出合计:1笔 收入合计:1笔", "共3笔 合计5笔", "总笔数:1,234.50", "成功笔数:7",
        "Total transactions: 1,234.50",
    ],
)  # fmt: skip
def test_a_number_that_counts_something_else_is_none_of_the_rows(title: str) -> None:
    """Parts of the rows, prose, two numbers that cannot both be meant."""
    assert read(grid_of((title, "", ""), HEAD, DAY)).totals == ()


def test_a_count_may_be_that_of_a_page() -> None:
    """Since the count before it, or from the start; and rows that the layout leaves out may be among them."""
    skip = [{"by": ["商户"], "pattern": "^撤销$", "reason": {"zh": "撤销", "en": "withdrawn"}}]
    layout = layout_of(columns=CARDS.columns, skip=skip)
    rows = [
        DAY,
        DAY,
        ("小计", "2笔", "2.00"),
        DAY,
        ("小计", "1笔", "1.00"),
        ("2025-03-01", "撤销", "9.00"),
        ("共4笔", "", ""),
    ]
    got = cards(*rows, layout=layout)

    counts = [(one.said.en, one.agrees) for one in got.totals if "笔" in one.label]
    assert counts == [("2笔, row 4", True), ("1笔, row 6", True), ("共4笔, row 8", True)]


def test_a_merchant_called_total_is_a_record() -> None:
    """The oil company sells fuel; a total row has no date."""
    got = cards(("2025-03-01", "Total", "300.00"), ("", "Total", "300.00"))

    assert got.rows["merchant_name"].to_list() == ["Total"]
    assert [one.agrees for one in got.totals] == [True]


@pytest.mark.parametrize("label", ["合计", "合计金额", "Total:"])
def test_a_total_in_the_date_column_is_one_whatever_else_stands_there(label: str) -> None:
    """No record is dated 合计."""
    got = cards(("2025-03-01", "店", "300.00"), (label, "共1笔", "300.00"))

    assert ([one.stated for one in got.totals], got.rejects.height) == ([Decimal(1), Decimal("300.00")], 0)
    assert all(one.agrees for one in got.totals)


def test_a_cell_too_many_shifts_a_row_and_is_rejected() -> None:
    """An unquoted comma moves what follows it; nothing of such a row is believed."""
    plain = [("2025-03-01", "店", "1.00")] * 5
    shifted = ("2025-03-01", "Smith", "2.00", "Jones", "x")
    csv = cards(*plain, shifted)
    workbook = read(grid_of(HEAD, *plain, shifted, sheet="明细"))
    unnamed = cards(*[(*row, "备注") for row in plain])

    assert csv.rejects.select("row_no", "column", "code", "found").rows() == [
        (7, "金额", "row.too_many_cells", "Jones | x")
    ]
    assert (workbook.rows.height, unnamed.rows.height) == (6, 5)


def test_a_department_called_total_is_never_a_record() -> None:
    """With all else filled in, a row labelled 合计 is a total if it adds up, and a reject if it does not."""
    head = ("文号", "年度", "部门", "项目", "金额")
    rows = (("1号", "2025", "甲", "meeting", "2.00"), ("1号", "2025", "乙", "30215", "3.00"))

    adds_up = cards(*rows, ("1号", "2025", "合计", "meeting", "5.00"), layout=BUDGETS, head=head)
    does_not = cards(*rows, ("1号", "2025", "合计", "meeting", "6.00"), layout=BUDGETS, head=head)

    assert ([one.agrees for one in adds_up.totals], adds_up.rejects.height) == ([True], 0)
    assert (does_not.codes, does_not.rows.height) == (["row.looks_like_total"], 2)


@pytest.mark.parametrize(
    "note",
    [
        ("注:本表不含退货", "", ""), ("", "制表人:张三", ""), ("制表:张三", "审核:李四", ""),
        ("打印日期 2025-04-01", "", ""), ("Source: the bank", "", ""), ("共 2 笔", "", ""),
    ],
)  # fmt: skip
def test_notes_are_no_records(note: Sequence[str]) -> None:
    """What a word marks as a note, below or between the rows, is neither a record nor a reject."""
    got = cards(("2025-03-01", "店", "1.00"), note, ("2025-03-02", "店", "1.00"))

    assert (got.rows.height, got.codes, got.doubts) == (2, [], ())


@pytest.mark.parametrize(
    ("day", "codes"), [("交易明细涉及隐私,请妥善处理", []), ("2025-03-02 10:00:00", ["value.missing"])]
)
def test_a_note_may_run_on_where_a_record_has_its_day(day: str, codes: Sequence[str]) -> None:
    """Words are no day; a day is one, and then the row may be a record without its amount."""
    head = ("备注", "交易日期", "商户", "金额")
    got = cards(("", "2025-03-01", "店", "1.00"), ("说明", day, "", ""), head=head)

    assert (got.rows.height, got.codes) == (1, list(codes))


@pytest.mark.parametrize(
    "aside",
    [
        ("一、市本级", "", ""), ("----------", "", ""), ("", "以上为全部交易。", ""),
        ("", "本流水仅供参考,以银行账务为准", ""),
        ("备注:补记", "说明:三月四日 饭店 50.00", ""),
    ],
)  # fmt: skip
def test_an_aside_is_no_record_but_is_told(aside: Sequence[str]) -> None:
    """A lone cell that no record has, and that no word marks as a note, is passed over with a doubt.

    So is a note that has an amount beside it: it may speak of what was spent.
    """
    got = cards(("2025-03-01", "店", "1.00"), aside, ("2025-03-02", "店", "1.00"))

    assert (got.rows.height, got.codes) == (2, [])
    assert [(doubt.code, doubt.count) for doubt in got.doubts] == [("rows.notes", 1)]


CARD_FIRST = ("卡号", "交易日期", "商户", "金额")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("本对账单共2笔", "如有疑问请致电0871-63123456"), "total.disagrees"),
        (("尊敬的客户", "本清单仅供参考", "请核对"), "rows.notes"),
        (("本对账单不含退货", "如有疑问请致电", "0871-63123456"), None),
        (("本清单", "2025-03-02", "如有疑问请致电"), None),
        (("本清单", "请核对", "饭店", "12.00"), None),
        (("本期6222****1111", "三月五日", "请核对"), None),
        (("张三的卡", "见发票", "以发票为准"), None),
        (("本清单", "饭店", "住宿"), None),
        (("本清单", "", "请核对"), None),
    ],
)
def test_a_note_that_a_comma_cut_up_is_no_record_and_told(row: Sequence[str], told: str | None) -> None:
    """Nothing that a record may tell stands beside its words, or it is a reject."""
    columns = dict(zip(("card_no", "spent_on", "merchant_name", "amount"), CARD_FIRST, strict=True))
    record = ("6283251044719036", "2025-03-01", "店", "1.00")

    got = cards(record, (*row, "", "")[:4], head=CARD_FIRST, layout=layout_of(columns=columns))

    assert (got.rows.height, got.rejects.height) == (1, int(told is None))
    assert [doubt.code for doubt in got.doubts] == ([told] if told else [])


@pytest.mark.parametrize(
    "row", [("", "加油站", ""), ("", "", "12.00"), ("2025-03-05", "", ""), ("注册费", "", "12.00")]
)
def test_a_fragment_of_a_record_is_a_reject(row: Sequence[str]) -> None:
    """A row that might be a record is not taken for a note."""
    got = cards(("2025-03-01", "店", "1.00"), row)

    assert (got.rows.height, got.rejects.height) == (1, 1)


@pytest.mark.parametrize(
    ("row", "is_record"),
    [
        (("日期:三月二日", "商户:饭店", "备注:公务", "金额:五十"), True),
        (("时间:三月二日", "饭店:一楼", "摘要:公务", "合计:五十元"), True),
        (("", "商户:饭店", "备注:公务", "::"), True),
        (("单位:区财政局", "户名:张三", "币种:人民币", "单位:万元"), False),
        (("户名:张三", "", "备注:活期", ""), False),
    ],
    ids=["its own columns", "an amount in words", "most of its own columns", "titles", "one label that is a column's"],
)
def test_a_row_of_labels_that_may_be_a_charge_is_a_reject(row: Sequence[str], is_record: bool) -> None:
    head = ("日期", "商户", "备注", "金额")
    got = cards(("2025-03-01", "店", "", "1.00"), row, head=head, layout=layout_of(
        columns={"spent_on": "日期", "merchant_name": "商户", "amount": "金额"}
    ))  # fmt: skip

    assert (got.rows.height, got.rejects.height) == (1, int(is_record))


def test_repeated_headers_are_no_records() -> None:
    """Not even where everything that a record needs is text."""
    got = cards(
        ("001", "财政局"), ("单位编码", "单位名称"), ("002", "教育局"),
        layout=template("departments"), head=("单位编码", "单位名称"),
    )  # fmt: skip

    assert got.rows["department_code"].to_list() == ["001", "002"]
    assert (got.rejects.height, got.rows_read) == (0, 2)


def test_rows_that_a_layout_leaves_out_are_counted() -> None:
    """A filter of the layout is told with its reason."""
    reason = {"zh": "已撤销", "en": "withdrawn"}
    layout = CARDS.model_validate({**CARDS.model_dump(by_alias=True, exclude={"columns"}), "columns": {
        "spent_on": "交易日期", "merchant_name": "商户", "amount": "金额"},
        "skip": [{"by": ["商户"], "pattern": "^撤销", "reason": reason}]})  # fmt: skip
    got = cards(("2025-03-01", "撤销", "1.00"), ("2025-03-01", "店", "1.00"), ("2025-03-01", "", "1.00"), layout=layout)

    assert got.rows["row_no"].to_list() == [3, 4]
    (doubt,) = got.doubts
    assert (doubt.code, doubt.count) == ("rows.left_out", 1)
    assert doubt.text.zh.endswith("已撤销")
    assert doubt.text.en == "1 row was left out, as the layout says: withdrawn"


def test_card_numbers_are_masked_wherever_a_reject_shows_them() -> None:
    """The reject keeps the last four digits and no more, in the cell found and in the row."""
    layout = layout_of(columns={"card_no": "卡号", "spent_on": "交易日期", "amount": "金额"})
    got = cards(
        ("6283660012345678", "2025-03-01", "x"), ("6283 6600 1234 5678 12", "2025-03-01", "x"),
        ("6.28366E+15", "2025-03-01", "1"), ("6283.6600/1234_5678", "2025-03-01", "1"),
        layout=layout, head=("卡号", "交易日期", "金额"),
    )  # fmt: skip

    text = str(got.rejects.rows())
    assert "628366" not in text
    assert "6283 66" not in text
    assert "6.28366" not in text
    assert "6283." not in text
    assert "************5678" in text


def test_a_key_is_known_only_where_all_of_it_could_be_read() -> None:
    """Rejects that can be closed by their record's key carry it; a card number is never part of one."""
    head = ("文号", "年度", "部门", "项目", "金额", "序号")
    layout = layout_of("budgets", columns={**BUDGET_COLUMNS, "line_no": "序号"})
    got = cards(
        ("1/2号", "2025", "甲", "meeting", "x", "3"), ("1号", "2025", "甲", "meeting", "x", ""),
        ("1号", "2025", "甲", "meeting", "x", "y"), layout=layout, head=head,
    )  # fmt: skip
    registered = cards(("6283660012345678", "", "D1"), layout=template("cards"), head=("卡号", "人员编号", "单位编码"))

    assert got.rejects["key"].to_list() == ["1%2F2号/3", "1号/", None]  # loading gives the number that is not written
    assert registered.rejects["key"].to_list() == [None]


def test_an_end_before_its_start_is_rejected() -> None:
    """Of a trip, and of what has no dates nothing is claimed."""
    head = ("出差审批单号", "人员编号", "单位编码", "出发日期", "返回日期")
    got = cards(
        ("1", "P", "D", "2025-03-02", "2025-03-01"), ("2", "P", "D", "2025-03-01", "2025-03-01"),
        ("3", "P", "D", "1989-12-31", "2025-03-01"), ("4", "P", "D", "2025-03-01", "2108-03-01"),
        layout=template("trips"), head=head,
    )  # fmt: skip

    assert got.codes == ["dates.order", "date.implausible", "date.implausible"]
    assert got.rejects["found"][0] == "2025-03-02 > 2025-03-01"
    assert got.rows["trip_no"].to_list() == ["2"]


def test_a_fraction_is_rounded_and_told_of() -> None:
    """A third of a day is no reason to refuse a meeting; what is no fraction of a workbook is refused as ever."""
    head = ("会议编号", "单位编码", "会议名称", "开始日期", "结束日期", "会期天数")
    meeting = ("D", "会", "2025-03-01", "2025-03-02")
    got = cards(
        ("1", *meeting, "1.3333333333333333"), ("2", *meeting, "1.5"), ("3", *meeting, "1.33333333"),
        layout=template("meetings"), head=head,
    )  # fmt: skip

    assert got.rows["days"].to_list() == [Decimal("1.333333"), Decimal("1.5")]
    assert got.codes == ["number.too_many_decimals"]
    assert [(doubt.code, doubt.count, examples(doubt)) for doubt in got.doubts] == [
        ("number.rounded", 1, ("会期天数 1.3333333333333333 (row 2)",))
    ]


def test_dates_that_are_odd_and_not_the_records_own_are_a_doubt() -> None:
    """A venue's list may say: valid until 2099."""
    got = cards(("宾馆", "2099-12-31"), ("饭店", ""), layout=template("designated-venues"), head=("名称", "有效期止"))

    assert got.rows.height == 2
    assert [(doubt.code, doubt.count, examples(doubt)) for doubt in got.doubts] == [
        ("date.odd", 1, ("有效期止 2099-12-31 (row 2)",))
    ]


@pytest.mark.parametrize(
    ("day", "accepted"),
    [("1989-12-31", False), ("1990-01-01", True), ("2028-01-01", True), ("2028-01-02", False)],
)
def test_a_records_own_date_is_plausible(day: str, accepted: bool) -> None:
    """From 1990 until two years ahead."""
    assert (cards((day, "店", "1.00")).rows.height == 1) is accepted


def test_another_currency_than_the_ledgers_is_rejected() -> None:
    """However the bank writes the ledger's own."""
    layout = layout_of(columns={"spent_on": "交易日期", "currency": "币种", "amount": "金额"})
    rows = [("2025-03-01", word, "1.00") for word in ("人民币", "CNY", "rmb", "", "美元", "USD")]
    got = cards(*rows, layout=layout, head=("交易日期", "币种", "金额"))

    assert got.rows["currency"].to_list() == ["CNY", "CNY", "CNY", None]
    assert got.codes == ["currency.not_ledger"] * 2


def test_another_currency_in_the_cell_of_an_amount_is_rejected() -> None:
    """What was paid abroad may stand beside it, in whatever currency it was."""
    layout = layout_of(columns={"spent_on": "交易日期", "original_amount": "原币", "amount": "金额"})
    rows = [("2025-03-01", "USD 14", amount) for amount in ("￥100", "100.00", "USD 100", "€100", "£100")]
    got = cards(*rows, layout=layout, head=("交易日期", "原币", "金额"))

    assert got.rows.select("original_amount", "amount").rows() == [(Decimal("14.00"), Decimal("100.00"))] * 2
    assert got.rejects.select("code", "column", "found").rows() == [
        ("currency.not_ledger", "金额", found) for found in ("USD 100", "€100", "£100")
    ]


def test_a_dollar_is_the_ledgers_own_where_it_keeps_dollars() -> None:
    layout = layout_of(columns={"spent_on": "交易日期", "currency": "币种", "amount": "金额"})
    rows = [("2025-03-01", "$", "$5"), ("2025-03-01", "US$", "5"), ("2025-03-01", "CAD", "US$5")]
    got = cards(*rows, layout=layout, head=("交易日期", "币种", "金额"), currency="CAD")

    assert got.rows.select("currency", "amount").rows() == [("CAD", Decimal("5.00"))]
    assert got.codes == ["currency.not_ledger"] * 2


def test_items_are_known_by_id_title_and_economic_code() -> None:
    """Anything else is a reject: money must not be planned for what nobody compares."""
    rows = [("1", "2025", "甲", item, "1.00") for item in ("meeting", "公务接待费", "30215", "3021", "差旅等")]
    got = cards(*rows, layout=BUDGETS, head=("文号", "年度", "部门", "项目", "金额"))

    assert got.rows["item"].to_list() == ["meeting", "reception", "30215"]
    assert got.codes == ["item.unknown"] * 2


@pytest.mark.parametrize(
    "written",
    ["“三公”经费合计", '"三公"经费合计', "＂三公＂经费合计", "三公经费合计", "「三公」经费 合计", "'三公'经费合计"],
)
def test_an_item_is_known_whatever_its_quotation_marks(written: str) -> None:
    got = cards(("1", "2025", "甲", written, "1.00"), layout=BUDGETS, head=("文号", "年度", "部门", "项目", "金额"))
    assert got.rows["item"].to_list() == ["public_expenses"]


def test_the_department_of_the_caller_is_for_rows_that_name_none() -> None:
    """A file without the column gets it whole."""
    layout = layout_of(columns={"spent_on": "交易日期", "department_code": "单位", "amount": "金额"})
    some = cards(
        ("2025-03-01", "009", "1"),
        ("2025-03-01", "", "1"),
        layout=layout,
        head=("交易日期", "单位", "金额"),
        department="D1",
    )
    none = cards(("2025-03-01", "店", "1"), department="D1")

    assert some.rows["department_code"].to_list() == ["009", "D1"]
    assert none.rows["department_code"].to_list() == ["D1"]
    assert "department_code" in none.source.mapped


@pytest.mark.parametrize(
    ("title", "header", "unit", "amount"),
    [
        ("某市预算", "金额", "元", "1.50"), ("某市预算", "金额", "万元", "15000.00"),
        ("单位:万元", "金额", "元", "15000.00"), ("金额单位 : 千元", "金额", "元", "1500.00"),
        ("单位:万元", "金额(元)", "万元", "1.50"), ("单位:元器件厂", "金额", "元", "1.50"),
        ("2025年预算(万元)", "金额", "元", "15000.00"), ("2025年预算【 万元 】", "金额", "元", "15000.00"),
        ("2025年预算(人民币万元) 编制:财政局", "金额", "元", "15000.00"), ("2025年预算 万元", "金额", "元", "15000.00"),
        ("2025年预算(万元)", "金额(元)", "万元", "1.50"), ("2025年预算(元)", "金额", "万元", "1.50"),
        ("预算(万元) 单位:元", "金额", "万元", "1.50"), ("收入(万元) 支出(元)", "金额", "元", "1.50"),
        ("总额500万元", "金额", "元", "1.50"), ("采购项目(50万元以上)", "金额", "元", "1.50"),
        ("项目(万元以上的)清单", "金额", "元", "1.50"), ("以万元为单位的除外", "金额", "元", "1.50"),
        ("预算总额(万元):120", "金额", "元", "1.50"), ("万元店 明细", "金额", "元", "1.50"),
    ],
)  # fmt: skip
def test_the_files_own_unit_goes_before_the_layouts(title: str, header: str, unit: str, amount: str) -> None:
    """A unit in the header before one above the table before the layout's."""
    layout = layout_of(unit=unit, columns={"spent_on": "交易日期", "amount": "金额"})

    got = read(grid_of((title,), ("交易日期", header), ("2025-03-01", "1.50")), layout)

    assert got.rows["amount"].to_list() == [Decimal(amount)]


def test_two_amount_columns_and_signs_by_words() -> None:
    """Out is positive, in is negative, a word decides; an empty amount stays empty and is rejected.

    So is a word that names no direction, where the layout knows words of both.
    """
    two = layout_of(columns={"spent_on": "日期", "amount": {"plus": ["支出"], "minus": ["收入"]}})
    rows = (("2025-03-01", "5.00", ""), ("2025-03-01", "", "7.00"), ("2025-03-01", "", ""), ("2025-03-01", "5.00", "x"))
    by_columns = cards(*rows, layout=two, head=("日期", "支出", "收入"))
    sign = {"by": ["摘要"], "words": [["退", "-"], ["转", "0"], ["费", "+"]]}
    words = layout_of(columns={"spent_on": "日期", "amount": {"from": "金额", "sign": sign}})
    said = [("2025-03-01", word, "5.00") for word in ("退货", "转账", "费用", "消费退", "其他", "")]
    by_words = cards(*said, ("2025-03-01", "退货", "-5.00"), layout=words, head=("日期", "摘要", "金额"))

    assert by_columns.rows["amount"].to_list() == [Decimal("5.00"), Decimal("-7.00")]
    assert by_columns.codes == ["value.missing", "money.not_a_number"]
    assert [str(one) for one in by_words.rows["amount"]] == ["-5.00", "0.00", "5.00", "-5.00", "5.00", "-5.00"]
    assert by_words.rejects.select("row_no", "code", "found").rows() == [(6, "amount.direction_unknown", "其他")]

    refunds = {"from": "金额", "sign": sign | {"words": [["退", "-"]]}}
    one_way = layout_of(columns={"spent_on": "日期", "amount": refunds})
    assert cards(*said, layout=one_way, head=("日期", "摘要", "金额")).rows["amount"].to_list().count(Decimal(5)) == 4


@pytest.mark.parametrize(
    ("title", "written", "example"),
    [
        ("账单周期:2025-11-21至2025-12-20", "11-25", "2025-11-25"),
        ("账单周期:2025-12-21至2026-01-20", "12月25日", "2025年12月25日"),
        ("打印日期:2026-01-03", "12-25", ""),
        ("2024-06-01至2025-12-31", "12-25", ""),
    ],
)
def test_a_day_without_a_year_is_shown_with_that_of_the_file(title: str, written: str, example: str) -> None:
    """Where the file names none, or more than one, neither does the advice."""
    rows = [(title,), HEAD, (written, "店", "18.00"), ("02-30", "店", "18.00")]
    got = read(grid_of(*rows), CARDS)

    said = [json.loads(about)["example"] for about in got.rejects["about"]]
    assert (got.codes, said) == (["date.no_year"] * 2, [example, ""])
    advice = describe("date.no_year", {"found": written, "example": said[0]}).zh
    assert (f"如 {example}" if example else "补上年份,或") in advice


def test_a_row_with_money_that_goes_and_money_that_comes_is_rejected() -> None:
    """No difference of the two is made up; a 0.00 beside an amount is none, and a row that sums is a total."""
    two = layout_of(columns={"spent_on": "日期", "amount": {"plus": ["支出"], "minus": ["收入"]}})
    rows = (
        ("2025-03-01", "100.00", "30.00"),
        ("2025-03-02", "5.00", "0.00"),
        ("2025-03-02", "", "7.00"),
        ("合计", "5.00", "7.00"),
    )

    got = cards(*rows, layout=two, head=("日期", "支出", "收入"))

    assert got.rows["amount"].to_list() == [Decimal("5.00"), Decimal("-7.00")]
    assert got.rejects.select("row_no", "column", "code", "found").rows() == [
        (2, "支出 − 收入", "amount.both_ways", "100.00 | 30.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sides", "income", "amount"),
    [
        ({"plus": ["支出"], "minus": ["收入"]}, ("(3.00)", "-1.00", "7"), Decimal(-7)),
        ({"plus": ["支出", "收入"]}, ("3.00", "1.00", "-7"), Decimal(-7)),
    ],
)
def test_income_that_counts_as_spending_is_doubted(sides: object, income: Sequence[str], amount: Decimal) -> None:
    """Of records alone, whichever side the layout has it on."""
    layout = layout_of(columns={"spent_on": "日期", "amount": sides})
    days = ("2025-03-01", "x", "2025-03-02")
    rows = [("2025-03-01", "5.00", "0.00"), *((day, "", one) for day, one in zip(days, income, strict=True))]

    got = cards(*rows, layout=layout, head=("日期", "支出", "收入"))

    assert got.rows["amount"].to_list() == [Decimal(5), Decimal(3), amount]
    (doubt,) = got.doubts
    said = "-3.00" if income[0].startswith("(") else "3.00"
    assert (doubt.code, doubt.count) == ("amount.income_as_spending", 1)
    assert doubt.examples == (Text(f"收入 {said}(第 3 行)", f"收入 {said} (row 3)"),)


@pytest.mark.parametrize(
    ("sides", "head", "row"),
    [
        ({"minus": ["金额"]}, ("金额",), ("-5.00",)),
        ({"plus": ["贷方"], "minus": ["借方"]}, ("贷方", "借方"), ("5.00", "")),
        ({"plus": ["贷方"], "minus": ["借方"]}, ("贷方", "借方"), ("", "-5.00")),
        ({"plus": ["贷方", "手续费"]}, ("贷方", "手续费"), ("4.00", "1.00")),
    ],
)
def test_spending_that_a_layout_takes_from_other_signs_or_names_is_no_doubt(
    sides: object, head: Sequence[str], row: Sequence[str]
) -> None:
    """The books of an office have on the credit side what it pays."""
    layout = layout_of(columns={"spent_on": "日期", "amount": sides})

    got = cards(("2025-03-01", *row), layout=layout, head=("日期", *head))

    assert (got.rows["amount"].to_list(), got.doubts) == ([Decimal(5)], ())


@pytest.mark.parametrize(
    ("sides", "spent", "refunded"),
    [({"plus": ["支出", "收入"]}, "100.00", "-30.00"), ({"minus": ["支出", "收入"]}, "-100.00", "30.00")],
)
def test_columns_of_both_ways_are_told_by_name_where_their_signs_are_in_the_cells(
    sides: object, spent: str, refunded: str
) -> None:
    layout = layout_of(columns={"spent_on": "日期", "amount": sides})
    rows = [("2025-03-01", *row) for row in ((spent, refunded), (spent, ""), ("", refunded))]

    got = cards(*rows, layout=layout, head=("日期", "支出", "收入"))

    assert (got.rows["amount"].to_list(), got.codes) == ([Decimal(100), Decimal(-30)], ["amount.both_ways"])


def test_a_layout_may_say_that_an_amount_is_a_difference() -> None:
    net = {"plus": ["应付"], "minus": ["扣款"], "net": True}
    rows = (("2025-03-01", "100.00", "30.00"), ("2025-03-02", "5.00", ""))

    got = cards(*rows, layout=layout_of(columns={"spent_on": "日期", "amount": net}), head=("日期", "应付", "扣款"))

    assert (got.rows["amount"].to_list(), got.codes) == ([Decimal("70.00"), Decimal("5.00")], [])
    with pytest.raises(ValidationError, match=r"layout\.net_of_one"):
        layout_of(columns={"spent_on": "日期", "amount": {"plus": ["应付"], "net": True}})


def test_a_part_of_a_cell_is_cut_out() -> None:
    """An amount whose cell does not match is read whole, and refused if it is no number; a text is empty."""
    layout = layout_of(columns={
        "spent_on": "日期", "amount": {"from": "金额", "pattern": r"^[A-Z]{3}\s*(?P<value>.+)$"},
        "currency": {"from": "金额", "pattern": "^([A-Z]{3})"},
    })  # fmt: skip
    got = cards(
        ("2025-03-01", "CNY13.50"), ("2025-03-01", "7"), ("2025-03-01", "CNY abc"), layout=layout, head=("日期", "金额")
    )

    assert got.rows.select("amount", "currency").rows() == [(Decimal("13.50"), "CNY"), (Decimal("7.00"), None)]
    assert got.rejects.height == 1


def test_a_journey_of_several_days_in_one_cell() -> None:
    """Its first day takes the month from its end; the year is that of the quarter above the table."""
    layout = layout_of(
        kind="overseas_groups",
        statement=r"to \d+ (?P<month>[A-Z][a-z]+) (?P<year>\d{4})",
        columns={
            "group_no": {
                "title": r"Quarter (\w+)",
                "join": ["Who", "When", "Where"],
                "separator": "/",
                "skip_empty": True,
            },
            "department_code": {"constant": "D1"},
            "depart_on": {"from": "When", "pattern": r"^(?P<value>\d+)(?:[^a-zA-Z]*?\d+)?[ -]*(?P<more>[A-Z][a-z]+)"},
            "return_on": {"from": "When", "pattern": r"(\d+[ -]*[A-Z][a-z]+)$"},
        },
    )
    rows = [("A", "14-Jan", "Berlin"), ("A", "7 – 8 Feb", ""), ("B", "28 Feb – 3 March", "Rome"), ("B", "tbc", "Paris")]
    title = "Quarter Q1: 1 January 2013 to 31 March 2013"

    got = read(grid_of((title,), ("Who", "When", "Where"), *rows), layout)

    assert got.rows.select("group_no", "depart_on", "return_on").rows() == [
        ("Q1/A/14-Jan/Berlin", date(2013, 1, 14), date(2013, 1, 14)),
        ("Q1/A/7 – 8 Feb", date(2013, 2, 7), date(2013, 2, 8)),
        ("Q1/B/28 Feb – 3 March/Rome", date(2013, 2, 28), date(2013, 3, 3)),
    ]
    assert (got.codes, got.rejects["found"].to_list()) == (["date.unreadable"], ["tbc"])


def test_a_title_that_is_lacking_leaves_the_layout_unused() -> None:
    """What should stand before the cells is part of them."""
    layout = layout_of(
        columns={"spent_on": "交易日期", "amount": "金额", "claim_no": {"title": r"(\d{4})年", "from": "单号"}}
    )
    row = (("交易日期", "金额", "单号"), ("2025-03-01", "1.00", "7"))

    assert read(grid_of(("2025年报销",), *row), layout).rows["claim_no"].to_list() == ["20257"]
    assert "claim_no" not in read(grid_of(("报销",), *row), layout).source.mapped


def test_words_title_constant_and_other_columns() -> None:
    """A column may come from the title rows, a word, nowhere, or the next best column."""
    layout = layout_of(columns={
        "spent_on": "日期",
        "amount": {"from": "入账", "else": {"from": "原币", "doubt": "amount.in_original_currency"}},
        "card_no": {"title": r"卡号[::]\s*([\d*]+)"}, "currency": {"constant": "CNY"},
        "transaction_type": {"from": "摘要", "words": [["取", "取现"]], "otherwise": "消费"},
    })  # fmt: skip
    got = read(
        grid_of(
            ("卡号:6283****1234",), ("日期", "原币", "摘要"), ("2025-03-01", "1", "ATM取款"), ("2025-03-02", "2", "")
        ),
        layout,
    )

    assert got.rows.select("card_no", "currency", "transaction_type").unique(maintain_order=True).rows() == [
        ("6283****1234", "CNY", "cash_withdrawal"), ("6283****1234", "CNY", "purchase"),
    ]  # fmt: skip


def test_a_month_means_its_last_day_where_nothing_better_is_known() -> None:
    """Only rows without a date of their own take it."""
    layout = layout_of(columns={
        "spent_on": "日期", "amount": "金额",
        "posted_on": {"join": ["年", "月"], "separator": "-", "month_end": True, "where_empty": "spent_on"},
    })  # fmt: skip
    rows = (
        ("2024-01-05", "2024", "02", "1"),
        ("", "2024", "02", "1"),
        ("", "2024", "13", "1"),
        ("2024-01-05", "", "xx", "1"),
    )
    got = cards(*rows, layout=layout, head=("日期", "年", "月", "金额"))

    assert got.rows["posted_on"].to_list() == [None, date(2024, 2, 29), None]
    assert got.rejects["row_no"].to_list() == [4]


def test_extras_are_one_json_text_whatever_the_file_form() -> None:
    """A CSV's 11.60 and a workbook's 11.6 are one; empty extras are left out; quotes and backslashes survive."""
    extra = {"zone": "区", "tax": {"from": "税", "type": "decimal"}, "day": {"from": "日", "type": "date"}}
    layout = layout_of(columns={"spent_on": "日期", "amount": "金额"}, extra=extra)
    head = ("日期", "金额", "区", "税", "日")
    got = cards(
        ("2025-03-01", "1", 'a"b\\c', "11.60", "2025-1-2"), ("2025-03-01", "1", "", "11.6", ""),
        ("2025-03-01", "1", "", "100", "?"), ("2025-03-01", "1", "", "", ""), layout=layout, head=head,
    )  # fmt: skip

    assert [json.loads(one) if one else None for one in got.rows["extra"]] == [
        {"day": "2025-01-02", "tax": "11.6", "zone": 'a"b\\c'}, {"tax": "11.6"}, {"day": "?", "tax": "100"}, None,
    ]  # fmt: skip
    assert got.source.mapped[-1] == "extra"


def test_an_extra_is_the_same_however_the_file_came_about() -> None:
    """Line ends of another system, full-width letters and leading zeros that Excel dropped make no other row."""
    layout = layout_of(
        columns={"spent_on": "日期", "amount": "金额"}, extra={"use": "用途", "code": {"from": "编码", "pad": 4}}
    )
    rows = [("油\n和 水", "0012"), ("油\r\n和  水", "12"), ("油 和 水", "１２"), ("油 和 水", "A12")]

    got = cards(*(("2025-03-01", "1", *row) for row in rows), layout=layout, head=("日期", "金额", "用途", "编码"))

    assert [json.loads(one)["code"] for one in got.rows["extra"]] == ["0012", "0012", "0012", "A12"]
    assert {json.loads(one)["use"] for one in got.rows["extra"]} == {"油 和 水"}


WIDE_COLUMNS = {"document_no": "文号", "fiscal_year": "年度", "department_code": "部门"}
WIDE = layout_of(
    "budgets",
    unit="万元",
    columns=WIDE_COLUMNS,
    wide={
        "column": "amount",
        "records": [
            {"from": "会议费", "set": {"item": "meeting", "line_no": "1"}},
            {"from": "培训费", "set": {"item": "training", "line_no": "2"}},
        ],
        "totals": [{"from": "合计", "of": ["会议费", "培训费"]}],
    },
)
WIDE_HEAD = ("文号", "年度", "部门", "会议费", "培训费", "合计")


def test_a_row_with_several_amounts_is_several_records() -> None:
    """Records are counted, rows too; an empty amount is no record; a subtotal column is compared, row by row."""
    got = cards(
        ("1", "2025", "甲", "1.5", "2", "3.5"), ("1", "2025", "乙", "", "0", "0"), ("2", "2025", "丙", "1", "x", "2"),
        layout=WIDE, head=WIDE_HEAD,
    )  # fmt: skip

    assert got.rows.select("row_no", "item", "line_no", "amount").rows() == [
        (2, "meeting", 1, Decimal("15000.00")), (2, "training", 2, Decimal("20000.00")),
        (3, "training", 2, Decimal("0.00")), (4, "meeting", 1, Decimal("10000.00")),
    ]  # fmt: skip
    assert got.rejects.select("row_no", "found").rows() == [(4, "x")]
    assert got.rows_read == 3
    assert [(one.said.en, one.stated, one.computed) for one in got.totals] == [
        ("合计", Decimal("55000.00"), Decimal("45000.00")), ("合计, row 4", Decimal("20000.00"), Decimal("10000.00")),
    ]  # fmt: skip


def test_a_wide_row_without_any_amount_is_a_reject_and_its_total_row_is_none() -> None:
    """A department with nothing planned is said; the bottom line is compared with all that stands above."""
    got = cards(
        ("1", "2025", "甲", "1", "2", "3"), ("1", "2025", "乙", "", "", ""), ("合计", "", "", "1", "2", "3"),
        layout=WIDE, head=WIDE_HEAD,
    )  # fmt: skip

    assert (got.codes, got.rows.height, got.rows_read) == (["value.missing"], 2, 2)
    assert got.rejects["column"].to_list() == ["会议费 / 培训费"]
    assert json.loads(got.rejects["about"][0])["required"] == "会议费 / 培训费"
    assert [one.agrees for one in got.totals] == [True, True]


def test_what_is_wrong_with_a_wide_record_is_said_of_its_own_column() -> None:
    """Its amount, and what the column stands for; a reader finds neither by the name of the record column."""
    wide = {"column": "amount", "records": [{"from": name, "set": {"item": name}} for name in ("会议费", "茶水费")]}
    got = cards(
        ("1", "2025", "甲", "1.2.3", "2"),
        layout=layout_of("budgets", columns=WIDE_COLUMNS, wide=wide), head=("文号", "年度", "部门", "会议费", "茶水费"),
    )  # fmt: skip

    assert got.rejects.select("column", "code").rows() == [
        ("会议费", "money.two_decimal_points"), ("茶水费", "item.unknown"),
    ]  # fmt: skip


def test_stretches_do_not_show() -> None:
    """A file read in pieces gives what it gives in one: records, rejects, totals, doubts."""
    rows = [("2025-03-01", f"店{number}", f"{number}.10") for number in range(1, 40)]
    rows[7] = ("2025-03-01", "店", "x")
    rows[15:15] = [("小计", "", "1"), ("注:附注", "", ""), HEAD]
    whole = grid_of(HEAD, *rows, ("合计", "", "1"))

    def pieces(after: int) -> Iterator[pl.DataFrame]:
        for frame in whole.frames(after):
            yield from frame.iter_slices(3)

    one, many = read(whole), read(dataclasses.replace(whole, frames=pieces))

    assert one.rows.equals(many.rows)
    assert one.rejects.equals(many.rejects)
    assert (one.rows_read, one.totals, one.doubts) == (many.rows_read, many.totals, many.doubts)


def test_a_sheet_without_rows_has_typed_columns_and_no_records() -> None:
    """The loader can always rely on the columns being there."""
    got = cards()

    assert got.rows.schema == {
        "spent_on": pl.Date(),
        "amount": pl.Decimal(18, 2),
        "merchant_name": pl.String(),
        "row_no": pl.Int64(),
    }
    assert got.rows_read == 0


def test_a_row_with_a_card_is_no_total_whatever_its_merchant_is_called() -> None:
    """It is a record that lacks its day, and is sent back."""
    layout = layout_of(columns={"merchant_name": "商户", "card_no": "卡号", "spent_on": "日期", "amount": "金额"})

    got = cards(
        ("甲", "6283660012345678", "2025-03-01", "1.00"), ("Total 加油站", "6283660012345678", "", "5.00"),
        layout=layout, head=("商户", "卡号", "日期", "金额"),
    )  # fmt: skip

    assert got.rows.height == 1
    assert got.rejects["code"].to_list() == ["value.missing"]


def test_half_a_header_in_the_middle_is_a_reject_that_says_so() -> None:
    """It has a text of its own, like every code."""
    layout = layout_of(columns={"spent_on": "日期", "amount": "金额", "merchant_name": "商户"})

    got = cards(("2025-03-01", "1.00", "甲"), ("日期", "金额", "店名"), layout=layout, head=("日期", "金额", "商户"))

    assert got.rows.height + got.rejects.height == 2
    assert all(describe(code, {}).zh for code in got.rejects["code"])


@pytest.mark.parametrize(
    ("kind", "cells", "code"),
    [
        ("receptions", {"guests": "8", "meal_amount": "80000.00"}, None),
        ("receptions", {"guests": "8", "meal_amount": "80000.01"}, "amount.unlikely"),
        ("receptions", {"guests": "", "meal_amount": "80000.01"}, None),
        ("receptions", {"guests": "0", "meal_amount": "80000.01"}, None),
        ("receptions", {"guests": "", "meal_amount": "8000000.00"}, "amount.unlikely"),
        ("receptions", {"held_on": "2025-03-06"}, "date.ahead"),
        ("receptions", {"meal_amount": "-0.01"}, "value.negative"),
        ("trips", {"nights": "1", "lodging_amount": "4000000"}, "amount.unlikely"),
        ("trips", {"nights": "30", "lodging_amount": "24000"}, None),
        ("trips", {"nights": "100000", "lodging_amount": "24000"}, "value.odd"),
        ("trips", {"nights": "9999999999999999", "lodging_amount": "24000"}, "value.odd"),
        ("trips", {"depart_on": "2025-01-01", "return_on": "2025-06-29"}, None),
        ("trips", {"depart_on": "2025-01-01", "return_on": "2025-06-30"}, "dates.far_apart"),
        ("trips", {"depart_on": "1999-12-31", "return_on": "2000-01-02"}, "date.odd"),
        ("trips", {"depart_on": "2025-04-01", "return_on": "2025-04-02"}, None),
        ("meetings", {"delegates": "50", "meal_amount": "15000"}, None),
        ("meetings", {"delegates": "50", "meal_amount": "150000000"}, "amount.unlikely"),
        ("meetings", {"starts_on": "2024-05-10", "ends_on": "2025-03-05"}, "dates.far_apart"),
        ("trips", {"claimed_on": "2025-03-06"}, "date.ahead"),
        ("trips", {"claimed_on": "2099-03-06"}, "date.odd"),
        ("meetings", {"days": "300"}, "value.odd"),
        ("trainings", {"trainees": "30", "amount": "495000000"}, "amount.unlikely"),
        ("vehicle_costs", {"amount": "4000000"}, "amount.unlikely"),
        ("vehicles", {"displacement": "1600"}, "value.odd"),
        ("lecture_fees", {"hours": "4", "net_amount": "4000"}, None),
        ("lecture_fees", {"hours": "4", "net_amount": "40000000"}, "amount.unlikely"),
        ("people", {"joined_on": "1984-07-01"}, None),
        ("people", {"joined_on": "1884-07-01"}, "date.odd"),
        ("budgets", {"item": "30201", "month": "13"}, "month.odd"),
        ("targets", {"metric": "card_use_min", "value": "70"}, "share.odd"),
        ("targets", {"metric": "meeting_count_max", "value": "-1"}, "value.odd"),
        ("disclosures", {"total": "355000"}, "amount.unlikely"),
        ("disclosures", {"guest_count": "1000001"}, "value.odd"),
        ("payments", {"amount": "-500.00"}, None),
        ("payments", {"paid_on": "2026-03-05"}, "date.ahead"),
        ("card_transactions", {"amount": "-500.00", "spent_on": "2025-03-05"}, None),
        ("card_transactions", {"amount": "5.00", "spent_on": "2025-03-06"}, "date.ahead"),
        ("designated_venues", {"valid_to": "2027-03-05"}, None),
    ],
)
def test_a_value_beyond_any_real_record_is_doubted_and_taken(
    kind: str, cells: dict[str, str], code: str | None
) -> None:
    """A wrong unit, a slip of the year, a zero too many; what comes back in payments and on cards is none of them."""
    required = {column.name: column.type for column in kinds()[kind].columns if column.required}
    ordinary = {"date": "2025-03-05", "year": "2025"}
    filled = {name: ordinary.get(of_type, "1") for name, of_type in required.items()} | cells
    layout = layout_of(kind, columns={name: name for name in filled})

    got = cards(tuple(filled.values()), layout=layout, head=tuple(filled), today=date(2025, 3, 5))

    odd = [one for one in got.doubts if one.code in ODD]
    assert (got.rows.height, [one.code for one in odd]) == (1, [code] if code else [])
    for doubt in odd:
        assert (doubt.count, len(doubt.examples)) == (1, 1)
        assert examples(doubt)[0].endswith("(row 2)")


ODD = {
    "amount.unlikely", "date.ahead", "date.odd", "dates.far_apart", "month.odd", "share.odd", "value.negative",
    "value.odd",
}  # fmt: skip
