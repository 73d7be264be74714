"""An own value that is far off the one that would hold without it is doubted before it judges; it is never refused."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import workflow
from costctl.bilingual import Text
from costctl.cli.app import run
from costctl.own_values import Change, set_parameter, set_row
from costctl.rules.own_doubts import far_off, unlisted_place
from tests.test_own_values import DAY, LINE, LODGING, QUOTA, WHY, new_ledger

MEALS = "reception_meal_caps"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


def doubted(change: Change) -> list[tuple[str, str]]:
    return [(problem.code, problem.found) for problem in change.warnings]


@pytest.mark.parametrize(
    ("now", "before", "code", "times"),
    [
        ("800", "80", "set.far_off", "10"),
        ("8", "80", "set.far_off", "10"),
        ("240", "80", "set.far_off", "3"),
        ("239.99", "80", None, None),
        ("26.67", "80", None, None),
        ("26.66", "80", "set.far_off", "3"),
        ("0", "80", "set.zero", None),
        ("5", "0", None, None),
    ],
)
def test_three_times_as_much_or_a_third_is_far_off(now: str, before: str, code: str | None, times: str | None) -> None:
    found = far_off("x", Text("标准", "cap"), Decimal(now), Decimal(before))

    assert [problem.code for problem in found] == ([code] if code else [])
    assert [problem.about.get("times") for problem in found] == ([times] if code else [])
    for problem in found:
        assert all(part in problem.say("zh") for part in ("标准", now, before))
        assert "?" not in problem.say("zh") + problem.say("en")


@pytest.mark.parametrize(
    ("place", "doubt"),
    [("昆名市", "昆明市"), ("石桥镇", ""), ("昆明市", None), ("昆明", None), ("五华区", None), ("南京市", "")],
)
def test_a_place_that_no_other_value_is_for_is_doubted(place: str, doubt: str | None) -> None:
    """By whatever name it is known in its province; and what it may be a slip for is named."""
    listed = [("云南", "昆明市", "昆明市"), ("云南", "昆明市", "五华区"), ("江苏", "南京市", "南京市")]
    known = [dict(zip(("province", "place", "written_as"), one, strict=True)) for one in listed]

    found = unlisted_place("x", "云南", place, known)

    assert [problem.about["suggestion"] for problem in found] == ([] if doubt is None else [doubt])


def test_a_parameter_is_held_against_what_would_hold_without_it(folder: Path) -> None:
    """Of a correction not the slip, which it is meant to be far off."""
    with workflow.open_ledger(folder, "write") as ledger:
        slip = set_parameter(ledger, LINE, "50000", from_=DAY, reason=WHY)
        right = set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY, corrects=True)
        later = set_parameter(ledger, LINE, "500", from_=date(2026, 7, 1), reason=WHY)

    assert [doubted(one) for one in (slip, right, later)] == [
        [("set.far_off", "50000")], [], [("set.far_off", "500")],
    ]  # fmt: skip
    assert [one.head is not None for one in (slip, right, later)] == [True, True, True]
    assert later.warnings[0].about["other"] == "5000"


def test_a_row_is_held_against_the_own_row_before_it(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        first = set_row(ledger, MEALS, {"cap": "60"}, from_=DAY, reason=WHY)
        slip = set_row(ledger, MEALS, {"cap": "600"}, from_=date(2026, 7, 1), reason=WHY)
        right = set_row(ledger, MEALS, {"cap": "66"}, from_=date(2026, 7, 1), reason=WHY, corrects=True)

    assert [doubted(one) for one in (first, slip, right)] == [[], [("set.far_off", "600")], []]


def test_a_row_is_held_against_the_row_that_it_outranks(folder: Path) -> None:
    """Cell by cell, and for one place as a look-up would find it."""
    with workflow.open_ledger(folder, "write") as ledger:
        lodging = set_row(ledger, "lodging_caps", {**LODGING, "cap_yuan": "38"}, from_=DAY, reason=WHY, dry_run=True)
        usual = set_row(ledger, "lodging_caps", {**LODGING, "cap_yuan": "350"}, from_=DAY, reason=WHY, dry_run=True)
        quota = set_row(
            ledger, "meeting_quota", {**QUOTA, "total": "28", "max_attendees": "5"}, from_=DAY, reason=WHY, dry_run=True
        )

    assert doubted(lodging) == [("set.far_off", "38")]
    assert doubted(usual) == []
    assert doubted(quota) == [("set.far_off", "28"), ("set.far_off", "5")]


@pytest.mark.parametrize(("language", "said"), [("zh", "审批线 20000 与不登记时的 2000.00 相差约 10 倍"),
                                                ("en", "approval line 20000 against 2000.00")])  # fmt: skip
def test_the_command_warns_and_sets_all_the_same(
    folder: Path, language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["rules", "set", LINE, "20000", "--reason", WHY, "--ledger", str(folder), "--lang", language]

    assert run([*words, "--from", "2026-01-01"]) == 0
    assert said in capsys.readouterr().out.replace("\n", " ").replace("  ", " ")
    assert run([*words, "--from", "2026-01-01", "--correct", "--document", "区财〔2026〕1号", "--json"]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert (warning["code"], said in warning["message"]) == ("set.far_off", True)
