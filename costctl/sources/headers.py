"""The names of columns: how they are compared, what they say of units, and looking columns up by any of their names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from costctl.money import UNITS

_UNIT_WORDS = (
    "元|千元|万元|亿元|人民币|人民币元|rmb|cny|yuan|¥|元/人|元/天|天|夜|晚|人|人次|人天|个|次|批次|批|小时|学时|辆|份|件|间|名"
    "|平方米|㎡|m2|升|l|公里|km|%|必填|required"
)
_SUFFIX = re.compile(rf"(?:[(\[【](?:单位[::]?)?(?:{_UNIT_WORDS})[)\]】]|[£€$]|[(\[](?:\W?|r\$|gbp|eur|usd|cad)[)\]])$")
_MONEY_SUFFIX = re.compile(r"[(\[【](?:单位[::]?)?(元|千元|万元|亿元)[)\]】]$")
_MARKS = "*:·"
ROW_NUMBERS = frozenset({"序号", "行号", "编号", "no", "#"})
"""Names, in their plain form, of columns that number the rows."""
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
class Wanted:
    """Names of columns any of which will do, made ready to be looked for in many headers."""

    exact: frozenset[str]
    bare: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Wanted":
        """These names."""
        every = tuple(names)
        return cls(frozenset(map(normal, every)), frozenset(map(bare, every)))


@dataclass(frozen=True)
class Header:
    """One row, or a few with nothing between them, read as the names of the columns."""

    rows: tuple[int, ...]
    """The physical rows."""
    cells: tuple[tuple[str, ...], ...]
    """The cells of each of these rows, to recognise a repeated header."""
    names: tuple[str, ...]
    """One name a column, as in the file; those of several rows are joined with a blank."""
    shorter: tuple[tuple[str, ...], ...] = ()
    """Of several rows, the names without the uppermost ones; where that leaves none, the lowest of those."""
    levels: tuple[tuple[str, ...], ...] = ()
    """Of several rows, each row's names, those of a group over all its columns."""

    @cached_property
    def _exact(self) -> dict[str, int]:
        return _first_places([one for names in (self.names, *self.shorter) for one in _normals(names)])

    @cached_property
    def _bare(self) -> dict[str, int]:
        all_names = (self.names, *self.shorter)
        return _first_places((bare(name), place) for names in all_names for place, name in enumerate(names) if name)

    def find(self, names: Iterable[str]) -> int | None:
        """The place of the first of these names that is there, or None."""
        for name in names:
            place = self._exact.get(normal(name))
            if place is None:
                place = self._bare.get(bare(name))
            if place is not None:
                return place
        return None

    def has(self, wanted: Wanted) -> bool:
        """Whether `find` finds any of these names."""
        return not (wanted.exact.isdisjoint(self._exact) and wanted.bare.isdisjoint(self._bare))

    def unit(self, place: int) -> Decimal | None:
        """The unit that the column's own name gives, or a row of units below it, else that of a group of columns.

        What stands above the first column as well, or is a unit and no more, names no group: it is above the table.
        """
        own, *groups = [level for level in reversed(self.levels or (self.names,)) if level[place]] or [self.names]
        if (unit := unit_of(own[place])) is not None:
            return unit
        first = self.filled[0]
        named = (level[place] for level in groups if level[place] != level[first] and bare(level[place]))
        return next((unit for name in named if (unit := unit_of(name)) is not None), None)

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
