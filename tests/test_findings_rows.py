"""A finding leads to every row from which its figures were made: of its own kind, and of others."""

from datetime import date

import pytest

from costctl.budget.behind import records_behind
from costctl.ledger.memory import memory_ledger
from costctl.rules.check import check
from costctl.rules.findings import explained
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped

BOOK = load_rulebook(shipped("rules"))
DAY = date(2025, 3, 3)
LEG = {"person_id": "P1", "leg_no": 1, "department_code": "D1"}
CHARGE = {"card_no": "6282310000000018", "spent_on": DAY, "spent_at": "12:00", "amount": 50, "merchant_name": "甲店"}
DINNER = {"department_code": "D1", "venue": "湖滨酒店"}
REPAIR = {"building_id": "L1", "department_code": "D1", "project_kind": "repair"}


@pytest.fixture(scope="module")
def ledger():
    return memory_ledger(BOOK.reference, digest=BOOK.digest)


@pytest.mark.parametrize(
    ("rule", "kind", "records", "rows"),
    [
        (
            "TRV-R05",
            "trips",
            [
                {**LEG, "trip_no": "T1", "depart_on": DAY, "return_on": date(2025, 3, 6)},
                {**LEG, "trip_no": "T2", "depart_on": date(2025, 3, 4), "return_on": date(2025, 3, 5)},
                {**LEG, "trip_no": "T3", "depart_on": date(2025, 3, 9), "return_on": date(2025, 3, 9)},
            ],
            [2, 3],
        ),
        (
            "CARD-R06",
            "card_transactions",
            [{**CHARGE, "claim_no": "B1"}, {**CHARGE, "claim_no": "B2"}, {**CHARGE, "amount": 51, "claim_no": "B3"}],
            [2, 3],
        ),
        (
            "REC-R09",
            "receptions",
            [
                {**DINNER, "reception_no": "R1", "held_on": DAY, "meal_amount": 1500},
                {**DINNER, "reception_no": "R2", "held_on": date(2025, 3, 5), "meal_amount": 600},
                {**DINNER, "reception_no": "R3", "held_on": date(2025, 3, 9), "meal_amount": 600},
            ],
            [2, 3],
        ),
        (
            "VEH-R02",
            "vehicles",
            [
                {
                    "plate_no": "V1",
                    "has_scrap_proof": False,
                    "department_code": "D1",
                    "registered_on": date(2020, 1, 1),
                    "bought_on": date(2020, 1, 1),
                },
                {"plate_no": "V2", "department_code": "D1", "bought_on": DAY, "replaces_plate_no": "V1"},
            ],
            [2, 3],
        ),
        (
            "BLD-R05",
            "building_projects",
            [
                {**REPAIR, "project_no": "X1", "approved_on": date(2024, 3, 3), "approved_cost": 9_000_000},
                {**REPAIR, "project_no": "X2", "approved_on": DAY, "approved_cost": 9_000_000},
                {**REPAIR, "project_no": "X3", "building_id": "L2", "approved_on": DAY, "approved_cost": 1},
            ],
            [2, 3],
        ),
    ],
)
def test_every_row_of_a_figure_is_listed(ledger, rule, kind, records, rows):
    with ledger.trial():
        ledger.put(kind, records)
        run = check(ledger, BOOK, as_of=date(2025, 12, 31), rules=[rule])
        assert not run.problems
        found = explained(ledger, rule=rule)

    assert found, [(one.rule, one.flagged, one.clear, one.cannot_assess) for one in run.rules]
    assert rows in [[row.row for row in one.rows] for one in found]


MEETING = {"meeting_no": "M1", "department_code": "D1", "starts_on": DAY, "meeting_class": "3", "mode": "in_person"}
TARGET = {"fiscal_year": 2025, "value": "0.9"}
TRIP = {
    "department_code": "D1",
    "person_id": "P1",
    "leg_no": 1,
    "depart_on": DAY,
    "return_on": DAY,
    "hotel": "湖滨酒店",
}
PAID = {"line_no": 1, "department_code": "D1", "paid_on": DAY, "economic_code": "30217", "amount": 500}
D1 = [{"department_code": "D1", "name": "财政局"}]


@pytest.mark.parametrize(
    ("rule", "records", "behind"),
    [
        pytest.param(
            "MTG-R02",
            {
                "designated_venues": [
                    {"name": "湖滨酒店", "venue_use": "meeting", "star": 5},
                    {"name": "江边酒店", "venue_use": "meeting", "star": 5},
                ],
                "meetings": [{**MEETING, "venue": "湖滨酒店", "venue_kind": "designated"}],
            },
            [(["venue_star"], None, "designated_venues", 2)],
            id="the list gives the stars",
        ),
        pytest.param(
            "MTG-R08",
            {
                "meetings": [{**MEETING, "starts_on": date(2024, 12, 20)}],
                "payments": [
                    {**PAID, "payment_no": "F1", "department_code": "D2", "economic_code": "30215", "source_no": "M1"}
                ],
            },
            [(["linked_payments"], 1, "payments", 2), (["paid_by_others"], 500, "payments", 2)],
            id="paid in the next year",
        ),
        pytest.param(
            "PUR-R01",
            {
                "departments": D1,
                "targets": [{**TARGET, "metric": "designated_hotel_share_min"}],
                "designated_venues": [{"name": "湖滨酒店", "venue_use": "lodging"}],
                "trips": [
                    {**TRIP, "trip_no": "T1", "nights": 2},
                    {**TRIP, "trip_no": "T2", "nights": 3, "is_designated_hotel": False},
                ],
            },
            [
                (["denominator"], 3, "trips", 3),
                (["denominator", "numerator"], 2, "trips", 2),
                (["numerator"], None, "designated_venues", 2),
            ],
            id="the list confirms a hotel",
        ),
        pytest.param(
            "BUD-R06",
            {
                "budgets": [
                    {
                        "document_no": "B1",
                        "line_no": line,
                        "fiscal_year": 2025,
                        "department_code": "D1",
                        "item": item,
                        "amount": amount,
                    }
                    for line, item, amount in ((1, "meeting", 900), (2, "30217", 0))
                ],
                "payments": [{**PAID, "payment_no": "F1", "fund_kind": "project"}],
            },
            [(["item_approved"], 0, "budgets", 3)],
            id="a line of nothing for the item",
        ),
        pytest.param(
            "TRV-R13",
            {
                "people": [{"person_id": "P1", "department_code": "D1", "name": "甲"}],
                "cards": [{"card_no": CHARGE["card_no"], "person_id": "P1", "department_code": "D1"}],
                "trips": [
                    {
                        **TRIP,
                        "trip_no": "T1",
                        "city": "昆明市",
                        "depart_on": date(2025, 3, 1),
                        "return_on": date(2025, 3, 5),
                    },
                    {
                        **TRIP,
                        "trip_no": "T2",
                        "city": "上海市",
                        "depart_on": date(2025, 4, 1),
                        "return_on": date(2025, 4, 5),
                    },
                ],
                "card_transactions": [{**CHARGE, "merchant_city": "上海市"}],
            },
            [(["holder"], None, "cards", 2), (["is_mid_trip"], None, "trips", 2)],
            id="whose card, and where that person was",
        ),
    ],
)
def test_records_of_other_kinds_are_found_on_demand(ledger, rule, records, behind):
    settings = ledger.settings
    with ledger.trial():
        ledger.settings = settings.model_copy(update={"home_places": ("澄湖区",)})
        for kind, rows in records.items():
            ledger.put(kind, rows)
        run = check(ledger, BOOK, as_of=date(2025, 12, 31), rules=[rule])
        ledger.settings = settings
        assert not run.problems
        (one,) = explained(ledger, rule=rule)
        found = records_behind(ledger, BOOK, one)

    assert found.select("figures", "amount", "kind", "row_no").rows() == behind
