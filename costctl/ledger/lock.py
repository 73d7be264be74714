"""The write lock of a ledger folder: one writer at a time, and the one who waits learns who writes."""

import errno
import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from costctl.dates import bureau_now
from costctl.errors import Fault, LedgerLocked

FILE = "lock"
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def write_lock(folder: Path, wait: float) -> Iterator[None]:
    """Holds the write lock; LedgerLocked names its holder where it is not free within `wait` seconds, Fault says that
    this user may not write in the folder.

    The operating system frees the lock of a process that dies, however it dies.
    """
    path = folder / FILE
    lock = FileLock(path, thread_local=False, preserve_lock_file=True, on_acquired=_sign, poll_interval=0.05)
    try:
        lock.acquire(timeout=max(wait, 0.0))
    except Timeout:
        holder = _holder(path)
        raise LedgerLocked(
            "ledger.locked", where=str(folder), found=holder.pop("user"), wait=f"{wait:g}", **holder
        ) from None
    except OSError as error:
        if error.errno not in _NOT_ALLOWED:
            raise
        raise Fault("ledger.not_writable", where=str(folder), found=actor(), why=error.strerror) from error
    try:
        yield
    finally:
        lock.release()


def actor() -> str:
    """The name under which this process works, as the history records it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        return str(os.getuid())


def _sign(descriptor: int) -> None:
    signature = {
        "user": actor(),
        "pid": os.getpid(),
        "since": bureau_now().isoformat(" ", "seconds"),
        "what": " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip() or "python",
    }
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(signature, ensure_ascii=False).encode())


def _holder(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not signed yet
        found = {}
    return {name: str(found.get(name, "?")) for name in ("user", "pid", "since", "what")}
