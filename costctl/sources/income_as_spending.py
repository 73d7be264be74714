"""Amounts in a column of what comes that count as spending, because of a sign that the layout did not expect there."""

from collections.abc import Iterator

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.columns import convert
from costctl.sources.directions import is_of_what_comes, is_of_what_goes
from costctl.sources.texts import Term, terms
from costctl.sources.typed import style_of
from costctl.values import ROW_NO

_SIGNED = r"[^0-9.,\s]"
"""What a cell has that is more than a positive number."""


def income_as_spending(texts: pl.DataFrame, binding: Binding, currency: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each such column its header, and the row numbers with the amounts as written."""
    kind = binding.layout.record_kind
    spent = binding.by_name.get(kind.amount_column) if kind.spends and kind.amount_column else None
    if not spent or not spent.origin.plus:
        return
    for term in terms(binding):
        if (
            term.bound is spent
            and term.place is not None
            and _is_income(header := binding.header.names[term.place], term)
        ):
            cells = texts.select(ROW_NO, text=term.name)
            cells = cells.filter(pl.col("text").str.contains(_SIGNED)) if term.factor < 0 else cells
            amounts = convert(cells["text"], spent.column, style_of(binding, spent, term.place, currency)).values
            counts = amounts < 0 if term.factor < 0 else amounts > 0
            yield header, cells.select(ROW_NO, amount=amounts.cast(pl.String)).filter(counts)


def _is_income(header: str, term: Term) -> bool:
    """Whether the column holds what comes: by its name, or because the layout takes it off."""
    return is_of_what_comes(header) or (term.factor < 0 and not is_of_what_goes(header))
