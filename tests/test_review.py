"""Values past their review day are named in a check, in the list of rules and on the rule's page; the day is as_of."""

import json
from datetime import date
from pathlib import Path

import pytest

from costctl.cli.app import run
from costctl.ledger.memory import memory_ledger
from costctl.rules.check import check
from costctl.rules.explain import explain
from costctl.rules.library import Rulebook, load_rulebook
from costctl.rules.review import overdue
from costctl.settings import TunedValue
from costctl.shipped import shipped
from tests.fresh import fresh_ledger

LINE = {"value": "3000.00", "from": date(2025, 1, 1), "review_on": date(2025, 6, 30)}
QUOTA = (
    "jurisdiction,meeting_class,total,max_attendees,staff_ratio_max,max_days,max_checkin_out_days,"
    "effective_from,effective_to,documents,review_on\n"
    "本区,4,280.00,50,0,1,1,2025-01-01,2025-12-31,本区设定,2025-06-30\n"
    "本区,3,380.00,80,0.05,1,1.5,2025-01-01,,区财〔2024〕9号,\n"
    "本区,2,480.00,150,0.10,1,1.5,2025-01-01,,区财〔2024〕9号,2030-01-01\n"
)
REGISTER = "number,title,review_on\n区财〔2024〕9号,会议费定额,2025-08\n"


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    """The shipped rules with an own approval line and own quotas that are to be reviewed in the middle of 2025."""
    own = tmp_path / "own"
    (own / "tables").mkdir(parents=True)
    (own / "tables" / "meeting_quota.csv").write_text(QUOTA, encoding="utf-8")
    (own / "documents.csv").write_text(REGISTER, encoding="utf-8")
    tuned = {"CARD-R09.approval_line": [TunedValue.model_validate(LINE)]}
    book = load_rulebook(shipped("rules"), own, tuned=tuned)
    assert book.problems == ()
    return book


def said(book: Rulebook, rule: str, day: date) -> list[tuple[str, str, date]]:
    return [(one.code, one.found, one.about["day"]) for one in overdue(book, [book.rules[rule]], day)]


def test_nothing_shipped_is_overdue_today() -> None:
    book = load_rulebook(shipped("rules"))

    assert overdue(book, book.rules.values(), date(2100, 1, 1)) == []


def test_a_parameter_is_overdue_from_the_day_after(book: Rulebook) -> None:
    """Only while it is the value in force."""
    days = [date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1)]

    found = [said(book, "CARD-R09", day) for day in days]

    assert found == [[], [], [("rule.review_due", "3000.00", date(2025, 6, 30))]]


def test_rows_go_by_their_own_day_else_by_that_of_their_document(book: Rulebook) -> None:
    """A row that is no longer in force needs no review."""
    days = [date(2025, 7, 1), date(2025, 9, 1), date(2026, 1, 1), date(2030, 1, 2)]

    found = [said(book, "MTG-Q01", day) for day in days]

    assert found == [
        [("rule.table_review_due", "1", date(2025, 6, 30))],
        [("rule.table_review_due", "2", date(2025, 6, 30))],
        [("rule.table_review_due", "1", date(2025, 8, 31))],
        [("rule.table_review_due", "2", date(2025, 8, 31))],
    ]


def test_a_run_warns_of_the_values_of_the_rules_it_ran(book: Rulebook) -> None:
    ledger = memory_ledger(book.reference, digest=book.digest)

    whole = check(ledger, book, as_of=date(2025, 9, 1))
    part = check(ledger, book, as_of=date(2025, 9, 1), rules=["CARD-R09"])
    earlier = check(ledger, book, as_of=date(2025, 6, 30))

    assert [one.where for one in whole.warnings] == ["CARD-R09.approval_line", "tables/meeting_quota.csv"]
    assert [one.where for one in part.warnings] == ["CARD-R09.approval_line"]
    assert (earlier.warnings, whole.problems) == ((), ())


def test_the_page_of_a_rule_says_so(book: Rulebook) -> None:
    before, after = (explain(book, "CARD-R09", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))

    assert (before.reviews, [one.code for one in after.reviews]) == ((), ["rule.review_due"])
    assert [value.review_on for value in after.values if value.in_force] == [date(2025, 6, 30)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger with an own value that is overdue."""
    folder = tmp_path / "ledger"
    fresh_ledger(folder, name="测试区财政局")
    with (folder / "costctl.toml").open("a", encoding="utf-8") as settings:
        lines = ["", '[[tunable."CARD-R09.approval_line"]]', "value = 3000.00", "from = 2025-01-01"]
        settings.write("\n".join([*lines, "review_on = 2025-06-30", ""]))
    return folder


@pytest.mark.parametrize("command", [["check"], ["rules", "list"], ["rules", "show", "CARD-R09"]], ids=" ".join)
def test_every_command_says_it_to_people_and_programs(
    folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It changes no exit code."""
    option = "--on" if "show" in command else "--as-of"
    words = [*command, "--ledger", str(folder), option]
    capsys.readouterr()

    assert run([*words, "2025-07-01"]) == 0
    human = capsys.readouterr().out
    assert run([*words, "2025-07-01", "--json"]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert run([*words, "2025-06-30", "--json"]) == 0
    earlier = json.loads(capsys.readouterr().out)["warnings"]

    assert "复核日期 2025-06-30 已过" in "".join(human.split("\n"))
    assert (warning["code"], warning["where"], earlier) == ("rule.review_due", "CARD-R09.approval_line", [])
