"""Blank rows: those whose cells hold nothing but white space."""

import polars as pl

from costctl.values import ROW_NO


def without_blank_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with a cell that holds more than white space. Looks only at as many columns as it must."""
    blank = pl.int_range(frame.height, eager=True, dtype=pl.UInt32)
    for column in frame.drop(ROW_NO).iter_columns():
        cells = column.gather(blank) if len(blank) < frame.height else column
        blank = blank.filter(cells.is_null() | (cells.str.strip_chars() == ""))
        if blank.is_empty():
            return frame
    return frame.filter(~pl.int_range(frame.height, eager=True, dtype=pl.UInt32).is_in(blank.implode()))
