"""Card numbers are masked wherever a cell is shown: in rejects, examples, drafts."""

import re
import unicodedata

from costctl.sources.marks import unmarked

_LONG = re.compile(r"(?<![\d.])\d(?:[ -]?\d){11,18}(?!\d)")
_POWER = re.compile(r"\d[.,]\d{4,}(?=[eE]\+?1[0-9])")


_SHORTEST = 9
"""Fewer characters hold no card number, not even one in scientific notation."""


def masked(text: str) -> str:
    """The text as it is shown, with all but the last four digits of every long number hidden."""
    text = unmarked(text)
    if len(text) < _SHORTEST:
        return text
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if not (_LONG.search(plain) or _POWER.search(plain)):
        return text
    return _POWER.sub(lambda found: "*" * len(found[0]), _LONG.sub(lambda found: _hidden(found[0]), plain))


def masked_card(text: str) -> str:
    """A cell of a card column with all but its last four digits hidden, whatever stands between them."""
    text = unmarked(text)
    if (plain := masked(text)) != text:
        return plain
    digits = [place for place, one in enumerate(text) if one.isdigit()]
    hidden = set(digits[:-4])
    return "".join("*" if place in hidden else one for place, one in enumerate(text))


def _hidden(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return "*" * (len(digits) - 4) + digits[-4:]
