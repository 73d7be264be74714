"""The bytes of a file that is imported, on disk or in memory."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from costctl.errors import SourceError

_BLOCK = 2**20


@dataclass(frozen=True)
class Content:
    """The bytes of a file, on disk or in memory, as they were when this was made."""

    name: str
    source: Path | bytes
    size: int
    """How many bytes it has."""
    changed_at: tuple[int, int] = (0, 0)
    """When a file on disk was last written to, in nanoseconds: as anybody may set it, and as nobody can."""

    @classmethod
    def of(cls, name: str, source: Path | bytes) -> "Content":
        """The content of a file called `name`; SourceError where it cannot be looked at.

        A pipe or a device is not waited for: it may never end, and can be read but once.
        """
        if isinstance(source, bytes):
            return cls(name, source, len(source))
        with _readable(name):
            found = source.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise SourceError("file.not_regular", where=name)
        return cls(name, source, found.st_size, _times(found))

    def __call__(self) -> Iterator[bytes]:
        """The bytes in blocks; each call starts anew.

        SourceError if they cannot be read, and at the end if the file was written to since this was made.
        """
        if isinstance(self.source, bytes):
            for start in range(0, len(self.source), _BLOCK):
                yield self.source[start : start + _BLOCK]
            return
        with _readable(self.name), self.source.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
            now = os.fstat(file.fileno())
        if (now.st_size, _times(now)) != (self.size, self.changed_at):
            raise SourceError("source.changed", where=self.name)

    def sha256(self) -> str:
        """The SHA-256 of the bytes, all of which are read for it."""
        digest = hashlib.sha256()
        for block in self():
            digest.update(block)
        return digest.hexdigest()


def _times(found: os.stat_result) -> tuple[int, int]:
    return found.st_mtime_ns, found.st_ctime_ns


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError("file.unreadable", where=name, found=error.strerror or str(error)) from error
