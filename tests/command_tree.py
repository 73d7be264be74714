"""Every command of the command line, found by walking it."""

from collections.abc import Iterator

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from costctl.cli.app import app


def commands() -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Every command that does something, with the words that call it."""

    def below(words: str, command: TyperCommand | TyperGroup) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
        if not isinstance(command, TyperGroup):
            yield words, command
            return
        if command.invoke_without_command or any(parameter.name != "help" for parameter in command.params):
            yield words, command
        for name, inner in command.commands.items():
            yield from below(f"{words} {name}", inner)

    yield from below("costctl", get_command(app))
