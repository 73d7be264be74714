"""Header rows: finding them among title rows, joining two-row headers, and looking columns up by any of their names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

from costctl.money import UNITS
from costctl.sources.grid import Grid
from costctl.sources.marks import unmarked

_UNIT_WORDS = (
    "元|千元|万元|亿元|人民币|人民币元|rmb|cny|yuan|¥|元/人|元/天|天|夜|晚|人|人次|人天|个|次|批次|批|小时|学时|辆|份|件|间|名"
    "|平方米|㎡|m2|升|l|公里|km|%|必填|required"
)
_SUFFIX = re.compile(rf"(?:[(\[【](?:单位[::]?)?(?:{_UNIT_WORDS})[)\]】]|[£€$]|[(\[](?:\W?|r\$|gbp|eur|usd|cad)[)\]])$")
_BLANK_WITHIN = 2
"""Blank rows that may lie between the two rows of a header."""
_MONEY_SUFFIX = re.compile(r"[(\[【](?:单位[::]?)?(元|千元|万元|亿元)[)\]】]$")
_MARKS = "*:·"
_UNSURE = dict.fromkeys(map(ord, "\"'“”‘’„‟‹›«»「」『』〝〞〟`′_.,"))
"""Quotation marks, stops and underscores: written one way or another, or not at all."""


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A header as it is compared: NFKC, case folded, without blanks, accents, `_UNSURE` and required marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    return "".join(plain.translate(_UNSURE).split()).strip(_MARKS)


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """A header without the unit or currency at its end."""
    return _SUFFIX.sub("", normal(text)).strip(_MARKS)


def unit_of(header: str) -> Decimal | None:
    """What a header such as 金额(万元) says of its unit."""
    found = _MONEY_SUFFIX.search(normal(header))
    return UNITS[found[1]] if found else None


@dataclass(frozen=True)
class Header:
    """One row, or two with nothing between them, read as the names of the columns."""

    rows: tuple[int, ...]
    """The physical rows."""
    cells: tuple[tuple[str, ...], ...]
    """The cells of each of these rows, to recognise a repeated header."""
    names: tuple[str, ...]
    """One name a column, as in the file; two rows are joined with a blank."""
    shorter: tuple[str, ...] = ()
    """Of two rows, the lower name, or the upper one where the lower cell is empty."""

    @cached_property
    def _exact(self) -> dict[str, int]:
        return _first_places([*_normals(self.names), *_normals(self.shorter)])

    @cached_property
    def _bare(self) -> dict[str, int]:
        named = [(bare(name), place) for place, name in enumerate(self.names) if name]
        return _first_places([*named, *((bare(name), place) for place, name in enumerate(self.shorter) if name)])

    def find(self, names: Iterable[str]) -> int | None:
        """The place of the first of these names that is there, or None."""
        for name in names:
            place = self._exact.get(normal(name))
            if place is None:
                place = self._bare.get(bare(name))
            if place is not None:
                return place
        return None

    def is_repeated(self, name: str) -> bool:
        """Whether more than one column carries this name."""
        return sum(normal(other) == normal(name) for other in self.names) > 1

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """The places of the columns that have a name."""
        return tuple(place for place, name in enumerate(self.names) if name.strip())


def _normals(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((normal(name), place) for place, name in enumerate(names) if name.strip())


def _first_places(named: Iterable[tuple[str, int]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for name, place in named:
        if name:
            places.setdefault(name, place)
    return places


def candidates(grid: Grid, limit: int = 100) -> list[Header]:
    """Every row, and every two with nothing between them, among the first that could be the header."""
    return headers_among(grid, grid.head[:limit])


def headers_among(grid: Grid, rows: Sequence[tuple[int, tuple[str, ...]]]) -> list[Header]:
    """Every one of these rows, and every two with nothing between them, as a header."""
    head = [(row, cells) for row, cells in rows if any(cell.strip() for cell in cells)]
    single = [Header((row,), (cells,), tuple(_name(cell) for cell in cells)) for row, cells in head]
    return [*single, *_pairs(grid, head)]


def _name(cell: str) -> str:
    return unmarked(cell.strip())


def _pairs(grid: Grid, head: Sequence[tuple[int, tuple[str, ...]]]) -> Iterator[Header]:
    for (upper_row, upper), (lower_row, lower) in pairwise(head):
        if lower_row > upper_row + _BLANK_WITHIN + 1 or sum(bool(cell.strip()) for cell in upper) < 2:
            continue
        spread = _spread(grid, upper_row, [_name(cell) for cell in upper], lower)
        below = [_name(cell) for cell in lower]
        joined = tuple(
            f"{top} {under}".strip() if top != under else top for top, under in zip(spread, below, strict=False)
        )
        shorter = tuple(under or top for top, under in zip(spread, below, strict=False))
        yield Header((upper_row, lower_row), (upper, lower), joined, shorter)


def _spread(grid: Grid, row: int, upper: list[str], lower: Sequence[str]) -> list[str]:
    """The upper row with each group's name over all columns of the group."""
    spread = list(upper)
    if grid.merged:
        for first_row, first_col, last_row, last_col in grid.merged:
            if first_row <= row <= last_row:
                spread[first_col : last_col + 1] = [upper[first_col]] * len(spread[first_col : last_col + 1])
        return spread
    for place in range(1, len(spread)):
        if not spread[place] and lower[place].strip():
            spread[place] = spread[place - 1]
    return spread
