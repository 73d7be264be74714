"""Reads one workbook in a process of its own, whose memory and time are limited: a small file can ask for gigabytes.

Run as a module with the file's path, or `-` for standard input, and the limits. It writes to standard output frames,
each eight bytes of length and a content: for each sheet a JSON text, Arrow streams of its rows and an empty frame; at
the end a JSON text `{}`, or one that says what is wrong. It imports little, to start quickly.
"""

import contextlib
import gc
import io
import json
import re
import struct
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, count, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from costctl.sources.workbook_cells import Cell, column_texts
from costctl.sources.workbook_merged import merged_ranges
from costctl.sources.workbook_package import Place, SheetParts, counts_from_1904, sheet_parts, with_all_errors

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import python_calamine as calamine

BATCH_ROWS = 10_000
OUTPUT_BYTES = 2**30

_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}


class TooMuch(Exception):
    """The workbook holds more text than anyone could mean."""


class Twice(Exception):
    """A sheet has two rows of one number, or two cells of one place."""


def limit(memory: int, seconds: int) -> None:
    """Makes this process end rather than use more than that, and leave no picture of its memory behind."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Output:
    """Standard output in frames of known length."""

    def __init__(self) -> None:
        self.left = OUTPUT_BYTES

    def write(self, content: bytes) -> None:
        """One frame; TooMuch beyond OUTPUT_BYTES in all."""
        self.left -= len(content)
        if self.left < 0:
            raise TooMuch
        sys.stdout.buffer.write(struct.pack(">Q", len(content)) + content)
        sys.stdout.buffer.flush()

    def say(self, **content: object) -> None:
        """A frame of JSON."""
        self.write(json.dumps(content, ensure_ascii=False).encode())


def error_cells(data: bytes, sheet: "calamine.CalamineSheet") -> dict[Place, str]:
    """The error cells of a sheet, which the reader of types shows as empty ones."""
    import fastexcel  # noqa: PLC0415  # takes a quarter of a second, and few workbooks hold errors

    try:
        loaded = fastexcel.read_excel(data).load_sheet(sheet.name, header_row=None, dtypes="string")
        _, errors = loaded.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        return {}
    row, column = sheet.start or (0, 0)
    found: dict[Place, str] = {}
    for error in errors.errors if errors else ():
        if name := re.search(r"Error\((\w+)\)", error.detail):
            found[error.position[0] + row, error.position[1] + column] = _ERRORS.get(name[1], "#ERROR!")
    return found


def batches(sheet: "calamine.CalamineSheet", odd: Mapping[Place, str]) -> Iterator[bytes]:
    """The rows as Arrow streams with `row_no` from 1 and a column for each from the first one of the sheet.

    `odd` holds the cells that the reader of types shows as empty, and they are not, or without their leading zeros;
    they may lie beyond all others.
    """
    import polars as pl  # noqa: PLC0415  # see main

    start = sheet.start[1] if sheet.start else 0
    width = max([sheet.width, *(column - start + 1 for _row, column in odd)])
    by_batch: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for (row, column), text in odd.items():
        if column >= start:
            by_batch[row // BATCH_ROWS].append((row % BATCH_ROWS, column - start, text))
    below = max((row + 1 for row, _column in odd), default=0) - sheet.total_height
    rows: Iterator[list[Cell]] = chain(sheet.iter_rows(), ([""] * sheet.width for _ in range(below)))
    for number in count():
        if not (batch := list(islice(rows, BATCH_ROWS))):
            return
        if width > sheet.width:
            batch = [[*cells, *repeat("", width - sheet.width)] for cells in batch]
        for row, column, text in by_batch[number]:
            batch[row][column] = text
        first = number * BATCH_ROWS + 1
        columns = {"row_no": pl.Series(range(first, first + len(batch)), dtype=pl.Int64)}
        columns |= {f"c{at}": pl.Series([None] * len(batch), dtype=pl.String) for at in range(start)}
        for at, cells in enumerate(zip(*batch, strict=True), start):
            columns[f"c{at}"] = column_texts(cells)
        frame = pl.DataFrame(columns).filter(pl.any_horizontal(pl.exclude("row_no").is_not_null()))
        if frame.height:
            stream = io.BytesIO()
            frame.write_ipc_stream(stream)
            yield stream.getvalue()


def read(data: bytes, output: Output) -> None:
    """Writes every worksheet of the workbook."""
    import python_calamine as calamine  # noqa: PLC0415  # see main

    with ThreadPoolExecutor(2) as beside:
        coming = beside.submit(sheet_parts, data)
        told_elsewhere = beside.submit(merged_ranges, data)
        workbook = calamine.load_workbook(io.BytesIO(data))  # of a path it would believe the suffix
        abouts = workbook.sheets_metadata
        numbers = [number for number, one in enumerate(abouts) if one.typ == calamine.SheetTypeEnum.WorkSheet]
        for number in numbers:
            about = abouts[number]
            try:
                sheet = workbook.get_sheet_by_name(about.name)
            except calamine.CalamineError as error:
                if "cell error" not in str(error) or not data.startswith(b"PK"):
                    raise
                data = with_all_errors(data)
                sheet = calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(about.name)
            merged = sheet.merged_cell_ranges
            if merged is None:
                merged = told_elsewhere.result().get(about.name, [])
            output.say(
                sheet=about.name,
                hidden=about.visible != calamine.SheetVisibleEnum.Visible,
                merged=[[a + 1, b, c + 1, d] for (a, b), (c, d) in merged],
                counts_from_1904=counts_from_1904(data),
                is_last=number == numbers[-1],
            )
            parts = coming.result()
            known = parts[number] if len(parts) == len(abouts) else SheetParts()
            if known.twice:
                raise Twice(f"{about.name}, {known.twice}")
            if sheet.start is not None or known.formulas:
                errors = error_cells(data, sheet) if known.may_have_errors and sheet.start else {}
                for batch in batches(sheet, {**errors, **known.formulas, **known.padded}):
                    output.write(batch)
            output.write(b"")


def main(path: str, memory: int, seconds: int) -> None:
    """Reads the workbook, and ends with a frame that says how it went."""
    limit(memory, seconds)
    gc.disable()  # nothing here goes round in circles; to look for it among millions of cells costs a fifth of the time
    output = Output()
    import polars  # noqa: F401, PLC0415  # after the limits are set, and before the workbook takes all that they leave
    import python_calamine as calamine  # noqa: PLC0415

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        read(data, output)
    except calamine.PasswordError:
        output.say(problem="file.password")
    except (MemoryError, TooMuch):
        output.left = OUTPUT_BYTES
        output.say(problem="workbook.too_demanding")
    except Twice as error:
        output.say(problem="workbook.row_twice", found=str(error))
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        output.say(problem="file.damaged", found=str(error)[:200])
    else:
        output.say()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
