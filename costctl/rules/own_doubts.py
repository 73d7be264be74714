"""What makes one look again at an own value before it judges: it is far off the one before, or for no known place."""

from collections.abc import Iterable
from decimal import Decimal

from costctl.bilingual import Text
from costctl.errors import Problem
from costctl.mistakes import near
from costctl.rules.ceilings import Compared
from costctl.rules.cells import Cell, cell_of
from costctl.rules.glossary import Glossary
from costctl.rules.own_rows import Line, Written
from costctl.rules.places import stem
from costctl.rules.tables import Table

FACTOR = 3
"""A value so many times another is looked at again: a digit too many makes ten times, a unit a thousand."""


def far_off(where: str, name: Text, now: Cell, before: Cell) -> list[Problem]:
    """A warning where a value is 0, FACTOR times the one that would hold without it or more, or that part of it."""
    if not isinstance(now, Decimal | int) or not isinstance(before, Decimal | int) or before <= 0:
        return []
    about: dict[str, object] = {"name": name.en, "name_zh": name.zh, "other": f"{before}"}
    if not now:
        return [Problem("set.zero", where, f"{now}", about)]
    times = max(Decimal(now) / before, before / Decimal(now))
    return [Problem("set.far_off", where, f"{now}", {**about, "times": f"{times:.0f}"})] if times >= FACTOR else []


def far_off_row(
    where: str, table: Table, written: Written, outranked: Iterable[Compared], words: Glossary
) -> list[Problem]:
    """A warning for each cell that is far off that of the own row before it, else of the row that it outranks."""
    if written.earlier:
        others = [(name, written.earlier[name]) for name in table.columns if name not in table.key]
    else:
        others = [(one.column, one.theirs) for one in outranked]
    found: dict[str, Problem] = {}
    for column, other in others:
        now = cell_of(written.now.get(column, ""), table.columns[column], column)
        for problem in far_off(where, words.cells.get(column, Text(column, column)), now, other):
            found.setdefault(column, problem)
    return [*found.values()]


def unlisted_place(where: str, province: str, place: str, listed: Iterable[Line]) -> list[Problem]:
    """A warning where no place of the province is called so, nor written so, of those `listed`.

    Such a row holds only for records that write the place just so: a slip would never be looked up.
    """
    known = {one[name] for one in listed if one["province"] == province for name in ("place", "written_as")}
    if stem(place) in map(stem, known):
        return []
    return [Problem("set.place_unlisted", where, place, {"suggestion": near(place, known)})]
