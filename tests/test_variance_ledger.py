"""Variance, what lies behind it and the year at a glance, over records loaded into a ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from costctl.budget.drill import drill_down
from costctl.budget.notes import in_words
from costctl.budget.overview import overview, variance_in_words, worst_departments
from costctl.budget.reference import items, known_department
from costctl.budget.variance import variance
from costctl.cli.options import department_meant
from costctl.errors import InputError
from costctl.ledger.memory import MemoryLedger
from costctl.rules.check import check
from costctl.rules.library import Rulebook
from tests.budget_ledger import BudgetLedger, row

YEAR_END = date(2014, 12, 31)
Records = dict[str, object]


@pytest.fixture
def ledger(whole: MemoryLedger) -> Iterator[MemoryLedger]:
    """An empty ledger with the shipped tables."""
    with whole.trial():
        yield whole


def meeting(no: str, on: date, amount: str | None, department: str = "D001") -> Records:
    days = {"starts_on": on, "ends_on": on}
    return {"meeting_no": no, "department_code": department, "name": f"{no} 会议", "meal_amount": amount, **days}


def leg(no: str, on: date, amount: str | None, department: str = "D001") -> Records:
    days = {"depart_on": on, "return_on": on}
    return {
        "trip_no": no,
        "person_id": "P1",
        "leg_no": 1,
        "department_code": department,
        "lodging_amount": amount,
        **days,
    }


def line(no: int, amount: str, item: str = "travel", department: str = "D001", **more: object) -> Records:
    key = {"document_no": "A〔2014〕1号", "line_no": no, "fiscal_year": 2014, "department_code": department}
    return {**key, "item": item, "amount": amount, **more}


def test_codes_mean_their_item_and_names_come_from_the_ledger(ledger: MemoryLedger) -> None:
    ledger.put("departments", [{"department_code": "D001", "name": "办公室"}])
    ledger.put("budgets", [line(1, "120000.00", "30215"), line(2, "-10000.00", "meeting", change_kind="reduction")])
    ledger.put("meetings", [meeting("M1", date(2014, 3, 3), "90000.00"), meeting("M0", date(2013, 9, 30), "95000.00")])

    frame = variance(ledger, year=2014, as_of=date(2014, 9, 30))

    found = row(frame)
    assert (found["department_name"], found["item"], found["budget"]) == ("办公室", "meeting", "110000.00")
    assert (found["expected_to_date"], found["variance_to_date"], found["last_year"]) == (
        "82273.97", "7726.03", "95000.00",
    )  # fmt: skip
    assert in_words(ledger, frame, "zh", year=2014)["item_name"].to_list() == ["会议费"]
    assert in_words(ledger, frame, "en", year=2014)["item_name"].to_list() == ["Meetings"]


def test_a_month_that_there_is_not_is_the_whole_year(ledger: MemoryLedger) -> None:
    """However the year is cut, its parts add up, and the rules judge by the same budget."""
    amounts = {-1: "100.00", 13: "200.00", 0: "400.00", 3: "800.00"}
    ledger.put("budgets", [line(no, amount, month=month) for no, (month, amount) in enumerate(amounts.items(), 1)])

    by_month = variance(ledger, year=2014, as_of=YEAR_END, by="month")

    assert by_month["budget"].sum() == Decimal("1500.00")
    assert by_month["expected_to_date"].sum() == Decimal("1500.00")
    found = row(variance(ledger, year=2014, as_of=YEAR_END))
    assert (found["budget"], found["expected_to_date"]) == ("1500.00", "1500.00")


def test_payments_and_commitments_go_by_the_item_of_their_code(ledger: MemoryLedger) -> None:
    """Beside spending, by item and by month, with their difference where it is shown to people."""
    ledger.put("trips", [leg("T1", date(2014, 3, 3), "600.00")])
    paid = {"department_code": "D001", "paid_on": date(2014, 4, 4), "amount": "450.00"}
    ledger.put("payments", [
        {"payment_no": "Z1", "line_no": 1, "economic_code": "30211", **paid},
        {"payment_no": "Z2", "line_no": 1, "economic_code": "302", **paid},
    ])  # fmt: skip
    ledger.put("commitments", [
        {"commitment_no": "S1", "department_code": "D001", "item": "30211", "committed_on": date(2014, 5, 5),
         "amount": "9.00"},
    ])  # fmt: skip

    whole = row(in_words(ledger, variance(ledger, year=2014, as_of=YEAR_END), "zh", year=2014))
    months = variance(ledger, year=2014, as_of=YEAR_END, by=("item", "month")).filter(pl.col("month").is_in([3, 4, 5]))

    assert (whole["item"], whole["spent"], whole["paid"], whole["difference"], whole["committed"]) == (
        "travel", "600.00", "450.00", "-150.00", "9.00",
    )  # fmt: skip
    assert months.select("spent", "paid", "committed").rows() == [
        (Decimal(600), Decimal(0), Decimal(0)),
        (Decimal(0), Decimal(450), Decimal(0)),
        (Decimal(0), Decimal(0), Decimal(9)),
    ]


def test_a_registered_department_goes_before_a_name_that_only_records_have(
    ledger: MemoryLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where people type it; a page hands on what it lists, so there what records write is meant as it stands."""
    ledger.put("departments", [{"department_code": "001", "name": "澄湖区财政局"}, {"department_code": "002"}])
    ledger.put(
        "meetings", [meeting("M1", date(2014, 3, 3), "9.00", "财政局"), meeting("M2", date(2014, 3, 3), "1", "外单位")]
    )

    assert [department_meant(ledger, asked) for asked in ("澄湖区财政局", "001", "外单位", None)] == [
        "001",
        "001",
        "外单位",
        None,
    ]
    assert capsys.readouterr().err == ""
    assert department_meant(ledger, "财政局") == "001"
    assert "未登记的“财政局”" in capsys.readouterr().err
    assert known_department(ledger, "财政局") == "财政局"
    ledger.put("departments", [{"department_code": "003", "name": "澄湖市财政局"}])
    with pytest.raises(InputError, match="003 澄湖市财政局"):
        department_meant(ledger, "财政局")


def test_a_card_of_no_known_department_is_a_memo_of_its_own(ledger: MemoryLedger) -> None:
    ledger.put("card_transactions", [{"card_no": "6228000011112222", "spent_on": date(2014, 2, 2), "amount": "5.50"}])

    found = row(variance(ledger, year=2014, as_of=YEAR_END))

    assert (found["department"], found["item"], found["row_kind"], found["spent"]) == (None, "card", "memo", "5.50")


def test_it_agrees_with_what_the_rules_judge(ledger: MemoryLedger) -> None:
    """Budget and spending are those of the fact view on which BUD-R01 looks."""
    ledger.put("designated_venues")
    ledger.put(
        "budgets",
        [line(1, "1000.00"), line(2, "50.00", "vehicles"), line(3, "20.00", "reception"), line(4, "7.00", "30201")],
    )
    ledger.put(
        "trips",
        [
            leg("T1", date(2014, 3, 3), "600.00"),
            leg("T2", date(2014, 3, 4), None),
            leg("T3", date(2014, 9, 9), "500.00", "D002"),
        ],
    )
    ledger.put("meetings", [meeting("M1", date(2014, 3, 3), None)])
    with ledger.as_of(date(2014, 8, 31)):
        judged = ledger.sql("SELECT * FROM fact.budget_items WHERE fiscal_year = 2014").rename(
            {"department_code": "department"}
        )

    shown = variance(ledger, year=2014, as_of=date(2014, 8, 31))

    both = shown.join(judged, on=["department", "item"], how="full", nulls_equal=True, suffix="_judged")
    assert both.filter(pl.col("item").is_null() | pl.col("item_judged").is_null()).is_empty()
    assert both.filter(pl.col("spent").ne_missing(pl.col("spent_judged"))).is_empty()
    assert both.filter(pl.col("approved").is_not_null() & (pl.col("approved") != pl.col("budget"))).is_empty()


def test_a_figure_drills_down_to_the_rows_of_the_file(ledger: MemoryLedger) -> None:
    ledger.put(
        "trips",
        [
            leg("T1", date(2014, 3, 3), "600.00"),
            leg("T2", date(2014, 4, 4), "1.00"),
            leg("T3", date(2014, 3, 5), "9.00", "D002"),
        ],
    )

    march = drill_down(ledger, year=2014, department="D001", item="travel", month=3)
    everyone = drill_down(ledger, year=2014, item="travel", as_of=date(2014, 3, 31))

    assert row(march) | {"record": "T1/P1/1", "amount": "600.00", "file": "memory", "row_no": 2} == row(march)
    assert everyone["record"].to_list() == ["T1/P1/1", "T3/P1/1"]


def test_a_revised_record_leads_to_the_row_that_is_in_force(ledger: MemoryLedger) -> None:
    ledger.put("trips", [leg("T0", date(2014, 3, 3), "1.00"), leg("T1", date(2014, 3, 3), "600.00")])
    ledger.put("trips", [leg("T1", date(2014, 3, 3), "700.00")])

    found = row(drill_down(ledger, year=2014, department="D001", item="travel"), record="T1/P1/1")

    assert (found["amount"], found["row_no"]) == ("700.00", 2)


def test_what_lies_behind_a_figure_adds_up_to_it(ledger: MemoryLedger) -> None:
    ledger.put(
        "budgets",
        [
            line(1, "80.00", "vehicles"),
            line(2, "5.00", "vehicle_run"),
            line(3, "20.00", "reception"),
            line(4, "9.00", department="D002"),
        ],
    )
    ledger.put(
        "trips",
        [
            leg("T1", date(2014, 3, 3), "600.00"),
            leg("T2", date(2014, 4, 4), None),
            leg("T3", date(2014, 5, 5), "-9.00", "D002"),
        ],
    )
    frame = variance(ledger, year=2014, as_of=YEAR_END)

    for figure in ("budget", "spent"):
        for department, item, stated in frame.select("department", "item", figure).rows():
            behind = drill_down(ledger, year=2014, department=department, item=item, figure=figure)  # type: ignore[arg-type]
            assert behind["amount"].sum() == (stated or 0), (department, item, figure)


def test_records_of_no_department_are_asked_for_by_an_empty_text(ledger: MemoryLedger) -> None:
    ledger.put("card_transactions", [{"spent_on": date(2014, 2, 2), "amount": "5.50", "merchant_name": "茶馆"}])

    assert row(drill_down(ledger, year=2014, department="", item="card"))["what"] == "茶馆"


def test_an_unknown_item_is_answered_with_the_nearest(ledger: MemoryLedger) -> None:
    with pytest.raises(InputError) as caught:
        drill_down(ledger, year=2014, item="traval")

    assert caught.value.problem.about["suggestion"] == "travel"


def test_the_year_at_a_glance(ledger: MemoryLedger, rulebook: Rulebook) -> None:
    ledger.put("budgets", [line(1, "1000.00"), line(2, "70.00", "public_expenses")])
    ledger.put("trips", [leg("T1", date(2014, 3, 3), "1200.50")])
    before = overview(ledger, rulebook, year=2014, as_of=YEAR_END)
    check(ledger, rulebook, as_of=YEAR_END)

    after = overview(ledger, rulebook, year=2014, as_of=YEAR_END, language="en")

    assert after["control"].to_list() == list(rulebook.controls)
    assert row(before, control="travel")["cannot_assess"] is None
    travel, public = row(after, control="travel"), row(after, control="public_expenses")
    assert (travel["control_name"], travel["spent_share"], travel["variance_to_date"]) == (
        "Travel and study trips", "1.2005", "200.50",
    )  # fmt: skip
    assert travel["violations"] >= 1
    assert travel["cannot_assess"] > 0
    assert (public["budget"], public["spent"]) == ("70.00", None)
    assert row(after, control="digital")["budget"] is None


def test_a_control_without_a_budget_is_not_ahead_of_its_pace(ledger: MemoryLedger, rulebook: Rulebook) -> None:
    """A year whose budgets were never imported: what was spent is shown, and 0.00 of no budget."""
    ledger.put("trips", [leg("T1", date(2014, 3, 3), "1200.50")])

    travel = row(overview(ledger, rulebook, year=2014, as_of=YEAR_END), control="travel")

    assert (travel["spent"], travel["budget"], travel["variance_to_date"]) == ("1200.50", None, None)


def test_an_economic_code_is_an_item_by_its_names(ledger: MemoryLedger) -> None:
    found = items(ledger).filter(pl.col("item") == "30205")

    assert found.select("title_zh", "title_en").rows() == [("水费", "Water")]


def test_an_item_that_is_over_is_told_of_a_department_that_is_not(ledger: MemoryLedger) -> None:
    """What is left of meetings does not hide that travel is over."""
    ledger.put("budgets", [line(1, "100.00"), line(2, "1000.00", "meeting"), line(3, "10.00", department="D002")])
    ledger.put("trips", [leg("T1", date(2014, 3, 3), "150.50")])

    frame = variance(ledger, year=2014, as_of=YEAR_END, by=("department",))
    one, other = (
        variance_in_words(ledger, frame, "zh", by=(word,), year=2014, as_of=YEAR_END) for word in ("department", "单位")
    )

    assert dict(one.select("department", "note").rows()) == {"D001": "1 项超支 50.50 元", "D002": ""}
    assert other.equals(one)


def test_the_worst_is_who_is_over_a_budget_and_not_who_has_none(ledger: MemoryLedger) -> None:
    ledger.put(
        "budgets",
        [
            line(1, "100.00"),
            line(2, "900.00", "meeting"),
            line(3, "100.00", department="D002"),
            line(4, "500.00", department="D004"),
        ],
    )
    ledger.put(
        "trips",
        [leg("T1", date(2014, 3, 3), "130.00"), leg("T2", date(2014, 3, 3), "190.00", "D002"),
         leg("T3", date(2014, 3, 3), "9999.00", "D003"), leg("T4", date(2014, 1, 1), "5.00", "D004")],
    )  # fmt: skip

    worst = worst_departments(ledger, year=2014, as_of=date(2014, 6, 30))

    assert worst.select("department", "over_budget", "items_over").rows() == [
        ("D002", Decimal("90.00"), 1),
        ("D001", Decimal("30.00"), 1),
    ]
    assert worst_departments(ledger, year=2014, as_of=date(2014, 6, 30), most=1)["department"].to_list() == ["D002"]


def test_parts_of_a_total_with_its_own_budget_are_not_judged_alone() -> None:
    made = BudgetLedger()
    for department, spent in (("D001", "100.00"), ("D002", "100.01")):
        made.line("60.00", item="public_expenses", department=department).line("500.00", department=department)
        made.line("5.00", item="vehicles", department=department).spend("1.00", date(2014, 2, 1), department=department)
        made.spend(spent, date(2014, 2, 1), item="vehicle_run", kind="vehicle_costs", department=department)
        made.spend("-40.00", date(2014, 2, 1), item="reception", kind="receptions", department=department)

    worst = worst_departments(made.ledger, year=2014, as_of=YEAR_END)

    assert worst.select("department", "over_budget", "items_over").rows() == [("D002", Decimal("0.01"), 1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_ledger_has_nothing_to_say_and_says_it(
    ledger: MemoryLedger, rulebook: Rulebook, language: str
) -> None:
    glance = overview(ledger, rulebook, year=2014, as_of=YEAR_END, language=language)  # type: ignore[arg-type]

    assert glance["spent"].null_count() == glance.height == len(rulebook.controls)
    assert glance["violations"].sum() == 0
    assert worst_departments(ledger, year=2014).is_empty()
    assert drill_down(ledger, year=2014, item="travel").is_empty()
