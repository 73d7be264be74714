"""Guesses about a file that no layout knows: its header row, and what its columns hold."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import mode
from typing import Literal

from costctl.records import NOTHING
from costctl.sources.grid import Grid
from costctl.sources.header_rows import candidates
from costctl.sources.headers import Header
from costctl.sources.others import TOTAL_PATTERN
from costctl.sources.shown import shown
from costctl.sources.words import normal

Sort = Literal["empty", "date", "time", "number", "card", "text"]

_DATE = re.compile(
    r"(19|20)\d{2}[-/.年](0?[1-9]|1[0-2])(月|[-/.月]\d{1,2}日?)?([ T].*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([ T].*)?|(19|20)\d{6}"
    r"|(0?[1-9]|1[0-2])(月(0?[1-9]|[12]\d|3[01])日|[-/](0[1-9]|[12]\d|3[01]))"
)
_DAY_RUN = re.compile(r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A day as statements of one month write it: 1125."""
_WITHOUT_YEAR = re.compile(rf"\d+(月\d+日|[-/]\d+)|{_DAY_RUN.pattern}")
_OF_DAYS = re.compile(r"日|(?<!分)期(?![数次])|date", re.IGNORECASE)
"""What the header of a column of days says; 分期 1/12 and 楼号 1-01 are none."""
_OF_DAY_RUNS = re.compile(r"日|date", re.IGNORECASE)
"""What it says where the days are four digits; 有效期 1127 is a month and a year."""
_TOTAL = re.compile(TOTAL_PATTERN)
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
NUMBER = re.compile(r"[-+(]?\s*[¥$€£]?\s*-?\d[\d,.\s]*\)?-?\s*%?(元|万元)?|[A-Z]{3}\s*-?\d[\d,.]*")
_CARD = re.compile(r"[\d*xX]{12,19}|[*xX]+\d{4}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_PARTS = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})")


@dataclass(frozen=True)
class Sample:
    """One file column: its header, its first cells, what they look like."""

    place: int
    header: str
    cells: tuple[str, ...]
    """Of each row at hand one, '' where it is empty."""
    sort: Sort

    @property
    def values(self) -> tuple[str, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell)


def guess_header(grid: Grid) -> Header | None:
    """The row that most looks like a header: many different words, no numbers, and rows of the same width below.

    With those that belong to it, where they name columns that it leaves without a name.
    """
    heads = candidates(grid, 60)
    best = max((one for one in heads if len(one.rows) == 1), key=lambda one: _likeness(grid, one), default=None)
    if best is None:
        return None
    several = [one for one in heads if len(one.rows) > 1 and best.rows[0] in one.rows and _is_of_words(one)]
    return max([best, *several], key=lambda one: (_named(grid, one), -len(one.rows)))


def _is_of_words(header: Header) -> bool:
    """Whether it holds neither values nor what is said above a table, such as 单位:元."""
    cells = [cell for row in header.cells for cell in row]
    return all(sort_of_cell(cell) in ("text", "empty") and not re.search("[:\uff1a]", cell) for cell in cells)


def _named(grid: Grid, header: Header) -> int:
    """How many of the columns that one row in ten fills have a name of their own."""
    below = [cells for row, cells in grid.head if row > header.rows[-1]]
    names = Counter(header.names)
    own = [place for place, name in enumerate(header.names) if name and names[name] == 1]
    return sum(10 * sum(bool(cells[place].strip()) for cells in below) >= max(len(below), 1) for place in own)


def _likeness(grid: Grid, header: Header) -> tuple[float, int]:
    names = [name for name in header.names if name]
    words = [name for name in names if sort_of_cell(name) == "text"]
    below = [cells for row, cells in grid.head if row > header.rows[0]][:20]
    width = sum(sum(bool(cell.strip()) for cell in cells) for cells in below) / len(below) if below else 0.0
    fit = min(len(names), width) / max(len(names), width, 1.0)
    score = len(set(words)) * fit - 3 * (len(names) - len(words))
    return score, -header.rows[0]


def sort_of_cell(cell: str) -> Sort:
    """What one cell looks like."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    tests: Sequence[tuple[Sort, re.Pattern[str]]] = (
        ("date", _DATE), ("time", _TIME), ("card", _CARD), ("number", NUMBER),
    )  # fmt: skip
    return "empty" if not plain else next((sort for sort, form in tests if form.fullmatch(plain)), "text")


def samples(grid: Grid, header: Header) -> list[Sample]:
    """The columns that have a name, with their first values.

    Days without a year are days only where no other column has whole dates, and numbers with a stroke only under a
    header that says so.
    """
    found = [_as_days(sample(grid, header, place)) for place in header.filled]
    yearless = [one.place for one in found if one.sort == "date" and has_no_year(one)]
    has_dates = any(one.sort == "date" and one.place not in yearless for one in found)
    return [
        replace(one, sort="text") if one.place in yearless and (has_dates or not _says_days(one)) else one
        for one in found
    ]


def _as_days(numbers: Sample) -> Sample:
    """Four digits each that are days by the header and by every cell, as days; anything else as it is."""
    says_days = numbers.sort == "number" and _OF_DAY_RUNS.search(numbers.header)
    is_run = says_days and all(_DAY_RUN.fullmatch(normal(value)) for value in numbers.values)
    return replace(numbers, sort="date") if is_run else numbers


def has_no_year(dates: Sample) -> bool:
    """Whether most days name none."""
    return 2 * sum(bool(_WITHOUT_YEAR.fullmatch(normal(value))) for value in dates.values) > len(dates.values)


def _says_days(dates: Sample) -> bool:
    """Whether the cells or the header call it a day."""
    return any("月" in value for value in dates.values) or bool(_OF_DAYS.search(dates.header))


def sample(grid: Grid, header: Header, place: int) -> Sample:
    """The column at `place`, with its first values."""
    cells = tuple(cells[place].strip() for cells in _records(grid, header))
    sorts = [sort_of_cell(cell) for cell in cells if cell and cell not in NOTHING]
    name = shown(header.names[place])
    return Sample(place, name, cells, mode(sorts) if sorts else "empty")


def _records(grid: Grid, header: Header) -> list[tuple[str, ...]]:
    """The first rows below a header, without those that say in one of their cells that they are a total."""
    return [cells for row, cells in grid.head if row > header.rows[-1] and not any(map(_TOTAL.match, cells))]


def is_headless(grid: Grid, header: Header, found: Sequence[Sample]) -> bool:
    """Whether even the likeliest header is none: like the values below it, or without names for half the columns."""
    below = [cells for row, cells in grid.head if row > header.rows[-1]]
    used = [place for place in range(grid.width) if 2 * sum(bool(cells[place].strip()) for cells in below) > len(below)]
    if 2 * len(found) <= len(used):
        return True
    typed = [one for one in found if one.sort not in ("text", "empty")]
    alike = [one for one in typed if sort_of_cell(one.header) == one.sort and not _YEAR.fullmatch(one.header)]
    return bool(typed) and 2 * len(alike) >= len(typed)


def date_order(found: Iterable[Sample]) -> tuple[Literal["ymd", "dmy", "mdy"], bool]:
    """The order of day, month and year in the dates seen, and whether they leave a doubt."""
    parts = [
        part for sample in found if sample.sort == "date" for value in sample.values if (part := _PARTS.match(value))
    ]
    short = [
        (int(first), int(second)) for first, second, _third in (part.groups() for part in parts) if len(first) <= 2
    ]
    if not short:
        return "ymd", False
    if any(first > 12 for first, _second in short):
        return "dmy", False
    return ("mdy", False) if any(second > 12 for _first, second in short) else ("dmy", True)


def has_decimal_comma(found: Iterable[Sample]) -> bool:
    """Whether the numbers seen end in a comma and two digits, and none in a point and two."""
    numbers = [value for sample in found if sample.sort == "number" for value in sample.values]
    commas = sum(bool(re.search(r",\d{1,2}\D*$", value)) for value in numbers)
    return commas > 0 and not any(re.search(r"\.\d{1,2}\D*$", value) for value in numbers)
