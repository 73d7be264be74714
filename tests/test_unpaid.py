"""Records that count as spending although a column beside them says that they failed."""

from datetime import date

import pytest

from costctl.sources.read import read_source
from tests.reading import read_only_sheet

HEAD = "卡号,交易日期,商户名称,交易金额"
ROW = "6283660012345678,2025-05-01,店"


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("交易结果", ("500,成功", "7,失败", "8,失败 "), (2, ("失败",))),
        ("应答", ("500,00成功", "7,51余额不足"), (1, ("51余额不足",))),
        ("应答码", ("500,00", "7,51", "8,68", "9,A2", "9,10", "9,"), (2, ("51", "68"))),
        ("交易返回代码", ("500,0", "7,5", "8,51"), (2, ("5", "51"))),
        ("Response Code", ("500,0000", "7,1001"), (1, ("1001",))),
        ("响应码", ("500,00", "7,05"), (1, ("05",))),
        ("响应码", ("7,05",), None),
        ("返回码", ("500,1", "7,2", "8,1000"), None),
        ("返回码", ("500,01", "7,02"), None),
        ("返回码", ("500,1", "7,0"), None),
        ("返回码", ("500,OK", "7,NG"), None),
        ("返回码", ("500,00", "7,OK"), None),
        ("返回码", ("500,0000", "7,SUCC"), None),
        ("商户码", ("500,00", "7,51"), None),
        ("某列", ("500,", "7,交易关闭", "8,处理中"), (2, ("交易关闭", "处理中"))),
        ("状态", ("500,成功", "-7,已撤销"), None),
        ("状态", ("500,成功", "x,失败"), None),
        ("用途", ("500,垃圾处理中心", "7,发票不足", f"8,投标失败后改由{'另一家' * 9}送货"), None),
        ("审批结果", ("500,拒绝",), None),
    ],
)  # fmt: skip
def test_a_failure_that_counts_as_spending_is_told(
    header: str, rows: tuple[str, ...], said: tuple[int, tuple[str, ...]] | None
) -> None:
    """With the layout of a template, too; what is rejected, comes back, or tells of something else is none."""
    text = "\n".join([f"{HEAD},{header}", *(f"{ROW},{row}" for row in rows)]).encode()

    read = read_only_sheet(read_source("a.csv", text, today=date(2026, 1, 1)))

    found = [
        (doubt.count, tuple(sorted(map(str, doubt.examples)))) for doubt in read.doubts if doubt.code == "rows.unpaid"
    ]
    assert found == ([said] if said else [])
    assert all(header in doubt.text.zh for doubt in read.doubts if doubt.code == "rows.unpaid")


def test_a_column_of_many_different_texts_is_not_looked_through() -> None:
    """It tells no state, and a file of a million rows has none to lose on it."""
    rows = "\n".join(f"{ROW},1,第 {number} 次失败" for number in range(60))

    read = read_only_sheet(read_source("a.csv", f"{HEAD},备注\n{rows}".encode(), today=date(2026, 1, 1)))

    assert "rows.unpaid" not in [doubt.code for doubt in read.doubts]
