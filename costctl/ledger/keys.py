"""Record keys: the parts of a natural key as one text, and numbers for the rows that came without."""

from collections.abc import Sequence

import polars as pl

from costctl.ledger.schema import CARD_ID
from costctl.records import Kind


def key_columns(kind: Kind) -> list[str]:
    """The columns of the base table that hold the parts of the key."""
    return [CARD_ID if name == kind.card_column else name for name in kind.key]


def record_key(kind: Kind) -> pl.Expr:
    """The key as one text: parts joined with `/`, a `/` inside a part as `%2F`, dates ISO, an empty part as ''."""
    parts = [
        pl.col(name).cast(pl.String).str.replace_all("/", "%2F", literal=True).fill_null("")
        for name in key_columns(kind)
    ]
    return pl.concat_str(parts, separator="/").alias("record_key")


def key_text(parts: Sequence[str]) -> str:
    """The key of parts that are text already."""
    return "/".join(part.replace("/", "%2F") for part in parts)


def number_empty(rows: pl.DataFrame, within: Sequence[str], number: str) -> pl.DataFrame:
    """Fills the empty cells of `number` with the smallest numbers not used with the same `within`, in row order."""
    if not rows.get_column(number).null_count():
        return rows
    rows = rows.with_row_index("_order").with_columns(
        pl.struct(within).rank("dense").alias("_group") if len(within) > 1 else pl.col(within[0]).alias("_group")
    )
    empty = rows.filter(pl.col(number).is_null())
    groups = rows.join(empty.select("_group").unique(), on="_group", how="semi", nulls_equal=True)
    # A group of n rows uses at most n numbers, so 1…n always leaves enough.
    free = (
        groups.group_by("_group")
        .agg(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_free"), pl.col(number).alias("_used"))
        .select("_group", pl.col("_free").list.set_difference(pl.col("_used")).list.sort())
    )
    filled = (
        empty.sort("_order")
        .group_by("_group", maintain_order=True)
        .agg("_order")
        .join(free, on="_group", nulls_equal=True)
        .select(pl.col("_order"), pl.col("_free").list.head(pl.col("_order").list.len()).alias("_number"))
        .explode("_order", "_number")
    )
    return (
        rows.join(filled, on="_order", how="left", maintain_order="left")
        .with_columns(pl.coalesce(number, "_number").alias(number))
        .drop("_order", "_group", "_number")
    )
