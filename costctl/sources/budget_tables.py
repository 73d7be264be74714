"""What a table of budgets that no layout knows says: its items in rows or in columns, and what each amount is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import PurePath

from costctl.money import parse_number
from costctl.sources.budget_items import item_in, item_of_column, parts_among
from costctl.sources.grid import Grid
from costctl.sources.guess import Sample, samples, sort_of_cell
from costctl.sources.header_rows import candidates
from costctl.sources.headers import Header, bare

_HEADER_WITHIN = 15
_BUDGET = re.compile("预算(?!单位|项目|科目|部门)|指标|控制数|批复|用款计划")
_NO_BUDGET = re.compile("决算|明细账|流水|台账|申请|审批单")
ASIDE = re.compile(
    "上年|去年|往年|执行|已用|使用|累计|结余|余额|剩余|可用|率|占比|比重|增减|比上|申报|申请|建议|人数|序号|编号|编码|代码|科目$"
)
"""Numbers that are no budget of this year: last year's, what was spent or is left, shares, what was only asked for."""
_ASIDE = re.compile(f"支出|{ASIDE.pattern}")
_STAGES = (
    ("合计", "合计|总计|小计|调整后|总额|全年"),
    ("追减", "追减|调减|核减|压减"),
    ("追加", "追加|调增|核增"),
    ("结转", "结转"),
    ("调剂", "调整|调剂|变动"),
    ("年初", "年初|预算|控制|批复|审定|核定|下达|指标|金额|安排"),
)
"""What an amount is, by its column's name; the first that is found there. A total is no amount of its own."""
_TOTAL = "合计"
_MONTH = re.compile(r"(\d{1,2})月(?:份|预算|计划|用款)*")
_DEPARTMENT = re.compile("(?:预算|用款|编制|填报|申报)?(?:单位|部门)(?:名称|编码|代码)?")
_OF_DEPARTMENTS = re.compile("(?<!金额)(?<!计量)(?:单位|部门)(?!负责人|电话|性质|类[型别]|地址|人数|经济)")
_BODY = re.compile("(?:局|厅|委|办|院|处|所|站|馆|部|会|中心|办公室|政府|学校|[中小]学|街道|[乡镇])$")
"""How the names of departments end."""
_CODE = re.compile("编码|代码")
_EARLIER = re.compile("上年|去年|往年|决算")
"""Other than a budget of this year, whatever stands below it."""
_YEAR = re.compile(r"(20\d\d)\s*年")
_YEARS = 2
"""Years in the names of columns, from which on each column is of its own."""
_ITEMS = 2
"""Columns of amounts that are named as items, from which on each of them is one."""
_MOST = 0.5
"""Of the values of a column that names items, those that must be understood."""


@dataclass(frozen=True)
class Amount:
    """One column of amounts."""

    sample: Sample
    set: Mapping[str, str]
    """What it says of the other columns of its record."""

    @property
    def is_minus(self) -> bool:
        """Whether it lowers the budget."""
        return self.set.get("change_kind") == "追减"


@dataclass(frozen=True)
class Sum:
    """One column that says it is a sum."""

    sample: Sample
    of: tuple[Amount, ...]
    """The amounts that add up to it in every row seen; none where nothing does."""


@dataclass(frozen=True)
class BudgetTable:
    """A table of budgets, as far as it is understood."""

    header: Header
    titles: tuple[str, ...]
    found: Sequence[Sample]
    items: tuple[Sample, ...]
    """The column whose cells name the items, or the two of 类 and 款; none where columns of amounts are items."""
    amounts: tuple[Amount, ...]
    sums: tuple[Sum, ...]
    rivals: tuple[Sample, ...]
    """Columns that would say the same as one of the amounts, and are not read."""
    department: Sample | None

    @property
    def used(self) -> list[Sample]:
        """The columns of which something is known."""
        amounts = [one.sample for one in self.amounts] + [one.sample for one in self.sums]
        return [*self.items, *amounts, *([self.department] if self.department else [])]


def budget_table(grid: Grid, file: str, *, is_named: bool = False) -> BudgetTable | None:
    """The table of budgets that the sheet is; None where it is none.

    `is_named`: a person says that it is one; else its titles, its file's name or its columns of amounts must.
    """
    tables = [table for header in candidates(grid, _HEADER_WITHIN) if (table := _table(grid, header))]
    best = max(tables, key=partial(_likeness, grid), default=None)
    if best is None or is_named:
        return best
    said = (*best.titles, PurePath(file).stem)
    speaks = any(map(_BUDGET.search, (*said, *(one.sample.header for one in best.amounts))))
    return best if speaks and not any(map(_NO_BUDGET.search, said)) else None


def _likeness(grid: Grid, table: BudgetTable) -> tuple[int, bool, int, int]:
    """More columns that are understood; then a header below which no further row of names stands."""
    rows = table.header.rows
    below = next((cells for row, cells in grid.head if row > rows[-1]), ())
    filled = [cell for cell in below if cell.strip()]
    names = len(filled) > 1 and all(sort_of_cell(cell) == "text" for cell in filled)
    return len(table.used), not names, -len(rows), -rows[0]


def _table(grid: Grid, header: Header) -> BudgetTable | None:
    found = samples(grid, header)
    own = {one.place: bare(_own_name(header, one.place)) for one in found}
    numbers = [one for one in found if one.sort in ("number", "empty") and not _EARLIER.search(one.header)]
    items = [Amount(one, {"item": item}) for one in numbers if (item := item_of_column(own[one.place]))]
    named: tuple[Sample, ...] = ()
    if len(items) < _ITEMS:
        named = _named_items(found, own)
        items = []
    staged = [one for one in numbers if one not in named and not _ASIDE.search(own[one.place])]
    amounts = items or (_by_month(staged, own) or _by_stage(staged, own) if named else [])
    sums = [one for one in amounts if _parts(one, amounts)]
    amounts, rivals = _apart(_of_years([one for one in amounts if one not in sums]))
    if not any(one.sample.sort == "number" for one in amounts):
        return None
    used = [one.sample for one in (*amounts, *rivals, *sums)]
    totals = [one for one in staged if one not in used and _stage(own[one.place]) == _TOTAL]
    titles = tuple(" ".join(filter(None, map(str.strip, cells))) for row, cells in grid.head if row < header.rows[0])
    return BudgetTable(
        header=header,
        titles=(*titles, *([grid.sheet] if grid.sheet else [])),
        found=found,
        items=named,
        amounts=tuple(amounts),
        sums=(*(_sum(one.sample, _parts(one, amounts)) for one in sums), *(_sum(one, amounts) for one in totals)),
        rivals=tuple(one.sample for one in rivals),
        department=_department([one for one in found if one not in (*named, *used, *totals)], own),
    )


def _department(free: Sequence[Sample], own: Mapping[int, str]) -> Sample | None:
    """The column of departments, one of codes before one of names: by its own name or by that with its group's, else by
    a name that speaks of them, else by its cells. Without it, the rows of all would go to one."""
    names = {one: [name for name in (own[one.place], bare(one.header)) if ":" not in name] for one in free}
    by_name = [one for one in free if any(map(_DEPARTMENT.fullmatch, names[one]))]
    others = [one for one in free if one.sort == "text" or _is_code(names[one])]
    spoken = [one for one in others if any(map(_OF_DEPARTMENTS.search, names[one]))]
    return max(by_name or spoken or filter(_are_bodies, free), key=lambda one: _is_code(names[one]), default=None)


def _is_code(names: Iterable[str]) -> bool:
    return any(map(_CODE.search, names))


def _are_bodies(sample: Sample) -> bool:
    """Whether most cells are named as public bodies are."""
    return 2 * sum(bool(_BODY.search(value)) for value in sample.values) > len(sample.values)


def _own_name(header: Header, place: int) -> str:
    """The lowest name of a column."""
    levels = [level[place] for level in header.levels or (header.names,) if level[place]]
    return levels[-1]


def _named_items(found: Sequence[Sample], own: Mapping[int, str]) -> tuple[Sample, ...]:
    """The column whose values are items, one of codes before one of names; or 类 and 款, which make a code together."""
    by_name = {own[one.place]: one for one in found}
    if {"类", "款"} <= by_name.keys():
        return by_name["类"], by_name["款"]
    rated = [(*_understood(one), one) for one in found]
    good = [(has_codes, share, -one.place, one) for share, has_codes, one in rated if share >= _MOST]
    return (max(good)[-1],) if good else ()


def _understood(sample: Sample) -> tuple[float, bool]:
    """The share of the distinct values that are items, and whether they are codes."""
    distinct = set(sample.values)
    items = [item for value in distinct if (item := item_in(value))]
    return len(items) / len(distinct) if distinct else 0.0, any(value[:1].isdigit() for value in items)


def _stage(name: str) -> str | None:
    return next((stage for stage, words in _STAGES if re.search(words, name)), None)


def _by_month(columns: Sequence[Sample], own: Mapping[int, str]) -> list[Amount]:
    months = [(one, found[1]) for one in columns if (found := _MONTH.fullmatch(own[one.place]))]
    return [Amount(one, {"month": month}) for one, month in months] if len(months) > 1 else []


def _by_stage(columns: Sequence[Sample], own: Mapping[int, str]) -> list[Amount]:
    """The amounts by what they are; a total where it is all there is, or the sum of what are all of one kind."""
    stages = {one: stage for one in columns if (stage := _stage(own[one.place]))}
    parts = [Amount(one, {"change_kind": stage}) for one, stage in stages.items() if stage != _TOTAL]
    totals = [one for one, stage in stages.items() if stage == _TOTAL]
    is_one_kind = len(parts) != 1 and len({one.set["change_kind"] for one in parts}) <= 1
    whole = [one for one in totals if is_one_kind and (not parts or _adds_up(one, parts))]
    return [Amount(whole[0], {"change_kind": "年初"})] if whole else parts


def _of_years(amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts with the year that the name of each says, where these are several."""
    years = {one.sample.place: found[1] for one in amounts if (found := _YEAR.search(one.sample.header))}
    if len(set(years.values())) < _YEARS:
        return list(amounts)
    return [
        replace(one, set={**one.set, "fiscal_year": years[one.sample.place]}) if one.sample.place in years else one
        for one in amounts
    ]


def _apart(amounts: Sequence[Amount]) -> tuple[list[Amount], list[Amount]]:
    """The amounts that say something of their own, and those that another one before them says already."""
    first = {tuple(sorted(one.set.items())): one for one in reversed(amounts)}.values()
    return [one for one in amounts if one in first], [one for one in amounts if one not in first]


def _parts(total: Amount, amounts: Sequence[Amount]) -> list[Amount]:
    """The columns of items that a column of an item is the total of."""
    parts = parts_among(total.set.get("item", ""), [one.set.get("item", "") for one in amounts])
    return [one for one in amounts if one.set.get("item") in parts]


def _sum(total: Sample, amounts: Sequence[Amount]) -> Sum:
    """What the column is the sum of: all of these, or those that stand directly behind or before it."""
    behind = [one for one in amounts if one.sample.place > total.place]
    before = [one for one in amounts if one.sample.place < total.place]
    runs = [
        amounts,
        *(behind[:size] for size in range(2, len(behind))),
        *(before[-size:] for size in range(2, len(before))),
    ]
    return Sum(total, tuple(next((run for run in runs if _adds_up(total, run)), ())))


def _adds_up(total: Sample, parts: Sequence[Amount]) -> bool:
    rows = zip(total.cells, *(one.sample.cells for one in parts), strict=True)
    return all(
        _number(stated) == sum((_counts(part, cell) for part, cell in zip(parts, cells, strict=True)), Decimal(0))
        for stated, *cells in rows
        if stated
    )


def _counts(part: Amount, cell: str) -> Decimal:
    return -abs(_number(cell)) if part.is_minus else _number(cell)


def _number(cell: str) -> Decimal:
    read = parse_number(cell)
    return read if isinstance(read, Decimal) else Decimal(0)
