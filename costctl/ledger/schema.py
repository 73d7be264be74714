"""Base tables and record views, made from the kinds. Names in this SQL come from the kinds' definitions alone."""

from collections.abc import Mapping

from costctl.ledger.connection import Connection, quoted
from costctl.ledger.departments import code, department_columns, joined, meant_key
from costctl.ledger.in_force import excluded, make_sql
from costctl.records import ColumnType, Kind
from costctl.values import EXTRA

SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "enum": "VARCHAR",
    "money": "DECIMAL(18, 2)",
    "decimal": "DECIMAL(18, 6)",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "month": "DATE",
    "year": "BIGINT",
}

CARD_ID, CARD_LAST4, CARD_MARKS, IS_OFFICIAL_BIN = "card_id", "card_last4", "card_marks", "is_official_bin"

REFERENCE_NO = "reference_no"

TRANSACTIONS = "card_transactions"
"""The kind whose rows have no key: what a layout maps as `extra` is kept of it, to tell rows apart."""

PLACE = {"row_id": "BIGINT", "batch_no": "INTEGER", "sheet_no": "INTEGER", "row_no": "BIGINT"}
"""The columns that say where a record was first seen."""

_COMPRESSION = {REFERENCE_NO: "zstd", CARD_ID: "uncompressed"} | dict.fromkeys(
    ("batch_no", "sheet_no", "occurrence", "key_no"), "rle"
)
"""Measured on ten million rows. A dictionary of reference numbers, each of them another, costs twice as much to make as
zstd and is no smaller; one of card ids, which are short, costs a twentieth of the import and saves a seventh of the
file; of numbers that hardly change runs are all that needs to be tried."""


def content_columns(kind: Kind) -> dict[str, str]:
    """The columns of a kind's base table that are its content, with their SQL types: what makes two records equal."""
    found: dict[str, str] = {}
    for column in kind.columns:
        if column.type == "card":
            found |= {CARD_ID: "VARCHAR", CARD_LAST4: "VARCHAR"}
        else:
            found[column.name] = SQL_TYPES[column.type]
    if not kind.key:
        found[EXTRA] = "VARCHAR"
    return found


def derived_columns(kind: Kind) -> dict[str, str]:
    """What else is kept of a registered card, because its number is not."""
    return {CARD_MARKS: "VARCHAR[]", IS_OFFICIAL_BIN: "BOOLEAN"} if kind.card_column in kind.key else {}


def identity_columns(kind: Kind) -> dict[str, str]:
    """The columns that tell versions or equal rows apart."""
    if kind.key:
        return {"record_key": "VARCHAR", "version": "INTEGER", "outcome": "VARCHAR"}
    return {"occurrence": "INTEGER", "key_no": "INTEGER"}


def base_columns(kind: Kind) -> dict[str, str]:
    """Every column of a kind's base table."""
    return content_columns(kind) | derived_columns(kind) | identity_columns(kind) | PLACE


def make_tables(db: Connection, kinds: Mapping[str, Kind]) -> bool:
    """Makes the base tables and columns that are lacking; True if there were any."""
    existing: dict[str, set[str]] = {}
    for table, column in db.rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'base'"
    ):
        existing.setdefault(table, set()).add(column)
    changed = False
    for name, kind in kinds.items():
        wanted = base_columns(kind)
        if name not in existing:
            columns = ", ".join(_defined(column, type_) for column, type_ in wanted.items())
            db.execute(f"CREATE TABLE base.{quoted(name)} ({columns})")
            changed = True
            continue
        for column in (one for one in wanted if one not in existing[name]):
            db.execute(f"ALTER TABLE base.{quoted(name)} ADD COLUMN {quoted(column)} {wanted[column]}")
            changed = True
    return changed


def _defined(column: str, sql_type: str) -> str:
    """A column of a new table, compressed as DuckDB finds best where nothing quicker was measured."""
    compression = f" USING COMPRESSION {_COMPRESSION[column]}" if column in _COMPRESSION else ""
    return f"{quoted(column)} {sql_type}{compression}"


def views_sql(kinds: Mapping[str, Kind]) -> str:
    """Statements that (re)create the views of records in force, and what goes with them."""
    views = [_SIGHTINGS_OF_ALL.format(union=" UNION ALL ".join(map(_first_sightings, kinds.values())))]
    views.append(make_sql(kinds))
    views += [_record_view(kind) for kind in kinds.values()]
    views += [_KEPT, _SIGHTINGS]
    if TRANSACTIONS in kinds and "cards" in kinds:
        views.append(f"CREATE OR REPLACE VIEW record.card_links AS {card_links('record.card_transactions')}")
    return ";".join(views)


def _record_view(kind: Kind) -> str:
    """One row per record in force, departments by code."""
    named = department_columns(kind)
    columns = [
        f"{code(name)} AS {quoted(name)}" if name in named else f"t.{quoted(name)}"
        for name in (*content_columns(kind), *derived_columns(kind))
    ]
    key = f"{meant_key(kind, 't.record_key')} AS record_key" if kind.key else f"{TRANSACTION_KEY} AS transaction_key"
    return f"""
CREATE OR REPLACE VIEW record.{quoted(kind.kind)} AS
SELECT {", ".join(columns)}, {key}, t.row_id
FROM base.{quoted(kind.kind)} AS t{joined(kind)}
WHERE t.row_id NOT IN ({excluded(kind)})
"""


# rules.md, section 1, "Keys". A key is fixed when its row is loaded: key_no is stored, the rest never changes.
TRANSACTION_KEY = """CASE
    WHEN t.reference_no IS NOT NULL
        THEN CASE WHEN t.key_no > 1 THEN t.reference_no || '#' || t.key_no ELSE t.reference_no END
    ELSE concat(
        t.card_last4, '/', t.spent_on, '/', t.amount, '/', replace(t.merchant_name, '/', '%2F'), '/', t.key_no
    )
END"""

_SIGHTINGS_OF_ALL = """
CREATE OR REPLACE VIEW base.all_sightings AS
{union}
UNION ALL
SELECT s.kind, s.row_id, s.batch_no, s.sheet_no, s.row_no, s.outcome FROM base.sightings AS s
"""


def _first_sightings(kind: Kind) -> str:
    outcome = "t.outcome" if kind.key else "'accepted'"
    return f"""SELECT '{kind.kind}' AS kind, t.row_id, t.batch_no, t.sheet_no, t.row_no, {outcome} AS outcome
FROM base.{quoted(kind.kind)} AS t"""


_KEPT = """
CREATE OR REPLACE VIEW record.kept AS
SELECT DISTINCT s.kind
FROM base.sheets AS s
WHERE s.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
"""

_SIGHTINGS = """
CREATE OR REPLACE VIEW record.sightings AS
SELECT a.kind, a.row_id, a.batch_no, printf('B%06d', a.batch_no) AS batch, b.file, h.sheet, a.row_no
FROM base.all_sightings AS a
JOIN base.batches AS b ON b.batch_no = a.batch_no
JOIN base.sheets AS h ON h.batch_no = a.batch_no AND h.sheet_no = a.sheet_no
WHERE a.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
"""

# A registered card is its own number, whether it was seen or not, so only masked numbers are looked for among those
# seen. A masked number is a registered card only if exactly one registered card has all its visible digits; candidates
# are those that have its last ones, for to compare each number with each card takes minutes where there are thousands.
_CARD_LINKS = """
SELECT c.card_id, c.card_id AS registered_id
FROM record.cards AS c
WHERE c.card_id LIKE 'h%'
UNION ALL
SELECT s.card_id, any_value(c.card_id) AS registered_id
FROM (SELECT DISTINCT t.card_id FROM {seen} AS t WHERE t.card_id LIKE 'm:%') AS s
JOIN (
    SELECT r.card_id, r.card_marks, unnest(r.card_marks) AS mark FROM record.cards AS r
    WHERE EXISTS (SELECT 1 FROM {seen} AS e WHERE e.card_id LIKE 'm:%')
) AS c
    ON c.mark = string_split(s.card_id, ':')[-1]
    AND list_has_all(c.card_marks, string_split(substr(s.card_id, 3), ':'))
GROUP BY s.card_id
HAVING count(DISTINCT c.card_id) = 1
"""


def card_links(seen: str) -> str:
    """A query for the card numbers that are a registered card, and which: of those in `card_id` of the table `seen`."""
    return _CARD_LINKS.format(seen=seen)
