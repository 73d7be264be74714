"""Chinese working days: public holidays rest, make-up Saturdays and Sundays work."""

from datetime import date, timedelta

import chinese_calendar
import polars as pl
from chinese_calendar import constants

FIRST_YEAR = 2004
LAST_YEAR = 2026
"""The years that chinesecalendar 1.11.0 holds."""


def is_rest_day(day: date) -> bool | None:
    """Whether nobody works on `day`; None in a year that the calendar does not hold."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return not chinese_calendar.is_workday(day)


def working_days(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> pl.DataFrame:
    """Each day of the years that the calendar holds: `day` Date, `is_working_day` Boolean."""
    first, last = date(max(first_year, FIRST_YEAR), 1, 1), date(min(last_year, LAST_YEAR), 12, 31)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return pl.DataFrame(
        {"day": days, "is_working_day": [_works(day) for day in days]},
        schema={"day": pl.Date(), "is_working_day": pl.Boolean()},
    )


def _works(day: date) -> bool:
    """As `chinese_calendar.is_workday`, without its search for the ends of the calendar on every call."""
    return day in constants.workdays or (day.weekday() < 5 and day not in constants.holidays)
