"""The language a command speaks: chosen before its help is built, so that help is in one language too."""

import os
import sys
from collections.abc import Sequence
from typing import get_args

from costctl.bilingual import Language, Text


def chosen_language(arguments: Sequence[str] | None = None) -> Language | None:
    """What `--lang` says, else the environment variable COSTCTL_LANG, else None: the ledger's own setting decides."""
    arguments = sys.argv[1:] if arguments is None else arguments
    said = os.environ.get("COSTCTL_LANG")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            said = arguments[place + 1]
        elif argument.startswith("--lang="):
            said = argument.partition("=")[2]
    return next((language for language in get_args(Language) if language == said), None)


def say(zh: str, en: str) -> str:
    """The text in the language of this run's help and headings; Chinese unless English was asked for."""
    return Text(zh, en).in_(chosen_language() or "zh")
