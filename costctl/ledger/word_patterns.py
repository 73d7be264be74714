"""Whether a text can have any word of a list, asked once for the whole list.

`ref.word_pattern('gift')` in a fact view is a pattern that DuckDB makes ready once a query, because it is a constant
and not a cell of a table: a text that matches none of it, as most do, is not looked up word by word.
"""

import re
from collections.abc import Mapping

import polars as pl

from costctl.ledger.connection import literal

_NOTHING = r"[^\x00-\x{10FFFF}]"
"""What no text matches: the pattern of a list without words."""


def macro(reference: Mapping[str, pl.DataFrame]) -> str:
    """The statement that makes `ref.word_pattern`, of the groups in `keywords` and of `code_words`."""
    lists: dict[str, set[str]] = {}
    if (keywords := reference.get("keywords")) is not None:
        for group, term in keywords.select("keyword_group", "term").iter_rows():
            lists.setdefault(group, set()).add(term)
    if (code_words := reference.get("code_words")) is not None:
        lists["code_words"] = set(code_words["word"])
    cases = [f"WHEN {literal(name)} THEN {literal(_pattern(words))}" for name, words in sorted(lists.items())]
    pattern = f"CASE word_list {' '.join(cases)} ELSE {literal(_NOTHING)} END" if cases else literal(_NOTHING)
    return f"CREATE OR REPLACE MACRO ref.word_pattern(word_list) AS {pattern}"


def _pattern(words: set[str]) -> str:
    return "|".join(map(re.escape, sorted(words))) or _NOTHING
