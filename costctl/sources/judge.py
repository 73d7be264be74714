"""Which records of a chunk are unusable and why, as one series of codes for each column that has any."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from costctl.records import Kind
from costctl.sources.bind import Binding
from costctl.sources.checks import Asked, row_problems
from costctl.sources.marks import CODES
from costctl.sources.others import LABEL_PATTERN, TOTAL_PATTERN
from costctl.sources.texts import mark_of
from costctl.sources.typed import Typed
from costctl.sources.wide import LABEL

MISSING = "value.missing"
LIKE_TOTAL = "row.looks_like_total"
HEADER_AGAIN = "row.header_again"
"""Marks a row that is no record; it never becomes a reject."""

SPILLED = "cells beyond the last column"
"""What a row of delimited text has to the right of its last column; also the record's place for it."""


@dataclass(frozen=True)
class Blamed:
    """A record column and, for every record, the code of what is wrong with it, or null."""

    column: str
    codes: pl.Series


def blame(records: pl.DataFrame, typed: Typed, texts: pl.DataFrame, binding: Binding, asked: Asked) -> list[Blamed]:
    """All that is wrong in a chunk, in the order in which it is told; empty where every record is good."""
    kind = binding.layout.record_kind
    names = [name for name in records.columns if name in kind.names]
    checks = [*_labels(kind, records, names), *row_problems(kind, names, asked)]
    found = [Blamed(name, codes) for name, codes in typed.codes.items()]
    found += _failed(records, checks)
    found += _marked(texts, binding)
    found += _header_again(texts, binding)
    if LABEL in texts.columns:
        found += _failed(texts, [(kind.key[0], LIKE_TOTAL, pl.col(LABEL).str.contains(LABEL_PATTERN))])
    if SPILLED in texts.columns:
        found += _failed(texts, [(SPILLED, "row.too_many_cells", pl.col(SPILLED).is_not_null())])
    place = {name: number for number, name in enumerate(kind.names)}
    return sorted(found, key=lambda one: (_weight(one, typed), place.get(one.column, -1)))


def is_bad(blamed: Sequence[Blamed], height: int) -> pl.Series:
    """Which records have anything wrong."""
    if not blamed:
        return pl.repeat(False, height, dtype=pl.Boolean, eager=True)
    frame = pl.DataFrame([one.codes.is_not_null().alias(str(number)) for number, one in enumerate(blamed)])
    return frame.select(pl.any_horizontal(pl.all())).to_series()


def blames_of(kind: Kind, codes: Iterable[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """What is wrong with one record, by column: an unreadable cell is not also missing, nor is what no total has."""
    found = [(column, code) for column, code in codes if code is not None]
    if len(found) == 1:
        return found
    if any(code == LIKE_TOTAL for _column, code in found):
        return [(column, code) for column, code in found if code != MISSING]
    unread = {column for column, code in found if code != MISSING}
    if unread & set(kind.either):
        unread |= set(kind.either)
    return [(column, code) for column, code in found if code != MISSING or column not in unread]


def _weight(one: Blamed, typed: Typed) -> int:
    """A label first, then cells in the order of the columns, then what concerns the whole row."""
    if one.codes is typed.codes.get(one.column):
        return 1
    first = one.codes.drop_nulls()[0]
    return (
        0
        if first in (LIKE_TOTAL, HEADER_AGAIN, *CODES.values()) or one.column == SPILLED
        else 1
        if first == MISSING
        else 2
    )


def _failed(records: pl.DataFrame, checks: Sequence[tuple[str, str, pl.Expr]]) -> Iterator[Blamed]:
    if not checks:
        return
    masks = records.select(failed.alias(str(number)) for number, (_column, _code, failed) in enumerate(checks))
    for (column, code, _failed), mask in zip(checks, masks, strict=True):
        whole = mask if len(mask) == records.height else mask.new_from_index(0, records.height)
        if whole.any():
            coded = pl.DataFrame({"mask": whole}).select(pl.when("mask").then(pl.lit(code)).alias("code"))
            yield Blamed(column, coded.to_series())


def _marked(texts: pl.DataFrame, binding: Binding) -> Iterator[Blamed]:
    wide = binding.layout.wide
    if wide and binding.wide and not binding.is_text:
        amount = texts.select(mark_of(f"text {wide.column}").alias(f"mark {wide.column}"))
        texts = pl.concat([texts, amount], how="horizontal")
    for name in texts.columns:
        if name.startswith("mark ") and texts[name].null_count() < texts.height:
            yield Blamed(name.removeprefix("mark "), texts[name])


def _labels(kind: Kind, records: pl.DataFrame, names: Collection[str]) -> Iterator[tuple[str, str, pl.Expr]]:
    """Keys and departments that read 合计 or Total: such a row is never taken for a record."""
    for name in dict.fromkeys((*kind.key, "department_code")):
        if name in names and records.schema[name] == pl.String():
            pattern = LABEL_PATTERN if name == "department_code" else TOTAL_PATTERN
            yield name, LIKE_TOTAL, pl.col(name).str.contains(pattern).fill_null(value=False)


def _header_again(texts: pl.DataFrame, binding: Binding) -> Iterator[Blamed]:
    """Where all that a record needs is text, a repeated header could pass for one."""
    needed = [bound for group in binding.layout.needs for name in group if (bound := binding.by_name.get(name))]
    if not needed or any(bound.column.type not in ("text", "code") or not bound.plus for bound in needed):
        return
    headers = [(f"text {bound.column.name}", binding.header.names[bound.plus[0]]) for bound in needed]
    again = pl.all_horizontal(pl.col(name).str.strip_chars() == header for name, header in headers).fill_null(
        value=False
    )
    yield from _failed(texts, [(needed[0].column.name, HEADER_AGAIN, again)])
