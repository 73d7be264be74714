"""Records as a person writes them: for every column of every kind what stands in the cell, and what is read."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from costctl.records import Column, Kind

Cell = tuple[Any, Any]
"""What a person writes into a cell, and what is read."""

WRITTEN: dict[str, tuple[Cell, Cell]] = {
    "text": (("00甲、乙(丙)", "00甲、乙(丙)"), ("其二", "其二")),
    "code": (("00123", "00123"), ("002", "002")),
    "card": (("6283660012345678", "6283660012345678"), ("6283 6600 1234 5679", "6283660012345679")),
    "money": ((1234.56, Decimal("1234.56")), ("1,000元", Decimal("1000.00"))),
    "decimal": ((2.5, Decimal("2.500000")), (0, Decimal("0.000000"))),
    "integer": ((3, 3), ("4", 4)),
    "boolean": (("是", True), ("无", False)),
    "date": ((date(2025, 3, 5), date(2025, 3, 5)), ("2025年3月6日", date(2025, 3, 6))),
    "time": ((time(13, 20), time(13, 20)), ("9:05", time(9, 5))),
    "month": (("2025-03", date(2025, 3, 1)), ("2025年4月", date(2025, 4, 1))),
    "year": ((2025, 2025), ("2024年", 2024)),
}
"""For each type two cells."""

_NAMED: dict[str, tuple[Cell, Cell]] = {
    "item": (("公务接待费", "reception"), ("30299", "30299")),
    "currency": (("人民币", "CNY"), ("CNY", "CNY")),
    "original_currency": (("美元", "USD"), ("EUR", "EUR")),
    "original_amount": ((12.5, Decimal("12.50")), ("€1,000", Decimal("1000.00"))),
}


def value_for(column: Column) -> Cell:
    """A cell of `column`: of an enumeration the last word."""
    return list(column.values.items())[-1] if column.values else _both(column)[0]


def other_value_for(column: Column) -> Cell:
    """Another cell of `column`: of an enumeration the first word."""
    return next(iter(column.values.items())) if column.values else _both(column)[1]


def _both(column: Column) -> tuple[Cell, Cell]:
    return _NAMED.get(column.name, WRITTEN[column.type])


def typed_record(kind: Kind) -> dict[str, object]:
    """A complete record of `kind`, as reading gives it."""
    return {column.name: value_for(column)[1] for column in kind.columns}


def csv_of(kind: Kind, *rows: dict[str, object]) -> bytes:
    """A CSV file under the headers of the kind's template: each row complete but for the cells given."""
    lines = [",".join(column.header.zh for column in kind.columns)]
    for row in rows:
        cells = {column.name: value_for(column)[0] for column in kind.columns} | row
        lines.append(",".join(str(cells[column.name]) for column in kind.columns))
    return "\n".join(lines).encode()
