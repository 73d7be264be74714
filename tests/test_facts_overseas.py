"""What rules may ask of groups abroad and their stays: days by countries, standards by city, currency and date."""

from datetime import date
from decimal import Decimal

import pytest

DAY = date(2018, 5, 7)
OWN = {"jurisdiction": "本区", "documents": "本区设定", "provenance": "own", "effective_from": date(2019, 1, 1)}


def group(facts, **row):
    facts.add("overseas_groups", **{"group_no": "G1", "department_code": "D001", "depart_on": DAY} | row)
    return facts.one("overseas_groups")


def stay(facts, **row):
    given = {"group_no": "G1", "stay_no": 1, "arrived_on": DAY, "country": "美国", "city": "纽约"}
    counted = {"people": 2, "nights": 3, "days": 4, "currency": "USD"}
    row_id = facts.add("overseas_stays", **given | counted | row)
    return facts.one("overseas_stays", f"row_id = {row_id}")


@pytest.mark.parametrize(
    ("countries", "visited", "limit"),
    [
        (1, ["日本"], 5),
        (2, ["美国", "加拿大"], 8),
        (3, ["日本"], 10),
        (1, ["埃及"], 6),
        (2, ["美国", "墨西哥"], 9),  # one stay in Latin America is enough
        (1, ["某国"], 5),
        (1, [], 6),
        (4, ["日本"], None),
        (0, ["日本"], None),
        (None, ["日本"], None),
        (-1, ["日本"], None),
    ],
)
def test_days_allowed_go_by_the_number_of_countries_and_how_far_they_are(facts, countries, visited, limit):
    for number, country in enumerate(visited):
        stay(facts, stay_no=number, country=country)
    stay(facts, group_no="G2", country="埃及")

    assert group(facts, countries=countries)["days_limit"] == limit


def test_stays_of_any_date_are_those_of_the_group(facts):
    stay(facts, country="日本", arrived_on=date(2026, 1, 5))

    assert group(facts, countries=1)["days_limit"] == 5  # recorded, though after the day of the run


def test_a_country_may_be_named_by_any_version_of_the_table(facts):
    facts.insert("ref.overseas_standards", **OWN, country="新国", city="全境", continent="非洲", currency="USD")
    stay(facts, country="新国")

    assert group(facts, countries=1, depart_on=date(2014, 3, 3))["days_limit"] == 6


@pytest.mark.parametrize(
    ("number", "mark", "has"),
    [("7", None, True), ("7", False, True), (None, True, True), (None, False, False), (None, None, None)],
)
def test_a_number_counts_as_yes(facts, number, mark, has):
    row = group(facts, task_no=number, has_task_approval=mark, budget_sign_no=number, has_budget_sign=mark)

    assert (row["is_task_approved"], row["is_budget_signed"]) == (has, has)


def test_counts_below_zero_are_not_recorded(facts):
    row = group(facts, size=-1, countries=-1, days=-1)
    other = stay(facts, people=-1, nights=-1, days=-1)

    assert (row["size"], row["countries"], row["days"]) == (None, None, None)
    assert (other["people"], other["nights"], other["days"]) == (None, None, None)


@pytest.mark.parametrize(
    ("row", "lodging"),
    [
        ({}, 270),
        ({"arrived_on": date(2017, 12, 31)}, 245),
        ({"arrived_on": date(2014, 1, 19)}, None),
        ({"city": "芝加哥"}, 260),  # one of two in a list
        ({"city": "奥兰多"}, 200),  # other cities
        ({"city": "纽约市"}, 200),  # only the name as the list has it
        ({"city": None}, None),  # other cities are for a city that is named
        ({"country": "蒙古", "city": None, "arrived_on": date(2014, 6, 2)}, 90),  # the whole country
        ({"country": "蒙古", "city": "乌兰巴托", "arrived_on": date(2014, 6, 2)}, 90),
        ({"country": "某国"}, None),
        ({"country": None}, None),
    ],
)
def test_the_standard_of_a_city_else_of_other_cities_else_of_the_country(facts, row, lodging):
    assert stay(facts, **row)["lodging_standard"] == lodging


@pytest.mark.parametrize(
    ("row", "caps"),
    [
        ({}, (270 * 6, 55 * 8, 45 * 8)),
        ({"nights": 0}, (0, 440, 360)),
        ({"nights": None}, (None, 440, 360)),
        ({"days": None}, (1620, None, None)),
        ({"people": None}, (None, None, None)),
        ({"people": -2}, (None, None, None)),
        ({"currency": "JPY"}, (None, None, None)),
        ({"currency": None}, (None, None, None)),
        ({"country": "某国"}, (None, None, None)),
        ({"people": 10**18, "nights": 10**18, "days": 1}, (None, None, None)),  # no cap instead of an error
    ],
)
def test_caps_are_the_standard_times_people_and_nights_or_days_in_its_currency(facts, row, caps):
    found = stay(facts, **row)

    assert (found["lodging_cap"], found["meal_cap"], found["misc_cap"]) == caps


def test_a_standard_of_the_district_comes_first_and_its_empty_cells_stay_empty(facts):
    rates = {"currency": "USD", "meal": Decimal(50)}
    facts.insert("ref.overseas_standards", **OWN, **rates, country="美国", city="其他城市", lodging=Decimal(150))
    facts.insert("ref.overseas_standards", **OWN, **rates, country="*", city="纽约", lodging=Decimal(100))
    facts.insert("ref.overseas_standards", **OWN, **rates, country="*", city="*", lodging=Decimal(80))
    later = {"arrived_on": date(2019, 1, 1)}

    assert stay(facts, **later)["lodging_standard"] == 150  # the country itself before every country
    assert stay(facts, **later)["misc_cap"] is None
    assert stay(facts, **later)["standard_source"] == "本区|本区设定|own"
    assert stay(facts, **later, city=None)["lodging_standard"] == 80
    assert stay(facts, **later, country="某国")["lodging_standard"] == 100
    assert stay(facts)["lodging_standard"] == 270
    assert facts.value("SELECT count(*) FROM fact.overseas_stays") == 6
