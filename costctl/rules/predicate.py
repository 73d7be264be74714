"""The closed grammar of rules: comparisons of columns, parameters and literals, and nothing else.

    condition   a column that is true or false | value = <> < <= > >= value | value [not] in (literal, …)
                | value [not] between value and value | name is [not] null | not, and, or, parentheses
    value       a column, a parameter, a number, a 'text' | value + - * value | - value | parentheses

sqlglot parses the text, `lexicon` having refused everything that is not a word or sign of the language; then a walk
over the tree refuses every node, and every argument of a node, that the grammar does not have; and what sqlglot read
past in silence (`+a`, `a isnull`) shows as a word or sign that is in the text and not in the tree.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn

import sqlglot
from sqlglot import exp

from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.lexicon import Token, tokens

Family = Literal["number", "text", "date", "boolean", "unknown"]
Columns = Mapping[str, str]
"""Column name to its SQL type."""

_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)
_SIGNS = {"+": (exp.Add,), "-": (exp.Sub, exp.Neg), "*": (exp.Mul,), "(": (exp.Paren, exp.In)}


@dataclass(frozen=True)
class Expression:
    """A text of the grammar, parsed and checked."""

    text: str
    tree: exp.Expr
    names: tuple[str, ...]
    """The columns and parameters it names, each once."""


def family(sql_type: str) -> Family:
    """The family of a SQL type; `unknown` for one that rules may not touch, floating point included."""
    name = sql_type.upper()
    if name.startswith("DECIMAL") or name in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"):
        return "number"
    return {"VARCHAR": "text", "DATE": "date", "BOOLEAN": "boolean"}.get(name, "unknown")  # type: ignore[return-value]


def parse_condition(text: str, *, where: str, names: Mapping[str, Family] | None = None) -> Expression:
    """`text` as a condition; DataFileError says what is not in the grammar, and where.

    With `names` (columns and parameters with their families), unknown names and unlike comparisons are refused too.
    """
    return _Walk(text, where, names).run(condition=True)


def parse_number(text: str, *, where: str, names: Mapping[str, Family] | None = None) -> Expression:
    """`text` as a numeric value, such as an excess; otherwise as `parse_condition`."""
    return _Walk(text, where, names).run(condition=False)


class _Walk:
    """One walk over one tree."""

    def __init__(self, text: str, where: str, names: Mapping[str, Family] | None) -> None:
        self.text = text
        self.where = where
        self.names = names
        self.tokens: list[Token] = tokens(text, where=where)
        self.found: dict[str, None] = {}

    def run(self, *, condition: bool) -> Expression:
        """The whole text, as a condition or as a number."""
        try:
            statements = sqlglot.parse(self.text, read="duckdb")
        except sqlglot.errors.SqlglotError as error:
            raise DataFileError("rule.not_understood", where=self.where, found=self.text) from error
        if len(statements) != 1 or not isinstance(statements[0], exp.Expr):
            self.refuse(self.text)
        tree = statements[0]
        if condition:
            self.condition(tree)
        elif self.value(tree) not in ("number", "unknown"):
            self.refuse(self.text, "rule.not_a_number")
        self.nothing_read_past(tree)
        return Expression(self.text, tree, tuple(self.found))

    def condition(self, node: exp.Expr) -> None:
        """Accepts `node` as something true, false or unknown."""
        if isinstance(node, exp.And | exp.Or):
            for side in self.chain(node):
                self.condition(side)
        elif isinstance(node, exp.Not | exp.Paren):
            self.only(node, "this")
            self.condition(node.this)
        elif isinstance(node, _COMPARISONS):
            self.only(node, "this", "expression")
            self.alike(node, node.this, node.expression)
        elif isinstance(node, exp.Between):
            self.only(node, "this", "low", "high")
            self.alike(node, node.this, node.args["low"], node.args["high"])
        elif isinstance(node, exp.In):
            self.among(node)
        elif isinstance(node, exp.Is):
            self.nothing(node)
        elif self.column(node) not in ("boolean", "unknown"):
            self.refuse(node.sql(), "rule.not_a_condition")

    def chain(self, node: exp.Expr) -> Iterator[exp.Expr]:
        """The parts of `a and b and c`, however long, without a call deeper for each."""
        kind = type(node)
        parts = []
        while type(node) is kind:
            self.only(node, "this", "expression")
            parts.append(node.expression)
            node = node.this
        yield node
        yield from reversed(parts)

    def among(self, node: exp.In) -> None:
        """`value in (literal, …)`."""
        self.only(node, "this", "expressions")
        if not node.expressions:
            self.refuse("in ()")
        for item in node.expressions:
            inner = item.this if isinstance(item, exp.Neg) else item
            if not isinstance(inner, exp.Literal):
                self.refuse(item.sql(), "rule.in_literals")
        self.alike(node, node.this, *node.expressions)

    def nothing(self, node: exp.Is) -> None:
        """`name is null`."""
        self.only(node, "this", "expression")
        if not isinstance(node.expression, exp.Null):
            self.refuse(node.sql(), "rule.is_null_only")
        self.column(node.this)

    def alike(self, node: exp.Expr, *sides: exp.Expr) -> None:
        """Accepts `sides` as values of one family; text and true/false are only equal or not, never less or more."""
        families = [self.value(side) for side in sides]
        known = {name for name in families if name != "unknown"}
        if len(known) > 1:
            self.refuse(node.sql(), "rule.unlike", families=" / ".join(families))
        if known & {"text", "boolean"} and not isinstance(node, exp.EQ | exp.NEQ | exp.In):
            self.refuse(node.sql(), "rule.no_order", families=known.pop())

    def value(self, node: exp.Expr) -> Family:
        """Accepts `node` as a value, and says of which family."""
        if isinstance(node, exp.Literal):
            return "text" if node.is_string else "number"
        if isinstance(node, exp.Paren):
            self.only(node, "this")
            return self.value(node.this)
        if isinstance(node, exp.Neg):
            self.only(node, "this")
            return self.number(node.this)
        if isinstance(node, _ARITHMETIC):
            self.only(node, "this", "expression")
            sides: list[exp.Expr] = []
            while isinstance(node, _ARITHMETIC):
                self.only(node, "this", "expression")
                sides.append(node.expression)
                node = node.this
            for side in [node, *reversed(sides)]:
                self.number(side)
            return "number"
        return self.column(node)

    def number(self, node: exp.Expr) -> Family:
        """Accepts `node` as a number."""
        found = self.value(node)
        if found not in ("number", "unknown"):
            self.refuse(node.sql(), "rule.not_a_number")
        return "number"

    def column(self, node: exp.Expr) -> Family:
        """Accepts `node` as the plain name of a column or parameter."""
        if not isinstance(node, exp.Column):
            self.refuse(node.sql())
        self.only(node, "this")
        if not isinstance(node.this, exp.Identifier) or node.this.args.get("quoted"):
            self.refuse(node.sql())
        name: str = node.name
        self.found[name] = None
        if self.names is None:
            return "unknown"
        if name not in self.names:
            near = closest(name, self.names)
            self.refuse(name, "rule.unknown_column", suggestion=near)
        if self.names[name] == "unknown":
            self.refuse(name, "rule.column_type")
        return self.names[name]

    def only(self, node: exp.Expr, *arguments: str) -> None:
        """Refuses a node with any argument besides `arguments`."""
        if any(value for name, value in node.args.items() if name not in arguments) or node.comments:
            self.refuse(node.sql())

    def nothing_read_past(self, tree: exp.Expr) -> None:
        """Refuses a text with a name or sign that left no node."""
        written = sorted(token.text for token in self.tokens if token.kind == "name")
        if written != sorted(column.name for column in tree.find_all(exp.Column)):
            self.refuse(self.text)
        for sign, kinds in _SIGNS.items():
            if sum(token.text == sign for token in self.tokens) != sum(1 for _ in tree.find_all(*kinds)):
                self.refuse(self.text)

    def refuse(self, found: str, code: str = "rule.not_in_grammar", **about: object) -> NoReturn:
        """Raises the problem, with the position of the first name or sign of `found`."""
        first = found.replace("(", " ").split(" ", maxsplit=1)[0].lower()
        position = next((token.position for token in self.tokens if token.text == first), 1)
        raise DataFileError(code, where=self.where, found=found[:80], position=position, **about)


def written(tree: exp.Expr) -> str:
    """A tree of the grammar as a rule would write it."""
    return re.sub(r"'(?:[^']|'')*'|[A-Z]+", lambda found: found[0] if "'" in found[0] else found[0].lower(), tree.sql())
