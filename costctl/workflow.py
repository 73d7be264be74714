"""The use cases: make and open a ledger with its rule book, import files, check, publish."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal

from costctl.bilingual import Language
from costctl.errors import InputError, Problem
from costctl.ledger import ledger as ledgers
from costctl.ledger.ledger import Ledger
from costctl.rules import check as checking
from costctl.rules.library import Rulebook, load_rulebook
from costctl.settings import Settings
from costctl.shipped import shipped
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.read import read_source
from costctl.sources.reading import name_of
from costctl.values import Batch, Doubt, Receipt

Mode = Literal["read", "write"]
Said = Callable[[str], None]


def rulebook(folder: Path | None = None, settings: Settings | None = None) -> Rulebook:
    """The shipped rule book, with the rules, tables and values of the bureau whose ledger folder is given."""
    own = [folder / "rules"] if folder else []
    if settings is None:
        return load_rulebook(shipped("rules"), *own)
    return load_rulebook(shipped("rules"), *own, tuned=settings.tunable, off=settings.rules_off)


def rulebook_of(ledger: Ledger) -> Rulebook:
    """The rule book that judges a ledger."""
    return rulebook(ledger.folder, ledger.settings)


def layouts(folder: Path | None = None, problems: list[Problem] | None = None) -> list[Layout]:
    """The shipped layouts, with those of the bureau whose ledger folder is given.

    A file with a mistake is left out, and what is wrong with it appended to `problems`.
    """
    own = [folder / "rules" / "layouts"] if folder else []
    return load_layouts(shipped("rules") / "layouts", *own, problems=[] if problems is None else problems)


@contextmanager
def open_ledger(folder: Path | str, mode: Mode = "read", *, wait: float = 30.0) -> Iterator[Ledger]:
    """The ledger in `folder`.

    Reading takes the newest published snapshot: it never waits for a writer and never blocks one. Writing takes the
    write lock, waits up to `wait` seconds for it (LedgerLocked), and publishes at the end if anything changed.
    LedgerNotFound where the folder holds no ledger.
    """
    with ledgers.open_ledger(Path(folder), mode, wait=wait) as ledger:
        if mode == "write":
            install_rulebook(ledger)
        yield ledger


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
    ledgers.make_ledger(
        Path(folder), name=name, province=province, city=city, district=district, currency=currency, language=language
    )
    with open_ledger(folder, "write", wait=0):
        pass


def read_file(
    ledger: Ledger,
    file: Path | tuple[str, BinaryIO],
    *,
    kind: str | None = None,
    layout: str | None = None,
    department: str | None = None,
) -> Batch:
    """A file, or a name and its open content, recognised with the ledger's layouts and currency."""
    path, content = (file, None) if isinstance(file, Path) else file
    problems: list[Problem] = []
    batch = read_source(
        path,
        content,
        kind=kind,
        layout=layout,
        department=department,
        layouts=layouts(ledger.folder, problems),
        currency=ledger.settings.currency,
    )
    left_out = [Doubt("layout.left_out", about={"why": problem.say(ledger.settings.language)}) for problem in problems]
    return replace(batch, doubts=(*batch.doubts, *left_out))


def import_files(
    ledger: Ledger,
    files: Iterable[Path | str | tuple[str, BinaryIO]],
    *,
    kind: str | None = None,
    layout: str | None = None,
    department: str | None = None,
    dry_run: bool = False,
    said: Said = lambda _name: None,
) -> list[Receipt]:
    """Loads each file as one batch; a receipt for each sheet, and for a file that cannot be read one with a problem.

    `said` is told each file's name before it is read. A fault (a full disk, damage) is raised; earlier files are in.
    """
    receipts: list[Receipt] = []
    with ledger.trial() if dry_run else nullcontext():  # in a trial, too, a file sees those before it
        for given in files:
            file = Path(given) if isinstance(given, str) else given
            name = name_of(file if isinstance(file, Path) else file[0])
            said(name)
            try:
                batch = read_file(ledger, file, kind=kind, layout=layout, department=department)
                receipts += ledger.load(batch, dry_run=dry_run)
            except InputError as error:
                refused = Receipt(name, "", None, None, None, kind, problem=error.problem)
                receipts.append(refused)
    return receipts


def check(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    year: int | None = None,
    rules: Iterable[str] = (),
    departments: Iterable[str] = (),
) -> checking.Run:
    """Runs the rule book over the whole ledger, or the named rules, departments or year; stores the findings."""
    return checking.check(
        ledger, rulebook_of(ledger), as_of=as_of, year=year, rules=tuple(rules), departments=tuple(departments)
    )
