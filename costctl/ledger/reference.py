"""The rule book's tables and the settings inside the ledger, and the views that rules may read."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from costctl.ledger import history, rejects, schema, word_patterns
from costctl.ledger.connection import Connection, quoted
from costctl.records import Kind
from costctl.settings import Settings

FACTS = Path(__file__).parent / "sql" / "facts"


def install(
    db: Connection, kinds: Mapping[str, Kind], settings: Settings, reference: Mapping[str, pl.DataFrame], digest: str
) -> bool:
    """Replaces the tables of `ref` that changed; all, and the views, if these read otherwise. False: all stands."""
    facts = [path.read_text(encoding="utf-8") for path in sorted(FACTS.glob("*.sql"))]
    patterns = word_patterns.macro(reference)
    whole = _digest([digest, settings.model_dump_json(), patterns, *facts])
    if _installed(db) == whole:
        return False
    tables = _tables(settings, reference)
    changed = {name: frame for name, frame in tables.items() if not _stands(db, name, frame)}
    changes = _changes(db, changed)
    views = _digest([*facts, *(f"{name} {dict(frame.schema)}" for name, frame in tables.items())])
    with db.transaction():
        is_new = make_views(db, kinds) or _views(db) != views
        if is_new:
            _clear(db)
        for name, frame in (tables if is_new else changed).items():
            with db.registered(incoming_reference=frame):
                db.execute(f"CREATE OR REPLACE TABLE ref.{quoted(name)} AS SELECT * FROM incoming_reference")
        db.execute(patterns)
        for statement in facts if is_new else ():
            db.execute(statement)
        db.execute("CREATE OR REPLACE TABLE ref.installed AS SELECT ? AS digest", [whole])
        db.execute("CREATE OR REPLACE TABLE ref.views_made_from AS SELECT ? AS digest", [views])
        history.record(db, "install", {"digest": whole, "rulebook": digest} | ({"changes": changes} if changes else {}))
    return True


def _stands(db: Connection, name: str, frame: pl.DataFrame) -> bool:
    return has_table(db, "ref", name) and db.sql(f"SELECT * FROM ref.{quoted(name)}").equals(frame)


def _changes(db: Connection, tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, list[dict[str, object]]]]:
    """The rows that each table had and has no more, and those that it has only now; of tables there were before."""
    found = {}
    for name, frame in tables.items():
        if name == "working_days" or not has_table(db, "ref", name):
            continue
        before, now = _rows(db.sql(f"SELECT * FROM ref.{quoted(name)}")), _rows(frame)
        removed = [row for text, row in before.items() if text not in now]
        added = [row for text, row in now.items() if text not in before]
        if removed or added:
            found[name] = {"removed": removed, "added": added}
    return found


def _rows(frame: pl.DataFrame) -> dict[str, dict[str, object]]:
    """Rows without their empty cells, by their text in the history."""
    rows = [{name: cell for name, cell in row.items() if cell is not None} for row in frame.to_dicts()]
    return {history.canonical(row): row for row in rows}


def make_views(db: Connection, kinds: Mapping[str, Kind]) -> bool:
    """(Re)creates the views of records in force and of rejects; False where they are as they should be."""
    statements = f"{schema.views_sql(kinds)};{rejects.view(dict(kinds))}"
    digest = _digest([statements])
    if has_table(db, "record", "made_from") and db.value("SELECT digest FROM record.made_from") == digest:
        return False
    with db.transaction():
        db.execute(statements)
        db.execute("CREATE OR REPLACE TABLE record.made_from AS SELECT ? AS digest", [digest])
    return True


def _installed(db: Connection) -> str | None:
    return str(db.value("SELECT digest FROM ref.installed")) if has_table(db, "ref", "installed") else None


def _views(db: Connection) -> str | None:
    """What the views of facts were made from: their texts, and the columns of the tables they read."""
    return str(db.value("SELECT digest FROM ref.views_made_from")) if has_table(db, "ref", "views_made_from") else None


def has_table(db: Connection, area: str, table: str) -> bool:
    """Whether the ledger has that table: those of `ref` come with a rule book, without which records load as well."""
    return bool(db.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [area, table]))


def _clear(db: Connection) -> None:
    for area, name, type_ in db.rows(
        """SELECT table_schema, table_name, table_type FROM information_schema.tables
        WHERE table_schema IN ('ref', 'fact')"""
    ):
        db.execute(f"DROP {'VIEW' if type_ == 'VIEW' else 'TABLE'} {area}.{quoted(name)}")


def _tables(settings: Settings, reference: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    chain = pl.DataFrame(
        {"rank": range(1, len(settings.jurisdictions) + 1), "jurisdiction": settings.jurisdictions},
        schema={"rank": pl.Int32, "jurisdiction": pl.String},
    )
    set_ = pl.DataFrame(
        {
            "home_province": [settings.home_province or None],
            "home_district": [settings.home_district or None],
            "home_places": [list(settings.home_places)],
            "building_level": [settings.building_level or None],
            "card_use_method": [settings.card_use_method],
            "currency": [settings.currency],
            "near_limit": [settings.near_limit],
        },
        schema={
            "home_province": pl.String,
            "home_district": pl.String,
            "home_places": pl.List(pl.String),
            "building_level": pl.String,
            "card_use_method": pl.String,
            "currency": pl.String,
            "near_limit": pl.Decimal(5, 4),
        },
    )
    return {**reference, "jurisdictions": chain, "settings": set_}


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
