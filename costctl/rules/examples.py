"""Runs the examples of rules through the same compiled rules as the data."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from costctl.datafile import validate
from costctl.errors import CostctlError, DataFileError
from costctl.ledger.connection import literal, quoted
from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.mistakes import closest
from costctl.records import kinds
from costctl.rules.compile import CODES, Compiled
from costctl.rules.library import Rulebook
from costctl.rules.model import Example, Rule
from costctl.rules.predicate import Columns
from costctl.rules.render import subject
from costctl.rules.scan import fact_columns, fit
from costctl.settings import Settings
from costctl.values import Outcome


@dataclass(frozen=True)
class Case:
    """An example as one row of its fact view, with the columns that the rule reads."""

    example: Example
    row: pl.DataFrame | None
    """None where the view has no such subject."""
    problem: str | None = None
    """Why there is no row."""


@dataclass(frozen=True)
class Tried:
    """What an example was to give, and what it gave."""

    rule: str
    name: str
    expected: Outcome
    found: Outcome | None
    """None: no result, because the subject is missing or dated after the day of the run."""
    expected_excess: Decimal | None
    found_excess: Decimal | None
    problem: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it gave what it was to give."""
        same = self.found == self.expected and self.problem is None
        return same and (self.found is not Outcome.FLAGGED or self.found_excess == self.expected_excess)


def run_examples(rulebook: Rulebook, rules: Iterable[str] = (), *, trials: "Trials | None" = None) -> list[Tried]:
    """Every example of the named rules, or of all. DataFileError for an unknown rule or one that fits no fact view.

    In `trials` what has been made of an example stays, for whoever looks at it next.
    """
    trials = trials or Trials(rulebook)
    chosen = [rulebook.rule(rule_id) for rule_id in rules] or list(rulebook.rules.values())
    return [tried for rule in chosen for tried in trials.tried(rule)]


class Trials:
    """Ledgers in memory, one for each set of settings, in which examples are tried and taken back."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._ledgers: dict[str, MemoryLedger] = {}
        self._cases: dict[str, list[Case]] = {}
        self._views = fact_columns(self.ledger())

    def ledger(self, settings: Mapping[str, Any] | None = None) -> MemoryLedger:
        """An empty ledger with these settings of the bureau."""
        key = json.dumps(settings or {}, sort_keys=True, default=str)
        if key not in self._ledgers:
            given = validate({"name": "examples", **(settings or {})}, Settings, where="settings")
            book = self._rulebook
            self._ledgers[key] = memory_ledger(book.reference, settings=given, digest=book.digest)
        return self._ledgers[key]

    def columns(self, rule: Rule) -> Columns:
        """The columns of the rule's fact view."""
        return self._views[rule.check.rows]

    def compiled(self, rule: Rule) -> Compiled:
        """The rule compiled for its view; DataFileError where it does not fit."""
        return fit(rule, self._views)

    def cases(self, rule: Rule) -> list[Case]:
        """The rule's examples as rows of its view."""
        if rule.id not in self._cases:
            compiled = self.compiled(rule)
            self._cases[rule.id] = [self._case(compiled, example) for example in rule.examples]
        return self._cases[rule.id]

    def tried(self, rule: Rule) -> Iterator[Tried]:
        """The outcome of each example."""
        compiled = self.compiled(rule)
        for case in self.cases(rule):
            found, excess = self.judge(compiled, case)
            example = case.example
            yield Tried(rule.id, example.name, example.expect, found, example.excess, excess, case.problem)

    def judge(self, compiled: Compiled, case: Case) -> tuple[Outcome | None, Decimal | None]:
        """The outcome and excess of one row."""
        if case.row is None:
            return None, None
        cells = f"{compiled.outcome(case.example.as_of)} AS o, {compiled.excess or 'NULL'} AS e"
        with self.ledger().registered(example_row=case.row):
            outcome, excess = self.ledger().sql(f"SELECT {cells} FROM example_row").row(0)
        found = CODES.get(outcome)
        return found, excess if found is Outcome.FLAGGED else None

    def _case(self, compiled: Compiled, example: Example) -> Case:
        try:
            if example.given is not None:
                return Case(example, self._given(compiled, example.given))
            row = self._from_records(compiled, example)
        except (CostctlError, ValueError, KeyError) as error:
            return Case(example, None, str(error))
        return Case(example, row if row.height else None, None if row.height else "no such subject")

    def _given(self, compiled: Compiled, given: Mapping[str, Any]) -> pl.DataFrame:
        columns = self.columns(compiled.rule)
        if unknown := [name for name in given if name not in columns]:
            near = closest(unknown[0], columns)
            raise DataFileError("rule.no_column", where="given", found=unknown[0], view="", suggestion=near)
        cells = [f"CAST({_literal(given.get(name))} AS {columns[name]}) AS {quoted(name)}" for name in compiled.columns]
        return self.ledger().sql(f"SELECT {', '.join(cells)}")

    def _from_records(self, compiled: Compiled, example: Example) -> pl.DataFrame:
        """The subject's row of the view over the example's records."""
        rule, selected = compiled.rule, ", ".join(map(quoted, compiled.columns))
        ledger = self.ledger(example.settings)
        wanted = f"WHERE {subject(rule.check.key)} = {literal(example.subject)}" if example.subject else ""
        first = "ORDER BY row_id" if "row_id" in self.columns(rule) else ""
        with ledger.trial():
            for kind, records in (example.records or {}).items():
                ledger.put(kind, [filled(kind, record) for record in records])
            for kind in example.kept:
                if kind not in (example.records or {}):
                    ledger.put(kind)
            with ledger.as_of(example.as_of):
                view = f"fact.{quoted(rule.check.rows)}"
                # Not at once as a frame: for that DuckDB plans a query twice, and planning is what takes the time.
                ledger.execute(f"CREATE TEMP TABLE example AS SELECT {selected} FROM {view} {wanted} {first} LIMIT 1")
                return ledger.sql("SELECT * FROM example")


def filled(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """An example's record with what it leaves out: required columns, and an end that is the start."""
    definition = kinds()[kind]
    whole = {**definition.example, **record}
    if definition.in_order:
        start, end = definition.in_order
        if definition.column(end).required and end not in whole and start in whole:
            whole[end] = whole[start]
    return whole


def _literal(value: object) -> str:
    """A value of a rule file as SQL text, to be cast to its column's type."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    return literal(value.isoformat() if isinstance(value, date) else str(value))


def failures(tried: Sequence[Tried]) -> list[Tried]:
    """The examples that did not give what they were to give."""
    return [one for one in tried if not one.passed]
