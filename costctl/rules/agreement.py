"""Whether the rows of a table agree with each other and with the other tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from costctl import calendar
from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.cells import Cell
from costctl.rules.tables import ANY, Rows, Table, period


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
            is_silent = listing == new.table and None in cells
            if listed and ANY not in cells and not is_silent and cells not in listed:
                shown = {"/".join(map(str, one)) for one in listed}
                found = "/".join(map(str, cells))
                raise DataFileError(
                    "rule.table_unknown",
                    where=f"{new.file}, {number}, {columns}",
                    found=found,
                    suggestion=closest(found, shown),
                )


def refuse_held(new: Rows) -> None:
    """DataFileError where a working day is entered for a year whose decreed days are known."""
    for number, row in zip(new.numbers, new.rows, strict=True):
        day = row["day"]
        if isinstance(day, date) and calendar.is_rest_day(day) is not None:
            raise DataFileError(
                "rule.calendar_held",
                where=f"{new.file}, {number}, day",
                found=str(day),
                first=calendar.FIRST_YEAR,
                last=calendar.LAST_YEAR,
            )
