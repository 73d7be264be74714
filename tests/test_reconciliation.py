"""Payments, records and card charges side by side: each is matched once, for the surest reason, or listed."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costctl.cli.app import run
from costctl.ledger.memory import MemoryLedger
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike
from costctl.reconciliation.reconcile import Reconciliation, reconcile

DAY = date(2024, 5, 6)
CARD = "6282310000000018"


@pytest.fixture
def ledger(whole: MemoryLedger):
    """Two people with trips, every kind of item kept."""
    with whole.trial():
        for kind in ("meetings", "trainings", "lecture_fees", "receptions", "overseas_groups", "vehicles",
                     "vehicle_costs", "trips", "payments", "card_transactions"):  # fmt: skip
            whole.put(kind)
        whole.put("departments", [{"department_code": "D1", "name": "甲局"}, {"department_code": "D2", "name": "乙局"}])
        people = [("P1", "张三"), ("P2", "李四")]
        whole.put("people", [{"person_id": one, "name": name, "department_code": "D1"} for one, name in people])
        whole.put("cards", [{"card_no": CARD, "person_id": "P1", "department_code": "D1"}])
        yield whole


def trip(number: str, person: str, amount: str | None, day: date = DAY, **more: object) -> dict[str, object]:
    """One leg."""
    return {"trip_no": number, "person_id": person, "department_code": "D1", "depart_on": day, "return_on": day,
            "lodging_amount": amount, **more}  # fmt: skip


def payment(number: str, amount: str, day: date = DAY, **more: object) -> dict[str, object]:
    """One entry for travel."""
    return {"payment_no": number, "department_code": "D1", "paid_on": day, "economic_code": "30211", "amount": amount,
            **more}  # fmt: skip


def found_of(ledger: MemoryLedger, **more: object) -> Reconciliation:
    """What is found for 2024."""
    return reconcile(ledger, year=2024, as_of=date(2024, 12, 31), **more)


def reasons(found: Reconciliation) -> list[tuple[str, list[str], list[str]]]:
    return [tuple(row) for row in found.matches.select("reason", "payments", "claims").iter_rows()]


def test_a_number_and_a_person_settle_one_claim_each(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put(
        "payments",
        [payment("Z1", "400.00", source_no="T1", payee="李四"), payment("Z2", "300.00", source_no="T1", payee="张三")],
    )

    found = found_of(ledger)

    assert reasons(found) == [
        ("number_person", ["Z1/1"], ["trips/T1/P2"]),
        ("number_person", ["Z2/1"], ["trips/T1/P1"]),
    ]
    assert found.payments.is_empty()
    assert found.records.is_empty()


def test_one_payment_to_the_leader_settles_the_whole_trip(ledger: MemoryLedger) -> None:
    """The two other travellers are not left without a payment."""
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put("payments", [payment("Z1", "690.00", source_no="T1", payee="张三")])

    found = found_of(ledger)

    assert reasons(found) == [("number", ["Z1/1"], ["trips/T1/P1", "trips/T1/P2"])]
    assert found.matches["difference"].to_list() == [Decimal("-10.00")]
    assert found.records.is_empty()


def test_a_number_booked_to_another_item_is_matched_and_said(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00")])
    ledger.put("payments", [payment("Z1", "300.00", source_no="T1") | {"economic_code": "30215"}])

    assert reasons(found_of(ledger)) == [("number_other_item", ["Z1/1"], ["trips/T1/P1"])]


def test_without_a_number_person_amount_and_date_decide_then_amount_and_date(ledger: MemoryLedger) -> None:
    """Of two equal claims the person decides; what is left goes by amount and date."""
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T2", "P2", "300.00")])
    ledger.put("payments", [payment("Z1", "300.00", payee="李四"), payment("Z2", "300.00", payee="某公司")])

    assert reasons(found_of(ledger)) == [
        ("person_amount_date", ["Z1/1"], ["trips/T2/P2"]),
        ("amount_date", ["Z2/1"], ["trips/T1/P1"]),
    ]


@pytest.mark.parametrize(
    ("amount", "days", "tolerance", "is_match"),
    [
        ("300.00", 60, Tolerance(), True),
        ("300.00", 61, Tolerance(), False),
        ("300.01", 0, Tolerance(), False),
        ("300.50", 0, Tolerance(Decimal("0.50"), 0), True),
        ("300.51", 0, Tolerance(Decimal("0.50"), 0), False),
        ("299.50", 0, Tolerance(Decimal("0.50"), 0), True),
    ],
)
def test_a_cent_and_a_day_beyond_the_tolerance_match_nothing(
    ledger: MemoryLedger, amount: str, days: int, tolerance: Tolerance, is_match: bool
) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00")])
    ledger.put("payments", [payment("Z1", amount, DAY + timedelta(days))])

    found = found_of(ledger, tolerance=tolerance)

    assert found.matches.height == is_match
    assert found.payments.height == found.records.height == (not is_match)


def test_nothing_is_matched_across_departments_without_a_number(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00")])
    ledger.put("payments", [payment("Z1", "300.00") | {"department_code": "D2"}])

    found = found_of(ledger)

    assert (found.matches.height, found.payments.height, found.records.height) == (0, 1, 1)


def test_a_record_that_says_no_amount_has_no_difference(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", None)])
    ledger.put("payments", [payment("Z1", "300.00", source_no="T1")])

    assert found_of(ledger).matches["difference"].to_list() == [None]


def test_a_december_trip_paid_in_january_is_settled_once_that_is_known(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00", date(2024, 12, 30))])
    ledger.put("payments", [payment("Z1", "300.00", date(2025, 1, 8), source_no="T1")])

    assert found_of(ledger).records.height == 1
    assert reconcile(ledger, year=2024, as_of=date(2025, 1, 31)).records.is_empty()
    assert reconcile(ledger, year=2025, as_of=date(2025, 1, 31)).payments.is_empty()


def test_what_was_never_loaded_accuses_nobody(whole: MemoryLedger) -> None:
    """Without payments no record is unsettled; without receptions no payment for one lacks its record."""
    with whole.trial():
        whole.put("trips", [trip("T1", "P1", "300.00")])
        assert found_of(whole).records.is_empty()
        whole.put("payments", [payment("Z1", "5.00") | {"economic_code": "30217"}])

        found = found_of(whole)

    assert found.payments.is_empty()
    assert found.records.height == 1
    assert "receptions" in found.unknown


def test_an_item_spent_in_payments_needs_no_record(ledger: MemoryLedger) -> None:
    ledger.put("payments", [payment("Z1", "5.00") | {"economic_code": "30201"}])

    assert found_of(ledger).payments.is_empty()


def test_charges_that_nobody_claimed_name_the_likely_payment(ledger: MemoryLedger) -> None:
    charge = {"card_no": CARD, "spent_on": DAY, "merchant_name": "饭店"}
    ledger.put(
        "card_transactions",
        [
            {**charge, "reference_no": "R1", "amount": "88.00", "claim_no": "T1"},
            {**charge, "reference_no": "R2", "amount": "99.00"},
            {**charge, "reference_no": "R3", "amount": "77.00"},
            {**charge, "reference_no": "R4", "amount": "55.00"},
            {**charge, "reference_no": "R5", "amount": "-55.00"},
        ],
    )
    ledger.put("payments", [payment("Z1", "99.00", payment_method="official_card", payee="张三")])

    charges = found_of(ledger).charges

    assert charges.select("transaction", "likely_payment", "person_name").rows() == [
        ("R2", "Z1/1", "张三"),
        ("R3", None, "张三"),
    ]


@pytest.mark.parametrize("present", list(product([False, True], repeat=3)), ids=str)
def test_every_combination_of_record_payment_and_charge_is_listed_once(
    ledger: MemoryLedger, present: tuple[bool, bool, bool]
) -> None:
    """One purchase of 300.00, seen in any of the three ledgers: it is never two."""
    has_record, has_payment, has_charge = present
    if has_record:
        ledger.put("trips", [trip("T1", "P1", "300.00")])
    if has_payment:
        ledger.put("payments", [payment("Z1", "300.00", source_no="T1", payment_method="official_card")])
    if has_charge:
        ledger.put("card_transactions", [{"card_no": CARD, "reference_no": "R1", "spent_on": DAY, "amount": "300.00"}])

    found = found_of(ledger)

    assert found.matches.height == (has_record and has_payment)
    assert found.payments.height == (has_payment and not has_record)
    assert found.records.height == (has_record and not has_payment)
    assert found.charges.height == has_charge


entries = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["1.00", "1.01", "2.00"]), st.integers(0, 9)), max_size=12
)


@settings(max_examples=60)
@given(entries, entries, st.sampled_from(["0.00", "0.01", "1.00"]))
def test_each_row_is_in_one_pair_at_most_and_no_possible_pair_is_left(left, right, amount) -> None:
    """Whatever the lists: one to one, within the tolerance, and never two rows left that could have been a pair."""

    def frame(rows, number: str) -> pl.DataFrame:
        schema = {"department": pl.Int64, "amount": pl.Decimal(38, 2), "day": pl.Date}
        values = [(one, Decimal(money), DAY + timedelta(days)) for one, money, days in rows]
        return pl.DataFrame(values, schema=schema, orient="row").with_row_index(number)

    one, other, allowed = frame(left, LEFT), frame(right, RIGHT), Tolerance(Decimal(amount), 3)

    pairs = alike(one, other, ("department",), allowed)

    def may_pair(a: int, b: int) -> bool:
        return (
            left[a][0] == right[b][0]
            and abs(Decimal(left[a][1]) - Decimal(right[b][1])) <= allowed.amount
            and abs(left[a][2] - right[b][2]) <= allowed.days
        )

    assert pairs[LEFT].is_unique().all()
    assert pairs[RIGHT].is_unique().all()
    assert all(may_pair(a, b) for a, b in pairs.iter_rows())
    spare = set(range(len(left))) - set(pairs[LEFT]), set(range(len(right))) - set(pairs[RIGHT])
    assert not any(may_pair(a, b) for a, b in product(*spare))


def test_the_command_gives_one_document_and_four_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, book = tmp_path / "ledger", tmp_path / "对账.xlsx"
    assert run(["init", str(folder), "--name", "测试区财政局"]) == 0
    capsys.readouterr()
    words = ["reconcile", "--year", "2024", "--as-of", "2024-12-31", "--ledger", str(folder), "--json"]

    assert run([*words, "--xlsx", str(book)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert [document[name] for name in ("payments", "records", "charges", "matches")] == [[], [], [], []]
    assert "payments" in document["unknown"]
    assert len(openpyxl.load_workbook(book).sheetnames) == 4
    assert run([*words, "--tolerance", "-1"]) == 2
