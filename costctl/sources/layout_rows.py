"""What a layout says of rows: which are no records, which hold several, and which of their cells are sums."""

import re
import unicodedata
from collections.abc import Iterator

from pydantic import Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel
from costctl.mistakes import mistake
from costctl.sources.headers import Header
from costctl.sources.origins import Names, Pattern


class Skip(DataModel):
    """Rows that are no records, and why."""

    by: tuple[Names, ...] = ()
    """The columns read; without any, the amounts of a wide file."""
    pattern: Pattern
    reason: Text


class WideRecord(DataModel):
    """One record out of a row of a wide file; of a pattern one for each column whose header has it."""

    from_: Names | None = Field(default=None, alias="from")
    pattern: Pattern | None = None
    """Its named groups are record columns, which take what they find in the header."""
    set: dict[str, str] = Field(default_factory=dict)
    minus: bool = False
    """Whether its amounts count below zero without being written so, as in a column 追减."""

    @model_validator(mode="after")
    def _one_way(self) -> "WideRecord":
        if bool(self.from_) == bool(self.pattern):
            raise mistake("layout.source_of_column", found="from, pattern" if self.from_ else "–")
        return self

    @property
    def columns(self) -> frozenset[str]:
        """The record columns that it gives a value."""
        return frozenset((*self.set, *re.compile(self.pattern or "").groupindex))

    def found_in(self, header: Header) -> Iterator[tuple["WideRecord", int]]:
        """Each column of a file that is one, with what its own header says."""
        if self.from_ and (place := header.find(self.from_)) is not None:
            yield self, place
        for place in header.filled if self.pattern else ():
            if found := re.search(self.pattern or "", unicodedata.normalize("NFKC", header.names[place])):
                given = self.set | {name: value for name, value in found.groupdict().items() if value}
                own = {"from": (header.names[place],), "set": given, "minus": self.minus}
                yield WideRecord.model_validate(own), place


class WideTotal(DataModel):
    """A column that repeats the sum of others."""

    from_: Names = Field(alias="from")
    of: tuple[str, ...]


class Wide(DataModel):
    """A file with several amounts in a row: each filled one is a record of its own."""

    column: str
    records: tuple[WideRecord, ...]
    totals: tuple[WideTotal, ...] = ()


class RowTotal(DataModel):
    """A column that repeats the sum of record columns of its row; it is compared and not kept."""

    from_: Names = Field(alias="from")
    of: tuple[str, ...]
