"""Receptions of guests."""

from datetime import date
from decimal import Decimal

from tests.planted.cases import AS_OF, DAY, HOME, Case, plants, rest_days, workday
from tests.planted.clean import reception

MEAL_CAP = Decimal("50.00")
"""Yuan per person and meal, from 2014-01-01: what the bureau has entered."""


@plants("REC-R01", "2013-12-01")
def no_letter(case: Case) -> None:
    letter, foreign = case.one_of(None, None, "函1"), case.one_of(False, False, True, None)
    record = reception(case, case.day(), letter_no=letter, is_foreign=foreign)
    case.expect(letter is None and foreign is False, record["reception_no"])


@plants("REC-R02", "2013-12-01")
def companions(case: Case) -> None:
    guests = case.one_of(1, 9, 10, 11, 12, 13, 29, 30)
    most = 3 if guests <= 10 else guests // 3
    number, foreign = most + case.one_of(-1, 0, 1, 4), case.one_of(False, False, True)
    record = reception(case, case.day(), guests=guests, companions=number, is_foreign=foreign)
    case.expect(not foreign and number > most, record["reception_no"])


@plants("REC-R03", "2013-12-01")
def meals_on_a_letter(case: Case) -> None:
    on = case.day()
    first, second = case.one_of((1, None), (1, 0), (1, 1), (2, None), (None, None), (0, 1))
    foreign = case.one_of(False, False, True)
    letter = f"函{case.name}"
    reception(case, on, "a", letter_no=letter, meals=first, meal_amount=0 if first == 0 else 100)
    if second is not None:
        reception(case, on, "b", letter_no=letter, meals=second, meal_amount=100 * second, is_foreign=foreign)
    reception(case, on, "c", letter_no=letter, meals=None, meal_amount=0)
    counted = (1 if first is None else first) + (0 if foreign else second or 0)
    case.expect(counted > 1, f"{case.department}/{letter}")


@plants("REC-R04", "2013-12-01")
def alcohol(case: Case) -> None:
    on = case.day(case.one_of(case.first, date(2025, 5, 2)))
    items, since = case.one_of(
        ("茅台2瓶", 2013), ("卷烟1条", 2013), ("清炖燕窝", 2013), ("野生菌", 2013), ("啤酒3瓶", 2025), ("红酒", 2025),
        ("住酒店、家常菜", 9999), ("家常菜", 9999),
    )  # fmt: skip
    record = reception(case, on, items=items)
    case.expect(since == 2013 or (since == 2025 and on >= date(2025, 5, 2)), record["reception_no"])


@plants("REC-R05", "2013-12-01")
def meal_cost(case: Case) -> None:
    on, guests, meals = case.day(), case.number(1, 10), case.one_of(1, 1, 2)
    cap, foreign = MEAL_CAP * (guests + 3) * meals, case.one_of(False, False, True)
    paid = case.near(cap)
    record = reception(case, on, is_foreign=foreign, guests=guests, meals=meals, meal_amount=paid)
    case.expect(on >= date(2014, 1, 1) and not foreign and paid > cap, record["reception_no"])
    case.expect(meals > 1 and not foreign, f"{case.department}/{record['letter_no']}", rule="REC-R03")


@plants("REC-R06", "2013-12-01")
def papers(case: Case) -> None:
    missing = case.one_of(None, None, "has_invoice", "has_guest_list", "is_list_complete")
    record = reception(case, case.day(), **({missing: False} if missing else {}))
    case.expect(missing is not None, record["reception_no"])


@plants("REC-R07", "2013-12-01")
def same_district(case: Case) -> None:
    district, foreign = case.one_of(HOME, HOME, "邻湖区"), case.one_of(False, False, True)
    record = reception(case, case.day(), visitor_district=district, is_foreign=foreign)
    case.expect(district == HOME and not foreign, record["reception_no"])


@plants("REC-R08", "2014-01-01")
def rest_day_or_elsewhere(case: Case) -> None:
    on, city = case.day(), case.one_of(HOME, HOME, "大理市")
    if case.counts and on > case.first:
        on += DAY * case.one_of(0, -1, -2, -3)
    case.counts = case.first <= on <= AS_OF
    record = reception(case, on, venue_city=city)
    case.expect(rest_days(on, on) > 0 or city != HOME, record["reception_no"])


@plants("REC-R09", "2014-01-01")
def split(case: Case) -> None:
    on, gap = case.day(), case.one_of(0, 1, 2, 3)
    later = workday(on + gap * DAY)
    first = case.one_of(Decimal("1999.99"), case.amount(900, 1500), Decimal(2000))
    second = max(min(case.near(2000 - first), Decimal("1999.99")), Decimal(0))
    venue = f"饭店{case.name}"
    shared = {"venue": venue, "guests": 60, "companions": 20}
    records = [
        reception(case, day, tag, meal_amount=amount, **shared)
        for day, tag, amount in ((on, "a", first), (later, "b", second))
    ]
    reception(case, on, "c", meal_amount=Decimal(1900), **shared | {"venue": f"{venue}乙"})
    near = (later - on).days <= 2 and later <= AS_OF
    broken = near and first < 2000 and first + second >= 2000
    case.expect(broken, records[0]["reception_no"])
    case.expect(broken and later == on, records[1]["reception_no"])
