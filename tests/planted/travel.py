"""Trips and trainings."""

from datetime import date
from decimal import Decimal

from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.lodging_by_night import Lodging, stem
from tests.planted.cases import AS_OF, CENT, DAY, HOME, Case, plants, rest_days
from tests.planted.clean import card, charge, leg, person, training, trip

TABLES = load_rulebook(shipped("rules")).reference
ALIASES = TABLES["place_aliases"].to_dicts()
LODGING = Lodging(TABLES["lodging_caps"].to_dicts(), ALIASES, ("本区", "云南省级", "中央"))
PLACES = (
    ("四川", "成都市"), ("四川", "阿坝州"), ("云南", "昆明市"), ("云南省", "安宁市"), ("云南", "大理市"),
    ("云南", "腾冲市"), ("北京市", "海淀区"), ("西藏", "拉萨市"), ("海南", "三亚市"), ("广东", "深圳市"),
    ("河北", "秦皇岛市"), ("江苏", "溧阳市"),
)  # fmt: skip
LEVELS = {
    "plane": {"economy": 1, "business": 2, "first": 3},
    "high_speed_rail": {"second": 1, "first": 2, "business": 3},
    "train": {"hard": 1, "second": 1, "soft": 2, "first": 2},
    "ship": {"third": 1, "second": 2, "first": 3},
}
ALLOWED = {
    "minister": {"plane": 3, "high_speed_rail": 3, "train": 2, "ship": 3},
    "bureau": {"plane": 1, "high_speed_rail": 2, "train": 2, "ship": 2},
    "other": {"plane": 1, "high_speed_rail": 1, "train": 1, "ship": 1},
}
MEAL = {"云南": 100, "四川": 100, "西藏": 120, "青海省": 120, "新疆维吾尔自治区": 120}


@plants("TRV-R01", "2014-01-01")
def lodging(case: Case) -> None:
    (province, city), on, nights = case.one_of(*PLACES), case.day(), case.number(0, 6)
    rank = case.one_of("minister", "bureau", "other")
    traveller = person(case, rank=rank)
    cap = LODGING.total({"province": province, "city": city, "rank": rank, "depart_on": on, "nights": nights})
    paid = case.near(cap if cap is not None else Decimal(500))
    record = trip(
        case, on, person_id=traveller, rank=None, province=province, city=city, approved_places=stem(city),
        nights=nights, return_on=on + DAY * nights, lodging_amount=paid,
    )  # fmt: skip
    case.expect(cap is not None and paid > cap, leg(record))


@plants("TRV-R02", "2014-01-01")
def seats(case: Case) -> None:
    rank, kind = case.one_of(*ALLOWED), case.one_of(*LEVELS, "coach")
    seat = case.one_of(*LEVELS.get(kind, {"first": 0}))
    record = trip(case, case.day(), rank=rank, transport_kind=kind, transport_class=seat)
    case.expect(kind in LEVELS and LEVELS[kind][seat] > ALLOWED[rank][kind], leg(record))


@plants("TRV-R03", "2014-01-01")
def allowances(case: Case) -> None:
    on, days = case.day(), case.number(1, 9)
    province = case.one_of(*MEAL)
    meal_cap, local_cap = Decimal(MEAL[province] * days), Decimal(80 * days)
    meal, local = case.one_of((case.near(meal_cap), local_cap), (meal_cap, case.near(local_cap)))
    record = trip(
        case, on, province=province, city=None, approved_places=province, return_on=on + DAY * (days - 1),
        meal_allowance=meal, local_transport_allowance=local,
    )  # fmt: skip
    case.expect(meal > meal_cap or local > local_cap, leg(record))


@plants("TRV-R04", "2014-01-01")
def no_invoice(case: Case) -> None:
    on, days = case.day(), case.one_of(1, 2, 2, 5)
    invoice, note = case.one_of((False, False), (False, False), (True, False), (False, True))
    claimed = case.one_of(Decimal(0), CENT, case.amount(1, 90))
    record = trip(
        case, on, return_on=on + DAY * (days - 1), has_lodging_invoice=invoice, has_lodging_note=note,
        transport_amount=claimed, meal_allowance=0, local_transport_allowance=0,
    )  # fmt: skip
    case.expect(days >= 2 and not invoice and not note and claimed > 0, leg(record))


@plants("TRV-R05", "2014-01-01")
def overlap(case: Case) -> None:
    on, traveller = case.day(), person(case)
    end = case.one_of(1, 3)
    shift, length = case.one_of((3, 1), (2, 2), (1, 0), (0, 1), (1, 1), (4, 1), (0, 0))
    first = trip(case, on, "a", person_id=traveller, return_on=on + DAY * end)
    later = on + DAY * shift
    second = trip(case, later, "b", person_id=traveller, return_on=later + DAY * length)
    trip(case, on, "c", person_id=person(case, "c"), return_on=on + DAY * end)
    both = shift + length > 0 and shift < end and later <= AS_OF
    case.expect(both, leg(first), on=on)
    case.expect(both, leg(second), on=later)


@plants("TRV-R06", "2014-01-01")
def late_approval(case: Case) -> None:
    on, late = case.day(), case.one_of(-5, -1, 0, 1, 5)
    record = trip(case, on, approved_on=on + DAY * late)
    case.expect(late > 0, leg(record))


@plants("TRV-R07", "2014-01-01")
def fed_at_the_meeting(case: Case) -> None:
    on, days = case.day(), case.number(3, 9)
    fed = case.number(1, days)
    due = Decimal(100 * min(max(days - fed, 2), days))
    kind = case.one_of("meeting", "training")
    meal = case.near(due)
    record = trip(
        case, on, trip_kind=kind, return_on=on + DAY * (days - 1), provided_meal_days=fed, meal_allowance=meal
    )
    case.expect(meal > due, leg(record))


@plants("TRV-R08", "2019-08-01")
def fed_by_the_host(case: Case) -> None:
    on, days = case.day(), case.number(2, 9)
    fed = case.one_of(0, Decimal("0.5"), 1, days)
    due = 100 * (days - fed)
    meal = min(case.near(Decimal(due)), Decimal(100 * days))
    record = trip(case, on, return_on=on + DAY * (days - 1), provided_meal_days=fed, meal_allowance=meal)
    case.expect(fed > 0 and meal > due, leg(record))


@plants("TRV-R09", "2015-01-01")
def ticket(case: Case) -> None:
    kind, seat = case.one_of(("plane", "economy"), ("plane", "economy"), ("train", "hard"))
    procured, proof = case.one_of((False, False), (False, False), (True, False), (False, True), (None, True))
    record = trip(
        case, case.day(), transport_kind=kind, transport_class=seat, is_procured_ticket=procured, has_fare_proof=proof
    )
    case.expect(kind == "plane" and procured is False and not proof, leg(record))


@plants("TRV-R10", "2014-01-01")
def in_cash(case: Case) -> None:
    on = case.day()
    method, paid = case.one_of("cash", "cash", "cash", "transfer"), case.one_of(Decimal(0), Decimal(0), CENT)
    kind, seat = case.one_of(("plane", "economy"), ("plane", "economy"), ("train", "hard"))
    fare = case.one_of(Decimal(0), CENT, Decimal(300))
    record = trip(
        case, on, nights=1, return_on=on + DAY, lodging_amount=paid, payment_method=method, transport_kind=kind,
        transport_class=seat, transport_amount=fare,
    )  # fmt: skip
    case.expect(method == "cash" and (paid > 0 or (kind == "plane" and fare > 0)), leg(record))


@plants("TRV-R11", "2014-01-01")
def study(case: Case) -> None:
    on, days = case.day(), case.number(1, 6)
    kind, purpose = case.one_of(("study", "办理业务"), ("business", "考察项目"), ("business", "办理业务"))
    province, city = case.one_of(("四川省", "成都市"), ("四川", "成都市"), ("云南", "大理市"))
    letter, back = case.one_of(True, True, False), on + DAY * (days - 1)
    record = trip(
        case, on, trip_kind=kind, purpose=purpose, province=province, city=city, approved_places=city, return_on=back,
        has_host_letter=letter,
    )  # fmt: skip
    is_study = kind == "study" or "考察" in purpose
    broken = is_study and province != "云南" and (rest_days(on, back) >= 1 or not letter)
    case.expect(broken, leg(record))


@plants("TRV-R12", "2014-01-01")
def detour(case: Case) -> None:
    city, places = case.one_of(
        ("昆明市", "昆明、大理"), ("昆明市", "玉溪"), ("大理州", "大理"), ("玉溪市", "昆明、曲靖"),
        ("祥云县", "祥云县"), (None, "云南"), (None, "昆明"),
    )  # fmt: skip
    record = trip(case, case.day(), city=city, approved_places=places)
    case.expect((stem(city) if city else "云南") not in places, leg(record))


@plants("TRV-R13", "2014-01-01")
def card_elsewhere(case: Case) -> None:
    on, traveller = case.day(), person(case)
    before, after = case.one_of((0, 2), (2, 0), (1, 1), (3, 2), (1, 3))
    trip(case, on - DAY * before, person_id=traveller, return_on=on + DAY * after)
    city = case.one_of("昆明", "昆明市盘龙区", HOME, "上海市", "上海市", "曲靖市", "大理州")
    number = card(case, person_id=traveller)
    change = case.one_of({}, {}, {"transaction_type": "refund", "amount": Decimal(-5), "claim_no": None})
    record = charge(case, on, card_no=number, merchant_city=city, **change)
    at_home = any(place in city or city in place for place in ("昆明", HOME))
    case.expect(not change and before > 0 and after > 0 and not at_home, record["reference_no"])


@plants("TRN-R01", "2017-01-01")
def training_quota(case: Case) -> None:
    on, inside, of_class = case.day(), case.one_of(True, False), case.one_of("1", "2", "3")
    people, helpers, days = case.number(20, 60), case.number(0, 2), case.one_of(1, 2, Decimal("2.5"), 30, 31, 40)
    each = {"1": 760, "2": 650, "3": 550}[of_class]
    if inside and on >= date(2020, 9, 1):
        each = 450
    cap = each * (people + helpers) * (min(days, 30) + Decimal("0.7") * max(days - 30, 0))
    amount = case.near(Decimal(cap))
    record = training(
        case, on, training_class=of_class, is_in_province=inside, trainees=people, staff=helpers, days=days,
        ends_on=on + DAY * 40, amount=amount,
    )  # fmt: skip
    case.expect(amount > cap, record["training_no"])


@plants("TRN-R02", "2017-01-01")
def lecture(case: Case) -> None:
    title, each = case.one_of(("academician", 1500), ("professor", 1000), ("associate", 500), ("other", 500))
    hours = case.one_of(Decimal("0.5"), 1, Decimal("2.25"), 4)
    cap = each * hours
    amount = case.near(Decimal(cap))
    case.add("lecture_fees", {
        "training_no": f"TR{case.name}", "lecturer": "讲师", "department_code": case.department, "title": title,
        "paid_on": case.day(), "hours": hours, "net_amount": amount,
    })  # fmt: skip
    case.expect(amount > cap, f"TR{case.name}/讲师")


@plants("TRN-R03", "2017-01-01")
def training_staff(case: Case) -> None:
    people = case.one_of(20, 30, 101, 120, 150)
    most = min(10, people // 10)
    helpers = most + case.one_of(-1, 0, 1, 3)
    record = training(case, case.day(), trainees=people, staff=helpers)
    case.expect(helpers > 10 or 10 * helpers > people, record["training_no"])


@plants("TRN-R04", "2017-01-01")
def long_training(case: Case) -> None:
    plan, planned = case.one_of(("计划1", None), ("计划1", None), (None, True), (None, False))
    on, days = case.day(), case.one_of(5, Decimal("91.5"), 92, Decimal("92.5"), 93)
    record = training(case, on, plan_no=plan, is_planned=planned, days=days, ends_on=on + DAY * 100)
    case.expect(planned is False or days > 92, record["training_no"])


@plants("VEH-R05", "2014-01-01")
def official_car(case: Case) -> None:
    kind, local = case.one_of("official_car", "official_car", "coach"), case.one_of(Decimal(0), CENT, Decimal(80))
    record = trip(case, case.day(), transport_kind=kind, transport_class=None, local_transport_allowance=local)
    case.expect(kind == "official_car" and local > 0, leg(record))
