"""Typer in the words of costctl: its help in the language of the run, and a mistake in a command as a problem."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from costctl.cli.words import say
from costctl.errors import InputError
from costctl.mistakes import closest

rich_utils.ARGUMENTS_PANEL_TITLE = say("参数", "Arguments")
rich_utils.OPTIONS_PANEL_TITLE = say("选项", "Options")
rich_utils.COMMANDS_PANEL_TITLE = say("命令", "Commands")
rich_utils.DEFAULT_STRING = say("[默认:{}]", "[default: {}]")
rich_utils.ENVVAR_STRING = say("[环境变量:{}]", "[env var: {}]")
rich_utils.REQUIRED_LONG_STRING = say("[必填]", "[required]")


def _folded(made: Callable[..., Any]) -> Callable[..., Any]:
    """Chinese has no blanks: a clause longer than its cell is broken over lines; rich would cut it off with `…`."""

    def make(**given: Any) -> Any:
        text = made(**given)
        text.overflow = "fold"
        return text

    return make


rich_utils._make_rich_text = _folded(rich_utils._make_rich_text)

TYPES = {
    "bool": ("", ""),
    "str": ("文字", "TEXT"),
    "list[str]": ("文字", "TEXT"),
    "int": ("整数", "NUMBER"),
    "int range": ("整数", "NUMBER"),
    "float range": ("数", "NUMBER"),
    "path": ("路径", "PATH"),
    "date": ("年-月-日", "YYYY-MM-DD"),
}
"""What typer calls a type, and what a person does."""

ARGUMENTS = {
    "batch": "批次", "draft": "草案", "file": "文件", "files": "文件",
    "finding": "问题", "folder": "文件夹", "kind": "种类", "kinds": "种类",
    "name": "名称", "reject": "编号", "rule": "规则", "rules": "规则", "values": "数值",
}  # fmt: skip
"""What arguments are called in Chinese."""


class _Worded:
    """What commands and groups have in common: usage, types and `--help` in the language of the run."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [say("[选项]", "[OPTIONS]") if piece == "[OPTIONS]" else piece for piece in pieces]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), say("用法:", "Usage: "))

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name == "help":
                param.help = say("显示本说明", "show this message")
            param.display_type_rich = partial(type_in_words, param)
            param._get_number_range_help_str = partial(range_in_words, param)
            if param.param_type_name == "argument":
                own = vars(param).setdefault("metavar_as_written", param.metavar)
                param.metavar = say(ARGUMENTS.get(param.name, own), own)
        return params


class Command(_Worded, TyperCommand):
    """A command."""


class Stopped(Exception):
    """Ctrl+C, which typer would make an exit code of without a word."""


class Group(_Worded, TyperGroup):
    """A command with commands below it."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; Stopped, from the interrupt itself, on Ctrl+C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Stopped from error

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; InputError `usage.unknown_command` names the nearest."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise InputError("usage.unknown_command", found=args[0], suggestion=closest(args[0], self.commands))
        return super().resolve_command(ctx, args)


class App(typer.Typer):
    """A Typer app whose commands and groups are the above."""

    def __init__(self, **given: Any) -> None:
        super().__init__(cls=Group, subcommand_metavar=say("命令 …", "COMMAND …"), **given)

    def command(self, name: str | None = None, **given: Any) -> Callable[[Any], Any]:
        """Registers a command."""
        return super().command(name, cls=Command, **given)


def type_in_words(param: Any, ctx: Any) -> str:
    """What a parameter takes: its choices, or its type."""
    said = str(param.display_type(ctx)).strip("<>")
    return say(*TYPES[said]) if said in TYPES else said.replace("|", " | ")


def range_in_words(param: Any) -> str | None:
    """The numbers that a parameter takes; None where any will do."""
    least, most = param.min, param.max
    if most is not None:
        return say(f"{least} 至 {most}", f"{least} to {most}")
    return None if least is None else say(f"不小于 {least}", f"{least} or more")


def is_help(error: TyperException) -> bool:
    """Whether a command without its command has printed its help instead."""
    return type(error).__name__ == "NoArgsIsHelpError"


def understood(error: TyperException, arguments: Sequence[str]) -> InputError:
    """What typer did not understand of the arguments, in the words of the catalogue."""
    given: Any = error
    match type(error).__name__:
        case "NoSuchOption":
            return _no_option(given, arguments)
        case "MissingParameter":
            return InputError("usage.missing", found=_name(given.param))
        case "BadParameter" if given.param is not None:
            return InputError("usage.value", found=_input(given), option=_name(given.param), expected=_expected(given))
        case "BadOptionUsage":
            return InputError("usage.option_value", found=given.option_name)
    if extra := re.fullmatch(r"Got unexpected extra argument\S* \((.*)\)", error.format_message()):
        return InputError("usage.extra", found=extra[1])
    return InputError("usage.wrong", found=error.format_message())


def _no_option(error: Any, arguments: Sequence[str]) -> InputError:
    """An option that there is not; a number below zero looks like one."""
    name = error.option_name
    if re.match(r"-[0-9.]", name):
        return InputError("usage.minus", found=next((word for word in arguments if word.startswith(name)), name))
    near = ", ".join(error.possibilities or ()) or closest(name, _options(error.ctx))
    return InputError("usage.unknown_option", found=name, suggestion=near)


def _options(ctx: Any) -> list[str]:
    return [name for param in ctx.command.get_params(ctx) for name in param.opts if name.startswith("--")]


def _name(param: Any) -> str:
    """A parameter as its help calls it."""
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name.upper())


def _input(error: Any) -> str:
    """What was given, as far as typer's own cause tells."""
    cause: Any = error.__cause__
    return str(cause.errors()[0]["input"]) if hasattr(cause, "errors") else str(error.message)


def _expected(error: Any) -> str:
    """What a parameter takes: its choices, or its type and range."""
    limits = range_in_words(error.param)
    kind = type_in_words(error.param, error.ctx).replace(" |", ",")
    return f"{kind} {limits}" if limits else kind
