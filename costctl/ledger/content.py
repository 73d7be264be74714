"""Card transactions, which have no key: a row is all its values, and its ordinal among the equal rows of its file.

A large file streams straight into the base table. What the stream cannot know is settled afterwards, for the few rows
concerned: equal rows of the file are numbered, rows that the ledger had already become sightings of those and leave
again, and transaction keys that come more than once get their ordinal. Hashes only find candidates; values decide.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, groupby

import polars as pl

from costctl.ledger import streaming
from costctl.ledger.again import rows_again
from costctl.ledger.known import known_rows
from costctl.ledger.receiving import Import, Tally, complete
from costctl.ledger.schema import CARD_ID, CARD_LAST4, content_columns
from costctl.records import Kind
from costctl.values import ROW_NO, Part

_KEY = ("card_last4", "spent_on", "amount", "merchant_name")


def load(importing: Import, kind: Kind, tallies: Sequence[Tally]) -> None:
    """Loads the sheets of one file that hold this kind."""
    loading = _Loading(importing, kind)
    loading.insert(tallies)
    alike = loading.with_like_keys()
    loading.number_equal_rows(alike)
    loading.move_known_rows_to_sightings(tallies)
    loading.number_keys(alike)
    for tally in tallies:
        loading.count(tally)


class _Loading:
    """The rows of one file in the base table, until all is settled."""

    def __init__(self, importing: Import, kind: Kind) -> None:
        self._import = importing
        self._db = importing.db
        self._batch_no = importing.batch_no
        self._table = f'base."{kind.kind}"'
        self._kind = kind
        self._columns = list(content_columns(kind))
        self._first_id = (importing.batch_no << 32) + importing.rows_added
        self._key_hashes: list[pl.Series] = []

    def insert(self, tallies: Sequence[Tally]) -> None:
        """Streams all rows into the table as new ones, and remembers a hash of the key of each.

        One INSERT for all parts with the same columns, as those of a sheet are: columns that a file does not have cost
        as much as others when they are streamed, and nothing when they are left out.
        """
        parts = streaming.ahead((tally, part) for tally in tallies for part in tally.source.parts())
        for _same, group in groupby(parts, key=lambda pair: (pair[0].sheet_no, pair[1].rows.columns)):
            self._stream(group)

    def _stream(self, parts: Iterator[tuple[Tally, Part]]) -> None:
        tally, first = next(parts)
        rejected: list[pl.DataFrame] = []
        given = [name for name in self._columns if name in _stored(self._kind, first.rows.columns)]

        def frames() -> Iterator[pl.DataFrame]:
            for _tally, part in chain([(tally, first)], parts):
                rejected.append(part.rejects)
                yield self._new(self._import.receive(tally, part), given)

        nothing = self._new(complete(self._kind, pl.DataFrame(schema={ROW_NO: pl.Int64()})), given)
        names = ", ".join(f'"{name}"' for name in nothing.columns)
        query = f"""INSERT INTO {self._table} ({names}, batch_no, sheet_no, occurrence, key_no)
            SELECT {names}, $batch, $sheet, 1, 1 FROM streamed"""
        streaming.insert(self._db, query, {"batch": self._batch_no, "sheet": tally.sheet_no}, nothing, frames())
        for rows in rejected:
            self._import.reject(tally, rows)

    def _new(self, rows: pl.DataFrame, given: Sequence[str]) -> pl.DataFrame:
        self._key_hashes.append(_key_hashes(rows))
        return rows.select(*given, ROW_NO, self._import.row_ids(rows.height))

    def with_like_keys(self) -> pl.Series:
        """The ids of the file's rows whose transaction key may come more than once; equal rows are among them."""
        nothing = pl.Series("row_id", [], pl.Int64)
        if not self._key_hashes:
            return nothing
        every = pl.concat(self._key_hashes)
        self._key_hashes.clear()
        ordered = every.sort()
        twice = ordered.filter(ordered == ordered.shift(1)).unique()
        if twice.is_empty():
            return nothing
        return every.is_in(twice.implode()).arg_true().cast(pl.Int64).alias("row_id") + self._first_id

    def number_equal_rows(self, suspects: pl.Series) -> None:
        """Gives the second and later of the file's equal rows their ordinals."""
        if suspects.is_empty():
            return
        columns = ", ".join(f'n."{name}"' for name in self._columns)
        with self._db.registered(suspects=suspects.to_frame()):
            self._db.execute(
                f"""UPDATE {self._table} AS t SET occurrence = d.place
                FROM (
                    SELECT n.row_id, row_number() OVER (PARTITION BY {columns} ORDER BY n.row_id) AS place
                    FROM {self._table} AS n
                    WHERE n.batch_no = $batch AND n.row_id IN (SELECT s.row_id FROM suspects AS s)
                ) AS d
                WHERE t.row_id = d.row_id AND t.batch_no = $batch AND d.place > 1""",
                {"batch": self._batch_no},
            )

    def move_known_rows_to_sightings(self, tallies: Sequence[Tally]) -> None:
        """Rows that an earlier file brought become sightings of that file's rows, and leave the table again."""
        known = known_rows(self._db, self._kind, self._batch_no)
        known = rows_again(self._db, self._kind, self._batch_no, tallies, known)
        if known.is_empty():
            return
        with self._db.registered(known=known):
            self._db.execute(
                f"""INSERT INTO base.sightings (kind, row_id, batch_no, sheet_no, row_no, outcome)
                SELECT '{self._kind.kind}', k.old_id, n.batch_no, n.sheet_no, n.row_no,
                    CASE WHEN r.row_id IS NULL THEN 'accepted' ELSE 'already_present' END
                FROM known AS k
                JOIN {self._table} AS n ON n.row_id = k.new_id AND n.batch_no = $batch
                LEFT JOIN record."{self._kind.kind}" AS r ON r.row_id = k.old_id""",
                {"batch": self._batch_no},
            )
            self._db.execute(
                f"DELETE FROM {self._table} WHERE batch_no = ? AND row_id IN (SELECT k.new_id FROM known AS k)",
                [self._batch_no],
            )

    def number_keys(self, alike: pl.Series) -> None:
        """Gives a transaction whose key the ledger has already, or the file has twice, its ordinal."""
        suspects = pl.concat([alike, self._keys_of_earlier_rows()]).unique()
        if suspects.is_empty():
            return
        with self._db.registered(suspects=suspects.to_frame()):
            self._db.execute(_NUMBER_KEYS.format(table=self._table), {"batch": self._batch_no})

    def count(self, tally: Tally) -> None:
        """Fills in what became of the sheet's rows."""
        params = [self._batch_no, tally.sheet_no]
        ((new, amount),) = self._db.rows(
            f"SELECT count(*), sum(amount) FROM {self._table} WHERE batch_no = ? AND sheet_no = ?", params
        )
        ((again, amount_again),) = self._db.rows(
            f"""SELECT count(*), sum(t.amount) FROM base.sightings AS s JOIN {self._table} AS t ON t.row_id = s.row_id
            WHERE s.batch_no = ? AND s.sheet_no = ? AND s.kind = '{self._kind.kind}' AND s.outcome = 'accepted'""",
            params,
        )
        tally.accepted = new + again
        tally.amount_accepted = Decimal(amount or 0) + Decimal(amount_again or 0) + Decimal("0.00")
        tally.already_present = self._db.value(
            f"""SELECT count(*) FROM base.sightings
            WHERE batch_no = ? AND sheet_no = ? AND kind = '{self._kind.kind}' AND outcome = 'already_present'""",
            params,
        )

    def _keys_of_earlier_rows(self) -> pl.Series:
        """The new rows with whose key the ledger has an earlier row."""
        found = self._db.sql(_KNOWN_KEYS.format(table=self._table), {"batch": self._batch_no})
        return found.get_column("row_id").cast(pl.Int64)


def _stored(kind: Kind, columns: Sequence[str]) -> set[str]:
    """The base table's columns that a file with these columns fills."""
    return {*columns, *((CARD_ID, CARD_LAST4) if kind.card_column in columns else ())}


def _key_hashes(rows: pl.DataFrame) -> pl.Series:
    """A hash of each row's transaction key, as far as the row itself makes it."""
    reference = rows.get_column("reference_no")
    if reference.null_count() == 0:
        return reference.hash()
    without = rows.select(_KEY).hash_rows()
    return (
        without
        if reference.null_count() == rows.height
        else reference.hash().zip_with(reference.is_not_null(), without)
    )


_KNOWN_KEYS = """
SELECT n.row_id FROM {table} AS n
WHERE n.batch_no = $batch AND n.reference_no IN (
    SELECT o.reference_no FROM {table} AS o WHERE o.batch_no < $batch AND o.reference_no IS NOT NULL)
UNION ALL
SELECT n.row_id FROM {table} AS n
WHERE n.batch_no = $batch AND n.reference_no IS NULL
    AND hash(n.card_last4, n.spent_on, n.amount, n.merchant_name) IN (
        SELECT hash(o.card_last4, o.spent_on, o.amount, o.merchant_name) FROM {table} AS o
        WHERE o.batch_no < $batch AND o.reference_no IS NULL)
"""

# The ordinal counts on from earlier rows with the same key; a row with a reference number goes by that alone.
_NUMBER_KEYS = """
UPDATE {table} AS t SET key_no = d.place
FROM (
    SELECT r.row_id, r.batch_no, row_number() OVER (PARTITION BY r.part_1, r.part_2, r.part_3, r.part_4, r.part_5
        ORDER BY r.row_id) AS place
    FROM (
        SELECT
            a.row_id, a.batch_no, a.reference_no AS part_1,
            CASE WHEN a.reference_no IS NULL THEN a.card_last4 END AS part_2,
            CASE WHEN a.reference_no IS NULL THEN a.spent_on END AS part_3,
            CASE WHEN a.reference_no IS NULL THEN a.amount END AS part_4,
            CASE WHEN a.reference_no IS NULL THEN a.merchant_name END AS part_5
        FROM {table} AS a
        WHERE (a.batch_no = $batch AND a.row_id IN (SELECT s.row_id FROM suspects AS s))
            OR (a.batch_no < $batch AND CASE WHEN a.reference_no IS NOT NULL
                THEN a.reference_no IN (
                    SELECT n.reference_no FROM {table} AS n
                    WHERE n.batch_no = $batch AND n.reference_no IS NOT NULL
                        AND n.row_id IN (SELECT s.row_id FROM suspects AS s))
                ELSE hash(a.card_last4, a.spent_on, a.amount, a.merchant_name) IN (
                    SELECT hash(n.card_last4, n.spent_on, n.amount, n.merchant_name) FROM {table} AS n
                    WHERE n.batch_no = $batch AND n.reference_no IS NULL
                        AND n.row_id IN (SELECT s.row_id FROM suspects AS s)) END)
    ) AS r
) AS d
WHERE t.row_id = d.row_id AND t.batch_no = $batch AND d.batch_no = $batch AND d.place > 1
"""
