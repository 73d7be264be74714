"""The stored findings, listed with filters and explained one by one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from costctl.budget.behind import is_overtaken, records_behind
from costctl.errors import InputError
from costctl.ledger.memory import memory_ledger
from costctl.rules import keeping
from costctl.rules.check import check
from costctl.rules.findings import book_as_judged, explained, finding, findings, rule_counts
from costctl.rules.library import load_rulebook
from costctl.rules.readable import records_said, sums_said
from costctl.rules.states import states
from costctl.shipped import shipped

WHOLE = load_rulebook(shipped("rules"))
RULES = ("TRV-R05", "TRV-R06", "CARD-R02", "CARD-R09", "BUD-R01")
BOOK = replace(WHOLE, rules={name: WHOLE.rules[name] for name in RULES})
CARD = "6282880000000017"


def checked():
    """Two late trips in two years, two equal purchases at the approval line, a budget overspent."""
    made = memory_ledger(BOOK.reference, digest=BOOK.digest)
    trips = [
        ("T1", date(2014, 3, 3), date(2014, 3, 4), "D001"),
        ("T2", date(2015, 3, 3), date(2015, 3, 4), "D002"),
    ]
    made.put("trips", [
        {"trip_no": no, "person_id": "P1", "leg_no": 1, "department_code": department, "depart_on": depart,
         "return_on": depart, "approved_on": approved, "transport_amount": "1000.01"}
        for no, depart, approved, department in trips
    ])  # fmt: skip
    made.put("card_transactions", [
        {"reference_no": no, "card_no": CARD, "spent_on": date(2014, 5, 5), "merchant_name": "文具店", "amount": "1000"}
        for no in ("R1", "R2")
    ])  # fmt: skip
    made.put("budgets", [{"document_no": "B1", "line_no": 1, "fiscal_year": 2014, "department_code": "D001",
                          "item": "travel", "amount": "1000.00"}])  # fmt: skip
    check(made, BOOK, as_of=date(2015, 12, 31))
    return made


@pytest.fixture(scope="module")
def ledger():
    return checked()


def test_findings_are_the_same_however_many_rules_are_written_at_once(ledger, monkeypatch):
    """A statement keeps in memory what all its rules join, so there is a bound to them."""
    monkeypatch.setattr(keeping, "TOGETHER", 1)
    events = "SELECT * FROM base.finding_events ORDER BY event_no"

    assert checked().sql(events).equals(ledger.sql(events), null_equal=True)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [("BUD-R01", "2014/D001/travel"), ("TRV-R06", "T1/P1/1"), ("CARD-R09", "R1"), ("TRV-R06", "T2/P1/1")]),
        ({"year": 2014}, [("BUD-R01", "2014/D001/travel"), ("TRV-R06", "T1/P1/1"), ("CARD-R09", "R1")]),
        ({"year": 2016}, []),
        ({"department": "D002"}, [("TRV-R06", "T2/P1/1")]),
        ({"rule": "CARD-R09"}, [("CARD-R09", "R1")]),
        ({"severity": "suspicion"}, [("CARD-R09", "R1")]),
        ({"status": "cleared"}, []),
        ({"control": "travel", "year": 2014}, [("BUD-R01", "2014/D001/travel"), ("TRV-R06", "T1/P1/1")]),
    ],
)
def test_findings_are_listed_by_date_and_filtered(ledger, filters, found):
    listed = findings(ledger, **filters)

    assert list(listed.select("rule", "subject").iter_rows()) == found
    assert [(one.rule, one.subject) for one in explained(ledger, **filters)] == found


def test_of_the_open_findings_a_run_explains_only_those_it_looked_at(ledger):
    """Those of its days, rules and departments; where it was not restricted, all of them."""
    asked = {"until": date(2014, 12, 31), "rules": ["TRV-R06"], "departments": ["D001"]}

    assert [one.subject for one in explained(ledger, **asked)] == ["T1/P1/1"]
    assert len(list(explained(ledger, **dict.fromkeys(asked)))) == findings(ledger).height


def test_an_aggregate_names_every_row_it_rests_on(ledger):
    (split,) = explained(ledger, rule="CARD-R09")

    assert [row.row for row in split.rows] == [2, 3]
    assert split.values["approval_line"] == "2000.00"
    assert "审批线 2000.00 元" in split.message.zh
    assert {"jurisdiction": None, "document": None, "provenance": "assumed"} in split.value_sources


def test_a_finding_of_the_budget_is_shown_under_the_control_of_its_item(ledger):
    (over,) = explained(ledger, rule="BUD-R01")

    assert (over.control, over.item_control) == ("budget", "travel")
    assert str(over.excess) == "0.01"


@pytest.mark.parametrize("id", ["F000099", "", "F", "X1", "F1'; DROP TABLE x", "F99999999999999999999", "F٣"])
def test_an_unknown_finding_is_an_error(ledger, id):
    with pytest.raises(InputError) as caught:
        finding(ledger, id)

    assert caught.value.problem.code == "finding.unknown"


def test_values_bind_and_never_become_sql(ledger):
    assert findings(ledger, department="D001' OR '1' = '1").is_empty()


def test_what_could_not_be_judged_is_counted_per_rule(ledger):
    counts = {row["rule"]: row for row in rule_counts(ledger).iter_rows(named=True)}

    assert counts["BUD-R01"]["cannot_assess"] >= 1  # spending of 2015 without a budget
    assert counts["CARD-R02"]["clear"] == 2
    assert rule_counts(ledger, "R000001").height == len(RULES)


def test_the_records_behind_a_finding_on_a_budget_item_add_up_to_its_spending(ledger):
    (over,) = explained(ledger, rule="BUD-R01")
    (late, *_) = explained(ledger, rule="TRV-R06")

    behind = records_behind(ledger, BOOK, over)

    assert str(behind["amount"].sum()) == over.values["spent"] == "1000.01"
    assert behind.select("figures", "record", "file", "row_no").rows() == [(["spent"], "T1/P1/1", "memory", 2)]
    assert records_behind(ledger, BOOK, late).is_empty()
    assert not is_overtaken(over, behind)


def test_a_record_that_came_after_the_check_is_noticed(ledger):
    (over,) = explained(ledger, rule="BUD-R01")
    with ledger.trial():
        day = date(2014, 6, 2)
        late = {"trip_no": "T9", "person_id": "P9", "leg_no": 1, "department_code": "D001", "depart_on": day}
        ledger.put("trips", [{**late, "return_on": day, "transport_amount": "5"}])
        behind = records_behind(ledger, BOOK, over)

    assert behind.height == 2
    assert is_overtaken(over, behind)
    assert not is_overtaken(replace(over, status="cleared"), behind)


def test_what_is_behind_a_finding_is_said_in_words(ledger):
    (over,) = explained(ledger, rule="BUD-R01")
    behind = records_behind(ledger, BOOK, over)

    said = records_said(BOOK, over, behind, "zh").row(0, named=True)

    assert (said["figure_name"], said["counted_said"], said["kind_name"]) == ("支出", "1,000.01", "出差")
    assert sums_said(BOOK, over, behind, "en").rows() == [("spent", 1, "1,000.01")]


def test_a_rule_of_then_that_fits_no_more_is_followed_by_the_figures_it_showed(ledger):
    (over,) = explained(ledger, rule="BUD-R01")
    rule = BOOK.rules["BUD-R01"]
    gone = rule.model_copy(update={"check": rule.check.model_copy(update={"flag_when": "spent > column_of_then"})})

    behind = records_behind(ledger, replace(BOOK, rules={rule.id: gone}), over)

    assert behind["figures"].to_list() == [["spent"]]


def test_what_a_finding_said_at_an_earlier_run_is_kept_with_the_rule_that_said_it():
    """Three versions of the approval line: flagged, cleared, flagged again; each run is explained by its own rule."""
    ledger = checked()
    first = findings(ledger, rule="CARD-R09")["id"][0]
    rule = BOOK.rules["CARD-R09"]
    line = rule.parameters["approval_line"][0]
    for value in ("3000", "1500"):
        dated = line.model_copy(update={"value": Decimal(value)})
        changed = rule.model_copy(update={"parameters": {"approval_line": (dated,)}})
        check(ledger, replace(BOOK, rules=BOOK.rules | {rule.id: changed}), as_of=date(2015, 12, 31))

    past = states(ledger, finding(ledger, first))

    assert past.select("run", "status").rows() == [("R000001", "open"), ("R000002", "cleared"), ("R000003", "open")]
    assert past["rule_digest"].n_unique() == 3, "the one that cleared it is another one too"
    then = finding(ledger, first, "R000001")
    now = finding(ledger, first)
    assert (then.run, then.rule_digest) == ("R000001", past["rule_digest"][0])
    assert (now.run, now.rule_digest) == ("R000003", past["rule_digest"][2])
    assert then.values["approval_line"] != now.values["approval_line"]
    kept = book_as_judged(ledger, BOOK, now).rules["CARD-R09"].parameters["approval_line"][0]
    assert str(kept.value) == "1500"
    for run in ("R000000", "R000004", "x", "F000001"):
        with pytest.raises(InputError) as refused:
            finding(ledger, first, run)
        assert refused.value.problem.code == "finding.not_then"
