"""Text in the two languages of the product: Chinese first, English beside it."""

import os
import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, get_args

Language = Literal["zh", "en"]

_SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


def spoken(default: Language | None = None) -> Language:
    """The language of the command that runs or of the ledger that is open; else `default`, COSTCTL_LANG, Chinese."""
    return _SPOKEN.get() or default or language_among(os.environ.get("COSTCTL_LANG"))


def language_among(*said: object) -> Language:
    """The first of these that is a language; Chinese where none is."""
    return next((known for one in said for known in get_args(Language) if known == one), "zh")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speaks `language` to whoever reads what is raised and printed inside."""
    before = _SPOKEN.get()
    _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.set(before)


@dataclass(frozen=True)
class Text:
    """One text in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> "Text":
        """Both texts with `{name}` places filled in: `{n:row|rows}` is `1 row`, `2 rows`; a text in its language."""
        return Text(Sentence("zh").vformat(self.zh, (), values), Sentence("en").vformat(self.en, (), values))


class Sentence(string.Formatter):
    """Fills the places of a sentence in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as it is said: a text in the language, a count with the word for one or for several."""
        if isinstance(value, Text):
            value = value.in_(self.language)
        one, between, several = format_spec.partition("|")
        if not between:
            return str(super().format_field(value, format_spec))
        number = value if isinstance(value, str) else f"{value:,}"
        return f"{number} {one if number == '1' else several}"


BETWEEN = Text("、", ", ")
"""Stands between the parts of a list."""


def listed(texts: Iterable[Text | str]) -> Text:
    """Texts one after the other."""
    known = [text if isinstance(text, Text) else Text(text, text) for text in texts]
    return Text(BETWEEN.zh.join(text.zh for text in known), BETWEEN.en.join(text.en for text in known))
