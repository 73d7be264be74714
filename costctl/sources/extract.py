"""From a grid and a binding to typed parts: good records, rejects, and what the file says of its own sums."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from costctl.records import Column
from costctl.sources.bind import Binding, Bound
from costctl.sources.checks import Asked, is_odd, odd_dates
from costctl.sources.columns import convert
from costctl.sources.extra import extra_columns, extra_json
from costctl.sources.grid import Grid
from costctl.sources.headers import normal
from costctl.sources.judge import LIKE_TOTAL, SPILLED, Blamed, blame, blames_of, is_bad
from costctl.sources.layout import Origin, RowTotal, WideTotal
from costctl.sources.masking import masked
from costctl.sources.others import Sort, sort_of
from costctl.sources.rejects import Rejecter, header_of, no_rejects
from costctl.sources.texts import is_skipped, terms, text_columns
from costctl.sources.totals import Totals
from costctl.sources.typed import Typed, style_of, type_columns
from costctl.sources.wide import RECORD, one_row_each, repeated_sums, wide_cells, wide_terms
from costctl.values import EXTRA, REJECT_SCHEMA, ROW_NO, Doubt, Part

_EXAMPLES = 5


@dataclass
class _Reading:
    """What one reading of one sheet gathers on its way."""

    binding: Binding
    asked: Asked
    totals: Totals = field(default_factory=Totals)
    skipped: Counter[int] = field(default_factory=Counter)
    named: int = 0
    """Columns of delimited text that have a name or are often filled; a cell to the right of them is one too many."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    odd_count: int = 0


def parts(grid: Grid, binding: Binding, asked: Asked) -> Iterator[Part]:
    """The sheet's records chunk by chunk; the last part carries the doubts and control totals and no rows."""
    reading = _Reading(binding, asked, named=_named_columns(grid, binding))
    chunk = pl.DataFrame(schema={ROW_NO: pl.Int64(), **{f"c{place}": pl.String() for place in range(grid.width)}})
    for chunk in grid.frames(binding.header.rows[-1]):
        if chunk.height:
            yield _part(chunk, reading)
    end = _part(chunk.clear(), reading)
    yield Part(end.rows, end.rejects, 0, _doubts(reading), reading.totals.found())


def mapped_columns(binding: Binding, asked: Asked) -> tuple[str, ...]:
    """The record columns that come out of this sheet, in the order of the kind, EXTRA last."""
    names = {term.bound.column.name for term in (*terms(binding), *wide_terms(binding))}
    if asked.department and "department_code" in binding.layout.record_kind.names:
        names.add("department_code")
    extra = (EXTRA,) if binding.extras else ()
    return (*(name for name in binding.layout.record_kind.names if name in names), *extra)


def _part(chunk: pl.DataFrame, reading: _Reading) -> Part:
    binding, asked = reading.binding, reading.asked
    chunk = _without_skipped(chunk, reading)
    spilled = _spilled(chunk, reading)
    texts = chunk.select(*text_columns(binding), *wide_cells(binding), *extra_columns(binding), *spilled)
    texts = one_row_each(texts, binding)
    typed = type_columns(texts, binding, (*terms(binding), *wide_terms(binding)))
    records = _records(texts, typed, reading)
    blamed = blame(records, typed, texts, binding, asked)
    if blamed:
        bad = is_bad(blamed, records.height)
        accepted = records.filter(~bad)
        rejects = _sort_out(chunk, _Bad(records, texts, bad, blamed), accepted, reading)
    else:
        accepted, rejects = records, no_rejects()
        reading.totals.add_sums(accepted, _amount_headers(reading))
    if binding.wide_totals or binding.totals:
        _compare_columns(chunk, accepted, rejects, reading)
    _note_odd_dates(accepted, reading)
    numbers = pl.concat([accepted[ROW_NO], rejects[ROW_NO]])
    rows_read = numbers.n_unique() if binding.wide else len(numbers)
    return Part(accepted.select(*mapped_columns(binding, asked), ROW_NO), rejects, rows_read)


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


class _Bad:
    """The records of a chunk that have something wrong, with their texts and what is wrong."""

    def __init__(self, records: pl.DataFrame, texts: pl.DataFrame, bad: pl.Series, blamed: Sequence[Blamed]) -> None:
        self.records = records.filter(bad)
        self.texts = texts.filter(bad)
        self.blamed = [Blamed(one.column, one.codes.filter(bad)) for one in blamed]


def _sort_out(chunk: pl.DataFrame, bad: _Bad, accepted: pl.DataFrame, reading: _Reading) -> pl.DataFrame:
    """The rejects among the bad records; headers, totals and notes are no records and are told apart first."""
    rows = bad.records[ROW_NO].unique(maintain_order=True)
    cells = {row[0]: _cells(row[1:]) for row in chunk.filter(pl.col(ROW_NO).is_in(rows.implode())).iter_rows()}
    sorts = {row: sort_of(reading.binding, cells[row]) for row in rows}
    _agreeing_labels(bad, accepted, sorts, reading)
    totals = [row for row, sort in sorts.items() if sort == "total"]
    reading.totals.add_rows(accepted, _stated(bad.records, totals, cells, reading), _amount_headers(reading))
    reading.notes += [(row, _label(cells[row])) for row, sort in sorts.items() if sort == "aside"]
    return _rejects(bad, cells, {row for row, sort in sorts.items() if sort is None}, reading.binding)


def _cells(row: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(cell or "" for cell in row)


def _label(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


def _rejects(bad: _Bad, cells: dict[int, tuple[str, ...]], rows: set[int], binding: Binding) -> pl.DataFrame:
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


def _agreeing_labels(bad: _Bad, accepted: pl.DataFrame, sorts: dict[int, Sort | None], reading: _Reading) -> None:
    """A row whose key or department reads 合计 is a total if its amounts are what stands above; otherwise a reject."""
    for one in bad.blamed:
        labelled = bad.records.filter(one.codes == LIKE_TOTAL)[ROW_NO].unique(maintain_order=True)
        for row in labelled:
            after = max((other for other, sort in sorts.items() if sort == "total" and other < row), default=0)
            if sorts[row] is None and _adds_up(bad.records, accepted, row, after, reading):
                sorts[row] = "total"


def _adds_up(records: pl.DataFrame, accepted: pl.DataFrame, row: int, after: int, reading: _Reading) -> bool:
    stated = records.filter(pl.col(ROW_NO) == row)
    sums = {name: stated[name].drop_nulls().sum() for name in _amount_headers(reading) if stated[name].count()}
    return bool(sums) and all(
        reading.totals.would_agree(accepted, row, after, name, Decimal(said)) for name, said in sums.items()
    )


def _amount_headers(reading: _Reading) -> dict[str, str]:
    """The amounts that total rows repeat: the amount of the kind, or all its money; with their headers in the file."""
    binding, asked = reading.binding, reading.asked
    kind, names = binding.layout.record_kind, mapped_columns(binding, asked)
    money = [kind.amount_column] if kind.amount_column else [one.name for one in kind.columns if one.type == "money"]
    wide = binding.layout.wide
    return {
        name: kind.column(name).header.zh if wide and name == wide.column else header_of(binding, name)
        for name in money
        if name in names
    }


def _stated(
    records: pl.DataFrame, totals: Sequence[int], cells: dict[int, tuple[str, ...]], reading: _Reading
) -> pl.DataFrame:
    """The total rows: ROW_NO, `label`, and the amounts they state."""
    labels = pl.DataFrame(
        {ROW_NO: totals, "label": [_label(cells[row]) for row in totals]}, {ROW_NO: pl.Int64(), "label": pl.String()}
    )
    amounts = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).cast(pl.Decimal(38, 2)).sum()).alias(name)
        for name in _amount_headers(reading)
    ]
    return labels.join(records.group_by(ROW_NO).agg(amounts), on=ROW_NO, how="left", maintain_order="left").sort(ROW_NO)


def _compare_columns(chunk: pl.DataFrame, accepted: pl.DataFrame, rejects: pl.DataFrame, reading: _Reading) -> None:
    """Subtotal columns beside the sums of their parts: of a wide file, for every row that gave a record or a reject."""
    binding = reading.binding
    kind, wide = binding.layout.record_kind, binding.layout.wide
    if wide and binding.wide_totals:
        numbers = pl.concat([accepted[ROW_NO], rejects[ROW_NO]]).unique()
        amount = kind.column(wide.column)
        stated = _stated_cells(chunk, numbers, amount, binding.wide_totals, binding)
        for header, beside in repeated_sums(binding, accepted, stated):
            reading.totals.add_column(header, beside)
    for total, place in binding.totals:
        stated = _stated_cells(chunk, accepted[ROW_NO], kind.column(total.of[0]), [(total, place)], binding)
        parts = accepted.select(
            ROW_NO, pl.sum_horizontal(pl.col(name).fill_null(Decimal(0)) for name in total.of).alias("computed")
        )
        beside = (
            stated.rename({binding.header.names[place]: "stated"})
            .drop_nulls()
            .join(parts, on=ROW_NO, maintain_order="left")
        )
        reading.totals.add_column(binding.header.names[place], beside)


def _stated_cells(
    chunk: pl.DataFrame,
    numbers: pl.Series,
    column: Column,
    totals: Sequence[tuple[WideTotal | RowTotal, int]],
    binding: Binding,
) -> pl.DataFrame:
    """The typed cells of subtotal columns by header, for the rows of these numbers."""
    rows = chunk.filter(pl.col(ROW_NO).is_in(numbers.implode()))
    found = [rows[ROW_NO]]
    for total, place in totals:
        bound = Bound(column, Origin.model_validate({"from": total.from_}), (place,))
        values = convert(rows[f"c{place}"], column, style_of(binding, bound)).values
        found.append(values.alias(binding.header.names[place]))
    return pl.DataFrame(found)


def _note_odd_dates(accepted: pl.DataFrame, reading: _Reading) -> None:
    kind = reading.binding.layout.record_kind
    for name in odd_dates(kind, accepted.columns):
        odd = accepted.filter(is_odd(name, reading.asked)).select(ROW_NO, name)
        reading.odd_count += odd.height
        header = header_of(reading.binding, name)
        reading.odd += [f"{header} {day} (row {row})" for row, day in odd.head(_EXAMPLES).iter_rows()]


def _doubts(reading: _Reading) -> tuple[Doubt, ...]:
    """What the reader should know of the sheet as a whole, once it has been read to its end."""
    found = [
        Doubt("rows.left_out", count, about={"reason": f"{skip.reason.zh} / {skip.reason.en}"})
        for number, skip in enumerate(reading.binding.layout.skip)
        if (count := reading.skipped[number])
    ]
    if reading.notes:
        examples = tuple(masked(f"{row}: {label[:40]}") for row, label in reading.notes[:_EXAMPLES])
        found.append(Doubt("rows.notes", len(reading.notes), examples))
    if reading.odd_count:
        found.append(Doubt("date.odd", reading.odd_count, tuple(reading.odd[:_EXAMPLES])))
    return tuple(found)
