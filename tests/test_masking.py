"""Card numbers are hidden in every text; what only looks long stays in a text that is kept."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.masking import masked, texts_without_cards, without_cards

OFFICIAL, ISSUED, BOTH = "6283251044719036", "4111111111111111", "6283251044719031"
"""Begins as an official card does; another card's, with its check digit; both."""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (OFFICIAL, "************9036"),
        (f"No.{ISSUED}转账", "No.************1111转账"),
        ("湖畔6283 2510-4471  9036咖啡", "湖畔**** ****-****  9036咖啡"),
        ("６２８３２５１０４４７１９０３６", "************９０３６"),
        (f"2025-03-05 {OFFICIAL} 100", "2025-03-05 ************9036 100"),
        (f"{OFFICIAL} {ISSUED}", "************9036 ************1111"),
        ("6283251044719036123", "***************6123"),
        ("6.28325104471904E+15", "****************E+15"),
    ],
)
def test_a_card_number_in_a_text_keeps_its_last_four_digits(written: str, kept: str) -> None:
    assert without_cards(written) == kept
    assert without_cards(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "4111111111111112",  # not its check digit
        "2014030512345678",  # no card begins like this, whatever its check digit
        "79927398713",  # too few
        "62832510447190361234",  # too many
        "25530000000012345678",
        "2025-03-05 2025-03-06 12:30",
        "3.1415926535897931",
        "************9036",
    ],
)
def test_what_only_looks_like_one_stays(written: str) -> None:
    assert without_cards(written) == written


def test_an_identifier_stays_what_it_is_unless_everything_says_card() -> None:
    numbers = [OFFICIAL, ISSUED, BOTH, f"CL-{BOTH}", "6.28325104471904E+15"]

    kept = texts_without_cards(pl.Series(numbers), is_number=True).to_list()

    assert kept == [OFFICIAL, ISSUED, "************9031", "CL-************9031", "****************E+15"]


def test_of_what_is_only_shown_every_long_number_is_hidden() -> None:
    for number in (OFFICIAL, "201403051234", "62832510447190366283251044719036", "No.6283 2510 4471 9036"):
        assert sum(one.isdigit() for one in masked(number)) == 4
    assert masked("2025-03-05 12:30 100.00（元）") == "2025-03-05 12:30 100.00（元）"
    assert masked("3.1415926535897931 1.6283251044719036") == "3.1415926535897931 1.************9036"


def with_check_digit(digits: str) -> str:
    """A number whose last digit is right, counted as the standard's own text counts."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


numbers = st.builds(
    lambda first, rest: with_check_digit(first + rest),
    st.sampled_from(["3", "4", "51", "62", "9558", "2221", "2720"]),
    st.text("0123456789", min_size=11, max_size=14),
)
words = st.text(st.characters(exclude_categories=["N", "Cs"]), max_size=6)


@given(words, numbers, st.sampled_from(["", " ", "-"]), words)
def test_a_number_with_its_check_digit_is_hidden_wherever_it_stands(
    before: str, number: str, gap: str, after: str
) -> None:
    """In one piece or in fours; alone or in a column, once or twice over."""
    fours = [number[start : start + 4] for start in range(0, len(number), 4)]
    text = f"{before}{gap.join(fours)}{after}"

    kept = without_cards(text)

    assert [one for one in kept if one.isdigit()] == list(number[-4:])
    assert len(kept) == len(text)
    assert texts_without_cards(pl.Series([text, None, "咖啡"])).to_list() == [kept, None, "咖啡"]
