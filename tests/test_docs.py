"""What is written about costctl is true: README commands run, every command, option and problem code is documented."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from costctl.cli.app import app, run
from costctl.problems import catalogue
from tests import controls_page
from tests.problems_page import PAGE, page

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
CLI_PAGE = ROOT / "docs" / "cli.md"
SERVES = {"serve"}
"""Commands that do not end by themselves; the pages have tests of their own."""


def shell_lines(page: Path) -> list[str]:
    """The lines of the page's ```sh blocks, comments left out, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command of the command line that does something, by the words that call it."""

    def below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", {})
        if not inner or (command.invoke_without_command and words != "costctl"):
            yield words, command
        for name, one in inner.items():
            yield from below(f"{words} {name}", one)

    yield from below("costctl", typer.main.get_command(app))


def test_the_page_of_problem_codes_is_current() -> None:
    """docs/problems.md lists every code with its text; `make docs` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_of_readings_of_the_five_controls_is_current() -> None:
    """docs/controls.md says what each reading gathers; `make docs` writes it."""
    assert controls_page.PAGE.read_text(encoding="utf-8") == controls_page.page()


def test_every_problem_is_said_in_both_languages() -> None:
    """A code has a Chinese and an English text, and both name the same places."""

    def places(text: str) -> set[str]:
        return {name.removesuffix("_zh").removesuffix("_en") for name in re.findall(r"\{(\w+)(?::[^}]*)?\}", text)}

    for code, text in catalogue().items():
        assert re.search(r"[\u4e00-\u9fff]", text.zh), code
        assert re.search(r"[a-z]{2}", re.sub(r"\{\w+(:[^}]*)?\}", "", text.en)) or text.en.count("{") > 1, code
        assert places(text.zh) == places(text.en), code
        assert "where" not in places(text.zh), f"{code}: the place stands before the text"


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    """A literal code in the source exists; a code of the catalogue is used somewhere."""
    files = [path for folder in ("costctl", "dashboards") for path in sorted((ROOT / folder).rglob("*.py"))]
    files += sorted((ROOT / "rules" / "records").glob("*.toml"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    raised = set(
        re.findall(
            r"""(?:(?:Error|Fault|NotFound|Locked|Damaged|Problem|Doubt|mistake)\(\s*|doubt = )"""
            r""""([a-z_]+\.[a-z0-9_]+)\"""",
            source,
        )
    )

    assert raised <= catalogue().keys()
    assert {code for code in catalogue() if not is_used(code, source)} == set(), "codes that nothing uses"


def is_used(code: str, source: str) -> bool:
    """Whether a code stands in the source, as a whole or made up from a part."""
    area, _, name = code.partition(".")
    made_up = re.findall(rf'f"{area}\.\{{\w+\}}(\w*)"', source)
    return f'"{code}"' in source or any(name.endswith(ending) for ending in made_up)


def test_every_command_and_option_is_documented() -> None:
    """docs/cli.md has a heading for each command, and names each of its options below it."""
    sections = dict(
        re.findall(r"^#+ `(costctl[^`]*)`\n(.*?)(?=^#+ |\Z)", CLI_PAGE.read_text(encoding="utf-8"), re.M | re.S)
    )
    documented = {re.split(r" [\[A-Z]", heading)[0]: text for heading, text in sections.items()}

    for words, command in commands():
        assert words in documented, f"docs/cli.md lacks a section `{words}`"
        for parameter in command.params:
            for option in (name for name in parameter.opts if name.startswith("--") and name != "--help"):
                assert option in documented[words], f"docs/cli.md does not name {option} of `{words}`"


def test_readme_make_targets_exist() -> None:
    """Every `make` line of the README names a target of the Makefile; demo and test are among them."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    made = {word for line in shell_lines(README) if line.startswith("make ") for word in line.split()[1:]}

    assert {"demo", "test"} <= made <= targets


@pytest.mark.slow
def test_readme_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The costctl lines of the README run one after the other in a folder that holds the sample data."""
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    lines = [line for line in shell_lines(README) if line.startswith("costctl ")]
    assert lines

    for line in lines:
        words = shlex.split(line)[1:]
        if words[0] in SERVES or (words[0] == "demo" and "--no-serve" not in words):
            continue
        code = run(words)
        said = capsys.readouterr()
        assert code in {0, 1}, (line, said)
        assert said.out.strip(), (line, said)
        assert "Traceback" not in said.err, (line, said)
