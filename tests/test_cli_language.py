"""A command speaks one language: in its results, its errors and its help."""

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from costctl.cli.app import run
from costctl.cli.words import language_of
from tests.fresh import fresh_ledger

ENGLISH = re.compile(r"[A-Za-z]{3,}")
WRONG = {
    "import": ("文件", "FILE"),
    "check --fail-on x": "x",
    "check --nope": "--nope",
    "check --yaer 2024": "--year",
    "check extra": "extra",
    "check --year": "--year",
    "check --json=3": "--json",
    "check --as-of 2014-13-01": "2014-13-01",
    "nope": "nope",
    "rules shw": "show",
    "variance": "--year",
    "variance --year abc": ("1990 至 2100", "1990 to 2100"),
    "variance --year 1800": ("1990 至 2100", "1990 to 2100"),
    "rejects close": ("编号", "REJECT"),
}


@pytest.fixture
def english(tmp_path: Path) -> Path:
    """A ledger that was made in English."""
    fresh_ledger(tmp_path / "ledger", language="en")
    return tmp_path / "ledger"


def failed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that is not understood says: exit code 2, nothing on standard output."""
    capsys.readouterr()
    assert run([*words]) == 2
    said = capsys.readouterr()
    assert not said.out
    return " ".join(said.err.split())


@pytest.mark.parametrize("command", WRONG)
def test_a_wrong_command_is_told_in_chinese_and_in_english(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """It names what was meant, and no word of Typer's own is left in Chinese."""
    chinese = failed(capsys, *command.split())
    english = failed(capsys, *command.split(), "--lang", "en")

    meant = WRONG[command]
    zh, en = meant if isinstance(meant, tuple) else (meant, meant)
    assert (zh in chinese, en in english) == (True, True)
    sentence = re.sub(r" [a-z]+\.[a-z_]+$", "", chinese)
    names = {"nope", "shw", "show", "undo", "extra", "abc"}
    names |= {"violation", "suspicion", "notice", "none"}
    assert set(ENGLISH.findall(re.sub(r"--[a-z-]+", "", sentence))) <= names, sentence
    assert not re.search(r"[\u4e00-\u9fff]", english), english


def test_errors_speak_the_ledgers_language(capsys: pytest.CaptureFixture[str], english: Path) -> None:
    """So do those that are told before the ledger is opened; --lang decides for one command."""
    assert "there is no batch" in failed(capsys, "undo", "B000009", "--ledger", str(english))
    assert "there is no option" in failed(capsys, "undo", "--nope", "--ledger", str(english))
    assert "没有批次" in failed(capsys, "undo", "B000009", "--ledger", str(english), "--lang", "zh")


def test_the_language_is_found_in_one_order(monkeypatch: pytest.MonkeyPatch, english: Path, tmp_path: Path) -> None:
    """--lang, the ledger named or stood in, COSTCTL_LANG, Chinese."""
    monkeypatch.chdir(tmp_path)
    assert language_of([]) == "zh"
    assert language_of(["--ledger", str(english)]) == "en"
    assert language_of([f"--ledger={english}", "--lang", "zh"]) == "zh"
    assert language_of(["--lang", "fr"]) == "zh"
    monkeypatch.setenv("COSTCTL_LANG", "en")
    assert language_of([]) == "en"
    assert language_of(["--lang=zh"]) == "zh"
    monkeypatch.setenv("COSTCTL_LANG", "fr")
    monkeypatch.chdir(english)
    assert language_of([]) == "en"
    monkeypatch.delenv("COSTCTL_LANG")
    (english / "costctl.toml").write_text("language = [", encoding="utf-8")
    assert language_of([]) == "zh"


def test_help_is_not_cut_off(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese has no blanks to break a line at, and 80 columns are few."""
    monkeypatch.setenv("COLUMNS", "80")
    for command in (["check"], ["disclose"], ["variance"], ["history"], ["rules", "set"], ["rejects", "close"]):
        assert run([*command, "--help"]) == 0
        said = capsys.readouterr().out
        assert "--lang" in said
        assert "…" not in said.replace("VALUE...", ""), said


def test_a_pipe_that_is_closed_is_nothing_to_act_on(tmp_path: Path) -> None:
    """Of a table, of a JSON document that is still held back, and of a help."""
    fresh_ledger(tmp_path)
    for words in ("variance --year 2025", "variance --year 2025 --json", "variance --help"):
        argv = [sys.executable, "-m", "costctl.cli.app", *words.split()]
        reads, writes = os.pipe()
        os.close(reads)
        ended = subprocess.run(argv, cwd=tmp_path, stdout=writes, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writes)
        assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.parametrize(("language", "words"), [("zh", "用法:"), ("en", "Usage: ")])
def test_help_is_in_one_language(tmp_path: Path, language: str, words: str) -> None:
    """No word of Typer's own stands in Chinese help, and no Chinese in English help."""
    env = {**os.environ, "COSTCTL_LANG": language, "COLUMNS": "100"}
    for command in ([], ["check"], ["import"], ["rules"]):
        argv = [sys.executable, "-m", "costctl.cli.app", *command, "--help"]
        said = subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
        assert words in said
        if language == "en":
            assert not re.search(r"[\u4e00-\u9fff]", said), said
        else:
            assert not re.search(r"Usage|OPTIONS|Options|Arguments|ARGS|default|env var|required|Show|<[a-z]", said)


def test_a_group_without_its_command_shows_its_help_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """It is not a mistake to ask what there is, but nothing was done."""
    assert run(["rules"]) == 2
    said = capsys.readouterr()

    assert "examples" in said.out + said.err
    assert "usage." not in said.out + said.err


def test_the_version_is_that_of_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever answers to an auditor can say which costctl judged."""
    assert run(["--version"]) == 0
    said = capsys.readouterr()

    assert (said.out, said.err) == (f"costctl {metadata.version('costctl')}\n", "")
