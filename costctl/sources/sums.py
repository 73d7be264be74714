"""What a file states of its own sums: total rows and subtotal columns, typed and set beside its records."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import polars as pl

from costctl.records import Column
from costctl.sources.bind import Binding, Bound
from costctl.sources.columns import convert
from costctl.sources.judge import LIKE_TOTAL
from costctl.sources.layout_rows import RowTotal, WideTotal
from costctl.sources.origins import Origin
from costctl.sources.rejects import header_of
from costctl.sources.totals import Totals
from costctl.sources.typed import style_of
from costctl.sources.wide import repeated_sums
from costctl.values import ROW_NO


def amount_headers(binding: Binding, names: Collection[str]) -> dict[str, str]:
    """The amounts that total rows repeat: the amount of the kind, or all its money; with their headers in the file."""
    kind = binding.layout.record_kind
    money = [kind.amount_column] if kind.amount_column else [one.name for one in kind.columns if one.type == "money"]
    return {name: header_of(binding, name) for name in money if name in names}


def stated_in_rows(records: pl.DataFrame, labels: Mapping[int, str], amounts: Collection[str]) -> pl.DataFrame:
    """The total rows: ROW_NO, `label`, and the amounts they state; none where a part of one could not be read."""
    rows = pl.DataFrame(list(labels.items()), {ROW_NO: pl.Int64(), "label": pl.String()}, orient="row")
    sums = [
        pl.when(pl.col(name).null_count() == 0).then(pl.col(name).cast(pl.Decimal(38, 2)).sum()).alias(name)
        for name in amounts
    ]
    return rows.join(records.group_by(ROW_NO).agg(sums), on=ROW_NO, how="left", maintain_order="left").sort(ROW_NO)


def compare_columns(
    chunk: pl.DataFrame, accepted: pl.DataFrame, rejects: pl.DataFrame, binding: Binding, totals: Totals
) -> None:
    """Subtotal columns beside the sums of their parts: of a wide file, for every row that gave a record or a
    reject that may be one."""
    kind, wide = binding.layout.record_kind, binding.layout.wide
    if wide and binding.wide_totals:
        records = rejects.filter(pl.col("code") != LIKE_TOTAL)
        numbers = pl.concat([accepted[ROW_NO], records[ROW_NO]]).unique()
        amount = kind.column(wide.column)
        stated = _stated_cells(chunk, numbers, amount, binding.wide_totals, binding)
        for header, beside in repeated_sums(binding, accepted, stated):
            totals.add_column(header, beside)
    for total, place in binding.totals:
        stated = _stated_cells(chunk, accepted[ROW_NO], kind.column(total.of[0]), [(total, place)], binding)
        parts = accepted.select(
            ROW_NO, pl.sum_horizontal(pl.col(name).fill_null(Decimal(0)) for name in total.of).alias("computed")
        )
        beside = (
            stated.rename({binding.header.names[place]: "stated"})
            .drop_nulls()
            .join(parts, on=ROW_NO, maintain_order="left")
        )
        totals.add_column(binding.header.names[place], beside)


def _stated_cells(
    chunk: pl.DataFrame,
    numbers: pl.Series,
    column: Column,
    totals: Sequence[tuple[WideTotal | RowTotal, int]],
    binding: Binding,
) -> pl.DataFrame:
    """The typed cells of subtotal columns by header, for the rows of these numbers."""
    rows = chunk.filter(pl.col(ROW_NO).is_in(numbers.implode()))
    found = [rows[ROW_NO]]
    for total, place in totals:
        bound = Bound(column, Origin.model_validate({"from": total.from_}), (place,))
        values = convert(rows[f"c{place}"], column, style_of(binding, bound, place)).values
        found.append(values.alias(binding.header.names[place]))
    return pl.DataFrame(found)
