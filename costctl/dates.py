"""Written dates, months, years and times of day. What could mean two days is refused, with the code of the reason."""

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from costctl.errors import InputError

DateOrder = Literal["ymd", "dmy", "mdy"]

_BUREAU_TIME = ZoneInfo("Asia/Shanghai")
"""What is stored is UTC; what is shown, and which day it is, goes by the one time that China keeps."""

EARLIEST = date(1990, 1, 1)
"""Earlier days are mistyped."""
YEARS = (EARLIEST.year, 2100)
"""The first and the last year that may be asked for."""

NO_YEAR = "date.no_year"
"""What is wrong with a day that a statement without a month of its own writes without a year."""

SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of the two systems by which Excel numbers days; in the first, all days from March 1900 on."""
_SERIALS = range(20_000, 73_051)
"""Excel's numbers for the days from 1954-10-03 to 2099-12-31, in the system that counts from 1900."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_TIME = (
    r"(?P<noon>上午|下午|am|pm)? ?(?P<h>\d{1,2})(?:[:时点](?P<n>\d{1,2})(?:[:分](?P<s>\d{1,2})?(?:\.\d+)?秒?)?|时|点)"
    r"分? ?(?P<noon2>am|pm)? ?(?:z|[+-]\d{2}:?\d{2})?"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_AFTER = (
    r"(?: ?\(?(?:周|星期)[一二三四五六日天]\)?)?"
    rf"(?: ?[上下]午|[ t]+(?:{_TIME})|(?<=\d{{8}})(?P<run>\d{{6}}))?"
)
_APART = r"/.、。,_\\ -"
"""What may stand between the numbers of a day that begins with its year of four digits."""
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}}) ?([年{_APART}]) ?(?P<m>\d{{1,2}}) ?[月{_APART}] ?(?P<d>\d{{1,2}}) ?[日号]?{_AFTER}"
)
_RUN = re.compile(rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:\.0+)?{_AFTER}")
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}}) ?([-/.]) ?(?P<b>\d{{1,2}}) ?\2 ?(?P<y>\d{{4}}|\d{{2}}){_AFTER}")
_DAY_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}}){_ORDINAL}[-/. ]*(?P<name>[a-z]{{3,9}})\.?[-/., ]*(?P<y>\d{{4}}|\d{{2}}){_AFTER}"
)
_NAMED_DAY = re.compile(
    rf"(?P<name>[a-z]{{3,9}})\.?[- ]*(?P<d>\d{{1,2}}){_ORDINAL}[, -]+(?P<y>\d{{4}}|\d{{2}}){_AFTER}"
)
_NO_YEAR = re.compile(r"(?P<m>\d{1,2})(?:[-/.]|月)(?P<d>\d{1,2})[日号]?")
_NO_YEAR_RUN = re.compile(r"(?P<m>\d{2})(?P<d>\d{2})")
_NO_YEAR_NAMED = re.compile(rf"(?P<d>\d{{1,2}}){_ORDINAL}[-/. ]*(?P<name>[a-z]{{3,9}})\.?")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:\.\d+)?")
_MONTH_ONLY = re.compile(r"(?P<y>\d{4}) ?(?:[-/.年] ?(?P<m>\d{1,2}) ?(?:月份?)?|(?P<mm>\d{2}))")
_MONTH_LAST = re.compile(r"(?P<m>\d{1,2})[-/](?P<y>\d{4})")
_MONTH_NAMED = re.compile(r"(?P<name>[a-z]{3,9})\.?[-/., ]*(?P<y>\d{4}|\d{2})")
_YEAR = re.compile(r"(?P<y>\d{4}) ?(?:年度?)?")
_TIME_ONLY = re.compile(_TIME)
_TIME_RUN = re.compile(r"(?P<h>\d{1,2})(?P<n>\d{2})(?P<s>\d{2})")


def parse_date(
    text: str,
    *,
    order: DateOrder = "ymd",
    statement_month: date | None = None,
    formats: Sequence[str] = (),
    day_zero: date = SINCE_1900,
) -> date | str:
    """The day, or the code of what is wrong.

    `order` says what 05/03/2014 means; under `ymd` it is ambiguous. Years of two digits up to 69 are of this century.
    A day without a year is the last such day up to the end of `statement_month`. `formats` (of strptime) come first.
    A number of five digits counts the days since `day_zero`.
    """
    plain = _plain(text)
    for known in formats:
        try:
            return datetime.strptime(plain, known).date()
        except ValueError:
            continue
    day = _complete(plain, order, day_zero)
    if day is not None:
        return day
    if match := _NO_YEAR.fullmatch(plain) or (statement_month and _NO_YEAR_RUN.fullmatch(plain)):
        first, second = int(match["m"]), int(match["d"])
        if order == "dmy" and "月" not in plain:
            return _within_statement(second, first, statement_month)
        return _within_statement(first, second, statement_month)
    if (match := _NO_YEAR_NAMED.fullmatch(plain)) and match["name"] in _MONTHS:
        return _within_statement(_MONTHS[match["name"]], int(match["d"]), statement_month)
    return "date.no_day" if isinstance(_month_only(plain), date) else "date.unreadable"


def _complete(plain: str, order: DateOrder, day_zero: date) -> date | str | None:
    """The day of a text that names year, month and day, or is Excel's number of one; None for any other text."""
    if match := _YEAR_FIRST.fullmatch(plain) or _RUN.fullmatch(plain):
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _YEAR_LAST.fullmatch(plain):
        return _by_order(match, order)
    match = _DAY_NAMED.fullmatch(plain) or _NAMED_DAY.fullmatch(plain)
    if match and match["name"] in _MONTHS:
        return _day(_year(match["y"]), _MONTHS[match["name"]], int(match["d"]))
    if match := _SERIAL.fullmatch(plain):
        days = int(match["days"]) + (day_zero - SINCE_1900).days
        return SINCE_1900 + timedelta(days=days) if days in _SERIALS else None
    return None


def parse_month(
    text: str, *, order: DateOrder = "ymd", statement_month: date | None = None, day_zero: date = SINCE_1900
) -> date | str:
    """The first day of the month, or the code of what is wrong. A date stands for its month."""
    plain = _plain(text)
    month = _month_only(plain)
    if month is not None:
        return month
    day = parse_date(plain, order=order, statement_month=statement_month, day_zero=day_zero)
    if isinstance(day, date):
        return day.replace(day=1)
    return "month.unreadable" if day == "date.unreadable" else day


def month_number(text: str) -> int | None:
    """The month that a number or an English name means."""
    number = int(text) if text.isdecimal() else _MONTHS.get(text.casefold(), 0)
    return number if 1 <= number <= 12 else None


def parse_year(text: str) -> int | str:
    """The year, or the code of what is wrong."""
    match = _YEAR.fullmatch(_plain(text))
    return int(match["y"]) if match and 1900 <= int(match["y"]) <= 2100 else "year.unreadable"


def parse_time(text: str) -> time | str:
    """The time of day to the second, or the code of what is wrong. Of a date with a time, the time."""
    plain = _plain(text)
    match = _TIME_RUN.fullmatch(plain) or _TIME_ONLY.fullmatch(plain)
    if match is None:
        for pattern in (_YEAR_FIRST, _RUN, _YEAR_LAST, _DAY_NAMED, _NAMED_DAY):
            if match := pattern.fullmatch(plain):
                break
        else:
            return "time.unreadable"
        if run := match["run"]:
            return parse_time(run)
        if match["h"] is None:
            return "time.unreadable"
    return _time_of_day(match)


def _time_of_day(match: re.Match[str]) -> time | str:
    parts = match.groupdict()
    hour, minute, second = int(parts["h"]), int(parts["n"] or 0), int(parts["s"] or 0)
    noon = parts.get("noon") or parts.get("noon2")
    if noon in ("am", "pm"):
        if not 1 <= hour <= 12:
            return "time.impossible"
        hour = hour % 12 + (12 if noon == "pm" else 0)
    elif noon == "下午" and hour < 12:
        hour += 12
    try:
        return time(hour, minute, second)
    except ValueError:
        return "time.impossible"


_CHINESE = re.compile("[〇○零一二三四五六七八九十廿卅]+(?=[年月日号])")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _arabic(chinese: re.Match[str]) -> str:
    """二〇二五 as 2025, 三十一 as 31."""
    said = chinese[0].replace("廿", "二十").replace("卅", "三十").translate(_DIGITS)
    tens, ten, ones = said.rpartition("十")
    return f"{tens or 1}{ones or 0}" if ten else said


def _plain(text: str) -> str:
    """Half-width, in small letters, with single blanks and Arabic digits; circled and raised digits are marks and stay
    what they are."""
    if not text.isascii():
        text = "".join("\ufffd" if unicodedata.category(one) == "No" else one for one in text)
        text = _CHINESE.sub(_arabic, text)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _day(year: int, month: int, day: int) -> date | str:
    try:
        return date(year, month, day)
    except ValueError:
        return "date.impossible"


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 70 else 1900)


def _by_order(match: re.Match[str], order: DateOrder) -> date | str:
    first, second = int(match["a"]), int(match["b"])
    if order == "ymd":
        return "date.ambiguous"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(_year(match["y"]), month, day)


def _within_statement(month: int, day: int, statement_month: date | None) -> date | str:
    if statement_month is None:
        return NO_YEAR
    return _day(statement_month.year - (month > statement_month.month), month, day)


def _month_only(plain: str) -> date | str | None:
    """The month that is all the text says; None if it says something else."""
    if match := _MONTH_ONLY.fullmatch(plain):
        year, month = int(match["y"]), int(match["m"] or match["mm"])
        if plain.endswith(".1"):
            return "month.ambiguous"
        if match["mm"] and not 1900 <= year <= 2100:
            return None
    elif match := _MONTH_LAST.fullmatch(plain):
        year, month = int(match["y"]), int(match["m"])
    elif (match := _MONTH_NAMED.fullmatch(plain)) and match["name"] in _MONTHS:
        year, month = _year(match["y"]), _MONTHS[match["name"]]
    else:
        return None
    return _day(year, month, 1)


def bureau_now() -> datetime:
    """The time of day where the bureau is."""
    return datetime.now(_BUREAU_TIME)


def at_bureau(moment: datetime) -> datetime:
    """A stored moment, which is UTC, in the time of the bureau."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_BUREAU_TIME)


def today() -> date:
    """Today where the bureau is."""
    return bureau_now().date()


def latest_plausible(day: date) -> date:
    """The last day that is not taken for mistyped on `day`: two years ahead."""
    year = day.year + 2
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def judged_on(as_of: date | None) -> date:
    """The day that a caller asks to judge by, today at the bureau if none.

    InputError `budget.no_period` for a text, `budget.day_implausible` for a day that is mistyped.
    """
    if as_of is None:
        return today()
    if not isinstance(as_of, date):
        raise InputError("budget.no_period", found=f"as_of={as_of!r}")
    day, last = as_of.date() if isinstance(as_of, datetime) else as_of, latest_plausible(today())
    if not EARLIEST <= day <= last:
        raise InputError("budget.day_implausible", found=str(day), first=EARLIEST, last=last)
    return day


def whole_year(year: int | None) -> int | None:
    """The year that a caller asks for, None for all.

    InputError `budget.no_period` for a text, `budget.no_year` for a number that is none, such as 25.
    """
    if year is None:
        return None
    if not isinstance(year, int) or isinstance(year, bool):
        raise InputError("budget.no_period", found=f"year={year!r}")
    first, last = YEARS
    if not first <= year <= last:
        raise InputError("budget.no_year", found=str(year), first=first, last=last)
    return year
