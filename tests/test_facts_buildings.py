"""What rules may ask of building projects and of offices."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

DAY = date(2018, 3, 3)


def add(facts, **row):
    number = facts.value("SELECT count(*) FROM record.building_projects")
    return facts.add("building_projects", **{"project_no": f"B{number}", "department_code": "D1"} | row)


def project(facts, **row):
    return facts.one("building_projects", f"row_id = {add(facts, **row)}")


@pytest.mark.parametrize(
    ("paid", "approved", "finished", "judged"),
    [(1, 2, 3, 1), (None, 2, 3, 2), (None, None, 3, 3), (3, 2, 1, 3), (None, None, None, None)],
)
def test_a_project_is_judged_by_payment_else_approval_else_completion(facts, paid, approved, finished, judged):
    days = [number and date(2018, 3, number) for number in (paid, approved, finished, judged)]

    found = project(facts, first_paid_on=days[0], approved_on=days[1], finished_on=days[2])

    assert found["judged_on"] == days[3]


@pytest.mark.parametrize(
    ("number", "has", "approved"),
    [("批1号", None, True), ("批1号", False, True), (None, True, True), (None, False, False), (None, None, None)],
)
def test_a_number_of_approval_is_an_approval(facts, number, has, approved):
    assert project(facts, approval_no=number, has_approval=has)["is_approved_project"] is approved


def settings(facts, level):
    facts.con.execute("DELETE FROM ref.settings")
    facts.insert("ref.settings", home_province="云南", currency="CNY", building_level=level)


def test_the_cost_limit_is_that_of_the_bureaus_level_on_the_day(facts):
    settings(facts, "县(市)级")

    found = project(facts, first_paid_on=DAY, actual_area=Decimal("100.5"))
    assert (found["cost_cap"], found["cost_cap_source"]) == (251250, "中央|中办发〔2007〕11号|assumed")
    assert project(facts, first_paid_on=DAY)["cost_cap"] is None
    assert project(facts, first_paid_on=date(2006, 12, 31), actual_area=1)["cost_cap"] is None
    assert project(facts, actual_area=1)["cost_cap"] is None
    settings(facts, "市(地)级")
    assert project(facts, first_paid_on=DAY, actual_area=1)["cost_cap"] == 3000
    settings(facts, None)
    assert project(facts, first_paid_on=DAY, actual_area=1)["cost_cap"] is None


def test_a_limit_of_the_district_comes_first_even_where_it_is_empty(facts):
    settings(facts, "县(市)级")
    facts.insert(
        "ref.building_cost_caps", jurisdiction="本区", level="*", cap_per_sqm=1, effective_from="2018-03-03",
        documents="本区设定", provenance="own",
    )  # fmt: skip
    assert project(facts, first_paid_on=DAY, actual_area=2)["cost_cap"] == 2
    facts.insert(
        "ref.building_cost_caps", jurisdiction="本区", level="县(市)级", effective_from="2018-03-03",
        documents="本区设定", provenance="own",
    )  # fmt: skip
    assert project(facts, first_paid_on=DAY, actual_area=2)["cost_cap"] is None
    assert project(facts, first_paid_on=DAY - timedelta(days=1), actual_area=2)["cost_cap"] == 5000


def test_a_cost_entered_as_area_stops_nothing(facts):
    settings(facts, "县(市)级")

    found = project(facts, first_paid_on=DAY, actual_area=Decimal("999999999999.999999"))

    assert found["cost_cap"] == Decimal("2499999999999999.9975")


def repair(facts, first_paid_on=DAY, **row):
    return add(
        facts, **{"project_kind": "repair", "building_id": "L1", "actual_cost": 10} | row, first_paid_on=first_paid_on
    )


def cost(facts, row_id):
    return facts.one("building_projects", f"row_id = {row_id}")["repair_cost_2y"]


@pytest.mark.parametrize(
    ("day", "other", "together"),
    [
        (DAY, DAY, True),
        (DAY, date(2016, 3, 4), True),
        (DAY, date(2016, 3, 3), False),
        (DAY, date(2018, 3, 4), False),
        (date(2018, 2, 28), date(2016, 2, 29), True),
        (date(2018, 2, 28), date(2016, 2, 28), False),
        (date(2016, 2, 29), date(2014, 2, 28), False),
        (date(2016, 2, 29), date(2014, 3, 1), True),
    ],
)
def test_repairs_within_the_two_years_that_end_on_the_day(facts, day, other, together):
    row_id = repair(facts, day)
    repair(facts, other, actual_cost=5)

    assert cost(facts, row_id) == (15 if together else 10)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, 15),
        ({"actual_cost": None, "approved_cost": 7}, 17),
        ({"approved_cost": 7}, 15),
        ({"actual_cost": None}, None),
        ({"actual_cost": None, "project_kind": "new"}, 10),
        ({"project_kind": None}, 10),
        ({"building_id": "L2"}, 10),
        ({"building_id": None}, 10),
        ({"department_code": "D2"}, 15),
        ({"first_paid_on": None, "finished_on": DAY}, 15),
        ({"first_paid_on": None}, 10),
    ],
)
def test_what_counts_as_another_repair_of_the_building(facts, other, expected):
    row_id = repair(facts)
    day = other.pop("first_paid_on", DAY)
    repair(facts, day, **{"actual_cost": 5} | other)

    assert cost(facts, row_id) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"building_id": None}, None),
        ({"project_kind": "new"}, None),
        ({"project_kind": None}, 5),  # it is not known to be a repair
        ({"project_kind": None, "actual_cost": None}, 5),
        ({"actual_cost": None}, None),
        ({"first_paid_on": None}, None),
    ],
)
def test_whose_repairs_are_added_up(facts, row, expected):
    repair(facts, actual_cost=5)
    day = row.pop("first_paid_on", DAY)

    assert cost(facts, repair(facts, day, **row)) == expected


def test_repairs_agree_with_counting_in_python(facts):
    draw = random.Random(5)
    rows = [
        {
            "project_no": f"B{number}",
            "building_id": draw.choice(["L1", "L2", None]),
            "project_kind": draw.choice(["repair", "repair", "lease"]),
            "first_paid_on": DAY + timedelta(days=draw.randrange(2000)),
            "actual_cost": draw.choice([Decimal("10.00"), Decimal("7.50"), Decimal("0.01")]),
        }
        for number in range(200)
    ]
    rows[7]["actual_cost"] = None
    facts.load("building_projects", rows)

    for row, found in zip(
        rows, facts.rows("SELECT repair_cost_2y AS cost FROM fact.building_projects ORDER BY row_id"), strict=True
    ):
        day = row["first_paid_on"]
        since = day.replace(year=day.year - 2, day=28 if (day.month, day.day) == (2, 29) else day.day)
        costs = [
            other["actual_cost"]
            for other in rows
            if other["project_kind"] == "repair"
            and other["building_id"] == row["building_id"]
            and since < other["first_paid_on"] <= day
        ]
        known = row["building_id"] and row["project_kind"] == "repair" and None not in costs
        assert found["cost"] == (sum(costs) if known else None)


def office(facts, **row):
    number = facts.value("SELECT count(*) FROM record.offices")
    given = {"office_no": f"O{number}", "surveyed_on": date(2015, 3, 3), "occupant_level": "县级正职"}
    return facts.one("offices", f"row_id = {facts.add('offices', **given | row)}")


@pytest.mark.parametrize(
    ("row", "cap"),
    [
        ({}, 30),
        ({"surveyed_on": date(2014, 11, 24)}, 30),
        ({"surveyed_on": date(2014, 11, 23)}, 20),
        ({"surveyed_on": date(1998, 12, 31)}, None),
        ({"occupant_level": "县级"}, None),
        ({"occupant_level": None}, None),
    ],
)
def test_the_area_of_a_level_on_the_day_of_the_survey(facts, row, cap):
    assert office(facts, **row)["area_cap"] == cap


def test_an_area_for_every_level_reaches_those_not_recorded_too(facts):
    facts.insert(
        "ref.office_area", jurisdiction="本区", who="*", area_cap=8, effective_from="2015-01-01",
        documents="本区设定", provenance="own",
    )  # fmt: skip

    assert office(facts, occupant_level=None)["area_cap"] == 8
    found = office(facts)
    assert (found["area_cap"], found["area_cap_source"]) == (8, "本区|本区设定|own")
    facts.jurisdictions("中央", "本区")
    assert office(facts)["area_cap"] == 30


def test_a_number_of_people_below_0_is_not_recorded(facts):
    assert (office(facts, people=-1)["people"], office(facts, people=0)["people"]) == (None, 0)
