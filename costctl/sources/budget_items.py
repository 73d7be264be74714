"""The budget item or economic code that a cell or a column's name means in a table that no layout knows."""

import csv
import re
from collections.abc import Collection, Mapping
from functools import cache

from costctl.shipped import shipped
from costctl.sources.economic_codes import class_names, without_name
from costctl.sources.headers import bare
from costctl.sources.items import item_names
from costctl.sources.words import normal

BEFORE = r"^(?:其中|[一二三四五六七八九十\d]+\W|\W)*"
"""What may stand before an item in a list of items: 1., 其中:"""
_YEAR = r"^(?:(?:19|20)\d\d\s*年度?)?"
_OF_BUDGET = r"(?:(?:年初|部门)?(?:预算|控制|指标|核定|批复|审定|安排)+(?:数|额|金额)?|合计|小计|总额)?$"
"""What a column of amounts may say beside its item: 会议费控制数."""


def item_in(cell: str) -> str | None:
    """The item of `items.csv`, or the economic code, that a cell names; None for any other."""
    plain = normal(cell)
    if (code := without_name(plain)) in class_names():
        return code
    name = bare(item_words(plain))
    return item_names().get(name) or next((code for code, own in class_names().items() if own == name), None)


def item_words(cell: str) -> str:
    """The words of a cell that name the item."""
    return re.sub(BEFORE, "", normal(cell))


def item_of_column(name: str) -> str | None:
    """The item whose amounts stand in a column of this name; None where it may be another column."""
    return item_in(name) or item_in(re.sub(_OF_BUDGET, "", re.sub(_YEAR, "", bare(name))))


def parts_among(item: str, others: Collection[str]) -> set[str]:
    """Those of the other items that this one is the total of."""
    parts = {part for one in _parts().get(item, ()) for part in (one, *_parts().get(one, ()))}
    return parts & set(others)


@cache
def _parts() -> Mapping[str, tuple[str, ...]]:
    with (shipped("rules") / "tables" / "item_parts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["total"]: tuple(one["part"] for one in rows if one["total"] == row["total"]) for row in rows}
