"""Types one column of text cells as its record column says, with a problem code for every cell that cannot be read.

Cells in their plain form are matched and cast all at once; a cast alone would round and accept too much. All others are
read one by one, each distinct text once, so that how the rows are cut into stretches makes no difference.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from costctl.dates import SINCE_1900, DateOrder, parse_date, parse_month, parse_time, parse_year
from costctl.masking import texts_without_cards
from costctl.money import UNITS, parse_money, parse_number
from costctl.records import Column, ColumnType
from costctl.sources import words
from costctl.sources.economic_codes import without_name
from costctl.sources.marks import is_marked
from costctl.sources.words import normal, unwrapped

CODES = pl.String()

_SAMPLE = 4096
"""Cells looked at to see whether a column repeats itself; then each distinct text is read once."""

_FEW = 32
"""So few cells are read one by one in less time than it takes to begin to match them together."""

_IDEOGRAPHS = r"\x{4e00}-\x{9fff}"
_PLAIN: dict[ColumnType, str] = {
    "text": rf"^[!-<>-~{_IDEOGRAPHS}][!-~{_IDEOGRAPHS}]*(?: [!-~{_IDEOGRAPHS}]+)*$",
    "code": rf"^[!-&(-<>-_a-~{_IDEOGRAPHS}][!-~{_IDEOGRAPHS}]*(?: [!-~{_IDEOGRAPHS}]+)*$",
    "card": r"^[0-9]{12,19}$",
    "money": r"^-?[0-9]{1,16}(?:\.[0-9]{1,2})?$",
    "decimal": r"^-?[0-9]{1,12}(?:\.[0-9]{1,6})?$",
    "integer": r"^-?[0-9]{1,16}$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "time": r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$",
}
"""The form of a cell that its cast reads exactly as the slow way would."""

_DECIMAL_PLACES = Decimal("0.000001")
_NOISE = Decimal("1e-9")
"""What a workbook's binary numbers differ by from what was typed."""

_PLAIN_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
FRACTION_LENGTH = 15
"""Digits that a binary number has at least where no shorter decimal one stands for it."""

Read = Callable[[str], tuple[Any, str | None]]
"""Reads one cell, normalised and not empty: its value, or the code of what is wrong."""


@dataclass(frozen=True)
class Style:
    """How a file writes its values, as far as the cells themselves do not tell."""

    decimal_comma: bool = False
    """`1.234,56` is more than a thousand."""
    is_text: bool = True
    """Whether the cells are those of a text; the numbers of a workbook come with a decimal point, and what was typed
    there as a text with a comma."""
    date_order: DateOrder = "ymd"
    """What 05/03/2014 means; under `ymd` it is ambiguous."""
    date_formats: tuple[str, ...] = ()
    """strptime formats tried before every other reading of a date."""
    statement_month: date | None = None
    """The month of the statement, for dates written without a year."""
    day_zero: date = SINCE_1900
    """The day from which a workbook counts the days that stand in it as mere numbers."""
    unit: Decimal = Decimal(1)
    """What a written 1 of money is worth in yuan: 10000 where amounts are in 万元."""
    pad: int | None = None
    """Codes of digits are filled with leading zeros to this length."""
    currency: str | None = None
    """The only currency that a cell of money may name; None: any."""
    empty: frozenset[str] = frozenset()
    """Cells that mean: not recorded, such as `-` or `/`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Of an enumeration or a boolean: what this file says, and the value it means (`true` or `false` for a boolean)."""

    def has_comma(self, number: str) -> bool:
        """Whether a comma stands before the decimals of this number."""
        return self.decimal_comma and (self.is_text or "," in number)


@dataclass(frozen=True)
class Converted:
    """A column as typed: null where the cell is empty or cannot be read, and then a problem code in the second case.

    A marked cell has a null and no code; `texts.mark_columns` names what is wrong with it.
    """

    values: pl.Series
    codes: pl.Series | None
    """None where every cell can be read."""


def convert(values: pl.Series, column: Column, style: Style) -> Converted:
    """The text cells `values` as `column` wants them; the result has as many rows."""
    cells = values.cast(pl.String)
    if cells.head(_SAMPLE).n_unique() * 4 >= min(len(cells), _SAMPLE):
        return _converted(cells, column, style)
    distinct = cells.unique()
    once = _converted(distinct, column, style)
    codes = None if once.codes is None else cells.replace_strict(distinct, once.codes, return_dtype=CODES)
    if column.frame_type == pl.String() and once.values.equals(distinct, null_equal=True):
        return Converted(cells, codes)
    return Converted(cells.replace_strict(distinct, once.values, return_dtype=column.frame_type), codes)


def _converted(cells: pl.Series, column: Column, style: Style) -> Converted:
    """Each cell as read; a card number that stands in a text ends here."""
    read = _as_read(cells, column, style)
    if column.type not in ("text", "code"):
        return read
    return Converted(texts_without_cards(read.values, is_number=column.is_identifier), read.codes)


def _as_read(cells: pl.Series, column: Column, style: Style) -> Converted:
    if len(cells) <= _FEW:
        return _one_by_one(cells, column, style)
    if style.empty:
        cells = _without_empty(cells, style.empty)
    plain = _is_plain(cells, column, style)
    if plain.sum() == cells.count():
        typed = _cast(cells, column)
    else:
        if cells.str.starts_with('="').any():
            cells = cells.str.replace(r'^="([^"]*)"$', "$1")
            plain = _is_plain(cells, column, style)
        typed = _cast(cells.set(~plain, None), column)
    if typed.null_count() == cells.null_count():
        return Converted(typed, None)
    rows = (cells.is_not_null() & typed.is_null()).arg_true()
    texts = cells.gather(rows)
    distinct = texts.unique()
    slow = _one_by_one(distinct, column, style)
    values = typed.scatter(rows, texts.replace_strict(distinct, slow.values, return_dtype=column.frame_type))
    if slow.codes is None:
        return Converted(values, None)
    codes = texts.replace_strict(distinct, slow.codes, return_dtype=CODES)
    return Converted(values, pl.repeat(None, len(cells), dtype=CODES, eager=True).scatter(rows, codes))


def _without_empty(cells: pl.Series, empty: frozenset[str]) -> pl.Series:
    """Null where nothing is said; such a word between blanks is no plain cell and read singly."""
    says_nothing = cells.is_in(list(empty))
    return cells.set(says_nothing, None) if says_nothing.any() else cells


def _one_by_one(cells: pl.Series, column: Column, style: Style) -> Converted:
    reader = _reader(column, style)
    read = [(None, None) if cell is None else _read(cell, reader, style.empty) for cell in cells]
    values = pl.Series([value for value, _code in read], dtype=column.frame_type)
    codes = [code for _value, code in read]
    return Converted(values, pl.Series(codes, dtype=CODES) if any(codes) else None)


def _is_plain(cells: pl.Series, column: Column, style: Style) -> pl.Series:
    """Which cells the cast may read; null cells are not among them."""
    kind = column.type
    pattern = _PLAIN.get(kind)
    reads_otherwise = (
        (kind in ("money", "decimal") and style.decimal_comma and style.is_text)
        or ((kind == "money" or column.unit) and style.unit != UNITS[column.unit or "元"])
        or (kind == "code" and (style.pad or column.is_economic))
        or (kind == "date" and style.date_formats)
    )
    if pattern is None or reads_otherwise:
        return pl.repeat(False, len(cells), eager=True)
    return cells.str.contains(pattern).fill_null(value=False)


def _cast(cells: pl.Series, column: Column) -> pl.Series:
    """The plain cells as the column's type; null where there is no such day or time."""
    if column.type == "date":
        return cells.str.to_date("%Y-%m-%d", strict=False)
    if column.type == "time":
        return cells.str.to_time("%H:%M:%S", strict=False)
    return cells.cast(column.frame_type, strict=False)


def _read(text: str, reader: Read, empty: frozenset[str]) -> tuple[Any, str | None]:
    if is_marked(text):
        return None, None
    plain = normal(unwrapped(text.strip()))
    return (None, None) if not plain or plain in empty else reader(plain)


def _reader(column: Column, style: Style) -> Read:
    """How one cell of the column is read."""
    month = partial(parse_month, order=style.date_order, statement_month=style.statement_month, day_zero=style.day_zero)
    day = partial(
        parse_date,
        order=style.date_order,
        statement_month=style.statement_month,
        formats=style.date_formats,
        day_zero=style.day_zero,
    )
    known = words.enum_words(column.values, {**column.synonyms, **style.words})
    readers: dict[ColumnType, Read] = {
        "text": lambda text: (text, None),
        "code": lambda text: (words.parse_code(without_name(text) if column.is_economic else text, style.pad), None),
        "enum": lambda text: (said, None) if (said := known.get(words.word(text))) else (None, "enum.unknown"),
        "card": words.parse_card,
        "money": lambda text: _value_or_code(
            parse_money(text, decimal_comma=style.has_comma(text), unit=style.unit, currency=style.currency)
        ),
        "decimal": lambda text: _decimal(text, column, style),
        "integer": lambda text: _integer(text, column, decimal_comma=style.has_comma(text)),
        "boolean": lambda text: _value_or_code(words.parse_boolean(text, style.words)),
        "date": lambda text: _value_or_code(day(text)),
        "time": lambda text: _value_or_code(parse_time(text)),
        "month": lambda text: _value_or_code(month(text)),
        "year": lambda text: _value_or_code(parse_year(text)),
    }
    reader = readers[column.type]
    return reader if column.type == "text" else lambda text: reader(words.without_text_mark(text))


def _value_or_code(read: object) -> tuple[Any, str | None]:
    return (None, read) if isinstance(read, str) else (read, None)


def _decimal(text: str, column: Column, style: Style) -> tuple[Decimal | None, str | None]:
    unit = style.unit if column.unit else Decimal(1)
    text = words.counted(text, column.counted_in)
    number = parse_number(text, decimal_comma=style.has_comma(text), unit=unit, percent=not column.unit)
    if isinstance(number, str):
        return None, number
    number /= UNITS[column.unit or "元"]
    exact = number.quantize(_DECIMAL_PLACES)
    if abs(exact) >= 10**12:
        return None, "number.too_large"
    if abs(exact - number) >= _NOISE and not is_fraction(text):
        return None, "number.too_many_decimals"
    return exact + 0, None


def is_fraction(text: str) -> bool:
    """Whether a number is what a workbook keeps of a fraction such as 1/3: as long as a binary number can be."""
    is_long = _PLAIN_DECIMAL.fullmatch(text) and len(text.lstrip("-0.")) >= FRACTION_LENGTH
    return bool(is_long) and repr(float(text)) == text  # the value is read from the text all the same


def _integer(text: str, column: Column, *, decimal_comma: bool) -> tuple[int | None, str | None]:
    number = parse_number(words.counted(text, column.counted_in), decimal_comma=decimal_comma)
    if isinstance(number, str):
        return None, number
    return (int(number), None) if number == int(number) else (None, "number.not_whole")
