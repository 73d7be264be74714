"""What metrics count, of what, in which period, and what rules hold against targets."""

from datetime import date
from decimal import Decimal

import pytest

DAY = date(2025, 5, 6)


def add(facts, kind, **row):
    number = facts.value(f"SELECT count(*) FROM record.{kind}")
    keys = {
        "meetings": {"meeting_no": f"M{number}"},
        "trips": {"trip_no": f"T{number}", "person_id": "P1", "leg_no": 1},
        "payments": {"payment_no": f"Z{number}", "line_no": 1},
        "receptions": {"reception_no": f"J{number}"},
        "overseas_groups": {"group_no": f"G{number}"},
        "vehicles": {"plate_no": f"V{number}"},
        "vehicle_costs": {"cost_no": f"C{number}"},
        "offices": {"office_no": f"O{number}"},
        "targets": {},
        "document_counts": {},
        "cards": {"card_id": f"h:{number}"},
    }
    return facts.add(kind, **keys[kind] | {"department_code": "D1"} | row)


def figures(facts, metric, quarter=0, year=2025, department="D1"):
    """The numerator and denominator of a metric; None where nothing counts."""
    rows = facts.rows(
        f"SELECT numerator, denominator FROM fact.metrics WHERE metric = '{metric}' AND quarter = {quarter}"
        f" AND fiscal_year = {year} AND department_code = '{department}'"
    )
    return tuple(rows[0].values()) if rows else None


def test_events_are_counted_by_kind_and_by_people_days(facts):
    size = {"delegates": 18, "staff": 2, "days": Decimal("1.5")}
    add(facts, "meetings", starts_on=DAY, **size)
    add(facts, "meetings", starts_on=DAY, event_kind="meeting", **size | {"days": 1})
    add(facts, "meetings", starts_on=DAY, event_kind="seminar", **size | {"staff": None})
    add(facts, "meetings", starts_on=DAY, event_kind="celebration", **size | {"days": 10**11, "delegates": 10**17})
    add(facts, "meetings", starts_on=date(2025, 12, 31), event_kind="forum", **size)

    assert figures(facts, "meeting_count") == (5, None)
    assert [figures(facts, f"{kind}s_held") for kind in ("meeting", "celebration", "seminar", "forum")] == [
        (2, None), (1, None), (1, None), (1, None),
    ]  # fmt: skip
    assert figures(facts, "people_days") == (None, None)  # a count with a gap is no count
    assert figures(facts, "people_days", 4) == (30, None)
    assert figures(facts, "meeting_people_days") == (50, None)
    assert figures(facts, "seminar_people_days") == (None, None)  # one of which nothing is known
    assert figures(facts, "celebration_people_days") == (None, None)  # nobody met so long
    assert figures(facts, "forum_people_days") == (30, None)
    assert [figures(facts, "meeting_count", quarter) for quarter in (1, 2, 3, 4)] == [None, (4, None), None, (1, None)]


def test_a_record_counts_on_its_own_date_up_to_the_day_of_the_run(facts):
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 1, 1)):
        add(facts, "meetings", starts_on=day)
    add(facts, "meetings", starts_on=DAY, department_code="D2")

    facts.as_of(date(2025, 3, 31))
    assert figures(facts, "meeting_count") == figures(facts, "meeting_count", 1) == (2, None)
    assert figures(facts, "meeting_count", year=2024) == figures(facts, "meeting_count", 4, 2024) == (1, None)
    assert figures(facts, "meeting_count", 2) is None
    assert figures(facts, "meeting_count", department="D2") is None
    facts.as_of(date(2025, 12, 31))
    assert (figures(facts, "meeting_count"), figures(facts, "meeting_count", 2)) == ((3, None), (1, None))
    assert figures(facts, "meeting_count", year=2026) is None


def test_the_share_of_video_meetings_is_of_those_with_a_mode(facts):
    for mode in ("video", "telephone", "in_person", "in_person", None):
        add(facts, "meetings", starts_on=DAY, mode=mode, venue="会议室")

    assert figures(facts, "video_share") == (2, 4)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"venue_kind": "designated"}, (1, 1)),
        ({"venue_kind": "other", "venue": "某酒店"}, (0, 1)),
        ({"venue_kind": "internal"}, None),
        ({"venue_kind": "designated", "mode": "video"}, None),
        ({"venue": "某酒店"}, None),
        ({}, None),
    ],
)
def test_designated_venues_are_counted_among_those_outside(facts, row, found):
    add(facts, "meetings", starts_on=DAY, **row)

    assert figures(facts, "designated_venue_share") == found


def test_documents_of_months_with_both_counts(facts):
    add(facts, "document_counts", month=date(2025, 1, 1), electronic_count=7, paper_count=3)
    add(facts, "document_counts", month=date(2025, 2, 1), electronic_count=7)
    add(facts, "document_counts", month=date(2025, 4, 1), electronic_count=0, paper_count=0)
    add(facts, "document_counts", month=date(2025, 5, 1), electronic_count=-1, paper_count=5)

    assert (figures(facts, "e_document_share"), figures(facts, "e_document_share", 1)) == ((7, 10), (7, 10))
    assert figures(facts, "e_document_share", 2) == (0, 0)


def test_card_use_by_both_methods_to_the_cent(facts):
    for method, amount in (("official_card", "100.10"), ("cash", "50.02"), ("transfer", "30.03"), (None, "9.00")):
        add(facts, "payments", paid_on=DAY, economic_code="30201", payment_method=method, amount=Decimal(amount))
    add(facts, "payments", paid_on=DAY, economic_code="30217", payment_method="official_card", amount=Decimal("-0.05"))
    add(facts, "payments", paid_on=DAY, economic_code="30299", payment_method="official_card", amount=1000)
    add(facts, "payments", paid_on=date(2011, 12, 31), economic_code="30201", payment_method="cash", amount=1000)

    assert figures(facts, "card_use_a") == (Decimal("100.05"), Decimal("150.07"))
    assert figures(facts, "card_use_b") == (Decimal("100.05"), Decimal("180.10"))
    assert figures(facts, "card_use_a", year=2011) is None  # no catalogue then


def test_a_code_in_the_catalogues_of_two_jurisdictions_counts_once(facts):
    cited = {"documents": "本区设定", "provenance": "own", "effective_from": date(2020, 1, 1)}
    for code in ("30201", "*", "30299"):
        facts.insert("ref.card_mandatory_catalog", jurisdiction="本区", economic_code=code, **cited)
    add(facts, "payments", paid_on=DAY, economic_code="30201", payment_method="cash", amount=5)

    assert figures(facts, "card_use_a") == (0, 5)


def test_nights_in_designated_hotels_of_those_known(facts):
    facts.add("designated_venues", name="湖滨酒店", venue_use="lodging")
    add(facts, "trips", depart_on=DAY, nights=3, is_designated_hotel=True)
    add(facts, "trips", depart_on=DAY, nights=2, is_designated_hotel=False, hotel="湖滨酒店")
    add(facts, "trips", depart_on=DAY, nights=4, hotel="湖滨酒店")
    add(facts, "trips", depart_on=DAY, nights=9, hotel="别处")
    add(facts, "trips", depart_on=DAY, nights=0, is_designated_hotel=False)
    add(facts, "trips", depart_on=DAY, nights=-5, is_designated_hotel=False)
    add(facts, "trips", depart_on=DAY, nights=None, is_designated_hotel=False)

    assert figures(facts, "designated_hotel_share") == (7, 9)


def test_air_tickets_and_purchased_services_of_those_recorded(facts):
    for kind, is_procured in (("plane", True), ("plane", False), ("plane", None), ("train", False)):
        add(facts, "trips", depart_on=DAY, transport_kind=kind, is_procured_ticket=is_procured)
    for is_service, amount in ((True, "1.01"), (False, "2.02"), (None, "4.00"), (True, "-0.01")):
        add(facts, "payments", paid_on=DAY, is_purchased_service=is_service, amount=Decimal(amount))

    assert figures(facts, "procured_ticket_share") == (1, 2)
    assert figures(facts, "purchased_service_share") == (Decimal("1.00"), Decimal("3.02"))


def test_receptions_guests_and_what_a_guest_costs(facts):
    add(facts, "receptions", held_on=DAY, guests=4, meal_amount=100, other_amount=20)
    add(facts, "receptions", held_on=DAY, guests=6)
    add(facts, "receptions", held_on=DAY, meal_amount=900)
    add(facts, "receptions", held_on=DAY, guests=-6, meal_amount=900)

    assert figures(facts, "reception_count") == (4, None)
    assert figures(facts, "guests_received") == (None, None)  # two do not say
    assert figures(facts, "cost_per_guest") == (120, 4)


def test_groups_sent_abroad_and_their_people(facts):
    add(facts, "overseas_groups", depart_on=DAY, size=5)
    add(facts, "overseas_groups", depart_on=DAY)

    assert figures(facts, "overseas_groups_sent") == (2, None)
    assert figures(facts, "overseas_people_sent") == (None, None)  # one of which the size is not recorded


def test_foreign_guests_are_known_where_every_reception_says_so(facts):
    foreign = {"held_on": DAY, "is_foreign": True}
    add(facts, "receptions", **foreign, guests=4)
    add(facts, "receptions", held_on=DAY, is_foreign=False)  # whatever their number, they are no foreign guests
    add(facts, "receptions", **foreign, department_code="D2")
    add(facts, "receptions", held_on=DAY, guests=4, department_code="D3")

    names = ("foreign_receptions", "foreign_guests")
    assert [figures(facts, name) for name in names] == [(1, None), (4, None)]
    assert [figures(facts, name, department="D2") for name in names] == [(1, None), (None, None)]
    assert [figures(facts, name, department="D3") for name in names] == [(None, None), (None, None)]


def test_a_used_car_is_held_from_the_day_it_was_bought(facts):
    """Not from its registration, years before; and until the day before it is retired."""
    add(facts, "vehicles", bought_on=date(2024, 5, 1), registered_on=date(2015, 3, 1))
    add(facts, "vehicles", bought_on=date(2023, 6, 1), retired_on=date(2024, 12, 31))

    assert [figures(facts, "vehicles_held", year=year) for year in (2022, 2023, 2024)] == [None, (1, None), (1, None)]
    assert [figures(facts, "vehicles_bought", year=year) for year in (2023, 2024)] == [(1, None), (1, None)]


def test_people_with_a_card_on_the_last_day_of_the_period(facts):
    facts.add("departments", department_code="D1", staff_count=10)
    facts.add("departments", department_code="D2")
    assert figures(facts, "card_holding") is None  # no cards are kept
    for person, opened_on, closed_on in (
        ("P1", None, None),
        ("P1", date(2025, 1, 1), None),  # a second card of the same person
        ("P2", date(2025, 6, 30), None),
        ("P3", date(2025, 7, 1), None),
        ("P4", None, date(2025, 6, 30)),
        ("P5", None, date(2025, 7, 1)),
    ):
        add(facts, "cards", person_id=person, opened_on=opened_on, closed_on=closed_on)
    add(facts, "cards", person_id="P9", department_code="D2")

    assert figures(facts, "card_holding", 1) == (3, 10)
    assert figures(facts, "card_holding", 2) == (3, 10)
    assert figures(facts, "card_holding") == (3, 10)
    assert figures(facts, "card_holding", department="D2") == (1, None)
    facts.as_of(date(2025, 6, 30))
    assert figures(facts, "card_holding") == figures(facts, "card_holding", 2) == (3, 10)
    assert figures(facts, "card_holding", 3) is None


def test_vehicles_held_and_what_each_costs(facts):
    add(facts, "vehicles", bought_on=date(2025, 4, 1))
    add(facts, "vehicles", registered_on=date(2020, 4, 1), retired_on=date(2025, 9, 30))
    add(facts, "vehicles")
    assert [figures(facts, "vehicles_held", quarter) for quarter in range(5)] == [
        (2, None), (2, None), (3, None), (2, None), (2, None),
    ]  # fmt: skip
    assert figures(facts, "cost_per_vehicle") is None  # no costs are kept

    add(facts, "vehicle_costs", incurred_on=DAY, amount=Decimal("10.01"))
    add(facts, "vehicle_costs", incurred_on=date(2025, 12, 1), amount=5)
    add(facts, "vehicle_costs", incurred_on=DAY, amount=7, department_code="D2")
    assert figures(facts, "cost_per_vehicle") == (Decimal("15.01"), 2)
    assert figures(facts, "cost_per_vehicle", 2) == (Decimal("10.01"), 3)
    assert figures(facts, "cost_per_vehicle", 3) == (0, 2)
    assert figures(facts, "cost_per_vehicle", department="D2") == (7, None)


def test_office_area_of_the_rooms_surveyed_by_then(facts):
    add(facts, "offices", surveyed_on=date(2024, 5, 5), area=Decimal("30.5"), people=3)
    add(facts, "offices", surveyed_on=DAY, area=10, people=1)
    add(facts, "offices", surveyed_on=DAY, area=10)
    add(facts, "offices", surveyed_on=DAY, area=-10, people=1)

    assert figures(facts, "office_area_per_head", 1) == (Decimal("30.5"), 3)
    assert figures(facts, "office_area_per_head") == (Decimal("40.5"), 4)
    assert figures(facts, "office_area_per_head", year=2024) == (Decimal("30.5"), 3)


def test_the_budget_is_executed_by_items_that_have_one_each_once(facts):
    """A total stands for its parts; spending without a budget, and cards, are not execution."""
    for number, (item, amount) in enumerate(
        (("travel", 100), ("public_expenses", 50), ("reception", 20), ("30201", 7))
    ):
        facts.add(
            "budgets", document_no="Y", line_no=number, fiscal_year=2025, department_code="D1", item=item, amount=amount
        )
    add(facts, "trips", depart_on=DAY, transport_amount=60)
    add(facts, "receptions", held_on=DAY, meal_amount=30)
    add(facts, "meetings", starts_on=DAY, meal_amount=1000)
    facts.add("card_transactions", department_code="D1", spent_on=DAY, amount=5000)

    assert figures(facts, "budget_execution") == (90, 150)  # what was paid of 30201 is not known
    add(facts, "payments", paid_on=DAY, economic_code="30201", amount=2)
    assert figures(facts, "budget_execution") == (92, 157)
    assert figures(facts, "budget_execution", 2) is None


GROWTH = "public_expenses_growth"


def spent(facts, amount, day):
    add(facts, "receptions", held_on=day, meal_amount=amount)


def test_growth_is_against_the_same_days_of_the_year_before(facts):
    spent(facts, 1, date(2024, 1, 1))
    spent(facts, 10, date(2024, 3, 31))
    spent(facts, 100, date(2024, 4, 1))
    spent(facts, 1000, date(2023, 12, 31))
    spent(facts, 7, date(2025, 3, 31))

    facts.as_of(date(2025, 3, 30))
    assert figures(facts, GROWTH) == (0, 1)
    facts.as_of(date(2025, 3, 31))
    assert figures(facts, GROWTH) == figures(facts, GROWTH, 1) == (7, 11)
    assert figures(facts, GROWTH, year=2024) == (111, 1000)
    assert figures(facts, GROWTH, 4, 2024) == (0, 1000)
    facts.as_of(date(2025, 12, 31))
    assert (figures(facts, GROWTH), figures(facts, GROWTH, 2)) == ((7, 111), (0, 100))


@pytest.mark.parametrize(
    ("as_of", "prior"),
    [
        (date(2025, 2, 28), 1),  # to 28 February 2024: the 29th is later
        (date(2025, 3, 1), 11),
        (date(2024, 2, 28), 100),
        (date(2024, 2, 29), 100),  # to 28 February 2023
        (date(2024, 3, 1), 1100),
    ],
)
def test_29_february_is_after_28_february(facts, as_of, prior):
    spent(facts, 1, date(2024, 2, 28))
    spent(facts, 10, date(2024, 2, 29))
    spent(facts, 100, date(2023, 2, 28))
    spent(facts, 1000, date(2023, 3, 1))

    facts.as_of(as_of)

    assert figures(facts, GROWTH, year=as_of.year)[1] == prior


def test_growth_adds_up_the_parts_of_which_anything_is_known(facts):
    facts.add("departments", department_code="D1")
    assert figures(facts, GROWTH) == (None, None)  # no kind is kept
    facts.keep("receptions")
    assert figures(facts, GROWTH) == (0, 0)
    add(facts, "receptions", held_on=DAY)
    assert figures(facts, GROWTH) == (None, 0)  # one that says no amount
    add(facts, "vehicles", bought_on=DAY, price=5)
    add(facts, "vehicle_costs", incurred_on=DAY, amount=2)
    add(facts, "overseas_groups", depart_on=DAY, amount=1)
    assert figures(facts, GROWTH) == (8, 0)
    add(facts, "payments", paid_on=DAY, economic_code="30217", amount=100)
    assert figures(facts, GROWTH) == (8, 0)


def test_growth_says_what_the_budget_items_say(facts):
    for day, amount in ((DAY, 5), (date(2025, 12, 31), 6), (date(2024, 5, 5), 3)):
        spent(facts, amount, day)
        add(facts, "vehicles", bought_on=day, price=amount)

    for year in (2024, 2025):
        item = facts.one("budget_items", f"item = 'public_expenses' AND fiscal_year = {year}")
        assert figures(facts, GROWTH, year=year)[0] == item["spent"]


def target(facts, metric="video_share_min", value="0.3", **row):
    return facts.add("targets", **{"fiscal_year": 2025, "metric": metric} | row, value=Decimal(value))


def test_a_departments_own_target_comes_before_that_for_all(facts):
    for code in ("D1", "D2"):
        facts.add("departments", department_code=code)
    general = target(facts)
    own = target(facts, value="0.2", department_code="D1")
    target(facts, value="0.9", department_code="D9")  # not registered
    target(facts, value="0.9", fiscal_year=2026)  # not begun
    target(facts, metric="card_use_min", value="0.9")

    rows = facts.rows("SELECT * FROM fact.target_video_share ORDER BY department_code")

    assert [(row["department_code"], row["target"], row["row_id"]) for row in rows] == [
        ("D1", Decimal("0.2"), own),
        ("D2", Decimal("0.3"), general),
    ]
    assert {(row["period_start"], row["period_end"]) for row in rows} == {(date(2025, 1, 1), date(2025, 12, 31))}
    assert {(row["numerator"], row["denominator"]) for row in rows} == {(None, None)}


def test_targets_are_held_against_the_year_up_to_the_day_of_the_run(facts):
    facts.add("departments", department_code="D1")
    target(facts)
    target(facts, fiscal_year=2024)
    for day, mode in ((date(2024, 5, 5), "video"), (DAY, "video"), (DAY, "in_person"), (date(2025, 9, 9), "in_person")):
        add(facts, "meetings", starts_on=day, mode=mode)

    facts.as_of(date(2025, 6, 30))
    rows = facts.rows("SELECT * FROM fact.target_video_share ORDER BY fiscal_year")

    assert [(row["numerator"], row["denominator"], row["period_end"]) for row in rows] == [
        (1, 1, date(2024, 12, 31)),
        (1, 2, date(2025, 6, 30)),
    ]


def test_a_share_without_a_denominator_is_not_known(facts):
    facts.add("departments", department_code="D1")
    target(facts, metric="e_document_share_min")
    add(facts, "document_counts", month=date(2025, 4, 1), electronic_count=0, paper_count=0)

    row = facts.one("target_e_document_share")
    assert (row["numerator"], row["denominator"]) == (None, None)
    add(facts, "document_counts", month=date(2025, 5, 1), electronic_count=0, paper_count=4)
    row = facts.one("target_e_document_share")
    assert (row["numerator"], row["denominator"]) == (0, 4)


@pytest.mark.parametrize(("method", "found"), [("A", (10, 15)), ("B", (10, 45)), (None, (None, None))])
def test_card_use_is_held_against_its_target_by_the_method_set(facts, method, found):
    facts.add("departments", department_code="D1")
    facts.con.execute("UPDATE ref.settings SET card_use_method = ?", [method])
    target(facts, metric="card_use_min")
    for way, amount in (("official_card", 10), ("cash", 5), ("transfer", 30)):
        add(facts, "payments", paid_on=DAY, economic_code="30201", payment_method=way, amount=amount)

    row = facts.one("target_card_use")
    assert (row["numerator"], row["denominator"]) == found
    assert row["card_use_method"] == method


def test_procurement_has_a_row_for_each_of_its_targets(facts):
    facts.add("departments", department_code="D1")
    target(facts, metric="designated_hotel_share_min")
    target(facts, metric="purchased_service_share_min", department_code="D1")
    target(facts, metric="video_share_min")
    add(facts, "trips", depart_on=DAY, nights=3, is_designated_hotel=True)
    add(facts, "trips", depart_on=DAY, transport_kind="plane", is_procured_ticket=True)
    add(facts, "payments", paid_on=DAY, is_purchased_service=False, amount=Decimal("1.05"))

    rows = facts.rows("SELECT metric, numerator, denominator FROM fact.target_procurement ORDER BY metric")

    assert [tuple(row.values()) for row in rows] == [
        ("designated_hotel_share_min", 3, 3),
        ("purchased_service_share_min", 0, Decimal("1.05")),
    ]


@pytest.mark.parametrize(("prior", "found"), [(None, (5, None)), (0, (5, None)), (4, (5, 4)), (-4, (5, -4))])
def test_nothing_is_said_of_growth_from_nothing(facts, prior, found):
    facts.add("departments", department_code="D1")
    target(facts, metric="public_expenses_growth_max", value="0")
    spent(facts, 5, DAY)
    if prior is not None:
        spent(facts, prior, date(2024, 5, 5))

    row = facts.one("target_public_expenses_growth")
    assert (row["spent"], row["prior_spent"]) == found
