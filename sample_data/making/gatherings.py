"""Meetings: a year that keeps to the Yunnan rules of 2023, and the meetings that break one rule each."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from making.book import YEAR, Book, Row, number, rounded

QUOTAS = {"二类": 500, "三类": 400, "四类": 300}
STAFF = {"二类": Decimal("0.10"), "三类": Decimal("0.05"), "四类": Decimal(0)}
MOST = {"二类": 150, "三类": 80, "四类": 50}
SMALL = 50
EVENTS = ("研讨会", "论坛", "庆典")
VIDEO_SHARE = Decimal("0.30")
"""The target for meetings by video or telephone, which the departments reach that are not in NEVER_BY_VIDEO."""
NEVER_BY_VIDEO = ("008", "019")
COSTS = ("lodging_amount", "meal_amount", "other_amount", "online_amount")

TOPICS = (
    "年度工作会议", "安全生产工作推进会", "预算编制培训会", "重点项目调度会", "防汛抗旱部署会", "乡村振兴工作会",
    "营商环境座谈会", "内部控制建设推进会", "统计业务布置会", "基层治理现场会", "审计整改工作会", "教育质量分析会",
)  # fmt: skip
ROOMS = (
    ("机关一号楼会议室", "澄湖区", "内部", None, 5),
    ("政务中心三楼会议室", "澄湖区", "内部", None, 5),
    ("泰山厅", "澄湖区", "内部", None, 1),
    ("文澜会议中心", "澄湖区", "定点", None, 3),
    ("澄湖宾馆", "澄湖区", "定点", 4, 2),
    ("石桥镇农家会议楼", "澄湖区", "定点", None, 1),
    ("滇云会议大厦", "昆明市", "定点", 4, 1),
)
"""Venue, city, kind, stars, how often. A hall called after Mount Tai is no meeting there."""
ON_SCREEN = ("视频会议室", "澄湖区", "内部", None)
OLD_QUOTAS = date(YEAR - 2, 1, 5), date(YEAR - 2, 10, 20)
"""Days of the central quotas, which have parts for lodging and meals; Yunnan's took their place in November 2023."""

TOO_MANY = (("002", 2), ("012", 3))
"""Department and class of which it held two in the year."""

GUESTS = {"out_of_town_delegates": 12}
HOTEL = {"venue": "月亮湾度假酒店", "venue_city": "澄湖区", "venue_kind": "其他", "star": 4} | GUESTS
AWAY = {"out_of_town_delegates": 24, "venue_kind": "定点"}
LUXURY = {"venue": "金沙湾国际酒店", "venue_city": "昆明市"} | AWAY
FOREST = {"venue": "西双版纳雨林会议中心", "venue_city": "景洪市"} | AWAY
CITY = {"venue": "滇云会议大厦", "venue_city": "昆明市", "venue_kind": "定点"}
HIRED = {"venue": "文澜会议中心", "venue_kind": "定点"}

BREAKING: tuple[tuple[str, str, date, str, Row], ...] = (
    ("MTG-Q01", "012", date(YEAR, 3, 18), "四类",
     {"meal_amount": Decimal("9600.00"), "other_amount": Decimal("2400.01")}),
    ("MTG-Q01", "003", date(YEAR, 6, 5), "三类",
     {"staff": 2, "meal_amount": Decimal("12600.00"), "other_amount": Decimal("5480.00")}),
    ("MTG-Q01", "014", date(YEAR, 10, 22), "四类", {"other_amount": None, "meal_amount": Decimal("12360.00")}),
    ("MTG-Q03", "004", date(YEAR, 2, 26), "四类", {"delegates": 51, "sign_in_count": 51}),
    ("MTG-Q03", "016", date(YEAR, 5, 15), "三类", {"delegates": 96, "sign_in_count": 95}),
    ("MTG-Q04", "007", date(YEAR, 4, 17), "三类", {"delegates": 60, "staff": 4, "sign_in_count": 60}),
    ("MTG-Q04", "202", date(YEAR, 11, 12), "四类", {"staff": 2}),
    ("MTG-Q05", "010", date(YEAR, 3, 5), "三类", {"days": Decimal("1.5")}),
    ("MTG-Q05", "015", date(YEAR, 9, 24), "二类", {"days": Decimal(2)}),
    ("MTG-R02", "013", date(YEAR, 7, 17), "四类", HOTEL),
    ("MTG-R02", "001", date(YEAR, 8, 20), "三类", LUXURY),
    ("MTG-R04", "020", date(YEAR, 4, 23), "三类", FOREST),
    ("MTG-R04", "014", date(YEAR, 12, 10), "四类", FOREST),
    ("MTG-R07", "005", date(YEAR, 1, 22), "四类", {"has_sign_in": False}),
    ("MTG-R07", "009", date(YEAR, 5, 28), "四类", {"has_approval": False, "has_bill": None}),
    ("MTG-R07", "018", date(YEAR, 10, 30), "三类", {"has_notice": False, "has_bill": False}),
    ("MTG-R09", "006", date(YEAR, 6, 18), "四类", {"is_planned": False}),
    ("MTG-R09", "301", date(YEAR, 11, 26), "四类", {"is_planned": False}),
    ("MTG-Q02", "001", date(YEAR - 2, 5, 16), "三类", {"meal_amount": Decimal("7540.01")}),
    ("MTG-Q02", "012", date(YEAR - 2, 9, 12), "四类", {"other_amount": Decimal("6200.00")}),
    ("MTG-Q06", "009", date(YEAR, 4, 10), "三类", {"travel_days": Decimal(2), **GUESTS}),
    ("MTG-Q06", "005", date(YEAR, 8, 27), "四类", {"travel_days": Decimal("1.5"), **GUESTS}),
    ("MTG-R01", "006", date(YEAR, 3, 12), "四类", HIRED),
    ("MTG-R01", "011", date(YEAR, 9, 3), "四类", {"lodging_amount": Decimal("1800.00")}),
    ("MTG-R03", "004", date(YEAR, 7, 2), "三类", {"out_of_town_delegates": 6, **CITY}),
    ("MTG-R03", "015", date(YEAR, 11, 5), "四类", {"out_of_town_delegates": 19, **CITY}),
    ("MTG-R05", "014", date(YEAR, 5, 21), "四类", {"items": "资料印刷、鲜花、席卡"}),
    ("MTG-R05", "202", date(YEAR, 6, 11), "四类", {"items": "餐费、会议纪念品"}),
    ("MTG-A01", "018", date(YEAR, 2, 19), "四类", {"sign_in_count": 35}),
    ("MTG-A01", "201", date(YEAR, 10, 15), "四类", {"sign_in_count": 22}),
)  # fmt: skip
"""Rule, department, day, class and what is wrong: each meeting breaks this one rule, and no other."""


def meet(book: Book) -> None:
    """Fills in the meetings of the year before, of the year, and the planted ones."""
    for _ in range(8):
        _meeting(book, book.chance.choice(("001", "002", "012")), book.working_day(YEAR - 2, *OLD_QUOTAS))
    for _ in range(16):
        _meeting(book, book.chance.choice(("001", "002", "004", "012", "014", "015")), book.working_day(YEAR - 1))
    units = [unit for unit in book.records["departments"] if unit["unit_kind"] != "事业单位"]
    for _ in range(170):
        unit = book.chance.choice(units)
        meeting = _meeting(book, unit["department_code"], book.working_day(YEAR))
        _forget(book, meeting)
    planted = [_spoilt(book, *how) for _, *how in BREAKING]
    second = [_spoilt(book, code, date(YEAR, month, 14), "零一二三"[grade] + "类", {})
              for code, grade in TOO_MANY for month in (1, 7)]  # fmt: skip
    kept = [*planted, *second]
    _keep_to_the_rules_of_a_year(book, kept)
    _meet_by_video(book, kept)
    for meeting in book.records["meetings"]:
        if meeting["starts_on"].year < YEAR - 1:
            meeting["online_amount"] = None  # counted within the quota then
    number(book.records["meetings"], "meeting_no", "HY", "starts_on")
    for (rule, *_), meeting in zip(BREAKING, planted, strict=True):
        book.plant(rule, str(meeting["meeting_no"]))
    for code in NEVER_BY_VIDEO:
        book.plant("DIG-R01", f"{YEAR}/{code}")
    for code, grade in TOO_MANY:
        book.plant("MTG-Q07", f"{YEAR}/{code}/{grade}")


def _keep_to_the_rules_of_a_year(book: Book, planted: list[Row]) -> None:
    """Small meetings stay in the house; a department holds one of class 2 and one of class 3 a year, beside events."""
    held: Counter[tuple[object, ...]] = Counter()
    for meeting in [*planted, *book.records["meetings"]]:
        of_year = (meeting["department_code"], meeting["meeting_class"], meeting["starts_on"].year)
        held[of_year] += 1
        if meeting in planted:
            continue
        if meeting["meeting_class"] in ("二类", "三类") and held[of_year] > 1:
            meeting["event_kind"] = EVENTS[held[of_year] % len(EVENTS)]
        if meeting["venue_kind"] == "定点" and meeting["delegates"] <= SMALL and not meeting["out_of_town_delegates"]:
            meeting.update(_at(ROOMS[0]))


def _meet_by_video(book: Book, planted: list[Row]) -> None:
    """Moves meetings of the year to the screen until the share is reached; two departments never do."""
    of_year = [meeting for meeting in book.records["meetings"] if meeting["starts_on"].year == YEAR]
    for code in sorted({meeting["department_code"] for meeting in of_year}):
        held = [meeting for meeting in of_year if meeting["department_code"] == code]
        movable = [meeting for meeting in held if meeting not in planted]
        if code in NEVER_BY_VIDEO:
            for meeting in movable:
                meeting |= {"mode": "现场", **_at(ROOMS[0])}
        while _remote(held) < VIDEO_SHARE * len(held) and code not in NEVER_BY_VIDEO:
            meeting = next(meeting for meeting in movable if meeting["mode"] == "现场")
            meeting |= {"mode": "视频", "out_of_town_delegates": 0, "lodging_amount": 0, "meal_amount": 0} | _at(
                ON_SCREEN
            )
            if meeting["travel_days"]:
                meeting["travel_days"] = Decimal(0)


def _remote(meetings: Iterable[Row]) -> int:
    return sum(meeting["mode"] != "现场" for meeting in meetings)


def _at(room: tuple[object, ...]) -> Row:
    return dict(zip(("venue", "venue_city", "venue_kind", "star"), room, strict=False))


def _meeting(book: Book, department: str, day: date, grade: str | None = None) -> Row:
    """A meeting that keeps to every rule, with everything recorded."""
    chance = book.chance
    grade = grade or chance.choices(("二类", "三类", "四类"), (1, 4, 9))[0]
    delegates = chance.randrange(15, MOST[grade] + 1)
    staff = int(chance.random() * (int(delegates * STAFF[grade]) + 1))
    mode = chance.choices(("现场", "视频", "电话"), (6, 4, 1))[0]
    venue, city, kind, star, _ = chance.choices(ROOMS, [room[4] for room in ROOMS])[0]
    days = chance.choice((Decimal("0.5"), Decimal("0.5"), Decimal(1)))
    away = city != "澄湖区" and mode == "现场"
    travel_days = Decimal(1) if away else Decimal(0)
    cap = float(QUOTAS[grade] * (delegates + staff) * (days + travel_days))
    remote = mode != "现场"
    parts = [
        chance.uniform(0.2, 0.3) if away else 0,
        0 if remote else chance.uniform(0.02, 0.2),
        chance.uniform(0.02, 0.12),
    ]
    lodging, meals, other = (rounded(cap * part, 5) for part in parts)
    meeting: Row = {
        "meeting_no": None,
        "department_code": department,
        "name": chance.choice(TOPICS),
        "event_kind": None if book.happens(0.1) else "会议",
        "meeting_class": grade,
        "mode": mode,
        "starts_on": day,
        "ends_on": day,
        "days": days,
        "travel_days": travel_days,
        "delegates": delegates,
        "staff": staff,
        "out_of_town_delegates": delegates * 2 // 3 if away else 0,
        "sign_in_count": delegates - chance.randrange(2),
        **_at(ON_SCREEN if remote else (venue, city, kind, star)),
        "plan_no": f"{day.year}-{chance.randrange(1, 260):03}" if book.happens(0.85) else None,
        "is_planned": True,
        "has_approval": True,
        "has_notice": True,
        "has_sign_in": True,
        "has_bill": True,
        "lodging_amount": lodging,
        "meal_amount": meals,
        "other_amount": other,
        "online_amount": rounded(chance.uniform(300, 1800), 10) if remote and book.happens(0.4) else None,
        "items": chance.choice(("资料印刷、餐费", "场地布置、资料", "资料印刷", "餐费、饮用水")),
        "payment_method": chance.choice(("公务卡", "转账", "转账")),
    }
    book.records["meetings"].append(meeting)
    return meeting


def _forget(book: Book, meeting: Row) -> None:
    """Leaves out what people leave out: the rule concerned cannot be assessed then."""
    for columns, share in (
        (("staff",), 0.02),
        (("meeting_class",), 0.015),
        (("has_bill",), 0.03),
        (("other_amount",), 0.02),
        (("plan_no", "is_planned"), 0.03),
        (("venue_city",), 0.02),
        (("days",), 0.015),
    ):
        if book.happens(share):
            meeting |= dict.fromkeys(columns)
    if meeting["venue_kind"] == "定点" and book.happens(0.08):
        meeting |= {"venue": "龙泉会议山庄", "star": None}  # said to be designated, and not on the list


def _spoilt(book: Book, department: str, day: date, grade: str, changes: Row) -> Row:
    """A meeting in the department's own rooms, within every rule but for `changes`."""
    meeting = _meeting(book, department, day, grade)
    days = Decimal(1)
    meeting |= {"mode": "现场", "venue": "机关一号楼会议室", "venue_city": "澄湖区", "venue_kind": "内部", "star": None,
                "days": days, "travel_days": Decimal(0), "delegates": 40, "staff": 0, "out_of_town_delegates": 0,
                "sign_in_count": 40, "plan_no": None, "lodging_amount": Decimal(0), "meal_amount": Decimal("2400.00"),
                "other_amount": Decimal("860.00"), "online_amount": None}  # fmt: skip
    meeting |= changes
    if meeting["days"] > 1:
        meeting["ends_on"] = day + timedelta(1)
    return meeting
