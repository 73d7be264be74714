"""A run: the rule book over the ledger, or over a part of it, and what it found stored."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from costctl.dates import today
from costctl.errors import Fault, Problem
from costctl.ledger.ledger import Ledger
from costctl.ledger.numbers import RUN, id_of
from costctl.rules import keeping
from costctl.rules.library import Rulebook, rule_digest, rule_text
from costctl.rules.model import Rule
from costctl.rules.review import overdue
from costctl.rules.scan import Failed, Looked, Scope, counts, forget, scan


@dataclass(frozen=True)
class RuleCount:
    """How many subjects of a rule came out how."""

    rule: str
    flagged: int
    clear: int
    cannot_assess: int
    out_of_force: int


@dataclass(frozen=True)
class Run:
    """What a run did."""

    run: str
    """Such as `R000007`."""
    as_of: date
    year: int | None
    rule_ids: tuple[str, ...]
    """The rules it was restricted to; empty: all of them."""
    departments: tuple[str, ...]
    rulebook: str
    """SHA-256 of the rule book."""
    duration_s: float
    rules: tuple[RuleCount, ...]
    problems: tuple[Problem, ...]
    """Files that were left out and rules that failed; the others ran."""
    warnings: tuple[Problem, ...]
    """Values in use whose review day has passed."""
    opened: int
    """Findings that are new, or open again."""
    changed: int
    """Findings that were open and say something else now."""
    cleared: int
    unassessable: int
    head: str
    """The head of the ledger's hash chain after the run."""


def check(
    ledger: Ledger,
    rulebook: Rulebook,
    *,
    as_of: date | None = None,
    year: int | None = None,
    rules: Iterable[str] = (),
    departments: Iterable[str] = (),
) -> Run:
    """Runs the rules on the ledger as of a day (today) and stores what they find, all or nothing.

    `rules`, `departments` and `year` restrict the run; whatever lies outside stays as it was. DataFileError for a rule
    id that does not exist or is switched off; a rule that fails is named in the run's problems, and the others are
    stored.
    """
    begun, started_at = time.monotonic(), datetime.now(UTC).replace(tzinfo=None)
    named = tuple(rules)
    scope = Scope(as_of or today(), year, tuple(departments))
    chosen = [rulebook.rule_to_run(rule_id) for rule_id in dict.fromkeys(named)]
    chosen = chosen or [rule for rule in rulebook.rules.values() if rule.id not in rulebook.off]
    ledger.install(rulebook.reference, rulebook.digest)
    looked: list[Looked] = []
    try:
        keeping.begin(ledger)
        with ledger.as_of(scope.as_of):
            looked, failed = scan(ledger, chosen, scope)
        found = counts(ledger, looked)
        with ledger.transaction():
            run_no = _number(ledger)
            if not (named or scope.departments or scope.year):
                keeping.give_up(ledger, {rule.id for rule in chosen} | rulebook.left_out)
            flagged = {one: found[one.compiled.rule.id][0] for one in looked}
            keeping.keep(ledger, run_no, flagged, scope, rulebook.glossary)
            duration = time.monotonic() - begun
            row = {
                "run_no": run_no,
                "started_at": started_at,
                "duration_ms": round(duration * 1000),
                "as_of": scope.as_of,
                "fiscal_year": year,
                "rules": list(named),
                "departments": list(scope.departments),
                "rulebook": rulebook.digest,
            }
            _store(ledger, row, _Results(chosen, found, failed))
            changes = keeping.changes(ledger, run_no)
            totals = {rule: dict(zip(_OUTCOMES, numbers, strict=True)) for rule, numbers in found.items()}
            detail = {"run": id_of(RUN, run_no), "as_of": scope.as_of, "rulebook": rulebook.digest, "rules": totals}
            head = ledger.record("check", {**detail, "changes": changes})
    finally:
        with suppress(Fault):  # the error that is on its way says more
            forget(ledger, looked)
            keeping.forget(ledger)
    return Run(
        run=id_of(RUN, run_no),
        as_of=scope.as_of,
        year=year,
        rule_ids=named,
        departments=scope.departments,
        rulebook=rulebook.digest,
        duration_s=duration,
        rules=tuple(RuleCount(rule, *numbers) for rule, numbers in found.items()),
        problems=(*rulebook.problems, *(one.problem for one in failed)),
        warnings=tuple(overdue(rulebook, chosen, scope.as_of)),
        head=head,
        **changes,
    )


_OUTCOMES = ("flagged", "clear", "cannot_assess", "out_of_force")


def _number(ledger: Ledger) -> int:
    return int(ledger.sql("SELECT coalesce(max(run_no), 0) + 1 AS n FROM base.runs").item())


@dataclass(frozen=True)
class _Results:
    chosen: Sequence[Rule]
    found: Mapping[str, tuple[int, int, int, int]]
    failed: Sequence[Failed]


def _store(ledger: Ledger, run: Mapping[str, object], results: _Results) -> None:
    """The run and its rules."""
    names = ", ".join(run)
    ledger.execute(f"INSERT INTO base.runs ({names}) VALUES ({', '.join(f'${name}' for name in run)})", run)
    problems = {one.rule: one.problem for one in results.failed}
    rows = [
        {
            "run_no": run["run_no"],
            "rule": rule.id,
            "rule_digest": rule_digest(rule),
            **dict(zip(_OUTCOMES, results.found.get(rule.id, (None,) * 4), strict=True)),
            "problem": _problem(problems.get(rule.id)),
        }
        for rule in results.chosen
    ]
    schema = {"run_no": pl.Int32, "rule": pl.String, "rule_digest": pl.String}
    schema |= dict.fromkeys(_OUTCOMES, pl.Int64) | {"problem": pl.String}
    with ledger.registered(incoming_run_rules=pl.DataFrame(rows, schema=schema)):
        names = ", ".join(schema)
        ledger.execute(f"INSERT INTO base.run_rules ({names}) SELECT {names} FROM incoming_run_rules")
    _keep_texts(ledger, results.chosen)


def _keep_texts(ledger: Ledger, rules: Sequence[Rule]) -> None:
    """What the rules say, once for each way in which they ever said it."""
    texts = pl.DataFrame(
        [{"rule_digest": rule_digest(rule), "rule": rule.id, "said": rule_text(rule)} for rule in rules]
    )
    if texts.height:
        with ledger.registered(incoming_texts=texts):
            ledger.execute(
                """INSERT INTO base.rule_texts (rule_digest, rule, said)
                SELECT n.rule_digest, n.rule, n.said FROM incoming_texts AS n
                WHERE n.rule_digest NOT IN (SELECT t.rule_digest FROM base.rule_texts AS t)"""
            )


def _problem(problem: Problem | None) -> str | None:
    """A problem as JSON, to be read again by whoever shows the run."""
    if problem is None:
        return None
    said = {"code": problem.code, "zh": problem.say("zh"), "en": problem.say("en")}
    return json.dumps(said, ensure_ascii=False)
