"""Which column of a file that no layout knows each column of a record most likely comes from, by names and values."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time

from costctl.dates import parse_month, parse_time, parse_year
from costctl.masking import without_cards
from costctl.records import Column, ColumnType, Kind
from costctl.sources.guess import NUMBER, Sample, Sort
from costctl.sources.headers import ROW_NUMBERS, bare
from costctl.sources.layout import Layout
from costctl.sources.words import counted, enum_words, normal, parse_boolean, parse_card, word

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
        return all(NUMBER.fullmatch(counted(normal(value), column.counted_in)) for value in sample.values)
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
