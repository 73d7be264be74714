"""A run: the rule book over the ledger, or over a part of it, and what it found stored."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from costctl.dates import judged_on, whole_year
from costctl.errors import Fault, Problem
from costctl.ledger.ledger import Ledger
from costctl.rules import keeping
from costctl.rules.collector import paused
from costctl.rules.edits import edited
from costctl.rules.library import Rulebook
from costctl.rules.model import Rule
from costctl.rules.recording import Asked, Recorded, Results, record
from costctl.rules.review import overdue
from costctl.rules.scan import Looked, Scope, counts, forget, scan


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
    """Values in use whose review day has passed, or that are to be looked at for another reason."""
    opened: int
    """Findings that are new, or open again."""
    changed: int
    """Findings that were open and say something else now."""
    cleared: int
    unassessable: int
    head: str
    """The head of the ledger's hash chain after the run."""


@paused()  # the trees of conditions and views: a twentieth of the time of twenty rules
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

    `rules`, `departments` and `year` restrict the run; whatever lies outside stays as it was. InputError for a rule
    that does not exist or is switched off; a rule that fails is named in the run's problems, and the others are
    stored.
    """
    chosen = [rulebook.rule_to_run(rule_id) for rule_id in dict.fromkeys(rules)]
    asked = Asked(Scope(judged_on(as_of), whole_year(year), tuple(departments)), tuple(rule.id for rule in chosen))
    chosen = chosen or [rule for rule in rulebook.rules.values() if rule.id not in rulebook.off]
    ledger.install(rulebook.reference, rulebook.digest)
    with _scanned(ledger, chosen, asked.scope) as results:
        recorded = record(ledger, rulebook, asked, results)
    warnings = [*rulebook.warnings, *overdue(rulebook, chosen, asked.scope.as_of), *edited(ledger, rulebook, chosen)]
    return _report(rulebook, asked, results, recorded, warnings)


@contextmanager
def _scanned(ledger: Ledger, chosen: Sequence[Rule], scope: Scope) -> Iterator[Results]:
    """How every subject came out, and how the findings stood before; both in temporary tables, gone afterwards."""
    looked: list[Looked] = []
    try:
        keeping.begin(ledger)
        with ledger.as_of(scope.as_of):
            looked, failed = scan(ledger, chosen, scope)
        yield Results(chosen, looked, counts(ledger, looked), failed)
    finally:
        with suppress(Fault):  # the error that is on its way says more
            forget(ledger, looked)
            keeping.forget(ledger)


def _report(rulebook: Rulebook, asked: Asked, results: Results, recorded: Recorded, warnings: Sequence[Problem]) -> Run:
    return Run(
        run=recorded.run,
        as_of=asked.scope.as_of,
        year=asked.scope.year,
        rule_ids=asked.rules,
        departments=asked.scope.departments,
        rulebook=rulebook.digest,
        duration_s=recorded.duration_s,
        rules=tuple(RuleCount(rule, *numbers) for rule, numbers in results.counts.items()),
        problems=(*rulebook.problems, *(one.problem for one in results.failed)),
        warnings=tuple(warnings),
        head=recorded.head,
        **recorded.changes,
    )
