"""A value of 本区 may not be above the one that another jurisdiction gives for the same case and day.

What a jurisdiction gives is looked up as the fact views do it: an exact row before one for `*`; a place by itself, its
alias, its stem, the other places, the whole province (`step.places`). So 五华区 is held to the cap of 昆明市.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from costctl.errors import DataFileError
from costctl.rules.cells import Cell
from costctl.rules.tables import ANY, OWN, Row, Rows, Table, in_force, period

Aliases = Mapping[tuple[Cell, Cell], Cell]
"""What `place_aliases` gives for a province and a way of writing."""
Near = list[tuple[int, Row]]
"""Rows that a look-up for an own row may take, each with how near its place is: 1 the nearest."""

_ENDINGS = ("地区", "市", "州", "县", "区", "旗")
_WHOLE_PROVINCE = ("全域", "全省", "全市")


def aliases(parts: Iterable[Rows]) -> Aliases:
    """The place aliases of all files."""
    return {(row["province"], row["written_as"]): row["place"] for part in parts for row in part.rows}


def refuse_above(table: Table, before: Iterable[Rows], new: Rows, known: Aliases) -> None:
    """DataFileError where a row of 本区 allows more than another jurisdiction does on one of its days."""
    for one in _compared(table, before, new, known):
        if one.ours is not None and one.theirs is not None and one.ours > one.theirs:
            raise DataFileError(
                "rule.table_above",
                where=one.where,
                found=str(one.ours),
                limit=str(one.theirs),
                other=one.jurisdiction,
                day=one.day,
            )


def refuse_silence(table: Table, before: Iterable[Rows], new: Rows, known: Aliases, chain: Sequence[str]) -> None:
    """DataFileError where a row of 本区 leaves a limit empty that the row which it outranks has."""
    for one in _compared(table, before, new, known):
        if one.outranked(chain) and one.ours is None and one.theirs is not None:
            raise DataFileError("rule.table_silent", where=one.where, found=str(one.theirs), other=one.jurisdiction)


@dataclass(frozen=True)
class _Compared:
    """What an own row and another jurisdiction say for one case, column and day."""

    where: str
    jurisdiction: str
    others: tuple[str, ...]
    """Every other jurisdiction that has a row for the case on the day."""
    day: date
    ours: Decimal | None
    theirs: Decimal | None

    def outranked(self, chain: Sequence[str]) -> bool:
        """Whether this jurisdiction would be the one to supply the value."""
        return self.jurisdiction == next((name for name in chain if name in self.others), None)


def _compared(table: Table, before: Iterable[Rows], new: Rows, known: Aliases) -> Iterator[_Compared]:
    if not table.not_above:
        return
    rows = [row for part in (*before, new) for row in part.rows]
    for number, own in zip(new.numbers, new.rows, strict=True):
        if own["jurisdiction"] == OWN:
            near = [(choice, row) for row in rows if (choice := _choice(table, own, row, known))]
            for case in _cases(table, own, near):
                fitting = [one for one in near if _fits(case, one[1])]
                yield from _compared_case(table, own, case, fitting, f"{new.file}, {number}")


def _compared_case(table: Table, own: Row, case: Row, near: Near, where: str) -> Iterator[_Compared]:
    for first, last in _stretches(own, near):
        taken = {str(row["jurisdiction"]): _taken(case, near, row["jurisdiction"], first) for _, row in near}
        ours = taken.pop(OWN)
        others = tuple(name for name, theirs in taken.items() if theirs)
        for (jurisdiction, theirs), column in product(sorted(taken.items()), table.not_above):
            for day in _days(first, last, [*ours, *theirs]):
                cap, limit = _value(table, column, ours, day), _value(table, column, theirs, day)
                yield _Compared(f"{where}, {column}", jurisdiction, others, day, cap, limit)


def _choice(table: Table, own: Row, row: Row, known: Aliases) -> int | None:
    """How near a row is to the place of an own one; None for a place that its look-up never takes."""
    if table.place is None:
        return 1
    province, place, listed = own.get("province"), str(own[table.place]), str(row[table.place])
    may_be_elsewhere = place[-1] not in "区县旗" and stem(place) != province
    choices = (
        listed == place,
        listed == known.get((province, place)),
        stem(listed) == stem(place),
        listed == "其他地区" and may_be_elsewhere,
        listed in _WHOLE_PROVINCE,
    )
    return choices.index(True) + 1 if row.get("province") == province and any(choices) else None


def stem(name: str) -> str:
    """The name of a place without its first ending that fits, if two characters remain."""
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) if len(name) - len(ending) >= 2 else name


def _cases(table: Table, own: Row, near: Near) -> list[Row]:
    """What an own row is for: where it says `*`, each cell that any row has."""
    columns = [name for name in table.key if name not in ("jurisdiction", "peak_no", table.place)]
    cells = [[own[name]] if own[name] != ANY else {row[name] for _, row in near} for name in columns]
    return [dict(zip(columns, case, strict=True)) for case in product(*cells)]


def _fits(case: Row, row: Row) -> bool:
    return all(row[name] in (cell, ANY) for name, cell in case.items())


def _stretches(own: Row, near: Near) -> list[tuple[date, date]]:
    """The days of an own row in stretches within which every look-up takes the same rows."""
    periods = [period(row) for _, row in near]
    changes = {start for start, _ in periods} | {end + timedelta(days=1) for _, end in periods if end < date.max}
    within = sorted(day for day in changes if in_force(own, day))
    return [
        *((day, following - timedelta(days=1)) for day, following in pairwise(within)),
        *((day, period(own)[1]) for day in within[-1:]),
    ]


def _taken(case: Row, near: Near, jurisdiction: Cell, day: date) -> list[Row]:
    """The rows that a jurisdiction's look-up takes on a day: those of the nearest place, the most exact of them."""
    found: dict[tuple[int, int], list[Row]] = {}
    for choice, row in near:
        if row["jurisdiction"] == jurisdiction and in_force(row, day):
            found.setdefault((choice, sum(row[name] == ANY for name in case)), []).append(row)
    return found[min(found)] if found else []


def _days(first: date, last: date, rows: list[Row]) -> Iterator[date]:
    """The days of a stretch that may differ: a year of them where there are seasons, else the first."""
    span = min((last - first).days, 365) if any(row.get("peak_no") for row in rows) else 0
    return (first + timedelta(days=count) for count in range(span + 1))


def _value(table: Table, column: str, rows: list[Row], day: date) -> Decimal | None:
    """The value of the rows of one case on a day: that of the season it lies in, else the plain one."""
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
