"""Exports of Chinese banks and payment services are known by their content, and come out with the right signs.

The files in `tests/statements/` have the shape of the exports and figures that were made up; the sums are by hand.
"""

import csv
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from costctl.datafile import validate
from costctl.shipped import shipped
from costctl.sources.draft import draft_layout
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.read import read_source
from tests.reading import read_only_sheet
from tests.workbooks import xls, xlsx

STATEMENTS = Path(__file__).parent / "statements"
TODAY = date(2026, 1, 1)
WORKBOOKS = {
    **dict.fromkeys(("bocom-debit-card-web", "ccb-debit-card", "spdb-credit-card", "spdb-debit-card"), (".xls", xls)),
    **dict.fromkeys(("cib-debit-card", "pab-debit-card"), (".xlsx", xlsx)),
}
"""The exports that are workbooks, with every cell a text as the banks write them."""


@dataclass(frozen=True)
class Known:
    """What a statement holds, counted and added up by hand."""

    kinds: str
    """How many rows count as purchase, cash_withdrawal, fee, refund, repayment, by their first letters."""
    goes: str
    comes: str
    rejected: tuple[str, ...] = ()
    card: str | None = None


OF_ANOTHER_CURRENCY = ("currency.not_ledger",)
KNOWN = {
    "abc-debit-card": Known("p1 c1 rf1 rp3", "1335.60", "6205.97"),
    "alipay": Known("p2 rf1 rp1", "25.00", "75.00", card="************1717"),
    "alipay-web": Known("p4 rf1 rp1", "91.90", "208.00"),
    "boc-credit-card": Known("p1 f1 rf1 rp2", "1340.00", "1260.02", OF_ANOTHER_CURRENCY, "************3001"),
    "boc-debit-card": Known("p1 rf1 rp2", "1545.00", "4515.00", card="************4004"),
    "boc-debit-card-web": Known("p1 rf1 rp2", "1620.50", "4020.50", OF_ANOTHER_CURRENCY),
    "bocom-credit-card": Known("p3 rf1 rp1", "569.68", "469.85", card="************1616"),
    "bocom-debit-card-web": Known("p1 c1 rf1 rp3", "866.10", "906.10", card="6222888800000000188"),
    "bocom-debit-card": Known("p1 c1 rf1 rp2", "566.10", "8.20"),
    "ccb-debit-card": Known("p2 rf1 rp2", "1253.20", "3103.20", card="6217*********5005"),
    "ccb-debit-card-list": Known("p1 c1 rf1 rp2", "1358.40", "5008.40", card="6217********5006"),
    "cgb-credit-card": Known("p3 rf1 rp1", "956.52", "957.20"),
    "cib-debit-card": Known("p1 rf1 rp2", "461.00", "811.00", card="622909****7007"),
    "cmb-debit-card": Known("p1 c1 rf1 rp2", "1431.66", "2235.66"),
    "cmb-debit-card-web": Known("p1 rf1 rp2", "268.80", "3303.80", card="6214********8008"),
    "cmbc-credit-card": Known("p2 rf1 rp1", "413.50", "413.50", card="************9009"),
    "hsbc-hk-credit-card": Known("p1 rf1 rp1", "1010.10", "3010.10", OF_ANOTHER_CURRENCY),
    "hsbc-hk-debit-card": Known("p1 c1 rp2", "771.00", "2500.00", OF_ANOTHER_CURRENCY),
    "icbc-debit-card": Known("p1 rf1 rp2", "583.40", "4237.96", card="6222****1010"),
    "jd": Known("p3 rf2 rp1", "531.00", "350.30", card="************1111"),
    "meituan": Known("p2 rf1 rp1", "181.10", "18.00", card="************1212"),
    "pab-debit-card": Known("p1 rf1 rp2", "788.80", "2508.80", card="6230****6606"),
    "spdb-credit-card": Known("p2 rf1 rp1", "657.70", "505.40", card="************1313"),
    "spdb-debit-card": Known("p1 c1 rp2", "975.50", "5000.00", card="6217****1414"),
    "wechat": Known("p4 rf1 rp1", "408.00", "96.00", card="************1515"),
}
SHORT = {"purchase": "p", "cash_withdrawal": "c", "fee": "f", "refund": "rf", "repayment": "rp"}


def statement(name: str, folder: Path) -> Path:
    """The file of a layout, as the workbook that its bank sends where it sends one."""
    path = STATEMENTS / f"{name}.csv"
    if name not in WORKBOOKS:
        return path
    suffix, workbook = WORKBOOKS[name]
    made = folder / f"{name}{suffix}"
    with path.open(encoding="utf-8", newline="") as lines:
        made.write_bytes(workbook([row or [None] for row in csv.reader(lines)]))
    return made


def kinds_of(rows: pl.DataFrame) -> str:
    """What rules take the rows for: without a type a purchase, or a refund where money comes back."""
    said = (
        kind or ("refund" if amount < 0 else "purchase")
        for kind, amount in rows.select("transaction_type", "amount").iter_rows()
    )
    counted = Counter(said)
    return " ".join(f"{SHORT[kind]}{counted[kind]}" for kind in SHORT if counted[kind])


@pytest.mark.parametrize("name", KNOWN)
def test_a_statement_comes_out_as_it_was_counted_by_hand(name: str, tmp_path: Path) -> None:
    """Every row is there; what goes is positive, what comes negative; salaries and transfers are no spending."""
    known = KNOWN[name]

    read = read_only_sheet(read_source(statement(name, tmp_path), today=TODAY))

    amounts = read.rows["amount"]
    assert read.source.layout == name
    assert kinds_of(read.rows) == known.kinds
    assert str(amounts.filter(amounts > 0).sum()) == known.goes
    assert str(-amounts.filter(amounts < 0).sum()) == known.comes
    assert tuple(read.codes) == known.rejected
    assert known.card is None or known.card in read.rows["card_no"].to_list()
    assert not [total for total in read.totals if not total.agrees]
    assert not [one for one in read.doubts if one.code.startswith("amount.") or one.code == "column.cards_unread"]


@pytest.mark.parametrize("name", KNOWN)
def test_no_other_bank_claims_a_statement(name: str, tmp_path: Path) -> None:
    """A file whose layout were lacking is not read by the layout of another bank."""
    banks = {*KNOWN, "cmb-credit-card", "citic-credit-card", "icbc-credit-card"} - {name}
    others = [one for one in load_layouts(shipped("rules") / "layouts") if one.id in banks]

    (sheet,) = read_source(statement(name, tmp_path), layouts=others, today=TODAY).sheets

    assert sheet.problem
    assert sheet.problem.code == "layout.none_fits"


@pytest.mark.parametrize("name", sorted(set(KNOWN) - {"alipay", "alipay-web", "jd"}))
def test_a_draft_that_knows_no_bank_has_the_same_sums(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody need correct it before the first import; three services have more to say than a draft can guess."""
    known, path = KNOWN[name], statement(name, tmp_path)
    monkeypatch.setattr("costctl.sources.draft.load_layouts", lambda _folder: load_layouts())

    layout = validate(tomllib.loads(draft_layout(path)), Layout, where="draft")
    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    amounts = read.rows["amount"]
    assert str(amounts.filter(amounts > 0).sum()) == known.goes
    assert str(-amounts.filter(amounts < 0).sum()) == known.comes
    assert tuple(read.codes) == known.rejected


def test_what_is_neither_spent_nor_received_keeps_its_face_value() -> None:
    """A withdrawal of change, an order never paid, a transfer between own accounts: 0.00, and what they said."""
    faces = {"wechat": ["100.10"], "alipay-web": ["30.00", "1000.00"], "jd": ["1000.00"], "alipay": ["0.25"]}
    for name, face in faces.items():
        rows = read_only_sheet(read_source(STATEMENTS / f"{name}.csv", today=TODAY)).rows
        assert rows.filter(pl.col("amount") == 0)["original_amount"].cast(pl.String).to_list() == face


def test_a_row_in_the_ledgers_currency_counts_wherever_that_is() -> None:
    """In a ledger in Hong Kong dollars those rows are in, and the others are not."""
    path = STATEMENTS / "hsbc-hk-debit-card.csv"

    read = read_only_sheet(read_source(path, currency="HKD", today=TODAY))

    assert (read.sum(), read.codes) == (Decimal("-5.45"), [*OF_ANOTHER_CURRENCY] * 4)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("账单周期 2024/12/18-2025/01/17", ("12/29", "01/03")),
        ("账单周期:2024年12月18日至2025年01月17日", ("1229", "0103")),
        ("账单周期 2024/12/18~01/17", ("12/29", "01/03")),
        ("打印日期 2025年06月01日\n账单周期 2024-12-18 - 2025-01-17", ("12/29", "01/03")),
        ("本期账单日 2025/01/17", ("12/29", "01/03")),
        ("打印于2025年12月30日\n招商银行信用卡对账单(个人消费卡账户 2025年01月)", ("12/29", "01/03")),
    ],
)
def test_days_without_a_year_lie_in_the_period_above_them(period: str, days: tuple[str, str]) -> None:
    """A period that crosses the New Year ends in the year of its end, whether that is written there or not."""
    rows = "".join(f"{day},{day},某店,1.00,1234,1.00\n" for day in days)
    text = f"{period}\n交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额\n{rows}"

    read = read_only_sheet(read_source("a.csv", text.encode(), today=TODAY))

    assert read.rows["spent_on"].to_list() == [date(2024, 12, 29), date(2025, 1, 3)]


def test_the_first_word_of_a_row_says_whether_it_takes_one_back() -> None:
    """消费撤销 and 冲正 are refunds; what a shop or service is called makes no purchase a repayment."""
    said = ["消费 某店", "消费撤销 某店", "冲正 某店", "消费 还款通", "信用卡还款 转账还款", "信用卡还款撤销 某人"]
    rows = "".join(f"2025-01-10,2025-01-10,{text},CNY 10.00,CNY 10.00\n" for text in said)

    read = read_only_sheet(
        read_source("a.csv", f"交易日期,记账日期,交易说明,交易币种/金额,入账币种/金额\n{rows}".encode())
    )

    assert read.rows["amount"].cast(pl.Int64).to_list() == [10, -10, -10, 10, -10, 10]
    assert kinds_of(read.rows) == "p2 rf2 rp2"


def test_a_direction_that_nobody_knows_is_not_taken_for_neither() -> None:
    """Beside 不计收支 another word, or none, is refused: 0.00 would hide what was spent."""
    head = "交易时间,交易对方,商品说明,收/支,金额,收/付款方式,交易状态\n"
    words = ["支出", "不计收支", "已支", ""]
    rows = "".join(f"2025-02-12 21:32:14,某店,午餐,{word},10.00,余额,交易成功\n" for word in words)

    read = read_only_sheet(read_source("a.csv", (head + rows).encode("gb18030")))

    assert [str(one) for one in read.rows["amount"]] == ["10.00", "0.00"]
    assert read.codes == ["amount.direction_unknown"] * 2


@pytest.mark.parametrize("name", ["ccb-debit-card", "abc-debit-card"])
def test_full_width_amounts_are_of_the_same_types(name: str) -> None:
    """What comes in and what goes out are told by the amount, in whatever width its digits and its minus are."""
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    text = (STATEMENTS / f"{name}.csv").read_text(encoding="utf-8")
    amount = re.compile(r"(?<=,)-?[\d,]*\d\.\d\d(?=,)")

    read = read_only_sheet(
        read_source("a.csv", amount.sub(lambda one: one[0].translate(wide), text).encode(), today=TODAY)
    )

    assert text != amount.sub("", text)
    assert kinds_of(read.rows) == KNOWN[name].kinds
