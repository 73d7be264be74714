"""Rows that are no records: repeated headers, totals, notes. Everything else that cannot be read is a reject."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from costctl.sources.bind import Binding
from costctl.sources.counts import begins_with_count
from costctl.sources.headers import Header, bare

Sort = Literal["header", "total", "perhaps", "note", "aside"]
"""What a row is that is no record; an aside has no word that marks it as a note, or an amount beside it, so the reader
is told of it.

Perhaps a total: its words may be those of a record, and only its amounts can tell.
"""

_STRETCH = r"(?:本页|本期|本月|本年|全年|以上|分页|人民币|\d{1,4}\s*[年月]份?|第?[一二三四1-4]\s*季度)"
"""What a total may name itself the total of."""

TOTAL_PATTERN = (
    rf"^\s*{_STRETCH}*\s*(?i:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总\s*和|合\s*計|小\s*計|總\s*計"
    r"|grand\s*total|sub-?\s*total|total)\s*[::]?\s*$"
)
"""A whole cell that says total."""

_CHINESE = r"合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总\s*和|合\s*計|小\s*計|總\s*計"
_ENGLISH = r"(?:grand|sub|sum)?[\s-]*total(?:s|en)?"

LABEL_PATTERN = rf"(?i)(?:{_CHINESE}|\b(?:grand|sub)?[\s-]*totals?)\s*(?:\([^()]*\))?\s*:?\s*$"
"""A cell that ends in the word, whatever it is the total of: 全省合计."""

_TOTAL_BEGUN = rf"^\W*{_STRETCH}*\s*(?:{_CHINESE})"
_SURE = re.compile(
    rf"^\W*{_STRETCH}*\s*(?:{_CHINESE}|{_ENGLISH})\s*(?:金额|数额?|额|价款?|amount)?"
    r"(?:[(\[].*[)\]])?[\W\d]*[笔条项人次]?\W*$|^\W*sum\W*$",
    re.IGNORECASE,
)
"""A total and no more words."""
_PERHAPS = re.compile(rf"{_TOTAL_BEGUN}|^\W*{_ENGLISH}\b|^.{{0,20}}{LABEL_PATTERN.removeprefix('(?i)')}", re.IGNORECASE)
_LABEL = re.compile(rf"{_TOTAL_BEGUN}|{TOTAL_PATTERN}")
_NOTE = re.compile(
    r"^\W*(?:注|备注|附注|说明|填表说明|制表|填表|审核|复核|负责人|单位负责人|财务负责人|经办人?|打印|导出|来源|资料来源|数据来源|报表日期|联系人|联系电话"
    r"|共\s*\d+\s*[笔条页]|第\s*\d+\s*页|note|notes|source|printed|page|prepared|generated|end of)"
    r"(?:\W|\d|$|人|日期|单位|时间|by\b)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。;;::]|\s[-–—*]{2,}|[-=*_]{5,}")
_WORDED = re.compile(
    "仅供|为准|如有(?:疑|不符|差异|问题|误)|温馨提示|特别提示|请(?:及时)?(?:核对|查收|致电)|(?i:for reference only)"
)
"""What only a note says, be it no whole sentence."""
_OF_THE_LIST = re.compile(
    r"^\W*(?:尊敬的|您好|感谢|[温特][馨别]提示|如有疑问|[本此该](?:对账单|账单|清单|流水|明细|[表页期]))|[共计]\s*\d+\s*[笔条页]"
)
"""How a note begins that speaks of the list, or to its reader."""
_TELLING = re.compile(r"\d{4}|[*]|\d\s*[-/.:年月]\s*\d|[一二三四五六七八九十]\s*[月日号]")
"""What may be of a card number, a day, a time or an amount."""
_LABELLED = re.compile(r"[^\d:]{1,20}:")
_IN_CENTS = re.compile(r"(?<![\d.])\d[\d,]*\.\d\d(?![\d.])")
_AMOUNT = re.compile(r"\d|[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟][万亿]?[元圆块]")
_NUMBER = re.compile(r"^[\s.,/:+()¥¥$€£%-]*\d[\s\d.,/:+()¥¥$€£%-]*$")


def is_number(cell: str) -> bool:
    """Whether a cell is a number, an amount or a day and no more."""
    return bool(_NUMBER.match(unicodedata.normalize("NFKC", cell).strip()))


def is_label(cell: str) -> bool:
    """Whether a row that begins with this cell is surely a total or a note; of `Total` only if it says no more."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    return bool(_LABEL.search(plain) or _NOTE.search(plain))


def repeats_header(header: Header, cells: Sequence[str]) -> bool:
    """Whether a row is the header again, or one of its two rows."""
    first = next((place for place, cell in enumerate(cells) if cell and not cell.isspace()), None)
    alike = [row for row in header.cells if first is not None and first < len(row) and _same(row[first], cells[first])]
    if not alike:
        return False
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return len(filled) > 1 and any(
        all(place < len(row) and _same(row[place], cells[place]) for place in filled) for row in alike
    )


def _same(header: str, cell: str) -> bool:
    return header == cell or (len(cell) < 100 and bare(header) == bare(cell))


def sort_of(binding: Binding, cells: Sequence[str]) -> Sort | None:
    """What a row that is no good record is, if it is none at all; None where it is a record that must be rejected."""
    filled = [place for place, cell in enumerate(cells) if cell and not cell.isspace()]
    if not filled or repeats_header(binding.header, cells):
        return "header"
    first = unicodedata.normalize("NFKC", cells[filled[0]]).strip()
    if says := _says_total(binding, cells, filled[0], first):
        return says
    return sort_of_others(binding, cells)


def sort_of_others(binding: Binding, cells: Sequence[str]) -> Sort | None:
    """What a row is that is no good record, no header and no total."""
    filled = [place for place, cell in enumerate(cells) if cell and not cell.isspace()]
    first = unicodedata.normalize("NFKC", cells[filled[0]]).strip()
    if _NUMBER.match(first) or _names_its_columns(binding, cells, filled):
        return None
    if _NOTE.search(first):
        others = _anchor_places(binding) - {filled[0]}
        has_anchor = any(place in others and not _is_no_day(binding, place, cells[place]) for place in filled)
        if _is_labelled(binding, cells) or not (has_anchor or _has_amount(binding, cells, filled[0])):
            return "aside" if any(_IN_CENTS.search(cells[place]) for place in filled[1:]) else "note"
        return None
    is_aside = _is_aside(binding, filled[0], first) if len(filled) == 1 else _is_cut_up(binding, cells, filled)
    return "aside" if is_aside or _is_labelled(binding, cells) else None


def _says_total(binding: Binding, cells: Sequence[str], place: int, label: str) -> Literal["total", "perhaps"] | None:
    """Whether the row lacks what a record must have, and its first words are a total's or may be."""
    is_begun = bool(_PERHAPS.search(label))
    is_sure = bool(_SURE.search(label)) or begins_with_count(cells) or (is_begun and _is_numbers(binding, place))
    if not (is_sure or is_begun):
        return None
    if _anchors_empty(binding, cells, place):
        return "total" if is_sure else "perhaps"
    if _is_no_text(binding, place):
        return "total" if is_sure and not is_told(binding, cells, place) else "perhaps"
    return None


def _is_numbers(binding: Binding, place: int) -> bool:
    """Whether numbers stand in this column, and so no merchant's name."""
    types = {bound.column.type for bound in binding.bound if place in (*bound.plus, *bound.minus)}
    return bool(types & {"money", "decimal", "integer"})


def is_told(binding: Binding, cells: Sequence[str], label: int | None = None) -> bool:
    """Whether the row has a card or a day beside its label: no total has."""
    return any(cells[place].strip() for place in _telling_places(binding) - {label} if place < len(cells))


def _is_no_text(binding: Binding, place: int) -> bool:
    """Whether a column of days or numbers that a record needs stands here: no record has words in it."""
    needed = {name for group in binding.layout.needs for name in group}
    here = [bound for bound in binding.bound if place in bound.plus and bound.column.name in needed]
    return any(bound.column.type in ("date", "month", "year", "integer") for bound in here)


def _is_no_day(binding: Binding, place: int, cell: str) -> bool:
    """Whether words stand where a record has a day: the second cell of a note."""
    types = {bound.column.type for bound in binding.bound if place in bound.plus}
    return bool(types) and types <= {"date", "month", "time"} and not re.search(r"\d", cell)


def _anchor_places(binding: Binding) -> set[int]:
    """The columns that a record cannot be without, amounts apart."""
    groups = [name for group in binding.layout.needs for name in group]
    needed = [bound for name in groups if (bound := binding.by_name.get(name)) and bound.column.type != "money"]
    return {place for bound in (needed or binding.bound) for place in bound.plus}


def _telling_places(binding: Binding) -> set[int]:
    """Columns that only a record fills: a card, a day. A row with one of them is never a total."""
    return {place for bound in binding.bound if bound.column.type in ("card", "date", "time") for place in bound.plus}


def _anchors_empty(binding: Binding, cells: Sequence[str], label: int) -> bool:
    anchors = (_anchor_places(binding) | _telling_places(binding)) - {label}
    if not anchors:
        anchors = {place for bound in binding.bound if bound.column.type != "money" for place in bound.plus} - {label}
    return not any(cells[place].strip() for place in anchors if place < len(cells))


def _is_aside(binding: Binding, place: int, cell: str) -> bool:
    """Whether the only cell of a row is a sentence or worded as a note, or stands where no text of a record could."""
    if _SENTENCE.search(cell) or _WORDED.search(cell) or len(cell) > 40:
        return True
    here = [bound.column.type for bound in binding.bound if place in bound.plus]
    return not any(column_type in ("text", "code", "enum", "card", "boolean") for column_type in here)


def _is_cut_up(binding: Binding, cells: Sequence[str], filled: Sequence[int]) -> bool:
    """Whether the cells, one beside the other, are the clauses of a note, which delimited text cuts up at its commas:
    they speak of the list and say what only a note does, and nothing else is told that a record may tell."""
    clauses = [unicodedata.normalize("NFKC", cells[place]).strip() for place in filled]
    others = [clause for clause in clauses if not _WORDED.search(clause)]
    is_note = len(others) < len(clauses) and bool(_OF_THE_LIST.search(clauses[0]))
    is_row = filled[-1] - filled[0] == len(filled) - 1 and not _money_places(binding) & set(filled)
    return is_note and is_row and not any(is_number(one) or _TELLING.search(one) for one in others)


def _names_its_columns(binding: Binding, cells: Sequence[str], filled: Sequence[int]) -> bool:
    """Whether most cells, and more than one, begin with their own column's name and a colon: a record written so."""
    names = binding.header.names
    labels = [unicodedata.normalize("NFKC", cells[place]).partition(":") for place in filled]
    own = [
        colon and bare(label) == bare(names[place]) for place, (label, colon, _said) in zip(filled, labels, strict=True)
    ]
    return sum(map(bool, own)) > max(1, len(own) // 2)


def _is_labelled(binding: Binding, cells: Sequence[str]) -> bool:
    """Whether each cell is a label with a colon and what follows it, as titles over a further table are, and no
    amount, be it in words, stands where amounts do."""
    filled = {place: unicodedata.normalize("NFKC", cell).strip() for place, cell in enumerate(cells) if cell.strip()}
    in_money = (cell for place, cell in filled.items() if place in _money_places(binding))
    return all(map(_LABELLED.match, filled.values())) and not any(map(_AMOUNT.search, in_money))


def _money_places(binding: Binding) -> set[int]:
    money = (bound for bound in binding.bound if bound.column.type == "money")
    return {place for bound in money for place in (*bound.plus, *bound.minus)}


def _has_amount(binding: Binding, cells: Sequence[str], label: int) -> bool:
    return any(cells[place].strip() for place in _money_places(binding) - {label} if place < len(cells))
