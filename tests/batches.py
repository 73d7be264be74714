"""Batches made in a test, as if a file had been read: records given by column, amounts as text."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from costctl.file_content import Content
from costctl.records import Kind, kinds
from costctl.values import REJECT_SCHEMA, ROW_NO, Batch, Part, SheetSource


def row(**values: object) -> dict[str, object]:
    """One record; a reject where it has a `code` of a problem."""
    return values


def batch_of(
    kind: str,
    rows: Sequence[Mapping[str, object]],
    *,
    name: str = "file.csv",
    rejects: Sequence[Mapping[str, object]] = (),
    part_rows: int | None = None,
    layout: str | None = "given",
) -> Batch:
    """A file of one sheet; its SHA-256 is that of its name and content, so that equal calls are the same file."""
    return workbook(sheet_of(kind, rows, sheet=None, rejects=rejects, part_rows=part_rows, layout=layout), name=name)


def sheet_of(
    kind: str,
    rows: Sequence[Mapping[str, object]],
    *,
    sheet: str | None = "Sheet1",
    rejects: Sequence[Mapping[str, object]] = (),
    part_rows: int | None = None,
    layout: str | None = "given",
) -> SheetSource:
    """One sheet; row 2 is the first, as below a header, unless a row says its `row_no`."""
    frame = _frame(kinds()[kind], rows)
    refused = _refused(rejects)
    step = part_rows or max(frame.height, 1)
    frames = [frame.slice(start, step) for start in range(0, max(frame.height, 1), step)]
    parts = [Part(frames[0], refused, frames[0].height + refused.height)]
    parts += [Part(part, refused.clear(), part.height) for part in frames[1:]]
    mapped = tuple(column for column in frame.columns if column != ROW_NO)
    return SheetSource(sheet, layout, kind, lambda: iter(parts), mapped)


def workbook(*sheets: SheetSource, name: str = "book.xlsx") -> Batch:
    """A file of several sheets."""
    said = [name, *(repr([p.rows.rows(named=True) + p.rejects.rows(named=True) for p in s.parts()]) for s in sheets)]
    content = "\n".join(said).encode()
    return Batch(name, Content.of(name, content), sheets)


def _refused(rejects: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    empty = {"column": None, "found": "?", "about": None, "key": None, "cells": "{}"}
    return pl.DataFrame([{**empty, **reject} for reject in rejects], schema=REJECT_SCHEMA)


def _frame(kind: Kind, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Records given by column as a typed frame; KeyError on a column the kind does not have."""
    names = dict.fromkeys(name for row in rows for name in row if name != ROW_NO)
    columns = {
        name: pl.Series(
            name,
            [None if row.get(name) is None else _cell(row[name], kind.column(name).type) for row in rows],
            kind.column(name).frame_type,
        )
        for name in names
    }
    numbers = [row.get(ROW_NO, place) for place, row in enumerate(rows, 2)]
    return pl.DataFrame({**columns, ROW_NO: pl.Series(ROW_NO, numbers, pl.Int64)})


def _cell(value: object, type_: str) -> object:
    if type_ in ("money", "decimal"):
        return Decimal(str(value))
    return str(value) if type_ in ("text", "code", "enum", "card") else value
