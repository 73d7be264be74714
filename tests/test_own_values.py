"""The bureau sets its own values: from their day on, with a reason in the history, and never weaker than a mandatory
rule."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costctl import workflow
from costctl.cli.app import run
from costctl.errors import InputError
from costctl.ledger.ledger import Ledger
from costctl.own_values import Change, set_parameter, set_row, switch_rule, try_out
from costctl.rules.findings import findings
from costctl.rules.library import load_rulebook
from costctl.rules.own_rows import with_corrected_row, with_row
from costctl.shipped import shipped
from tests.batches import batch_of, row
from tests.fresh import fresh_ledger

LINE = "CARD-R09.approval_line"
DAY = date(2026, 1, 1)
WHY = "区政府常务会议定"
REGISTER = "number,title,effective_from\n区财〔2026〕1号,会议场所,2026-01-01\n"


def new_ledger(parent: Path) -> Path:
    """A ledger folder with a text of the bureau's own."""
    folder = parent / "ledger"
    fresh_ledger(folder, name="测试区财政局")
    (folder / "rules" / "documents.csv").write_text(REGISTER, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new one."""
    return new_ledger(tmp_path)


def written(folder: Path) -> dict[str, bytes]:
    """The files in which own values stand."""
    files = [folder / "costctl.toml", *(folder / "rules").rglob("*.csv")]
    return {str(file): file.read_bytes() for file in files}


def history(ledger: Ledger) -> list[tuple[str, dict[str, Any]]]:
    entries = ledger.sql("SELECT actor, detail FROM base.history WHERE action = 'set' ORDER BY seq").rows()
    return [(actor, json.loads(detail)) for actor, detail in entries]


def split_purchases(ledger: Ledger) -> None:
    """Two purchases of one merchant on one day, together 3000 yuan, before and after the day of a new line."""
    days = {"R1": date(2025, 12, 31), "R2": date(2025, 12, 31), "R3": DAY, "R4": DAY}
    bought = {"card_no": "6283251044719036", "merchant_name": "文具店", "amount": "1500.00"}
    ledger.load(batch_of("card_transactions", [row(reference_no=no, spent_on=on, **bought) for no, on in days.items()]))


def flagged(ledger: Ledger, rule: str = "CARD-R09") -> list[str]:
    off = rule in ledger.settings.rules_off
    workflow.check(ledger, as_of=date(2026, 12, 31), rules=[] if off else [rule])  # one alone takes a tenth of the time
    return findings(ledger, rule=rule, status="open")["subject"].to_list()


def test_a_value_takes_effect_from_its_day_only(folder: Path) -> None:
    """At the next check, and in whatever opens the ledger afterwards."""
    with workflow.open_ledger(folder, "write") as ledger:
        split_purchases(ledger)
        before = flagged(ledger)
        set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY)
        after = flagged(ledger)
    with workflow.open_ledger(folder) as ledger:
        values = workflow.rulebook_of(ledger).rules["CARD-R09"].parameters["approval_line"]

    assert (before, after) == (["R1", "R3"], ["R1"])
    assert [(value.value, value.from_, value.provenance) for value in values] == [
        (Decimal(2000), date(2014, 1, 1), "assumed"),
        (Decimal(5000), DAY, "own"),
    ]


def test_who_when_and_why_stand_in_the_history_and_earlier_values_stay(folder: Path) -> None:
    settings = folder / "costctl.toml"
    with workflow.open_ledger(folder, "write") as ledger:
        first = set_parameter(ledger, LINE, Decimal("5000.00"), from_=DAY, reason=WHY, review_on=date(2027, 1, 1))
        text = settings.read_text(encoding="utf-8")
        second = set_parameter(ledger, LINE, "1E+4", from_=date(2026, 7, 1), reason="物价上涨")
        told = history(ledger)
        verified = ledger.verify(first.head)
        settings_now = ledger.settings

    assert settings.read_text(encoding="utf-8").startswith(text)
    assert [one.value for one in settings_now.tunable[LINE]] == [Decimal("5000.00"), Decimal(10000)]
    assert [detail["reason"] for _, detail in told] == [WHY, "物价上涨"]
    assert all(actor for actor, _ in told)
    assert second.before == {"value": "5000.00", "from": DAY, "document": "本区设定"}
    assert told[1][1]["now"]["value"] == "10000"
    assert verified.agrees


PROPOSED: dict[str, Callable[[Ledger], Change]] = {
    "a parameter": lambda ledger: set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY, dry_run=True),
    "a rule": lambda ledger: switch_rule(ledger, "CARD-R09", on=False, reason=WHY, dry_run=True),
    "a row": lambda ledger: set_row(
        ledger, "reception_meal_caps", {"cap": "60"}, from_=DAY, reason=WHY, dry_run=True
    ),
}  # fmt: skip


@pytest.mark.parametrize("proposed", PROPOSED)
def test_what_is_tried_out_is_stored_nowhere(folder: Path, proposed: str) -> None:
    """Neither in the files nor in the history nor among the findings; what it would do is said."""
    with workflow.open_ledger(folder, "write") as ledger:
        split_purchases(ledger)
        flagged(ledger)
    before = written(folder)

    change, found = try_out(folder, PROPOSED[proposed], as_of=date(2026, 12, 31))

    assert (change.head, written(folder)) == (None, before)
    gone = {"a parameter": ["R3"], "a rule": ["R1", "R3"], "a row": []}[proposed]
    assert (found.removed["subject"].to_list(), found.added.height) == (gone, 0)
    with workflow.open_ledger(folder) as ledger:
        assert history(ledger) == []
        assert findings(ledger, status="open")["subject"].to_list() == ["R1", "R3"]


def test_the_snapshot_that_readers_see_has_the_value(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "reception_meal_caps", {"cap": "60"}, from_=DAY, reason=WHY)
    with workflow.open_ledger(folder) as ledger:
        caps = ledger.sql("SELECT c.jurisdiction, c.cap FROM ref.reception_meal_caps AS c").rows()

    assert caps == [("本区", Decimal("60.00"))]


def test_a_mandatory_rule_is_tightened_by_a_text(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        change = set_parameter(
            ledger, "MTG-R02.max_star", "3", from_=DAY, document="区财〔2026〕1号", reason="区里要求"
        )
        values = workflow.rulebook_of(ledger).rules["MTG-R02"].parameters["max_star"]

    assert (change.before or {})["value"] == "4"
    assert (values[-1].value, values[-1].document, values[-1].provenance) == (Decimal(3), "区财〔2026〕1号", "source")


def test_a_rule_is_switched_off_and_on_again(folder: Path) -> None:
    """What it had found can no longer be assessed, and is found again."""
    with workflow.open_ledger(folder, "write") as ledger:
        split_purchases(ledger)
        found = flagged(ledger)
        switch_rule(ledger, "CARD-R09", on=False, reason="暂不适用")
        off = workflow.rulebook_of(ledger).off
        while_off = flagged(ledger), set(findings(ledger)["status"])
        switch_rule(ledger, "CARD-R09", on=True, reason="恢复")
        again = flagged(ledger)

    assert off == ("CARD-R09",)
    assert while_off == ([], {"unassessable"})
    assert again == found == ["R1", "R3"]


def test_a_row_that_leaves_out_its_season_ends_the_row_before_it(tmp_path: Path) -> None:
    """It is read as season 0, and so it is looked for."""
    book, file = load_rulebook(shipped("rules")), tmp_path / "lodging_caps.csv"
    table = book.tables["lodging_caps"]
    first = {"jurisdiction": "本区", "province": "云南", "place": "大理州", "rank": "other", "cap_yuan": "300",
             "effective_from": "2025-01-01", "documents": "本区设定"}  # fmt: skip

    file.write_text(with_row(file, table, first, book.documents).text, encoding="utf-8")
    later = with_row(file, table, {**first, "effective_from": "2025-06-01"}, book.documents)
    corrected = with_corrected_row(file, table, {**first, "cap_yuan": "30"}, book.documents)

    assert "本区,云南,大理州,other,,300,,,,2025-01-01,2025-05-31" in later.text
    assert corrected.now["cap_yuan"] == "30"


def test_a_row_ends_the_row_before_it(folder: Path) -> None:
    file = folder / "rules" / "tables" / "reception_meal_caps.csv"
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "reception_meal_caps", {"cap": "60.00"}, from_=DAY, reason=WHY)
        change = set_row(
            ledger, "reception_meal_caps", {"cap": "50.00", "note": "降"}, from_=date(2026, 7, 1), reason=WHY
        )
        rows = workflow.rulebook_of(ledger).reference["reception_meal_caps"]

    periods = rows.select("cap", "effective_from", "effective_to", "provenance", "note").rows()
    assert [one[:4] for one in periods] == [
        (Decimal("60.00"), DAY, date(2026, 6, 30), "own"),
        (Decimal("50.00"), date(2026, 7, 1), None, "own"),
    ]
    assert (WHY in periods[0][4], periods[1][4]) == (True, "降")
    assert (change.before or {})["cap"] == "60.00"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # Excel reads it as it is


def test_a_file_kept_by_hand_keeps_its_lines(folder: Path) -> None:
    """Columns in another order, a comma in a note, another key."""
    file = folder / "rules" / "tables" / "lecture_caps.csv"
    lines = 'title,jurisdiction,effective_from,documents,cap_per_hour,note\nother,本区,2025,本区设定,400.00,"甲,乙"\n'
    file.write_text(lines, encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "lecture_caps", {"title": "associate", "cap_per_hour": "450"}, from_=DAY, reason=WHY)

    text = file.read_text(encoding="utf-8-sig").splitlines()
    assert text[0].startswith("title,jurisdiction,effective_from,documents,cap_per_hour,note")
    assert text[1] == 'other,本区,2025,本区设定,400.00,"甲,乙"'
    assert text[2].startswith("associate,本区,2026-01-01,本区设定,450,")


def test_working_days_and_words_are_set_too(folder: Path) -> None:
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "calendar_days", {"day": "2027-01-01", "is_working_day": "no"}, document="本区设定", reason=WHY)
        set_row(ledger, "keywords", {"keyword_group": "gift", "position": "10", "term": "茶叶"}, reason=WHY)
        days = ledger.sql("SELECT c.is_rest_day FROM step.calendar AS c WHERE c.day = DATE '2027-01-01'").rows()
        words = ledger.sql("SELECT k.provenance FROM ref.keywords AS k WHERE k.term = '茶叶'").rows()

    assert (days, words) == ([(True,)], [("own",)])


QUOTA = {"meeting_class": "4", "total": "280", "max_attendees": "50", "staff_ratio_max": "0", "max_days": "1",
         "max_checkin_out_days": "1"}  # fmt: skip
LODGING = {"province": "云南", "place": "昆明市", "rank": "other", "peak_no": "0"}
REFUSED: dict[str, tuple[Callable[[Ledger], object], str]] = {
    "no reason": (lambda own: set_parameter(own, LINE, "1", from_=DAY, reason=" "), "set.no_reason"),
    "not a number": (lambda own: set_parameter(own, LINE, "五千", from_=DAY, reason=WHY), "datafile.not_number"),
    "no number": (lambda own: set_parameter(own, LINE, "NaN", from_=DAY, reason=WHY), "datafile.not_number"),
    "an unknown rule": (lambda own: set_parameter(own, "CARD-R99.x", "1", from_=DAY, reason=WHY), "rule.unknown"),
    "an unknown parameter": (
        lambda own: set_parameter(own, "CARD-R09.line", "1", from_=DAY, reason=WHY),
        "rule.unknown_parameter",
    ),
    "an unknown document": (
        lambda own: set_parameter(own, LINE, "1", from_=DAY, document="区财〔2026〕9号", reason=WHY),
        "rule.unknown_document",
    ),
    "a slip in the year": (
        lambda own: set_parameter(own, LINE, "1", from_=date(2206, 1, 1), reason=WHY),
        "set.day_implausible",
    ),
    "the same day": (lambda own: set_parameter(own, LINE, "1", from_=date(2025, 1, 1), reason=WHY), "set.twice"),
    "looser": (
        lambda own: set_parameter(own, "MTG-R02.max_star", "5", from_=DAY, document="区财〔2026〕1号", reason=WHY),
        "rule.looser",
    ),
    "tighter without a text": (
        lambda own: set_parameter(own, "MTG-R02.max_star", "3", from_=DAY, reason=WHY),
        "rule.no_text",
    ),
    "tighter by audit practice": (
        lambda own: set_parameter(own, "MTG-R02.max_star", "3", from_=DAY, document="审计口径", reason=WHY),
        "rule.no_text",
    ),
    "tighter before its text": (
        lambda own: set_parameter(
            own, "MTG-R02.max_star", "3", from_=date(2025, 12, 31), document="区财〔2026〕1号", reason=WHY
        ),
        "rule.no_text",
    ),
    "a mandatory rule off": (lambda own: switch_rule(own, "TRV-R01", on=False, reason=WHY), "rule.not_tunable"),
    "an unknown rule off": (lambda own: switch_rule(own, "TRV-R99", on=False, reason=WHY), "rule.unknown"),
    "off twice": (lambda own: switch_rule(own, "CARD-R03", on=False, reason=WHY), "set.is_off"),
    "on twice": (lambda own: switch_rule(own, "CARD-R09", on=True, reason=WHY), "set.is_on"),
    "an unknown table": (lambda own: set_row(own, "meal_caps", {}, from_=DAY, reason=WHY), "rule.unknown_table"),
    "an unknown column": (
        lambda own: set_row(own, "reception_meal_caps", {"caps": "1"}, from_=DAY, reason=WHY),
        "datafile.unknown_key",
    ),
    "a column that an option gives": (
        lambda own: set_row(own, "reception_meal_caps", {"jurisdiction": "中央"}, from_=DAY, reason=WHY),
        "set.by_option",
    ),
    "a row without a day": (lambda own: set_row(own, "reception_meal_caps", {"cap": "1"}, reason=WHY), "set.no_day"),
    "a day where there is none": (
        lambda own: set_row(own, "keywords", {"keyword_group": "gift", "term": "茶"}, from_=DAY, reason=WHY),
        "set.not_dated",
    ),
    "a cell of another kind": (
        lambda own: set_row(own, "reception_meal_caps", {"cap": "六十"}, from_=DAY, reason=WHY),
        "rule.table_money",
    ),
    "a key left empty": (
        lambda own: set_row(own, "lecture_caps", {"cap_per_hour": "1"}, from_=DAY, reason=WHY),
        "rule.table_key",
    ),
    "an unknown title": (
        lambda own: set_row(own, "lecture_caps", {"title": "门卫", "cap_per_hour": "1"}, from_=DAY, reason=WHY),
        "rule.table_unknown",
    ),
    "an end before the beginning": (
        lambda own: set_row(own, "reception_meal_caps", {"cap": "1"}, from_=DAY, to=date(2025, 1, 1), reason=WHY),
        "rule.table_period",
    ),
    "a cap above the higher one": (
        lambda own: set_row(own, "lodging_caps", {**LODGING, "cap_yuan": "381"}, from_=DAY, reason=WHY),
        "rule.table_above",
    ),
    "a code of another budget item": (
        lambda own: set_row(own, "item_codes", {"code": "30299", "item": "meeting"}, reason=WHY),
        "rule.table_closed",
    ),
    "an exception to a mandatory rule": (
        lambda own: set_row(own, "keywords", {"keyword_group": "cash_only", "term": "办公用品"}, reason=WHY),
        "rule.table_closed",
    ),
    "a limit left empty": (
        lambda own: set_row(own, "meeting_quota", {**QUOTA, "max_days": ""}, from_=DAY, reason=WHY),
        "rule.table_silent",
    ),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An open ledger with a line from 2025 and a rule switched off."""
    folder = new_ledger(tmp_path_factory.mktemp("standing"))
    text = (folder / "costctl.toml").read_text(encoding="utf-8").replace("rules_off = []", 'rules_off = ["CARD-R03"]')
    text += f'[[tunable."{LINE}"]]\nvalue = 3000.00\nfrom = 2025-01-01\n'
    (folder / "costctl.toml").write_text(text, encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger:
        yield ledger


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_changes_nothing(standing: Ledger, name: str) -> None:
    """Neither a file nor the history, and the message is whole in both languages."""
    asked, code = REFUSED[name]
    before = written(standing.folder), standing.sql("SELECT count(*) AS n FROM base.history").item()

    with pytest.raises(InputError) as refused:
        asked(standing)

    assert (written(standing.folder), standing.sql("SELECT count(*) AS n FROM base.history").item()) == before
    problem = refused.value.problem
    assert problem.code == code
    assert "?" not in problem.say("zh") + problem.say("en")


def test_an_own_quota_that_says_everything_is_taken(folder: Path) -> None:
    """The row that is refused above, with its limit."""
    with workflow.open_ledger(folder, "write") as ledger:
        set_row(ledger, "meeting_quota", QUOTA, from_=DAY, reason=WHY)
        quotas = ledger.sql(
            "SELECT q.from_on, q.total FROM step.meeting_quotas AS q WHERE q.meeting_class = '4' ORDER BY q.from_on"
        ).rows()

    assert quotas[-2:] == [(date(2023, 11, 1), Decimal("300.00")), (DAY, Decimal("280.00"))]


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        ("cap,jurisdiction\n60,本区\n", "rule.table_lacks_column"),
        ("kap\n60\n", "datafile.unknown_key"),
        (
            "jurisdiction,effective_from,documents,cap\n本区,2020,本区设定,60\n本区,2021,本区设定,70\n",
            "rule.table_overlap",
        ),
        ("jurisdiction,effective_from,documents,cap\n本区,2020,本区设定,60\n".encode("gb18030"), "datafile.not_utf8"),
    ],
    ids=str,
)
def test_a_row_is_not_added_to_a_file_that_is_left_out(folder: Path, mistake: str | bytes, code: str) -> None:
    """It would not count; the mistake in the file is named first."""
    content = mistake.encode() if isinstance(mistake, str) else mistake
    (folder / "rules" / "tables" / "reception_meal_caps.csv").write_bytes(content)
    with workflow.open_ledger(folder, "write") as ledger:
        before = written(folder)
        with pytest.raises(InputError) as refused:
            set_row(ledger, "reception_meal_caps", {"cap": "60"}, from_=DAY, reason=WHY)

    assert (refused.value.problem.code, written(folder)) == (code, before)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("rules_off = []", "rules_off = [] # ]"),
        ("rules_off = []", "rules_off = [\n  # 无\n]"),
        ("rules_off = []", ""),
    ],
)
def test_settings_written_otherwise_are_changed_too(folder: Path, line: str, change: str) -> None:
    file = folder / "costctl.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(f"{line} ", f"{change}\n#", 1), encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger:
        switch_rule(ledger, "CARD-R03", on=False, reason=WHY)
        assert ledger.settings.rules_off == ("CARD-R03",)


def test_settings_that_cannot_be_changed_safely_are_left_alone(folder: Path) -> None:
    """An inline table takes no more entries at the end of the file."""
    file = folder / "costctl.toml"
    text = (
        file.read_text(encoding="utf-8")
        + 'tunable = { "CARD-R09.approval_line" = [{ value = 1, from = 2020-01-01 }] }\n'
    )
    file.write_text(text, encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger, pytest.raises(InputError) as refused:
        set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY)

    assert refused.value.problem.code == "set.by_hand"
    assert file.read_text(encoding="utf-8") == text


def test_a_reader_sets_nothing(folder: Path) -> None:
    with workflow.open_ledger(folder) as ledger, pytest.raises(InputError) as refused:
        set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY)

    assert refused.value.problem.code == "ledger.read_only"


def test_a_disk_that_is_full_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with workflow.open_ledger(folder, "write") as ledger:
        before = written(folder), history(ledger)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Exception, match="磁盘已满"):
            set_parameter(ledger, LINE, "5000", from_=DAY, reason=WHY)
        monkeypatch.undo()
        assert (written(folder), history(ledger)) == before
    assert not list(folder.glob("*.part"))


FROM_2026 = ["--from", "2026-01-01"]
COMMANDS = [
    ([LINE, "5000", *FROM_2026, "--reason", WHY], 0, "costctl.toml"),
    (
        ["lecture_caps", "title=other", "cap_per_hour=400", *FROM_2026, "--reason", WHY],
        0,
        "rules/tables/lecture_caps.csv",
    ),
    (["CARD-R03", "off", "--reason", WHY], 0, "costctl.toml"),
    (["CARD-R03", "启用", "--reason", WHY], 0, "costctl.toml"),
    ([LINE, "6000", *FROM_2026], 2, "set.no_reason"),
    ([LINE, "6000", "--reason", WHY], 2, "set.no_day"),
    ([LINE, "6000", *FROM_2026, "--to", "2026-02-01", "--reason", WHY], 2, "set.how"),
    (["CARD-R03", "maybe", "--reason", WHY], 2, "set.is_rule"),
    (["CARD-R03", "on", "off", "--reason", WHY], 2, "set.how"),
    (["lecture_caps", "title=other", "title=professor", *FROM_2026, "--reason", WHY], 2, "set.how"),
]


def test_the_command_says_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One after the other on one ledger: the file in which the value stands, or why there is none."""
    for words, code, said in COMMANDS:
        capsys.readouterr()
        assert run(["rules", "set", *words, "--ledger", str(folder), "--json"]) == code, words
        document = json.loads(capsys.readouterr().out)
        assert (document["set"]["file"] if code == 0 else document["error"]["code"]) == said


def test_a_person_reads_what_holds_now_and_before(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says = {"zh": ["2026-01-01", "下一次检查起算数"], "en": ["2026-02-01", "It counts from the next check on"]}
    for language, (day, word) in says.items():
        words = [LINE, "5000", "--from", day, "--reason", WHY]
        assert run(["rules", "set", *words, "--ledger", str(folder), "--lang", language]) == 0
        printed = capsys.readouterr().out
        assert all(part in printed for part in (word, "5000", day))
