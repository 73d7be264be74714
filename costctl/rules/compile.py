"""A rule to SQL expressions over the columns of its fact view, the same by meaning in DuckDB and in Spark.

The outcome is a small number: 1 flagged, 0 clear, 2 cannot be assessed, 3 out of force, NULL no result. NULLs are kept
as SQL has them. Products are computed with 38 digits, and one that is still too large counts as unknown in its own
comparison, so that one absurd row neither stops a rule nor is judged by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.model import Rule
from costctl.rules.predicate import Columns, Expression, Family, family, parse_condition, parse_number
from costctl.rules.sizes import DIGITS, Sizes
from costctl.values import Outcome

Dialect = Literal["duckdb", "spark"]

CODES: Mapping[int, Outcome] = {
    0: Outcome.CLEAR,
    1: Outcome.FLAGGED,
    2: Outcome.CANNOT_ASSESS,
    3: Outcome.OUT_OF_FORCE,
}
"""The outcome that each number stands for."""

_SPARK_ARITHMETIC: Mapping[type[exp.Expr], str] = {
    exp.Add: "try_add",
    exp.Sub: "try_subtract",
    exp.Mul: "try_multiply",
}
_MORE = 10**16
"""More yuan than DECIMAL(18, 2) holds."""


@dataclass(frozen=True)
class Compiled:
    """The expressions of one rule, in one dialect."""

    rule: Rule
    dialect: Dialect
    flag: str
    """True, false or unknown; says nothing of dates."""
    flag_columns: tuple[str, ...]
    """The columns that `flag` reads."""
    excess: str | None
    """DECIMAL(18, 2), never negative; meant for flagged rows only."""
    columns: tuple[str, ...]
    """Every column of the view that the rule reads, messages and values included."""
    said: tuple[str, ...]
    """Those of which a finding says something: all that the rule reads for more than `flag`."""
    parameters: Mapping[str, str]
    """Each parameter's value on the row's date."""

    def outcome(self, as_of: date, year: int | None = None) -> str:
        """The outcome's number on `as_of`; with `year`, rows dated in other years have no result."""
        rule, dated = self.rule, _quoted(self.rule.check.dated_by, self.dialect)
        start, end = rule.in_force_from, rule.in_force_to
        outside = f"{dated} < {_day(start)}" + (f" OR {dated} > {_day(end)}" if end else "")
        steps = [f"WHEN {dated} > {_day(as_of)} THEN NULL"]
        if year is not None:
            first, last = _day(date(year, 1, 1)), _day(date(year, 12, 31))
            steps.append(f"WHEN {dated} IS NULL OR {dated} < {first} OR {dated} > {last} THEN NULL")
        steps += [f"WHEN {dated} IS NULL THEN 2", f"WHEN {outside} THEN 3"]
        return f"CASE {' '.join(steps)} ELSE COALESCE(CAST({self.flag} AS TINYINT), 2) END"


def compile_rule(rule: Rule, columns: Columns, *, dialect: Dialect = "duckdb") -> Compiled:
    """`rule` over a view with `columns` (name to SQL type).

    DataFileError for a name that is neither column nor parameter, and for a comparison of unlike values.
    """
    where = f"{rule.id}.toml, check"
    families: dict[str, Family] = {name: family(sql_type) for name, sql_type in columns.items()}
    read = _columns_read(rule, families, where)
    families |= dict.fromkeys(rule.parameters, "number")
    flag = parse_condition(rule.check.flag_when, where=f"{where}.flag_when", names=families)
    excess = None
    if rule.check.excess is not None:
        excess = parse_number(rule.check.excess, where=f"{where}.excess", names=families)
    writer = _Writer(rule, columns, dialect)
    flag_columns, excess_columns = (
        [name for name in parsed.names if name not in rule.parameters] if parsed else [] for parsed in (flag, excess)
    )
    said = dict.fromkeys([*read, *excess_columns])
    return Compiled(
        rule=rule,
        dialect=dialect,
        flag=writer.text(writer.condition(flag.tree)),
        flag_columns=tuple(flag_columns),
        excess=writer.excess(excess) if excess else None,
        columns=tuple(dict.fromkeys([*said, *flag_columns])),
        said=tuple(said),
        parameters={name: writer.text(writer.parameter(name)) for name in rule.parameters},
    )


def condition_sql(rule: Rule, columns: Columns, tree: exp.Expr) -> str:
    """A checked condition over the columns and parameters of `rule`, in DuckDB's SQL."""
    writer = _Writer(rule, columns, "duckdb")
    return writer.text(writer.condition(tree))


def value_sql(rule: Rule, columns: Columns, tree: exp.Expr) -> str:
    """A checked number over the columns and parameters of `rule`, in DuckDB's SQL."""
    writer = _Writer(rule, columns, "duckdb")
    return writer.text(writer.amount(tree))


def _columns_read(rule: Rule, families: Mapping[str, Family], where: str) -> list[str]:
    """The columns that the rule names outside its expressions, each known to be there."""
    check = rule.check
    single = {
        "dated_by": check.dated_by,
        "department": check.department,
        "amount": check.amount,
        "item_control": check.item_control,
        "value_source": check.value_source,
        "other_rows": check.other_rows,
    }
    named = [(key, name) for key, name in single.items() if name]
    named += [("key", name) for name in check.key] + [("values", name) for name in check.values]
    named += [("message", name) for name in check.places if name not in rule.parameters]
    for key, name in named:
        if name not in families:
            near = closest(name, [*families, *rule.parameters])
            raise DataFileError("rule.no_column", where=f"{where}.{key}", found=name, view=check.rows, suggestion=near)
    if families[check.dated_by] != "date":
        raise DataFileError("rule.not_a_date", where=f"{where}.dated_by", found=check.dated_by)
    if twice := sorted(set(rule.parameters) & set(families)):
        raise DataFileError("rule.parameter_is_column", where=f"{rule.id}.toml, parameters", found=twice[0])
    return [name for _, name in named]


class _Writer:
    """Writes checked trees anew, every part in parentheses, so that no engine's precedence matters."""

    def __init__(self, rule: Rule, columns: Columns, dialect: Dialect) -> None:
        self.rule = rule
        self.dialect: Dialect = dialect
        self.sizes = Sizes(columns, rule.parameters)

    def text(self, node: exp.Expr) -> str:
        """The SQL of a tree that this writer made."""
        return node.sql(dialect=self.dialect)

    def condition(self, node: exp.Expr) -> exp.Expr:
        """A condition, parenthesised throughout."""
        if isinstance(node, exp.And | exp.Or):
            kind = type(node)
            right = []
            while type(node) is kind:
                right.append(self.condition(node.expression))
                node = node.this
            joined = self.condition(node)
            for side in reversed(right):
                joined = kind(this=joined, expression=side)
            return exp.paren(joined, copy=False)
        if isinstance(node, exp.Not):
            return exp.paren(exp.Not(this=self.condition(node.this)), copy=False)
        if isinstance(node, exp.Paren):
            return self.condition(node.this)
        if isinstance(node, exp.Column):
            return self.value(node)
        return exp.paren(self._compared(node), copy=False)

    def _compared(self, node: exp.Expr) -> exp.Expr:
        """A comparison; its sides are brought to one scale, which must not make them overflow."""
        sides = [
            side for value in node.args.values() for side in (value if isinstance(value, list) else [value]) if side
        ]
        sizes = [size for side in sides if not isinstance(side, exp.Null) and (size := self.sizes.of(side))]
        scale = max((size.scale for size in sizes), default=0)
        written = iter([self._side(side, scale) for side in sides])
        arguments = {
            name: [next(written) for _ in value] if isinstance(value, list) else value and next(written)
            for name, value in node.args.items()
        }
        return type(node)(**arguments)

    def _side(self, node: exp.Expr, scale: int) -> exp.Expr:
        written = self.value(node)
        return written if self.dialect == "spark" else self.sizes.guarded(node, written, scale)

    def value(self, node: exp.Expr) -> exp.Expr:
        """A value; columns quoted, parameters put in."""
        if isinstance(node, exp.Paren):
            return self.value(node.this)
        if isinstance(node, exp.Column):
            name = node.name
            return self.parameter(name) if name in self.rule.parameters else exp.column(name, quoted=True)
        if isinstance(node, exp.Neg):
            return exp.paren(exp.Neg(this=self.wide(node.this)), copy=False)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            return self._arithmetic(node)
        return node.copy()

    def _arithmetic(self, node: exp.Expr) -> exp.Expr:
        left, right = self.wide(node.this), self.wide(node.expression)
        if self.dialect == "spark":
            return exp.Anonymous(this=_SPARK_ARITHMETIC[type(node)], expressions=[left, right])
        return exp.paren(type(node)(this=left, expression=right), copy=False)

    def wide(self, node: exp.Expr) -> exp.Expr:
        """A value within a sum or product: with 38 digits where the engine would otherwise keep to 18."""
        written = self.value(node)
        size = self.sizes.of(node) if isinstance(node, exp.Column | exp.Literal) else None
        if self.dialect == "spark" or size is None:
            return written
        return exp.cast(written, f"DECIMAL({DIGITS}, {size.scale})", dialect=self.dialect)

    def amount(self, node: exp.Expr) -> exp.Expr:
        """A whole numeric expression, unknown where it does not fit."""
        size = self.sizes.of(node)
        written = self.wide(node)
        return written if self.dialect == "spark" or size is None else self.sizes.guarded(node, written, size.scale)

    def parameter(self, name: str) -> exp.Expr:
        """The value of a parameter on the row's date, unknown before its first day."""
        values = self.rule.parameters[name]
        if len(values) == 1 and values[0].from_ <= self.rule.in_force_from:
            return _number(values[0].value)
        dated = exp.column(self.rule.check.dated_by, quoted=True)
        case = exp.Case()
        for value in reversed(values):
            since = exp.GTE(this=dated.copy(), expression=exp.cast(exp.Literal.string(value.from_.isoformat()), "DATE"))
            case = case.when(since, _number(value.value), copy=False)
        return exp.paren(case, copy=False)

    def excess(self, parsed: Expression) -> str:
        """The excess: unknown stays unknown, what is negative is nothing, cents are rounded half away from zero."""
        cents = f"ROUND({self.text(self.amount(parsed.tree))}, 2)"
        nothing = "CAST(0 AS DECIMAL(18, 2))"
        return f"CASE WHEN {cents} < 0 THEN {nothing} WHEN {cents} < {_MORE} THEN CAST({cents} AS DECIMAL(18, 2)) END"


def _number(value: Decimal) -> exp.Expr:
    number: exp.Expr = exp.Literal.number(format(abs(value), "f"))
    return exp.paren(exp.Neg(this=number), copy=False) if value < 0 else number


def _day(day: date) -> str:
    return f"CAST('{day.isoformat()}' AS DATE)"


def _quoted(name: str, dialect: Dialect) -> str:
    return exp.column(name, quoted=True).sql(dialect=dialect)
