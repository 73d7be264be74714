"""Which rows of a new file the ledger has already, of the kind without a key: hashes find candidates, values decide."""

import polars as pl

from costctl.ledger.connection import Connection
from costctl.ledger.schema import TRANSACTIONS, content_columns
from costctl.records import Kind

OWN_DATE = "coalesce(t.spent_on, t.posted_on)"


def known_rows(db: Connection, kind: Kind, batch_no: int) -> pl.DataFrame:
    """Pairs of `new_id`, a row of the batch, and `old_id`, the same row of an earlier one; a row is in one pair.

    Rows are the same that say the same and have the same ordinal among the equal rows of their file. Where departments
    are named, a row in force that means the same goes before one out of force that says the same, lest it count twice.
    """
    ((first, last),) = db.rows(
        f"SELECT min({OWN_DATE}), max({OWN_DATE}) FROM {_TABLE} WHERE t.batch_no = ?", [batch_no]
    )
    days = {"batch": batch_no, "first": first, "last": last}
    if not db.value(f"SELECT 1 FROM {_TABLE} WHERE t.batch_no < $batch AND {_THOSE_DAYS} LIMIT 1", days):
        return pl.DataFrame(schema=_PAIRS)
    said = _saying_the_same(db, kind, days)
    if not db.value(_NAMED, days):
        return said
    with db.registered(said=said):
        sure = db.sql(
            f"SELECT s.new_id, s.old_id FROM said AS s JOIN record.{TRANSACTIONS} AS r ON r.row_id = s.old_id"
        )
    sure = pl.concat([sure, _meaning_the_same(db, kind, days, sure)])
    return pl.concat([sure, said.join(sure, on="new_id", how="anti")])


_PAIRS = {"new_id": pl.Int64, "old_id": pl.Int64}
_TABLE = f"base.{TRANSACTIONS} AS t"
_THOSE_DAYS = f"{OWN_DATE} BETWEEN $first AND $last"

_NAMED = f"""
SELECT 1 FROM {_TABLE} JOIN record.department_names AS d ON d.name = t.department_code
WHERE t.batch_no <= $batch AND {_THOSE_DAYS} LIMIT 1
"""


def _saying_the_same(db: Connection, kind: Kind, days: dict[str, object]) -> pl.DataFrame:
    columns = [f'"{name}"' for name in (*content_columns(kind), "occurrence")]
    mark = f"hash({', '.join(f't.{name}' for name in columns)})"
    pairs = db.sql(
        f"""WITH new AS (SELECT t.row_id, {mark} AS mark FROM {_TABLE} WHERE t.batch_no = $batch),
        old AS (SELECT t.row_id, {mark} AS mark FROM {_TABLE} WHERE t.batch_no < $batch AND {_THOSE_DAYS})
        SELECT new.row_id AS new_id, old.row_id AS old_id FROM new JOIN old ON new.mark = old.mark""",
        days,
    )
    if pairs.is_empty():
        return pairs
    equal = " AND ".join(f"t.{name} IS NOT DISTINCT FROM o.{name}" for name in columns)
    with db.registered(pairs=pairs):
        return db.sql(
            f"""SELECT p.new_id, p.old_id FROM pairs AS p
            JOIN {_TABLE} ON t.row_id = p.new_id
            JOIN base.{TRANSACTIONS} AS o ON o.row_id = p.old_id
            WHERE t.batch_no = $batch AND {equal}""",
            {"batch": days["batch"]},
        )


def _meaning_the_same(db: Connection, kind: Kind, days: dict[str, object], paired: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows in force, of those not paired yet, that write a department differently."""
    columns = ", ".join(f't."{name}"' for name in content_columns(kind))
    with db.registered(paired=paired):
        return db.sql(_MEANT.format(columns=columns), days)


_MEANT = f"""
WITH unpaired AS (
    SELECT t.row_id, t.row_id >= ($batch::BIGINT << 32) AS is_new, hash({{columns}}) AS mark, ({{columns}}) AS content
    FROM record.{TRANSACTIONS} AS t
    WHERE {_THOSE_DAYS} AND t.row_id NOT IN (
        SELECT p.new_id FROM paired AS p UNION ALL SELECT p.old_id FROM paired AS p)
),
placed AS (
    SELECT u.row_id, u.is_new, u.content,
        row_number() OVER (PARTITION BY u.is_new, u.content ORDER BY u.row_id) AS place
    FROM unpaired AS u
    WHERE u.mark IN (SELECT n.mark FROM unpaired AS n WHERE n.is_new)
        AND u.mark IN (SELECT o.mark FROM unpaired AS o WHERE NOT o.is_new)
)
SELECT n.row_id AS new_id, o.row_id AS old_id
FROM placed AS n JOIN placed AS o ON n.place = o.place AND n.content IS NOT DISTINCT FROM o.content
WHERE n.is_new AND NOT o.is_new
"""
