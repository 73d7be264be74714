"""What every import does before identity matters: tidy the parts of a sheet, count, and keep what was rejected."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from costctl.ledger import rejects
from costctl.ledger.cards import CardHasher
from costctl.ledger.connection import Connection
from costctl.ledger.departments import department_columns
from costctl.ledger.schema import content_columns
from costctl.records import Kind
from costctl.values import EXTRA, ControlTotal, Doubt, Part, RejectedRow, SheetSource


@dataclass(frozen=True)
class Store:
    """What loading works with."""

    db: Connection
    kinds: Mapping[str, Kind]
    hasher: CardHasher
    folder: Path | None
    """The ledger's folder; None for a ledger in memory."""


@dataclass
class Tally:
    """The counts of one sheet while it is loaded."""

    sheet_no: int
    source: SheetSource
    kind: Kind
    read: int = 0
    rows_read: int = 0
    accepted: int = 0
    revised: int = 0
    already_present: int = 0
    rejected: int = 0
    amount_accepted: Decimal | None = None
    digest: dict[str, object] = field(default_factory=dict)
    control_totals: list[ControlTotal] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    shown: list[RejectedRow] = field(default_factory=list)
    departments: Counter[str] = field(default_factory=Counter)
    revised_by_place: int = 0
    """Of the revised: those whose number was not in the file, but counted."""


@dataclass
class Import:
    """One file on its way into the ledger."""

    store: Store
    file: str
    batch_no: int
    official_bins: frozenset[str] | None
    next_reject: int
    rows_added: int = 0

    @property
    def db(self) -> Connection:
        """The connection that loads."""
        return self.store.db

    def row_ids(self, count: int) -> pl.Series:
        """The next row ids: unique in the ledger, rising in load order."""
        first = (self.batch_no << 32) + self.rows_added
        self.rows_added += count
        return pl.int_range(first, first + count, dtype=pl.Int64, eager=True).alias("row_id")

    def receive(self, tally: Tally, part: Part) -> pl.DataFrame:
        """Counts a part and gives its good rows with every content column of the kind; card numbers end here."""
        tally.read += part.read
        tally.rows_read += part.rows_read
        tally.control_totals += part.control_totals
        tally.doubts += part.doubts
        rows = self.tidy(tally.kind, part.rows)
        tally.departments += departments_of(tally.kind, rows)
        return rows.with_columns(pl.lit(tally.sheet_no, pl.Int32).alias("sheet_no"))

    def reject(self, tally: Tally, rows: pl.DataFrame) -> None:
        """Keeps rejected rows (values.REJECT_SCHEMA) with the file and the reason."""
        if rows.is_empty():
            return
        rejects.keep(self.db, rows, self.next_reject, self.batch_no, tally.sheet_no)
        room = rejects.SHOWN - len(tally.shown)
        tally.shown += rejects.shown(rows.head(room), self.file, tally.source.sheet)
        self.next_reject += rows.height
        tally.rejected += rows.height

    def tidy(self, kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with card numbers replaced, and every content column of the kind."""
        card = kind.card_column
        if card in rows.columns:
            registered = card in kind.key
            rows = self.store.hasher.replace(rows, str(card), registered=registered, official_bins=self.official_bins)
        return complete(kind, rows)


def departments_of(kind: Kind, rows: pl.DataFrame) -> Counter[str]:
    """How many of the rows name each department."""
    found: Counter[str] = Counter()
    for name in department_columns(kind):
        found.update(dict(rows.get_column(name).drop_nulls().value_counts().iter_rows()))
    return found


def complete(kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """Every content column of the kind, typed and in order, null where the file has none; then what else is there."""
    types: dict[str, pl.DataType] = {column.name: column.frame_type for column in kind.columns}
    wanted = [
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(types.get(name, pl.String())).alias(name)
        for name in content_columns(kind)
    ]
    others = [
        name for name in rows.columns if name not in types and name not in content_columns(kind) and name != EXTRA
    ]
    return rows.select(*wanted, *others)


def begin(store: Store, file: str) -> Import:
    """The next import of a ledger."""
    db = store.db
    return Import(
        store=store,
        file=file,
        batch_no=(db.value("SELECT max(batch_no) FROM base.batches") or 0) + 1,
        official_bins=official_bins(db),
        next_reject=(db.value("SELECT max(reject_no) FROM base.rejects") or 0) + 1,
    )


def official_bins(db: Connection) -> frozenset[str] | None:
    """The first six digits of official cards, from the rule book; None where it has no such table."""
    known = db.rows(
        "SELECT 1 FROM information_schema.columns"
        " WHERE table_schema = 'ref' AND table_name = 'card_bin' AND column_name = 'bin'"
    )
    return frozenset(str(found) for (found,) in db.rows("SELECT bin FROM ref.card_bin")) if known else None
