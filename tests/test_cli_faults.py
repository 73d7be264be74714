"""What a person reads when something outside goes wrong: no room, Ctrl+C, a folder that is half a ledger."""

import errno
import os
import pkgutil
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from costctl import errors, workflow
from costctl.cli.app import run
from costctl.cli.printing import shown
from costctl.ledger import ledger as ledgers
from costctl.ledger import snapshot
from costctl.ledger.connection import Connection
from costctl.ledger.lock import write_lock
from costctl.values import Batch
from tests.fresh import fresh_ledger

STATEMENT = "交易日期,卡号,交易金额,商户名称\n2025-03-03,6283251044719036,18.00,湖畔咖啡\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new ledger."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    return tmp_path / "ledger"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A statement of one charge."""
    (tmp_path / "a.csv").write_text(STATEMENT, encoding="utf-8")
    return tmp_path / "a.csv"


def full(*_given: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without a free byte, as far as anybody can ask."""
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(errors.shutil, "disk_usage", lambda _: type(usage)(usage.total, usage.total, 0))


def test_a_batch_that_could_not_be_published_is_said_to_be_in_the_ledger(
    folder: Path, statement: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And how to publish it; readers are told that they see an older copy, until it is published."""
    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "_copy", full)
        code = run(["import", str(statement), "--ledger", str(folder)])
    said = capsys.readouterr()
    assert (code, "B000001" in said.out) == (3, True)
    assert "改动已写入账本" in said.err
    assert "磁盘已满" in said.err
    assert "costctl publish" in said.err
    assert "没有做任何改动" not in said.err

    assert run(["batches", "--ledger", str(folder)]) == 0
    said = capsys.readouterr()
    assert "B000001" not in said.out
    assert "costctl publish" in said.err

    assert run(["publish", "--ledger", str(folder)]) == 0
    capsys.readouterr()
    assert run(["batches", "--ledger", str(folder)]) == 0
    said = capsys.readouterr()
    assert "B000001" in said.out
    assert said.err == ""


@pytest.mark.parametrize("error", [IndexError("list index out of range"), OSError(errno.ENOSPC, "x")])
@pytest.mark.usefixtures("no_room")
def test_a_ledger_that_found_no_room_leaves_nothing(
    tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the library said; the folder is as it was, new or empty."""

    def failing(*_given: object) -> None:
        raise error

    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(workflow, "install_rulebook", failing)
    for name in ("new", "empty"):
        assert run(["init", str(tmp_path / name), "--lang", "zh"]) == 3
        said = capsys.readouterr().err
        assert "ledger.no_room" in said
        assert "磁盘已满" in said
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_template_on_a_full_disk_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Chinese, and nothing half-made is left; a draft of a layout likewise."""
    (source := tmp_path / "a.csv").write_text("日期,金额\n2025-03-03,5.00\n", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    for words in (["template", "trips"], ["layouts", "draft", str(source)]):
        assert run([*words, "-o", str(tmp_path / "t.xlsx"), "--lang", "zh"]) == 3
        said = capsys.readouterr().err
        assert "磁盘已满" in said
        assert "export.not_written" in said
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.usefixtures("no_room")
def test_what_fails_on_a_full_disk_is_for_want_of_room(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where DuckDB speaks of transactions or of damage."""
    with pytest.raises(errors.Fault) as error, workflow.open_ledger(folder, "write") as ledger:
        ledger.execute("COMMIT")
    assert error.value.problem.code == "ledger.no_room"
    assert "磁盘已满" in error.value.problem.say("zh")


@pytest.mark.parametrize(("missing", "there"), [("ledger.duckdb", "costctl.toml"), ("costctl.toml", "ledger.duckdb")])
def test_half_a_ledger_is_to_be_restored_and_not_made_anew(
    folder: Path, missing: str, there: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named; nobody is sent to `init`."""
    (folder / missing).unlink()
    for words in (["batches"], ["check"]):
        assert run([*words, "--ledger", str(folder)]) == 2
        said = capsys.readouterr().err
        assert missing in said
        assert "备份" in said
        assert "costctl init" not in said
        assert there not in said


def test_an_auditor_verifies_a_copy_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a lock; the copy that was compared is named."""
    newest = snapshot.newest(folder)
    assert newest
    monkeypatch.setattr(workflow.os, "access", lambda _path, what: what != os.W_OK)
    with write_lock(folder, 0):
        code = run(["verify", "--ledger", str(folder)])
    assert code == 0
    assert newest[0] in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_who_may_only_read_is_told_so_by_what_writes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """A refusal as of a lock that another one holds; what only reads needs no lock."""

    def refused(*_given: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number), str(folder / "lock"))

    monkeypatch.setattr(FileLock, "acquire", refused)

    assert run(["check", "--ledger", str(folder)]) == 3
    said = capsys.readouterr().err.replace("\n", "")
    assert ("ledger.not_writable" in said, "system.fault" in said, "不能写" in said) == (True, False, True)
    assert run(["batches", "--ledger", str(folder)]) == 0


def interrupted() -> Iterator[bytes]:
    raise KeyboardInterrupt
    yield b""


LOADING = """
import os, signal, sys
from costctl.cli import start
class Interrupt:
    def find_spec(self, name, *_):
        if name == "costctl.cli.app":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
start.main()
"""


def test_ctrl_c_while_the_command_is_being_loaded_is_one_line() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "已取消\n")


def test_ctrl_c_in_an_import_says_that_nothing_changed(
    folder: Path, statement: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 130, half-way through a file."""
    with monkeypatch.context() as patched:
        patched.setattr(ledgers.loading, "_detail", lambda *_: next(interrupted()))
        assert run(["import", str(statement), "--ledger", str(folder)]) == 130
    assert "已取消,账本未改动" in capsys.readouterr().err
    with workflow.open_ledger(folder, "write") as ledger:
        assert ledger.batches().is_empty()


def test_ctrl_c_in_the_second_file_leaves_the_first(
    folder: Path, statement: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says so; readers see it."""
    second = statement.with_name("b.csv")
    second.write_text(STATEMENT.replace("18.00", "19.00"), encoding="utf-8")
    load = ledgers.Ledger.load

    def stopped(ledger: ledgers.Ledger, batch: Batch, **how: bool) -> object:
        return next(interrupted()) if batch.name == second.name else load(ledger, batch, **how)

    monkeypatch.setattr(ledgers.Ledger, "load", stopped)
    assert run(["import", str(statement), str(second), "--ledger", str(folder)]) == 130
    said = capsys.readouterr().err
    assert "此前做完的已在账本里" in said
    with workflow.open_ledger(folder) as ledger:
        assert ledger.batches()["file"].to_list() == ["a.csv"]


LATE = {
    "while it is published": ("costctl.ledger.snapshot.publish", True),
    "while it is published, twice": ("costctl.ledger.ledger.Ledger.publish_changes", True),
    "while the file is closed": ("costctl.ledger.connection.Connection.close", True),
    "while it is told": ("costctl.cli.receipts.print_receipts", True),
    "before it is committed": ("costctl.ledger.connection.Connection.execute", False),
}


@pytest.mark.parametrize("moment", LATE)
def test_ctrl_c_at_a_late_moment_says_what_is_stored(
    folder: Path, statement: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    """What was committed is in the ledger, and is said to be; what was not is not."""
    place, is_stored = LATE[moment]
    owner, _, name = place.rpartition(".")
    target = pkgutil.resolve_name(owner)
    real = getattr(target, name)

    def pressed(*given: Any, **options: Any) -> object:
        if name == "execute" and not (given[1] == "COMMIT" and given[0].value("SELECT count(*) FROM base.batches")):
            return real(*given, **options)
        if name == "close":
            real(*given, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(target, name, pressed)
        assert run(["import", str(statement), "--ledger", str(folder)]) == 130
    said = capsys.readouterr().err
    assert ("此前做完的已在账本里" in said, "账本未改动" in said) == (is_stored, not is_stored)
    with workflow.open_ledger(folder, "write") as ledger:
        assert ledger.batches().height == is_stored


def test_ctrl_c_in_a_long_query_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB tells of it by an error of its own."""

    class Pressed:
        def execute(self, *_given: object) -> None:
            raise RuntimeError("Query interrupted")

    db = Connection(None)
    monkeypatch.setattr(db, "_db", Pressed())
    with pytest.raises(KeyboardInterrupt):
        db.value("SELECT 1")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_times_are_the_bureaus_whatever_the_machine_says(
    folder: Path, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown, and the names of copies: Beijing's time."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert shown(datetime(2026, 11, 26, 0, 49)) == "2026-11-26 08:49"
        newest = snapshot.newest(folder)
        assert newest
        made = datetime.strptime(f"{newest[0][:15]}+0800", "%Y%m%dT%H%M%S%z")
        assert abs(made.timestamp() - time.time()) < 600
    finally:
        monkeypatch.undo()
        time.tzset()
