"""Where what the shipped rule book says was read: `origins.csv` names for it places of `sources.csv`.

A place is where somebody saw the text or a report of it, not always the text as it was issued.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from costctl.rules.model import Rule
from costctl.shipped import shipped


@dataclass(frozen=True)
class Origin:
    """Where a rule, the values of a table that come from a document, or a document itself was read."""

    of: str
    """A rule or a table; empty: the document itself."""
    document: str
    """Its number; empty for a rule, and for a table that cites none."""
    places: tuple[str, ...]


@cache
def origins() -> tuple[Origin, ...]:
    """Every origin, in the order of the file."""
    places = {row["code"]: row["place"] for row in _rows("sources.csv")}
    return tuple(
        Origin(row["of"], row["document"], tuple(places[code] for code in row["read_in"].split(";")))
        for row in _rows("origins.csv")
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (shipped("rules") / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def origins_of_rule(rule: Rule) -> list[Origin]:
    """Where a rule, the documents that it and its parameters cite, and the tables that it looks up were read."""
    cited = {basis.document for basis in rule.basis}
    cited |= {value.document for values in rule.parameters.values() for value in values if value.document}
    return _gathered({rule.id, *rule.tables}, cited)


def origins_of_table(table: str) -> list[Origin]:
    """Where the values of a table were read, document by document."""
    return _gathered({table}, ())


def _gathered(of: Collection[str], documents: Collection[str]) -> list[Origin]:
    """The origins of these rules and tables and of these documents: one a document, and one for what cites none."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    for origin in origins():
        if origin.of in of or (not origin.of and origin.document in documents):
            key = ("" if origin.document else origin.of, origin.document)
            places.setdefault(key, {}).update(dict.fromkeys(origin.places))
    return [Origin(*key, tuple(found)) for key, found in places.items()]
