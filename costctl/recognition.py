"""Files that people give, recognised with the layouts of a ledger; of several, which is to be loaded before which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from costctl.errors import Problem
from costctl.records import kinds
from costctl.settings import Settings
from costctl.shipped import shipped
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.read import read_source
from costctl.sources.reading import name_of
from costctl.values import Batch, Doubt

Said = Callable[[int, str], None]
"""Told the place and name of each file before it is read, and before it is loaded."""
HELD_BYTES = 64 * 2**20
"""So large are the workbooks, together, that stay in memory from when they are recognised until they are loaded."""


@dataclass(frozen=True)
class Given:
    """A file that a person has given, and what that person says of it."""

    name: str
    content: Path | bytes
    kind: str | None = None
    layout: str | None = None
    department: str | None = None


def layouts(folder: Path | None = None, problems: list[Problem] | None = None) -> list[Layout]:
    """The shipped layouts, with those of the bureau whose ledger folder is given.

    A file with a mistake is left out, and what is wrong with it appended to `problems`.
    """
    own = [folder / "rules" / "layouts"] if folder else []
    return load_layouts(shipped("rules") / "layouts", *own, problems=[] if problems is None else problems)


@dataclass(frozen=True)
class Reader:
    """Reads files for one ledger."""

    layouts: Sequence[Layout]
    currency: str
    doubts: tuple[Doubt, ...]
    """What is to be said with every file: of each layout of the bureau that has a mistake, what is wrong with it."""

    @classmethod
    def of(cls, folder: Path, settings: Settings) -> "Reader":
        """With the layouts as they are now."""
        problems: list[Problem] = []
        known = layouts(folder, problems)
        left_out = (Doubt("layout.left_out", about={"why": one.say("en"), "why_zh": one.say("zh")}) for one in problems)
        return cls(known, settings.currency, tuple(left_out))

    def read(self, file: Given) -> Batch:
        """The file as a batch; SourceError or InputError where it cannot be read."""
        return read_source(
            file.name,
            file.content,
            kind=file.kind,
            layout=file.layout,
            department=file.department,
            layouts=self.layouts,
            currency=self.currency,
        )


def read_ahead(reader: Reader, files: Sequence[Given], said: Said) -> tuple[list[frozenset[str]], dict[int, Batch]]:
    """Of each file the kinds it holds, none where it cannot be read; and the batches, to be read once.

    Of workbooks, whose rows come into memory with the batch, only the first and what HELD_BYTES allow are kept.
    """
    found: list[frozenset[str]] = []
    batches: dict[int, Batch] = {}
    held = 0
    for number, file in enumerate(files):
        said(number, name_of(file.name))
        try:
            batch = reader.read(file)
        except Exception:  # its receipt says why
            found.append(frozenset())
            continue
        found.append(frozenset(sheet.kind for sheet in batch.sheets if sheet.kind))
        size = batch.content.size if any(sheet.sheet is not None for sheet in batch.sheets) else 0
        if not held or held + size <= HELD_BYTES:
            batches[number] = batch
            held += size
    return found, batches


def in_order(found: Sequence[frozenset[str]]) -> list[int]:
    """The files in an order in which each sees the registers that it names, given the kinds that each holds.

    Two files of one kind keep their order: what is given last corrects what is given first. Only records without a key,
    which nothing corrects, may change places.
    """
    places = {name: place for place, name in enumerate(kinds())}
    corrected = {name for name, kind in kinds().items() if kind.key}
    order: list[int] = []
    for number, own in enumerate(found):
        place = len(order)
        for before in reversed(range(len(order))):
            others = found[order[before]]
            if own & others & corrected:
                break
            if _first(own, places) < _first(others, places):
                place = before
        order.insert(place, number)
    return order


def _first(own: frozenset[str], places: dict[str, int]) -> int:
    """The place of what others refer to; one that cannot be read is last."""
    return min((places[name] for name in own), default=len(places))
