"""What lies behind a figure adds up to it to the cent, whatever was recorded."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import get_args

import polars as pl
import pytest

from costctl.budget.drill import Figure, drill_down
from costctl.budget.variance import variance
from costctl.ledger.memory import MemoryLedger

ITEMS = ("vehicle_run", "vehicles", "reception", "public_expenses")
CODES = ("30231", "30217", "30299")
MAY = 5


def fill(ledger: MemoryLedger, chance: Random) -> date:
    """Puts records of any day, item and amount into a ledger, of most kinds; the day to judge by."""

    def day() -> date:
        return date(2013, 11, 1) + timedelta(chance.randrange(430))

    def amount() -> str:
        return str(Decimal(chance.randrange(-90_000, 900_000)) / 100)

    def perhaps(value: object) -> object:
        return chance.choice([None, value])

    def one(kind: str) -> dict[str, object]:
        match kind:
            case "vehicle_costs":
                return {"plate_no": "云A1", "incurred_on": day(), "cost_kind": "fuel", "amount": amount()}
            case "receptions":
                return {"held_on": day(), "meal_amount": perhaps(amount())}
            case "payments":
                return {"line_no": 1, "paid_on": day(), "economic_code": chance.choice(CODES), "amount": amount()}
            case "commitments":
                days = {"committed_on": day(), "released_on": perhaps(day())}
                return {**days, "item": chance.choice(ITEMS), "amount": amount()}
            case _:
                days = {"fiscal_year": 2014, "month": perhaps(chance.randint(1, 12)), "approved_on": perhaps(day())}
                return {**days, "line_no": 1, "item": chance.choice(ITEMS), "amount": amount()}

    numbers = {"vehicle_costs": "cost_no", "receptions": "reception_no", "payments": "payment_no",
               "commitments": "commitment_no", "budgets": "document_no"}  # fmt: skip
    for kind, number in numbers.items():
        if chance.random() < 0.8:
            departments = [chance.choice(["D001", "D002"]) for _record in range(chance.randrange(12))]
            ledger.put(kind, [{number: f"{place}", "department_code": department, **one(kind)}
                              for place, department in enumerate(departments)])  # fmt: skip
    return date(2014, 6, 1) + timedelta(chance.randrange(300))


@pytest.mark.parametrize("seed", range(5))
def test_what_lies_behind_a_figure_adds_up_to_it(whole: MemoryLedger, seed: int) -> None:
    """In every department, of totals too, in the year or a month; behind a figure that is not known stands no sum."""
    with whole.trial():
        as_of = fill(whole, Random(seed))
        year = variance(whole, year=2014, as_of=as_of)
        may = variance(whole, year=2014, as_of=as_of, by=("department", "item", "month")).filter(month=MAY)
        for figure in get_args(Figure):
            for item in ITEMS:
                behind = drill_down(whole, year=2014, as_of=as_of, item=item, figure=figure)
                assert added(behind) == stated(year, item, figure), (item, figure)
            if figure != "budget":  # of which a month has a share of the year's lines
                behind = drill_down(whole, year=2014, as_of=as_of, item="vehicles", month=MAY, figure=figure)
                assert added(behind) == stated(may, "vehicles", figure), (figure, MAY)


def stated(frame: pl.DataFrame, item: str, figure: str) -> dict[str, Decimal]:
    """The figure of every department that is not zero."""
    return {department: amount for department, amount in frame.filter(item=item).select("department", figure).rows()
            if amount}  # fmt: skip


def added(behind: pl.DataFrame) -> dict[str, Decimal]:
    """What the rows of each department add up to, each of which stands in a file."""
    assert behind["row_no"].null_count() == 0
    sums = behind.group_by("department").agg(pl.col("amount").sum()).rows()
    return {department: amount for department, amount in sums if amount}
