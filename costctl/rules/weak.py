"""What the examples of a rule fail to pin down: the rule is changed a little, and every example still says the same.

A change that is none is not asked for: one that no whole number would show where the rule compares nothing but whole
numbers.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from sqlglot import exp

from costctl.bilingual import Text
from costctl.rules.compile import condition_sql, value_sql
from costctl.rules.examples import Trials
from costctl.rules.library import Rulebook
from costctl.rules.model import Dated, Rule
from costctl.rules.predicate import Columns, Expression, parse_condition, parse_number, written
from costctl.rules.unshown import in_force, unshown
from costctl.values import Outcome

_OPERATORS: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
}
_WHOLE = ("INTEGER", "BIGINT")
_MOST_CASES = 1_000_000


@dataclass(frozen=True)
class Weakness:
    """One thing that no example of a rule would notice."""

    rule: str
    text: Text


@dataclass(frozen=True)
class _Change:
    """A changed expression, or a changed parameter, and how it reads."""

    text: str
    sql: str


def weaknesses(rulebook: Rulebook, rules: Iterable[str] = (), *, trials: Trials | None = None) -> list[Weakness]:
    """What the examples of the named rules, or of all, leave open."""
    trials = trials or Trials(rulebook)
    chosen = [rulebook.rule(rule_id) for rule_id in rules] or list(rulebook.rules.values())
    return [Weakness(rule.id, text) for rule in chosen for text in _of(rulebook, trials, rule)]


def _of(rulebook: Rulebook, trials: Trials, rule: Rule) -> Iterator[Text]:
    columns = trials.columns(rule)
    cases = [case for case in trials.cases(rule) if case.row is not None]
    yield from unshown(rulebook, trials, rule, cases)
    judged = [case.row for case in cases if case.row is not None and in_force(rule, case)]
    if not judged:
        yield Text("没有在施行期内的例子", "no example within the rule's force")
    flag = parse_condition(rule.check.flag_when, where=rule.id)
    sql, grid = condition_sql(rule, columns, flag.tree), _whole_numbers(flag, columns)
    for change in _unnoticed(trials, judged, sql, _of_condition(rule, columns, flag)):
        if grid is None or _differs(trials, grid, sql, change.sql):
            yield _said(change)
    if rule.check.excess is not None:
        excess = parse_number(rule.check.excess, where=rule.id)
        flagged = [case.row for case in cases if case.row is not None and case.example.expect is Outcome.FLAGGED]
        sql = value_sql(rule, columns, excess.tree)
        yield from map(_said, _unnoticed(trials, flagged, sql, _of_excess(rule, columns, excess)))


def _unnoticed(trials: Trials, rows: list[pl.DataFrame], sql: str, changes: Iterable[_Change]) -> Iterator[_Change]:
    """The changes under which every row gives what it gave."""
    known = {change.sql: change for change in changes if change.sql != sql}
    if not rows:
        return
    cells = ", ".join(f"{expression} AS c{place}" for place, expression in enumerate([sql, *known]))
    with trials.ledger().registered(example_rows=pl.concat(rows, how="vertical_relaxed")):
        outcomes = trials.ledger().sql(f"SELECT {cells} FROM example_rows")
    for place, change in enumerate(known.values(), 1):
        if outcomes["c0"].equals(outcomes[f"c{place}"], null_equal=True):
            yield change


def _said(change: _Change) -> Text:
    return Text(f"改成“{change.text}”,没有例子能发现", f"no example would notice: {change.text}")


def _whole_numbers(flag: Expression, columns: Columns) -> str | None:
    """SQL for every case of a condition on whole numbers and yes or no, to well past its literals.

    None for a condition on anything else, or on so many columns that the cases are too many.
    """
    literals = [Decimal(node.this) for node in flag.tree.find_all(exp.Literal) if not node.is_string]
    most = 4 * int(max(literals, default=Decimal(1)))
    cells = {
        name: f"range(-{most}, {most + 1})" if columns.get(name) in _WHOLE else "[TRUE, FALSE]"
        for name in flag.names
        if columns.get(name) in (*_WHOLE, "BOOLEAN")
    }
    size = math.prod(2 * most + 2 if cell.startswith("range") else 3 for cell in cells.values())
    if set(cells) != set(flag.names) or size > _MOST_CASES:
        return None
    return ", ".join(f"(SELECT unnest(list_append({cell}, NULL)) AS {name})" for name, cell in cells.items())


def _differs(trials: Trials, grid: str, sql: str, changed: str) -> bool:
    """Whether any case tells two conditions apart."""
    found = trials.ledger().sql(f"SELECT 1 FROM {grid} WHERE ({sql}) IS DISTINCT FROM ({changed}) LIMIT 1")
    return bool(found.height)


def _of_condition(rule: Rule, columns: Columns, flag: Expression) -> Iterator[_Change]:
    for tree in _trees(flag.tree):
        yield _Change(written(tree), condition_sql(rule, columns, tree))
    for changed, said in _parameters(rule):
        yield _Change(said, condition_sql(changed, columns, flag.tree))


def _of_excess(rule: Rule, columns: Columns, excess: Expression) -> Iterator[_Change]:
    for tree in _trees(excess.tree):
        yield _Change(f"excess = {written(tree)}", value_sql(rule, columns, tree))


def _trees(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The tree with one thing changed: an operator, a literal by its last digit, a clause or a negation left out."""
    for place, node in enumerate(tree.walk()):
        for changed in _changed(node):
            copy = tree.copy()
            target = list(copy.walk())[place]
            if target is copy:
                yield changed
            else:
                target.replace(changed)
                yield copy


def _changed(node: exp.Expr) -> Iterator[exp.Expr]:
    if type(node) in _OPERATORS:
        yield _OPERATORS[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.And | exp.Or | exp.Add | exp.Sub | exp.Mul):
        yield node.this.copy()
        yield node.expression.copy()
    if isinstance(node, exp.Not):
        yield node.this.copy()
    if isinstance(node, exp.In):
        items = node.expressions
        for left_out in range(len(items) if len(items) > 1 else 0):
            kept = [item.copy() for place, item in enumerate(items) if place != left_out]
            yield exp.In(this=node.this.copy(), expressions=kept)
    if isinstance(node, exp.Literal) and not node.is_string:
        yield from (exp.Literal.number(format(value, "f")) for value in _near(Decimal(node.this)) if value >= 0)


def _near(value: Decimal) -> tuple[Decimal, Decimal]:
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return value - step, value + step


def _parameters(rule: Rule) -> Iterator[tuple[Rule, str]]:
    """The rule with one value of a parameter changed by its last digit."""
    for name, values in rule.parameters.items():
        for place, value in enumerate(values):
            for near in _near(value.value):
                changed: list[Dated] = list(values)
                changed[place] = value.model_copy(update={"value": near})
                parameters = {**rule.parameters, name: tuple(changed)}
                yield rule.model_copy(update={"parameters": parameters}), f"{name} = {near} ({value.from_})"
