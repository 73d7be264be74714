"""Receptions: by letter, one simple meal in a plain place, and the ones that break one rule each.

The year before had the same guests, and their meals cost a little more.
"""

from datetime import date
from decimal import Decimal

from making.book import YEAR, Book, Row, number, rounded, worked

MEAL_CAP = 100
"""Yuan a head and meal: the bureau's own standard (本区标准/reception_meal_caps.csv)."""
HOSTS = ("001", "002", "003", "004", "005", "006", "007", "008", "009", "010", "011", "012", "013", "014", "015", "016",
         "018", "020", "201", "202", "301")  # fmt: skip
"""Departments that receive guests; the others have no budget for it either."""
VISITORS = (
    ("曲水市财政局", "曲水市"), ("岚川区农业农村局", "岚川区"), ("滇池区审计局", "滇池区"), ("云岭县水务局", "云岭县"),
    ("金河州文化和旅游局", None), ("翠屏县教育体育局", "翠屏县"), ("松鹤区应急管理局", "松鹤区"),
)  # fmt: skip
PLACES = ("机关食堂", "湖滨饭店", "澄湖宾馆", "老街家常菜馆")
DISHES = ("工作餐、例汤", "家常菜、米饭", "份饭", "时令小菜、米线")
COSTS = ("meal_amount", "lodging_amount", "other_amount")
AGAIN = 13
"""Guests who came a second time within two days, which only happened this year."""


def host(book: Book) -> None:
    """Fills in the receptions of two years and the planted ones."""
    planted = _planted(book)
    for code in HOSTS:
        days = {row["held_on"] for row in book.records["receptions"] if row["department_code"] == code}
        for _ in range(book.chance.randrange(2, 7)):
            days.add(day := _apart(book, days))
            _reception(book, code, day)
    for row in list(book.records["receptions"]):
        if row["guests"] != AGAIN:
            _year_before(book, row)
    _before_may(book)
    number(book.records["receptions"], "reception_no", "JD", "held_on")
    for rule, reception in planted:
        subject = reception["reception_no"] if rule != "REC-R03" else _letter(reception)
        if (rule, subject) not in book.planted:
            book.plant(rule, subject)


def _letter(reception: Row) -> str:
    return f"{reception['department_code']}/{reception['letter_no']}"


def _apart(book: Book, days: set[date]) -> date:
    """A day a week or more from all others, so that no two receptions look like one that was split."""
    while True:
        day = book.working_day(YEAR)
        if all(abs((day - other).days) > 7 for other in days):
            return day


def _reception(book: Book, department: str, day: date) -> Row:
    """A reception that keeps to every rule, with everything recorded."""
    chance = book.chance
    unit, district = chance.choice(VISITORS)
    guests = chance.randrange(3, AGAIN)
    companions = chance.randrange(1, (3 if guests <= 10 else guests // 3) + 1)
    reception: Row = {
        "reception_no": None,
        "department_code": department,
        "held_on": day,
        "letter_no": f"{unit[:-1]}函〔{day.year}〕{chance.randrange(1, 400)}号",
        "visitor_unit": unit,
        "visitor_district": district,
        "guests": guests,
        "companions": companions,
        "meals": 1,
        "meal_amount": rounded((guests + companions) * MEAL_CAP * chance.uniform(0.4, 0.85)),
        "lodging_amount": None,
        "other_amount": Decimal("60.00") if book.happens(0.1) else None,
        "venue": chance.choice(PLACES),
        "venue_city": "澄湖区",
        "is_foreign": False,
        "has_invoice": True,
        "has_guest_list": True,
        "is_list_complete": None if book.happens(0.05) else True,
        "items": chance.choice(DISHES),
        "payment_method": chance.choice(("公务卡", "公务卡", "转账")),
    }
    book.records["receptions"].append(reception)
    return reception


def _year_before(book: Book, row: Row) -> None:
    """The same number of guests a year earlier, all in order, for a tenth more."""
    day = worked(row["held_on"].replace(year=YEAR - 1, day=min(row["held_on"].day, 28)))
    companions = min(row["companions"], 3)
    most = (row["guests"] + companions) * MEAL_CAP
    unit, district = book.chance.choice(VISITORS)
    in_order: Row = {
        "held_on": day,
        "letter_no": f"{unit[:-1]}函〔{YEAR - 1}〕{len(book.records['receptions'])}号",
        "visitor_unit": unit,
        "visitor_district": district,
        "companions": companions,
        "meals": 1,
        "meal_amount": rounded(min(float(row["meal_amount"]) * 1.1, most)),
        "venue": PLACES[0],
        "venue_city": "澄湖区",
        "has_invoice": True,
        "has_guest_list": True,
        "is_list_complete": True,
        "items": DISHES[0],
    }
    book.records["receptions"].append(row | in_order)


def _before_may(book: Book) -> None:
    """Red wine in February: not yet among what the regulation of May 2025 bars; foreign guests, who bring no letter."""
    dated = [row for row in book.records["receptions"] if row["held_on"].year == YEAR]
    next(row for row in dated if row["held_on"] < date(YEAR, 4, 30) and row["items"] in DISHES)["items"] = (
        "工作餐、红酒"
    )
    foreign = next(row for row in dated if row["department_code"] == "013" and row["items"] in DISHES)
    foreign |= {
        "is_foreign": True,
        "letter_no": None,
        "visitor_unit": "老挝琅勃拉邦商会代表团",
        "visitor_district": None,
    }


def _planted(book: Book) -> list[tuple[str, Row]]:
    """Receptions that break one rule each."""
    planted: list[tuple[str, Row]] = []
    for rule, department, day, changes in (
        ("REC-R01", "003", date(YEAR, 3, 6), {"letter_no": None}),
        ("REC-R01", "009", date(YEAR, 10, 23), {"letter_no": None}),
        ("REC-R02", "007", date(YEAR, 4, 24), {"companions": 4}),
        ("REC-R02", "015", date(YEAR, 8, 14), {"guests": 14, "companions": 5}),
        ("REC-R03", "012", date(YEAR, 5, 22), {"letter_no": "云岭县水务函〔2025〕18号"}),
        ("REC-R03", "012", date(YEAR, 6, 4), {"letter_no": "云岭县水务函〔2025〕18号"}),
        ("REC-R03", "005", date(YEAR, 9, 18), {"meals": 2}),
        ("REC-R04", "014", date(YEAR, 3, 20), {"items": "家常菜、五粮液"}),
        ("REC-R04", "016", date(YEAR, 6, 26), {"items": "工作餐、白酒"}),
        ("REC-R05", "001", date(YEAR, 2, 20), {"meal_amount": Decimal("1000.01")}),
        ("REC-R05", "013", date(YEAR, 7, 24), {"meal_amount": Decimal("1480.00")}),
        ("REC-R05", "018", date(YEAR, 11, 13), {"meal_amount": Decimal("1260.00"), "venue": "澄湖宾馆"}),
        ("REC-R06", "008", date(YEAR, 4, 2), {"has_guest_list": False}),
        ("REC-R06", "301", date(YEAR, 9, 25), {"has_invoice": False, "is_list_complete": None}),
        ("REC-R07", "002", date(YEAR, 5, 15), {"visitor_unit": "澄湖区统计局", "visitor_district": "澄湖区"}),
        ("REC-R07", "202", date(YEAR, 12, 4), {"visitor_unit": "澄湖区审计局", "visitor_district": "澄湖区"}),
        ("REC-R08", "004", date(YEAR, 5, 17), {}),  # a Saturday
        ("REC-R08", "010", date(YEAR, 8, 21), {"venue": "翠湖老味道", "venue_city": "昆明市"}),
        ("REC-R09", "020", date(YEAR, 6, 10), {"guests": 14, "companions": 4, "meal_amount": Decimal("1180.00")}),
        ("", "020", date(YEAR, 6, 12), {"guests": AGAIN, "companions": 4, "meal_amount": Decimal("960.00")}),
        ("REC-R09", "006", date(YEAR, 11, 18), {"guests": 17, "companions": 3, "meal_amount": Decimal("1999.99")}),
        ("", "006", date(YEAR, 11, 19), {"guests": AGAIN, "companions": 1, "meal_amount": Decimal("300.00")}),
    ):
        reception = _reception(book, department, day)
        usual = {"guests": 8, "companions": 2, "meals": 1, "meal_amount": Decimal("560.00"), "other_amount": None,
                 "is_list_complete": True, "venue": "湖滨饭店",
                 "visitor_unit": "云岭县水务局", "visitor_district": "云岭县", "items": "工作餐"}  # fmt: skip
        reception |= usual | changes
        if rule:
            planted.append((rule, reception))
    return planted
