"""The command that judges a plan: precheck."""

import json as json_text
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Text
from costctl.cli.finding_page import finding_documents
from costctl.cli.options import HERE, Day, Folder, Json, Lang, by_name
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, Columns, print_frame, print_json, tell
from costctl.cli.words import say, spoken
from costctl.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from costctl.planning import Precheck
    from costctl.rules.library import Rulebook

FINDINGS: Columns = {
    "rule": Text("规则", "rule"),
    "severity_name": Text("程度", "severity"),
    "department": Text("单位", "department"),
    "excess": Text("超出", "excess"),
    "message": Text("说明", "what"),
}
LEFT: Columns = {
    "department": Text("单位", "department"),
    "item_name": Text("项目", "item"),
    "year": Text("年度", "year"),
    "budget": Text("预算", "budget"),
    "spent": Text("支出", "spent"),
    "committed": Text("预占", "committed"),
    "available": Text("可用", "available"),
    "planned": Text("本计划", "planned"),
    "left": Text("之后可用", "then left"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("precheck", help=say("试判一条计划中的记录,不存入", "judge a record that is only planned"))(precheck)


def precheck(
    kind: Annotated[str, typer.Argument(help=say("记录种类,如 trips", "the record kind, such as trips"))],
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help=say("JSON 或只有一行的文件;默认标准输入", "JSON, or a file of one row; else stdin")
        ),
    ] = None,
    as_of: Day = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """A record that is only planned against every rule, and what is left of its budget. Nothing is stored."""
    from costctl import workflow
    from costctl.values import Severity

    found = workflow.precheck(folder, kind, _record(file), as_of=as_of)
    book = workflow.rulebook(folder)
    if json:
        print_json(_document(found))
    else:
        _print(found, book, by_name(folder))
    return EXIT_ACT if found.worst is Severity.VIOLATION else EXIT_DONE


def _record(file: Path | None) -> dict[str, object] | Path | bytes:
    """The record as an object, or the file that holds it."""
    if file is not None and not file.is_file():
        raise InputError("file.unreadable", where=str(file), found=say("没有这个文件", "no such file"))
    content = file.read_bytes() if file else sys.stdin.buffer.read()
    if not content.strip():
        raise InputError("precheck.no_record")
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return file or content
    try:
        record = json_text.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("datafile.not_utf8") from error
    except json_text.JSONDecodeError as error:
        place = say(f"第 {error.lineno} 行第 {error.colno} 个字符", f"line {error.lineno}, character {error.colno}")
        raise InputError("precheck.not_json", found=place) from error
    if isinstance(record, list):
        if len(record) != 1:
            raise InputError("precheck.not_one", found=str(len(record)))
        (record,) = record
    if not isinstance(record, dict):
        raise InputError("precheck.not_json", found=type(record).__name__)
    return record


def _document(found: "Precheck") -> dict[str, object]:
    from costctl.cli.receipts import doubt_document

    return {
        "kind": found.kind,
        "as_of": found.as_of,
        "snapshot": found.snapshot,
        "judged": [
            {"rule": one.rule, "outcome": one.outcome, "severity": one.severity, "missing": list(one.missing)}
            for one in found.judged
        ],
        "findings": finding_documents(found.findings),
        "elsewhere": finding_documents(found.elsewhere),
        "left": found.left.to_dicts(),
        "warnings": [doubt_document(doubt, spoken()) for doubt in found.doubts],
    }


def _print(found: "Precheck", book: "Rulebook", whose: "pl.Expr") -> None:
    import polars as pl

    from costctl.choices import SEVERITIES
    from costctl.planning import IMPORT_SAYS
    from costctl.rules.supplies import supplies_named
    from costctl.values import Outcome

    language = spoken()
    named = {severity: title.in_(language) for severity, title in SEVERITIES.items()}
    tell(say(f"按 {found.as_of} 试判,什么也没有存。", f"Judged as of {found.as_of}; nothing was stored."))
    tell(found.verdict.in_(language), "bold")
    for heading, frame in (
        (Text("这条计划会被认定的问题", "findings on the plan"), found.findings),
        (Text("因它而生的其他问题", "findings that it makes elsewhere"), found.elsewhere),
    ):
        tell(say(f"{heading.zh}:{frame.height:,}", f"{heading.en}: {frame.height:,}"), "bold")
        if frame.height:
            worded = frame.with_columns(whose, severity_name=pl.col("severity").replace_strict(named))
            print_frame(worded.rename({f"message_{language}": "message"}), FINDINGS, language)
    for one in found.unknown:
        rule = book.rules[one.rule]
        missing = supplies_named(book, rule.check.source_kind, one.missing).in_(language) or "–"
        title = rule.title.in_(language)
        tell(say(f"不能判断 {one.rule} {title},缺:{missing}", f"cannot assess {one.rule} {title}; missing: {missing}"))
    clear = sum(one.outcome is Outcome.CLEAR for one in found.judged)
    tell(say(f"未发现问题的规则:{clear}", f"rules without a finding: {clear}"))
    if found.left.height:
        titled = found.left.with_columns(whose, item_name=pl.coalesce(f"title_{language}", "item"))
        print_frame(titled, LEFT, language)
    if found.doubts:
        tell(IMPORT_SAYS.in_(language))
    for doubt in found.doubts:
        tell(f"! {doubt.text.in_(language)}", "yellow")
