"""The text of a layout for a table of budgets: what is sure as it is, what is not with a word to check it."""

import re
from collections.abc import Iterator

from costctl.records import kinds
from costctl.sources.budget_changes import SUPPLEMENT, changes
from costctl.sources.budget_items import BEFORE, item_in, item_words, parts_among
from costctl.sources.budget_tables import Amount, BudgetTable
from costctl.sources.draft_text import in_comment, pairs, quoted, seen, skip_lines
from costctl.sources.guess import Sample
from costctl.sources.units import table_unit
from costctl.sources.words import enum_words, word

KIND = kinds()["budgets"]

_YEAR = re.compile(r"(20\d\d)\s*年")
_NUMBER = r"([^\s:：(（]{1,10}[〔\[(（]20\d{2}[〕\])）]\d+号)"
_YEAR_OF_NUMBER = r"[〔\[(（](20\d{2})[〕\])）]"
_OF_TITLE = r"(?:编制单位|填报单位|编报单位|预算单位|单位名称|部门名称|部门)\s*[:：]\s*([^\s:：]+)"
_CODE_BEFORE_NAME = r"^\[?([0-9A-Za-z]{3,})\]?\s*[-_ —]?\s*[^0-9A-Za-z\s]"
_OF_ROWS = ("approved_on", "line_no", "month")
"""Columns that a row may have; the last two tell rows apart, and so only where each row is one record."""
_CLASS = re.compile(r"\d{3}")


def budget_lines(table: BudgetTable, file: str) -> Iterator[str]:
    """The lines of the layout below its title."""
    yield 'unless = "决算"'
    yield from _unit(table)
    yield ""
    yield "[columns]"
    yield from _document(table)
    yield from _year(table, file)
    yield from _department(table)
    yield from _item(table)
    yield from _others(table)
    yield from _amounts(table)
    yield from _skips(table)
    yield from _unused(table)


def _unit(table: BudgetTable) -> Iterator[str]:
    said = table_unit(table.titles)
    named = all(table.header.unit(one.sample.place) for one in table.amounts)
    if said.unit is None and not named:
        yield "# 注意:表里没有写明金额单位,按元读入;是万元的,去掉下一行行首的 #"
        yield "# mind: the table names no unit, so amounts are read in yuan; if they are in 万元, remove the # below"
        yield '# unit = "万元"'


def _document(table: BudgetTable) -> Iterator[str]:
    if place := _find(table, "document_no"):
        yield f"document_no = {quoted(place.header)}  # 指标文号;样本 / seen: {seen(place)}"
    elif _has_number(table):
        yield f"document_no = {{ title = {quoted(_NUMBER)} }}  # 标题里的文号 / the number in the title"
    elif change := changes(table.titles):
        yield "# 注意:没有文号,用标题代替;标题相同的另一张表会替换这一张 / mind: no number, so the title stands for it"
        yield f"document_no = {{ title = {quoted(f'(.*{change[0]}.*)')} }}"
    else:
        yield '# 指标文号:表里没有,用年度和单位代替;同一单位另有别的预算表时,请给每张表一个文号,如 constant = "…号"'
        yield "# no document number: year and department stand for it; give each table its own if there are several"
        yield 'document_no = { of = ["fiscal_year", "department_code"], separator = " " }'


def _year(table: BudgetTable, file: str) -> Iterator[str]:
    years = {found for title in table.titles for found in _YEAR.findall(title)}
    headers = {found for one in table.amounts for found in _YEAR.findall(one.sample.header)}
    document = _find(table, "document_no")
    if all("fiscal_year" in one.set for one in table.amounts):
        return
    if place := _find(table, "fiscal_year"):
        yield f"fiscal_year = {quoted(place.header)}  # 年度;样本 / seen: {seen(place)}"
    elif len(years) == 1:
        yield f"fiscal_year = {{ title = {quoted(_YEAR.pattern)} }}  # 标题里的年度 / the title's year: {years.pop()}"
    elif document and all(re.search(_YEAR_OF_NUMBER, value) for value in document.values):
        yield "# 注意:年度取自文号,请核对 / mind: the year is that of the document's number, check"
        yield f"fiscal_year = {{ from = {quoted(document.header)}, pattern = {quoted(_YEAR_OF_NUMBER)} }}"
    elif guessed := sorted(headers or years or set(re.findall(r"20\d\d", file))):
        yield "# 注意:年度只能猜,请核对,明年要改 / mind: a guess at the year, check, and change it next year"
        yield f"fiscal_year = {{ constant = {quoted(guessed[-1])} }}"
    else:
        yield "# 注意:看不出年度,请填写 / mind: no year found; write it"
        yield '# fiscal_year = { constant = "20…" }'


def _department(table: BudgetTable) -> Iterator[str]:
    if (sample := table.department) is None:
        if any(re.search(_OF_TITLE, title) for title in table.titles):
            yield f"department_code = {{ title = {quoted(_OF_TITLE)} }}  # 标题里的单位 / the department in the title"
        else:
            yield '# 没有认出单位列:有的话请写 department_code = "列名";整张表只属一个单位的,导入时用 --department 指明'
            yield "# no column of departments was recognised: write it; only of a table that is one department's whole"
            yield "# say whose it is with --department at import"
    elif sample.values and all(re.search(_CODE_BEFORE_NAME, value) for value in sample.values):
        origin = f"{{ from = {quoted(sample.header)}, pattern = {quoted(_CODE_BEFORE_NAME)} }}"
        yield f"department_code = {origin}  # 名称前的编码 / the code before the name; 样本 / seen: {seen(sample)}"
    else:
        yield f"department_code = {quoted(sample.header)}  # 单位编码或名称;样本 / seen: {seen(sample)}"


def _item(table: BudgetTable) -> Iterator[str]:
    if len(table.items) > 1:
        names = ", ".join(quoted(one.header) for one in table.items)
        yield f"item = {{ join = [{names}] }}  # 类、款连成五位科目 / class and sub-class make the code"
        return
    for sample in table.items:
        distinct = list(dict.fromkeys(sample.values))
        known = {value: item for value in distinct if (item := item_in(value))}
        if all(item_words(value) == value or item.isdigit() for value, item in known.items()) and _is_plain(known):
            yield f"item = {quoted(sample.header)}  # 控制项目;样本 / seen: {seen(sample)}"
        else:
            words = {f"{BEFORE}{re.escape(item_words(value))}\\W*$": item for value, item in known.items()}
            yield f"item = {{ from = {quoted(sample.header)}, words = {pairs(words.items())} }}"
        if unknown := [value for value in distinct if value not in known and not _CLASS.fullmatch(value)]:
            yield "# 注意:下列项目认不出,这些行会退回;是控制项目的,请在 item 的 words 里写明"
            yield "# mind: these are no items, so that their rows are rejected; name in words those that are"
            yield f"# {'; '.join(map(in_comment, unknown[:5]))}"


def _is_plain(known: dict[str, str]) -> bool:
    """Whether an import reads each of these cells as that item without any words."""
    return all(item.isdigit() == value.lstrip("[")[:1].isdigit() for value, item in known.items())


def _others(table: BudgetTable) -> Iterator[str]:
    kind = _find(table, "change_kind")
    column = KIND.column("change_kind")
    known = enum_words(column.values, column.synonyms)
    if kind and all(word(value) in known for value in kind.values):
        yield f"change_kind = {quoted(kind.header)}  # 指标类型;样本 / seen: {seen(kind)}"
    elif not _has_stages(table):
        yield from _change_kind(table)
    for name in _OF_ROWS if len(table.amounts) == 1 else _OF_ROWS[:1]:
        if own := _find(table, name):
            yield f"{name} = {quoted(own.header)}  # {KIND.column(name).header.zh};样本 / seen: {seen(own)}"


def _change_kind(table: BudgetTable) -> Iterator[str]:
    """What the titles say of it; where they give a number, so that tables do not replace one another, of others too."""
    said = changes(table.titles)
    if not all(re.fullmatch(SUPPLEMENT, one) for one in said):
        yield f"# 注意:标题写着「{'、'.join(said)}」,请在下一行写明追加、追减或调剂;没有负号的追减数要加 minus = true"
        yield "# mind: a budget is changed; write how below, and minus = true for reductions without a sign"
        yield '# change_kind = { constant = "…" }'
    elif said or _has_number(table):
        yield "# 指标类型:标题写着追加的是追加,其余是年初 / a supplement where a title says so, else original"
        yield f'change_kind = {{ title = {quoted(SUPPLEMENT)}, else = {{ constant = "年初" }} }}'
    else:
        yield "# 指标类型:按年初预算读入,追加、追减的表请改 / read as the original budget; change it for a supplement"
        yield 'change_kind = { constant = "年初" }'


def _has_number(table: BudgetTable) -> bool:
    return any(re.search(_NUMBER, title) for title in table.titles)


def _has_stages(table: BudgetTable) -> bool:
    """Whether the columns of amounts say what they are: 年初, 追加."""
    return len(table.amounts) > 1 and any("change_kind" in one.set for one in table.amounts)


def _amounts(table: BudgetTable) -> Iterator[str]:
    first = table.amounts[0]
    if len(table.amounts) == 1 and "item" not in first.set:
        yield f"amount = {quoted(first.sample.header)}  # 金额;样本 / seen: {seen(first.sample)}"
    else:
        yield ""
        yield "[wide]"
        yield 'column = "amount"'
        yield "records = ["
        yield from (f"    {_record(one)},  # 样本 / seen: {seen(one.sample)}" for one in table.amounts)
        yield "]"
        if sums := [one for one in table.sums if one.of]:
            yield "totals = ["
            for one in sums:
                parts = ", ".join(quoted(part.sample.header) for part in one.of)
                yield f"    {{ from = {quoted(one.sample.header)}, of = [{parts}] }},"
            yield "]"
    if any(one.set.get("change_kind") == "调剂" for one in table.amounts):
        yield "# 注意:调整数按调剂读入,正数增加、负数减少,请核对 / mind: adjustments add with their own signs, check"
    if any(one.is_minus for one in table.amounts):
        yield "# 追减数不论正负都按减少读入 / reductions lower the budget, with a minus or without"
    for rival in table.rivals:
        yield f"# 注意:「{in_comment(rival.header)}」也像本年预算数,没有读入;请看应取哪一列"
        yield "# mind: that column may be the budget as well and is not read; see which of them is meant"
    for one in table.sums:
        if not one.of and len(table.amounts) > 1:
            yield f"# 注意:「{in_comment(one.sample.header)}」与各列之和对不上,没有核对;请看是否漏了列"
            yield "# mind: that column is not the sum of the others and is not compared; see whether one is left out"


def _record(amount: Amount) -> str:
    given = ", ".join(f"{name} = {quoted(value)}" for name, value in amount.set.items())
    minus = ", minus = true" if amount.is_minus else ""
    return f"{{ from = {quoted(amount.sample.header)}, set = {{ {given} }}{minus} }}"


def _skips(table: BudgetTable) -> Iterator[str]:
    """Rows that repeat the sum of others."""
    of_class = ("类级合计", "totals of a class")
    if len(table.items) > 1:
        yield from ("", *skip_lines([table.items[1]], "^$", *of_class))
    for sample in table.items if len(table.items) == 1 else ():
        if any(map(_CLASS.fullmatch, sample.values)):
            yield from ("", *skip_lines([sample], r"^\s*\d{3}\s*$", *of_class))
        items = {value: item for value in sample.values if (item := item_in(value))}
        if totals := [value for value, item in items.items() if parts_among(item, set(items.values()))]:
            pattern = f"^(?:{'|'.join(map(re.escape, totals))})$"
            reason = ("合计项目:以各分项为准", "totals: the rows of their parts count")
            yield from ("", *skip_lines([sample], pattern, *reason))


def _unused(table: BudgetTable) -> Iterator[str]:
    known = {one.place for one in table.used}
    names = ("document_no", "fiscal_year", "change_kind", *(_OF_ROWS if len(table.amounts) == 1 else _OF_ROWS[:1]))
    named = [_find(table, name) for name in names]
    known |= {one.place for one in named if one}
    if rest := [one for one in table.found if one.place not in known]:
        yield ""
        yield "# 没有读入的列;其中有本年预算数的,请补进 records / columns that are not read; add those that are budgets"
        yield from (f"# {quoted(one.header)}  # 样本 / seen: {seen(one)}" for one in rest)


def _find(table: BudgetTable, name: str) -> Sample | None:
    """The column that has a name of this record column."""
    place = table.header.find(KIND.column(name).headers)
    taken = [one.place for one in table.used]
    return next((one for one in table.found if one.place == place and place not in taken), None)
