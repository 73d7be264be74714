"""Published files import with the figures that were computed for them independently, file by file."""

import calendar
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from costctl.ledger.memory import memory_ledger
from costctl.sources.read import read_source
from costctl.values import ControlTotal, Receipt
from tests.reading import Read, read_only_sheet
from tests.realdata import expected, realdata

pytestmark = pytest.mark.realdata

TODAY = date(2026, 1, 1)


def imported(path: Path, currency: str) -> Read:
    return read_only_sheet(read_source(path, currency=currency, today=TODAY))


def files(name: str) -> list[Path]:
    return [realdata(name) / file for file in expected(name)["files"]]


def together(name: str, currency: str) -> dict[str, Read]:
    return {path.name: imported(path, currency) for path in files(name)}


def figures(rows: pl.DataFrame) -> dict[str, Any]:
    """The figures that each card data set states over all its files."""
    amounts = rows["amount"]
    refunds = amounts.filter(amounts < 0)
    days = rows["spent_on"].drop_nulls()
    return {
        "transaction_rows": rows.height,
        "total": str(amounts.sum()),
        "first_date": str(days.min()),
        "last_date": str(days.max()),
        "refunds": {"count": refunds.len(), "total": str(refunds.sum())},
        "zero_amount_rows": (amounts == 0).sum(),
        "largest_amount": str(amounts.max()),
    }


def by_department(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Count and total by the department as recorded."""
    grouped = rows.group_by("department_code").agg(pl.len(), pl.col("amount").sum())
    return {name: {"count": count, "total": str(total)} for name, count, total in grouped.iter_rows()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pcard-birmingham-2017-csv", "pcard-birmingham-2018-xls"])
def test_birmingham(name: str) -> None:
    """Twenty-four months whose columns drift go through one layout, CSV and workbook alike."""
    read = together(name, "GBP")
    known = expected(name)

    for file, figure in known["files"].items():
        one = read[file]
        assert one.source.layout == "birmingham-purchase-cards"
        assert (one.rows.height, one.rejects.height, str(one.sum())) == (
            figure["transaction_rows"],
            0,
            figure["total"],
        ), file
        codes = {doubt.code for doubt in one.doubts}
        assert ("amount.in_original_currency" in codes) == (figure["amount_column"] == "ORIGINAL GROSS AMT"), file
        assert ("column.repeated" in codes) == bool(figure["duplicate_headers"]), file
    rows = pl.concat([one.rows for one in read.values()], how="diagonal")
    of_all = known["all_files"]
    assert figures(rows) == {key: of_all[key] for key in figures(rows)}
    assert by_department(rows) == of_all["by_department"]
    assert rows["card_no"].n_unique() == of_all["distinct_cards"]


def test_birmingham_header_inside_the_table_is_no_record() -> None:
    """September 2018 repeats its header at row 3618: one data row less than filled rows."""
    path = realdata("pcard-birmingham-2018-xls") / "purchase-card-transactions-september-2018.xlsx"
    known = expected("pcard-birmingham-2018-xls")["files"][path.name]

    read = imported(path, "GBP")

    assert known["rejected_row_numbers"] == [3618]
    assert 3618 not in read.rows["row_no"]
    assert (read.rows.height, read.rejects.height) == (known["transaction_rows"], 0)
    assert read.rows_read == known["data_rows"] - 1


def test_brazil() -> None:
    """Classified rows have no date: they count on the last day of their statement's month. Cash is told by words."""
    name = "govcard-brazil-cpgf-2022"
    read = together(name, "BRL")
    known = expected(name)

    for file, figure in known["files"].items():
        one = read[file]
        assert one.source.layout == "brazil-cpgf"
        assert (one.rows.height, one.rejects.height, str(one.sum())) == (
            figure["data_rows"],
            0,
            figure["total_all_rows"],
        )
        undated = one.rows.filter(pl.col("spent_on").is_null())
        assert undated.height == figure["rows_without_transaction_date"]
        assert undated["holder_name"].str.to_lowercase().unique().to_list() == ["sigiloso"]
        year, month = int(file[:4]), int(file[4:6])
        last_day = date(year, month, calendar.monthrange(year, month)[1])
        assert undated["posted_on"].unique().to_list() == [last_day]
        dated = one.rows.filter(pl.col("spent_on").is_not_null())
        assert dated["posted_on"].null_count() == dated.height
    rows = pl.concat([one.rows for one in read.values()])
    cash = rows.filter(pl.col("transaction_type") == "cash_withdrawal")
    assert {"count": cash.height, "total": str(cash["amount"].sum())} == known["all_rows"]["cash"]
    assert by_department(rows) == known["all_rows"]["by_department"]


def test_oxford() -> None:
    """Two layouts, nine files, no card and for the most part no department."""
    name = "pcard-oxford-2017"
    read = together(name, "GBP")
    known = expected(name)

    for file, figure in known["files"].items():
        one = read[file]
        assert (one.rows.height, one.rejects.height, str(one.sum())) == (
            figure["transaction_rows"],
            0,
            figure["total"],
        ), file
        assert one.rows["merchant_name"].null_count() == figure["empty_merchant_rows"]
    rows = pl.concat([one.rows for one in read.values()], how="diagonal")
    assert figures(rows) == {key: known["all_files"][key] for key in figures(rows)}
    assert {one.source.layout for one in read.values()} == {"uk-epcs-extract", "oxford-procurement-cards-2017q1"}


REJECTED_TRIPS = {
    "T-2018-Q3-020": "date.implausible",
    "T-2019-P5-0025": "dates.order",
    "T-2019-P7-0005": "dates.order",
    "T-2021-P12-0007": "dates.order",
    "T-2022-P10-0012": "dates.order",
}
"""One trip ends in 2108, four end before they start: they are rejected, and count with the accepted ones."""


def test_canada() -> None:
    """Each part of the cost ties with the published figure; the rows whose parts do not add up are those known."""
    name = "travel-canada-travelq"
    read = imported(realdata(name) / "travelq.csv", "CAD")
    known = expected(name)

    assert read.source.layout == "canada-travel"
    rejected = {key.split(" ")[1].split("/")[0]: code for key, code in _keys_and_codes(read)}
    assert rejected == REJECTED_TRIPS
    assert read.rows.height + read.rejects.height == known["data_rows"]
    refused = [_cells(cells) for cells in read.rejects["cells"]]
    parts = known["components"]
    assert read.sum("lodging_amount") + _total(refused, "lodging") == Decimal(parts["lodging"])
    assert read.sum("meal_allowance") + _total(refused, "meals") == Decimal(parts["meals"])
    travel = ("airfare", "other_transport", "other_expenses")
    assert read.sum("transport_amount") + sum(_total(refused, one) for one in travel) == sum(
        Decimal(parts[one]) for one in travel
    )
    whole, *off = read.totals
    assert whole.stated + _total(refused, "total") == Decimal(known["total"])
    assert len(off) == known["component_mismatch"]["rows"] + _off_by_a_cent(off)
    assert whole.computed - whole.stated == Decimal(known["component_mismatch"]["sum_of_differences"]) + _cents(off)


def _keys_and_codes(read: Read) -> list[tuple[str, str]]:
    return [
        (_cells(cells)["owner_org"] + " " + _cells(cells)["ref_number"], code)
        for cells, code in read.rejects.select("cells", "code").iter_rows()
    ]


def _cells(text: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(text)
    return found


def _total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row.get(column, "0")) for row in rows), Decimal(0))


def _off_by_a_cent(off: list[ControlTotal]) -> int:
    """The published figure overlooks differences of one cent."""
    return sum(abs(one.stated - one.computed) <= Decimal("0.01") for one in off)


def _cents(off: list[ControlTotal]) -> Decimal:
    return sum(
        (one.computed - one.stated for one in off if abs(one.stated - one.computed) <= Decimal("0.01")), Decimal(0)
    )


def bank(file: str) -> tuple[Read, dict[str, Any]]:
    known = expected("cn-bank-statements-a")["files"][file]
    read = imported(realdata("cn-bank-statements-a") / file, "CNY")
    assert (read.rows.height, read.rejects.height) == (known["transactions"], 0)
    return read, known


def test_icbc() -> None:
    """Spending and income have a column each, the card number stands above, the last line states both sums."""
    read, known = bank("icbc__credit__example-icbc-credit-records.csv")

    assert str(sum(one for one in read.rows["amount"] if one > 0)) == known["expense_total"]
    assert str(-sum(one for one in read.rows["amount"] if one < 0)) == known["income_total"]
    assert read.rows["card_no"].unique().to_list() == ["1234****5678"]
    assert [(one.stated, one.agrees) for one in read.totals] == [(Decimal("6543.21") - Decimal("1234.56"), False)]


def test_cmb() -> None:
    """Days without a year take it from the statement's month; those of December lie in the year before."""
    read, known = bank("cmb__credit__example-cmb-records.csv")

    assert str(read.sum()) == known["total"]
    assert read.rows["spent_on"].null_count() == known["rows_without_transaction_date"]
    year = known["year_from_preamble"]
    days = [
        (spent.strftime("%m/%d") if spent else "", posted.strftime("%m/%d"))
        for spent, posted in read.rows.select("spent_on", "posted_on").iter_rows()
    ]
    assert [list(day) for day in days] == known["dates_resolved"]
    assert read.rows["posted_on"].dt.year().to_list() == [year - 1, year - 1, year, year, year, year]


def test_bocom() -> None:
    """Currency and amount share a cell; refunds and repayments carry no sign but a word."""
    read, known = bank("bocom_credit__example-bocom_credit-records.csv")

    assert str(sum(abs(one) for one in read.rows["amount"])) == known["billed_total_unsigned_CNY"]
    assert read.rows["currency"].to_list() == ["CNY"] * known["transactions"]
    assert (read.rows["original_currency"] != "CNY").sum() == known["foreign_rows"]
    kinds = {"refund": 2, "repayment": 2, "purchase": 4}
    assert dict(read.rows["transaction_type"].value_counts().iter_rows()) == kinds
    assert (read.rows["amount"] < 0).sum() == kinds["refund"] + kinds["repayment"]


def test_citic() -> None:
    """A title in a merged first row, amounts and dates as text, the card's tail as a number."""
    read, known = bank("citic__credit__example-citic-records.xls")

    assert str(read.sum()) == known["total"]
    assert (read.rows["amount"] < 0).sum() == known["negative_rows"]


def test_alipay() -> None:
    """Every row is a transaction; what Alipay counts neither way spends nothing unless it is a refund."""
    read, known = bank("alipay__example-alipay-records.csv")

    by_word = read.rows.with_columns(pl.col("extra").str.extract('"direction":"([^"]+)"').alias("word"))
    for word in ("支出", "收入", "不计收支"):
        rows = by_word.filter(pl.col("word") == word)
        assert {"count": rows.height, "total": str(rows["original_amount"].sum())} == known[word]
    assert by_word.filter(pl.col("word") == "支出")["amount"].sum() == Decimal(known["支出"]["total"])
    assert by_word.filter(pl.col("word") == "收入")["amount"].sum() == -Decimal(known["收入"]["total"])
    uncounted = by_word.filter(pl.col("word") == "不计收支").select("amount", "transaction_type").rows()
    zero = Decimal("0.00")
    assert uncounted == [(Decimal("-16.03"), "refund"), (zero, None), (zero, None), (Decimal("-50.00"), "refund")]


def test_jiangsu() -> None:
    """Nine rows in 万元 become a record for each item; the three subtotal columns are control totals and agree."""
    name = "budget-cn-jiangsu-a"
    read = imported(realdata(name) / "sangong_meeting_training_budget.csv", "CNY")
    known = expected(name)

    assert read.rows_read == known["rows"]
    assert read.rejects.height == 0
    assert read.sum() == Decimal(known["total_all_rows"]) * 10_000
    public = ("overseas", "vehicle_buy", "vehicle_run", "reception")
    items = {
        "三公": public,
        "会议费": ("meeting",),
        "公务接待费": ("reception",),
        "合计": (*public, "meeting", "training"),
    }
    for year, totals in known["totals_by_year"].items():
        rows = read.rows.filter(pl.col("fiscal_year") == int(year))
        for column, total in totals.items():
            assert rows.filter(pl.col("item").is_in(items[column]))["amount"].sum() == Decimal(total) * 10_000, (
                year,
                column,
            )
    assert sorted(read.rows["department_code"].unique()) == sorted(known["departments"])
    assert read.rows.select("document_no", "line_no").is_unique().all()
    assert [(one.label, one.agrees) for one in read.totals] == [
        ("合计", True), ("三公经费小计", True), ("公务用车购置及运行维护费小计", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "file",
    ["GPC_DCLG_December_2015_for_Publication.csv", "dwp-cmg-spend-1214.csv", "epcs-dwp-cmg-spend-july-2017.csv"],
)
def test_british_departments(file: str) -> None:
    """Title rows, a hundred empty records, pound signs, blanks around header names."""
    known = expected("uk-transparency-a")["files"][file]["figures"]

    read = imported(realdata("uk-transparency-a") / file, "GBP")

    assert (read.rows.height, read.rejects.height, str(read.sum())) == (known["transaction_rows"], 0, known["total"])


def published(file: str, department: str | None = None) -> tuple[Read, dict[str, Any]]:
    """A file of British departments, read for a ledger in pounds, and the figures known of it."""
    path = realdata("uk-transparency-a") / file
    read = read_only_sheet(read_source(path, currency="GBP", department=department, today=TODAY))
    return read, expected("uk-transparency-a")["files"][file]


def test_spend_over_25k() -> None:
    """A voucher pays for several expenses; the part of the department that spent is the one in the figures."""
    read, known = published("over25k-transparency.csv")
    figure, rows = known["figures"], read.rows

    assert (read.source.layout, read.source.kind, read.rejects.height) == ("uk-spend-over-25k", "payments", 0)
    assert (rows.height, str(read.sum())) == (figure["transaction_rows"], figure["total"])
    refunds = rows.filter(pl.col("amount") < 0)
    assert {"count": refunds.height, "total": str(refunds["amount"].sum())} == figure["refunds"]
    assert [str(rows["paid_on"].min()), str(rows["paid_on"].max())] == [figure["first_date"], figure["last_date"]]
    assert str(rows["amount"].max()) == figure["largest_amount"]
    assert len({" ".join(payee.casefold().split()) for payee in rows["payee"]}) == figure["distinct_merchants"]
    assert by_value(rows, "department_code") == figure["by_department"]


def by_value(rows: pl.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    """Count and exact total of the amounts for each value of a column."""
    groups = rows.group_by(pl.col(column).cast(pl.String)).agg(pl.len(), pl.col("amount").sum())
    return {value: {"count": count, "total": str(total)} for value, count, total in groups.iter_rows()}


def test_ministers_overseas_travel() -> None:
    """The year stands above the table; a journey of several days names its month once."""
    read, known = published("ministers-overseas-travel-jan-mar-2013.csv")

    assert (read.source.kind, read.rows.height, read.rejects.height) == ("overseas_groups", known["trips"], 0)
    assert str(read.sum()) == known["total"]
    assert [(doubt.code, doubt.count) for doubt in read.doubts] == [("rows.left_out", known["nil_returns"])]
    assert read.rows.select("depart_on", "return_on").rows() == [
        (date(2013, 1, 14), date(2013, 1, 14)), (date(2013, 2, 7), date(2013, 2, 8)),
        (date(2013, 2, 15), date(2013, 2, 22)), (date(2013, 2, 28), date(2013, 2, 28)),
    ]  # fmt: skip
    assert read.rows["department_code"].unique().to_list() == ["Department for Work and Pensions"]


def test_a_senior_officials_expenses() -> None:
    """The person stands above a header of two rows; the department is the caller's to say."""
    read, known = published("business_expenses_apr_jun_14_peter_lewis.csv", department="CPS")
    unnamed = read_source(realdata("uk-transparency-a") / "business_expenses_apr_jun_14_peter_lewis.csv").sheets[0]

    assert (read.source.kind, read.rows.height, read.rejects.height) == ("trips", known["trips"], 0)
    assert str(read.sum("transport_amount")) == known["total"]
    assert [(str(one.stated), one.agrees) for one in read.totals] == [(known["printed_total"], True)]
    assert read.rows["person_id"].unique().to_list() == ["Peter Lewis"]
    assert unnamed.problem is not None
    assert unnamed.problem.code == "department.not_given"


def test_brazilian_deputies_are_reimbursed() -> None:
    """Each month on its last day, documents without a date among them; a returned ticket is negative."""
    name = "reimburse-brazil-ceap-sample"
    known = expected(name)
    read = imported(realdata(name) / "reimbursements_sample.csv", "BRL")
    rows = read.rows.with_columns(pl.col("paid_on").dt.month().alias("month"), pl.col("paid_on").dt.day().alias("day"))

    assert (read.source.layout, rows.height, read.rejects.height) == ("brazil-ceap", known["rows"], 0)
    assert str(read.sum()) == known["total"]
    assert (rows["amount"] < 0).sum() == known["negative_rows"]
    assert by_value(rows, "month") == known["by_month_column"]
    kinds_of_expense = {"999": "Flight ticket issue", "11": "Postal services", "10": "Telecommunication"}
    by_kind = {kinds_of_expense[code]: figures for code, figures in by_value(rows, "economic_code").items()}
    assert by_kind == known["by_expense_kind"]
    assert rows.filter(pl.col("month") == 2)["day"].unique().to_list() == [28]


@pytest.mark.parametrize(
    ("file", "currency"),
    [
        ("uk-transparency-a/over25k-transparency.csv", "GBP"),
        ("uk-transparency-a/business_expenses_apr_jun_14_peter_lewis.csv", "GBP"),
        ("uk-transparency-a/ministers-overseas-travel-jan-mar-2013.csv", "GBP"),
        ("reimburse-brazil-ceap-sample/reimbursements_sample.csv", "BRL"),
    ],
)
def test_every_row_of_a_published_file_is_a_record_of_its_own(file: str, currency: str) -> None:
    """Loaded, none takes the place of another; the same rows in another file bring nothing new."""
    folder, _, name = file.partition("/")
    content = (realdata(folder) / name).read_bytes()
    ledger = memory_ledger()

    def load(called: str, bytes_: bytes) -> Receipt:
        (receipt,) = ledger.load(read_source(called, bytes_, currency=currency, department="D1", today=TODAY))
        return receipt

    first, again = load("a.csv", content), load("b.csv", content + b"\n")

    assert first.read == first.accepted > 0
    assert (again.read, again.already_present) == (first.read, first.read)
