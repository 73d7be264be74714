"""The bureau's own values in words: what one consists of, and in what two of them differ."""

from collections.abc import Mapping
from decimal import Decimal

from costctl.bilingual import Language, Text, listed
from costctl.rules.glossary import YES_NO
from costctl.rules.library import PARAMETERS, Rulebook
from costctl.rules.tables import FROM, OWN, TO

Said = Mapping[str, object]

SET: Mapping[str, Text] = {
    "value": Text("值", "value"),
    "from": Text("自", "from"),
    "document": Text("依据", "document"),
    "review_on": Text("复核日期", "to be looked at again by"),
    "is_off": Text("停用", "switched off"),
}
"""What an own value consists of, beside the columns of tables."""
IMPLIED = ("jurisdiction", "provenance")
BY_OPTION = ("jurisdiction", FROM, TO, "documents", "review_on")
"""Columns of a row that are given beside its cells."""
BESIDE = ("note", "review_on", "part", "assumed_cells")
"""Columns of which a value does not consist."""
DAYS = ("from", FROM)


def set_in_words(said: Said, book: Rulebook, language: Language) -> str:
    """An own value, part by part; that it is the bureau's own need not be said."""
    named = dict.fromkeys([*(name for name in SET if name in said), *said])
    parts = [
        f"{heading(book, name).in_(language)} {cell_in_words(book, name, said[name]).in_(language)}"
        for name in named
        if said[name] not in (None, "") and name != "provenance" and (name, said[name]) != ("jurisdiction", OWN)
    ]
    return Text(",", ", ").in_(language).join(parts) or "–"


def differences(before: Said, now: Said, book: Rulebook) -> Text:
    """What is different between two that hold from the same day, cell by cell."""
    changed = [
        (heading(book, name), *(cell_in_words(book, name, side.get(name)) for side in (before, now)))
        for name in dict.fromkeys([*before, *now])
        if name not in (*BESIDE, *IMPLIED, *DAYS) and before.get(name) != now.get(name)
    ]
    zh, en = ([f"{name.in_(lang)} {a.in_(lang)} → {b.in_(lang)}" for name, a, b in changed] for lang in ("zh", "en"))
    return Text(",".join(zh), ", ".join(en))


def as_set(table: str, row: Said) -> Said:
    """A row of a table of the ledger as an own value says it: a parameter by its value and day."""
    if table != PARAMETERS:
        return row
    return {"value": f"{Decimal(str(row['value'])).normalize():f}", "from": row[FROM]}


def title_of(book: Rulebook, what: str) -> Text | None:
    """What a rule, a table or `RULE.parameter` is called, as far as the rule book knows it."""
    if what in book.tables:
        return book.tables[what].title
    rule_id, _, parameter = what.partition(".")
    if (rule := book.rules.get(rule_id)) is None or not parameter:
        return rule.title if rule else None
    name = book.glossary.of(rule.check.rows).name(parameter)
    return Text(f"{rule.title.zh}:{name.zh}", f"{rule.title.en}: {name.en}")


def heading(book: Rulebook, name: str) -> Text:
    """What a part of an own value, or a setting, is called."""
    return SET.get(name) or book.glossary.cells.get(name) or book.glossary.name(name)


def cell_title(book: Rulebook, name: str) -> Text:
    """What a column of a table is called."""
    return book.glossary.cells.get(name, Text(name, name))


def cell_in_words(book: Rulebook, name: str, cell: object) -> Text:
    """A cell: the word for a code, yes or no, else as it is."""
    if isinstance(cell, list):
        return listed(map(str, cell)) if cell else Text("–", "–")
    if cell in (None, ""):
        return Text("–", "–")
    if isinstance(cell, bool) or (name.startswith("is_") and cell in ("yes", "no")):
        return YES_NO[cell in (True, "yes")]
    return book.glossary.words.get(name, {}).get(str(cell)) or Text(str(cell), str(cell))
