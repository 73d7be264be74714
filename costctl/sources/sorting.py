"""The bad records of a chunk sorted out: headers, totals and notes are no records, all others are rejects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.counts import Said, stated_in_cells
from costctl.sources.judge import LIKE_TOTAL, SPILLED, Blamed, blames_of
from costctl.sources.others import LABEL_PATTERN, Sort, is_told, sort_of, sort_of_others
from costctl.sources.rejects import Rejecter, no_rejects
from costctl.sources.sums import stated_in_rows
from costctl.sources.totals import Totals
from costctl.values import REJECT_SCHEMA, ROW_NO

_NO_RECORDS: tuple[Sort, ...] = ("total", "note", "aside")


@dataclass(frozen=True)
class Sorted:
    """What the bad records of a chunk turned out to be."""

    rejects: pl.DataFrame
    asides: tuple[tuple[int, str], ...]
    """Rows that were passed over although no word marks them as notes, with what they say."""
    counts: tuple[tuple[int, Said], ...]
    """Rows that name a number of rows."""


class Bad:
    """The records of a chunk that have something wrong, with their texts and what is wrong."""

    def __init__(self, records: pl.DataFrame, texts: pl.DataFrame, bad: pl.Series, blamed: Sequence[Blamed]) -> None:
        self.records = records.filter(bad)
        self.texts = texts.filter(bad)
        self.blamed = [Blamed(one.column, one.codes.filter(bad)) for one in blamed]


def sort_out(
    chunk: pl.DataFrame,
    bad: Bad,
    accepted: pl.DataFrame,
    binding: Binding,
    *,
    totals: Totals,
    amounts: Mapping[str, str],
) -> Sorted:
    """The rejects among the bad records; what total rows state of the `amounts` (name to header) goes to `totals`."""
    rows = bad.records[ROW_NO].unique(maintain_order=True)
    cells = {row[0]: _cells(row[1:]) for row in chunk.filter(pl.col(ROW_NO).is_in(rows.implode())).iter_rows()}
    judge = _Judge(bad, accepted, binding, totals, amounts)
    sorts = judge.sorts(cells)
    labels = {row: _label(cells[row]) for row, sort in sorts.items() if sort == "total"}
    totals.add_rows(accepted, stated_in_rows(bad.records, labels, amounts), amounts)
    counts = {
        row: said
        for row, sort in sorts.items()
        if sort in _NO_RECORDS and (said := stated_in_cells(cells[row], is_total=sort == "total"))
    }
    asides = tuple((row, _label(cells[row])) for row, sort in sorts.items() if sort == "aside" and row not in counts)
    rejected = {row for row, sort in sorts.items() if sort is None}
    return Sorted(_rejects(bad, cells, rejected, binding), asides, tuple(counts.items()))


def _cells(row: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(cell or "" for cell in row)


def _label(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


def _rejects(bad: Bad, cells: dict[int, tuple[str, ...]], rows: set[int], binding: Binding) -> pl.DataFrame:
    kind = binding.layout.record_kind
    if not rows:
        return no_rejects()
    rejecter = Rejecter(binding)
    wide = bad.texts[f"text {binding.layout.wide.column}"] if binding.layout.wide else None
    spilled = bad.texts[SPILLED] if SPILLED in bad.texts.columns else None
    codes = [(one.column, one.codes.to_list()) for one in bad.blamed]
    found = []
    for number, record in enumerate(bad.records.iter_rows(named=True)):
        row = record[ROW_NO]
        if row in rows:
            blames = blames_of(kind, [(column, here[number]) for column, here in codes])
            if wide is not None:
                record["wide cell"] = wide[number]
            if spilled is not None:
                record[SPILLED] = spilled[number]
            found.append(rejecter.reject(row, cells[row], blames, record))
    return pl.DataFrame(found, schema=REJECT_SCHEMA, orient="row")


class _Judge:
    """What the bad rows of a chunk are, one after the other, since a total counts from the one before it."""

    def __init__(
        self, bad: Bad, accepted: pl.DataFrame, binding: Binding, totals: Totals, amounts: Mapping[str, str]
    ) -> None:
        self._bad, self._accepted, self._binding = bad, accepted, binding
        self._totals, self._amounts = totals, amounts
        self._last_total = 0

    def sorts(self, cells: Mapping[int, Sequence[str]]) -> dict[int, Sort | None]:
        """Each row's sort; None for a record that must be rejected."""
        labelled = {
            row for one in self._bad.blamed for row in self._bad.records.filter(one.codes == LIKE_TOTAL)[ROW_NO]
        }
        found: dict[int, Sort | None] = {}
        for row, own in cells.items():
            found[row] = self._sort(row, own, is_labelled=row in labelled)
            if found[row] == "total":
                self._last_total = row
        return found

    def _sort(self, row: int, cells: Sequence[str], *, is_labelled: bool) -> Sort | None:
        """A label in a key or department is a total's only if the amounts agree, and no card or day stands there.

        Words that may be a merchant's are a total's only if several rows add up to the amounts.
        """
        sort = sort_of(self._binding, cells)
        if sort == "perhaps":
            least = 1 if is_labelled or re.search(LABEL_PATTERN, _label(cells)) else 2
            is_total = self._totals.rows_above(self._accepted, row) >= least and self._agrees(row)
            return "total" if is_total else None if is_labelled else sort_of_others(self._binding, cells)
        if is_labelled and sort is None and not is_told(self._binding, cells):
            return "total" if self._agrees(row) else None
        return sort

    def _agrees(self, row: int) -> bool:
        """Whether all amounts of the row are what stands above it."""
        stated = self._bad.records.filter(pl.col(ROW_NO) == row)
        sums = {name: stated[name].drop_nulls().sum() for name in self._amounts if stated[name].count()}
        return bool(sums) and all(
            self._totals.would_agree(self._accepted, row, self._last_total, name, Decimal(said))
            for name, said in sums.items()
        )
