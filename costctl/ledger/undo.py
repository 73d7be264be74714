"""Takes a batch back as a unit. Nothing is deleted: the batch's sightings no longer count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from costctl.errors import InputError
from costctl.ledger import history
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.in_force import settle
from costctl.ledger.lock import actor
from costctl.ledger.numbers import BATCH, id_of, number_of
from costctl.records import Kind


@dataclass(frozen=True)
class Undone:
    """What taking a batch back did."""

    batch: str
    file: str
    records_before: dict[str, int]
    """Records in force before, of each kind that the batch holds."""
    records_after: dict[str, int]
    head: str
    """The new head of the ledger's hash chain."""


def undo(db: Connection, kinds: Mapping[str, Kind], batch: str) -> Undone:
    """Takes a batch back; InputError where there is none of this number, or it was taken back before."""
    batch_no = number_of(BATCH, batch)
    file = db.value("SELECT file FROM base.batches WHERE batch_no = ?", [batch_no])
    if batch_no is None or file is None:
        raise InputError("batch.unknown", found=batch)
    batch = id_of(BATCH, batch_no)
    if db.value("SELECT 1 FROM base.retractions WHERE batch_no = ?", [batch_no]):
        raise InputError("batch.already_undone", found=batch)
    touched = [
        kind
        for (kind,) in db.rows("SELECT DISTINCT kind FROM base.sheets WHERE batch_no = ? ORDER BY kind", [batch_no])
        if kind in kinds
    ]
    with db.transaction():
        before = _in_force(db, touched)
        now = datetime.now(UTC).replace(tzinfo=None)
        db.execute("INSERT INTO base.retractions VALUES (?, ?, ?)", [batch_no, now, actor()])
        settle(db, kinds, touched)
        after = _in_force(db, touched)
        detail = {"batch": batch, "file": file, "before": before, "after": after}
        return Undone(batch, file, before, after, history.record(db, "undo", detail))


def _in_force(db: Connection, kinds: list[str]) -> dict[str, int]:
    return {kind: db.value(f"SELECT count(*) FROM record.{quoted(kind)}") for kind in kinds}
