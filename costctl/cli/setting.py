"""The command that sets the bureau's own values: rules set."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from costctl.bilingual import Language, Text
from costctl.cli.options import A_DAY, HERE, Folder, Json, Lang, Wait
from costctl.cli.printing import EXIT_DONE, print_json, print_table, problem_document, tell
from costctl.cli.words import say
from costctl.errors import InputError

if TYPE_CHECKING:
    from costctl.own_values import Change
    from costctl.rules.library import Rulebook

SWITCH: dict[str | None, bool] = {
    **dict.fromkeys(("on", "启用", "开", "开启"), True),
    **dict.fromkeys(("off", "停用", "关", "关闭"), False),
}
BESIDE = {"from_": "--from", "to": "--to", "document": "--document", "review_on": "--review-on"}
"""What a value may have beside it, and a switch may not."""
COUNTS = Text("下一次检查起算数。", "It counts from the next check on.")
CORRECTED = Text(
    "已更正,两个值都留在历史里。按原值判断过的问题,到下一次检查为止仍写着原值。",
    "Corrected; the history keeps both values. Findings by the first one say so until the next check.",
)


Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help=say(
            "规则.参数(如 CARD-R09.approval_line)、规则或表(如 reception_meal_caps),也可写名称(如 接待用餐标准)",
            "RULE.parameter (CARD-R09.approval_line), a rule, a table (reception_meal_caps); or the title of one",
        ),
    ),
]
Values = Annotated[
    list[str],
    typer.Argument(
        metavar="VALUE...",
        help=say(
            "数值;on 或 off(启用、停用);或一行的 列=值(如 cap=80,也可写 标准=80元)",
            "a number; on or off; or column=value of a row (cap=80)",
        ),
    ),
]
Reason = Annotated[str, typer.Option("--reason", help=say("理由,记入历史", "why; kept in the history"))]
From = Annotated[date | None, typer.Option("--from", **A_DAY, help=say("起用日期", "the first day it holds"))]
To = Annotated[date | None, typer.Option("--to", **A_DAY, help=say("截止日期,只用于表", "the last day; rows only"))]
Document = Annotated[
    str | None,
    typer.Option("--document", help=say("依据的文件编号;默认本区设定", "number of its document; 本区设定 by default")),
]
ReviewOn = Annotated[
    date | None, typer.Option("--review-on", **A_DAY, help=say("复核日期", "to be looked at again by"))
]
Correct = Annotated[
    bool,
    typer.Option(
        "--correct", help=say("更正自该日起、录错了的本区值", "corrects a slip in the own value from that day")
    ),
]


def add_to(rules: typer.Typer) -> None:
    """Registers the command of this module."""
    rules.command("set", help=say("登记本区自定的数值", "set a value of the bureau's own"))(set_value)


def set_value(
    name: Name,
    values: Values,
    reason: Reason = "",
    from_: From = None,
    to: To = None,
    document: Document = None,
    review_on: ReviewOn = None,
    correct: Correct = False,
    folder: Folder = HERE,
    wait: Wait = 30.0,
    lang: Lang = None,
    json: Json = False,
) -> int:
    """Sets a parameter, switches a tunable rule off or on, or adds a row of the bureau; earlier values stay.

    A slip in an own value is corrected with --correct; the history keeps both.
    """
    from costctl import workflow

    days = {"from_": from_, "to": to, "review_on": review_on}
    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        language = lang or ledger.settings.language
        change = changed(ledger, name, values, {
            **days, "document": document, "reason": reason, "corrects": correct,
        })  # fmt: skip
        book = workflow.rulebook_of(ledger)
    if json:
        said = {name: part for name, part in vars(change).items() if name not in ("book", "warnings")}
        print_json({"set": said, "warnings": [problem_document(one, language) for one in change.warnings]})
    else:
        print_change(change, book, language)
    return EXIT_DONE


def changed(ledger: Any, name: str, values: list[str], options: dict[str, Any]) -> "Change":
    """What the words of the command ask for; InputError where they ask for nothing that there is."""
    from costctl.own_values import set_parameter, set_row, switch_rule

    one = values[0] if len(values) == 1 else None
    if one in SWITCH and not options["corrects"]:
        if beside := [option for given, option in BESIDE.items() if options[given]]:
            raise InputError("set.switch_now", where=name, found=", ".join(beside))
        return switch_rule(ledger, name, on=SWITCH[one], reason=options["reason"])
    cells = {column: cell for column, sign, cell in (value.partition("=") for value in values) if sign}
    if len(cells) == len(values):
        return set_row(ledger, name, cells, **options)
    if one is None or cells or one in SWITCH or options.pop("to"):
        raise InputError("set.how", where=name, found=" ".join(values))
    return set_parameter(ledger, name, one, **options)


def print_change(change: "Change", book: "Rulebook", language: Language) -> None:
    """What holds now and what held before."""
    from costctl.rules.own_words import set_in_words, title_of

    title = title_of(book, change.what)
    rows = [
        (word.in_(language), set_in_words(said or {}, book, language))
        for word, said in ((Text("此前", "before"), change.before), (Text("现在", "now"), change.now))
    ]
    rows.append((Text("写入", "written to").in_(language), change.file))
    print_table(
        [Text("项", "").in_(language), Text("内容", "").in_(language)],
        rows,
        title=f"{change.what}  {title.in_(language) if title else ''}".rstrip(),
    )
    for problem in change.warnings:
        tell(f"! {problem.say(language)}", "yellow")
    tell((CORRECTED if change.is_correction else COUNTS).in_(language))
