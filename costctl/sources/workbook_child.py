"""Reads one workbook in a process of its own, whose memory and time are limited: a small file can ask for gigabytes.

Run as a script with the file's path, or `-` for standard input, and the limits. It writes to standard output frames,
each eight bytes of length and a content: for each sheet a JSON text, Arrow streams of its rows and an empty frame; at
the end a JSON text `{}`, or one that says what is wrong. It imports nothing of costctl, to start quickly.
"""

import contextlib
import datetime as dt
import importlib
import io
import json
import math
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import polars as pl

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

BATCH_ROWS = 10_000
OUTPUT_BYTES = 2**30
DIGITS_LOST = 10**15
"""From here on a number of a workbook has lost digits; it is written so that anyone can see it."""

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

    def say(self, **content: object) -> None:
        """A frame of JSON."""
        self.write(json.dumps(content, ensure_ascii=False).encode())


def number_text(value: float) -> str:
    """A number as text: the cent from which it is less than a millionth away, else its shortest form."""
    if abs(value) >= DIGITS_LOST or math.isnan(value):
        return f"{value:.14E}"
    cents = round(value, 2)
    text = repr(cents if abs(value - cents) < 1e-6 else value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0") if text != "-0.0" else "0"


def cell_text(value: Cell) -> str:
    """Any cell as text, '' where it is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value.replace(microsecond=0).isoformat() if isinstance(value, dt.time) else value.isoformat()


def moment_text(value: dt.datetime) -> str:
    """A date with its time, to the second; without the time where it is midnight."""
    if value.microsecond >= 500_000:
        value += dt.timedelta(seconds=1)
    value = value.replace(microsecond=0, tzinfo=None)
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")


def column_texts(cells: tuple[Cell, ...]) -> "pl.Series":
    """A stretch of a column as text, null where empty. Each value is written once; True is not 1 here."""
    import polars as pl  # noqa: PLC0415  # after the limits are set

    types = set(map(type, cells))
    if not types <= {str, float, dt.date}:
        texts = {cell: cell_text(cell) for cell in set(cells)} if bool not in types else None
        cells = tuple(map(texts.__getitem__ if texts else cell_text, cells))
        types = {str}
    words = pl.Series(
        cells if types == {str} else [cell if type(cell) is str else None for cell in cells], dtype=pl.String
    )
    words = words.set(words == "", None)
    if float in types:
        numbers = pl.Series([cell if type(cell) is float else None for cell in cells], dtype=pl.Float64)
        words = words.zip_with(numbers.is_null(), float_texts(numbers))
    if dt.date in types:
        days = pl.Series([cell if type(cell) is dt.date else None for cell in cells], dtype=pl.Date)
        words = words.zip_with(days.is_null(), days.cast(pl.String))
    return words


def float_texts(numbers: "pl.Series") -> "pl.Series":
    """Numbers as `number_text` writes them; those that have a short form all at once."""
    texts = numbers.cast(str).str.strip_suffix(".0")
    odd = (~texts.str.contains(r"^(?:0|-?[1-9][0-9]{0,14}|-?[0-9]{1,14}\.[0-9]{1,2})$")).arg_true()
    return texts.scatter(odd, [number_text(number) for number in numbers.gather(odd)])


def error_sheets(data: bytes) -> bool:
    """Whether some sheet may hold an error cell such as #N/A, which the reader of types shows as an empty one."""
    if not data.startswith(b"PK"):
        return True
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [name for name in package.namelist() if re.search(r"worksheets/[^/]+\.(xml|bin)$", name)]
        for name in sheets or package.namelist():
            if not name.endswith(".xml") or not sheets:
                return True
            with package.open(name) as sheet:
                end = b""
                while block := sheet.read(2**20):
                    block = end + block
                    if b't="e"' in block or b"t='e'" in block:
                        return True
                    end = block[-8:]
    return False


def error_cells(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet by row and column, both from its first filled one."""
    import fastexcel  # noqa: PLC0415  # takes a quarter of a second, and few workbooks hold errors

    try:
        loaded = fastexcel.read_excel(data).load_sheet(sheet, header_row=None, dtypes="string")
        _, errors = loaded.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        return {}
    found: dict[tuple[int, int], str] = {}
    for error in errors.errors if errors else ():
        if name := re.search(r"Error\((\w+)\)", error.detail):
            found[error.position] = _ERRORS.get(name[1], "#ERROR!")
    return found


def batches(rows: Iterator[list[Cell]], start: tuple[int, int], errors: dict[tuple[int, int], str]) -> Iterator[bytes]:
    """The rows as Arrow streams with `row_no` from 1 and a column for each from the first one of the sheet."""
    import polars as pl  # noqa: PLC0415  # after the limits are set

    first = 1
    while batch := list(islice(rows, BATCH_ROWS)):
        for (row, column), text in errors.items():
            at = row + start[0] + 1 - first
            if 0 <= at < len(batch):
                batch[at][column] = text
        columns = {"row_no": pl.Series(range(first, first + len(batch)), dtype=pl.Int64)}
        columns |= {f"c{at}": pl.Series([None] * len(batch), dtype=pl.String) for at in range(start[1])}
        for at, cells in enumerate(zip(*batch, strict=True), start[1]):
            columns[f"c{at}"] = column_texts(cells)
        frame = pl.DataFrame(columns).filter(pl.any_horizontal(pl.exclude("row_no").is_not_null()))
        first += len(batch)
        if frame.height:
            stream = io.BytesIO()
            frame.write_ipc_stream(stream)
            yield stream.getvalue()


def read(data: bytes, source: str | io.BytesIO, output: Output) -> None:
    """Writes every worksheet of the workbook."""
    import python_calamine as calamine  # noqa: PLC0415  # after the limits are set

    with ThreadPoolExecutor(2) as beside:
        beside.submit(importlib.import_module, "polars")
        has_errors: Future[bool] = beside.submit(error_sheets, data)
        workbook = calamine.load_workbook(source)
        for about in workbook.sheets_metadata:
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            output.say(
                sheet=about.name,
                hidden=about.visible != calamine.SheetVisibleEnum.Visible,
                merged=[[a + 1, b, c + 1, d] for (a, b), (c, d) in sheet.merged_cell_ranges or ()],
            )
            if sheet.start is not None:
                errors = error_cells(data, about.name) if has_errors.result() else {}
                for batch in batches(sheet.iter_rows(), sheet.start, errors):
                    output.write(batch)
            output.write(b"")


def main(path: str, memory: int, seconds: int) -> None:
    """Reads the workbook, and ends with a frame that says how it went."""
    limit(memory, seconds)
    output = Output()
    import python_calamine as calamine  # noqa: PLC0415  # after the limits are set

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        read(data, io.BytesIO(data) if path == "-" else path, output)
    except calamine.PasswordError:
        output.say(problem="file.password")
    except (MemoryError, TooMuch):
        output.left = OUTPUT_BYTES
        output.say(problem="workbook.too_demanding")
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        output.say(problem="file.damaged", found=str(error)[:200])
    else:
        output.say()
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
