"""Rules, tables and columns by the names that people say: an id, or a title in either language."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from costctl.bilingual import Text
from costctl.errors import InputError
from costctl.mistakes import closest, near


def called(title: Text) -> list[str]:
    """A title in both languages; then without what stands in brackets, and what stands before brackets and commas."""
    both = (title.zh, title.en)
    short = [one for said in both for one in (re.sub(r"\([^)]*\)", "", said), re.split(r"[(,]", said)[0]) if one]
    return [*both, *short]


def one_named(name: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """The one that is called so, by its whole title before a shorter one; None where none is.

    InputError `set.ambiguous` where several are.
    """
    if name in known:
        return name
    said = plain(name)
    for words in (2, None):
        found = [one for one, titles in known.items() if said in map(plain, (one, *titles[:words]))]
        if len(found) > 1:
            raise InputError("set.ambiguous", where=name, found=name, known=", ".join(found))
        if found:
            return found[0]
    return None


def near_named(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """The nearest name, in the words in which it was asked for."""
    in_english = name.isascii()
    if in_english and (found := closest(name, known)):
        return found
    titles = {title: one for one, words in known.items() for title in words if title.isascii() == in_english}
    found = near(name, titles)
    return f"{found} ({titles[found]})" if found else ""


def plain(text: str) -> str:
    """A text as it is compared: without spaces, full-width forms and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
