"""The ledger: what every other part of costctl sees of it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from costctl.errors import (
    Fault,
    InputError,
)
from costctl.ledger import history, loading, reference, rejects, revisions, snapshot
from costctl.ledger import undo as undoing
from costctl.ledger import verify as verifying
from costctl.ledger.batches import batches
from costctl.ledger.cards import CardHasher
from costctl.ledger.connection import Connection, Params
from costctl.ledger.receiving import Store
from costctl.ledger.undo import Undone
from costctl.ledger.verify import Verification
from costctl.records import kinds
from costctl.settings import Settings
from costctl.values import Batch, Receipt

FILE = "ledger.duckdb"
TEMPORARY = ".temporary"


class Ledger:
    """An open ledger: the one being written, or a published snapshot."""

    def __init__(
        self, folder: Path, db: Connection, settings: Settings, *, hasher: CardHasher | None, snapshot: str | None
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.snapshot = snapshot
        """The name of the snapshot that is read; None for a writer."""
        self._db = db
        self._hasher = hasher

    @property
    def is_behind(self) -> bool:
        """Whether the snapshot that is read lacks a change of the ledger."""
        return not self.writable and snapshot.is_behind(self.folder)

    @property
    def writable(self) -> bool:
        """Whether this is the ledger itself, open for writing."""
        return self.snapshot is None

    def sql(self, query: str, params: Params = None) -> pl.DataFrame:
        """The result of a query as a frame."""
        return self._db.sql(query, params)

    def execute(self, query: str, params: Params = None) -> None:
        """Runs a statement."""
        self._db.execute(query, params)

    def transaction(self) -> AbstractContextManager[None]:
        """Commits what is done inside, or nothing on an error; inside another transaction it is part of that one."""
        return self._db.transaction()

    def trial(self) -> AbstractContextManager[None]:
        """Takes back what is done inside, whatever happens."""
        return self._db.transaction(keep=False)

    def registered(self, **frames: pl.DataFrame) -> AbstractContextManager[None]:
        """Makes frames visible by name to the queries inside."""
        return self._db.registered(**frames)

    @contextmanager
    def as_of(self, day: date) -> Iterator[None]:
        """Sets the date that fact views count from, `getvariable('as_of')`, for the queries inside."""
        self._db.execute(f"SET VARIABLE as_of = DATE '{day:%Y-%m-%d}'")
        try:
            yield
        finally:
            self._db.execute("RESET VARIABLE as_of")

    def load(self, batch: Batch, *, dry_run: bool = False) -> list[Receipt]:
        """Loads a file as one batch, all of its good rows or nothing; a receipt for each of its sheets.

        With `dry_run` it does the same and takes it back; the receipts then name no batch.
        """
        return loading.load(self._store(), batch, dry_run=dry_run)

    def undo(self, batch: str) -> Undone:
        """Takes a batch back as a unit; records that another batch in force brought too stay."""
        self._store()
        return undoing.undo(self._db, kinds(), batch)

    def batches(self) -> pl.DataFrame:
        """The imports, one row a sheet: batch, file, sheet, kind, layout, counts, status `in_force` or `undone`."""
        return batches(self._db)

    def rejects(self, *, open_only: bool = False) -> pl.DataFrame:
        """The rejected rows with file, row, reason and status `open`, `closed` or `withdrawn`."""
        return rejects.rejects(self._db, open_only=open_only)

    def revisions(self, batch: str | None = None) -> pl.DataFrame:
        """What later files replaced, cell by cell: ledger.revisions.COLUMNS; of one batch or of all."""
        return revisions.revisions(self._db, kinds(), batch)

    def close_reject(self, id: str, reason: str) -> str:
        """Closes a rejected row by hand; the new head of the history."""
        self._store()
        return rejects.close(self._db, id, reason)

    def record(self, action: str, detail: Mapping[str, object]) -> str:
        """Appends a change to the history inside the current transaction; the new head of the hash chain."""
        return history.record(self._db, action, detail)

    def history(self) -> pl.DataFrame:
        """Every change so far, one row an entry: seq, recorded_at (UTC), actor, action, detail (JSON), hash."""
        return history.entries(self._db)

    def install(self, tables: Mapping[str, pl.DataFrame], digest: str) -> None:
        """Replaces the reference tables and (re)creates the record and fact views, unless all is unchanged."""
        self._store()
        reference.install(self._db, kinds(), self.settings, tables, digest)

    def publish(self) -> str:
        """Publishes a snapshot of the ledger as it is; its name. Fault `ledger.not_published` where that fails."""
        self._store()
        if self._db.in_transaction:
            raise ValueError("a transaction is open")
        try:
            head = history.head(self._db)
            snapshot.mark_behind(self.folder)
            with self._db.closed():
                return snapshot.publish(self.folder, self.folder / FILE, head)
        except Fault as error:
            if error.problem.code != "ledger.no_room":
                raise
            raise Fault("ledger.not_published", where=str(self.folder), found=error.problem.found) from error

    def publish_changes(self) -> None:
        """Publishes a snapshot if the newest one lacks a change."""
        newest = snapshot.newest(self.folder)
        if newest is None or newest[1] != history.head(self._db):
            self.publish()

    def verify(self, head: str | None = None) -> Verification:
        """Compares history, originals and stored rows; `head` is one kept outside, which the chain must contain."""
        return verifying.verify(self._db, kinds(), self.folder, head)

    def _store(self) -> Store:
        if self._hasher is None:
            raise InputError("ledger.read_only", where=str(self.folder))
        return Store(self._db, kinds(), self._hasher, self.folder)
