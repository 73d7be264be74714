"""`costctl serve` and `costctl demo`: the port is looked at first, and no server outlives who started it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from costctl import importing, workflow
from costctl.cli import serving as serving_module
from costctl.cli.app import run
from tests.fresh import fresh_ledger

LONGEST = 120
"""Seconds to wait on a machine that is busy."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with one trip: with a year there is something to read ahead."""
    fresh_ledger(made := tmp_path_factory.mktemp("served") / "ledger", name="测试区财政局")
    trips = made.with_name("trips.csv")
    trips.write_text(
        "出差审批单号,人员编号,单位编码,出发日期,返回日期\nT1,P1,D1,2025-03-03,2025-03-04\n", encoding="utf-8"
    )
    with workflow.open_ledger(made, "write") as ledger:
        importing.import_files(ledger, [trips])
    return made


def a_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def is_answered(port: int) -> bool:
    """Whether pages are served at a port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def comes(is_so: Callable[[], bool]) -> bool:
    """Whether something comes to be so in time."""
    until = time.monotonic() + LONGEST
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


@contextmanager
def serving(folder: Path, port: int, said: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`costctl serve` in a process of its own, once it says that it serves."""
    command = [sys.executable, "-m", "costctl.cli.app", "serve", "--ledger", str(folder), "--port", str(port)]
    with said.open("wb") as errors, subprocess.Popen(command, stderr=errors, stdout=errors) as server:
        try:
            assert comes(lambda: b"http://" in said.read_bytes())
            assert is_answered(port)
            yield server
        finally:
            server.kill()


@pytest.mark.parametrize(("ended_by", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_the_server_ends_with_who_started_it(folder: Path, tmp_path: Path, ended_by: signal.Signals, code: int) -> None:
    """Asked to end or killed; and beside our own line nobody reads remarks of Streamlit's."""
    port = a_port()
    with serving(folder, port, tmp_path / "said") as server:
        os.kill(server.pid, ended_by)
        assert server.wait(LONGEST) == code
        assert comes(lambda: not is_answered(port))
    (said,) = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert f"http://127.0.0.1:{port}" in said


@pytest.mark.parametrize("words", ["serve", "demo"])
def test_a_port_in_use_is_one_message_and_no_address(
    folder: Path, tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is sent to the pages of another ledger; the demonstration makes nothing first."""
    where = folder if words == "serve" else tmp_path / "demo"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = run([words, "--ledger", str(where), "--port", str(port), "--lang", "zh"])
    said = capsys.readouterr().err

    assert (code, "http://" in said) == (2, False)
    assert "serve.port_taken" in said
    assert "已被别的程序占用" in said
    assert not (tmp_path / "demo").exists()


def test_a_port_that_is_taken_while_the_server_gets_ready_is_told_of_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a second server started at the same time; that is no fault, and nobody is sent to the pages of the other."""
    with socket.socket() as other:

        def late(host: str, port: int, _upload_mb: int) -> list[str]:
            other.bind((host, port))
            other.listen()
            return [sys.executable, "-c", "raise SystemExit(1)"]

        monkeypatch.setattr(serving_module, "command", late)
        code = run(["serve", "--ledger", str(folder), "--port", str(a_port())])

    said = capsys.readouterr().err
    assert (code, "serve.port_taken" in said, "http://" in said) == (2, True, False)


def test_an_address_that_this_machine_has_not_is_one_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """192.0.2.1 is kept for examples."""
    assert run(["serve", "--ledger", str(folder), "--host", "192.0.2.1"]) == 2
    assert "serve.no_address" in capsys.readouterr().err
