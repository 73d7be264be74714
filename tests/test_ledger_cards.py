"""Cards without their numbers: hashed, masked, and linked only where exactly one card fits."""

import polars as pl
import pytest

from costctl.ledger.cards import CardHasher
from costctl.ledger.memory import MemoryLedger
from tests.batches import batch_of, row

FIRST = "6222021111112222"
TWIN = "6222029999992222"
OTHER = "6259070000003333"


def register(ledger: MemoryLedger, *numbers: str) -> None:
    cards = [row(card_no=number, person_id=f"P{place}", department_code="D1") for place, number in enumerate(numbers)]
    ledger.load(batch_of("cards", cards, name=f"cards {len(numbers)}.csv"))


def holder(ledger: MemoryLedger, written: str) -> str | None:
    """The holder of the registered card that a transaction with this number is linked to."""
    ledger.load(batch_of("card_transactions", [row(card_no=written, amount="1.00")], name=f"{written}.csv"))
    found = ledger.sql(
        """SELECT c.person_id FROM record.card_transactions AS t
        JOIN record.card_links AS l ON l.card_id = t.card_id
        JOIN record.cards AS c ON c.card_id = l.registered_id"""
    )["person_id"].to_list()
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("written", [FIRST, "6222 0211 1111 2222", "6222-0211-1111-2222"])
def test_a_full_number_is_its_card_however_it_is_spaced(ledger: MemoryLedger, written: str) -> None:
    register(ledger, FIRST, TWIN, OTHER)
    assert holder(ledger, written) == "P0"


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("622202111111****", "P0"),
        ("6222021*****2222", "P0"),
        ("6222 02** **** 2222", None),  # the twin fits as well
        ("****2222", None),
        ("2222", None),
        ("****3333", "P2"),
        ("3333", "P2"),
        ("625907**********", "P2"),
        ("625907******2222", None),  # prefix of one card, suffix of another
        ("****4444", None),
        ("62****1111****22", None),  # digits inside the mask cannot be compared
        ("****************", None),
        ("9999999999999999", None),
    ],
)
def test_a_masked_number_is_a_card_only_if_exactly_one_fits(
    ledger: MemoryLedger, written: str, person: str | None
) -> None:
    register(ledger, FIRST, TWIN, OTHER)
    assert holder(ledger, written) == person


def test_a_card_that_is_registered_later_changes_what_fits(ledger: MemoryLedger) -> None:
    register(ledger, FIRST)
    assert holder(ledger, "****2222") == "P0"
    register(ledger, FIRST, TWIN)
    assert ledger.sql("SELECT * FROM record.card_links WHERE card_id LIKE 'm:%'").is_empty()


def test_two_cards_with_the_same_last_four_digits_stay_two(ledger: MemoryLedger) -> None:
    register(ledger, FIRST, TWIN)
    cards = ledger.sql("SELECT card_last4, count(DISTINCT card_id) AS n FROM record.cards GROUP BY card_last4").rows()
    assert cards == [("2222", 2)]


@pytest.mark.parametrize(
    ("written", "last4"),
    [(FIRST, "2222"), ("****2222", "2222"), ("2222", "2222"), ("****22", None), ("622202****", None), ("****", None)],
)
def test_the_last_four_digits_are_kept_where_they_can_be_seen(written: str, last4: str | None) -> None:
    assert CardHasher(b"k" * 32).card(written).last4 == last4


def test_ids_depend_on_the_key_and_on_nothing_else() -> None:
    one, same, other = CardHasher(b"k" * 32), CardHasher(b"k" * 32), CardHasher(b"l" * 32)
    assert one.card(FIRST) == same.card(FIRST)
    assert one.card(FIRST).card_id != other.card(FIRST).card_id
    assert one.card("****2222").card_id != other.card("****2222").card_id
    assert one.card("****").card_id is None


def test_a_column_of_numbers_keeps_its_rows_in_order() -> None:
    frame = pl.DataFrame({"card_no": [FIRST, None, TWIN, FIRST], "n": [1, 2, 3, 4]})
    replaced = CardHasher(b"k" * 32).replace(frame, "card_no")
    assert replaced["n"].to_list() == [1, 2, 3, 4]
    ids = replaced["card_id"].to_list()
    assert ids[0] == ids[3] != ids[2]
    assert ids[1] is None
    assert "card_no" not in replaced.columns


def test_official_bins_are_told_before_masking(ledger: MemoryLedger) -> None:
    """Unknown without the table of the rule book, and for a masked number."""

    def told() -> dict[str, bool | None]:
        return dict(ledger.sql("SELECT person_id, is_official_bin FROM record.cards").rows())

    register(ledger, FIRST)
    assert told() == {"P0": None}
    ledger.execute("CREATE OR REPLACE TABLE ref.card_bin AS SELECT '625907' AS bin")
    register(ledger, TWIN, OTHER, "625907******4444")
    assert told() == {"P0": False, "P1": True, "P2": None}
