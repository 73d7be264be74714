"""What a rule lacks to judge a row, as whoever keeps the record knows it: the cells that are empty, not what is made of
them."""

from collections.abc import Collection

from costctl.rules.compile import Compiled
from costctl.rules.glossary import Glossary
from costctl.rules.render import quoted


def lacking(compiled: Compiled, words: Glossary, columns: Collection[str]) -> dict[str, str]:
    """The columns that a row may lack, each with the SQL condition under which it does; `columns` are the view's.

    A column that is made of others is named only where none of these is empty.
    """
    check = compiled.rule.check
    made_of = words.made_of.get(check.rows, {})
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys([check.dated_by, *compiled.flag_columns]):
        is_empty = f"{quoted(name)} IS NULL"
        parts = [part for part in made_of.get(name, ()) if part in columns]
        for part in parts:
            found.setdefault(part, []).append(f"({is_empty} AND {quoted(part)} IS NULL)")
        alone = " AND ".join([is_empty, *(f"{quoted(part)} IS NOT NULL" for part in parts)])
        found.setdefault(name, []).append(f"({alone})")
    return {name: " OR ".join(conditions) for name, conditions in found.items()}
