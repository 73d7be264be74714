"""What the pages read, kept per snapshot: the library does the work, this remembers the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import polars as pl
import streamlit as st

from costctl import workflow
from costctl.bilingual import Language
from costctl.budget import overview as overviews
from costctl.budget import standing
from costctl.budget.drill import DRILL_SCHEMA, drill_down
from costctl.budget.reference import departments as known_departments
from costctl.budget.reference import named
from costctl.budget.standing import LastRun
from costctl.budget.variance import variance as compute_variance
from costctl.errors import LedgerDamaged, LedgerNotFound
from costctl.ledger import snapshot as snapshots
from costctl.ledger.ledger import Ledger
from costctl.rules import findings as stored
from costctl.rules.library import Rulebook
from costctl.values import Finding

KEPT = 200
"""Answers kept of each kind of question; a newer snapshot asks anew."""

remembered = st.cache_data(show_spinner=False, max_entries=KEPT)


class SnapshotMoved(Exception):
    """A newer snapshot was published while the page was being made."""


def newest(folder: str) -> str:
    """The name of the newest snapshot; LedgerNotFound or LedgerDamaged where there is none."""
    found = snapshots.newest(Path(folder))
    if found:
        return found[0]
    if (Path(folder) / snapshots.FOLDER).is_dir():
        raise LedgerDamaged("ledger.no_snapshot", where=folder)
    raise LedgerNotFound("ledger.not_found", where=folder, folder=folder)


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


@remembered
def years(folder: str, snapshot: str) -> list[int]:
    """The years that the ledger holds."""
    with reading(folder, snapshot) as ledger:
        return standing.years(ledger)


@remembered
def departments(folder: str, snapshot: str) -> dict[str, str]:
    """The names of departments by code; empty for one that is not registered."""
    with reading(folder, snapshot) as ledger:
        frame = known_departments(ledger)
    return {code: name or "" for code, name in frame.select("department", "department_name").iter_rows()}


@remembered
def last_run(folder: str, snapshot: str) -> LastRun | None:
    """The last run of every rule."""
    with reading(folder, snapshot) as ledger:
        return standing.last_run(ledger)
