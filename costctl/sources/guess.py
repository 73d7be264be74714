"""Guesses about a file that no layout knows: its header row, what its columns hold, which kind of record it may be."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from statistics import mode
from typing import Literal

from costctl.dates import parse_month, parse_time, parse_year
from costctl.masking import without_cards
from costctl.records import Column, ColumnType, Kind
from costctl.sources.grid import Grid
from costctl.sources.header_rows import candidates
from costctl.sources.headers import ROW_NUMBERS, Header, bare
from costctl.sources.layout import Layout
from costctl.sources.others import TOTAL_PATTERN
from costctl.sources.shown import shown
from costctl.sources.words import counted, enum_words, normal, parse_boolean, parse_card, word

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
_NUMBER = re.compile(r"[-+(]?\s*[¥$€£]?\s*-?\d[\d,.\s]*\)?-?\s*%?(元|万元)?|[A-Z]{3}\s*-?\d[\d,.]*")
_CARD = re.compile(r"[\d*xX]{12,19}|[*xX]+\d{4}")
NOTHING = ("-", "--", "—", "/")
"""What stands for an empty cell among numbers and days."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_PARTS = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})")
_LIKE: Mapping[str, tuple[Sort, ...]] = {
    "date": ("date",), "month": ("date", "number"), "time": ("time",), "money": ("number",),
    "decimal": ("number",), "integer": ("number",), "year": ("number",), "card": ("card", "number"),
}  # fmt: skip
_ENOUGH = 0.62
_OTHER_SIDE = re.compile(r"对方|对手|counterpart|payee")
"""Columns that tell of whoever was paid."""
_BALANCE = re.compile(r"余额|结余|balance")
_OF_MONEY = re.compile("(?:费用?|金?额|款|补[助贴])$")
"""How the names of columns of money end."""
_WHOLE = re.compile(f"{_OF_MONEY.pattern}|数$")
"""How the names of columns of numbers end that are not cut short."""
_COST = re.compile("费用?$|补[助贴]$")
_OF_NO_MONEY = re.compile("[人天日次笔件份辆晚夜]数$|里程|年[度份]$|月份$|编[号码]$|代码$|序号$")


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
        ("date", _DATE), ("time", _TIME), ("card", _CARD), ("number", _NUMBER),
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


def known_names(kind: Kind, layouts: Iterable[Layout]) -> dict[str, set[str]]:
    """For each column of a kind, every header that any layout knows it by."""
    names = {column.name: set(column.headers) for column in kind.columns}
    for layout in layouts:
        if layout.kind == kind.kind:
            for name, first in layout.columns.items():
                for origin in first.chain:
                    names[name].update(header for headers in origin.columns for header in headers)
    return names


def match(kind: Kind, found: Sequence[Sample], names: Mapping[str, set[str]]) -> dict[str, Sample]:
    """The file column that each record column most likely comes from, as far as name and values agree."""
    scored = [
        (_closeness(sample.header, _as_much(kind, column, sample.header, names[column.name])), column, sample)
        for column in kind.columns
        for sample in found
        if _may_hold(kind, column, sample)
    ]
    matched: dict[str, Sample] = {}
    taken: set[int] = set()
    for score, column, sample in sorted(scored, key=lambda one: -one[0]):
        if score >= _ENOUGH and column.name not in matched and sample.place not in taken:
            matched[column.name] = sample
            taken.add(sample.place)
    _by_values(kind, found, matched, taken)
    _times_of_days(kind, matched)
    return matched


def _as_much(kind: Kind, column: Column, header: str, names: Iterable[str]) -> Iterable[str]:
    """The names than which the header means no more; of an amount of all that a record cost it may.

    接待费 is more than 接待餐费 and 天数 more than 住宿天数; 市内交通 is short for 市内交通费.
    """
    if column.type not in _NUMBERS or column.name == kind.amount_column:
        return names
    return [name for name in names if not _means_more(header, name)]


def _means_more(header: str, name: str) -> bool:
    """Whether it says what it counts, and all its characters stand in the name, in their order, among others."""
    said, meant = (bare(one).replace("费用", "费") for one in (header, name))
    rest = iter(meant)
    return said != meant and bool(_WHOLE.search(said)) and all(one in rest for one in said)


def _closeness(header: str, names: Iterable[str]) -> float:
    said = bare(header)
    best = 0.0
    for name in {bare(name) for name in names}:
        ratio = difflib.SequenceMatcher(None, said, name).ratio()
        inside = 0.7 if len(name) > 1 and (name in said or said in name) and len(said) > 1 else 0.0
        best = max(best, ratio, inside)
    return best


_NUMBERS = ("money", "decimal", "integer")
_READ_ALL: Mapping[ColumnType, Callable[[str], bool]] = {
    "boolean": lambda text: isinstance(parse_boolean(text, {}), bool),
    "year": lambda text: isinstance(parse_year(text), int),
}
"""The types of which every cell must be one."""


def _may_hold(kind: Kind, column: Column, sample: Sample) -> bool:
    """Whether the values look like what the column holds; those of an enumeration must be its words."""
    if _is_another(kind, column, sample):
        return False
    if column.type == "enum":
        known = enum_words(column.values, column.synonyms)
        return bool(sample.values) and all(word(value) in known for value in sample.values)
    if column.type in _READ_ALL:
        return all(_READ_ALL[column.type](normal(value)) for value in sample.values)
    if column.type == "month":
        months = [isinstance(parse_month(normal(value)), date) for value in sample.values]
        return 2 * sum(months) >= len(months)
    if column.counted_in and sample.sort == "text":
        return all(_NUMBER.fullmatch(counted(normal(value), column.counted_in)) for value in sample.values)
    wanted = _LIKE.get(column.type)
    return sample.sort == "empty" or wanted is None or sample.sort in wanted


def _is_another(kind: Kind, column: Column, sample: Sample) -> bool:
    """Whether the file's column is certainly something else than its name makes believe.

    An account of the other side is no card of ours, a balance is not what was spent, a number is no currency, money is
    no number of days, and the count of the rows tells nothing of what stands in them: in another list of the same days
    it is another one.
    """
    header, values = bare(sample.header), sample.values
    is_other_side = column.type == "card" and bool(_OTHER_SIDE.search(header))
    is_balance = column.required and column.type == "money" and bool(_BALANCE.search(header))
    is_no_currency = column.name in kind.currency_columns and sample.sort not in ("text", "empty")
    counts_rows = (len(values) > 1 or header in ROW_NUMBERS) and values == tuple(map(str, range(1, len(values) + 1)))
    is_number = column.type in _NUMBERS and header not in map(bare, column.headers)
    is_no_amount = is_number and bool(header in ROW_NUMBERS or (column.type == "money" and _OF_NO_MONEY.search(header)))
    is_no_count = is_number and column.type != "money" and not column.unit and bool(_OF_MONEY.search(header))
    is_no_text = column.type in ("text", "code") and (counts_rows or _is_cost(sample))
    return is_other_side or is_balance or is_no_currency or is_no_amount or is_no_count or is_no_text


def _is_cost(sample: Sample) -> bool:
    """Whether it is an amount of one sort: 油费, 伙食补助."""
    return sample.sort == "number" and bool(_COST.search(bare(sample.header)))


def _by_values(kind: Kind, found: Sequence[Sample], matched: dict[str, Sample], taken: set[int]) -> None:
    """What a record cannot be without, by its values where no name told: the first date, the number with decimals,
    and the numbers of cards. One cost among several is not the amount."""
    for column in kind.columns:
        is_card = column.type == "card"
        if column.name in matched or not (is_card or column.required or column.name in kind.either[:1]):
            continue
        wanted = _LIKE.get(column.type, ())
        free = [sample for sample in found if sample.place not in taken and _may_hold(kind, column, sample)]
        free = [sample for sample in free if (holds_cards(sample) if is_card else sample.sort in wanted)]
        costs = [sample for sample in free if _is_cost(sample)]
        free = [sample for sample in free if sample not in costs] if len(costs) > 1 else free
        free.sort(key=lambda sample: -sum("." in value or "," in value for value in sample.values))
        if free:
            matched[column.name] = free[0]
            taken.add(free[0].place)


def _times_of_days(kind: Kind, matched: dict[str, Sample]) -> None:
    """The time of day from the cells of the kind's own date, where all of them have one and no column is for it."""
    dated = next((matched[name] for name in kind.dated_by if name in matched), None)
    if dated and all(isinstance(parse_time(value), time) for value in dated.values):
        for column in kind.columns:
            if column.type == "time":
                matched.setdefault(column.name, dated)


def holds_cards(sample: Sample) -> bool:
    """Whether each cell is the number of a card: with digits hidden, or beginning and ending as one does.

    An account of the other side is nobody's card here.
    """
    if _OTHER_SIDE.search(bare(sample.header)):
        return False
    cards = [parse_card(normal(value))[0] for value in sample.values]
    return bool(cards) and all(card and ("*" in card or without_cards(card) != card) for card in cards)


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
