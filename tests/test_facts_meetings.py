"""What rules may ask of meetings: quotas, venues, scenic areas, and what stays unknown."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest


def meeting(facts, **row):
    facts.add("meetings", **{"meeting_no": "M1", "starts_on": date(2024, 5, 6)} | row)
    return facts.one("meetings")


@pytest.mark.parametrize(
    ("starts_on", "jurisdictions", "total_and_lodging", "source"),
    [
        (
            date(2023, 10, 31),
            ("本区", "云南省级", "中央"),
            (Decimal("550.00"), Decimal("340.00")),
            "中央|财行〔2016〕214号;财行〔2023〕86号|source",
        ),
        (
            date(2023, 11, 1),
            ("本区", "云南省级", "中央"),
            (Decimal("400.00"), None),
            "云南省级|云南2023会议费规定|source",
        ),
        (
            date(2023, 11, 1),
            ("中央",),
            (Decimal("550.00"), Decimal("340.00")),
            "中央|财行〔2016〕214号;财行〔2023〕86号|source",
        ),
        (date(2013, 12, 31), ("本区", "云南省级", "中央"), (None, None), None),
    ],
)
def test_the_row_is_chosen_first_and_its_empty_cells_stay_empty(
    facts, starts_on, jurisdictions, total_and_lodging, source
):
    facts.jurisdictions(*jurisdictions)

    row = meeting(facts, starts_on=starts_on, meeting_class="3")

    assert (row["quota_total"], row["quota_lodging"]) == total_and_lodging
    assert row["quota_source"] == source


def test_a_cell_from_memory_is_marked_assumed_though_the_row_has_a_source(facts):
    row = meeting(facts, starts_on=date(2018, 1, 1), meeting_class="3")

    assert row["max_delegates_source"] == "中央|财行〔2016〕214号|source"
    assert row["staff_ratio_max_source"] == "中央|财行〔2016〕214号|assumed"


def test_a_row_of_the_district_comes_before_the_others(facts):
    facts.insert(
        "ref.meeting_quota",
        jurisdiction="本区",
        meeting_class="3",
        total=Decimal("350"),
        effective_from=date(2024, 1, 1),
        effective_to=date(2024, 6, 30),
        documents="本区设定",
        provenance="source",
    )
    facts.add("meetings", meeting_no="M1", meeting_class="3", starts_on=date(2023, 12, 31))
    facts.add("meetings", meeting_no="M2", meeting_class="3", starts_on=date(2024, 1, 1))
    facts.add("meetings", meeting_no="M3", meeting_class="3", starts_on=date(2024, 6, 30))
    facts.add("meetings", meeting_no="M4", meeting_class="3", starts_on=date(2024, 7, 1))

    totals = [row["quota_total"] for row in facts.rows("SELECT quota_total FROM fact.meetings ORDER BY meeting_no")]

    assert totals == [400, 350, 350, 400]


def test_a_row_for_every_class_comes_after_an_exact_one_and_reaches_meetings_without_a_class(facts):
    cited = {
        "jurisdiction": "本区",
        "documents": "本区设定",
        "provenance": "source",
        "effective_from": date(2024, 1, 1),
    }
    facts.insert("ref.meeting_quota", **cited, meeting_class="*", total=100)
    facts.insert("ref.meeting_quota", **cited, meeting_class="3", total=120)
    for number, meeting_class in enumerate(["3", "4", None]):
        facts.add("meetings", meeting_no=f"M{number}", meeting_class=meeting_class, starts_on=date(2024, 5, 6))

    rows = facts.rows("SELECT quota_total FROM fact.meetings ORDER BY meeting_no")

    assert [row["quota_total"] for row in rows] == [120, 100, 100]


@pytest.mark.parametrize(
    ("row", "cost", "complete", "spent"),
    [
        ({}, None, None, None),
        ({"lodging_amount": 10}, 10, None, 10),
        ({"lodging_amount": 10, "meal_amount": 5, "other_amount": 1}, 16, 16, 16),
        ({"lodging_amount": 10, "meal_amount": 5, "other_amount": 1, "online_amount": 7}, 16, 16, 23),
        ({"online_amount": 7}, None, None, 7),
        ({"starts_on": date(2023, 7, 31), "lodging_amount": 10, "online_amount": 7}, 17, None, 17),
        ({"starts_on": date(2023, 7, 31), "online_amount": 7}, None, None, 7),
    ],
)
def test_known_and_complete_costs(facts, row, cost, complete, spent):
    found = meeting(facts, **row)

    assert (found["quota_cost"], found["quota_cost_complete"], found["spent"]) == (cost, complete, spent)


def test_numbers_below_zero_are_not_recorded_and_absurd_ones_give_no_cap(facts):
    sized = {"meeting_class": "3", "delegates": 18, "staff": 2, "days": Decimal("1.5"), "travel_days": 1}
    facts.add("meetings", meeting_no="M1", starts_on=date(2018, 5, 5), **sized)
    facts.add("meetings", meeting_no="M2", starts_on=date(2018, 5, 5), **sized | {"staff": -2})
    facts.add("meetings", meeting_no="M3", starts_on=date(2018, 5, 5), **sized | {"delegates": 9 * 10**18})
    facts.add("meetings", meeting_no="M4", starts_on=date(2018, 5, 5), **sized | {"days": Decimal("-0.5")})

    rows = facts.rows("SELECT heads, counted_days, quota_cap FROM fact.meetings ORDER BY meeting_no")

    assert rows[0] == {"heads": 20, "counted_days": Decimal("2.5"), "quota_cap": Decimal("27500")}
    assert rows[1]["heads"] is None
    assert rows[1]["quota_cap"] is None
    assert rows[2]["quota_cap"] > 10**21
    assert rows[3]["counted_days"] is None


@pytest.mark.parametrize(
    ("row", "remote"),
    [
        ({"mode": "video"}, True),
        ({"mode": "telephone", "venue": "湖滨酒店"}, True),
        ({"mode": "in_person"}, False),
        ({"venue": "湖滨酒店"}, False),
        ({"venue_kind": "internal"}, False),
        ({}, None),
    ],
)
def test_a_meeting_with_a_venue_is_not_remote_and_one_without_is_unknown(facts, row, remote):
    assert meeting(facts, **row)["is_remote"] is remote


LISTED = {"name": "湖滨酒店", "city": "昆明市", "venue_use": "meeting", "star": 4}


@pytest.mark.parametrize(
    ("listed", "row", "judged"),
    [
        ([LISTED], {}, (True, True, 4)),
        ([LISTED], {"venue_city": "大理市"}, (False, None, None)),
        ([LISTED], {"venue_city": None}, (True, True, 4)),
        ([LISTED | {"city": None}], {"venue_city": "大理市"}, (True, True, 4)),
        ([LISTED | {"venue_use": "lodging"}], {}, (False, None, None)),
        ([LISTED | {"venue_use": None, "star": None}], {}, (True, True, 0)),
        ([LISTED, LISTED | {"city": None, "star": 5}], {}, (True, True, 5)),
        ([LISTED | {"valid_from": date(2024, 5, 7)}], {}, (False, None, None)),
        ([LISTED | {"valid_from": date(2024, 5, 6), "valid_to": date(2024, 5, 6)}], {}, (True, True, 4)),
        ([LISTED], {"star": 3}, (True, True, 3)),
        ([LISTED], {"venue": None}, (None, None, None)),
        ([LISTED], {"venue": None, "venue_kind": "internal"}, (None, True, 0)),
        ([LISTED], {"venue": "别处", "venue_kind": "other"}, (False, False, None)),
        ([LISTED], {"venue": "别处", "venue_kind": "other", "star": 5}, (False, False, 5)),
        ([LISTED], {"venue_city": "云南省昆明市", "venue_kind": "other"}, (True, True, 4)),
        ([LISTED], {"venue_city": "昆 明", "venue_kind": "other"}, (True, True, 4)),
        ([LISTED], {"venue_city": "五华区", "venue_kind": "other"}, (True, True, 4)),
        ([LISTED], {"venue": "湖滨 酒店", "venue_kind": "other"}, (True, True, 4)),
        ([LISTED | {"name": "湖 滨酒店", "city": "云南省昆明市"}], {"venue_kind": "other"}, (True, True, 4)),
        ([LISTED], {"venue_city": "云南省大理市", "venue_kind": "other"}, (False, False, None)),
        (None, {}, (None, True, 0)),
        (None, {"venue_kind": None}, (None, None, None)),
        ([], {}, (False, None, None)),
    ],
)
def test_venues_against_the_list(facts, listed, row, judged):
    for venue in listed or []:
        facts.add("designated_venues", **venue)
    if listed is not None:
        facts.keep("designated_venues")

    found = meeting(facts, **{"venue": "湖滨酒店", "venue_city": "昆明市", "venue_kind": "designated"} | row)

    assert (found["on_list"], found["is_allowed_venue"], found["venue_star"]) == judged


@pytest.mark.parametrize(
    ("venue", "city", "area", "hit"),
    [
        ("黄龙宾馆", "阿坝州", "九寨沟-黄龙", True),
        ("黄山西路会议中心", "合肥市", None, False),
        ("泰山华山联谊酒店", "渭南市", "华山", True),
        ("五台山 HUANGSHAN 酒店", None, None, None),
        (None, "泰安市", None, None),
        ("机关会议室", None, None, False),
    ],
)
def test_a_scenic_venue_needs_a_term_and_a_place_of_one_area(facts, venue, city, area, hit):
    row = meeting(facts, venue=venue, venue_city=city)

    assert (row["scenic_area"], row["is_in_scenic_area"]) == (area, hit)


def test_a_scenic_area_has_the_places_of_its_row_in_force(facts):
    """A later row of an area neither lends its places to the days before it nor stands as their source."""
    first, last, later = date(2014, 9, 1), date(2019, 12, 31), date(2020, 1, 1)
    area = {"no": 22, "area": "玉湖", "terms": "玉湖"}
    facts.insert("ref.scenic_forbidden", **area, places="甲镇", effective_from=first, effective_to=last, documents="a")
    facts.insert("ref.scenic_forbidden", **area, places="甲镇、乙镇", effective_from=later, documents="b")
    for place, day in product(("甲镇", "乙镇"), (last, later)):
        facts.add("meetings", meeting_no=f"{place}{day}", starts_on=day, venue="玉湖山庄", venue_city=place)

    found = facts.rows(
        "SELECT meeting_no, is_in_scenic_area, scenic_source FROM fact.meetings ORDER BY starts_on, meeting_no"
    )

    assert [row["is_in_scenic_area"] for row in found] == [False, True, True, True]
    assert [row["scenic_source"] for row in found] == [None, "|a|", "|b|", "|b|"]


def test_scenic_terms_are_compared_without_regard_to_ascii_case(facts):
    facts.insert(
        "ref.scenic_forbidden", no=22, area="Jade", terms="Jade Lake", places="XX镇", effective_from=date(2014, 9, 1)
    )

    row = meeting(facts, venue="JADE LAKE hotel", venue_city="xx镇")

    assert row["scenic_area"] == "Jade"


@pytest.mark.parametrize(
    ("home", "city", "local"),
    [
        (["安宁市", "安宁"], "安宁市", True),
        (["安宁市"], "昆明市", False),
        (["安宁市"], "云南省安宁市", True),
        (["安宁市"], "安宁 市", True),
        (["安宁市"], None, None),
        ([], "昆明市", None),
        (None, "昆明市", None),
    ],
)
def test_a_local_venue_is_one_of_the_home_places(facts, home, city, local):
    facts.con.execute("UPDATE ref.settings SET home_places = ?", [home])

    assert meeting(facts, venue_city=city)["is_local_venue"] is local


def test_every_meeting_is_one_row_whatever_is_missing(facts):
    facts.add("designated_venues", name="湖滨酒店")
    facts.add("designated_venues", name="湖滨酒店", city="昆明市")
    for number in range(3):
        facts.add("meetings", meeting_no=f"M{number}", venue="湖滨酒店", venue_city=None)
    facts.add("meetings", meeting_no="M9")

    assert facts.value("SELECT count(*) FROM fact.meetings") == 4


CLASS_3 = {
    "starts_on": date(2018, 5, 10),
    "meeting_class": "3",
    "delegates": 18,
    "staff": 2,
    "days": 1,
    "travel_days": 1,
}


@pytest.mark.parametrize(
    ("row", "off", "cap"),
    [
        ({"lodging_amount": 0, "meal_amount": 5}, (340, 0), 8400),
        ({"lodging_amount": 5, "meal_amount": 0}, (0, 130), 16800),
        ({"lodging_amount": 0, "meal_amount": 0}, (340, 130), 3200),
        ({"lodging_amount": 5, "meal_amount": 5}, (0, 0), 22000),
        ({"lodging_amount": None, "meal_amount": 0}, (None, 130), None),
        ({"lodging_amount": 0, "meal_amount": -5}, (340, None), None),
        ({"lodging_amount": 0, "meal_amount": 5, "staff": None}, (340, 0), None),
        ({"starts_on": date(2024, 5, 10), "lodging_amount": 0, "meal_amount": 5}, (None, 0), None),
        ({"starts_on": date(2024, 5, 10), "lodging_amount": 5, "meal_amount": 5}, (0, 0), 16000),
        ({"lodging_amount": 0, "meal_amount": 5, "delegates": 10**18, "days": 10**11}, (340, 0), None),
    ],
)
def test_what_was_not_provided_comes_off_the_quota_where_it_has_parts(facts, row, off, cap):
    found = meeting(facts, **CLASS_3 | row)

    assert (found["lodging_off"], found["meal_off"]) == off
    assert found["reduced_cap"] == cap


@pytest.mark.parametrize(
    ("row", "within"),
    [
        ({"other_amount": 21999}, 21999),
        ({"other_amount": 22000}, 22000),
        ({"other_amount": 22001}, 22000),
        ({}, None),
        ({"other_amount": 5, "staff": None}, None),
    ],
)
def test_the_cost_within_the_cap_is_unknown_where_either_is(facts, row, within):
    assert meeting(facts, **CLASS_3 | row)["quota_cost_within_cap"] == within


@pytest.mark.parametrize(
    ("delegates", "elsewhere", "local"), [(40, 19, 21), (40, 0, 40), (40, None, None), (None, 1, None), (40, -1, None)]
)
def test_local_delegates_are_the_others(facts, delegates, elsewhere, local):
    assert meeting(facts, delegates=delegates, out_of_town_delegates=elsewhere)["local_delegates"] == local


@pytest.mark.parametrize(
    ("items", "keyword", "has"),
    [
        (None, None, None),
        ("资料印刷", None, False),
        ("水果、鲜花", "鲜花", True),  # the first term of the group, not the first in the text
        ("红酒、纪念品", "纪念品", True),  # the first group
        ("景区门票", "景区", True),
        ("红酒", "酒", True),
        ("酒店场地费", None, False),
        ("酒店酒水", "酒", True),
        ("酒酒店楼", None, False),  # what is left after one cut is cut again by the next
        ("烟酒酒店", "酒", True),
        ("会所、豪华套房、白灼海参", None, False),  # groups of other rules
    ],
)
def test_the_first_word_that_may_not_be_charged(facts, items, keyword, has):
    row = meeting(facts, items=items)

    assert (row["keyword"], row["has_barred_item"]) == (keyword, has)


def test_words_are_looked_up_without_regard_to_ascii_case_and_shown_as_the_table_has_them(facts):
    facts.keyword(keyword_group="gift", position=99, term="iPad")
    facts.insert("ref.keyword_cuts", keyword_group="gift", cut="iPad 租赁")
    facts.add("meetings", meeting_no="M1", items="两台IPAD")
    facts.add("meetings", meeting_no="M2", items="IPAD 租赁费")

    rows = facts.rows("SELECT keyword FROM fact.meetings ORDER BY meeting_no")

    assert [row["keyword"] for row in rows] == ["iPad", None]


def test_a_text_of_many_meetings_is_looked_up_for_each(facts):
    for number in range(3):
        facts.add("meetings", meeting_no=f"M{number}", items="鲜花")

    assert facts.value("SELECT count(*) FROM fact.meetings WHERE keyword = '鲜花'") == 3


def paid(facts, amount, department="D2", **row):
    number = facts.value("SELECT count(*) FROM record.payments")
    given = {"payment_no": f"Z{number}", "line_no": 1, "economic_code": "30215", "source_no": "M1"}
    given |= {"paid_on": date(2024, 6, 1), "department_code": department}
    facts.add("payments", **given | row, amount=amount)


def test_payments_of_other_departments_that_name_the_meeting(facts):
    facts.add("meetings", meeting_no="M1", department_code="D1", starts_on=date(2024, 5, 6))
    facts.add("meetings", meeting_no="M2", department_code="D1", starts_on=date(2024, 5, 6))

    def of(number):
        row = facts.one("meetings", f"meeting_no = '{number}'")
        return row["linked_payments"], row["paid_by_others"]

    assert of("M1") == (None, None)
    facts.keep("payments")
    assert of("M1") == (0, None)
    paid(facts, 5, economic_code="30217")
    paid(facts, 5, source_no="M3")
    paid(facts, 5, source_no=None)
    paid(facts, 5, paid_on=date(2026, 1, 1))  # after as_of
    assert of("M1") == (0, None)
    paid(facts, 7, department="D1")
    assert of("M1") == (1, 0)
    paid(facts, 10)
    paid(facts, -4)
    paid(facts, 3, department="D3", paid_on=date(2023, 1, 1))
    assert of("M1") == (4, 9)
    assert of("M2") == (0, None)


def held(facts, starts_on, meeting_class="2", **row):
    number = facts.value("SELECT count(*) FROM record.meetings")
    given = {"meeting_no": f"M{number}", "department_code": "D1"}
    return facts.add("meetings", **given | row, starts_on=starts_on, meeting_class=meeting_class)


def class_years(facts):
    rows = facts.rows(
        "SELECT fiscal_year, department_code, meeting_class, meeting_count FROM fact.meeting_class_years ORDER BY ALL"
    )
    return [tuple(row.values()) for row in rows]


def test_meetings_of_a_class_and_a_year_are_counted_up_to_the_day_of_the_run(facts):
    first = held(facts, date(2024, 1, 1))
    held(facts, date(2024, 5, 5), event_kind="celebration")
    last = held(facts, date(2024, 12, 31), event_kind="meeting")
    held(facts, date(2024, 12, 31), department_code="D2")
    held(facts, date(2024, 12, 31), meeting_class="3")
    held(facts, date(2024, 12, 31), meeting_class=None)
    held(facts, date(2023, 12, 31), event_kind="forum")

    assert class_years(facts) == [
        (2023, "D1", "2", 0),
        (2024, "D1", "2", 2),
        (2024, "D1", "3", 1),
        (2024, "D2", "2", 1),
    ]
    row = facts.one("meeting_class_years", "meeting_count = 2")
    assert (row["period_start"], sorted(row["row_ids"])) == (date(2024, 1, 1), [first, last])
    assert facts.one("meeting_class_years", "fiscal_year = 2023")["row_ids"] == []
    facts.as_of(date(2024, 12, 30))
    assert class_years(facts) == [(2023, "D1", "2", 0), (2024, "D1", "2", 1)]
