"""What a run leaves in the ledger, all or nothing: itself, its rules with counts, the findings, a history entry."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from costctl.errors import Problem
from costctl.ledger.ledger import Ledger
from costctl.ledger.numbers import RUN, id_of
from costctl.rules import keeping
from costctl.rules.library import Rulebook, rule_digest, rule_text
from costctl.rules.model import Rule
from costctl.rules.scan import Failed, Looked, Scope

_OUTCOMES = ("flagged", "clear", "cannot_assess", "out_of_force")


@dataclass(frozen=True)
class Asked:
    """What a run was asked to do, and when."""

    scope: Scope
    rules: tuple[str, ...]
    """The rules it is restricted to; empty: all of them."""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    clock: float = field(default_factory=time.monotonic)

    @property
    def is_whole(self) -> bool:
        """Whether it is every rule over every department and year."""
        return not (self.rules or self.scope.departments or self.scope.year)


@dataclass(frozen=True)
class Results:
    """How the subjects of the rules came out."""

    chosen: Sequence[Rule]
    looked: Sequence[Looked]
    counts: Mapping[str, tuple[int, int, int, int]]
    """Of each rule, in the order of _OUTCOMES."""
    failed: Sequence[Failed]


@dataclass(frozen=True)
class Recorded:
    """What was stored."""

    run: str
    duration_s: float
    changes: Mapping[str, int]
    """How many findings the run opened, changed, cleared and could no longer assess."""
    head: str


def record(ledger: Ledger, rulebook: Rulebook, asked: Asked, results: Results) -> Recorded:
    """Stores the run and what it changes in the findings."""
    with ledger.transaction():
        run_no = int(ledger.sql("SELECT coalesce(max(run_no), 0) + 1 AS n FROM base.runs").item())
        if asked.is_whole:
            keeping.give_up(ledger, {rule.id for rule in results.chosen} | rulebook.left_out)
        flagged = {one: results.counts[one.compiled.rule.id][0] for one in results.looked}
        keeping.keep(ledger, run_no, flagged, asked.scope, rulebook.glossary)
        duration = time.monotonic() - asked.clock
        _store(ledger, _row(run_no, asked, rulebook, duration), results)
        changes = keeping.changes(ledger, run_no)
        head = ledger.record("check", _detail(run_no, asked, rulebook, results) | {"changes": changes})
    return Recorded(id_of(RUN, run_no), duration, changes, head)


def _row(run_no: int, asked: Asked, rulebook: Rulebook, duration_s: float) -> dict[str, object]:
    """The run as a row of base.runs."""
    return {
        "run_no": run_no,
        "started_at": asked.started_at,
        "duration_ms": round(duration_s * 1000),
        "as_of": asked.scope.as_of,
        "fiscal_year": asked.scope.year,
        "rules": list(asked.rules),
        "departments": list(asked.scope.departments),
        "rulebook": rulebook.digest,
    }


def _detail(run_no: int, asked: Asked, rulebook: Rulebook, results: Results) -> dict[str, object]:
    """The run as its entry of the history."""
    totals = {rule: dict(zip(_OUTCOMES, numbers, strict=True)) for rule, numbers in results.counts.items()}
    return {"run": id_of(RUN, run_no), "as_of": asked.scope.as_of, "rulebook": rulebook.digest, "rules": totals}


def _store(ledger: Ledger, run: Mapping[str, object], results: Results) -> None:
    """The run, its rules with their counts, and what they say."""
    names = ", ".join(run)
    ledger.execute(f"INSERT INTO base.runs ({names}) VALUES ({', '.join(f'${name}' for name in run)})", run)
    problems = {one.rule: one.problem for one in results.failed}
    rows = [
        {
            "run_no": run["run_no"],
            "rule": rule.id,
            "rule_digest": rule_digest(rule),
            **dict(zip(_OUTCOMES, results.counts.get(rule.id, (None,) * 4), strict=True)),
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
