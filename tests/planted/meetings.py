"""Meetings, their venues and numbers, and what is held by video or sent electronically."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.planted.cases import AS_OF, CENT, DAY, HOME, Case, plants
from tests.planted.clean import meeting, payment, target

FROM_2014, FROM_2016, FROM_2023 = date(2014, 1, 1), date(2016, 6, 29), date(2023, 11, 1)
QUOTAS = {
    (FROM_2014, date(2016, 6, 28)): {"1": 660, "2": 550, "3": 450, "4": 450},
    (FROM_2016, date(2023, 10, 31)): {"1": 760, "2": 650, "3": 550, "4": 550},
    (FROM_2023, AS_OF): {"1": 600, "2": 500, "3": 400, "4": 300},
}
SPLIT_QUOTAS = {
    (FROM_2014, date(2016, 6, 28)): {"2": (550, 300, 150), "3": (450, 240, 130)},
    (FROM_2016, date(2023, 10, 31)): {"2": (650, 400, 150), "3": (550, 340, 130)},
}
"""Total, lodging, meal."""
DELEGATES = {
    (FROM_2016, date(2023, 10, 31)): {"2": 300, "3": 150, "4": 50},
    (FROM_2023, AS_OF): {"1": 300, "2": 150, "3": 80, "4": 50},
}
DAYS = {
    (FROM_2016, date(2023, 7, 31)): {"2": 2, "3": 2, "4": 2},
    (date(2023, 8, 1), date(2023, 10, 31)): {"2": 1.5, "3": 1.5, "4": 1.5},
    (FROM_2023, AS_OF): {"1": 1, "2": 1, "3": 1, "4": 1},
}
TRAVEL_DAYS = {
    (FROM_2016, date(2023, 7, 31)): {"1": 2, "2": 2, "3": 2, "4": 1},
    (date(2023, 8, 1), date(2023, 10, 31)): {"1": 1.5, "2": 1.5, "3": 1.5, "4": 1},
    (FROM_2023, AS_OF): {"1": 1.5, "2": 1.5, "3": 1.5, "4": 1},
}


def dated(case: Case, table: dict[tuple[date, date], dict[str, Any]]) -> tuple[date, str, Any]:
    """A day in one of the periods of a table, one of its keys, and the value."""
    first, last = case.one_of(*table)
    on = case.day(first, last)
    key = case.one_of(*table[first, last])
    return on, key, table[first, last][key]


@plants("MTG-Q01", "2014-01-01")
def quota(case: Case) -> None:
    on, of_class, each = dated(case, QUOTAS)
    people, travel = case.number(20, 50), case.one_of(0, Decimal("0.5"), 1)
    cap = each * people * (1 + travel)
    online = case.amount(0, 500)
    counted = online if on < date(2023, 8, 1) else 0
    spent = case.near(cap)
    record = meeting(
        case, on, meeting_class=of_class, delegates=people, travel_days=travel, meal_amount=Decimal(200),
        lodging_amount=spent - 200 - counted, online_amount=online,
    )  # fmt: skip
    case.expect(spent > cap, record["meeting_no"])


@plants("MTG-Q02", "2014-01-01")
def reduced_quota(case: Case) -> None:
    on, of_class, (total, lodging, meal) = dated(case, SPLIT_QUOTAS)
    people = case.number(20, 50)
    no_lodging, no_meal = case.one_of((True, False), (False, True), (True, True))
    cap = people * (total - lodging * no_lodging - meal * no_meal)
    spent = case.near(cap)
    parts = {"lodging_amount": 0 if no_lodging else 10, "meal_amount": 0 if no_meal else 10}
    other = spent - sum(parts.values())
    record = meeting(case, on, meeting_class=of_class, delegates=people, other_amount=other, **parts)
    case.expect(spent > cap, record["meeting_no"])


@plants("MTG-Q03", "2016-06-29")
def delegates(case: Case) -> None:
    on, of_class, most = dated(case, DELEGATES)
    number = max(1, most + case.one_of(-20, -1, 0, 1, 20))
    record = meeting(case, on, meeting_class=of_class, delegates=number)
    case.expect(number > most, record["meeting_no"])


@plants("MTG-Q04", "2023-11-01")
def staff(case: Case) -> None:
    of_class, share = case.one_of(("2", Decimal("0.10")), ("3", Decimal("0.05")), ("4", Decimal(0)))
    number = case.number(20, 50)
    most = int(share * number)
    helpers = case.one_of(max(most - 1, 0), most, most + 1, most + 5)
    record = meeting(case, case.day(), meeting_class=of_class, delegates=number, staff=helpers)
    case.expect(helpers > share * number, record["meeting_no"])


@plants("MTG-Q05", "2016-06-29")
def days(case: Case) -> None:
    on, of_class, most = dated(case, DAYS)
    number = case.one_of(0.5, most - 0.5, most, most + 0.5, most + 2)
    record = meeting(case, on, meeting_class=of_class, days=number, ends_on=on + 4 * DAY)
    case.expect(number > most, record["meeting_no"])


@plants("MTG-Q06", "2016-06-29")
def travel_days(case: Case) -> None:
    on, of_class, most = dated(case, TRAVEL_DAYS)
    number = case.one_of(0, most - 0.5, most, most + 0.5, most + 1)
    record = meeting(case, on, meeting_class=of_class, travel_days=number)
    case.expect(number > most, record["meeting_no"])


@plants("MTG-Q07", "2023-11-01")
def meetings_of_a_class(case: Case) -> None:
    year = case.year()
    of_class = case.one_of("1", "2", "3", "4")
    number = case.one_of(1, 1, 2, 3)
    for place in range(number):
        meeting(case, case.day_of(year), f"-{place}", meeting_class=of_class)
    meeting(case, case.day_of(year), "-forum", meeting_class=of_class, event_kind="forum")
    if year > 2024:
        meeting(case, case.day_of(2024), "-before", meeting_class=of_class)
    case.expect(of_class in "23" and number > 1, f"{year}/{case.department}/{of_class}")


@plants("MTG-R01", "2014-01-01")
def small_and_local(case: Case) -> None:
    number = case.one_of(49, 50, 50, 51)
    strangers, kind, lodging = case.one_of(0, 0, 1), case.one_of("internal", "designated"), case.one_of(0, 0, 10)
    mode = case.one_of("in_person", "in_person", "video")
    on = case.day(last=date(2023, 10, 31))
    venue = f"宾馆{case.name}"
    case.add("designated_venues", {"name": venue, "city": HOME, "venue_use": "meeting", "star": 3})
    record = meeting(
        case, on, meeting_class="3", delegates=number, out_of_town_delegates=strangers, venue=venue, venue_kind=kind,
        lodging_amount=lodging, mode=mode,
    )  # fmt: skip
    broken = mode == "in_person" and number <= 50 and strangers == 0 and (kind != "internal" or lodging > 0)
    case.expect(broken, record["meeting_no"])


@plants("MTG-R02", "2015-01-13")
def venue(case: Case) -> None:
    on = case.day()
    name, listed = f"酒店{case.name}", case.one_of(True, True, False)
    late, star = case.one_of(0, 0, 1), case.one_of(3, 4, 5)
    of_class, mode = case.one_of("1", "2", "3", "4"), case.one_of("in_person", "in_person", "in_person", "video")
    if listed:
        case.add("designated_venues", {"name": name, "city": HOME, "venue_use": "meeting", "star": star,
                                       "valid_to": on - DAY * late})  # fmt: skip
    record = meeting(case, on, meeting_class=of_class, mode=mode, venue=name, venue_kind="other")
    barred = not listed or late or star > 4
    case.expect(mode == "in_person" and of_class != "1" and bool(barred), record["meeting_no"])


@plants("MTG-R03", "2014-01-01")
def elsewhere(case: Case) -> None:
    half = case.number(5, 24)
    local = half + case.one_of(-3, -1, 0, 1, 4)
    city, mode = case.one_of("大理市", "大理市", HOME), case.one_of("in_person", "in_person", "telephone")
    record = meeting(
        case, case.day(), delegates=2 * half, out_of_town_delegates=2 * half - local, venue_city=city, mode=mode
    )
    case.expect(mode == "in_person" and city != HOME and local > half, record["meeting_no"])


@plants("MTG-R04", "2014-09-01")
def scenic(case: Case) -> None:
    place, city, barred = case.one_of(
        ("黄山宾馆", "黄山市", True), ("太湖饭店", "苏州市", True), ("泰山会议中心", "泰安市", True),
        ("九寨宾馆", "阿坝州", True), ("泰山大酒店", HOME, False), ("太湖饭店", "南京市", False),
        ("市民中心", "黄山市", False), ("西双版纳会堂", "景洪市", True),
    )  # fmt: skip
    mode = case.one_of("in_person", "in_person", "video")
    record = meeting(case, case.day(), venue=place, venue_city=city, mode=mode)
    case.expect(barred and mode == "in_person", record["meeting_no"])


@plants("MTG-R05", "2014-01-01")
def barred_items(case: Case) -> None:
    items, barred = case.one_of(
        ("鲜花、茶水", True), ("背景板制作", True), ("纪念品20份", True), ("香烟2条", True), ("景点门票", True),
        ("酒店住宿", False), ("材料印刷", False), ("酒精消毒", False), ("场地租用", False),
    )  # fmt: skip
    record = meeting(case, case.day(), items=items)
    case.expect(barred, record["meeting_no"])


@plants("MTG-R07", "2016-06-29")
def papers(case: Case) -> None:
    missing = case.one_of(None, None, "has_approval", "has_notice", "has_sign_in", "has_bill")
    record = meeting(case, case.day(), **({missing: False} if missing else {}))
    case.expect(missing is not None, record["meeting_no"])


@plants("MTG-R08", "2016-06-29")
def borne_by_others(case: Case) -> None:
    record = meeting(case, case.day())
    other = f"{case.department}b"
    case.add("departments", {"department_code": other, "name": f"单位{case.name}乙"})
    borne = case.one_of(None, Decimal(0), CENT, case.amount(1, 900))
    on = case.day_of(2020)
    payment(case, on, "a", economic_code="30215", source_no=record["meeting_no"], summary="会议费")
    if borne is not None:
        shared = {"department_code": other, "source_no": record["meeting_no"], "summary": "会议费"}
        payment(case, on, "b", economic_code="30215", amount=borne + 100, **shared)
        payment(case, on, "c", economic_code="30215", amount=Decimal(-100), **shared)
    case.expect(borne is not None and borne > 0, record["meeting_no"])


@plants("MTG-R09", "2016-06-29")
def unplanned(case: Case) -> None:
    plan, planned = case.one_of(("计划1", False), (None, True), (None, None), (None, False), (None, False))
    record = meeting(case, case.day(), plan_no=plan, is_planned=planned)
    case.expect(plan is None and planned is False, record["meeting_no"])


@plants("MTG-A01", "2014-01-01")
def signed_in(case: Case) -> None:
    tens = case.number(1, 5)
    number = max(9 * tens + case.one_of(-4, -1, 0, 1), 0)
    record = meeting(case, case.day(), delegates=10 * tens, sign_in_count=number)
    case.expect(number < 9 * tens, record["meeting_no"])


@plants("DIG-R01", "2014-01-01")
def by_video(case: Case) -> None:
    year, number = case.year(), case.number(1, 9)
    aim = Decimal(number) / 10 + CENT * case.one_of(-3, -1, 0, 1, 3)
    for place in range(10):
        mode = case.one_of("video", "telephone") if place < number else "in_person"
        meeting(case, case.day_of(year), f"-{place}", mode=mode)
    meeting(case, case.day_of(year), "-unknown", mode=None)
    meeting(case, case.day_of(year - 1), "-before", mode="video")
    case.expect(number < aim * 10, target(case, year, "video_share_min", aim))


@plants("DIG-R02", "2014-01-01")
def electronically(case: Case) -> None:
    year, number = case.year(), case.number(100, 800)
    aim = Decimal(number) / 1000 + Decimal("0.001") * case.one_of(-30, -1, 0, 1, 30)
    first = case.number(0, number)
    for month, electronic, paper in (
        (1, first, 1000 - number), (9, number - first, 0), (10, None, 500), (11, 500, None),
    ):  # fmt: skip
        case.add("document_counts", {"department_code": case.department, "month": date(year, month, 1),
                                     "paper_count": paper, "electronic_count": electronic})  # fmt: skip
    case.expect(number < aim * 1000, target(case, year, "e_document_share_min", aim))
