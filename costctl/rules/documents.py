"""The register of documents that rules and values rest on: documents.csv of the shipped folder and of the bureau."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from costctl.datafile import plain
from costctl.errors import DataFileError, Problem
from costctl.mistakes import closest
from costctl.rules.cells import cell_of
from costctl.rules.model import OWN_SETTING, Provenance

Documents = Mapping[str, Mapping[str, str]]
"""The rows of documents.csv by number."""

DATES = ("effective_from", "effective_to", "review_on")


def read_documents(file: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The documents of a file by number, and what is wrong with it; a row whose dates cannot be read is left out."""
    found: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            for line in reader:
                row = {name: plain(text or "") for name, text in line.items() if name}
                try:
                    _check(row, f"{file.name}, {reader.line_num}")
                    found.setdefault(row["number"], row)
                except DataFileError as error:
                    problems.append(error.problem)
    except UnicodeDecodeError:
        problems.append(Problem("datafile.not_utf8", where=file.name))
    except csv.Error as error:
        problems.append(Problem("rule.damaged", where=file.name, found=str(error)))
    return found, problems


def _check(row: Mapping[str, str], where: str) -> None:
    if not row.get("number"):
        raise DataFileError("rule.table_key", where=where, found="number")
    for name in DATES:
        cell_of(row.get(name, ""), "date", f"{where}, {name}")


def refuse_document(
    number: str,
    documents: Documents,
    where: str,
    *,
    begins: date | None = None,
    lasts: date | None = None,
    provenance: Provenance = "source",
) -> None:
    """DataFileError for a document that is not registered, or not in force while what rests on it begins or lasts.

    What is only assumed to hold on may name the text that it was in.
    """
    if number == OWN_SETTING:
        return
    if number not in documents:
        raise DataFileError("rule.unknown_document", where=where, found=number, suggestion=closest(number, documents))
    end = day_of(documents[number], "effective_to")
    if begins and end and end < begins and provenance != "assumed":
        raise DataFileError("rule.document_ended", where=where, found=number, day=end)
    if lasts and end and end < lasts and provenance != "assumed":
        raise DataFileError("rule.document_ends", where=where, found=number, day=end)


def day_of(document: Mapping[str, str], name: str) -> date | None:
    """A date of a document; a month or year that ends something is its last day."""
    found = cell_of(document.get(name) or "", "date", name, last=name != "effective_from")
    return found if isinstance(found, date) else None


def document_rows(documents: Documents) -> pl.DataFrame:
    """A row a document; what is not said is null."""
    columns = list(dict.fromkeys(name for row in documents.values() for name in row)) or ["number"]
    rows = [[row.get(name) or None for name in columns] for row in documents.values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")
