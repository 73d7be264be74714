"""Frozen values that travel between the stages: what was read, what was loaded, what was found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

import polars as pl

from costctl.bilingual import Text, listed
from costctl.errors import Problem
from costctl.file_content import Content

ROW_NO = "row_no"
"""The column of every part's frame that holds the physical row: 1 for the first line of the file or sheet (Int64)."""

EXTRA = "extra"
"""The column of card transactions that keeps, as JSON text with sorted keys, what a layout maps as `extra`."""

ALL_LEFT_OUT = "file.all_left_out"
"""Of a file of which the layouts leave out every row."""

REJECT_SCHEMA: dict[str, pl.DataType] = {
    "row_no": pl.Int64(),
    "column": pl.String(),  # the header as in the file, or the column's name where the file has no such header
    "code": pl.String(),
    "found": pl.String(),  # card numbers masked
    "about": pl.String(),  # JSON: what else the text of the code names
    "key": pl.String(),  # the record key where every part of it could be read, else null
    "cells": pl.String(),  # JSON: the whole row as read, header to text, card numbers masked
}
"""One row per rejected record."""


class Outcome(StrEnum):
    """What a rule says of one subject on its date."""

    FLAGGED = "flagged"
    CLEAR = "clear"
    CANNOT_ASSESS = "cannot_assess"
    OUT_OF_FORCE = "out_of_force"


class Severity(StrEnum):
    """How much a finding weighs: a breach of a text, a lead for a person, a target missed."""

    VIOLATION = "violation"
    SUSPICION = "suspicion"
    NOTICE = "notice"


MORE = Text(" 等", " and others")
"""Said behind examples where the count is of things like them, and there are more."""


@dataclass(frozen=True)
class Doubt:
    """Something odd that stops no row: a warning of the import, with a count and up to five examples."""

    code: str
    count: int = 1
    examples: tuple[Text | str, ...] = ()
    about: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        """What is odd and what to look at."""
        more = MORE if self.count > len(self.examples) else Text("", "")
        about = {"count": self.count, "examples": listed(self.examples), "more": more, **self.about}
        return Problem(self.code, about=about).help


@dataclass(frozen=True)
class ControlTotal:
    """A sum or a number of rows that the file states of itself, beside what was read."""

    label: str
    """The file's own words for it."""
    stated: Decimal
    computed: Decimal
    row: int | None = None
    is_unsigned: bool = False
    """Whether the amounts add up to it as the file writes them, regardless of the way the money went."""
    left_out: Decimal = Decimal(0)
    """The sum of those rows that the layout leaves out, of which it may be the sum too."""

    @property
    def said(self) -> Text:
        """The file's own words, and the row where it says so."""
        if self.row is None:
            return Text(self.label, self.label)
        return Text(f"{self.label}(第 {self.row} 行)", f"{self.label}, row {self.row}")

    @property
    def agrees(self) -> bool:
        """Whether the two are equal."""
        return self.stated == self.computed

    @property
    def counts_left_out(self) -> bool:
        """Whether it differs by just what the layout leaves out."""
        return not self.agrees and self.stated == self.computed + self.left_out


@dataclass(frozen=True)
class Part:
    """A stretch of one sheet, typed. `read` = rows of `rows` + rows of `rejects`, always."""

    rows: pl.DataFrame
    """The columns that the layout maps, typed as `records.FRAME_TYPES`, and ROW_NO. The number of a card column is in
    clear here, and no other card number."""
    rejects: pl.DataFrame
    """REJECT_SCHEMA."""
    rows_read: int
    """Physical rows taken as data; fewer than records where one row gives several."""
    doubts: tuple[Doubt, ...] = ()
    control_totals: tuple[ControlTotal, ...] = ()

    @property
    def read(self) -> int:
        """Records read: good ones and rejected ones."""
        return self.rows.height + self.rejects.height


@dataclass(frozen=True)
class SheetSource:
    """One sheet of a file (a CSV file has one, called None), recognised, ready to be read."""

    sheet: str | None
    layout: str | None
    kind: str | None
    parts: Callable[[], Iterator[Part]]
    """Reads the sheet from its start; may be called again."""
    mapped: tuple[str, ...] = ()
    """The record columns that the layout maps, EXTRA included where it maps any."""
    problem: Problem | None = None
    """Why the sheet cannot be read; then the other fields hold what is known and there are no parts."""
    doubts: tuple[Doubt, ...] = ()
    """Doubts known before the first row: a column missing this month, the encoding that was taken."""
    extras: tuple[str, ...] = ()
    """What the file has of that which a layout keeps beside the record columns."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the file calls its record columns, of those that have one header in it for all rows."""


@dataclass(frozen=True)
class Batch:
    """One file, read and recognised, not yet loaded."""

    name: str
    """The file's name without its folder."""
    content: Content
    sheets: tuple[SheetSource, ...]
    doubts: tuple[Doubt, ...] = ()
    """Doubts about the file: hidden sheets left out."""


@dataclass(frozen=True)
class RejectedRow:
    """One rejected record as a receipt shows it."""

    where: str
    row: int
    column: str | None
    code: str
    found: str
    help: Text


@dataclass(frozen=True)
class Receipt:
    """What became of one sheet. `read = accepted + revised + already_present + rejected`, always."""

    file: str
    sha256: str
    sheet: str | None
    batch: str | None
    """`B000012`; None after a dry run, or where nothing was loaded."""
    layout: str | None
    kind: str | None
    read: int = 0
    rows_read: int = 0
    accepted: int = 0
    revised: int = 0
    already_present: int = 0
    rejected: int = 0
    amount_accepted: Decimal | None = None
    control_totals: tuple[ControlTotal, ...] = ()
    rejects: tuple[RejectedRow, ...] = ()
    """At most the first thousand; all of them are in the ledger."""
    doubts: tuple[Doubt, ...] = ()
    problem: Problem | None = None
    """Why nothing of it is in."""
    is_fault: bool = False
    """Whether the problem is a fault (`errors.Fault`): the file may be as good as any, and can be imported again."""
    head: str | None = None
    """The head of the ledger's hash chain after this import, to be kept outside."""


@dataclass(frozen=True)
class SourceRow:
    """Where a record stands in a file."""

    batch: str
    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True)
class Finding:
    """One subject that a rule flags, with all that explains it."""

    id: str
    rule: str
    control: str
    item_control: str | None
    severity: Severity
    department: str | None
    subject_kind: str
    subject: str
    dated: date
    amount: Decimal | None
    excess: Decimal | None
    message: Text
    basis: tuple[dict[str, str | None], ...]
    values: dict[str, str]
    rows: tuple[SourceRow, ...]
    status: str
    """`open`, `cleared` or `unassessable`."""
    value_sources: tuple[dict[str, str | None], ...] = ()
    """The table rows and parameter values used: `jurisdiction`, `document`, `provenance`."""
    run: str = ""
    """The run that last changed it."""
    rule_digest: str = ""
    """SHA-256 of the rule as it was then."""

    @property
    def rests_on_assumed(self) -> bool:
        """Whether a value that it used is supported by no seen text."""
        return any(source["provenance"] == "assumed" for source in self.value_sources)
