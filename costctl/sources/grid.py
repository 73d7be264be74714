"""One sheet as text, with the numbers of its physical rows and nothing interpreted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from costctl.dates import SINCE_1900

HEAD_ROWS = 200
"""How many rows that are not blank a grid keeps at hand, to recognise the sheet by."""


@dataclass(frozen=True)
class Grid:
    """One sheet as text. Rows count from 1 as a person sees them, blank ones too; columns count from 0.

    A cell of a workbook becomes text so: text as it is; a whole number `43101`; another number in its shortest form, or
    as the cent from which it is less than a millionth away (`1234.56`); from 10^15 on in scientific notation, because
    its last digits are lost; a date `2018-01-05` or `2018-01-05 13:20:00`; a time `13:20:00`; `TRUE` and `FALSE`; an
    error `#N/A`; a formula without a result the formula and `marks.NO_RESULT`.
    """

    sheet: str | None
    """None for delimited text."""
    hidden: bool
    encoding: str | None
    """How the text was read, `utf-8` or `gb18030` and so on; None for a workbook."""
    delimiter: str | None
    merged: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column of each merged range; empty for delimited text."""
    width: int
    """Cells in the longest row of `head`; a frame is at least so wide, and wider where a row has more cells."""
    head: tuple[tuple[int, tuple[str, ...]], ...]
    """The first rows that are not blank: physical row and its `width` cells, empty ones as ''."""
    frames: Callable[[int], Iterator[pl.DataFrame]]
    """`frames(after)`: the rows that are not blank below physical row `after`, in order, in stretches, with the columns
    `row_no` (Int64) and `c0`, `c1` … (String, null where empty). May be called again."""
    day_zero: date = SINCE_1900
    """The day from which a workbook counts the days that stand in it as mere numbers."""
