"""Whether the rows of a table agree with each other, with the other tables and with the higher jurisdictions."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from costctl.datafile import closest
from costctl.errors import DataFileError
from costctl.rules.cells import Cell
from costctl.rules.tables import ANY, OWN, Row, Rows, Table, in_force, period


def refuse_twice(table: Table, before: Iterable[Rows], new: Rows) -> None:
    """DataFileError where a row of `new` has the key of another row, at a common time if the table is dated."""
    seen: dict[tuple[Cell, ...], list[tuple[date, date, str]]] = {}
    for part in [*before, new]:
        for number, row in zip(part.numbers, part.rows, strict=True):
            key = tuple(row[column] for column in table.key)
            start, end = period(row) if table.dated else (date.min, date.max)
            for other_start, other_end, other in seen.get(key, []):
                if start <= other_end and other_start <= end and part is new:
                    shown = "/".join("–" if cell is None else str(cell) for cell in key)
                    raise DataFileError("rule.table_overlap", where=f"{part.file}, {number}", found=shown, other=other)
            seen.setdefault(key, []).append((start, end, f"{part.file}, {number}"))
    for row in new.rows if table.dated else ():
        start, end = period(row)
        if end < start:
            raise DataFileError("rule.table_period", where=new.file, found=f"{start}–{end}")


def refuse_unknown(table: Table, others: Mapping[str, Sequence[Rows]], new: Rows) -> None:
    """DataFileError where a row speaks of a place, rank, code … that the table which lists them does not have.

    `others` are the rows of every table; where it has none of the listing table, nothing is known to be wrong.
    """
    for columns, target in table.known.items():
        names = columns.split(",")
        listing, _, listed_names = target.partition(".")
        listed = {
            tuple(row[name] for name in listed_names.split(","))
            for part in others.get(listing, ())
            for row in part.rows
        }
        for number, row in zip(new.numbers, new.rows, strict=True):
            cells = tuple(row[name] for name in names)
            if listed and ANY not in cells and cells not in listed:
                shown = {"/".join(map(str, one)) for one in listed}
                found = "/".join(map(str, cells))
                raise DataFileError(
                    "rule.table_unknown",
                    where=f"{new.file}, {number}, {columns}",
                    found=found,
                    suggestion=closest(found, shown) or "–",
                )


def refuse_above(table: Table, before: Iterable[Rows], new: Rows) -> None:
    """DataFileError where a row of 本区 allows more than another jurisdiction does for the same key and day."""
    if not table.not_above:
        return
    rows = [row for part in [*before, new] for row in part.rows]
    for number, row in zip(new.numbers, new.rows, strict=True):
        if row["jurisdiction"] == OWN:
            _refuse_above(table, [other for other in rows if _meets(table, row, other)], row, f"{new.file}, {number}")


def _refuse_above(table: Table, rows: Sequence[Row], own: Row, where: str) -> None:
    days = _DAYS if any(row.get("peak_no") for row in rows) else _DAYS[:1]
    changes = {start for row in rows for start in [period(row)[0]] if in_force(own, start)} | {period(own)[0]}
    for change in sorted(changes):
        ours = [row for row in rows if row["jurisdiction"] == OWN and _case(table, row) == _case(table, own)]
        for jurisdiction in sorted({str(row["jurisdiction"]) for row in rows} - {OWN}):
            theirs = [row for row in rows if row["jurisdiction"] == jurisdiction and in_force(row, change)]
            for column, day in itertools.product(table.not_above, days):
                cap = _value(table, column, [row for row in ours if in_force(row, change)], day)
                limit = _limit(table, column, theirs, own, day)
                if cap is not None and limit is not None and cap > limit:
                    about = {"limit": str(limit), "other": jurisdiction, "day": day if len(days) > 1 else change}
                    raise DataFileError("rule.table_above", where=f"{where}, {column}", found=str(cap), **about)


def _case(table: Table, row: Row) -> tuple[Cell, ...]:
    """What a row is for, whoever says it; the seasons of a place are one case."""
    return tuple(row[name] for name in table.key if name not in ("jurisdiction", "peak_no"))


def _meets(table: Table, one: Row, other: Row) -> bool:
    """Whether two rows may be for the same case."""
    return all(
        cell == against or ANY in (cell, against)
        for cell, against in zip(_case(table, one), _case(table, other), strict=True)
    )


def _limit(table: Table, column: str, rows: Iterable[Row], own: Row, day: str) -> Decimal | None:
    """The value of another jurisdiction that an own row must keep to: the most exact one, or the least of several."""
    cases: dict[tuple[Cell, ...], list[Row]] = {}
    for row in rows:
        cases.setdefault(_case(table, row), []).append(row)
    if ANY not in _case(table, own):
        fewest = min((case.count(ANY) for case in cases), default=0)
        cases = {case: same for case, same in cases.items() if case.count(ANY) == fewest}
    found = (_value(table, column, same, day) for same in cases.values())
    return min((value for value in found if value is not None), default=None)


_DAYS = [(date(2024, 1, 1) + timedelta(days=count)).strftime("%m-%d") for count in range(366)]


def _value(table: Table, column: str, rows: Sequence[Row], day: str) -> Decimal | None:
    """The value of the rows of one case on a day of the year: that of the season it lies in, else the plain one."""
    season = table.in_season if column == table.not_above[0] else None
    in_season = [row[season] for row in rows if season and _in_season(row, day)]
    values = [
        Decimal(value) for value in in_season or [row[column] for row in rows] if isinstance(value, Decimal | int)
    ]
    return max(values, default=None)


def _in_season(row: Row, day: str) -> bool:
    start, end = row.get("peak_from"), row.get("peak_to")
    if not row.get("peak_no") or not isinstance(start, str) or not isinstance(end, str):
        return False
    return start <= day <= end if start <= end else day >= start or day <= end
