"""Proposes a layout for a file that nobody knows, as text to be corrected by a person."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from costctl.datafile import validate
from costctl.errors import SourceError
from costctl.records import Kind, kinds
from costctl.shipped import shipped
from costctl.sources.grid import Grid
from costctl.sources.guess import Sample, date_order, guess_header, has_decimal_comma, known_names, match, samples
from costctl.sources.headers import Header, normal
from costctl.sources.layout import Layout, load_layouts, needed
from costctl.sources.masking import masked
from costctl.sources.reading import open_file

_SEEN = 3


def draft_layout(path: Path, *, kind: str | None = None) -> str:
    """The text of a layout for the largest sheet of the file; it can be loaded as it stands.

    `kind` says what the rows are where the headers do not. SourceError where the file has nothing like a header.
    """
    opened = open_file(path.name, path)
    grids = [grid for grid in opened.grids if not grid.hidden and len(grid.head) > 1]
    grid = max(grids, key=lambda one: len(one.head) * one.width, default=None)
    header = guess_header(grid) if grid else None
    if grid is None or header is None:
        raise SourceError("layout.no_header", where=path.name, file=path.name)
    found = samples(grid, header)
    chosen, matched = _kind_of(found, kind)
    lines = [
        *_head(path, header, chosen),
        *_writing(grid, found),
        *_lacking(chosen, matched),
        *_columns(chosen, found, matched),
    ]
    text = "\n".join(lines) + "\n"
    validate(tomllib.loads(text), Layout, where="draft")
    return text


def _kind_of(found: Sequence[Sample], kind: str | None) -> tuple[Kind, dict[str, Sample]]:
    """The kind whose needs and columns the file meets best."""
    layouts = load_layouts(shipped("rules") / "layouts")
    tried = [
        (one, match(one, found, known_names(one, layouts))) for name, one in kinds().items() if not kind or name == kind
    ]
    chosen, matched = max(tried, key=lambda attempt: _merit(attempt[0], attempt[1], found))
    return chosen, matched or {chosen.columns[0].name: found[0]}


def _merit(kind: Kind, matched: Mapping[str, Sample], found: Sequence[Sample]) -> float:
    needs = [{column.name} for column in kind.columns if column.required and column.name != "department_code"]
    needs += [set(kind.either)] if kind.either else []
    met = sum(bool(need & set(matched)) for need in needs) / max(len(needs), 1)
    return 2 * met + len(matched) / max(len(found), 1)


def _head(path: Path, header: Header, kind: Kind) -> Iterator[str]:
    yield f"# 起草的版式,依据文件 {path.name};请核对每一行。标题行在第 {header.rows[0]} 行。"
    yield f"# Drafted from {path.name}; check every line. The header is row {header.rows[0]}. Keys: docs/layouts.md"
    yield f"id = {_quoted(_id(path))}"
    yield f"kind = {_quoted(kind.kind)}  # 记录种类 / kind; 可选 / one of: {', '.join(kinds())}"
    yield f"title.zh = {_quoted(path.stem)}"
    yield f"title.en = {_quoted(path.stem)}"


def _writing(grid: Grid, found: Sequence[Sample]) -> Iterator[str]:
    """How the file writes text, dates and numbers."""
    order, doubtful = date_order(found)
    if grid.encoding and grid.encoding not in ("utf-8", "utf-8-sig"):
        yield f"encodings = [{_quoted(grid.encoding)}]  # 文字编码 / how the file's text was read"
    if order != "ymd":
        doubt = ";样本看不出日月先后,请核对 / the sample leaves day and month open: check" if doubtful else ""
        yield f"date_order = {_quoted(order)}  # 日期的年月日次序 / order of day, month, year{doubt}"
    if has_decimal_comma(found):
        yield "decimal_comma = true  # 小数点写作逗号 / decimals after a comma"


def _lacking(kind: Kind, matched: Mapping[str, Sample]) -> Iterator[str]:
    for column in kind.columns:
        if column.required and column.name not in matched:
            yield f"# 缺少必填列 {column.header.zh}({column.name})/ required column {column.name} not found"
    if not needed(kind, matched):
        yield f"required = {json.dumps(list(matched)[:1])}  # 有这些列才适用 / the layout fits only where these are"


def _columns(kind: Kind, found: Sequence[Sample], matched: Mapping[str, Sample]) -> Iterator[str]:
    yield ""
    yield "[columns]"
    for column in kind.columns:
        if column.name in matched:
            sample = matched[column.name]
            yield f"{column.name} = {_quoted(sample.header)}  # {column.header.zh};样本 / seen: {_seen(sample)}"
    mapped = {sample.place for sample in matched.values()}
    rest = [sample for sample in found if sample.place not in mapped]
    if rest:
        unused = [column.name for column in kind.columns if column.name not in matched]
        yield ""
        yield "# 没有对应的列:去掉行首的 #,左边写记录列名 / not mapped: remove the #, put a record column on the left"
        yield f"# 还可用的记录列 / record columns still free: {', '.join(unused)}"
        for sample in rest:
            yield f"# ? = {_quoted(sample.header)}  # 样本 / seen: {_seen(sample)}"
    if rest and not kind.key:
        yield ""
        yield "# 能区分各行、又没有对应列的,放在这里 / what tells rows apart and has no column of its own goes here"
        yield "# [extra]"
        for number, sample in enumerate(rest, start=1):
            yield f"# column_{number} = {_quoted(sample.header)}"


def _seen(sample: Sample) -> str:
    values = list(dict.fromkeys(masked(value) for value in sample.values))[:_SEEN]
    return "; ".join(" ".join(value.split())[:40] for value in values) or "空 / empty"


def _quoted(text: str) -> str:
    """A TOML string; JSON writes every character that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _id(path: Path) -> str:
    plain = re.sub(r"[\W_]+", "-", normal(path.stem)).strip("-")
    return re.sub(r"(-?\d{2,8})+$", "", plain).strip("-") or "my-layout"
