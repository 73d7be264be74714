"""Amounts in a column of what comes that count as spending, because of a sign that the layout did not expect there."""

from collections.abc import Iterator

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.columns import convert
from costctl.sources.directions import is_of_what_goes
from costctl.sources.texts import terms
from costctl.sources.typed import both_ways, style_of
from costctl.values import ROW_NO

_SIGNED = r"[^0-9.,\s]"
"""What a cell has that is more than a positive number."""


def income_as_spending(texts: pl.DataFrame, binding: Binding, currency: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each such column its header, and the row numbers with the amounts as written."""
    kind = binding.layout.record_kind
    spent = binding.by_name.get(kind.amount_column) if kind.spends and kind.amount_column else None
    if not spent:
        return
    _goes, comes = both_ways([one for one in terms(binding) if one.bound is spent], binding)
    for term in (one for one in comes if not is_of_what_goes(one.header(binding))):
        cells = texts.select(ROW_NO, text=term.name)
        cells = cells.filter(pl.col("text").str.contains(_SIGNED)) if term.factor < 0 else cells
        amounts = convert(cells["text"], spent.column, style_of(binding, spent, term.place, currency)).values
        counts = amounts < 0 if term.factor < 0 else amounts > 0
        yield term.header(binding), cells.select(ROW_NO, amount=amounts.cast(pl.String)).filter(counts)
