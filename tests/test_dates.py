"""Written dates, months, years and times: what is read, and what is refused rather than guessed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.dates import month_number, parse_date, parse_month, parse_time, parse_year
from costctl.problems import catalogue

FIFTH_OF_MARCH = date(2014, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2014-03-05",
        "2014年3月5日",
        "2014 年 03 月 05 日",
        "2014年3月5号",
        "２０１４年３月５日",
        "20140305",
        "2014.3.5",
        "2014/3/5",
        "2014-03-05 21:32:14",
        "2014-03-05T21:32:14.000Z",
        "20140305213214",
        "2014/3/5 上午 9:05:00",
        "5-Mar-14",
        "05 March 2014",
        "Mar 5, 2014",
        "5MAR2014",
        "5th March 2014",
        "March 5th, 2014",
        "41703",
        "41703.5",
        "二〇一四年三月五日",
        "二○一四年 三月 五日",
        "2014年三月五号",
        "2014/03/05 周三",
        "2014年3月5日(星期三) 10:00",
        "2014年3月5日上午",
        "2014 3 5",
        "2014、3、5",
        "2014。3。5",
        "2014_3_5",
        "2014\\3\\5",
        "20140305.0",
    ],
)
def test_one_day_in_many_forms(written: str) -> None:
    assert parse_date(written) == FIFTH_OF_MARCH
    assert parse_month(written) == date(2014, 3, 1)


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2014, 3, 5)), ("mdy", date(2014, 5, 3))])
@pytest.mark.parametrize("written", ["05/03/2014", "5 / 3 / 14", "05.03.2014", "5-3-2014 10:00"])
def test_day_and_month_need_an_order(written: str, order: str, day: date) -> None:
    assert parse_date(written, order=order) == day  # type: ignore[arg-type]
    assert parse_date(written) == "date.ambiguous"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2014-02-29", "date.impossible"),
        ("2014-00-00", "date.impossible"),
        ("20141301", "date.impossible"),
        ("2014年3月", "date.no_day"),
        ("Mar-14", "date.no_day"),
        ("03/05", "date.no_year"),
        ("3月5日", "date.no_year"),
        ("1234", "date.unreadable"),
        ("19999", "date.unreadable"),
        ("99999", "date.unreadable"),
        ("合计", "date.unreadable"),
        ("二〇一四年十三月五日", "date.impossible"),
        ("二〇一四年十十月五日", "date.unreadable"),
        ("2014.3.5-3.6", "date.unreadable"),
        ("2014-3-5至3-6", "date.unreadable"),
        ("14.3.5", "date.unreadable"),
        ("5 Foo 2014", "date.unreadable"),
    ],
)
def test_dates_that_are_refused(written: str, code: str) -> None:
    assert parse_date(written) == code
    assert code in catalogue()


@pytest.mark.parametrize(("written", "number"), [("十", 10), ("十一", 11), ("二十", 20), ("廿三", 23), ("三十一", 31)])
def test_days_in_chinese_numbers(written: str, number: int) -> None:
    assert parse_date(f"二零二五年一月{written}日") == date(2025, 1, number)


def test_years_of_two_digits_turn_at_seventy() -> None:
    assert parse_date("1/2/69", order="dmy") == date(2069, 2, 1)
    assert parse_date("1/2/70", order="dmy") == date(1970, 2, 1)


def test_a_day_without_year_belongs_to_the_statement() -> None:
    """A January statement still shows the purchases of December."""
    january = date(2014, 1, 1)

    assert parse_date("01/05", statement_month=january) == date(2014, 1, 5)
    assert parse_date("12/28", statement_month=january) == date(2013, 12, 28)
    assert parse_date("28/12", order="dmy", statement_month=january) == date(2013, 12, 28)
    assert parse_date("12月28日", order="dmy", statement_month=january) == date(2013, 12, 28)
    assert parse_date("28-Dec", statement_month=january) == date(2013, 12, 28)
    assert parse_date("5 January", statement_month=january) == date(2014, 1, 5)
    assert parse_date("28-Dec") == "date.no_year"
    assert parse_date("28 Smarch", statement_month=january) == "date.unreadable"


def test_a_month_has_a_number_and_a_name() -> None:
    assert [month_number(text) for text in ("3", "03", "Mar", "march", "13", "0", "März")] == [
        3,
        3,
        3,
        3,
        None,
        None,
        None,
    ]


def test_a_layouts_own_form_comes_first() -> None:
    assert parse_date("140305", formats=("%y%m%d",)) == FIFTH_OF_MARCH
    assert parse_date("140305") == "date.unreadable"


@pytest.mark.parametrize("written", ["2014-03", "2014年3月", "2014年03月份", "201403", "2014.3", "3/2014", "Mar 2014"])
def test_months(written: str) -> None:
    assert parse_month(written) == date(2014, 3, 1)


def test_a_month_that_excel_may_have_cut_is_refused() -> None:
    """2014.10 typed as a number is kept as 2014.1."""
    assert parse_month("2014.1") == "month.ambiguous"
    assert parse_month("2014.10") == date(2014, 10, 1)
    assert parse_month("soon") == "month.unreadable"


@pytest.mark.parametrize(("written", "meant"), [("2014", 2014), ("2014年", 2014), ("2014年度", 2014)])
def test_years(written: str, meant: int) -> None:
    assert parse_year(written) == meant


@pytest.mark.parametrize("written", ["14", "20145", "1899", "二〇一四"])
def test_years_that_are_refused(written: str) -> None:
    assert parse_year(written) == "year.unreadable"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("21:32", time(21, 32)),
        ("213214", time(21, 32, 14)),
        ("90500", time(9, 5)),
        ("9:05:00", time(9, 5)),
        ("21时32分14秒", time(21, 32, 14)),
        ("下午3:05", time(15, 5)),
        ("12:00 AM", time(0, 0)),
        ("2023-02-12 21:32:14", time(21, 32, 14)),
        ("20230212213214", time(21, 32, 14)),
        ("24:00:00", "time.impossible"),
        ("21:60", "time.impossible"),
        ("13:00 PM", "time.impossible"),
        ("532", "time.unreadable"),
        ("2023-02-12", "time.unreadable"),
        ("noon", "time.unreadable"),
    ],
)
def test_times_of_day(written: str, meant: time | str) -> None:
    assert parse_time(written) == meant


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%d-%b-%Y", "%B %d, %Y", "%Y-%m-%d %H:%M:%S"]

    assert {parse_date(day.strftime(form)) for form in forms} == {day}
    assert parse_date(day.strftime("%d/%m/%Y"), order="dmy") == day
    assert parse_date(day.strftime("%m/%d/%Y"), order="mdy") == day
    assert parse_date(str((day - date(1899, 12, 30)).days)) == day


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)))
def test_every_second_is_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)

    assert parse_time(moment.strftime("%H:%M:%S")) == moment.time()
    assert parse_time(moment.strftime("%H%M%S")) == moment.time()
    assert parse_time(moment.isoformat(sep=" ")) == moment.time()
    assert parse_date(moment.isoformat()) == (moment - timedelta(0)).date()


@pytest.mark.parametrize("text", ["2014.3.1②", "2014-3-0①", "2014年3月1日①"])
def test_marks_of_footnotes_are_no_digits(text: str) -> None:
    """A circled digit behind a day would make another day of it."""
    assert isinstance(parse_date(text), str)
