"""The fact views over rows written by hand: record tables in memory, the shipped reference tables, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import polars as pl

from costctl.ledger import schema, word_patterns
from costctl.records import kinds
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped

_FACTS = sorted((shipped("rules").parent / "costctl" / "ledger" / "sql" / "facts").glob("*.sql"))
_SETTINGS = {
    "home_province": "VARCHAR",
    "home_district": "VARCHAR",
    "home_places": "VARCHAR[]",
    "building_level": "VARCHAR",
    "card_use_method": "VARCHAR",
    "currency": "VARCHAR",
}


class Facts:
    """Rows in, rows of fact views out."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        for name in ("record", "ref", "fact"):
            self.con.execute(f"CREATE SCHEMA {name}")
        for kind in kinds().values():
            key = "record_key" if kind.key else "transaction_key"
            columns = schema.content_columns(kind) | schema.derived_columns(kind) | {key: "VARCHAR", "row_id": "BIGINT"}
            self._table(f"record.{kind.kind}", columns)
        self._table("record.kept", {"kind": "VARCHAR"})
        self._table("record.card_links", {"card_id": "VARCHAR", "registered_id": "VARCHAR"})
        reference = load_rulebook(shipped("rules")).reference
        for name, frame in reference.items():
            self.con.register("frame", frame.to_arrow())
            self.con.execute(f"CREATE TABLE ref.{name} AS SELECT * FROM frame")
            self.con.unregister("frame")
        self.con.execute(word_patterns.macro(reference))
        self._table("ref.settings", _SETTINGS)
        self._table("ref.jurisdictions", {"rank": "INTEGER", "jurisdiction": "VARCHAR"})
        for file in _FACTS:
            self.con.execute(file.read_text(encoding="utf-8"))
        self.insert("ref.settings", home_province="云南", currency="CNY")
        self.jurisdictions("本区", "云南省级", "中央")
        self.as_of(date(2025, 12, 31))

    def _table(self, name: str, columns: dict[str, str]) -> None:
        self.con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {type_}' for column, type_ in columns.items())})")

    def keyword(self, **cells: Any) -> None:
        """One more word, as installing a rule book makes it known."""
        self.insert("ref.keywords", **cells)
        listed = {name: self.con.sql(f"FROM ref.{name}").pl() for name in ("keywords", "code_words")}
        self.con.execute(word_patterns.macro(listed))

    @contextmanager
    def undone(self) -> Iterator["Facts"]:
        """Whatever a test writes is gone after it."""
        self.con.execute("BEGIN")
        try:
            yield self
        finally:
            self.con.execute("ROLLBACK")
            self.as_of(date(2025, 12, 31))

    def insert(self, table: str, **row: Any) -> None:
        """One row; columns not named are NULL."""
        places = ", ".join("?" for _ in row)
        self.con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))

    def add(self, kind: str, **row: Any) -> int:
        """One record of a kind, which is kept from then on; its row id."""
        self.keep(kind)
        row_id = int(self.value(f"SELECT count(*) + 1 FROM record.{kind}"))
        key = kinds()[kind].key
        name = "record_key" if key else "transaction_key"
        row.setdefault(name, "/".join(str(row.get(part) or "") for part in key) if key else f"X{row_id}")
        self.insert(f"record.{kind}", **row, row_id=row_id)
        return row_id

    def load(self, kind: str, rows: list[dict[str, Any]]) -> None:
        """Many records of a kind at once; row ids from 1."""
        self.keep(kind)
        frame = pl.DataFrame(rows, infer_schema_length=None).with_row_index("row_id", offset=1)
        self.con.register("frame", frame.to_arrow())
        self.con.execute(f"INSERT INTO record.{kind} BY NAME SELECT * FROM frame")
        self.con.unregister("frame")

    def keep(self, kind: str) -> None:
        """A file of this kind has been loaded."""
        if not self.value(f"SELECT count(*) FROM record.kept WHERE kind = '{kind}'"):
            self.insert("record.kept", kind=kind)

    def as_of(self, day: date) -> None:
        """The day of the run."""
        self.con.execute(f"SET VARIABLE as_of = DATE '{day}'")

    def jurisdictions(self, *names: str) -> None:
        """The jurisdiction chain."""
        self.con.execute("DELETE FROM ref.jurisdictions")
        for rank, name in enumerate(names, start=1):
            self.insert("ref.jurisdictions", rank=rank, jurisdiction=name)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """All rows of a query."""
        found = self.con.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def one(self, view: str, where: str = "TRUE") -> dict[str, Any]:
        """The one row of a fact view."""
        (row,) = self.rows(f"SELECT * FROM fact.{view} WHERE {where}")
        return row

    def value(self, query: str) -> Any:
        """One value."""
        (row,) = self.con.execute(query).fetchall()
        return row[0]
