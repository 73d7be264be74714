"""Sentences in two languages: counts with the right word, texts in the language of their sentence."""

from decimal import Decimal

import pytest

from costctl.bilingual import Text, listed
from costctl.errors import Problem
from costctl.problems import catalogue
from costctl.values import ControlTotal, Doubt

ROWS = Text("{n} 行", "{n:row is|rows are} in")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 rows are in"), (1, "1 row is in"), (2, "2 rows are in"), (1200, "1,200 rows are in"), ("1", "1 row is in")],
)
def test_one_is_said_as_one(count: int | str, said: str) -> None:
    assert ROWS.format(n=count) == Text(f"{count} 行", said)


def test_a_text_within_a_text_is_in_its_language() -> None:
    inner = Text("差旅", "travel")

    assert Text("{name}:{name.en}", "{name}: {name.zh}").format(name=inner) == Text("差旅:travel", "travel: 差旅")
    assert listed([inner, "D1"]) == Text("差旅、D1", "travel, D1")


def test_a_row_is_named_in_the_language_of_the_doubt() -> None:
    """What a file states of its own sum, and what is odd in a row."""
    total = ControlTotal("金额", stated=Decimal(9), computed=Decimal(8), row=14)
    doubt = Doubt("total.disagrees", 1, (total.said,)).text

    assert "金额(第 14 行)" in doubt.zh
    assert "金额, row 14" in doubt.en
    assert "row" not in doubt.zh


def test_problems_stand_in_alphabetical_order() -> None:
    """Whoever adds one looks there for one like it."""
    codes = [tuple(code.split(".")) for code in catalogue()]

    assert codes == sorted(codes)


@pytest.mark.parametrize("code", [code for code, text in catalogue().items() if "{count" in text.en])
def test_every_doubt_is_good_english_of_one_and_of_several(code: str) -> None:
    """No `1 rows`."""
    one, two = (Problem(code, about={"count": count, "examples": "X"}).help.en for count in (1, 2))

    assert one.replace("1 ", "", 1) != two.replace("2 ", "", 1)
    assert not one.startswith("1 rows")
