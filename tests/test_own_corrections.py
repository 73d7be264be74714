"""A slip in an own value is corrected with a reason: the history keeps both, and a shipped value is never corrected."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import workflow
from costctl.cli.app import run
from costctl.entries import history, in_words
from costctl.errors import InputError
from costctl.ledger.ledger import Ledger
from costctl.own_values import set_parameter, set_row, try_out
from costctl.rules.edits import edited
from costctl.rules.findings import explained
from costctl.rules.own_rows import own_rows
from costctl.rules.tables import Row
from costctl.settings import TunedValue, with_corrected, with_value
from tests.test_own_values import DAY, LINE, WHY, flagged, new_ledger, split_purchases, written

SLIP = "多录一个零"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


def standing(ledger: Ledger, table: str) -> list[Row]:
    """The rows of a table that the bureau has set."""
    book = workflow.rulebook_of(ledger)
    return own_rows(ledger.folder / "rules" / "tables" / f"{table}.csv", book.tables[table], book.documents)


def test_a_slip_is_corrected_and_the_history_keeps_both_values(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        set_parameter(ledger, LINE, "50000", from_=DAY, reason=WHY)
        change = set_parameter(ledger, LINE, "5000", from_=DAY, reason=SLIP, corrects=True)
        (own,) = ledger.settings.tunable[LINE]
        book = workflow.rulebook_of(ledger)
        entries = history(ledger, about=LINE)
        told = in_words(entries, book, "zh")["what"].to_list()
        verified = ledger.verify(change.head)

    assert own.value == Decimal(5000)
    assert (change.before or {})["value"] == "50000"
    assert entries["reason"].to_list() == [WHY, SLIP]
    assert all(entries["actor"])
    assert told[1] == f"更正 {LINE}(审批线):值 50000,自 {DAY},依据 本区设定 → 值 5000,自 {DAY},依据 本区设定"
    assert f"50000 → 5000: {SLIP}" in (folder / "costctl.toml").read_text(encoding="utf-8")
    assert verified.agrees


def test_what_was_found_by_the_first_value_says_so_until_the_next_check(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        split_purchases(ledger)
        set_parameter(ledger, LINE, "2500", from_=DAY, reason=WHY)
        before = flagged(ledger)
        set_parameter(ledger, LINE, "3001", from_=DAY, reason=SLIP, corrects=True)
        lines = [one.values["approval_line"] for one in explained(ledger, status="open")]
        after = flagged(ledger)
        said = ledger.sql("SELECT e.values_used FROM base.finding_events AS e ORDER BY e.event_no")["values_used"]

    assert (before, lines) == (["R1", "R3"], ["2000.00", "2500.00"])
    assert after == ["R1"]
    assert any("2500.00" in one for one in said)


def test_a_corrected_row_keeps_what_is_not_corrected(folder: Path) -> None:
    """Its end, which a later row had set, its document and what its note said."""
    text = "区财〔2026〕1号"
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "reception_meal_caps", {"cap": "800"}, from_=DAY, document=text, reason=WHY)
        set_row(ledger, "reception_meal_caps", {"cap": "90"}, from_=date(2026, 7, 1), reason=WHY)
        change = set_row(ledger, "reception_meal_caps", {"cap": "80"}, from_=DAY, reason=SLIP, corrects=True)
        first, second = standing(ledger, "reception_meal_caps")
        caps = ledger.sql("SELECT c.cap FROM ref.reception_meal_caps AS c ORDER BY c.effective_from")["cap"].to_list()

    assert (first["cap"], first["effective_to"], first["documents"]) == (Decimal(80), date(2026, 6, 30), text)
    assert (WHY in str(first["note"]), SLIP in str(first["note"]), second["cap"]) == (True, True, Decimal(90))
    assert caps == [Decimal(80), Decimal(90)]
    assert ((change.before or {})["cap"], change.now["cap"]) == ("800", "80")


def test_a_row_without_dates_is_corrected_by_its_key(folder: Path) -> None:
    day = {"day": "2027-05-03", "is_working_day": "yes"}
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "calendar_days", day, reason=WHY)
        with pytest.raises(InputError) as refused:
            set_row(ledger, "calendar_days", {**day, "is_working_day": "no"}, reason=WHY)
        set_row(ledger, "calendar_days", {**day, "is_working_day": "no"}, reason=SLIP, corrects=True)
        (row,) = standing(ledger, "calendar_days")

    assert refused.value.problem.code == "set.row_twice"
    assert (row["day"], row["is_working_day"]) == (date(2027, 5, 3), False)


MEALS = "reception_meal_caps"
REFUSED: dict[str, tuple[Callable[[Ledger], object], str]] = {
    "twice": (lambda own: set_parameter(own, LINE, "5000", from_=DAY, reason=WHY), "set.twice"),
    "a row twice": (lambda own: set_row(own, MEALS, {"cap": "70"}, from_=DAY, reason=WHY), "set.twice"),
    "another day": (
        lambda own: set_parameter(own, LINE, "5000", from_=date(2026, 2, 1), reason=WHY, corrects=True),
        "set.nothing_to_correct",
    ),
    "the day of a shipped value": (
        lambda own: set_parameter(own, LINE, "5000", from_=date(2014, 1, 1), reason=WHY, corrects=True),
        "set.nothing_to_correct",
    ),
    "a row of another day": (
        lambda own: set_row(own, MEALS, {"cap": "70"}, from_=date(2026, 2, 1), reason=WHY, corrects=True),
        "set.nothing_to_correct",
    ),
    "a shipped row": (
        lambda own: set_row(own, "lecture_caps", {"title": "other", "cap_per_hour": "1"}, from_=date(2017, 1, 1),
                            reason=WHY, corrects=True),
        "set.nothing_to_correct",
    ),
    "the same value": (
        lambda own: set_parameter(own, LINE, "3000.0", from_=DAY, reason=WHY, corrects=True), "set.same",
    ),
    "no reason": (lambda own: set_parameter(own, LINE, "5000", from_=DAY, reason="", corrects=True), "set.no_reason"),
    "looser than what is shipped": (
        lambda own: set_parameter(own, "MTG-R02.max_star", "5", from_=DAY, reason=WHY, corrects=True), "rule.looser",
    ),
    "not a number": (
        lambda own: set_row(own, MEALS, {"cap": "六十"}, from_=DAY, reason=WHY, corrects=True), "rule.table_money",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def with_values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An open ledger with a line, a stricter parameter of a mandatory rule and a row."""
    with workflow.open_ledger(new_ledger(tmp_path_factory.mktemp("corrected")), "write") as ledger:
        set_parameter(ledger, LINE, "3000", from_=DAY, reason=WHY)
        set_parameter(ledger, "MTG-R02.max_star", "3", from_=DAY, document="区财〔2026〕1号", reason=WHY)
        set_row(ledger, MEALS, {"cap": "60"}, from_=DAY, reason=WHY)
        yield ledger


@pytest.mark.parametrize("name", REFUSED)
def test_a_correction_that_is_refused_changes_nothing(with_values: Ledger, name: str) -> None:
    asked, code = REFUSED[name]
    before = written(with_values.folder), with_values.history().height

    with pytest.raises(InputError) as refused:
        asked(with_values)

    assert refused.value.problem.code == code
    assert (written(with_values.folder), with_values.history().height) == before
    assert "?" not in refused.value.problem.say("zh") + refused.value.problem.say("en")


def test_a_correction_is_tried_without_being_stored(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        split_purchases(ledger)
        set_parameter(ledger, LINE, "3001", from_=DAY, reason=WHY)
        flagged(ledger)
    before = written(folder)

    change, found = try_out(
        folder,
        lambda own: set_parameter(own, LINE, "3000", from_=DAY, reason=SLIP, corrects=True, dry_run=True),
        as_of=date(2026, 12, 31),
    )

    assert (change.is_correction, found.added["subject"].to_list()) == (True, ["R3"])
    assert written(folder) == before


OLD = TunedValue.model_validate({"value": Decimal(800), "from": DAY})
NEW = OLD.model_copy(update={"value": Decimal(80), "review_on": date(2027, 1, 1)})
LATER = OLD.model_copy(update={"from_": date(2026, 7, 1)})


@pytest.mark.parametrize(
    ("block", "corrected"),
    [
        (
            "[[tunable.'A.b']]  # 甲\nvalue = 800 # 元\nfrom= 2026-01-01\n# 乙\n",
            "# w\n[[tunable.'A.b']]  # 甲\ndocument = \"本区设定\"\nreview_on = 2027-01-01\nvalue = 80 # 元\n"
            "from = 2026-01-01\n# 乙\n",
        ),
        (
            '[[tunable."A.b"]]\nfrom = 2026-01-01\nreview_on = 2026-02-02 # 丙\nvalue = 800',
            '# w\n[[tunable."A.b"]]\ndocument = "本区设定"\nfrom = 2026-01-01\n'
            "review_on = 2027-01-01 # 丙\nvalue = 80\n",
        ),
    ],
)
def test_of_the_settings_only_the_value_is_another(block: str, corrected: str) -> None:
    """Comments, order and the values of other days stay."""
    around = with_value('name = "x"\n', "A.b", LATER, "r"), with_value("", "A.c", OLD, "r") + "[more]\nfrom = 1\n"
    text = f"{around[0]}{block}"

    assert with_corrected(text, "A.b", NEW, "w") == f"{around[0]}{corrected}"
    assert with_corrected(f"{text}\n{around[1]}", "A.b", NEW, "w").endswith(around[1])
    assert with_corrected(around[0], "A.b", NEW, "w") == around[0]


def test_a_correction_gives_a_value_that_was_edited_by_hand_its_reason(folder: Path) -> None:
    """Until then every check warns of it; an edit after the correction is one again."""
    file = folder / "rules" / "tables" / "reception_meal_caps.csv"

    def edit(old: str, new: str) -> None:
        file.write_text(file.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")

    def warned() -> int:
        with workflow.open_ledger(folder, "write") as ledger:
            book = workflow.rulebook_of(ledger)
            return len(edited(ledger, book, book.rules.values()))

    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, MEALS, {"cap": "60"}, from_=DAY, reason=WHY)
        workflow.check(ledger, rules=["REC-R05"])
    edit(",60,", ",95,")
    by_hand = warned()
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, MEALS, {"cap": "65"}, from_=DAY, reason=SLIP, corrects=True)
    corrected = warned()
    edit(",65,", ",95,")

    assert (by_hand, corrected, warned()) == (1, 0, 1)


@pytest.mark.parametrize(("language", "said"), [("zh", "两个值都留在历史里"), ("en", "the history keeps both values")])
def test_the_command_corrects(folder: Path, language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--from", "2026-01-01", "--reason", SLIP, "--ledger", str(folder), "--lang", language]
    assert run(["rules", "set", LINE, "50000", *words]) == 0
    assert run(["rules", "set", LINE, "5000", *words]) == 2
    assert "--correct" in capsys.readouterr().err
    assert run(["rules", "set", LINE, "5000", *words, "--correct"]) == 0
    assert said in capsys.readouterr().out.replace("\n", " ")
    assert run(["rules", "set", LINE, "6000", *words, "--correct", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)["set"]
    assert (document["is_correction"], document["before"]["value"], document["now"]["value"]) == (True, "5000", "6000")
    assert run(["rules", "set", "CARD-R09", "off", *words, "--correct"]) == 2
