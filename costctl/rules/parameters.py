"""The parameters of rules as a table, for the fact views that compute with one."""

from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from costctl.rules.model import Rule

_COLUMNS = {
    "rule": pl.String(),
    "parameter": pl.String(),
    "value": pl.Decimal(26, 8),
    "effective_from": pl.Date(),
    "effective_to": pl.Date(),
}


def parameter_rows(rules: Iterable[Rule]) -> pl.DataFrame:
    """A row for each value of each parameter, with the days on which it holds; an empty end is open."""
    rows = [
        (rule.id, name, value.value, value.from_, following and following.from_ - timedelta(days=1))
        for rule in rules
        for name, values in rule.parameters.items()
        for value, following in zip(values, [*values[1:], None], strict=True)
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")
