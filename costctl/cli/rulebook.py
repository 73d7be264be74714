"""Commands that show the rule book: rules list, show, examples, schema; `rules set` is in setting.py."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.cli import setting
from costctl.cli.comparing import compare
from costctl.cli.options import Day, Json, Lang, day, here_if_ledger
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, print_json, print_table, problem_document, tell
from costctl.cli.usage import App
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    from costctl.errors import Problem
    from costctl.rules.controls import Arrangement
    from costctl.rules.examples import Tried
    from costctl.rules.explain import Page, TableUsed, Value
    from costctl.rules.library import Rulebook

Own = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        envvar="COSTCTL_LEDGER",
        help=say("账本文件夹:连同本区自己的规则;不写则只看随附的", "a ledger folder: with the bureau's own rules"),
    ),
]

LISTED = (
    Text("规则", "rule"),
    Text("名称", "title"),
    Text("控制", "control"),
    Text("程度", "severity"),
    Text("层级", "tier"),
    Text("自", "from"),
)


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    rules = App(no_args_is_help=True, help=say("规则手册", "the rule book"))
    rules.command("list", help=say("列出规则", "list the rules"))(list_rules)
    rules.command("show", help=say("一条规则一页,可供签阅", "a page an official can read and sign"))(show)
    rules.command("examples", help=say("逐个运行例子", "run every example"))(examples)
    rules.command("schema", help=say("规则文件的 JSON schema", "the JSON schema of a rule file"))(schema)
    setting.add_to(rules)
    rules.command("compare", help=say("草案与现行规则对比,不存任何结果", "a draft against what is in force"))(compare)
    app.add_typer(rules, name="rules")


def book_of(folder: Path | None) -> "Rulebook":
    """The shipped rule book, with that of a ledger if one is named."""
    from costctl import workflow

    folder = folder or here_if_ledger()
    if folder is None:
        return workflow.rulebook()
    with workflow.open_ledger(folder) as ledger:
        return workflow.rulebook_of(ledger)


def controls_of(folder: Path | None) -> "Arrangement":
    """The controls under which the rules are shown, in the reading that the ledger's bureau has chosen."""
    from costctl.rules.controls import arrangement
    from costctl.settings import read_settings

    folder = folder or here_if_ledger()
    return arrangement(folder, read_settings(folder).control_reading) if folder else arrangement()


def list_rules(as_of: Day = None, folder: Own = None, _lang: Lang = None, json: Json = False) -> int:
    """Lists the rules by control, files left out because of a mistake, and values past their review day."""
    from costctl.dates import today
    from costctl.rules.review import overdue

    language = spoken()
    book, controls = book_of(folder), controls_of(folder)
    due = overdue(book, book.rules.values(), day(as_of) or today())
    if json:
        print_json(list_document(book, controls, due, language))
    else:
        print_list(book, controls, due, language)
    return EXIT_DONE


def list_document(
    book: "Rulebook", controls: "Arrangement", due: "Sequence[Problem]", language: Language
) -> dict[str, object]:
    """The rules as a JSON object, with the problems of the book and what is due for review."""
    of_rules = controls.of_rules(book.rules)
    rules = [
        {
            "rule": rule.id,
            "title": rule.title,
            "control": of_rules[rule.id],
            "severity": rule.severity.value,
            "tier": rule.tier,
            "in_force_from": rule.in_force_from,
            "in_force_to": rule.in_force_to,
            "is_off": rule.id in book.off,
        }
        for rule in book.rules.values()
    ]
    problems, warnings = ([problem_document(one, language) for one in said] for said in (book.problems, due))
    return {"rules": rules, "problems": problems, "warnings": warnings}


def print_list(book: "Rulebook", controls: "Arrangement", due: "Sequence[Problem]", language: Language) -> None:
    """The rules as a table, then the problems of the book and what is due for review."""
    from costctl.rules.explain import SEVERITIES, TIERS

    names, of_rules = controls.names(language), controls.of_rules(book.rules)
    rows = [
        (
            rule.id,
            rule.title.in_(language),
            names[of_rules[rule.id]],
            SEVERITIES[rule.severity.value].in_(language),
            TIERS[rule.tier].in_(language),
            rule.in_force_from,
        )
        for rule in book.rules.values()
    ]
    print_table([heading.in_(language) for heading in LISTED], rows)
    for problem in (*book.problems, *due):
        tell(f"! {problem.say(language)}", "yellow")


def show(
    rule: Annotated[str, typer.Argument(help=say("规则编号,如 TRV-R01", "rule id, such as TRV-R01"))],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], help=say("该日有效的数值;默认今天", "values in force on a day; today")
        ),
    ] = None,
    folder: Own = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Prints the page of a rule: what it says, basis, values in force, how it is checked, examples."""
    from costctl.dates import today
    from costctl.rules.explain import explain

    language = spoken()
    book = book_of(folder)
    page = explain(book, rule, day(on) or today(), controls_of(folder))
    if json:
        print_json(page_document(page, language))
    else:
        print_page(page, book, language)
    return EXIT_DONE


def page_document(page: "Page", language: Language) -> dict[str, object]:
    """The page of a rule as a JSON object."""
    return {
        "rule": page.rule.id,
        "on": page.day,
        "title": page.rule.title,
        "says": page.rule.says,
        "control": page.control,
        "grouping": page.grouping,
        "severity": page.severity,
        "tier": page.tier,
        "in_force": page.in_force,
        "basis": list(page.basis),
        "values": [vars(value) for value in page.values],
        "tables": [
            {
                "table": table.name,
                "rows_in_force": table.rows_in_force,
                "assumed": table.assumed,
                "rows": None if table.rows is None else table.rows.to_dicts(),
            }
            for table in page.tables
        ],
        "flag_when": page.rule.check.flag_when,
        "in_words": page.check,
        "examples": len(page.examples),
        "warnings": [problem_document(problem, language) for problem in page.reviews],
    }


def print_page(page: "Page", book: "Rulebook", language: Language) -> None:
    """The page of a rule, to be read and signed."""
    from costctl.rules.explain import OUTCOMES
    from costctl.rules.readable import example_name

    tell(f"{page.rule.id}  {page.rule.title.in_(language)}", "bold")
    tell(page.rule.says.in_(language))
    facts: list[tuple[object, ...]] = [
        (Text("控制", "control").in_(language), page.control.in_(language)),
        *([(Text("归类", "grouped by").in_(language), page.grouping.in_(language))] if page.grouping else []),
        (Text("程度", "severity").in_(language), page.severity.in_(language)),
        (Text("层级", "tier").in_(language), page.tier.in_(language)),
        (Text("施行", "in force").in_(language), page.in_force.in_(language)),
        *((Text("依据", "basis").in_(language), basis.in_(language)) for basis in page.basis),
        (Text("何时列为问题", "flags when").in_(language), page.check.in_(language)),
        (Text("算式", "expression").in_(language), page.rule.check.flag_when),
        *((value.name, said_value(value, language)) for value in page.values),
        *((table.title.in_(language), rows_in_force(table, language)) for table in page.tables),
    ]
    tell()
    print_table(["", ""], facts)
    for table in page.tables:
        print_rows(table, book, language)
    for problem in page.reviews:
        tell(f"! {problem.say(language)}", "yellow")
    headers = [Text("例子", "example"), Text("结果", "outcome"), Text("超出", "excess")]
    rows = [
        (example_name(one.name, language), OUTCOMES[one.expect.value].in_(language), one.excess)
        for one in page.examples
    ]
    print_table([header.in_(language) for header in headers], rows)


def print_rows(table: "TableUsed", book: "Rulebook", language: Language) -> None:
    """The dated values of a table in force, where they are few enough to read."""
    from costctl.rules.readable import row_lines

    if book.tables[table.name].dated and table.rows is not None and table.rows_in_force:
        headings = [Text("项", "").in_(language), Text("内容", "").in_(language)]
        print_table(headings, row_lines(book, table, language), title=table.title.in_(language))


def said_value(value: "Value", language: Language) -> str:
    """A value of a parameter with its day, document and provenance."""
    since = Text(f"{value.value},自 {value.from_} 起", f"{value.value} from {value.from_}").in_(language)
    return " · ".join(part for part in (since, value.document, value.provenance.in_(language)) if part)


def rows_in_force(table: "TableUsed", language: Language) -> str:
    """How many dated values of a table hold on the day, and how many of them are assumed."""
    count, assumed = table.rows_in_force, table.assumed
    said = Text(f"当日有效 {count} 行", f"{count} rows in force").in_(language)
    return said + (
        Text(f",其中 {assumed} 行有暂定的内容", f", {assumed} of them assumed in part").in_(language) if assumed else ""
    )


def examples(
    rules: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help=say("规则编号", "rule ids"))] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help=say("另列例子未能钉住之处", "also what the examples fail to pin down"))
    ] = False,
    folder: Own = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Runs every example through the same compiled rule as the data; exit code 1 where one fails or is weak."""
    from costctl.rules.examples import failures, run_examples
    from costctl.rules.weak import weaknesses

    language = spoken()
    book = book_of(folder)
    tried = run_examples(book, rules or ())
    wrong = failures(tried)
    found = weaknesses(book, rules or ()) if weak else []
    if json:
        print_json(
            {
                "examples": len(tried),
                "failed": [vars(one) for one in wrong],
                "weak": [{"rule": one.rule, "text": one.text} for one in found],
            }
        )
    else:
        print_examples(tried, wrong, language)
        for one in found:
            tell(f"! {one.rule}: {one.text.in_(language)}", "yellow")
    return EXIT_ACT if wrong or found else EXIT_DONE


def print_examples(tried: "list[Tried]", wrong: "list[Tried]", language: Language) -> None:
    """How many examples of each rule gave what they were to give, and which did not."""
    rules = dict.fromkeys(one.rule for one in tried)
    rows = [
        (rule, sum(one.rule == rule for one in tried), sum(one.rule == rule and not one.passed for one in tried))
        for rule in rules
    ]
    headers = [Text("规则", "rule"), Text("例子", "examples"), Text("不符", "failed")]
    print_table([header.in_(language) for header in headers], rows)
    for one in wrong:
        told = Text(
            f"✗ {one.rule} {one.name}:应为 {one.expected},得 {one.found}",
            f"✗ {one.rule} {one.name}: expected {one.expected}, got {one.found}",
        )
        tell(told.in_(language), "red")


def schema() -> int:
    """Prints the JSON schema of a rule file, for editors that check while one writes."""
    from costctl.rules.schema import rule_schema

    print_json(rule_schema())
    return EXIT_DONE
