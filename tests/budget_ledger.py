"""A ledger of nothing but budget lines and spending, in memory, for tests of the arithmetic."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from csv import DictReader
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import duckdb
import polars as pl

from costctl.settings import new_settings
from costctl.shipped import shipped

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

LINES = """
    fiscal_year BIGINT, department_code VARCHAR, item VARCHAR, month BIGINT, change_kind VARCHAR, amount DECIMAL(18, 2),
    counts_from DATE, row_id BIGINT
"""
SPENDING = """
    department_code VARCHAR, item VARCHAR, spent_on DATE, amount DECIMAL(18, 2), source_kind VARCHAR, row_id BIGINT
"""
PAYMENTS = "department_code VARCHAR, item VARCHAR, paid_on DATE, amount DECIMAL(18, 2), row_id BIGINT"
COMMITMENTS = """
    department_code VARCHAR, item VARCHAR, committed_on DATE, released_on DATE, amount DECIMAL(18, 2), row_id BIGINT
"""
FINDINGS = """
    rule VARCHAR, control VARCHAR, item_control VARCHAR, department VARCHAR, severity VARCHAR, status VARCHAR,
    dated DATE
"""


class BudgetLedger:
    """What the reports read: the views of budgets and spending as tables, and the shipped items."""

    folder = None
    settings = new_settings(name="x")

    def __init__(self, kept: tuple[str, ...] = ()) -> None:
        self.db = duckdb.connect()
        self.days: list[date] = []
        for schema in ("fact", "record", "ref"):
            self.db.execute(f"CREATE SCHEMA {schema}")
        self.db.execute(f"CREATE TABLE fact.budget_lines ({LINES})")
        self.db.execute(f"CREATE TABLE fact.item_spending ({SPENDING})")
        self.db.execute(f"CREATE TABLE fact.item_payments ({PAYMENTS})")
        self.db.execute(f"CREATE TABLE fact.commitments ({COMMITMENTS})")
        self.db.execute("CREATE TABLE record.departments (department_code VARCHAR, name VARCHAR)")
        self.db.execute("CREATE TABLE record.kept (kind VARCHAR)")
        self.db.execute("CREATE TABLE record.vehicles (plate_no VARCHAR)")
        self.db.execute(f"CREATE TABLE record.findings ({FINDINGS})")
        self.keep(*kept)
        for table in ("items", "item_parts", "item_codes", "economic_codes"):
            self._reference(table)

    def _reference(self, table: str) -> None:
        with (shipped("rules") / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            frame = pl.DataFrame(list(DictReader(file)))
        self.db.register("incoming", frame.to_arrow())
        self.db.execute(f"CREATE TABLE ref.{table} AS SELECT * FROM incoming")
        self.db.unregister("incoming")

    def keep(self, *kinds: str) -> "BudgetLedger":
        """Counts these kinds as loaded."""
        for kind in kinds:
            self.db.execute("INSERT INTO record.kept VALUES (?)", [kind])
        return self

    def department(self, code: str, name: str) -> "BudgetLedger":
        """Registers a department."""
        self.db.execute("INSERT INTO record.departments VALUES (?, ?)", [code, name])
        return self

    def line(
        self,
        amount: str,
        *,
        item: str = "travel",
        department: str = "D001",
        year: int = 2014,
        month: int | None = None,
        change_kind: str | None = None,
        counts_from: date | None = None,
    ) -> "BudgetLedger":
        """A budget line."""
        values = [year, department, item, month, change_kind, Decimal(amount), counts_from or date(year, 1, 1)]
        self.db.execute("INSERT INTO fact.budget_lines VALUES (?, ?, ?, ?, ?, ?, ?, 1)", values)
        return self

    def spend(
        self,
        amount: str | None,
        on: date,
        *,
        item: str = "travel",
        department: str | None = "D001",
        kind: str = "trips",
    ) -> "BudgetLedger":
        """A record with money spent; its kind counts as loaded."""
        values = [department, item, on, None if amount is None else Decimal(amount), kind]
        self.db.execute("INSERT INTO fact.item_spending VALUES (?, ?, ?, ?, ?, 1)", values)
        return self.keep(kind)

    def pay(self, amount: str, on: date, *, item: str = "travel", department: str = "D001") -> "BudgetLedger":
        """A payment of the treasury; payments count as loaded."""
        values = [department, item, on, Decimal(amount)]
        self.db.execute("INSERT INTO fact.item_payments VALUES (?, ?, ?, ?, 1)", values)
        return self.keep("payments")

    def commit(
        self, amount: str, on: date, *, item: str = "travel", department: str = "D001", released_on: date | None = None
    ) -> "BudgetLedger":
        """A commitment; commitments count as loaded."""
        values = [department, item, on, released_on, Decimal(amount)]
        self.db.execute("INSERT INTO fact.commitments VALUES (?, ?, ?, ?, ?, 1)", values)
        return self.keep("commitments")

    def sql(self, query: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of a query."""
        return self.db.sql(query, params=params).pl()

    @contextmanager
    def as_of(self, day: date) -> Iterator[None]:
        """Notes the day the fact views are asked for."""
        self.days.append(day)
        yield

    @property
    def ledger(self) -> "Ledger":
        """Itself, for functions that take a ledger."""
        return cast("Ledger", self)


def row(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    """The one row of `frame` with these values, money as text."""
    found = frame.filter(*(pl.col(name).eq_missing(pl.lit(value)) for name, value in where.items()))
    assert found.height == 1, found
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in found.row(0, named=True).items()
    }
