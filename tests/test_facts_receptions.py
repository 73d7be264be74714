"""What rules may ask of receptions, of those near one another, and of the letters on which guests came."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

DAY = date(2025, 3, 3)


def add(facts, held_on=DAY, **row):
    number = facts.value("SELECT count(*) FROM record.receptions")
    return facts.add("receptions", **{"reception_no": f"R{number}", "department_code": "D1"} | row, held_on=held_on)


def reception(facts, held_on=DAY, **row):
    return facts.one("receptions", f"row_id = {add(facts, held_on, **row)}")


def settings(facts, **values):
    facts.con.execute("DELETE FROM ref.settings")
    facts.insert("ref.settings", home_province="云南", currency="CNY", **values)


@pytest.mark.parametrize("count", ["guests", "companions", "meals"])
def test_a_count_below_0_is_not_recorded(facts, count):
    assert reception(facts, **{count: -1})[count] is None
    assert reception(facts, **{count: 0})[count] == 0


@pytest.mark.parametrize(
    ("guests", "companions", "fed"), [(10, 3, 13), (10, None, None), (None, 3, None), (-1, 3, None)]
)
def test_people_fed_are_guests_and_companions(facts, guests, companions, fed):
    assert reception(facts, guests=guests, companions=companions)["people_fed"] == fed


@pytest.mark.parametrize(
    ("amounts", "cost"), [({}, None), ({"meal_amount": 5}, 5), ({"lodging_amount": 2, "other_amount": -3}, -1)]
)
def test_the_cost_is_what_is_known(facts, amounts, cost):
    assert reception(facts, **amounts)["cost"] == cost


@pytest.mark.parametrize(
    ("set_", "row", "is_local", "is_same"),
    [
        ({"home_places": ["甲区", "甲镇"], "home_district": "甲区"}, ("甲镇", "甲区"), True, True),
        ({"home_places": ["甲区"], "home_district": "甲区"}, ("乙区", "乙区"), False, False),
        ({"home_places": ["甲丙区"], "home_district": "甲区"}, ("云南 甲丙区", "甲区"), True, True),
        ({"home_places": ["甲区"], "home_district": "甲区"}, (None, None), None, None),
        ({"home_places": [], "home_district": None}, ("甲区", "甲区"), None, None),
    ],
)
def test_home_is_what_the_settings_say(facts, set_, row, is_local, is_same):
    settings(facts, **set_)

    found = reception(facts, venue_city=row[0], visitor_district=row[1])

    assert (found["is_local_venue"], found["is_same_district"]) == (is_local, is_same)


@pytest.mark.parametrize(
    ("day", "rest"), [(date(2025, 10, 1), True), (date(2025, 9, 28), False), (DAY, False), (date(2040, 1, 1), None)]
)
def test_rest_days_by_the_calendar(facts, day, rest):
    assert reception(facts, day)["is_rest_day"] is rest


@pytest.mark.parametrize(
    ("items", "before", "since"),
    [
        (None, None, None),
        ("米线", False, False),
        ("飞天茅台", "茅台", "茅台"),
        ("烟酒和鲍鱼", "烟酒", "酒"),
        ("鱼翅、五粮液", "五粮液", "五粮液"),
        ("野生菌、红酒", "野生", "酒"),
        ("湖滨酒店、酒精", False, False),
        ("鱼翅瓜、素鱼翅、啤酒鸭", False, False),
        ("鱼翅瓜、鱼翅", "鱼翅", "鱼翅"),
        ("不含酒水", False, False),
        ("鱼翅花胶羹", "鱼翅", "鱼翅"),
        ("饮料酒水", False, "酒"),
        ("酒店里的烟酒", "烟酒", "酒"),
        ("啤酒", False, "酒"),
    ],
)
def test_barred_words_before_and_since_the_regulations_of_2025(facts, items, before, since):
    """The first word by the order of the groups, then of the terms; what is cut out is cut for alcohol alone."""
    for day, word in ((date(2025, 5, 1), before), (date(2025, 5, 2), since)):
        found = reception(facts, day, items=items)
        assert (found["has_barred_item"], found["keyword"]) == (word and True, word or None)


@pytest.mark.parametrize(("items", "source"), [("鲍鱼", "|审计口径|source"), ("飞天茅台", "||assumed"), ("米线", None)])
def test_a_barred_word_says_on_what_its_list_rests(facts, items, source):
    assert reception(facts, date(2024, 6, 3), items=items)["keyword_source"] == source


def test_what_stands_around_a_word_cut_out_closes_up(facts):
    assert reception(facts, date(2025, 6, 3), items="红酒店酒")["keyword"] == "酒"


def cap(facts, amount, since="2014-01-01", until=None, jurisdiction="本区", assumed=None):
    facts.insert(
        "ref.reception_meal_caps", jurisdiction=jurisdiction, cap=amount, effective_from=since, effective_to=until,
        documents="本区设定", provenance="own", assumed_cells=assumed,
    )  # fmt: skip


def test_the_cap_is_that_of_the_day_for_everybody_fed_at_every_meal(facts):
    cap(facts, 40, until="2025-03-02")
    cap(facts, 50, since="2025-03-03")
    people = {"guests": 10, "companions": 3, "meals": 2}

    assert reception(facts, date(2025, 3, 2), **people)["meal_cap_total"] == 1040
    found = reception(facts, DAY, **people)
    assert (found["meal_cap_total"], found["meal_cap_source"]) == (1300, "本区|本区设定|own")
    assert found["meal_cap_each"] * (people["guests"] + people["companions"]) * people["meals"] == 1300
    for missing in people:
        assert reception(facts, **people | {missing: None})["meal_cap_total"] is None


def test_no_standard_no_cap(facts):
    cap(facts, 40, since="2025-03-04")

    assert reception(facts, guests=1, companions=1, meals=1)["meal_cap_total"] is None


def test_the_first_jurisdiction_with_a_row_supplies_the_cap_even_an_empty_one(facts):
    cap(facts, 60, jurisdiction="云南省级")
    people = {"guests": 1, "companions": 0, "meals": 1}
    assert reception(facts, **people)["meal_cap_total"] == 60
    cap(facts, None)
    assert reception(facts, **people)["meal_cap_total"] is None
    facts.jurisdictions("云南省级", "本区")
    assert reception(facts, **people)["meal_cap_total"] == 60
    facts.jurisdictions("中央")
    assert reception(facts, **people)["meal_cap_total"] is None


def test_a_cap_with_an_assumed_cell_is_assumed(facts):
    cap(facts, 40, assumed="cap")

    assert reception(facts)["meal_cap_source"] == "本区|本区设定|assumed"


def test_an_absurd_head_count_has_no_cap_and_stops_nothing(facts):
    cap(facts, 40)
    absurd = add(facts, guests=9 * 10**18, companions=9 * 10**18, meals=9 * 10**18)
    sound = add(facts, guests=1, companions=0, meals=1)

    caps = facts.rows("SELECT row_id, meal_cap_total AS cap FROM fact.receptions ORDER BY row_id")
    assert caps == [{"row_id": absurd, "cap": None}, {"row_id": sound, "cap": 40}]


def near(facts, row_id):
    found = facts.one("receptions", f"row_id = {row_id}")
    return found["near_count"], found["near_largest"], found["near_total"]


def test_near_receptions_are_those_of_the_day_and_the_two_after_it(facts):
    first, second, third, fourth = (
        add(facts, DAY + timedelta(days=days), venue="甲店", meal_amount=amount)
        for days, amount in ((0, 10), (0, 5), (2, 7), (3, 1))
    )

    assert near(facts, first) == near(facts, second) == (3, 10, 22)
    assert near(facts, third) == (2, 7, 8)
    assert near(facts, fourth) == (1, 1, 1)
    facts.as_of(DAY + timedelta(days=1))
    assert near(facts, first) == (2, 10, 15)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, (2, 10, 17)),
        ({"department_code": "D2"}, (1, 10, 10)),
        ({"venue": "乙店"}, (1, 10, 10)),
        ({"venue": None}, (1, 10, 10)),
        ({"meal_amount": None}, (2, None, None)),
        ({"meal_amount": None, "other_amount": 3}, (2, 10, 13)),
    ],
)
def test_near_receptions_are_of_one_department_and_venue(facts, other, expected):
    first = add(facts, venue="甲店", meal_amount=10)
    add(facts, **{"venue": "甲店", "meal_amount": 7} | other)

    assert near(facts, first) == expected


def test_without_a_venue_nothing_is_near(facts):
    first = add(facts, meal_amount=10)
    add(facts, meal_amount=10)

    assert near(facts, first) == (None, None, None)


def test_near_receptions_agree_with_counting_in_python(facts):
    draw = random.Random(8)
    rows = [
        {
            "reception_no": f"R{number}",
            "department_code": draw.choice(["D1", "D2"]),
            "venue": draw.choice(["甲店", "乙店", None]),
            "held_on": DAY + timedelta(days=draw.randrange(30)),
            "meal_amount": draw.choice([Decimal("10.00"), Decimal("7.50"), None]),
            "other_amount": draw.choice([Decimal("1.00"), None]),
        }
        for number in range(300)
    ]
    facts.load("receptions", rows)

    def cost(row):
        known = [amount for amount in (row["meal_amount"], row["other_amount"]) if amount is not None]
        return sum(known) if known else None

    for row, found in zip(rows, facts.rows("SELECT * FROM fact.receptions ORDER BY row_id"), strict=True):
        costs = [
            cost(other)
            for other in rows
            if row["venue"] and (other["venue"], other["department_code"]) == (row["venue"], row["department_code"])
            and 0 <= (other["held_on"] - row["held_on"]).days <= 2
        ]  # fmt: skip
        known = bool(costs) and None not in costs
        assert found["near_count"] == (len(costs) or None)
        assert found["near_largest"] == (max(costs) if known else None)
        assert found["near_total"] == (sum(costs) if known else None)


def letters(facts):
    return [
        tuple(row.values())
        for row in facts.rows(
            "SELECT department_code, letter_no, first_held_on, meal_count, meal_count_complete, list_sort(row_ids)"
            " FROM fact.reception_letters ORDER BY 1, 2"
        )
    ]


@pytest.mark.parametrize(
    ("row", "meals"),
    [
        ({"meals": 2}, 2),
        ({"meals": 0, "meal_amount": 9}, 0),
        ({"meal_amount": Decimal("0.01")}, 1),
        ({"meal_amount": 0}, 0),
        ({"meal_amount": -1}, None),
        ({"meals": -2, "meal_amount": 9}, 1),
        ({}, None),
    ],
)
def test_meals_of_a_reception(facts, row, meals):
    row_id = add(facts, letter_no="函1", **row)

    assert letters(facts) == [("D1", "函1", DAY, meals, meals, [row_id])]


def test_a_letter_counts_the_meals_of_its_department_but_foreign_and_future_ones(facts):
    later = DAY + timedelta(days=1)
    ids = [add(facts, later, letter_no="函1", meals=1), add(facts, letter_no="函1", is_foreign=False)]
    add(facts, letter_no="函1", meals=1, is_foreign=True)
    add(facts, date(2026, 1, 1), letter_no="函1", meals=1)
    other = add(facts, letter_no="函1", meals=1, department_code="D2")
    add(facts, meals=3)

    assert letters(facts) == [("D1", "函1", DAY, 1, None, ids), ("D2", "函1", DAY, 1, 1, [other])]
    facts.as_of(DAY)
    assert letters(facts)[0] == ("D1", "函1", DAY, None, None, ids[1:])
