"""Brings a ledger's tables to the shape this costctl knows: numbered migrations, each once and whole."""

from datetime import UTC, datetime
from pathlib import Path

from costctl.errors import InputError
from costctl.ledger.connection import Connection

FOLDER = Path(__file__).parent / "sql" / "migrations"


def migrate(db: Connection) -> bool:
    """Applies the migrations that this ledger lacks, each in a transaction of its own; True if there were any."""
    refuse_newer(db)
    done = _done(db)
    lacking = [(number, path) for number, path in _numbered() if number not in done]
    for number, path in lacking:
        with db.transaction():
            db.execute(path.read_text(encoding="utf-8"))
            db.execute(
                "CREATE TABLE IF NOT EXISTS base.migrations (number INTEGER, name VARCHAR, applied_at TIMESTAMP)"
            )
            db.execute("INSERT INTO base.migrations VALUES (?, ?, ?)", [number, path.stem, _now()])
    return bool(lacking)


def refuse_newer(db: Connection) -> None:
    """InputError where the ledger was made by a later costctl, whose tables this one does not know."""
    if unknown := _done(db) - {number for number, _path in _numbered()}:
        raise InputError("ledger.newer", where=str(db.path or ""), found=", ".join(map(str, sorted(unknown))))


def _numbered() -> list[tuple[int, Path]]:
    return [(int(path.name.split("_")[0]), path) for path in sorted(FOLDER.glob("[0-9]*.sql"))]


def _done(db: Connection) -> set[int]:
    known = db.rows("SELECT 1 FROM information_schema.tables WHERE table_schema = 'base' AND table_name = 'migrations'")
    return {number for (number,) in db.rows("SELECT number FROM base.migrations")} if known else set()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
