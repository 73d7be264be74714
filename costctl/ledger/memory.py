"""A ledger in memory, for the examples of rules: the same tables and views, filled with records given as data."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from costctl.ledger.cards import CardHasher
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.in_force import settle
from costctl.ledger.keys import key_columns, key_text
from costctl.ledger.ledger import Ledger
from costctl.ledger.opening import shape
from costctl.ledger.receiving import Store, official_bins
from costctl.ledger.schema import CARD_ID, CARD_LAST4, IS_OFFICIAL_BIN
from costctl.ledger.verify import Verification, verify
from costctl.records import Kind, kinds
from costctl.settings import Settings, new_settings

_START = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class MemoryLedger(Ledger):
    """A ledger in memory; `trial()` takes back in a moment what is put in."""

    def __init__(self, settings: Settings) -> None:
        db = Connection(None)
        shape(db)
        self._hashing = CardHasher(secrets.token_bytes(32))
        super().__init__(Path(), db, settings, hasher=self._hashing, snapshot=None)
        self._bins = official_bins(db)
        self._batches = 0
        self._keys: Counter[tuple[object, ...]] = Counter()

    def install(self, tables: Mapping[str, pl.DataFrame], digest: str) -> None:
        """Replaces the reference tables and (re)creates the record and fact views, unless all is unchanged."""
        super().install(tables, digest)
        self._bins = official_bins(self._db)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Takes back what is put in inside."""
        before = self._keys.copy()
        try:
            with self._db.transaction(keep=False):
                yield
        finally:
            self._keys = before

    def put(self, kind: str, rows: Iterable[Mapping[str, object]] = ()) -> None:
        """Adds records of a kind, given by column, as one batch; the kind counts as kept, even without any.

        A key of an earlier batch is a revision; one that comes twice in one call is a ValueError. Quicker than to load
        a file, with its rejects and receipts: an example of a rule must not cost a file's time.
        """
        definition = kinds()[kind]
        self._batches += 1
        records = [self._record(definition, row) for row in rows]
        _number(definition, records)
        for place, record in enumerate(records):
            record.update(self._identity(definition, record))
            record.update(row_id=(self._batches << 32) + place, batch_no=self._batches, sheet_no=1, row_no=place + 2)
        keys = [record.get("record_key", place) for place, record in enumerate(records)]
        if len(set(keys)) < len(keys):
            raise ValueError(f"{kind}: a key comes twice: {keys}")
        self._insert("batches", [_batch(self._batches)])
        self._insert("sheets", [_sheet(self._batches, kind, len(records))])
        self._insert(kind, records)
        settle(self._db, kinds(), [kind])

    def verify(self, head: str | None = None) -> Verification:
        """Compares history and stored rows; a ledger in memory keeps no originals."""
        return verify(self._db, kinds(), None, head)

    def _record(self, kind: Kind, row: Mapping[str, object]) -> dict[str, object]:
        derived = {CARD_ID, CARD_LAST4, IS_OFFICIAL_BIN} if kind.card_column else set()
        record = {
            name: value if name in derived or value is None else _value(value, kind.column(name).type)
            for name, value in row.items()
        }
        number = record.pop(str(kind.card_column), None)
        if number is None:
            return record
        kept = self._hashing.kept(str(number), registered=kind.card_column in kind.key, official_bins=self._bins)
        return {**kept, **record}

    def _identity(self, kind: Kind, record: Mapping[str, object]) -> dict[str, object]:
        if kind.key:
            parts = [record.get(name) for name in key_columns(kind)]
            key = key_text(["" if part is None else str(part) for part in parts])
            version = self._count(kind.kind, key)
            return {"record_key": key, "version": version, "outcome": "accepted" if version == 1 else "revised"}
        names = (
            ("reference_no",) if record.get("reference_no") else ("card_last4", "spent_on", "amount", "merchant_name")
        )
        equal = self._count("row", *sorted((name, str(value)) for name, value in record.items()))
        return {"occurrence": equal, "key_no": self._count(*names, *(str(record.get(name)) for name in names))}

    def _count(self, *key: object) -> int:
        self._keys[key] += 1
        return self._keys[key]

    def _insert(self, table: str, records: Sequence[Mapping[str, object]]) -> None:
        if not records:
            return
        names = list(dict.fromkeys(name for record in records for name in record))
        places = ", ".join(f"({', '.join('?' * len(names))})" for _record in records)
        self._db.execute(
            f"INSERT INTO base.{quoted(table)} ({', '.join(map(quoted, names))}) VALUES {places}",
            [record.get(name) for record in records for name in names],
        )

    def _store(self) -> Store:
        return Store(self._db, kinds(), self._hashing, None)


def memory_ledger(
    tables: Mapping[str, pl.DataFrame] | None = None, *, settings: Settings | None = None, digest: str = ""
) -> MemoryLedger:
    """An empty ledger in memory, with the reference tables and fact views where tables are given."""
    ledger = MemoryLedger(settings or new_settings(name="memory"))
    if tables is not None:
        ledger.install(tables, digest)
    return ledger


def _number(kind: Kind, records: Sequence[dict[str, object]]) -> None:
    """Numbers the records that came without, as `keys.number_empty` does for a file."""
    if kind.numbered is None:
        return
    within = [name for name in kind.key if name != kind.numbered]
    groups: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for record in records:
        groups.setdefault(tuple(record.get(name) for name in within), []).append(record)
    for group in groups.values():
        used = {record.get(kind.numbered) for record in group}
        free = (number for number in range(1, len(group) + 1) if number not in used)
        for record in group:
            if record.get(kind.numbered) is None:
                record[kind.numbered] = next(free)


def _batch(batch_no: int) -> dict[str, object]:
    return {"batch_no": batch_no, "file": "memory", "sha256": "", "loaded_at": _START, "loaded_by": ""}


def _sheet(batch_no: int, kind: str, rows: int) -> dict[str, object]:
    counts = {
        "records_read": rows,
        "rows_read": rows,
        "accepted": rows,
        "revised": 0,
        "already_present": 0,
        "rejected": 0,
    }
    return {"batch_no": batch_no, "sheet_no": 1, "kind": kind, **counts}


def _value(value: object, type_: str) -> object:
    if type_ in ("money", "decimal"):
        return Decimal(str(value))
    return str(value) if type_ in ("text", "code", "enum", "card") else value
