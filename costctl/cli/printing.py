"""How results reach a person or a program: one JSON document, or tables on the terminal."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text as Line

from costctl.bilingual import Language, Text
from costctl.cli.json_text import json_text
from costctl.cli.tables import Column, fold, lines
from costctl.cli.words import say
from costctl.dates import at_bureau
from costctl.errors import CostctlError, Problem

if TYPE_CHECKING:
    import polars as pl

EXIT_DONE, EXIT_ACT, EXIT_INPUT, EXIT_FAULT = 0, 1, 2, 3
AT_ONCE = 1000
"""Lines that are handed to the terminal together: one by one they take ten times as long."""


def out() -> Console:
    """The console for results."""
    return Console(highlight=False, soft_wrap=False)


def err() -> Console:
    """The console for everything that is not a result."""
    return Console(stderr=True, highlight=False)


def tell(text: str = "", style: str = "", *, error: bool = False) -> None:
    """A paragraph for a person, on standard error where it is no result; words that are whole stay whole."""
    console = err() if error else out()
    _print(console, fold(text, console.width), style)


def _print(console: Console, folded: Iterable[str], style: str = "") -> None:
    """Prints lines, many at once; nothing in them is markup."""
    left = iter(folded)
    while some := list(islice(left, AT_ONCE)):
        console.print(Line("\n".join(some), style=style), soft_wrap=True)


def print_json(document: Mapping[str, object]) -> None:
    """Exactly one JSON document on standard output, written as it is made."""
    print_document(json_text(document))


def print_document(pieces: Iterable[str]) -> None:
    """Writes what a program reads: UTF-8 in a file or a pipe, also where the terminal speaks GBK."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout.writelines(pieces)


def problem_document(problem: Problem, language: Language) -> dict[str, object]:
    """A problem as the `error` of a JSON document."""
    return {
        "code": problem.code,
        "where": problem.where,
        "found": problem.found,
        "message": problem.say(language),
        "help": problem.help.in_(language),
    }


def print_problem(error: CostctlError, language: Language) -> None:
    """One clear message on standard error."""
    tell(f"✗ {error.problem.say(language)}", "red", error=True)
    tell(f"  {error.problem.code}", "dim", error=True)


def shown(value: object) -> str:
    """A cell as a person reads it: money with thousands, a share in percent, – for nothing known.

    A share has four decimals and is not rounded a second time.
    """
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value:.2%}" if value.as_tuple().exponent == -4 else f"{value:,f}"
    if isinstance(value, datetime):
        return f"{at_bureau(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """A table as wide as the terminal allows, or that it has no row; numbers stand right."""
    columns = [
        Column(heading, [shown(cell) for cell in column], is_right=_are_numbers(column))
        for heading, column in zip(headings, zip(*rows, strict=True), strict=False)
    ]
    if title:
        tell(title)
    if not columns:
        tell(say("(无)", "(none)"))
    else:
        console = out()
        _print(console, lines(columns, console.width))
    tell()


def _are_numbers(cells: Sequence[object]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, Decimal | int) and not isinstance(cell, bool) for cell in known)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error for what takes longer than a second; none when that is no terminal."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=err(), transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:  # fmt: skip
        bar.add_task(label, total=None)
        yield bar


Columns = Mapping[str, Text]
"""The columns of a frame to show, with their headings."""


def tell_day(day: date) -> None:
    """Up to which day the figures below count: a share before the year is over is one to date."""
    tell(say(f"{day.year} 年,截至 {day}", f"{day.year}, to {day}"), "dim")


def print_frame(frame: "pl.DataFrame", columns: Columns, language: Language, *, title: str | None = None) -> None:
    """The named columns of a frame as a table, without those that are empty throughout."""
    kept = [name for name in columns if has_something(frame[name])]
    print_table([columns[name].in_(language) for name in kept], frame.select(kept).rows(), title=title)


def has_something(column: "pl.Series") -> bool:
    """Whether any cell of a column says anything."""
    return any(cell not in (None, "") for cell in column)
