"""One look at a fact view for all of its rules: every row's outcome under each, in a temporary table."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costctl.errors import DataFileError, Fault, Problem
from costctl.ledger.connection import literal, quoted
from costctl.ledger.ledger import Ledger
from costctl.ledger.narrowing import narrowed, view_texts
from costctl.mistakes import closest
from costctl.rules.compile import Compiled, compile_rule
from costctl.rules.model import Rule
from costctl.rules.predicate import Columns
from costctl.rules.render import subject


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
            suggestion=closest(rule.check.rows, views),
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
    texts = view_texts(ledger)
    kept = set(ledger.sql("SELECT k.kind FROM record.kept AS k")["kind"])
    for view, together in by_view.items():
        columns = views[view]
        is_empty = "row_id" in columns and not any(one.rule.check.source_kind in kept for one in together)
        for outcome in _Look(ledger, view, None if is_empty else texts[view], columns, scope).at(together):
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
    text: str | None
    """The query it is made of; None where it has a row for each record of a kind, and none is kept."""
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
        """One pass over the view into a table: a row for each subject that matters, the others only counted.

        A subject matters if a rule flags it or ever has. All others with the same outcomes become one row with their
        number, no subject, and the columns of any of them: writing a million down costs more than judging them.
        """
        rows = dict.fromkeys(name for name in ("row_id", "row_ids") if name in self.columns)
        kept = dict.fromkeys(name for rule in rules for name in rule.said) | rows
        needed = kept | dict.fromkeys(name for rule in rules for name in rule.columns)
        keys = {
            key: f"subject_{place}" for place, key in enumerate(dict.fromkeys(rule.rule.check.key for rule in rules))
        }
        outcomes = [f"outcome_{place}" for place in range(len(rules))]
        judged = [f"{_outcome(rule, self.scope)} AS {name}" for rule, name in zip(rules, outcomes, strict=True)]
        subjects = [f"{subject(key)} AS {name}" for key, name in keys.items()]
        flagged = " OR ".join(f"{name} = 1" for name in outcomes)
        matters = " OR ".join(
            [f"coalesce({flagged}, FALSE)", *(self.known(key, name, rules) for key, name in keys.items())]
        )
        apart = {name: f"CASE WHEN check_matters THEN {name} END" for name in keys.values()}
        shown = [
            *outcomes,
            *(f"{cell} AS {name}" for name, cell in apart.items()),
            "count(*) AS check_count",
            *(f"first({quoted(name)}) AS {quoted(name)}" for name in kept),
        ]
        self.ledger.execute(f"""
            CREATE OR REPLACE TEMP TABLE {quoted(table)} AS
            SELECT {", ".join(shown)}
            FROM (
                SELECT *, {matters} AS check_matters
                FROM (SELECT {", ".join([*map(quoted, needed), *subjects, *judged])} FROM ({self.query(needed)}))
            )
            GROUP BY {", ".join([*outcomes, *apart.values()])}""")
        return [
            Looked(rule, self.columns, table, name, keys[rule.rule.check.key])
            for rule, name in zip(rules, outcomes, strict=True)
        ]

    def query(self, needed: Collection[str]) -> str:
        """The view's query; for the needed columns alone where there are enough others for that to be worth while."""
        if self.text is None:
            cells = [f"CAST(NULL AS {self.columns[name]}) AS {quoted(name)}" for name in needed]
            return f"SELECT {', '.join(cells)} WHERE FALSE"
        few = len(needed) * 3 < len(self.columns) * 2
        return narrowed(self.ledger, self.text, needed) if few else self.text

    def known(self, key: tuple[str, ...], name: str, rules: Sequence[Compiled]) -> str:
        """Whether a subject is that of an earlier finding of these rules."""
        listed = ", ".join(literal(rule.rule.id) for rule in rules if rule.rule.check.key == key)
        return f"coalesce({name} IN (SELECT b.subject FROM check_before AS b WHERE b.rule IN ({listed})), FALSE)"


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
        here = {one.outcome: one.compiled.rule.id for one in looked if one.table == table}
        outcomes = ", ".join(here)
        numbers = ledger.sql(f"SELECT {outcomes}, sum(check_count) FROM {quoted(table)} GROUP BY {outcomes}")
        totals = {rule: Counter[int | None]() for rule in here.values()}
        for *codes, number in numbers.iter_rows():
            for rule, code in zip(here.values(), codes, strict=True):
                totals[rule][code] += int(number)
        found |= {rule: (of[1], of[0], of[2], of[3]) for rule, of in totals.items()}
    return found


def forget(ledger: Ledger, looked: Sequence[Looked]) -> None:
    """Drops the temporary tables."""
    for table in dict.fromkeys(one.table for one in looked):
        ledger.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
