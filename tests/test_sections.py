"""Several tables in one sheet: what a title says holds until the next title."""

from datetime import date
from decimal import Decimal

import pytest

from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import Read, read_only_sheet

HEADER = "交易日期,摘要,支出金额"
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


def test_a_remark_that_names_a_card_changes_nothing() -> None:
    """Only a row that cannot be a record is a title: a record may speak of another card."""
    read_file = read(
        "卡号: 6222********1111", HEADER, "2024-03-01,还款 卡号: 6222********2222,100", "2024-03-05,饭店,200"
    )

    assert read_file.rows["card_no"].to_list() == ["6222********1111"] * 2


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
