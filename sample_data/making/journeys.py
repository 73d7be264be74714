"""Trips: a year that keeps to the Yunnan standards, and the legs that break one rule each."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from chinese_calendar import is_workday

from making.book import LAST_DAY, YEAR, Book, Row, number, rounded

PLACES = (
    ("云南", "昆明市", 380, "滇池路云锦酒店", 9),
    ("云南", "大理州", 380, "苍山人家酒店", 4),
    ("云南", "丽江市", 380, "玉河客栈", 2),
    ("云南", "曲靖市", 330, "曲水商务酒店", 4),
    ("云南", "玉溪市", 330, "玉泉宾馆", 4),
    ("云南省", "楚雄州", 330, "彝乡酒店", 3),
    ("云南", "普洱市", 330, "茶城商旅酒店", 2),
    ("云南", "红河州", 330, "个旧锡都宾馆", 2),
    ("四川省", "成都市", 370, "锦城迎宾楼", 3),
    ("贵州", "贵阳市", 370, "甲秀里酒店", 2),
    ("北京市", "北京市", 500, "西城驿馆", 2),
    ("广东", "广州市", 450, "珠江畔酒店", 1),
    ("陕西", "西安市", 350, "长乐坊酒店", 1),
    ("湖南", "长沙市", 350, "橘洲酒店", 1),
    ("海南", "三亚市", 400, "椰林商务酒店", 1),
    ("西藏自治区", "拉萨市", 350, "雪域宾馆", 1),
)
"""Province as people write it, city, the lower of its lodging caps for ordinary ranks, a hotel, how often."""

PURPOSES = {
    "公务": ("项目对接", "送审材料", "业务衔接", "工作汇报", "档案查阅", "案件协查"),
    "会议": ("参加全省业务工作会议", "参加片区协调会"),
    "培训": ("参加业务骨干培训", "参加岗位资格培训"),
    "考察": ("学习基层治理经验", "考察特色产业"),
    "招商": ("招商洽谈", "企业走访"),
}
NEAR = (("高铁动车", "二等座", 90), ("公务用车", None, 0), ("长途汽车", None, 75), ("火车", "硬座", 45))
FAR = (("飞机", "经济舱", 780), ("高铁动车", "二等座", 320), ("火车", "硬卧", 210))
Place = tuple[str, str, int, str, int]
HOTEL_SHARE = Decimal("0.60")
"""The target for nights in designated hotels, which the departments reach that are not in ELSEWHERE."""
ELSEWHERE = ("006", "302")
TICKETS_ELSEWHERE = (("002", date(2025, 3, 18)), ("008", date(2025, 9, 23)), ("012", date(2025, 6, 17)))
"""Departments that bought a ticket outside government procurement; the last can show that the fare was lower."""
TICKET_SHARE = Decimal("0.90")
COSTS = ("lodging_amount", "transport_amount", "meal_allowance", "local_transport_allowance")


def travel(book: Book) -> None:
    """Fills in the trips of the year before, of the year, and the planted ones."""
    for _ in range(34):
        _trip(book, YEAR - 1, book.chance.choice(("001", "002", "004", "012", "014", "015")))
    units = [unit["department_code"] for unit in book.records["departments"] for _ in range(unit["staff_count"])]
    for _ in range(300):
        _trip(book, YEAR, book.chance.choice(units))
    outings = [("TRV-R11", leg) for leg in book.records["trips"] if _is_outing(leg)]
    planted = _planted(book)
    _stay_where_agreed(book)
    number(book.records["trips"], "trip_no", "CL", "depart_on", 4)
    for rule, leg in outings + planted:
        book.plant(rule, f"{leg['trip_no']}/{leg['person_id']}/{leg['leg_no'] or 1}")


def _trip(book: Book, year: int, department: str) -> None:
    """One trip of one to three people, on one leg or two."""
    chance = book.chance
    place = chance.choices(PLACES, [place[4] for place in PLACES])[0]
    days = chance.choice((1, 2, 2, 3, 3, 4, 5)) if place[0].startswith("云南") else chance.choice((3, 4, 5))
    start = book.working_day(year)
    second = chance.choice(PLACES[:6]) if days >= 3 and book.happens(0.12) else None
    last = start + timedelta(days - 1 + (2 if second else 0))
    party = [person for person in book.people_of(department, last) if _is_free(book, person, start, last)]
    party = chance.sample(party, min(len(party), chance.choice((1, 1, 2, 2, 3))))
    trip = _next(book)
    numbered = second is not None and book.happens(0.5)
    kind = chance.choice(("公务", "公务", "公务", "会议", "培训", "考察", "招商"))
    for person in party:
        book.away[person["person_id"]] |= _days(start, last)
        first = _leg(book, trip, person, place, start=start, days=days, kind=kind)
        book.records["trips"].append({**first, "leg_no": 1 if numbered else None})
        if second:
            onward = _leg(book, trip, person, second, start=start + timedelta(days - 1), days=3, kind=kind)
            book.records["trips"].append({**onward, "leg_no": 2 if numbered else None})


def _next(book: Book) -> int:
    """A provisional number: the order in which trips were thought of."""
    return max((leg["trip_no"] for leg in book.records["trips"]), default=0) + 1


def _stay_where_agreed(book: Book) -> None:
    """Brings nights in designated hotels up to the target, department by department; two stay where they like."""
    legs = [leg for leg in book.records["trips"] if leg["depart_on"].year == YEAR and leg["nights"]]
    for code in sorted({leg["department_code"] for leg in legs}):
        own = [leg for leg in legs if leg["department_code"] == code]
        if code in ELSEWHERE:
            for leg in own:
                leg["is_designated_hotel"] = False
            book.plant("PUR-R01", f"{YEAR}/{code}/designated_hotel_share_min")
        elsewhere = [leg for leg in own if leg["is_designated_hotel"] is False]
        while (
            code not in ELSEWHERE
            and elsewhere
            and _nights(elsewhere)
            > (1 - HOTEL_SHARE) * _nights(leg for leg in own if leg["is_designated_hotel"] is not None)
        ):
            elsewhere.pop()["is_designated_hotel"] = True


def _nights(legs: Iterable[Row]) -> int:
    return sum(leg["nights"] for leg in legs)


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(day) for day in range((last - first).days + 1)}


def _is_free(book: Book, person: Row, first: date, last: date) -> bool:
    """Whether the person is in post and on no trip in these days."""
    return person["joined_on"] <= first and not _days(first, last) & book.away[person["person_id"]]


def _is_outing(leg: Row) -> bool:
    """A study trip out of the province with a rest day in it: a lead, though its papers are in order."""
    is_study = leg["trip_kind"] == "考察" and not leg["province"].startswith("云南")
    return is_study and not all(is_workday(day) for day in _days(leg["depart_on"], leg["return_on"]))


def _leg(book: Book, trip: int, person: Row, place: Place, *, start: date, days: int, kind: str) -> Row:
    """A leg that keeps to every rule; here and there something is not recorded, as in life."""
    chance = book.chance
    province, city, cap, hotel, _ = place
    home = province.startswith("云南")
    transport, seat, fare = chance.choice(NEAR if home else FAR)
    nights, back = days - 1, start + timedelta(days - 1)
    meal, local = 100 * days, 0 if transport == "公务用车" else 80 * days
    claimed = back + timedelta(3 + chance.randrange(12))
    forgets = book.happens
    return {
        "trip_no": trip,
        "person_id": person["person_id"],
        "leg_no": None,
        "department_code": person["department_code"],
        "rank": None,
        "purpose": chance.choice(PURPOSES[kind]),
        "trip_kind": kind,
        "province": province,
        "city": city,
        "approved_on": None if forgets(0.015) else start - timedelta(1 + chance.randrange(6)),
        "approved_places": city,
        "depart_on": start,
        "return_on": back,
        "nights": nights,
        "lodging_amount": None if nights == 0 else rounded(nights * cap * chance.uniform(0.62, 0.99)),
        "hotel": hotel if nights else None,
        "is_designated_hotel": (None if forgets(0.3) else chance.random() < 0.8) if nights else None,
        "has_lodging_invoice": (None if forgets(0.015) else True) if nights else False,
        "has_lodging_note": None if nights else chance.choice((None, True)),
        "transport_kind": transport,
        "transport_class": None if forgets(0.01) else seat,
        "transport_amount": rounded(2 * fare * chance.uniform(0.8, 1.25)) if fare else None,
        "is_procured_ticket": (None if forgets(0.04) else True) if transport == "飞机" else None,
        "has_fare_proof": None,
        "meal_allowance": None if forgets(0.015) else meal,
        "local_transport_allowance": local,
        "provided_meal_days": 0 if kind in {"公务", "考察"} and forgets(0.5) else None,
        "has_host_letter": True if kind in {"考察", "招商"} else None,
        "payment_method": None
        if forgets(0.01)
        else "公务卡"
        if nights or transport == "飞机"
        else chance.choice(("公务卡", "现金")),
        "claimed_on": claimed if claimed <= LAST_DAY else None,
    }


def _plain(book: Book, department: str, day: date, city: str = "昆明市", days: int = 3) -> Row:
    """A complete leg of one free person of the department, to be spoiled in one place."""
    place = next(place for place in PLACES if place[1] == city)
    last = day + timedelta(days - 1)
    person = next(
        person
        for person in book.people_of(department, last)
        if person["rank"] == "处级及以下" and _is_free(book, person, day, last)
    )
    book.away[person["person_id"]] |= _days(day, last)
    leg = _leg(book, _next(book), person, place, start=day, days=days, kind="公务")
    nights = days - 1
    leg |= {
        "approved_on": day - timedelta(2),
        "lodging_amount": rounded(nights * place[2] * 0.9) if nights else None,
        "has_lodging_invoice": nights > 0,
        "transport_kind": "高铁动车",
        "transport_class": "二等座",
        "transport_amount": Decimal("186.00"),
        "is_procured_ticket": None,
        "meal_allowance": 100 * days,
        "local_transport_allowance": 80 * days,
        "payment_method": "公务卡",
    }
    book.records["trips"].append(leg)
    return leg


def _planted(book: Book) -> list[tuple[str, Row]]:
    """Legs that break one travel rule each, and no other."""
    planted: list[tuple[str, Row]] = []

    def spoil(rule: str, leg: Row, **changes: object) -> None:
        leg |= changes
        planted.append((rule, leg))

    for department, day, city, days, amount in (
        ("014", date(2025, 3, 11), "昆明市", 3, "820.00"),  # 2 × 380
        ("010", date(2025, 5, 20), "曲靖市", 2, "330.01"),  # a cent above
        ("301", date(2025, 9, 16), "三亚市", 4, "1290.00"),  # 3 × 400, the season begins on 1 October
        ("015003", date(2025, 4, 29), "三亚市", 4, "1360.01"),  # 2 × 480 + 400: the season ends on 30 April
    ):
        leg = _plain(book, department, day, city, days)
        spoil("TRV-R01", leg, lodging_amount=Decimal(amount))
    for department, day, transport, seat in (
        ("013", date(2025, 4, 15), "高铁动车", "一等座"),
        ("001", date(2025, 7, 8), "飞机", "公务舱"),
        ("018", date(2025, 11, 4), "火车", "软卧"),
    ):
        spoil("TRV-R02", _plain(book, department, day), transport_kind=transport, transport_class=seat)
    spoil("TRV-R03", _plain(book, "005", date(2025, 2, 18)), meal_allowance=400)
    spoil("TRV-R03", _plain(book, "202", date(2025, 8, 12), days=1), local_transport_allowance=160)
    spoil("TRV-R03", _plain(book, "011", date(2025, 10, 21), "拉萨市"), meal_allowance=Decimal("360.50"))
    for department, day in (("008", date(2025, 3, 25)), ("302", date(2025, 6, 10)), ("020", date(2025, 12, 2))):
        leg = _plain(book, department, day)
        spoil("TRV-R04", leg, lodging_amount=None, has_lodging_invoice=False, has_lodging_note=False)
    for department, day in (("009", date(2025, 5, 13)), ("004", date(2025, 10, 14))):
        leg = _plain(book, department, day)
        twin = leg | {"trip_no": _next(book), "depart_on": day + timedelta(1), "return_on": day + timedelta(3)}
        book.records["trips"].append(twin)
        spoil("TRV-R05", leg)
        spoil("TRV-R05", twin)
    for department, day, days_late in (
        ("006", date(2025, 1, 14), 1),
        ("016", date(2025, 6, 24), 3),
        ("201", date(2025, 9, 9), 8),
    ):
        spoil("TRV-R06", _plain(book, department, day), approved_on=day + timedelta(days_late))
    spoil("TRV-R10", _plain(book, "012003", date(2025, 4, 8)), payment_method="现金")
    spoil(
        "TRV-R10",
        _plain(book, "019", date(2025, 7, 22), days=1),
        payment_method="现金",
        transport_kind="飞机",
        transport_class="经济舱",
    )
    spoil("TRV-R10", _plain(book, "007", date(2025, 11, 18), "玉溪市", 2), payment_method="现金")
    return planted + _planted_meals(book) + _planted_ways(book)


def _planted_meals(book: Book) -> list[tuple[str, Row]]:
    """Full meal allowances of travellers who were fed."""
    planted: list[tuple[str, Row]] = []
    for rule, kind, department, day, days, fed in (
        ("TRV-R07", "会议", "003", date(2025, 3, 25), 4, 4),
        ("TRV-R07", "培训", "004004", date(2025, 10, 21), 3, Decimal("1.5")),
        ("TRV-R08", "公务", "009", date(2025, 4, 22), 3, 1),
        ("TRV-R08", "招商", "013", date(2025, 8, 5), 3, Decimal("2.5")),
    ):
        leg = _plain(book, department, day, days=days)
        leg |= {"trip_kind": kind, "purpose": PURPOSES[kind][0], "provided_meal_days": fed, "has_host_letter": True}
        planted.append((rule, leg))
    return planted


def _planted_ways(book: Book) -> list[tuple[str, Row]]:
    """Tickets bought elsewhere, places that nobody approved, allowances beside an official car."""
    planted: list[tuple[str, Row]] = []
    flight = {"transport_kind": "飞机", "transport_class": "经济舱", "transport_amount": Decimal("1460.00")}
    for place, (department, day) in enumerate(TICKETS_ELSEWHERE):
        leg = _plain(book, department, day, "成都市")
        leg |= flight | {"is_procured_ticket": False, "has_fare_proof": place == 2}
        planted += [("TRV-R09", leg)] if place < 2 else []
        flown = [leg["is_procured_ticket"] for leg in book.records["trips"]
                 if leg["department_code"] == department and leg["depart_on"].year == YEAR]  # fmt: skip
        assert flown.count(True) < TICKET_SHARE * (flown.count(True) + flown.count(False))
        book.plant("PUR-R01", f"{YEAR}/{department}/procured_ticket_share_min")
    for department, day, approved in (
        ("011", date(2025, 5, 13), "昆明市、玉溪市"),
        ("201", date(2025, 12, 9), "楚雄州"),
    ):
        leg = _plain(book, department, day, "大理州")
        leg["approved_places"] = approved
        planted.append(("TRV-R12", leg))
    for department, day in (("016", date(2025, 2, 25)), ("012003", date(2025, 7, 15))):
        leg = _plain(book, department, day, "玉溪市", 2)
        leg |= {"transport_kind": "公务用车", "transport_class": None, "transport_amount": None}
        planted.append(("VEH-R05", leg))
    return planted
