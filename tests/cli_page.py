"""Writes docs/cli.md from the commands themselves: `python -m tests.cli_page`."""

import os
from pathlib import Path

os.environ["COSTCTL_LANG"] = "en"  # before the commands are built: their help is in one language
os.environ.pop("COSTCTL_LEDGER", None)  # a ledger's own language would go before it

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from tests.command_tree import commands

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

HEAD = """\
# Commands · 命令

What each command does and takes. `costctl COMMAND -h` says the same in the language of the ledger at hand; without one
in that of `COSTCTL_LANG`, or in Chinese. `--lang en` or `--lang zh` decides for one command, its errors and its help
included. Made from the commands themselves by `make docs`.

Exit codes: 0 done, nothing to act on; 1 done, with something to act on (rows rejected, findings at or above
`--fail-on`, a file of rules or values that a check left out for a mistake); 2 the request or the input was not
understood, nothing changed; 3 a fault or a lock, nothing changed. With several files it is the highest of theirs.

`--json` prints exactly one JSON document on standard output: money as text with two places, dates ISO, keys in English.
"""


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(section(words, command) for words, command in commands())


def section(words: str, command: TyperCommand | TyperGroup) -> str:
    """What one command does, its arguments and options."""
    shown = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [_metavar(parameter) for parameter in shown if isinstance(parameter, TyperArgument)]
    does = (command.callback.__doc__ or "").strip() if command.callback else ""
    lines = [f"\n## `{' '.join([words, *arguments])}`\n\n{does}\n"]
    if shown:
        lines.append("\n| takes | what it is |\n|---|---|\n")
        lines += [f"| {_name(parameter)} | {_help(parameter)} |\n" for parameter in shown]
    return "".join(lines)


def _metavar(parameter: TyperArgument) -> str:
    return str(parameter.metavar or f"{parameter.name}".upper())


def _name(parameter: TyperArgument | TyperOption) -> str:
    names = parameter.opts if isinstance(parameter, TyperOption) else [str(parameter.name).upper()]
    return ", ".join(f"`{name}`" for name in names)


def _help(parameter: TyperArgument | TyperOption) -> str:
    told = str(getattr(parameter, "help", "") or "")
    choices = getattr(getattr(parameter, "param_type", None), "choices", None)
    said = f" ({', '.join(str(getattr(choice, 'value', choice)) for choice in choices)})" if choices else ""
    return (told + said).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
