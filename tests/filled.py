"""Records as a person writes them: for every column of every kind what stands in the cell, and what is read."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from costctl.records import Column, Kind

WRITTEN: dict[str, tuple[Any, Any]] = {
    "text": ("00甲、乙(丙)", "00甲、乙(丙)"),
    "code": ("00123", "00123"),
    "card": ("6283660012345678", "6283660012345678"),
    "money": (1234.56, Decimal("1234.56")),
    "decimal": (2.5, Decimal("2.500000")),
    "integer": (3, 3),
    "boolean": ("是", True),
    "date": (date(2025, 3, 5), date(2025, 3, 5)),
    "time": (time(13, 20), time(13, 20)),
    "month": ("2025-03", date(2025, 3, 1)),
    "year": (2025, 2025),
}
"""For each type what a person writes into the cell, and what is read."""


def value_for(column: Column) -> tuple[Any, Any]:
    """What a person writes into a cell of `column`, and what is read: of an enumeration its last word."""
    if column.values:
        said, meant = list(column.values.items())[-1]
        return said, meant
    known = {"item": ("公务接待费", "reception"), "currency": ("人民币", "CNY"), "original_currency": ("美元", "USD")}
    return known.get(column.name, WRITTEN[column.type])


OTHERS: dict[str, Any] = {
    "text": "其二", "code": "002", "card": "6283660012345679", "money": 7, "decimal": 0.5, "integer": 4,
    "boolean": "否", "date": date(2025, 3, 6), "time": time(9, 5), "month": "2025年4月", "year": 2024,
}  # fmt: skip


def other_value_for(column: Column) -> Any:
    """Something else that a person may write into a cell of `column`."""
    return next(iter(column.values), None) or {"item": "30299", "currency": ""}.get(column.name, OTHERS[column.type])


def csv_of(kind: Kind, *rows: dict[str, object]) -> bytes:
    """A CSV file under the headers of the kind's template: each row complete but for the cells given."""
    lines = [",".join(column.header.zh for column in kind.columns)]
    for row in rows:
        cells = {column.name: value_for(column)[0] for column in kind.columns} | row
        lines.append(",".join(str(cells[column.name]) for column in kind.columns))
    return "\n".join(lines).encode()
