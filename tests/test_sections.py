"""Several tables in one sheet: what a title says holds until the next title."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from costctl.bilingual import Text
from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import Read, read_only_sheet
from tests.workbooks import xlsx

HEADER = "交易日期,摘要,支出金额"
LIST = "摘要,交易日期,支出金额"
CARD = {
    "id": "statement",
    "kind": "card_transactions",
    "title": {"zh": "对账单", "en": "Statement"},
    "statement": r"(?P<year>\d{4})年(?P<month>\d{1,2})月",
    "columns": {
        "card_no": {"title": r"卡号\s*[:\uFF1A]\s*([\d*]+)"},
        "spent_on": "交易日期",
        "amount": "支出金额",
        "merchant_name": "摘要",
    },
}


def read(*lines: str, **changed: object) -> Read:
    layout = Layout.model_validate({**CARD, **changed})
    return read_only_sheet(read_source("s.csv", "\n".join(lines).encode(), layouts=[layout], today=date(2026, 1, 1)))


@pytest.mark.parametrize("again", [[HEADER], []], ids=["header again", "no header again"])
def test_charges_below_another_card_are_that_cards(again: list[str]) -> None:
    """A file of two cards: nobody is charged with what stands below another card's number."""
    read_file = read(
        "卡号: 6222********1111",
        HEADER,
        "2024-03-01,超市,100",
        "卡号:,6222********2222,",
        *again,
        "2024-03-05,饭店,200",
    )

    assert read_file.rows["card_no"].to_list() == ["6222********1111", "6222********2222"]
    assert (read_file.rejects.height, read_file.rows_read, read_file.doubts) == (0, 2, ())


@pytest.mark.parametrize(
    "title",
    [
        "卡号:,6222********2222,户名:,张三", "户名:,张三,卡号:,6222********2222",
        "卡号:,6222********2222,余额:,100.00,币种:",
        "户名:张三,卡号:6222********2222", "打印日期:,2024-03-31,卡号:,6222********2222", ",,,卡号:6222********2222",
    ],
)  # fmt: skip
def test_a_title_may_say_more_than_the_card(title: str) -> None:
    read_file = read("卡号: 6222********1111", HEADER, "2024-03-01,超市,100", title, HEADER, "2024-03-05,饭店,200")

    assert read_file.rows["card_no"].to_list() == ["6222********1111", "6222********2222"]
    assert read_file.rejects.height == 0


def test_a_remark_that_names_a_card_changes_nothing() -> None:
    """Only a row that cannot be a record is a title: a record may speak of another card."""
    read_file = read(
        "卡号: 6222********1111", HEADER, "2024-03-01,还款 卡号: 6222********2222,100", "2024-03-05,饭店,200"
    )

    assert read_file.rows["card_no"].to_list() == ["6222********1111"] * 2


def test_further_titles_between_two_tables_are_told_of_and_no_rejects() -> None:
    """Labels with what follows them, in whatever columns; where an amount stands the row is a record without a day."""
    read_file = read(
        "卡号: 6222********1111", HEADER, "2024-03-01,超市,100", "卡号: 6222********2222",
        "户名:张三,子账户类别:活期,别名:", HEADER, "2024-03-05,饭店,200", "备注:房费,同上:,300", "制表:张三,,审核:李四",
    )  # fmt: skip

    assert read_file.rows["amount"].to_list() == [100, 200]
    assert read_file.rejects.select("row_no", "code").rows() == [(8, "date.unreadable")]
    assert [(doubt.code, doubt.count) for doubt in read_file.doubts] == [("rows.notes", 1)]


def test_days_without_a_year_go_by_the_statement_above_them() -> None:
    title = "2023年12月对账单 卡号: 6222********1111"

    read_file = read(title, HEADER, "12-29,超市,1", "2024年2月对账单", HEADER, "01-03,饭店,2")

    assert read_file.rows["spent_on"].to_list() == [date(2023, 12, 29), date(2024, 1, 3)]
    assert set(read_file.rows["card_no"]) == {"6222********1111"}


def test_amounts_are_in_the_unit_above_them() -> None:
    """A table in yuan below one in 万元 is not taken ten thousand times."""
    read_file = read(
        "卡号: 6222********1111 单位:万元", HEADER, "2024-03-01,甲,1", "单位:元", HEADER, "2024-03-02,乙,5"
    )

    assert read_file.rows["amount"].to_list() == [Decimal("10000.00"), Decimal("5.00")]


def test_totals_of_each_table_are_compared_with_its_rows() -> None:
    read_file = read(
        "卡号: 6222********1111", HEADER, "2024-03-01,甲,1", "合计,,1", "卡号: 6222********2222", HEADER,
        "2024-03-02,乙,5", "合计,,5",
    )  # fmt: skip

    assert [(total.stated, total.agrees) for total in read_file.totals] == [(1, True), (5, True)]


WIDER = f"{HEADER},收入金额"
TWO_WAYS = {
    **CARD,
    "columns": {
        **CARD["columns"],
        "amount": {"plus": ["支出金额"], "minus": ["收入金额"]},
        "posted_on": "记账日期",
    },
}


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        ([HEADER, "2024-03-01,甲,1", WIDER, "2024-03-02,乙,,5"], [1, -5]),
        ([WIDER, "2024-03-01,甲,,1", HEADER, "2024-03-02,乙,5"], [-1, 5]),
        ([HEADER, "2024-03-01,甲,1", "收入金额,交易日期,支出金额,摘要", "5,2024-03-02,,乙"], [1, -5]),
        (["对账单", HEADER, "2024-03-01,甲,1", "", f"{WIDER},记账日期", "2024-03-02,乙,,5,2024-03-03"], [1, -5]),
        ([HEADER, *["2024-03-01,甲,1"] * 300, WIDER, "2024-03-02,乙,,5"], [*[1] * 300, -5]),
    ],
    ids=["one more", "one less", "another order", "below titles", "far below"],
)
def test_each_table_is_read_by_its_own_column_names(lines: list[str], amounts: list[int]) -> None:
    """Neither the widest nor the first row of names counts for all: a cell is what the names above it say."""
    read_file = read(*lines, **TWO_WAYS)

    assert read_file.rows["amount"].to_list() == amounts
    assert (read_file.rejects.height, read_file.rows_read) == (0, len(amounts))


@pytest.mark.parametrize(
    "lines",
    [
        ["2024-03-01,甲,1", "2024-03-02,乙,2", HEADER],
        ["2024-03-01,甲,1", "2024-03-02,乙,2", HEADER, "2024-03-03,丙,3"],
        ["交易日其,摘要,支出金额", "2024-03-01,甲,1", "2024-03-02,乙,2", HEADER, "2024-03-03,丙,3"],
        ["2024-03-01,甲,1", "合计,,1", "2024-03-02,乙,一百", HEADER, "2024-03-03,丙,3"],
    ],
    ids=["sorted away", "in the middle", "misspelt", "one unreadable"],
)
def test_records_above_the_column_names_are_rejected_and_not_lost(lines: list[str]) -> None:
    read_file = read(*lines)

    assert read_file.rejects["row_no"].to_list() == [
        number for number, line in enumerate(lines, 1) if line.startswith("2024-03-0") and number <= lines.index(HEADER)
    ]
    assert set(read_file.codes) <= {"row.above_header", "money.not_a_number"}
    assert read_file.rows.height == len(lines) - 1 - lines.index(HEADER)


def test_rows_of_another_table_above_the_column_names_are_told_of() -> None:
    """Nothing tells what their cells are, so they are no rejects; but the reader knows their numbers."""
    read_file = read("摘要,支出金额,日子", "甲,1,2024-03-01", "乙,2,2024-03-02", HEADER, "2024-03-03,丙,3")

    (doubt,) = (doubt for doubt in read_file.doubts if doubt.code == "rows.above_header")
    assert [example.split(":")[0] for example in doubt.examples] == ["1", "2", "3"]
    assert read_file.rows.height == 1


def test_titles_above_the_column_names_are_no_records() -> None:
    read_file = read(
        "对账单", "卡号: 6222********1111,户名,某局", "2024年3月,单位:元", "起止日期,2024-03-01 至 2024-03-31", HEADER,
        "2024-03-01,甲,1",
    )  # fmt: skip

    assert (read_file.rows.height, read_file.rejects.height) == (1, 0)
    assert not read_file.doubts


@pytest.mark.parametrize("names", ["交易日期,摘要,支出金颉", "日期,摘要,收入金额", "交易日期,摘要,金额"])
def test_nothing_is_read_below_column_names_that_are_not_understood(names: str) -> None:
    """By the names at the top a refund would be a charge; further down known names come again."""
    read_file = read(HEADER, "2024-03-01,甲,1", names, "2024-03-02,乙,5", HEADER, "2024-03-03,丙,3")

    assert read_file.rows["row_no"].to_list() == [2, 6]
    assert read_file.rejects["row_no"].to_list() == [3, 4]
    assert read_file.codes[1] == "row.below_unknown_header"


@pytest.mark.parametrize("between", [[], ["2024-03-01,甲,1", HEADER]], ids=["at the top", "header again"])
def test_names_in_another_language_below_the_names_refuse_nothing(between: list[str]) -> None:
    read_file = read(HEADER, *between, "trans_date,摘要,amount", "2024-03-02,乙,5")

    assert read_file.rows["amount"].to_list()[-1] == 5
    assert read_file.codes == ["date.unreadable"]


@pytest.mark.parametrize(
    "titles", [["二、下半年"], ["(二)会议情况明细表", "单位:元"], ["单位:元", "2024年二季度"], ["下半年(元)"]]
)
def test_titles_between_two_tables_are_no_rejects_and_told_of(titles: list[str]) -> None:
    lines = ["一、上半年", LIST, "甲,2024-03-01,1", "小计,,1", "", *titles, LIST, "乙,2024-07-02,5", "小计,,5"]
    read_file = read(*lines)

    assert read_file.rows["amount"].to_list() == [1, 5]
    assert (read_file.rejects.height, [total.agrees for total in read_file.totals]) == (0, [True, True])
    (title,) = (title for title in titles if not title.startswith("单位"))
    (told,) = (doubt.examples for doubt in read_file.doubts if doubt.code == "rows.notes")
    row = lines.index(title) + 1
    assert told == (Text(f"第 {row} 行“{title}”", f"row {row} “{title}”"),)


@pytest.mark.parametrize("row", ["昆明饭店,,", "G2,,", ",2024-07-01,", "合计,,", "二、下半年,2024-07-01,"])
def test_what_may_be_a_record_is_no_title(row: str) -> None:
    """Nothing but the wording tells a title from a record of which the rest is missing."""
    read_file = read(LIST, "甲,2024-03-01,1", row, LIST, "乙,2024-07-02,5")

    assert read_file.rows["amount"].to_list() == [1, 5]
    assert read_file.rejects["row_no"].to_list() == ([] if row.startswith("合计") else [3])


def test_a_title_without_column_names_below_it_is_none() -> None:
    read_file = read(LIST, "甲,2024-03-01,1", "二、下半年", "乙,2024-07-02,5")

    assert (read_file.rows["amount"].to_list(), read_file.rejects["row_no"].to_list()) == ([1, 5], [3])


def test_a_cell_that_is_merged_over_several_columns_is_a_title() -> None:
    lines = [[*LIST.split(",")], ["甲", "2024-03-01", 1], ["区教育局"], [*LIST.split(",")], ["乙", "2024-07-02", 5]]
    layout = Layout.model_validate(CARD)

    found = [
        read_only_sheet(read_source("s.xlsx", xlsx(lines, merged), layouts=[layout], today=date(2026, 1, 1)))
        for merged in ((), [(1, 3, 3, 3)])
    ]

    assert [one.rejects["row_no"].to_list() for one in found] == [[3], []]
    assert [one.rows["amount"].to_list() for one in found] == [[1, 5], [1, 5]]


@pytest.mark.parametrize(
    ("title", "amount"),
    [
        ("二、下半年(单位:元)", "5.00"),
        ("二、下半年", "50000.00"),
        ("二、下半年(万元)", "50000.00"),
        ("二、下半年(元)", None),
    ],
)
def test_a_title_that_may_mean_another_unit_must_say_so(title: str, amount: str | None) -> None:
    """Ten thousand times too much is worse than a reject; below a clear title amounts are read again."""
    again = ["三、全年(单位:万元)", LIST, "丙,2024-12-02,1"]
    read_file = read("一、上半年(单位:万元)", LIST, "甲,2024-03-01,1", title, LIST, "乙,2024-07-02,5", *again)

    read_amounts = [Decimal("10000.00"), *([Decimal(amount)] if amount else []), Decimal("10000.00")]
    assert read_file.rows["amount"].to_list() == read_amounts
    assert read_file.codes == ([] if amount else ["row.below_unclear_unit"])


def test_a_title_that_only_a_later_table_has_counts_there() -> None:
    """What stands above it is nobody's, and so many rows are said to be."""
    read_file = read(HEADER, "2024-03-01,甲,1", "卡号: 6222********2222", HEADER, "2024-03-02,乙,5")

    assert read_file.rows["card_no"].to_list() == [None, "6222********2222"]
    assert ("card.nobodys", 1) in [(doubt.code, doubt.count) for doubt in read_file.doubts]


def test_a_record_without_its_amount_is_no_title() -> None:
    """Whatever card it speaks of, it is a reject, and the rows below it are not charged to that card."""
    read_file = read("卡号: 6222********1111", HEADER, "2024-03-01,还款 卡号: 6222********2222,", "2024-03-05,饭店,200")

    assert (read_file.codes, read_file.rows["card_no"].to_list()) == (["value.missing"], ["6222********1111"])


@pytest.mark.parametrize("right", [HEADER, "交易日期,备注,支出金额", "支出金额,交易日期"])
def test_of_two_tables_side_by_side_none_is_read(right: str) -> None:
    """Reading the left one alone would lose the other."""
    batch = read_source(
        "s.csv",
        f"{HEADER},,{right}\n2024-03-01,甲,1,,2024-03-02,乙,2\n".encode(),
        layouts=[Layout.model_validate(CARD)],
    )

    assert batch.sheets[0].problem is not None
    assert batch.sheets[0].problem.code == "layout.side_by_side"


def test_a_name_that_is_there_twice_makes_no_second_table() -> None:
    """Only a table that has all that a record needs is one; the doubt about the column remains."""
    read_file = read(f"{HEADER},摘要,支出金额", "2024-03-01,甲,1,乙,2")

    assert read_file.rows["amount"].to_list() == [1]
    assert "column.repeated" in [doubt.code for doubt in read_file.doubts]


@pytest.mark.parametrize("row", ["摘要,2024-03-20,", "摘要,2024年3月20日,", "摘要,,12.00", "交易日期,2024-03-20,"])
def test_a_record_whose_merchant_is_called_as_a_column_is_no_header(row: str) -> None:
    """It alone is rejected: a row with a day or an amount of its own takes none of those below it with it."""
    read_file = read(LIST, "甲,2024-03-01,1", row, "乙,2024-03-21,2", "丙,2024-03-22,3")

    assert read_file.rows["amount"].to_list() == [1, 2, 3]
    assert (read_file.rejects["row_no"].to_list(), read_file.codes) == ([3], ["value.missing"])


def test_a_record_without_its_number_is_no_second_header() -> None:
    """One of its words may be the name of a column: it alone is rejected, and the rows below it are read."""
    head = "会议编号,主办单位编码,会议名称,开始日期,结束日期,场所类型\n"
    rows = (f"{number},D1,工作会,2025-03-05,2025-03-05,其他\n" for number in ("M1", "", "M3"))

    found = read_only_sheet(read_source("m.csv", (head + "".join(rows)).encode(), today=date(2026, 1, 1)))

    assert found.rows["meeting_no"].to_list() == ["M1", "M3"]
    assert found.rejects.select("row_no", "code").rows() == [(3, "value.missing")]


NAMES = {
    "id": "departments",
    "kind": "departments",
    "title": {"zh": "单位", "en": "Departments"},
    "columns": {"department_code": "单位编码", "name": "单位名称"},
}


def test_a_list_of_words_may_change_its_columns_too() -> None:
    content = "单位编码,单位名称\n001,甲局\n单位名称,单位编码\n乙局,002\n单位编码,单位名称\n003,丙局\n"
    read_file = read_only_sheet(read_source("d.csv", content.encode(), layouts=[Layout.model_validate(NAMES)]))

    assert read_file.rows["department_code"].to_list() == ["001", "002", "003"]
    assert read_file.rejects.height == 0


TWO_ROWS = ["交易,交易日期,支出", "摘要,,金额"]
IN_TWO_ROWS = {**CARD, "columns": {**CARD["columns"], "amount": ["支出金额", "支出 金额"], "merchant_name": ["摘要"]}}


@pytest.mark.parametrize("titles", [[], ["二、下半年"], ["二、下半年", "附表1:明细"]])
@pytest.mark.parametrize(
    ("names", "amount"),
    [(TWO_ROWS, 5), ([*TWO_ROWS, ",,(万元)"], 50_000), ([LIST, ",,(万元)"], 50_000), ([LIST], 5)],
    ids=["two rows", "three rows", "a row of units", "one row"],
)
def test_column_names_of_several_rows_are_no_records_in_the_middle_either(
    titles: list[str], names: list[str], amount: int
) -> None:
    """Nor are the titles above them; each is told of once, and the unit below the names is that of the amounts."""
    read_file = read(HEADER, "2024-03-01,甲,1", *titles, *names, "乙,2024-07-02,5", **IN_TWO_ROWS)

    assert (read_file.rows["amount"].to_list(), read_file.codes) == ([1, amount], [])
    assert [doubt.count for doubt in read_file.doubts if doubt.code == "rows.notes"] == ([len(titles)] * bool(titles))


@pytest.mark.parametrize("row", ["饭店,李四,", ",饭店,未知", "2024-07-01,饭店,", "饭店,,未知"])
@pytest.mark.parametrize("names", [[LIST], TWO_ROWS], ids=["one row", "two rows"])
def test_a_record_that_lacks_something_is_no_name_of_the_columns_below_it(row: str, names: list[str]) -> None:
    read_file = read(HEADER, "2024-03-01,甲,1", row, *names, "乙,2024-07-02,5", **IN_TWO_ROWS)

    assert (read_file.rows["amount"].to_list(), read_file.rejects["row_no"].to_list()) == ([1, 5], [3])


def line_by_line(blocks: Iterator[bytes], _size: int = 0) -> Iterator[bytes]:
    return (line for block in blocks for line in block.splitlines(keepends=True))


def test_where_a_file_is_cut_shows_in_no_title_and_no_column_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last rows of a stretch may be the titles of the first ones of the next."""
    lines = [
        HEADER, "2024-03-01,甲,1", "二、下半年", HEADER, "2024-07-02,乙,2", "三、全年", "附表1:明细", *TWO_ROWS,
        "丙,2024-12-02,3", "四、另附", "丁,2024-12-03,4", "小计,,7", "五、无",
    ]  # fmt: skip
    whole = read(*lines, **IN_TWO_ROWS)
    monkeypatch.setattr("costctl.sources.delimited.stretches", line_by_line)

    cut = read(*lines, **IN_TWO_ROWS)

    assert cut.rows.equals(whole.rows)
    assert cut.rejects.equals(whole.rejects)
    assert (cut.doubts, cut.totals) == (whole.doubts, whole.totals)
    assert (whole.rows["amount"].to_list(), whole.rejects["row_no"].to_list()) == ([1, 2, 3, 4], [11, 14])
