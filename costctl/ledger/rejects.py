"""Rows that were not understood: kept with file, row and reason until they are corrected."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from costctl.errors import InputError, Problem
from costctl.ledger import history
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.departments import meant_key, place_in_key
from costctl.ledger.lock import actor
from costctl.ledger.numbers import REJECT, id_of, number_of
from costctl.masking import without_cards
from costctl.records import Kind
from costctl.values import RejectedRow

SHOWN = 1000
"""At most so many rejected rows stand in a receipt; all of them are in the ledger."""


def keep(db: Connection, rows: pl.DataFrame, first_no: int, batch_no: int, sheet_no: int) -> None:
    """Stores rejected rows (values.REJECT_SCHEMA), numbered from `first_no`."""
    frame = rows.with_row_index("reject_no", offset=first_no)
    with db.registered(incoming_rejects=frame):
        db.execute(
            """INSERT INTO base.rejects
            (reject_no, batch_no, sheet_no, row_no, column_name, code, found, about, record_key, cells)
            SELECT reject_no, ?, ?, row_no, "column", code, found, about, "key", cells FROM incoming_rejects""",
            [batch_no, sheet_no],
        )


def shown(rows: pl.DataFrame, file: str, sheet: str | None) -> list[RejectedRow]:
    """Rejected rows (values.REJECT_SCHEMA) as a receipt shows them."""
    return [rejected(file, sheet, row) for row in rows.select("row_no", "column", "code", "found", "about").iter_rows()]


def rejected(file: str, sheet: str | None, reject: Sequence[Any]) -> RejectedRow:
    """One rejected row as a receipt shows it, from row_no, column, code, found, about."""
    row, column, code, found, about = reject
    where = ", ".join(
        part for part in (file, sheet and f"sheet {sheet}", f"row {row}", column and f"column {column}") if part
    )
    problem = Problem(code, where, found or "", json.loads(about) if about else {})
    return RejectedRow(where, row, column, code, found or "", problem.help)


def of_sheet(db: Connection, batch_no: int, sheet_no: int, file: str, sheet: str | None) -> tuple[RejectedRow, ...]:
    """The rejects of a sheet that was loaded, as its receipt showed them."""
    found = db.rows(
        """SELECT row_no, column_name, code, found, about FROM base.rejects
        WHERE batch_no = ? AND sheet_no = ? ORDER BY reject_no LIMIT ?""",
        [batch_no, sheet_no, SHOWN],
    )
    return tuple(rejected(file, sheet, row) for row in found)


def close(db: Connection, reject: str, reason: str) -> str:
    """Closes a reject by hand; the new head of the history. InputError where there is none open of this number."""
    reason = without_cards(reason)
    if not reason.strip():
        raise InputError("reject.no_reason", where=reject)
    number = number_of(REJECT, reject)
    status = db.value("SELECT status FROM record.rejects WHERE id = ?", [id_of(REJECT, number or 0)])
    if number is None or status is None:
        raise InputError("reject.unknown", found=reject)
    if status != "open":
        raise InputError("reject.not_open", found=reject)
    with db.transaction():
        now = datetime.now(UTC).replace(tzinfo=None)
        db.execute("INSERT INTO base.reject_closings VALUES (?, ?, ?, ?)", [number, reason, now, actor()])
        return history.record(db, "close_reject", {"reject": id_of(REJECT, number), "reason": reason})


def view(kinds: dict[str, Kind]) -> str:
    """The view of all rejects with their status: open, closed, or withdrawn with their batch.

    A reject is closed by a person, by a record of its kind and key that a later batch brought, or by the same row of a
    later file of the same name; a batch that was taken back closes nothing.
    """
    keyed = " UNION ALL ".join(
        f"SELECT '{kind.kind}' AS kind, {meant_key(kind, 't.record_key')} AS record_key, a.batch_no"
        f" FROM live AS a JOIN base.{quoted(kind.kind)} AS t ON a.kind = '{kind.kind}' AND t.row_id = a.row_id"
        f" WHERE a.outcome <> 'already_present'"
        f" AND {meant_key(kind, 't.record_key')} IN (SELECT w.record_key FROM wanted AS w WHERE w.kind = '{kind.kind}')"
        for kind in kinds.values()
        if kind.key
    )
    meant = " ".join(
        f"WHEN '{kind.kind}' THEN {meant_key(kind, 'r.record_key')}" for kind in kinds.values() if place_in_key(kind)
    )
    return _VIEW.format(keyed=keyed, meant=f"CASE h.kind {meant} ELSE r.record_key END")


_VIEW = """
CREATE OR REPLACE VIEW record.rejects AS
WITH rejected AS (
    SELECT r.*, b.file, h.sheet, h.kind, {meant} AS meant_key,
        r.batch_no IN (SELECT x.batch_no FROM base.retractions AS x) AS is_withdrawn
    FROM base.rejects AS r
    JOIN base.batches AS b ON b.batch_no = r.batch_no
    JOIN base.sheets AS h ON h.batch_no = r.batch_no AND h.sheet_no = r.sheet_no
),
wanted AS (SELECT DISTINCT r.kind, r.meant_key AS record_key FROM rejected AS r WHERE r.meant_key IS NOT NULL),
live AS (
    SELECT a.kind, a.row_id, a.batch_no, a.sheet_no, a.row_no, a.outcome FROM base.all_sightings AS a
    WHERE a.batch_no NOT IN (SELECT x.batch_no FROM base.retractions AS x)
),
by_key AS (
    SELECT r.reject_no FROM rejected AS r
    JOIN ({keyed}) AS k ON k.kind = r.kind AND k.record_key = r.meant_key AND k.batch_no > r.batch_no
),
later_sheets AS (
    SELECT r.reject_no, r.row_no, h.batch_no, h.sheet_no FROM rejected AS r
    JOIN base.batches AS b ON b.file = r.file AND b.batch_no > r.batch_no
    JOIN base.sheets AS h ON h.batch_no = b.batch_no AND h.kind = r.kind AND h.sheet IS NOT DISTINCT FROM r.sheet
),
by_row AS (
    SELECT l.reject_no FROM live AS a
    JOIN later_sheets AS l ON l.batch_no = a.batch_no AND l.sheet_no = a.sheet_no AND l.row_no = a.row_no
    WHERE a.batch_no IN (SELECT x.batch_no FROM later_sheets AS x)
)
SELECT
    printf('J%06d', r.reject_no) AS id,
    printf('B%06d', r.batch_no) AS batch,
    r.file, r.sheet, r.kind, r.row_no, r.column_name AS "column", r.code, r.found, r.about, r.record_key, r.cells,
    CASE
        WHEN r.is_withdrawn THEN 'withdrawn'
        WHEN c.reject_no IS NOT NULL THEN 'closed'
        WHEN r.reject_no IN (SELECT k.reject_no FROM by_key AS k) THEN 'closed'
        WHEN r.reject_no IN (SELECT w.reject_no FROM by_row AS w) THEN 'closed'
        ELSE 'open'
    END AS status,
    c.reason
FROM rejected AS r
LEFT JOIN base.reject_closings AS c ON c.reject_no = r.reject_no
"""


def rejects(db: Connection, *, open_only: bool) -> pl.DataFrame:
    """The rejects, in the order in which they came."""
    where = "WHERE status = 'open'" if open_only else ""
    return db.sql(f"SELECT * FROM record.rejects {where} ORDER BY id")
