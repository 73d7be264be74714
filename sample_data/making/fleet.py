"""Official vehicles and what they cost in two years, and the vehicles that break a rule each."""

from datetime import date, timedelta
from decimal import Decimal

from making.book import YEAR, Book, Row, number, rounded, total

USES = {"机要通信用车": (120000, 1.6), "应急保障用车及其他": (180000, 1.8), "执法执勤用车": (120000, 1.6)}
"""Use, and what it may cost and have: yuan and litres (中办发〔2017〕71号)."""
ELECTRIC = 180000
FILLED_IN = (2, 5, 8, 11)
"""Months in which fuel cards are topped up."""
BOUGHT_THIS_YEAR = "010"
COSTLY = ("011", "018")
"""Departments with one vehicle that cost three times what others of its kind did."""


def drive(book: Book) -> None:
    """Fills in the vehicles, their costs, and what is planted among both."""
    for unit in book.records["departments"]:
        many = 1 if unit["unit_kind"] == "事业单位" else book.chance.choice((1, 1, 2, 2, 3))
        for _ in range(many):
            _vehicle(book, unit["department_code"])
    _plant_vehicles(book)
    for vehicle in [vehicle for vehicle in book.records["vehicles"] if not vehicle["retired_on"]]:
        _run(book, vehicle)
    _plant_costs(book)


def settle_costs(book: Book) -> None:
    """Once all is known: an overhaul the year before where this year's three expenses would have grown; numbers."""
    spent = {year: expenses(book, year) for year in (YEAR - 1, YEAR)}
    growing = {BOUGHT_THIS_YEAR, *COSTLY}
    for code, this_year in spent[YEAR].items():
        grown = this_year - spent[YEAR - 1].get(code, Decimal(0))
        if grown > 0 and code in growing:
            book.plant("BUD-R02", f"{YEAR}/{code}")
        elif grown > 0:
            car = next(car for car in book.records["vehicles"] if _runs(car) and car["department_code"] == code)
            _cost(book, car, date(YEAR - 1, 4, 18), "维修", rounded(float(grown) + 900, 100))
    number(book.records["vehicle_costs"], "cost_no", "YC", "incurred_on", 4)


def expenses(book: Book, year: int) -> dict[str, Decimal]:
    """Department to the three public expenses of a year: groups abroad, vehicles bought and run, receptions."""
    sums: dict[str, Decimal] = {}
    for kind, day, columns in (
        ("overseas_groups", "depart_on", ("amount",)),
        ("vehicles", "bought_on", ("price",)),
        ("vehicle_costs", "incurred_on", ("amount",)),
        ("receptions", "held_on", ("meal_amount", "lodging_amount", "other_amount")),
    ):
        for row in book.records[kind]:
            if row[day] and row[day].year == year:
                sums[row["department_code"]] = sums.get(row["department_code"], Decimal(0)) + total(row, columns)
    return sums


def _runs(vehicle: Row) -> bool:
    return vehicle["retired_on"] is None and vehicle["bought_on"] < date(YEAR - 1, 1, 1)


def _vehicle(book: Book, department: str, day: date | None = None) -> Row:
    """A vehicle within its caps."""
    chance = book.chance
    use = chance.choice(tuple(USES))
    price, litres = USES[use]
    electric = book.happens(0.2)
    bought = day or book.working_day(chance.choice((2018, 2019, 2020, 2021, 2022, 2023)))
    vehicle: Row = {
        "plate_no": f"云Z{len(book.records['vehicles']) + 1:04}示",
        "department_code": department,
        "vehicle_use": use,
        "bought_on": bought,
        "price": rounded((ELECTRIC if electric else price) * chance.uniform(0.8, 1), 100),
        "displacement": None if electric else Decimal(str(litres)),
        "is_new_energy": electric,
        "replaces_plate_no": None,
        "registered_on": bought + timedelta(9),
        "retired_on": None,
        "has_scrap_proof": None,
    }
    book.records["vehicles"].append(vehicle)
    return vehicle


def _plant_vehicles(book: Book) -> None:
    """Too dear, too strong, replaced too early without a proof of scrapping; one replaced early with it."""
    petrol = {"vehicle_use": "机要通信用车", "is_new_energy": False, "displacement": Decimal("1.6")}
    for department, day, changes in (
        ("001", date(2019, 4, 11), petrol | {"price": Decimal("120000.01")}),
        ("016", date(2021, 9, 15), petrol | {"price": Decimal("118600.00"), "displacement": Decimal("2.0")}),
    ):
        vehicle = _vehicle(book, department, day)
        vehicle |= changes
        book.plant("VEH-R01", vehicle["plate_no"])
    for department, bought, replaced, proof in (
        ("009", date(2014, 6, 12), date(2021, 3, 18), False),
        ("301", date(2015, 8, 20), date(2023, 8, 29), False),  # eight years after registration, to the day
        ("004", date(2015, 4, 9), date(2022, 10, 20), True),
    ):
        old = _vehicle(book, department, bought)
        old |= {"retired_on": replaced, "has_scrap_proof": proof}
        new = _vehicle(book, department, replaced) | {"replaces_plate_no": old["plate_no"]}
        book.records["vehicles"][-1] = new
        if not proof:
            book.plant("VEH-R02", new["plate_no"])
    _vehicle(book, BOUGHT_THIS_YEAR, date(YEAR, 4, 22))


def _run(book: Book, vehicle: Row) -> None:
    """Two years of one vehicle: the year before cost a little more."""
    chance, first = book.chance, vehicle["bought_on"].year == YEAR
    fuel, repair, insurance = chance.uniform(1300, 1900), chance.uniform(400, 1600), chance.uniform(2600, 3400)
    for year, share in ((YEAR - 1, 1.08), (YEAR, 1.0)):
        if first and year < YEAR:
            continue
        for month in FILLED_IN:
            if not first or month > 4:
                _cost(book, vehicle, date(year, month, 1 + chance.randrange(28)), "充值", rounded(fuel * share, 10))
        for month in (6, 10):
            _cost(book, vehicle, date(year, month, 1 + chance.randrange(28)), "维修", rounded(repair * share, 5))
        _cost(book, vehicle, date(year, 7, 1 + chance.randrange(28)), "保险", rounded(insurance * share))
        if book.happens(0.5):
            _cost(book, vehicle, date(year, 9, 1 + chance.randrange(28)), "过路过桥", rounded(180 * share, 5))


def _cost(book: Book, vehicle: Row, day: date, kind: str, amount: Decimal) -> Row:
    merchants = {"充值": "中能加油站", "维修": "安顺汽修厂", "保险": "澄湖财产保险支公司", "过路过桥": "云岭高速通行费"}
    cost: Row = {
        "cost_no": None,
        "plate_no": vehicle["plate_no"],
        "department_code": vehicle["department_code"],
        "incurred_on": day,
        "cost_kind": kind,
        "amount": amount,
        "mileage_km": None,
        "dispatch_no": None,
        "has_itemised_bill": (None if book.happens(0.03) else True) if kind == "维修" else None,
        "merchant_name": merchants[kind],
        "payment_method": "公务卡" if kind != "保险" else "转账",
    }
    book.records["vehicle_costs"].append(cost)
    return cost


def _plant_costs(book: Book) -> None:
    """One vehicle far above its kind in two departments; a large top-up and unbilled repairs in December."""
    for code in COSTLY:
        car = next(car for car in book.records["vehicles"] if _runs(car) and car["department_code"] == code)
        for month in (3, 6, 9, 11):
            _cost(book, car, date(YEAR, month, 11), "维修", Decimal("9600.00"))
        book.plant("VEH-R03", f"{YEAR}/{car['plate_no']}")
    for code, kind, amount in (("003", "充值", "9000.00"), ("020", "维修", "2200.00")):
        car = next(car for car in book.records["vehicles"] if _runs(car) and car["department_code"] == code)
        cost = _cost(book, car, date(YEAR, 12, 18), kind, Decimal(amount))
        cost["has_itemised_bill"] = False if kind == "维修" else None
        book.plant("VEH-R04", f"{YEAR}/{code}")
