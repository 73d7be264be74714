"""Text in the two languages of the product: Chinese first, English beside it."""

from dataclasses import dataclass
from typing import Literal

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
        """Both texts with `{name}` places filled in."""
        return Text(self.zh.format(**values), self.en.format(**values))
