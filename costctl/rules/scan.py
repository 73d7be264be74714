"""One look at a fact view for all of its rules: every row's outcome under each, in a temporary table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costctl.datafile import closest
from costctl.errors import DataFileError, Fault, Problem
from costctl.ledger.ledger import Ledger
from costctl.rules.compile import Compiled, compile_rule
from costctl.rules.model import Rule
from costctl.rules.predicate import Columns
from costctl.rules.render import literal, quoted, subject


@dataclass(frozen=True)
class Scope:
    """The part of the ledger that a run looks at."""

    as_of: date
    year: int | None = None
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Looked:
    """Where the outcomes of one rule stand."""

    compiled: Compiled
    columns: Columns
    """Of the fact view."""
    table: str
    outcome: str
    """The column that holds the rule's outcome; see compile.CODES."""
    subject: str
    """The column that holds the subject key."""


@dataclass(frozen=True)
class Failed:
    """A rule that could not be run, and why."""

    rule: str
    problem: Problem


def fact_columns(ledger: Ledger) -> dict[str, dict[str, str]]:
    """The fact views with their columns and SQL types."""
    found: dict[str, dict[str, str]] = {}
    for view, column, sql_type in ledger.sql(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'fact'"
    ).iter_rows():
        found.setdefault(view, {})[column] = sql_type
    return found


def fit(rule: Rule, views: Mapping[str, Columns]) -> Compiled:
    """`rule` compiled for its view; DataFileError where the view or a column is lacking."""
    if rule.check.rows not in views:
        raise DataFileError(
            "rule.unknown_view",
            where=f"{rule.id}.toml, check.rows",
            found=rule.check.rows,
            suggestion=closest(rule.check.rows, views) or "–",
        )
    return compile_rule(rule, views[rule.check.rows])


def scan(ledger: Ledger, rules: Sequence[Rule], scope: Scope) -> tuple[list[Looked], list[Failed]]:
    """Looks at every view once; a rule that fails is looked at alone, and fails alone."""
    views = fact_columns(ledger)
    looked: list[Looked] = []
    failed: list[Failed] = []
    by_view: dict[str, list[Compiled]] = {}
    for rule in rules:
        try:
            compiled = fit(rule, views)
            by_view.setdefault(rule.check.rows, []).append(compiled)
        except DataFileError as error:
            failed.append(Failed(rule.id, error.problem))
    for view, together in by_view.items():
        for outcome in _Look(ledger, view, views[view], scope).at(together):
            if isinstance(outcome, Looked):
                looked.append(outcome)
            else:
                failed.append(outcome)
    return looked, failed


@dataclass(frozen=True)
class _Look:
    """A look at one view."""

    ledger: Ledger
    view: str
    columns: Columns
    scope: Scope

    def at(self, rules: Sequence[Compiled], *place: str) -> list[Looked | Failed]:
        """All rules in one pass; where that fails, each by itself."""
        try:
            return [*self.together("_".join(["check", self.view, *place]), rules)]
        except Fault as fault:
            if fault.problem.code != "ledger.query_failed":
                raise
            if len(rules) == 1:
                rule = rules[0].rule.id
                return [Failed(rule, Problem("rule.failed", rule, fault.problem.found))]
        return [outcome for number, rule in enumerate(rules) for outcome in self.at([rule], str(number))]

    def together(self, table: str, rules: Sequence[Compiled]) -> list[Looked]:
        """One pass over the view: the columns that the rules need, the subjects, the outcomes."""
        needed = dict.fromkeys(name for rule in rules for name in rule.columns)
        needed |= dict.fromkeys(name for name in ("row_id", "row_ids") if name in self.columns)
        keys = {rule.rule.check.key: f"subject_{place}" for place, rule in enumerate(rules)}
        selected = [quoted(name) for name in needed]
        selected += [f"{subject(key)} AS {name}" for key, name in keys.items()]
        selected += [f"{_outcome(rule, self.scope)} AS outcome_{place}" for place, rule in enumerate(rules)]
        query = f"SELECT {', '.join(selected)} FROM fact.{quoted(self.view)}"
        self.ledger.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS {query}")
        return [
            Looked(rule, self.columns, table, f"outcome_{place}", keys[rule.rule.check.key])
            for place, rule in enumerate(rules)
        ]


def _outcome(rule: Compiled, scope: Scope) -> str:
    """The outcome, or none outside the departments looked at."""
    outcome = rule.outcome(scope.as_of, scope.year)
    department = rule.rule.check.department
    if not scope.departments:
        return outcome
    if department is None:
        return "NULL"
    listed = ", ".join(literal(code) for code in scope.departments)
    return f"CASE WHEN {quoted(department)} IN ({listed}) THEN {outcome} END"


def counts(ledger: Ledger, looked: Sequence[Looked]) -> dict[str, tuple[int, int, int, int]]:
    """Of each rule how many subjects are flagged, clear, not assessable, out of force."""
    found: dict[str, tuple[int, int, int, int]] = {}
    for table in dict.fromkeys(one.table for one in looked):
        here = [one for one in looked if one.table == table]
        cells = [f"count(*) FILTER (WHERE {one.outcome} = {code})" for one in here for code in (1, 0, 2, 3)]
        named = ", ".join(f"{cell} AS n{place}" for place, cell in enumerate(cells))
        numbers = ledger.sql(f"SELECT {named} FROM {quoted(table)}").row(0)
        for place, one in enumerate(here):
            found[one.compiled.rule.id] = tuple(numbers[place * 4 : place * 4 + 4])
    return found


def forget(ledger: Ledger, looked: Sequence[Looked]) -> None:
    """Drops the temporary tables."""
    for table in dict.fromkeys(one.table for one in looked):
        ledger.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
