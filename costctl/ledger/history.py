"""The history: every change of the ledger as one entry of a hash chain."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from costctl.ledger.connection import Connection
from costctl.ledger.lock import actor

START = "0" * 64
"""What the first entry names as its predecessor."""


def record(db: Connection, action: str, detail: Mapping[str, object]) -> str:
    """Appends an entry inside the current transaction; the new head of the chain."""
    previous = head(db)
    seq = (db.value("SELECT max(seq) FROM base.history") or 0) + 1
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = (seq, at, actor(), action, canonical(detail), previous)
    hashed = entry_hash(entry)
    db.execute(
        """INSERT INTO base.history (seq, recorded_at, actor, action, detail, previous, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [*entry, hashed],
    )
    return hashed


def head(db: Connection) -> str:
    """The hash of the last entry."""
    found: str | None = db.value("SELECT hash FROM base.history ORDER BY seq DESC LIMIT 1")
    return found or START


def entries(db: Connection) -> pl.DataFrame:
    """Every entry in order: seq, recorded_at (UTC), actor, action, detail (JSON), hash."""
    found = db.sql("SELECT seq, recorded_at, actor, action, detail, hash FROM base.history ORDER BY seq")
    return found.with_columns(pl.col("recorded_at").str.to_datetime(time_unit="us", time_zone="UTC"))


def entry_hash(entry: Sequence[object]) -> str:
    """The hash that an entry must have: seq, recorded_at, actor, action, detail, previous."""
    return hashlib.sha256(canonical(list(entry)).encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON of one form: sorted keys, no blanks; amounts and dates as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
