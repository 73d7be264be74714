"""What no example of a rule shows: a day of a change, how a table changes on it, a needed value not recorded."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from costctl.bilingual import Text
from costctl.records import kinds
from costctl.rules.examples import Case, Trials
from costctl.rules.library import Rulebook
from costctl.rules.model import Example, Rule
from costctl.rules.tables import FROM, OWN, TO
from costctl.values import Outcome

PERIOD_START = "period_start"
"""By which rows of years are dated."""
_DAY = timedelta(days=1)


def unshown(rulebook: Rulebook, trials: Trials, rule: Rule, cases: Sequence[Case]) -> Iterator[Text]:
    """What a reader of these examples of a rule would not learn; each has a row."""
    yield from _days(rule, cases)
    yield from _table_changes(rulebook, trials, rule, cases)
    yield from _unrecorded(rulebook, trials, rule, cases)


def in_force(rule: Rule, case: Case) -> bool:
    """Whether the example lies within the rule's force."""
    day = _dated(rule, case)
    return day is not None and rule.in_force_from <= day <= (rule.in_force_to or date.max)


def _days(rule: Rule, cases: Sequence[Case]) -> Iterator[Text]:
    """The days on which the rule or a parameter changes, and the days before, that have no example."""
    dated = {_dated(rule, case) for case in cases}
    changes = [rule.in_force_from]
    changes += [rule.in_force_to + _DAY] if rule.in_force_to else []
    changes += [value.from_ for values in rule.parameters.values() for value in values]
    for day, before in sorted({_around(rule, day) for day in changes if day >= rule.in_force_from}):
        if day not in dated:
            yield Text(f"没有 {day}(生效或变更当天)的例子", f"no example on {day}, a day on which something changes")
        if before not in dated:
            yield Text(f"没有 {before}(生效或变更前一天)的例子", f"no example on the day before {day}")


def _table_changes(rulebook: Rulebook, trials: Trials, rule: Rule, cases: Sequence[Case]) -> Iterator[Text]:
    """The days on which rows of the rule's tables begin or have ended, and no case shows it on both sides."""
    if rule.check.value_source is None:
        return
    chain = set(trials.ledger().sql("SELECT jurisdiction FROM ref.jurisdictions")["jurisdiction"]) - {OWN}
    from_records = [case for case in cases if case.example.records is not None]
    for table in rule.tables:
        for day, before in sorted({_around(rule, day) for day in _changes(rulebook, table, chain)}):
            if before < rule.in_force_from or day > (rule.in_force_to or date.max):
                continue
            last, first = ([case for case in from_records if _dated(rule, case) == side] for side in (before, day))
            if not any(_shows_change(rule, old, new) for old in last for new in first):
                yield Text(
                    f"没有同一情形在 {before} 和 {day} 的一对例子来显示 {table} 的变更",
                    f"no case with an example on {before} and on {day} that shows how {table} changes",
                )


def _changes(rulebook: Rulebook, table: str, chain: Collection[str]) -> set[date]:
    """The first days of a table's rows and the days after their last, of the jurisdictions that are looked up.

    What the bureau itself has set is its own to show.
    """
    if not rulebook.tables[table].dated:
        return set()
    rows = rulebook.reference[table]
    if "jurisdiction" in rows.columns:
        rows = rows.filter(pl.col("jurisdiction").is_in(chain))
    return {*rows[FROM], *(rows[TO] + _DAY).drop_nulls()}


def _shows_change(rule: Rule, old: Case, new: Case) -> bool:
    """Whether two examples are one case but for its days, with another outcome or another source of the same values."""
    if old.row is None or new.row is None or _told(old.example) != _told(new.example):
        return False
    values, source = list(rule.check.values), str(rule.check.value_source)
    if old.row.select(values).equals(new.row.select(values), null_equal=True):
        return bool(old.row[source].item() != new.row[source].item())
    return (old.example.expect, old.example.excess) != (new.example.expect, new.example.excess)


def _told(example: Example) -> tuple[object, ...]:
    """What an example is given, but for its days."""
    return _undated(example.records), example.settings, example.kept, example.subject


def _undated(given: object) -> object:
    """Records without their days."""
    if isinstance(given, dict):
        return {name: _undated(value) for name, value in given.items() if not isinstance(value, date)}
    return [_undated(value) for value in given] if isinstance(given, list | tuple) else given


def _unrecorded(rulebook: Rulebook, trials: Trials, rule: Rule, cases: Sequence[Case]) -> Iterator[Text]:
    """The columns that a rule needs, may be empty, and are empty in no example that cannot be assessed."""
    unknown = [case.row for case in cases if case.row is not None and case.example.expect is Outcome.CANNOT_ASSESS]
    filled = never_empty(rulebook, rule.check.rows)
    for name in dict.fromkeys([rule.check.dated_by, *trials.compiled(rule).flag_columns]):
        if name not in filled and not any(row[name].item() is None for row in unknown):
            yield Text(
                f"没有缺少「{rulebook.glossary.of(rule.check.rows).name(name).zh}」({name})而不能判断的例子",
                f"no example that cannot be assessed for want of {name}",
            )


def never_empty(rulebook: Rulebook, view: str) -> frozenset[str]:
    """The columns that every row of a fact view has: a year its day, a record what it must have, and those said so."""
    kind = kinds().get(view)
    required = [column.name for column in kind.columns if column.required] if kind else []
    return frozenset([PERIOD_START, *required, *rulebook.glossary.never_empty.get(view, ())])


def _around(rule: Rule, change: date) -> tuple[date, date]:
    """The first day from a change on, and the last one before it, on which a row can lie: of years, 1 January."""
    before = change - _DAY
    if rule.check.dated_by == PERIOD_START:
        return date(before.year + 1, 1, 1), date(before.year, 1, 1)
    return change, before


def _dated(rule: Rule, case: Case) -> date | None:
    assert case.row is not None
    found: date | None = case.row[rule.check.dated_by].item()
    return found
