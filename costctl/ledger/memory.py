"""A ledger in memory, for the examples of rules: the same tables and views, filled with records given as data."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl

from costctl.ledger import content, keyed
from costctl.ledger.cards import CardHasher
from costctl.ledger.connection import Connection
from costctl.ledger.ledger import Ledger, shape
from costctl.ledger.receiving import Store, Tally, begin
from costctl.records import Kind, kinds
from costctl.settings import Settings
from costctl.values import REJECT_SCHEMA, ROW_NO, Part, SheetSource


class MemoryLedger(Ledger):
    """A ledger in memory. `trial()` takes back in a moment what is put in."""

    def __init__(self, settings: Settings) -> None:
        db = Connection(None)
        shape(db)
        super().__init__(Path(), db, settings, hasher=CardHasher(secrets.token_bytes(32)), snapshot=None)

    def put(self, kind: str, rows: Sequence[Mapping[str, object]] = ()) -> None:
        """Adds records of a kind, given by column; the kind counts as kept, even without rows. ValueError if one is rejected."""
        importing = begin(self._store(), "memory")
        sheet = sheet_of(kinds()[kind], rows)
        tally = Tally(1, sheet, kinds()[kind])
        (keyed if tally.kind.key else content).load(importing, tally.kind, [tally])
        self._db.execute(
            """INSERT INTO base.batches (batch_no, file, sha256, loaded_at, loaded_by)
            VALUES (?, 'memory', '', current_timestamp::TIMESTAMP, '')""",
            [importing.batch_no],
        )
        self._db.execute(
            """INSERT INTO base.sheets (batch_no, sheet_no, sheet, kind, layout, records_read, rows_read, accepted, revised,
            already_present, rejected, amount_accepted) VALUES (?, 1, NULL, ?, NULL, ?, ?, ?, ?, ?, ?, NULL)""",
            [
                *(importing.batch_no, kind, tally.read, tally.read, tally.accepted, tally.revised),
                *(tally.already_present, tally.rejected),
            ],
        )
        if tally.shown:
            raise ValueError(tally.shown[0].help.en)

    def _store(self) -> Store:
        return Store(self._db, kinds(), self._hasher or CardHasher(b""), None)


def memory_ledger(
    tables: Mapping[str, pl.DataFrame] | None = None, *, settings: Settings | None = None, digest: str = ""
) -> MemoryLedger:
    """An empty ledger in memory, with the reference tables and fact views where tables are given."""
    ledger = MemoryLedger(settings or Settings(name="memory"))
    if tables is not None:
        ledger.install(tables, digest)
    return ledger


def sheet_of(kind: Kind, rows: Iterable[Mapping[str, object]], *, sheet: str | None = None) -> SheetSource:
    """Records given by column as a sheet that was read: row 2 is the first, as below a header."""
    frame = frame_of(kind, rows)
    part = Part(frame, pl.DataFrame(schema=REJECT_SCHEMA), frame.height)
    return SheetSource(sheet, "given", kind.kind, lambda: iter([part]), tuple(c for c in frame.columns if c != ROW_NO))


def frame_of(kind: Kind, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Records given by column as a typed frame; amounts may be text. KeyError on a column the kind does not have."""
    given = list(rows)
    names = dict.fromkeys(name for row in given for name in row if name != ROW_NO)
    columns = {
        name: pl.Series(
            name,
            [_value(row.get(name), kind.column(name).type) for row in given] if name in kind.names else [],
            kind.column(name).frame_type,
        )
        for name in names
    }
    numbers = [row.get(ROW_NO, place) for place, row in enumerate(given, 2)]
    return pl.DataFrame({**columns, ROW_NO: pl.Series(ROW_NO, numbers, pl.Int64)})


def _value(value: object, type_: str) -> object:
    if type_ in ("money", "decimal") and value is not None:
        return Decimal(str(value))
    return str(value) if type_ in ("text", "code", "enum", "card") and value is not None else value
