"""Written amounts: what is read, what is refused and why, and parts that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.money import parse_money, parse_number
from costctl.problems import catalogue

cents = st.integers(-(10**18) + 1, 10**18 - 1).map(lambda count: Decimal(count) / 100)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1\u00a0234\u202f567.89", "1234567.89"),
        ("(1,234.50)", "-1234.50"),
        ("12.50-", "-12.50"),
        ("−5", "-5.00"),
        ("+12.5", "12.50"),
        ("-¥12.50", "-12.50"),
        ("¥-12.50", "-12.50"),
        ("(£5.00)", "-5.00"),
        ("￥１，２３４．５０", "1234.50"),
        ("CNY 12.5", "12.50"),
        ("12.50 RMB", "12.50"),
        ("人民币12元整", "12.00"),
        ("1.2345万元", "12345.00"),
        ("3亿", "300000000.00"),
        (".5", "0.50"),
        ("12.500", "12.50"),
        ("-0.00", "0.00"),
        ("9999999999999999.99", "9999999999999999.99"),
    ],
)
def test_amounts_as_people_write_them(written: str, meant: str) -> None:
    assert str(parse_money(written)) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.250.00", "money.two_decimal_points"),
        ("1,23,4.5", "money.bad_grouping"),
        ("1,234,56", "money.bad_grouping"),
        ("12,5", "money.decimal_comma"),
        ("1234,56", "money.decimal_comma"),
        ("1.234.567,89", "money.decimal_comma"),
        ("1 23", "money.bad_grouping"),
        ("one hundred", "money.not_a_number"),
        ("-", "money.not_a_number"),
        ("—", "money.not_a_number"),
        ("(-12)", "money.not_a_number"),
        ("(12", "money.not_a_number"),
        ("--12", "money.not_a_number"),
        ("12.", "money.not_a_number"),
        ("70%", "money.not_a_number"),
        ("#N/A", "money.not_a_number"),
        ("1e3", "money.scientific"),
        ("6.22202E+15", "money.scientific"),
        ("1.005", "money.more_than_two_decimals"),
        ("12345678901234567", "money.too_large"),
        ("9999999999亿", "money.too_large"),
    ],
)
def test_amounts_that_are_refused(written: str, code: str) -> None:
    assert parse_money(written) == code
    assert code in catalogue()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1.234,56", "1234.56"), ("-12,5", "-12.50"), ("R$ 1.234,00", "1234.00"), ("1.000", "1000.00")],
)
def test_a_decimal_comma_is_read_only_when_asked_for(written: str, meant: str) -> None:
    assert str(parse_money(written, decimal_comma=True)) == meant
    assert str(parse_money(written)) != meant


def test_a_point_before_one_or_two_digits_is_never_one_of_thousands() -> None:
    """A publisher that writes a comma in one year and a point in another is read in both; both at once are refused."""
    assert parse_money("12.50", decimal_comma=True) == Decimal("12.50")
    assert parse_money("-1234.5", decimal_comma=True) == Decimal("-1234.50")
    assert parse_money("12.500", decimal_comma=True) == Decimal("12500.00")
    assert parse_money("1,234.50", decimal_comma=True) == "money.bad_grouping"


def test_the_unit_counts_before_the_decimals() -> None:
    """1.23456 ten-thousands of yuan are 12345.60, to the cent; one decimal more is not."""
    assert parse_money("1.23456", unit=Decimal(10000)) == Decimal("12345.60")
    assert parse_money("1.2345678", unit=Decimal(10000)) == "money.more_than_two_decimals"
    assert parse_money("5万元", unit=Decimal(10000)) == Decimal("50000.00"), "the cell names its unit itself"


@pytest.mark.parametrize(
    "written",
    [
        "USD 100",
        "100 USD",
        "US$100.00",
        "-$5",
        "€12",
        "EUR12.50",
        "£5.00",
        "(£5.00)",
        "HK$ 1,000",
        "JPY 1000",
        "5万美元",
        "港币20",
    ],
)
def test_an_amount_in_another_currency_than_the_ledgers_is_not_read(written: str) -> None:
    """A hundred dollars are not a hundred yuan."""
    assert parse_money(written, currency="CNY") == "currency.not_ledger"
    assert isinstance(parse_money(written), Decimal), "without a currency any may be named"


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("¥100", "CNY"), ("￥100", "CNY"), ("100元", "CNY"), ("人民币100元整", "CNY"), ("RMB 100", "CNY"),
        ("£100", "GBP"), ("GBP 100", "GBP"), ("R$ 100", "BRL"), ("C$100", "CAD"), ("$100", "CAD"), ("CAD100", "CAD"),
        ("$100", "USD"), ("US$100", "USD"), ("HK$100", "HKD"), ("100港元", "HKD"), ("¥100", "JPY"), ("€100", "EUR"),
    ],
)  # fmt: skip
def test_the_ledgers_own_currency_may_be_named_in_any_way(written: str, currency: str) -> None:
    """A sign that several currencies share is the ledger's own where it can be."""
    assert parse_money(written, currency=currency) == Decimal("100.00")
    assert parse_money(written, currency="CHF") == "currency.not_ledger"


def test_percent_is_for_numbers_not_amounts() -> None:
    assert parse_number("70%", percent=True) == Decimal("0.70")
    assert parse_number("70%") == "number.not_a_number"


@given(cents)
def test_what_is_written_is_read_back(amount: Decimal) -> None:
    written = f"{amount:,.2f}"

    assert parse_money(written) == amount
    assert parse_money(written.replace(",", "")) == amount
    assert parse_money(written.translate(str.maketrans(",.", ".,")), decimal_comma=True) == amount


@given(st.text(alphabet="0123456789.,-+() ¥元万eE", max_size=12))
def test_an_amount_is_never_guessed(written: str) -> None:
    """Whatever is read has the digits that were written, in their order."""
    read = parse_money(written)

    if isinstance(read, Decimal) and not set(written) & set("万"):
        kept = "".join(filter(str.isdigit, written.rstrip(" -元)")))
        assert f"{abs(read):f}".replace(".", "").strip("0") == kept.strip("0")


@pytest.mark.parametrize("text", ["1200①", "1200²", "2²", "①200"])
def test_marks_of_footnotes_are_no_digits(text: str) -> None:
    """A circled or raised digit beside an amount would make it ten times as large."""
    assert parse_money(text) == "money.not_a_number"


def test_a_cell_that_names_yuan_is_in_yuan() -> None:
    """Whatever unit the column is in."""
    assert parse_money("500元", unit=Decimal(10_000)) == Decimal("500.00")
    assert parse_money("5万元", unit=Decimal(10_000)) == Decimal("50000.00")
    assert parse_money("15000元", unit=Decimal(10_000)) == Decimal("15000.00")
    assert parse_money("￥1.5万", unit=Decimal(10_000)) == Decimal("15000.00")
    assert parse_money("￥0", unit=Decimal(10_000)) == Decimal("0.00")
    for unclear in ("￥15,000", "CNY 15000", "-¥15000", "15000 RMB"):
        assert parse_money(unclear, unit=Decimal(10_000)) == "money.unit_unclear"
        assert isinstance(parse_money(unclear), Decimal)
