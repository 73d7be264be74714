"""Commands that show the rule book: rules list, show, examples, schema."""

import typer


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
