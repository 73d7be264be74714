"""Budget and spending of each item: what counts from when, what is unknown, and how totals are made."""

from datetime import date
from decimal import Decimal

import pytest


def line(facts, amount, item="travel", **row):
    number = facts.value("SELECT count(*) FROM record.budgets")
    given = {"document_no": f"Y{number}", "line_no": 1, "fiscal_year": 2025, "department_code": "D1", "item": item}
    return facts.add("budgets", **given | row, amount=Decimal(amount))


def leg(facts, amount, depart_on=date(2025, 3, 3), **row):
    number = facts.value("SELECT count(*) FROM record.trips")
    given = {"trip_no": f"T{number}", "person_id": "P1", "leg_no": 1, "department_code": "D1", "return_on": depart_on}
    return facts.add("trips", **given | row, depart_on=depart_on, transport_amount=amount)


def figures(facts, item="travel"):
    found = facts.rows(
        f"SELECT approved, spent, spent_complete FROM fact.budget_items"
        f" WHERE item = '{item}' AND fiscal_year = 2025 ORDER BY department_code"
    )
    return tuple(found[0].values()) if found else None


def test_lines_count_from_their_approval_and_a_code_means_its_item(facts):
    ids = [
        line(facts, "100"),
        line(facts, "20", item="30211", approved_on=date(2025, 6, 1), month=3),
        line(facts, "-5", change_kind="reduction", approved_on=date(2024, 12, 1)),
        line(facts, "1000", approved_on=date(2026, 1, 1)),
        line(facts, "7", fiscal_year=2026),
        line(facts, "9", department_code="D2"),
    ]
    facts.keep("trips")

    facts.as_of(date(2025, 5, 31))
    assert figures(facts)[0] == 95
    facts.as_of(date(2025, 6, 1))
    assert figures(facts)[0] == 115
    facts.as_of(date(2026, 1, 1))
    row = facts.one("budget_items", "fiscal_year = 2025 AND department_code = 'D1'")
    assert (row["approved"], sorted(row["row_ids"])) == (115, ids[:3])
    assert (row["period_start"], row["period_end"]) == (date(2025, 1, 1), date(2025, 12, 31))
    assert row["item_control"] == "travel"


def test_no_row_for_a_year_that_has_not_begun(facts):
    line(facts, "7", fiscal_year=2026, approved_on=date(2025, 11, 1))
    leg(facts, 5, depart_on=date(2026, 1, 2))

    assert facts.rows("SELECT item FROM fact.budget_items") == []


@pytest.mark.parametrize(
    ("amounts", "spent", "complete"),
    [((), 0, 0), ((10, 5), 15, 15), ((10, None), 10, None), ((None,), None, None), ((10, -10), 0, 0)],
)
def test_spent_is_what_is_known_and_complete_if_nothing_is_missing(facts, amounts, spent, complete):
    line(facts, "100")
    facts.keep("trips")
    for amount in amounts:
        leg(facts, amount)

    assert figures(facts) == (100, spent, complete)


def test_a_kind_that_is_not_kept_spends_nothing_that_is_known(facts):
    for item in ("travel", "training", "30201", "card"):
        line(facts, "100", item=item)

    assert [figures(facts, item) for item in ("travel", "training", "30201", "card")] == [(100, None, None)] * 4


def test_an_item_of_two_kinds_is_known_with_one_and_complete_with_both(facts):
    line(facts, "100", item="training")
    facts.keep("lecture_fees")
    assert figures(facts, "training") == (100, 0, None)
    facts.keep("trainings")
    assert figures(facts, "training") == (100, 0, 0)


def test_spending_without_a_budget_is_a_row(facts):
    leg(facts, 10, department_code="D7")

    assert facts.one("budget_items")["department_code"] == "D7"
    assert figures(facts) == (None, 10, 10)


def test_records_after_the_day_of_the_run_spend_nothing_yet(facts):
    leg(facts, 10)
    leg(facts, 5, depart_on=date(2025, 9, 9))

    facts.as_of(date(2025, 9, 8))
    assert figures(facts) == (None, 10, 10)


def test_cards_spend_in_the_ledgers_currency_by_day_or_else_by_posting(facts):
    facts.add("cards", card_id="h:1", card_last4="0001", person_id="P1", department_code="D1")
    facts.insert("record.card_links", card_id="h:1", registered_id="h:1")
    for row in (
        {"amount": 100},
        {"amount": 5, "transaction_type": "fee"},
        {"amount": 50, "transaction_type": "cash_withdrawal"},
        {"amount": -20, "transaction_type": "refund", "spent_on": None, "posted_on": date(2025, 12, 31)},
        {"amount": -99, "transaction_type": "repayment"},
        {"amount": 1000, "spent_on": date(2024, 12, 31)},
        {"amount": 1000, "spent_on": None, "posted_on": date(2026, 1, 1)},
    ):
        facts.add("card_transactions", **{"card_id": "h:1", "spent_on": date(2025, 3, 3)} | row)
    facts.add("card_transactions", amount=7, spent_on=date(2025, 3, 3))

    rows = facts.rows(
        "SELECT department_code, spent, spent_complete, item_control FROM fact.budget_items"
        " WHERE item = 'card' AND fiscal_year = 2025 ORDER BY 1 NULLS LAST"
    )

    assert [tuple(row.values()) for row in rows] == [("D1", 135, 135, "settlement"), (None, 7, 7, "settlement")]
    facts.add("card_transactions", card_id="h:1", amount=3, currency="USD", spent_on=date(2025, 3, 3))
    assert facts.rows(
        "SELECT spent, spent_complete FROM fact.budget_items WHERE department_code = 'D1' AND fiscal_year = 2025"
    ) == [{"spent": 135, "spent_complete": None}]


def test_meetings_spend_everything_that_is_known(facts):
    facts.add(
        "meetings", meeting_no="M1", department_code="D1", starts_on=date(2025, 2, 2), meal_amount=3, online_amount=4
    )
    facts.add("meetings", meeting_no="M2", department_code="D1", starts_on=date(2025, 2, 2))

    assert figures(facts, "meeting") == (None, 7, None)


def test_totals_are_their_own_lines_else_their_parts(facts):
    for item, amount in (("30212", "10"), ("31013", "20"), ("30231", "30"), ("30217", "40")):
        line(facts, amount, item=item)
    facts.keep("trips")

    assert figures(facts, "vehicles") == (50, None, None)
    assert figures(facts, "public_expenses") == (100, None, None)
    line(facts, "45", item="vehicles")
    assert figures(facts, "public_expenses") == (95, None, None)
    own = line(facts, "60", item="public_expenses")
    assert figures(facts, "public_expenses") == (60, None, None)
    assert facts.one("budget_items", "item = 'public_expenses'")["row_ids"] == [own]
    assert facts.one("budget_items", "item = 'public_expenses'")["item_control"] == "public_expenses"


def test_a_total_adds_up_the_parts_that_are_known(facts):
    line(facts, "40", item="reception")
    facts.keep("receptions")
    facts.keep("vehicles")

    assert figures(facts, "reception") == (40, 0, 0)
    assert figures(facts, "public_expenses") == (40, 0, None)
    assert figures(facts, "vehicles") is None  # neither vehicle item has a row
    for kind in ("overseas_groups", "vehicle_costs"):
        facts.keep(kind)
    assert figures(facts, "public_expenses") == (40, 0, 0)


def test_a_total_row_exists_for_its_own_line_alone(facts):
    line(facts, "40", item="vehicles")

    items = [row["item"] for row in facts.rows("SELECT item FROM fact.budget_items ORDER BY 1")]
    assert items == ["public_expenses", "vehicles"]
    assert figures(facts, "vehicles") == (40, None, None)


def test_a_total_has_no_budget_where_a_part_with_spending_has_none(facts):
    line(facts, "10", item="30212")
    facts.add("receptions", reception_no="J1", department_code="D1", held_on=date(2025, 3, 3), meal_amount=5)

    assert figures(facts, "public_expenses") == (None, 5, None)
    line(facts, "6", item="reception")
    assert figures(facts, "public_expenses") == (16, 5, None)


def spending(facts):
    rows = facts.rows(
        "SELECT item, amount, source_kind FROM fact.item_spending WHERE year(spent_on) = 2025 ORDER BY 1, 2"
    )
    return [tuple(row.values()) for row in rows]


DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("kind", "row", "spent"),
    [
        (
            "overseas_groups",
            {"depart_on": DAY, "approved_amount": 9, "amount": 5},
            [("overseas", 5, "overseas_groups")],
        ),
        ("vehicles", {"bought_on": DAY, "registered_on": DAY, "price": 5}, [("vehicle_buy", 5, "vehicles")]),
        ("vehicles", {"bought_on": None, "registered_on": DAY, "price": 5}, []),
        (
            "vehicle_costs",
            {"incurred_on": DAY, "cost_kind": "top_up", "amount": 5},
            [("vehicle_run", 5, "vehicle_costs")],
        ),
        ("receptions", {"held_on": DAY, "meal_amount": 5, "other_amount": 2}, [("reception", 7, "receptions")]),
        ("receptions", {"held_on": DAY, "lodging_amount": 3}, [("reception", 3, "receptions")]),
        ("receptions", {"held_on": DAY}, [("reception", None, "receptions")]),
        ("trainings", {"starts_on": DAY, "amount": 5}, [("training", 5, "trainings")]),
        ("lecture_fees", {"paid_on": DAY, "net_amount": 5}, [("training", 5, "lecture_fees")]),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "31006"}, [("building", 5, "payments")]),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "30201"}, [("30201", 5, "payments")]),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "39999"}, [("39999", 5, "payments")]),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "30217"}, []),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "31013"}, []),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "302"}, []),
        ("payments", {"paid_on": DAY, "amount": 5, "economic_code": "3021A"}, []),
    ],
)
def test_each_item_is_spent_in_records_of_its_own_kind(facts, kind, row, spent):
    """Payments of a code whose item has records of its own say the same again, and count for no item."""
    facts.add(kind, department_code="D1", **row)

    assert spending(facts) == spent


def test_training_adds_up_the_training_and_its_lecturers(facts):
    line(facts, "10", item="training")
    facts.add("lecture_fees", department_code="D1", training_no="P1", lecturer="甲", paid_on=DAY, net_amount=3)

    assert figures(facts, "training") == (10, 3, None)  # the fees of lecturers alone are not all
    facts.add("trainings", department_code="D1", training_no="P1", starts_on=DAY, amount=4)
    assert figures(facts, "training") == (10, 7, 7)
    facts.add("trainings", department_code="D1", training_no="P2", starts_on=DAY)
    assert figures(facts, "training") == (10, 7, None)


def test_a_code_without_a_budget_is_an_item_once_it_is_paid(facts):
    facts.add(
        "payments", department_code="D1", payment_no="Z1", line_no=1, paid_on=DAY, amount=5, economic_code="30201"
    )

    row = facts.one("budget_items")
    assert (row["item"], row["item_control"], row["approved"]) == ("30201", "budget", None)
    assert (row["spent"], row["spent_complete"]) == (5, 5)


def test_every_item_of_a_department_is_one_row(facts):
    for _ in range(3):
        line(facts, "1")
        line(facts, "1", item="30217")
        leg(facts, 1)

    keys = facts.rows("SELECT fiscal_year, department_code, item FROM fact.budget_items")
    assert sorted(row["item"] for row in keys) == ["public_expenses", "reception", "travel"]


def test_an_item_of_the_year_before_is_its_own_row(facts):
    leg(facts, 10, depart_on=date(2024, 12, 31))
    leg(facts, 5)

    spent = facts.rows("SELECT fiscal_year, spent FROM fact.budget_items ORDER BY 1")
    assert [tuple(row.values()) for row in spent] == [(2024, 10), (2025, 5)]
