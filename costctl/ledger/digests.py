"""Digests by which `verify` recognises the stored rows of a sheet, whatever their order.

A digest is the sum of DuckDB's row hashes: fast enough to be taken of every import, but its value may change with
DuckDB's version. A probe taken at the same time tells whether a digest can still be compared; counts and sums
always can.
"""

from collections.abc import Sequence
from typing import Any

from costctl.ledger.connection import Connection, quoted
from costctl.ledger.schema import base_columns
from costctl.records import Kind

_PROBE = """SELECT hash(
    'probe', 42, NULL, DATE '2014-01-01', TIME '01:02:03', 12.34::DECIMAL(18, 2), TRUE, ['a', NULL]
)::VARCHAR"""


def probe(db: Connection) -> str:
    """The hash of fixed values with this DuckDB."""
    found: str = db.value(_PROBE)
    return found


def of_sheet(
    db: Connection, kind: Kind, batch_no: int, sheet_no: int, columns: Sequence[str] | None = None
) -> dict[str, Any]:
    """What the ledger holds of one sheet: rows first seen there, their digest and sum, further sightings, rejects.

    `columns` are those of an earlier digest, made before the kind had more of them.
    """
    place = [batch_no, sheet_no]
    columns = sorted(columns or base_columns(kind))
    rows, digest, amount = _rows(db, kind, columns, place)
    sightings, sightings_digest = _counted(db, "base.sightings", _SIGHTING_COLUMNS, place)
    rejected, rejects_digest = _counted(db, "base.rejects", _REJECT_COLUMNS, place)
    return {
        "columns": columns,
        "rows": rows,
        "rows_digest": digest,
        "amount": amount,
        "sightings": sightings,
        "sightings_digest": sightings_digest,
        "rejects": rejected,
        "rejects_digest": rejects_digest,
    }


def _rows(db: Connection, kind: Kind, columns: Sequence[str], place: list[int]) -> tuple[int, str, str | None]:
    amount = f"sum({quoted(kind.amount_column)})::VARCHAR" if kind.amount_column else "NULL"
    hashed = ", ".join(map(quoted, columns))
    ((rows, digest, total),) = db.rows(
        f"""SELECT count(*), coalesce(sum(hash({hashed})), 0)::VARCHAR, {amount}
        FROM base.{quoted(kind.kind)} WHERE batch_no = ? AND sheet_no = ?""",
        place,
    )
    return rows, digest, total


def _counted(db: Connection, table: str, columns: str, place: list[int]) -> tuple[int, str]:
    ((count, digest),) = db.rows(
        f"SELECT count(*), coalesce(sum(hash({columns})), 0)::VARCHAR FROM {table} WHERE batch_no = ? AND sheet_no = ?",
        place,
    )
    return count, digest


_SIGHTING_COLUMNS = "kind, row_id, batch_no, sheet_no, row_no, outcome"
_REJECT_COLUMNS = "reject_no, batch_no, sheet_no, row_no, column_name, code, found, about, record_key, cells"
