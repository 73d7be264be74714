"""JSON as costctl writes it: money as text with its places, dates ISO, both languages of a text.

It comes in pieces, a line for each item of a list, so that a list of any length takes the memory of one of its items.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from costctl.bilingual import Text


def json_text(document: Mapping[str, object]) -> Iterator[str]:
    """The pieces of a document; the items of a list or iterator in it are asked for one by one."""
    begins = "{"
    for name, value in document.items():
        yield f"{begins}\n {_encoded(name)}: "
        yield from _lines(value) if isinstance(value, list | tuple | Iterator) else (_encoded(value),)
        begins = ","
    yield "\n}\n" if document else "{}\n"


def _lines(items: Iterable[object]) -> Iterator[str]:
    begins = "["
    for item in items:
        yield f"{begins}\n  {_encoded(item)}"
        begins = ","
    yield "[]" if begins == "[" else "\n ]"


def _encoded(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_said)


def _said(value: object) -> object:
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"no JSON for {value!r}")
