"""Several files at once: a preview of what importing them would do, and the import that does exactly that.

The preview loads the files one after the other, so that a file sees those before it, and takes everything back.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from costctl import importing, recognition, workflow
from costctl.errors import InputError
from costctl.ledger import snapshot
from costctl.recognition import Said
from costctl.sources.draft import draft_layout
from costctl.values import Receipt

WAIT = 5.0
"""Seconds that a person at a page waits for another writer."""


@dataclass(frozen=True)
class Given(recognition.Given):
    """An uploaded file, and what the person who gave it says of it."""

    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Preview:
    """What importing some files would do."""

    files: tuple[Given, ...]
    receipts: tuple[tuple[Receipt, ...], ...]
    """Of each file, one a sheet."""
    snapshot: str
    """The newest snapshot when it was made: the state of the ledger that it holds for."""

    @property
    def importable(self) -> tuple[Given, ...]:
        """The files of which at least one sheet was understood."""
        pairs = zip(self.files, self.receipts, strict=True)
        return tuple(file for file, receipts in pairs if any(receipt.problem is None for receipt in receipts))


def preview(
    folder: Path, files: Sequence[Given], *, wait: float = WAIT, said: Said = lambda _n, _name: None
) -> Preview:
    """What importing `files` would do; the ledger stays as it is.

    LedgerLocked where another process writes.
    """
    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        receipts = importing.import_each(ledger, files, dry_run=True, said=said)
        return Preview(tuple(files), receipts, _state(folder))


def draft(file: Given) -> str:
    """A layout proposed for a file that fits none, to be corrected. InputError where it cannot be read as a table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.content)
        return draft_layout(path, kind=file.kind)


def load(
    folder: Path, seen: Preview, *, wait: float = WAIT, said: Said = lambda _n, _name: None
) -> tuple[Receipt, ...]:
    """Imports the files of a preview that can be; the receipts say what it said.

    InputError `import.changed_meanwhile` where the ledger is no longer as it was then: nothing is changed.
    """
    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        if _state(folder) != seen.snapshot:
            raise InputError("import.changed_meanwhile")
        found = importing.import_each(ledger, seen.importable, said=said)
    return tuple(receipt for receipts in found for receipt in receipts)


def _state(folder: Path) -> str:
    found = snapshot.newest(folder)
    return found[0] if found else ""
