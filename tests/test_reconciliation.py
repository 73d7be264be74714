"""Payments, records and card charges side by side: each is matched once, for the surest reason, or listed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costctl.cli.app import run
from costctl.ledger.memory import MemoryLedger
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike
from costctl.reconciliation.reconcile import Reconciliation, reconcile
from costctl.reconciliation.words import LISTS, readable
from costctl.records import kinds
from tests.fresh import fresh_ledger

DAY = date(2024, 5, 6)
CARD = "6282310000000018"


@pytest.fixture
def ledger(whole: MemoryLedger):
    """Two people, every kind of item kept."""
    with two_people(whole):
        yield whole


@contextmanager
def two_people(whole: MemoryLedger) -> Iterator[None]:
    """Inside, the ledger holds two people of one department, and keeps every kind of item."""
    with whole.trial():
        for kind in ("meetings", "trainings", "lecture_fees", "receptions", "overseas_groups", "vehicles",
                     "vehicle_costs", "trips", "payments", "card_transactions"):  # fmt: skip
            whole.put(kind)
        whole.put("departments", [{"department_code": "D1", "name": "甲局"}, {"department_code": "D2", "name": "乙局"}])
        people = [("P1", "张三"), ("P2", "李四")]
        whole.put("people", [{"person_id": one, "name": name, "department_code": "D1"} for one, name in people])
        whole.put("cards", [{"card_no": CARD, "person_id": "P1", "department_code": "D1"}])
        yield


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
    """The other traveller is not left without a payment."""
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put("payments", [payment("Z1", "700.00", source_no="T1", payee="张三")])

    found = found_of(ledger)

    assert reasons(found) == [("number", ["Z1/1"], ["trips/T1/P1", "trips/T1/P2"])]
    assert found.records.is_empty()


def test_what_a_leader_was_paid_settles_nobody_else_where_the_sums_differ(ledger: MemoryLedger) -> None:
    """690.00 for 700.00: it is the leader's by number, and the other traveller has no payment."""
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put("payments", [payment("Z1", "690.00", source_no="T1", payee="张三")])

    found = found_of(ledger)

    assert reasons(found) == [("number", ["Z1/1"], ["trips/T1/P1"])]
    assert found.matches["difference"].to_list() == [Decimal("390.00")]
    assert found.records["record"].to_list() == ["trips/T1/P2"]


def test_a_second_payment_to_one_settles_no_claim_of_another(ledger: MemoryLedger) -> None:
    """The claim that agrees in number, person and amount goes first; then both are listed: 李四 unpaid, 张三 twice."""
    ledger.put("trips", [trip("T5", "P1", "100.00"), trip("T5", "P2", "100.00")])
    ledger.put("payments", [payment(number, "100.00", source_no="T5", payee="张三") for number in ("Z5", "Z6")])

    found = found_of(ledger)

    assert reasons(found) == [("number_person", ["Z5/1"], ["trips/T5/P1"])]
    assert found.payments["payment"].to_list() == ["Z6/1"]
    assert found.records["record"].to_list() == ["trips/T5/P2"]


def test_a_second_payment_settles_no_other_trip_of_the_same_amount(ledger: MemoryLedger) -> None:
    """It names its trip: it is not taken for one of another number."""
    ledger.put("trips", [trip("T5", "P1", "100.00"), trip("T6", "P1", "100.00")])
    ledger.put("payments", [payment(number, "100.00", source_no="T5", payee="张三") for number in ("Z5", "Z6")])

    found = found_of(ledger)

    assert found.payments["payment"].to_list() == ["Z6/1"]
    assert found.records["record"].to_list() == ["trips/T6/P1"]


def test_equal_amounts_never_join_two_people_on_the_register(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P2", "500.00")])
    ledger.put("payments", [payment("Z1", "500.00", payee="张三")])

    found = found_of(ledger)

    assert (found.matches.height, found.payments.height, found.records.height) == (0, 1, 1)


def test_hotel_and_traveller_are_paid_apart_and_each_traveller_has_his_own(ledger: MemoryLedger) -> None:
    """A payee who is on no register may be paid for anybody: number and amount say for whom."""
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put("payments", [payment("Z1", "400.00", source_no="T1"), payment("Z2", "300.00", source_no="T1")])

    assert reasons(found_of(ledger)) == [
        ("number", ["Z1/1"], ["trips/T1/P2"]),
        ("number", ["Z2/1"], ["trips/T1/P1"]),
    ]


def test_what_one_department_paid_for_another_is_shown_to_both_and_counted_once(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T6", "P1", "300.00") | {"department_code": "D2"}])
    ledger.put("payments", [payment("Z1", "300.00", source_no="T6")])

    for department in (None, "D1", "D2"):
        found = found_of(ledger, department=department)
        assert found.matches.select("payments", "paid_by", "spent_by").rows() == [(["Z1/1"], ["D1"], ["D2"])]
        assert found.records.is_empty()
        told = readable(ledger, found.matches, "zh").select("paid_by", "spent_by", "claims").row(0)
        assert told[:2] == ("甲局", "乙局")
        assert told[2].partition(" ")[0] == kinds()[found.matches["claims"][0][0].partition("/")[0]].title.zh


def test_the_answer_names_the_day_up_to_which_it_looked(ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a year that is over, too: and without a day asked for, that is today."""
    monkeypatch.setattr("costctl.dates.today", lambda: date(2025, 3, 1))

    days = {day: reconcile(ledger, year=2024, as_of=day).as_of for day in (None, date(2024, 12, 31), date(2025, 6, 30))}

    assert days == {
        None: date(2025, 3, 1),
        date(2024, 12, 31): date(2024, 12, 31),
        date(2025, 6, 30): date(2025, 6, 30),
    }


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


def test_as_many_pairs_as_can_be_are_found_and_then_the_nearest(ledger: MemoryLedger) -> None:
    """The nearest two alone would leave a trip and a payment 105 days apart."""
    days = [date(2024, 4, 1), date(2024, 5, 21)], [date(2024, 5, 11), date(2024, 7, 15)]
    ledger.put("trips", [trip(f"T{n}", "P1", "500.00", day) for n, day in enumerate(days[0])])
    ledger.put("payments", [payment(f"Z{n}", "500.00", day, payee="张三") for n, day in enumerate(days[1])])

    assert [row[1:] for row in reasons(found_of(ledger))] == [
        (["Z0/1"], ["trips/T0/P1"]),
        (["Z1/1"], ["trips/T1/P1"]),
    ]


def test_equal_amounts_stay_together_even_where_two_pairs_within_the_tolerance_could_be(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "500.00"), trip("T2", "P1", "499.99")])
    ledger.put("payments", [payment("Z1", "500.00", payee="张三"), payment("Z2", "500.01", payee="张三")])

    found = found_of(ledger, tolerance=Tolerance(Decimal("0.01")))

    assert [row[1:] for row in reasons(found)] == [(["Z1/1"], ["trips/T1/P1"])]


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        ({"source_no": "T1", "payee": "张三"}, "单号、收款人一致,", "same number and person,"),
        ({"payee": "张三"}, "收款人一致,", "same person,"),
        ({}, "", ""),
    ],
)
def test_amounts_that_differ_within_the_tolerance_are_not_said_to_be_the_same(
    ledger: MemoryLedger, more: dict[str, str], zh: str, en: str
) -> None:
    ledger.put("trips", [trip("T1", "P1", "700.00"), trip("T2", "P2", "5.00")])
    ledger.put("payments", [payment("Z1", "700.01", **more), payment("Z2", "5.00", payee="李四")])

    matches = found_of(ledger, tolerance=Tolerance(Decimal("0.01"))).matches.sort("paid")

    said = {language: readable(ledger, matches, language)["reason"].to_list() for language in ("zh", "en")}
    assert said["zh"][0] == "收款人、金额一致,日期相近"
    assert said["zh"][1].startswith(f"{zh}金额相差 0.01 元(容差以内)")
    assert said["en"][1].startswith(f"{en} amounts 0.01 apart (within the tolerance)".strip())


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


def charge(number: str, amount: str, day: date = DAY, **more: object) -> dict[str, object]:
    """One purchase on the card of 张三."""
    return {"card_no": CARD, "reference_no": number, "spent_on": day, "amount": amount, "merchant_name": "饭店", **more}


def charged(found: Reconciliation) -> list[tuple[str, list[str], list[str], Decimal | None]]:
    columns = "reason", "transactions", "claims", "difference"
    return [tuple(row) for row in found.charge_matches.select(columns).iter_rows()]


def test_charges_that_nobody_claimed_name_the_likely_payment(ledger: MemoryLedger) -> None:
    ledger.put("trips", [trip("T1", "P1", "88.00")])
    ledger.put(
        "card_transactions",
        [
            charge("R1", "88.00", claim_no="T1"),
            charge("R2", "99.00"),
            charge("R3", "77.00"),
            charge("R4", "55.00"),
            charge("R5", "-55.00"),
            charge("R6", "88.00"),
        ],
    )
    by_card = {"payment_method": "official_card", "payee": "张三"}
    ledger.put("payments", [payment("Z1", "99.00", **by_card), payment("Z2", "88.00", source_no="T1", **by_card)])

    charges = found_of(ledger).charges

    assert charges.select("transaction", "likely_payment", "person_name").rows() == [
        ("R2", "Z1/1", "张三"),
        ("R3", None, "张三"),
        ("R6", None, "张三"),
    ], "Z2 is for the trip that R1 was claimed for"


def test_charges_under_one_number_are_one_claim_with_what_they_leave_to_cash(ledger: MemoryLedger) -> None:
    """Hotel and tickets of a trip whose allowances nobody pays by card: a match, and nothing is left over."""
    ledger.put("trips", [trip("T1", "P1", "300.00", transport_amount="200.00", meal_allowance="100.00")])
    ledger.put("card_transactions", [charge("R1", "300.00", claim_no="T1"), charge("R2", "200.00", claim_no="T1")])

    found = found_of(ledger)

    assert charged(found) == [("claim_number", ["R1", "R2"], ["trips/T1/P1"], Decimal("-100.00"))]
    assert found.charges.is_empty()
    assert found.misnumbered.is_empty()


@pytest.mark.parametrize(
    ("amount", "claims"), [("300.00", ["trips/T1/P1"]), ("700.00", ["trips/T1/P1", "trips/T1/P2"])]
)
def test_a_travellers_charge_is_for_his_own_claim_unless_he_paid_for_others(
    ledger: MemoryLedger, amount: str, claims: list[str]
) -> None:
    ledger.put("trips", [trip("T1", "P1", "300.00"), trip("T1", "P2", "400.00")])
    ledger.put("card_transactions", [charge("R1", amount, claim_no="T1")])

    assert charged(found_of(ledger)) == [("claim_number", ["R1"], claims, Decimal("0.00"))]


def test_a_charge_claimed_under_a_number_that_nothing_has_is_listed(ledger: MemoryLedger) -> None:
    """It is claimed, so it is no charge that nobody claimed; and it is not taken for a record of another number."""
    ledger.put("trips", [trip("T1", "P1", "88.00")])
    ledger.put("building_projects", [{"project_no": "G1", "department_code": "D1", "name": "维修"}])
    ledger.put("trips", [trip("T0", "P1", "5.00", date(2019, 3, 4))])
    numbers = ("N99", "G1", "T0")
    ledger.put("card_transactions", [charge(f"R{number}", "88.00", claim_no=number) for number in numbers])

    found = found_of(ledger)

    assert found.misnumbered.select("transaction", "claim_no").rows() == [("RN99", "N99")]
    assert found.charges.is_empty()
    assert charged(found) == []


def test_a_charge_is_claimed_under_the_number_of_a_payment_or_one_that_a_payment_names(ledger: MemoryLedger) -> None:
    """Whatever the payment was for: it needs no record."""
    office = {"economic_code": "30201"}
    ledger.put(
        "payments", [payment("Z1", "88.00") | office, payment("Z2", "70.00", source_no="BX1") | office,
                     payment("Z3", "7.00", source_no="T1")],
    )  # fmt: skip
    ledger.put("trips", [trip("T1", "P1", "7.00")])
    numbers = [("R1", "88.00", "Z1"), ("R2", "70.00", "BX1"), ("R3", "7.00", "T1")]
    ledger.put("card_transactions", [charge(name, amount, claim_no=number) for name, amount, number in numbers])

    assert charged(found_of(ledger)) == [
        ("claim_number", ["R1"], ["payments/Z1/1"], Decimal("0.00")),
        ("claim_number", ["R2"], ["payments/Z2/1"], Decimal("0.00")),
        ("claim_number", ["R3"], ["trips/T1/P1"], Decimal("0.00")),
    ]


@pytest.mark.parametrize(
    ("person", "days", "tolerance", "reason"),
    [
        ("P1", 4, Tolerance(days=0), "holder_amount_date"),
        ("P1", 5, Tolerance(days=0), None),
        ("P1", 64, Tolerance(), "holder_amount_date"),
        ("P2", 0, Tolerance(), None),
    ],
)
def test_without_a_number_a_charge_is_its_holders_on_a_day_of_the_trip_or_near_it(
    ledger: MemoryLedger, person: str, days: int, tolerance: Tolerance, reason: str | None
) -> None:
    ledger.put("trips", [trip("T1", person, "500.00", return_on=DAY + timedelta(4))])
    ledger.put("card_transactions", [charge("R1", "500.00", DAY + timedelta(days))])

    found = found_of(ledger, tolerance=tolerance)

    assert [row[0] for row in charged(found)] == ([reason] if reason else [])
    assert found.charges.height == (reason is None)


@pytest.mark.parametrize(("days", "is_match"), [(0, True), (1, False)])
def test_a_record_that_names_nobody_has_a_charge_of_its_amount_on_its_day(
    ledger: MemoryLedger, days: int, is_match: bool
) -> None:
    ledger.put(
        "receptions",
        [{"reception_no": "J1", "department_code": "D1", "held_on": DAY, "meal_amount": "880.00", "guests": 8}],
    )
    ledger.put("card_transactions", [charge("R1", "880.00", DAY + timedelta(days))])

    found = found_of(ledger)

    assert charged(found) == ([("amount_day", ["R1"], ["receptions/J1"], Decimal("0.00"))] if is_match else [])
    assert found.charges.height == (not is_match)


def test_cash_that_nobody_claimed_is_listed_as_cash_and_says_nothing_of_what_it_was_for(ledger: MemoryLedger) -> None:
    """Not where it was put back, nor where it was claimed; at a cash machine by its merchant code, too."""
    ledger.put("trips", [trip("T1", "P1", "500.00"), trip("T2", "P1", "80.00")])
    cash = {"transaction_type": "cash_withdrawal", "merchant_name": None}
    ledger.put(
        "card_transactions",
        [
            charge("R1", "500.00", **cash),
            charge("R2", "60.00", mcc="6011"),
            charge("R3", "80.00", claim_no="T2", **cash),
            charge("R4", "70.00", **cash),
            charge("R5", "-70.00", DAY + timedelta(1), **cash),
        ],
    )

    found = found_of(ledger)

    said = readable(ledger, found.charges, "zh").select("transaction", "transaction_type").rows()
    assert said == [("R1", "取现"), ("R2", "取现")]
    assert charged(found) == [("claim_number", ["R3"], ["trips/T2/P1"], Decimal("0.00"))]


@pytest.mark.parametrize("charge_named", ["no charge", None, "T1", "Z1", "N99"])
@pytest.mark.parametrize("present", list(product([False, True], repeat=2)), ids=str)
def test_every_combination_of_record_payment_and_charge_is_listed_once(
    ledger: MemoryLedger, present: tuple[bool, bool], charge_named: str | None
) -> None:
    """One purchase of 300.00, seen in any of the three ledgers, and claimed under any number: it is never two."""
    has_record, has_payment = present
    has_charge, named = charge_named != "no charge", charge_named
    if has_record:
        ledger.put("trips", [trip("T1", "P1", "300.00")])
    if has_payment:
        ledger.put("payments", [payment("Z1", "300.00", source_no="T1", payment_method="official_card")])
    if has_charge:
        ledger.put("card_transactions", [charge("R1", "300.00", claim_no=named)])

    found = found_of(ledger)

    is_explained = (has_record and named in (None, "T1")) or (has_payment and named in ("T1", "Z1"))
    assert found.matches.height == (has_record and has_payment)
    assert found.payments.height == (has_payment and not has_record)
    assert found.records.height == (has_record and not has_payment)
    assert found.charge_matches.height == (has_charge and is_explained)
    assert found.charges.height == (has_charge and named is None and not is_explained)
    assert found.misnumbered.height == (has_charge and named is not None and not is_explained)


entries = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["1.00", "1.01", "2.00"]), st.integers(0, 9)), max_size=12
)


@settings(max_examples=60)
@given(entries, entries, st.sampled_from(["0.00", "0.01", "1.00"]))
def test_each_row_is_in_one_pair_at_most_and_there_are_as_many_as_can_be(left, right, amount) -> None:
    """Whatever the lists: one to one, within the tolerance, and never two rows left that could have been a pair."""

    def frame(rows, number: str) -> pl.DataFrame:
        schema = {"department": pl.Int64, "registered": pl.String, "amount": pl.Decimal(38, 2), "day": pl.Date}
        values = [(one, None, Decimal(money), DAY + timedelta(days)) for one, money, days in rows]
        days = pl.DataFrame(values, schema=schema, orient="row").with_row_index(number)
        return days.with_columns(last_day="day")

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
    if not allowed.amount:
        assert pairs.height == most_pairs(left, right, allowed.days)


def most_pairs(left, right, days: int) -> int:
    """Of equal rows sorted by day: whoever is too early for the earliest of the others finds nobody."""
    most = 0
    for key in {row[:2] for row in left}:
        ones, others = (sorted(row[2] for row in rows if row[:2] == key) for rows in (left, right))
        while ones and others:
            if abs(ones[0] - others[0]) <= days:
                most += 1
                del ones[0], others[0]
            else:
                del min(ones, others, key=lambda rest: rest[0])[0]
    return most


PAYEES = [None, "张三", "李四", "某酒店"]
paid_rows = st.lists(
    st.tuples(st.sampled_from([None, "T1", "T2", "T9"]), st.sampled_from(PAYEES), st.sampled_from([1, 2, 3])),
    max_size=6,
)
claimed_rows = st.lists(
    st.tuples(st.sampled_from(["T1", "T2", "T3"]), st.sampled_from(["P1", "P2"]), st.sampled_from([1, 2, 3, None])),
    max_size=5,
    unique_by=lambda row: row[:2],
)
charged_rows = st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from([None, "T1", "Z0", "T9", "N9"])), max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paid_rows, claimed_rows, charged_rows)
def test_everything_is_in_one_match_or_one_list_and_nobody_is_settled_by_anothers_money(
    whole: MemoryLedger, paid, claimed, charged
) -> None:
    """Whatever was paid, claimed and charged: each once, all adds up, two people only where a number's sums do."""
    names = {"P1": "张三", "P2": "李四"}
    with two_people(whole):
        whole.put("trips", [trip(*row[:2], row[2] and f"{row[2]}.00") for row in claimed])
        by_card = {"payment_method": "official_card"}
        whole.put(
            "payments",
            [payment(f"Z{n}", f"{row[2]}.00", source_no=row[0], payee=row[1], **by_card) for n, row in enumerate(paid)],
        )
        rows = [charge(f"R{n}", f"{row[0]}.00", claim_no=row[1]) for n, row in enumerate(charged)]
        whole.put("card_transactions", rows)

        found = found_of(whole)

    payments = {f"Z{n}/1": row for n, row in enumerate(paid)}
    claims = {f"trips/{row[0]}/{row[1]}": row for row in claimed}
    in_matches = [list(found.matches[name].explode().drop_nulls()) for name in ("payments", "claims")]
    assert sorted([*in_matches[0], *found.payments["payment"]]) == sorted(payments)
    assert sorted([*in_matches[1], *found.records["record"]]) == sorted(claims)
    in_charges = [list(found.charge_matches[name].explode().drop_nulls()) for name in ("transactions", "claims")]
    listed = [*in_charges[0], *found.charges["transaction"], *found.misnumbered["transaction"]]
    assert sorted(listed) == [f"R{n}" for n in range(len(charged))]
    assert len(in_charges[1]) == len(set(in_charges[1]))
    known = {row[0] for row in [*paid, *claimed]} | {name.partition("/")[0] for name in payments}
    assert {int(name[1:]) for name in found.misnumbered["transaction"]} == {
        n for n, row in enumerate(charged) if row[1] and row[1] not in known
    }
    assert found.charge_matches["charged"].sum() == sum(charged[int(name[1:])][0] for name in in_charges[0])
    assert not {*found.charges["likely_payment"].drop_nulls()} & {
        name.removeprefix("payments/") for name in in_charges[1]
    }
    assert found.charges["likely_payment"].drop_nulls().is_unique().all()
    assert found.matches["paid"].sum() + found.payments["amount"].sum() == sum(row[2] for row in paid)
    for row in found.matches.iter_rows(named=True):
        own = [claims[one][2] for one in row["claims"]]
        assert row["paid"] == sum(payments[one][2] for one in row["payments"])
        assert row["spent"] == (None if None in own else sum(own))
        payees = {payments[one][1] for one in row["payments"]} & set(names.values())
        claimants = {names[claims[one][1]] for one in row["claims"]}
        if payees and len(payees | claimants) > 1:
            numbers = {payments[one][0] for one in row["payments"]} | {claims[one][0] for one in row["claims"]}
            assert (len(numbers), row["difference"]) == (1, 0)


def test_screen_and_workbook_say_what_was_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, book = tmp_path / "ledger", tmp_path / "对账.xlsx"
    fresh_ledger(folder, name="测试区财政局")
    words = ["reconcile", "--year", "2024", "--ledger", str(folder), "--tolerance", "0.01", "--days"]

    assert run([*words, "45", "--xlsx", str(book)]) == 0
    assert run([*words, "1", "--lang", "en"]) == 0

    said = capsys.readouterr().out
    assert "容差:金额 0.01 元,日期 45 天" in said
    assert "tolerance: 0.01 yuan, 1 day\n" in said
    assert {sheet["A2"].value for sheet in openpyxl.load_workbook(book)} == {"容差:金额 0.01 元,日期 45 天"}


def test_the_command_gives_one_document_and_a_sheet_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, book = tmp_path / "ledger", tmp_path / "对账.xlsx"
    fresh_ledger(folder, name="测试区财政局")
    capsys.readouterr()
    words = ["reconcile", "--year", "2024", "--as-of", "2024-12-31", "--ledger", str(folder), "--json"]

    assert run([*words, "--xlsx", str(book)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert [document[name] for name in LISTS] == [[]] * 6
    assert "payments" in document["unknown"]
    assert len(openpyxl.load_workbook(book).sheetnames) == 6
    assert run([*words, "--tolerance", "-1"]) == 2
