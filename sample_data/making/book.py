"""The book that is written: records by kind, and the breaches planted among them on purpose."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from costctl.calendar import is_rest_day

YEAR = 2025
LAST_DAY = date(YEAR, 12, 31)
Row = dict[str, Any]


@dataclass
class Book:
    """Everything the sample district consists of. Chance comes from one seed, so that every run writes the same."""

    chance: random.Random
    records: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    planted: list[tuple[str, str]] = field(default_factory=list)
    away: dict[object, set[date]] = field(default_factory=lambda: defaultdict(set))
    """Person to the days on which that person is on a trip."""

    def plant(self, rule: str, *subjects: str) -> None:
        """Notes that `rule` must find these subjects."""
        self.planted += [(rule, subject) for subject in subjects]

    def happens(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.chance.random() < share

    def people_of(self, department: object, on: date) -> list[Row]:
        """Who is in post in the department on a day."""
        return [
            person
            for person in self.records["people"]
            if person["department_code"] == department and not (person["left_on"] and person["left_on"] < on)
        ]

    def person(self, number: object) -> Row:
        """The person with that number."""
        return next(person for person in self.records["people"] if person["person_id"] == number)

    def working_day(self, year: int, first: date | None = None, last: date | None = None) -> date:
        """A day of the year on which offices are open, between two days."""
        first, last = first or date(year, 1, 2), last or date(year, 12, 24)
        while True:
            day = first + timedelta(self.chance.randrange((last - first).days + 1))
            if not is_rest_day(day):
                return day


def worked(day: date) -> date:
    """The day itself, or the last day before it on which people worked: what is claimed is bought on such days."""
    while is_rest_day(day):
        day -= timedelta(1)
    return day


def settled_on(day: date, within: int) -> date | None:
    """The first working day `within` days later; None where that is after the year."""
    day += timedelta(within)
    while is_rest_day(day):
        day += timedelta(1)
    return day if day <= LAST_DAY else None


def number(rows: list[Row], column: str, prefix: str, day: str, digits: int = 3) -> None:
    """Numbers records of each year by their days: HY2025-001. Those with one provisional number get one number."""
    rows.sort(key=lambda row: row[day])
    numbers: dict[object, str] = {}
    years: Counter[int] = Counter()
    for place, row in enumerate(rows):
        key = place if row[column] is None else (row[column],)
        if key not in numbers:
            years[row[day].year] += 1
            numbers[key] = f"{prefix}{row[day].year}-{years[row[day].year]:0{digits}}"
        row[column] = numbers[key]


def sums_of(rows: Iterable[Row], value: Callable[[Row], Decimal]) -> dict[str, Decimal]:
    """Department to the sum of `value` over its records."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["department_code"]] += value(row)
    return sums


def cents(amount: float | Decimal) -> Decimal:
    """An amount with two decimals."""
    return Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def rounded(amount: float, step: int = 1) -> Decimal:
    """An amount to the next lower multiple of `step` yuan, as receipts have them."""
    return cents(int(amount) // step * step)


def total(row: Row, columns: Sequence[str]) -> Decimal:
    """The known sum of some amounts of a record."""
    return sum((Decimal(row[column]) for column in columns if row[column] is not None), Decimal(0))
