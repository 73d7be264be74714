"""A draft of the rule book against the one in force, over a whole ledger: what it would find and no longer find."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from costctl.dates import judged_on
from costctl.errors import Problem
from costctl.ledger.ledger import Ledger
from costctl.ledger.reference import FACTS
from costctl.rules.check import check
from costctl.rules.library import PARAMETERS, Rulebook

COLUMNS = (
    "rule", "severity", "department", "subject", "dated", "amount", "excess", "message_zh", "message_en",
)  # fmt: skip

_OPEN = f"""
SELECT {", ".join(COLUMNS)} FROM record.findings WHERE status = 'open' ORDER BY rule, dated, subject"""

_LEFT = f"""
SELECT {", ".join(f"before.{name}" for name in COLUMNS)}, now.status AS becomes
FROM before LEFT JOIN record.findings AS now ON now.rule = before.rule AND now.subject = before.subject
WHERE now.status IS DISTINCT FROM 'open'
ORDER BY before.rule, before.dated, before.subject"""


@dataclass(frozen=True)
class Comparison:
    """What a draft changes. Amounts are yuan."""

    as_of: date
    snapshot: str | None
    rules: tuple[str, ...]
    """The rules that say something else in the draft, or look up a table that does; or those that were asked for."""
    added: pl.DataFrame
    """Findings that only the draft makes: COLUMNS."""
    removed: pl.DataFrame
    """Findings that the draft does not make: COLUMNS and `becomes`, `cleared` or `unassessable`."""
    changed: pl.DataFrame
    """Findings of both with another excess: rule, department, subject, dated, excess, excess_in_draft."""
    departments: pl.DataFrame
    """department, added, removed, excess_added, excess_removed of the two lists; no excess of findings without one."""
    problems: tuple[Problem, ...]
    """What kept a rule of the draft from running, and which of its values could never be set."""


def compare(
    scratch: Ledger, book: Rulebook, draft: Rulebook, *, as_of: date | None = None, rules: Sequence[str] = ()
) -> Comparison:
    """Checks `scratch`, a copy of a ledger that nobody keeps, first by `book` and then by `draft`; by `rules` if named.

    DataFileError for a rule that there is not.
    """
    day = judged_on(as_of)
    named = tuple(draft.ids(rules))
    asked = named or _reached(book, draft)
    check(scratch, book, as_of=day, rules=[rule for rule in asked if rule in book.rules])
    before = scratch.sql(_OPEN)
    run = check(scratch, draft, as_of=day, rules=asked)
    now = scratch.sql(_OPEN)
    with scratch.registered(before=before):
        removed = scratch.sql(_LEFT)
    if asked:
        before, now, removed = (frame.filter(pl.col("rule").is_in(asked)) for frame in (before, now, removed))
    keys = ["rule", "subject"]
    added = now.join(before, on=keys, how="anti", maintain_order="left")
    both = before.join(now.select(*keys, excess_in_draft="excess"), on=keys, how="inner", maintain_order="left")
    changed = both.filter(pl.col("excess").ne_missing(pl.col("excess_in_draft")))
    return Comparison(
        as_of=day,
        snapshot=scratch.snapshot,
        rules=named or say_otherwise(book, draft),
        added=added,
        removed=removed,
        changed=changed.select("rule", "department", "subject", "dated", "excess", "excess_in_draft"),
        departments=_departments(added, removed),
        problems=run.problems,
    )


def say_otherwise(book: Rulebook, draft: Rulebook) -> tuple[str, ...]:
    """The rules that are written otherwise, or look up a table that is."""
    tables = _other_tables(book, draft)
    return tuple(
        rule
        for rule in dict.fromkeys([*book.rules, *draft.rules])
        if book.rules.get(rule) != draft.rules.get(rule) or not tables.isdisjoint(draft.rules[rule].tables)
    )


def _other_tables(book: Rulebook, draft: Rulebook) -> set[str]:
    """The tables that only one of the two has, or that have other rows; values of rules apart."""
    old, new = book.reference, draft.reference
    both = old.keys() & new.keys() - {PARAMETERS}
    return {*(old.keys() ^ new.keys()), *(name for name in both if not old[name].equals(new[name]))}


def _reached(book: Rulebook, draft: Rulebook) -> tuple[str, ...]:
    """The rules that can find something else where a draft changes nothing but rules; none where any rule can."""
    different = say_otherwise(book, draft)
    is_run = all(rule in book.rules and rule in draft.rules and rule not in draft.off for rule in different)
    parameters = {
        name for rule in different if is_run for side in (book, draft) for name in side.rules[rule].parameters
    }
    is_same = not _other_tables(book, draft) and book.off == draft.off
    return different if is_same and is_run and not _are_in_views(parameters) else ()


def _are_in_views(parameters: Iterable[str]) -> bool:
    """Whether a fact view computes with one of these parameters, and so any rule that reads the view."""
    views = "".join(path.read_text(encoding="utf-8") for path in FACTS.glob("*.sql"))
    return any(f"'{name}'" in views for name in parameters)


def _departments(added: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    excess = pl.when(pl.col("excess").count() > 0).then(pl.col("excess").sum()).cast(pl.Decimal(38, 2))
    counted = [
        frame.group_by("department").agg(pl.len().cast(pl.Int64).alias(name), excess.alias(f"excess_{name}"))
        for name, frame in (("added", added), ("removed", removed))
    ]
    together = counted[0].join(counted[1], on="department", how="full", coalesce=True, nulls_equal=True)
    ordered = ["department", "added", "removed", "excess_added", "excess_removed"]
    return together.with_columns(pl.col("added", "removed").fill_null(0)).select(ordered).sort("department")
