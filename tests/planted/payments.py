"""Payments, invoices and budgets."""

from datetime import date
from decimal import Decimal

from tests.planted.cases import CENT, DAY, Case, plants, workday
from tests.planted.clean import entry, payment, reception, target, trip, vehicle_cost


def paid_on(case: Case) -> date:
    """A day before October, so that nothing bunches at the year's end; or one outside of the rule's time."""
    on = case.day()
    return workday(date(on.year, on.month - 3, 5)) if case.counts and on.month > 9 else on


@plants("CARD-R01", "2012-01-01")
def in_cash(case: Case) -> None:
    code = case.one_of("30201", "30201", "30211", "30226")
    summary, cash_only = case.one_of(("购置用品", False), ("购置用品", False), ("购置用品", False), ("快递费", True))
    terminal, amount = case.one_of(False, False, True), case.near(Decimal(200))
    record = payment(
        case, paid_on(case), economic_code=code, amount=amount, summary=summary, has_no_terminal=terminal,
        payment_method=case.one_of("cash", "cash", "cash", "transfer"),
        is_below_county=case.number(1, 5) == 1, has_cash_proof=case.number(1, 5) == 1,
        payee_kind=case.one_of("organisation", "organisation", "organisation", "individual"),
    )  # fmt: skip
    excused = (
        record["is_below_county"] or (terminal and amount <= 200) or record["payee_kind"] == "individual" or cash_only
        or record["has_cash_proof"]
    )  # fmt: skip
    listed = code in ("30201", "30211") and amount > 0
    case.expect(record["payment_method"] == "cash" and listed and not excused, entry(record))


@plants("PRE-R01", "2014-01-01")
def gifts(case: Case) -> None:
    summary, payee, word = case.one_of(
        ("购物卡", "百货", True), ("礼品", "百货", True), ("购置用品", "礼品商行", True), ("购置用品", "百货", False),
        (None, "百货", False), ("预付卡充值", "百货", True),
    )  # fmt: skip
    code, amount = case.one_of("30201", "30201", "30231"), case.one_of(CENT, CENT, Decimal(0), Decimal(-5))
    record = payment(
        case, paid_on(case), summary=summary, payee=f"{payee}{case.name}", economic_code=code, amount=amount
    )
    case.expect(word and code != "30231" and amount > 0, entry(record))


@plants("DUP-R01", "2014-01-01")
def invoices(case: Case) -> None:
    year, start = case.year(), 10_000_000 + 10 * case.no
    length, gap, twice, others = case.number(1, 5), case.one_of(None, None, 1), case.one_of(0, 0, 1), case.one_of(0, 1)
    on = case.day_of(year, 1, 8)
    numbers = [start + place for place in range(length) if place != gap]
    for number in numbers:
        payment(case, on, f"-{number}", invoice_no=str(number))
    if twice:
        payment(case, on, "-again", invoice_no=str(start))
    if others:
        payment(case, on, "-other", invoice_no=str(start + length), payee=f"别商{case.name}")
        payment(case, on, "-back", invoice_no=f"X{start}", amount=Decimal(-5))
    runs = [numbers] if gap is None else [[start], [number for number in numbers if number > start]]
    for run in runs:
        case.expect(len(run) >= 3, *map(str, run))
    if twice:
        case.expect(True, str(start))


@plants("BUD-R01", "2014-01-01")
def budget(case: Case) -> None:
    year = case.year()
    item = case.one_of("travel", "30211", "reception", "public_expenses", "30299", "vehicle_run")
    lines = [case.amount(300, 900), case.amount(100, 300)]
    approved, later = sum(lines), date(year, 9, 30)
    for place, amount in enumerate(lines, 1):
        case.add("budgets", {
            "document_no": f"指{case.name}", "line_no": place, "fiscal_year": year, "department_code": case.department,
            "item": item, "amount": amount, "approved_on": later if place == 2 else None,
        })  # fmt: skip
    spent = case.near(approved)
    first = min(case.amount(10, 90), spent)
    spend = {
        "travel": lambda amount, tag: trip(
            case, case.day_of(year), tag, transport_amount=amount, meal_allowance=0, local_transport_allowance=0
        ),
        "reception": lambda amount, tag: reception(case, case.day_of(year), tag, guests=40, companions=13,
                                                   meal_amount=amount),
        "30299": lambda amount, tag: payment(case, case.day_of(year), tag, economic_code="30299", amount=amount),
        "vehicle_run": lambda amount, tag: vehicle_cost(case, case.day_of(year), amount, tag),
    }  # fmt: skip
    source = {"30211": "travel", "public_expenses": "reception"}.get(item, item)
    for tag, amount in (("a", first), ("b", spent - first)):
        spend[source](amount, tag)
    totals = {"reception": ("public_expenses",), "vehicle_run": ("vehicles", "public_expenses"), "30211": ("travel",)}
    for name in (item, *totals.get(item, ())):
        if name != "30211":
            case.expect(spent > approved, f"{year}/{case.department}/{name}")


@plants("BUD-R02", "2014-01-01")
def growth(case: Case) -> None:
    year = case.year()
    aim, prior = case.one_of(Decimal(0), Decimal("-0.05"), Decimal("0.1")), Decimal(100 * case.number(5, 40))
    limit = prior * (1 + aim)
    spent = case.near(limit)
    vehicle_cost(case, case.day_of(year), spent, "a")
    vehicle_cost(case, case.day_of(year - 1), prior, "b")
    if year == 2025:
        vehicle_cost(case, date(year - 1, 12, 2), Decimal(999), "c")
    case.expect(spent > limit, target(case, year, "public_expenses_growth_max", aim))


@plants("BUD-R03", "2014-01-01")
def bunched(case: Case) -> None:
    year = case.year()
    total = Decimal(400 * case.number(2, 20))
    december, autumn = total / 4, total * Decimal("0.4")
    which = case.one_of("december", "autumn", "both")
    december = case.near(december) if which != "autumn" else december - 1
    quarter = case.near(autumn) if which != "december" else autumn - 1
    for tag, month, amount in (
        ("a", 12, december), ("b", 10, quarter - december), ("c", 3, total - quarter),
    ):  # fmt: skip
        on = workday(date(year, month, 11))
        payment(case, on, tag, economic_code=case.one_of("30299", "30201", "31002"), amount=amount)
    payment(case, workday(date(year, 12, 11)), "d", economic_code="30101", amount=Decimal(9000))
    broken = december > total / 4 or quarter > autumn
    case.expect(broken and year < 2025, f"{year}/{case.department}")


@plants("BUD-R04", "2014-01-01")
def miscoded(case: Case) -> None:
    summary, code = case.one_of(
        ("公务接待用餐", "30217"), ("会务服务", "30215"), ("培训教材", "30216"), ("出境签注", "30212"),
        ("公务用车加油", "30231"), ("差旅报销", "30211"), ("接待与培训", None), ("购置用品", None), (None, None),
    )  # fmt: skip
    booked, amount = case.one_of(code or "30201", "30201", "30299"), case.one_of(CENT, Decimal(0), Decimal(-80))
    record = payment(case, paid_on(case), summary=summary, economic_code=booked, amount=amount)
    case.expect(code is not None and booked != code and amount > 0, entry(record))


@plants("BUD-R05", "2014-01-01")
def for_another(case: Case) -> None:
    other = f"{case.department}b"
    case.add("departments", {"department_code": other, "name": f"单位{case.name}乙"})
    unit, amount = case.one_of(other, other, case.department, None), case.one_of(CENT, Decimal(0), Decimal(-5))
    record = payment(case, paid_on(case), beneficiary_code=unit, amount=amount)
    case.expect(unit == other and amount > 0, entry(record))


@plants("BUD-R06", "2014-01-01")
def project_funds(case: Case) -> None:
    on = paid_on(case)
    code, item = case.one_of(
        ("30217", "reception"), ("30231", "vehicle_run"), ("30212", "overseas"), ("30299", "training")
    )
    fund, amount = case.one_of("project", "project", "project", "basic"), case.one_of(CENT, Decimal(60), Decimal(-60))
    lines = case.one_of(
        {}, {"travel": 900}, {"travel": 900}, {item: CENT}, {item: 0}, {item: 0}, {"public_expenses": 900}
    )
    for place, (budgeted, approved) in enumerate(lines.items(), 1):
        case.add("budgets", {
            "document_no": f"指{case.name}", "line_no": place, "fiscal_year": on.year,
            "department_code": case.department, "item": budgeted, "amount": Decimal(approved),
        })  # fmt: skip
    record = payment(case, on, economic_code=code, fund_kind=fund, amount=amount)
    unbudgeted = lines in ({"travel": 900}, {item: 0})
    case.expect(code != "30299" and fund == "project" and amount > 0 and unbudgeted, entry(record))


@plants("CARD-R08", "2012-01-01")
def card_use(case: Case) -> None:
    year, total = case.year(), Decimal(10000)
    by_card = case.amount(1000, 9000)
    aim = (by_card + CENT * case.one_of(-300, -1, 0, 1, 300)) / total
    for tag, method, amount in (
        ("a", "official_card", by_card), ("b", "cash", total - by_card), ("c", "transfer", Decimal(5000)),
    ):  # fmt: skip
        payment(case, case.day_of(year), tag, payment_method=method, amount=amount, has_cash_proof=True)
    payment(case, case.day_of(year), "d", payment_method="official_card", economic_code="30299", amount=Decimal(9000))
    case.expect(by_card < aim * total, target(case, year, "card_use_min", aim))


@plants("PUR-R01", "2014-01-01")
def procured(case: Case) -> None:
    year, number = case.year(), case.number(1, 7)
    metric = case.one_of("designated_hotel_share_min", "procured_ticket_share_min", "purchased_service_share_min")
    aim = Decimal(number) / 8 + Decimal("0.001") * case.one_of(-30, -1, 0, 1, 30)
    for place in range(8):
        on, good, tag = case.day_of(year), place < number, f"-{place}"
        if metric.startswith("designated"):
            trip(case, on, tag, nights=1, return_on=on + DAY, lodging_amount=Decimal(100), is_designated_hotel=good)
        elif metric.startswith("procured"):
            trip(case, on, tag, transport_kind="plane", transport_class="economy", is_procured_ticket=good,
                 has_fare_proof=True)  # fmt: skip
        else:
            payment(case, on, tag, is_purchased_service=good)
    case.expect(number < aim * 8, f"{target(case, year, metric, aim)}/{metric}")
