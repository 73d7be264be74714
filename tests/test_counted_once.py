"""One purchase, told by a record, by a payment, by a card charge, or by several of them, is spent once."""

from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl
import pytest

from costctl.budget.variance import variance
from costctl.choices import GROUPINGS
from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.rules.library import Rulebook

DAY, YEAR_END = date(2014, 3, 3), date(2014, 12, 31)
COST, NOTHING = Decimal("100.00"), Decimal(0)
SPAN = {"starts_on": DAY, "ends_on": DAY}
TRIP = {"person_id": "P1", "leg_no": 1, "depart_on": DAY, "return_on": DAY}

PURCHASES: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "30212": ("overseas", "overseas_groups", "group_no", {"depart_on": DAY, "return_on": DAY, "amount": COST}),
    "31013": ("vehicle_buy", "vehicles", "plate_no", {"bought_on": DAY, "price": COST}),
    "30913": ("vehicle_buy", "vehicles", "plate_no", {"bought_on": DAY, "price": COST}),
    "30231": ("vehicle_run", "vehicle_costs", "cost_no", {"plate_no": "V1", "incurred_on": DAY, "amount": COST}),
    "30217": ("reception", "receptions", "reception_no", {"held_on": DAY, "meal_amount": COST}),
    "30215": ("meeting", "meetings", "meeting_no", {"name": "会议", "meal_amount": COST, **SPAN}),
    "30216": ("training", "trainings", "training_no", {"name": "培训", "amount": COST, **SPAN}),
    "30211": ("travel", "trips", "trip_no", {"transport_amount": COST, **TRIP}),
    "31001": ("building", "payments", "", {}),
    "30201": ("30201", "payments", "", {}),
}
"""By economic code: the item, the kind of record that it is spent in, the number of such a record and the purchase as
one. Where payments are that kind, the payment is the record."""

TOTALS = {
    "overseas": ("public_expenses",),
    "vehicle_buy": ("vehicles", "public_expenses"),
    "vehicle_run": ("vehicles", "public_expenses"),
    "reception": ("public_expenses",),
}
"""The totals that contain an item."""

TELLING = list(product(PURCHASES, *[(False, True)] * 3))
"""Each code with every combination of a record, a payment and a card charge, each of a department of its own."""


def department(place: int) -> str:
    """The department of which TELLING[place] is told."""
    return f"D{place:03}"


@pytest.fixture(scope="module")
def ledger(rulebook: Rulebook) -> MemoryLedger:
    """Every combination, each naming the same number in all that tells of it."""
    made = memory_ledger(rulebook.reference, digest=rulebook.digest)
    told: dict[str, list[dict[str, object]]] = {"card_transactions": [], "lecture_fees": []}
    told |= {kind: [] for _, kind, _, _ in PURCHASES.values()}
    for place, (code, record, payment, charge) in enumerate(TELLING):
        _, kind, number, purchase = PURCHASES[code]
        of = {"department_code": department(place)}
        if record and number:
            told[kind].append({**purchase, number: f"N{place}", **of})
        if payment:
            paid = {"paid_on": DAY, "economic_code": code, "amount": COST, "payment_method": "official_card"}
            told["payments"].append({"payment_no": f"Z{place}", "line_no": 1, "source_no": f"N{place}", **paid, **of})
        if charge:
            claim = {"claim_no": f"N{place}", "claimed_on": DAY, "claimed_amount": COST, "economic_code": code}
            bought = {"reference_no": f"C{place}", "card_no": "6282310000000018", "spent_on": DAY, "amount": COST}
            told["card_transactions"].append({**bought, **claim, **of})
    for kind, rows in told.items():
        made.put(kind, rows)
    return made


def test_a_purchase_is_spent_once_however_often_it_is_told(ledger: MemoryLedger) -> None:
    """In its item and the totals that contain it; payments stand beside, card charges in a row of their own."""
    frame = variance(ledger, year=2014, as_of=YEAR_END)
    found = {(row["department"], row["item"]): (row["spent"], row["paid"]) for row in frame.iter_rows(named=True)}

    for place, (code, record, payment, charge) in enumerate(TELLING):
        item = PURCHASES[code][0]
        once = spent_once(code, record=record, payment=payment)
        if once or payment:
            for name in (item, *TOTALS.get(item, ())):
                assert found.pop((department(place), name)) == (once, COST if payment else NOTHING), TELLING[place]
        if charge:
            assert found.pop((department(place), "card")) == (COST, None)
    assert found == {}


def spent_once(code: str, *, record: bool, payment: bool) -> Decimal:
    """What the records of the item's own kind say: of an item that is spent in payments, those."""
    _, kind, _, _ = PURCHASES[code]
    return COST if (payment if kind == "payments" else record) else NOTHING


@pytest.mark.parametrize("by", [*GROUPINGS, ("item", "month"), ("department", "control", "month")])
def test_no_sum_counts_it_twice(ledger: MemoryLedger, by: str | tuple[str, ...]) -> None:
    told = [(spent_once(code, record=record, payment=payment), payment) for code, record, payment, _ in TELLING]

    frame = variance(ledger, year=2014, as_of=YEAR_END, by=by).filter(pl.col("row_kind") == "item")

    assert frame["spent"].sum() == sum(spent for spent, _ in told)
    assert frame["paid"].sum() == sum(COST for _, paid in told if paid)


def test_the_rules_judge_the_same_sums(ledger: MemoryLedger) -> None:
    shown = variance(ledger, year=2014, as_of=YEAR_END).filter(pl.col("spent") != 0)
    with ledger.as_of(YEAR_END):
        judged = ledger.sql("SELECT department_code, item, spent FROM fact.budget_items WHERE spent <> 0")

    assert sorted(judged.rows()) == sorted(shown.select("department", "item", "spent").rows())


def test_lecturers_and_their_training_are_two_purchases_of_one_item(ledger: MemoryLedger) -> None:
    fee = {"training_no": "N1", "lecturer": "甲", "department_code": "D999", "paid_on": DAY, "net_amount": COST}
    training = {"training_no": "N1", "name": "培训", "department_code": "D999", "amount": COST, **SPAN}
    with ledger.trial():
        ledger.put("lecture_fees", [fee])
        ledger.put("trainings", [training])
        frame = variance(ledger, year=2014, as_of=YEAR_END, department="D999")

    assert frame.select("item", "spent", "paid").rows() == [("training", 2 * COST, NOTHING)]
