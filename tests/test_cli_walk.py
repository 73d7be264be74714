"""Every command on an empty ledger and after an undo: found by walking the command tree, for a person and as JSON.

A command that is new has to say here what it is given.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from costctl import importing, workflow
from costctl.cli.app import run
from costctl.rules.findings import findings
from tests.command_tree import commands
from tests.fresh import fresh_ledger

WITHDRAWAL = "交易日期,卡号,交易金额,交易类型,事前批准\n2025-03-03,6283251044719036,500.00,取现,否\n"
REJECTED = "2025-03-05,6283251044719036,1.250.00,取现,否\n"

NO_LEDGER = {"init", "demo", "template", "serve", "import", "layouts draft", "precheck", "rules schema"}
"""Those that make one, need none, go on until they are stopped, or take a file."""

GIVEN = {
    "undo": ["B000001"],
    "rejects close": ["J000001", "--reason", "银行确认作废"],
    "findings show": ["F000001"],
    "findings unassessed": ["CARD-R02"],
    "rules show": ["CARD-R02"],
    "rules examples": ["CARD-R02"],
    "rules set": ["CARD-R09.approval_line", "4000", "--from", "2026-01-01", "--reason", "试"],
    "rules compare": ["--set", "CARD-R09.approval_line=4000@2026-01-01", "--rule", "CARD-R09"],
    **{figures: ["--year", "2025"] for figures in ("variance", "metrics", "disclose", "reconcile")},
}
"""What a command cannot do without."""

WORDS = [words.removeprefix("costctl ") for words, _ in commands() if words != "costctl"]
LEFT = sorted(set(WORDS) - NO_LEDGER)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which nothing is."""
    fresh_ledger(folder := tmp_path_factory.mktemp("empty") / "ledger", name="测试区财政局")
    return folder


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a finding and a reject whose only batch was taken back."""
    folder = tmp_path_factory.mktemp("emptied")
    (folder / "a.csv").write_text(WITHDRAWAL + REJECTED, encoding="utf-8")
    fresh_ledger(folder / "ledger", name="测试区财政局")
    with workflow.open_ledger(folder / "ledger", "write") as ledger:
        importing.import_files(ledger, [folder / "a.csv"])
        workflow.check(ledger)
        assert findings(ledger).height == 1
        ledger.undo("B000001")
    return folder / "ledger"


def asked(words: str) -> Iterator[list[str]]:
    """A command as JSON and for a person."""
    line = [*words.split(), *GIVEN.get(words, ())]
    yield [*line, "--json"]
    yield line


@pytest.mark.parametrize(("option", "but"), [("--ledger", {"init"}), ("--lang", set()), ("--json", {"serve", "demo"})])
def test_every_command_takes_what_the_contract_says(option: str, but: set[str]) -> None:
    """A script may write all commands alike; `init` names its folder, and a server has no end."""
    without = {
        words.removeprefix("costctl ")
        for words, command in commands()
        if words != "costctl" and not any(option in parameter.opts for parameter in command.params)
    }
    assert without == but


@pytest.mark.parametrize("words", LEFT)
@pytest.mark.parametrize("which", ["empty", "emptied"])
def test_every_command_answers(
    which: str, words: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A result or one clear message, never a fault, and nothing that only a program would say."""
    folder: Path = request.getfixturevalue(which)
    for line in asked(words):
        code = run([*line, "--ledger", str(folder)])
        said = capsys.readouterr()
        assert code in {0, 1, 2}, (line, said.err)
        assert "usage." not in said.err, (line, said.err)
        if line[-1] == "--json":
            assert json.loads(said.out)
        else:
            assert said.out or said.err
            assert "None" not in said.out


def test_a_finding_whose_batch_was_taken_back_is_explained(emptied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it was and by which rule; and that its rows are gone."""
    assert run(["findings", "show", "F000001", "--ledger", str(emptied)]) == 0
    said = capsys.readouterr().out
    assert "CARD-R02" in said
    assert "所据的行已随批次撤回" in said


def test_lists_without_a_row_say_so(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a heading over nothing."""
    for words in ("batches", "rejects", "revisions"):
        assert run([words, "--ledger", str(empty)]) == 0
        assert capsys.readouterr().out.strip() == "(无)"
    assert run(["metrics", "--year", "2025", "--ledger", str(empty)]) == 0
    assert "没有单位" in capsys.readouterr().out


def test_what_was_never_loaded_is_named_in_words(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not by the names that files and programs use."""
    assert run(["reconcile", "--year", "2025", "--ledger", str(empty)]) == 0
    said = capsys.readouterr().out.replace("\n", "")
    assert "公务卡交易" in said
    assert "card_transactions" not in said
