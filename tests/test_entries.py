"""The history as a list: who changed what, when and why, by day, kind of entry and what it is about."""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from costctl import workflow
from costctl.choices import ACTIONS
from costctl.cli.app import run
from costctl.dates import today
from costctl.entries import history, in_words
from costctl.ledger.ledger import Ledger
from costctl.own_values import set_parameter, set_row, switch_rule
from tests.batches import batch_of, row
from tests.fresh import fresh_ledger

DAY = date(2026, 1, 1)
LINE = "CARD-R09.approval_line"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger in which everything was done once that can be done."""
    folder = tmp_path_factory.mktemp("entries") / "ledger"
    fresh_ledger(folder, name="测试区财政局")
    coffee = row(card_no="6222020000001234", spent_on=date(2014, 3, 5), amount="18.00", merchant_name="Cafe")
    day = {"starts_on": date(2014, 3, 5), "ends_on": date(2014, 3, 5), "department_code": "D1"}
    with workflow.open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("card_transactions", [coffee, coffee], name="a.csv"))
        reject = {"row_no": 9, "code": "key.repeated", "cells": "{}"}
        ledger.load(batch_of("meetings", [row(meeting_no="M1", name="例会", **day)], name="m.csv", rejects=[reject]))
        ledger.undo("B000001")
        ledger.close_reject("J000001", "已在另一文件更正")
        workflow.check(ledger, as_of=DAY, rules=["MTG-R01"])
        set_parameter(ledger, LINE, "5000", from_=DAY, reason="区政府定")
        switch_rule(ledger, "CARD-R09", on=False, reason="暂不适用")
        set_row(ledger, "reception_meal_caps", {"cap": "60"}, from_=DAY, reason="餐费")
        yield ledger


def actions(ledger: Ledger, **asked: object) -> list[str]:
    return history(ledger, **asked)["action"].to_list()


def test_every_kind_of_entry_has_its_words(ledger: Ledger) -> None:
    """What can be recorded can be asked for and is told in both languages, without a code."""
    assert set(actions(ledger)) == set(ACTIONS)
    book = workflow.rulebook_of(ledger)
    for language in ("zh", "en"):
        told = in_words(history(ledger), book, language)
        assert told["action_name"].to_list() == [ACTIONS[action].in_(language) for action in told["action"]]
        assert not any("{" in what for what in told["what"])
        assert all(told["what"])


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("B000001", ["import", "undo"]),
        ("b1", ["import", "undo"]),
        ("m.csv", ["import"]),
        ("J1", ["close_reject"]),
        ("R000001", ["check"]),
        ("MTG-R01", ["check"]),
        ("CARD-R09", ["set", "set"]),
        (LINE, ["set"]),
        ("reception_meal_caps", ["set"]),
        ("B000009", []),
    ],
)
def test_it_is_asked_for_by_what_an_entry_is_about(ledger: Ledger, about: str, found: list[str]) -> None:
    assert actions(ledger, about=about) == found


def test_it_is_asked_for_by_day_and_kind(ledger: Ledger) -> None:
    """Both days belong to it; a day is one of the bureau's."""
    now, day = today(), timedelta(1)
    whole = actions(ledger)

    assert actions(ledger, from_=now - day, to=now) == whole
    assert actions(ledger, from_=now + day) == actions(ledger, to=now - day) == []
    assert actions(ledger, action="undo") == ["undo"]
    assert actions(ledger, action="undo", about="m.csv") == []


def test_an_own_value_is_told_with_before_now_and_why(ledger: Ledger) -> None:
    found = in_words(history(ledger, about=LINE), workflow.rulebook_of(ledger), "zh").row(0, named=True)

    assert found["what"] == f"{LINE}(审批线):值 2000.00,自 2014-01-01 → 值 5000,自 2026-01-01,依据 本区设定"
    assert (found["reason"], bool(found["actor"])) == ("区政府定", True)


def test_the_command_gives_the_same_to_people_programs_and_files(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The entries of the chain, in order, complete."""
    ledger.publish()
    file, words = tmp_path / "history.csv", ["history", "--ledger", str(ledger.folder)]

    assert run([*words, "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert run([*words, "--action", "import", "--csv", str(file)]) == 0
    shown = capsys.readouterr().out

    assert [entry["hash"] for entry in entries] == ledger.history()["hash"].to_list()
    assert [entry["detail"]["now"].get("cap") for entry in entries if entry["action"] == "set"] == [None, None, "60"]
    assert all(entry["recorded_at"].endswith("+00:00") for entry in entries)
    assert ("a.csv" in shown, "退回 1" in shown, "暂不适用" in shown) == (True, True, False)
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert [line["链值"] for line in csv.DictReader(text)] == history(ledger, action="import")["hash"].to_list()
    assert run([*words, "--about", "没有"]) == 0
    assert "没有符合条件" in capsys.readouterr().out
    assert run([*words, "--action", "nix"]) == 2
