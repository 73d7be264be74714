"""What the cards paid: trips' hotels and tickets, fuel and guests, daily purchases, what happens in any year."""

from datetime import date, timedelta

from making.book import LAST_DAY, YEAR, Book, Row, cents, rounded, worked
from making.district import LEAVERS
from making.misuse import enter_strange_cards, misuse
from making.purse import Purse, in_use

SHOPS = (
    ("新华文印店", "2741", 40, 420, "30202"),
    ("学府办公用品行", "5943", 30, 880, "30201"),
    ("湖畔咖啡", "5814", 18, 60, "30299"),
    ("澄湖书城", "5942", 25, 360, "30201"),
    ("迅达物流营业部", "4215", 12, 95, "30207"),
    ("联通营业厅", "4814", 50, 400, "30207"),
    ("惠民五金商店", "5251", 15, 560, "30213"),
    ("蓝盾电脑维修部", "7379", 80, 980, "30213"),
    ("春晖水站", "5499", 24, 180, "30201"),
    ("绿野花木", "5992", 60, 700, "30213"),
)
"""Merchant, category code, least and most of a purchase, economic class. All of them are invented."""
PAID_BY_CARD: tuple[tuple[str, str, str, str, str, str, dict[str | None, str]], ...] = (
    ("vehicle_costs", "cost_no", "incurred_on", "30231", "amount", "merchant_name",
     {"充值": "5541", "维修": "7538", "过路过桥": "4784"}),
    ("receptions", "reception_no", "held_on", "30217", "meal_amount", "venue", {None: "5812"}),
)  # fmt: skip
"""Kind, its number and day, economic class, amount, merchant, and the category code by kind of cost."""


def spend(book: Book) -> None:
    """Fills in the year's card transactions."""
    purse = Purse(book)
    cards = {card["person_id"]: card for card in book.records["cards"]}
    _pay_for_trips(purse, cards)
    _pay_for_records(purse, cards)
    for card in book.records["cards"]:
        _buy_daily(purse, card)
    _live(purse)
    misuse(purse, cards)
    enter_strange_cards(book)
    book.records["cards"].remove(in_use(book, "B")[-1])  # a card that the register does not know
    book.records["card_transactions"].sort(
        key=lambda row: (row["spent_on"], row["spent_at"], row["reference_no"] or "", row["card_no"])
    )


def _last_use(book: Book, card: Row) -> date:
    """The last day on which the holder may use the card."""
    return book.person(card["person_id"])["left_on"] or LAST_DAY


def _pay_for_trips(purse: Purse, cards: dict[str, Row]) -> None:
    """Hotel and ticket of a traveller who pays by card and holds one."""
    for leg in purse.book.records["trips"]:
        card = cards.get(leg["person_id"])
        if card is None or leg["payment_method"] != "公务卡" or leg["depart_on"].year != YEAR:
            continue
        claim = {"claim_no": leg["trip_no"], "economic_code": "30211"}
        if leg["lodging_amount"]:
            purse.charge(
                card,
                leg["return_on"],
                leg["lodging_amount"],
                leg["hotel"],
                mcc="7011",
                merchant_city=leg["city"],
                **claim,
            )
        bought = worked(leg["depart_on"] - timedelta(1))
        merchant = {"飞机": "云程航空票务", "高铁动车": "铁路客票窗口", "火车": "铁路客票窗口"}.get(
            leg["transport_kind"]
        )
        if not (leg["transport_amount"] and merchant) or bought.year != YEAR or purse.was_there(card, bought, merchant):
            continue
        mcc = "4511" if leg["transport_kind"] == "飞机" else "4112"
        purse.charge(card, bought, leg["transport_amount"], merchant, mcc=mcc, **claim)


def _pay_for_records(purse: Purse, cards: dict[str, Row]) -> None:
    """Fuel, repairs and guests' meals that the records say were paid by card: by one of the department, on its days."""
    book = purse.book
    leavers = {f"CH{place + 1:04}" for place in LEAVERS}
    staying = [card for person, card in cards.items() if person not in leavers]
    for kind, number, day, code, amount, merchant, mccs in PAID_BY_CARD:
        for row in book.records[kind]:
            own = [card for card in staying if card["department_code"] == row["department_code"]]
            if row["payment_method"] != "公务卡" or row[day].year != YEAR or row[day] != worked(row[day]) or not own:
                continue
            card = book.chance.choice(own)
            if not purse.was_there(card, row[day], row[merchant]):
                mcc = mccs.get(row.get("cost_kind"))
                claim = {
                    "claim_no": row[number],
                    "economic_code": code,
                    "merchant_city": row.get("venue_city", "澄湖区"),
                }
                purse.charge(card, row[day], row[amount], row[merchant], mcc=mcc, **claim)


def _buy_daily(purse: Purse, card: Row) -> None:
    """About one purchase a month; one of a kind a day, so that only planted days look split."""
    book = purse.book
    for month in range(1, 13):
        for _ in range(book.chance.choice((0, 1, 1, 1, 2, 3))):
            day = worked(date(YEAR, month, 1 + book.chance.randrange(28)))
            name, mcc, least, most, code = book.chance.choice(SHOPS)
            if day > _last_use(book, card) or purse.was_there(card, day, name):
                continue
            amount = cents(round(book.chance.uniform(least, most), 2))
            row = purse.charge(card, day, amount, name, mcc=mcc, economic_code=code)
            if book.happens(0.02):
                row["due_on"] = None


def _live(purse: Purse) -> None:
    """What happens in any year and breaks nothing."""
    book = purse.book
    for card in book.records["cards"][::3]:
        purse.other(card, min(date(YEAR, 1, 15), _last_use(book, card)), cents(100), "年费", None)
    for card in book.records["cards"][::2]:
        for month in (3, 6, 9, 12):
            day = date(YEAR, month, 24)
            if day <= _last_use(book, card):
                purse.other(
                    card, day, -rounded(book.chance.uniform(300, 2500)), "还款", "公务卡还款", merchant_city=None
                )
    a, b = in_use(book, "A"), in_use(book, "B")
    for card, day in ((a[3], date(YEAR, 2, 13)), (b[4], date(YEAR, 7, 3)), (a[8], date(YEAR, 10, 16))):
        bought = purse.charge(
            card, day, cents("386.00"), "学府办公用品行", mcc="5943", claimed_on=None, claimed_amount=None
        )
        back = purse.other(card, day + timedelta(6), cents("-386.00"), "退货", "学府办公用品行", mcc="5943")
        back["reference_no"] = bought["reference_no"]  # the bank repeats the number of the purchase
    for card in (a[5], b[6]):
        for _ in range(2):
            coffee = purse.charge(
                card, date(YEAR, 6, 30), cents("18.00"), "湖畔咖啡", mcc="5814", economic_code="30299"
            )
            coffee |= {"spent_at": "15:20:00", "posted_on": date(YEAR, 7, 1), "reference_no": None,
                       "claimed_on": date(YEAR, 7, 10), "claimed_amount": cents("18.00")}  # fmt: skip
    _draw_cash_in_order(purse, a, b)


def _draw_cash_in_order(purse: Purse, a: list[Row], b: list[Row]) -> None:
    """Withdrawals that were approved, two of which nobody says so, and one that the machine took back."""
    approvals = (True, True, None, True, None)
    for card, month, approved in zip((a[10], a[11], a[12], b[10], b[11]), (2, 5, 6, 9, 11), approvals, strict=True):
        purse.other(
            card, date(YEAR, month, 12), cents(1000), "取现", "ATM取款", mcc="6011", has_prior_approval=approved
        )
    purse.other(a[13], date(YEAR, 8, 6), cents(2000), "取现", "ATM取款", mcc="6011", has_prior_approval=True)
    purse.other(a[13], date(YEAR, 8, 6), cents(-2000), "取现", "ATM取款", mcc="6011", has_prior_approval=False)
