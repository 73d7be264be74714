"""Whole records that are labelled 合计 and repeat what stands above them: a total or not, the file does not tell."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.judge import LIKE_TOTAL, Blamed
from costctl.sources.others import LABEL_PATTERN
from costctl.sources.totals import Totals, sum_of
from costctl.values import ROW_NO


def blame_repeated(
    records: pl.DataFrame, bad: pl.Series, binding: Binding, totals: Totals, amounts: Sequence[str]
) -> list[Blamed]:
    """The good records of a chunk with a text that reads like a total and with amounts that are the sum of those above.

    Keys and departments that read so are blamed anyway.
    """
    labels = [bound.column.name for bound in binding.bound if bound.column.type in ("text", "code")]
    labels = [name for name in labels if name in records.columns]
    if binding.wide or not labels or not amounts:
        return []
    good = records.filter(~bad) if bad.any() else records
    found = list(_repeated(good.select(ROW_NO, *labels, *amounts), labels, amounts, totals))
    return [
        Blamed(name, records.select(pl.when(pl.col(ROW_NO).is_in(rows)).then(pl.lit(LIKE_TOTAL))).to_series())
        for name in dict.fromkeys(label for _row, label in found)
        if (rows := [row for row, label in found if label == name])
    ]


def _repeated(
    rest: pl.DataFrame, labels: Sequence[str], amounts: Sequence[str], totals: Totals
) -> Iterator[tuple[int, str]]:
    """The rows that repeat the sum of all above them or since the last such row, each with the column of its label."""
    whole = {name: totals.sum_of(name) for name in amounts}
    since = {name: totals.since_repeated.get(name, whole[name]) for name in amounts}
    if _are_beyond(rest, whole, since):
        totals.since_repeated = {name: since[name] + sum_of(rest[name]) for name in amounts}
        return
    values = {name: pl.col(name).cast(pl.Decimal(38, 2)).fill_null(Decimal(0)) for name in amounts}
    above = {name: (value.cum_sum() - value).alias(f"above {name}") for name, value in values.items()}
    is_label = {name: pl.col(name).str.contains(LABEL_PATTERN).fill_null(value=False) for name in labels}
    while rest.height:
        sums = rest.with_row_index("at").with_columns(above.values())
        repeats = pl.all_horizontal(
            pl.col(name).is_null() | ((values[name] - pl.col(f"above {name}")).is_in([whole[name], since[name]]))
            for name in amounts
        )
        alike = sums.filter(repeats, pl.any_horizontal(value != 0 for value in values.values()))
        hit = alike.filter(pl.any_horizontal(is_label.values())).head(1)
        if not hit.height:
            break
        row = hit.row(0, named=True)
        yield row[ROW_NO], next(name for name in labels if hit.select(is_label[name]).item())
        whole = {name: whole[name] + row[f"above {name}"] for name in amounts}
        since = dict.fromkeys(amounts, Decimal(0))
        rest = rest.slice(row["at"] + 1)
    here = rest.select(values.values()).sum().row(0, named=True) if rest.height else {}
    totals.since_repeated = {name: since[name] + (here.get(name) or Decimal(0)) for name in amounts}


def _are_beyond(rest: pl.DataFrame, *sums: Mapping[str, Decimal]) -> bool:
    """Whether the sums above the rows are too large to be met by any amount, whatever is added on the way to it."""
    for name in sums[0]:
        at_most = sum_of(rest[name].abs()) if rest[name].null_count() == 0 else None
        if at_most is not None and all(abs(known[name]) > 2 * at_most for known in sums):
            return True
    return False
