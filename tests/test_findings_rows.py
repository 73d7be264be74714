"""A finding leads to every row of its kind from which its figures were made."""

from datetime import date

import pytest

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
