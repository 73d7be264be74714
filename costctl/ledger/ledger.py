"""The ledger: what every other part of costctl sees of it."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from costctl.errors import (
    Cancelled,
    CostctlError,
    Fault,
    InputError,
    LedgerDamaged,
    LedgerNotFound,
    as_ours,
    is_full,
)
from costctl.ledger import history, loading, originals, reference, rejects, revisions, schema, snapshot
from costctl.ledger import undo as undoing
from costctl.ledger import verify as verifying
from costctl.ledger.batches import batches
from costctl.ledger.cards import KEY_FILE, CardHasher, make_key, read_key
from costctl.ledger.connection import Connection, Params
from costctl.ledger.lock import write_lock
from costctl.ledger.migrations import migrate, refuse_newer
from costctl.ledger.receiving import Store
from costctl.ledger.undo import Undone
from costctl.ledger.verify import Verification
from costctl.problems import NO_ROOM
from costctl.records import kinds
from costctl.settings import FILE as SETTINGS
from costctl.settings import Settings, new_settings, read_settings, write_settings
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


def make_ledger(folder: Path, **given: str) -> None:
    """Makes a ledger in an empty or new folder, without a rule book; InputError where it is not empty."""
    with making(folder):
        fill_ledger(folder, **given)


def fill_ledger(folder: Path, **given: str) -> None:
    """Puts a new ledger into an empty folder; `given` are the settings known so far."""
    settings = new_settings(**given)
    make_key(folder)
    originals.make_folder(folder)
    for part in (snapshot.FOLDER, "rules/checks", "rules/tables", "rules/layouts"):
        (folder / part).mkdir(parents=True)
    write_settings(folder, settings)
    with write_lock(folder, 0), _opened(folder) as ledger, ledger.transaction():
        ledger.record("init", settings.model_dump(mode="json"))


@contextmanager
def making(folder: Path) -> Iterator[None]:
    """Makes a new or empty folder, to be filled inside; it is as it was if that fails.

    InputError where it is not empty, Fault where there is no room for a ledger.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("ledger.not_empty", where=str(folder))
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        is_crowded = is_full(folder)
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not was_there:
            folder.rmdir() if folder.is_dir() else None
        if is_crowded or isinstance(error, OSError):
            found = NO_ROOM if is_crowded else getattr(error, "strerror", None) or str(error)
            raise Fault("ledger.no_room", where=str(folder), found=found) from error
        raise


@contextmanager
def open_ledger(
    folder: Path, mode: Literal["read", "write", "scratch"] = "read", *, wait: float = 30.0
) -> Iterator[Ledger]:
    """The newest snapshot of the ledger in `folder`, the ledger itself under the write lock, or a scratch copy.

    `scratch` is a copy of the newest snapshot in which anything may be tried; it is gone afterwards. LedgerNotFound
    where there is none, LedgerLocked where another process writes for longer than `wait` seconds. A writer's changes
    are published at the end.
    """
    folder = Path(folder)
    _refuse_none(folder)
    try:
        if mode != "write":
            with _snapshot(folder) if mode == "read" else _scratch(folder) as ledger:
                yield ledger
            return
        with write_lock(folder, wait):
            originals.clean(folder)
            with _opened(folder) as ledger:
                yield ledger
    except Exception as error:
        if isinstance(error, CostctlError) or not is_full(folder):
            raise
        raise as_ours(error, folder) from error


def _refuse_none(folder: Path) -> None:
    """LedgerNotFound for a folder that holds no ledger, or only a part of one."""
    missing = [name for name in (FILE, SETTINGS) if not (folder / name).is_file()]
    if missing and any((folder / name).exists() for name in (FILE, SETTINGS, KEY_FILE, originals.FOLDER)):
        raise LedgerNotFound("ledger.incomplete", where=str(folder), found=", ".join(missing))
    if missing:
        raise LedgerNotFound("ledger.not_found", where=str(folder))


@contextmanager
def _opened(folder: Path) -> Iterator[Ledger]:
    """The ledger itself, brought to the shape this costctl knows; the caller holds the write lock."""
    settings, key = read_settings(folder), read_key(folder)
    db = Connection(folder / FILE, temporary=folder / TEMPORARY)
    try:
        shape(db)
        ledger = Ledger(folder, db, settings, hasher=CardHasher(key), snapshot=None)
        before = history.head(db)
        try:
            yield ledger
        except BaseException as error:
            with suppress(Fault):  # the error that is on its way says more
                ledger.publish_changes()
            if isinstance(error, KeyboardInterrupt):
                raise Cancelled(is_changed=history.head(db) != before) from error
            raise
        ledger.publish_changes()
    finally:
        db.close()


def shape(db: Connection) -> None:
    """Makes what a ledger's database lacks: migrations, tables of the kinds, record views."""
    migrate(db)
    with db.transaction():
        schema.make_tables(db, kinds())
        reference.make_views(db, kinds())


@contextmanager
def _snapshot(folder: Path) -> Iterator[Ledger]:
    settings = read_settings(folder)
    name, db = _newest(folder)
    try:
        refuse_newer(db)
        yield Ledger(folder, db, settings, hasher=None, snapshot=name)
    finally:
        db.close()


@contextmanager
def _scratch(folder: Path) -> Iterator[Ledger]:
    settings, key = read_settings(folder), read_key(folder)
    with tempfile.TemporaryDirectory(prefix="costctl-") as own:
        name, db = _newest(folder)  # open, it cannot be removed while it is copied
        try:
            shutil.copyfile(folder / snapshot.FOLDER / name, Path(own) / FILE)
        finally:
            db.close()
        db = Connection(Path(own) / FILE, temporary=Path(own) / TEMPORARY)
        try:
            shape(db)
            yield Ledger(folder, db, settings, hasher=CardHasher(key), snapshot=name)
        finally:
            db.close()


def _newest(folder: Path) -> tuple[str, Connection]:
    """The newest snapshot, opened; another look at the pointer where that one went while it was being opened."""
    tried = None
    while (found := snapshot.newest(folder)) and found != tried:
        tried = found
        path = folder / snapshot.FOLDER / found[0]
        with suppress(FileNotFoundError):
            path.stat()
            return found[0], Connection(path, read_only=True)
    raise LedgerDamaged("ledger.no_snapshot", where=str(folder))
