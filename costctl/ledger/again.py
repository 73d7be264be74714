"""Statements that come again with another set of columns: what only one of the two files has tells no rows apart.

A month that is published once more with a column that it did not have, or without one that it had, differs in every row
and would count twice. Its rows are those of the earlier file where, on the days that both have, nearly all rows of the
one are there in the other, in all that both say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from costctl.bilingual import Text
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.known import OWN_DATE
from costctl.ledger.receiving import Tally
from costctl.ledger.schema import TRANSACTIONS, content_columns
from costctl.records import Kind
from costctl.values import EXTRA, Doubt

_NEARLY_ALL = 0.9
_ENOUGH = 2
"""A single row that agrees with another file's may be another purchase."""
_NEVER_LACKING = frozenset({"amount", "currency", "card_no", "merchant_name", "reference_no"})
"""What tells transactions apart: files of which only one has it are not compared."""
_WHOSE = frozenset({"card_no", "reference_no", "department_code"})
"""Of these both have one at least: equal purchases of two offices are two."""


@dataclass(frozen=True)
class _Two:
    """A new sheet and an earlier one of its layout, with what only one of them has."""

    new: tuple[int, int]
    """Batch and sheet."""
    old: tuple[int, int]
    columns: Sequence[str]
    """What both have, as expressions."""


def rows_again(
    db: Connection, kind: Kind, batch_no: int, tallies: Sequence[Tally], known: pl.DataFrame
) -> pl.DataFrame:
    """Further pairs of `new_id` and `old_id` beside those `known`; each sheet that has any gets a doubt."""
    found = known
    for tally in tallies:
        own = set(columns_of(tally))
        for old_batch, old_sheet, file, columns in db.rows(_EARLIER, [tally.source.layout or "", batch_no]):
            lacking = own.symmetric_difference(columns)
            both = own.intersection(columns)
            if lacking and _NEVER_LACKING.isdisjoint(lacking) and not _WHOSE.isdisjoint(both):
                common = _common(kind, lacking, both)
                pairs = _pairs(db, _Two((batch_no, tally.sheet_no), (old_batch, old_sheet), common), found)
                if pairs.height:
                    found = pl.concat([found, pairs])
                    about = {"columns": _said(kind, lacking), "file": file}
                    tally.doubts.append(Doubt("statement.other_columns", pairs.height, about=about))
    return found


def columns_of(tally: Tally) -> list[str]:
    """The record columns and extras that a sheet has, as they are kept with it."""
    return [*(name for name in tally.source.mapped if name != EXTRA), *(f"{EXTRA}.{n}" for n in tally.source.extras)]


def _said(kind: Kind, columns: Collection[str]) -> Text:
    """The columns as people call them."""
    plain = [name.removeprefix(f"{EXTRA}.") for name in sorted(columns)]
    headers = [kind.column(name).header if name in kind.names else Text(name, name) for name in plain]
    return Text("、".join(one.zh for one in headers), ", ".join(one.en for one in headers))


def _common(kind: Kind, lacking: set[str], both: set[str]) -> list[str]:
    """What to compare: every column but those that one lacks, and of the extras those that both have."""
    names = [name for name in content_columns(kind) if name != EXTRA and name not in lacking]
    keys = sorted(name.removeprefix(f"{EXTRA}.") for name in both if name.startswith(f"{EXTRA}."))
    return [*(f"t.{quoted(name)}" for name in names), *(f"""t.{EXTRA} ->> '$."{key}"'""" for key in keys)]


def _pairs(db: Connection, two: _Two, known: pl.DataFrame) -> pl.DataFrame:
    """The rows of both sheets that say the same in their common columns, if nearly all of one sheet do."""
    (first_new, last_new), (first_old, last_old) = _days(db, two.new), _days(db, two.old)
    if first_new is None or first_old is None or first_new > last_old or first_old > last_new:
        return known.clear()
    days = max(first_new, first_old), min(last_new, last_old)
    new, old = _rows(db, two.new, two.columns, days), _rows(db, two.old, two.columns, days)
    new_ids, old_ids = new.select(new_id="row_id"), old.select(old_id="row_id")
    sure = known.join(new_ids, on="new_id", how="semi").join(old_ids, on="old_id", how="semi")
    new_left = _placed(new.join(known, left_on="row_id", right_on="new_id", how="anti"))
    old_left = _placed(old.join(known, left_on="row_id", right_on="old_id", how="anti"))
    pairs = new_left.join(old_left, on=["said", "place"], suffix="_old").select(new_id="row_id", old_id="row_id_old")
    is_again = sure.height + pairs.height >= max(_ENOUGH, _NEARLY_ALL * min(new.height, old.height))
    return pairs if is_again else pairs.clear()


def _days(db: Connection, sheet: tuple[int, int]) -> tuple[date | None, date]:
    ((first, last),) = db.rows(_PERIOD, list(sheet))
    return first, last


def _rows(db: Connection, sheet: tuple[int, int], columns: Sequence[str], days: tuple[date, date]) -> pl.DataFrame:
    """The rows in force of those days, with a digest of what they say."""
    batch, number = sheet
    query = _ROWS.format(said=f"md5(json_array({', '.join(columns)})::VARCHAR)")
    return db.sql(query, {"batch": batch, "sheet": number, "first": days[0], "last": days[1]})


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row with its place among those that say the same."""
    return rows.sort("row_id").with_columns(pl.int_range(pl.len()).over("said").alias("place"))


_ROWS = f"""
SELECT t.row_id, {{said}} AS said
FROM base.{TRANSACTIONS} AS t SEMI JOIN record.{TRANSACTIONS} AS r ON r.row_id = t.row_id
WHERE t.batch_no = $batch AND t.sheet_no = $sheet AND {OWN_DATE} BETWEEN $first AND $last
"""

_PERIOD = f"""
SELECT min({OWN_DATE}), max({OWN_DATE}) FROM base.{TRANSACTIONS} AS t WHERE t.batch_no = ? AND t.sheet_no = ?
"""

_EARLIER = f"""
SELECT s.batch_no, s.sheet_no, b.file, s.columns
FROM base.sheets AS s JOIN base.batches AS b ON b.batch_no = s.batch_no
WHERE s.kind = '{TRANSACTIONS}' AND coalesce(s.layout, '') = ? AND s.batch_no < ? AND s.columns IS NOT NULL
    AND s.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
ORDER BY s.batch_no, s.sheet_no
"""
