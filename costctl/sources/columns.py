"""Types one column of text cells as its record column says, with a problem code for every cell that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from costctl.records import Column


@dataclass(frozen=True)
class Style:
    """How a file writes its values, as far as the cells themselves do not tell."""

    decimal_comma: bool = False
    """`1.234,56` is one thousand two hundred and thirty-four and a bit."""
    date_order: Literal["ymd", "dmy", "mdy"] = "ymd"
    date_formats: tuple[str, ...] = ()
    """strptime formats tried before every other reading of a date."""
    statement_month: date | None = None
    """The month of the statement, for dates written without a year."""
    unit: Decimal = Decimal(1)
    """What a written 1 is worth: 10000 where amounts are in 万元."""
    pad: int | None = None
    """Codes of digits are filled with leading zeros to this length."""
    empty: frozenset[str] = frozenset()
    """Cells that mean: not recorded, such as `-` or `/`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Of an enumeration or a boolean: what this file says, and the value it means (`true` or `false` for a boolean)."""


@dataclass(frozen=True)
class Converted:
    """A column as typed: null where the cell is empty or cannot be read, and then a problem code in the second case."""

    values: pl.Series
    codes: pl.Series


def convert(values: pl.Series, column: Column, style: Style) -> Converted:
    """The text cells `values` as `column` wants them; the result has as many rows."""
    raise NotImplementedError
