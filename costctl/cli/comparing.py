"""The command that tries a draft of the rule book on a ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Text
from costctl.cli.finding_page import finding_documents
from costctl.cli.options import HERE, Day, Folder, Json, Lang, Rules, by_name
from costctl.cli.printing import EXIT_DONE, Columns, print_frame, print_json, problem_document, tell
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

    from costctl.rules.compare import Comparison

SHOWN = 30
"""Findings of each list on the screen; --json has them all."""

FINDINGS: Columns = {
    "rule": Text("规则", "rule"),
    "department": Text("单位", "department"),
    "dated": Text("日期", "date"),
    "subject": Text("对象", "subject"),
    "excess": Text("超出", "excess"),
    "excess_in_draft": Text("草案下超出", "excess in the draft"),
    "message": Text("说明", "what"),
}
DEPARTMENTS: Columns = {
    "department": Text("单位", "department"),
    "added": Text("新增", "added"),
    "removed": Text("减少", "removed"),
    "excess_added": Text("新增超出", "excess added"),
    "excess_removed": Text("减少超出", "excess removed"),
}


def compare(
    draft: Annotated[
        Path | None,
        typer.Argument(
            help=say("草案:一个规则文件,或与账本 rules 同样布局的文件夹", "a rule file, or a folder like the ledger's")
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help=say("试算值 规则.参数=数值@施行日,可重复", "RULE.parameter=VALUE@DAY; repeatable")),
    ] = None,
    rules: Rules = None,
    as_of: Day = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """A draft rule or value against what is in force, over the whole ledger. Nothing is stored."""
    from costctl import workflow
    from costctl.errors import InputError

    if draft is None and not values:
        raise InputError("rules.no_draft")
    if draft is not None and not draft.exists():
        raise InputError("file.unreadable", where=str(draft), found=say("没有这个文件", "no such file"))
    found = workflow.compare_rules(folder, draft=draft, values=values or (), as_of=as_of, rules=rules or ())
    if json:
        print_json(_document(found))
    else:
        _print(found, by_name(folder))
    return EXIT_DONE


def _document(found: "Comparison") -> dict[str, object]:
    return {
        "as_of": found.as_of,
        "snapshot": found.snapshot,
        "rules": found.rules,
        "added": finding_documents(found.added),
        "removed": finding_documents(found.removed),
        "changed": found.changed.to_dicts(),
        "departments": found.departments.to_dicts(),
        "problems": [problem_document(one, spoken()) for one in found.problems],
    }


def _print(found: "Comparison", named: "pl.Expr") -> None:
    language = spoken()
    listed = "、".join(found.rules) or "–"
    tell(say(f"截至 {found.as_of},与现行规则不同的规则:{listed}", f"to {found.as_of}; rules that differ: {listed}"))
    for title, frame in (
        (Text("草案新增的问题", "findings that the draft adds"), found.added),
        (Text("草案不再认定的问题", "findings that the draft does not make"), found.removed),
        (Text("超出额改变的问题", "findings with another excess"), found.changed),
    ):
        tell(say(f"{title.zh}:{frame.height:,}", f"{title.en}: {frame.height:,}"), "bold")
        if frame.height:
            worded = frame.with_columns(named)
            worded = worded.rename({f"message_{language}": "message"}) if "message_zh" in frame.columns else worded
            columns = {name: FINDINGS[name] for name in FINDINGS if name in worded.columns}
            print_frame(worded.head(SHOWN), columns, language)
    if found.departments.height:
        unknown = say("(未写明单位)", "(no department named)")
        print_frame(found.departments.with_columns(named.fill_null(unknown)), DEPARTMENTS, language)
    for problem in found.problems:
        tell(f"! {problem.say(language)}", "yellow")
    tell(say("以上仅为试算,什么也没有存。", "Tried only; nothing was stored."))
