"""What the cards paid: trips' hotels and tickets, daily purchases, and the transactions that break one rule each."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from making.book import LAST_DAY, YEAR, Book, Row, cents, rounded, worked
from making.district import BANKS, LEAVERS, new_card, spoiled

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


@dataclass
class Purse:
    """The transactions as they come about, and the reference numbers bank A has given out."""

    book: Book
    references: int = 410_000_000
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def charge(self, card: Row, day: date, amount: Decimal, merchant: str | None, **more: object) -> Row:
        """Adds a transaction with all that is usual: a purchase claimed in time, unless `more` says otherwise."""
        chance, bank = self.book.chance, "A" if card["bank"] == BANKS["A"][0] else "B"
        self.references += 1 + chance.randrange(900)
        due = date(day.year + day.month // 12, day.month % 12 + 1, 25)
        claimed = min(day + timedelta(2 + chance.randrange(18)), due)
        row: Row = {
            "bank": bank,
            "reference_no": f"{self.references:012}" if bank == "A" else None,
            "card_no": card["card_no"],
            "holder_name": self.book.person(card["person_id"])["name"],
            "spent_on": day,
            "spent_at": f"{8 + chance.randrange(11):02}:{chance.randrange(60):02}:{chance.randrange(60):02}",
            "posted_on": day + timedelta(chance.choices((0, 1, 2, 3), (52, 29, 10, 9))[0]),
            "amount": amount,
            "currency": "CNY",
            "transaction_type": "消费",
            "merchant_name": merchant,
            "mcc": None,
            "merchant_city": "澄湖区",
            "due_on": due,
            "claim_no": None,
            "claimed_on": claimed if claimed <= LAST_DAY else None,
            "claimed_amount": amount if claimed <= LAST_DAY else None,
            "economic_code": None,
            "has_prior_approval": None,
        }
        self.seen.add(self._place(card, day, merchant))
        row |= more
        self.book.records["card_transactions"].append(row)
        return row

    @staticmethod
    def _place(card: Row, day: date, merchant: str | None) -> tuple[object, ...]:
        return card["bank"], card["card_no"][-4:], day, merchant

    def was_there(self, card: Row, day: date, merchant: str) -> bool:
        """Whether the card, or one that looks like it, has paid this merchant on this day."""
        return self._place(card, day, merchant) in self.seen

    def other(self, card: Row, day: date, amount: Decimal, kind: str, merchant: str | None, **more: object) -> Row:
        """Adds a transaction that nobody claims: a withdrawal, a refund, a fee, a repayment."""
        unclaimed = {"claimed_on": None, "claimed_amount": None}
        return self.charge(card, day, amount, merchant, transaction_type=kind, **unclaimed, **more)


def spend(book: Book) -> None:
    """Fills in the year's card transactions."""
    purse = Purse(book)
    cards = {card["person_id"]: card for card in book.records["cards"]}
    _pay_for_trips(purse, cards)
    _pay_for_records(purse, cards)
    for card in book.records["cards"]:
        _buy_daily(purse, card)
    _live(purse)
    _plant(purse, cards)
    _plant_strange_cards(book)
    book.records["cards"].remove(_in_use(book, "B")[-1])  # a card that the register does not know
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


def _in_use(book: Book, bank: str) -> list[Row]:
    """The cards of a bank whose holders were in post all year and whose number no other card resembles."""
    name = BANKS[bank][0]
    leavers = {f"CH{place + 1:04}" for place in LEAVERS}
    cards = [card for card in book.records["cards"] if card["bank"] == name and card["person_id"] not in leavers]
    endings = [card["card_no"][-4:] for card in cards]
    return [card for card in cards if endings.count(card["card_no"][-4:]) == 1]


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
    a, b = _in_use(book, "A"), _in_use(book, "B")
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


def _key(row: Row) -> str:
    """The transaction key of a row of which there is only one like it."""
    if row["reference_no"]:
        return str(row["reference_no"])
    return f"{row['card_no'][-4:]}/{row['spent_on']}/{row['amount']:.2f}/{row['merchant_name']}/1"


def _plant(purse: Purse, cards: dict[str, Row]) -> None:
    """Breaks each card rule at known transactions, and no other rule there."""
    book = purse.book
    a, b = _in_use(book, "A"), _in_use(book, "B")
    for card, month, amount in ((a[15], 3, 500), (b[15], 6, 3000), (a[16], 12, 800)):
        row = purse.other(
            card, date(YEAR, month, 19), cents(amount), "取现", "ATM取款", mcc="6011", has_prior_approval=False
        )
        book.plant("CARD-R02", _key(row))
    disguised = purse.charge(b[16], date(YEAR, 10, 10), cents(600), "ATM取款", mcc="6011", has_prior_approval=False)
    book.plant("CARD-R02", _key(disguised))
    _plant_late_claims(purse, a, b)
    _plant_private_purchases(purse, a, b)
    _plant_wrong_claims(purse, a, b)
    _plant_distant_purchases(purse, a, b)
    for place, month, day, amount in (
        (12, 3, 10, "268.00"),
        (143, 8, 14, "415.50"),
        (201, 7, 1, "77.20"),
        (377, 11, 20, "1320.00"),
    ):
        card = cards[f"CH{place + 1:04}"]
        row = purse.charge(
            card, date(YEAR, month, day), cents(amount), "惠民五金商店", mcc="5251", economic_code="30213"
        )
        book.plant("CARD-R07", _key(row))
    for card, month, day, merchant, mcc, amounts in (
        (a[20], 4, 22, "学府办公用品行", "5943", ("1000.00", "1000.00")),
        (a[21], 9, 17, "蓝盾电脑维修部", "7379", ("1980.00", "1560.00", "860.00")),
        (b[20], 5, 8, "新华文印店", "2741", ("1180.00", "980.00")),
        (b[21], 11, 6, "安顺汽修厂", "7538", ("1999.99", "0.01")),
    ):
        assert not purse.was_there(card, date(YEAR, month, day), merchant)
        rows = [purse.charge(card, date(YEAR, month, day), cents(amount), merchant, mcc=mcc) for amount in amounts]
        book.plant("CARD-R09", min(_key(row) for row in rows))
    for amount in ("1500.00", "900.00"):  # above the line together, until the second is returned
        purse.charge(a[22], date(YEAR, 9, 25), cents(amount), "学府办公用品行", mcc="5943")
    purse.other(a[22], date(YEAR, 9, 25), cents("-900.00"), "退货", "学府办公用品行", mcc="5943")


def _plant_late_claims(purse: Purse, a: list[Row], b: list[Row]) -> None:
    book = purse.book
    for card, month, days_late in ((a[25], 2, 1), (a[26], 5, 12), (b[25], 4, 40), (b[26], 9, 3)):
        day = worked(date(YEAR, month, 21))
        row = purse.charge(card, day, cents("233.40"), "澄湖书城", mcc="5942", economic_code="30201")
        row["claimed_on"] = row["due_on"] + timedelta(days_late)
        book.plant("CARD-R03", _key(row))
    for card, month in ((a[27], 7), (b[27], 10), (a[28], 11)):
        row = purse.charge(
            card, date(YEAR, month, 17), cents("158.00"), "联通营业厅", mcc="4814", claimed_on=None, claimed_amount=None
        )
        book.plant("CARD-R03", _key(row))


def _plant_private_purchases(purse: Purse, a: list[Row], b: list[Row]) -> None:
    """Claimed purchases at merchants that look private, by code or by name, and one on a holiday."""
    holiday = date(YEAR, 5, 3)
    assert holiday not in purse.book.away[a[31]["person_id"]]
    for card, day, merchant, mcc, amount in (
        (a[30], date(YEAR, 4, 16), "喜盈门商城", "5411", "186.40"),
        (b[30], date(YEAR, 8, 20), "悦动健身馆", "7999", "360.00"),
        (a[31], holiday, "学府办公用品行", "5943", "128.00"),
    ):
        row = purse.charge(card, day, cents(amount), merchant, mcc=mcc, economic_code="30201")
        purse.book.plant("CARD-R04", _key(row))


def _plant_wrong_claims(purse: Purse, a: list[Row], b: list[Row]) -> None:
    """More claimed than charged, one charge on two claims, and meals booked to something else; and one that is not."""
    book = purse.book
    for card, month, amount, claimed in ((a[32], 3, "412.00", "512.00"), (b[32], 10, "95.50", "95.52")):
        row = purse.charge(card, date(YEAR, month, 15 + month % 5), cents(amount), "惠民五金商店", mcc="5251")
        row["claimed_amount"] = cents(claimed)
        book.plant("CARD-R05", _key(row))
    twins = [purse.charge(a[33], date(YEAR, 6, 11), cents("640.00"), "新华文印店", mcc="2741") for _ in range(2)]
    for number, row in enumerate(twins, start=1):
        row |= {"spent_at": "10:05:30", "claim_no": f"BX{YEAR}-061{number}", "claimed_on": date(YEAR, 6, 16 + number)}
        book.plant("CARD-R06", _key(row))
    for card, month, code, claim in (
        (a[34], 4, "30215", None),
        (b[33], 7, "30201", None),
        (b[34], 11, "30211", "CL-9999"),
        (a[35], 9, "30217", None),
    ):
        row = purse.charge(
            card, date(YEAR, month, 10), cents("684.00"), "澄湖人家餐厅", mcc="5812",
            economic_code=code, claim_no=claim,
        )  # fmt: skip
        if code != "30217":
            book.plant("REC-R10", _key(row))
    meeting = next(row for row in book.records["meetings"] if row["starts_on"].year == YEAR and row["mode"] == "现场")
    meal = {"mcc": "5812", "economic_code": "30215", "claim_no": meeting["meeting_no"]}
    purse.charge(a[36], meeting["starts_on"], cents("640.00"), "澄湖人家餐厅", **meal)


def _plant_distant_purchases(purse: Purse, a: list[Row], b: list[Row]) -> None:
    """In the middle of a trip, in a city that the trip does not go to."""
    for cards, city in ((a[37:], "上海市"), (b[35:], "杭州市")):
        card, leg = next(
            (card, leg)
            for card in cards
            for leg in purse.book.records["trips"]
            if leg["person_id"] == card["person_id"]
            and leg["depart_on"].year == YEAR
            and (leg["return_on"] - leg["depart_on"]).days >= 2
        )
        row = purse.charge(
            card, leg["depart_on"] + timedelta(1), cents("388.00"), "临江文具行", mcc="5943",
            merchant_city=city, economic_code="30201",
        )  # fmt: skip
        purse.book.plant("TRV-R13", _key(row))


def _plant_strange_cards(book: Book) -> None:
    """Two private cards that somebody entered into the register."""
    for place, body in ((5, "621700386001"), (210, "621700386009")):
        person, number = book.records["people"][place], spoiled(body, f"{7000 + place}")
        card = new_card("B", number, person, date(YEAR, 2, 11)) | {"bank": "其他银行", "credit_limit": None}
        book.records["cards"].append(card)
        book.plant("CARD-R10", f"{number[-4:]}/{person['person_id']}")
