"""Whatever kills an import, the ledger opens and holds the whole file or nothing of it."""

import multiprocessing
import multiprocessing.connection
import random
import resource
import signal
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from costctl import importing, workflow
from costctl.errors import Fault
from costctl.ledger import originals
from costctl.ledger.connection import Connection
from costctl.ledger.ledger import Ledger
from costctl.ledger.opening import make_ledger, open_ledger
from costctl.sources import workbook as workbook_reading
from costctl.values import Batch
from tests.batches import batch_of, row, sheet_of, workbook
from tests.fresh import fresh_ledger

ROWS = 3000
SPAWN = multiprocessing.get_context("spawn")


def statement(number: int, rows: int = ROWS) -> Batch:
    """A statement that overlaps half of the one before, with a sheet of trips."""
    first = number * rows // 2
    charges = [
        row(reference_no=str(place), card_no="6222020000001234", spent_on=date(2014, 3, 5), amount="1.00")
        for place in range(first, first + rows)
    ]
    leg = {"person_id": "P1", "department_code": "D1", "depart_on": date(2014, 3, 3), "return_on": date(2014, 3, 5)}
    trips = [row(trip_no=f"T{place}", city=f"city {number}", **leg) for place in range(10)]
    return workbook(
        sheet_of("card_transactions", charges, sheet="交易", part_rows=500),
        sheet_of("trips", trips, sheet="出差", rejects=[{"row_no": 99, "code": "key.repeated"}]),
        name=f"{number}.xlsx",
    )


def whole(ledger: Ledger) -> int:
    """The number of files in the ledger, each of them whole and the ledger in agreement with its history."""
    checked = ledger.verify()
    assert checked.problems == ()
    files = checked.batches
    charges = ledger.sql("SELECT count(*) AS n, coalesce(sum(amount), 0) AS total FROM record.card_transactions")
    expected = ROWS // 2 * (files + 1) if files else 0
    assert charges.row(0) == (expected, expected)
    cities = ledger.sql("SELECT DISTINCT city FROM record.trips")["city"].to_list()
    assert cities == ([f"city {files - 1}"] if files else [])
    assert ledger.rejects().height == files
    return files


def _import_forever(folder: Path, ready: multiprocessing.connection.Connection, files: int) -> None:
    with open_ledger(folder, "write") as ledger:
        ready.send("ready")
        while True:
            ledger.load(statement(files))
            files += 1
            if files % 2:
                ledger.publish()


def kill_an_import(folder: Path, files: int, after: float) -> int:
    """Kills an import `after` seconds and gives the number of files in."""
    ready, theirs = SPAWN.Pipe()
    child = SPAWN.Process(target=_import_forever, args=(folder, theirs, files))
    child.start()
    theirs.close()
    assert ready.recv() == "ready"
    time.sleep(after)
    child.kill()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with open_ledger(folder, "write", wait=5) as ledger:
        return whole(ledger)


def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    make_ledger(tmp_path / "l", name="x")
    files = kill_an_import(tmp_path / "l", 0, 0.05)
    assert kill_an_import(tmp_path / "l", files, 0.3) >= files
    with open_ledger(tmp_path / "l") as reader:
        whole(reader)


@pytest.mark.slow
def test_imports_killed_at_many_moments(tmp_path: Path) -> None:
    make_ledger(tmp_path / "l", name="x")
    moments = random.Random(20140305)
    files = 0
    for _kill in range(15):
        now = kill_an_import(tmp_path / "l", files, moments.uniform(0.0, 0.9))
        assert now >= files
        files = now
    assert files > 0, "no import was quick enough to be done before its kill"
    with open_ledger(tmp_path / "l") as reader:
        whole(reader)


def _import_on_a_full_disk(folder: Path, room: int, said: multiprocessing.connection.Connection) -> None:
    """Files may grow to `room` bytes beyond the ledger's size and no further, as on a disk that fills up."""
    with open_ledger(folder, "write") as ledger:
        limit = (folder / "ledger.duckdb").stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            ledger.load(statement(0, rows=60_000))
            said.send("loaded")
        except Fault as fault:
            said.send(fault.problem.code)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.send((ledger.batches().height, len(ledger.verify().problems)))


@pytest.mark.parametrize("room", [0, 1 << 20])
def test_a_full_disk_leaves_nothing_of_the_file(tmp_path: Path, room: int) -> None:
    make_ledger(tmp_path / "l", name="x")
    said, theirs = SPAWN.Pipe()
    child = SPAWN.Process(target=_import_on_a_full_disk, args=(tmp_path / "l", room, theirs))
    child.start()
    theirs.close()
    assert said.recv() == "ledger.no_room"
    assert said.recv() == (0, 0)
    child.join()
    assert child.exitcode == 0
    with open_ledger(tmp_path / "l", "write") as ledger:
        assert list((tmp_path / "l" / "originals").iterdir()) == []
        ledger.load(statement(0))
        assert whole(ledger) == 1


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    make_ledger(tmp_path / "l", name="x")
    good = statement(0)
    parts = list(good.sheets[0].parts())

    def failing() -> object:
        yield parts[0]
        raise OSError("the stick was pulled out")

    charges = good.sheets[0].__class__("交易", "x", "card_transactions", failing)  # type: ignore[arg-type]
    with open_ledger(tmp_path / "l", "write") as ledger:
        with pytest.raises(OSError, match="pulled out"):
            ledger.load(Batch("a.xlsx", good.content, (good.sheets[1], charges)))
        assert whole(ledger) == 0
        assert list((tmp_path / "l" / "originals").iterdir()) == []
        assert ledger.load(good)[0].batch == "B000001"
        assert whole(ledger) == 1


def test_what_a_killed_import_left_of_an_original_is_cleared_away(tmp_path: Path) -> None:
    make_ledger(tmp_path / "l", name="x")
    (tmp_path / "l" / "originals" / "abc.12.part").write_bytes(b"half")
    with open_ledger(tmp_path / "l", "write"):
        assert list((tmp_path / "l" / "originals").iterdir()) == []


@pytest.mark.parametrize("is_in", [False, True], ids=["before it is committed", "after it"])
def test_an_import_that_is_interrupted_at_its_end_leaves_no_original_without_its_batch(
    is_in: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a batch without its original: whoever writes next puts the copy under its name, or removes it."""
    make_ledger(tmp_path / "l", name="x")
    batch, execute = statement(0), Connection.execute

    def pressed(db: Connection, query: str, params: object = None) -> None:
        if query == "COMMIT" and is_in:
            execute(db, query)
        if query == "COMMIT":
            raise KeyboardInterrupt
        execute(db, query, params)  # type: ignore[arg-type]

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with open_ledger(tmp_path / "l", "write") as ledger, monkeypatch.context() as patched:
        patched.setattr(Connection, "execute", pressed)
        patched.setattr(originals, "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            ledger.load(batch)
    assert [path.suffix for path in (tmp_path / "l" / "originals").iterdir()] == [".whole"]
    with open_ledger(tmp_path / "l", "write") as ledger:
        assert whole(ledger) == is_in
    assert [path.name for path in (tmp_path / "l" / "originals").iterdir()] == [batch.content.sha256()] * is_in


def _read_all_the_time(folder: Path, said: multiprocessing.connection.Connection) -> None:
    while not said.poll():
        started = time.monotonic()
        with open_ledger(folder) as reader:
            files = whole(reader)
        said.send((files, time.monotonic() - started))
    said.send(None)


def test_a_reader_during_an_import_reads_the_published_copy_without_waiting(tmp_path: Path) -> None:
    """Every copy it meets is whole, while files come in and copies are published and removed."""
    folder = tmp_path / "l"
    make_ledger(folder, name="x")
    said, theirs = SPAWN.Pipe()
    reader = SPAWN.Process(target=_read_all_the_time, args=(folder, theirs))
    reader.start()
    theirs.close()
    assert said.recv()[0] == 0
    with open_ledger(folder, "write") as ledger:
        for number in range(6):
            ledger.load(statement(number))
            ledger.publish()
    said.send("enough")
    seen = list(iter(said.recv, None))
    reader.join()
    assert reader.exitcode == 0
    assert [files for files, _seconds in seen] == sorted(files for files, _seconds in seen)
    with open_ledger(folder) as last:
        assert whole(last) == 6


def test_frames_that_do_not_fit_the_kind_are_refused_whole(tmp_path: Path) -> None:
    """A column of the wrong type is a fault of the program, and still leaves nothing behind."""
    make_ledger(tmp_path / "l", name="x")
    batch = batch_of("trips", [row(trip_no="T1", person_id="P1", department_code="D1")])
    (part,) = batch.sheets[0].parts()
    wrong = part.__class__(part.rows.with_columns(pl.lit("x").alias("nights")), part.rejects, 1)
    sheet = batch.sheets[0].__class__(None, "x", "trips", lambda: iter([wrong]))
    with open_ledger(tmp_path / "l", "write") as ledger:
        with pytest.raises(pl.exceptions.InvalidOperationError):
            ledger.load(Batch("a", batch.content, (sheet,)))
        assert ledger.batches().is_empty()


def test_a_workbook_that_fails_while_its_rows_are_stored_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first rows are typed before its last ones come; the file is refused as a whole, and the next one is in."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["交易日期", "交易金额", "商户名称"])
        for number in range(1, 30_000):
            sheet.write_row(number, 0, ["2025-03-01", 1, f"店{number}"])
    cut = "import sys, subprocess; out = subprocess.run([sys.executable, *sys.argv[1:]], stdout=-1).stdout"
    cut += "; sys.stdout.buffer.write(out[:-100])"
    fresh_ledger(tmp_path / "ledger")
    with workflow.open_ledger(tmp_path / "ledger", "write") as ledger:
        with monkeypatch.context() as patched:
            patched.setattr(workbook_reading, "COMMAND", (sys.executable, "-c", cut, *workbook_reading.COMMAND[1:]))
            (refused,) = importing.import_files(ledger, [path])
        assert refused.problem is not None
        assert refused.problem.code == "file.damaged"
        assert ledger.batches().is_empty()

        (receipt,) = importing.import_files(ledger, [path])
        assert receipt.accepted == 29_999
        assert ledger.verify().problems == ()
