"""How large a value of a rule can get, and the guard against one that 38 digits cannot hold.

DuckDB raises when a decimal overflows, and its TRY is no help: a part that occurs twice is computed once, outside of
it. CASE is safe. So a value that might not fit by the types of its columns stands behind a test of its magnitude,
computed in floating point from the columns, which cannot overflow; only the test is approximate, never the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from costctl.rules.model import Dated
from costctl.rules.predicate import Columns

DIGITS = 38
_INTEGERS = {"TINYINT": 3, "SMALLINT": 5, "INTEGER": 10, "BIGINT": 19, "HUGEINT": 38}


@dataclass(frozen=True)
class Size:
    """Digits before and after the decimal point."""

    whole: int
    scale: int


@dataclass(frozen=True)
class Sizes:
    """The sizes of the values of one rule."""

    columns: Columns
    parameters: Mapping[str, tuple[Dated, ...]]

    def of(self, node: exp.Expr) -> Size | None:
        """The size of a value; None where it is no number."""
        if isinstance(node, exp.Paren | exp.Neg):
            return self.of(node.this)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            left, right = self.of(node.this), self.of(node.expression)
            return _together(node, left, right) if left and right else None
        if isinstance(node, exp.Literal) and not node.is_string:
            return _of_number(Decimal(node.this))
        return self._of_column(node.name) if isinstance(node, exp.Column) else None

    def _of_column(self, name: str) -> Size | None:
        if name not in self.parameters:
            return _of_type(self.columns[name].upper())
        sizes = [_of_number(value.value) for value in self.parameters[name]]
        return Size(max(size.whole for size in sizes), max(size.scale for size in sizes))

    def guarded(self, node: exp.Expr, written: exp.Expr, scale: int) -> exp.Expr:
        """`written`, the SQL of `node`, or unknown where it does not fit with `scale` digits after the point."""
        size = self.of(node)
        if size is None or size.whole + scale <= DIGITS:
            return written
        limit = exp.Literal.number(f"1e{max(DIGITS - 1 - scale, 0)}")
        return exp.paren(exp.Case().when(exp.LT(this=self.magnitude(node), expression=limit), written), copy=False)

    def magnitude(self, node: exp.Expr) -> exp.Expr:
        """A bound of the value and of everything it is computed from, in floating point."""
        if isinstance(node, exp.Paren | exp.Neg):
            return self.magnitude(node.this)
        if isinstance(node, exp.Literal):
            return exp.cast(node.copy(), "DOUBLE")
        if isinstance(node, exp.Column):
            if node.name in self.parameters:
                largest = max(abs(value.value) for value in self.parameters[node.name])
                return exp.cast(exp.Literal.number(format(largest, "f")), "DOUBLE")
            return exp.Abs(this=exp.cast(exp.column(node.name, quoted=True), "DOUBLE"))
        left, right = self.magnitude(node.this), self.magnitude(node.expression)
        if isinstance(node, exp.Mul):
            one = exp.Literal.number("1")
            least = [exp.Greatest(this=side, expressions=[one.copy()]) for side in (left, right)]
            return exp.Mul(this=least[0], expression=least[1])
        return exp.paren(exp.Add(this=left, expression=right), copy=False)


def _together(node: exp.Expr, left: Size, right: Size) -> Size:
    if isinstance(node, exp.Mul):
        return Size(left.whole + right.whole, left.scale + right.scale)
    return Size(max(left.whole, right.whole) + 1, max(left.scale, right.scale))


def _of_number(value: Decimal) -> Size:
    scale = max(0, -int(value.as_tuple().exponent))
    return Size(max(1, value.adjusted() + 1), scale)


def _of_type(sql_type: str) -> Size | None:
    if sql_type in _INTEGERS:
        return Size(_INTEGERS[sql_type], 0)
    if not sql_type.startswith("DECIMAL("):
        return None
    width, scale = (int(part) for part in sql_type.removeprefix("DECIMAL(").rstrip(")").split(","))
    return Size(width - scale, scale)
