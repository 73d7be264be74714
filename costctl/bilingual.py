"""Text in the two languages of the product: Chinese first, English beside it."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["zh", "en"]


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
