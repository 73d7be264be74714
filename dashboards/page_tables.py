"""Frames as tables: headings in the language of the page, money with cents, what is not known as a dash."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st
from page_frame import leave_out, say
from page_words import HEADINGS

from costctl.bilingual import Text

ROW, HEADER, MOST = 35, 38, 560
"""Pixels of a row and of the heading, and how tall a table may grow before it scrolls."""
HAN, LATIN, PADDING = 14, 8, 22
"""Pixels of a Chinese character, of a letter or digit, and of the blank around a cell."""
WIDE, WIDEST, LEAST = 230, 520, 240
"""Pixels that a text may take before it is cut, one that a table is read for, and such a one where others would be out of sight."""
SCREEN, MARKER = 1150, 36
"""Pixels of a table on a screen of 1440, and of the mark before a row that can be chosen."""
LINE, FOLDS = 21, 66
"""Pixels of each further line of a text that is folded, and the height of a row from which Streamlit folds."""


def show_table(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    headings: Mapping[str, Text] = HEADINGS,
    wide: Sequence[str] = (),
    folded: str | None = None,
    most: int = MOST,
) -> None:
    """The named columns of a frame as a table to read, sort and search; a text that is `folded` is never cut."""
    told = _told(frame, columns, headings, wide, most, folded)
    if folded and (more := -(-_width(frame[folded]) // (WIDEST - 2 * PADDING)) - 1) > 0:
        tall = max(FOLDS, ROW + LINE * more)
        told |= {"row_height": tall, "height": min(HEADER + tall * frame.height, most)}
    with st.container(key=key):
        st.dataframe(**told)


def show_page_table(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """The named columns as part of a page to print: everything in sight. For texts of the rule book only."""
    shown = frame.select(pl.col(name).cast(pl.String).fill_null("–").alias(say(HEADINGS[name])) for name in columns)
    st.table(shown, hide_index=True, border="horizontal")


def choose_row(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    headings: Mapping[str, Text] = HEADINGS,
    wide: Sequence[str] = (),
    most: int = MOST,
    chosen: int | None = None,
) -> int | None:
    """The same table, of which the reader may choose one row: its place in the frame, None where none is chosen.

    `chosen` is the row chosen when the page opens.
    """
    told = _told(frame, columns, headings, wide, most)
    first: Any = {"selection": {"rows": [] if chosen is None else [chosen]}}
    event: Any = st.dataframe(
        **told, key=key, on_select="rerun", selection_mode=["single-row", "single-cell"], selection_default=first
    )
    rows = [*(row for row, _ in event.selection.cells), *event.selection.rows]
    return rows[0] if rows and rows[0] < frame.height else None


def choose_row_in_url(
    name: str, frame: pl.DataFrame, columns: Sequence[str], *, code: str, usual: str | None = None, **shown: Any
) -> int | None:
    """The same table, whose chosen row the URL names as `name` by what it has in the column `code`.

    `usual` is the row chosen where the URL names none.
    """
    codes, asked = frame[code].fill_null("").to_list(), st.query_params.get(name)
    wanted = asked if asked is not None else usual
    if asked is not None and asked not in codes:
        leave_out(name, asked)
    row = choose_row(frame, columns, chosen=codes.index(wanted) if wanted in codes else None, **shown)
    if row is not None:
        st.query_params[name] = codes[row]
    elif name in st.query_params:
        del st.query_params[name]
    return row


def _told(
    frame: pl.DataFrame,
    columns: Sequence[str],
    headings: Mapping[str, Text],
    wide: Sequence[str],
    most: int,
    folded: str | None = None,
) -> dict[str, Any]:
    shares = [name for name in columns if _is_share(frame.schema[name])]
    shown = frame.select(columns).with_columns(pl.col(shares) * 100)
    said = {name: say(headings[name]) for name in columns}
    wanted = {name: _wanted(shown[name], said[name], name in wide or name == folded) for name in columns}
    widths = _fitted(wanted, [name for name in wide if name in wanted])
    return {
        "data": shown,
        "hide_index": True,
        "placeholder": "–",
        "height": min(HEADER + ROW * max(shown.height, 1), most),
        "column_config": {name: _column(shown[name], said[name], widths[name], name in shares) for name in columns},
    }


def _wanted(cells: pl.Series, heading: str, is_wide: bool) -> int:
    """As wide as the cells of a column ask for, a text up to a limit; a number is never cut."""
    width = _width(cells)
    if not (cells.dtype.is_numeric() or cells.dtype.is_temporal()):
        width = min(width, WIDEST if is_wide else WIDE)
    return max(width, _pixels(heading))


def _fitted(widths: dict[str, int], wide: Sequence[str]) -> dict[str, int]:
    """The widths, those of the long texts less where a screen would not show the columns after them."""
    over = sum(widths.values()) + MARKER - SCREEN
    less = -(-max(over, 0) // max(len(wide), 1))
    return widths | {name: min(widths[name], max(LEAST, widths[name] - less)) for name in wide}


def _column(cells: pl.Series, heading: str, width: int, is_share: bool) -> Any:
    """How a column is shown."""
    kind = cells.dtype
    if isinstance(kind, pl.Decimal):
        return st.column_config.NumberColumn(heading, format="%.2f%%" if is_share else "%,.2f", width=width)
    if kind.is_integer():
        return st.column_config.NumberColumn(heading, format="%d", width=width)
    if kind == pl.Date:
        return st.column_config.DateColumn(heading, format="YYYY-MM-DD", width=width)
    if isinstance(kind, pl.Datetime):
        return st.column_config.DatetimeColumn(heading, format="YYYY-MM-DD HH:mm", width=width)
    alignment = "right" if cells.name.endswith("_said") else None
    return st.column_config.TextColumn(heading, width=width, alignment=alignment)


def _is_share(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.Decimal) and kind.scale == 4


def _width(cells: pl.Series) -> int:
    """The pixels that the widest cell needs."""
    if cells.dtype.is_temporal():
        return _pixels("2025-12-31 23:59" if isinstance(cells.dtype, pl.Datetime) else "2025-12-31")
    if cells.dtype.is_numeric():
        return max((_pixels(f"{end:,}") for end in (cells.min(), cells.max()) if end is not None), default=0)
    texts = cells.cast(pl.String)
    latin, rest = texts.str.len_chars(), (texts.str.len_bytes().cast(pl.Int64) - texts.str.len_chars()) // 2
    widest = (latin.cast(pl.Int64) - rest) * LATIN + rest * HAN
    return PADDING + int(widest.max() or 0)  # type: ignore[arg-type]


def _pixels(text: str) -> int:
    han = sum(ord(sign) > 0x2E7F for sign in text)
    return PADDING + han * HAN + (len(text) - han) * LATIN


def money(amount: Decimal | None) -> str:
    """An amount as a person reads it."""
    return "–" if amount is None else f"{amount:,.2f}"
