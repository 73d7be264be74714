"""A ledger folder: made, opened, written by one, read by many."""

import json
import multiprocessing
import os
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from costctl.errors import CostctlError, Fault, InputError, LedgerDamaged, LedgerLocked, LedgerNotFound, SourceError
from costctl.file_content import Content
from costctl.ledger import connection
from costctl.ledger.connection import _faults
from costctl.ledger.opening import make_ledger, open_ledger
from costctl.values import Batch
from tests.batches import batch_of, row

CARD = "6222020000001234"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_ledger(tmp_path / "ledger", name="区财政局")
    return tmp_path / "ledger"


def departments(*codes: str, name: str = "d.csv") -> Batch:
    return batch_of("departments", [row(department_code=code, name=f"单位{code}") for code in codes], name=name)


def code_of(error: pytest.ExceptionInfo[CostctlError]) -> str:
    return error.value.problem.code


# Making


def test_a_new_ledger_has_what_the_contract_promises(folder: Path) -> None:
    expected = {"costctl.toml", "ledger.duckdb", "snapshots", "originals", "rules", "card.key", "lock"}
    assert {path.name for path in folder.iterdir()} == expected
    assert {path.name for path in (folder / "rules").iterdir()} == {"checks", "tables", "layouts"}
    assert stat.S_IMODE((folder / "originals").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "card.key").stat().st_mode) == 0o600
    assert len((folder / "card.key").read_bytes()) == 32
    with open_ledger(folder) as ledger:
        assert ledger.settings.name == "区财政局"
        assert ledger.batches().is_empty()
        assert ledger.sql("SELECT action FROM base.history")["action"].to_list() == ["init"]


def test_an_empty_folder_may_become_a_ledger_and_no_other(tmp_path: Path) -> None:
    make_ledger(tmp_path, name="x")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as error:
        make_ledger(tmp_path, name="x")
    assert code_of(error) == "ledger.not_empty"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("currency", ["元", "RMB", "cny"])
def test_settings_that_are_wrong_make_no_ledger(tmp_path: Path, currency: str) -> None:
    """A ledger in RMB, which is no code of ISO 4217, would take no row that says CNY."""
    with pytest.raises(InputError):
        make_ledger(tmp_path / "x", name="x", currency=currency)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_the_database_would_spell_otherwise_is_named(tmp_path: Path) -> None:
    """A name in GBK where the system goes by UTF-8: DuckDB would look for another folder."""
    with pytest.raises(InputError) as error:
        make_ledger(tmp_path / "\udcb1\udcb1", name="x")
    assert code_of(error) == "ledger.path_spelling"
    assert not list(tmp_path.iterdir())


def test_a_way_of_opening_that_there_is_not_is_named(folder: Path) -> None:
    """It would be taken for reading."""
    with pytest.raises(InputError) as error, open_ledger(folder, "w"):  # type: ignore[arg-type]
        pass
    assert code_of(error) == "ledger.no_mode"


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_folder_without_a_ledger_is_never_turned_into_one(tmp_path: Path, mode: str) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(LedgerNotFound) as error, open_ledger(folder, mode):  # type: ignore[arg-type]
            pass
        assert code_of(error) == "ledger.not_found"
    assert list(tmp_path.iterdir()) == []


# Reading and writing


def test_what_is_written_is_published_when_the_writer_is_done(folder: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        assert ledger.writable
        assert ledger.snapshot is None
        ledger.load(departments("D1"))
        with open_ledger(folder) as reader:
            assert reader.batches().is_empty(), "the snapshot from before the import"
    with open_ledger(folder) as reader:
        assert not reader.writable
        assert reader.snapshot is not None
        assert reader.sql("SELECT department_code FROM record.departments")["department_code"].to_list() == ["D1"]


def test_a_writer_who_changes_nothing_publishes_nothing(folder: Path) -> None:
    before = sorted((folder / "snapshots").iterdir())
    with open_ledger(folder, "write"):
        pass
    assert sorted((folder / "snapshots").iterdir()) == before


def test_what_was_committed_before_an_error_is_published(folder: Path) -> None:
    def interrupted() -> None:
        with open_ledger(folder, "write") as ledger:
            ledger.load(departments("D1"))
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    with open_ledger(folder) as reader:
        assert reader.batches().height == 1


def test_a_reader_cannot_write(folder: Path) -> None:
    with open_ledger(folder) as reader:
        for change in (
            lambda: reader.load(departments("D1")),
            lambda: reader.undo("B000001"),
            lambda: reader.close_reject("J000001", "x"),
            lambda: reader.install({}, ""),
            reader.publish,
        ):
            with pytest.raises(InputError) as error:
                change()
            assert code_of(error) == "ledger.read_only"
        with pytest.raises(Fault):
            reader.execute("CREATE TABLE base.x (a INTEGER)")


def test_queries_reach_no_file_and_no_setting(folder: Path) -> None:
    (folder.parent / "secret.csv").write_text("a\n1\n")
    with open_ledger(folder, "write") as ledger:
        for query in (
            f"SELECT * FROM read_csv('{folder.parent / 'secret.csv'}')",
            f"SELECT * FROM '{folder.parent / 'secret.csv'}'",
            f"ATTACH '{folder.parent / 'other.duckdb'}'",
            f"COPY base.batches TO '{folder.parent / 'out.csv'}'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(Fault) as error:
                ledger.execute(query)
            assert code_of(error) in ("ledger.query_failed", "ledger.no_room"), query
    assert not (folder.parent / "out.csv").exists()


def test_variables_of_python_are_not_tables(folder: Path) -> None:
    frame = pl.DataFrame({"a": [1]})
    with open_ledger(folder) as ledger:
        with pytest.raises(Fault):
            ledger.sql("SELECT * FROM frame")
        with ledger.registered(frame=frame):
            assert ledger.sql("SELECT a FROM frame").item() == 1
        with pytest.raises(Fault):
            ledger.sql("SELECT * FROM frame")


def test_as_of_is_set_for_the_queries_inside(folder: Path) -> None:
    with open_ledger(folder) as ledger:
        with ledger.as_of(date(2014, 12, 31)):
            assert ledger.sql("SELECT getvariable('as_of') AS day").item() == date(2014, 12, 31)
        assert ledger.sql("SELECT getvariable('as_of') AS day").item() is None


def test_a_transaction_is_all_or_nothing_and_may_hold_another(folder: Path) -> None:
    with open_ledger(folder, "write") as ledger:

        def interrupted() -> None:
            with ledger.transaction():
                ledger.record("note", {"a": 1})
                with ledger.transaction():
                    ledger.record("note", {"a": 2})
                raise KeyError

        with pytest.raises(KeyError):
            interrupted()
        assert ledger.sql("SELECT count(*) AS n FROM base.history WHERE action = 'note'").item() == 0
        with ledger.transaction():
            ledger.record("note", {"a": 1})
        with ledger.trial():
            ledger.record("note", {"a": 3})
        assert ledger.sql("SELECT count(*) AS n FROM base.history WHERE action = 'note'").item() == 1


def test_a_rejected_file_change_between_reading_and_loading(folder: Path) -> None:
    """The original that is kept must be the one that was read; its time may be set back, but not that of its change."""
    path = folder.parent / "departments.csv"
    path.write_bytes(b"1234")
    before = path.stat()
    changed = Batch(path.name, Content.of(path.name, path), departments("D1").sheets)
    time.sleep(0.02)  # the clock of a file system goes in steps
    path.write_bytes(b"4321")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with open_ledger(folder, "write") as ledger:
        with pytest.raises(SourceError) as error:
            ledger.load(changed)
        assert code_of(error) == "source.changed"
        assert ledger.batches().is_empty()
    assert list((folder / "originals").iterdir()) == []


def test_originals_are_kept_byte_for_byte_and_not_by_a_dry_run(folder: Path) -> None:
    batch = departments("D1")
    with open_ledger(folder, "write") as ledger:
        ledger.load(batch, dry_run=True)
        assert list((folder / "originals").iterdir()) == []
        ledger.load(batch)
    (kept,) = (folder / "originals").iterdir()
    assert (kept.name, kept.read_bytes()) == (batch.content.sha256(), b"".join(batch.content()))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_an_error_of_the_reader_reaches_the_caller_as_it_is(folder: Path) -> None:
    """Also where the rows stream through the database."""
    for kind in ("card_transactions", "trips"):
        batch = batch_of(kind, [])

        def failing() -> object:
            raise SourceError("source.changed", where="x")
            yield

        sheet = batch.sheets[0].__class__(None, "x", kind, failing)  # type: ignore[arg-type]
        with open_ledger(folder, "write") as ledger:
            with pytest.raises(SourceError):
                ledger.load(Batch("x.csv", batch.content, (sheet,)))
            assert ledger.batches().is_empty()


# The lock


def _hold(folder: Path, ready: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event") -> None:
    with open_ledger(folder, "write"):
        ready.set()
        done.wait(30)


def test_the_one_who_waits_learns_who_writes_and_readers_do_not_wait(folder: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(folder, ready, done))
    holder.start()
    try:
        assert ready.wait(30)
        with open_ledger(folder) as reader:
            assert reader.batches().is_empty()
        started = time.monotonic()
        with pytest.raises(LedgerLocked) as error, open_ledger(folder, "write", wait=0.3):
            pass
        assert 0.2 < time.monotonic() - started < 10
        assert error.value.exit_code == 3
        assert str(holder.pid) in error.value.problem.help.zh
        assert "0.3" in error.value.problem.help.en
    finally:
        done.set()
        holder.join()
    with open_ledger(folder, "write", wait=0):
        pass


def test_a_holder_that_dies_frees_the_lock(folder: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(folder, ready, done))
    holder.start()
    assert ready.wait(30)
    holder.kill()
    holder.join()
    with open_ledger(folder, "write", wait=5) as ledger:
        ledger.load(departments("D1"))


# What can be wrong with the folder


def test_a_ledger_of_a_newer_costctl_is_refused(folder: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.execute("INSERT INTO base.migrations VALUES (9999, 'later', now()::TIMESTAMP)")
        ledger.publish()
    for mode in ("read", "write"):
        with pytest.raises(InputError) as error, open_ledger(folder, mode):  # type: ignore[arg-type]
            pass
        assert code_of(error) == "ledger.newer"
        assert "9999" in error.value.problem.found


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000])
def test_a_damaged_ledger_file_says_so(folder: Path, content: bytes) -> None:
    (folder / "ledger.duckdb").write_bytes(content)
    with pytest.raises((LedgerDamaged, LedgerNotFound)) as error, open_ledger(folder, "write"):
        pass
    assert code_of(error) == "ledger.damaged"
    with open_ledger(folder) as reader:
        assert reader.batches().is_empty(), "the snapshot can still be read"


def test_a_damaged_block_is_found_by_its_checksum(folder: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.load(departments(*(f"D{number:05d}" for number in range(20_000))))
    path = folder / "ledger.duckdb"
    content = bytearray(path.read_bytes())
    for place in range(3 * 4096, len(content), 4096):
        content[place + 100] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged), open_ledger(folder, "write") as ledger:
        ledger.verify()


def test_a_fault_of_the_database_program_is_not_called_damage() -> None:
    """Nobody is to restore a backup over a sound ledger; what was first is named, not that there was something."""
    later = 'FATAL Error: database has been invalidated\nOriginal error: "a cache changed"'
    for error in (duckdb.InternalException("INTERNAL Error: a cache changed\nStack"), duckdb.FatalException(later)):
        with pytest.raises(Fault) as raised, _faults("ledger.duckdb", is_snapshot=False):
            raise error
        assert not isinstance(raised.value, LedgerDamaged)
        assert raised.value.problem.code == "ledger.engine"
        assert raised.value.problem.found.endswith("a cache changed")


@pytest.mark.parametrize("key", [None, b"short"])
def test_a_missing_or_damaged_card_key_stops_writing(folder: Path, key: bytes | None) -> None:
    (folder / "card.key").unlink()
    if key is not None:
        (folder / "card.key").write_bytes(key)
    with pytest.raises(Fault) as error, open_ledger(folder, "write"):
        pass
    assert code_of(error) == "ledger.card_key"
    with open_ledger(folder) as reader:
        assert reader.batches().is_empty()


# Card numbers


def test_a_card_number_stands_in_clear_nowhere_but_in_originals(folder: Path) -> None:
    transactions = [row(card_no=CARD, spent_on=date(2014, 3, 5), amount="1.00")]
    registered = [row(card_no=CARD, person_id="P1", department_code="D1")]
    with open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("card_transactions", transactions))
        ledger.load(batch_of("cards", registered, name="cards.csv"))
        ledger.load(batch_of("cards", [*registered, {**registered[0], "person_id": "P2"}], name="twice.csv"))
        assert ledger.rejects().height == 2
        linked = ledger.sql("SELECT c.card_id = l.registered_id AS same FROM record.cards c, record.card_links l")
        assert linked["same"].to_list() == [True]
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "originals":
            assert CARD.encode() not in path.read_bytes(), path
    key = (folder / "card.key").read_bytes()
    assert all(key not in path.read_bytes() for path in (folder / "snapshots").iterdir())


# Importing the modules


def test_duckdb_is_not_loaded_by_settings_or_values() -> None:
    code = "import sys, costctl.settings, costctl.values; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_lock_is_signed_for_a_person_to_read(folder: Path) -> None:
    with open_ledger(folder, "write"):
        signed = json.loads((folder / "lock").read_text(encoding="utf-8"))
    assert signed["pid"] == os.getpid()
    assert set(signed) == {"user", "pid", "since", "what"}


def test_what_does_not_fit_into_memory_is_not_called_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MEMORY", "20MB")

    with open_ledger(folder) as ledger, pytest.raises(Fault) as error:
        ledger.sql("SELECT list(n.range) AS all_of_them FROM range(10000000) AS n")

    assert code_of(error) == "ledger.no_memory"
