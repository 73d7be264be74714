"""Budget against actual, as the contract states it."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from costctl.budget.reference import departments
from costctl.budget.variance import BY, SCHEMA, variance
from costctl.choices import GROUPINGS
from costctl.errors import InputError
from tests.budget_ledger import BudgetLedger, row

SEPTEMBER = date(2014, 9, 30)
YEAR_END = date(2014, 12, 31)


def test_the_row_of_the_contract() -> None:
    """120 000 given, 10 000 taken back, 90 000 spent by 30 September, 5 000 committed: the contract's own example."""
    made = (
        BudgetLedger()
        .department("D001", "办公室")
        .line("120000.00", item="meeting")
        .line("-10000.00", item="meeting", change_kind="reduction", counts_from=date(2014, 7, 1))
        .spend("90000.00", date(2014, 5, 6), item="meeting", kind="meetings")
        .spend("95000.00", date(2013, 9, 30), item="meeting", kind="meetings")
        .spend("1.00", date(2013, 10, 1), item="meeting", kind="meetings")
        .pay("88500.00", date(2014, 6, 30), item="meeting")
        .commit("5000.00", date(2014, 9, 1), item="meeting")
    )

    frame = variance(made.ledger, year=2014, as_of=SEPTEMBER)

    assert row(frame) == {
        "department": "D001",
        "department_name": "办公室",
        "item": "meeting",
        "row_kind": "item",
        "control": "meetings",
        "original": "120000.00",
        "changes": "-10000.00",
        "budget": "110000.00",
        "spent": "90000.00",
        "paid": "88500.00",
        "difference": "-1500.00",
        "committed": "5000.00",
        "available": "15000.00",
        "expected_to_date": "82273.97",
        "variance_to_date": "7726.03",
        "spent_share": "0.8182",
        "forecast": None,
        "runs_out_on": None,
        "last_year": "95000.00",
    }
    assert frame.schema == pl.Schema(SCHEMA)
    assert set(made.days) == {SEPTEMBER}


def test_a_change_counts_from_the_day_it_was_approved() -> None:
    made = (
        BudgetLedger(("trips",)).line("500.00").line("200.00", change_kind="supplement", counts_from=date(2014, 7, 1))
    )

    before = row(variance(made.ledger, year=2014, as_of=date(2014, 6, 30)))
    after = row(variance(made.ledger, year=2014, as_of=date(2014, 7, 1)))

    assert (before["changes"], before["budget"]) == ("0.00", "500.00")
    assert (after["changes"], after["budget"]) == ("200.00", "700.00")


@pytest.mark.parametrize("kind", ["supplement", "reduction", "transfer", "carry_over"])
def test_everything_after_the_start_of_the_year_is_a_change(kind: str) -> None:
    made = BudgetLedger(("trips",)).line("500.00", change_kind="original").line("20.00", change_kind=kind)

    found = row(variance(made.ledger, year=2014, as_of=YEAR_END))

    assert (found["original"], found["changes"], found["budget"]) == ("500.00", "20.00", "520.00")


def test_spending_after_the_day_asked_for_does_not_count() -> None:
    made = BudgetLedger().spend("1.00", SEPTEMBER).spend("2.00", date(2014, 10, 1)).spend("4.00", date(2013, 12, 31))

    assert row(variance(made.ledger, year=2014, as_of=SEPTEMBER))["spent"] == "1.00"
    assert row(variance(made.ledger, year=2014, as_of=date(2015, 6, 1)))["spent"] == "3.00"


def test_spending_without_a_budget_is_a_row_with_budget_0() -> None:
    found = row(variance(BudgetLedger().spend("10.00", date(2014, 3, 3)).ledger, year=2014, as_of=YEAR_END))

    assert (found["budget"], found["spent"], found["available"], found["spent_share"]) == (
        "0.00",
        "10.00",
        "-10.00",
        None,
    )


def test_a_budget_without_spending_is_0_where_records_are_kept_and_unknown_where_not() -> None:
    made = BudgetLedger(("trips",)).line("10.00").line("10.00", item="meeting")
    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    kept, not_kept = row(frame, item="travel"), row(frame, item="meeting")

    assert (kept["spent"], kept["available"], kept["variance_to_date"], kept["spent_share"]) == (
        "0.00", "10.00", "-10.00", "0.0000",
    )  # fmt: skip
    assert [not_kept[name] for name in ("spent", "available", "variance_to_date", "spent_share")] == [None] * 4


def test_records_without_any_amount_are_unknown_and_not_0() -> None:
    made = BudgetLedger().line("10.00").spend(None, date(2014, 3, 3))

    assert row(variance(made.ledger, year=2014, as_of=YEAR_END))["spent"] is None
    assert row(variance(made.spend("4.00", date(2014, 3, 4)).ledger, year=2014, as_of=YEAR_END))["spent"] == "4.00"


def test_training_is_known_once_one_of_its_two_kinds_is_kept() -> None:
    made = BudgetLedger(("lecture_fees",)).line("10.00", item="training")

    assert row(variance(made.ledger, year=2014, as_of=YEAR_END))["spent"] == "0.00"


def test_a_budget_by_months_is_expected_by_whole_months_and_the_days_of_the_running_one() -> None:
    made = BudgetLedger(("trips",))
    for month, amount in ((1, "100.00"), (2, "200.00"), (3, "310.00"), (12, "1000.00")):
        made.line(amount, month=month)

    expected = {
        day: row(variance(made.ledger, year=2014, as_of=day))["expected_to_date"]
        for day in (date(2014, 1, 31), date(2014, 2, 28), date(2014, 3, 10), date(2014, 11, 30), YEAR_END)
    }

    assert list(expected.values()) == ["100.00", "300.00", "400.00", "610.00", "1610.00"]


def test_money_for_the_year_beside_money_for_months_goes_each_its_own_way() -> None:
    made = BudgetLedger(("trips",)).line("365.00").line("31.00", month=1).line("30.00", month=9)

    assert (
        row(variance(made.ledger, year=2014, as_of=date(2014, 9, 10)))["expected_to_date"] == "294.00"
    )  # 253 + 31 + 10


def test_months_show_their_share_of_a_years_budget() -> None:
    made = BudgetLedger().line("365.00").line("28.00", month=2).spend("5.00", date(2014, 2, 3))
    frame = variance(made.ledger, year=2014, as_of=date(2014, 2, 14), by=("department", "item", "month"))

    assert frame.columns.index("month") == frame.columns.index("control") + 1
    assert frame["month"].to_list() == list(range(1, 13))
    january, february, march = (row(frame, month=month) for month in (1, 2, 3))
    assert (january["budget"], january["expected_to_date"], january["spent"]) == ("31.00", "31.00", "0.00")
    assert (february["budget"], february["expected_to_date"], february["spent"]) == ("56.00", "28.00", "5.00")
    assert (march["budget"], march["expected_to_date"], march["spent"]) == ("31.00", "0.00", "0.00")


def test_totals_add_up_their_parts_and_stand_apart_from_the_items() -> None:
    made = (
        BudgetLedger(("vehicles", "overseas_groups"))
        .line("100.00", item="vehicle_buy")
        .line("50.00", item="reception")
        .spend("30.00", date(2014, 2, 2), item="vehicle_run", kind="vehicle_costs")
    )
    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    vehicles, total = row(frame, item="vehicles"), row(frame, item="public_expenses")

    assert frame["item"].to_list() == ["vehicle_buy", "vehicle_run", "vehicles", "reception", "public_expenses"]
    assert (vehicles["row_kind"], vehicles["budget"], vehicles["spent"]) == ("total", "100.00", "30.00")
    assert (total["row_kind"], total["budget"], total["spent"], total["available"]) == (
        "total",
        "150.00",
        "30.00",
        "120.00",
    )
    assert row(frame, item="reception")["spent"] is None


def test_a_total_with_lines_of_its_own_goes_by_them() -> None:
    made = (
        BudgetLedger(("receptions",))
        .line("80.00", item="vehicles")
        .line("5.00", item="vehicle_run")
        .line("20.00", item="reception")
    )
    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    assert row(frame, item="vehicles")["budget"] == "80.00"
    assert row(frame, item="public_expenses")["budget"] == "100.00"
    assert row(frame, item="public_expenses")["spent"] == "0.00"
    assert row(frame, item="vehicles")["spent"] is None


def test_a_total_with_money_for_one_month_goes_by_it_in_every_month() -> None:
    made = BudgetLedger(("receptions",)).line("70.00", item="public_expenses", month=3).line("365.00", item="reception")

    frame = variance(made.ledger, year=2014, as_of=YEAR_END, by=("item", "month")).filter(item="public_expenses")

    assert [str(budget) for budget in frame["budget"]] == ["0.00"] * 2 + ["70.00"] + ["0.00"] * 9


def test_a_control_whose_total_has_its_own_lines_shows_both() -> None:
    made = (
        BudgetLedger(("receptions",))
        .line("70.00", item="public_expenses")
        .spend("5.00", date(2014, 1, 1), item="reception", kind="receptions")
    )

    frame = variance(made.ledger, year=2014, as_of=YEAR_END, by=("control",))

    assert row(frame, row_kind="item")["budget"] == "0.00"
    assert row(frame, row_kind="total")["budget"] == "70.00"
    assert frame["spent"].to_list() == [Decimal("5.00")] * 2


def test_cards_stand_beside_the_items_and_enter_no_sum() -> None:
    made = (
        BudgetLedger()
        .spend("10.00", date(2014, 3, 3))
        .spend("7.00", date(2014, 3, 3), item="card", kind="card_transactions", department=None)
        .spend("8.00", date(2014, 3, 3), item="card", kind="card_transactions")
    )
    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    assert row(frame, department=None)["row_kind"] == "memo"
    assert row(frame, department="D001", item="card")["control"] == "settlement"
    assert row(variance(made.ledger, year=2014, as_of=YEAR_END, by=("month",)), month=3)["spent"] == "10.00"
    assert row(variance(made.ledger, year=2014, as_of=YEAR_END, by=("department",)))["spent"] == "10.00"
    by_control = variance(made.ledger, year=2014, as_of=YEAR_END, by=("control",))
    assert row(by_control, control="settlement") | {"row_kind": "memo", "spent": "15.00"} == row(
        by_control, control="settlement"
    )


def test_a_code_without_an_item_is_an_item_of_the_budget() -> None:
    made = (
        BudgetLedger(("payments",))
        .line("10.00", item="30201")
        .spend("4.00", date(2014, 3, 3), item="30201", kind="payments")
    )

    found = row(variance(made.ledger, year=2014, as_of=YEAR_END))

    assert (found["control"], found["row_kind"], found["spent"]) == ("budget", "item", "4.00")


def test_last_year_is_unknown_where_the_ledger_holds_nothing_of_it() -> None:
    made = BudgetLedger().spend("10.00", date(2014, 3, 3)).spend("1.00", date(2014, 3, 3), department="D002")
    assert variance(made.ledger, year=2014, as_of=SEPTEMBER)["last_year"].to_list() == [None, None]

    made.spend("3.00", date(2013, 11, 3))
    assert variance(made.ledger, year=2014, as_of=SEPTEMBER)["last_year"].to_list() == [Decimal("0.00")] * 2

    made.spend("4.00", date(2013, 3, 3))
    assert row(variance(made.ledger, year=2014, as_of=SEPTEMBER), department="D001")["last_year"] == "4.00"


def test_a_sum_over_an_item_of_which_last_year_is_unknown_is_blank() -> None:
    """Trips of last year are not all that was spent in it, nor cars bought the three public expenses."""
    made = BudgetLedger().spend("3.00", date(2013, 2, 3)).spend("5.00", date(2014, 2, 3))
    made.spend("7.00", date(2013, 2, 3), item="vehicle_buy", kind="vehicles")
    made.spend("2.00", date(2014, 2, 3), item="reception", kind="receptions")

    def last_year(**where: str) -> str | None:
        by = ("department", "item") if "item" in where else ("department",)
        return row(variance(made.ledger, year=2014, as_of=SEPTEMBER, by=by), **where)["last_year"]

    assert (last_year(item="travel"), last_year(item="vehicle_buy"), last_year(item="reception")) == (
        "3.00",
        "7.00",
        None,
    )
    assert (last_year(item="vehicles"), last_year(item="public_expenses"), last_year()) == (None, None, None)
    made.keep("vehicle_costs", "overseas_groups").spend(None, date(2012, 1, 1), item="reception", kind="receptions")
    assert (last_year(item="vehicles"), last_year(item="public_expenses"), last_year()) == ("7.00", "7.00", "10.00")


def test_spending_of_last_year_alone_is_a_row_so_that_it_adds_up() -> None:
    made = BudgetLedger().spend("3.00", date(2013, 2, 3))

    found = row(variance(made.ledger, year=2014, as_of=SEPTEMBER))

    assert (found["budget"], found["spent"], found["last_year"]) == ("0.00", "0.00", "3.00")


def test_one_department_by_code_or_by_name() -> None:
    made = (
        BudgetLedger()
        .department("D002", "财政局")
        .spend("1.00", date(2014, 3, 3))
        .spend("2.00", date(2014, 3, 3), department="D002")
    )

    assert row(variance(made.ledger, year=2014, as_of=YEAR_END, department="D002"))["spent"] == "2.00"
    assert row(variance(made.ledger, year=2014, as_of=YEAR_END, department="财政局"))["department"] == "D002"


def test_departments_to_choose_from_are_the_registered_and_the_named() -> None:
    made = BudgetLedger().department("D002", "财政局").spend("1.00", date(2014, 3, 3)).line("1.00", department="D002")

    assert departments(made.ledger).rows() == [("D001", None), ("D002", "财政局")]


@pytest.mark.parametrize(
    ("asked", "code", "about"),
    [
        ({"department": "D01"}, "budget.department_unknown", ("suggestion", "D001")),
        ({"by": ("itme",)}, "budget.grouping_unknown", ("known", "department, item, control, month")),
        ({"year": 2020}, "budget.year_not_begun", ("as_of", "2014-12-31")),
    ],
)
def test_a_request_that_cannot_be_met_says_what_can(
    asked: dict[str, object], code: str, about: tuple[str, str]
) -> None:
    made = BudgetLedger().spend("1.00", date(2014, 3, 3))

    with pytest.raises(InputError) as caught:
        variance(made.ledger, **{"year": 2014, "as_of": YEAR_END, **asked})  # type: ignore[arg-type]

    assert caught.value.problem.code == code
    assert caught.value.problem.about[about[0]] == about[1]


@pytest.mark.parametrize("by", [BY, ("month",), ("control",), ("item", "month"), ("department", "control", "month")])
def test_an_empty_ledger_gives_an_empty_table_of_the_same_shape(by: tuple[str, ...]) -> None:
    frame = variance(BudgetLedger().ledger, year=2014, as_of=YEAR_END, by=by)

    assert frame.is_empty()
    assert [name for name in frame.columns if name != "month"] == list(SCHEMA)


LINE = st.tuples(
    st.sampled_from(["travel", "meeting", "reception", "vehicle_run", "vehicles", "public_expenses", "30201"]),
    st.sampled_from(["D001", "D002"]),
    st.integers(-(10**9), 10**9),
    st.none() | st.integers(1, 12),
    st.sampled_from(["original", "supplement", "carry_over"]),
)
SPENT = st.tuples(
    st.sampled_from(
        [("travel", "trips"), ("meeting", "meetings"), ("reception", "receptions"), ("card", "card_transactions")]
    ),
    st.sampled_from(["D001", "D002", "D003"]),
    st.none() | st.integers(-(10**7), 10**9),
    st.dates(date(2015, 1, 1), date(2016, 12, 31)),
)
PAID = st.tuples(
    st.sampled_from(["travel", "reception", "vehicle_run", "30201"]),
    st.sampled_from(["D001", "D003"]),
    st.integers(-(10**7), 10**9),
    st.dates(date(2015, 1, 1), date(2016, 12, 31)),
)
ADDED = ["original", "changes", "budget", "expected_to_date", "spent", "paid", "committed"]


def totals(frame: pl.DataFrame) -> dict[str, Decimal]:
    """The sum of each amount over the rows of kind item; what is not known counts nothing."""
    items = frame.filter(row_kind="item").select(pl.col(ADDED).sum()).row(0, named=True)
    return {name: Decimal(value) for name, value in items.items()}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(LINE, max_size=12),
    spent=st.lists(SPENT, max_size=12),
    paid=st.lists(PAID, max_size=6),
    committed=st.lists(PAID, max_size=6),
    as_of=st.dates(date(2016, 1, 1), date(2017, 2, 1)),
)
@example(  # what was spent in the one month is not known, and there is a commitment: nothing is known of the year
    lines=[],
    spent=[(("reception", "receptions"), "D003", None, date(2016, 1, 1))],
    paid=[],
    committed=[("reception", "D003", 1, date(2016, 1, 1))],
    as_of=date(2016, 1, 1),
)
def test_however_they_are_grouped_the_parts_add_up(
    lines: list[tuple[str, str, int, int | None, str]],
    spent: list[tuple[tuple[str, str], str, int | None, date]],
    paid: list[tuple[str, str, int, date]],
    committed: list[tuple[str, str, int, date]],
    as_of: date,
) -> None:
    """Every grouping has the same sums to the cent, and budget, variance and availability follow from their parts."""
    made = BudgetLedger()
    for item, department, cents, month, kind in lines:
        amount = str(Decimal(cents).scaleb(-2))
        made.line(amount, item=item, department=department, year=2016, month=month, change_kind=kind)
    for (item, kind), department, cents, day in spent:
        amount = None if cents is None else str(Decimal(cents).scaleb(-2))
        made.spend(amount, day, item=item, department=department, kind=kind)
    for item, department, cents, day in paid:
        made.pay(str(Decimal(cents).scaleb(-2)), day, item=item, department=department)
    for item, department, cents, day in committed:
        made.commit(str(Decimal(cents).scaleb(-2)), day, item=item, department=department)

    usual = variance(made.ledger, year=2016, as_of=as_of)

    for by in [(name,) for name in GROUPINGS] + [("department", "item", "month"), ("control", "month")]:
        frame = variance(made.ledger, year=2016, as_of=as_of, by=by)
        assert totals(frame) == totals(usual), by
        assert frame.filter(pl.col("original") + pl.col("changes") != pl.col("budget")).is_empty()
        assert frame.filter(pl.col("spent") - pl.col("expected_to_date") != pl.col("variance_to_date")).is_empty()
        assert frame.filter(pl.col("spent").is_null() != pl.col("available").is_null()).is_empty()


@pytest.mark.parametrize(
    ("released_on", "committed_on", "committed"),
    [
        (None, SEPTEMBER, "7.00"),
        (date(2014, 10, 1), SEPTEMBER, "7.00"),
        (SEPTEMBER, SEPTEMBER, "0.00"),
        (None, date(2014, 10, 1), "0.00"),
        (None, date(2013, 12, 31), "0.00"),
    ],
)
def test_a_commitment_of_the_year_counts_until_the_day_it_is_released(
    released_on: date | None, committed_on: date, committed: str
) -> None:
    made = BudgetLedger(("trips",)).line("10.00").commit("7.00", committed_on, released_on=released_on)

    found = row(variance(made.ledger, year=2014, as_of=SEPTEMBER))

    assert (found["committed"], found["available"]) == (committed, f"{10 - Decimal(committed)}")


def test_what_is_not_kept_is_not_known_and_0_where_it_is() -> None:
    made = BudgetLedger(("trips",)).line("10.00")
    before = row(variance(made.ledger, year=2014, as_of=YEAR_END))
    made.keep("payments", "commitments")
    after = row(variance(made.ledger, year=2014, as_of=YEAR_END))

    assert (before["paid"], before["committed"], before["available"]) == (None, None, "10.00")
    assert (after["paid"], after["committed"], after["available"]) == ("0.00", "0.00", "10.00")


def test_payments_and_commitments_are_rows_of_their_own_and_never_spent() -> None:
    """What was paid shows even where no record, or no kind of record, says that it was spent."""
    made = BudgetLedger(("trips",)).pay("5.00", date(2014, 2, 1)).pay("3.00", date(2014, 2, 1), item="meeting")
    made.commit("2.00", date(2014, 2, 1), item="overseas").commit("1.00", date(2014, 2, 1), department="D002")

    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    kept, not_kept = row(frame, item="travel", department="D001"), row(frame, item="meeting")
    assert (kept["budget"], kept["spent"], kept["paid"], kept["available"]) == ("0.00", "0.00", "5.00", "0.00")
    assert (not_kept["spent"], not_kept["paid"], not_kept["available"]) == (None, "3.00", None)
    unknown, other = row(frame, item="overseas"), row(frame, department="D002")
    assert (unknown["spent"], unknown["committed"], unknown["available"]) == (None, None, None)
    assert (other["committed"], other["available"]) == ("1.00", "-1.00")


def test_totals_are_paid_and_committed_by_their_parts_and_committed_for_themselves() -> None:
    made = BudgetLedger(("vehicles", "vehicle_costs", "receptions"))
    for item, amount in (("vehicle_buy", "1.00"), ("vehicle_run", "2.00"), ("reception", "4.00")):
        made.pay(amount, date(2014, 2, 1), item=item).commit(amount, date(2014, 3, 1), item=item)
    made.commit("8.00", date(2014, 3, 1), item="vehicles").commit("16.00", date(2014, 3, 1), item="public_expenses")

    frame = variance(made.ledger, year=2014, as_of=YEAR_END)
    months = variance(made.ledger, year=2014, as_of=YEAR_END, by=("item", "month"))

    figures = {
        item: (str(paid), str(committed)) for item, paid, committed in frame.select("item", "paid", "committed").rows()
    }
    assert (figures["vehicles"], figures["public_expenses"]) == (("3.00", "11.00"), ("7.00", "31.00"))
    assert row(months, item="public_expenses", month=2)["paid"] == "7.00"
    assert row(months, item="public_expenses", month=3)["committed"] == "31.00"


def test_cards_are_paid_by_no_code() -> None:
    made = BudgetLedger(("payments",)).spend("5.00", date(2014, 2, 1), item="card", kind="card_transactions")

    assert row(variance(made.ledger, year=2014, as_of=YEAR_END))["paid"] is None


def test_a_code_that_no_classification_names_is_an_item_too() -> None:
    made = BudgetLedger(("payments",)).line("10.00", item="39999").line("1.00", item="30201")

    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    assert frame.select("item", "control", "row_kind").rows() == [
        ("30201", "budget", "item"),
        ("39999", "budget", "item"),
    ]
    assert [str(spent) for spent in frame["spent"]] == ["0.00", "0.00"]


def test_rows_stand_in_the_order_of_the_rule_book() -> None:
    made = BudgetLedger()
    for department in ("D002", "D001"):
        for item in ("30201", "travel", "meeting", "overseas"):
            made.line("1.00", item=item, department=department)

    usual = variance(made.ledger, year=2014, as_of=YEAR_END)
    controls = variance(made.ledger, year=2014, as_of=YEAR_END, by=("control", "department"))

    assert usual["department"].to_list() == ["D001"] * 5 + ["D002"] * 5
    assert usual["item"].to_list()[:5] == ["overseas", "public_expenses", "meeting", "travel", "30201"]
    assert controls["control"].unique(maintain_order=True).to_list() == [
        "public_expenses",
        "meetings",
        "travel",
        "budget",
    ]
    assert controls["department"].to_list()[:2] == ["D001", "D002"]
