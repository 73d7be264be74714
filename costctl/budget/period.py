"""The days that a year's figures cover, and the share of money that falls on some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from costctl.dates import judged_on, whole_year
from costctl.errors import InputError

MONEY = pl.Decimal(38, 2)
"""Yuan, exact; wide enough that no sum of recorded amounts overflows."""
SHARE = pl.Decimal(38, 4)
"""A share with four decimals, exact; 0.8182 is 81.82 %."""


@dataclass(frozen=True)
class Period:
    """1 January of a year to the last day that counts, both included, and the same days of the year before."""

    ends_on: date

    @property
    def year(self) -> int:
        """The fiscal year, which is the calendar year."""
        return self.ends_on.year

    @property
    def starts_on(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last_starts_on(self) -> date:
        """1 January of the year before."""
        return date(self.year - 1, 1, 1)

    @property
    def last_ends_on(self) -> date:
        """The same month and day of the year before; 28 February for 29 February."""
        day = 28 if (self.ends_on.month, self.ends_on.day) == (2, 29) else self.ends_on.day
        return date(self.year - 1, self.ends_on.month, day)

    @property
    def days(self) -> int:
        """Days from 1 January to the last day that counts."""
        return days_to(self.ends_on)

    @property
    def days_of_year(self) -> int:
        """365 or 366."""
        return days_to(date(self.year, 12, 31))


def period(year: int, as_of: date | None = None) -> Period:
    """The period of `year` that counts on `as_of` (today, at the bureau, if not given).

    It ends on 31 December once the year is over. InputError: `budget.year_not_begun` where it begins after `as_of`,
    `budget.no_period` for texts.
    """
    day = judged_on(as_of)
    whole_year(year)
    if year > day.year:
        raise InputError("budget.year_not_begun", found=str(year), as_of=day.isoformat())
    return Period(min(day, date(year, 12, 31)))


def days_to(day: date) -> int:
    """Days from 1 January of its year to `day`, both included."""
    return day.timetuple().tm_yday


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1)
    return following - timedelta(days=1)


def pro_rata(amount: pl.Expr, days: pl.Expr | int, of: pl.Expr | int) -> pl.Expr:
    """`amount × days / of` to the cent, half away from zero, computed in whole cents.

    Differences between successive days add up to the whole exactly: this is how money is spread over months.
    """
    cents = (amount * 100).cast(pl.Int128)
    rounded = (cents.abs() * days * 2 + of) // (of * 2)
    return _scaled(rounded * cents.sign(), Decimal("0.01"), MONEY)


def share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """`part / whole` with four decimals, half away from zero; null where the whole is not above zero."""
    above, below = (part * 100).cast(pl.Int128), (whole * 100).cast(pl.Int128)
    divisor = pl.when(below > 0).then(below)
    rounded = (above.abs() * 20_000 + divisor) // (divisor * 2)
    return _scaled(rounded * above.sign(), Decimal("0.0001"), SHARE)


def known_sum(columns: Sequence[str]) -> list[pl.Expr]:
    """For each column the sum of what is known in a group; null where nothing is."""
    return [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).cast(MONEY).alias(name) for name in columns]


def whole_sum(column: str) -> pl.Expr:
    """The sum of a column over a group; null where a part of it is not known, for a part is no total."""
    return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).sum()).cast(MONEY).alias(column)


def _scaled(units: pl.Expr, unit: Decimal, as_type: pl.Decimal) -> pl.Expr:
    return (units.cast(pl.Decimal(38, 0)) * pl.lit(unit)).cast(as_type)
