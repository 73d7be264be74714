"""Codes of the departmental economic classification as files write them: often with the name of the class behind."""

import csv
import re
from collections.abc import Mapping
from functools import cache

from costctl.shipped import shipped
from costctl.sources.headers import normal

_NAMED = re.compile(r"\[?(\d{5})\]?[\s:._/、-]*(\D+)")


def without_name(text: str) -> str:
    """The code of `30211 差旅费` or `30211-差旅费`; the text as it is where the name is that of another class."""
    found = _NAMED.fullmatch(text)
    if not found:
        return text
    code, name = found[1], normal(found[2])
    meant = {one for one, own in class_names().items() if own.startswith(name)}
    return code if name and (not meant or code in meant) else text


@cache
def class_names() -> Mapping[str, str]:
    """The name of each code, as `headers.normal` compares it."""
    with (shipped("rules") / "tables" / "economic_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: normal(row["name"]) for row in csv.DictReader(file)}
