"""Characters that nobody sees: left in a cell, each would make another key of a code and another word of a word."""

import re
from collections.abc import Iterable
from itertools import groupby

import polars as pl

JOINER = "\u200d"
"""Of an emoji that is made of several it is part, and is seen."""

_RANGES = (range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070))
_UNSEEN = "\0\u00ad\u034f\u061c\u180e\ufeff" + "".join(chr(one) for codes in _RANGES for one in codes)
"""NUL, the soft hyphen, blanks without width, joiners, marks of the direction of writing, byte-order marks."""

_PATTERN = re.compile(rf"(?!{JOINER}[\u2600-\u27bf\U0001f000-\U0001faff])[{_UNSEEN}]")


def _first_byte(one: bytes) -> bytes:
    return one[:1]


def _any_of(found: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, found)))


_BY_FIRST_BYTE = [
    (first, _any_of(found)) for first, found in groupby(sorted(one.encode() for one in _UNSEEN), key=_first_byte)
]
"""A single byte is looked for first: to find that it is not there takes next to no time."""


def seen(text: str) -> str:
    """The text without such characters; no-break blanks are blanks, and stay."""
    return _PATTERN.sub("", text)


def seen_bytes(text: bytes) -> bytes:
    """The same of UTF-8 that ends with a whole character."""
    if any(first in text and pattern.search(text) for first, pattern in _BY_FIRST_BYTE):
        return seen(text.decode()).encode()
    return text


def seen_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The same of all texts of a frame."""
    return frame.with_columns(map(_seen_column, frame.select(pl.col(pl.String)).iter_columns()))


def _seen_column(cells: pl.Series) -> pl.Series:
    odd = cells.str.contains(f"[{_UNSEEN}]").fill_null(value=False).arg_true()
    texts = pl.Series(list(map(seen, cells.gather(odd))), dtype=pl.String)
    return cells.scatter(odd, texts.set(texts == "", None)) if len(odd) else cells
