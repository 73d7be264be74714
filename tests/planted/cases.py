"""A planted case: a few records near one limit of one rule, and what the rule book says of them.

The expectation is made where the records are made, from the definition of the rule; costctl is never asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import chinese_calendar

AS_OF = date(2025, 11, 30)
HOME = "澄湖区"
DAY = timedelta(days=1)
CENT = Decimal("0.01")
Record = dict[str, Any]


@dataclass
class Case:
    """Records, and the subjects of the rule that they make: which are to be flagged and which not."""

    rule: str
    no: int
    chance: Random
    first: date
    records: list[tuple[str, Record]] = field(default_factory=list)
    subjects: dict[tuple[str, str], bool] = field(default_factory=dict)
    """By rule and subject."""
    counts: bool = True
    """Whether the chosen day lies within the rule's time and the run's."""

    @property
    def name(self) -> str:
        """What no other case is called."""
        return f"{self.rule}-{self.no}"

    @property
    def department(self) -> str:
        """A department of this case only."""
        return f"D{self.rule}-{self.no}"

    def add(self, kind: str, record: Record) -> Record:
        """Puts a record into the case."""
        self.records.append((kind, record))
        return record

    def expect(self, flagged: bool, *subjects: str, on: date | None = None, rule: str = "") -> None:
        """What is to become of some subjects if their day, that of the case or another one, counts."""
        counts = self.counts if on is None else self.first <= on <= AS_OF
        self.subjects |= {(rule or self.rule, subject): flagged and counts for subject in subjects}

    def one_of(self, *choices: Any) -> Any:
        """One of several things."""
        return self.chance.choice(choices)

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.chance.randint(least, most)

    def amount(self, least: int, most: int) -> Decimal:
        """An amount between two numbers of yuan."""
        return CENT * self.number(100 * least, 100 * most)

    def near(self, limit: Any, step: Any = CENT) -> Any:
        """A number at a limit, a step inside or beyond it, or further away; never below nothing."""
        far = self.number(2, 400)
        return max(limit + step * self.one_of(-far, -1, -1, 0, 1, 1, far), 0 * step)

    def day(self, first: date | None = None, last: date = AS_OF) -> date:
        """A working day on which the rule holds; sometimes its first or last, or one just before or after."""
        first = first or self.first
        where = self.number(1, 20)
        if first == self.first and where == 1:
            self.counts = False
            return workday(first - DAY, -DAY)
        if last == AS_OF and where == 2:
            self.counts = False
            return workday(last + DAY)
        if where == 3:
            return workday(first)
        if where == 4:
            return workday(last, -DAY)
        return workday(first + DAY * self.number(0, (last - first).days - 40))

    def year(self, last: int = AS_OF.year) -> int:
        """A year in which the rule holds for the whole of it."""
        first = self.first.year + (self.first > date(self.first.year, 1, 1))
        return self.number(first, last)

    def day_of(self, year: int, first_month: int = 1, last_month: int = 9) -> date:
        """A working day of a year."""
        return workday(date(year, self.number(first_month, last_month), self.number(1, 15)))


def workday(day: date, step: timedelta = DAY) -> date:
    """The day, or the next working day in that direction."""
    while not chinese_calendar.is_workday(day):
        day += step
    return day


def rest_days(first: date, last: date) -> int:
    """How many days of a period are not worked."""
    days = [first + DAY * place for place in range((last - first).days + 1)]
    return sum(not chinese_calendar.is_workday(day) for day in days)


Plant = Callable[[Case], None]
PLANTS: dict[str, tuple[date, Plant]] = {}


def plants(rule: str, first: str) -> Callable[[Plant], Plant]:
    """Registers what plants cases of a rule that is in force from a day."""

    def register(plant: Plant) -> Plant:
        PLANTS[rule] = date.fromisoformat(first), plant
        return plant

    return register


def cases(seed: int, each: int, rules: Sequence[str] = ()) -> list[Case]:
    """A number of cases of every rule, always the same for a seed."""
    made = []
    for rule in rules or sorted(PLANTS):
        first, plant = PLANTS[rule]
        for no in range(each):
            case = Case(rule, no, Random(f"{seed} {rule} {no}"), first)
            case.add("departments", {"department_code": case.department, "name": f"单位{case.name}"})
            plant(case)
            made.append(case)
    return made
