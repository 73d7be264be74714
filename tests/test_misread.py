"""Files whose columns fit a layout that would read their amounts wrongly."""

from datetime import date

import pytest

from costctl.sources.layout import Layout
from costctl.sources.read import read_source

HEAD = "卡号,交易日期,商户名称,交易金额"
ROW = "6283660012345678,2025-05-01,店"


STATEMENT = "交易日,记账日,卡号末四位,交易说明,人民币金额"


@pytest.mark.parametrize(
    ("header", "rows", "code"),
    [
        ("", ("消费,-80.00", "消费,-81.01"), "layout.signs_turned"),
        ("", ("消费,-80.00", "退货,80.00", "还款,500.00"), "layout.signs_turned"),
        ("", ("消费,80.00", "消费,-81.01"), None),
        ("", ("消费,-80.00", "还款,-500.00"), None),
        ("", ("张三餐厅,-80.00", "还款,-500.00"), None),
        (",商户", ("消费,80.00,店一", "消费,81.01,店二"), "layout.column_unread"),
        (",商户,交易地金额", ("消费,80.00,店一,80.00(CN)",), None),
        (",柜员", ("消费,80.00,01",), None),
    ],
)
def test_a_bank_whose_columns_only_resemble_those_of_a_layout_is_refused_unless_the_layout_is_named(
    header: str, rows: tuple[str, ...], code: str | None
) -> None:
    """Spending would count as refunds, or 消费 for the merchant while the merchant is left out."""
    titles = "甲商业银行公务卡对账单\n账单日:2025-04-25\n"
    text = "\n".join([f"{titles}{STATEMENT}{header}", *(f"04/01,04/02,4224,{row}" for row in rows)]).encode()

    (sheet,) = read_source("a.csv", text, today=date(2026, 1, 1)).sheets
    (named,) = read_source("a.csv", text, layout="cmb-credit-card", today=date(2026, 1, 1)).sheets

    assert (sheet.layout, sheet.problem and sheet.problem.code) == ("cmb-credit-card", code)
    assert named.problem is None


def test_words_that_name_spending_tell_signs_of_a_layout_that_turns_them_as_well() -> None:
    layout = Layout.model_validate(
        {
            "id": "mine", "kind": "card_transactions", "title": {"zh": "甲", "en": "A"},
            "columns": {"card_no": "卡号", "spent_on": "日", "merchant_name": "摘要", "amount": {"minus": ["金额"]}},
        }
    )  # fmt: skip
    text = "卡号,日,摘要,金额\n6283660012345678,2025-04-01,消费,{sign}80.00\n"

    found = [read_source("a.csv", text.format(sign=sign).encode(), layouts=[layout]).sheets[0] for sign in ("", "-")]

    assert [one.problem and one.problem.code for one in found] == ["layout.signs_turned", None]


@pytest.mark.parametrize(
    ("header", "rows", "code"),
    [
        ("借贷标志", ("500,借", "500,贷"), "layout.direction_unread"),
        ("收/支", ("500,支出", "-500,收入"), None),
        ("入账金额", ("100.00,720.50",), "layout.billing_unread"),
        ("入账金额,币种", ("100.00,720.50,人民币",), "layout.billing_unread"),
        ("交易币种", ("100.00,美元", "5,人民币"), "layout.billing_unread"),
        ("交易币种", ("100.00,人民币", "5,CNY"), None),
        ("币种", ("100.00,人民币",), None),
        ("人民币余额", ("100.00,5.00",), None),
    ],
)
def test_a_layout_that_misreads_the_amounts_is_not_used_unless_named(
    header: str, rows: tuple[str, ...], code: str | None
) -> None:
    """Refunds would count as spending, and dollars as yuan."""
    text = "\n".join([f"{HEAD},{header}", *(f"{ROW},{row}" for row in rows)]).encode()

    (sheet,) = read_source("a.csv", text, today=date(2026, 1, 1)).sheets
    (named,) = read_source("a.csv", text, layout="template-card-transactions", today=date(2026, 1, 1)).sheets

    assert (sheet.problem.code if sheet.problem else None) == code
    assert named.problem is None
    assert code is None or (sheet.problem is not None and sheet.problem.found in header)
