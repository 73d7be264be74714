"""What a published form says beside its figures: headings, what is missing, and the paragraphs the law asks for.

The form is published in Chinese. Reasons are for the department to write: a line is left for each.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from costctl.budget.metrics import HELD
from costctl.disclosure.figures import ITEMS, TOTAL, VEHICLES, YEARS, Disclosure, Table
from costctl.money import round_together

IN_CHINESE = "The published form is Chinese; its lines, notes and explanation stay so."
"""What is said around the form in another language."""

HEADINGS = ("项目", "预算数", "决算数", "上年决算数", "比预算增减", "比上年增减")
QUANTITY_HEADINGS = ("相关统计数", "本年", "上年", "比上年增减")

COLUMNS = {"final": "决算数", "last_year": "上年决算数"}
"""What the columns that records are behind are called in a note."""

_PER_MILLE = Decimal("0.001")
_BLANK = "原因:______________________________________"


def notes(found: Disclosure, table: Table) -> Iterator[str]:
    """What a reader must know before taking the figures for complete."""
    if not found.is_complete:
        yield f"注:数据截至 {found.as_of},不是全年决算。"
    if table.yuan["budget"][TOTAL] is None:
        yield f"注:账本中没有{found.year}年的“三公”预算,预算数空缺,待补。"
    elif lines := [found.titles[line] for line in ITEMS if table.yuan["budget"][line] == 0]:
        yield f"注:{_named(lines)}没有预算或预算为 0,预算数按 0 列示,请核实。"
    for column in YEARS:
        for line in (*table.unknown_in(column), HELD):
            if why := unknown(found, table, line, column):
                yield f"注:{_named([found.titles[line]])}{why}。"
        for line in ITEMS:
            if why := left_out(found, table, line, column):
                yield f"注:{_named([found.titles[line]])}{why}。"
        if lines := [found.titles[line] for line in table.assumed_in(column)]:
            yield f"注:{_named(lines)}{assumed(found, table, column)}。"
    for column, said in (("budget", "预算数"), *COLUMNS.items()):
        if column in table.apart:
            yield f"注:{said}的合计另有批复,不等于分项之和。"


def unknown(found: Disclosure, table: Table, line: str, column: str) -> str:
    """Why a line, or the vehicles held, is blank; empty where it is not."""
    evidence, year = table.evidence[column][line], _year(found, column)
    if not evidence.is_recorded:
        why = f"账本中没有{year}年的记录"
    elif not evidence.is_counted:
        why = f"{year}年国库有支付({evidence.paid:,.2f} 元)而没有登记记录"
    elif evidence.without_amount:
        why = f"有 {evidence.without_amount} 条{year}年的记录没有金额"
    else:
        return ""
    return f"{why},{'统计数空缺' if line == HELD else f'{COLUMNS[column]}及其合计空缺'},待补"


def left_out(found: Disclosure, table: Table, line: str, column: str) -> str:
    """What a figure of several departments lacks, because the treasury paid it and no record says for what."""
    evidence, year = table.evidence[column][line], _year(found, column)
    if not (evidence.is_known and evidence.unexplained):
        return ""
    who = f"有 {evidence.unexplained} 个单位{year}年国库有支付({evidence.paid:,.2f} 元)而没有登记记录"
    return f"{who},{COLUMNS[column]}不含这些支付,请核实(见各单位表)"


def assumed(found: Disclosure, table: Table, column: str) -> str:
    """How is stated of what nothing is recorded."""
    who, whose = ("", "") if table.department else ("有单位", "(见各单位表)")
    return f"{who}没有{_year(found, column)}年的登记记录,按 0 列示,请核实{whose}"


def row_note(found: Disclosure, table: Table, name: str) -> str | None:
    """What is to be said of one row of the form by itself."""
    said = [
        note
        for column in YEARS
        if (evidence := table.evidence[column].get(name))
        for note in (
            unknown(found, table, name, column),
            left_out(found, table, name, column) if name in ITEMS else "",
            assumed(found, table, column) if evidence.is_assumed else "",
        )
        if note
    ]
    return ";".join(said) or None


def _named(titles: Iterable[str]) -> str:
    return "".join(f"“{title}”" for title in titles)


def _year(found: Disclosure, column: str) -> int:
    return found.year - YEARS.index(column)


def remarks(found: Disclosure, table: Table) -> Iterator[str]:
    """The paragraphs of the published explanation, with the figures in and the reasons left open."""
    budget, final, last = (table.wan[column][TOTAL] for column in ("budget", "final", "last_year"))
    yield (f"一、{found.year}年度“三公”经费决算 {_wan(final)},预算 {_wan(budget)},{_change(final, budget)}。{_BLANK}")
    yield f"二、上年决算 {_wan(last)},{_change(final, last, rate=True)}。{_BLANK}"
    yield f"三、三项占比:{'、'.join(_shares(found, table))}。"
    count = table.quantities
    yield (
        f"四、因公出国(境)团组 {_count(count['overseas_group_count'])} 个,累计 {_count(count['overseas_people'])} "
        "人次。开支内容:______________________________________"
    )
    yield f"五、公务用车购置 {_count(count['vehicles_bought'])} 辆,年末保有 {_count(count['vehicles_held'])} 辆。"
    yield (
        f"六、国内公务接待 {_count(count['reception_count'])} 批次、{_count(count['guest_count'])} 人次,"
        f"其中外事接待 {_count(count['foreign_reception_count'])} 批次、{_count(count['foreign_guest_count'])} 人次。"
    )


def _wan(amount: Decimal | None) -> str:
    return "____ 万元" if amount is None else f"{amount:,.2f} 万元"


def _count(number: int | None) -> str:
    return "____" if number is None else f"{number:,}"


def _change(now: Decimal | None, before: Decimal | None, *, rate: bool = False) -> str:
    """In words; a rate only where there was something before."""
    if now is None or before is None:
        return "增减 ____ 万元"
    less = now - before
    if not less:
        return "持平"
    said = f"{'增加' if less > 0 else '减少'} {abs(less):,.2f} 万元"
    return f"{said}({'增长' if less > 0 else '下降'} {abs(less) / before:.1%})" if rate and before > 0 else said


def _shares(found: Disclosure, table: Table) -> Iterator[str]:
    """What each of the three has of the total; those that are known make 100.0% together."""
    final = table.wan["final"]
    three, whole = ("overseas", VEHICLES, "reception"), final[TOTAL]
    known = {line: amount / whole for line in three if whole and (amount := final[line]) is not None}
    rounded = dict(zip(known, round_together(list(known.values()), _PER_MILLE), strict=True))
    for line in three:
        said = f"{rounded[line]:.1%}" if line in rounded else "____"
        yield f"{found.titles[line].removesuffix('·小计')}占 {said}"
