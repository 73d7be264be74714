"""Values that are to be looked at again: past the day set for it, the check, the list of rules and the page say so."""

from collections.abc import Iterable
from datetime import date

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
    due = [
        review
        for row in rulebook.reference[name].to_dicts()
        if not table.dated or (row[FROM] <= day and (row[TO] is None or day <= row[TO]))
        if (review := row.get("review_on") or _review_of(rulebook, row["documents"].split(";")))
        if review < day
    ]
    if due:
        yield Problem("rule.table_review_due", f"tables/{name}.csv", str(len(due)), {"day": min(due)})


def _review_of(rulebook: Rulebook, documents: Iterable[str]) -> date | None:
    """The earliest review day of some documents."""
    days = (day_of(rulebook.documents.get(number, {}), "review_on") for number in documents)
    return min((day for day in days if day), default=None)
