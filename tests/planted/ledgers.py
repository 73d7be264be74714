"""All cases in one ledger: put into memory, or imported from files as a bureau would; and what a check finds there."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from costctl import importing, workflow
from costctl.ledger.ledger import Ledger
from costctl.ledger.memory import memory_ledger
from costctl.records import Column, kinds
from costctl.rules.check import check
from costctl.rules.findings import findings
from costctl.rules.library import Rulebook, load_rulebook
from costctl.settings import Settings, read_settings, write_settings
from costctl.shipped import shipped
from tests.planted.cases import AS_OF, HOME, Case, Record
from tests.planted.receptions import MEAL_CAP

OWN = {"home_district": HOME, "home_places": (HOME,)}
FIRST = ("departments", "people", "cards")


def records_of(cases: Iterable[Case]) -> dict[str, list[Record]]:
    """The records of all cases by kind; registers first."""
    found: dict[str, list[Record]] = {kind: [] for kind in FIRST}
    for case in cases:
        for kind, record in case.records:
            found.setdefault(kind, []).append(record)
    return found


def found_in_memory(cases: Iterable[Case], folder: Path) -> set[tuple[str, str]]:
    """The findings, by rule and subject, where the records never were a file."""
    book = _with_meal_cap(folder)
    ledger = memory_ledger(book.reference, settings=Settings(name="planted", **OWN), digest=book.digest)
    for kind, records in records_of(cases).items():
        for start in range(0, len(records), 200):
            ledger.put(kind, records[start : start + 200])
    return _found(ledger, book)


def found_in_files(cases: Iterable[Case], folder: Path) -> set[tuple[str, str]]:
    """The findings where the records were written to files and these imported."""
    workflow.make_ledger(folder / "ledger", name="planted")
    write_settings(folder / "ledger", read_settings(folder / "ledger").model_copy(update=OWN))
    _with_meal_cap(folder / "ledger" / "rules")
    files = [_file(folder, kind, records) for kind, records in records_of(cases).items()]
    with workflow.open_ledger(folder / "ledger", "write") as ledger:
        for receipt in importing.import_files(ledger, files):
            if receipt.problem or receipt.rejected:
                raise AssertionError(f"{receipt.kind}: {receipt.problem} {receipt.rejected} rejected")
        return _found(ledger, workflow.rulebook_of(ledger))


def _found(ledger: Ledger, book: Rulebook) -> set[tuple[str, str]]:
    run = check(ledger, book, as_of=AS_OF)
    assert not run.problems, run.problems
    return set(findings(ledger).select("rule", "subject").iter_rows())


def _with_meal_cap(folder: Path) -> Rulebook:
    """The shipped rule book with the one value that only a bureau can enter."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    row = f"jurisdiction,cap,effective_from,documents\n本区,{MEAL_CAP},2014-01-01,本区设定\n"
    (folder / "tables" / "reception_meal_caps.csv").write_text(row, encoding="utf-8")
    return load_rulebook(shipped("rules"), folder)


def _file(folder: Path, kind: str, records: list[Record]) -> Path:
    """A CSV file under the headers of the template."""
    path = folder / f"{kind}.csv"
    columns = [column for column in kinds()[kind].columns if any(column.name in record for record in records)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header.zh for column in columns])
        writer.writerows([_written(column, record.get(column.name)) for column in columns] for record in records)
    return path


def _written(column: Column, value: Any) -> str:
    """What a person writes into the cell."""
    if value is None:
        return ""
    if column.values:
        return next(word for word, meant in column.values.items() if meant == value)
    if column.type == "boolean":
        return "是" if value else "否"
    return f"{value:%Y-%m}" if column.type == "month" and isinstance(value, date) else str(value)
