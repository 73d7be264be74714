"""What a file says of its own sums, beside what its readable rows add up to, gathered while it is read."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from costctl.values import ROW_NO, ControlTotal

_SUBTOTAL = re.compile(r"小\s*计|小\s*計|本页|本頁|sub[- ]?total", re.IGNORECASE)
_MOST = 1000
_NOTHING = Decimal("0.00")
"""With two decimals, as every sum has them: it is shown."""


class Totals:
    """The control totals of one reading of one sheet."""

    def __init__(self) -> None:
        self._found: list[ControlTotal] = []
        self._running: dict[str, tuple[Decimal, Decimal]] = {}
        self._columns: dict[str, tuple[Decimal, Decimal]] = {}
        self._rows = 0
        self.since_repeated: dict[str, Decimal] = {}
        """What the rows add up to since the last record that was refused because it repeats their sum."""
        self._above: list[tuple[str, str, Decimal, int]] = []
        """What stands above all rows: the amount's name, where it stands, and the sum it states of what comes below."""

    def add_rows(self, accepted: pl.DataFrame, stated: pl.DataFrame, headers: Mapping[str, str]) -> None:
        """A chunk's good rows, and its total rows: ROW_NO, `label`, and the amounts they state.

        `headers` gives for each amount column to be compared its header in the file.
        """
        for name, header in headers.items():
            sums = accepted[name].cast(pl.Decimal(38, 2)).fill_null(_NOTHING).cum_sum()
            before, since = self._running.get(name, (_NOTHING, _NOTHING))
            last = _NOTHING
            for row, label, said in stated.select(ROW_NO, "label", name).iter_rows():
                position = accepted[ROW_NO].search_sorted(row)
                here = Decimal(sums[position - 1]) if position else _NOTHING
                whole, stretch = before + here, since + here - last
                if said is not None and not position and not self._rows:
                    self._above.append((name, header, said, row))
                elif said is not None:
                    self._add(header, said, _closest(said, label, whole, stretch), row)
                    since, last = _NOTHING, here
            whole_chunk = Decimal(sums[-1]) if accepted.height else _NOTHING
            self._running[name] = (before + whole_chunk, since + whole_chunk - last)
        self._rows += accepted.height

    def add_sums(self, accepted: pl.DataFrame, headers: Iterable[str]) -> None:
        """A chunk without total rows."""
        for name in headers:
            before, since = self._running.get(name, (_NOTHING, _NOTHING))
            here = sum_of(accepted[name])
            self._running[name] = (before + here, since + here)
        self._rows += accepted.height

    def sum_of(self, name: str) -> Decimal:
        """What the good rows of the chunks before add up to."""
        return self._running.get(name, (_NOTHING, _NOTHING))[0]

    def rows_above(self, accepted: pl.DataFrame, row: int) -> int:
        """How many good records stand above a row of the chunk whose good rows are `accepted`."""
        return self._rows + accepted[ROW_NO].search_sorted(row)

    def would_agree(self, accepted: pl.DataFrame, row: int, after: int, name: str, said: Decimal) -> bool:
        """Whether an amount in `row` is the sum of all rows before it, or of those since `after`, the last total."""
        before, since = self._running.get(name, (_NOTHING, _NOTHING))
        above = accepted.filter(pl.col(ROW_NO) < row)
        stretch = sum_of(above.filter(pl.col(ROW_NO) > after)[name])
        return said in (before + sum_of(above[name]), stretch if after else since + stretch)

    def add_column(self, header: str, beside: pl.DataFrame) -> None:
        """A subtotal column: each row's `stated` and `computed`; rows that disagree are named one by one."""
        stated, computed = self._columns.get(header, (_NOTHING, _NOTHING))
        self._columns[header] = (stated + sum_of(beside["stated"]), computed + sum_of(beside["computed"]))
        off = beside.filter(pl.col("stated") != pl.col("computed")).head(20)
        for row, said, parts in off.select(ROW_NO, "stated", "computed").iter_rows():
            self._add(header, said, parts, row)

    def _add(self, header: str, stated: Decimal, computed: Decimal, row: int) -> None:
        if len(self._found) < _MOST:
            self._found.append(ControlTotal(header, stated, computed, row))

    def found(self) -> tuple[ControlTotal, ...]:
        """All control totals of the sheet, when it has been read to its end."""
        columns = (ControlTotal(header, stated, computed) for header, (stated, computed) in self._columns.items())
        above = (ControlTotal(header, said, self._running[name][0], row) for name, header, said, row in self._above)
        return (*columns, *above, *self._found)


def _closest(said: Decimal, label: str, whole: Decimal, stretch: Decimal) -> Decimal:
    """The sum that the row means: the one it equals, else what its words say."""
    if said in (whole, stretch):
        return said
    return stretch if _SUBTOTAL.search(label) else whole


def sum_of(values: pl.Series) -> Decimal:
    """The sum of amounts, 0 of none."""
    total = values.cast(pl.Decimal(38, 2)).sum()
    return total if isinstance(total, Decimal) else _NOTHING
