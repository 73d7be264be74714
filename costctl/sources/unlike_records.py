"""Rows that cannot be records: they lack what every record of their layout has, a number, a day or a word."""

import re
from collections.abc import Sequence

import polars as pl

from costctl.sources.bind import Binding
from costctl.values import ROW_NO

_LABELLED = r"^[^0-9]+[:\x{ff1a}]"
"""How the first cell of a title may begin: 卡号:"""
_TEXTS = ("text", "code", "enum", "boolean")


def no_records(rows: pl.DataFrame, binding: Binding) -> pl.DataFrame:
    """The rows that lack what each record has: a number or day, or in a list of words a word that is no column's name.

    Looked at in columns, and at the first character first: most rows of most files are records beyond doubt.
    """
    numbers, words = needed_columns(binding)
    names = [binding.header.names[place] for place in binding.used]
    said = [pl.any_horizontal(_says_more_than(names, name) for name in group) for group in ([] if numbers else words)]
    filled = [pl.any_horizontal(pl.col(name).is_not_null() for name in group) for group in words]
    begin = [pl.any_horizontal(_begins_as_number(name) for name in group) for group in numbers]
    has_digit = [pl.any_horizontal(pl.col(name).str.contains("[0-9０-９]") for name in group) for group in numbers]
    if len([*numbers, *words]) == 1:
        filled.append(pl.sum_horizontal(pl.exclude(ROW_NO).is_not_null()) > 1)
    if any(title_patterns(binding)):
        filled.append(~pl.col("c0").str.contains(_LABELLED).fill_null(value=False))
    if not numbers and not words:
        return rows.clear()
    for is_record in ([*begin, *filled] if numbers else [], [*has_digit, *said, *filled]):
        if rows.height and is_record:
            rows = rows.filter(~pl.all_horizontal(is_record).fill_null(value=False))
    return rows


def _says_more_than(names: Sequence[str], column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"\S") & ~pl.col(column).str.strip_chars().is_in(names)


def _begins_as_number(name: str) -> pl.Expr:
    """Cheap: compares the first bytes alone."""
    return ((pl.col(name) >= "+") & (pl.col(name) < ":")).fill_null(value=False)


def needed_columns(binding: Binding) -> tuple[list[list[str]], list[list[str]]]:
    """The columns of a chunk of which a record fills at least one, for each group that the layout needs: of numbers and
    days, and of words."""
    numbers = [[f"c{place}" for _record, place in binding.wide]] if binding.wide else []
    words: list[list[str]] = []
    for group in binding.layout.needs:
        bound = [binding.by_name[name] for name in group if name in binding.by_name]
        places = sorted({place for one in bound for place in (*one.plus, *one.minus)})
        if places:
            is_words = any(one.column.type in _TEXTS for one in bound)
            (words if is_words else numbers).append([f"c{place}" for place in places])
    return numbers, words


def title_patterns(binding: Binding) -> list[re.Pattern[str]]:
    """What the layout looks for in titles, apart from the columns that it takes from the cells."""
    by_name = binding.by_name
    origins = [
        origin
        for name, first in binding.layout.columns.items()
        for origin in ([by_name[name].origin] if name in by_name else first.chain)
    ]
    patterns = [origin.title for origin in origins if origin.title]
    return [re.compile(pattern) for pattern in (*patterns, *binding.layout.statement)]
