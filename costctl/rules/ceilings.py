"""A value of 本区 may not be above the one that another jurisdiction gives for the same case and day.

Nor may that of a level that the shipped tables do not know, be it called 本级 or 本县: it is the bureau's as well.

What a jurisdiction gives is looked up as the fact views do it: an exact row before one for `*`, and the nearest place
(`costctl.rules.places`). A row for more than one case is held to the limit of each that it would be taken for: 五华区
to the cap of 昆明市, and a standard for a whole country to that of each of its cities.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from costctl.errors import DataFileError, Problem
from costctl.rules.cells import Cell
from costctl.rules.places import Aliases, cities_meant, city_choice, names_another, place_choice, places_meant
from costctl.rules.tables import ANY, FROM, OWN, TO, Row, Rows, Table, in_force, period

Nearness = tuple[int, ...]
Near = list[tuple[Nearness, Row]]
"""Rows that a look-up for a case may take, each with how near it is: the smallest is taken."""


def aliases(parts: Iterable[Rows]) -> Aliases:
    """The place aliases of all files."""
    return {(row["province"], row["written_as"]): row["place"] for part in parts for row in part.rows}


@dataclass(frozen=True)
class Levels:
    """The jurisdictions."""

    chain: Sequence[str]
    """In the order in which they are looked up."""
    shipped: frozenset[str] = frozenset()
    """Those that the shipped tables know."""

    def above(self, level: Cell) -> list[str]:
        """Those to which a row of this one is held; what is shipped of a level is followed, and held to none."""
        if level == OWN:
            return [one for one in self.chain if one != OWN]
        return [] if level in self.shipped else [one for one in self.chain if one in self.shipped]


def refuse_above(table: Table, before: Iterable[Rows], new: Rows, known: Aliases, levels: Levels) -> None:
    """DataFileError where a row of 本区 allows more than another jurisdiction does on one of its days.

    So does one whose amounts are in another currency, and one without a value where that means no limit or where the
    row that it outranks has one: nobody could be held to anything there.
    """
    for one in _compared(table, before, new, known, levels):
        about = {"where": one.where, "other": one.jurisdiction}
        if one.column in table.alike and one.ours != one.theirs:
            raise DataFileError("rule.table_unlike", found=str(one.ours or "–"), limit=str(one.theirs), **about)
        if one.is_silent and (one.column in table.unlimited or one.is_next):
            raise DataFileError("rule.table_silent", found=str(one.theirs), **about)
        if one.is_above:
            raise DataFileError("rule.table_above", found=str(one.ours), limit=str(one.theirs), day=one.day, **about)


def raised(table: Table, before: Iterable[Rows], new: Rows, known: Aliases, levels: Levels) -> list[Problem]:
    """A warning for each shipped level of which the bureau's rows allow more than what holds without them.

    By a later text they may, and nobody but a person can tell whether the text is that level's.
    """
    found = []
    for place, level in enumerate(levels.chain):
        if level in levels.shipped:
            compared = _compared(table, before, _as_own(new, level), known, Levels(levels.chain[place:]))
            above = [one for one in compared if one.is_next and (one.is_above or one.is_silent)]
            count = len({one.row for one in above})
            for one in above[:1]:
                about = {"level": level, "other": one.jurisdiction, "limit": str(one.theirs), "day": one.day}
                found.append(Problem("rule.level_raised", one.where, str(one.ours or "–"), {**about, "count": count}))
    return found


def _as_own(new: Rows, level: str) -> Rows:
    """The rows of a level as if they were the bureau's."""
    lines = [one for one in zip(new.numbers, new.rows, strict=True) if one[1].get("jurisdiction") == level]
    rows = tuple({**row, "jurisdiction": OWN} for _, row in lines)
    return replace(new, rows=rows, numbers=tuple(number for number, _ in lines))


def refuse_dearer(caps: Table, listed: Iterable[Rows], alias: Row, where: str, known: Aliases, levels: Levels) -> None:
    """DataFileError where an alias gives a place a higher cap than it has without it, on any day and for any rank."""
    rows = [row for part in listed for row in part.rows if row["province"] == alias["province"]]
    for before, now, day in _with_alias(caps, rows, alias, known, levels):
        if isinstance(before, Decimal) and isinstance(now, Decimal) and now > before:
            raise DataFileError(
                "rule.alias_dearer",
                where=where,
                found=str(alias["written_as"]),
                place=str(alias["place"]),
                limit=str(before),
                cap=str(now),
                day=day,
            )


def _with_alias(
    caps: Table, rows: list[Row], alias: Row, known: Aliases, levels: Levels
) -> Iterator[tuple[Cell, Cell, date]]:
    """The caps of a place without and with its alias, by rank and day."""
    province, place = alias["province"], str(alias["written_as"])
    names = [*(str(row["place"]) for row in rows), *(str(one) for where, one in known if where == province)]
    is_listed = any((place_choice(province, place, one, known) or 4) < 4 for one in names)
    if not is_listed and names_another(place, names):
        return
    readings = known, {**known, (province, alias["written_as"]): alias["place"]}
    for rank in dict.fromkeys(row["rank"] for row in rows):
        case: Row = {"province": province, "place": place, "rank": rank}
        nears = [
            [(found, row) for row in rows if (found := _nearness(caps, case, row, reading)) is not None]
            for reading in readings
        ]
        for first, last in _stretches({FROM: date.min, TO: None}, [one for near in nears for one in near]):
            taken = [
                next((rows for level in levels.chain if (rows := _taken(near, level, first))), []) for near in nears
            ]
            for day in _days(first, last, [row for rows in taken for row in rows]):
                before, now = (_value(caps, caps.not_above[0], rows, day) for rows in taken)
                yield before, now, day


def outranked(table: Table, before: Iterable[Rows], new: Rows, known: Aliases, levels: Levels) -> "Iterator[Compared]":
    """The limits that would hold without the rows of 本区, beside what these say."""
    return (one for one in _compared(table, before, new, known, levels) if one.is_next)


@dataclass(frozen=True)
class Compared:
    """What an own row and another jurisdiction say for one case, column and day."""

    row: str
    column: str
    jurisdiction: str
    is_next: bool
    """Whether this jurisdiction would supply the value."""
    day: date
    ours: Cell
    theirs: Cell

    @property
    def where(self) -> str:
        """The file, line and column of the own value."""
        return f"{self.row}, {self.column}"

    @property
    def is_above(self) -> bool:
        """Whether the own value allows more."""
        ours, theirs = self.ours, self.theirs
        return isinstance(ours, Decimal) and isinstance(theirs, Decimal) and ours > theirs

    @property
    def is_silent(self) -> bool:
        """Whether there is no own value, but one of the other."""
        return self.ours is None and self.theirs is not None


def _compared(table: Table, before: Iterable[Rows], new: Rows, known: Aliases, levels: Levels) -> Iterator[Compared]:
    if not table.not_above:
        return
    rows = [row for part in (*before, new) for row in part.rows]
    for number, own in zip(new.numbers, new.rows, strict=True):
        if above := levels.above(own["jurisdiction"]):
            for case in _cases(table, own, rows):
                near = [(found, row) for row in rows if (found := _nearness(table, case, row, known)) is not None]
                yield from _compared_case(table, own, near, above, f"{new.file}, {number}")


def _compared_case(table: Table, own: Row, near: Near, above: Sequence[str], where: str) -> Iterator[Compared]:
    for first, last in _stretches(own, near):
        ours = _taken(near, own["jurisdiction"], first)
        if not any(row is own for row in ours):
            continue
        taken = {one: theirs for one in above if (theirs := _taken(near, one, first))}
        for jurisdiction, column in product(taken, (*table.alike, *table.not_above, *table.parts)):
            theirs = taken[jurisdiction]
            for day in _days(first, last, [*ours, *theirs]):
                cap, limit = _value(table, column, ours, day), _value(table, column, theirs, day)
                yield Compared(where, column, jurisdiction, jurisdiction == next(iter(taken)), day, cap, limit)


def _cases(table: Table, own: Row, rows: list[Row]) -> list[Row]:
    """What an own row is for: where it says `*`, each cell that any row has; the places for which it may be taken."""
    cases: list[Row] = [{}]
    for name in table.asked:
        cases = [{**case, name: cell} for case in cases for cell in _cells(table, name, own, case, rows)]
    return cases


def _cells(table: Table, name: str, own: Row, case: Row, rows: list[Row]) -> list[Cell]:
    exact = [part for part in case if part not in (table.place, table.cities)]
    listed = [row[name] for row in rows if all(row[part] in (case[part], ANY) for part in exact)]
    if name == table.place:
        return places_meant(str(own[name]), map(str, listed))
    if name == table.cities:
        return cities_meant(str(own[name]), map(str, listed))
    return list(dict.fromkeys(listed)) if own[name] == ANY else [own[name]]


def _nearness(table: Table, case: Row, row: Row, known: Aliases) -> Nearness | None:
    """How near a row is to a case, column by column; None for one that its look-up never takes."""
    found = []
    for name in table.asked:
        choice: int | None
        if name == table.place:
            choice = place_choice(case.get("province"), str(case[name]), str(row[name]), known)
        elif name == table.cities:
            choice = city_choice(case[name], str(row[name]))
        else:
            choice = 1 if row[name] == case[name] else 2 if row[name] == ANY else None
        if choice is None:
            return None
        found.append(choice)
    return tuple(found)


def _stretches(own: Row, near: Near) -> list[tuple[date, date]]:
    """The days of an own row in stretches within which every look-up takes the same rows."""
    periods = [period(row) for _, row in near]
    changes = {start for start, _ in periods} | {end + timedelta(days=1) for _, end in periods if end < date.max}
    within = sorted(day for day in changes if in_force(own, day))
    return [
        *((day, following - timedelta(days=1)) for day, following in pairwise(within)),
        *((day, period(own)[1]) for day in within[-1:]),
    ]


def _taken(near: Near, jurisdiction: Cell, day: date) -> list[Row]:
    """The rows that a jurisdiction's look-up takes on a day: the nearest."""
    found: dict[Nearness, list[Row]] = {}
    for nearness, row in near:
        if row["jurisdiction"] == jurisdiction and in_force(row, day):
            found.setdefault(nearness, []).append(row)
    return found[min(found)] if found else []


def _days(first: date, last: date, rows: list[Row]) -> Iterator[date]:
    """The days of a stretch that may differ: a year of them where there are seasons, else the first."""
    span = min((last - first).days, 365) if any(row.get("peak_no") for row in rows) else 0
    return (first + timedelta(days=count) for count in range(span + 1))


def _value(table: Table, column: str, rows: list[Row], day: date) -> Cell:
    """The value of the rows of one case on a day: that of the season it lies in, else the plain one."""
    if column in table.alike:
        return rows[0][column]
    season = table.in_season if column == table.not_above[0] else None
    in_season = [row[season] for row in rows if season and _in_season(row, day)]
    values = in_season or [row[column] for row in rows]
    return max((Decimal(value) for value in values if isinstance(value, Decimal | int)), default=None)


def _in_season(row: Row, day: date) -> bool:
    """Whether a day lies in a row's season; both ends belong, and 02-29 is the last day of February."""
    start, end = row.get("peak_from"), row.get("peak_to")
    if not row.get("peak_no") or not isinstance(start, str) or not isinstance(end, str):
        return False
    if "02-29" in (start, end) and (day + timedelta(days=1)).strftime("%m-%d") == "03-01":
        return True
    text = day.strftime("%m-%d")
    return start <= text <= end if start <= end else text >= start or text <= end
