"""A planned record as a file of one row, so that it is read as every file is."""

import csv
import io
from collections.abc import Mapping

from costctl.bilingual import Text
from costctl.errors import InputError
from costctl.mistakes import closest
from costctl.records import Column, Kind, kinds, known_kind

PLAN = "计划"
"""The number of a planned record that has none, and the name of the file that it stands for."""


def as_file(kind: str, record: Mapping[str, object]) -> bytes:
    """A record as a CSV file of one row, so that it is read as every file is. InputError for a column that is none."""
    definition = kinds()[known_kind(kind)]
    given = {name: _cell(value) for name, value in record.items()}
    of_header = {header: column.name for column in definition.columns for header in column.headers}
    for name in given:
        if name not in of_header:
            near = closest(name, of_header)
            alike = Text(definition.column(of_header[near]).header.zh if near in of_header else near, near)
            raise InputError("precheck.unknown_column", found=name, kind=definition.title, suggestion=alike)
    cells = dict.fromkeys(definition.names, "") | {of_header[name]: cell for name, cell in given.items()}
    if number := _number(definition):
        cells[number.name] = cells[number.name] or PLAN
    if lacking := [column.header for column in needed(definition) if not cells[column.name]]:
        zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
        raise InputError("precheck.lacking", found=en, found_zh=zh)
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    return text.getvalue().encode()


def needed(kind: Kind) -> list[Column]:
    """The columns that a plan must fill; it needs no number of its own."""
    return [column for column in kind.columns if column.required and column != _number(kind)]


def _number(kind: Kind) -> Column | None:
    """The column of the number that a record is given when it is made."""
    first = kind.column(kind.key[0]) if kind.key else None
    return first if first and first.type == "text" else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)
