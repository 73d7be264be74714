"""What later files replaced: each cell of a revised record that says something else now, and what it said before."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from costctl.bilingual import Text
from costctl.errors import InputError
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.departments import meant_key
from costctl.ledger.numbers import BATCH, id_of, number_of
from costctl.ledger.schema import CARD_ID, CARD_LAST4, content_columns
from costctl.records import Kind

COLUMNS: dict[str, type[pl.DataType]] = {
    "batch": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64, "kind": pl.String, "key": pl.String,
    "column": pl.String, "before": pl.String, "after": pl.String,
}  # fmt: skip
"""One row per cell: by which batch, file, sheet and physical row; `column` as the kind calls it, values as text."""

# A version is told from the one that was in force before it by the order in which they were seen; what was taken back
# was never seen.
_PAIRS = """
WITH wanted AS (
    SELECT DISTINCT {key} AS record_key
    FROM base.all_sightings AS a JOIN base.{name} AS v ON v.row_id = a.row_id
    WHERE a.kind = '{kind}' AND a.outcome = 'revised' AND ($batch IS NULL OR a.batch_no = $batch)
),
seen AS (
    SELECT a.row_id, a.batch_no, a.sheet_no, a.row_no, a.outcome, {key} AS record_key
    FROM base.all_sightings AS a JOIN base.{name} AS v ON v.row_id = a.row_id
    WHERE a.kind = '{kind}' AND a.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
        AND {key} IN (SELECT w.record_key FROM wanted AS w)
),
pairs AS (
    SELECT
        s.*,
        lag(s.row_id) OVER (PARTITION BY s.record_key ORDER BY s.batch_no, s.sheet_no, s.row_no) AS before_id
    FROM seen AS s
)
SELECT p.batch_no, b.file, h.sheet, p.row_no, p.record_key, {cells}
FROM pairs AS p
JOIN base.{name} AS o ON o.row_id = p.before_id
JOIN base.{name} AS n ON n.row_id = p.row_id
JOIN base.batches AS b ON b.batch_no = p.batch_no
JOIN base.sheets AS h ON h.batch_no = p.batch_no AND h.sheet_no = p.sheet_no
WHERE p.outcome = 'revised' AND ($batch IS NULL OR p.batch_no = $batch)
    AND ($sheet IS NULL OR p.sheet_no = $sheet)
ORDER BY p.batch_no, p.sheet_no, p.row_no
LIMIT $most"""

_ALL = 2**62


def header(kind: Kind, name: str) -> Text:
    """What people call a column of the content; of a card number only the end is kept."""
    return kind.column(kind.card_column or name if name in (CARD_ID, CARD_LAST4) else name).header


def as_written(kind: Kind, name: str, value: str | None) -> str:
    """A value of a column as a file in Chinese has it; a dash for none."""
    column = kind.column(name) if name in kind.names else None
    if value is None or column is None:
        return value or "–"
    if column.type == "boolean":
        return "是" if value == "true" else "否"
    if column.type == "decimal":
        return f"{Decimal(value).normalize():f}"
    return next((written for written, means in column.values.items() if means == value), value)


def revisions(db: Connection, kinds: Mapping[str, Kind], batch: str | None = None) -> pl.DataFrame:
    """COLUMNS, in the order of batches and rows; of one batch, such as `B000012`. InputError for one that is none."""
    number = None
    if batch is not None:
        number = number_of(BATCH, batch)
        known = number and db.value("SELECT 1 FROM base.batches WHERE batch_no = ?", [number])
        if not known:
            raise InputError("batch.unknown", found=batch)
    rows = [cell for kind in kinds.values() if kind.key for cell in changed(db, kind, batch_no=number)]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("batch", maintain_order=True)


def changed(
    db: Connection, kind: Kind, *, batch_no: int | None = None, sheet_no: int | None = None, most: int = _ALL
) -> Iterator[tuple[Any, ...]]:
    """The rows of COLUMNS of one kind: of one batch or sheet, of the first `most` revised records."""
    names = [name for name in content_columns(kind) if name != CARD_ID or CARD_LAST4 not in content_columns(kind)]
    cells = ", ".join(
        f"CAST(o.{quoted(name)} AS VARCHAR) AS {quoted(f'o {name}')}, CAST(n.{quoted(name)} AS VARCHAR) AS "
        f"{quoted(f'n {name}')}"
        for name in names
    )
    query = _PAIRS.format(name=quoted(kind.kind), kind=kind.kind, key=meant_key(kind, "v.record_key"), cells=cells)
    for number, file, sheet, row, key, *values in db.rows(query, {"batch": batch_no, "sheet": sheet_no, "most": most}):
        for name, before, after in zip(names, values[::2], values[1::2], strict=True):
            if before != after:
                yield id_of(BATCH, number), file, sheet, row, kind.kind, key, name, before, after
