"""Proposes a layout for a file that nobody knows, as text to be corrected by a person."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from costctl.datafile import validate
from costctl.errors import SourceError
from costctl.records import NOTHING, Kind, kinds, known_kind
from costctl.shipped import shipped
from costctl.sources.budget_draft import KIND, budget_lines
from costctl.sources.budget_tables import budget_table
from costctl.sources.directions import Way
from costctl.sources.draft_signs import doubtful_signs
from costctl.sources.draft_states import failed_lines
from costctl.sources.draft_text import in_comment, pairs, quoted, seen
from costctl.sources.grid import Grid
from costctl.sources.guess import (
    Sample,
    date_order,
    guess_header,
    has_decimal_comma,
    has_no_year,
    is_headless,
    samples,
)
from costctl.sources.headers import Header, normal
from costctl.sources.identify import titled
from costctl.sources.layout import Layout, load_layouts, needed
from costctl.sources.proposal import Proposal, propose
from costctl.sources.reading import name_of, open_file
from costctl.sources.shown import shown
from costctl.sources.titles import in_titles, stated_period
from costctl.sources.typewords import TYPES

_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_AMOUNT = re.compile(r"-?(?!0\d)\d[\d,]*(?:\.\d+)?", re.ASCII)
_OF_TITLES = {
    "card_no": r"卡片?(?:号码?|账号)\s*[:：]?\s*([\d*xX•●＊](?:[ -]?[\d*xX•●＊]){11,18})",
    "holder_name": r"(?:户名|持卡人(?:姓名)?)\s*[:：]\s*([^\s:：]+)",
}
"""How titles of a list write what is the same in all its rows, where no column has it."""
_LAST_DIGITS = re.compile(r"[0-9]{4}")


def draft_layout(path: Path, *, kind: str | None = None) -> str:
    """The text of a layout for the largest sheet of the file; it can be loaded as it stands.

    `kind` says what the rows are where the headers do not. SourceError where the columns have no names.
    """
    name = Path(name_of(path))
    grids = [grid for grid in open_file(name.name, path).grids if grid.head]
    grid = max(grids, key=lambda one: (not one.hidden, len(one.head) * one.width))
    kind = known_kind(kind) if kind else None
    text = "\n".join(_budget(grid, name, kind) or _any_kind(grid, name, kind)) + "\n"
    validate(tomllib.loads(text), Layout, where="draft")
    return text


def _budget(grid: Grid, name: Path, kind: str | None) -> list[str]:
    """The lines of a layout for a table of budgets; none where the sheet is another one."""
    is_named = kind == KIND.kind
    table = budget_table(grid, name.name, is_named=is_named) if kind is None or is_named else None
    if not table:
        return []
    return [*_head(name, table.header, KIND), *_writing(grid, table.found), *budget_lines(table, name.name)]


def _any_kind(grid: Grid, name: Path, kind: str | None) -> list[str]:
    header, found = _named_columns(grid, name.name)
    ((_header, titles),) = titled(grid, [header])
    guess = propose(found, load_layouts(shipped("rules") / "layouts"), kind, (*titles, name.stem))
    return [
        *_head(name, header, guess.kind),
        *([] if kind else _doubtful_kind(guess)),
        *_writing(grid, found),
        *_years(titles, guess),
        *_lacking(guess.kind, guess.matched),
        *_columns(guess, titles),
        *_unused(guess, titles),
        *failed_lines(guess),
    ]


def _named_columns(grid: Grid, file: str) -> tuple[Header, list[Sample]]:
    """The header and the columns below it; a layout finds columns by their names alone."""
    header = guess_header(grid) if len(grid.head) > 1 else None
    found = samples(grid, header) if header else []
    if header is None or is_headless(grid, header, found):
        first = header.cells[0] if header else grid.head[0][1]
        raise SourceError("layout.add_header", where=file, found=shown(", ".join(filter(None, first)))[:80])
    return header, found


def _head(name: Path, header: Header, kind: Kind) -> Iterator[str]:
    rows = [str(row) for row in header.rows]
    where = ("row " if len(rows) == 1 else "rows ") + ", ".join(rows)
    yield f"# 起草的版式,依据文件 {name.name};请核对每一行。标题行在第 {'、'.join(rows)} 行。"
    yield f"# Drafted from {name.name}; check every line. The header is {where}. Keys: docs/layouts.md"
    yield f"id = {quoted(_id(name))}"
    yield f"kind = {quoted(kind.kind)}  # 记录种类 / kind; 可选 / one of: {', '.join(kinds())}"
    yield f"title.zh = {quoted(name.stem)}"
    yield f"title.en = {quoted(name.stem)}"


def _doubtful_kind(guess: Proposal) -> Iterator[str]:
    if 2 * len(guess.matched) < len(guess.found):
        yield "# 注意:多数列没有对应的记录列,种类可能猜错;请先改对上一行的 kind,再改下面各列"
        yield "# mind: most columns fit nothing, so the kind may be wrong; correct it first, then the columns"


def _writing(grid: Grid, found: Sequence[Sample]) -> Iterator[str]:
    """How the file writes text, dates and numbers."""
    order, doubtful = date_order(found)
    if grid.encoding and grid.encoding not in ("utf-8", "utf-8-sig"):
        yield f"encodings = [{quoted(grid.encoding)}]  # 文字编码 / how the file's text was read"
    if order != "ymd":
        doubt = ";样本看不出日月先后,请核对 / the sample leaves day and month open: check" if doubtful else ""
        yield f"date_order = {quoted(order)}  # 日期的年月日次序 / order of day, month, year{doubt}"
    if nothing := [one for one in NOTHING if any(one in sample.cells for sample in found if sample.sort != "text")]:
        yield f"empty = {json.dumps(nothing, ensure_ascii=False)}  # 表示没有数 / cells that mean: nothing"
    if has_decimal_comma(found):
        yield "decimal_comma = true  # 小数点写作逗号 / decimals after a comma"


def _years(titles: Sequence[str], guess: Proposal) -> Iterator[str]:
    """Where days without a year get theirs from."""
    dates = [guess.matched[one.name] for one in guess.kind.columns if one.type == "date" and one.name in guess.matched]
    yearless = [sample for sample in dates if has_no_year(sample)]
    if not yearless:
        return
    if period := stated_period(titles):
        pattern, (year, month) = period
        yield f"# 日期没有年份,按标题里的账期补上(本文件到 {year} 年 {month} 月),请核对"
        yield "# days have no year and get it from the statement's period in the titles; check"
        yield f"statement = '{pattern}'"
    else:
        yield f"# 注意:「{in_comment(yearless[0].header)}」没有年份,标题里也看不出账期,这些行会退回"
        yield "# mind: those days have no year and no title tells it, so rows are rejected; add it or a statement"


def _lacking(kind: Kind, matched: Mapping[str, Sample]) -> Iterator[str]:
    for column in kind.columns:
        if column.required and column.name not in matched:
            yield f"# 缺少必填列 {column.header.zh}({column.name})/ required column {column.name} not found"
    if not needed(kind, matched):
        yield f"required = {json.dumps(list(matched)[:1])}  # 有这些列才适用 / the layout fits only where these are"


def _columns(guess: Proposal, titles: Sequence[str]) -> Iterator[str]:
    yield ""
    yield "[columns]"
    for column in guess.kind.columns:
        sample = guess.matched.get(column.name)
        if sample and guess.way and sample is guess.amount:
            yield f"# {column.header.zh}:支出为正,收入为负,请核对 / spending positive, what comes in negative: check"
            yield f"{column.name} = {_origin(guess.way)}  # 样本 / seen: {' | '.join(map(seen, guess.way.samples))}"
        elif sample:
            origin = quoted(sample.header)
            if column.type == "card" and _has_last_digits(sample):
                origin = f'{{ from = {origin}, prefix = "************" }}'
            yield f"{column.name} = {origin}  # {column.header.zh};样本 / seen: {seen(sample)}"
        elif column.name == "transaction_type" and guess.types:
            yield f"# {column.header.zh}:按「{in_comment(guess.types.header)}」里的词,其余为消费,请核对"
            yield "# of what type: by the words of that column, all else is a purchase; check"
            yield f"{column.name} = {{ from = {quoted(guess.types.header)}, words = {pairs(TYPES)} }}"
        elif pattern := _titled(guess, titles).get(column.name):
            yield f"{column.name} = {{ title = '{pattern}' }}  # 表头上方的{column.header.zh} / above the table"
    yield from doubtful_signs(guess)


def _titled(guess: Proposal, titles: Sequence[str]) -> dict[str, str]:
    """What the titles of a list of spending say of all its rows and no column does, with the pattern that finds it."""
    free = {*guess.kind.names} - guess.matched.keys() if guess.kind.spends else ()
    return {name: pattern for name, pattern in _OF_TITLES.items() if name in free and in_titles(pattern, titles)}


def _has_last_digits(cards: Sample) -> bool:
    """Whether it has no more of a number than its end; notes below the table stand in the column too."""
    return 2 * sum(map(bool, map(_LAST_DIGITS.fullmatch, cards.values))) >= max(len(cards.values), 1)


def _origin(way: Way) -> str:
    """Where an amount with a sign comes from."""
    if way.by:
        sign = f"{{ by = [{quoted(way.by.header)}], words = {pairs(way.words)} }}"
        return f"{{ from = {quoted(way.plus[0].header)}, sign = {sign} }}"
    sides = (("plus", way.plus), ("minus", way.minus))
    summands = (f"{side} = [{', '.join(quoted(one.header) for one in part)}]" for side, part in sides if part)
    return f"{{ {', '.join(summands)} }}"


def _unused(guess: Proposal, titles: Sequence[str]) -> Iterator[str]:
    rest = guess.unused
    if rest:
        taken = {*guess.matched, *(["transaction_type"] if guess.types else []), *_titled(guess, titles)}
        free = [column.name for column in guess.kind.columns if column.name not in taken]
        yield ""
        yield "# 没有对应的列:去掉行首的 #,左边写记录列名 / not mapped: remove the #, put a record column on the left"
        yield f"# 还可用的记录列 / record columns still free: {', '.join(free)}"
        for sample in rest:
            yield f"# ? = {quoted(sample.header)}  # 样本 / seen: {seen(sample)}"
    if rest and not guess.kind.key:
        yield ""
        yield "# 能区分各行、又没有对应列的,放在这里 / what tells rows apart and has no column of its own goes here"
        yield "# [extra]"
        for number, sample in enumerate(rest, start=1):
            yield f"# column_{number} = {_extra(sample)}"


def _extra(sample: Sample) -> str:
    """A column that is kept beside the record: as a number or day where it holds nothing else, so that 98720.00 of a
    CSV and 98720 of a workbook are one; a number that begins with 0 is a code."""
    values = sample.values
    if values and all(_DAY.fullmatch(value) for value in values):
        return f'{{ from = {quoted(sample.header)}, type = "date" }}'
    if values and sample.sort == "number" and all(_AMOUNT.fullmatch(value) for value in values):
        return f'{{ from = {quoted(sample.header)}, type = "decimal" }}'
    return quoted(sample.header)


def _id(name: Path) -> str:
    plain = re.sub(r"[\W_]+", "-", normal(name.stem)).strip("-")
    return re.sub(r"(-?\d{2,8})+$", "", plain).strip("-") or "my-layout"
