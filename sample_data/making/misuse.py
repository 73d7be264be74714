"""What the cards should not have paid, or not so: each card rule is broken at known transactions."""

from datetime import date, timedelta

from making.book import YEAR, Book, Row, cents, worked
from making.district import new_card, spoiled
from making.purse import Purse, in_use


def _key(row: Row) -> str:
    """The transaction key of a row of which there is only one like it."""
    if row["reference_no"]:
        return str(row["reference_no"])
    return f"{row['card_no'][-4:]}/{row['spent_on']}/{row['amount']:.2f}/{row['merchant_name']}/1"


def misuse(purse: Purse, cards: dict[str, Row]) -> None:
    """Breaks each card rule at known transactions, and no other rule there."""
    book = purse.book
    a, b = in_use(book, "A"), in_use(book, "B")
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


def enter_strange_cards(book: Book) -> None:
    """Two private cards that somebody entered into the register."""
    for place, body in ((5, "621700386001"), (210, "621700386009")):
        person, number = book.records["people"][place], spoiled(body, f"{7000 + place}")
        card = new_card("B", number, person, date(YEAR, 2, 11)) | {"bank": "其他银行", "credit_limit": None}
        book.records["cards"].append(card)
        book.plant("CARD-R10", f"{number[-4:]}/{person['person_id']}")
