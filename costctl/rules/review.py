"""Values that are to be looked at again: past the day set for it, the check, the list of rules and the page say so."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import polars as pl

from costctl.errors import Problem
from costctl.rules.documents import day_of
from costctl.rules.library import Rulebook
from costctl.rules.model import Rule, value_on
from costctl.rules.tables import FROM, TO


def overdue(rulebook: Rulebook, rules: Iterable[Rule], day: date) -> list[Problem]:
    """A warning for each value in force on `day`, and for each table that `rules` use, whose review day has passed."""
    rules = list(rules)
    warnings = [warning for rule in rules for warning in _parameters(rulebook, rule, day)]
    tables = dict.fromkeys(name for rule in rules for name in rule.tables)
    return warnings + [warning for name in tables for warning in _rows(rulebook, name, day)]


def _parameters(rulebook: Rulebook, rule: Rule, day: date) -> Iterable[Problem]:
    for name, values in rule.parameters.items():
        value = value_on(values, day)
        due = value and (value.review_on or _review_of(rulebook, [value.document or ""]))
        if value and due and due < day:
            yield Problem("rule.review_due", f"{rule.id}.{name}", f"{value.value:f}", {"day": due})


def _rows(rulebook: Rulebook, name: str, day: date) -> Iterable[Problem]:
    table = rulebook.tables[name]
    if not table.cites:
        return
    rows = rulebook.reference[name]
    if table.dated:
        rows = rows.filter(pl.col(FROM) <= day, pl.col(TO).is_null() | (pl.col(TO) >= day))
    cited = rows.group_by([name for name in ("documents", "review_on") if name in rows.columns]).len()
    due: Counter[date] = Counter()
    for row in cited.iter_rows(named=True):
        review = row.get("review_on") or _review_of(rulebook, row["documents"].split(";"))
        if review and review < day:
            due[review] += row["len"]
    if due:
        yield Problem("rule.table_review_due", f"tables/{name}.csv", str(due.total()), {"day": min(due)})


def _review_of(rulebook: Rulebook, documents: Iterable[str]) -> date | None:
    """The earliest review day of some documents."""
    days = (day_of(rulebook.documents.get(number, {}), "review_on") for number in documents)
    return min((day for day in days if day), default=None)
