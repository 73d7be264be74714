"""Pieces of a drafted layout's text."""

import json
from collections.abc import Iterable, Iterator

from costctl.sources.guess import Sample
from costctl.sources.shown import shown

SEEN = 3
"""Values of a column that are shown beside its line."""


def seen(sample: Sample) -> str:
    """The first values of a column, as a comment."""
    return "; ".join(list(dict.fromkeys(map(in_comment, sample.values)))[:SEEN]) or "空 / empty"


def in_comment(cell: str) -> str:
    """A cell as it may stand in a comment."""
    return " ".join(shown(cell).split())[:40]


def quoted(text: str) -> str:
    """A TOML string; JSON writes every character that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def pairs(words: Iterable[tuple[str, str]]) -> str:
    """Patterns with what they mean, as a TOML list."""
    return f"[{', '.join(f'[{quoted(pattern)}, {quoted(value)}]' for pattern, value in words)}]"


def skip_lines(by: Iterable[Sample], pattern: str, zh: str, en: str) -> Iterator[str]:
    """A rule that leaves rows out, and why."""
    yield "[[skip]]"
    yield f"by = [{', '.join(quoted(one.header) for one in by)}]"
    yield f"pattern = {quoted(pattern)}"
    yield f"reason.zh = {quoted(zh)}"
    yield f"reason.en = {quoted(en)}"
