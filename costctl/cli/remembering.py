"""Commands that look back: the history (who changed what, when and why), and what revisions replaced."""

import json as json_text
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Text
from costctl.choices import ACTIONS
from costctl.cli.options import A_DAY, HERE, Csv, Folder, Json, Lang, choices, reading
from costctl.cli.printing import EXIT_DONE, Columns, print_frame, print_json, tell
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

COLUMNS: Columns = {
    "seq": Text("序号", "no"),
    "when": Text("时间", "when"),
    "actor": Text("操作人", "who"),
    "action_name": Text("事项", "kind"),
    "what": Text("内容", "what"),
    "reason": Text("理由", "why"),
}
FILED: Columns = {**COLUMNS, "detail": Text("明细", "detail"), "hash": Text("链值", "hash")}
REPLACED: Columns = {
    "batch": Text("批次", "batch"),
    "file": Text("文件", "file"),
    "row": Text("行", "row"),
    "kind_name": Text("种类", "kind"),
    "key": Text("记录", "record"),
    "column_name": Text("列", "column"),
    "before": Text("原为", "before"),
    "after": Text("改为", "after"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("history", help=say("账本的历史:谁、何时、改了什么、为何", "who changed what, when and why"))(history)
    app.command("revisions", help=say("更正:哪些记录被替换,原为、改为", "what revisions replaced, cell by cell"))(
        revisions
    )


def history(
    from_: Annotated[date | None, typer.Option("--from", **A_DAY, help=say("从这天起", "from this day on"))] = None,
    to: Annotated[date | None, typer.Option("--to", **A_DAY, help=say("到这天止", "to this day"))] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", help=say("只要这种事项", "this kind of entry alone") + choices(ACTIONS)),
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="NAME",
            help=say(
                "只要涉及它的:批次、文件、退回行、检查、规则、规则.参数或表",
                "what concerns this batch, file, rejected row, run, rule, RULE.parameter or table",
            ),
        ),
    ] = None,
    csv: Csv = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists the entries of the history in order: imports, undos, checks, own values, changes of the rule book."""
    from costctl import entries, workflow
    from costctl.export import write_csv

    with reading(folder) as ledger:
        frame = entries.history(ledger, from_=from_, to=to, action=action, about=about)
        told = entries.in_words(frame, workflow.rulebook_of(ledger), spoken(), about=about)
        snapshot = ledger.snapshot
    if csv:
        write_csv(told, csv, headers={name: heading.in_(spoken()) for name, heading in FILED.items()})
    if json:
        print_json({"snapshot": snapshot, "entries": [_document(entry) for entry in frame.to_dicts()]})
    else:
        _print(told)
    return EXIT_DONE


def _document(entry: dict[str, object]) -> dict[str, object]:
    return {**entry, "detail": json_text.loads(str(entry["detail"]))}


def _print(told: "pl.DataFrame") -> None:
    if told.is_empty():
        tell(say("没有符合条件的历史记录", "no entry of the history fits"))
        return
    print_frame(told, COLUMNS, spoken())


def revisions(
    batch: Annotated[
        str | None, typer.Argument(help=say("只看这个批次,如 B000012", "of this batch alone, such as B000012"))
    ] = None,
    csv: Csv = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists each cell of a revised record that says something else now, and what it said before."""
    from costctl.entries import revisions_in_words
    from costctl.export import write_csv

    with reading(folder) as ledger:
        frame = ledger.revisions(batch)
    told = revisions_in_words(frame, spoken())
    if csv:
        write_csv(told, csv, headers={name: heading.in_(spoken()) for name, heading in REPLACED.items()})
    if json:
        print_json({"revisions": frame.to_dicts()})
    else:
        print_frame(told, REPLACED, spoken())
    return EXIT_DONE
