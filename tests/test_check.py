"""A run: outcomes counted, findings kept from run to run, a part of the ledger at a time, one rule failing alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from costctl.errors import InputError
from costctl.ledger.memory import memory_ledger
from costctl.rules.check import check
from costctl.rules.findings import explained, finding, findings, rule_counts, runs
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.rulefiles import RULE, TUNABLE, write

WHOLE = load_rulebook(shipped("rules"))
TRIPS = {name: rule for name, rule in WHOLE.rules.items() if name in ("TRV-R01", "TRV-R05", "TRV-R06", "TRV-R10")}
BOOK = replace(WHOLE, rules=TRIPS)
LAST = date(2014, 12, 31)


def new_ledger():
    return memory_ledger(BOOK.reference, digest=BOOK.digest)


@pytest.fixture(scope="module")
def one_ledger():
    return new_ledger()


@pytest.fixture
def ledger(one_ledger):
    """An empty ledger; what a test does to it is taken back."""
    with one_ledger.trial():
        yield one_ledger


@pytest.fixture
def small(tmp_path):
    """A rule book of two rules beside the shipped tables: late approval, and lodging above a line."""
    text = TUNABLE.replace("甲〔2013〕1号", "审计口径")
    late = RULE.replace("甲〔2013〕1号", "财行〔2013〕531号").replace("TRV-R06", "TRV-R96")
    own = tmp_path / "rules"
    for name, content in {"TRV-S01": text, "TRV-R96": late}.items():
        (own / "checks").mkdir(parents=True, exist_ok=True)
        (own / "checks" / f"{name}.toml").write_text(content, encoding="utf-8")
    book = load_rulebook(shipped("rules"), own)
    return replace(
        book, rules={**TRIPS, **{name: book.rules[name] for name in ("TRV-S01", "TRV-R96")}}, digest=BOOK.digest
    )


def take_back(ledger):
    """Undoes the only import."""
    ledger.undo(f"B{ledger.sql('SELECT max(batch_no) AS n FROM base.batches').item():06d}")


def trip(no="T1", depart=date(2014, 3, 3), late=False, person="P1", department="D001", **more):
    return {
        "trip_no": no, "person_id": person, "leg_no": 1, "department_code": department, "depart_on": depart,
        "return_on": depart, "approved_on": date(depart.year, depart.month, depart.day + (1 if late else 0)), **more,
    }  # fmt: skip


def counts(run, rule):
    return next((c.flagged, c.clear, c.cannot_assess, c.out_of_force) for c in run.rules if c.rule == rule)


def status(ledger, rule="TRV-R06"):
    return dict(findings(ledger, rule=rule).select("subject", "status").iter_rows())


def test_every_subject_is_counted_once_with_its_outcome(ledger):
    ledger.put("trips", [
        trip("T1", late=True),
        trip("T2"),
        {**trip("T3"), "approved_on": None},
        trip("T4", date(2013, 12, 30), late=True),
        trip("T5", date(2015, 1, 1), late=True),  # after the day of the run: no result
    ])  # fmt: skip

    run = check(ledger, BOOK, as_of=LAST)

    assert run.problems == ()
    assert counts(run, "TRV-R06") == (1, 1, 1, 1)
    assert status(ledger) == {"T1/P1/1": "open"}


def test_a_finding_says_what_why_and_where(ledger):
    ledger.put("trips", [trip(
        "A/7", nights=2, rank="other", province="云南", city="曲靖市", lodging_amount="700.01", has_lodging_invoice=True
    )])  # fmt: skip
    check(ledger, BOOK, as_of=LAST, rules=["TRV-R01"])

    found = finding(ledger, "F000001")

    assert found.subject == "A%2F7/P1/1"
    assert (found.amount, found.excess) == (Decimal("700.01"), Decimal("40.01"))
    assert found.message.zh == "A/7 P1 在 曲靖市 住宿 2 夜 700.01 元,限额合计 660.00 元"
    assert found.basis == ({"document": "财行〔2013〕531号", "article": "附表"},)
    assert found.values["lodging_cap_total"] == "660.00"
    assert found.value_sources == ({"jurisdiction": "中央", "document": "财行〔2013〕531号", "provenance": "source"},)
    assert [(row.file, row.row) for row in found.rows] == [("memory", 2)]
    assert (found.department, found.dated, found.severity, found.status) == (
        "D001",
        date(2014, 3, 3),
        "violation",
        "open",
    )


def test_parameters_are_shown_as_of_the_subject_and_unknowns_said_so(ledger, small):
    ledger.put("trips", [
        trip("T1", lodging_amount="600.00", nights=3),
        trip("T2", date(2020, 1, 1), lodging_amount="600.01", has_lodging_invoice=False),
    ])  # fmt: skip

    check(ledger, small, as_of=date(2020, 12, 31), rules=["TRV-S01"])

    first, second = finding(ledger, "f1"), finding(ledger, "F000002")
    assert first.values == {"nights": "3", "line": "500.00"}
    assert first.message.zh == "T1 住宿 600.00 元,线 500.00 元,有发票 未记录"
    assert first.message.en == "T1: lodging 600.00, line 500.00, invoice not recorded"
    assert second.values == {"line": "600.00"}
    assert second.message.zh.endswith("有发票 否")
    assert (first.excess, second.excess) == (Decimal("100.00"), Decimal("0.01"))


def test_what_is_not_recorded_has_no_unit(ledger, rulebook):
    over = {"province": "云南", "city": "昆明市", "meal_allowance": "9999.00"}
    ledger.put("trips", [trip("T1", **over), trip("T2", **over, local_transport_allowance="1.00")])

    check(ledger, rulebook, as_of=LAST, rules=["TRV-R03"])

    said = [finding(ledger, id).message.zh for id in ("F1", "F2")]
    assert "9999.00 元(" in said[0]
    assert "市内交通 未记录(" in said[0]
    assert "市内交通 1.00 元(" in said[1]


def test_a_message_says_codes_with_their_names_and_what_a_column_answers(ledger, rulebook):
    """A department that is not registered goes by what the record says."""
    ledger.put("departments", [{"department_code": "D1", "name": "教育局"}])
    paid = {"paid_on": date(2014, 3, 3), "economic_code": "30201", "summary": "来宾接待", "department_code": "D1"}
    ledger.put("payments", [{"payment_no": "Z1", "line_no": 1, "amount": "5.00", "beneficiary_code": "D9", **paid}])
    papers = {"has_invoice": False, "has_guest_list": True, "is_list_complete": False}
    ledger.put("receptions", [{"reception_no": "R1", "department_code": "D1", "held_on": date(2014, 3, 3), **papers}])

    ledger.put(
        "budgets",
        [
            {
                "fiscal_year": 2014,
                "department_code": "D1",
                "item": "30201",
                "amount": "1.00",
                "approved_on": date(2014, 1, 1),
            }
        ],
    )

    check(ledger, rulebook, as_of=LAST, rules=["BUD-R01", "BUD-R04", "BUD-R05", "REC-R06"])

    said = {one.rule: one.message for one in explained(ledger)}
    assert said["BUD-R04"].zh == "Z1 摘要“来宾接待”似属 30217 公务接待费,记入 30201 办公费"
    assert said["BUD-R04"].en == 'Z1: "来宾接待" reads like 30217 Official receptions, booked to 30201 Office expenses'
    assert said["BUD-R01"].zh.startswith("2014 年 D1 教育局 30201 办公费 截至 2014-12-31 支出 5.00 元")
    assert said["BUD-R05"].en == "Z1: D1 教育局 paid 5.00 for D9"
    assert said["REC-R06"].zh == "接待 R1 单据不全:票据 无、清单 有、要素 不全"


def test_a_card_without_a_day_of_opening_is_listed_under_the_first_day_of_the_rule(ledger, rulebook):
    ledger.put("cards", [{"card_no": "9999990000000017", "person_id": "P1", "department_code": "D1"}])

    check(ledger, rulebook, as_of=LAST, rules=["CARD-R10"])

    assert finding(ledger, "F1").message.zh == "尾号 0017 的卡不在公务卡号段表中"
    assert finding(ledger, "F1").dated == date(2007, 1, 1)


def test_a_message_names_what_is_not_recorded_where_the_plain_word_would_not_be_understood(ledger, rulebook):
    ledger.put("receptions", [{"reception_no": "R1", "department_code": "D001", "held_on": date(2014, 10, 1)}])

    check(ledger, rulebook, as_of=LAST, rules=["REC-R08"])

    assert finding(ledger, "F1").message.zh == "接待 R1 在 2014-10-01(休息日 是)、未记录的地点"
    assert finding(ledger, "F1").message.en == "Reception R1 on 2014-10-01 (rest day yes) in a place not recorded"


def test_a_second_run_changes_nothing(ledger):
    ledger.put("trips", [trip("T1", late=True), trip("T2")])
    first = check(ledger, BOOK, as_of=LAST)
    events = ledger.sql("SELECT count(*) AS n FROM base.finding_events").item()

    second = check(ledger, BOOK, as_of=LAST)

    assert (first.opened, second.opened, second.changed, second.cleared) == (1, 0, 0, 0)
    assert ledger.sql("SELECT count(*) AS n FROM base.finding_events").item() == events
    assert (first.run, second.run) == ("R000001", "R000002")
    assert first.rules == second.rules


def test_a_finding_keeps_its_number_while_it_is_cleared_and_comes_back(ledger):
    ledger.put("trips", [trip("T0", late=True), trip("T1", late=True)])
    check(ledger, BOOK, as_of=LAST)
    number = findings(ledger, rule="TRV-R06").filter(subject="T1/P1/1")["id"].item()

    ledger.put("trips", [trip("T1")])  # corrected
    assert check(ledger, BOOK, as_of=LAST).cleared == 1
    assert status(ledger) == {"T0/P1/1": "open", "T1/P1/1": "cleared"}
    assert finding(ledger, number).status == "cleared"

    ledger.put("trips", [trip("T1", late=True, purpose="again")])
    assert check(ledger, BOOK, as_of=LAST).opened == 1
    assert findings(ledger, rule="TRV-R06", status="open").filter(subject="T1/P1/1")["id"].item() == number


def test_a_finding_that_says_something_else_is_changed(ledger):
    ledger.put("trips", [trip("T1", late=True)])
    check(ledger, BOOK, as_of=LAST)

    ledger.put("trips", [{**trip("T1"), "approved_on": date(2014, 3, 9)}])
    run = check(ledger, BOOK, as_of=LAST)

    assert (run.opened, run.changed) == (0, 1)
    assert "2014-03-09" in finding(ledger, "F1").message.zh


def test_what_can_no_longer_be_judged_becomes_unassessable(ledger):
    ledger.put("trips", [trip("T1", late=True)])
    check(ledger, BOOK, as_of=LAST)

    ledger.put("trips", [{**trip("T1"), "approved_on": None}])

    assert check(ledger, BOOK, as_of=LAST).unassessable == 1
    assert status(ledger) == {"T1/P1/1": "unassessable"}
    assert check(ledger, BOOK, as_of=LAST).unassessable == 0  # and stays so without a further event


def test_a_record_taken_back_clears_its_finding(ledger):
    ledger.put("trips", [trip("T1", late=True)])
    check(ledger, BOOK, as_of=LAST)

    take_back(ledger)

    assert check(ledger, BOOK, as_of=LAST).cleared == 1
    assert status(ledger) == {"T1/P1/1": "cleared"}


def test_an_earlier_day_leaves_what_it_does_not_look_at(ledger):
    ledger.put("trips", [trip("T1", date(2014, 9, 1), late=True), trip("T2", late=True)])
    check(ledger, BOOK, as_of=LAST)
    take_back(ledger)

    check(ledger, BOOK, as_of=date(2014, 6, 30))

    assert status(ledger) == {"T1/P1/1": "open", "T2/P1/1": "cleared"}


@pytest.mark.parametrize(
    ("part", "touched"),
    [
        ({"departments": ["D001"]}, {"A/P1/1"}),
        ({"departments": ["D002"]}, {"B/P1/1"}),
        ({"departments": ["D009"]}, set()),
        ({"year": 2014}, {"A/P1/1", "B/P1/1"}),
        ({"year": 2013}, set()),
        ({"rules": ["TRV-R06"]}, {"A/P1/1", "B/P1/1", "C/P1/1"}),
        ({"rules": ["TRV-R05"]}, set()),
        ({}, {"A/P1/1", "B/P1/1", "C/P1/1"}),
    ],
)
def test_a_run_over_a_part_leaves_the_rest_as_it_was(ledger, part, touched):
    ledger.put("trips", [
        trip("A", late=True),
        trip("B", late=True, department="D002"),
        trip("C", date(2015, 3, 3), late=True, department="D003"),
    ])  # fmt: skip
    check(ledger, BOOK, as_of=date(2015, 12, 31))
    take_back(ledger)

    run = check(ledger, BOOK, as_of=date(2015, 12, 31), **part)

    assert {subject for subject, now in status(ledger).items() if now == "cleared"} == touched
    assert run.cleared >= len(touched)


def test_a_subject_that_moved_to_another_department_is_not_cleared_by_a_run_over_the_old_one(ledger):
    ledger.put("trips", [trip("A", late=True)])
    check(ledger, BOOK, as_of=LAST)
    ledger.put("trips", [trip("A", late=True, department="D002")])

    check(ledger, BOOK, as_of=LAST, departments=["D001"])
    assert status(ledger) == {"A/P1/1": "open"}

    check(ledger, BOOK, as_of=LAST, departments=["D002"])
    assert finding(ledger, "F1").department == "D002"


def test_one_rule_after_a_full_run_touches_only_its_own_findings(ledger):
    ledger.put("trips", [trip("T1", late=True), trip("T2", late=True, person="P1", payment_method="cash", nights=1,
                                                    lodging_amount="1.00")])  # fmt: skip
    check(ledger, BOOK, as_of=LAST)
    before = findings(ledger)
    take_back(ledger)

    check(ledger, BOOK, as_of=LAST, rules=["TRV-R10"])

    after = findings(ledger)
    changed = {rule for rule, now in after.select("rule", "status").iter_rows() if now == "cleared"}
    assert changed == {"TRV-R10"}
    assert after["id"].to_list() == before["id"].to_list()


def test_a_rule_that_fails_fails_alone(small):
    """A view that raises for one column stops the rule that reads it, not its neighbours."""
    ledger = new_ledger()
    ledger.put("trips", [trip("T1", late=True, lodging_amount="900.00")])
    ledger.execute("""
        CREATE OR REPLACE VIEW fact.trips AS
        SELECT t.*, CAST(error(t.trip_no || ' is absurd') AS BIGINT) AS absurd FROM record.trips AS t""")
    broken = small.rules["TRV-S01"]
    broken = broken.model_copy(update={"check": broken.check.model_copy(update={"flag_when": "absurd > 1"})})
    rules = {"TRV-S01": broken, "TRV-R96": small.rules["TRV-R96"]}

    run = check(ledger, replace(small, rules=rules), as_of=LAST)

    assert [(problem.code, problem.where) for problem in run.problems] == [("rule.failed", "TRV-S01")]
    assert [c.rule for c in run.rules] == ["TRV-R96"]
    assert status(ledger, "TRV-R96") == {"T1/P1/1": "open"}
    failed = rule_counts(ledger).filter(rule="TRV-S01").row(0, named=True)
    assert failed["flagged"] is None
    assert "rule.failed" in failed["problem"]


def test_a_rule_for_a_column_or_view_that_is_not_there_is_named_and_the_others_run(ledger, small):
    rule = small.rules["TRV-S01"]
    no_column = rule.model_copy(update={"check": rule.check.model_copy(update={"amount": "loding_amount"})})
    no_view = small.rules["TRV-R96"]
    no_view = no_view.model_copy(update={"check": no_view.check.model_copy(update={"rows": "trip"})})
    rules = {**small.rules, "TRV-S01": no_column, "TRV-R96": no_view}

    run = check(ledger, replace(small, rules=rules), as_of=LAST)

    assert {problem.code: problem.about["suggestion"] for problem in run.problems} == {
        "rule.no_column": "lodging_amount", "rule.unknown_view": "trips",
    }  # fmt: skip
    assert len(run.rules) == len(small.rules) - 2


def test_a_rule_that_left_the_book_can_no_longer_be_judged(ledger, small):
    ledger.put("trips", [trip("T1", late=True, lodging_amount="900.00")])
    check(ledger, small, as_of=LAST)

    check(ledger, BOOK, as_of=LAST)

    assert status(ledger, "TRV-S01") == {"T1/P1/1": "unassessable"}
    assert status(ledger) == {"T1/P1/1": "open"}


def test_an_absurd_amount_stops_nothing(ledger):
    much = "9999999999999999.99"
    place = {"nights": 1, "province": "云南", "city": "昆明市", "rank": "other"}
    amounts = dict.fromkeys(("lodging_amount", "meal_allowance", "local_transport_allowance", "transport_amount"), much)
    ledger.put("trips", [trip("T1", late=True, **place, **amounts)])
    held = {"meeting_no": "M1", "department_code": "D001", "name": "会", "meeting_class": "3", "travel_days": "1"}
    held |= {"starts_on": date(2014, 3, 3), "ends_on": date(2014, 3, 3), "days": "999999999999.999999"}
    held |= {"delegates": 9_000_000_000_000_000_000, "staff": 9_000_000_000_000_000_000}
    held |= dict.fromkeys(("lodging_amount", "meal_amount", "other_amount"), much)
    ledger.put("meetings", [held])

    run = check(ledger, WHOLE, as_of=LAST)

    assert run.problems == ()
    assert status(ledger)["T1/P1/1"] == "open"


def test_runs_are_stored_with_their_scope_and_in_the_history(ledger):
    run = check(ledger, BOOK, as_of=LAST, year=2014, rules=["TRV-R06"], departments=["D001"])

    stored = runs(ledger).row(0, named=True)
    assert (stored["run"], stored["as_of"], stored["fiscal_year"]) == (run.run, LAST, 2014)
    assert (stored["rules"], stored["departments"], stored["rulebook"]) == (["TRV-R06"], ["D001"], BOOK.digest)
    last = ledger.sql("SELECT action, detail, hash FROM base.history ORDER BY seq DESC LIMIT 1").row(0)
    assert (last[0], last[2]) == ("check", run.head)
    assert '"run":"R000001"' in last[1]


def test_an_unknown_rule_is_an_error_and_changes_nothing(ledger):
    with pytest.raises(InputError):
        check(ledger, BOOK, as_of=LAST, rules=["TRV-R66"])

    assert runs(ledger).is_empty()


def test_a_rule_that_is_switched_off_is_refused_by_name(ledger, small):
    """To run it alone would store findings of a rule that the bureau does not use."""
    ledger.put("trips", [trip("T1", late=True, lodging_amount="900.00")])
    off = replace(small, off=("TRV-S01",))

    with pytest.raises(InputError) as caught:
        check(ledger, off, as_of=LAST, rules=["TRV-R06", "TRV-S01"])

    assert caught.value.problem.code == "rule.off"
    assert runs(ledger).is_empty()
    check(ledger, off, as_of=LAST)
    assert status(ledger, "TRV-S01") == {}


def test_a_damaged_rule_file_is_named_in_the_run_and_its_findings_stay(tmp_path, ledger, small):
    ledger.put("trips", [trip("T1", late=True, lodging_amount="900.00")])
    check(ledger, small, as_of=LAST)
    own = tmp_path / "rules" / "checks" / "TRV-S01.toml"
    own.write_text(own.read_text(encoding="utf-8") + "\nnonsense", encoding="utf-8")

    damaged = replace(load_rulebook(shipped("rules"), tmp_path / "rules"), digest=BOOK.digest)
    run = check(ledger, damaged, as_of=LAST)

    assert [problem.code for problem in run.problems] == ["datafile.not_toml"]
    assert status(ledger, "TRV-S01") == {"T1/P1/1": "open"}


def test_order_of_loading_changes_no_finding():
    trips = [trip(f"T{n}", date(2014, 1 + n % 9, 3), late=n % 2 == 0, person=f"P{n % 3}") for n in range(30)]
    found = []
    for order in (trips, trips[::-1]):
        here = new_ledger()
        for one in (order[:10], order[10:]):
            here.put("trips", one)
        check(here, BOOK, as_of=LAST)
        found.append(findings(here))
    assert found[0].height > 0
    assert found[0].equals(found[1])  # ids too: they go by rule, date and subject


def test_write_helper_is_sound(tmp_path):
    assert load_rulebook(write(tmp_path)).problems == ()
