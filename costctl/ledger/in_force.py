"""Which stored rows are out of force: undone, or superseded by a later version of their record.

Kept in a table and not in a view, because every look at a record looks into it. It is derived from the base tables
alone, brought up to date in the transaction that changes them, and compared with them by `verify`.
"""

from collections.abc import Iterable, Iterator, Mapping

from costctl.ledger.connection import Connection, quoted
from costctl.ledger.departments import DEPARTMENTS, meant_key, names_sql, place_in_key
from costctl.records import Kind

_TABLE = "record.out_of_force"


def make_sql(kinds: Mapping[str, Kind]) -> str:
    """Statements that make, from the base tables, the table of the rows and that of the departments' names."""
    rows = " UNION ALL ".join(
        f"SELECT '{name}' AS kind, o.row_id FROM ({_ids(kind)}) AS o" for name, kind in kinds.items()
    )
    return f"{_names(kinds)};CREATE OR REPLACE TABLE {_TABLE} AS {rows}"


def excluded(kind: Kind) -> str:
    """In SQL, the ids of the kind's rows that are out of force, as they were settled."""
    return f"SELECT o.row_id FROM {_TABLE} AS o WHERE o.kind = '{kind.kind}'"


def settle(db: Connection, kinds: Mapping[str, Kind], touched: Iterable[str]) -> None:
    """To be called in each transaction that adds rows of the kinds `touched` or takes them back."""
    changed = set(touched)
    if DEPARTMENTS in changed:
        db.execute(_names(kinds))
        changed |= {name for name, kind in kinds.items() if place_in_key(kind) is not None}
    for name in sorted(changed):
        db.execute(f"DELETE FROM {_TABLE} WHERE kind = '{name}'")
        db.execute(f"INSERT INTO {_TABLE} (kind, row_id) SELECT '{name}', o.row_id FROM ({_ids(kinds[name])}) AS o")


def wrongly_settled(db: Connection, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, int]]:
    """The kinds of which rows count though they should not, or do not though they should, and how many: none unless
    somebody altered the ledger."""
    if not db.rows(
        "SELECT 1 FROM duckdb_views() WHERE schema_name = 'record' AND contains(sql, 'out_of_force') LIMIT 1"
    ):
        return  # a copy that an earlier costctl published: it looks at the base tables each time
    for name, kind in kinds.items():
        odd = db.value(
            f"""SELECT count(*) FROM ({_ids(kind)}) AS o FULL JOIN ({excluded(kind)}) AS s ON s.row_id = o.row_id
            WHERE o.row_id IS NULL OR s.row_id IS NULL"""
        )
        if odd:
            yield name, odd


def _names(kinds: Mapping[str, Kind]) -> str:
    register = kinds[DEPARTMENTS]
    return names_sql(_undone(register), _ids(register))


def _undone(kind: Kind) -> str:
    """The ids of rows of the kind that have no sighting left that was not taken back."""
    return _UNDONE.format(name=quoted(kind.kind), kind=kind.kind)


def _ids(kind: Kind) -> str:
    """The ids of rows of the kind that are undone, or superseded by a later version."""
    if not kind.key:
        return _undone(kind)
    name, key = quoted(kind.kind), meant_key(kind, "v.record_key")
    several = _SEVERAL.format(name=name) if key == "v.record_key" else ""
    return _undone(kind) + _SUPERSEDED.format(name=name, kind=kind.kind, key=key, several=several)


_UNDONE = """
    SELECT w.row_id FROM base.{name} AS w
    WHERE w.batch_no IN (SELECT r.batch_no FROM base.retractions AS r)
        AND w.row_id NOT IN (
            SELECT s.row_id FROM base.sightings AS s
            WHERE s.kind = '{kind}' AND s.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
        )
"""

# Of each record with more than one version: every version but that of the latest live sighting. An undone version,
# which has no live sighting, is out of force already.
_SUPERSEDED = """
    UNION ALL
    SELECT l.row_id FROM (
        SELECT k.row_id, row_number() OVER (PARTITION BY k.record_key ORDER BY k.last_seen DESC) AS place
        FROM (
            SELECT v.row_id, {key} AS record_key, max((a.batch_no, a.sheet_no, a.row_no)) AS last_seen
            FROM base.{name} AS v
            JOIN (
                SELECT f.row_id, f.batch_no, f.sheet_no, f.row_no FROM base.{name} AS f
                UNION ALL
                SELECT g.row_id, g.batch_no, g.sheet_no, g.row_no FROM base.sightings AS g WHERE g.kind = '{kind}'
            ) AS a ON a.row_id = v.row_id
            WHERE a.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r){several}
            GROUP BY v.row_id, v.record_key
        ) AS k
    ) AS l
    WHERE l.place > 1
"""

# Where a department is part of the key, versions of one record may have been given two keys, by its name and its code.
_SEVERAL = " AND v.record_key IN (SELECT m.record_key FROM base.{name} AS m WHERE m.version > 1)"
