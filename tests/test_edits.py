"""An own value that is edited where it stands: the history says what it was and is, and every check warns of it."""

import json
from datetime import date

import pytest

from costctl import entries
from costctl.rules.edits import edited
from costctl.workflow import check, make_ledger, open_ledger, rulebook_of

HEADER = "jurisdiction,cap,effective_from,effective_to,documents\n"
CAP = "本区,60.00,2025-01-01,,本区设定\n"


@pytest.fixture
def folder(tmp_path):
    """A ledger whose bureau has its own meal cap, by which a check was run."""
    make_ledger(tmp_path / "ledger", name="试点区财政局")
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
    assert "cap 60.00 → 95.00" in warning.found
    assert warnings_after(folder, CAP.replace("60", "95")) == (warning,)
    with open_ledger(folder) as ledger:
        (entry,) = entries.history(ledger, action="install", about="reception_meal_caps").tail(1).to_dicts()
        change = json.loads(entry["detail"])["changes"]["reception_meal_caps"]
        assert [change[side][0]["cap"] for side in ("removed", "added")] == ["60.00", "95.00"]
        assert (entry["seq"], entry["actor"]) == (warning.about["entry"], warning.about["by"])
        told = entries.in_words(entries.history(ledger, about="reception_meal_caps"), rulebook_of(ledger), "en")
        assert "60.00" in told["what"][-1]


def test_a_value_taken_out_is_warned_of_until_it_is_back(folder):
    assert [warning.code for warning in warnings_after(folder)] == ["rule.value_edited"]
    assert warnings_after(folder, CAP) == ()


def test_a_value_followed_by_a_later_one_is_no_edit(folder):
    ended = CAP.replace("2025-01-01,", "2025-01-01,2025-06-30")

    assert warnings_after(folder, ended, "本区,50.00,2025-07-01,,本区设定\n") == ()


def test_a_parameter_edited_in_the_settings_is_warned_of(folder):
    settings = folder / "costctl.toml"
    for value in ("3000.00", "9000.00"):
        own = f'\n[[tunable."CARD-R09.approval_line"]]\nvalue = {value}\nfrom = 2025-01-01\n'
        text = settings.read_text(encoding="utf-8").split('\n[[tunable."CARD')[0]
        settings.write_text(text + own, encoding="utf-8")
        with open_ledger(folder, "write") as ledger:
            book = rulebook_of(ledger)
            found = edited(ledger, book, [book.rules["CARD-R09"]])

    (warning,) = found
    assert warning.where == "CARD-R09.approval_line"
    assert "value 3000.00000000 → 9000.00000000" in warning.found
