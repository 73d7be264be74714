"""Reads delimited text record by record: slowly, and without ever losing a cell, however odd the quoting is."""

import re
from collections.abc import Iterator
from functools import cache
from re import Pattern

from costctl.sources.swallowed import swallows


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of line ends before it; lines end by LF or CR LF, a blank one is the record `['']`.

    A quote opens a cell only as its first character, and only if it is closed before a delimiter or a line end, and
    not around whole rows; otherwise it is a character like any other, so that a stray quote cannot swallow the rows
    below it.
    """
    start = lines = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if '"' in line:
            cells, after = _quoted(text, start, delimiter)
            if after > end and swallows(cells, delimiter):
                cells, after = _quoted(line, 0, delimiter)[0], end
            end = after
        else:
            cells = line.removesuffix("\r").split(delimiter)
        yield lines, cells
        lines += text.count("\n", start, end + 1)
        start = end + 1


def _quoted(text: str, start: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the record at `start`, and where the line end behind it stands."""
    cell = _cell(delimiter)
    cells = []
    while True:
        match = cell.match(text, start)
        assert match is not None, "the pattern fits every text"
        closed, partly, rest, plain = match.group("closed", "partly", "rest", "plain")
        if closed is not None:
            cells.append(closed.replace('""', '"'))
        elif partly is not None:
            cells.append(partly.replace('""', '"') + rest)
        else:
            cells.append(plain)
        start = match.end()
        if not text.startswith(delimiter, start):
            return cells, start + text.startswith("\r", start)
        start += len(delimiter)


@cache
def _cell(delimiter: str) -> Pattern[str]:
    """A cell, up to the delimiter or line end behind it: properly quoted, quoted within its line, or plain."""
    mark = re.escape(delimiter)
    blank = "[ ]*+" if delimiter == "\t" else "[ \\t]*+"
    return re.compile(
        rf'"(?P<closed>[^"]*+(?:""[^"]*+)*+)"{blank}(?={mark}|\r?\n|\Z)'
        rf'|"(?P<partly>[^"\r\n]*+(?:""[^"\r\n]*+)*+)"(?P<rest>[^{mark}\r\n]*+)'
        rf"|(?P<plain>[^{mark}\r\n]*+)"
    )
