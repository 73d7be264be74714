"""The imported files, byte for byte, named by their SHA-256: the only place where a card number stands in clear."""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from costctl.errors import Fault
from costctl.file_content import Content

FOLDER = "originals"
_UNFINISHED = ".part"
_WHOLE = ".whole"
"""Of a copy whose batch is about to be in the ledger."""


def make_folder(ledger: Path) -> None:
    """Makes the folder, open to its owner alone."""
    (ledger / FOLDER).mkdir(mode=0o700)


def clean(ledger: Path) -> None:
    """Removes what a killed import left unfinished; called with the write lock held."""
    for path in (ledger / FOLDER).glob(f"*{_UNFINISHED}"):
        path.unlink(missing_ok=True)


def settle(ledger: Path, is_known: Callable[[str], bool]) -> None:
    """Puts each whole copy under its name if a batch of the ledger has its SHA-256, and removes it if none has; called
    with the write lock held."""
    for path in (ledger / FOLDER).glob(f"*{_WHOLE}"):
        if is_known(path.stem):
            path.replace(path.with_suffix(""))
            sync_folder(path.parent)
        else:
            path.unlink()


class Keeping:
    """Copies a file into the ledger beside the loading of its rows.

    Nothing is there under its name before its batch is committed, which is between `ready` and the end of the block;
    who is killed in between leaves it to be settled.
    """

    def __init__(self, ledger: Path, content: Content, is_known: Callable[[str], bool]) -> None:
        self._content = content
        self._ledger, self._is_known = ledger, is_known
        self._folder = ledger / FOLDER
        self._path = self._folder / f"{os.getpid()}{_UNFINISHED}"
        self._error: Exception | None = None
        self._sha256 = ""
        self._thread = threading.Thread(target=self._copy, name="keep-original", daemon=True)

    def __enter__(self) -> "Keeping":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join()
        self._path.unlink(missing_ok=True)
        with contextlib.suppress(Fault):  # of a ledger that is damaged: the error that is on its way says more
            settle(self._ledger, self._is_known)

    def sha256(self) -> str:
        """The SHA-256 of the copy, once it is whole; SourceError where the file changed since it was read."""
        self._thread.join()
        if isinstance(self._error, OSError):
            found = self._error.strerror or str(self._error)
            raise Fault("ledger.no_room", where=str(self._folder), found=found) from self._error
        if self._error:
            raise self._error
        return self._sha256

    def ready(self) -> None:
        """Says that the copy is whole, and of what file."""
        self._path.rename(self._folder / f"{self.sha256()}{_WHOLE}")
        sync_folder(self._folder)

    def _copy(self) -> None:
        hashed = hashlib.sha256()
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for block in self._content():
                    hashed.update(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
        except Exception as error:  # raised again by `sha256`, in the thread that imports
            self._error = error
        self._sha256 = hashed.hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
