"""The language that a command speaks: in its results, its errors and its help alike."""

import os
import sys
import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from costctl import bilingual
from costctl.bilingual import Language, Text, language_among

CANCELLED = Text("已取消", "cancelled")
"""What is said where somebody stops a command."""
INTERRUPTED = 130
"""The exit code then."""
UNREAD = 141
"""The exit code where nobody reads on, as of other tools in a shell: a command such as `costctl variance | head -1` was
not stopped by anything that is to be acted on."""


def language_of(arguments: Sequence[str]) -> Language:
    """What `--lang` says; else the language of the ledger at hand; else COSTCTL_LANG; else Chinese."""
    folder = Path(_option(arguments, "--ledger") or os.environ.get("COSTCTL_LEDGER") or "")
    return language_among(_option(arguments, "--lang"), _setting(folder), os.environ.get("COSTCTL_LANG"))


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The value of an option that may not be understood yet, the last one given."""
    found = [value for argument, value in pairwise(arguments) if argument == name]
    found += [argument.partition("=")[2] for argument in arguments if argument.startswith(f"{name}=")]
    return found[-1] if found else None


def _setting(folder: Path) -> object:
    """The language of the ledger in a folder, whatever else is wrong with its settings; None without one."""
    try:
        return tomllib.loads((folder / "costctl.toml").read_text(encoding="utf-8-sig")).get("language")
    except (OSError, ValueError):
        return None


_OF_THIS_PROCESS = language_of(sys.argv[1:])
"""Help is built before a command runs: it speaks the language of this process's own arguments."""


def spoken() -> Language:
    """The language of the command that runs."""
    return bilingual.spoken(_OF_THIS_PROCESS)


def say(zh: str, en: str) -> str:
    """The text in the language of the command that runs."""
    return Text(zh, en).in_(spoken())
