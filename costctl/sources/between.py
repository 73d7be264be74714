"""Titles that stand between two tables of a sheet: 二、下半年, and what they say of the unit of the amounts below."""

import re
import unicodedata
from collections.abc import Sequence

from costctl.sources.amount_units import amounts_by_title, usual_unit
from costctl.sources.bind import Binding
from costctl.sources.grid import Grid
from costctl.sources.others import is_label, is_number
from costctl.sources.units import table_unit

UNCLEAR_UNIT = "row.below_unclear_unit"
"""Of a row below a title that leaves open in which unit its amounts are."""

_NUMBER = "[一二三四五六七八九十]+"
_TITLE = re.compile(
    rf"^(?:{_NUMBER}\s*[、.]|\({_NUMBER}\)|第{_NUMBER}\s*部分|附[表件]?\s*\d*\s*:)"
    rf"|^(?:(?:19|20)\d\d\s*年)?(?:度|[上下]半年|第?(?:{_NUMBER}|\d)\s*季度|(?:{_NUMBER}|\d\d?)\s*月份?)?(?:\(.*\))?$"
    r"|(?:表|情况|明细|台账|清单|一览|登记簿?|汇总)(?:\(.*\))?$"
)
"""How titles begin, a title that is a stretch of time, and how titles end."""


def is_title(grid: Grid, row: int, cells: Sequence[str]) -> bool:
    """Whether the row has one cell, and that is worded as a title or merged over several columns.

    A record has more; one that lacks all else has a number or a name in that cell.
    """
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    if len(filled) != 1 or is_number(cells[filled[0]]) or is_label(cells[filled[0]]):
        return False
    worded = _TITLE.search(unicodedata.normalize("NFKC", cells[filled[0]]).strip())
    return bool(worded) or any(
        top <= row <= bottom and left == filled[0] < right for top, left, bottom, right in grid.merged
    )


def says_unit(titles: Sequence[str]) -> bool:
    """Whether the titles say anything of a unit."""
    said = table_unit(tuple(titles))
    return bool(said.unit or said.unclear)


def leaves_unit_open(above: Binding, titles: Sequence[str]) -> bool:
    """Whether the titles may mean another unit than the one in force above them, without saying it clearly."""
    said = table_unit(tuple(titles))
    if not (said.said or said.unclear):
        return False
    in_force = table_unit(above.titles).unit
    usual = {in_force or usual_unit(above, bound.column) for bound, _place in amounts_by_title(above)}
    return bool(usual) and (said.perhaps or {said.unit}) != usual
