"""From a grid and a binding to typed parts: good records, rejects, and what the file says of its own sums."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from costctl.bilingual import Text
from costctl.sources.above import ABOVE_HEADER, like_a_table, like_records, rows_above
from costctl.sources.bind import Binding
from costctl.sources.checks import Asked, row_doubts
from costctl.sources.columns import FRACTION_LENGTH, is_fraction
from costctl.sources.counts import Counts, Said
from costctl.sources.extra import extra_columns, extra_json
from costctl.sources.grid import Grid
from costctl.sources.header_doubts import unread_cards
from costctl.sources.headers import normal
from costctl.sources.income_as_spending import income_as_spending
from costctl.sources.judge import SPILLED, Blamed, blame, is_bad
from costctl.sources.merged import Merged
from costctl.sources.rejects import header_of, no_rejects
from costctl.sources.repeated import blame_repeated
from costctl.sources.sections import Section, sections
from costctl.sources.shown import shown
from costctl.sources.sorting import Bad, sort_out
from costctl.sources.sums import amount_headers, compare_columns
from costctl.sources.texts import is_skipped, mark_columns, terms, text_columns, with_joined
from costctl.sources.totals import Totals, total_doubts
from costctl.sources.typed import Typed, type_columns
from costctl.sources.unlike_records import needed_columns
from costctl.sources.unpaid import Unpaid
from costctl.sources.unread import UnreadAmounts
from costctl.sources.wide import RECORD, one_row_each, wide_cells, wide_terms
from costctl.values import EXTRA, ROW_NO, ControlTotal, Doubt, Part

_EXAMPLES = 5


@dataclass
class _Reading:
    """What one reading of one sheet gathers on its way."""

    binding: Binding
    asked: Asked
    counts: Counts
    totals: Totals = field(default_factory=Totals)
    skipped: Counter[int] = field(default_factory=Counter)
    named: int = 0
    """Columns of delimited text that have a name or are often filled; a cell to the right of them is one too many."""
    asides: list[tuple[int, str]] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    """How many values are doubted, by the code of the doubt."""
    odd_examples: dict[str, list[Text | str]] = field(default_factory=dict)
    unread: UnreadAmounts = field(default_factory=UnreadAmounts)
    unpaid: Unpaid = field(default_factory=Unpaid)
    above: list[str] = field(default_factory=list)
    """Rows above the header that look like those of a table and cannot be read."""
    refused: str | None = None
    """Why no row is read that stands here."""
    nobodys: int = 0
    """Rows of tables that name neither a card nor a department, though what they spend is somebody's."""

    def note(self, code: str, header: str, odd: pl.DataFrame) -> None:
        """Remembers values that are doubted: row number, and what is said of each."""
        if odd.height:
            self.odd[code] += odd.height
            examples = self.odd_examples.setdefault(code, [])
            examples += (
                Text(f"{header} {said}(第 {row} 行)", f"{header} {said} (row {row})")
                for row, said in odd.head(_EXAMPLES - len(examples)).iter_rows()
            )

    def turn_to(self, section: Section) -> None:
        """From here on rows are read as `section` says."""
        self.binding, self.refused = section.binding, section.refused
        self.named = max(self.named, section.binding.header.filled[-1] + 1)


@dataclass(frozen=True)
class _Judged:
    """The records of a chunk, what they were made of, and what is wrong with them."""

    texts: pl.DataFrame
    records: pl.DataFrame
    blamed: list[Blamed]

    @property
    def bad(self) -> pl.Series:
        """Which records cannot be accepted."""
        return is_bad(self.blamed, self.records.height)


def parts(grid: Grid, binding: Binding, asked: Asked) -> Iterator[Part]:
    """The sheet's records chunk by chunk; the last part carries the doubts and control totals and no rows."""
    reading = _Reading(binding, asked, Counts(binding.titles), named=_named_columns(grid, binding))
    yield from _above(grid, reading)
    filled = Merged(grid, binding).filled(grid.frames(binding.header.rows[-1]))
    rows = rows_above(grid, binding)
    for section in sections(grid, binding, filled):
        reading.turn_to(section)
        if (rows := section.rows).height:
            yield _part(rows, reading)
        reading.asides += [(row, next(filter(str.strip, cells)).strip()) for row, cells in section.passed]
    end = _part(rows.clear(), reading)
    reading.nobodys *= not unread_cards(grid, binding)  # that they are not read is told of
    totals = (*reading.counts.found(reading.skipped.total()), *reading.totals.found())
    yield Part(end.rows, end.rejects, 0, _doubts(reading, totals), totals)


def _above(grid: Grid, reading: _Reading) -> Iterator[Part]:
    """What stands above the header and can be read as records, rejected; what only looks like it is told of."""
    rows, alike = rows_above(grid, reading.binding), like_records(grid, reading.binding)
    if rows.is_empty():
        return
    judged = _judged(rows, reading)
    numbers, _words = needed_columns(reading.binding)
    readable = {row for row in judged.records.filter(~judged.bad)[ROW_NO] if numbers or row in alike}
    if not readable:
        reading.above = like_a_table(grid, reading.binding)
        return
    reading.refused = ABOVE_HEADER
    yield _part(rows.filter(pl.col(ROW_NO).is_in([*readable, *alike])), reading)


def mapped_columns(binding: Binding, asked: Asked) -> tuple[str, ...]:
    """The record columns that come out of this sheet, in the order of the kind, EXTRA last."""
    names = {term.bound.column.name for term in (*terms(binding), *wide_terms(binding))}
    if asked.department and "department_code" in binding.layout.record_kind.names:
        names.add("department_code")
    extra = (EXTRA,) if binding.extras else ()
    return (*(name for name in binding.layout.record_kind.names if name in names), *extra)


def _judged(chunk: pl.DataFrame, reading: _Reading) -> _Judged:
    binding, asked = reading.binding, reading.asked
    spilled = _spilled(chunk, reading)
    texts = chunk.select(
        *text_columns(binding), *mark_columns(binding), *wide_cells(binding), *extra_columns(binding), *spilled
    )
    texts = with_joined(one_row_each(texts, binding), binding, asked.department)
    typed = type_columns(texts, binding, (*terms(binding), *wide_terms(binding)), asked.currency)
    records = _records(texts, typed, reading)
    blamed = blame(records, typed, texts, binding, asked)
    if reading.refused and records.height:
        refused = pl.repeat(reading.refused, records.height, dtype=pl.String, eager=True)
        blamed.append(Blamed(binding.layout.needs[0][0], refused))
    return _Judged(texts, records, blamed)


def _part(chunk: pl.DataFrame, reading: _Reading) -> Part:
    binding, asked = reading.binding, reading.asked
    whole, chunk = chunk, _without_skipped(chunk, reading)
    judged = _judged(chunk, reading)
    records = judged.records
    names = mapped_columns(binding, asked)
    amounts = amount_headers(binding, names)
    reading.totals.left_out = _left_out(whole, chunk, reading, tuple(amounts))
    reading.totals.signed_by_words = [name for name in amounts if (one := binding.by_name.get(name)) and one.by]
    counts: tuple[tuple[int, Said], ...] = ()
    judged.blamed.extend(blame_repeated(records, judged.bad, binding, reading.totals, tuple(amounts)))
    if judged.blamed:
        unusable = judged.bad
        accepted = records.filter(~unusable)
        bad = Bad(records, judged.texts, unusable, judged.blamed)
        found = sort_out(chunk, bad, accepted, binding, totals=reading.totals, amounts=amounts)
        rejects, counts = found.rejects, found.counts
        reading.asides += found.asides
    else:
        accepted, rejects = records, no_rejects()
        reading.totals.add_sums(accepted, amounts)
    if binding.wide_totals or binding.totals:
        compare_columns(chunk, accepted, rejects, binding, reading.totals)
    if binding.layout.record_kind.spends and {binding.layout.record_kind.card_column, "department_code"}.isdisjoint(
        names
    ):
        reading.nobodys += accepted.height
    _note_odd_values(accepted, reading)
    _note_rounded(judged.texts, accepted, reading)
    _note_income_as_spending(judged.texts, accepted, reading)
    numbers = pl.concat([accepted[ROW_NO], rejects[ROW_NO]])
    rows_read = numbers.n_unique() if binding.wide else len(numbers)
    if binding.wide:
        reading.unread.add(chunk, numbers.unique(), binding)
    reading.unpaid.add(chunk, accepted, binding)
    reading.counts.add(numbers, rows_read, counts)
    return Part(accepted.select(*names, ROW_NO), rejects, rows_read)


def _named_columns(grid: Grid, binding: Binding) -> int:
    """How many columns a row of delimited text may fill; a workbook's rows may have remarks at their side."""
    if grid.delimiter is None:
        return sys.maxsize
    last = binding.header.rows[-1]
    below = [cells for row, cells in grid.head if row > last]
    above = [cells for row, cells in grid.head if row <= last]
    named = [place for cells in above for place, cell in enumerate(cells) if cell.strip()]
    often = (
        place for place in range(grid.width) if 2 * sum(bool(cells[place].strip()) for cells in below) > len(below)
    )
    return 1 + max(*named, *often)


def _spilled(chunk: pl.DataFrame, reading: _Reading) -> list[pl.Expr]:
    """What stands in the cells to the right of the last column, if any row has such cells."""
    beyond = [pl.col(name) for name in chunk.columns if name != ROW_NO and int(name[1:]) >= reading.named]
    if not beyond:
        return []
    cells = pl.concat_str(beyond, separator=" | ", ignore_nulls=True).str.strip_chars(" |")
    return [cells.replace("", None).alias(SPILLED)]


def _without_skipped(chunk: pl.DataFrame, reading: _Reading) -> pl.DataFrame:
    for number, left_out in is_skipped(reading.binding):
        kept = chunk.filter(~left_out)
        reading.skipped[number] += chunk.height - kept.height
        chunk = kept
    return chunk


def _left_out(
    whole: pl.DataFrame, kept: pl.DataFrame, reading: _Reading, amounts: Sequence[str]
) -> pl.DataFrame | None:
    """The amounts of those rows of a chunk that are left out and would be good records; None if none is left out."""
    if kept.height == whole.height:
        return None
    judged = _judged(whole.filter(~pl.col(ROW_NO).is_in(kept[ROW_NO].implode())), reading)
    return judged.records.filter(~judged.bad).select(ROW_NO, *amounts)


def _records(texts: pl.DataFrame, typed: Typed, reading: _Reading) -> pl.DataFrame:
    """The typed columns with the row number, the department that the caller named, the extras."""
    binding, asked = reading.binding, reading.asked
    columns = [texts[name] for name in (ROW_NO, RECORD) if name in texts.columns]
    if binding.extras:
        columns.append(extra_json(texts, binding).alias(EXTRA))
    records = typed.frame.with_columns(columns)
    if asked.items and "item" in records.columns:
        named = {
            one: asked.items[normal(one)] for one in records["item"].unique().drop_nulls() if normal(one) in asked.items
        }
        records = records.with_columns(pl.col("item").replace(named))
    if asked.department and "department_code" in binding.layout.record_kind.names:
        given = pl.lit(asked.department, dtype=pl.String)
        own = pl.col("department_code") if "department_code" in records.columns else given
        records = records.with_columns(pl.coalesce(own, given).alias("department_code"))
    return records


def _note_odd_values(accepted: pl.DataFrame, reading: _Reading) -> None:
    kind = reading.binding.layout.record_kind
    doubts = row_doubts(kind, accepted.columns, reading.asked)
    has_odd = accepted.select(is_odd.any().alias(str(number)) for number, (_name, _code, is_odd) in enumerate(doubts))
    for (name, code, is_odd), any_odd in zip(doubts, has_odd.row(0) if doubts else (), strict=True):
        if any_odd:
            odd = accepted.filter(is_odd).select(ROW_NO, pl.col(name).cast(pl.String))
            said = odd[name].str.strip_chars_end("0").str.strip_chars_end(".")
            odd = odd.with_columns(said) if kind.column(name).type == "decimal" else odd
            reading.note(code, header_of(reading.binding, name), odd)


def _note_rounded(texts: pl.DataFrame, accepted: pl.DataFrame, reading: _Reading) -> None:
    """Fractions that were cut to the decimals that the ledger keeps."""
    for term in terms(reading.binding):
        if term.bound.column.type == "decimal":
            cells = texts.select(ROW_NO, term.name).filter(pl.col(term.name).str.len_bytes() > FRACTION_LENGTH)
            rounded = cells.filter([is_fraction(cell) for cell in cells[term.name]])
            header = header_of(reading.binding, term.bound.column.name)
            reading.note("number.rounded", header, rounded.join(accepted, on=ROW_NO, how="semi"))


def _note_income_as_spending(texts: pl.DataFrame, accepted: pl.DataFrame, reading: _Reading) -> None:
    for header, odd in income_as_spending(texts, reading.binding, reading.asked.currency):
        reading.note("amount.income_as_spending", header, odd.join(accepted, on=ROW_NO, how="semi"))


def _doubts(reading: _Reading, totals: Iterable[ControlTotal]) -> tuple[Doubt, ...]:
    """What the reader should know of the sheet as a whole, once it has been read to its end."""
    above, examples = len(reading.above), tuple(reading.above[:_EXAMPLES])
    found = [Doubt("rows.above_header", above, examples)] if above else []
    found += [Doubt("card.nobodys", reading.nobodys)] if reading.nobodys else []
    found += [
        Doubt("rows.left_out", count, about={"reason": skip.reason})
        for number, skip in enumerate(reading.binding.layout.skip)
        if (count := reading.skipped[number])
    ]
    if reading.asides:
        asides = [(row, shown(label[:40])) for row, label in reading.asides[:_EXAMPLES]]
        notes = tuple(Text(f"第 {row} 行“{label}”", f"row {row} “{label}”") for row, label in asides)
        found.append(Doubt("rows.notes", len(reading.asides), notes))
    found += [Doubt(code, count, tuple(reading.odd_examples[code])) for code, count in reading.odd.items()]
    found += (*reading.unread.doubts(), *reading.unpaid.doubts(), *total_doubts(totals))
    return tuple(found)
