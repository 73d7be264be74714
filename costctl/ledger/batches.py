"""The list of imports."""

import polars as pl

from costctl.ledger.connection import Connection


def batches(db: Connection) -> pl.DataFrame:
    """One row a sheet, in load order."""
    return db.sql("""
        SELECT
            printf('B%06d', b.batch_no) AS batch, b.file, s.sheet, s.kind, s.layout, b.sha256, b.loaded_at, b.loaded_by,
            s.records_read AS read, s.rows_read, s.accepted, s.revised, s.already_present, s.rejected,
            s.amount_accepted,
            CASE WHEN r.batch_no IS NULL THEN 'in_force' ELSE 'undone' END AS status, r.retracted_at AS undone_at
        FROM base.batches AS b
        JOIN base.sheets AS s ON s.batch_no = b.batch_no
        LEFT JOIN base.retractions AS r ON r.batch_no = b.batch_no
        ORDER BY b.batch_no, s.sheet_no
        """)
