"""The record columns of a chunk, typed: texts converted, summands added up, signs given, months ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from costctl.currencies import iso
from costctl.money import parse_number
from costctl.records import Column
from costctl.sources.amount_units import own_unit, usual_unit
from costctl.sources.bind import Binding, Bound
from costctl.sources.columns import Converted, Style, convert
from costctl.sources.directions import is_of_what_comes, is_of_what_goes
from costctl.sources.texts import UNKNOWN_DIRECTION, Term, sign_name, unknown_sign_name
from costctl.sources.units import table_unit
from costctl.sources.wide import RECORD

BOTH_WAYS = "amount.both_ways"
"""Of a row that has an amount in the column of what goes and in that of what comes."""

_NOT_BARE = r"[^0-9.,\s-]"
"""What a cell of money has that names a currency."""


@dataclass(frozen=True)
class Typed:
    """Typed record columns, and for each of them that has any, the code of what is wrong with a cell."""

    frame: pl.DataFrame
    codes: dict[str, pl.Series]


def style_of(binding: Binding, bound: Bound, place: int | None, currency: str | None = None) -> Style:
    """How the cells of one column are written; of several that are added up, each has its own `place`.

    `currency` is the only one that a cell of money may name.
    """
    layout, origin, column = binding.layout, bound.origin, bound.column
    return Style(
        decimal_comma=layout.decimal_comma,
        is_text=binding.is_text,
        date_order=origin.date_order or layout.date_order,
        statement_month=date(*binding.statement, 1) if binding.statement else None,
        day_zero=binding.day_zero,
        unit=own_unit(binding, bound, place) or table_unit(binding.titles).unit or usual_unit(binding, column),
        currency=None if column.in_currency else currency,
        pad=origin.pad,
        empty=frozenset((*layout.empty, *origin.empty, *column.says_nothing)),
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
            done = _type_column(texts, binding, by_name[name], currency)
            columns[name] = done.values
            if done.codes is not None and done.codes.count():
                codes[name] = done.codes
    for name, own in by_name.items():
        if (named := own[0].bound.column.in_currency) in columns:
            _refuse_other_currencies(texts, own, columns[str(named)], codes)
        if other := own[0].bound.origin.where_empty:
            here = columns[other].is_null() if other in columns else pl.repeat(True, texts.height, eager=True)
            columns[name] = columns[name].set(~here, None)
            if name in codes:
                codes[name] = codes[name].set(~here, None)
    return Typed(pl.DataFrame([series.alias(name) for name, series in columns.items()]), codes)


def _type_column(texts: pl.DataFrame, binding: Binding, own: Sequence[Term], currency: str) -> Converted:
    bound = own[0].bound
    column = bound.column
    if bound.origin.month_end:
        column = column.model_copy(update={"type": "month"})
    style = style_of(binding, bound, own[0].place, currency)
    if not texts.height:
        return Converted(pl.Series([], dtype=column.frame_type), None)
    if bound.text is not None and not bound.plus:
        done = _same_everywhere(texts, own[0], column, style)
    elif binding.layout.wide and column.name == binding.layout.wide.column:
        done = _of_width(texts, binding, own[0], currency)
    elif own[0].factor == 1 and len(own) == 1:
        done = convert(texts[own[0].name], column, style)
    else:
        done = _added_up(texts, binding, own, currency)
    values, codes = done.values, done.codes
    if bound.origin.month_end:
        values = values.dt.month_end()
    if bound.origin.sign:
        known = _no_codes(texts) if codes is None else codes
        codes = known.set(values.is_not_null() & texts[unknown_sign_name(bound)], UNKNOWN_DIRECTION)
        values = _signed(values, texts[sign_name(bound)])
    if column.name in binding.layout.record_kind.currency_columns:
        values = values.replace({one: iso(one, currency) for one in values.drop_nulls().unique()})
    return Converted(values, codes)


def _no_codes(texts: pl.DataFrame) -> pl.Series:
    return pl.repeat(None, texts.height, dtype=pl.String(), eager=True)


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
            codes[name] = codes.get(name, _no_codes(texts)).scatter(others, "currency.not_rows")


def _same_everywhere(texts: pl.DataFrame, term: Term, column: Column, style: Style) -> Converted:
    one = convert(texts[term.name].head(1), column, style)
    codes = None if one.codes is None else one.codes.new_from_index(0, texts.height)
    return Converted(one.values.new_from_index(0, texts.height), codes)


def _of_width(texts: pl.DataFrame, binding: Binding, term: Term, currency: str) -> Converted:
    """The amounts of a wide file, those of each of its columns as that column is written."""
    column = term.bound.column
    styles = [style_of(binding, term.bound, place, currency) for _record, place in binding.wide]
    values = pl.repeat(None, texts.height, dtype=column.frame_type, eager=True)
    codes = _no_codes(texts)
    for unit in dict.fromkeys(style.unit for style in styles):
        own = [number for number, style in enumerate(styles) if style.unit == unit]
        rows = texts[RECORD].is_in(own).fill_null(value=False).arg_true()
        done = convert(texts[term.name].gather(rows), column, styles[own[0]])
        values = values.scatter(rows, done.values)
        codes = codes if done.codes is None else codes.scatter(rows, done.codes)
    minus = [number for number, (record, _place) in enumerate(binding.wide) if record.minus]
    signs = texts[RECORD].is_in(minus).fill_null(value=False).cast(pl.Int8) * -1
    return Converted(_signed(values, signs.replace(0, 1)) if minus else values, codes)


def _added_up(texts: pl.DataFrame, binding: Binding, own: Sequence[Term], currency: str) -> Converted:
    """The sum of the summands that are filled; empty where none is; the first code of any of them.

    Where money that goes and money that comes have a column each, a row says one of the two; which of two amounts it
    means is not for us to say, unless the layout says that it is their difference.
    """
    column, is_net = own[0].bound.column, own[0].bound.origin.net
    styles = [style_of(binding, term.bound, term.place, currency) for term in own]
    converted = [(term, convert(texts[term.name], column, style)) for term, style in zip(own, styles, strict=True)]
    frame = pl.DataFrame([done.values.alias(term.name) for term, done in converted])
    wrong = pl.DataFrame([done.codes.alias(term.name) for term, done in converted if done.codes is not None])
    signed = [pl.col(term.name) if term.factor == 1 else -pl.col(term.name) for term, _done in converted]
    any_filled = pl.any_horizontal(pl.col(term.name).is_not_null() for term, _done in converted)
    total = pl.sum_horizontal(*(one.fill_null(Decimal(0)) for one in signed)).cast(column.frame_type)
    values = frame.select(pl.when(any_filled).then(total).otherwise(None)).to_series()
    codes = wrong.select(pl.coalesce(pl.all())).to_series() if wrong.width else None
    if binding.layout.record_kind.spends and not is_net:
        both = frame.select(_is_both_ways(own, binding)).to_series()
        codes = (_no_codes(texts) if codes is None else codes).set(both, BOTH_WAYS)
    return Converted(values, codes)


def both_ways(own: Sequence[Term], binding: Binding) -> tuple[list[Term], list[Term]]:
    """The summands of what goes and those of what comes: as the layout takes them, or by their names where it leaves
    the signs to the cells and names tell both."""
    origin = own[0].bound.origin
    if origin.plus and origin.minus:
        return [one for one in own if one.factor > 0], [one for one in own if one.factor < 0]
    goes = [one for one in own if is_of_what_goes(one.header(binding))]
    comes = [one for one in own if is_of_what_comes(one.header(binding))]
    return (goes, comes) if goes and comes else ([], [])


def _is_both_ways(own: Sequence[Term], binding: Binding) -> pl.Expr:
    goes, comes = (
        pl.any_horizontal(pl.lit(value=False), *(pl.col(term.name) != 0 for term in side))
        for side in both_ways(own, binding)
    )
    return (goes & comes).fill_null(value=False)


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
