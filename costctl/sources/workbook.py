"""Workbooks as grids, read by a child process with limits on memory and time."""

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from costctl.errors import SourceError
from costctl.sources.blanks import without_blank_rows
from costctl.sources.grid import HEAD_ROWS, Grid
from costctl.values import ROW_NO

MEMORY_BYTES = 4 * 2**30
SECONDS = 300

_CHILD = Path(__file__).with_name("workbook_child.py")


def workbook_grids(
    name: str, content: Path | bytes, *, memory: int = MEMORY_BYTES, seconds: int = SECONDS
) -> tuple[Grid, ...]:
    """Every worksheet, hidden ones too; SourceError if the workbook is damaged, protected or asks for too much."""
    path = "-" if isinstance(content, bytes) else str(content)
    command = [sys.executable, "-P", str(_CHILD), path, str(memory), str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        watch = threading.Timer(seconds, child.kill)
        watch.start()
        try:
            _feed(child.stdin, content if isinstance(content, bytes) else b"")
            grids, last = _received(child.stdout)
            ended_by_limit = last is None and child.wait() < 0
        finally:
            watch.cancel()
            child.kill()
    if ended_by_limit:
        raise SourceError("workbook.too_demanding", where=name, found=_size(content))
    if last is None:
        raise SourceError("file.damaged", where=name, found=_size(content))
    if problem := last.get("problem"):
        raise SourceError(str(problem), where=name, found=str(last.get("found", _size(content))))
    return grids


def _size(content: Path | bytes) -> str:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    return f"{size:,} bytes"


def _feed(pipe: IO[bytes], content: bytes) -> None:
    """Gives the child its input; one that ended at once is noticed when its answer is read."""
    try:
        pipe.write(content)
        pipe.close()
    except BrokenPipeError:
        return


def _received(pipe: IO[bytes]) -> tuple[tuple[Grid, ...], dict[str, Any] | None]:
    """The grids that the child wrote, and its last word; None if it was ended before that."""
    grids: list[Grid] = []
    while (frame := _frame(pipe)) is not None:
        about: dict[str, Any] = json.loads(frame)
        if "sheet" not in about:
            return tuple(grids), about
        parts = []
        while part := _frame(pipe):
            parts.append(without_blank_rows(pl.read_ipc_stream(part)))
        if part is None:
            break
        grids.append(_grid(about, [part for part in parts if part.height]))
    return (), None


def _frame(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None if the child ended before or within it."""
    length = pipe.read(8)
    if len(length) < 8:
        return None
    (size,) = struct.unpack(">Q", length)
    content = pipe.read(size)
    return content if len(content) == size else None


def _grid(about: dict[str, Any], parts: list[pl.DataFrame]) -> Grid:
    rows = parts[0].head(HEAD_ROWS).fill_null("").rows() if parts else []
    if parts and len(rows) < HEAD_ROWS:
        rows = pl.concat(parts).head(HEAD_ROWS).fill_null("").rows()
    return Grid(
        sheet=about["sheet"],
        hidden=about["hidden"],
        encoding=None,
        delimiter=None,
        merged=tuple(sorted(tuple(merged) for merged in about["merged"])),
        width=parts[0].width - 1 if parts else 0,
        head=tuple((row, tuple(cells)) for row, *cells in rows),
        frames=_Frames(tuple(parts)),
    )


@dataclass(frozen=True)
class _Frames:
    """The rows of a sheet below a physical row."""

    parts: tuple[pl.DataFrame, ...]

    def __call__(self, after: int) -> Iterator[pl.DataFrame]:
        for part in self.parts:
            if part[ROW_NO][-1] > after:
                yield part.filter(pl.col(ROW_NO) > after)
