"""Making a ledger, and opening it: to write under the lock, to read its newest snapshot, or a copy to try things in."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from costctl.bilingual import speaking, spoken
from costctl.errors import Cancelled, CostctlError, Fault, InputError, LedgerDamaged, LedgerNotFound, as_ours, is_full
from costctl.ledger import history, originals, reference, schema, snapshot
from costctl.ledger.cards import KEY_FILE, CardHasher, make_key, read_key
from costctl.ledger.connection import Connection
from costctl.ledger.ledger import FILE, TEMPORARY, Ledger
from costctl.ledger.loading import is_known
from costctl.ledger.lock import write_lock
from costctl.ledger.migrations import migrate, refuse_newer
from costctl.problems import NO_ROOM
from costctl.records import kinds
from costctl.settings import FILE as SETTINGS
from costctl.settings import new_settings, read_settings, write_settings

Mode = Literal["read", "write", "scratch"]


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

    InputError where it, or a folder it is to lie in, is a file, or it is not empty; Fault where there is no room.
    """
    for path in (folder, *folder.parents):
        if path.is_file():
            raise InputError("ledger.is_file", where=str(path))
    if folder.exists() and any(folder.iterdir()):
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
def open_ledger(folder: Path, mode: Mode = "read", *, wait: float = 30.0) -> Iterator[Ledger]:
    """The newest snapshot of the ledger in `folder`, the ledger itself under the write lock, or a scratch copy.

    `scratch` is a copy of the newest snapshot in which anything may be tried; it is gone afterwards. LedgerNotFound
    where there is none, LedgerLocked where another process writes for longer than `wait` seconds. A writer's changes
    are published at the end.
    """
    folder = Path(folder)
    if mode not in get_args(Mode):
        raise InputError("ledger.no_mode", where=str(folder), found=str(mode))
    refuse_none(folder)
    try:
        with speaking(spoken(read_settings(folder).language)):
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


def refuse_none(folder: Path) -> None:
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
        originals.settle(folder, partial(is_known, db))
        ledger = Ledger(folder, db, settings, hasher=CardHasher(key), snapshot=None)
        with _cancelling(db):
            try:
                yield ledger
            except BaseException:
                with suppress(Fault):  # the error that is on its way says more
                    ledger.publish_changes()
                raise
            ledger.publish_changes()
    finally:
        db.close()


@contextmanager
def _cancelling(db: Connection) -> Iterator[None]:
    """Ctrl+C as Cancelled, which knows whether anything was stored, however late it comes: while publishing, too."""
    before = history.head(db)
    try:
        yield
    except KeyboardInterrupt as error:
        is_changed = True  # interrupted while it was opened again, after what was done had been written
        with suppress(Fault):
            is_changed = history.head(db) != before
        raise Cancelled(is_changed=is_changed) from error


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
