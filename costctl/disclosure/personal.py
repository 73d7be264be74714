"""Texts for the public: what tells a person is masked in them, and the rest is kept."""

import re
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

MASK = "**"
"""Stands for whatever is masked: how long it was is not told."""

_EMAIL = r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]\s?[a-z][\s·•.-]?"
    r"[a-z]{0,2}[0-9][a-z0-9]{2,5}[挂学警港澳]?"
)
_NUMBER = r"\+?[\d*](?:[^\p{L}\d*]{0,3}[\d*]){6,}x?"
"""Seven digits or more, hidden ones among them, whatever stands between them that is no letter: a telephone, an
identity, a card, an account; the last sign of an identity may be an X."""

_TELLING = rf"(?i){_EMAIL}|{_PLATE}|{_NUMBER}"

_GAP = r"[\s·•・‧.]"
"""What may stand between the letters of a name."""

_NAME = rf"(?:[\p{{L}}\p{{M}}]|{_GAP})+"
_SHORTEST = 2


def without_persons(texts: pl.Series, names: pl.Series) -> pl.Series:
    """The texts with MASK for what tells a person: long numbers, e-mail addresses, car plates, and any of the names.

    A name of two letters or more is masked wherever it stands, within a longer word too, blanks and points between its
    letters or none; one in Latin letters only as a word of its own.
    """
    plain = texts.str.replace_all(_TELLING, MASK)
    known = names.str.extract_all(_NAME).explode().str.replace_all(_GAP, "").str.to_lowercase().drop_nulls().unique()
    distinct = plain.drop_nulls().unique()
    together = distinct.str.replace_all(_GAP, "").str.to_lowercase()
    wanted = known.filter(known.str.len_chars() >= _SHORTEST).implode()
    found = together.str.extract_many(wanted, overlapping=True)
    named = pl.DataFrame({"text": distinct, "names": found.list.unique(maintain_order=True)})
    rows = named.filter(pl.col("names").list.len() > 0).iter_rows()
    return plain.replace({text: _any_of(tuple(own)).sub(MASK, text) for text, own in rows})


@lru_cache(maxsize=10_000)
def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern of the names, the longest first."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_written, longest)), re.IGNORECASE)


def _written(name: str) -> str:
    spread = f"{_GAP}*".join(map(re.escape, name))
    return rf"(?<![a-z]){spread}(?![a-z])" if name.isascii() else spread
