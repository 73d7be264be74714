"""What the rows above a header say: the part that a pattern finds, and the month of a statement."""

import re
from collections.abc import Iterable, Sequence

from costctl.dates import month_number

YearMonth = tuple[int, int]

_FROM = r"\d{4}[-/.年]\s*\d{1,2}[-/.月]\s*\d{1,2}日?[\s\d:]*"
_TO = r"(?:[-~～—–至到]+|to|[\s,,;;]*(?:终止|结束|截止)(?:日期?|时间)?[::])\s*"
PERIODS = (
    rf"{_FROM}{_TO}(?P<year>\d{{4}})[-/.年]\s*(?P<month>\d{{1,2}})[-/.月]",
    r"(?P<year>\d{4})[-/.年]\s*(?P<since>\d{1,2})[-/.月]\s*\d{1,2}日?\s*[-~～—–至到]+\s*"
    r"(?P<month>\d{1,2})[-/.月]\s*\d{1,2}(?:\D|$)",
    r"\d{8}\s*[-~～—–至到]+\s*(?P<year>\d{4})(?P<month>\d{2})\d{2}(?:\D|$)",
    r"账单(?:月份?|年月|日期?|周期|期间?)?\s*[::]?\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})",
    r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\D{0,12}(?:账单|对账|明细|流水|交易)",
)
"""How statements write the time that they are of, as patterns of a layout's `statement`: never a day of printing."""
_BEGINS = re.compile(r"(\d{4})\D?\s*(\d{1,2})")


def in_titles(pattern: str, titles: Sequence[str]) -> re.Match[str] | None:
    """The first that the pattern finds."""
    return next((found for title in titles if (found := re.search(pattern, title))), None)


def statement_month(patterns: Iterable[str], titles: Sequence[str]) -> YearMonth | None:
    """The year and month in which the statement ends; where its period names one year, that is of its beginning."""
    matches = (in_titles(pattern, titles) for pattern in patterns)
    found = next(filter(None, matches), None)
    return _ends(found) if found else None


def stated_period(titles: Sequence[str]) -> tuple[str, YearMonth] | None:
    """The pattern that finds the time of a statement, and the month in which that ends; None where no title names it,
    or it is too long for a day of the year to be in it once."""
    found = ((pattern, match) for pattern in PERIODS if (match := in_titles(pattern, titles)))
    pattern, match = next(found, (None, None))
    ends = _ends(match) if match else None
    return (pattern, ends) if pattern and match and ends and _is_within_a_year(match, ends) else None


def _ends(found: re.Match[str]) -> YearMonth | None:
    if not (month := month_number(found["month"])):
        return None
    since = month_number(found["since"]) if "since" in found.re.groupindex else None
    return int(found["year"]) + bool(since and since > month), month


def _is_within_a_year(found: re.Match[str], ends: YearMonth) -> bool:
    begins = _BEGINS.match(found[0])
    months = 12 * (ends[0] - int(begins[1])) + ends[1] - int(begins[2]) if begins else 0
    return 0 <= months < 12 and 1990 <= ends[0] <= 2100
