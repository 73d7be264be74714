"""What a layout says of one column of a record: where it comes from and how it gets its sign."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from costctl.datafile import DataModel, one_or_more
from costctl.mistakes import mistake
from costctl.money import Unit


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise mistake("layout.pattern", found=pattern) from error
    if re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", pattern):
        raise mistake("layout.pattern_looks_around", found=pattern)
    return pattern


Names = Annotated[tuple[str, ...], BeforeValidator(one_or_more), Field(min_length=1)]
"""One column of a file: its header, or the headers it has in other months and years; the first that is there counts."""

Pattern = Annotated[str, AfterValidator(_regular)]
"""A regular expression without looking around or back."""


class Sign(DataModel):
    """The sign of an amount by words that stand elsewhere in the row."""

    by: tuple[Names, ...]
    """The columns read for the words, joined with `|`."""
    words: tuple[tuple[Pattern, Literal["+", "-", "0"]], ...]
    """Tried in order: `+` leaves the amount, `-` makes it negative, `0` counts nothing.

    No match leaves the amount where the words name one direction only; where they name both, any other word is refused.
    """

    @property
    def names_both(self) -> bool:
        """Whether the words say what goes as well as what comes."""
        return {"+", "-"} <= {mark for _pattern, mark in self.words}


class Origin(DataModel):
    """Where one record column comes from: exactly one of from, join, plus/minus, title, constant, of; or a title and
    then from or join."""

    from_: Names | None = Field(default=None, alias="from")
    join: tuple[Names, ...] = ()
    separator: str = ""
    skip_empty: bool = False
    plus: tuple[Names, ...] = ()
    minus: tuple[Names, ...] = ()
    net: bool = False
    """Of plus and minus: what was spent is the difference of the two, as where a deduction is taken off what is due."""
    title: Pattern | None = None
    constant: str | None = None
    of: tuple[str, ...] = ()
    """Other record columns, as they come out of the row, joined."""
    pattern: Pattern | None = None
    words: tuple[tuple[Pattern, str], ...] = ()
    otherwise: str | None = None
    sign: Sign | None = None
    prefix: str | None = None
    pad: int | None = Field(default=None, ge=1)
    empty: tuple[str, ...] = ()
    unit: Unit | None = None
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    month_end: bool = False
    where_empty: str | None = None
    when: Pattern | None = None
    """What a title must have for this origin to be used."""
    doubt: Literal["amount.in_original_currency"] | None = None
    else_: "Origin | None" = Field(default=None, alias="else")

    @model_validator(mode="after")
    def _one_way(self) -> "Origin":
        ways = {
            "from": self.from_, "join": self.join, "plus/minus": self.plus or self.minus, "title": self.title,
            "constant": self.constant, "of": self.of,
        }  # fmt: skip
        given = [name for name, way in ways.items() if way]
        if len(given) != 1 + bool(self.title and self.columns):
            raise mistake("layout.source_of_column", found=", ".join(given) or "–")
        if self.net and not (self.plus and self.minus):
            raise mistake("layout.net_of_one")
        return self

    @property
    def columns(self) -> tuple[Names, ...]:
        """The file columns that must all be there for this origin to be used; of plus and minus one is enough."""
        return ((self.from_,) if self.from_ else ()) + self.join

    @property
    def chain(self) -> Iterator["Origin"]:
        """This origin and those it falls back on."""
        origin: Origin | None = self
        while origin:
            yield origin
            origin = origin.else_


class Extra(DataModel):
    """A file column kept as text beside the record, because it tells rows apart."""

    from_: Names = Field(alias="from")
    type: Literal["text", "decimal", "date"] = "text"
    pad: int | None = Field(default=None, ge=1)
