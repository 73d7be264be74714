"""The bureau's own values, set with a reason: written where a person may write them, and kept in the history.

Parameters and switches stand in `costctl.toml`, rows of tables in `rules/tables/` of the ledger folder. A value is
added and takes effect from its day; the values before it stay. The rule book is loaded with the change before anything
is written, so that what it would refuse changes nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from costctl.datafile import text_of, validate
from costctl.dates import today
from costctl.errors import DataFileError, Fault, InputError
from costctl.ledger.ledger import Ledger
from costctl.ledger.lock import actor
from costctl.mistakes import closest
from costctl.rules.ceilings import aliases, refuse_silence
from costctl.rules.compare import Comparison, compare
from costctl.rules.library import ALIASES, Rulebook
from costctl.rules.model import OWN_SETTING, value_on
from costctl.rules.own_rows import with_row
from costctl.rules.tables import FROM, OWN, TO, Rows, Table
from costctl.rules.tuning import tunable
from costctl.settings import FILE, Settings, TunedValue, read_settings, with_rules_off, with_value
from costctl.workflow import install_rulebook, open_ledger, rulebook, rulebook_of

EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 2
BY_OPTION = ("jurisdiction", FROM, TO, "documents", "review_on")


@dataclass(frozen=True)
class Change:
    """What was set."""

    what: str
    """`RULE.parameter`, a rule or a table."""
    now: Mapping[str, object]
    before: Mapping[str, object] | None
    """What held until then; None where the bureau had set nothing."""
    file: str
    """The file of the ledger folder in which it stands."""
    head: str | None
    """The head of the ledger's hash chain after the change; None where it was only tried."""
    book: Rulebook = field(repr=False)
    """The rule book with the change."""


def set_parameter(
    ledger: Ledger,
    name: str,
    value: Decimal | str,
    *,
    from_: date,
    reason: str,
    document: str = OWN_SETTING,
    review_on: date | None = None,
    dry_run: bool = False,
) -> Change:
    """Sets `RULE.parameter` from a day on; with `dry_run` nothing is written, and any open ledger will do.

    DataFileError for a rule, parameter or document that there is not, a value that loosens a mandatory rule, or a day
    from which the bureau has set a value already.
    """
    _check(reason, from_)
    given = {"value": _number(value, name), "from": from_, "document": document, "review_on": review_on}
    own = validate(given, TunedValue, where=name)
    earlier = ledger.settings.tunable.get(name, ())
    for one in earlier:
        if one.from_ == from_:
            raise DataFileError("set.twice", where=name, found=str(one.value), day=from_, file=FILE)
    settings = ledger.settings.model_copy(update={"tunable": {**ledger.settings.tunable, name: (*earlier, own)}})
    book, after = rulebook_of(ledger), rulebook(ledger.folder, settings)
    _refuse(book, after, f"{FILE}, {name}")
    rule_id, _, parameter = name.partition(".")
    before = value_on(book.rules[rule_id].parameters[parameter], from_)
    text = _agreeing(with_value(_settings_text(ledger), name, own, _remark(reason)), settings)
    change = Change(
        what=name,
        now={"value": f"{own.value:f}", "from": from_, "document": document, "review_on": review_on},
        before={"value": f"{before.value:f}", "from": before.from_, "document": before.document} if before else None,
        file=FILE,
        head=None,
        book=after,
    )
    return change if dry_run else _written(ledger, change, text, reason)


def switch_rule(ledger: Ledger, rule_id: str, *, on: bool, reason: str, dry_run: bool = False) -> Change:
    """Switches a tunable rule off, or on again; DataFileError for a mandatory one, or one that stands so already."""
    _check(reason)
    rule = tunable(rulebook_of(ledger).rules, rule_id, rule_id)
    off = ledger.settings.rules_off
    if on == (rule.id not in off):
        raise DataFileError("set.is_on" if on else "set.is_off", where=rule.id)
    changed = tuple(one for one in off if one != rule.id) if on else (*off, rule.id)
    settings = ledger.settings.model_copy(update={"rules_off": changed})
    text = _agreeing(with_rules_off(_settings_text(ledger), changed), settings)
    book = rulebook(ledger.folder, settings)
    change = Change(rule.id, now={"is_off": not on}, before={"is_off": on}, file=FILE, head=None, book=book)
    return change if dry_run else _written(ledger, change, text, reason)


def set_row(
    ledger: Ledger,
    table: str,
    cells: Mapping[str, str],
    *,
    reason: str,
    from_: date | None = None,
    to: date | None = None,
    document: str = OWN_SETTING,
    review_on: date | None = None,
    dry_run: bool = False,
) -> Change:
    """Adds a row of the bureau to a table; in a dated one it holds from `from_`, and ends the own row before it.

    DataFileError for a table, column, place … that there is not, a cell that cannot be read, and a row that allows more
    than the higher jurisdictions do or leaves one of their limits empty.
    """
    _check(reason, from_)
    book = rulebook_of(ledger)
    if table not in book.tables:
        raise DataFileError("rule.unknown_table", where=table, found=table, suggestion=closest(table, book.tables))
    kind = book.tables[table]
    _check_cells(kind, table, cells, from_)
    row = {
        **cells,
        "documents": document,
        "review_on": str(review_on or ""),
        "note": cells.get("note") or _remark(reason),
    }
    row |= {"jurisdiction": OWN, FROM: str(from_ or ""), TO: str(to or "")}
    row |= {} if kind.cites else {"provenance": "own"}
    row = {name: row[name] for name in kind.columns if name in row}
    file = f"rules/tables/{table}.csv"
    text, before = with_row(ledger.folder / file, kind, row, book.documents)
    with _folder_with(ledger, file, text) as changed:
        after = rulebook(changed, ledger.settings)
    _refuse(book, after, f"{table}.csv")
    _refuse_silence(after, table, from_, ledger.settings.jurisdictions)
    change = Change(
        what=table,
        now={name: cell for name, cell in row.items() if cell},
        before={name: cell for name, cell in before.items() if cell} if before else None,
        file=file,
        head=None,
        book=after,
    )
    return change if dry_run else _written(ledger, change, "\ufeff" + text, reason)  # for Excel, which asks for it


def try_out(
    folder: Path, propose: Callable[[Ledger], Change], *, as_of: date | None = None
) -> tuple[Change, Comparison]:
    """An own value and what it would change in the findings; `propose` sets it with `dry_run`. Nothing is stored."""
    with open_ledger(folder, "scratch") as scratch:
        change = propose(scratch)
        return change, compare(scratch, rulebook_of(scratch), change.book, as_of=as_of)


def _check(reason: str, from_: date | None = None) -> None:
    if not reason.strip():
        raise InputError("set.no_reason")
    last = date(today().year + YEARS_AHEAD, 12, 31)
    if from_ is not None and not EARLIEST <= from_ <= last:
        raise InputError("set.day_implausible", found=str(from_), last=last)


def _check_cells(kind: Table, table: str, cells: Mapping[str, str], from_: date | None) -> None:
    if kind.dated != (from_ is not None):
        raise DataFileError("set.no_day" if kind.dated else "set.not_dated", where=table)
    for name in cells:
        if name in BY_OPTION:
            raise DataFileError("set.by_option", where=table, found=name)
        if name not in kind.columns:
            suggestion = closest(name, [one for one in kind.columns if one not in BY_OPTION])
            raise DataFileError("datafile.unknown_key", where=table, found=name, suggestion=suggestion)


def _number(value: Decimal | str, where: str) -> Decimal:
    try:
        return Decimal(f"{Decimal(value):f}")  # never as 5E+3
    except InvalidOperation as error:
        raise DataFileError("datafile.not_number", where=where, found=str(value)) from error


def _remark(reason: str) -> str:
    return f"{today()} {actor()}: {reason.strip()}"


def _settings_text(ledger: Ledger) -> str:
    return text_of(ledger.folder / FILE)


def _agreeing(text: str, settings: Settings) -> str:
    """The changed text of costctl.toml, if it says just what is meant; DataFileError where it was written otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8")
        try:
            agrees = read_settings(Path(folder)) == settings
        except DataFileError:
            agrees = False
    if not agrees:
        raise DataFileError("set.by_hand", where=FILE)
    return text


@contextmanager
def _folder_with(ledger: Ledger, file: str, text: str) -> Iterator[Path]:
    """A copy of the bureau's rules in which one file has another text."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ledger.folder / "rules", Path(folder) / "rules")
        (Path(folder) / file).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / file).write_text(text, encoding="utf-8")
        yield Path(folder)


def _refuse(before: Rulebook, after: Rulebook, where: str) -> None:
    """Raises what is wrong with the changed file, or newly wrong because of it."""
    known = {(problem.code, problem.where, problem.found) for problem in before.problems}
    for problem in after.problems:
        if problem.where.startswith(where) or (problem.code, problem.where, problem.found) not in known:
            raise DataFileError(problem.code, where=problem.where, found=problem.found, **problem.about)


def _refuse_silence(book: Rulebook, table: str, from_: date | None, chain: tuple[str, ...]) -> None:
    rows = book.reference[table].to_dicts()
    new = [row for row in rows if row.get("jurisdiction") == OWN and row[FROM] == from_]
    parts = [Rows(table, f"{table}.csv", tuple(part), tuple(range(2, len(part) + 2))) for part in (rows, new)]
    known = aliases([Rows(ALIASES, "", tuple(book.reference[ALIASES].to_dicts()), ())])
    refuse_silence(book.tables[table], parts[:1], parts[1], known, chain)


def _written(ledger: Ledger, change: Change, text: str, reason: str) -> Change:
    """Puts the change into the history and the file in its place, and installs the rule book as it is then."""
    if not ledger.writable:
        raise InputError("ledger.read_only", where=str(ledger.folder))
    path = ledger.folder / change.file
    unfinished = path.with_name(f"{path.name}.part")
    told = {"what": change.what, "now": change.now, "before": change.before, "reason": reason.strip()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        with ledger.transaction():
            ledger.record("set", {**told, "file": change.file})
        unfinished.replace(path)
    except OSError as error:
        raise Fault("ledger.no_room", where=str(path), found=error.strerror or str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    ledger.settings = read_settings(ledger.folder)
    install_rulebook(ledger)
    head = ledger.sql("SELECT hash FROM base.history ORDER BY seq DESC LIMIT 1").item()
    return replace(change, head=str(head))
