"""What a rule lacks to judge a row, as whoever keeps the records knows it: what can be supplied, not what is made of
it.

The glossary's `made_of` says of what each worked-out column is made; supplies.py says what its parts are called.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from costctl.ledger.connection import literal, quoted
from costctl.records import kinds
from costctl.rules.compile import condition_sql
from costctl.rules.glossary import Glossary, Lacks
from costctl.rules.model import Rule
from costctl.rules.predicate import Columns, parse_condition


def lacking(rule: Rule, columns: Columns, words: Glossary) -> dict[str, str]:
    """What a row that cannot be judged may lack, each with the SQL condition under which it does.

    `columns` are those of the rule's view with their types. Only what would decide is lacking: an empty cell beside
    which another one decides is not, nor one that a rule asks whether it is empty.
    """
    tree = parse_condition(rule.check.flag_when, where=rule.id).tree
    found = _Found(words.made_of.get(rule.check.rows, {}), columns)
    found.add(rule.check.dated_by, f"{quoted(rule.check.dated_by)} IS NULL")
    for name, undecided in _undecided(rule, columns, tree):
        if name not in rule.parameters:
            found.add(name, " AND ".join([f"{quoted(name)} IS NULL", *undecided]))
    return {name: " OR ".join(f"({one})" for one in dict.fromkeys(all_)) for name, all_ in found.conditions.items()}


def _undecided(rule: Rule, columns: Columns, node: exp.Expr) -> Iterator[tuple[str, list[str]]]:
    """The names in a condition that leave it open while they are empty, each with what must be open around it."""
    if isinstance(node, exp.Is):
        return
    if isinstance(node, exp.Not | exp.Paren):
        yield from _undecided(rule, columns, node.this)
    elif isinstance(node, exp.And | exp.Or):
        open_ = f"{condition_sql(rule, columns, node)} IS NULL"
        for side in node.flatten():
            for name, around in _undecided(rule, columns, side):
                yield name, [open_, *around]
    else:
        around = [f"{condition_sql(rule, columns, node)} IS NULL"] if isinstance(node, exp.Between) else []
        yield from ((column.name, around) for column in node.find_all(exp.Column))


@dataclass
class _Found:
    """What is lacking, with the conditions under which it is."""

    made_of: dict[str, tuple[str | Lacks, ...]]
    columns: Columns
    conditions: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, empty: str, path: tuple[str, ...] = ()) -> None:
        """Column `name` is empty under a condition: what of its parts is lacking, else what stands behind them."""
        if name not in self.made_of or name in path:
            self.conditions.setdefault(name, []).append(empty)
            return
        known, behind = [], []
        for part in self.made_of[name]:
            if isinstance(part, str) and "." not in part:
                if part in self.columns:
                    known.append(f"{quoted(part)} IS NULL")
                    self.add(part, f"{empty} AND {known[-1]}", (*path, name))
            elif condition := self.condition(part):
                known.append(condition)
                self.add(_name(part), f"{empty} AND {condition}", (*path, name))
            else:
                behind.append(_name(part))
        rest = " AND ".join([empty, *(f"NOT ({one})" for one in known)])
        for one in behind or [name] * (not known):
            self.conditions.setdefault(one, []).append(rest)

    def condition(self, part: str | Lacks) -> str | None:
        """When a part that is no column of the row is lacking; None where that is not known of itself."""
        if isinstance(part, Lacks):
            beside = [f"{quoted(name)} IN ({', '.join(map(literal, values))})" for name, values in part.when.items()]
            if part.where:
                beside.append(self.has_record(part.lacks.partition(".")[0], part.where))
            return " AND ".join([*beside, *filter(None, [self.condition(part.lacks)])])
        place, _, name = part.partition(".")
        if place == "kept":
            return f"NOT EXISTS (SELECT 1 FROM record.kept AS k WHERE k.kind = {literal(name)})"
        if place == "settings":
            return f"NOT EXISTS (SELECT 1 FROM ref.settings AS s WHERE len(s.{quoted(name)}) > 0)"
        return None

    def has_record(self, kind: str, where: str) -> str:
        """That a record of the row meets a condition: the one with its key, else one of its department and year."""
        own, parsed = kinds()[kind].key, parse_condition(where, where=f"glossary.toml, {kind}")
        meets = parsed.tree.sql(dialect="duckdb")
        if set(own) <= set(self.columns):
            row, record = own, [f"k.{quoted(name)}" for name in own]
        else:
            dated = f"coalesce({', '.join(f'k.{quoted(name)}' for name in kinds()[kind].dated_by)})"
            row, record = ("department_code", "fiscal_year"), ["k.department_code", f"year({dated})"]
            meets = f"({meets}) AND {dated} <= CAST(getvariable('as_of') AS DATE)"
        view = f"{'record' if set(parsed.names) <= set(kinds()[kind].names) else 'fact'}.{quoted(kind)}"
        records = f"SELECT {', '.join(record)} FROM {view} AS k WHERE {meets}"
        return f"coalesce(({', '.join(map(quoted, row))}) IN ({records}), FALSE)"


def _name(part: str | Lacks) -> str:
    return part if isinstance(part, str) else part.lacks
