"""The only place that knows DuckDB: one connection, locked down, polars in and polars out."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from costctl.errors import Fault, InputError, LedgerDamaged, is_full
from costctl.problems import NO_ROOM

Params = Mapping[str, object] | Sequence[object] | None

MEMORY = "1GB"
"""What DuckDB may hold before it writes to the ledger's own temporary folder."""

JOIN_ORDER = "join_order"
"""Joins run as they are written, the largest table first. DuckDB would order them by how many rows it expects, and it
takes each test for rows out of force for one that four rows of five fail: it then hashes the large side."""

ROW_GROUP = 122_880
"""Rows of a DuckDB row group: inserts of whole groups are stored at once and never rewritten."""

_OF_ITS_OWN = (duckdb.FatalException, duckdb.InternalException)
"""What goes wrong within DuckDB itself; after it a connection answers nothing more."""
_MISTAKES = (duckdb.ParserException, duckdb.BinderException, duckdb.ConversionException, duckdb.OutOfRangeException)
"""What a query says wrongly, on whatever disk."""
_TEMPORARY_FULL = "temp_directory"
"""Said where what does not fit into memory found no room on the disk either."""
_DAMAGE_SAID = ("not a valid duckdb", "corrupt", "checksum")


class Connection:
    """One DuckDB database: a file, or memory where `path` is None. No access to other files, no changed settings."""

    def __init__(self, path: Path | None, *, read_only: bool = False, temporary: Path | None = None) -> None:
        self.path = path
        self.in_transaction = False
        self._left_registered: list[str] = []
        self._kept = True
        config: dict[str, Any] = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": MEMORY,
            "debug_enable_caching_operators": "false",  # DuckDB 2.0.0 fails where two dictionaries meet in such a cache
            "disabled_optimizers": JOIN_ORDER,
            "lock_configuration": "true",
        }
        if temporary:
            config["temp_directory"] = str(temporary)
        self._config, self._read_only = config, read_only
        self._open()

    def sql(self, query: str, params: Params = None) -> pl.DataFrame:
        """The result of a query as a frame."""
        with _faults(str(self.path or ""), is_snapshot=self._read_only):
            found: pl.DataFrame = self._db.sql(query, params=params).pl()
            return found

    def rows(self, query: str, params: Params = None) -> list[tuple[Any, ...]]:
        """The result of a query as tuples."""
        with _faults(str(self.path or ""), is_snapshot=self._read_only):
            return self._db.execute(query, params).fetchall()

    def value(self, query: str, params: Params = None) -> Any:
        """The only value of a query's only row; None where it has no row."""
        found = self.rows(query, params)
        return found[0][0] if found else None

    def execute(self, query: str, params: Params = None) -> None:
        """Runs a statement, or several where there are no params."""
        with _faults(str(self.path or ""), is_snapshot=self._read_only):
            self._db.execute(query, params)

    @contextmanager
    def registered(self, **frames: pl.DataFrame | pa.RecordBatchReader) -> Iterator[None]:
        """Makes frames visible by name to the queries inside."""
        for name, frame in frames.items():
            self._db.register(name, frame)
        try:
            yield
        finally:
            for name in frames:
                self._unregister(name)

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Commits what is done inside, or nothing on an error. Inside another transaction it is part of that one.

        With `keep` false the outermost transaction is rolled back at its end: a trial, which may hold others.
        """
        if self.in_transaction:
            if self._kept and not keep:
                raise ValueError("a trial cannot be made inside a transaction that is kept")
            yield
            return
        self.execute("BEGIN TRANSACTION")
        self.in_transaction, self._kept = True, keep
        try:
            yield
            self.execute("COMMIT" if keep else "ROLLBACK")
        except BaseException:
            self._rollback()
            raise
        finally:
            self.in_transaction = False

    def _unregister(self, name: str) -> None:
        try:
            self._db.unregister(name)
        except duckdb.TransactionException:
            # An aborted transaction allows nothing but its rollback, which takes the frame away if it came inside.
            self._left_registered.append(name)

    def _rollback(self) -> None:
        # DuckDB has ended it already on a fatal error; the error itself is on its way.
        with suppress(duckdb.Error):
            self._db.execute("ROLLBACK")
        while self._left_registered:
            with suppress(duckdb.Error):
                self._db.unregister(self._left_registered.pop())

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Writes everything to the file and closes it while something is done with it; opens it again afterwards."""
        self.execute("CHECKPOINT")
        self.close()
        try:
            yield
        finally:
            self._open()

    def close(self) -> None:
        """Closes the database; a second call does nothing."""
        self._db.close()

    def _open(self) -> None:
        with _faults(str(self.path or ""), is_snapshot=self._read_only):
            name = _name(self.path) if self.path else ":memory:"
            self._db = duckdb.connect(name, read_only=self._read_only, config=self._config)


def _name(path: Path) -> str:
    """What DuckDB opens: it looks for the name in UTF-8; InputError where the system spells it otherwise."""
    if os.fsencode(path) != str(path).encode("utf-8", "replace"):
        raise InputError("ledger.path_spelling", where=str(path), found=sys.getfilesystemencoding())
    return str(path)


@contextmanager
def _faults(where: str, *, is_snapshot: bool) -> Iterator[None]:
    """DuckDB's errors as costctl's: damage, no room, or a query that failed."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if "interrupted" in str(error).lower():  # as DuckDB's Python says it
            raise KeyboardInterrupt from error
        raise
    except duckdb.CatalogException as error:
        # A snapshot is only read, by queries of costctl's own: what one looks for and does not find is new to it.
        code = "ledger.other_version" if is_snapshot else "ledger.query_failed"
        raise Fault(code, where=where, found=str(error)) from error
    except duckdb.Error as error:
        raise _fault(error, where) from error


def _fault(error: duckdb.Error, where: str) -> Fault:
    said = str(error)
    if NO_ROOM.lower() in said.lower() or (where and not isinstance(error, _MISTAKES) and is_full(Path(where).parent)):
        return Fault("ledger.no_room", where=where, found=NO_ROOM)
    if isinstance(error, duckdb.SerializationException) or any(word in said.lower() for word in _DAMAGE_SAID):
        return LedgerDamaged("ledger.damaged", where=where, found=_first_line(error))
    if isinstance(error, _OF_ITS_OWN):
        return Fault("ledger.engine", where=where, found=_first_cause(said))
    if isinstance(error, duckdb.OutOfMemoryException) and _TEMPORARY_FULL not in _first_line(error).lower():
        return Fault("ledger.no_memory", where=where, found=_first_line(error))
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.IOException):
        return Fault("ledger.no_room", where=where, found=_first_line(error))
    return Fault("ledger.query_failed", where=where, found=said)


def _first_cause(said: str) -> str:
    """What went wrong first; every later query only says that there was something, and quotes it."""
    return said.partition('Original error: "')[2].partition('"')[0] or said.partition("\n")[0]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def quoted(name: str) -> str:
    """An identifier as SQL writes it, whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
