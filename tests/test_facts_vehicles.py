"""What rules may ask of vehicles: caps by use, the vehicle replaced, a year's cost beside that of its kind."""

from datetime import date
from decimal import Decimal

import pytest

DAY = date(2018, 3, 3)
OWN = {"jurisdiction": "本区", "documents": "本区设定", "provenance": "own", "effective_from": date(2019, 1, 1)}


def vehicle(facts, plate="云A00001", **row):
    given = {"plate_no": plate, "department_code": "D001", "vehicle_use": "机要通信用车", "bought_on": DAY}
    row_id = facts.add("vehicles", **given | row)
    return facts.one("vehicles", f"row_id = {row_id}")


def cost(facts, amount, plate="云A00001", on=date(2024, 6, 3), **row):
    number = facts.value("SELECT count(*) FROM record.vehicle_costs")
    given = {"cost_no": f"VC{number}", "plate_no": plate, "department_code": "D001", "incurred_on": on}
    return facts.add("vehicle_costs", **given | row, amount=Decimal(amount))


PETROL = {"is_new_energy": False, "displacement": Decimal("1.8")}


@pytest.mark.parametrize(
    ("row", "caps", "is_over"),
    [
        (PETROL, (120000, Decimal("1.6")), True),
        (PETROL | {"vehicle_use": "应急保障用车及其他"}, (180000, Decimal("1.8")), False),
        (PETROL | {"vehicle_use": "应急保障用车及其他(特殊)"}, (450000, None), False),
        (PETROL | {"displacement": None}, (120000, Decimal("1.6")), None),
        (PETROL | {"vehicle_use": "应急保障用车及其他(特殊)", "displacement": None}, (450000, None), False),
        (PETROL | {"vehicle_use": "接送用车"}, (None, None), None),
        (PETROL | {"vehicle_use": None}, (None, None), None),
        (PETROL | {"bought_on": None}, (None, None), None),
        (PETROL | {"bought_on": date(2017, 12, 4)}, (None, None), None),
        (PETROL | {"is_new_energy": True}, (180000, None), False),
        (PETROL | {"is_new_energy": True, "vehicle_use": None}, (180000, None), False),
        (PETROL | {"is_new_energy": None}, (None, None), None),
    ],
)
def test_caps_by_use_and_for_new_energy(facts, row, caps, is_over):
    found = vehicle(facts, **row)

    assert (found["price_cap"], found["displacement_cap"]) == caps
    assert found["is_displacement_over"] is is_over


def test_a_cap_of_the_district_comes_first_and_an_exact_use_before_every_use(facts):
    facts.insert("ref.vehicle_caps", **OWN, vehicle_use="*", price_cap=Decimal(90000))
    facts.insert("ref.vehicle_caps", **OWN, vehicle_use="机要通信用车", price_cap=Decimal(100000))
    later = PETROL | {"bought_on": date(2019, 1, 1)}

    assert vehicle(facts, "甲", **later)["price_cap"] == 100000
    assert vehicle(facts, "乙", **later, vehicle_use="接送用车")["price_cap"] == 90000
    assert vehicle(facts, "丙", **later, vehicle_use=None)["vehicle_cap_source"] == "本区|本区设定|own"
    assert vehicle(facts, "丁", **later | {"is_new_energy": None})["price_cap"] is None
    assert vehicle(facts, "戊", **PETROL)["price_cap"] == 120000
    assert facts.value("SELECT count(*) FROM fact.vehicles") == 5


@pytest.mark.parametrize(
    ("registered_on", "eight_years_on"),
    [
        (date(2010, 3, 3), date(2018, 3, 3)),
        (date(2012, 2, 29), date(2020, 2, 29)),
        (date(2092, 2, 29), date(2100, 2, 28)),  # no leap year
        (None, None),
    ],
)
def test_when_the_vehicle_replaced_was_eight_years_old(facts, registered_on, eight_years_on):
    vehicle(facts, "云A00009", registered_on=registered_on, has_scrap_proof=True, bought_on=None)

    row = vehicle(facts, replaces_plate_no="云A00009", has_scrap_proof=False)

    assert (row["is_replacement"], row["old_eight_years_on"]) == (True, eight_years_on)
    assert row["old_has_scrap_proof"] is True


@pytest.mark.parametrize("replaced", [None, "云A00009", "云A00001"])
def test_a_vehicle_that_replaces_none_one_not_on_record_or_its_own_plate(facts, replaced):
    row = vehicle(facts, replaces_plate_no=replaced, registered_on=DAY, has_scrap_proof=False)

    assert row["is_replacement"] is (replaced is not None)
    assert (row["old_eight_years_on"], row["old_has_scrap_proof"]) == (None, None)


def years(facts):
    found = facts.rows("SELECT * FROM fact.vehicle_years ORDER BY fiscal_year, plate_no")
    return {
        (row["fiscal_year"], row["plate_no"]): (row["cost"], row["peer_count"], row["peer_cost"], row["period_end"])
        for row in found
    }


def test_a_year_of_a_vehicle_beside_all_of_its_use(facts):
    for plate, use, department in [("甲", "机要", "D001"), ("乙", "机要", "D002"), ("丙", "执法", "D001"),
                                   ("丁", None, "D001")]:  # fmt: skip
        vehicle(facts, plate, vehicle_use=use, department_code=department, bought_on=None)
    cost(facts, "100", "甲")
    cost(facts, "50.50", "甲", cost_kind="fuel")
    cost(facts, "-30", "乙")
    cost(facts, "7", "丙")
    cost(facts, "8", "丁")
    cost(facts, "9", "戊")
    cost(facts, "1000", "乙", date(2023, 12, 31))
    cost(facts, "400", "甲", date(2025, 6, 30))
    cost(facts, "1", "甲", date(2025, 7, 1))
    facts.as_of(date(2025, 6, 30))

    end = date(2024, 12, 31)
    assert years(facts) == {
        (2023, "乙"): (1000, 1, 1000, date(2023, 12, 31)),
        (2024, "甲"): (Decimal("150.50"), 2, Decimal("120.50"), end),
        (2024, "乙"): (-30, 2, Decimal("120.50"), end),
        (2024, "丙"): (7, 1, 7, end),
        (2024, "丁"): (8, None, None, end),  # its use is not on record
        (2024, "戊"): (9, None, None, end),  # nor is the vehicle
        (2025, "甲"): (400, 1, 400, date(2025, 6, 30)),
    }


def test_a_year_of_a_vehicle_knows_its_rows_and_department(facts):
    vehicle(facts, "甲", department_code="D009")
    ids = [cost(facts, "1", "甲"), cost(facts, "2", "甲")]
    cost(facts, "3", "乙", department_code="D002")

    rows = facts.rows(
        "SELECT plate_no, department_code, row_ids, period_start FROM fact.vehicle_years ORDER BY row_ids"
    )

    assert [(row["plate_no"], row["department_code"]) for row in rows] == [("甲", "D009"), ("乙", "D002")]
    assert sorted(rows[0]["row_ids"]) == ids
    assert rows[0]["period_start"] == date(2024, 1, 1)


def test_a_vehicle_of_which_no_cost_is_recorded_has_no_year(facts):
    vehicle(facts)
    facts.keep("vehicle_costs")

    assert years(facts) == {}


DECEMBER = date(2024, 12, 31)


def test_top_ups_and_unbilled_repairs_of_a_complete_year(facts):
    cost(facts, "100", cost_kind="top_up", on=date(2024, 1, 1))
    cost(facts, "40", cost_kind="top_up", on=date(2024, 11, 30), plate="乙")
    cost(facts, "25.50", cost_kind="top_up", on=date(2024, 12, 1))
    cost(facts, "-5", cost_kind="top_up", on=DECEMBER)
    cost(facts, "900", cost_kind="fuel", on=DECEMBER)
    cost(facts, "800", on=DECEMBER)
    cost(facts, "70", cost_kind="repair", on=DECEMBER, has_itemised_bill=False)
    cost(facts, "60", cost_kind="repair", on=DECEMBER)
    cost(facts, "50", cost_kind="repair", on=DECEMBER, has_itemised_bill=True)
    cost(facts, "40", cost_kind="repair", on=date(2024, 11, 30), has_itemised_bill=False)
    cost(facts, "30", cost_kind="fuel", on=DECEMBER, has_itemised_bill=False)
    cost(facts, "1", cost_kind="top_up", on=DECEMBER, department_code="D002")

    first, second = facts.rows("SELECT * FROM fact.vehicle_department_years ORDER BY department_code")

    assert (first["department_code"], first["fiscal_year"], first["period_start"]) == ("D001", 2024, date(2024, 1, 1))
    assert (first["year_top_up"], first["december_top_up"]) == (Decimal("160.50"), Decimal("20.50"))
    assert first["december_repair_unbilled"] == 70
    assert len(first["row_ids"]) == 11
    assert (second["year_top_up"], second["december_top_up"], second["december_repair_unbilled"]) == (1, 1, 0)


def test_a_year_that_is_not_over_has_no_row(facts):
    cost(facts, "1", cost_kind="top_up", on=DECEMBER)

    facts.as_of(date(2024, 12, 30))
    assert facts.rows("SELECT 1 FROM fact.vehicle_department_years") == []
    facts.as_of(DECEMBER)
    assert len(facts.rows("SELECT 1 FROM fact.vehicle_department_years")) == 1


def test_a_cost_is_passed_on_as_recorded_but_for_a_distance_below_zero(facts):
    cost(facts, "80.00", mileage_km=Decimal("-3"), cost_kind="fuel")
    cost(facts, "90.00", mileage_km=Decimal("12.5"))

    seen = facts.rows("SELECT amount, mileage_km, cost_kind FROM fact.vehicle_costs ORDER BY cost_no")

    assert [row["mileage_km"] for row in seen] == [None, Decimal("12.5")]
    assert [(row["amount"], row["cost_kind"]) for row in seen] == [
        (Decimal("80.00"), "fuel"),
        (Decimal("90.00"), None),
    ]
