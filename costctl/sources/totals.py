"""What a file says of its own sums, beside what its readable rows add up to, gathered while it is read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from costctl.bilingual import Text
from costctl.values import ROW_NO, ControlTotal, Doubt

_SUBTOTAL = re.compile(r"小\s*计|小\s*計|本页|本頁|sub[- ]?total", re.IGNORECASE)
_MOST = 1000
_EXAMPLES = 5
_NOTHING = Decimal("0.00")
"""With two decimals, as every sum has them: it is shown."""


@dataclass(frozen=True)
class _Sum:
    """What the amounts of some rows add up to."""

    signed: Decimal = _NOTHING
    unsigned: Decimal = _NOTHING
    """Regardless of their signs, where these come from words beside them: a file may add up what it writes."""
    left_out: Decimal = _NOTHING
    """Of the rows between them that the layout leaves out."""

    def __add__(self, other: "_Sum") -> "_Sum":
        return _Sum(self.signed + other.signed, self.unsigned + other.unsigned, self.left_out + other.left_out)

    def __sub__(self, other: "_Sum") -> "_Sum":
        return _Sum(self.signed - other.signed, self.unsigned - other.unsigned, self.left_out - other.left_out)


_NONE = _Sum()


class Totals:
    """The control totals of one reading of one sheet."""

    def __init__(self) -> None:
        self._found: list[ControlTotal] = []
        self._running: dict[str, tuple[_Sum, _Sum]] = {}
        """Of the good rows before, and of those since the last total."""
        self._columns: dict[str, tuple[Decimal, Decimal]] = {}
        self._rows = 0
        self.signed_by_words: Collection[str] = ()
        """The amounts that the file writes without their sign."""
        self.left_out: pl.DataFrame | None = None
        """The records of the chunk that the layout leaves out, if any: ROW_NO and the amounts."""
        self.since_repeated: dict[str, Decimal] = {}
        """What the rows add up to since the last record that was refused because it repeats their sum."""
        self._above: list[tuple[str, str, Decimal, int]] = []
        """What stands above all rows: the amount's name, where it stands, and the sum it states of what comes below."""

    def add_rows(self, accepted: pl.DataFrame, stated: pl.DataFrame, headers: Mapping[str, str]) -> None:
        """A chunk's good rows, and its total rows: ROW_NO, `label`, and the amounts they state.

        `headers` gives for each amount column to be compared its header in the file.
        """
        for name, header in headers.items():
            amounts = accepted[name].cast(pl.Decimal(38, 2)).fill_null(_NOTHING)
            signed, unsigned = amounts.cum_sum(), self._as_written(name, amounts).cum_sum()
            before, since = self._running.get(name, (_NONE, _NONE))
            last = _NONE
            for row, label, said in stated.select(ROW_NO, "label", name).iter_rows():
                position = accepted[ROW_NO].search_sorted(row)
                here = _Sum(left_out=self._sum_left_out(name, row))
                here += _Sum(signed[position - 1], unsigned[position - 1]) if position else _NONE
                if said is not None and not position and not self._rows:
                    self._above.append((name, header, said, row))
                elif said is not None:
                    self._found_one(_beside(header, said, row, _meant(said, label, before + here, since + here - last)))
                    since, last = _NONE, here
            chunk = self._sum(name, accepted[name]) + _Sum(left_out=self._sum_left_out(name))
            self._running[name] = (before + chunk, since + chunk - last)
        self._rows += accepted.height

    def add_sums(self, accepted: pl.DataFrame, headers: Iterable[str]) -> None:
        """A chunk without total rows."""
        for name in headers:
            before, since = self._running.get(name, (_NONE, _NONE))
            here = self._sum(name, accepted[name]) + _Sum(left_out=self._sum_left_out(name))
            self._running[name] = (before + here, since + here)
        self._rows += accepted.height

    def sum_of(self, name: str) -> Decimal:
        """What the good rows of the chunks before add up to."""
        return self._running.get(name, (_NONE, _NONE))[0].signed

    def rows_above(self, accepted: pl.DataFrame, row: int) -> int:
        """How many good records stand above a row of the chunk whose good rows are `accepted`."""
        return self._rows + accepted[ROW_NO].search_sorted(row)

    def would_agree(self, accepted: pl.DataFrame, row: int, after: int, name: str, said: Decimal) -> bool:
        """Whether an amount in `row` is the sum of all rows before it, or of those since `after`, the last total."""
        before, since = self._running.get(name, (_NONE, _NONE))
        above = accepted.filter(pl.col(ROW_NO) < row)
        stretch = self._sum(name, above.filter(pl.col(ROW_NO) > after)[name])
        sums = (before + self._sum(name, above[name]), stretch if after else since + stretch)
        return any(said in (one.signed, one.unsigned) for one in sums)

    def _as_written(self, name: str, values: pl.Series) -> pl.Series:
        return values.abs() if name in self.signed_by_words else values

    def _sum(self, name: str, values: pl.Series) -> _Sum:
        signed = sum_of(values)
        return _Sum(signed, sum_of(values.abs()) if name in self.signed_by_words else signed)

    def _sum_left_out(self, name: str, above: int | None = None) -> Decimal:
        """Of the chunk, or of what stands above one of its rows."""
        if self.left_out is None:
            return _NOTHING
        rows = self.left_out if above is None else self.left_out.filter(pl.col(ROW_NO) < above)
        return sum_of(rows[name])

    def add_column(self, header: str, beside: pl.DataFrame) -> None:
        """A subtotal column: each row's `stated` and `computed`; rows that disagree are named one by one."""
        stated, computed = self._columns.get(header, (_NOTHING, _NOTHING))
        self._columns[header] = (stated + sum_of(beside["stated"]), computed + sum_of(beside["computed"]))
        off = beside.filter(pl.col("stated") != pl.col("computed")).head(20)
        for row, said, parts in off.select(ROW_NO, "stated", "computed").iter_rows():
            self._found_one(ControlTotal(header, said, parts, row))

    def _found_one(self, total: ControlTotal) -> None:
        if len(self._found) < _MOST:
            self._found.append(total)

    def found(self) -> tuple[ControlTotal, ...]:
        """All control totals of the sheet, when it has been read to its end."""
        columns = (ControlTotal(header, stated, computed) for header, (stated, computed) in self._columns.items())
        above = (_beside(header, said, row, self._running[name][0]) for name, header, said, row in self._above)
        return (*columns, *above, *self._found)


def _meant(said: Decimal, label: str, whole: _Sum, stretch: _Sum) -> _Sum:
    """The sum that the row means: the one it equals, else what its words say."""
    if said in (whole.signed, stretch.signed):
        return whole if said == whole.signed else stretch
    if said in (whole.unsigned, stretch.unsigned):
        return whole if said == whole.unsigned else stretch
    if said in (whole.signed + whole.left_out, stretch.signed + stretch.left_out):
        return whole if said == whole.signed + whole.left_out else stretch
    return stretch if _SUBTOTAL.search(label) else whole


def _beside(header: str, said: Decimal, row: int, meant: _Sum) -> ControlTotal:
    """What the row states beside the sum that it means, with signs unless it agrees without them alone."""
    is_unsigned = said == meant.unsigned != meant.signed
    return ControlTotal(header, said, meant.unsigned if is_unsigned else meant.signed, row, is_unsigned, meant.left_out)


def sum_of(values: pl.Series) -> Decimal:
    """The sum of amounts, 0 of none."""
    total = values.cast(pl.Decimal(38, 2)).sum()
    return total if isinstance(total, Decimal) else _NOTHING


def total_doubts(totals: Iterable[ControlTotal]) -> Iterator[Doubt]:
    """The totals that differ, those by just what the layout leaves out apart: nobody need look for rejected rows."""
    off = [total for total in totals if not total.agrees]
    for code, counts_left_out, compared in (
        ("total.counts_left_out", True, "{total.said}: {total.stated:f} = {total.computed:f} + {total.left_out:f}"),
        ("total.disagrees", False, "{total.said}: {total.stated:f} ≠ {total.computed:f}"),
    ):
        if told := [total for total in off if total.counts_left_out is counts_left_out]:
            said = tuple(Text(compared, compared).format(total=total) for total in told[:_EXAMPLES])
            yield Doubt(code, len(told), said)
