"""Card numbers, which are never stored: a keyed hash, the last four digits, and marks to find a masked number by.

A full number becomes `h` and the first 66 bits of its HMAC-SHA256 under the ledger's card key, as eleven characters of
base64: DuckDB keeps a text of twelve characters in place, and of a million cards two have the same id in one case of a
hundred million. A masked one becomes `m:` and the marks of its visible digits; a registered card keeps the marks of all
its prefixes and suffixes, so that masked and registered numbers can be compared although neither is kept.
"""

import hmac
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import polars as pl

from costctl.errors import Fault
from costctl.ledger.schema import CARD_ID, CARD_LAST4, CARD_MARKS, IS_OFFICIAL_BIN

KEY_FILE = "card.key"

LONGEST_MARK = 12
"""Visible digits at either end that are compared; more are cut to this."""

SHORTEST_NUMBER = 12
"""Fewer digits than this are the visible end of a number, not a number (ISO/IEC 7812)."""


_NUMBER = "number"


class Card(NamedTuple):
    """What is kept of one card number."""

    card_id: str | None
    """None where no digit is visible."""
    last4: str | None
    bin: str | None
    """The first six digits, None if masked; used while loading and not stored."""
    prefix: str
    suffix: str
    """The visible digits at either end; used while loading and not stored."""


def make_key(folder: Path) -> None:
    """Makes the ledger's card key, readable by its owner alone."""
    descriptor = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())


def read_key(folder: Path) -> bytes:
    """The ledger's card key; a Fault where it is missing or cut short, for then no card could be recognised again."""
    try:
        key = (folder / KEY_FILE).read_bytes()
    except OSError as error:
        raise Fault("ledger.card_key", where=str(folder / KEY_FILE), found=error.strerror or str(error)) from error
    if len(key) != 32:
        raise Fault("ledger.card_key", where=str(folder / KEY_FILE), found=f"{len(key)} ≠ 32")
    return key


class CardHasher:
    """Turns card numbers into what may be kept, each distinct number once."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")
        self._known: dict[str, Card] = {}
        self._table = pl.DataFrame(schema=dict.fromkeys((_NUMBER, CARD_ID, CARD_LAST4), pl.String()))
        """The numbers seen so far and what is kept of them, so that a long file meets each of them once in Python."""

    @property
    def met(self) -> pl.DataFrame:
        """The ids (`card_id`) of all numbers that were replaced so far, in whatever files."""
        return self._table.select(CARD_ID).drop_nulls()

    def card(self, written: str) -> Card:
        """What is kept of a number as written: full, or masked with anything that is no digit."""
        if written not in self._known:
            self._known[written] = self._make(written)
        return self._known[written]

    def replace(
        self,
        frame: pl.DataFrame,
        column: str,
        *,
        registered: bool = False,
        official_bins: Collection[str] | None = None,
    ) -> pl.DataFrame:
        """The frame with `column` (numbers in clear) replaced by card_id and card_last4; if `registered`, marks too."""
        kept = self._joined(frame, column, self._table)
        unknown = kept.filter(pl.col(CARD_ID).is_null(), pl.col(column).is_not_null())
        if unknown.height and self._learn(unknown.select(pl.col(column).alias(_NUMBER))):
            kept = self._joined(frame, column, self._table)
        if registered:
            numbers = frame.get_column(column).drop_nulls().unique()
            cards = [self.card(number) for number in numbers]
            marks = pl.Series(CARD_MARKS, [self._marks(card) for card in cards], pl.List(pl.String))
            official = pl.Series(IS_OFFICIAL_BIN, [_is_official(card, official_bins) for card in cards], pl.Boolean)
            kept = self._joined(kept, column, pl.DataFrame([numbers.alias(_NUMBER), marks, official]))
        return kept.drop(column)

    @staticmethod
    def _joined(frame: pl.DataFrame, column: str, table: pl.DataFrame) -> pl.DataFrame:
        return frame.join(table, left_on=column, right_on=_NUMBER, how="left", maintain_order="left")

    def _learn(self, numbers: pl.DataFrame) -> bool:
        """Adds those of the numbers that are new to the table; whether there were any."""
        new = numbers.join(self._table, on=_NUMBER, how="anti")[_NUMBER].unique()
        if len(new):
            kept = [self.card(number) for number in new]
            learnt = {_NUMBER: new, CARD_ID: [one.card_id for one in kept], CARD_LAST4: [one.last4 for one in kept]}
            self._table = pl.concat([self._table, pl.DataFrame(learnt, schema=self._table.schema)], rechunk=True)
        return len(new) > 0

    def kept(
        self, number: str, *, registered: bool = False, official_bins: Collection[str] | None = None
    ) -> dict[str, object]:
        """What `replace` puts in place of one number."""
        card = self.card(number)
        kept: dict[str, object] = {CARD_ID: card.card_id, CARD_LAST4: card.last4}
        if registered:
            kept |= {CARD_MARKS: self._marks(card), IS_OFFICIAL_BIN: _is_official(card, official_bins)}
        return kept

    def _make(self, written: str) -> Card:
        text = written if written.isdecimal() else re.sub(r"[\s-]", "", written)
        if text.isdecimal() and len(text) >= SHORTEST_NUMBER:
            prefix, suffix = text[:LONGEST_MARK], text[-LONGEST_MARK:]
            return Card(self._id(text), text[-4:], text[:6], prefix, suffix)
        runs = re.findall(r"\d+", text)
        return self._masked(text, runs) if runs else Card(None, None, None, "", "")

    def _masked(self, text: str, runs: list[str]) -> Card:
        is_end = text[-1].isdigit()  # digits alone, too few for a number, are its end
        suffix = runs[-1][-LONGEST_MARK:] if is_end else ""
        prefix = runs[0][:LONGEST_MARK] if text[0].isdigit() and not (is_end and len(runs) == 1) else ""
        visible = [self._mark(end, digits) for end, digits in (("p", prefix), ("s", suffix)) if digits]
        if len(runs) > len(
            visible
        ):  # digits inside the mask: they identify, but no registered card is known to have them
            visible.append(self._mark("i", re.sub(r"\D+", "*", text)))
        return Card("m:" + ":".join(visible), suffix[-4:] if len(suffix) >= 4 else None, None, prefix, suffix)

    def _marks(self, card: Card) -> list[str]:
        """Marks of every prefix and suffix of the digits that are known."""
        prefixes = [self._mark("p", card.prefix[:n]) for n in range(1, len(card.prefix) + 1)]
        return prefixes + [self._mark("s", card.suffix[-n:]) for n in range(1, len(card.suffix) + 1)]

    def _mark(self, end: str, digits: str) -> str:
        return end + self._hash(f"{end}{len(digits)}:{digits}", 16)

    def _id(self, number: str) -> str:
        return "h" + urlsafe_b64encode(self._digest(number)[:9]).decode()[:11]

    def _hash(self, text: str, length: int) -> str:
        return self._digest(text).hex()[:length]

    def _digest(self, text: str) -> bytes:
        digest = self._keyed.copy()
        digest.update(text.encode())
        return digest.digest()


def _is_official(card: Card, official_bins: Collection[str] | None) -> bool | None:
    return None if card.bin is None or official_bins is None else card.bin in official_bins
