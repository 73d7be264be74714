"""The record columns of a chunk, typed: texts converted, summands added up, signs given, months ended."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from costctl.currencies import iso
from costctl.money import UNITS, parse_number
from costctl.records import Column
from costctl.sources.bind import Binding, Bound
from costctl.sources.columns import Converted, Style, convert
from costctl.sources.headers import unit_of
from costctl.sources.texts import UNKNOWN_DIRECTION, Term, sign_name, unknown_sign_name

_TITLE_UNIT = re.compile(r"单位:?(?:人民币)?(元|千元|万元|亿元)(?![一-鿿])")
_TITLE_ENDS = re.compile(r"[(\[【](?:人民币)?(元|千元|万元|亿元)[)\]】](?:\s|$)|(?:^|\s)(千元|万元|亿元)(?:\s|$)")
"""A title such as 2025年预算(万元), or a cell that is 万元 and no more; a unit within a sentence is not the table's."""
_NOT_BARE = r"[^0-9.,\s-]"
"""What a cell of money has that names a currency."""


@dataclass(frozen=True)
class Typed:
    """Typed record columns, and for each of them that has any, the code of what is wrong with a cell."""

    frame: pl.DataFrame
    codes: dict[str, pl.Series]


def title_unit(titles: Sequence[str]) -> Decimal | None:
    """The unit that the rows above the header name, such as 单位:万元; without that word, the one they agree on."""
    plain = [unicodedata.normalize("NFKC", title) for title in titles]
    for title in plain:
        if found := _TITLE_UNIT.search("".join(title.split())):
            return UNITS[found[1]]
    units = {unit for title in plain for found in _TITLE_ENDS.findall(title) for unit in found if unit}
    return UNITS[units.pop()] if len(units) == 1 else None


def style_of(binding: Binding, bound: Bound, currency: str | None = None) -> Style:
    """How the cells of one column are written: the file's own word for the unit goes before the layout's.

    `currency` is the only one that a cell of money may name.
    """
    layout, origin, column = binding.layout, bound.origin, bound.column
    unit = Decimal(1)
    if column.type == "money" or column.unit:
        header = next((unit_of(binding.header.names[place]) for place in (*bound.plus, *bound.minus)), None)
        named = UNITS[origin.unit] if origin.unit else None
        unit = header or named or title_unit(binding.titles) or UNITS[layout.unit or column.unit or "元"]
    return Style(
        decimal_comma=binding.decimal_comma,
        date_order=origin.date_order or layout.date_order,
        statement_month=date(*binding.statement, 1) if binding.statement else None,
        day_zero=binding.day_zero,
        unit=unit,
        currency=None if column.in_currency else currency,
        pad=origin.pad,
        empty=frozenset((*layout.empty, *origin.empty)),
    )


def type_columns(texts: pl.DataFrame, binding: Binding, terms: Sequence[Term], currency: str) -> Typed:
    """Every record column of the texts of a chunk, in the order of the kind; `currency` is the ledger's."""
    columns: dict[str, pl.Series] = {}
    codes: dict[str, pl.Series] = {}
    by_name: dict[str, list[Term]] = {}
    for term in terms:
        by_name.setdefault(term.bound.column.name, []).append(term)
    for name in binding.layout.record_kind.names:
        if name in by_name:
            values, wrong = _type_column(texts, binding, by_name[name], currency)
            columns[name] = values
            if wrong.null_count() < len(wrong):
                codes[name] = wrong
    for name, own in by_name.items():
        if (named := own[0].bound.column.in_currency) in columns:
            _refuse_other_currencies(texts, own, columns[str(named)], codes)
        if other := own[0].bound.origin.where_empty:
            here = columns[other].is_null() if other in columns else pl.repeat(True, texts.height, eager=True)
            columns[name] = columns[name].set(~here, None)
            if name in codes:
                codes[name] = codes[name].set(~here, None)
    return Typed(pl.DataFrame([series.alias(name) for name, series in columns.items()]), codes)


def _type_column(
    texts: pl.DataFrame, binding: Binding, own: Sequence[Term], currency: str
) -> tuple[pl.Series, pl.Series]:
    bound = own[0].bound
    column = bound.column
    if bound.origin.month_end:
        column = column.model_copy(update={"type": "month"})
    style = style_of(binding, bound, currency)
    if not texts.height:
        return pl.Series([], dtype=column.frame_type), pl.Series([], dtype=pl.String)
    if bound.text is not None and not bound.plus:
        values, codes = _same_everywhere(texts, own[0], column, style)
    elif own[0].factor == 1 and len(own) == 1:
        converted = convert(texts[own[0].name], column, style)
        values, codes = converted.values, converted.codes
    else:
        values, codes = _added_up(texts, own, column, style)
    if bound.origin.month_end:
        values = values.dt.month_end()
    if bound.origin.sign:
        codes = codes.set(values.is_not_null() & texts[unknown_sign_name(bound)], UNKNOWN_DIRECTION)
        values = _signed(values, texts[sign_name(bound)])
    if column.name in binding.layout.record_kind.currency_columns:
        values = values.replace({one: iso(one, currency) for one in values.drop_nulls().unique()})
    return values, codes


def _refuse_other_currencies(
    texts: pl.DataFrame, own: Sequence[Term], currencies: pl.Series, codes: dict[str, pl.Series]
) -> None:
    """Blames the cells of money that name another currency than their row does."""
    for term in own:
        cells = pl.DataFrame({"text": texts[term.name], "currency": currencies}).with_row_index("row").drop_nulls()
        others = [
            row
            for row, text, currency in cells.filter(pl.col("text").str.contains(_NOT_BARE)).iter_rows()
            if parse_number(text, currency=currency) == "currency.not_ledger"
        ]
        if others:
            name = term.bound.column.name
            known = codes.get(name, pl.repeat(None, texts.height, dtype=pl.String, eager=True))
            codes[name] = known.scatter(others, "currency.not_rows")


def _same_everywhere(texts: pl.DataFrame, term: Term, column: Column, style: Style) -> tuple[pl.Series, pl.Series]:
    one: Converted = convert(pl.Series(term.name, [term.bound.text], dtype=pl.String), column, style)
    return one.values.new_from_index(0, texts.height), one.codes.new_from_index(0, texts.height)


def _added_up(texts: pl.DataFrame, own: Sequence[Term], column: Column, style: Style) -> tuple[pl.Series, pl.Series]:
    """The sum of the summands that are filled; empty where none is; the first code of any of them."""
    converted = [(term, convert(texts[term.name], column, style)) for term in own]
    frame = pl.DataFrame([done.values.alias(term.name) for term, done in converted])
    wrong = pl.DataFrame([done.codes.alias(term.name) for term, done in converted])
    signed = [pl.col(term.name) if term.factor == 1 else -pl.col(term.name) for term, _done in converted]
    any_filled = pl.any_horizontal(pl.col(term.name).is_not_null() for term, _done in converted)
    total = pl.sum_horizontal(*(one.fill_null(Decimal(0)) for one in signed)).cast(column.frame_type)
    values = frame.select(pl.when(any_filled).then(total).otherwise(None)).to_series()
    return values, wrong.select(pl.coalesce(pl.all())).to_series()


def _signed(values: pl.Series, signs: pl.Series) -> pl.Series:
    value, sign = pl.col("value"), pl.col("sign")
    said = (
        pl.when(value.is_null())
        .then(None)
        .when(sign == -1)
        .then(-value.abs())
        .when(sign == 0)
        .then(pl.lit(Decimal(0), dtype=values.dtype))
        .otherwise(value)
    )
    return pl.DataFrame({"value": values, "sign": signs}).select(said.alias("value").cast(values.dtype)).to_series()
