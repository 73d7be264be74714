"""How an own value gets into its file: tried on a copy, then put in place with its entry of the history."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from costctl.datafile import text_of
from costctl.errors import DataFileError, Fault, InputError
from costctl.ledger.ledger import Ledger
from costctl.settings import FILE, Settings, read_settings
from costctl.workflow import install_rulebook


def settings_text(ledger: Ledger) -> str:
    """The text of costctl.toml."""
    return text_of(ledger.folder / FILE)


def agreeing(text: str, settings: Settings) -> str:
    """The changed text of costctl.toml, if it says just what is meant; DataFileError where it was written otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8")
        try:
            agrees = read_settings(Path(folder)) == settings
        except DataFileError:
            agrees = False
    if not agrees:
        raise DataFileError("set.by_hand", where=FILE)
    return text


@contextmanager
def folder_with(ledger: Ledger, file: str, text: str) -> Iterator[Path]:
    """A copy of the bureau's rules in which one file has another text."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ledger.folder / "rules", Path(folder) / "rules")
        (Path(folder) / file).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / file).write_text(text, encoding="utf-8")
        yield Path(folder)


def write(ledger: Ledger, file: str, text: str, told: Mapping[str, object]) -> str:
    """Puts the change into the history and the file in its place, and installs the rule book then; the new head."""
    if not ledger.writable:
        raise InputError("ledger.read_only", where=str(ledger.folder))
    path = ledger.folder / file
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        with ledger.transaction():
            ledger.record("set", {**told, "file": file})
        unfinished.replace(path)
    except OSError as error:
        raise Fault("ledger.no_room", where=str(path), found=error.strerror or str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    ledger.settings = read_settings(ledger.folder)
    install_rulebook(ledger)
    return str(ledger.sql("SELECT hash FROM base.history ORDER BY seq DESC LIMIT 1").item())
