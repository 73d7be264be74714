"""The catalogue of everything that can be wrong: a stable code, and what to say about it in two languages.

The texts live in `problems.toml`. A code that is not in it cannot be raised, so the documentation, which is tested
against the catalogue, is complete.
"""

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from costctl.bilingual import Text


@cache
def catalogue() -> Mapping[str, Text]:
    """Every problem code with its text; `{name}` places are filled from what is known of the case."""
    with (Path(__file__).parent / "problems.toml").open("rb") as file:
        areas = tomllib.load(file)
    return {
        f"{area}.{name}": Text(text["zh"], text["en"]) for area, names in areas.items() for name, text in names.items()
    }


class _Lenient(string.Formatter):
    """Fills the places that are known, shows that one is empty, and leaves nothing raw where one is not known."""

    def get_value(self, key: int | str, _args: object, kwargs: Mapping[str, object]) -> object:
        value = kwargs.get(str(key), "?")
        return "–" if value == "" else value


def describe(code: str, about: Mapping[str, object]) -> Text:
    """What is wrong and what to do next, for a problem `code`; KeyError if the code is not in the catalogue."""
    text = catalogue()[code]
    fill = _Lenient()
    return Text(fill.vformat(text.zh, (), about), fill.vformat(text.en, (), about))
