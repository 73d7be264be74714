"""What callers may catch. Bad rows of a file are values (`costctl.values.RejectedRow`), not exceptions.

    CostctlError
    ├── InputError             the request or the input was not understood; nothing changed (exit code 2)
    │   ├── SourceError        a file that cannot be read, or that no layout fits
    │   ├── LedgerNotFound     a folder that holds no ledger
    │   └── DataFileError      a rule, table, layout or settings file with a mistake
    └── Fault                  something outside the input failed; nothing changed (exit code 3)
        ├── LedgerLocked       another process is writing
        └── LedgerDamaged      the ledger does not agree with its own history

Every exception carries a `Problem`: where, a stable code, what was found, and what to do next. Its text is in the
language of the ledger that was open when it was raised, else of COSTCTL_LANG, else Chinese.
"""

import os
import shutil
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from costctl.bilingual import Language, Text, spoken
from costctl.problems import NO_ROOM, describe

LEAST_ROOM = 4 << 20
"""Bytes free on a disk below which a fault of the ledger is one of room: DuckDB gives back what it could not fill."""


@dataclass(frozen=True)
class Problem:
    """Something wrong, said so that its owner can correct it."""

    code: str
    """Stable and documented, such as `money.two_decimal_points`."""
    where: str = ""
    """Such as `bank_a.xlsx, sheet 明细, row 214, column 交易金额`."""
    found: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    """What else the text of this code names; `also`: what else is wrong in the same row, by column and code."""

    def __str__(self) -> str:
        """What it says in the language of the ledger that is open, or of the environment; `say` has both."""
        return self.say(spoken())

    @property
    def help(self) -> Text:
        """What is wrong and what to do next, without where; and likewise of what else is wrong in the same row."""
        text = describe(self.code, {"found": self.found, **self.about})
        told = {(self.about.get("column"), text)}
        for other in self.about.get("also", ()):
            column, said = other["column"], describe(other["code"], other)
            if (column, said) in told:  # one cell from which two columns are read
                continue
            told.add((column, said))
            text = Text(f"{text.zh};同一行「{column}」:{said.zh}", f"{text.en}; also in column {column}: {said.en}")
        return text

    def say(self, language: Language) -> str:
        """One line: where, then what and what next; no text of the catalogue names the place too."""
        said = self.help.in_(language)
        return f"{self.where}: {said}" if self.where else said


class CostctlError(Exception):
    """The root of every exception that costctl raises on purpose."""

    exit_code = 3

    def __init__(self, code: str, *, where: str = "", found: str = "", **about: object) -> None:
        self.problem = Problem(code, where, found, about)
        super().__init__(str(self.problem))


class InputError(CostctlError):
    """The request or the input was not understood; nothing changed."""

    exit_code = 2


def refuse_other(name: str, given: object, *types: type, expected: Text) -> None:
    """InputError where a caller of the library gives something of another type than is `expected`."""
    if not isinstance(given, types):
        raise InputError("call.not_meant", found=f"{name}={given!r}", expected=expected)


class SourceError(InputError):
    """A file that cannot be read, or that no layout fits."""


class LedgerNotFound(InputError):
    """A folder that holds no ledger."""


class DataFileError(InputError):
    """A rule, table, layout or settings file with a mistake; names file, key and, where there is one, a suggestion."""


class Fault(CostctlError):
    """Something outside the input failed; nothing changed."""


class LedgerLocked(Fault):
    """Another process holds the write lock."""


class LedgerDamaged(Fault):
    """The ledger does not agree with its own history."""


class Cancelled(KeyboardInterrupt):
    """Stopped at the keyboard while the ledger was open for writing."""

    def __init__(self, *, is_changed: bool) -> None:
        self.is_changed = is_changed
        """Whether something was done before, and stays."""
        super().__init__()


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has no room to work with."""
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


def as_ours(error: Exception, folder: Path | None = None) -> CostctlError:
    """The error itself, or as a fault what costctl did not foresee: a full disk, or a mistake of its own.

    On a full disk libraries fail in ways that say nothing of it: there, whatever fails that works in `folder` and was
    not foreseen is for want of room. COSTCTL_DEBUG=1 shows the traceback of what was not foreseen.
    """
    if isinstance(error, CostctlError):
        return error
    if os.environ.get("COSTCTL_DEBUG"):
        traceback.print_exception(error)
    if folder and is_full(folder):
        return Fault("ledger.no_room", where=str(folder), found=NO_ROOM)
    if isinstance(error, OSError):
        return Fault("system.fault", where=str(error.filename or ""), found=error.strerror or str(error))
    return Fault("system.unforeseen", found=f"{type(error).__name__}: {error}")
