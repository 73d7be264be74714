"""Commands that show what was found: findings, findings show."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from costctl.bilingual import Language, Text
from costctl.choices import SEVERITIES, STATUSES
from costctl.cli.finding_page import BEHIND, finding_document, print_behind, print_finding
from costctl.cli.options import (
    A_DAY,
    HERE,
    Csv,
    Department,
    Folder,
    Json,
    Lang,
    Year,
    choices,
    department_meant,
    names_of,
    reading,
)
from costctl.cli.printing import (
    EXIT_DONE,
    Columns,
    print_frame,
    print_json,
    problem_document,
    progress,
    tell,
)
from costctl.cli.usage import App
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

    from costctl.rules.library import Rulebook

UNASSESSED: Columns = {
    "subject": Text("对象", "subject"),
    "department": Text("单位", "department"),
    "dated": Text("日期", "date"),
    "missing": Text("缺少", "missing"),
    "file": Text("文件", "file"),
    "sheet": Text("工作表", "sheet"),
    "row_no": Text("行", "row"),
}

WITHHELD: Columns = {
    "rule": Text("规则", "rule"),
    "title": Text("名称", "title"),
    "as_of": Text("截至", "as of"),
    "cannot_assess": Text("不能判断", "not assessed"),
    "missing": Text("最常缺少", "most often missing"),
    "records": Text("缺少的条数", "records without it"),
    "supplied": Text("在哪里补", "supplied in"),
}
"""Of each rule how much it cannot judge, and for want of what."""

LACKS: Columns = {
    "missing": Text("缺少", "missing"),
    "records": Text("条数", "records"),
    "supplied": Text("在哪里补", "supplied in"),
}

FINDINGS: Columns = {
    "id": Text("编号", "id"),
    "severity_name": Text("程度", "severity"),
    "status_name": Text("状态", "status"),
    "rule": Text("规则", "rule"),
    "department_name": Text("单位", "department"),
    "dated": Text("日期", "date"),
    "message": Text("说明", "what"),
    "excess": Text("超出", "excess"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    found = App(help=say("已存的问题", "stored findings"))
    found.callback(invoke_without_command=True)(list_findings)
    found.command("show", help=say("解释一个问题", "explain one finding"))(show_finding)
    unassessed = say(
        "不能判断的记录:各条规则的概况,或一条规则的逐条", "what cannot be judged: of every rule, or each record of one"
    )
    found.command("unassessed", help=unassessed)(list_unassessed)
    app.add_typer(found, name="findings")


def list_findings(
    context: typer.Context,
    year: Year = None,
    department: Department = None,
    rule: Annotated[str | None, typer.Option("--rule", help=say("规则编号或名称", "rule id or title"))] = None,
    status: Annotated[str | None, typer.Option("--status", help=say("状态", "status") + choices(STATUSES))] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", help=say("程度", "severity") + choices(SEVERITIES))
    ] = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists stored findings."""
    if context.invoked_subcommand:
        return EXIT_DONE
    from costctl import workflow
    from costctl.budget.standing import changes_since_check
    from costctl.rules.findings import explained, findings, known_rule, outdated
    from costctl.rules.readable import listed

    filters: dict[str, Any] = {
        "year": year,
        "department": department,
        "rule": rule,
        "status": status,
        "severity": severity,
    }
    with reading(folder) as ledger:
        book, language = workflow.rulebook_of(ledger), spoken()
        filters["department"] = department_meant(ledger, department)
        filters["rule"] = known_rule(ledger, book, rule) if rule else None
        changes = changes_since_check(ledger)
        again = outdated(ledger)
        if json:
            found = (finding_document(one) | {"is_outdated": one.id in again} for one in explained(ledger, **filters))
            print_json({"findings": found, "changes_since_check": changes})
            return EXIT_DONE
        frame = listed(findings(ledger, **filters), book, names_of(ledger), language, again)
    if changes or again:
        tell(say_due(changes, len(again), language), "yellow")
    if frame.is_empty():
        tell(Text("没有符合条件的问题", "no finding fits").in_(language))
    else:
        print_frame(frame, FINDINGS, language)
    return EXIT_DONE


def list_unassessed(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="[RULE]",
            help=say(
                "规则编号或名称,如 TRV-R01;不写则列出全部规则的概况",
                "rule id or title, such as TRV-R01; all without one",
            ),
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            **A_DAY,
            help=say("截至日期;默认同该规则的上次检查", "the day to judge by; that of the rule's last check"),
        ),
    ] = None,
    csv: Csv = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists the records that a rule cannot judge, what each lacks and where it stands; without a rule, an overview."""
    from costctl import workflow
    from costctl.dates import today
    from costctl.export import write_csv
    from costctl.rules.findings import last_judged
    from costctl.rules.unassessed import in_words, missing, unjudged

    language = spoken()
    if rule is None:
        return show_withheld(folder, as_of, csv, json=json)
    with reading(folder) as ledger:
        book = workflow.rulebook_of(ledger)
        rule = book.rule(rule).id
        on = as_of or last_judged(ledger, rule) or today()
        found = unjudged(ledger, book, rule, as_of=on)
    frame = in_words(found, book, rule, language).select(*UNASSESSED)
    shown, counts = frame.with_columns(_in_words(book, rule, language)), missing(found, book, rule, language)
    if csv:
        write_csv(shown, csv, headers={name: title.in_(language) for name, title in UNASSESSED.items()})
    if json:
        print_json({"rule": rule, "as_of": on, "missing": counts.to_dicts(), "records": frame.to_dicts()})
        return EXIT_DONE
    tell(say(f"{rule} 截至 {on} 不能判断 {frame.height:,} 条", f"{rule} cannot assess {frame.height:,} as of {on}"))
    if frame.height:
        print_frame(counts, LACKS, language)
        print_frame(shown, UNASSESSED, language)
    return EXIT_DONE


def show_withheld(folder: Path, as_of: date | None, csv: Path | None, *, json: bool) -> int:
    """Prints of every rule how much it cannot judge, and what is missing most often."""
    from costctl import workflow
    from costctl.export import write_csv
    from costctl.rules.unassessed import overview

    language = spoken()
    with reading(folder) as ledger, progress(say("查看各条规则", "looking at the rules")):
        found = overview(ledger, workflow.rulebook_of(ledger), language, as_of=as_of)
    if csv:
        headers = {name: title.in_(language) for name, title in WITHHELD.items()}
        write_csv(found.select(*WITHHELD), csv, headers=headers)
    if json:
        print_json({"rules": found.to_dicts()})
        return EXIT_DONE
    print_frame(found, WITHHELD, language)
    if found.height:
        tell(say("逐条列出:costctl findings unassessed 规则编号", "Each record: costctl findings unassessed RULE"))
    return EXIT_DONE


def _in_words(book: "Rulebook", rule: str, language: Language) -> "pl.Expr":
    """The subjects of a rule as a person reads them."""
    import polars as pl

    from costctl.rules.readable import subject_said

    return pl.col("subject").map_elements(
        lambda subject: subject_said(book, rule, subject, language), return_dtype=pl.String
    )


def say_due(changes: int, outdated: int, language: Language) -> str:
    """That a check is due, and how to run it."""
    from costctl.rules.readable import check_due

    run = Text("请运行:costctl check", " Run: costctl check")
    return f"! {check_due(changes, outdated).in_(language)}{run.in_(language)}"


def show_finding(
    finding: Annotated[str, typer.Argument(help=say("编号,如 F000123", "id, such as F000123"))],
    csv: Csv = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Explains one finding: what, why, which rule and value with its document, which rows its figures were made of."""
    from costctl import workflow
    from costctl.budget.behind import is_overtaken, records_behind
    from costctl.export import write_csv
    from costctl.rules.edits import edited as edited_values
    from costctl.rules.findings import book_as_judged, outdated
    from costctl.rules.findings import finding as find
    from costctl.rules.readable import records_said

    with reading(folder) as ledger:
        one, book = find(ledger, finding), workflow.rulebook_of(ledger)
        then = book_as_judged(ledger, book, one)
        again = outdated(ledger)
        behind = records_behind(ledger, then, one)
        rule = then.rules.get(one.rule)
        edited = edited_values(ledger, book, [rule]) if rule else []
        names = names_of(ledger)
    is_outdated = one.id in again or is_overtaken(one, behind)
    if csv:
        headers = {name: title.in_(spoken()) for name, title in BEHIND.items()}
        write_csv(records_said(then, one, behind, spoken()), csv, headers=headers)
    if json:
        said = {"is_outdated": is_outdated, "warnings": [problem_document(edit, spoken()) for edit in edited]}
        print_json(finding_document(one) | said | {"behind": behind.rename({"row_no": "row"}).to_dicts()})
    else:
        print_finding(one, then, names, spoken(), is_outdated=is_outdated)
        print_behind(one, then, behind, spoken())
        if then is not book:
            tell(say("以上按当时的规则说明,规则此后已有修改。", "Explained by the rule of then; it has changed."))
        for problem in edited:
            tell(f"! {problem.say(spoken())}", "yellow")
    return EXIT_DONE
