"""What holds for every record kind, because a kind is data: row checks, names, examples."""

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from costctl.errors import Problem
from costctl.ledger.reference import FACTS
from costctl.records import Kind, kinds
from costctl.rules.glossary import glossary
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from costctl.sources.headers import bare
from costctl.sources.read import read_source
from tests.filled import csv_of, value_for
from tests.reading import Read, examples, read_only_sheet

TODAY = date(2026, 1, 1)
every_kind = pytest.mark.parametrize("kind", kinds().values(), ids=kinds())


def read(kind: Kind, *rows: dict[str, object]) -> Read:
    return read_only_sheet(read_source("a.csv", csv_of(kind, *rows), today=TODAY))


def told(got: Read) -> list[tuple[object, ...]]:
    """What is said of each rejected row: its number, the header of the cell, the code."""
    return got.rejects.select("row_no", "column", "code").rows()


@every_kind
def test_a_complete_row_is_accepted(kind: Kind) -> None:
    """And read as that kind, whatever the file is called."""
    got = read(kind, {})

    assert (got.source.kind, got.rows.height, told(got)) == (kind.kind, 1, [])


@every_kind
def test_a_required_cell_left_empty_is_named(kind: Kind) -> None:
    """Each in a row of its own; the row without anything missing is in."""
    required = [column for column in kind.columns if column.required]

    got = read(kind, {}, *({column.name: ""} for column in required))

    assert told(got) == [(row, column.header.zh, "value.missing") for row, column in enumerate(required, 3)]
    assert got.rows["row_no"].to_list() == [2]


@every_kind
def test_a_word_that_no_list_has_is_named(kind: Kind) -> None:
    listed = [column for column in kind.columns if column.values]

    got = read(kind, {}, *({column.name: "不详之物"} for column in listed))

    assert told(got) == [(row, column.header.zh, "enum.unknown") for row, column in enumerate(listed, 3)]
    for column, about in zip(listed, got.rejects["about"], strict=True):
        text = Problem("enum.unknown", about=json.loads(about)).help
        assert all(word in text.zh and word in text.en for word in column.values)


def doubts_of(kind: str, *rows: dict[str, object]) -> list[tuple[str, int, tuple[str, ...]]]:
    got = read(kinds()[kind], *rows)
    assert got.rows.height == len(rows)
    return [(doubt.code, doubt.count, examples(doubt)) for doubt in got.doubts]


def test_a_refund_that_adds_to_spending_is_doubted() -> None:
    """Its rows are in as they are written. A repayment is no spending, and leaves a debit card positive."""
    said = [
        ("退货", "18.00"),
        ("还款", "500.00"),
        ("退货", "-18.00"),
        ("消费", "18.00"),
        ("年费", "5.00"),
        ("还款", "0"),
    ]
    rows = [{"transaction_type": kind, "amount": amount} for kind, amount in said]

    assert doubts_of("card_transactions", *rows) == [("amount.not_negative", 1, ("交易金额 18.00 (row 2)",))]


def test_a_budget_change_whose_sign_says_the_opposite_is_doubted() -> None:
    """A reduction of 3000 that is written without its sign would raise the budget in silence."""
    said = [("年初", "10000"), ("追减", "3000"), ("追减", "-3000"), ("追加", "-5"), ("追加", "5"), ("调剂", "-5")]
    rows = [{"document_no": f"F{at}", "change_kind": kind, "amount": one} for at, (kind, one) in enumerate(said)]

    assert doubts_of("budgets", *rows) == [
        ("budget.reduction_adds", 1, ("金额 3000.00 (row 3)",)),
        ("budget.supplement_lowers", 1, ("金额 -5.00 (row 5)",)),
    ]


def test_a_month_that_no_year_has_is_doubted() -> None:
    rows = [{"document_no": f"F{month}", "month": str(month)} for month in (0, 1, 12, 13)]
    assert doubts_of("budgets", *rows) == [("month.odd", 2, ("月份 0 (row 2)", "月份 13 (row 5)"))]


def test_a_target_of_several_times_the_whole_is_doubted() -> None:
    """A share written without its percent sign is one; a number of meetings may be any."""
    said = [
        ("视频会议占比下限", "7000%"),
        ("公务卡使用率下限", "70"),
        ("公务卡使用率下限", "100%"),
        ("会议次数上限", "70"),
        ("三公增长上限", "-5%"),
    ]
    rows = [
        {"metric": metric, "value": value, "department_code": f"D{place}"} for place, (metric, value) in enumerate(said)
    ]

    assert doubts_of("targets", *rows) == [("share.odd", 2, ("目标值 70 (row 2)", "目标值 70 (row 3)"))]


@every_kind
def test_a_cell_that_is_not_of_its_type_is_named(kind: Kind) -> None:
    """Whatever is not text has a form that some cells do not have."""
    typed = [column for column in kind.columns if column.type not in ("text", "code", "enum")]

    got = read(kind, {}, *({column.name: "不详之物"} for column in typed))

    assert [one[:2] for one in told(got)] == [(row, column.header.zh) for row, column in enumerate(typed, 3)]


@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if kind.in_order])
def test_an_end_before_its_start_is_named(name: str) -> None:
    """Of the kinds of the contract that have both."""
    kind = kinds()[name]
    start, end = kind.in_order or ("", "")

    got = read(kind, {start: "2025-03-05", end: "2025-03-04"}, {start: "2025-03-05", end: "2025-03-05"})

    assert told(got) == [(2, kind.column(end).header.zh, "dates.order")]


DAYS = {
    "date": [("1989-12-31", False), ("1990-01-01", True), ("2028-01-01", True), ("2028-01-02", False)],
    "month": [("1989-12", False), ("1990-01", True), ("2028-01", True), ("2028-02", False)],
    "year": [("1989", False), ("1990", True), ("2028", True), ("2029", False)],
}


@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if kind.dated_by])
def test_a_records_own_date_is_plausible(name: str) -> None:
    """From 1990 to two years ahead; of a month its first day, of a year 1 January."""
    kind = kinds()[name]
    own = kind.column(kind.dated_by[0])
    _start, end = kind.in_order or ("", "")

    for day, is_good in DAYS[own.type]:
        ending = {end: day if kind.column(end).required else ""} if end else {}
        got = read(kind, {own.name: day, **ending})
        assert got.codes == ([] if is_good else ["date.implausible"]), day


def test_the_own_date_is_the_first_that_is_filled() -> None:
    """Of a building project the first payment, else the approval; another odd date is a doubt."""
    kind = kinds()["building_projects"]
    odd, none = "1899-03-01", {"first_paid_on": "", "approved_on": "", "finished_on": ""}

    got = read(
        kind,
        {**none, "project_no": "1", "first_paid_on": odd},
        {**none, "project_no": "2", "approved_on": odd},
        {**none, "project_no": "3", "first_paid_on": "2025-03-01", "approved_on": odd},
        {**none, "project_no": "4", "finished_on": odd},
        {**none, "project_no": "5"},
    )

    assert told(got) == [(2, "首次付款日期", "date.implausible"), (3, "批复日期", "date.implausible"),
                         (5, "完工日期", "date.implausible")]  # fmt: skip
    assert got.rows["project_no"].to_list() == ["3", "5"]
    assert [(doubt.code, doubt.count) for doubt in got.doubts] == [("date.odd", 1)]


@every_kind
def test_a_header_means_one_column(kind: Kind) -> None:
    """However it is written, and with whatever else spreadsheets call it."""
    names = Counter(name for column in kind.columns for name in {bare(header) for header in column.headers})

    assert [name for name, count in names.items() if count > 1] == []


@every_kind
def test_an_example_has_what_a_record_needs_but_its_days(kind: Kind) -> None:
    """So that the examples of rules name their days and nothing else that does not matter."""
    required = {one.name for one in kind.columns if one.required and one.type not in ("date", "month")}

    assert required <= set(kind.example)


def test_kinds_come_in_the_order_in_which_they_refer_to_each_other() -> None:
    """Departments before people, people before cards, all of them before what is spent."""
    order = list(kinds())

    assert order[:4] == ["departments", "people", "cards", "designated_venues"]
    assert order.index("trainings") < order.index("lecture_fees")
    assert order.index("overseas_groups") < order.index("overseas_stays")
    assert len({kind.order for kind in kinds().values()}) == len(kinds())


DISCLOSED = ("年度", "单位编码", "公务接待费", "三公经费合计")


@pytest.mark.parametrize(
    ("title", "unit", "written", "read_as"),
    [
        ("", "", "12.34", "12.340000"), ("", "(元)", "123400.56", "12.340056"), ("单位:元", "", "123400", "12.340000"),
        ("单位:元", "(万元)", "12.34", "12.340000"), ("", "", "12.34万元", "12.340000"),
        ("", "", "1,234元", "0.123400"),
    ],
)  # fmt: skip
def test_published_figures_are_in_ten_thousands(title: str, unit: str, written: str, read_as: str) -> None:
    """Unless the file says yuan: in the cell, in the header, or above the table."""
    head = [f"{name}{unit}" if name.startswith(("公务", "三公")) else name for name in DISCLOSED]
    text = f'"{title}"\n{",".join(head)}\n2025,D1,"{written}","{written}"\n'

    got = read_only_sheet(read_source("a.csv", text.encode(), today=TODAY))

    assert (got.source.kind, got.codes) == ("disclosures", [])
    assert got.rows.select("reception", "total").rows() == [(Decimal(read_as), Decimal(read_as))]


def test_an_amount_abroad_names_its_rows_currency_or_none() -> None:
    """Pounds in a row of dollars would be held against the caps in dollars."""
    kind = kinds()["overseas_stays"]
    cells = [("USD", "$270"), ("美元", "270 USD"), ("", "270 USD"), ("英镑", "270"), ("USD", "£270"), ("USD", "¥1900")]

    got = read(
        kind, *({"stay_no": row, "currency": one, "lodging_amount": said} for row, (one, said) in enumerate(cells))
    )

    assert got.rows["lodging_amount"].to_list() == [Decimal("270.00")] * 4
    assert got.rows["currency"].to_list() == ["USD", "USD", None, "GBP"]
    assert told(got) == [(6, "住宿费外币", "currency.not_rows"), (7, "住宿费外币", "currency.not_rows")]


@every_kind
def test_required_columns_alone_say_what_a_file_is(kind: Kind) -> None:
    """Nobody has to keep the columns of the template that he has nothing for."""
    columns = [column for column in kind.columns if column.required or column.name in kind.either[:1]]
    head = ",".join(column.header.zh for column in columns)
    row = ",".join(str(value_for(column)[0]) for column in columns)

    got = read_only_sheet(read_source("a.csv", f"{head}\n{row}\n".encode(), today=TODAY))

    assert (got.source.kind, got.rows.height, told(got)) == (kind.kind, 1, [])


@every_kind
def test_other_names_for_columns_say_what_a_file_is(kind: Kind) -> None:
    """With the last name that each column is known by."""
    head = ",".join(column.headers[-1] for column in kind.columns)
    row = ",".join(str(value_for(column)[0]) for column in kind.columns)

    got = read_only_sheet(read_source("a.csv", f"{head}\n{row}\n".encode(), today=TODAY))

    assert (got.source.kind, got.rows.height, told(got)) == (kind.kind, 1, [])
    assert len(got.source.mapped) == len(kind.columns)


@pytest.mark.parametrize(
    "head", ["单位编码,月份,燃料费,维修费", "单位编码,年度,用水量,用电量", "年度,单位编码,金额,说明"]
)
def test_what_many_files_have_makes_no_file_one_of_a_kind(head: str) -> None:
    """A department, a year and a month say nothing of what the figures are."""
    (sheet,) = read_source("a.csv", f"{head}\nD1,2025,1,2\n".encode()).sheets

    assert sheet.problem is not None
    assert sheet.problem.code in ("layout.too_little", "layout.none_fits")


CHINESE, ENGLISH = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z0-9]")


@every_kind
def test_all_words_are_in_both_languages(kind: Kind) -> None:
    """What the pages, the template and the rules call a kind, its columns and the values of its lists."""
    words = glossary().of(kind.kind)
    texts = [kind.title, *(column.header for column in kind.columns), *(words.name(name) for name in kind.names)]
    texts += [column.note for column in kind.columns if column.note]
    texts += [words.words[column.name][value] for column in kind.columns for value in column.values.values()]

    assert [text for text in texts if not CHINESE.search(text.zh)] == []
    assert [text for text in texts if not ENGLISH.search(text.en)] == []
    assert [column.name for column in kind.columns if not column.header.en.isascii()] == []


def test_a_column_is_called_what_its_own_kind_calls_it() -> None:
    """The name of a training is not that of a department, and amounts abroad are not yuan."""
    words = load_rulebook(shipped("rules")).glossary

    assert [words.of(view).name("name").zh for view in ("departments", "trainings", "meetings")] == [
        "单位名称", "培训名称", "会议名称",
    ]  # fmt: skip
    assert [words.of(view).is_money("lodging_amount") for view in ("trips", "overseas_stays")] == [True, False]
    assert words.of("no such view") == words


def test_a_value_has_one_word_whichever_kind_has_it() -> None:
    """Lists of the same name are the same list, or parts of one."""
    said: dict[tuple[str, str], set[str]] = {}
    for kind in kinds().values():
        for column in kind.columns:
            for value in dict.fromkeys(column.values.values()):
                first = next(word for word, meant in column.values.items() if meant == value)
                said.setdefault((column.name, value), set()).add(first)

    assert {key: words for key, words in said.items() if len(words) > 1} == {}


@pytest.mark.parametrize("word", ["无", "没有", "/", "\uff0f", "—", " - ", "N/A", ""])
def test_a_word_for_nothing_is_nothing(word: str) -> None:
    """Two vouchers numbered 无 are not on one invoice, and who pays for / pays for nobody else."""
    kind = kinds()["payments"]
    given = dict(kind.example, paid_on="2025-03-03", economic_code="30201", amount="1", payment_no=word or "P1")

    found = read(kind, dict(given, invoice_no=word, beneficiary_code=word, payee="/ 店")).rows.row(0, named=True)

    assert (found["invoice_no"], found["beneficiary_code"], found["payee"]) == (None, None, "/ 店")
    assert found["payment_no"] == unicodedata.normalize("NFKC", word.strip() or "P1")


@pytest.mark.parametrize(
    ("name", "column", "word"),
    [
        ("receptions", "letter_no", "无公函"),
        ("meetings", "plan_no", "计划外"),
        ("building_projects", "adjust_no", "未调整"),
        ("card_transactions", "claim_no", "未报销"),
        ("payments", "beneficiary_code", "本单位"),
        ("payments", "invoice_no", "见附件"),
    ],
)
def test_what_a_column_says_where_there_is_none(name: str, column: str, word: str) -> None:
    """Two receptions without a letter are not two on one letter, and what is 未报销 was not claimed."""
    kind = kinds()[name]

    assert read(kind, {column: word}).rows[column].to_list() == [None]


def test_every_kind_but_registers_and_plans_of_money_has_a_fact_view_of_its_name():
    """A bureau's own rule may be about any record: what a register or a budget line says is looked up by others."""
    texts = [path.read_text(encoding="utf-8") for path in FACTS.glob("*.sql")]
    views = {view for text in texts for view in re.findall(r"VIEW fact\.(\w+) AS", text)}

    assert kinds().keys() - views == {"departments", "people", "designated_venues", "budgets", "targets"}
