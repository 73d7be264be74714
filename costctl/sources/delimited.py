"""Delimited text as a grid: the delimiter from the content, every cell as text, physical rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import polars as pl
import pyarrow as pa

from costctl.sources.blanks import without_blank_rows
from costctl.sources.by_record import records
from costctl.sources.encoding import Blocks, utf8_blocks
from costctl.sources.grid import HEAD_ROWS, Grid
from costctl.sources.stretches import stretches
from costctl.sources.swallowed import may_swallow, swallows
from costctl.values import ROW_NO

DELIMITERS = ("\t", ";", "|", ",")
"""In the order in which a tie is decided: a comma is also found within amounts and texts."""

_PADDING = re.compile(r"\t(?= *[;|,])")
"""A tab that fills a cell up, as banks do it, and parts none."""

_HEAD_BYTES = 2**20


def delimited_grid(blocks: Blocks, encoding: str, delimiter: str | None) -> Grid:
    """The text as a grid; its delimiter is `delimiter`, or else the one that its rows agree on."""

    def text() -> Iterator[bytes]:
        return utf8_blocks(blocks, encoding)

    start = _start(text())
    taken = delimiter or _delimiter(start)
    rows = [(line + 1, cells) for line, cells in islice(records(start, taken), 10 * HEAD_ROWS) if not _blank(cells)]
    rows = rows[:HEAD_ROWS]
    width = max((len(cells) for _, cells in rows), default=0)
    return Grid(
        sheet=None,
        hidden=False,
        encoding=encoding,
        delimiter=taken,
        merged=(),
        width=width,
        head=tuple((row, (*cells, *[""] * (width - len(cells)))) for row, cells in rows),
        frames=_Frames(text, taken, max(width, 1)),
    )


@dataclass(frozen=True)
class _Frames:
    """The rows of a delimited text below a physical row, read anew by each call."""

    text: Callable[[], Iterator[bytes]]
    delimiter: str
    width: int

    def __call__(self, after: int) -> Iterator[pl.DataFrame]:
        width, lines = self.width, 0
        for stretch in stretches(self.text()):
            here = _line_ends(stretch) + (not stretch.endswith(b"\n"))
            frame = _fast(stretch, self.delimiter, width, lines, here)
            if frame is None:
                frame = _slow(stretch, self.delimiter, width, lines)
            width = frame.width - 1
            lines += here
            if lines > after:
                frame = without_blank_rows(frame.filter(pl.col(ROW_NO) > after) if lines - here < after else frame)
                if frame.height:
                    yield frame


def _line_ends(text: bytes) -> int:
    """How many line feeds there are, nine times as fast as `bytes.count` finds them one by one."""
    codes = pa.Array.from_buffers(pa.uint8(), len(text), [None, pa.py_buffer(text)])
    return int((pl.Series(codes) == ord("\n")).sum())


def _fast(stretch: bytes, delimiter: str, width: int, lines_before: int, lines: int) -> pl.DataFrame | None:
    """The stretch as polars reads it, or None if a row is too long, a quote astray or a line unaccounted for.

    polars drops a stray quote, and sometimes the cells behind it, without a word: so quotes are looked at first.
    """
    has_quotes = b'"' in stretch
    if has_quotes and not _well_quoted(stretch, delimiter.encode()):
        quoted = _wrapped_quoted(stretch, delimiter)
        if quoted is None:
            return None
        stretch = quoted
    names = [f"c{at}" for at in range(width)]
    frame = _as_wide(stretch, delimiter, names)
    if frame is None:
        return None
    if frame.height == lines:
        rows = pl.int_range(lines_before + 1, lines_before + lines + 1, eager=True, dtype=pl.Int64)
    else:
        within = frame.select(pl.sum_horizontal(pl.col(names).str.count_matches("\n", literal=True).fill_null(0)))
        taken = within.to_series().cast(pl.Int64) + 1
        if taken.sum() != lines or _has_swallowed(frame, names, delimiter):
            return None
        rows = taken.cum_sum() - taken + lines_before + 1
    if has_quotes and b'""' in stretch:
        frame = frame.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)).name.keep())
    return frame.insert_column(0, rows.alias(ROW_NO))


def _as_wide(stretch: bytes, delimiter: str, names: list[str]) -> pl.DataFrame | None:
    """The stretch read by polars, shorter rows filled up; None if a row is too long. A header, which costs a copy of
    the text, tells polars the width where the first row does not."""
    with suppress(pl.exceptions.PolarsError):
        texts = dict.fromkeys(names, pl.String())
        return pl.read_csv(stretch, separator=delimiter, has_header=False, schema=texts, glob=False)
    with suppress(pl.exceptions.PolarsError):
        header = delimiter.join(names).encode() + b"\n"
        return pl.read_csv(header + stretch, separator=delimiter, infer_schema=False, glob=False)
    return None


def _has_swallowed(frame: pl.DataFrame, names: list[str], delimiter: str) -> bool:
    suspects = frame.filter(may_swallow(names, delimiter)).iter_rows()
    return any(swallows([cell or "" for cell in cells], delimiter) for cells in suspects)


def _well_quoted(stretch: bytes, delimiter: bytes) -> bool:
    """Whether every quote opens a cell at its start, closes it at its end, or is doubled within it."""
    pieces = stretch.split(b'"')
    if len(pieces) == 1:
        return True
    if len(pieces) % 2 == 0:
        return False
    before, behind = pieces[0], pieces[-1]
    between = set(pieces[2:-2:2]) - {b""}
    opens, closes = (delimiter, b"\n", b""), (delimiter, b"\n", b"\r", b"")
    return (
        before[-1:] in opens
        and behind[:1] in closes
        and all(piece[:1] in closes and piece[-1:] in opens for piece in between)
    )


def _wrapped_quoted(stretch: bytes, delimiter: str) -> bytes | None:
    """The stretch with each `="00123"` quoted as a whole, as banks forget to do; None if it has any other quote."""
    mark = re.escape(delimiter).encode()
    # the pattern starts with what is rare, and then looks back: three times as fast
    wrapped = re.compile(rb'="(?:(?<=[%b\n]=")|(?<=\A="))([^"%b\r\n]*)"(?=[%b\r\n]|\Z)' % (mark, mark, mark))
    quoted, count = wrapped.subn(rb'"=""\1"""', stretch)
    return quoted if 2 * count == stretch.count(b'"') else None


def _slow(stretch: bytes, delimiter: str, width: int, lines_before: int) -> pl.DataFrame:
    """The stretch record by record, as wide as its longest row."""
    rows, cells = [], []
    for line, record in records(stretch.decode("utf-8"), delimiter):
        rows.append(lines_before + line + 1)
        cells.append(record)
    width = max(width, max(map(len, cells), default=0))
    padded = [[*record, *[""] * (width - len(record))] for record in cells]
    columns = {f"c{at}": pl.Series(column, dtype=pl.String) for at, column in enumerate(zip(*padded, strict=True))}
    frame = pl.DataFrame(columns).with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
    return frame.insert_column(0, pl.Series(ROW_NO, rows, dtype=pl.Int64))


def _start(text: Iterator[bytes]) -> str:
    """The first whole records of the text, about a megabyte of them."""
    for stretch in stretches(text, _HEAD_BYTES):
        return stretch.decode("utf-8")
    return ""


def _blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _delimiter(start: str) -> str:
    """The delimiter by which most rows have the same number of cells, and many; a comma where none has any.

    A first line `sep=;`, which Excel understands, goes before that.
    """
    if named := re.match(r"\"?sep=([,;|\t])\"?\r?\n", start, re.IGNORECASE):
        return named[1]
    without_padding = _PADDING.sub("", start)
    scores = {one: _agreement(without_padding if one == "\t" else start, one) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] else ","


def _agreement(start: str, delimiter: str) -> float:
    rows = [cells for _, cells in islice(records(start, delimiter), HEAD_ROWS) if not _blank(cells)]
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not widths:
        return 0.0
    return max(float((alike / len(rows)) ** 2 * (width - 1) ** 0.5) for width, alike in widths.items())
