"""Written amounts to Decimal and back. Strict: what could mean two things is refused, with the code of the reason."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costctl.currencies import SIGN, iso

Unit = Literal["元", "千元", "万元", "亿元"]
UNITS: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "亿元": Decimal(10**8),
}
"""The units of money that a file, a layout or a record kind may name, in yuan."""

CENT = Decimal("0.01")
INTEGER_DIGITS = 16
"""What DECIMAL(18, 2) holds before its point."""

_DIGITS = 26
"""Longer numbers would be rounded in silence when multiplied."""

_UNITS = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_WRITTEN = re.compile(
    rf"""(?P<open>\()?\s*
    (?P<sign>[+-])?\s*(?P<before>{SIGN})?\s*(?P<sign2>[+-])?\s*(?P<open2>\()?\s*
    (?P<number>[0-9][0-9., ]*[0-9]|[0-9]|[.,][0-9]+)
    (?P<power>E[+-]?[0-9]+)?\s*
    (?P<percent>%)?\s*(?P<unit>百万|千万|千|万|亿)?\s*(?P<after>元整|圆整|{SIGN})?\s*
    (?P<close>\))?\s*(?P<trailing>-)?""",
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_CENTS = re.compile(r"[0-9]+\.[0-9]{1,2}")
"""Never thousands, not where they are set off by points either."""
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
"""What can hardly be anything but decimals after a comma."""
_OF_MONEY = {
    "number.bad_grouping": "money.bad_grouping",
    "number.decimal_comma": "money.decimal_comma",
    "number.not_a_number": "money.not_a_number",
    "number.scientific": "money.scientific",
    "number.too_large": "money.too_large",
    "number.two_decimal_points": "money.two_decimal_points",
}
_SWAP = str.maketrans(".,", ",.")
_DASHES = str.maketrans("−‐‑–", "----")


def parse_money(
    text: str, *, decimal_comma: bool = False, unit: Decimal = Decimal(1), currency: str | None = None
) -> Decimal | str:
    """The amount to the cent, or the code of what is wrong with it.

    `unit` is what a written 1 is worth; a cell that names 元, 万元 or 亿元 itself outranks it, and one with a mere
    currency sign is refused where the unit is another than yuan: ￥15,000 under 万元 is hardly 150 million. `currency`
    is the only one that the cell may name; without it any. Zeros behind the second decimal are accepted, other digits
    are not: nothing is rounded.
    """
    value = parse_number(text, decimal_comma=decimal_comma, unit=unit, currency=currency)
    if isinstance(value, str):
        return _OF_MONEY.get(value, value)
    if value % CENT:
        return "money.more_than_two_decimals"
    if abs(value) >= 10**INTEGER_DIGITS:
        return "money.too_large"
    return value.quantize(CENT) + 0


def has_marks(text: str) -> bool:
    """Whether there are circled or raised digits, the marks of footnotes, which are no part of a number."""
    return not text.isascii() and any(unicodedata.category(one) == "No" for one in text)


def parse_number(
    text: str,
    *,
    decimal_comma: bool = False,
    unit: Decimal = Decimal(1),
    percent: bool = False,
    currency: str | None = None,
) -> Decimal | str:
    """The number exactly as written, or the code of what is wrong with it."""
    match = _match(text)
    if match is None or (match["percent"] and not percent):
        return "number.not_a_number"
    if match["power"]:
        return "number.scientific"
    named = [sign.removesuffix("整") for sign in (match["before"], match["after"]) if sign]
    if currency and any(iso(sign, currency) != currency for sign in named):
        return "currency.not_ledger"
    number = _unsigned(match["number"], decimal_comma=decimal_comma)
    if isinstance(number, str):
        return number
    if match["unit"] or not {"元", "圆"}.isdisjoint(named):
        unit = Decimal(_UNITS.get(match["unit"], 1))
    elif named and number and unit != 1:
        return "money.unit_unclear"
    if match["percent"]:
        unit = CENT
    negative = any(sign in ("-", "(") for sign in _signs(match))
    return -number * unit if negative else number * unit


def _match(text: str) -> re.Match[str] | None:
    """The parts of a written number; None where it is none, or has two signs or half a pair of brackets."""
    if has_marks(text):
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    match = _WRITTEN.fullmatch(re.sub(r"\s", " ", plain))
    if match is None or len(_signs(match)) > 1 or bool(match["close"]) != bool(match["open"] or match["open2"]):
        return None
    return match


def _signs(match: re.Match[str]) -> list[str]:
    return [sign for sign in match.group("sign", "sign2", "trailing", "open", "open2") if sign]


def _unsigned(written: str, *, decimal_comma: bool) -> Decimal | str:
    number = written.translate(_SWAP) if decimal_comma and not _CENTS.fullmatch(written) else written
    if not (_PLAIN.fullmatch(number) or _GROUPED.fullmatch(number)):
        if _COMMA.fullmatch(written) and not decimal_comma:
            return "number.decimal_comma"
        return "number.two_decimal_points" if number.count(".") > 1 else "number.bad_grouping"
    number = number.replace(",", "").replace(" ", "")
    if len(number.partition(".")[0].lstrip("0")) > INTEGER_DIGITS or len(number) > _DIGITS:
        return "number.too_large"
    return Decimal(number)


def round_together(parts: Sequence[Decimal], step: Decimal, total: Decimal | None = None) -> list[Decimal]:
    """Each part as a whole number of `step`, off by less than one, so that they add up to `total`.

    `total` is their sum, rounded up or down; without it, half away from zero. What cutting leaves over goes to the
    parts that lost most, the earlier first (the method of largest remainders). A part that is a whole number of steps
    stays what it is.
    """
    exact = [Fraction(part) / Fraction(step) for part in parts]
    whole = [math.floor(part) for part in exact]
    wanted = _half_away(sum(exact, Fraction(0)) if total is None else Fraction(total) / Fraction(step))
    left = wanted - sum(whole)
    for place in sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])[:left]:
        whole[place] += 1
    return [step * number for number in whole]


def _half_away(number: Fraction) -> int:
    """The nearest whole number; halves go away from zero."""
    nearest = math.floor(abs(number) + Fraction(1, 2))
    return nearest if number >= 0 else -nearest
