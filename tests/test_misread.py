"""Files whose columns fit a layout that would read their amounts wrongly."""

from datetime import date

import pytest

from costctl.sources.read import read_source

HEAD = "卡号,交易日期,商户名称,交易金额"
ROW = "6283660012345678,2025-05-01,店"


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
