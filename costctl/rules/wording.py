"""An expression of the rule language said in words: columns and values by the names that the glossary gives them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from costctl.bilingual import Language, Text
from costctl.rules.glossary import YES_NO, Glossary

_SIGNS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "≠", exp.LT: "<", exp.LTE: "≤", exp.GT: ">", exp.GTE: "≥",
    exp.Add: "+", exp.Sub: "−", exp.Mul: "×",
}  # fmt: skip
_NAME = Text("「{}」", '"{}"')
_JOINTS: Mapping[type[exp.Expr], Text] = {exp.And: Text(" 并且 ", " and "), exp.Or: Text(" 或者 ", " or ")}
_NOT = Text("并非({})", "not ({})")
_IS = Text("{}为{}", "{} is {}")
_UNKNOWN, _RECORDED = Text("{}未记录", "{} is not recorded"), Text("{}已记录", "{} is recorded")
_BETWEEN = Text("{} 在 {} 与 {} 之间(含两端)", "{} is between {} and {}, both included")
_AMONG = Text("{}是{}之一", "{} is one of {}")


def in_words(tree: exp.Expr, words: Glossary, *, is_condition: bool = True) -> Text:
    """A checked condition, or a checked number, in words."""
    zh, en = _Words(words, "zh"), _Words(words, "en")
    if is_condition:
        return Text(zh.condition(tree), en.condition(tree))
    return Text(zh.value(tree), en.value(tree))


@dataclass(frozen=True)
class _Words:
    words: Glossary
    language: Language

    def condition(self, node: exp.Expr) -> str:
        """Something true or false."""
        if type(node) in _JOINTS:
            joint = _JOINTS[type(node)].in_(self.language)
            return f"{self.condition(node.this)}{joint}{self.condition(node.expression)}"
        if isinstance(node, exp.Paren):
            return f"({self.condition(node.this)})"
        if isinstance(node, exp.Not):
            return self.negated(node.this)
        if isinstance(node, exp.Column):
            return self.put(_IS, self.name(node), YES_NO[True].in_(self.language))
        return self.compared(node)

    def negated(self, node: exp.Expr) -> str:
        """The opposite of something."""
        if isinstance(node, exp.Column):
            return self.put(_IS, self.name(node), YES_NO[False].in_(self.language))
        if isinstance(node, exp.Is):
            return self.put(_RECORDED, self.value(node.this))
        inner = node.this if isinstance(node, exp.Paren) else node
        return self.put(_NOT, self.condition(inner))

    def compared(self, node: exp.Expr) -> str:
        """A comparison."""
        if isinstance(node, exp.Is):
            return self.put(_UNKNOWN, self.value(node.this))
        if isinstance(node, exp.Between):
            return self.put(_BETWEEN, *map(self.value, (node.this, node.args["low"], node.args["high"])))
        if isinstance(node, exp.In):
            between = "、" if self.language == "zh" else ", "
            listed = between.join(self.value(item, beside=node.this) for item in node.expressions)
            return self.put(_AMONG, self.value(node.this), listed)
        left, right = self.value(node.this), self.value(node.expression, beside=node.this)
        return f"{left} {_SIGNS[type(node)]} {right}"

    def value(self, node: exp.Expr, beside: exp.Expr | None = None) -> str:
        """A value; a literal by the word that it has for the column beside it."""
        if isinstance(node, exp.Column):
            return self.name(node)
        if isinstance(node, exp.Paren):
            return f"({self.value(node.this)})"
        if isinstance(node, exp.Neg):
            return f"−{self.value(node.this)}"
        if isinstance(node, exp.Literal):
            word = self.words.words.get(beside.name, {}).get(node.name) if isinstance(beside, exp.Column) else None
            return word.in_(self.language) if word else str(node.name)
        return f"{self.value(node.this)} {_SIGNS[type(node)]} {self.value(node.expression)}"

    def name(self, node: exp.Expr) -> str:
        """A column or parameter by its name."""
        return self.put(_NAME, self.words.name(node.name).in_(self.language))

    def put(self, text: Text, *values: str) -> str:
        """A text of the page's language with its places filled."""
        return text.in_(self.language).format(*values)
