"""Wide files: a row with several amounts becomes one record for each of them."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from costctl.sources.bind import Binding, Bound
from costctl.sources.origins import Origin
from costctl.sources.texts import Term, cell
from costctl.values import ROW_NO

RECORD = "record of row"
"""Which of the layout's wide records a text row is; null for a row without any amount."""

LABEL = "first cell of row"
"""What a row says that is a total, in whatever column, also one that the layout does not know."""


def wide_columns(binding: Binding) -> frozenset[str]:
    """The record columns that come out of the row's width."""
    wide = binding.layout.wide
    return frozenset({wide.column, *binding.wide[0][0].set} if wide and binding.wide else ())


def wide_terms(binding: Binding) -> tuple[Term, ...]:
    """The text columns that come out of the row's width: the amount, and what each of its columns stands for."""
    layout = binding.layout
    if not layout.wide or not binding.wide:
        return ()
    kind = layout.record_kind
    record, place = binding.wide[0]
    amount = Bound(kind.column(layout.wide.column), Origin.model_validate({"from": record.from_}), (place,))
    named = [Bound(kind.column(name), Origin(constant="set"), ()) for name in record.set]
    return (
        Term(f"text {amount.column.name}", amount, place=place),
        *(Term(f"text {bound.column.name}", bound) for bound in named),
    )


def wide_cells(binding: Binding) -> list[pl.Expr]:
    """The amounts of a row, each under a name of its own, for `one_row_each`; and the first cell, its label."""
    empty = binding.layout.empty
    if not binding.wide:
        return []
    label = pl.coalesce(pl.exclude(ROW_NO).str.strip_chars().replace("", None)).alias(LABEL)
    cells = [(number, cell(place)) for number, (_record, place) in enumerate(binding.wide)]
    texts = (
        pl.when(text.is_in(("", *empty))).then(None).otherwise(text).alias(f"wide {number}") for number, text in cells
    )
    return [label, *texts]


def one_row_each(texts: pl.DataFrame, binding: Binding) -> pl.DataFrame:
    """A text row for each filled amount; a row without any stays one, so that it is refused and not lost."""
    wide = binding.layout.wide
    if not wide or not binding.wide:
        return texts
    names = [f"wide {number}" for number in range(len(binding.wide))]
    pieces = [
        _piece(texts.filter(pl.col(name).is_not_null()), binding, number, name) for number, name in enumerate(names)
    ]
    empty = texts.filter(pl.all_horizontal(pl.col(name).is_null() for name in names))
    pieces.append(_piece(empty, binding, 0, None))
    return pl.concat(pieces).sort(ROW_NO, RECORD, maintain_order=True).drop(names)


def _piece(texts: pl.DataFrame, binding: Binding, number: int, name: str | None) -> pl.DataFrame:
    wide, (record, _place) = binding.layout.wide, binding.wide[number]
    assert wide is not None
    amount = pl.col(name) if name else pl.lit(None, dtype=pl.String)
    named = [pl.lit(value).alias(f"text {column}") for column, value in record.set.items()]
    place = pl.lit(number if name else None, dtype=pl.Int64).alias(RECORD)
    return texts.with_columns(amount.alias(f"text {wide.column}"), *named, place)


def repeated_sums(binding: Binding, accepted: pl.DataFrame, stated: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each subtotal column its header, and for each row that fills it what it states beside the sum of its parts.

    `accepted` holds the typed records with RECORD; `stated` a row number and the typed subtotal cells by header.
    """
    wide = binding.layout.wide
    assert wide is not None
    for total, place in binding.wide_totals:
        header = binding.header.names[place]
        numbers = [number for number, (record, _) in enumerate(binding.wide) if set(record.from_ or ()) & set(total.of)]
        parts = (
            accepted.filter(pl.col(RECORD).is_in(numbers))
            .group_by(ROW_NO)
            .agg(pl.col(wide.column).sum().cast(pl.Decimal(38, 2)).alias("computed"))
        )
        beside = (
            stated.select(ROW_NO, pl.col(header).cast(pl.Decimal(38, 2)).alias("stated"))
            .drop_nulls()
            .join(parts, on=ROW_NO, how="left", maintain_order="left")
            .with_columns(pl.col("computed").fill_null(Decimal(0)))
        )
        yield header, beside
