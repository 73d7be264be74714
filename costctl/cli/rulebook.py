"""Commands that show the rule book: rules list, show, examples, schema; `rules set` is in setting.py."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.cli import setting
from costctl.cli.comparing import compare
from costctl.cli.options import A_DAY, AnyFolder, Day, Json, Lang, here_if_ledger, reading
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, print_json, print_table, problem_document, tell
from costctl.cli.rule_page import page_document, print_page
from costctl.cli.table_page import show_table
from costctl.cli.usage import App
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    from costctl.errors import Problem
    from costctl.rules.controls import Arrangement
    from costctl.rules.examples import Tried
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
OFF = Text(" · 停用", " · off")
TABLES = (Text("标准表", "table"), Text("名称", "title"))


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    rules = App(no_args_is_help=True, help=say("规则手册", "the rule book"))
    rules.command("list", help=say("列出规则和标准表", "list the rules and the tables of standards"))(list_rules)
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
    with reading(folder) as ledger:
        return workflow.rulebook_of(ledger)


def controls_of(folder: Path | None) -> "Arrangement":
    """The controls under which the rules are shown, in the reading that the ledger's bureau has chosen."""
    from costctl.rules.controls import arrangement
    from costctl.settings import read_settings

    folder = folder or here_if_ledger()
    return arrangement(folder, read_settings(folder).control_reading) if folder else arrangement()


def list_rules(as_of: Day = None, folder: Own = None, _lang: Lang = None, json: Json = False) -> int:
    """Lists rules by control, tables, files with a mistake, values past their review day or edited in place."""
    from costctl.dates import today
    from costctl.rules.edits import edited
    from costctl.rules.review import overdue
    from costctl.workflow import open_ledger

    language = spoken()
    book, controls = book_of(folder), controls_of(folder)
    due = [*book.warnings, *overdue(book, book.rules.values(), as_of or today())]
    if home := folder or here_if_ledger():
        with open_ledger(home) as ledger:
            due += edited(ledger, book, book.rules.values())
    if json:
        print_json(list_document(book, controls, due, language))
    else:
        print_list(book, controls, due, language)
    return EXIT_DONE


def list_document(
    book: "Rulebook", controls: "Arrangement", due: "Sequence[Problem]", language: Language
) -> dict[str, object]:
    """The rules and tables as a JSON object, with the problems of the book and what is due for review."""
    from costctl.rules.articles import verified

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
            "articles": verified(rule, book.documents),
        }
        for rule in book.rules.values()
    ]
    problems, warnings = ([problem_document(one, language) for one in said] for said in (book.problems, due))
    tables = [{"table": name, "title": table.title} for name, table in book.tables.items()]
    return {"rules": rules, "tables": tables, "problems": problems, "warnings": warnings}


def print_list(book: "Rulebook", controls: "Arrangement", due: "Sequence[Problem]", language: Language) -> None:
    """The rules and the tables of standards, then the problems of the book and what is due for review."""
    from costctl.choices import SEVERITIES
    from costctl.rules.articles import summary
    from costctl.rules.explain import TIERS

    names, of_rules = controls.names(language), controls.of_rules(book.rules)
    rows = [
        (
            rule.id,
            rule.title.in_(language),
            names[of_rules[rule.id]],
            SEVERITIES[rule.severity.value].in_(language),
            TIERS[rule.tier].in_(language) + (OFF.in_(language) if rule.id in book.off else ""),
            rule.in_force_from,
        )
        for rule in book.rules.values()
    ]
    print_table([heading.in_(language) for heading in LISTED], rows)
    tell(summary(book).in_(language))
    tables = [(name, table.title.in_(language)) for name, table in book.tables.items()]
    print_table([heading.in_(language) for heading in TABLES], tables)
    for problem in (*book.problems, *due):
        tell(f"! {problem.say(language)}", "yellow")


def show(
    rule: Annotated[
        str,
        typer.Argument(
            help=say(
                "规则编号或名称,如 TRV-R01;标准表的代号或名称,如 接待用餐标准",
                "a rule, such as TRV-R01, or a table, such as lodging_caps; or its title",
            )
        ),
    ],
    on: Annotated[
        date | None,
        typer.Option("--on", **A_DAY, help=say("该日有效的数值;默认今天", "values in force on a day; today")),
    ] = None,
    folder: Own = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Prints the page of a rule: what it says, basis, values in force, its check, examples; or the rows of a table."""
    from costctl.dates import today
    from costctl.rules.explain import explain
    from costctl.rules.own_names import rule_or_table_named

    language = spoken()
    book = book_of(folder)
    name = rule_or_table_named(book, rule)
    if name in book.tables:
        show_table(book, name, on or today(), language, json=json)
        return EXIT_DONE
    page = explain(book, name, on or today(), controls_of(folder))
    if json:
        print_json(page_document(page, language))
    else:
        print_page(page, book, language)
    return EXIT_DONE


def examples(
    rules: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help=say("规则编号或名称", "rule ids or titles"))
    ] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help=say("另列例子未能钉住之处", "also what the examples fail to pin down"))
    ] = False,
    folder: Own = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Runs every example through the same compiled rule as the data; exit code 1 where one fails or is weak."""
    from costctl.rules.examples import Trials, failures, run_examples
    from costctl.rules.weak import weaknesses

    language = spoken()
    book = book_of(folder)
    trials = Trials(book)
    tried = run_examples(book, rules or (), trials=trials)
    wrong = failures(tried)
    found = weaknesses(book, rules or (), trials=trials) if weak else []
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


def schema(_folder: AnyFolder = None, _lang: Lang = None, _json: Json = False) -> int:
    """Prints the JSON schema of a rule file, for editors that check while one writes."""
    from costctl.rules.schema import rule_schema

    print_json(rule_schema())
    return EXIT_DONE
