"""The imported files, byte for byte, named by their SHA-256: the only place where a card number stands in clear."""

import contextlib
import hashlib
import os
import threading
from pathlib import Path

from costctl.errors import Fault
from costctl.file_content import Content

FOLDER = "originals"
_UNFINISHED = ".part"


def make_folder(ledger: Path) -> None:
    """Makes the folder, open to its owner alone."""
    (ledger / FOLDER).mkdir(mode=0o700)


def clean(ledger: Path) -> None:
    """Removes what a killed import left unfinished; called with the write lock held."""
    for path in (ledger / FOLDER).glob(f"*{_UNFINISHED}"):
        path.unlink(missing_ok=True)


class Keeping:
    """Copies a file into the ledger beside the loading of its rows; nothing is there under its name before `keep`."""

    def __init__(self, ledger: Path, content: Content) -> None:
        self._content = content
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
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    def sha256(self) -> str:
        """The SHA-256 of the copy, once it is whole; SourceError where the file changed since it was read."""
        self._thread.join()
        if isinstance(self._error, OSError):
            found = self._error.strerror or str(self._error)
            raise Fault("ledger.no_room", where=str(self._folder), found=found) from self._error
        if self._error:
            raise self._error
        return self._sha256

    def keep(self) -> None:
        """Puts the whole copy under its name."""
        self._path.replace(self._folder / self.sha256())
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
