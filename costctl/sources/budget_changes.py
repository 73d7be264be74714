"""Tables that change a budget, 追加 or 调整: read as an original one they would take its place."""

import re
from collections.abc import Sequence

from costctl.sources.bind import Binding
from costctl.sources.wide import wide_columns
from costctl.sources.words import enum_words, word

SUPPLEMENT = "^[^减整剂]*(追加|调增)[^减整剂]*$"
"""How a title calls what is added to a budget and not taken from it, as a pattern of a layout."""
_CHANGE = re.compile(r"(?<!不含)追加|调增|追减|调减|核减|压减|调整|调剂|(?i:supplement)")


def changes(titles: Sequence[str]) -> list[str]:
    """The words by which the titles say that a table changes a budget."""
    return list(dict.fromkeys(found for title in titles for found in _CHANGE.findall(title)))


def unread_change(binding: Binding) -> list[str]:
    """The title's words for a change, where the layout takes the table for an original budget or gives it the number of
    one; none where it says so row by row or column by column."""
    layout, kind = binding.layout, binding.by_name.get("change_kind")
    said = changes(binding.titles) if layout.kind == "budgets" and not layout.generated else []
    if not said or (kind and kind.places) or "change_kind" in wide_columns(binding):
        return []
    number = binding.by_name.get("document_no")
    has_own = bool(number and not number.origin.of)
    return [] if has_own and kind and _is_change(binding, kind.text or "") else said


def _is_change(binding: Binding, written: str) -> bool:
    column = binding.layout.record_kind.column("change_kind")
    return enum_words(column.values, column.synonyms).get(word(written), "original") != "original"
