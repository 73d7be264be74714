"""Groups abroad, vehicles, buildings, offices and published figures."""

from datetime import date
from decimal import Decimal

from tests.planted.cases import AS_OF, CENT, DAY, Case, plants
from tests.planted.clean import disclosure, group, project, reception, stay, vehicle, vehicle_cost

ABROAD = {
    ("蒙古", None, "USD"): (90, 90, 50, 35), ("埃及", None, "USD"): (170, 170, 50, 35),
    ("法国", "巴黎", "EUR"): (150, 180, 60, 40), ("法国", "里昂", "EUR"): (130, 160, 60, 40),
    ("法国", "波尔多", "EUR"): (120, 150, 60, 40), ("美国", "纽约", "USD"): (245, 270, 55, 45),
}  # fmt: skip
"""Lodging until and from 2018-01-01, meals, sundries; a person and night or day."""
OFFICES = {"县级正职": 30, "县级副职": 24, "正科级": 18, "副科级": 12, "科级以下": 9}
"""Square metres a person from 2014-11-24."""


@plants("OVS-R01", "2013-01-01")
def group_size(case: Case) -> None:
    country, longer = case.one_of(("蒙古", 0), ("埃及", 1), ("巴西", 1), ("美国", 0), (None, 1))
    countries, size = case.one_of(1, 2, 3, 4), case.one_of(2, 5, 6, 7)
    most = {1: 5, 2: 8, 3: 10}.get(countries)
    days = (most or 10) + longer + case.one_of(-2, -1, 0, 0, 1)
    on = case.day()
    record = group(case, on, size=size, countries=countries, days=days, return_on=on + 20 * DAY)
    if country:
        stay(case, on, country=country, lodging_amount=None, meal_amount=None, misc_amount=None)
    case.expect(size > 6 or countries > 3 or (most is not None and days > most + longer), record["group_no"])


@plants("OVS-R02", "2014-01-20")
def abroad(case: Case) -> None:
    on = case.day()
    country, city, currency = case.one_of(*ABROAD)
    before, after, meal, misc = ABROAD[country, city, currency]
    people, nights, days = case.number(1, 6), case.number(1, 5), case.number(1, 6)
    each = {"lodging_amount": (before if on < date(2018, 1, 1) else after) * nights, "meal_amount": meal * days,
            "misc_amount": misc * days}  # fmt: skip
    caps = {name: Decimal(cap * people) for name, cap in each.items()}
    which = case.one_of(*caps)
    paid = caps | {which: case.near(caps[which])}
    other = case.one_of(False, False, False, True)
    group(case, on)
    record = stay(case, on, country=country, city=city, people=people, nights=nights, days=days,
                  currency="GBP" if other else currency, **paid)  # fmt: skip
    case.expect(not other and paid[which] > caps[which], f"{record['group_no']}/1")


@plants("OVS-R03", "2014-01-20")
def group_approval(case: Case) -> None:
    task, sign = (case.one_of(("批1", None), ("批1", False), (None, True), (None, False), (None, None)) for _ in "ab")
    approved = case.amount(20000, 90000)
    spent = case.near(approved)
    record = group(
        case, case.day(), task_no=task[0], has_task_approval=task[1], budget_sign_no=sign[0], has_budget_sign=sign[1],
        approved_amount=approved, amount=spent,
    )  # fmt: skip
    case.expect((None, False) in (task, sign) or spent > approved, record["group_no"])


@plants("VEH-R01", "2017-12-05")
def car(case: Case) -> None:
    use, cap, most = case.one_of(
        ("机要通信用车", 120000, "1.6"), ("应急保障用车及其他", 180000, "1.8"), ("执法执勤用车(特殊)", 450000, None)
    )
    electric = case.one_of(False, False, True)
    if electric:
        cap, most = 180000, None
    price = case.near(Decimal(cap))
    size = Decimal(most or "2.5") + Decimal("0.1") * case.one_of(-2, 0, 0, 1)
    record = vehicle(case, case.day(), vehicle_use=use, price=price, displacement=size, is_new_energy=electric)
    case.expect(price > cap or (most is not None and size > Decimal(most)), record["plate_no"])


@plants("VEH-R02", "2017-12-05")
def replaced(case: Case) -> None:
    on = case.day()
    late, proof = case.one_of(-400, -1, 0, 1, 400), case.one_of(False, False, True)
    eight_years_on = on - DAY * late
    if (eight_years_on.month, eight_years_on.day) == (2, 29):
        late, eight_years_on = late + 1, eight_years_on - DAY
    registered = eight_years_on.replace(year=eight_years_on.year - 8)
    old = vehicle(case, registered, "旧", vehicle_use="部长级", displacement=Decimal("1.6"), has_scrap_proof=proof)
    record = vehicle(case, on, replaces_plate_no=case.one_of(old["plate_no"], old["plate_no"], "云无此车"))
    known = record["replaces_plate_no"] == old["plate_no"]
    case.expect(known and not proof and late <= 0, record["plate_no"])


@plants("VEH-R03", "2014-01-01")
def outlier(case: Case) -> None:
    year, peers = case.year(), case.one_of(2, 3, 4, 5)
    use = f"用途{case.name}"
    others = [case.amount(100, 900) for _ in range(peers - 1)]
    limit = CENT * int(2 * sum(others) / max(peers - 2, 1) / CENT)  # cost × peers = 2 × (cost + others)
    cost = case.near(limit)
    for place, amount in enumerate([cost, *others]):
        tag = f"-{place}"
        vehicle(case, date(2013, 5, 6), tag, vehicle_use=use, price=None)
        vehicle_cost(case, case.day_of(year), amount, tag, plate_no=f"云{case.name}{tag}")
        whole = cost + sum(others)
        case.expect(peers >= 3 and amount * peers > 2 * whole, f"{year}/云{case.name}{tag}")


@plants("VEH-R04", "2014-01-01")
def top_ups(case: Case) -> None:
    year = case.year()
    total = Decimal(400 * case.number(2, 9))
    december = case.near(total / 4)
    bill, repair = case.one_of(True, None, False), case.one_of(Decimal(0), CENT, Decimal(300))
    vehicle_cost(case, date(year, 5, 8), total - december, "a", cost_kind="top_up")
    vehicle_cost(case, date(year, 12, 8), december, "b", cost_kind="top_up")
    vehicle_cost(case, date(year, 12, 9), repair, "c", cost_kind="repair", has_itemised_bill=bill)
    vehicle_cost(case, date(year, 11, 9), Decimal(50), "d", cost_kind="repair", has_itemised_bill=False)
    broken = 12 * december > 3 * total or (bill is False and repair > 0)
    case.expect(broken and year < AS_OF.year, f"{year}/{case.department}")


@plants("BLD-R01", "2017-12-01")
def unapproved(case: Case) -> None:
    on, late = case.day(), case.one_of(-9, -1, 0, 1, 9)
    approval = case.one_of(("批1", None), ("批1", None), (None, True), (None, False), (None, None))
    kind = case.one_of("new", "extension", "purchase", "repair", "lease")
    record = project(
        case, on, project_kind=kind, approval_no=approval[0], has_approval=approval[1], approved_on=on + late * DAY
    )
    case.expect(kind not in ("repair", "lease") and (approval == (None, False) or late > 0), record["project_no"])


@plants("BLD-R02", "2017-12-01")
def overspent(case: Case) -> None:
    cost, area = case.amount(200000, 900000), Decimal(case.number(800, 2000))
    which = case.one_of(True, False)
    spent = case.near(cost) if which else cost
    built = area if which else case.near(area, Decimal("0.01"))
    adjusted = case.one_of(None, None, "调1")
    record = project(
        case, case.day(), project_kind="purchase", approved_cost=cost, approved_area=area, actual_cost=spent,
        actual_area=built, adjust_no=adjusted,
    )  # fmt: skip
    case.expect(adjusted is None and (spent > cost or built > area), record["project_no"])


@plants("BLD-R03", "2014-11-24")
def office(case: Case) -> None:
    who, people = case.one_of(*OFFICES), case.number(1, 6)
    most = Decimal(OFFICES[who] * people)
    area = case.near(most, Decimal("0.01"))
    case.add("offices", {"office_no": f"O{case.name}", "department_code": case.department, "surveyed_on": case.day(),
                         "occupant_level": who, "people": people, "area": area})  # fmt: skip
    case.expect(area > most, f"O{case.name}")


@plants("BLD-R04", "2007-01-01")
def cost_per_square_metre(case: Case) -> None:
    area, kind = Decimal(case.number(100, 900)), case.one_of("new", "extension", "purchase")
    cost = case.near(2500 * area)
    record = project(
        case, case.day(), project_kind=kind, approved_cost=Decimal(9000000), actual_area=area, actual_cost=cost
    )
    case.expect(kind != "purchase" and cost > 2500 * area, record["project_no"])


@plants("BLD-R05", "2017-12-01")
def repairs(case: Case) -> None:
    on = case.day()
    first = case.amount(300000, 800000)
    second, ago = case.near(1000000 - first), case.one_of(30, 365, 729, 740)
    shared = {"project_kind": "repair", "approved_on": None, "finished_on": None}
    earlier = project(case, on - DAY * ago, "a", **shared, actual_cost=first)
    record = project(case, on, "b", **shared, actual_cost=None, approved_cost=second)
    project(case, on, "c", actual_cost=Decimal(400000))
    case.expect(ago < 730 and first + second > 1000000, record["project_no"])
    case.expect(False, earlier["project_no"])


@plants("DIS-R01", "2015-01-01")
def published_sum(case: Case) -> None:
    year = case.number(2014, 2025)
    buy, run, guests = (case.amount(1, 90) for _ in range(3))
    total_off, vehicles_off = case.one_of((0, 0), (1, 0), (-1, 0), (0, 1), (2, 0), (-2, 0), (0, 2), (0, -2), (70, 0))
    vehicles = buy + run + CENT * vehicles_off
    disclosure(case, year, vehicle_buy=buy, vehicle_run=run, vehicles=vehicles, vehicles_bought=1, vehicles_held=5,
               reception=guests, total=vehicles + guests + CENT * total_off, guest_count=90000)  # fmt: skip
    case.expect(year >= 2015 and max(abs(total_off), abs(vehicles_off)) > 1, f"{year}/{case.department}")


@plants("DIS-R02", "2015-01-01")
def published_numbers(case: Case) -> None:
    year, guests = case.number(2014, 2025), case.number(50, 150)
    change, odd = case.one_of(
        ({}, False), ({"reception_count": 0}, True), ({"vehicles_held": 0}, True), ({"guest_count": 0}, True)
    )
    yuan = Decimal(200 * guests) + case.one_of(-100, 0, 1, 100)
    published = {"reception": yuan / 10000, "guest_count": guests, "vehicle_run": 2, "vehicles": 2}
    record = disclosure(case, year, **published | {"total": yuan / 10000 + 2} | change)
    booked = case.one_of(None, Decimal(0), Decimal(100), Decimal(-100), Decimal("100.01"), Decimal("-100.01"))
    differs = False
    if booked is not None:
        reception(case, case.day_of(year), guests=2000, companions=10, meal_amount=20000 + yuan + booked)
        differs = abs(booked) > 100 and year < AS_OF.year
    dear = yuan > 200 * record["guest_count"]
    case.expect(year >= 2015 and (odd or dear or differs), f"{year}/{case.department}")
