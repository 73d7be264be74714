"""The tables beside the rules: dated values with jurisdiction and document, CSV files described in tables.toml."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast, get_args

import polars as pl
from pydantic import Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel, data_files, plain, read_toml
from costctl.errors import DataFileError, Problem
from costctl.mistakes import closest
from costctl.records import FRAME_TYPES
from costctl.rules.cells import Cell, CellType, cell_of
from costctl.rules.documents import Documents, refuse_document
from costctl.rules.model import Provenance, provenance_of

Row = dict[str, Cell]

OWN = "本区"
"""The jurisdiction of the bureau itself."""
FROM, TO = "effective_from", "effective_to"
ANY = "*"
"""In a key: whatever is recorded, or nothing."""

_OF_DATED: dict[str, CellType] = {FROM: "date", TO: "date"}
_OF_CITING: dict[str, CellType] = {
    "documents": "text", "part": "text", "provenance": "text", "assumed_cells": "text", "note": "text",
}  # fmt: skip
_REVIEW: dict[str, CellType] = {"review_on": "date"}


class Closed(DataModel):
    """Rows that say what rules mean, which the bureau may not add to."""

    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns and the cells by which these rows are known; all rows, where none are named."""
    instead: Text
    """What it may do."""


class Table(DataModel):
    """What one table holds."""

    title: Text
    key: tuple[str, ...]
    """What a row is of; a number that is not said, such as that of a season, is 0."""
    columns: dict[str, CellType]
    dated: bool = False
    """Rows have effective_from and effective_to, both days included; a row without a beginning is never used."""
    cites: bool = False
    """Each row names documents, separated by `;`; in other tables with a column for them a row may."""
    not_above: tuple[str, ...] = ()
    """Columns in which a row of 本区 may not be above the other jurisdictions."""
    in_season: str | None = None
    """The column that holds the value of the first of these in season."""
    unlimited: tuple[str, ...] = ()
    """Of these, the columns in which an empty cell means that there is no limit."""
    parts: tuple[str, ...] = ()
    """Columns of what such a value consists of: one may not be left empty where the row that is outranked has it."""
    alike: tuple[str, ...] = ()
    """Columns in which such a row must say what the row says that it is held against."""
    place: str | None = None
    """The column of places, which are looked up within the province by alias and stem too."""
    cities: str | None = None
    """The column of cities, which are looked up within the country: listed, other ones, the whole country."""
    look_up: tuple[str, ...] = ()
    """The order in which the columns of the key decide which row is nearest, where it is not that of the key."""
    closed: Closed | None = None
    """What of it is not the bureau's to set."""
    known: dict[str, str] = Field(default_factory=dict)
    """`column,column` to `table.column,column`: the cells must stand together in a row of that table, or be `*`.

    Of the same table, what a row leaves empty says nothing.
    """

    @model_validator(mode="after")
    def _implied(self) -> "Table":
        """Dated and citing tables have columns in common, which tables.toml need not repeat."""
        implied = (_OF_DATED if self.dated else {}) | (_OF_CITING if self.cites else {})
        implied |= _REVIEW if self.dated and self.cites else {}
        object.__setattr__(self, "columns", self.columns | implied)
        return self

    @property
    def is_closed(self) -> bool:
        """Whether none of its rows is the bureau's to set."""
        return self.closed is not None and not self.closed.only

    @property
    def said_key(self) -> tuple[str, ...]:
        """Of the key what each row must say."""
        return tuple(name for name in self.key if self.columns[name] != "integer")

    @property
    def asked(self) -> tuple[str, ...]:
        """What a look-up asks for, the first to decide first."""
        return self.look_up or tuple(name for name in self.key if name not in ("jurisdiction", "peak_no"))

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


class TablesFile(DataModel, extra="allow"):
    """A tables.toml: a name and a table each."""

    __pydantic_extra__: dict[str, Table] = Field(init=False)


def read_tables(file: Path) -> dict[str, Table]:
    """The tables that a tables.toml names."""
    return read_toml(file, TablesFile).__pydantic_extra__ or {}


def read_rows(file: Path, table: Table, documents: Documents, problems: list[Problem] | None = None) -> Rows:
    """The rows of one CSV file; DataFileError names file, row, column and what would be right.

    What is wrong with single rows is appended to `problems`; without that list the first mistake is raised.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            _check_header(file, header, table)
            cells = [(reader.line_num, _named(file, reader.line_num, header, line)) for line in reader if any(line)]
    except UnicodeDecodeError as error:
        raise DataFileError("datafile.not_utf8", where=file.name) from error
    except csv.Error as error:
        raise DataFileError("rule.damaged", where=file.name, found=str(error)) from error
    rows: list[tuple[int, Row]] = []
    for number, line in cells:
        try:
            rows.append((number, _row(file, number, line, table, documents)))
        except DataFileError as error:
            if problems is None:
                raise
            problems.append(error.problem)
    used = [(number, row) for number, row in rows if not table.dated or row[FROM] is not None]
    return Rows(file.stem, file.name, tuple(row for _, row in used), tuple(number for number, _ in used))


def _named(file: Path, number: int, header: list[str], line: list[str]) -> dict[str, str]:
    if len(line) > len(header):
        raise DataFileError("rule.table_cells", where=f"{file.name}, {number}", found=str(len(line)), limit=len(header))
    return dict(zip(header, line, strict=False))


def _check_header(file: Path, header: list[str], table: Table) -> None:
    for name in header:
        if name not in table.columns:
            near = closest(name, table.columns)
            raise DataFileError("datafile.unknown_key", where=file.name, found=name, suggestion=near)
    needed = [*table.said_key, *([FROM] if table.dated else [])]
    if lacking := [name for name in needed if name not in header]:
        raise DataFileError("rule.table_lacks_column", where=file.name, found="、".join(lacking))


def _row(file: Path, number: int, line: Mapping[str, str], table: Table, documents: Documents) -> Row:
    where = f"{file.name}, {number}"
    row: Row = {}
    for name, cell in table.columns.items():
        text = plain(line.get(name) or "")
        row[name] = cell_of(text, cell, f"{where}, {name}", last=name == TO)
    row |= {name: row[name] or 0 for name in table.key if name not in table.said_key}
    if "provenance" in row:
        row["provenance"] = _provenance(row, where)
    if empty := [name for name in table.said_key if row[name] is None]:
        raise DataFileError("rule.table_key", where=where, found="、".join(empty))
    if table.cites and not cited_by(row):
        raise DataFileError("rule.table_without_document", where=where)
    _check_documents(row, documents, where)
    return row


def _provenance(row: Row, where: str) -> str:
    """On what a value rests: as written, else on the bureau's decision or on the text that it cites."""
    cited = cited_by(row)
    found = row["provenance"] or (provenance_of(cited) if cited else "own")
    known = get_args(Provenance)
    if found not in known:
        raise DataFileError(
            "datafile.not_listed", where=f"{where}, provenance", found=str(found), expected=", ".join(known)
        )
    return str(found)


def _check_documents(row: Row, documents: Documents, where: str) -> None:
    begins, provenance = row.get(FROM), row.get("provenance", "source")
    for number in cited_by(row):
        refuse_document(
            number,
            documents,
            f"{where}, documents",
            begins=begins if isinstance(begins, date) else None,
            provenance=cast("Provenance", provenance),
        )


def cited_by(row: Row) -> list[str]:
    """The numbers of the documents that a row names."""
    return [part for part in str(row.get("documents") or "").split(";") if part]


def frame(table: Table, parts: Iterable[Rows]) -> pl.DataFrame:
    """The rows of all files as a frame."""
    return pl.DataFrame([row for part in parts for row in part.rows], schema=table.frame_types, orient="row")


def period(row: Row) -> tuple[date, date]:
    """The first and the last day of a dated row."""
    start, end = row[FROM], row.get(TO)
    assert isinstance(start, date)
    return start, end if isinstance(end, date) else date.max


def in_force(row: Row, day: date) -> bool:
    """Whether a dated row holds on `day`."""
    start, end = period(row)
    return start <= day <= end


def load_tables(folder: Path, known: Mapping[str, Table], documents: Documents) -> tuple[list[Rows], list[Problem]]:
    """Every table file of a folder that can be read, and what is wrong with the others.

    A file with a mistake is left out as a whole: where a row is missing, the look-up takes one that was not meant for
    the case, such as that for every place, and that could accuse.
    """
    parts: list[Rows] = []
    files, problems = data_files(folder / "tables", ".csv")
    for file in files:
        try:
            if file.stem not in known:
                near = closest(file.stem, known)
                raise DataFileError("rule.unknown_table", where=file.name, found=file.stem, suggestion=near)
            wrong: list[Problem] = []
            part = read_rows(file, known[file.stem], documents, wrong)
            if not wrong:
                parts.append(part)
            elif part.rows:
                wrong.append(Problem("rule.table_left_out", file.name, about={"count": len(part.rows)}))
            problems += wrong
        except DataFileError as error:
            problems.append(error.problem)
    return parts, problems
