"""Own values that were changed or removed where they stood, by editing a file, after a check had used the rule book.

A value is never edited, only followed by a later one. Each time the ledger takes in the rule book, its history says
what every table said before and says now; an own value that says something else for the same day is named from then
on, until it says again what it said.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from costctl.errors import Problem
from costctl.ledger.ledger import Ledger
from costctl.rules.library import PARAMETERS, Rulebook
from costctl.rules.model import Rule
from costctl.rules.own_words import BESIDE, as_set, differences
from costctl.rules.tables import FROM, OWN, TO

Said = Mapping[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """One own value that says something else, or nothing any more, for the same case and day."""

    where: str
    """`tables/<name>.csv` or `RULE.parameter`."""
    before: Said
    now: Said | None
    entry: int
    """Of the history: the last one that changed it."""
    by: str
    on: str

    def problem(self, book: Rulebook) -> Problem:
        """As a warning: what is different, and the day from which the value holds."""
        table = PARAMETERS if "parameter" in self.before else ""
        before, now = (as_set(table, side) if side else {} for side in (self.before, self.now))
        changed, day = differences(before, now, book), self.before.get(FROM, "")
        about = {"found_zh": changed.zh, "day": day, "entry": self.entry, "by": self.by, "on": self.on[:10]}
        return Problem("rule.value_edited", self.where, changed.en, about)


def edits(ledger: Ledger, book: Rulebook, rules: Iterable[Rule]) -> list[Edit]:
    """The edits of values that `rules` use."""
    rules = list(rules)
    used = {f"tables/{name}.csv" for rule in rules for name in rule.tables}
    used |= {f"{rule.id}.{name}" for rule in rules for name in rule.parameters}
    found: dict[tuple[str, Key], Edit] = {}
    is_checked = False
    set_before: Said = {}
    for entry in ledger.history().iter_rows(named=True):
        detail = json.loads(entry["detail"])
        is_checked |= entry["action"] == "check"
        if entry["action"] == "install" and is_checked:
            for name, change in detail.get("changes", {}).items():
                _take_in(found, book, name, change, entry, set_before)
        set_before = detail if entry["action"] == "set" else {}
    return [edit for edit in found.values() if edit.where in used]


def _take_in(
    found: dict[tuple[str, Key], Edit], book: Rulebook, name: str, change: Said, entry: Said, set_before: Said
) -> None:
    """Adds what one entry changed; what `rules set` wrote just before has its own entry, with a reason.

    Where that was a correction, the value stands with a reason from then on, whoever had edited it before.
    """
    removed, added = (dict(_keyed(book, name, change[side])) for side in ("removed", "added"))
    for key in [*removed, *(key for key in added if key in found and key not in removed)]:
        where, row = key[0], added.get(key)
        before = found[key].before if key in found else removed[key]
        if set_before.get("what") == where.removeprefix("tables/").removesuffix(".csv"):
            if set_before.get("is_correction"):
                found.pop(key, None)
            continue
        edit = Edit(where, before, row, entry["seq"], entry["actor"], str(entry["recorded_at"]))
        if row is not None and _is_same(before, row, is_parameter=name == PARAMETERS):
            found.pop(key, None)
        else:
            found[key] = edit


def _keyed(book: Rulebook, name: str, rows: Iterable[Said]) -> Iterator[tuple[tuple[str, Key], Said]]:
    """The parameters, and the rows of the bureau, by what they are for and the day from which they hold."""
    for row in rows:
        if name == PARAMETERS or row.get("jurisdiction") == OWN or row.get("provenance") == "own":
            yield key_of(book, name, row), row


def key_of(book: Rulebook, name: str, row: Said) -> tuple[str, Key]:
    """What a row of a table of the ledger is for and the day from which it holds, with where it is written."""
    if name == PARAMETERS:
        return f"{row['rule']}.{row['parameter']}", (str(row[FROM]),)
    columns = (*book.tables[name].key, FROM) if name in book.tables else tuple(row)
    return f"tables/{name}.csv", tuple(str(row.get(column)) for column in columns)


def _is_same(before: Said, now: Said, *, is_parameter: bool) -> bool:
    """Whether a value still says the same; a row may end, and a value of a parameter ends by itself."""
    beside = (*BESIDE, TO)
    same = {k: v for k, v in before.items() if k not in beside} == {k: v for k, v in now.items() if k not in beside}
    ends_no_later = is_parameter or str(now.get(TO, "9999")) <= str(before.get(TO, "9999"))
    return same and ends_no_later


def edited(ledger: Ledger, book: Rulebook, rules: Iterable[Rule]) -> list[Problem]:
    """A warning for each value that `rules` use and that was edited."""
    return [edit.problem(book) for edit in edits(ledger, book, rules)]
