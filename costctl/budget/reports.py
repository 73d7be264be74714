"""The report queries in `ledger/sql/reports/`, run over the ledger for a period."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.period import Period

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger


@cache
def _query(name: str) -> str:
    return (files("costctl.ledger") / "sql" / "reports" / f"{name}.sql").read_text(encoding="utf-8")


def report(ledger: "Ledger", name: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
    """The rows of the report `name`; `params` are bound to its `$names`."""
    return ledger.sql(_query(name), dict(params) if params else None)


def dated_report(ledger: "Ledger", name: str, span: Period, params: Mapping[str, object]) -> pl.DataFrame:
    """The rows of a report that takes a period; the fact views see the ledger as of its last day."""
    with ledger.as_of(span.ends_on):
        return report(ledger, name, params)
