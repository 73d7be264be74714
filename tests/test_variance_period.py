"""The days of a year that count, and the money that falls on them."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.budget.period import MONEY, Period, month_end, period, pro_rata, share
from costctl.errors import InputError


def of(amount: str | None, days: int, year_days: int) -> Decimal | None:
    """`amount` × days / year_days as the reports compute it."""
    frame = pl.DataFrame({"amount": [None if amount is None else Decimal(amount)]}, schema={"amount": MONEY})
    value: Decimal | None = frame.select(pro_rata(pl.col("amount"), days, year_days)).item()
    return value


def test_a_running_year_ends_on_the_day_asked_for() -> None:
    span = period(2014, date(2014, 9, 30))

    assert (span.starts_on, span.ends_on, span.days, span.days_of_year) == (
        date(2014, 1, 1),
        date(2014, 9, 30),
        273,
        365,
    )


def test_a_past_year_ends_on_its_last_day_and_a_leap_year_has_one_more() -> None:
    span = period(2016, date(2020, 1, 1))

    assert (span.ends_on, span.days, span.days_of_year) == (date(2016, 12, 31), 366, 366)


def test_the_same_day_a_year_before_a_leap_day_is_28_february() -> None:
    assert period(2016, date(2016, 2, 29)).last_ends_on == date(2015, 2, 28)
    assert period(2017, date(2017, 2, 28)).last_ends_on == date(2016, 2, 28)


def test_a_year_that_has_not_begun_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        period(2015, date(2014, 12, 31))
    assert caught.value.problem.code == "budget.year_not_begun"


def test_without_a_day_it_is_today_at_the_bureau() -> None:
    assert period(2014).ends_on == date(2014, 12, 31)


@pytest.mark.parametrize(
    ("amount", "days", "year_days", "expected"),
    [
        ("110000.00", 273, 365, "82273.97"),
        ("110000.00", 365, 365, "110000.00"),
        ("0.01", 1, 2, "0.01"),
        ("-0.01", 1, 2, "-0.01"),
        ("0.01", 182, 365, "0.00"),
        ("366.00", 60, 366, "60.00"),
        ("9999999999999999.99", 364, 365, "9972602739726027.39"),
    ],
)
def test_money_by_days_is_rounded_half_away_from_zero(amount: str, days: int, year_days: int, expected: str) -> None:
    assert of(amount, days, year_days) == Decimal(expected)


def test_what_is_not_known_stays_unknown() -> None:
    assert of(None, 10, 365) is None


@given(
    cents=st.integers(-(10**15), 10**15),
    year=st.integers(1990, 2100),
)
def test_months_of_a_year_add_up_to_the_cent(cents: int, year: int) -> None:
    """Differences between month ends give every cent once, and no month is a cent off its share."""
    amount = Decimal(cents).scaleb(-2)
    span = Period(date(year, 12, 31))
    ends = [0, *(month_end(year, month).timetuple().tm_yday for month in range(1, 13))]
    frame = pl.DataFrame({"day": ends}).select(upto=pro_rata(pl.lit(amount, MONEY), pl.col("day"), span.days_of_year))
    months = frame["upto"].diff().drop_nulls().to_list()

    assert sum(months) == amount
    for month, (first, last) in zip(months, pairwise(ends), strict=True):
        assert abs(month * span.days_of_year - amount * (last - first)) <= Decimal("0.01") * span.days_of_year


def test_a_share_has_four_decimals_and_needs_a_budget() -> None:
    frame = pl.DataFrame(
        {
            "spent": ["90000.00", "1.00", "1.00", None, "-1.00", "0.00"],
            "budget": ["110000.00", "0.00", "-5.00", "1.00", "3.00", "1.00"],
        }
    ).with_columns(pl.all().cast(MONEY))

    shares = frame.select(share(pl.col("spent"), pl.col("budget"))).to_series().to_list()

    assert [None if value is None else str(value) for value in shares] == [
        "0.8182", None, None, None, "-0.3333", "0.0000",
    ]  # fmt: skip


@pytest.mark.parametrize(("year", "as_of"), [("2025", None), (2025, "2025-12-31")])
def test_a_year_or_day_as_text_is_one_message(year: Any, as_of: Any) -> None:
    with pytest.raises(InputError, match="整数"):
        period(year, as_of)
