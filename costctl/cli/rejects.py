"""Commands on the rows that no import understood. The library is imported when a command runs."""

from typing import Annotated

import typer

from costctl.cli.options import HERE, Folder, Json, Lang, Wait, reading
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, print_json, tell
from costctl.cli.usage import App
from costctl.cli.words import say, spoken


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    rejects = App(help=say("未能读懂、尚未更正的行", "rows not understood and not yet corrected"))
    rejects.callback(invoke_without_command=True)(list_rejects)
    rejects.command("close", help=say("写明原因后关闭一行", "close one by hand, with a reason"))(close_reject)
    app.add_typer(rejects, name="rejects")


def list_rejects(
    context: typer.Context,
    folder: Folder = HERE,
    open_only: Annotated[
        bool, typer.Option("--open", help=say("只看尚未更正的", "only those not yet corrected"))
    ] = False,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists rejected rows with their place, what was found and what to do."""
    if context.invoked_subcommand:
        return EXIT_DONE
    from costctl.cli.receipts import print_rejects, reject_documents

    with reading(folder) as ledger:
        language = spoken()
        frame = ledger.rejects(open_only=open_only)
    if json:
        print_json({"rejects": reject_documents(frame, language)})
    else:
        print_rejects(frame, language)
    return EXIT_ACT if (frame["status"] == "open").any() else EXIT_DONE


def close_reject(
    reject: Annotated[str, typer.Argument(help=say("编号,如 J000003", "id, such as J000003"))],
    reason: Annotated[str, typer.Option("--reason", help=say("关闭原因", "why"))],
    folder: Folder = HERE,
    wait: Wait = 30.0,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Closes a rejected row by hand; the reason goes into the history."""
    from costctl import workflow

    with workflow.open_ledger(folder, "write", wait=wait) as ledger:
        ledger.close_reject(reject, reason)
    if json:
        print_json({"reject": reject, "reason": reason})
    else:
        tell(say(f"已关闭 {reject}", f"closed {reject}"))
    return EXIT_DONE
