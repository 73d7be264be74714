"""The bureau's own values, set with a reason: written where a person may write them, and kept in the history.

Parameters and switches stand in `costctl.toml`, rows of tables in `rules/tables/` of the ledger folder. A value is
added and takes effect from its day; the values before it stay. A slip in one is corrected as such: the history keeps
both values with who, when and why, and what was found by the first one says so until the next check. A shipped value
is never corrected. The rule book is loaded with the change before anything is written, so that what it would refuse
changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from costctl.datafile import validate
from costctl.dates import EARLIEST, latest_plausible, today
from costctl.errors import DataFileError, InputError, Problem
from costctl.ledger.ledger import Ledger
from costctl.ledger.lock import actor
from costctl.own_writing import agreeing, folder_with, settings_text, write
from costctl.rules.ceilings import Compared, Levels, aliases, outranked
from costctl.rules.compare import Comparison, compare
from costctl.rules.library import Rulebook
from costctl.rules.model import OWN_SETTING, value_on
from costctl.rules.own_doubts import far_off, far_off_row, unlisted_place
from costctl.rules.own_names import cells_named, number_named, parameter_named, table_named
from costctl.rules.own_rows import Line, with_corrected_row, with_row
from costctl.rules.own_words import BY_OPTION
from costctl.rules.shelf import ALIASES
from costctl.rules.tables import FROM, OWN, TO, Rows, Table
from costctl.rules.tuning import tunable
from costctl.settings import FILE, Settings, TunedValue, with_corrected, with_rules_off, with_value
from costctl.workflow import open_ledger, rulebook, rulebook_of


@dataclass(frozen=True)
class Change:
    """What was set."""

    what: str
    """`RULE.parameter`, a rule or a table."""
    now: Mapping[str, object]
    before: Mapping[str, object] | None
    """What held until then, or was corrected; None where the bureau had set nothing."""
    file: str
    """The file of the ledger folder in which it stands."""
    head: str | None
    """The head of the ledger's hash chain after the change; None where it was only tried."""
    book: Rulebook = field(repr=False)
    """The rule book with the change."""
    is_correction: bool = False
    """Whether it stands in place of an own value from the same day."""
    warnings: tuple[Problem, ...] = field(default=(), repr=False)
    """What makes one look again: it is far off the value that would hold without it."""


def set_parameter(
    ledger: Ledger,
    name: str,
    value: Decimal | str,
    *,
    from_: date | None,
    reason: str,
    document: str | None = None,
    review_on: date | None = None,
    corrects: bool = False,
    dry_run: bool = False,
) -> Change:
    """Sets `RULE.parameter` from a day on; with `dry_run` nothing is written, and any open ledger will do.

    What can only mean one thing may be in words: `审批线`, `5000元`. The document is 本区设定 unless given. With
    `corrects` the own value from that day is another from now on, and keeps the document and review day that are not
    given. DataFileError for a rule, parameter or document that there is not, a value that loosens a mandatory rule, a
    day from which the bureau has set a value already, or none to correct.
    """
    book = rulebook_of(ledger)
    name = parameter_named(book, name)
    _check(reason, from_)
    rule_id, _, parameter = name.partition(".")
    if from_ is None:
        raise DataFileError("set.no_day", where=name)
    rule, words = book.rules[rule_id], book.glossary.of(book.rules[rule_id].check.rows)
    stood = _standing(name, ledger.settings.tunable.get(name, ()), from_, corrects=corrects)
    number = number_named(str(value), words.unit(parameter), name)
    given = {"value": number, "from": from_, **_rests_on(stood, document, review_on)}
    new = validate(given, TunedValue, where=name)
    if new == stood:
        raise DataFileError("set.same", where=name, found=str(new.value))
    settings = _tuned(ledger.settings, name, new, stood)
    after = rulebook(ledger.folder, settings)
    _refuse(book, after, f"{FILE}, {name}")
    others = [one for one in rule.parameters[parameter] if not (stood and one.from_ == from_)]
    without = value_on(others, from_)
    before = stood or without
    remark = _remark(f"{stood.value} → {new.value}: {reason}" if stood else reason)
    text = (with_corrected if stood else with_value)(settings_text(ledger), name, new, remark)
    change = Change(
        what=name,
        now={**given, "value": f"{new.value:f}"},
        before={"value": f"{before.value:f}", "from": before.from_, "document": before.document} if before else None,
        file=FILE,
        head=None,
        book=after,
        is_correction=corrects,
        warnings=tuple(far_off(name, words.name(parameter), new.value, without.value) if without else ()),
    )
    return _kept(ledger, change, agreeing(text, settings), reason, dry_run=dry_run)


def _tuned(settings: Settings, name: str, new: TunedValue, stood: TunedValue | None) -> Settings:
    """The settings with a value of a parameter, in place of the one that stood there or beside the others."""
    own = settings.tunable.get(name, ())
    values = tuple(new if one is stood else one for one in own) if stood else (*own, new)
    return settings.model_copy(update={"tunable": {**settings.tunable, name: values}})


def _rests_on(stood: TunedValue | None, document: str | None, review_on: date | None) -> dict[str, object]:
    """The document and review day of a value; a correction keeps those of the slip that are not given."""
    return {
        "document": document or (stood.document if stood else OWN_SETTING),
        "review_on": review_on or (stood.review_on if stood else None),
    }


def switch_rule(ledger: Ledger, rule_id: str, *, on: bool, reason: str, dry_run: bool = False) -> Change:
    """Switches a tunable rule off, or on again; DataFileError for a mandatory one, or one that stands so already."""
    book = rulebook_of(ledger)
    rule_id = book.rule(rule_id).id
    _check(reason)
    rule = tunable(book.rules, rule_id, rule_id)
    off = ledger.settings.rules_off
    if on == (rule.id not in off):
        raise DataFileError("set.is_on" if on else "set.is_off", where=rule.id)
    changed = tuple(one for one in off if one != rule.id) if on else (*off, rule.id)
    settings = ledger.settings.model_copy(update={"rules_off": changed})
    text = agreeing(with_rules_off(settings_text(ledger), changed), settings)
    after = rulebook(ledger.folder, settings)
    change = Change(rule.id, now={"is_off": not on}, before={"is_off": on}, file=FILE, head=None, book=after)
    return _kept(ledger, change, text, reason, dry_run=dry_run)


def set_row(
    ledger: Ledger,
    table: str,
    cells: Mapping[str, str],
    *,
    reason: str,
    from_: date | None = None,
    to: date | None = None,
    document: str | None = None,
    review_on: date | None = None,
    corrects: bool = False,
    dry_run: bool = False,
) -> Change:
    """Adds a row of the bureau to a table; in a dated one it holds from `from_`, and ends the own row before it.

    With `corrects` the own row of that key and day has these cells from now on; what is not given stays. DataFileError
    for a table, column, place … that there is not, a cell that cannot be read, a row that allows more than the higher
    jurisdictions do or leaves one of their limits empty, a second row of that key and day, or none to correct.
    """
    book = rulebook_of(ledger)
    table = table_named(book, table)
    kind, cells = book.tables[table], cells_named(book, table, cells)
    _check(reason, from_)
    _check_cells(kind, table, cells, from_)
    if not corrects:
        document = document or OWN_SETTING
    options = {"documents": document, "review_on": review_on, TO: to, FROM: from_, "jurisdiction": OWN}
    row = {**cells, **{name: str(given or "") for name, given in options.items() if given or not corrects}}
    row |= {"note": cells.get("note") or _remark(reason)} | ({} if kind.cites else {"provenance": "own"})
    row = {name: row[name] for name in kind.columns if name in row}
    file = f"rules/tables/{table}.csv"
    written = (with_corrected_row if corrects else with_row)(ledger.folder / file, kind, row, book.documents)
    with folder_with(ledger, file, written.text) as changed:
        after = rulebook(changed, ledger.settings)
    _refuse(book, after, f"{table}.csv")
    outranking = list(_outranked(after, table, from_, ledger.settings.jurisdictions))
    change = Change(
        what=table,
        now=_filled(written.now),
        before=_filled(written.before) if written.before else None,
        file=file,
        head=None,
        book=after,
        is_correction=corrects,
        warnings=(
            *far_off_row(table, kind, written, outranking, book.glossary),
            *(unlisted_place(table, row["province"], row[kind.place], _places(book)) if kind.place else ()),
        ),
    )
    return _kept(ledger, change, "\ufeff" + written.text, reason, dry_run=dry_run)  # for Excel, which asks for it


def _places(book: Rulebook) -> Iterator[Mapping[str, str]]:
    """The places for which there are caps, and other ways of writing them."""
    caps = book.reference["lodging_caps"].select("province", "place", written_as="place")
    aliases = book.reference["place_aliases"].select("province", "place", "written_as")
    return pl.concat([caps, aliases]).unique().iter_rows(named=True)


def try_out(
    folder: Path, propose: Callable[[Ledger], Change], *, as_of: date | None = None
) -> tuple[Change, Comparison]:
    """An own value and what it would change in the findings; `propose` sets it with `dry_run`. Nothing is stored."""
    with open_ledger(folder, "scratch") as scratch:
        change = propose(scratch)
        return change, compare(scratch, rulebook_of(scratch), change.book, as_of=as_of)


def _kept(ledger: Ledger, change: Change, text: str, reason: str, *, dry_run: bool) -> Change:
    """The change, written unless it is only tried."""
    if dry_run:
        return change
    told: dict[str, object] = {
        "what": change.what,
        "now": change.now,
        "before": change.before,
        "reason": reason.strip(),
    }
    told |= {"is_correction": True} if change.is_correction else {}
    return replace(change, head=write(ledger, change.file, text, told))


def _standing(name: str, own: tuple[TunedValue, ...], from_: date, *, corrects: bool) -> TunedValue | None:
    """The own value to be corrected; None where a new one is to be set."""
    stood = next((one for one in own if one.from_ == from_), None)
    if stood and not corrects:
        raise DataFileError("set.twice", where=name, found=str(stood.value), day=from_)
    if corrects and not stood:
        days = ", ".join(f"{one.value} ({one.from_})" for one in own)
        raise DataFileError("set.nothing_to_correct", where=name, found=str(from_), known=days or "–")
    return stood


def _filled(line: Line) -> dict[str, str]:
    return {name: cell for name, cell in line.items() if cell}


def _check(reason: str, from_: date | None = None) -> None:
    if not reason.strip():
        raise InputError("set.no_reason")
    last = latest_plausible(today())
    if from_ is not None and not EARLIEST <= from_ <= last:
        raise InputError("set.day_implausible", found=str(from_), last=last)


def _check_cells(kind: Table, table: str, cells: Mapping[str, str], from_: date | None) -> None:
    if kind.dated != (from_ is not None):
        raise DataFileError("set.no_day" if kind.dated else "set.not_dated", where=table)
    for name in cells:
        if name in BY_OPTION:
            raise DataFileError("set.by_option", where=table, found=name)


def _remark(reason: str) -> str:
    return f"{today()} {actor()}: {reason.strip()}"


def _refuse(before: Rulebook, after: Rulebook, where: str) -> None:
    """Raises what is wrong with the changed file, or newly wrong because of it."""
    known = {(problem.code, problem.where, problem.found) for problem in before.problems}
    for problem in after.problems:
        if problem.where.startswith(where) or (problem.code, problem.where, problem.found) not in known:
            raise DataFileError(problem.code, where=problem.where, found=problem.found, **problem.about)


def _outranked(book: Rulebook, table: str, from_: date | None, chain: tuple[str, ...]) -> Iterator[Compared]:
    """What holds without the rows of the bureau that begin on a day, beside what they say."""
    rows = book.reference[table].to_dicts()
    new = [row for row in rows if row.get("jurisdiction") == OWN and row[FROM] == from_]
    parts = [Rows(table, f"{table}.csv", tuple(part), tuple(range(2, len(part) + 2))) for part in (rows, new)]
    known = aliases([Rows(ALIASES, "", tuple(book.reference[ALIASES].to_dicts()), ())])
    return outranked(book.tables[table], parts[:1], parts[1], known, Levels(chain))
