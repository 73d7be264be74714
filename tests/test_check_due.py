"""After an import or an undoing, findings stand as the last check left them; lists say so, and which are stale."""

import json
from datetime import date
from pathlib import Path

import pytest

from costctl.budget.standing import changes_since_check, last_run
from costctl.cli.app import run
from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.rules.check import check
from costctl.rules.findings import findings, outdated
from costctl.rules.library import load_rulebook
from costctl.rules.readable import check_due, listed
from costctl.shipped import shipped
from tests.batches import batch_of
from tests.fresh import fresh_ledger

BOOK = load_rulebook(shipped("rules"))
AS_OF = date(2014, 12, 31)
HEADER = "出差审批单号,人员编号,行程序号,单位编码,出发日期,返回日期,审批日期\n"
LATE = "T{n},P{n},1,D1,2014-03-03,2014-03-04,2014-03-04\n"


@pytest.fixture(scope="module")
def one_ledger() -> MemoryLedger:
    return memory_ledger(BOOK.reference, digest=BOOK.digest)


@pytest.fixture
def ledger(one_ledger: MemoryLedger):  # type: ignore[no-untyped-def]
    """Two trips in a file each, both approved too late, checked."""
    with one_ledger.trial():
        for number in ("1", "2"):
            one_ledger.load(batch_of("trips", [trip(number)], name=f"{number}.csv"))
        check(one_ledger, BOOK, as_of=AS_OF)
        yield one_ledger


def trip(number: str, approved_on: str = "2014-03-04") -> dict[str, object]:
    """A leg that began on 3 March."""
    days = {"depart_on": "2014-03-03", "return_on": "2014-03-04", "approved_on": approved_on}
    return {"trip_no": f"T{number}", "person_id": f"P{number}", "leg_no": 1, "department_code": "D1", **days}


def of_trip(ledger: MemoryLedger, number: str) -> str:
    """The finding on a trip."""
    return str(findings(ledger, rule="TRV-R06").filter(subject=f"T{number}/P{number}/1")["id"].item())


def test_right_after_a_check_nothing_is_due(ledger: MemoryLedger) -> None:
    assert changes_since_check(ledger) == 0
    assert outdated(ledger) == frozenset()


def test_a_finding_on_a_withdrawn_record_is_marked(ledger: MemoryLedger) -> None:
    """It stays open until the next run, and accuses nobody meanwhile."""
    ledger.undo("B000001")

    assert changes_since_check(ledger) == 1
    assert outdated(ledger) == {of_trip(ledger, "1")}
    assert findings(ledger, status="须重新检查")["id"].to_list() == [of_trip(ledger, "1")]
    told = listed(findings(ledger), BOOK, {}, "zh", outdated(ledger))
    assert dict(told.select("subject", "status_name").rows()) == {"T1/P1/1": "须重新检查", "T2/P2/1": "待处理"}
    check(ledger, BOOK, as_of=AS_OF)
    assert (changes_since_check(ledger), outdated(ledger)) == (0, frozenset())


def test_a_check_as_of_an_earlier_day_leaves_it_marked(ledger: MemoryLedger) -> None:
    """That check does not judge what is dated after it: the finding goes on to rest on nothing."""
    ledger.undo("B000001")
    check(ledger, BOOK, as_of=date(2014, 3, 1))

    assert (changes_since_check(ledger), outdated(ledger)) == (0, {of_trip(ledger, "1")})
    assert "截至日" in check_due(0, 1).zh


def test_a_finding_on_a_corrected_record_is_marked(ledger: MemoryLedger) -> None:
    """The version that was judged is not the one in force."""
    ledger.load(batch_of("trips", [trip("1", approved_on="2014-03-01")], name="corrected.csv"))

    assert outdated(ledger) == {of_trip(ledger, "1")}


def test_a_record_that_another_file_holds_too_is_not_withdrawn(ledger: MemoryLedger) -> None:
    ledger.load(batch_of("trips", [trip("1"), trip("3")], name="again.csv"))
    ledger.undo("B000001")

    assert changes_since_check(ledger) == 2
    assert outdated(ledger) == frozenset()


def test_a_check_of_one_rule_leaves_the_others_due(ledger: MemoryLedger) -> None:
    """Only a run of every rule over every department and year has seen the change."""
    ledger.undo("B000001")
    check(ledger, BOOK, as_of=AS_OF, rules=["TRV-R05"])
    check(ledger, BOOK, as_of=AS_OF, year=2014)
    check(ledger, BOOK, as_of=AS_OF, departments=["D1"])

    run_ = last_run(ledger)
    assert run_
    assert run_.changes_since == 1


def test_the_command_says_that_a_check_is_due(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the list, in the list and on the finding's own page; in JSON as a number and a mark."""
    folder, file = tmp_path / "ledger", tmp_path / "t.csv"
    file.write_text(HEADER + LATE.format(n=1), encoding="utf-8")
    fresh_ledger(folder)
    for words in (["import", str(file)], ["check", "--fail-on", "none"], ["undo", "B000001"]):
        assert run([*words, "--ledger", str(folder)]) == 0
    capsys.readouterr()

    run(["findings", "--ledger", str(folder)])
    said = capsys.readouterr().out.replace("\n", "")
    assert said.index("costctl check") < said.index("F000001")
    assert said.count("须重新检查") == 2
    run(["findings", "show", "F000001", "--ledger", str(folder)])
    assert "须重新检查" in capsys.readouterr().out
    run(["findings", "--ledger", str(folder), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["changes_since_check"] == 1
    assert [(one["status"], one["is_outdated"]) for one in document["findings"]] == [("open", True)]

    run(["check", "--ledger", str(folder)])
    capsys.readouterr()
    run(["findings", "--ledger", str(folder)])
    assert "costctl check" not in capsys.readouterr().out
