"""Groups sent abroad in two years, and the ones that break a rule each."""

from datetime import date, timedelta
from decimal import Decimal

from making.book import YEAR, Book, Row, number

STANDARDS = {
    "老挝": ("万象", "USD", 130, 40, 30),
    "泰国": ("曼谷", "USD", 140, 50, 35),
    "越南": ("河内", "USD", 90, 40, 30),
    "德国": ("慕尼黑", "EUR", 170, 60, 38),
    "日本": ("大阪", "JPY", 18000, 10000, 5000),
}
"""Country: a city, and its standard for lodging a night, meals and sundries a day (财行〔2013〕516号 as revised)."""
GROUPS = (
    # department, day, size, days, countries, yuan
    ("001", date(YEAR - 1, 5, 14), 5, 8, ("德国", "日本"), 262400),
    ("013", date(YEAR - 1, 9, 3), 4, 5, ("老挝",), 51800),
    ("012", date(YEAR - 1, 10, 16), 4, 5, ("越南",), 48600),
    ("003", date(YEAR - 1, 11, 12), 3, 5, ("日本",), 83200),
    ("004003", date(YEAR - 1, 7, 9), 6, 5, ("泰国",), 92700),
    ("015003", date(YEAR - 1, 4, 10), 2, 5, ("泰国",), 36900),
    ("001", date(YEAR, 6, 10), 6, 8, ("老挝", "泰国"), 128600),
    ("004003", date(YEAR, 7, 8), 6, 5, ("泰国",), 88400),
)
PLANTED = (
    ("OVS-R01", ("013", date(YEAR, 5, 20), 4, 6, ("越南",), 51300), {}),  # five days for one country
    ("OVS-R01", ("001", date(YEAR, 9, 16), 7, 5, ("老挝",), 96500), {}),  # six people
    ("OVS-R02", ("012", date(YEAR, 10, 21), 4, 5, ("越南",), 46200), {}),
    ("OVS-R03", ("003", date(YEAR, 11, 4), 3, 5, ("日本",), 81500), {"task_no": None, "has_task_approval": False}),
    ("OVS-R03", ("015003", date(YEAR, 4, 15), 2, 5, ("泰国",), 36400), {"approved_amount": Decimal("36000.00")}),
)


def go_abroad(book: Book) -> None:
    """Fills in the groups and their stays; one stay of the third planted group is above the standard twice."""
    planted: list[tuple[str, Row]] = []
    for plan in GROUPS:
        _group(book, *plan)
    for rule, plan, changes in PLANTED:
        group = _group(book, *plan)
        group |= changes
        planted.append((rule, group))
    number(book.records["overseas_groups"], "group_no", "CG", "depart_on", 2)
    for group in book.records["overseas_groups"]:
        _stays(book, group)
    for rule, group in planted:
        if rule != "OVS-R02":
            book.plant(rule, group["group_no"])
            continue
        stay = next(stay for stay in book.records["overseas_stays"] if stay["group_no"] == group["group_no"])
        stay |= {"lodging_amount": stay["people"] * stay["nights"] * Decimal(90) + 1}
        book.plant(rule, f"{stay['group_no']}/{stay['stay_no']}")
    for group in book.records["overseas_groups"]:
        del group["visits"]


def _group(
    book: Book, department: str, day: date, size: int, days: int, countries: tuple[str, ...], amount: int
) -> Row:
    """A group with its papers, that stayed within its budget."""
    group: Row = {
        "group_no": None,
        "department_code": department,
        "task_no": f"岚外批〔{day.year}〕{book.chance.randrange(10, 99)}号",
        "has_task_approval": True,
        "budget_sign_no": f"澄财审〔{day.year}〕{book.chance.randrange(10, 99)}号",
        "has_budget_sign": None,
        "depart_on": day,
        "return_on": day + timedelta(days - 1),
        "size": size,
        "countries": len(countries),
        "days": days,
        "approved_amount": Decimal(amount // 1000 * 1000 + 3000),
        "amount": Decimal(amount),
        "visits": countries,
    }
    book.records["overseas_groups"].append(group)
    return group


def _stays(book: Book, group: Row) -> None:
    """A stay in each country; the nights are those between the days, one of them on the way."""
    days, visits = group["days"] // len(group["visits"]), group["visits"]
    for place, country in enumerate(visits):
        city, currency, *standard = STANDARDS[country]
        nights = days - 1
        spent = (
            _within(book, rate * group["size"] * many)
            for rate, many in zip(standard, (nights, days, days), strict=True)
        )
        book.records["overseas_stays"].append(
            {
                "group_no": group["group_no"],
                "stay_no": place + 1,
                "department_code": group["department_code"],
                "arrived_on": group["depart_on"] + timedelta(place * days),
                "country": country,
                "city": city,
                "people": group["size"],
                "nights": nights,
                "days": days,
                "currency": currency,
                **dict(zip(("lodging_amount", "meal_amount", "misc_amount"), spent, strict=True)),
            }
        )


def _within(book: Book, most: int) -> Decimal:
    return Decimal(int(most * book.chance.uniform(0.75, 1)))
