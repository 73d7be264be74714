"""JSON as costctl writes it: a line for each value, money as text with its places, dates ISO, both languages of a text.

It comes in pieces, so that a list of any length takes the memory of one of its items.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring as quoted

from costctl.bilingual import Text


def json_text(document: Mapping[str, object]) -> Iterator[str]:
    """The pieces of a document; the items of an iterator in it are asked for one by one."""
    begins = "{"
    for name, value in document.items():
        yield f"{begins}\n {quoted(name)}: "
        if isinstance(value, Iterator):
            yield from _pieces(value, "\n ")
        else:
            yield _text(value, "\n ")
        begins = ","
    yield "\n}\n" if document else "{}\n"


def _pieces(items: Iterable[object], line: str) -> Iterator[str]:
    inner, begins = line + " ", "["
    for item in items:
        yield begins + inner + _text(item, inner)
        begins = ","
    yield "[]" if begins == "[" else line + "]"


def _text(value: object, line: str) -> str:
    """A value whose own line begins with `line`: a line break and the blanks before it."""
    match value:
        case Text():
            return _object({"zh": value.zh, "en": value.en}, line)
        case dict():
            return _object(value, line)
        case list() | tuple():
            return "".join(_pieces(value, line))
        case _:
            return _scalar(value)


def _object(value: Mapping[object, object], line: str) -> str:
    inner = line + " "
    items = [f"{inner}{quoted(str(name))}: {_text(item, inner)}" for name, item in value.items()]
    return f"{{{','.join(items)}{line}}}" if items else "{}"


def _scalar(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case Decimal():
            return f'"{value:f}"'
        case date():
            return f'"{value.isoformat()}"'
        case None:
            return "null"
        case _:
            return json.dumps(value)
