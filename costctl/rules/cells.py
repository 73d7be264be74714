"""The cells of the rule book's CSV files as typed values."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from costctl.errors import DataFileError

CellType = Literal["text", "integer", "decimal", "money", "boolean", "date"]
Cell = str | int | Decimal | bool | date | None

_FORMS = {
    "integer": (r"-?[0-9]{1,18}", "rule.table_integer"),
    "decimal": (r"-?[0-9]{1,12}(\.[0-9]{1,6})?", "rule.table_decimal"),
    "money": (r"-?[0-9]{1,16}(\.[0-9]{1,2})?", "rule.table_money"),
    "boolean": (r"yes|no|是|否", "rule.table_boolean"),
    "date": (r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "rule.table_date"),
}
"""How a cell of each type is written, and the problem of one that is not."""


def cell_of(text: str, cell: CellType, where: str, *, last: bool = False) -> Cell:
    """A cell as its type; DataFileError where it is not written as one. A month or year is its first or `last` day."""
    if not text:
        return None
    if cell == "text":
        return text
    form, code = _FORMS[cell]
    if not re.fullmatch(form, text):
        raise DataFileError(code, where=where, found=text)
    if cell == "boolean":
        return text in ("yes", "是")
    if cell == "integer":
        return int(text)
    if cell != "date":
        return Decimal(text)
    try:
        return _date(text, last=last)
    except ValueError as error:
        raise DataFileError(code, where=where, found=text) from error


def _date(text: str, *, last: bool) -> date:
    year, month, day = (int(part) for part in [*text.split("-"), *["0", "0"]][:3])
    if day:
        return date(year, month, day)
    if not last:
        return date(year, month or 1, 1)
    month = month or 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
