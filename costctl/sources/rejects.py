"""Rejected records as rows of their own: where, why, and the whole row as read, card numbers masked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from costctl.dates import NO_YEAR, parse_date
from costctl.records import Kind
from costctl.sources.bind import Binding
from costctl.sources.items import item_titles
from costctl.sources.judge import LIKE_TOTAL, SPILLED
from costctl.sources.shown import shown, shown_card
from costctl.sources.texts import UNKNOWN_DIRECTION
from costctl.sources.titles import stated_period
from costctl.sources.wide import RECORD, wide_columns
from costctl.values import REJECT_SCHEMA

Blame = tuple[str, str]
"""A record column and the code of what is wrong with it."""


def no_rejects() -> pl.DataFrame:
    """A frame of rejects without a row."""
    return pl.DataFrame(schema=REJECT_SCHEMA)


class Rejecter:
    """Turns the bad records of one sheet into rows of REJECT_SCHEMA; what many of them share is worked out once."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self._abouts: dict[tuple[object, ...], tuple[Mapping[str, object], str]] = {}
        self._names = _distinct_names(binding)
        self._card = binding.layout.record_kind.card_column
        bound = binding.by_name.get(self._card) if self._card else None
        self._card_places = frozenset(bound.plus) if bound else frozenset()

    def reject(
        self, row_no: int, cells: Sequence[str], blames: Sequence[Blame], record: Mapping[str, object]
    ) -> tuple[object, ...]:
        """One record: the first problem names it, the others follow in `about` as `also`.

        `record` holds the record's typed values, null where they could not be read.
        """
        about, text = self._about(blames[0], cells, record)
        if len(blames) > 1:
            others = [
                {**self._about(one, cells, record)[0], "code": one[1], "found": self._found(one, cells, record)}
                for one in blames[1:]
            ]
            text = _SORTED_JSON.encode({**about, "also": others})
        key = _key(self._binding.layout.record_kind, blames, record)
        return (
            row_no,
            about["column"],
            blames[0][1],
            self._found(blames[0], cells, record),
            text,
            key,
            self._cells(cells),
        )

    def _about(
        self, blame: Blame, cells: Sequence[str], record: Mapping[str, object]
    ) -> tuple[Mapping[str, object], str]:
        """The header to blame and what else the text of the code names; and the same as JSON."""
        day = self._found(blame, cells, record) if blame[1] == NO_YEAR else ""
        label = _label_place(self._binding, blame, cells)
        case = (*blame, record.get(RECORD), day, label)
        if case not in self._abouts:
            header = self._name(label) if label is not None else _header_in_row(self._binding, blame[0], record)
            about = {"column": header, **_about(self._binding, blame)}
            if day:
                about["example"] = _with_year(day, self._binding, blame[0])
            self._abouts[case] = about, _SORTED_JSON.encode(about)
        return self._abouts[case]

    def _found(self, blame: Blame, cells: Sequence[str], record: Mapping[str, object]) -> str:
        hide = shown_card if blame[0] == self._card else shown
        label = _label_place(self._binding, blame, cells)
        return hide(_found(self._binding, *blame, cells, record) if label is None else cells[label].strip())

    def _cells(self, cells: Sequence[str]) -> str:
        """The whole row, header to text; columns without a name of their own get their number."""
        named = {
            self._name(place): (shown_card if place in self._card_places else shown)(cell)
            for place, cell in enumerate(cells)
            if cell and not cell.isspace()
        }
        return _JSON.encode(named)

    def _name(self, place: int) -> str:
        return self._names[place] if place < len(self._names) else f"#{place + 1}"


_JSON = json.JSONEncoder(ensure_ascii=False)
_SORTED_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def _distinct_names(binding: Binding) -> list[str]:
    names: list[str] = []
    for place, header in enumerate(map(shown, binding.header.names)):
        names.append(header if header and header not in names else f"{header}#{place + 1}")
    return names


def header_of(binding: Binding, column: str) -> str:
    """The file's header of a record column; where it has none, what the kind calls it, in the file's language."""
    return headers_of(binding, (column,)).get(column) or _kinds_header(binding, column)


def _kinds_header(binding: Binding, column: str) -> str:
    kind = binding.layout.record_kind
    if column not in kind.names:
        return column
    header = kind.column(column).header
    return header.en if all(map(str.isascii, binding.header.names)) else header.zh


def headers_of(binding: Binding, columns: Iterable[str]) -> dict[str, str]:
    """The file's headers of those record columns that it has any for; several where they are added up or of width."""
    found = {column: _header(binding, column) for column in columns}
    return {column: header for column, header in found.items() if header}


def _header(binding: Binding, column: str) -> str:
    names = binding.header.names
    if column == SPILLED:
        return names[binding.header.filled[-1]]
    if column in wide_columns(binding):
        return " / ".join(names[place] for _record, place in binding.wide)
    bound = binding.by_name.get(column)
    if bound is None:
        return ""
    if bound.origin.of:
        return " + ".join(header_of(binding, name) for name in bound.origin.of)
    plus, minus = (" + ".join(names[place] for place in places) for places in (bound.plus, bound.minus))
    return f"{plus} − {minus}" if plus and minus else plus or minus


def _header_in_row(binding: Binding, column: str, record: Mapping[str, object]) -> str:
    """The header of the cell to blame; in a wide file the one that this record comes from."""
    number = record.get(RECORD)
    if isinstance(number, int) and column in wide_columns(binding):
        return binding.header.names[binding.wide[number][1]]
    return header_of(binding, column)


def _label_place(binding: Binding, blame: Blame, cells: Sequence[str]) -> int | None:
    """Where a row says that it is a total, if not in the column that is blamed for it."""
    bound = binding.by_name.get(blame[0])
    if blame[1] != LIKE_TOTAL or (bound and bound.places):
        return None
    return next((place for place, cell in enumerate(cells) if cell.strip()), None)


def _found(binding: Binding, column: str, code: str, cells: Sequence[str], record: Mapping[str, object]) -> str:
    kind = binding.layout.record_kind
    if code == "dates.order" and kind.in_order:
        return " > ".join(str(record[name]) for name in kind.in_order)
    if code == UNKNOWN_DIRECTION:
        return "|".join(cells[place].strip() for place in binding.by_name[column].by)
    wide = binding.layout.wide
    if wide and column == wide.column and record.get("wide cell") is not None:
        return str(record["wide cell"])
    bound = binding.by_name.get(column)
    if not bound:
        return str(record.get(column) or "")
    places = (*bound.plus, *bound.minus)
    if not places:
        return bound.text or ""
    return " | ".join(cells[place].strip() for place in places if cells[place].strip())


def _about(binding: Binding, blame: Blame) -> dict[str, object]:
    column, code = blame
    kind = binding.layout.record_kind
    about: dict[str, object] = {}
    if code == "value.missing":
        about["required"] = _required(binding, column)
    elif column in kind.names and kind.column(column).values:
        about["allowed"] = "、".join(kind.column(column).values)
    if code == UNKNOWN_DIRECTION:
        about["by"] = "|".join(binding.header.names[place] for place in binding.by_name[column].by)
    if code == "item.unknown":
        about["known"] = "、".join(item_titles().values())
    return about


def _with_year(day: str, binding: Binding, column: str) -> str:
    """A day without a year as its owner would write it, by the time that the titles name; empty where they name none or
    the day is not all of the cell."""
    period = stated_period(binding.titles)
    if not period:
        return ""
    bound = binding.by_name.get(column)
    order = (bound and bound.origin.date_order) or binding.layout.date_order
    read = parse_date(day, order=order, statement_month=date(*period[1], 1))
    if isinstance(read, str):
        return ""
    return f"{read.year}年{read.month}月{read.day}日" if "月" in day else read.isoformat()


def _required(binding: Binding, column: str) -> str:
    """The column that is empty, or those of which one must be filled, as the file calls them, else as the kind does."""
    kind = binding.layout.record_kind
    names = kind.either if column in kind.either else (column,)
    return " / ".join(header_of(binding, name) for name in names)


def _key(kind: Kind, blames: Sequence[Blame], record: Mapping[str, object]) -> str | None:
    """The record key, known but for a number that loading gives; a card number never stands in one."""
    unread = {column for column, _code in blames}
    no_record = RECORD in record and record[RECORD] is None
    if not kind.key or kind.card_column in kind.key or unread & set(kind.key) or no_record:
        return None
    parts = [record.get(name) for name in kind.key]
    if any(part is None and kind.column(name).required for name, part in zip(kind.key, parts, strict=True)):
        return None
    return "/".join("" if part is None else str(part).replace("/", "%2F") for part in parts)
