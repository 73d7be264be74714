"""Commands on import layouts. The library is imported when a command runs."""

from pathlib import Path
from typing import Annotated

import typer

from costctl.cli.options import AnyFolder, Json, Lang, here_if_ledger, is_ledger, reading
from costctl.cli.printing import EXIT_DONE, print_document, print_json, problem_document, tell
from costctl.cli.usage import App
from costctl.cli.words import say, spoken
from costctl.errors import InputError, Problem


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    layouts = App(no_args_is_help=True, help=say("导入版式", "import layouts"))
    layouts.command("list", help=say("列出版式", "list layouts"))(list_layouts)
    layouts.command("draft", help=say("为不认识的文件起草版式", "draft a layout for an unknown file"))(draft)
    app.add_typer(layouts, name="layouts")


def list_layouts(
    folder: AnyFolder = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Lists the shipped layouts and, with a ledger, the bureau's own."""
    from costctl import recognition

    folder = folder or here_if_ledger()
    if folder:
        with reading(folder):
            pass  # LedgerNotFound for a folder that holds none
    problems: list[Problem] = []
    known, language = recognition.layouts(folder, problems), spoken()
    rows = [{"layout": one.id, "kind": one.kind, "title": one.title} for one in known]
    if json:
        print_json({"layouts": rows, "problems": [problem_document(one, language) for one in problems]})
        return EXIT_DONE
    from costctl.cli.printing import print_table

    headers = [say("版式", "layout"), say("种类", "kind"), say("说明", "what it is")]
    print_table(headers, [[one.id, one.record_kind.title.in_(language), one.title.in_(language)] for one in known])
    for problem in problems:
        tell(f"! {problem.say(language)}", "yellow")
    return EXIT_DONE


def draft(
    file: Annotated[Path, typer.Argument(help=say("不认识的文件", "a file that fits no layout"))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("保存为;默认打印", "where to write; printed by default"))
    ] = None,
    _folder: AnyFolder = None,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Proposes a layout for a file that nobody knows, to be corrected and put into the ledger's rules/layouts/."""
    from costctl.export import put
    from costctl.sources.draft import draft_layout

    if output and output.exists():
        raise InputError("layout.exists", where=str(output))
    text = draft_layout(file)
    if output:
        put(output, lambda memory: memory.write(text.encode()))
    if json:
        print_json({"file": str(output) if output else None, "layout": text})
    elif output:
        tell(say(f"已生成 {output};", f"wrote {output}; ") + _next(output.resolve().parent))
    else:
        print_document([text])
    return EXIT_DONE


def _next(folder: Path) -> str:
    """What to do with a draft that was written to a folder."""
    if folder.match("rules/layouts") and is_ledger(folder.parent.parent):
        return say("请核对,改好后重新导入文件", "check it, then import the file again")
    return say("核对后放入账本的 rules/layouts/", "check it, then put it into rules/layouts/ of the ledger")
