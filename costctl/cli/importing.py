"""Commands that bring records in and take them back: template, import, batches, undo.

The library is imported when a command runs, so that `--help` stays quick.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from costctl.bilingual import Language, Text
from costctl.cli.options import HERE, AnyFolder, Folder, Json, Lang, Wait, reading
from costctl.cli.printing import (
    EXIT_DONE,
    EXIT_FAULT,
    Columns,
    print_frame,
    print_json,
    print_problem,
    problem_document,
    progress,
    tell,
)
from costctl.cli.words import say, spoken
from costctl.errors import Cancelled, Fault, InputError

if TYPE_CHECKING:
    import polars as pl

    from costctl.values import Receipt

Kind = Annotated[
    str | None, typer.Option("--kind", help=say("记录种类;默认按内容识别", "record kind; recognised by default"))
]
LayoutId = Annotated[
    str | None, typer.Option("--layout", help=say("版式编号;默认按内容识别", "layout; recognised by default"))
]

BATCHES: Columns = {
    "batch": Text("批次", "batch"),
    "file": Text("文件", "file"),
    "kind": Text("种类", "kind"),
    "read": Text("读入", "read"),
    "accepted": Text("新增", "accepted"),
    "revised": Text("更正", "revised"),
    "already_present": Text("已有", "present"),
    "rejected": Text("退回", "rejected"),
    "status": Text("状态", "status"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("template", help=say("生成空白 Excel 填报模板", "a blank Excel workbook to fill in"))(template)
    app.command("import", help=say("导入文件,每个文件一个批次", "load files, each as one batch"))(import_)
    app.command("batches", help=say("列出导入批次", "list imports"))(batches)
    app.command("undo", help=say("整批撤回一次导入", "take one import back as a unit"))(undo)


def template(
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND]...", help=say("记录种类,如 meetings 或 会议;不写则全部", "record kinds; all if none")
        ),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help=say("保存为", "where to write"))] = Path(
        "template.xlsx"
    ),
    force: Annotated[
        bool, typer.Option("--force", help=say("覆盖已有的文件", "overwrite a file that is there"))
    ] = False,
    _folder: AnyFolder = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Writes the Chinese templates of the named kinds into one workbook."""
    from costctl.export import put, workbook_name
    from costctl.sources.template import write_template

    workbook_name(output)
    if output.exists() and not force:
        raise InputError("export.exists", where=str(output))
    put(output, lambda to: write_template(kinds or None, to))
    if json:
        print_json({"file": str(output)})
    else:
        tell(say(f"已生成 {output}", f"wrote {output}"))
    return EXIT_DONE


def import_(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help=say("文件;- 为标准输入", "files; - is standard input"))
    ],
    folder: Folder = HERE,
    kind: Kind = None,
    layout: LayoutId = None,
    department: Annotated[
        str | None,
        typer.Option(
            "--department", help=say("文件里没有单位列时,归属此单位", "the department of rows that name none")
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只看结果,不写入", "show what would happen; change nothing"))
    ] = False,
    wait: Wait = 30.0,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Reads files and loads each as one batch: all of a file's good rows or, on a fault, none."""
    from costctl import importing, workflow
    from costctl.cli.receipts import exit_code, print_receipts, receipt_document

    sources = [opened(file) for file in files]
    receipts: list[Receipt] = importing.refused(folder, sources)
    unpublished, language = None, spoken()
    open_ledger = workflow.open_trial if dry_run else partial(workflow.open_ledger, mode="write")
    with late(receipts):
        try:
            if not receipts:
                with open_ledger(folder, wait=wait) as ledger, progress(say("导入", "importing")) as bar:
                    receipts += importing.import_files(
                        ledger, sources, kind=kind, layout=layout, department=department, dry_run=dry_run,
                        said=lambda _number, name: bar.update(bar.task_ids[0], description=name),
                    )  # fmt: skip
        except Fault as fault:  # the files are in, but readers do not see them yet
            if not receipts:
                raise
            unpublished = fault
        if json:
            document: dict[str, object] = {"files": [receipt_document(receipt, language) for receipt in receipts]}
            print_json(document | ({"error": problem_document(unpublished.problem, language)} if unpublished else {}))
        else:
            print_receipts(receipts, language, dry_run=dry_run)
            if unpublished:
                print_problem(unpublished, language)
    return EXIT_FAULT if unpublished else exit_code(receipts)


@contextmanager
def late(receipts: Sequence["Receipt"]) -> Iterator[None]:
    """Ctrl+C once the ledger is left: what the receipts say was stored is stored."""
    try:
        yield
    except Cancelled:
        raise
    except KeyboardInterrupt as error:
        raise Cancelled(is_changed=any(receipt.batch for receipt in receipts)) from error


def opened(file: str) -> Path | tuple[str, BinaryIO]:
    """A file named on the command line; `-` is standard input, read to its end."""
    return ("stdin", io.BytesIO(sys.stdin.buffer.read())) if file == "-" else Path(file)


def batches(folder: Folder = HERE, _lang: Lang = None, json: Json = False) -> int:
    """Lists what was imported, newest last, with what became of it."""

    with reading(folder) as ledger:
        frame = ledger.batches()
        language = spoken()
    if json:
        print_json({"batches": frame.to_dicts()})
    else:
        print_batches(frame, language)
    return EXIT_DONE


def print_batches(frame: "pl.DataFrame", language: Language) -> None:
    """The imports as a table, kinds and states in words."""
    import polars as pl

    from costctl.records import kinds

    titles = {name: kind.title.in_(language) for name, kind in kinds().items()}
    states = {"in_force": Text("有效", "in force").in_(language), "undone": Text("已撤回", "undone").in_(language)}
    print_frame(frame.with_columns(pl.col("kind").replace(titles), pl.col("status").replace(states)), BATCHES, language)


def undo(
    batch: Annotated[str, typer.Argument(help=say("批次,如 B000012", "batch, such as B000012"))],
    folder: Folder = HERE,
    wait: Wait = 30.0,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Takes one import back: records that another file also holds stay, earlier versions come back."""
    from costctl import workflow
    from costctl.cli.receipts import print_undone

    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        language = spoken()
        undone = ledger.undo(batch)
    if json:
        print_json(asdict(undone))
    else:
        print_undone(undone, language)
    return EXIT_DONE
