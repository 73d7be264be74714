"""The command that lists what rules cannot judge: findings unassessed."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.cli.options import A_DAY, HERE, Csv, Folder, Json, Lang, reading
from costctl.cli.printing import EXIT_DONE, Columns, print_frame, print_json, progress, tell
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

OneRule = Annotated[
    str | None,
    typer.Argument(
        metavar="[RULE]",
        help=say(
            "规则编号或名称,如 TRV-R01;不写则列出全部规则的概况", "rule id or title, such as TRV-R01; all without one"
        ),
    ),
]
LastJudged = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        **A_DAY,
        help=say("截至日期;默认同该规则的上次检查", "the day to judge by; that of the rule's last check"),
    ),
]


def list_unassessed(
    rule: OneRule = None,
    as_of: LastJudged = None,
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
