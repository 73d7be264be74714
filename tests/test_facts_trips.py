"""What rules may ask of trips: places and their caps night by night, allowances, classes, overlaps, days."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.lodging_by_night import Lodging


def add(facts, trip_no="T1", **row):
    planned = {"trip_no": trip_no, "person_id": "P1", "leg_no": 1, "depart_on": date(2018, 4, 1)}
    row = planned | {"return_on": row.get("depart_on", date(2018, 4, 1))} | row
    return facts.add("trips", **row)


def trip(facts, **row):
    add(facts, **row)
    return facts.one("trips")


@pytest.mark.parametrize(
    ("province", "city", "cap"),
    [
        ("云南", "昆明市", 380),  # the city itself
        ("云南省", "昆明", 380),  # by its stem
        ("云南", "香格里拉市", 380),  # by its alias
        ("云南", "宣威市", 330),  # another place
        ("云南", "沾益区", None),  # a district may belong to a listed city
        ("云南", "嵩明县", 380),  # a county with an alias
        ("云南", None, None),  # no cap for the whole province
        ("广西壮族自治区", "南宁市", 350),
        ("广西壮族", "南宁市", None),  # an ending cut off too early is no province
        ("新疆维吾尔自治区", "喀什地区", 300),
        ("新疆", "喀什市", 300),  # a stem shared with a prefecture
        ("新疆", "图木舒克市", None),  # no row for other places
        ("内蒙古自治区", "海拉尔区", 320),  # the stem comes before the rule on districts
        ("吉林", "吉林市", 350),  # out of season, a city called like its province
        ("北京市", "海淀区", 500),  # one cap for the whole city
        ("上海", None, 500),
        ("江西", "南昌县", 350),
        ("香港特别行政区", "香港", None),
        (None, "昆明市", None),
        ("云南", "其他地区", 330),
    ],
)
def test_the_place_that_a_province_and_city_mean(facts, province, city, cap):
    row = trip(facts, province=province, city=city, rank="other", nights=1)

    assert row["lodging_cap_total"] == cap


KUNMING = [
    "昆明",
    "昆明市",
    "云南省昆明市",
    "云南昆明",
    "昆明 市",
    "昆 明",
    "云南省 昆明市",
    "五 华区",
    "云南省安宁",
    "安宁",
]
AMONG_OTHERS = ["昆明(五华区)", "昆明、大理", "大理市古城", "西双版纳州景洪市", "中国云南省昆明市", "瑞丽、景洪"]


@pytest.mark.parametrize(
    ("province", "city", "places"),
    [
        *[("云南", city, "昆明市 380.00 × 2") for city in KUNMING],
        *[("云南省", city, None) for city in AMONG_OTHERS],
        ("云南", "景洪", "西双版纳州 380.00 × 2"),
        ("云南", "云南省西双版纳傣族自治州", "西双版纳州 380.00 × 2"),
        ("云南", "香格里拉", "迪庆州 380.00 × 2"),
        ("云南", "云南省曲靖", "曲靖市 330.00 × 2"),
        ("云南", "云南省宣威市", "其他地区 330.00 × 2"),
        ("云南", "云南省沾益区", None),  # a district may belong to a listed city
        ("云南省", "云南省", None),  # no city is named
        ("广东", "广东省广州市", "广州市 450.00 × 2"),
        ("广东", "深圳 市", "深圳市 450.00 × 2"),
        ("四川省", "四川成都", "成都市 370.00 × 2"),
        ("吉林", "吉林省双辽市", "其他地区 300.00 × 2"),  # 吉林 is cut off as the province, and not found as the city
        ("吉林", "延边朝鲜族自治州", "延边州 350.00 × 2"),
        ("吉林", "吉林省延吉市", "延边州 350.00 × 2"),  # not the 300 of other places
        ("江苏", "昆山", "苏州市 380.00 × 2"),
        ("新疆", "巴音郭楞蒙古自治州", "巴州 340.00 × 2"),
        ("新疆", "新疆库尔勒市", "巴州 340.00 × 2"),
        ("海南", "陵水黎族自治县", "陵水县 350.00 × 2"),
        ("云南", "楚雄彝族自治州", "楚雄州 330.00 × 2"),
        ("湖北", "恩施土家族苗族自治州", "其他地区 320.00 × 2"),
        ("吉林", "吉林市蛟河市", None),
        ("天津", "天津市和平区", None),
    ],
)
def test_a_place_written_with_more_or_less_is_the_same_place_or_is_unknown(facts, province, city, places):
    row = trip(facts, province=province, city=city, rank="other", nights=2)

    assert row["lodging_places"] == places
    assert (row["lodging_cap_total"] is None) is (places is None)


@pytest.mark.parametrize(("day", "cap"), [(date(2018, 8, 1), 480), (date(2018, 11, 1), 320)])
def test_a_prefecture_with_a_listed_place_in_it_has_that_place_s_season(facts, day, cap):
    row = trip(facts, province="内蒙古", city="呼伦贝尔市", rank="other", nights=1, depart_on=day)

    assert row["lodging_cap_total"] == cap


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2016, 2, 1), date(2016, 5, 1), date(2018, 10, 1)])
def test_blanks_and_the_province_in_front_change_no_cap_of_a_listed_place_or_alias(facts, day):
    listed = facts.rows(
        """SELECT DISTINCT province, place AS city FROM ref.lodging_caps
        UNION SELECT province, written_as AS city FROM ref.place_aliases"""
    )
    provinces = {place["province"] for place in listed} - {"北京", "上海", "天津", "重庆", "吉林"}  # also places' names
    legs = [
        {"province": province, "city": text, "trip_no": f"{number} {name}"}
        for number, (province, city) in enumerate((place["province"], place["city"]) for place in listed)
        for name, text in {"plain": city, "blank": f"{city[0]} {city[1:]}", "behind": f"{province}省{city}"}.items()
        if name != "behind" or province in provinces
    ]
    always = {"rank": "other", "nights": 1, "depart_on": day}
    facts.load("trips", [leg | always | {"record_key": leg["trip_no"]} for leg in legs])

    found = facts.rows("SELECT trip_no, lodging_cap_total AS cap FROM fact.trips")
    caps = {row["trip_no"]: row["cap"] for row in found}

    assert {name: cap for name, cap in caps.items() if cap != caps[f"{name.split()[0]} plain"]} == {}
    assert sum(cap is not None for cap in caps.values()) > len(listed)


def test_a_place_named_among_others_is_unclear_only_while_it_has_a_row(facts):
    for number, day in enumerate([date(2015, 12, 31), date(2016, 1, 1), date(2016, 4, 30), date(2016, 5, 1)]):
        add(facts, f"T{number}", province="云南", city="昆明、曲靖", rank="other", nights=1, depart_on=day)

    caps = facts.rows("SELECT lodging_cap_total AS cap FROM fact.trips ORDER BY trip_no")

    assert [row["cap"] for row in caps] == [330, None, None, None]


def test_a_text_that_a_place_decides_as_written_is_not_read_otherwise(facts):
    """大理古城内 is an alias here, so a row of 大理古城, whose name it contains, says nothing of it."""
    own = {
        "jurisdiction": "本区",
        "province": "云南",
        "place": "大理古城",
        "rank": "other",
        "peak_no": 0,
        "cap_yuan": 300,
    }
    facts.insert("ref.lodging_caps", **own, effective_from=date(2018, 1, 1), documents="本区设定", provenance="own")
    facts.insert("ref.place_aliases", province="云南", written_as="大理古城内", place="大理州", provenance="own")
    add(facts, "T1", province="云南", city="大理古城内", rank="other", nights=1)
    add(facts, "T2", province="云南", city="大理古城边", rank="other", nights=1)

    rows = facts.rows("SELECT lodging_places FROM fact.trips ORDER BY trip_no")

    assert [row["lodging_places"] for row in rows] == ["大理州 380.00 × 1", None]


def test_the_first_jurisdiction_with_a_row_supplies_it(facts):
    own = {"jurisdiction": "本区", "province": "云南", "place": "曲靖市", "rank": "other", "peak_no": 0}
    facts.insert(
        "ref.lodging_caps",
        **own,
        cap_yuan=300,
        effective_from=date(2018, 4, 2),
        documents="本区设定",
        provenance="source",
    )
    add(facts, "T1", province="云南", city="曲靖市", rank="other", nights=1)
    add(facts, "T2", province="云南", city="曲靖", rank="other", nights=3)
    add(facts, "T3", province="云南", city="宣威市", rank="other", nights=1, depart_on=date(2018, 5, 1))

    rows = facts.rows("SELECT lodging_cap_total, lodging_source FROM fact.trips ORDER BY trip_no")

    assert [row["lodging_cap_total"] for row in rows] == [330, 330 + 300 + 300, 330]
    assert rows[0]["lodging_source"] == "云南省级|云南2016住宿细化通知|source"
    assert rows[1]["lodging_source"] == "云南省级|云南2016住宿细化通知|source\n本区|本区设定|source"
    assert rows[2]["lodging_source"] == "中央|财行〔2016〕71号|source"


def test_an_empty_cell_of_the_row_chosen_is_no_cap(facts):
    own = {"jurisdiction": "本区", "province": "云南", "place": "曲靖市", "rank": "other", "peak_no": 0}
    facts.insert("ref.lodging_caps", **own, effective_from=date(2018, 1, 1), documents="本区设定", provenance="source")

    assert trip(facts, province="云南", city="曲靖市", rank="other", nights=1)["lodging_cap_total"] is None


@pytest.mark.parametrize(
    ("depart_on", "nights", "total"),
    [
        (date(2020, 2, 29), 1, 450),  # the last day of February in a leap year
        (date(2020, 3, 1), 1, 350),
        (date(2019, 2, 28), 1, 450),  # and in a common year
        (date(2019, 3, 1), 1, 350),
        (date(2019, 10, 31), 2, 350 + 450),
        (date(2018, 12, 31), 2, 900),  # the season runs around the year's end
        (date(2018, 2, 27), 400, None),
    ],
)
def test_seasons_of_haikou(facts, depart_on, nights, total):
    if total is None:  # more than a year of nights: count them one by one
        days = [depart_on + timedelta(days=count) for count in range(nights)]
        total = sum(450 if day.month in (11, 12, 1, 2) else 350 for day in days)

    row = trip(facts, province="海南", city="海口市", rank="other", depart_on=depart_on, nights=nights)

    assert row["lodging_cap_total"] == total


def test_a_season_that_begins_on_29_february_begins_on_the_28th_of_a_common_year(facts):
    own = {
        "jurisdiction": "本区",
        "province": "云南",
        "place": "曲靖市",
        "rank": "other",
        "peak_no": 1,
        "cap_yuan": 300,
    }
    season = {"peak_from": "02-29", "peak_to": "03-02", "peak_cap_yuan": 320}
    facts.insert(
        "ref.lodging_caps", **own, **season, effective_from=date(2018, 1, 1), documents="本区设定", provenance="source"
    )
    for number, day in enumerate(
        [date(2019, 2, 27), date(2019, 2, 28), date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 3)]
    ):
        add(facts, f"T{number}", province="云南", city="曲靖市", rank="other", depart_on=day, nights=1)

    totals = facts.rows("SELECT lodging_cap_total AS cap FROM fact.trips ORDER BY trip_no")

    assert [row["cap"] for row in totals] == [300, 320, 300, 320, 300]


@pytest.mark.parametrize("nights", [None, -1, 36526, 10**15])
def test_nights_that_are_not_recorded_or_absurd_have_no_cap(facts, nights):
    assert trip(facts, province="云南", city="昆明市", rank="other", nights=nights)["lodging_cap_total"] is None


def test_no_nights_need_no_place_and_no_rank(facts):
    row = trip(facts, nights=0)

    assert (row["lodging_cap_total"], row["lodging_paid"]) == (0, 0)


def test_caps_agree_with_the_definition_night_by_night(facts):
    """Random legs across provinces, ranks, seasons and changes of the table, counted once more in Python."""
    draw = random.Random(20140505)
    caps = facts.rows("SELECT * FROM ref.lodging_caps")
    aliases = facts.rows("SELECT * FROM ref.place_aliases")
    own = {
        "jurisdiction": "本区",
        "province": "云南",
        "place": "大理州",
        "cap_yuan": 300,
        "documents": "本区设定",
        "provenance": "source",
    }
    added = [
        own | {"rank": "other", "peak_no": 0, "effective_from": date(2017, 5, 1), "effective_to": date(2017, 5, 3)},
        own
        | {
            "rank": "other",
            "peak_no": 1,
            "effective_from": date(2017, 10, 1),
            "peak_from": "12-15",
            "peak_to": "01-15",
            "peak_cap_yuan": 350,
        },
        own
        | {
            "rank": "other",
            "peak_no": 2,
            "effective_from": date(2017, 10, 1),
            "peak_from": "01-01",
            "peak_to": "01-05",
            "peak_cap_yuan": 360,
        },
        own | {"rank": "bureau", "peak_no": 0, "cap_yuan": None, "effective_from": date(2017, 1, 1)},
    ]
    for row in added:
        facts.insert("ref.lodging_caps", **row)
        caps.append(dict.fromkeys(caps[0]) | row)
    places = [(row["province"], row["place"]) for row in caps] + [
        (row["province"], row["written_as"]) for row in aliases
    ]
    by_alias = {row["written_as"] for row in aliases}
    odd = [None, "某县", "某市", "大理", "张家口", "地区", "市", "全省", "其他", "海拉尔区", "三沙区"]
    legs = []
    for number in range(1500):
        province, city = draw.choice(places)
        province = draw.choice([province, province, province + draw.choice(["省", "市", "自治区", "回族自治区"]), None])
        shortened = city if city in by_alias else city.removesuffix("市")
        city = draw.choice([city, city, shortened, draw.choice(odd)])
        leg = {
            "province": province,
            "city": city,
            "rank": draw.choice(["other", "other", "bureau", "minister", None]),
            "depart_on": date(2013, 12, 25) + timedelta(days=draw.randrange(2600)),
            "nights": draw.choice([None, 0, 1, 1, 2, 3, 5, 40]),
        }
        legs.append((f"T{number:04d}", leg))
    facts.load("trips", [leg | {"record_key": name, "trip_no": name} for name, leg in legs])
    expected = Lodging(caps, aliases, ["本区", "云南省级", "中央"])

    found = {
        row["trip_no"]: row["lodging_cap_total"]
        for row in facts.rows("SELECT trip_no, lodging_cap_total FROM fact.trips")
    }

    assert len(found) == len(legs)
    assert {name: leg | {"cap": found[name]} for name, leg in legs} == {
        name: leg | {"cap": expected.total(leg)} for name, leg in legs
    }
    assert sum(cap is not None for cap in found.values()) > len(legs) // 3


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"province": "云南"}, (1, 100, 80, 100, 80)),
        ({"province": "新疆维吾尔自治区", "return_on": date(2018, 4, 3)}, (3, 120, 80, 360, 240)),
        ({"province": None}, (1, None, None, None, None)),
        ({"province": "外省"}, (1, None, None, None, None)),
        ({"province": "云南", "return_on": date(2018, 3, 31)}, (None, 100, 80, None, None)),
        (
            {"province": "云南", "depart_on": date(2013, 12, 31), "return_on": date(2014, 1, 1)},
            (2, None, None, None, None),
        ),
    ],
)
def test_allowances_by_days_and_province(facts, row, expected):
    found = trip(facts, **row)

    assert (
        found["days_away"],
        found["meal_rate"],
        found["local_rate"],
        found["meal_cap"],
        found["local_cap"],
    ) == expected


@pytest.mark.parametrize(
    ("meal", "local", "over"), [(100, 80, (0, 0)), (101, None, (1, 0)), (None, None, (0, 0)), (90, 81, (0, 1))]
)
def test_what_is_above_an_allowance_is_never_below_zero_nor_unknown(facts, meal, local, over):
    row = trip(facts, province="云南", meal_allowance=meal, local_transport_allowance=local)

    assert (row["meal_over"], row["local_over"]) == over


def test_the_rate_of_the_province_comes_before_that_of_every_province_in_one_jurisdiction(facts):
    own = {
        "jurisdiction": "本区",
        "item": "meal",
        "effective_from": date(2018, 1, 1),
        "documents": "本区设定",
        "provenance": "source",
    }
    facts.insert("ref.travel_allowance", **own, province="*", rate=70)
    facts.insert("ref.travel_allowance", **own, province="云南", rate=60)
    add(facts, "T1", province="云南")
    add(facts, "T2", province="西藏")

    rows = facts.rows("SELECT meal_rate, allowance_source FROM fact.trips ORDER BY trip_no")

    assert [row["meal_rate"] for row in rows] == [60, 70]
    assert rows[0]["allowance_source"] == "本区|本区设定|source\n中央|财行〔2013〕531号|source"


def test_a_row_for_every_rank_or_kind_comes_after_an_exact_one_and_reaches_what_is_not_recorded(facts):
    cited = {
        "jurisdiction": "本区",
        "documents": "本区设定",
        "provenance": "source",
        "effective_from": date(2018, 1, 1),
    }
    place = {"province": "云南", "place": "曲靖市", "peak_no": 0}
    facts.insert("ref.lodging_caps", **cited, **place, rank="*", cap_yuan=200)
    facts.insert("ref.lodging_caps", **cited, **place, rank="other", cap_yuan=250)
    facts.insert("ref.transport_class", **cited, rank="bureau", transport_kind="*", allowed_level=1)
    facts.insert("ref.transport_class", **cited, rank="bureau", transport_kind="plane", allowed_level=2)
    for number, (rank, kind) in enumerate(
        [("other", "plane"), ("bureau", "plane"), ("bureau", "ship"), ("bureau", None), (None, None)]
    ):
        add(facts, f"T{number}", province="云南", city="曲靖市", nights=1, rank=rank, transport_kind=kind)

    rows = facts.rows("SELECT lodging_cap_total AS cap, allowed_level AS level FROM fact.trips ORDER BY trip_no")

    assert [row["cap"] for row in rows] == [250, 200, 200, 200, 200]
    assert [row["level"] for row in rows] == [1, 2, 1, 1, None]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"transport_kind": "coach", "transport_class": "first"}, (0, 0)),
        ({"transport_kind": "official_car"}, (0, 0)),
        ({"transport_kind": "ship", "transport_class": "third", "rank": "other"}, (1, 1)),
        ({"transport_kind": "plane", "transport_class": "first"}, (3, None)),
        ({"transport_kind": "plane", "transport_class": "soft", "rank": "other"}, (None, 1)),
        ({"rank": "other"}, (None, None)),
        (
            {"transport_kind": "train", "transport_class": "soft", "rank": "bureau", "depart_on": date(2013, 12, 31)},
            (2, None),
        ),
    ],
)
def test_levels_of_transport(facts, row, expected):
    found = trip(facts, **row)

    assert (found["transport_level"], found["allowed_level"]) == expected


def test_overlaps_agree_with_comparing_every_pair(facts):
    draw = random.Random(531)
    legs = []
    for number in range(300):
        start = date(2025, 1, 1) + timedelta(days=draw.randrange(400))
        legs.append(
            (number, f"P{draw.randrange(8)}", start, start + timedelta(days=draw.choice([-1, 0, 0, 1, 2, 3, 30])))
        )
    names = ("row", "person_id", "depart_on", "return_on")
    rows = [dict(zip(names, leg, strict=True)) for leg in legs]
    facts.load("trips", [{"record_key": f"K{row.pop('row')}"} | row for row in rows])
    as_of = date(2025, 12, 31)

    def others(leg):
        return sorted(
            f"K{other[0]}"
            for other in legs
            if other[0] != leg[0] and other[1] == leg[1]
            and other[3] >= other[2] and other[2] <= as_of
            and leg[2] < other[3] and other[2] < leg[3]
        )  # fmt: skip

    expected = {
        f"K{leg[0]}": (len(others(leg)), next(iter(others(leg)), None)) if leg[3] >= leg[2] else (None, None)
        for leg in legs
        if leg[2] <= as_of
    }
    found = facts.rows(
        f"SELECT record_key, overlap_count, overlap_with FROM fact.trips WHERE depart_on <= DATE '{as_of}'"
    )

    assert {row["record_key"]: (row["overlap_count"], row["overlap_with"]) for row in found} == expected
    assert any(count for count, _ in expected.values())


def test_a_leg_after_the_day_of_the_run_overlaps_nothing_yet(facts):
    add(facts, "T1", depart_on=date(2025, 3, 1), return_on=date(2025, 3, 9))
    add(facts, "T2", depart_on=date(2025, 3, 5), return_on=date(2025, 3, 6))

    facts.as_of(date(2025, 3, 4))
    assert facts.one("trips", "trip_no = 'T1'")["overlap_count"] == 0
    facts.as_of(date(2025, 3, 5))
    assert facts.one("trips", "trip_no = 'T1'")["overlap_with"] == "T2/P1/1"


@pytest.mark.parametrize(
    ("row", "transit", "free", "rest"),
    [
        ({"depart_on": date(2025, 1, 24), "return_on": date(2025, 2, 4)}, 2, None, 9),
        ({"depart_on": date(2025, 3, 3), "provided_meal_days": Decimal("0.5")}, 1, Decimal("0.5"), 0),
        ({"depart_on": date(2025, 3, 3), "provided_meal_days": 2}, 1, 0, 0),
        ({"depart_on": date(2025, 3, 3), "provided_meal_days": -1}, 1, None, 0),
        ({"depart_on": date(2026, 12, 31), "return_on": date(2027, 1, 1)}, 2, None, None),
        ({"depart_on": date(2025, 3, 3), "return_on": date(2025, 3, 2)}, None, None, None),
    ],
)
def test_days_on_the_way_with_meals_and_at_rest(facts, row, transit, free, rest):
    found = trip(facts, **row)

    assert (found["transit_days"], found["provided_free_days"], found["rest_days"]) == (transit, free, rest)


@pytest.mark.parametrize(
    ("days", "fed", "due", "after_host"),
    [
        (5, 5, 200, 0),  # all fed: one day out, one day back
        (5, 2, 300, 300),
        (5, "1.5", 350, 350),
        (5, 9, 200, 0),  # no less than none
        (5, 0, 500, 500),
        (2, 1, 200, 100),
        (1, 1, 100, 0),  # a day trip is one day on the way
        (1, "0.5", 100, 50),
        (5, None, None, None),
        (5, -1, None, None),
        (0, 1, None, None),  # back before it began
        (5, 10**11, 200, 0),
    ],
)
def test_meal_allowance_due_when_the_host_fed_the_traveller(facts, days, fed, due, after_host):
    back = date(2018, 4, 1) + timedelta(days=days - 1)
    row = trip(facts, province="云南", return_on=back, provided_meal_days=fed and Decimal(fed))

    assert (row["meal_due"], row["meal_due_after_host"]) == (due, after_host)


def test_without_a_rate_no_meal_allowance_is_known_to_be_due(facts):
    row = trip(facts, provided_meal_days=1, depart_on=date(2018, 4, 1))

    assert (row["meal_days_due"], row["meal_due"], row["meal_due_after_host"]) == (1, None, None)


def test_the_meal_allowance_names_its_own_source_only(facts):
    own = {"jurisdiction": "本区", "item": "local", "documents": "本区设定", "provenance": "own"}
    facts.insert("ref.travel_allowance", **own, province="*", rate=60, effective_from=date(2018, 1, 1))

    assert trip(facts, province="云南")["meal_source"] == "中央|财行〔2013〕531号|source"


@pytest.mark.parametrize(
    ("kind", "purpose", "is_study"),
    [
        ("study", None, True),
        (None, "赴成都考察", True),
        ("business", "学习先进经验", True),
        ("meeting", "产业调研", True),
        ("business", "招商洽谈", False),
        ("business", None, None),
        (None, "招商洽谈", None),
        (None, None, None),
    ],
)
def test_a_study_trip_by_its_kind_or_purpose(facts, kind, purpose, is_study):
    assert trip(facts, trip_kind=kind, purpose=purpose)["is_study_trip"] is is_study


@pytest.mark.parametrize(
    ("home", "province", "is_out"),
    [
        ("云南", "四川", True),
        ("云南", "四川省", True),
        ("云南", "云南省", False),
        ("云南省", "云南", False),  # the setting may be written as people write it
        ("云南", "外省", None),
        ("云南", None, None),
        (None, "四川", None),
        ("滇", "四川", None),
    ],
)
def test_out_of_the_province_of_the_bureau(facts, home, province, is_out):
    facts.con.execute("UPDATE ref.settings SET home_province = ?", [home])

    assert trip(facts, province=province)["is_out_of_province"] is is_out


@pytest.mark.parametrize(
    ("province", "city", "places", "is_approved"),
    [
        ("云南", "大理州", "昆明、大理", True),
        ("云南", "大理", "昆明市、大理白族自治州", True),
        ("云南", "丽江市", "昆明、大理", False),
        ("云南", "丽江市", "四川、云南省内", True),  # all of its province
        ("浙江", "杭州市", "浙江", True),
        ("云南", "丽江市", "云南省昆明市", False),  # another city of its province
        ("云南", "丽江市", "四川", False),
        ("云南", "五华区", "昆明市", True),  # the place that it lies in
        ("云南", "景洪市", "西双版纳州", True),
        ("云南", "弥勒市", "红河州", False),  # no table says that it lies there
        ("云南", "昆明市", "昆 明", True),
        ("云南", "昆 明 市", "昆明、大理", True),
        ("云南", "云南省昆明市", "昆明", True),
        ("云南", "昆明(五华区)", "昆明", True),
        (None, "昆 明", "昆明", True),
        ("云南省", "云南省", "云南", True),
        ("云南省", None, "云南、四川", True),
        ("云南省", None, "昆明", False),
        (None, None, "昆明", None),
        ("外省", None, "外省", None),
        ("云南", "丽江市", None, None),
        ("四川", "Kangding", "成都、KANGDING", True),
        ("云南", "市", "昆明市", True),  # too short to lose its ending
    ],
)
def test_an_approved_place_contains_the_stem_of_the_city(facts, province, city, places, is_approved):
    assert trip(facts, province=province, city=city, approved_places=places)["is_approved_place"] is is_approved


def test_days_that_the_bureau_has_entered_outrank_the_calendar(facts):
    facts.insert("ref.calendar_days", day=date(2027, 1, 1), is_working_day=False)
    facts.insert("ref.calendar_days", day=date(2026, 12, 31), is_working_day=False)

    assert trip(facts, depart_on=date(2026, 12, 31), return_on=date(2027, 1, 1))["rest_days"] == 2


def test_the_rank_is_the_trips_own_or_the_persons(facts):
    facts.add("people", person_id="P1", rank="bureau")
    add(facts, "T1")
    add(facts, "T2", rank="other")
    add(facts, "T3", person_id="P2")

    assert [row["rank_group"] for row in facts.rows("SELECT rank_group FROM fact.trips ORDER BY trip_no")] == [
        "bureau",
        "other",
        None,
    ]


@pytest.mark.parametrize(
    ("row", "at_hotel"),
    [
        ({"is_designated_hotel": False, "hotel": "翠湖宾馆"}, False),
        ({"hotel": "翠湖宾馆"}, True),
        ({"hotel": "翠湖 宾馆", "city": "云南省 昆明"}, True),
        ({"hotel": "翠湖宾馆", "city": "大理市"}, None),
        ({"hotel": "别家"}, None),
        ({}, None),
        ({"hotel": "翠湖宾馆", "depart_on": date(2019, 1, 1)}, None),
    ],
)
def test_a_hotel_on_the_list_is_designated_and_another_is_unknown(facts, row, at_hotel):
    facts.add("designated_venues", name="翠湖宾馆", city="昆明市", venue_use="lodging", valid_to=date(2018, 12, 31))
    facts.add("designated_venues", name="翠湖宾馆", city="昆明市")

    if "depart_on" in row:
        facts.con.execute("DELETE FROM record.designated_venues WHERE venue_use IS NULL")

    assert trip(facts, **row)["at_designated_hotel"] is at_hotel


def test_every_leg_is_one_row_whatever_is_missing(facts):
    facts.add("people", person_id="P1", rank="other")
    for number in range(4):
        add(facts, f"T{number}", person_id="P1" if number else "P2", city="昆明市" if number else None, province="云南")

    assert facts.value("SELECT count(*) FROM fact.trips") == 4
