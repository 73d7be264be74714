"""Published copies of the ledger: readers open the newest, so that they never wait for a writer."""

import errno
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from costctl.dates import bureau_now, today
from costctl.errors import Fault
from costctl.ledger.originals import sync_folder

FOLDER = "snapshots"
POINTER = "newest"
"""The file that names the newest snapshot and, on its second line, the head of the history it holds."""

BEHIND = "unpublished"
"""The file that is there while the newest snapshot lacks a change of the ledger."""

NEWEST_KEPT = 3
DAYS_KEPT = 30
_NAME = re.compile(r"(\d{8})T\d{6}-(\d{6})\.duckdb")


def newest(ledger: Path) -> tuple[str, str] | None:
    """The newest snapshot's file name and the head of its history; None before the first."""
    try:
        lines = (ledger / FOLDER / POINTER).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return None
    return (lines[0], lines[1]) if len(lines) == 2 else None


def publish(ledger: Path, source: Path, head: str) -> str:
    """Copies a checkpointed, closed ledger file under a new name and points readers to it; the name."""
    folder = ledger / FOLDER
    name = _next_name(folder)
    unfinished = folder / f"{name}.part"
    try:
        _copy(source, unfinished)
        unfinished.replace(folder / name)
        _point(folder, name, head)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Fault("ledger.not_published", where=str(folder), found=error.strerror or str(error)) from error
    (folder / BEHIND).unlink(missing_ok=True)
    prune(folder, today())
    return name


def mark_behind(ledger: Path) -> None:
    """Notes that the newest snapshot lacks a change, until the next is published; an empty file needs no room."""
    with suppress(OSError):
        (ledger / FOLDER / BEHIND).touch()


def is_behind(ledger: Path) -> bool:
    """Whether the ledger has a change that no snapshot has."""
    return (ledger / FOLDER / BEHIND).exists()


def prune(folder: Path, today: date) -> None:
    """Removes snapshots but the last three and the last of each of the last thirty days.

    A reader that has one open keeps it: its file lives until it is closed.
    """
    names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
    for name in set(names) - kept(names, today):
        (folder / name).unlink(missing_ok=True)
    for path in folder.glob("*.part"):
        path.unlink(missing_ok=True)


def kept(names: Iterable[str], today: date) -> set[str]:
    """Which of these snapshots stay."""
    ordered = sorted(names)
    last_of_day = {name[:8]: name for name in ordered}
    oldest = f"{today - timedelta(days=DAYS_KEPT):%Y%m%d}"
    return set(ordered[-NEWEST_KEPT:]) | {name for day, name in last_of_day.items() if day >= oldest}


def _next_name(folder: Path) -> str:
    numbers = [int(found[2]) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name))]
    # The bureau's time comes first for a person to read; it never runs backwards, so that names sort as they were made.
    previous = max((path.name[:15] for path in folder.iterdir() if _NAME.fullmatch(path.name)), default="")
    now = max(f"{bureau_now():%Y%m%dT%H%M%S}", previous)
    return f"{now}-{max(numbers, default=0) + 1:06d}.duckdb"


def _point(folder: Path, name: str, head: str) -> None:
    unfinished = folder / f"{POINTER}.part"
    with unfinished.open("w", encoding="ascii") as file:
        file.write(f"{name}\n{head}\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / POINTER)
    sync_folder(folder)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        try:
            left = source.stat().st_size
            while left > 0 and (done := os.copy_file_range(read.fileno(), written.fileno(), left)):
                left -= done
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL):
                raise
            read.seek(0)
            written.seek(0)
            written.truncate()
            shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
