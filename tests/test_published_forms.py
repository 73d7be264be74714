"""Other months, years and publishers of the published forms: small files in their shape, with invented rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from costctl.sources.read import read_source
from tests.reading import Read, read_only_sheet

FORMS = Path(__file__).parent / "published"


def published(form: str, currency: str = "GBP") -> Read:
    """The file as read for a ledger in that currency; the caller names a department for rows that name none."""
    path = FORMS / f"{form}.csv"
    return read_only_sheet(read_source(path, currency=currency, department="D1", today=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("form", "layout", "rows", "total"),
    [
        ("department-underscores", "uk-spend-over-25k", 2, "72697.60"),
        ("department-value", "uk-spend-over-25k", 1, "26100.00"),
        ("department-two-types", "uk-spend-over-25k", 1, "184904.05"),
        ("council-serial-days", "uk-spend-over-25k", 2, "5453.95"),
        ("council-transparency-code", "uk-spend-over-25k", 1, "512.20"),
        ("cards-department", "uk-gpc", 1, "1650.00"),
        ("cards-council-gross", "uk-gpc", 2, "6.00"),
        ("cards-council-net", "uk-gpc", 1, "9.54"),
        ("cards-epcs-underscores", "uk-epcs-extract", 2, "2030.32"),
        ("cards-few-columns", "birmingham-purchase-cards", 2, "100.00"),
        ("officials-line-by-line", "uk-travel-costs", 3, "1322.75"),
    ],
)
def test_british_lists_of_charges_and_payments(form: str, layout: str, rows: int, total: str) -> None:
    """Whatever a publisher calls its columns this year: the right layout, no reject, the sum of the file."""
    read = published(form)

    assert (read.source.layout, read.rows.height, read.codes) == (layout, rows, [])
    assert (read.sum(), read.rows_read) == (Decimal(total), rows)


def test_a_summary_of_cards_is_no_list_of_charges() -> None:
    """Sums by kind of expense are no transactions: the file is refused, not taken for some."""
    content = (
        "Summary of ePC Travel,\n,\nRow Labels,Sum of Transaction - Billing Amount\nHotels,227.88\nGrand Total,227.88\n"
    )

    (sheet,) = read_source("f.csv", content.encode(), currency="GBP").sheets

    assert sheet.problem is not None


@pytest.mark.parametrize("form", ["ministers-days", "ministers-start-end"])
def test_ministers_journeys_have_their_days(form: str) -> None:
    """One column for the days, however written, or one for each end."""
    read = published(form)

    assert read.source.layout == "uk-ministers-travel"
    assert read.rows.select("depart_on", "return_on").rows() == [
        (date(2014, 10, 12), date(2014, 10, 15)), (date(2014, 11, 28), date(2014, 11, 28)),
        (date(2019, 1, 12), date(2019, 1, 14)), (date(2023, 1, 12), date(2023, 1, 12)),
    ]  # fmt: skip
    assert (read.codes, str(read.sum())) == ([], "4198.25")


def test_expenses_of_several_officials_in_one_file_are_each_ones_own() -> None:
    """Header in two rows with a blank one between, people one below the other, days as `18-19.04.12`."""
    read = published("officials-one-below-the-other")

    assert read.rows.select("person_id", "department_code", "depart_on", "return_on").rows() == [
        ("Ann Ash", "DEPARTMENT FOR TREES", date(2012, 4, 13), date(2012, 4, 13)),
        ("Ann Ash", "DEPARTMENT FOR TREES", date(2012, 4, 18), date(2012, 4, 19)),
        ("TOM ELM", "DEPARTMENT FOR TREES", date(2012, 4, 25), date(2012, 4, 25)),
    ]
    assert [str(read.sum(name)) for name in ("transport_amount", "lodging_amount")] == ["351.25", "72.00"]
    assert read.rejects.select("code", "found").rows() == [("date.unreadable", "27-")], "a day cut in two rows"
    assert ("rows.left_out", 1) in [(doubt.code, doubt.count) for doubt in read.doubts]
    assert all(total.agrees for total in read.totals)


def test_an_officials_journey_of_which_the_total_is_given() -> None:
    """What is not lodging is travel."""
    read = published("officials-total-alone")

    columns = ("person_id", "depart_on", "return_on", "lodging_amount", "transport_amount")
    assert read.rows.select(columns).rows() == [
        ("Jane Ash", date(2018, 4, 5), date(2018, 4, 6), Decimal("85.00"), Decimal("110.00"))
    ]


@pytest.mark.parametrize(
    ("form", "total"), [("ceap-point", "1108.75"), ("ceap-comma", "1108.75"), ("ceaps-latin-1", "1332.04")]
)
def test_brazilian_reimbursements_of_both_houses(form: str, total: str) -> None:
    """Each on the last day of its month; a returned ticket is negative; decimals after a point or a comma."""
    read = published(form, "BRL")

    assert (read.source.layout, read.codes, read.sum()) == ("brazil-ceap", [], Decimal(total))
    days = {"ceaps-latin-1": [date(2020, 1, 31), date(2020, 2, 29)]}
    assert read.rows["paid_on"].to_list() == days.get(form, [date(2021, 10, 31), *[date(2021, 11, 30)] * 2])
    assert not set(read.rows["department_code"]) & {"D1", None}


@pytest.mark.parametrize("form", ["cpgf-tab-latin-1", "cpgf-underscores"])
def test_brazilian_cards_of_other_years(form: str) -> None:
    """Tabs or semicolons, accents or none: a classified charge counts on the last day of its statement's month."""
    read = published(form, "BRL")

    assert (read.source.layout, read.codes, str(read.sum())) == ("brazil-cpgf", [], "1081.20")
    assert read.rows["spent_on"].null_count() == 1
    assert read.rows["posted_on"].drop_nulls().dt.day().to_list() == [30]
    assert read.rows["merchant_name"].to_list() == ["RANZAN LTDA", "Sigiloso"]


def test_canadian_travel_before_2019() -> None:
    read = published("travelq-2017", "CAD")

    assert (read.source.layout, read.codes, str(read.sum("lodging_amount"))) == ("canada-travel", [], "157.78")
    assert [total.agrees for total in read.totals] == [True]


def test_canadian_hospitality() -> None:
    """What a department gave: guests and those with them where they are counted apart, and one sum for everything."""
    read, before = published("hospitalityq", "CAD"), published("hospitalityq-2016", "CAD")

    assert read.source.layout == before.source.layout == "canada-hospitality"
    assert read.rows.select("held_on", "guests", "companions", "other_amount").rows() == [
        (date(2019, 7, 3), 5, 3, Decimal("171.50")), (date(2019, 7, 5), None, 12, Decimal("1171.50")),
    ]  # fmt: skip
    assert before.rows.select("held_on", "other_amount").rows() == [(date(2016, 1, 1), Decimal("500.00"))]


@pytest.mark.parametrize(("form", "items"), [("sangong-two-rows", 4), ("sangong-numbered", 6)])
def test_three_public_expenses_of_other_provinces(form: str, items: int) -> None:
    """The year stands above the table, the total of all departments above them, a header in two rows or one."""
    read = published(form, "CNY")

    assert (read.source.layout, read.codes) == ("jiangsu-department-budget", [])
    assert (str(read.sum()), read.rows["item"].n_unique()) == ("575000.00", items)
    assert read.rows["fiscal_year"].unique().to_list() == [2024]
    assert read.rows.select("document_no", "line_no").is_unique().all()
    assert read.totals
    assert all(total.agrees for total in read.totals)


ONE_DEPARTMENT = """{title},,
部门:县财政局,,单位:万元
项目,{first},{second}
合计,47.5,57.5
1.因公出国(境)费,,0
2.公务接待费,10,20
3.公务用车购置及运行维护费,37.5,37.5
其中:公务用车购置费,20,{bought}
公务用车运行维护费,17.5,37.5
"""
SEVERAL_DEPARTMENTS = """“三公”经费预算表,,,,
单位名称,2023年预算数,,2024年预算数,
,公务接待费,公务用车运行维护费,公务接待费,公务用车运行维护费
县财政局,10,17.5,20,37.5
县教育局,1,2,3,4
合计,11,19.5,23,41.5
"""


@pytest.mark.parametrize(
    ("title", "first", "second", "years"),
    [
        ("2024年“三公”经费支出预算表", "备注", "预算数", {2024: "575000.00"}),
        ("“三公”经费预算对比表", "2023年预算数", "2024年预算数", {2023: "475000.00", 2024: "575000.00"}),
        ("“三公”经费预算表", "2023年决算数", "2024年预算数", {2024: "575000.00"}),
    ],
)
def test_three_public_expenses_with_an_item_a_row(title: str, first: str, second: str, years: dict[int, str]) -> None:
    """Each year is a document of its own, numbered as where items are columns; subtotals count nothing twice."""
    table = ONE_DEPARTMENT.format(title=title, first=first, second=second, bought="")

    read = read_only_sheet(read_source("f.csv", table.encode()))

    sums = read.rows.group_by("fiscal_year").agg(pl.col("amount").sum().cast(pl.String)).rows()
    assert (dict(sums), read.codes) == (years, [])
    assert all(total.agrees for total in read.totals)
    lines = read.rows.filter(pl.col("fiscal_year") == 2024).select("document_no", "line_no", "item").rows()
    assert ("2024 县财政局", 3, "vehicle_run") in lines
    assert ("2024 县财政局", 4, "reception") in lines


def test_three_public_expenses_of_departments_with_their_years_side_by_side() -> None:
    """The header of a group of columns says whose year they are; final accounts among them are named and not read."""
    budgets = read_only_sheet(read_source("f.csv", SEVERAL_DEPARTMENTS.encode()))
    one = read_only_sheet(read_source("f.csv", SEVERAL_DEPARTMENTS.replace("2023年预算数", "2023年决算数").encode()))

    found = budgets.rows.filter(pl.col("department_code") == "县财政局").sort("fiscal_year", "line_no")
    assert found.select("document_no", "line_no", pl.col("amount").cast(pl.Int64)).rows() == [
        ("2023 县财政局", 3, 175000), ("2023 县财政局", 4, 100000),
        ("2024 县财政局", 3, 375000), ("2024 县财政局", 4, 200000),
    ]  # fmt: skip
    assert str(one.sum()) == "645000.00"
    assert [doubt.count for doubt in one.doubts if doubt.code == "column.amounts_unread"] == [2]


def test_a_department_that_only_the_caller_names_is_in_the_number_of_its_budget() -> None:
    table = ONE_DEPARTMENT.format(title="2024年“三公”经费预算表", first="备注", second="预算数", bought="").replace(
        "部门:县财政局", ""
    )

    read = read_only_sheet(read_source("f.csv", table.encode(), department="D001"))

    assert read.rows["document_no"].unique().to_list() == ["2024 D001"]


def test_a_table_above_the_one_that_is_read_is_doubted() -> None:
    """Meetings, then journeys, then gifts in one file: nothing is left out without a word."""
    read = published("ministers-several-tables")

    assert (read.rows.height, str(read.sum())) == (2, "4097.25")
    assert [(doubt.code, doubt.count) for doubt in read.doubts if doubt.code.startswith("rows.")] == [
        ("rows.above_header", 3), ("rows.left_out", 1),
    ]  # fmt: skip
    assert read.rejects["row_no"].to_list() == [13, 14, 17, 18]


def test_a_publisher_whose_column_names_are_shifted() -> None:
    """The day and the number are taken from where they stand, in rows in which the names are right, too."""
    read = published("cards-shifted-columns")

    assert (read.source.layout, read.codes, str(read.sum())) == ("wakefield-procurement-cards", [], "151.45")
    assert read.rows.select("spent_on", "reference_no").rows() == [
        (date(2018, 7, 10), "161023"), (date(2018, 9, 7), "161038"), (date(2018, 9, 7), "161038"),
    ]  # fmt: skip


def test_final_accounts_are_no_budget() -> None:
    """A table of what was spent has the same columns as one of what was approved: its title tells, or a person does."""
    table = "2024年度“三公”经费支出决算表\n部门名称,年度,因公出国(境)费,公务接待费\n县财政局,2024,0,15\n".encode()

    (sheet,) = read_source("f.csv", table).sheets
    (named,) = read_source("f.csv", table, layout="jiangsu-department-budget").sheets
    (budget,) = read_source("f.csv", table.decode().replace("决算", "预算").encode()).sheets

    assert [one.kind for one in (sheet, named, budget)] == ["disclosures", "budgets", "budgets"]
