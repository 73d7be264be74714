"""Which state of the ledger a page shows, and what was read of it already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from costctl import workflow
from costctl.errors import LedgerDamaged, LedgerNotFound
from costctl.ledger import snapshot as snapshots
from costctl.ledger.ledger import Ledger
from costctl.settings import FILE as SETTINGS

KEPT = 200
"""Answers kept of each kind of question."""

Answer = TypeVar("Answer")


def remembered(ask: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keeps what `ask` says of the ledger in a folder until there is a newer snapshot, or other settings or own rules."""

    @st.cache_data(show_spinner=False, max_entries=KEPT)
    @wraps(ask)
    def kept(*given: Any, own_files: tuple[int, int], **named: Any) -> Answer:  # noqa: ARG001 - keyed by it
        return ask(*given, **named)

    @wraps(ask)
    def asked(folder: str, *given: Any, **named: Any) -> Answer:
        return kept(folder, *given, own_files=own_files(folder), **named)

    return asked


def own_files(folder: str) -> tuple[int, int]:
    """What tells that the bureau has changed its settings or its own rules: the newest change, and how many files."""
    own = Path(folder)
    files = [own / SETTINGS, *(own / "rules").rglob("*")]
    return max(path.stat().st_mtime_ns for path in files), len(files)


class SnapshotMoved(Exception):
    """A newer snapshot was published while the page was being made."""


def newest(folder: str) -> str:
    """The name of the newest snapshot; LedgerNotFound or LedgerDamaged where there is none."""
    found = snapshots.newest(Path(folder))
    if found:
        return found[0]
    if (Path(folder) / snapshots.FOLDER).is_dir():
        raise LedgerDamaged("ledger.no_snapshot", where=folder)
    raise LedgerNotFound("ledger.not_found", where=folder)


def time_of(snapshot: str) -> str:
    """When a snapshot was published, as its name says."""
    return datetime.strptime(snapshot[:15], "%Y%m%dT%H%M%S").isoformat(" ", "minutes")


@contextmanager
def reading(folder: str, snapshot: str) -> Iterator[Ledger]:
    """The ledger as the page shows it."""
    with workflow.open_ledger(folder) as ledger:
        if ledger.snapshot != snapshot:
            raise SnapshotMoved
        yield ledger
