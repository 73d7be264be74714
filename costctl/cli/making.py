"""Commands that make and keep a ledger: init, publish, verify, serve, demo."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.cli.options import HERE, Folder, Json, Lang, Wait
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, print_json, problem_document, tell
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    from costctl.ledger.verify import Verification

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help=say("端口", "port"))]


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("init", help=say("新建账本文件夹", "make a ledger folder"))(init)
    app.command("publish", help=say("立即发布快照", "publish a snapshot now"))(publish)
    app.command(
        "verify", help=say("核对历史、原件与数目是否被改动", "show any alteration of history, originals or counts")
    )(verify)
    app.command("serve", help=say("启动网页", "the web front end"))(serve)
    app.command(
        "demo", help=say("用示例区县演示:导入、检查、差异、网页", "a sample ledger: import, check, variance, serve")
    )(demo)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("新文件夹", "a new folder"))],
    name: Annotated[str, typer.Option("--name", help=say("财政局名称", "name of the bureau"))] = "",
    province: Annotated[str, typer.Option("--province", help=say("省", "province"))] = "云南",
    city: Annotated[str, typer.Option("--city", help=say("州(市)", "city"))] = "",
    district: Annotated[str, typer.Option("--district", help=say("区县", "district"))] = "",
    currency: Annotated[
        str, typer.Option("--currency", help=say("账本币种", "the ledger's currency, ISO 4217"))
    ] = "CNY",
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Makes a ledger folder; refuses one that is not empty."""
    from costctl import workflow
    from costctl.errors import Problem
    from costctl.settings import read_settings

    workflow.make_ledger(
        folder, name=name, province=province, city=city, district=district, currency=currency, language=spoken()
    )
    chain = read_settings(folder).jurisdictions
    warnings = [] if set(chain) - {"本区", "中央"} else [Problem("settings.no_provincial", found=province)]
    if json:
        said = [problem_document(one, spoken()) for one in warnings]
        print_json({"ledger": str(folder), "jurisdictions": chain, "warnings": said})
    else:
        tell(say(f"标准依次取自:{'、'.join(chain)}", f"standards are looked up in this order: {', '.join(chain)}"))
        for problem in warnings:
            tell(f"! {problem.say(spoken())}", "yellow")
        tell(say(f"已新建账本 {folder}。下一步:costctl import 文件 --ledger {folder}",
                 f"made the ledger {folder}; next: costctl import FILE --ledger {folder}"))  # fmt: skip
    return EXIT_DONE


def publish(folder: Folder = HERE, wait: Wait = 30.0, _lang: Lang = None, json: Json = False) -> int:
    """Publishes a consistent copy that readers take from now on."""
    from costctl import workflow

    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        snapshot = ledger.publish()
    if json:
        print_json({"snapshot": snapshot})
    else:
        tell(say(f"已发布快照 {snapshot}", f"published {snapshot}"))
    return EXIT_DONE


def verify(
    folder: Folder = HERE,
    head: Annotated[
        str | None, typer.Option("--head", help=say("另存的链头", "a head of the chain kept outside"))
    ] = None,
    wait: Wait = 30.0,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Recomputes the chain of the history, the originals' digests and every batch's counts and sums.

    A folder that cannot be written is compared by its newest snapshot, which is named.
    """
    from costctl import workflow

    mode: workflow.Mode = "write" if workflow.is_writable(folder) else "read"
    with workflow.open_ledger(folder, mode, wait=wait) as ledger:
        language, snapshot, is_behind = spoken(), ledger.snapshot, ledger.is_behind
        verification = ledger.verify(head)
    if json:
        print_json(
            {
                "snapshot": snapshot,
                "is_behind": is_behind,
                "agrees": verification.agrees,
                "head": verification.head,
                "entries": verification.entries,
                "batches": verification.batches,
                "originals": verification.originals,
                "not_compared": verification.not_compared,
                "problems": [problem_document(problem, language) for problem in verification.problems],
            }
        )
    else:
        if snapshot:
            tell(say(f"文件夹只读,核对的是副本 {snapshot}", f"the folder is read-only; compared: the copy {snapshot}"))
        if is_behind:
            tell(
                say("! 账本里有这份副本还没有的改动,未核对", "! the ledger has a change that this copy lacks"), "yellow"
            )
        print_verification(verification, language)
    return EXIT_DONE if verification.agrees else EXIT_ACT


def print_verification(verification: "Verification", language: Language) -> None:
    """What was compared, what differs, and the head to keep outside."""
    compared = Text(
        "已核对:历史 {v.entries} 条,批次 {v.batches} 个,原件 {v.originals} 份",
        "compared: {v.entries} entries of history, {v.batches} batches, {v.originals} originals",
    )
    tell(compared.format(v=verification).in_(language))
    for problem in verification.problems:
        tell(f"✗ {problem.say(language)}", "red")
    if verification.agrees:
        tell(Text("✓ 一致,未见改动", "✓ everything agrees").in_(language), "green")
    tell(Text("链头(请另存):", "head (keep it outside): ").in_(language) + verification.head)


def serve(
    folder: Folder = HERE,
    host: Annotated[str, typer.Option("--host", help=say("监听地址", "address to listen on"))] = "127.0.0.1",
    port: Port = 8501,
    _lang: Lang = None,
) -> int:
    """Serves the pages over the newest snapshot until interrupted."""
    from costctl.cli.serving import serve_pages

    return serve_pages(folder, host, port)


def demo(
    port: Port = 8501,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=say("不启动网页", "do not serve"))] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--ledger", help=say("示例账本放在此新文件夹;默认临时文件夹", "a new folder; a temporary one by default")
        ),
    ] = None,
    _lang: Lang = None,
) -> int:
    """Makes a sample ledger, imports the sample files, checks, prints the variance, serves."""
    from costctl.cli.demonstration import demonstrate

    return demonstrate(folder, port=port, serve=not no_serve, language=spoken())
