"""The rows of a bureau's own CSV file of a table: as text, so that whoever keeps the file finds their lines again."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from costctl.datafile import plain
from costctl.errors import DataFileError
from costctl.rules.cells import Cell, cell_of
from costctl.rules.documents import Documents
from costctl.rules.tables import FROM, TO, Row, Rows, Table, in_force, read_rows

Line = Mapping[str, str]
_BESIDE = ("jurisdiction", FROM, TO, "documents", "part", "provenance", "assumed_cells", "note", "review_on")
"""What a message does not repeat of a row."""


@dataclass(frozen=True)
class Written:
    """A file with another row."""

    text: str
    now: Line
    before: Line | None
    """The row that it ends or corrects, as it was."""
    earlier: Row | None
    """The row of the same key that holds on the day before."""


def with_row(file: Path, table: Table, row: Line, documents: Documents) -> Written:
    """The file with `row` at its end; a row of the same key that holds on its first day ends the day before.

    DataFileError where the file as it is cannot be understood, or has a row of that key and day.
    """
    header, lines, read = _read(file, table, documents)
    if (number := _line_of(read, table, row)) is not None:
        raise DataFileError(
            "set.twice" if table.dated else "set.row_twice",
            where=f"{file.name}, {number}",
            found=", ".join(
                one for name, one in zip(header, lines[number], strict=False) if one and name not in _BESIDE
            ),
            day=row.get(FROM, ""),
        )
    begins, earlier = _begins(row), _earlier(read, table, row)
    ended = earlier[0] if earlier and isinstance(begins, date) and in_force(earlier[1], begins) else None
    header += [name for name in row if name not in header]
    before = dict(zip(header, lines[ended], strict=False)) if ended else None
    if ended and isinstance(begins, date):
        lines[ended] = [*lines[ended], *[""] * (len(header) - len(lines[ended]))]
        lines[ended][header.index(TO)] = str(begins - timedelta(days=1))
    return Written(
        _text(header, [*lines.values(), [row.get(name, "") for name in header]]), row, before, earlier and earlier[1]
    )


def with_corrected_row(file: Path, table: Table, row: Line, documents: Documents) -> Written:
    """The file with other cells in the row of that key and day.

    What `row` does not say stays, and its note is added to the note. DataFileError where there is no such row.
    """
    header, lines, read = _read(file, table, documents)
    number = _line_of(read, table, row)
    if number is None:
        known = ", ".join(dict.fromkeys(str(one[FROM]) for one in read.rows)) if table.dated else ""
        raise DataFileError("set.nothing_to_correct", where=file.name, found=row.get(FROM, ""), known=known or "–")
    header += [name for name in row if name not in header]
    before = dict.fromkeys(header, "") | dict(zip(header, lines[number], strict=False))
    now = {**before, **row}
    if "note" in row:
        now["note"] = "; ".join(filter(None, (before["note"], row["note"])))
    lines[number] = [now[name] for name in header]
    return Written(_text(header, [*lines.values()]), now, before, (_earlier(read, table, row) or (0, None))[1])


def own_rows(file: Path, table: Table, documents: Documents) -> list[Row]:
    """The rows of the bureau; DataFileError where the file cannot be understood."""
    return list(_read(file, table, documents)[2].rows)


def _read(file: Path, table: Table, documents: Documents) -> tuple[list[str], dict[int, list[str]], Rows]:
    """The header, the lines by their numbers, and what they say; those of an empty file where there is none."""
    if not file.is_file():
        return list(table.columns), {}, Rows(file.stem, file.name, (), ())
    read = read_rows(file, table, documents)
    return *_lines(file), read


def _begins(row: Line) -> Cell:
    return cell_of(row.get(FROM, ""), "date", FROM)


def _lines(file: Path) -> tuple[list[str], dict[int, list[str]]]:
    """The header, and the other lines by their number."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        header = next(reader, [])
        return header, dict((reader.line_num, line) for line in reader if any(line))  # noqa: C402 -- it moves on


def _line_of(read: Rows, table: Table, row: Line) -> int | None:
    """The number of the line for the same key and, in a dated table, from the same day."""
    same = _of_key(read, table, row)
    return next((number for number, one in same if not table.dated or one[FROM] == _begins(row)), None)


def _earlier(read: Rows, table: Table, row: Line) -> tuple[int, Row] | None:
    """The line for the same key on the day before `row` begins, with its number."""
    begins = _begins(row)
    if not table.dated or not isinstance(begins, date):
        return None
    same = _of_key(read, table, row)
    return next((one for one in same if in_force(one[1], begins - timedelta(days=1))), None)


def _of_key(read: Rows, table: Table, row: Line) -> list[tuple[int, Row]]:
    """The lines with the key of `row`, by their numbers."""
    key = {name: cell_of(plain(row.get(name, "")), table.columns[name], name) for name in table.key}
    key |= {name: key[name] or 0 for name in table.key if name not in table.said_key}  # as it is read
    rows = zip(read.numbers, read.rows, strict=True)
    return [(number, one) for number, one in rows if all(one[name] == cell for name, cell in key.items())]


def _text(header: list[str], lines: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *lines])
    return written.getvalue()
