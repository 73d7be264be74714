"""The command line: one Typer app, its exit codes, and the one place where an exception becomes a message."""

import os
import sys
from importlib import metadata
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from costctl.bilingual import speaking
from costctl.cli import (
    checking,
    findings,
    importing,
    layouts,
    making,
    measuring,
    planning,
    publishing,
    reconciling,
    rejects,
    remembering,
    reporting,
    rulebook,
)
from costctl.cli.printing import EXIT_DONE, EXIT_INPUT, print_json, print_problem, problem_document, tell
from costctl.cli.usage import App, Stopped, is_help, understood
from costctl.cli.words import CANCELLED, INTERRUPTED, UNREAD, language_of, say, spoken
from costctl.errors import Cancelled, CostctlError, as_ours

app = App(
    name="costctl",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "导入公务卡、差旅、会议等记录,按有依据的标准检查,给出各单位的预算执行差异。",
        "Imports official-card, travel and meeting records, checks them against dated rules, shows each department's "
        "variance.",
    ),
    epilog=say(
        "退出码:0 完成且无待办;1 完成但有待办(退回的行、发现的问题);2 请求或输入不可理解,未改动;"
        "3 故障或账本被占用,未改动。",
        "Exit codes: 0 done; 1 done, with something to act on; 2 request or input not understood, nothing changed; "
        "3 a fault or a lock, nothing changed.",
    ),
)


def print_version(asked: bool) -> None:
    """Prints the version and ends, where it is asked for."""
    if asked:
        tell(f"costctl {metadata.version('costctl')}")
        raise typer.Exit


@app.callback()
def costctl(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help=say("显示版本", "print the version")),
    ] = False,
) -> None:
    """What can be asked without a command."""


for group in (
    making, importing, rejects, layouts, checking, findings, planning, reporting, measuring, reconciling, publishing,
    remembering, rulebook,
):  # fmt: skip
    group.add_to(app)


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal in GBK has no ✓: no reason to fail after the work is done
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the interpreter has nothing to flush
        code = UNREAD
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code of one command; whatever goes wrong becomes one message, never a traceback."""
    with speaking(language_of(arguments)):
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    try:
        code = app(arguments, standalone_mode=False)
    except typer.Exit as error:
        return error.exit_code
    except TyperException as error:
        return EXIT_INPUT if is_help(error) else failed(understood(error, arguments), arguments)
    except (typer.Abort, KeyboardInterrupt, Stopped) as error:
        tell(cancelled(error.__cause__), error=True)
        return INTERRUPTED
    except SystemExit:  # how rich and typer end, with 1, where a pipe is closed
        return UNREAD
    except Exception as error:
        return failed(as_ours(error), arguments)
    return code if isinstance(code, int) else EXIT_DONE


def cancelled(stopped: BaseException | None) -> str:
    """That the command was stopped, and what that means for the ledger it was writing to."""
    if not isinstance(stopped, Cancelled):
        return CANCELLED.in_(spoken())
    if stopped.is_changed:
        return say(
            "已取消。此前做完的已在账本里,见 costctl history",
            "cancelled; what was done before is in the ledger, see: costctl history",
        )
    return say("已取消,账本未改动", "cancelled, the ledger is unchanged")


def failed(error: CostctlError, arguments: list[str]) -> int:
    """Says what went wrong, as JSON where JSON was asked for; the exit code."""
    if "--json" in arguments:
        print_json({"error": problem_document(error.problem, spoken())})
    else:
        print_problem(error, spoken())
    return error.exit_code


if __name__ == "__main__":
    main()
