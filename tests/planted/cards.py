"""Cards and what is charged to them."""

from datetime import time
from decimal import Decimal

from tests.planted.cases import AS_OF, CENT, DAY, Case, plants, rest_days, workday
from tests.planted.clean import card, charge, meeting, person, training, trip

REFUND = {"transaction_type": "refund", "claim_no": None, "claimed_on": None, "claimed_amount": None}


@plants("CARD-R02", "2007-01-01")
def cash(case: Case) -> None:
    kind, mcc, is_cash = case.one_of(
        ("cash_withdrawal", "6011", True), ("cash_withdrawal", None, True), ("purchase", "6011", True),
        (None, "6011", True), ("purchase", "5943", False), ("fee", "6011", False),
    )  # fmt: skip
    amount, approved = case.one_of(CENT, Decimal(500), Decimal(-500)), case.one_of(False, False, True, None)
    record = charge(
        case, case.day(), transaction_type=kind, mcc=mcc, amount=amount, has_prior_approval=approved,
        claimed_amount=None, claim_no=None, claimed_on=None, due_on=None,
    )  # fmt: skip
    case.expect(is_cash and amount > 0 and approved is False, record["reference_no"])


@plants("CARD-R03", "2007-01-01")
def overdue(case: Case) -> None:
    on, late, refunded = case.day(), case.one_of(-9, -1, 0, 1, 9), case.one_of(None, None, None, 0, 9)
    due = on + 20 * DAY
    claimed = case.one_of(due + late * DAY, due + late * DAY, None)
    number, kind = card(case), case.one_of("purchase", "purchase", None, None, "fee")
    record = charge(
        case, on, "a", card_no=number, transaction_type=kind, due_on=due, claimed_on=claimed,
        claim_no=None if claimed is None else "BX", claimed_amount=None if claimed is None else Decimal(90),
    )  # fmt: skip
    if refunded is not None:
        charge(case, on + refunded * DAY, "b", card_no=number, amount=Decimal(-100), **REFUND)
    is_refunded = refunded is not None and on + refunded * DAY <= AS_OF
    until = claimed if claimed and claimed <= AS_OF else AS_OF
    case.expect(kind != "fee" and not is_refunded and until > due, record["reference_no"])


@plants("CARD-R04", "2007-01-01")
def private(case: Case) -> None:
    on = case.day()
    rests = case.one_of(False, True)
    if rests and case.counts and on > case.first:
        while on.weekday() != 6:
            on -= DAY
    case.counts = case.first <= on <= AS_OF
    traveller, away = person(case), case.one_of(False, True)
    if away:
        trip(case, on - DAY, person_id=traveller, city="大理市", return_on=on + DAY, provided_meal_days=0)
    shop, mcc, is_private = case.one_of(
        ("文具店", "5943", False), ("某某超市", "5411", True), ("金店", "5944", True), ("阳光足浴", None, True),
        ("文具店", None, False), ("区委员会所属中心", None, False), ("红都KTV", "5943", True),
    )  # fmt: skip
    claimed = case.one_of({}, {}, {"claim_no": None, "claimed_on": None, "claimed_amount": None, "due_on": None})
    record = charge(case, on, card_no=card(case, person_id=traveller), merchant_name=shop, mcc=mcc, **claimed)
    broken = not claimed and (is_private or (rest_days(on, on) > 0 and not away))
    case.expect(broken, record["reference_no"])


@plants("CARD-R05", "2007-01-01")
def claimed_more(case: Case) -> None:
    amount = case.amount(5, 900)
    claimed = case.near(amount + CENT)
    kind = case.one_of("purchase", "purchase", "fee")
    record = charge(case, case.day(), transaction_type=kind, amount=amount, claimed_amount=claimed)
    case.expect(kind == "purchase" and claimed > amount + CENT, record["reference_no"])


@plants("CARD-R06", "2014-01-01")
def claimed_twice(case: Case) -> None:
    on, number = case.day(), card(case)
    change = case.one_of(
        {}, {}, {"claim_no": "BX甲"}, {"spent_at": time(10, 31)}, {"amount": Decimal("50.01")},
        {"merchant_name": "书店"}, {"claim_no": None}, {"spent_at": None}, {"card_no": card(case, "b")},
    )  # fmt: skip
    shared = {"amount": Decimal(50), "card_no": number}
    first = charge(case, on, "a", **shared, claim_no="BX甲")
    second = charge(case, on, "b", **shared | {"claim_no": "BX乙", "claimed_amount": Decimal(50)} | change)
    case.expect(not change, first["reference_no"], second["reference_no"])


@plants("CARD-R07", "2007-01-01")
def after_leaving(case: Case) -> None:
    on, days = case.day(), case.one_of(-1, 0, 1, 30, None)
    number = card(case, left_on=None if days is None else on - days * DAY)
    change = case.one_of({}, {}, {"transaction_type": "fee"}, REFUND | {"amount": Decimal(-9)})
    record = charge(case, on, card_no=number, **change)
    case.expect(not change and days is not None and days > 0, record["reference_no"])


@plants("CARD-R09", "2014-01-01")
def split(case: Case) -> None:
    on, number = case.day(), card(case)
    first = case.one_of(Decimal("1999.99"), case.amount(500, 1500), Decimal(2000), Decimal("666.66"))
    second = case.near(2000 - first) if first < 2000 else CENT
    back = case.one_of(Decimal(0), Decimal(0), CENT)
    shared = {"card_no": number}
    amounts = {"a": first, "b": second}
    if second == 0:
        del amounts["b"]
    for tag, amount in amounts.items():
        charge(case, on, tag, amount=amount, **shared)
    if back:
        charge(case, on, "c", amount=-back, **shared, **REFUND)
    if second:
        charge(case, workday(on + 7 * DAY), "d", amount=Decimal(1999), merchant_name="别店", **shared)
    broken = len(amounts) > 1 and max(amounts.values()) < 2000 and first + second - back >= 2000
    case.expect(broken, f"X{case.name}a")


@plants("CARD-R10", "2007-01-01")
def card_range(case: Case) -> None:
    bin_, official = case.one_of(("409672", True), ("552742", True), ("409670", False), ("622208", False))
    opened = case.one_of(case.day(), None)
    if opened is None:
        case.counts = True
    holder = person(case)
    number = card(case, bin_=bin_, opened=opened, person_id=holder)
    case.expect(not official, f"{number[-4:]}/{holder}")


@plants("REC-R10", "2013-12-01")
def hidden_dining(case: Case) -> None:
    on = case.day()
    shop, mcc, dining = case.one_of(
        ("某店", "5812", True), ("好味餐厅", None, True), ("老街火锅", None, True), ("好味餐厅", "5943", False),
        ("文具店", None, False),
    )  # fmt: skip
    code, claim = case.one_of("30201", "30211", "30215", "30216", "30217"), case.one_of(True, False, None)
    known = {
        "30211": lambda: trip(case, on - 3 * DAY, "t")["trip_no"],
        "30215": lambda: meeting(case, on - 3 * DAY)["meeting_no"],
        "30216": lambda: training(case, on - 3 * DAY)["training_no"],
    }
    number = known[code]() if claim and code in known else (None if claim is None else f"无{case.name}")
    record = charge(case, on, merchant_name=shop, mcc=mcc, economic_code=code, claim_no=number)
    matched = bool(claim) and code in known
    case.expect(dining and code != "30217" and not matched, record["reference_no"])
