"""Card numbers hidden, wherever a text is shown or kept; in clear they stand in the originals alone.

Of a cell that was not understood every long number is hidden. Of a text that is kept only what is a card number: a
number in words by its issuer, for a column that holds numbers of documents must keep them as they are.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import polars as pl

from costctl.shipped import shipped

_SHORTEST = 13
_LONGEST = 19
"""Digits of a card number (ISO/IEC 7812)."""

_VISIBLE = 4
"""Digits that stay, at its end."""

_GAP = "[ -]{0,3}"
"""What may stand between the digits of one number."""

_LONG = re.compile(rf"(?<!\d)(?<!\d\.)\d(?:{_GAP}\d){{11,}}")
_POWER = re.compile(r"\d[.,]\d{4,}(?=[eE]\+?1[0-9])")
"""A number as a spreadsheet shows it that has lost its last digits."""

_SHOWN = 9
"""Fewer characters hold no card number, not even one in scientific notation."""

_GROUPS = re.compile(rf"\d+(?:{_GAP}\d+)*")
_GROUP = re.compile(r"\d+")
_GROUP_DIGITS = 4
_MOST_GROUPS = 5
"""Digits of every group but the last, where a card number is written in groups: a day is not half of one."""

_ISSUED = re.compile(r"[345689]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")
"""How numbers of payment cards begin."""

_LOST = r"\d[.,]\d{4,}[eE]\+?1[0-9]"
_MAYBE = rf"\d(?:[\s－-]{{0,3}}\d){{{_SHORTEST - 1}}}|{_LOST}"
"""What a card number may look like before wide digits and blanks are read as ASCII has them."""


def masked(text: str) -> str:
    """The text with all but the last four digits of every long number hidden, and of what may be a card number."""
    if len(text) < _SHOWN or not _is_long(text):
        return text
    plain = _plain(text)
    long = (place for found in _LONG.finditer(plain) for place in _hidden(plain, *found.span()))
    lost = (place for found in _POWER.finditer(plain) for place in range(*found.span()))
    return _starred(text, {*long, *lost, *_card_digits(plain, is_number=False)})


def masked_card(text: str) -> str:
    """A cell of a card column with all but its last four digits hidden, whatever stands between them."""
    if (plain := masked(text)) != text:
        return plain
    return _starred(text, _hidden(text, 0, len(text)))


def without_cards(text: str, *, is_number: bool = False) -> str:
    """The text with all but the last four digits of every card number hidden.

    A number is a card's if it begins as official cards do, or as any card does and its check digit is right. Where the
    text `is_number`, an identifier that must stay what it is, both are asked for.
    """
    return _starred(text, _card_digits(_plain(text), is_number=is_number))


def texts_without_cards(values: pl.Series, *, is_number: bool = False) -> pl.Series:
    """A column of texts, each as `without_cards` gives it; a column without a long number costs next to nothing."""
    long = values.filter(values.str.len_bytes() >= _SHORTEST)
    suspects = long.filter(long.str.contains(_official_heads() if is_number else _MAYBE)).unique()
    hidden = {text: plain for text in suspects if (plain := without_cards(text, is_number=is_number)) != text}
    return values.replace(hidden) if hidden else values


def _is_long(text: str) -> bool:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return bool(re.search(_MAYBE, plain) or _LONG.search(plain))


def _plain(text: str) -> str:
    """The text with wide digits and blanks as ASCII has them, every character at its place."""
    if text.isascii():
        return text
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", one)) == 1 else one for one in text)


def _card_digits(plain: str, *, is_number: bool) -> Iterator[int]:
    """The places of the digits to hide."""
    for found in _POWER.finditer(plain):
        if _may_begin(found[0], is_number=is_number):
            yield from range(*found.span())
    for chain in _GROUPS.finditer(plain):
        for start, end in _cards(plain, chain, is_number=is_number):
            yield from _hidden(plain, start, end)


def _cards(plain: str, chain: re.Match[str], *, is_number: bool) -> list[tuple[int, int]]:
    """Where in a chain of groups of digits card numbers stand: one group by itself, else as many as make one."""
    groups = [(chain.start() + found.start(), chain.start() + found.end()) for found in _GROUP.finditer(chain[0])]
    cards, first = [], 0
    while first < len(groups):
        ends = [first, *range(min(len(groups), first + _MOST_GROUPS) - 1, first, -1)]
        last = next((last for last in ends if _is_card(plain, groups[first : last + 1], is_number=is_number)), None)
        if last is not None:
            cards.append((groups[first][0], groups[last][1]))
        first = first + 1 if last is None else last + 1
    return cards


def _is_card(plain: str, groups: list[tuple[int, int]], *, is_number: bool) -> bool:
    if any(end - start < _GROUP_DIGITS for start, end in groups[:-1]):
        return False
    digits = "".join(plain[start:end] for start, end in groups)
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return False
    is_official, is_right = digits.startswith(_official()), _check_digit_is_right(digits)
    return (is_official and is_right) if is_number else is_official or (is_right and bool(_ISSUED.match(digits)))


def _may_begin(written: str, *, is_number: bool) -> bool:
    """Whether a number whose last digits a spreadsheet lost may have been a card's."""
    digits = re.sub(r"\D", "", written)
    return digits.startswith(_official()) or (not is_number and bool(_ISSUED.match(digits)))


def _check_digit_is_right(digits: str) -> bool:
    """The Luhn formula (ISO/IEC 7812-1)."""
    doubled = (divmod(2 * int(digit), 10) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(tens + ones for tens, ones in doubled)) % 10 == 0


@cache
def _official() -> tuple[str, ...]:
    """How the numbers of official cards begin, by the shipped table: what a text says must not depend on a ledger."""
    with (shipped("rules") / "tables" / "card_bin.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["bin"] for row in csv.DictReader(file))


@cache
def _official_heads() -> str:
    heads = "|".join(sorted({bin[:_GROUP_DIGITS] for bin in _official()}))
    return rf"(?:{heads})(?:[\s-]{{0,3}}[0-9]){{{_SHORTEST - _GROUP_DIGITS}}}|{_LOST}"


def _hidden(text: str, start: int, end: int) -> list[int]:
    """The places of the digits of a number but the last four."""
    return [place for place in range(start, end) if text[place].isdigit()][:-_VISIBLE]


def _starred(text: str, places: Iterable[int]) -> str:
    hidden = set(places)
    return "".join("*" if place in hidden else one for place, one in enumerate(text)) if hidden else text
