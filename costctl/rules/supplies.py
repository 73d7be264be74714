"""What is lacking in words, and where whoever keeps the records supplies it; lacking.py finds what it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from costctl.bilingual import Text, listed
from costctl.records import Kind, kinds
from costctl.rules.library import Rulebook
from costctl.rules.own_words import cell_title
from costctl.rules.tables import Table


@dataclass(frozen=True)
class Supply:
    """Something that is lacking."""

    name: Text
    where: Text
    """Where it is supplied."""


def supply(book: Rulebook, kind: str, part: str) -> Supply:
    """What a part of `made_of` is that the records of a kind lack.

    A column of which a rule of the bureau does not say how it is made has its title and no place.
    """
    place, _, name = part.rpartition(".")
    table = place.removeprefix("tables.")
    if table != place and table in book.tables:
        return _of_table(book, table, name)
    if place == "settings":
        title = book.glossary.name(name)
        return Supply(
            Text(f"设置“{title.zh}”", f"setting “{title.en}”"),
            Text(f"costctl.toml 的 {name}", f"{name} in costctl.toml"),
        )
    if place in ("records", "kept") and name in kinds():
        return _of_records(kinds()[name], is_kept=place == "records")
    of = kinds().get(kind if place in ("", "unread") else place)
    if of is None or name not in of.names:
        return Supply(book.glossary.name(part), Text("–", "–"))
    return _of_column(of, name, part)


def supplies_named(book: Rulebook, kind: str, parts: Iterable[str]) -> Text:
    """The names of what is lacking, one after the other."""
    return listed(supply(book, kind, part).name for part in parts)


def _of_table(book: Rulebook, table: str, column: str) -> Supply:
    title, cell = _short(book.tables[table]), cell_title(book, column)
    return Supply(
        Text(f"标准“{title.zh}”的“{cell.zh}”", f"“{cell.en}” of the standard “{title.en}”"),
        Text(f"“标准”页,或 costctl rules set {table}", f"page Standards, or costctl rules set {table}"),
    )


def _of_records(kind: Kind, *, is_kept: bool) -> Supply:
    zh, en = kind.title.zh, kind.title.en
    name = (
        Text(f"“{zh}”中相应的记录", f"the matching record of “{en}”")
        if is_kept
        else Text(f"“{zh}”的记录(从未导入)", f"records of “{en}”, of which none was ever imported")
    )
    return Supply(name, _template(kind))


def _of_column(of: Kind, name: str, part: str) -> Supply:
    header = of.column(name).header
    if part.startswith("unread."):
        called = Text(f"{header.zh}(所填的认不出)", f"{header.en}, not understood as it is filled in")
    elif part == name:
        called = header
    else:
        called = Text(f"“{of.title.zh}”的“{header.zh}”", f"“{header.en}” of “{of.title.en}”")
    return Supply(called, _template(of))


def _template(kind: Kind) -> Text:
    return Text(f"模板“{kind.title.zh}”", f"template “{kind.title.en}”")


def _short(table: Table) -> Text:
    """The title of a table without its unit."""
    return Text(*(re.sub(r"\s*\([^)]*\)|,.*", "", said) for said in (table.title.zh, table.title.en)))
