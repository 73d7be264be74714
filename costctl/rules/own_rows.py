"""A row more in a bureau's own CSV file of a table: as text, so that whoever keeps the file finds their lines again."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from costctl.rules.cells import cell_of, plain
from costctl.rules.documents import Documents
from costctl.rules.tables import FROM, TO, Rows, Table, in_force, read_rows


def with_row(
    file: Path, table: Table, row: Mapping[str, str], documents: Documents
) -> tuple[str, Mapping[str, str] | None]:
    """The text of the file with `row` at its end, and the row of the same key that it ends the day before, if any.

    DataFileError where the file as it is cannot be understood.
    """
    header, ended = list(table.columns), None
    lines: dict[int, list[str]] = {}
    begins = cell_of(row.get(FROM, ""), "date", FROM)
    if file.is_file():
        read = read_rows(file, table, documents)
        header, lines = _lines(file)
        ended = _ending(read, table, row, begins) if isinstance(begins, date) else None
    header += [name for name in row if name not in header]
    before = dict(zip(header, lines[ended], strict=False)) if ended else None
    if ended and isinstance(begins, date):
        lines[ended] = [*lines[ended], *[""] * (len(header) - len(lines[ended]))]
        lines[ended][header.index(TO)] = str(begins - timedelta(days=1))
    return _text(header, [*lines.values(), [row.get(name, "") for name in header]]), before


def _lines(file: Path) -> tuple[list[str], dict[int, list[str]]]:
    """The header, and the other lines by their number."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        header = next(reader, [])
        return header, dict((reader.line_num, line) for line in reader if any(line))  # noqa: C402 -- it moves on


def _ending(read: Rows, table: Table, row: Mapping[str, str], begins: date) -> int | None:
    """The number of the line that holds for the same key on the day before `row` begins and still on that day."""
    key = [cell_of(plain(row.get(name, "")), table.columns[name], name) for name in table.key]
    for number, earlier in zip(read.numbers, read.rows, strict=True):
        same = [earlier[name] for name in table.key] == key
        if same and in_force(earlier, begins) and in_force(earlier, begins - timedelta(days=1)):
            return number
    return None


def _text(header: list[str], lines: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *lines])
    return written.getvalue()
