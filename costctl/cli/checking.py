"""The command that judges: check."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.choices import SEVERITIES, chosen
from costctl.cli.finding_page import finding_document
from costctl.cli.options import HERE, Day, Departments, Folder, Json, Lang, Rules, Wait, Year, choices, department_meant
from costctl.cli.printing import (
    EXIT_ACT,
    EXIT_DONE,
    print_json,
    print_table,
    problem_document,
    progress,
    tell,
)
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    from costctl.rules.check import Run
    from costctl.values import Finding


FAIL_ON = {"none": Text("从不", "none"), **SEVERITIES}
"""From which severity on a check ends with exit code 1."""


def fails(fail_on: str, severities: Iterable[str], *, is_whole: bool) -> bool:
    """Whether one of these severities is as grave as that, or the rule book was not whole."""
    order = [*FAIL_ON]
    grave = any(order.index(severity) <= order.index(fail_on) for severity in severities)
    return grave or (fail_on != "none" and not is_whole)


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("check", help=say("按规则检查整个账本", "run the rules on the whole ledger"))(check)


def check(
    as_of: Day = None,
    year: Year = None,
    rule: Rules = None,
    department: Departments = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            help=say(
                "达到此程度,或有规则文件写错未用上,即以 1 退出;none 总以 0 退出",
                "end with 1 from this severity on, or where a rule file was left out; none: always with 0",
            )
            + choices(FAIL_ON),
        ),
    ] = "violation",
    folder: Folder = HERE,
    wait: Wait = 30.0,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Runs the rules on the whole ledger, or on a part of it, and stores what they find."""
    from costctl import workflow
    from costctl.rules.findings import explained, findings

    failing = chosen(fail_on, FAIL_ON, "finding.severity_unknown")
    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        language = spoken()
        codes = [code for one in department or () if (code := department_meant(ledger, one))]
        with progress(say("检查", "checking")):
            rules = workflow.rulebook_of(ledger).ids(rule or ())
            run = workflow.check(ledger, as_of=as_of, year=year, rules=rules, departments=codes)
        scope = in_scope(run)
        counted = findings(ledger, **scope)["severity"].unique()
        found = explained(ledger, **scope) if json else iter(())
    if json:
        print_json(run_document(run, found, language))
    else:
        print_run(run, language)
    return EXIT_ACT if fails(failing, counted, is_whole=not run.problems) else EXIT_DONE


def in_scope(run: "Run") -> dict[str, object]:
    """What chooses the open findings of the days, rules and departments that a run looked at."""
    rules, departments = list(run.rule_ids) or None, list(run.departments) or None
    return {"status": "open", "year": run.year, "until": run.as_of, "rules": rules, "departments": departments}


def run_document(run: "Run", found: Iterator["Finding"], language: Language) -> dict[str, object]:
    """A run as `check --json` prints it."""
    return {
        "run": run.run,
        "as_of": run.as_of,
        "rulebook": run.rulebook,
        "duration_s": round(run.duration_s, 3),
        "rules": [
            {
                "rule": count.rule,
                "flagged": count.flagged,
                "clear": count.clear,
                "cannot_assess": count.cannot_assess,
                "out_of_force": count.out_of_force,
            }
            for count in run.rules
        ],
        "findings": map(finding_document, found),
        "problems": [problem_document(problem, language) for problem in run.problems],
        "warnings": [problem_document(problem, language) for problem in run.warnings],
        "head": run.head,
    }


def print_run(run: "Run", language: Language) -> None:
    """A run as a person reads it: every rule's four counts, and what was left out."""
    from costctl.rules.explain import OUTCOMES

    headers = [Text("规则", "rule"), *OUTCOMES.values()]
    rows = [[one.rule, one.flagged, one.clear, one.cannot_assess, one.out_of_force] for one in run.rules]
    title = Text("检查 {r.run},截至 {r.as_of}", "check {r.run}, as of {r.as_of}").format(r=run)
    print_table([header.in_(language) for header in headers], rows, title=title.in_(language))
    told = Text(
        "新增或重新出现 {r.opened} 项,内容变化 {r.changed} 项,消除 {r.cleared} 项,现不能判断 {r.unassessable} 项",
        "{r.opened} new or open again, {r.changed} changed, {r.cleared} cleared, {r.unassessable} no longer assessable",
    )
    tell(told.format(r=run).in_(language))
    if any(one.cannot_assess for one in run.rules):
        tell(
            say(
                "不能判断的缺什么、在哪里补:costctl findings unassessed",
                "What was missing where a rule could not judge, and where to supply it: costctl findings unassessed",
            )
        )
    for problem in (*run.problems, *run.warnings):
        tell(f"! {problem.say(language)}", "yellow")
