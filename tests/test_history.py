"""The history and `verify`: any alteration short of rewriting the whole chain is shown."""

import itertools
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from costctl.ledger import history
from costctl.ledger.ledger import Ledger
from costctl.ledger.opening import make_ledger, open_ledger
from tests.batches import batch_of, row


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    make_ledger(tmp_path / "ledger", name="x")
    coffee = row(card_no="6222020000001234", spent_on=date(2014, 3, 5), amount="18.00", merchant_name="Cafe")
    day = {"starts_on": date(2014, 3, 5), "ends_on": date(2014, 3, 5), "department_code": "D1"}
    meetings = [row(meeting_no=f"M{number}", name="例会", **day) for number in range(3)]
    with open_ledger(tmp_path / "ledger", "write") as ledger:
        ledger.load(batch_of("card_transactions", [coffee, coffee], name="a.csv"))
        ledger.load(batch_of("card_transactions", [coffee, coffee | {"amount": "2.00"}], name="b.csv"))
        reject = {"row_no": 9, "code": "key.repeated", "cells": "{}"}
        ledger.load(batch_of("meetings", meetings, name="m.csv", rejects=[reject, {**reject, "row_no": 10}]))
        ledger.load(batch_of("meetings", [meetings[0] | {"name": "大会"}], name="n.csv"))
        ledger.undo("B000004")
        ledger.close_reject("J000001", "已在另一文件更正")
        yield ledger


def codes(ledger: Ledger, head: str | None = None) -> set[str]:
    return {problem.code for problem in ledger.verify(head).problems}


def test_an_untouched_ledger_agrees(ledger: Ledger) -> None:
    found = ledger.verify()
    assert found.agrees
    assert (found.batches, found.originals, found.not_compared) == (4, 4, 0)
    actions = ledger.sql("SELECT action FROM base.history ORDER BY seq")["action"].to_list()
    assert actions == ["init", "import", "import", "import", "import", "undo", "close_reject"]
    with open_ledger(ledger.folder) as reader:
        assert reader.verify().agrees


@pytest.mark.parametrize(
    ("alteration", "code"),
    [
        ("UPDATE base.card_transactions SET merchant_name = 'Café'", "verify.rows_differ"),
        ("UPDATE base.card_transactions SET amount = amount + 1 WHERE occurrence = 2", "verify.amount_differ"),
        ("UPDATE base.card_transactions SET card_id = NULL WHERE occurrence = 2", "verify.rows_differ"),
        ("DELETE FROM base.card_transactions WHERE occurrence = 2", "verify.rows_differ"),
        ("INSERT INTO base.meetings SELECT * FROM base.meetings LIMIT 1", "verify.rows_differ"),
        ("UPDATE base.meetings SET record_key = 'M7' WHERE record_key = 'M1'", "verify.rows_differ"),
        ("DELETE FROM base.sightings", "verify.sightings_differ"),
        ("UPDATE base.sightings SET row_no = row_no + 1", "verify.sightings_differ"),
        ("DELETE FROM base.rejects WHERE reject_no = 1", "verify.rejects_differ"),
        ("INSERT INTO record.out_of_force SELECT 'meetings', row_id FROM base.meetings", "verify.force_differs"),
        ("DELETE FROM record.out_of_force", "verify.force_differs"),
        ("UPDATE base.rejects SET found = 'other'", "verify.rejects_differ"),
        ("DELETE FROM base.retractions", "verify.lost"),
        ("INSERT INTO base.retractions VALUES (1, now()::TIMESTAMP, 'x')", "verify.not_in_history"),
        ("DELETE FROM base.reject_closings", "verify.lost"),
        ("UPDATE base.reject_closings SET reason = 'other'", "verify.not_in_history"),
        ("UPDATE base.batches SET file = 'other.csv' WHERE batch_no = 1", "verify.not_in_history"),
        ("UPDATE base.sheets SET accepted = accepted + 1 WHERE batch_no = 1", "verify.not_in_history"),
        ("DELETE FROM base.batches WHERE batch_no = 2", "verify.lost"),
        (
            "INSERT INTO base.runs BY NAME SELECT 1 AS run_no, now()::TIMESTAMP AS started_at, 1 AS duration_ms,"
            " DATE '2014-12-31' AS as_of, [] AS rules, [] AS departments, 'x' AS rulebook",
            "verify.not_in_history",
        ),
        ("UPDATE base.history SET detail = replace(detail, 'a.csv', 'z.csv')", "verify.chain_broken"),
        ("UPDATE base.history SET actor = 'nobody' WHERE seq = 3", "verify.chain_broken"),
        ("DELETE FROM base.history WHERE seq = 3", "verify.chain_broken"),
        ("DELETE FROM base.history WHERE seq = 1", "verify.chain_broken"),
        ("DELETE FROM base.history WHERE seq = 7", "verify.not_in_history"),
    ],
)
def test_an_alteration_is_shown(ledger: Ledger, alteration: str, code: str) -> None:
    ledger.execute(alteration)
    assert code in codes(ledger)


def test_a_view_in_place_of_what_is_out_of_force_is_shown(ledger: Ledger) -> None:
    ledger.execute("ALTER TABLE record.out_of_force RENAME TO settled")
    ledger.execute("CREATE VIEW record.out_of_force AS SELECT 'meetings' AS kind, m.row_id FROM base.meetings AS m")
    assert "verify.force_differs" in codes(ledger)


def test_an_altered_or_missing_original_is_shown(ledger: Ledger) -> None:
    first, second, *_rest = sorted((ledger.folder / "originals").iterdir())
    first.write_bytes(first.read_bytes() + b" ")
    second.unlink()
    assert codes(ledger) == {"verify.original_changed", "verify.original_missing"}


def test_a_chain_cut_with_all_that_hung_on_it_is_shown_by_a_head_kept_outside(ledger: Ledger) -> None:
    """Rows, batch and entry removed together agree with each other, but not with the head on the receipt."""
    kept_outside = ledger.verify().head
    ledger.execute("DELETE FROM base.reject_closings; DELETE FROM base.history WHERE seq = 7")
    assert codes(ledger) == set()
    assert codes(ledger, kept_outside) == {"verify.head_unknown"}


def test_an_older_head_is_still_part_of_the_chain(ledger: Ledger) -> None:
    kept_outside = ledger.verify().head
    with ledger.transaction():
        newer = ledger.record("note", {"day": date(2014, 3, 5)})
    assert newer != kept_outside
    assert ledger.verify().head == newer
    assert codes(ledger, kept_outside) == set()


def test_each_entry_names_the_one_before_and_covers_all_its_columns(ledger: Ledger) -> None:
    entries = ledger.sql("SELECT * FROM base.history ORDER BY seq").rows()
    assert entries[0][5] == history.START
    for (*_before, previous), (*entry, hashed) in itertools.pairwise(entries):
        assert entry[5] == previous
        assert history.entry_hash(entry) == hashed
        for place in range(6):
            changed = [f"{value}x" if number == place else value for number, value in enumerate(entry)]
            assert history.entry_hash(changed) != hashed


def test_digests_of_another_duckdb_are_not_compared_and_counted(ledger: Ledger) -> None:
    """Counts and sums still are."""
    rows = ledger.sql("SELECT seq, detail FROM base.history WHERE action = 'import' ORDER BY seq").rows()
    _rewrite(ledger, {seq: json.dumps(json.loads(detail) | {"probe": "other"}) for seq, detail in rows})
    ledger.execute("UPDATE base.card_transactions SET merchant_name = 'Café'")
    assert ledger.verify().agrees
    assert ledger.verify().not_compared == 4
    ledger.execute("UPDATE base.card_transactions SET amount = 1")
    assert codes(ledger) == {"verify.amount_differ"}


def _rewrite(ledger: Ledger, details: dict[int, str]) -> None:
    """The history anew with other details, as only one who rewrites the whole chain can."""
    previous = history.START
    for seq, at, actor, action, detail, *_hashes in ledger.sql("SELECT * FROM base.history ORDER BY seq").rows():
        entry = (seq, at, actor, action, details.get(seq, detail), previous)
        previous = history.entry_hash(entry)
        ledger.execute(
            "UPDATE base.history SET detail = ?, previous = ?, hash = ? WHERE seq = ?",
            [entry[4], entry[5], previous, seq],
        )
