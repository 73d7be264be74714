"""What the pages ask of the library. What it answers is remembered: page_memory.py."""

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import streamlit as st
from page_memory import SnapshotMoved, own_files, reading, remembered

from costctl import entries, standards, workflow
from costctl.bilingual import Language
from costctl.budget import overview as overviews
from costctl.budget import standing
from costctl.budget.behind import records_behind
from costctl.budget.drill import Figure, drill_down
from costctl.budget.metrics import metrics as compute_metrics
from costctl.budget.notes import with_gaps
from costctl.budget.reference import departments as known_departments
from costctl.budget.shown_metrics import in_words as metrics_in_words
from costctl.budget.standing import LastRun
from costctl.budget.variance import variance_with_gaps as compute_variance
from costctl.dates import at_bureau
from costctl.disclosure import open_data
from costctl.disclosure.figures import Disclosure
from costctl.disclosure.figures import disclosure as compute_disclosure
from costctl.errors import DataFileError, Problem
from costctl.reconciliation.matching import Tolerance
from costctl.reconciliation.reconcile import Reconciliation, reconcile
from costctl.reconciliation.words import LISTS
from costctl.reconciliation.words import readable as in_list
from costctl.rules import findings as stored
from costctl.rules import readable, unassessed
from costctl.rules.compare import Comparison
from costctl.rules.controls import Arrangement, arrangement
from costctl.rules.edits import edited as edited_values
from costctl.rules.examples import Tried, run_examples
from costctl.rules.library import Rulebook
from costctl.rules.own_rows import own_rows as stored_rows
from costctl.rules.states import states as run_states
from costctl.rules.states import states_said
from costctl.rules.tables import Row
from costctl.settings import read_settings
from costctl.values import Finding


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


def rulebook(folder: str) -> Rulebook:
    """The rule book in force: read again when the bureau's own files or settings change."""
    return _rulebook(folder, own_files(folder))


@st.cache_resource(show_spinner=False, max_entries=2)
def _rulebook(folder: str, own_files: tuple[int, int]) -> Rulebook:  # noqa: ARG001 - keyed by it
    return workflow.rulebook(Path(folder), read_settings(Path(folder)))


@remembered
def overview(
    folder: str, snapshot: str, year: int, as_of: date, department: str | None, language: Language
) -> pl.DataFrame:
    """A row a control."""
    with reading(folder, snapshot) as ledger:
        book = rulebook(folder)
        return overviews.overview(ledger, book, year=year, as_of=as_of, department=department, language=language)


@remembered
def worst_departments(folder: str, snapshot: str, year: int, as_of: date, language: Language) -> pl.DataFrame:
    """The departments furthest over, and in words what their spending lacks."""
    with reading(folder, snapshot) as ledger:
        return with_gaps(ledger, overviews.worst_departments(ledger, year=year, as_of=as_of), language)


@remembered
def open_elsewhere(folder: str, snapshot: str, year: int, department: str | None) -> dict[int, int]:
    """How many findings dated in other years are open, by year."""
    with reading(folder, snapshot) as ledger:
        return standing.open_elsewhere(ledger, year, department)


@remembered
def outcomes(folder: str, snapshot: str, language: Language) -> pl.DataFrame:
    """A row a rule: how its subjects came out."""
    with reading(folder, snapshot) as ledger:
        return standing.outcomes(ledger, rulebook(folder), language=language)


@remembered
def edited(folder: str, snapshot: str, rule: str) -> list[Problem]:
    """A warning for each own value of a rule that was changed where it stood."""
    book = rulebook(folder)
    with reading(folder, snapshot) as ledger:
        return edited_values(ledger, book, [book.rules[rule]])


@remembered
def variance(
    folder: str,
    snapshot: str,
    year: int,
    as_of: date,
    department: str | None,
    by: tuple[str, ...],
    language: Language,
) -> pl.DataFrame:
    """Budget against actual, with the names of items and what to note."""
    frame = _variance(folder, snapshot, year, as_of, department, by)
    with reading(folder, snapshot) as ledger:
        return overviews.variance_in_words(ledger, frame, language, by=by, year=year, as_of=as_of)


@remembered
def _variance(
    folder: str, snapshot: str, year: int, as_of: date, department: str | None, by: tuple[str, ...]
) -> pl.DataFrame:
    with reading(folder, snapshot) as ledger:
        return compute_variance(ledger, year=year, as_of=as_of, department=department, by=by)


@remembered
def metrics(
    folder: str, snapshot: str, year: int, as_of: date, department: str | None, language: Language
) -> pl.DataFrame:
    """Every metric of every department and of all together, or of one department, in words."""
    frame = _metrics(folder, snapshot, year, as_of, department)
    with reading(folder, snapshot) as ledger:
        frame = metrics_in_words(ledger, frame, language)
    return frame.with_columns(control_name=pl.col("control").replace(controls(folder).names(language)))


def controls(folder: str) -> Arrangement:
    """The controls as the bureau has chosen to read them."""
    return arrangement(Path(folder), read_settings(Path(folder)).control_reading)


@remembered
def _metrics(folder: str, snapshot: str, year: int, as_of: date, department: str | None) -> pl.DataFrame:
    with reading(folder, snapshot) as ledger:
        return compute_metrics(ledger, year=year, as_of=as_of, department=department)


@remembered
def drill(
    folder: str, snapshot: str, year: int, as_of: date, department: str | None, item: str, figure: Figure
) -> pl.DataFrame:
    """The records behind a figure."""
    with reading(folder, snapshot) as ledger:
        return drill_down(ledger, year=year, as_of=as_of, department=department, item=item, figure=figure)


def behind(folder: str, snapshot: str, one: Finding) -> pl.DataFrame:
    """The records that the figures of a finding were made of."""
    with reading(folder, snapshot) as ledger:
        return records_behind(ledger, book_as_judged(folder, snapshot, one), one)


@remembered
def findings(
    folder: str,
    snapshot: str,
    year: int | None,
    department: str | None,
    language: Language,
    status: str | None = None,
    severity: str | None = None,
    control: str | None = None,
    rule: str | None = None,
) -> pl.DataFrame:
    """The stored findings that the filters leave, newest first, in words."""
    with reading(folder, snapshot) as ledger:
        found = stored.findings(
            ledger, year=year, department=department, status=status, severity=severity, control=control, rule=rule
        )
    names = departments(folder, snapshot)
    return readable.listed(found.reverse(), rulebook(folder), names, language, outdated(folder, snapshot))


@remembered
def outdated(folder: str, snapshot: str) -> frozenset[str]:
    """The findings whose record was taken back or corrected after the last check."""
    with reading(folder, snapshot) as ledger:
        return stored.outdated(ledger)


@remembered
def finding(folder: str, snapshot: str, id: str) -> Finding:
    """One finding with all that explains it."""
    with reading(folder, snapshot) as ledger:
        return stored.finding(ledger, id)


@remembered
def states(folder: str, snapshot: str, one: Finding, language: Language) -> pl.DataFrame:
    """What each run made a finding say, in words, the oldest first."""
    with reading(folder, snapshot) as ledger:
        past = run_states(ledger, one)
    moments = [f"{at_bureau(at):%Y-%m-%d %H:%M}" for at in past["checked_at"]]
    return states_said(past, language).with_columns(checked_at=pl.Series(moments, dtype=pl.String))


def book_as_judged(folder: str, snapshot: str, one: Finding) -> Rulebook:
    """The rule book with the rule of a finding as it was when it judged."""
    with reading(folder, snapshot) as ledger:
        return stored.book_as_judged(ledger, rulebook(folder), one)


@remembered
def history(
    folder: str, snapshot: str, language: Language, action: str | None = None, about: str | None = None
) -> pl.DataFrame:
    """The entries of the history that the filters leave, newest first, in words."""
    with reading(folder, snapshot) as ledger:
        found = entries.history(ledger, action=action, about=about)
    return entries.in_words(found, rulebook(folder), language, about=about).reverse()


@remembered
def missing(folder: str, snapshot: str, rule: str, as_of: date, language: Language) -> pl.DataFrame:
    """What the records lack that a rule could not judge."""
    with reading(folder, snapshot) as ledger:
        found = unassessed.unjudged(ledger, rulebook(folder), rule, as_of=as_of)
    return unassessed.missing(found, rulebook(folder), rule, language)


@remembered
def parameters(folder: str, day: date, language: Language) -> pl.DataFrame:
    """The parameters of all rules as they stand on a day."""
    return standards.parameters(rulebook(folder), day, language)


@remembered
def tables(folder: str, day: date, language: Language) -> pl.DataFrame:
    """The tables that rules use as they stand on a day."""
    return standards.tables(rulebook(folder), day, language)


def own_rows(folder: str, table: str) -> list[Row]:
    """The rows of a table that the bureau has set; none where their file has a mistake, which the rules page names."""
    book = rulebook(folder)
    try:
        return stored_rows(Path(folder) / "rules" / "tables" / f"{table}.csv", book.tables[table], book.documents)
    except DataFileError:
        return []


@st.cache_resource(show_spinner=False, max_entries=40)
def tried_examples(folder: str, digest: str, rule: str) -> list[Tried]:  # noqa: ARG001 - keyed by the rule book
    """The examples of a rule, run through the same compiled rule as the data."""
    return run_examples(rulebook(folder), [rule])


@remembered
def reconciliation(
    folder: str, snapshot: str, year: int, as_of: date, department: str | None, days: int, language: Language
) -> tuple[Reconciliation, dict[str, pl.DataFrame]]:
    """Payments, records and card charges side by side, and each list in words; of a year that is over, to this day."""
    day = as_of if as_of < date(year, 12, 31) else None
    with reading(folder, snapshot) as ledger:
        found = reconcile(ledger, year=year, as_of=day, department=department, tolerance=Tolerance(days=days))
        return found, {name: in_list(ledger, getattr(found, name), language) for name in LISTS}


@remembered
def disclosure(folder: str, snapshot: str, year: int, as_of: date, department: str | None) -> Disclosure:
    """The tables of the three public expenses."""
    with reading(folder, snapshot) as ledger:
        return compute_disclosure(ledger, year=year, as_of=as_of, department=department)


def open_cards(folder: str, snapshot: str, year: int, as_of: date, department: str | None) -> pl.DataFrame:
    """Card spending for the public."""
    with reading(folder, snapshot) as ledger:
        return open_data.card_spending(ledger, year=year, as_of=as_of, department=department)


@remembered
def comparison(folder: str, snapshot: str, as_of: date, draft: str, said: str) -> Comparison:
    """What a draft changes: the text of a rule file called `said`, or without one the value that `said` gives."""
    if not draft:
        found = workflow.compare_rules(folder, values=[said], as_of=as_of)
    else:
        with tempfile.TemporaryDirectory() as own:
            path = Path(own) / Path(said).name
            path.write_text(draft, encoding="utf-8")
            found = workflow.compare_rules(folder, draft=path, as_of=as_of)
    if found.snapshot != snapshot:
        raise SnapshotMoved
    return found
