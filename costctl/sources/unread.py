"""Columns of amounts in a wide file that its layout does not know: their money is in no record, which must be said."""

import re
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.budget_items import item_of_column, parts_among
from costctl.sources.budget_tables import ASIDE
from costctl.sources.columns import convert
from costctl.sources.grid import Grid
from costctl.sources.guess import sample
from costctl.sources.headers import bare
from costctl.sources.shown import shown
from costctl.sources.signs import values_of
from costctl.sources.typed import style_of
from costctl.sources.wide import wide_terms
from costctl.values import ROW_NO, Doubt

_NO_AMOUNT = re.compile(
    r"序号|行[次号]|编[号码]|代码|电话|邮编|年度?$|月份?$|日期?$|[人次件份辆]数|数量|批次|面积|编制|比例|%|^no$|code|count"
)
"""Headers of columns of numbers that are no money."""
_NOT_MEANT = re.compile(f"{ASIDE.pattern}|决算|合计|总计|小计")
"""Headers of amounts that a layout may leave out, because they are no budget of the year or the sum of others."""
_EXAMPLES = 5


def lost_amounts(grid: Grid, binding: Binding) -> list[str]:
    """The columns of amounts of which a layout that came with costctl, made for another table, would lose the money."""
    if not binding.wide or binding.layout.own:
        return []
    known = {item for record, _place in binding.wide if (item := record.set.get("item"))}
    found = [sample(grid, binding.header, place) for place in _unread(binding)]
    return [
        one.header
        for one in found
        if one.sort == "number"
        and not _NOT_MEANT.search(bare(one.header))
        and not parts_among(item_of_column(one.header) or "", known)
        and any(values_of(one, decimal_comma=binding.layout.decimal_comma))
    ]


def _unread(binding: Binding) -> list[int]:
    """The places of the columns that may be amounts and that the layout does not know."""
    header = binding.header
    unread = (place for place in header.filled if place not in binding.used)
    return [place for place in unread if not _NO_AMOUNT.search(bare(header.names[place]))]


class UnreadAmounts:
    """What the columns that nobody reads add up to, over the rows that are records or rejects."""

    def __init__(self) -> None:
        self._sums: dict[str, Decimal] = {}
        self._cells: dict[str, tuple[int, int]] = {}
        """How many cells of a column are amounts, and how many are filled."""
        self._layout = ""

    def add(self, chunk: pl.DataFrame, numbers: pl.Series, binding: Binding) -> None:
        """A chunk's rows, those of these numbers, of a file in which an amount is a column."""
        (amount, *_set), places = wide_terms(binding), _unread(binding)
        self._layout = binding.layout.id
        rows = chunk.filter(pl.col(ROW_NO).is_in(numbers.implode())) if places else chunk
        for place in places:
            cells = rows[f"c{place}"].str.strip_chars().replace("", None)
            values = convert(cells, amount.bound.column, style_of(binding, amount.bound, place)).values.drop_nulls()
            name = binding.header.names[place]
            read, filled = self._cells.get(name, (0, 0))
            self._cells[name] = read + len(values), filled + cells.count()
            self._sums[name] = self._sums.get(name, Decimal(0)) + sum(values.to_list(), Decimal(0))

    def doubts(self) -> Iterator[Doubt]:
        """Names the columns of which most cells are amounts, with their sums."""
        found = [
            shown(f"{name} {self._sums[name]:f}")
            for name, (read, filled) in self._cells.items()
            if 2 * read > filled and self._sums[name]
        ]
        if found:
            yield Doubt("column.amounts_unread", len(found), tuple(found[:_EXAMPLES]), {"layout": self._layout})
