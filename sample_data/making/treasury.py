"""The treasury's ledger: what settles the year's records, what is paid every month, and what breaks a rule.

No department pays more than is usual late in the year, less than the target by card, or less for purchased services,
but for the planted ones.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from making import gatherings, hosting, journeys
from making.book import LAST_DAY, YEAR, Book, Row, cents, rounded, settled_on, total, worked

CARD_SHARE, SERVICE_SHARE = Decimal("0.80"), Decimal("0.30")
"""The targets for official cards and for purchased services."""
IN_CASH, BY_ITSELF = ("012", "302"), ("020",)
"""Departments below one and the other."""
YEAR_END = ("016", "019")
"""Departments that hurried to spend in December."""
CATALOGUE = {"30201", "30202", "30205", "30206", "30207", "30209", "30211", "30213", "30215", "30216", "30217", "30231"}
"""Codes that go by card."""
WORDS = {
    "30201": "办公用品", "30202": "印刷费", "30205": "水费", "30206": "电费", "30207": "邮电费", "30209": "物业管理费",
    "30211": "差旅费", "30212": "因公出国(境)费", "30213": "维修(护)费", "30215": "会议费", "30216": "培训费",
    "30217": "公务接待费", "30231": "公务用车运行维护费", "30299": "零星支出",
    "31001": "房屋购建", "31006": "大型修缮", "31013": "新购车辆", "30214": "租赁费",
}  # fmt: skip
SETTLED = (
    # kind, number, day, code, columns, payee
    ("trips", "trip_no", "return_on", "30211", journeys.COSTS, "出差人员"),
    ("meetings", "meeting_no", "ends_on", "30215", gatherings.COSTS, "venue"),
    ("trainings", "training_no", "ends_on", "30216", ("amount",), "澄湖区干部教育中心"),
    ("lecture_fees", "training_no", "paid_on", "30216", ("net_amount",), "lecturer"),
    ("receptions", "reception_no", "held_on", "30217", hosting.COSTS, "venue"),
    ("vehicle_costs", "cost_no", "incurred_on", "30231", ("amount",), "merchant_name"),
    ("overseas_groups", "group_no", "return_on", "30212", ("amount",), "云程因公出行服务中心"),
)
BUILDING = {"新建": "31001", "购置": "31001", "改扩建": "31001", "维修改造": "31006", "租赁": "30214"}
SELLERS = {"租赁": "湖滨商业管理公司", "购置": "松岭乡供销社"}
HOUSE_SERVICE = "澄湖区机关后勤服务公司"


@dataclass
class Vouchers:
    """The payments as they come about."""

    book: Book
    rows: list[Row] = field(default_factory=list)

    def pay(self, department: str, day: date, code: str, amount: Decimal, **more: object) -> Row:
        """Adds a payment with all that is usual: by transfer to a company, out of basic funds."""
        row: Row = {
            "payment_no": None,
            "line_no": 1,
            "department_code": department,
            "paid_on": day,
            "economic_code": code,
            "function_code": "2010301",
            "fund_kind": "项目支出" if code.startswith("310") else "基本支出",
            "amount": cents(amount),
            "payment_method": "转账",
            "payee": HOUSE_SERVICE,
            "payee_kind": "单位",
            "summary": WORDS[code],
            "beneficiary_code": None,
            "source_no": None,
            "invoice_no": f"{25532000000000000000 + self.book.chance.randrange(10**15)}",
            "is_below_county": None,
            "has_no_terminal": None,
            "has_cash_proof": None,
            "is_purchased_service": None,
        } | more
        self.rows.append(row)
        return row

    def of(self, department: str) -> list[Row]:
        """What the department paid."""
        return [row for row in self.rows if row["department_code"] == department]


def pay(book: Book) -> None:
    """Fills in the payments, numbers them by day, and notes under which of them the cards' purchases were claimed."""
    vouchers = Vouchers(book)
    claims = _claim_purchases(vouchers)
    _settle(vouchers)
    _build(vouchers)
    planted = _planted(vouchers)
    for unit in book.records["departments"]:
        _pay_monthly(vouchers, unit["department_code"])
        _pay_by_card(vouchers, unit["department_code"])
    _number(vouchers)
    book.records["payments"] = vouchers.rows
    for payment, purchases in claims:
        for purchase in purchases:
            purchase["claim_no"] = payment["payment_no"]
    for rule, payment in planted:
        book.plant(rule, f"{payment['payment_no']}/{payment['line_no']}")


def _number(vouchers: Vouchers) -> None:
    """A number a voucher; water and electricity of a month stand on one."""
    vouchers.rows.sort(key=lambda row: (row["paid_on"], row["department_code"]))
    numbers: dict[object, str] = {}
    for row in vouchers.rows:
        monthly = row["economic_code"] in ("30205", "30206")
        key = (row["department_code"], row["paid_on"]) if monthly else id(row)
        numbers.setdefault(key, f"ZF{YEAR}-{len(numbers) + 1:05}")
        row |= {"payment_no": numbers[key], "line_no": 2 if row["economic_code"] == "30206" else 1}


def _claim_purchases(vouchers: Vouchers) -> list[tuple[Row, list[Row]]]:
    """A payment for what a department's cards bought under one code and claimed in one month."""
    cards = {card["card_no"]: card["department_code"] for card in vouchers.book.records["cards"]}
    claims: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for row in vouchers.book.records["card_transactions"]:
        code, day = row["economic_code"], row["claimed_on"]
        if code in WORDS and day and day <= LAST_DAY and row["claim_no"] is None and row["card_no"] in cards:
            claims[cards[row["card_no"]], day.month, code].append(row)
    found = []
    for (department, month, code), rows in sorted(claims.items()):
        amount = sum((row["claimed_amount"] for row in rows), Decimal(0))
        paid = vouchers.pay(
            department, _end_of(month), code, amount, payment_method="公务卡", payee=rows[0]["merchant_name"]
        )
        found.append((paid, rows))
    return found


def _end_of(month: int) -> date:
    """The last working day of a month of the year."""
    return worked(date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(1))


def _settle(vouchers: Vouchers) -> None:
    """Pays for most records one to three weeks later; what the next year pays is not there yet."""
    book = vouchers.book
    for kind, column, day, code, columns, payee in SETTLED:
        together: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for row in book.records[kind]:
            together[row[column], row.get("lecturer")].append(row)
        for (source, lecturer), rows in together.items():
            first, amount = rows[0], sum((total(row, columns) for row in rows), Decimal(0))
            paid = settled_on(rows[-1][day], 6 + book.chance.randrange(12))
            if first[day].year != YEAR or paid is None or amount <= 0 or book.happens(0.03):
                continue
            method = first.get("payment_method") or "转账"
            to_person = lecturer is not None or method == "现金"
            vouchers.pay(
                first["department_code"], paid, code, amount, source_no=source, payment_method=method,
                payee=_payee(first, payee), payee_kind="个人" if to_person else "单位",
                invoice_no=None if to_person else f"{25532000000000000000 + book.chance.randrange(10**15)}",
            )  # fmt: skip
    for car in book.records["vehicles"]:
        if car["bought_on"].year == YEAR:
            vouchers.pay(car["department_code"], car["bought_on"], "31013", car["price"], payee="澄湖汽车销售公司",
                         source_no=car["plate_no"])  # fmt: skip


def _payee(row: Row, payee: str) -> str:
    """Whom the record names; the district's own service where it was held in the house."""
    in_house = row.get("venue_kind") == "内部" or row.get("venue") == "机关食堂"
    return HOUSE_SERVICE if in_house else row.get(payee, payee)


def _build(vouchers: Vouchers) -> None:
    """Two instalments of each project that was first paid in the year."""
    for project in vouchers.book.records["building_projects"]:
        day = project["first_paid_on"]
        if day.year != YEAR:
            continue
        first = rounded(float(project["actual_cost"]) * 0.6, 1000)
        kind = project["project_kind"]
        usual = {"payee": SELLERS.get(kind, "澄湖建筑工程公司"), "source_no": project["project_no"]}
        for paid, amount in ((day, first), (date(YEAR, 8, 20), project["actual_cost"] - first)):
            vouchers.pay(project["department_code"], paid, BUILDING[kind], amount, **usual)


def _pay_monthly(vouchers: Vouchers, code: str) -> None:
    """Water, electricity, cleaning: as much each month, and enough that the last months are no more than usual."""
    spent = [row for row in vouchers.of(code) if row["economic_code"][:3] in ("302", "309", "310")]
    whole, late, last = (_sum(row for row in spent if row["paid_on"].month >= month) for month in (1, 10, 12))
    least = max((late - Decimal("0.37") * whole) / Decimal("1.44"), (last - Decimal("0.22") * whole) / Decimal("1.64"))
    usual = Decimal(vouchers.book.chance.randrange(2600, 5200))
    monthly = usual if code in YEAR_END else max(usual, least)
    for month in range(1, 13):
        day = _end_of(month)
        for account, share, is_service in (
            ("30205", "0.1", False),
            ("30206", "0.3", None),
            ("30209", "0.6", code not in BY_ITSELF),
        ):
            vouchers.pay(code, day, account, rounded(float(monthly * Decimal(share)), 1) + Decimal("0.50"),
                         is_purchased_service=is_service)  # fmt: skip
    if code in YEAR_END:
        whole = _sum(vouchers.of(code))
        vouchers.pay(code, date(YEAR, 12, 26), "30202", rounded(float(whole) * 0.45, 100), payee="新华文印店")
        vouchers.book.plant("BUD-R03", f"{YEAR}/{code}")
    if code in BY_ITSELF:
        vouchers.book.plant("PUR-R01", f"{YEAR}/{code}/purchased_service_share_min")


def _pay_by_card(vouchers: Vouchers, code: str) -> None:
    """Cash to persons becomes a transfer until cards reach their share; two departments go on with cash."""
    own = [row for row in vouchers.of(code) if row["economic_code"] in CATALOGUE]
    cash = [row for row in own if row["payment_method"] == "现金"]
    by_card = _sum(row for row in own if row["payment_method"] == "公务卡")
    if code in IN_CASH:
        office = vouchers.pay(code, date(YEAR, 7, 22), "30213", rounded(float(by_card) * 0.5 + 500, 10))
        office |= {"payment_method": "现金", "has_cash_proof": True, "payee": "零星维修工队"}
        vouchers.book.plant("CARD-R08", f"{YEAR}/{code}")
        return
    movable = [row for row in cash if row["payee_kind"] == "个人"]
    while movable and by_card < Decimal("0.85") * (by_card + _sum(cash)):
        row = movable.pop()
        row["payment_method"] = "转账"
        cash.remove(row)


def _sum(rows: Iterable[Row]) -> Decimal:
    return sum((row["amount"] for row in rows), Decimal(0))


def _planted(vouchers: Vouchers) -> list[tuple[str, Row]]:
    """Payments that break one rule each, and the meeting and the invoices behind some of them."""
    pay, book = vouchers.pay, vouchers.book
    cash = {"payment_method": "现金", "is_below_county": False, "has_no_terminal": False, "has_cash_proof": False}
    planted = [
        ("CARD-R01", pay("007", date(YEAR, 3, 11), "30201", Decimal("860.00"), **cash)),
        ("CARD-R01", pay("013", date(YEAR, 8, 19), "30202", Decimal("200.01"), **cash | {"has_no_terminal": True})),
        ("CARD-R01", pay("201", date(YEAR, 10, 28), "30213", Decimal("450.00"), **cash)),
        ("PRE-R01", pay("004", date(YEAR, 9, 2), "30201", Decimal("1500.00"), summary="教师节纪念品")),
        ("PRE-R01", pay("015003", date(YEAR, 1, 16), "30299", Decimal("3000.00"), payee="万家福购物卡中心")),
        ("BUD-R04", pay("003", date(YEAR, 4, 16), "30201", Decimal("1280.00"), summary="来宾接待用餐")),
        ("BUD-R04", pay("018", date(YEAR, 11, 12), "30299", Decimal("2300.00"), summary="公车维修尾款")),
        ("BUD-R05", pay("002", date(YEAR, 5, 20), "30202", Decimal("2600.00"), beneficiary_code="002003")),
        ("BUD-R05", pay("004003", date(YEAR, 10, 17), "30213", Decimal("4100.00"), beneficiary_code="004")),
        ("BUD-R06", pay("019", date(YEAR, 6, 12), "30217", Decimal("980.00"), fund_kind="项目支出", payee="湖滨饭店")),
        ("BUD-R06", pay("017", date(YEAR, 9, 4), "30212", Decimal("4600.00"), fund_kind="项目支出")),
    ]
    for place, (department, payer) in enumerate((("004", "004003"), ("012", "012003"))):
        meeting = next(row for row in book.records["meetings"][40 + place :]
                       if row["department_code"] == department and row["starts_on"].year == YEAR)  # fmt: skip
        pay(payer, settled_on(meeting["ends_on"], 20) or LAST_DAY, "30215", Decimal("800.00"),
            source_no=meeting["meeting_no"], payee="文澜会议中心")  # fmt: skip
        book.plant("MTG-R08", meeting["meeting_no"])
    for number, days in (("25532000000077120031", (date(YEAR, 4, 9), date(YEAR, 7, 10))),):
        for day in days:
            pay("011", day, "30202", Decimal("1760.00"), payee="学府文印社", invoice_no=number)
        book.plant("DUP-R01", number)
    for place, day in enumerate((date(YEAR, 3, 20), date(YEAR, 5, 15), date(YEAR, 9, 11))):
        number = str(25532000000088400100 + place)
        pay("014", day, "30201", Decimal("940.00") + place, payee="万通文具批发部", invoice_no=number)
        book.plant("DUP-R01", number)
    return planted
