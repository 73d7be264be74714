"""Published figures beside what the ledger holds."""

from datetime import date
from decimal import Decimal

import pytest

FIGURES = ("overseas", "vehicle_buy", "vehicle_run", "vehicles", "reception", "total")
COUNTS = (
    "overseas_group_count",
    "overseas_people",
    "vehicles_bought",
    "vehicles_held",
    "reception_count",
    "guest_count",
)
KINDS = ("overseas_groups", "vehicles", "vehicle_costs", "receptions")


def published(facts, **row):
    row_id = facts.add("disclosures", **{"fiscal_year": 2024, "department_code": "D1"} | row)
    return facts.one("disclosures", f"row_id = {row_id}")


def test_parts_are_added_up_where_all_are_published(facts):
    found = published(facts, **dict.fromkeys(FIGURES, Decimal("1.25")))
    assert (found["total_parts"], found["vehicle_parts"], found["period_start"]) == (
        Decimal("3.75"), Decimal("2.5"), date(2024, 1, 1),
    )  # fmt: skip
    for name in ("overseas", "vehicles", "reception"):
        row = dict.fromkeys(FIGURES, 1) | {name: None}
        assert published(facts, fiscal_year=2023, department_code=name, **row)["total_parts"] is None
    for name in ("vehicle_buy", "vehicle_run"):
        row = dict.fromkeys(FIGURES, 1) | {name: None}
        assert published(facts, fiscal_year=2023, department_code=name, **row)["vehicle_parts"] is None


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        ({}, False),
        ({"overseas": 1, "overseas_group_count": 0}, True),
        ({"vehicle_buy": 1, "vehicles_bought": 0}, True),
        ({"vehicle_run": 1, "vehicles_held": 0}, True),
        ({"reception": 1, "reception_count": 0}, True),
        ({"reception": 1, "guest_count": 0}, True),
        ({"reception": 1, "reception_count": None, "guest_count": 0}, True),
        ({"reception": 1, "guest_count": -1}, None),
        ({"overseas": 0, "overseas_group_count": 0}, False),
        ({"overseas": None, "overseas_group_count": 0}, None),
        ({"overseas": 1, "overseas_group_count": None}, None),
        ({"overseas": None, "reception": 1, "reception_count": 0}, True),
    ],
)
def test_money_without_a_number(facts, row, lacks):
    given = dict.fromkeys(FIGURES, Decimal("0.5")) | dict.fromkeys(COUNTS, 3)

    assert published(facts, **given | row)["lacks_quantity"] is lacks


def test_numbers_below_0_are_not_recorded(facts):
    found = published(facts, **dict.fromkeys(COUNTS, -1))

    assert [found[name] for name in COUNTS] == [None] * len(COUNTS)


def totals(facts, **row):
    facts.con.execute("DELETE FROM record.disclosures")
    found = published(facts, total=Decimal("0.0125"), reception=Decimal("0.02"), **row)
    return found["total_yuan"], found["reception_yuan"], found["ledger_total"]


def spend(facts, amount, department="D1", year=2024):
    number = facts.value("SELECT count(*) FROM record.receptions")
    facts.add(
        "receptions", reception_no=f"R{number}", department_code=department, held_on=date(year, 3, 3),
        meal_amount=amount,
    )  # fmt: skip


def test_the_ledgers_total_of_a_year_that_is_over(facts):
    for kind in KINDS:
        facts.keep(kind)
    assert totals(facts) == (125, 200, 125)
    spend(facts, 77)
    assert totals(facts) == (125, 200, 77)
    assert totals(facts, department_code="D2")[2] == 125
    assert totals(facts, fiscal_year=2023)[2] == 125
    facts.as_of(date(2024, 12, 30))
    assert totals(facts)[2] == 125
    facts.as_of(date(2024, 12, 31))
    assert totals(facts)[2] == 77
    spend(facts, None)
    assert totals(facts)[2] == 125


def test_a_ledger_that_lacks_a_kind_is_not_compared(facts):
    for kind in KINDS[1:]:
        facts.keep(kind)
    spend(facts, 77)

    assert totals(facts)[2] == 125


def test_yuan_entered_as_ten_thousands_stop_nothing(facts):
    given = dict.fromkeys(("total", "reception"), Decimal("999999999999.999999"))

    found = published(facts, **given)

    assert found["total_yuan"] == found["reception_yuan"] == found["ledger_total"] == Decimal("9999999999999999.99")
