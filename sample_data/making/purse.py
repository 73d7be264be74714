"""The purse of the district: its cards and what they have paid so far."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from making.book import LAST_DAY, Book, Row
from making.district import BANKS, LEAVERS


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


def in_use(book: Book, bank: str) -> list[Row]:
    """The cards of a bank whose holders were in post all year and whose number no other card resembles."""
    name = BANKS[bank][0]
    leavers = {f"CH{place + 1:04}" for place in LEAVERS}
    cards = [card for card in book.records["cards"] if card["bank"] == name and card["person_id"] not in leavers]
    endings = [card["card_no"][-4:] for card in cards]
    return [card for card in cards if endings.count(card["card_no"][-4:]) == 1]
