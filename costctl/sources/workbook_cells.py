"""What the cells of a workbook say as text."""

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

DIGITS_LOST = 10**15
"""From here on a number of a workbook has lost digits; it is written so that anyone can see it."""


def number_text(value: float) -> str:
    """A number as text: the cent from which it is less than a millionth away, else its shortest form."""
    if abs(value) >= DIGITS_LOST or math.isnan(value):
        return f"{value:.14E}"
    cents = round(value, 2)
    text = repr(cents if abs(value - cents) < 1e-6 else value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0") if text != "-0.0" else "0"


def cell_text(value: Cell) -> str:
    """Any cell as text, '' where it is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value.replace(microsecond=0).isoformat() if isinstance(value, dt.time) else value.isoformat()


def moment_text(value: dt.datetime) -> str:
    """A date with its time, to the second; without the time where it is midnight."""
    if value.microsecond >= 500_000:
        value += dt.timedelta(seconds=1)
    value = value.replace(microsecond=0, tzinfo=None)
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")


def column_texts(cells: tuple[Cell, ...]) -> "pl.Series":
    """A stretch of a column as text, null where empty. Each value is written once; True is not 1 here."""
    import polars as pl  # noqa: PLC0415  # after the limits are set

    types = set(map(type, cells))
    if not types <= {str, float, dt.date}:
        texts = {cell: cell_text(cell) for cell in set(cells)} if bool not in types else None
        cells = tuple(map(texts.__getitem__ if texts else cell_text, cells))
        types = {str}
    words = pl.Series(
        cells if types == {str} else [cell if type(cell) is str else None for cell in cells], dtype=pl.String
    )
    words = words.set(words == "", None)
    if float in types:
        numbers = pl.Series([cell if type(cell) is float else None for cell in cells], dtype=pl.Float64)
        words = words.zip_with(numbers.is_null(), float_texts(numbers))
    if dt.date in types:
        days = pl.Series([cell if type(cell) is dt.date else None for cell in cells], dtype=pl.Date)
        words = words.zip_with(days.is_null(), days.cast(pl.String))
    return words


def float_texts(numbers: "pl.Series") -> "pl.Series":
    """Numbers as `number_text` writes them; those that have a short form all at once."""
    texts = numbers.cast(str).str.strip_suffix(".0")
    odd = (~texts.str.contains(r"^(?:0|-?[1-9][0-9]{0,14}|-?[0-9]{1,14}\.[0-9]{1,2})$")).arg_true()
    return texts.scatter(odd, [number_text(number) for number in numbers.gather(odd)])
