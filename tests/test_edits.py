"""An own value that is edited where it stands: the history says what it was and is, and every check warns of it."""

import json
from datetime import date

import pytest

from costctl import entries
from costctl.cli.app import run
from costctl.own_values import set_parameter
from costctl.rules.edits import edited
from costctl.workflow import check, open_ledger, rulebook_of
from tests.batches import batch_of, row
from tests.fresh import fresh_ledger

HEADER = "jurisdiction,cap,effective_from,effective_to,documents\n"
CAP = "本区,60.00,2025-01-01,,本区设定\n"


@pytest.fixture
def folder(tmp_path):
    """A ledger whose bureau has its own meal cap, by which a check was run."""
    fresh_ledger(tmp_path / "ledger", name="试点区财政局")
    table = tmp_path / "ledger" / "rules" / "tables" / "reception_meal_caps.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(HEADER + CAP, encoding="utf-8")
    with open_ledger(tmp_path / "ledger", "write") as ledger:
        assert check(ledger, as_of=date(2025, 12, 31), rules=["REC-R05"]).warnings == ()
    return tmp_path / "ledger"


def warnings_after(folder, *lines):
    (folder / "rules" / "tables" / "reception_meal_caps.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    with open_ledger(folder, "write") as ledger:
        return check(ledger, as_of=date(2025, 12, 31), rules=["REC-R05"]).warnings


def test_a_value_changed_in_place_is_in_the_history_and_in_every_check(folder):
    (warning,) = warnings_after(folder, CAP.replace("60", "95"))

    assert (warning.code, warning.where) == ("rule.value_edited", "tables/reception_meal_caps.csv")
    assert "自 2025-01-01 起的本区数值被直接改动:标准 60.00 → 95.00(" in warning.say("zh")
    assert "that from 2025-01-01, Cap 60.00 → 95.00 (" in warning.say("en")
    assert warnings_after(folder, CAP.replace("60", "95")) == (warning,)
    with open_ledger(folder) as ledger:
        (entry,) = entries.history(ledger, action="install", about="reception_meal_caps").tail(1).to_dicts()
        change = json.loads(entry["detail"])["changes"]["reception_meal_caps"]
        assert [change[side][0]["cap"] for side in ("removed", "added")] == ["60.00", "95.00"]
        assert (entry["seq"], entry["actor"]) == (warning.about["entry"], warning.about["by"])
        told = entries.in_words(entries.history(ledger, about="reception_meal_caps"), rulebook_of(ledger), "en")
        assert "60.00" in told["what"][-1]


def test_a_value_taken_out_is_warned_of_until_it_is_back(folder):
    (warning,) = warnings_after(folder)

    assert (warning.code, "标准 60.00 → –," in warning.say("zh")) == ("rule.value_edited", True)
    assert warnings_after(folder, CAP) == ()


def test_a_value_followed_by_a_later_one_is_no_edit(folder):
    ended = CAP.replace("2025-01-01,", "2025-01-01,2025-06-30")

    assert warnings_after(folder, ended, "本区,50.00,2025-07-01,,本区设定\n") == ()


LINE = "CARD-R09.approval_line"


@pytest.fixture
def edited_line(folder):
    """The folder after a check in which the bureau's approval line was edited in the settings."""
    settings = folder / "costctl.toml"
    whole = settings.read_text(encoding="utf-8")
    for value in ("3000.00", "9000.00"):
        own = f'\n[[tunable."{LINE}"]]\nvalue = {value}\nfrom = 2025-01-01\n'
        settings.write_text(whole + own, encoding="utf-8")
        with open_ledger(folder, "write"):
            pass
    return folder


def test_a_parameter_edited_in_the_settings_is_warned_of(edited_line):
    with open_ledger(edited_line) as ledger:
        book = rulebook_of(ledger)
        (warning,) = edited(ledger, book, [book.rules["CARD-R09"]])

    assert warning.where == LINE
    assert "值 3000 → 9000(" in warning.say("zh")


@pytest.mark.parametrize("about", [LINE, "CARD-R09"])
def test_the_history_of_a_parameter_or_its_rule_has_what_was_edited_by_hand(edited_line, about):
    with open_ledger(edited_line) as ledger:
        found = entries.history(ledger, action="install", about=about)
        told = entries.in_words(found, rulebook_of(ledger), "zh", about=about)["what"].to_list()

    assert told == [
        f"{LINE}(审批线):– → 值 3000,自 2025-01-01",
        f"{LINE}(审批线):值 3000,自 2025-01-01 → 值 9000,自 2025-01-01",
    ]


def test_what_was_just_set_is_no_second_entry_of_the_history(folder):
    with open_ledger(folder, "write") as ledger:
        set_parameter(ledger, LINE, "5000", from_=date(2026, 1, 1), reason="定")
        found = entries.history(ledger, about=LINE)["action"].to_list()

    assert found == ["set"]


def flagged_and_edited(folder):
    """The folder with a finding by the bureau's meal cap, which was edited afterwards; no check since."""
    reception = {"reception_no": "C1", "department_code": "D1", "held_on": date(2025, 3, 3), "is_foreign": False,
                 "guests": 5, "companions": 5, "meals": 1, "meal_amount": "700.00"}  # fmt: skip
    with open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("receptions", [row(**reception)]))
        assert check(ledger, as_of=date(2025, 12, 31), rules=["REC-R05"]).opened == 1
    table = folder / "rules" / "tables" / "reception_meal_caps.csv"
    table.write_text(HEADER + CAP.replace("60", "95"), encoding="utf-8")
    with open_ledger(folder, "write"):
        pass


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_by_an_edited_value_says_so(folder, language, capsys):
    """To people and to programs; it still says the value by which it judged."""
    flagged_and_edited(folder)
    words = ["findings", "show", "F000001", "--ledger", str(folder), "--lang", language]

    assert run([*words, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    (warning,) = shown["warnings"]
    assert warning["code"] == "rule.value_edited"
    assert "60.00 → 95.00" in warning["message"]
    assert "60.00" in shown["values"].values()
    assert run(words) == 0
    assert "60.00 → 95.00" in "".join(capsys.readouterr().out.split("\n"))


def test_a_finding_by_values_as_they_were_set_has_no_warning(folder, capsys):
    flagged_and_edited(folder)
    (folder / "rules" / "tables" / "reception_meal_caps.csv").write_text(HEADER + CAP, encoding="utf-8")
    with open_ledger(folder, "write"):
        pass

    assert run(["findings", "show", "F000001", "--ledger", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []
