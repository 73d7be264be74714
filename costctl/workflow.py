"""The use cases: make and open a ledger with its rule book, check it, judge a plan, try a change."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from costctl import planning
from costctl.bilingual import Language, Text
from costctl.budget.reference import known_department
from costctl.dates import judged_on
from costctl.errors import LedgerLocked, refuse_other
from costctl.ledger import opening
from costctl.ledger.ledger import FILE, Ledger
from costctl.ledger.lock import FILE as LOCK
from costctl.plan_file import PLAN, as_file
from costctl.planning import Precheck
from costctl.recognition import Given, Reader
from costctl.rules import check as checking
from costctl.rules import findings as stored
from costctl.rules.compare import Comparison, compare
from costctl.rules.drafts import with_values
from costctl.rules.library import Rulebook, load_rulebook
from costctl.settings import Settings
from costctl.shipped import shipped

Mode = opening.Mode
A_FOLDER = Text("账本文件夹的路径", "the path of the ledger's folder")
A_PLAN = Text("一条记录的列名和值,或只有一行的文件", "the columns and values of a record, or a file of one row")
SHORT_WAIT = 2.0
"""Seconds that a trial waits for another writer, who is done by then or is importing."""


def rulebook(folder: Path | None = None, settings: Settings | None = None, *, draft: Path | None = None) -> Rulebook:
    """The shipped rule book, with the rules, tables and values of the bureau whose ledger folder is given.

    `draft` is a rule file, or a folder laid out as a bureau's own `rules`; its rules stand in for those of the same id.
    """
    own = [folder / "rules"] if folder else []
    if settings is None:
        return load_rulebook(shipped("rules"), *own, draft=draft)
    book = load_rulebook(
        shipped("rules"),
        *own,
        tuned=settings.tunable,
        off=settings.rules_off,
        chain=settings.jurisdictions,
        draft=draft,
    )
    lacking = settings.lacking_levels
    return replace(book, warnings=(lacking, *book.warnings)) if lacking else book


def rulebook_of(ledger: Ledger) -> Rulebook:
    """The rule book that judges a ledger."""
    return rulebook(ledger.folder, ledger.settings)


@contextmanager
def open_ledger(folder: Path | str, mode: Mode = "read", *, wait: float = 30.0) -> Iterator[Ledger]:
    """The ledger in `folder`.

    Reading takes the newest published snapshot: it never waits for a writer and never blocks one. Writing takes the
    write lock, waits up to `wait` seconds for it (LedgerLocked), and publishes at the end if anything changed. A
    scratch ledger is a copy of the newest snapshot to try things in; nothing of it is kept. LedgerNotFound where the
    folder holds no ledger.
    """
    refuse_other("folder", folder, Path, str, expected=A_FOLDER)
    refuse_other("wait", wait, int, float, expected=Text("秒数", "a number of seconds"))
    with opening.open_ledger(Path(folder), mode, wait=wait) as ledger:
        if mode == "write":
            install_rulebook(ledger)
        yield ledger


@contextmanager
def open_trial(folder: Path | str, *, wait: float = 30.0) -> Iterator[Ledger]:
    """The ledger, to try an import in: under the write lock, or, while another process writes, a copy of the newest
    snapshot, of which the receipts say so."""
    with ExitStack() as stack:
        try:
            ledger = stack.enter_context(open_ledger(folder, "write", wait=min(wait, SHORT_WAIT)))
        except LedgerLocked:
            ledger = stack.enter_context(open_ledger(folder, "scratch"))
            install_rulebook(ledger)
        yield ledger


def is_writable(folder: Path) -> bool:
    """Whether this process may write to the ledger in `folder`, which need not be there."""
    parts = (folder, folder / FILE, folder / LOCK)
    return all(os.access(part, os.W_OK) for part in parts if part.exists())


def install_rulebook(ledger: Ledger) -> None:
    """Brings the ledger's tables and views to the rule book as it is now."""
    book = rulebook_of(ledger)
    ledger.install(book.reference, book.digest)


def make_ledger(
    folder: Path | str,
    *,
    name: str = "",
    province: str = "云南",
    city: str = "",
    district: str = "",
    currency: str = "CNY",
    language: Language = "zh",
) -> None:
    """Makes a ledger in an empty or new folder, with the rule book in force; InputError where it is not empty."""
    refuse_other("folder", folder, Path, str, expected=A_FOLDER)
    folder = Path(folder)
    with opening.making(folder):
        opening.fill_ledger(
            folder, name=name, province=province, city=city, district=district, currency=currency, language=language
        )
        with open_ledger(folder, "write", wait=0):
            pass


def compare_rules(
    folder: Path | str,
    *,
    draft: Path | None = None,
    values: Sequence[str] = (),
    as_of: date | None = None,
    rules: Iterable[str] = (),
) -> Comparison:
    """What a draft rule, folder or value (`RULE.parameter=VALUE@DAY`) would change in the findings; nothing is stored.

    A value that could never be set because it loosens a mandatory rule is tried, and named in `problems`.
    DataFileError for a draft with a mistake.
    """
    with open_ledger(folder, "scratch") as scratch:
        book = rulebook_of(scratch)
        drafted = rulebook(scratch.folder, scratch.settings, draft=draft) if draft else book
        untuned = rulebook(scratch.folder, scratch.settings.model_copy(update={"tunable": {}}))
        return compare(scratch, book, with_values(drafted, values, untuned), as_of=as_of, rules=tuple(rules))


def precheck(
    folder: Path | str, kind: str, record: Mapping[str, object] | Path | bytes, *, as_of: date | None = None
) -> Precheck:
    """How a record of `kind` that is only planned would be judged, and what would be left for it; nothing is stored.

    `record` names its columns as the kind or its template does, or is a file with one row. A plan needs no number of
    its own. It is judged on `as_of` (today), or on its own latest day if that lies later. InputError where an import
    would reject it, and for an unknown kind.
    """
    day = judged_on(as_of)
    refuse_other("record", record, Mapping, Path, bytes, str, expected=A_PLAN)
    with open_ledger(folder, "scratch") as scratch:
        if isinstance(record, Mapping):
            given = Given(f"{PLAN}.csv", as_file(kind, record), kind=kind)
        else:
            given = Given(record.name if isinstance(record, Path) else PLAN, record, kind=kind)
        batch = Reader.of(scratch.folder, scratch.settings).read(given)
        return planning.precheck(scratch, rulebook_of(scratch), batch, as_of=day)


def findings(
    ledger: Ledger,
    *,
    year: int | None = None,
    department: str | None = None,
    rule: str | None = None,
    status: str | None = None,
    severity: str | None = None,
    control: str | None = None,
) -> pl.DataFrame:
    """The stored findings, one row each, by date.

    Columns: id, rule, control, item_control, severity, status, department, subject_kind, subject, dated, amount,
    excess, message_zh, message_en. `year` is that of the date. What they are chosen by is a code or id, or a word or
    title for it; InputError names the nearest, or lists them. `control` is one under which they are shown as the bureau
    reads the five, be it by their item; DataFileError where it has chosen no known reading.
    """
    return stored.findings(
        ledger,
        year=year,
        department=known_department(ledger, department),
        rule=stored.known_rule(ledger, rulebook_of(ledger), rule) if rule is not None else None,
        status=status,
        severity=severity,
        control=control,
    )


def check(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    year: int | None = None,
    rules: Iterable[str] = (),
    departments: Iterable[str] = (),
) -> checking.Run:
    """Runs the rule book over the whole ledger, or the named rules, departments or year; stores the findings.

    Rules are named by id or title, departments by code or name; InputError for one that there is not. One
    text is one rule or department."""
    rules, departments = ((given,) if isinstance(given, str) else given for given in (rules, departments))
    codes = tuple(known_department(ledger, one) or one for one in departments)
    return checking.check(ledger, rulebook_of(ledger), as_of=as_of, year=year, rules=tuple(rules), departments=codes)
