"""Budgets and targets: what was approved, a little more than was spent, except where the year ran over."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from making import gatherings, hosting, journeys, premises, treasury
from making.book import YEAR, Book, Row, total
from making.fleet import BOUGHT_THIS_YEAR

ITEMS = {
    "meeting": "会议费",
    "training": "培训费",
    "travel": "差旅费",
    "reception": "公务接待费",
    "vehicle_run": "公务用车运行维护费",
    "overseas": "因公出国(境)费",
}
OVERSPENT = {
    ("014", "travel"): Decimal("0.88"),
    ("004", "meeting"): Decimal("0.95"),
    ("301", "travel"): Decimal("0.97"),
    ("009", "vehicle_run"): Decimal("0.93"),
    ("005", "training"): Decimal("0.96"),
}
"""Department and item whose final budget is this share of what was spent."""

TIGHT = "014"
"""So that the whole department is over, not only its travel."""

WITHOUT_BUDGET = "021"
SAVED_BY_SUPPLEMENT = ("010", "travel")
BY_MONTH = ("003", "travel")
OFFICE_CODES = ("30201", "30202", "30205", "30206", "30207", "30209", "30213", "30214", "30299")
BUILDING_CODES = {"31001", "31006"}
CUT = ("012", "meeting")
"""A reduction in September took the budget below what was spent."""


def spending(book: Book) -> dict[tuple[str, str], Decimal]:
    """What each department spent in the year on each item."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item, kind, day, columns in (
        ("travel", "trips", "depart_on", journeys.COSTS),
        ("meeting", "meetings", "starts_on", gatherings.COSTS),
        ("training", "trainings", "starts_on", ("amount",)),
        ("training", "lecture_fees", "paid_on", ("net_amount",)),
        ("reception", "receptions", "held_on", hosting.COSTS),
        ("vehicle_run", "vehicle_costs", "incurred_on", ("amount",)),
        ("vehicle_buy", "vehicles", "bought_on", ("price",)),
        ("overseas", "overseas_groups", "depart_on", ("amount",)),
    ):
        for row in book.records[kind]:
            if row[day].year == YEAR:
                sums[row["department_code"], item] += total(row, columns)
    return sums


def hundreds(amount: Decimal) -> Decimal:
    """The amount to the next lower hundred yuan: budgets are written in 万元 with two decimals."""
    return amount // 100 * 100


def approve(book: Book) -> None:
    """Fills in the year's original budgets, their changes, and the targets."""
    spent = spending(book)
    for unit in book.records["departments"]:
        code = unit["department_code"]
        if code == WITHOUT_BUDGET:
            continue
        row = {"department_code": code, "name": unit["name"]}
        for item in ITEMS:
            row[item] = _original(book, code, item, spent[code, item], unit["staff_count"])
        book.records["budget_table"].append(row)
    for (code, item), share in OVERSPENT.items():
        _row(book, code)[item] = hundreds(spent[code, item] * share)
        book.plant("BUD-R01", f"{YEAR}/{code}/{item}")
    _row(book, "001")["training"] = hundreds(spent["001", "training"]) + 3000
    _plant_totals(book, spent, "009")
    _change(book, spent)
    _set_targets(book)


def _plant_totals(book: Book, spent: dict[tuple[str, str], Decimal], code: str) -> None:
    """The totals that are over because running the vehicles is: vehicles always, the three expenses if all are."""
    book.plant("BUD-R01", f"{YEAR}/{code}/vehicles")
    three = ("overseas", "vehicle_run", "reception")
    if sum(spent[code, item] for item in three) > total(_row(book, code), three):
        book.plant("BUD-R01", f"{YEAR}/{code}/public_expenses")


def fund_offices(book: Book) -> None:
    """Fills in what was approved by economic code beside the items: water, cleaning, printing, repairs."""
    spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for payment in book.records["payments"]:
        if payment["economic_code"] in OFFICE_CODES:
            spent[payment["department_code"], payment["economic_code"]] += payment["amount"]
    for (code, item), amount in sorted(spent.items()):
        if code != WITHOUT_BUDGET:
            room = Decimal(str(round(book.chance.uniform(1.03, 1.3), 3))) if code != TIGHT else 1
            line = _line("澄财预〔2025〕1号附件3", "年初", code, item, amount=hundreds(amount * room) + 100)
            book.records["office_budgets"].append(line)


def _original(book: Book, code: str, item: str, spent: Decimal, people: int) -> Decimal | None:
    """A budget that the year's spending stays within; None where the item is not budgeted for."""
    room = book.chance.uniform(1.04, 1.6) if code != TIGHT else 1.01
    if spent:
        return hundreds(spent * Decimal(str(round(room, 3)))) + 100
    return hundreds(Decimal(people * 300)) if item in {"travel", "meeting"} and code != TIGHT else None


def _row(book: Book, code: str) -> Row:
    return next(row for row in book.records["budget_table"] if row["department_code"] == code)


def _change(book: Book, spent: dict[tuple[str, str], Decimal]) -> None:
    """A budget by months, supplements, reductions, a transfer, a carry-over, each by its own document."""
    code, item = BY_MONTH
    whole = _row(book, code)[item]
    _row(book, code)[item] = None
    parts = [hundreds(whole / 12)] * 11
    for month, part in enumerate([*parts, whole - sum(parts)], start=1):
        on = date(YEAR, 1, 20)
        _note(book, "澄财预〔2025〕1号附件2", "年初", code, item, amount=part, month=month, approved_on=on)
    code, item = SAVED_BY_SUPPLEMENT
    _row(book, code)[item] = hundreds(spent[code, item] * Decimal("0.9"))
    more = hundreds(spent[code, item] * Decimal("0.2")) + 100
    _note(book, "澄财追〔2025〕7号", "追加", code, item, amount=more, approved_on=date(YEAR, 8, 15))
    code, item = CUT
    _row(book, code)[item] = hundreds(spent[code, item]) + 3000
    _note(book, "澄财减〔2025〕2号", "追减", code, item, amount=-4500, approved_on=date(YEAR, 9, 10))
    book.plant("BUD-R01", f"{YEAR}/{code}/{item}")
    for code, item, amount in (("016", "30211", 20000), ("011", "vehicle_run", 12000), ("301", "vehicle_run", 3000)):
        _note(book, "澄财追〔2025〕11号", "追加", code, item, amount=amount, approved_on=date(YEAR, 10, 9))
    for item, amount in (("training", -2000), ("meeting", 2000)):
        _note(book, "澄财调〔2025〕4号", "调剂", "001", item, amount=amount, approved_on=date(YEAR, 11, 3))
    price = spent[BOUGHT_THIS_YEAR, "vehicle_buy"]
    bought = hundreds(price) + 2000
    _note(
        book, "澄财追〔2025〕3号", "追加", BOUGHT_THIS_YEAR, "vehicle_buy", amount=bought, approved_on=date(YEAR, 3, 28)
    )
    for project in book.records["building_projects"]:
        if project["first_paid_on"].year == YEAR and treasury.BUILDING[project["project_kind"]] in BUILDING_CODES:
            amount = project["actual_cost"] + 50000
            _note(book, "澄财建〔2025〕2号", "年初", project["department_code"], "building", amount=amount)
    _note(book, "澄财结〔2025〕1号", "结转", "002", "travel", amount=Decimal("1860.50"))


def _note(book: Book, *cells: str, **more: object) -> None:
    book.records["budgets"].append(_line(*cells, **more))


def _line(document: str, kind: str, code: str, item: str, **more: object) -> Row:
    usual = {"line_no": None, "fiscal_year": YEAR, "month": None, "approved_on": None}
    row = {"document_no": document, "change_kind": kind, "department_code": code, "item": item}
    return usual | row | more


def _set_targets(book: Book) -> None:
    for department, metric, value in (
        (None, "视频会议占比下限", gatherings.VIDEO_SHARE),
        (None, "电子公文占比下限", premises.E_SHARE),
        (None, "公务卡使用率下限", treasury.CARD_SHARE),
        (None, "三公增长上限", "0"),
        (None, "定点饭店占比下限", journeys.HOTEL_SHARE),
        (None, "机票定点采购占比下限", journeys.TICKET_SHARE),
        (None, "购买服务占比下限", treasury.SERVICE_SHARE),
        ("001", "会议次数上限", "12"),
        ("002", "会议次数上限", "10"),
        ("001", "接待批次上限", "10"),
        ("013", "接待批次上限", "8"),
    ):
        book.records["targets"].append(
            {"fiscal_year": YEAR, "department_code": department, "metric": metric, "value": Decimal(value)}
        )
