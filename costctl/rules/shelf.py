"""The registers of documents and the tables of some folders, read one folder after the other.

A row of a later folder is checked against those before it; a file with a mistake is left out and named.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from costctl.bilingual import Text
from costctl.datafile import noted
from costctl.errors import Problem
from costctl.rules.agreement import refuse_held, refuse_twice, refuse_unknown
from costctl.rules.ceilings import Levels, aliases, raised, refuse_above, refuse_dearer
from costctl.rules.documents import day_of, document_rows, read_documents
from costctl.rules.own_tables import followed, refuse_closed, refuse_unnamed_source, refuse_without_text
from costctl.rules.tables import Rows, Table, cited_by, frame, load_tables, read_tables

DOCUMENTS = "documents"
ALIASES = "place_aliases"
CAPS = "lodging_caps"
CODES = "economic_codes"
CALENDAR = "calendar_days"


class Shelf:
    """What is read so far."""

    def __init__(self, problems: list[Problem], chain: Sequence[str]) -> None:
        self.problems = problems
        """Where mistakes are named."""
        self.levels = Levels(chain)
        self.warnings: list[Problem] = []
        """What is taken, and to be looked at."""
        self.documents: dict[str, dict[str, str]] = {}
        self.own_documents: dict[str, dict[str, str]] = {}
        """Those that only the bureau's own register has."""
        self.tables: dict[str, Table] = {}
        self.parts: dict[str, list[Rows]] = {}

    def read_documents(self, folder: Path, *, is_own: bool) -> None:
        """The register of documents of a folder; a number that is there already keeps its row."""
        if (file := folder / "documents.csv").is_file():
            documents, problems = read_documents(file)
            if is_own:
                self.own_documents |= {number: row for number, row in documents.items() if number not in self.documents}
            self.documents = documents | self.documents
            self.problems += problems

    def read_tables(self, folder: Path, *, is_draft: bool = False) -> None:
        """The tables of one folder, checked against the rows of the folders before."""
        shipped = set() if is_draft else {*self.tables}
        if (file := folder / "tables" / "tables.toml").is_file():
            with noted(self.problems):
                self.tables |= {name: table for name, table in read_tables(file).items() if name not in self.tables}
        parts, problems = load_tables(folder, self.tables, self.documents)
        self.problems += problems
        if not self.parts:
            levels = frozenset(str(row["jurisdiction"]) for part in parts for row in part.rows if "jurisdiction" in row)
            self.levels = replace(self.levels, shipped=levels)
        beside = {part.table: [*self.parts.get(part.table, []), part] for part in parts}
        for part in sorted(parts, key=lambda part: part.table != ALIASES):  # what is held to a limit needs them
            table, before = self.tables[part.table], self.parts.get(part.table, [])
            with noted(self.problems):
                if part.table in shipped:
                    refuse_closed(table, part)
                    refuse_without_text(table, part, self.own_documents)
                    refuse_unnamed_source(part)
                    before = followed(table, before, part, self.documents)
                    if part.table == ALIASES:
                        self.refuse_dearer(part)
                refuse_twice(table, before, part)
                refuse_unknown(table, {**self.parts, **beside, part.table: before}, part)
                if part.table == CALENDAR:
                    refuse_held(part)
                known = aliases(self.parts.get(ALIASES, []))
                refuse_above(table, before, part, known, self.levels)
                if part.table in shipped:
                    self.warnings += raised(table, self.parts.get(part.table, []), part, known, self.levels)
                self.parts[part.table] = [*before, part]

    def refuse_dearer(self, new: Rows) -> None:
        """DataFileError where an alias makes a lodging cap higher and rests on no text registered by the bureau."""
        known = aliases(self.parts[ALIASES])
        for number, row in zip(new.numbers, new.rows, strict=True):
            texts = (self.own_documents.get(document, {}) for document in cited_by(row))
            if not any(day_of(text, "effective_from") for text in texts):
                where = f"{new.file}, {number}"
                refuse_dearer(self.tables[CAPS], self.parts[CAPS], row, where, known, self.levels)

    def names_of_codes(self) -> dict[str, Text]:
        """What the economic codes are called."""
        rows = [row for part in self.parts.get(CODES, ()) for row in part.rows]
        return {str(row["code"]): Text(str(row["name"]), str(row["title_en"] or row["name"])) for row in rows}

    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables and the register of documents as frames of schema `ref`."""
        found = {name: frame(table, self.parts.get(name, [])) for name, table in self.tables.items()}
        return found | {DOCUMENTS: document_rows(self.documents)}
