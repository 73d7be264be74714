"""Workbooks as grids, read by a child process with limits on memory and time.

The child writes while rows that it wrote before are typed and stored: a workbook is open once its last sheet begins.
"""

import json
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import polars as pl

from costctl.dates import SINCE_1900, SINCE_1904
from costctl.errors import SourceError
from costctl.sources.blanks import without_blank_rows
from costctl.sources.grid import HEAD_ROWS, Grid
from costctl.sources.unseen import seen_cells
from costctl.values import ROW_NO

MEMORY_BYTES = 4 * 2**30
SECONDS = 300

COMMAND = (sys.executable, "-P", "-m", "costctl.sources.workbook_child")

_Event = dict[str, Any] | pl.DataFrame | Exception
"""What a sheet is, a stretch of its rows, what went wrong; `{}` at the end of all."""


def workbook_grids(
    name: str, content: Path | bytes, *, memory: int = MEMORY_BYTES, seconds: int = SECONDS
) -> tuple[Grid, ...]:
    """Every worksheet, hidden ones too; SourceError if the workbook is damaged, protected or asks for too much.

    Some of that shows only while the frames of the last sheet are read.
    """
    child = _Child(name, content, memory, seconds)
    grids = []
    while about := child.next_sheet():
        rows = _Rows(child)
        grids.append(_grid(about, rows))
        if about["is_last"]:
            break
        rows.complete()
    return tuple(grids)


class _Child:
    """The process that reads a workbook; it ends, too, when nobody wants its rows any more."""

    def __init__(self, name: str, content: Path | bytes, memory: int, seconds: int) -> None:
        command = [*COMMAND, "-" if isinstance(content, bytes) else str(content), str(memory), str(seconds)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        weakref.finalize(self, process.kill)
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._next: _Event | None = None
        listening = (process, name, content, seconds, self._events)
        threading.Thread(target=_listen, args=listening, name="reading a workbook", daemon=True).start()

    def next_sheet(self) -> dict[str, Any]:
        """What the next sheet is, where the one before has been read; empty after the last."""
        event = self._look()
        if not isinstance(event, dict):
            raise TypeError("the sheet before has not been read to its end")
        self._next = None if event else event
        return event

    def next_rows(self) -> pl.DataFrame | None:
        """The next stretch of the sheet; None at its end."""
        event = self._look()
        if not isinstance(event, pl.DataFrame):
            return None
        self._next = None
        return event

    def _look(self) -> _Event:
        """What comes next; an error is raised again by every call."""
        if self._next is None:
            self._next = self._events.get()
        if isinstance(self._next, Exception):
            raise self._next
        return self._next


class _Rows:
    """The rows of a sheet as they come, kept so that they can be read again."""

    def __init__(self, child: _Child) -> None:
        self._child: _Child | None = child
        self._kept: list[pl.DataFrame] = []

    def __iter__(self) -> Iterator[pl.DataFrame]:
        at = 0
        while at < len(self._kept) or self._take():
            yield self._kept[at]
            at += 1

    def complete(self) -> None:
        """Takes all rows that are still to come."""
        while self._take():
            pass

    def _take(self) -> bool:
        rows = self._child.next_rows() if self._child else None
        if rows is None:
            self._child = None
            return False
        self._kept.append(rows)
        return True


@dataclass(frozen=True)
class _Frames:
    """The rows of a sheet below a physical row."""

    rows: _Rows

    def __call__(self, after: int) -> Iterator[pl.DataFrame]:
        for part in self.rows:
            if part[ROW_NO][-1] > after:
                yield part.filter(pl.col(ROW_NO) > after)


def _grid(about: dict[str, Any], rows: _Rows) -> Grid:
    head: list[tuple[str, ...]] = []
    width = 0
    for part in rows:
        head += part.head(HEAD_ROWS - len(head)).fill_null("").rows()
        width = part.width - 1
        if len(head) == HEAD_ROWS:
            break
    return Grid(
        sheet=about["sheet"],
        hidden=about["hidden"],
        encoding=None,
        delimiter=None,
        merged=tuple(sorted(tuple(merged) for merged in about["merged"])),
        width=width,
        head=tuple((int(row), tuple(cells)) for row, *cells in head),
        frames=_Frames(rows),
        day_zero=SINCE_1904 if about["counts_from_1904"] else SINCE_1900,
    )


def _listen(
    process: subprocess.Popen[bytes], name: str, content: Path | bytes, seconds: int, events: SimpleQueue[_Event]
) -> None:
    """Hands on what the child writes, as it comes; at last `{}`, or the error that ended it."""
    watch = threading.Timer(seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        with process:
            events.put(_last_event(process, name, content, events))
    except Exception as error:  # raised where the rows are waited for
        events.put(error)
    finally:
        watch.cancel()


def _last_event(
    process: subprocess.Popen[bytes], name: str, content: Path | bytes, events: SimpleQueue[_Event]
) -> _Event:
    size = f"{len(content) if isinstance(content, bytes) else content.stat().st_size:,}"
    assert process.stdin is not None
    assert process.stdout is not None
    _feed(process.stdin, content if isinstance(content, bytes) else b"")
    last = _hand_on(process.stdout, events)
    if last is None:
        code = "workbook.too_demanding" if process.wait() < 0 else "file.damaged"
        return SourceError(code, where=name, found=size)
    if problem := last.get("problem"):
        return SourceError(str(problem), where=name, found=str(last.get("found", size)))
    return last


def _feed(pipe: IO[bytes], content: bytes) -> None:
    """Gives the child its input; one that ended at once is noticed when its answer is read."""
    try:
        pipe.write(content)
        pipe.close()
    except BrokenPipeError:
        return


def _hand_on(pipe: IO[bytes], events: SimpleQueue[_Event]) -> dict[str, Any] | None:
    """Puts the sheets and rows that the child writes into `events`; its last word, or None if it did not come to it."""
    while (frame := _frame(pipe)) is not None:
        about: dict[str, Any] = json.loads(frame)
        if "sheet" not in about:
            return about
        events.put(about)
        while part := _frame(pipe):
            if part.startswith(b"{"):  # no rows, but what went wrong among them
                last: dict[str, Any] = json.loads(part)
                return last
            if (rows := without_blank_rows(seen_cells(pl.read_ipc_stream(part)))).height:
                events.put(rows)
        if part is None:
            break
    return None


def _frame(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None if the child ended before or within it."""
    length = pipe.read(8)
    if len(length) < 8:
        return None
    (size,) = struct.unpack(">Q", length)
    content = pipe.read(size)
    return content if len(content) == size else None
