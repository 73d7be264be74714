"""Several files at once: a preview of what importing them would do, and the import that does exactly that.

The preview loads the files one after the other, so that a file sees those before it, and takes everything back.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from costctl import workflow
from costctl.errors import InputError
from costctl.ledger import snapshot
from costctl.ledger.ledger import Ledger
from costctl.records import kinds
from costctl.sources.draft import draft_layout
from costctl.values import Receipt

WAIT = 5.0
"""Seconds that a person at a page waits for another writer."""

Said = Callable[[int, str], None]
"""Told the place and name of each file before it is read."""


@dataclass(frozen=True)
class Given:
    """A file that a person has given, and what that person says of it."""

    name: str
    content: bytes
    kind: str | None = None
    layout: str | None = None
    department: str | None = None

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
    """What importing `files` would do, registers before what refers to them; the ledger stays as it is.

    LedgerLocked where another process writes.
    """
    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        receipts = _tried(ledger, files, said)
        if (ordered := _in_order(files, receipts)) != list(files):
            files, receipts = ordered, _tried(ledger, ordered, said)
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
        receipts: list[Receipt] = []
        for number, file in enumerate(seen.importable):
            said(number, file.name)
            receipts += _one(ledger, file, dry_run=False)
        return tuple(receipts)


def _in_order(files: Sequence[Given], receipts: Sequence[Sequence[Receipt]]) -> list[Given]:
    """The files in the order of the kinds they hold; those that were not understood last."""
    order = list(kinds())
    places = [
        min((order.index(one.kind) for one in found if one.kind in order and not one.problem), default=len(order))
        for found in receipts
    ]
    return [file for _, file in sorted(zip(places, files, strict=True), key=lambda pair: pair[0])]


def _tried(ledger: Ledger, files: Sequence[Given], said: Said) -> tuple[tuple[Receipt, ...], ...]:
    """The receipts of a trial; begun again without a file that failed, so that no half of it is seen by the others."""
    refused: dict[int, tuple[Receipt, ...]] = {}
    while True:
        receipts: list[tuple[Receipt, ...]] = []
        with ledger.trial():
            for number, file in enumerate(files):
                if number not in refused:
                    said(number, file.name)
                    found = _one(ledger, file, dry_run=True)
                    if len(found) == 1 and found[0].problem and not found[0].sha256:
                        refused[number] = found
                        break
                    receipts.append(found)
                else:
                    receipts.append(refused[number])
            else:
                return tuple(receipts)


def _one(ledger: Ledger, file: Given, *, dry_run: bool) -> tuple[Receipt, ...]:
    content = (file.name, io.BytesIO(file.content))
    return tuple(
        workflow.import_files(
            ledger, [content], kind=file.kind, layout=file.layout, department=file.department, dry_run=dry_run
        )
    )


def _state(folder: Path) -> str:
    found = snapshot.newest(folder)
    return found[0] if found else ""
