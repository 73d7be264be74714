"""What pydantic finds wrong in a data file, said in the words of the catalogue: the key path, what stands there, what
would be right."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, LiteralString

import pydantic
from pydantic_core import ErrorDetails, PydanticCustomError

from costctl.errors import DataFileError
from costctl.problems import catalogue

Schema = Mapping[str, Any]

SHOWN = 60
"""So much of what stands in the file is repeated."""
FEW = 5
"""So many names are told to someone whose own is like none of them."""

_CODES = {
    "datafile.unknown_key": ("extra_forbidden", "unexpected_keyword_argument"),
    "datafile.missing_key": ("missing", "missing_argument"),
    "datafile.not_listed": ("literal_error", "enum"),
    "datafile.form": ("string_pattern_mismatch",),
    "datafile.length": ("string_too_short", "string_too_long"),
    "datafile.count": ("too_short", "too_long"),
    "datafile.range": ("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
    "datafile.digits": ("decimal_max_digits", "decimal_max_places", "decimal_whole_digits"),
    "datafile.not_text": ("string_type", "string_sub_type", "string_unicode"),
    "datafile.not_number": ("decimal_type", "decimal_parsing", "float_type", "float_parsing", "finite_number"),
    "datafile.not_whole": ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
    "datafile.not_boolean": ("bool_type", "bool_parsing"),
    "datafile.not_date": (
        "date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "datetime_type",
    ),
    "datafile.not_list": ("tuple_type", "list_type", "set_type"),
    "datafile.not_table": ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
}  # fmt: skip
CODES = {type_: code for code, types in _CODES.items() for type_ in types}
"""The code of the catalogue for each type of pydantic's errors."""

_LIMITS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "min_length": ">=", "max_length": "<="}


def mistake(code: LiteralString, *, key: str = "", **about: object) -> PydanticCustomError:
    """What a validator raises for a mistake that the catalogue knows; `key` is the key within what it validates."""
    return PydanticCustomError(code, "{key}", {"key": key, **about})


def refused(error: pydantic.ValidationError, model: type[pydantic.BaseModel], where: str) -> DataFileError:
    """The first mistake of a file `where`; a key that is not known comes before the one it was meant to be."""
    found = error.errors()
    first = next((one for one in found if CODES.get(one["type"]) == "datafile.unknown_key"), found[0])
    context = dict(first.get("ctx", {}))
    schema = model.model_json_schema(by_alias=True)
    path, table = _place(schema, first, str(context.pop("key", "")))
    where = ", ".join(filter(None, (where, path)))
    if first["type"] in catalogue():
        return DataFileError(first["type"], where=where, **context)
    code = CODES.get(first["type"], "datafile.wrong_value")
    key = next((str(step) for step in reversed(first["loc"]) if step != "[key]"), "")
    input_ = key if code in _OF_KEYS or "[key]" in first["loc"] else first["input"]
    about: dict[str, object] = {
        "suggestion": closest(key, _keys(table, schema)),
        "expected": ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        "example": _example(schema, context.get("pattern")),
        "limit": ", ".join(f"{sign} {context[name]}" for name, sign in _LIMITS.items() if name in context),
        "said": first["msg"],
    }
    return DataFileError(code, where=where, found=_shown(input_), **about)


def closest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`; where none is near, all of them if they are few, else nothing."""
    names = list(known)
    return near(name, names) or (", ".join(names) if len(names) <= FEW else "")


def near(name: str, known: Iterable[str]) -> str:
    """The known name that `name` may be meant for; empty where none is like it."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)), "")


def _shown(value: object) -> str:
    """A value of a file, short enough for a message."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _place(schema: Schema, error: ErrorDetails, key: str) -> tuple[str, Schema]:
    """The key path of an error as a person counts (`examples#2.expect`), and the schema of what stands there.

    Of a key that is not known it is that of the table that has it. Pydantic's own marks in the path, such as the member
    of a union, are no keys and left out.
    """
    here, path = schema, ""
    for place, step in enumerate(error["loc"], start=1):
        below = _below(here, step, schema)
        if isinstance(step, int):
            path += f"#{step + 1}"
        elif below is not None or (place == len(error["loc"]) and CODES.get(error["type"]) in _OF_KEYS):
            path += f".{step}"
        here = here if below is None else below
    return ".".join(filter(None, (path.lstrip("."), key))), here


_OF_KEYS = ("datafile.unknown_key", "datafile.missing_key")


def _below(here: Schema, step: int | str, whole: Schema) -> Schema | None:
    """The schema one step down, None where there is no such step."""
    for option in _options(here, whole):
        if isinstance(step, int):
            below = [*option.get("prefixItems", ())][step : step + 1] or [option.get("items")]
        else:
            others = [*option.get("patternProperties", {}).values(), option.get("additionalProperties")]
            below = [option.get("properties", {}).get(step), *others]
        if found := next((one for one in below if isinstance(one, dict)), None):
            return found
    return None


def _keys(table: Schema, whole: Schema) -> list[str]:
    """The keys that a table may have."""
    return [key for option in _options(table, whole) for key in option.get("properties", ())]


def _options(here: Schema, whole: Schema) -> Iterator[Schema]:
    """What a schema may stand for: its reference followed, its alternatives one by one."""
    if "$ref" in here:
        here = whole["$defs"][here["$ref"].rpartition("/")[2]]
    if "anyOf" not in here:
        yield here
    for option in here.get("anyOf", ()):
        yield from _options(option, whole)


def _example(schema: object, pattern: str | None) -> str:
    """An example of a text of that pattern, wherever the schema has one; else the pattern."""
    nodes = [schema] if pattern else []
    for node in nodes:
        if isinstance(node, dict) and node.get("pattern") == pattern and isinstance(node.get("examples"), list):
            return str(node["examples"][0])
        nodes += [*node.values()] if isinstance(node, dict) else node if isinstance(node, list) else []
    return pattern or ""
