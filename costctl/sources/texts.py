"""The text of every record column of a chunk, before it is typed: cells chosen, joined, cut out, translated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from costctl.sources.bind import Binding, Bound, find_all
from costctl.sources.marks import CODES
from costctl.values import ROW_NO

UNKNOWN_DIRECTION = "amount.direction_unknown"
"""Of an amount beside a word that says neither that money went nor that it came."""

_TEXTUAL = frozenset({"text", "code", "enum", "card"})


@dataclass(frozen=True)
class Term:
    """One text column to be typed: all of a record column, or one summand of it."""

    name: str
    bound: Bound
    factor: int = 1
    place: int | None = None

    def header(self, binding: Binding) -> str:
        """The name of its column in the file."""
        return "" if self.place is None else binding.header.names[self.place]


def sign_name(bound: Bound) -> str:
    """The column that holds the sign by words of a record column."""
    return f"sign {bound.column.name}"


def unknown_sign_name(bound: Bound) -> str:
    """The column that says whether those words are none that the layout knows."""
    return f"unknown {sign_name(bound)}"


def terms(binding: Binding) -> tuple[Term, ...]:
    """The text columns that the record columns are made of."""
    return tuple(term for bound in binding.bound for term in _terms_of(bound))


def _terms_of(bound: Bound) -> Iterator[Term]:
    name = bound.column.name
    if not (bound.origin.plus or bound.origin.minus):
        yield Term(f"text {name}", bound, place=bound.plus[0] if bound.plus else None)
        return
    for factor, places in ((1, bound.plus), (-1, bound.minus)):
        for place in places:
            yield Term(f"text {name} {place}", bound, factor, place)


def text_columns(binding: Binding) -> list[pl.Expr]:
    """What to select from a chunk of the grid: the row number, every term, every sign."""
    signs = [one for bound in binding.bound if bound.origin.sign for one in _sign(bound)]
    return [pl.col(ROW_NO), *(_term_text(term, binding).alias(term.name) for term in terms(binding)), *signs]


def with_joined(texts: pl.DataFrame, binding: Binding, department: str | None) -> pl.DataFrame:
    """The texts with the columns that are made of other record columns; `department` is that of rows without one."""
    kind, made = binding.layout.record_kind, [bound for bound in binding.bound if bound.origin.of]

    def said(name: str) -> pl.Expr:
        text = pl.col(f"text {name}") if f"text {name}" in texts.columns else pl.lit(None, dtype=pl.String)
        text = text.str.strip_chars().replace("", None)
        if kind.column(name).type == "year":
            return _year_digits(text)
        return pl.coalesce(text, pl.lit(department, dtype=pl.String)) if name == "department_code" else text

    return texts.with_columns(
        pl.concat_str(list(map(said, one.origin.of)), separator=one.origin.separator).alias(f"text {one.column.name}")
        for one in made
    )


def mark_columns(binding: Binding) -> list[pl.Expr]:
    """Of a workbook, the code of what is wrong with a marked cell, for each record column and extra that needs it.

    Sums that are only compared need no cell, and those of a wide file have records of their own: see `judge`.
    """
    if binding.is_text:
        return []
    named = [(bound.column.name, bound.places) for bound in binding.bound]
    named += [(binding.header.names[place], (place,)) for _name, _extra, place in binding.extras]
    return [mark_of(*(f"c{place}" for place in places)).alias(f"mark {name}") for name, places in named if places]


def mark_of(*columns: str) -> pl.Expr:
    """The code of the first marked cell among these columns."""
    return pl.coalesce(
        pl.when(pl.col(column).str.ends_with(mark)).then(pl.lit(code))
        for column in columns
        for mark, code in CODES.items()
    )


def is_skipped(binding: Binding) -> list[tuple[int, pl.Expr]]:
    """For each skip rule of the layout whose columns are there: its number and which rows it leaves out."""
    found = []
    for number, skip in enumerate(binding.layout.skip):
        amounts = tuple(place for _record, place in binding.wide)
        places = find_all(binding.header, skip.by) if skip.by else amounts
        if places:
            found.append((number, _joined(places).str.contains(skip.pattern).fill_null(value=False)))
    return found


def cell(place: int) -> pl.Expr:
    """A column of the grid, trimmed."""
    return pl.col(f"c{place}").str.strip_chars()


def _joined(places: tuple[int, ...]) -> pl.Expr:
    return pl.concat_str([cell(place).fill_null("") for place in places], separator="|")


def _sign(bound: Bound) -> tuple[pl.Expr, pl.Expr]:
    """1, -1 or 0 where a word of the layout says so, else null; and whether another word stands there that should."""
    sign = bound.origin.sign
    assert sign is not None
    said = _joined(bound.by)
    values = {"+": 1, "-": -1, "0": 0}
    outcome = pl.lit(None, dtype=pl.Int8)
    for pattern, mark in reversed(sign.words):
        outcome = pl.when(said.str.contains(pattern)).then(pl.lit(values[mark], dtype=pl.Int8)).otherwise(outcome)
    is_unknown = outcome.is_null() & said.str.contains(r"[^|\s]") & pl.lit(sign.names_both)
    return outcome.alias(sign_name(bound)), is_unknown.alias(unknown_sign_name(bound))


def _part_text(place: int, binding: Binding) -> pl.Expr:
    """A cell as part of a joined text: of a year only its digits, so that 2017 and 2017年度 are the same."""
    text = cell(place).replace("", None)
    if any(bound.column.type == "year" and bound.plus == (place,) for bound in binding.bound):
        return _year_digits(text)
    return text


def _year_digits(text: pl.Expr) -> pl.Expr:
    plain = text.str.normalize("NFKC")
    return pl.coalesce(plain.str.extract(r"^[^0-9]*([0-9]{4})[^0-9]*$", 1), text)


def _term_text(term: Term, binding: Binding) -> pl.Expr:
    bound, origin = term.bound, term.bound.origin
    if bound.text is not None and not bound.plus:
        text = pl.lit(bound.text)
    elif origin.of:
        text = pl.lit(None, dtype=pl.String)
    elif origin.join:
        cells = [_part_text(place, binding) for place in bound.plus]
        text = pl.concat_str(cells, separator=origin.separator, ignore_nulls=origin.skip_empty)
    else:
        text = pl.col(f"c{term.place}")
    if origin.pattern:
        text = _cut_out(text, origin.pattern, keep=bound.column.type not in _TEXTUAL)
    if origin.words:
        text = _translated(text, bound)
    before = bound.text + origin.separator if bound.text and bound.plus else origin.prefix
    return pl.lit(before) + text.str.strip_chars().replace("", None) if before else text


def _cut_out(text: pl.Expr, pattern: str, *, keep: bool) -> pl.Expr:
    """The part of the cell that the pattern names; without a match the cell, so that a number or date is refused."""
    compiled = re.compile(pattern)
    group = compiled.groupindex.get("value", 1 if compiled.groups else 0)
    found = text.str.strip_chars().str.extract(pattern, group)
    if "more" in compiled.groupindex:
        found = found + (" " + text.str.strip_chars().str.extract(pattern, compiled.groupindex["more"])).fill_null("")
    return pl.coalesce(found, text) if keep else found


def _translated(text: pl.Expr, bound: Bound) -> pl.Expr:
    said = text.str.strip_chars()
    outcome = pl.lit(bound.origin.otherwise, dtype=pl.String)
    for pattern, value in reversed(bound.origin.words):
        outcome = pl.when(said.str.contains(pattern)).then(pl.lit(value)).otherwise(outcome)
    return outcome
