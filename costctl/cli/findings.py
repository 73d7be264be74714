"""Commands that show what was found: findings, findings show."""

from typing import Annotated, Any

import typer

from costctl.bilingual import Language, Text
from costctl.choices import SEVERITIES, SHOWN_STATUSES
from costctl.cli.finding_page import (
    BEHIND,
    finding_document,
    finding_documents,
    print_behind,
    print_finding,
    print_states,
)
from costctl.cli.options import (
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
    tell,
)
from costctl.cli.unassessed import list_unassessed
from costctl.cli.usage import App
from costctl.cli.words import say, spoken

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
    status: Annotated[
        str | None, typer.Option("--status", help=say("状态", "status") + choices(SHOWN_STATUSES))
    ] = None,
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


def say_due(changes: int, outdated: int, language: Language) -> str:
    """That a check is due, and how to run it."""
    from costctl.rules.readable import check_due

    run = Text("请运行:costctl check", " Run: costctl check")
    return f"! {check_due(changes, outdated).in_(language)}{run.in_(language)}"


def show_finding(
    finding: Annotated[str, typer.Argument(help=say("编号,如 F000123", "id, such as F000123"))],
    run: Annotated[
        str | None, typer.Option("--run", help=say("按该次检查时的样子解释", "as that run left it"), metavar="R000001")
    ] = None,
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
    from costctl.rules.states import states

    with reading(folder) as ledger:
        one, book = find(ledger, finding, run), workflow.rulebook_of(ledger)
        then = book_as_judged(ledger, book, one)
        past = states(ledger, one)
        is_last = one.run == past["run"][-1]
        again = outdated(ledger) if is_last else frozenset[str]()
        behind = records_behind(ledger, then, one)
        if not is_last:  # what the records say now is not what they said then
            behind = behind.clear()
        rule = then.rules.get(one.rule)
        edited = edited_values(ledger, book, [rule]) if rule else []
        names = names_of(ledger)
    is_outdated = one.id in again or is_overtaken(one, behind)
    if csv:
        headers = {name: title.in_(spoken()) for name, title in BEHIND.items()}
        write_csv(records_said(then, one, behind, spoken()), csv, headers=headers)
    if json:
        said = {"is_outdated": is_outdated, "warnings": [problem_document(edit, spoken()) for edit in edited]}
        made = {"run": one.run, "rule_digest": one.rule_digest, "states": finding_documents(past)}
        print_json(finding_document(one) | said | made | {"behind": behind.rename({"row_no": "row"}).to_dicts()})
    else:
        print_finding(one, then, names, spoken(), is_outdated=is_outdated)
        print_behind(one, then, behind, spoken())
        print_states(past, spoken())
        if then is not book:
            tell(say("以上按当时的规则说明,规则此后已有修改。", "Explained by the rule of then; it has changed."))
        for problem in edited:
            tell(f"! {problem.say(spoken())}", "yellow")
    return EXIT_DONE
