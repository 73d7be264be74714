"""The words and signs a rule may use; everything else is refused before anything is parsed."""

import re
from dataclasses import dataclass

from costctl.errors import DataFileError

LONGEST = 1000
"""Characters of one expression."""
MOST = 200
"""Words, names, values and signs of one expression."""
DEEPEST = 16
"""Parentheses and prefix signs inside one another."""

WORDS = ("and", "or", "not", "in", "between", "is", "null")

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9]{1,18}(?:\.[0-9]{1,8})?)(?![0-9A-Za-z_.])
      | (?P<text>'(?:[^'\\\x00-\x1f\x7f]|'')*')
      | (?P<name>[a-z_][a-z0-9_]*)(?![A-Za-z0-9_])
      | (?P<sign><>|<=|>=|[=<>+\-*(),])""",
    re.VERBOSE,
)
_MISTAKES = {
    "==": "=",
    "!=": "<>",
    "=<": "<=",
    "=>": ">=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "/": "*",
    "--": "",
    "/*": "",
    '"': "'…'",
    "\u201c": "'…'",
    "\u201d": "'…'",
    "\uff08": "(",
    "\uff09": ")",
    "\uff0c": ",",
    "\uff1d": "=",
    "\uff1c": "<",
    "\uff1e": ">",
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2260": "<>",
    "\u00d7": "*",
}
"""What people write, and what would be right here; empty where nothing would be."""


@dataclass(frozen=True)
class Token:
    """One number, text, name, word or sign, and the position of its first character, from 1."""

    kind: str
    text: str
    position: int


def tokens(expression: str, *, where: str) -> list[Token]:
    """The tokens of `expression`; DataFileError for a character or a form that the language does not have."""
    if len(expression) > LONGEST:
        raise DataFileError("rule.too_long", where=where, found=str(len(expression)), limit=LONGEST)
    found: list[Token] = []
    at = 0
    while at < len(expression):
        match = None if expression[at : at + 2] in _MISTAKES else _TOKEN.match(expression, at)
        if match is None:
            raise _refused(expression, at, where)
        at = match.end()
        kind = str(match.lastgroup)
        if kind != "space":
            word = kind == "name" and match[0] in WORDS
            found.append(Token("word" if word else kind, match[0], match.start() + 1))
    if not found:
        raise DataFileError("rule.empty", where=where)
    if len(found) > MOST:
        raise DataFileError("rule.too_many_words", where=where, found=str(len(found)), limit=MOST)
    _not_too_deep(found, where)
    return found


def _refused(expression: str, at: int, where: str) -> DataFileError:
    piece = expression[at : at + 2] if expression[at : at + 2] in _MISTAKES else None
    piece = piece or (re.match(r"[0-9A-Za-z_.]+|.", expression[at:], re.DOTALL) or [expression[at]])[0]
    right = _MISTAKES.get(piece, piece.lower() if piece.isalpha() and piece.isascii() else "")
    return DataFileError("rule.sign", where=where, found=piece, position=at + 1, suggestion=right)


def _not_too_deep(found: list[Token], where: str) -> None:
    """Refuses deep nesting, before any parser meets it, and names used like functions."""
    depth = prefixes = 0
    before: Token | None = None
    for token in found:
        if token.text == "(":
            depth += 1
            if before and before.kind == "name":
                raise DataFileError("rule.function", where=where, found=f"{before.text}(", position=before.position)
        elif token.text == ")":
            depth -= 1
        prefixes = prefixes + 1 if token.text in ("not", "-") else 0
        if depth + prefixes > DEEPEST:
            raise DataFileError("rule.too_deep", where=where, position=token.position, limit=DEEPEST)
        before = token
