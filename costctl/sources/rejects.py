"""Rejected records as rows of their own: where, why, and the whole row as read, card numbers masked."""

import json
from collections.abc import Mapping, Sequence

import polars as pl

from costctl.records import Kind
from costctl.sources.bind import Binding
from costctl.sources.items import item_titles
from costctl.sources.masking import masked
from costctl.sources.wide import RECORD
from costctl.values import REJECT_SCHEMA, ROW_NO

Blame = tuple[str, str]
"""A record column and the code of what is wrong with it."""


def no_rejects() -> pl.DataFrame:
    """A frame of rejects without a row."""
    return pl.DataFrame(schema=REJECT_SCHEMA)


def reject(
    binding: Binding, row_no: int, cells: Sequence[str], blames: Sequence[Blame], record: Mapping[str, object]
) -> dict[str, object]:
    """One record as REJECT_SCHEMA: the first problem names it, the others follow in `about`.

    `record` holds the record's typed values, null where they could not be read.
    """
    column, code = blames[0]
    return {
        "row_no": row_no,
        "column": _header_in_row(binding, column, record),
        "code": code,
        "found": masked(_found(binding, column, code, cells, record)),
        "about": json.dumps(_about(binding, blames, record), ensure_ascii=False, sort_keys=True),
        "key": _key(binding.layout.record_kind, blames, record),
        "cells": json.dumps(_by_header(binding, cells), ensure_ascii=False),
    }


def header_of(binding: Binding, column: str) -> str:
    """The file's header of a record column, or the column's own name where the file has none."""
    bound = binding.by_name.get(column)
    places = (*bound.plus, *bound.minus) if bound else ()
    return " + ".join(binding.header.names[place] for place in places) or column


def _header_in_row(binding: Binding, column: str, record: Mapping[str, object]) -> str:
    """The header of the cell to blame; in a wide file the one that this record comes from."""
    wide, number = binding.layout.wide, record.get(RECORD)
    if wide and column == wide.column and isinstance(number, int):
        return binding.header.names[binding.wide[number][1]]
    return header_of(binding, column)


def _found(binding: Binding, column: str, code: str, cells: Sequence[str], record: Mapping[str, object]) -> str:
    kind = binding.layout.record_kind
    if code == "dates.order" and kind.in_order:
        return " > ".join(str(record[name]) for name in kind.in_order)
    wide = binding.layout.wide
    if wide and column == wide.column and record.get("wide cell") is not None:
        return str(record["wide cell"])
    bound = binding.by_name.get(column)
    if not bound:
        return str(record.get(column) or "")
    places = (*bound.plus, *bound.minus)
    if not places:
        return bound.text or ""
    return " | ".join(cells[place].strip() for place in places if cells[place].strip())


def _about(binding: Binding, blames: Sequence[Blame], record: Mapping[str, object]) -> dict[str, object]:
    column, code = blames[0]
    kind = binding.layout.record_kind
    about: dict[str, object] = {"column": _header_in_row(binding, column, record)}
    if code == "value.missing":
        about["required"] = _headers(kind, column)
    elif column in kind.names and kind.column(column).values:
        about["allowed"] = "、".join(kind.column(column).values)
    if code == "item.unknown":
        about["known"] = "、".join(item_titles().values())
    if len(blames) > 1:
        about["also"] = [{"column": header_of(binding, other), "code": further} for other, further in blames[1:]]
    return about


def _headers(kind: Kind, column: str) -> str:
    names = kind.either if column in kind.either else (column,)
    return " / ".join(kind.column(name).header.zh for name in names)


def _key(kind: Kind, blames: Sequence[Blame], record: Mapping[str, object]) -> str | None:
    """The record key where all of it is known; a card number never stands in one."""
    unread = {column for column, _code in blames}
    no_record = RECORD in record and record[RECORD] is None
    if not kind.key or kind.card_column in kind.key or unread & set(kind.key) or no_record:
        return None
    parts = [record.get(name) for name in kind.key]
    if any(
        part is None and (kind.column(name).required or name == kind.numbered)
        for name, part in zip(kind.key, parts, strict=True)
    ):
        return None
    return "/".join("" if part is None else str(part).replace("/", "%2F") for part in parts)


def _by_header(binding: Binding, cells: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for place, cell in enumerate(cells):
        if cell.strip():
            header = binding.header.names[place] if place < len(binding.header.names) else ""
            name = header if header and header not in named else f"{header}#{place + 1}"
            named[name] = masked(cell)
    return named


def row_numbers(rows: Sequence[int], most: int = 5) -> tuple[str, ...]:
    """The first few rows as the examples of a doubt."""
    return tuple(f"{ROW_NO} {row}" for row in rows[:most])
