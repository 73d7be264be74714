"""Working days go by the holiday calendar, never by the weekday."""

from datetime import date

import chinese_calendar.constants
import pytest

from costctl.calendar import FIRST_YEAR, LAST_YEAR, is_rest_day, working_days


@pytest.mark.parametrize(
    ("day", "rests"),
    [
        (date(2025, 1, 26), False),  # a Sunday worked before the Spring Festival
        (date(2025, 1, 28), True),  # a Tuesday, New Year's Eve of the lunar year
        (date(2025, 3, 1), True),  # an ordinary Saturday
        (date(2025, 3, 3), False),  # an ordinary Monday
        (date(2025, 10, 6), True),  # a Monday, Mid-Autumn Festival
        (date(2003, 12, 31), None),
        (date(2027, 1, 1), None),
    ],
)
def test_a_rest_day_is_what_the_holiday_calendar_says(day, rests):
    assert is_rest_day(day) is rests


def test_the_frame_holds_every_day_of_the_calendar_once():
    frame = working_days()

    assert frame["day"].n_unique() == frame.height == (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1
    assert frame.filter(frame["day"] == date(2025, 1, 26))["is_working_day"].item() is True


def test_years_beyond_the_calendar_give_no_days():
    assert working_days(2027, 2030).height == 0
    assert working_days(2026, 2030)["day"].max() == date(2026, 12, 31)


def test_the_years_are_those_that_the_package_holds():
    years = {day.year for day in chinese_calendar.constants.holidays}

    assert (min(years), max(years)) == (FIRST_YEAR, LAST_YEAR)
