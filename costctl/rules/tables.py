"""The tables beside the rules: dated values with jurisdiction and document, CSV files described in tables.toml."""

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import TypeAdapter, ValidationError

from costctl.bilingual import Text
from costctl.datafile import DataModel, closest, read_toml
from costctl.errors import DataFileError, Problem
from costctl.records import FRAME_TYPES
from costctl.rules.model import OWN_SETTING

CellType = Literal["text", "integer", "decimal", "money", "boolean", "date"]
Cell = str | int | Decimal | bool | date | None
Row = dict[str, Cell]

OWN = "本区"
"""The jurisdiction of the bureau itself."""
FROM, TO = "effective_from", "effective_to"

_FORMS = {
    "integer": r"-?[0-9]{1,18}",
    "decimal": r"-?[0-9]{1,12}(\.[0-9]{1,6})?",
    "money": r"-?[0-9]{1,16}(\.[0-9]{1,2})?",
    "boolean": r"yes|no|是|否",
    "date": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
}


class Table(DataModel):
    """What one table holds."""

    title: Text
    key: tuple[str, ...]
    columns: dict[str, CellType]
    dated: bool = False
    """Rows have effective_from and effective_to, both days included; a row without a beginning is never used."""
    cites: bool = False
    """Rows name documents, separated by `;`."""
    by_jurisdiction: bool = False
    not_above: tuple[str, ...] = ()
    """Columns in which a row of 本区 may not be above the other jurisdictions; a second one is the value in season."""

    @property
    def frame_types(self) -> dict[str, pl.DataType]:
        """The columns of its frame."""
        return {name: FRAME_TYPES[cell] for name, cell in self.columns.items()}


@dataclass(frozen=True)
class Rows:
    """What one file brings to a table; `numbers` are the lines of the file."""

    table: str
    file: str
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]


def read_tables(file: Path) -> dict[str, Table]:
    """The tables that a tables.toml names."""
    content = read_toml(file, _Anything).model_extra or {}
    try:
        return TypeAdapter(dict[str, Table]).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"])
        raise DataFileError("datafile.wrong_value", where=f"{file.name}, {path}", found=first["msg"]) from error


class _Anything(DataModel, extra="allow"):
    """A file whose top keys are names."""


def read_rows(file: Path, table: Table, documents: Collection[str]) -> Rows:
    """The rows of one CSV file; DataFileError names file, row, column and what would be right."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            _check_header(file, header, table)
            cells = [(reader.line_num, dict(zip(header, line, strict=False))) for line in reader if any(line)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataFileError("rule.damaged", where=file.name, found=str(error)) from error
    rows = [(number, _row(file, number, line, table, documents)) for number, line in cells]
    used = [(number, row) for number, row in rows if not table.dated or row[FROM] is not None]
    return Rows(file.stem, file.name, tuple(row for _, row in used), tuple(number for number, _ in used))


def _check_header(file: Path, header: list[str], table: Table) -> None:
    for name in header:
        if name not in table.columns:
            near = closest(name, table.columns)
            raise DataFileError("datafile.unknown_key", where=file.name, found=name, suggestion=near)
    needed = [*table.key, *([FROM] if table.dated else [])]
    if lacking := [name for name in needed if name not in header]:
        raise DataFileError("rule.table_lacks_column", where=file.name, found="、".join(lacking))


def _row(file: Path, number: int, line: Mapping[str, str], table: Table, documents: Collection[str]) -> Row:
    where = f"{file.name}, {number}"
    row: Row = {}
    for name, cell in table.columns.items():
        text = (line.get(name) or "").strip()
        try:
            row[name] = _cell(text, cell, last=name == TO)
        except ValueError as error:
            raise DataFileError("rule.table_value", where=f"{where}, {name}", found=text, expected=cell) from error
    if table.cites:
        cited = [part for part in str(row.get("documents") or "").split(";") if part]
        if not cited:
            raise DataFileError("rule.table_without_document", where=where)
        for document in cited:
            known_document(document, documents, f"{where}, documents")
    return row


def known_document(number: str, documents: Collection[str], where: str) -> None:
    """DataFileError for a document that is not in documents.csv."""
    if number != OWN_SETTING and number not in documents:
        raise DataFileError("rule.unknown_document", where=where, found=number, suggestion=closest(number, documents))


def _cell(text: str, cell: CellType, *, last: bool) -> Cell:
    """A cell as its type; ValueError where it is not written as one. A month or year is its first or last day."""
    if not text:
        return None
    if cell == "text":
        return text
    if not re.fullmatch(_FORMS[cell], text):
        raise ValueError(text)
    if cell == "boolean":
        return text in ("yes", "是")
    if cell == "integer":
        return int(text)
    return _date(text, last=last) if cell == "date" else Decimal(text)


def _date(text: str, *, last: bool) -> date:
    year, month, day = (int(part) for part in [*text.split("-"), *["0", "0"]][:3])
    if day:
        return date(year, month, day)
    if not last:
        return date(year, month or 1, 1)
    month = month or 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def frame(table: Table, parts: Iterable[Rows]) -> pl.DataFrame:
    """The rows of all files as a frame."""
    return pl.DataFrame([row for part in parts for row in part.rows], schema=table.frame_types, orient="row")


def refuse_twice(table: Table, before: Iterable[Rows], new: Rows) -> None:
    """DataFileError where a row of `new` has the key of another row, at a common time if the table is dated."""
    seen: dict[tuple[Cell, ...], list[tuple[date, date, str]]] = {}
    for part in [*before, new]:
        for number, row in zip(part.numbers, part.rows, strict=True):
            key = tuple(row[column] for column in table.key)
            start, end = _period(row) if table.dated else (date.min, date.max)
            for other_start, other_end, other in seen.get(key, []):
                if start <= other_end and other_start <= end and part is new:
                    shown = "/".join("–" if cell is None else str(cell) for cell in key)
                    raise DataFileError("rule.table_overlap", where=f"{part.file}, {number}", found=shown, other=other)
            seen.setdefault(key, []).append((start, end, f"{part.file}, {number}"))
    for row in new.rows if table.dated else ():
        start, end = _period(row)
        if end < start:
            raise DataFileError("rule.table_period", where=new.file, found=f"{start}–{end}")


def _period(row: Row) -> tuple[date, date]:
    start, end = row[FROM], row.get(TO)
    assert isinstance(start, date)
    return start, end if isinstance(end, date) else date.max


def in_force(row: Row, day: date) -> bool:
    """Whether a dated row holds on `day`."""
    start, end = _period(row)
    return start <= day <= end


def refuse_above(table: Table, before: Iterable[Rows], new: Rows) -> None:
    """DataFileError where a row of 本区 allows more than another jurisdiction does for the same key and day."""
    if not table.not_above:
        return
    key = [name for name in table.key if name not in ("jurisdiction", "peak_no")]
    others: dict[tuple[Cell, ...], list[Row]] = {}
    for part in [*before, new]:
        for row in part.rows:
            others.setdefault(tuple(row[name] for name in key), []).append(row)
    for number, row in zip(new.numbers, new.rows, strict=True):
        if row["jurisdiction"] == OWN:
            place = tuple(row[name] for name in key)
            _refuse_above(table, others[place], row, f"{new.file}, {number}")


def _refuse_above(table: Table, rows: list[Row], own: Row, where: str) -> None:
    changes = {start for row in rows for start in [_period(row)[0]] if in_force(own, start)} | {_period(own)[0]}
    for change in sorted(changes):
        for jurisdiction in {str(row["jurisdiction"]) for row in rows} - {OWN}:
            higher = [row for row in rows if row["jurisdiction"] == jurisdiction and in_force(row, change)]
            ours = [row for row in rows if row["jurisdiction"] == OWN and in_force(row, change)]
            for day in _DAYS:
                cap, limit = _value(table, ours, day), _value(table, higher, day)
                if cap is not None and limit is not None and cap > limit:
                    raise DataFileError(
                        "rule.table_above", where=where, found=str(cap), limit=str(limit), other=jurisdiction, day=day
                    )


_DAYS = [(date(2024, 1, 1) + timedelta(days=count)).strftime("%m-%d") for count in range(366)]


def _value(table: Table, rows: list[Row], day: str) -> Decimal | None:
    """The value of the rows of one key on a day of the year: that of the season it lies in, else the plain one."""
    plain, *season = table.not_above
    in_season = [row[season[0]] for row in rows if season and _in_season(row, day)]
    values = in_season or [row[plain] for row in rows]
    return max((value for value in values if isinstance(value, Decimal)), default=None)


def _in_season(row: Row, day: str) -> bool:
    start, end = row.get("peak_from"), row.get("peak_to")
    if not row.get("peak_no") or not isinstance(start, str) or not isinstance(end, str):
        return False
    return start <= day <= end if start <= end else day >= start or day <= end


def load_tables(
    folder: Path, known: Mapping[str, Table], documents: Collection[str]
) -> tuple[list[Rows], list[Problem]]:
    """Every table file of a folder that can be read, and what is wrong with the others."""
    parts: list[Rows] = []
    problems: list[Problem] = []
    for file in sorted((folder / "tables").glob("*.csv")):
        try:
            if file.stem not in known:
                near = closest(file.stem, known)
                raise DataFileError("rule.unknown_table", where=file.name, found=file.stem, suggestion=near)
            parts.append(read_rows(file, known[file.stem], documents))
        except DataFileError as error:
            problems.append(error.problem)
    return parts, problems
