"""Tables of text that stay readable in a narrow terminal.

Cells are folded between words. Columns that would become too narrow stand below their row instead, indented, so that
no line is longer than the terminal and no word, number or date is broken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from rich.cells import cell_len

GAP, INDENT, BETWEEN = "  ", "  ", " · "
LEAST = 24
"""No text column beside others is folded to less than this, or a third of its width: it stays readable at a glance.

One that asks for little more keeps two thirds."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_PIECES = re.compile(rf"\s+|[《〈「『“((【〔]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[、,。;:!?)》〉」』”)】〕…]*")
"""Blanks, and what is not broken: a word with its punctuation, or one Chinese character with its own."""


@dataclass
class Column:
    """One column: its heading, its cells, and how wide it is shown."""

    heading: str
    cells: Sequence[str]
    is_right: bool = False
    width: int = field(init=False)
    least: int = field(init=False)
    """The width below which it would not be read with ease: that of its longest piece at least."""

    def __post_init__(self) -> None:
        texts = {self.heading, *self.cells}
        self.width = max(_cells(line) for text in texts for line in text.split("\n"))
        longest = max(map(_cells, {piece for text in texts for piece in _PIECES.findall(text)}), default=0)
        self.least = (
            self.width if self.is_right else max(longest, min(max(LEAST, self.width // 3), self.width * 2 // 3))
        )


def lines(columns: Sequence[Column], width: int) -> Iterator[str]:
    """The headings, if there are any, a rule, and the rows of a table in at most `width` columns."""
    beside, below = arranged(columns, width)
    if any(column.heading for column in columns):
        yield from _beside(beside, [fold(column.heading, column.width) for column in beside])
        yield from _below([column.heading for column in below], width)
        yield "─" * min(width, _total(beside))
    for row in range(len(columns[0].cells)):
        yield from _beside(beside, [fold(column.cells[row], column.width) for column in beside])
        yield from _below([column.cells[row] for column in below], width)


def arranged(columns: Sequence[Column], width: int) -> tuple[list[Column], list[Column]]:
    """The columns that stand beside each other, narrowed where that helps, and those below their row."""
    beside = list(columns)
    while (over := _total(beside) - width) > 0:
        movable = [column for column in beside[1:] if not column.is_right]
        if over <= sum(column.width - column.least for column in beside) or not movable:
            _narrow(beside, over)
            break
        beside.remove(max(movable, key=lambda column: column.width))
    return beside, [column for column in columns if column not in beside]


def _narrow(columns: Sequence[Column], by: int) -> None:
    """Takes from the widest column, again and again, as long as one has something to give."""
    for _ in range(by):
        if giving := [column for column in columns if column.width > column.least]:
            max(giving, key=lambda column: column.width).width -= 1


def _total(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)


def _beside(columns: Sequence[Column], cells: Sequence[list[str]]) -> Iterator[str]:
    """The lines of one row."""
    for parts in zip_longest(*cells, fillvalue=""):
        padded = [_padded(text, column) for text, column in zip(parts, columns, strict=True)]
        yield GAP.join(padded).rstrip()


def _below(texts: Sequence[str], width: int) -> Iterator[str]:
    """The lines of what stands below a row: what is not known is left out."""
    said = BETWEEN.join(text for text in texts if text not in ("", "–"))
    return (INDENT + line for line in fold(said, width - len(INDENT)) if line)


def _padded(text: str, column: Column) -> str:
    blank = " " * (column.width - _cells(text))
    return blank + text if column.is_right else text + blank


def fold(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width` unless a single piece is; blanks before a line of it stay."""
    return [part for line in text.split("\n") for part in _folded(line, width)]


def _folded(text: str, width: int) -> list[str]:
    if _cells(text) <= width:
        return [text.rstrip()]
    found, filled = [""], 0
    for piece in _PIECES.findall(text):
        is_blank = piece.isspace()
        if found[-1].strip() and filled + (0 if is_blank else _cells(piece)) > width:
            found[-1] = found[-1].rstrip()
            found.append("")
            filled = 0
        if found[-1] or len(found) == 1 or not is_blank:
            found[-1] += piece
            filled += _cells(piece)
    return [line.rstrip() for line in found]


def _cells(text: str) -> int:
    """How wide a text is in a terminal; what is plain need not be looked up sign by sign."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)
