"""The layout language: how the columns of one kind of file become the columns of one kind of record.

A layout is one file `rules/layouts/<id>.toml`; `docs/layouts.md` explains every key with an example. Each kind also has
a layout made from the kind itself, for the templates and for any file that uses their headers.
"""

import codecs
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel, data_files, one_or_more, read_toml
from costctl.errors import DataFileError, Problem
from costctl.mistakes import closest, mistake
from costctl.money import Unit
from costctl.records import Kind, kinds
from costctl.sources.headers import Header


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise mistake("layout.pattern", found=pattern) from error
    if re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", pattern):
        raise mistake("layout.pattern_looks_around", found=pattern)
    return pattern


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise mistake("file.encoding_unknown", found=name) from error


Encoding = Annotated[str, AfterValidator(_encoding)]
"""A text encoding under Python's own name for it."""

TEMPLATE_MARK = "costctl"
"""The first cell of the sheets that a template carries beside those to fill in."""

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
                yield WideRecord.model_validate({"from": (header.names[place],), "set": given}), place


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


def _plain(value: object) -> object:
    return {"from": value} if isinstance(value, str | list) else value


class Layout(DataModel):
    """One layout: a kind of file, and how it becomes records of one kind."""

    id: str = Field(pattern=r"^\w[\w-]*$", examples=["bank-a-card-csv"])
    kind: str
    title: Text
    encodings: tuple[Encoding, ...] = ()
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    date_order: Literal["ymd", "dmy", "mdy"] = "ymd"
    decimal_comma: bool = False
    unit: Unit | None = None
    empty: tuple[str, ...] = ()
    statement: Annotated[tuple[Pattern, ...], BeforeValidator(one_or_more)] = ()
    unless: Pattern | None = None
    unlike: tuple[str, ...] = ()
    required: tuple[Names, ...] = ()
    columns: dict[str, Annotated[Origin, BeforeValidator(_plain)]]
    extra: dict[str, Annotated[Extra, BeforeValidator(_plain)]] = Field(default_factory=dict)
    skip: tuple[Skip, ...] = ()
    wide: Wide | None = None
    totals: tuple[RowTotal, ...] = ()
    generated: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Layout":
        if self.kind not in kinds():
            names = ", ".join(kinds())
            raise mistake("kind.unknown", key="kind", found=self.kind, known=names, known_zh=names)
        known = kinds()[self.kind].names
        for key, name in self._named():
            if name not in known:
                raise mistake("layout.no_column", key=key, found=name, kind=self.kind, suggestion=closest(name, known))
        if not self.needs:
            least = [name for names in needed(self.record_kind, known) for name in names]
            raise mistake("layout.maps_nothing", key="columns", found=self.kind, needed=", ".join(least))
        if self.extra and self.record_kind.key:
            raise mistake("layout.extra_kind", key="extra", found=self.kind)
        return self

    def _named(self) -> Iterator[tuple[str, str]]:
        """The record columns that the layout names, each with the key under which it does."""
        yield from (("columns", name) for name in self.columns)
        yield from (("required", name) for names in self.required for name in names if name not in self.extra)
        yield from (("columns", origin.where_empty) for origin in self._origins() if origin.where_empty)
        yield from (("columns", name) for origin in self._origins() for name in origin.of)
        yield from (("totals", name) for total in self.totals for name in total.of)
        if self.wide:
            yield "wide.column", self.wide.column
            yield from (("wide.records", name) for record in self.wide.records for name in record.columns)

    def _origins(self) -> Iterator[Origin]:
        for first in self.columns.values():
            yield from first.chain

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it has for a column of a file."""
        columns = (name for one in self._origins() for names in (*one.columns, *one.plus, *one.minus) for name in names)
        records = (one.from_ for one in self.wide.records if one.from_) if self.wide else ()
        wide_totals = (one.from_ for one in self.wide.totals) if self.wide else ()
        kept = (*(one.from_ for one in self.extra.values()), *(one.from_ for one in self.totals))
        return (*columns, *(name for names in (*records, *wide_totals, *kept) for name in names))

    @property
    def record_kind(self) -> Kind:
        """The kind of record that it gives."""
        return kinds()[self.kind]

    @property
    def needs(self) -> tuple[Names, ...]:
        """The record columns and extras that must be found for the layout to fit; of each group one."""
        wide = (
            {self.wide.column, *(name for record in self.wide.records for name in record.columns)}
            if self.wide
            else set()
        )
        return self.required or needed(self.record_kind, wide | set(self.columns))


def needed(kind: Kind, available: Collection[str]) -> tuple[Names, ...]:
    """What a file of this kind cannot do without: what is required but the department, and one of the either ones."""
    required = [
        (column.name,)
        for column in kind.columns
        if column.required
        and column.name in available
        and (column.name != "department_code" or kind.key[:1] == (column.name,))
    ]
    either = tuple(name for name in kind.either if name in available)
    return (*required, *([either] if either else []))


def template_layout(kind: Kind) -> Layout:
    """The layout of a kind's own template: Chinese headers, or the English ones, or the column names."""
    columns = {column.name: Origin.model_validate({"from": column.headers}) for column in kind.columns}
    return Layout(
        id=f"template-{kind.kind.replace('_', '-')}",
        kind=kind.kind,
        title=Text(f"模板:{kind.title.zh}", f"Template: {kind.title.en}"),
        columns=columns,
        unlike=kind.unlike,
        generated=True,
    )


def load_layouts(*folders: Path, problems: list[Problem] | None = None) -> list[Layout]:
    """The layouts of the folders and those of the templates; a later folder replaces a layout of the same id.

    A file with a mistake is left out and its problem appended to `problems`; without that list, the first mistake is
    raised as a DataFileError that names file and key.
    """
    found: dict[str, Layout] = {}
    for folder in folders:
        own: dict[str, str] = {}
        files, misnamed = data_files(folder, ".toml")
        for path in files:
            try:
                layout = _read(path, own)
            except DataFileError as error:
                if problems is None:
                    raise
                problems.append(error.problem)
                continue
            own[layout.id] = path.name
            found[layout.id] = layout
        if problems is not None:
            problems += misnamed
    for kind in kinds().values():
        found.setdefault(f"template-{kind.kind.replace('_', '-')}", template_layout(kind))
    return list(found.values())


def _read(path: Path, others: Mapping[str, str]) -> Layout:
    layout = read_toml(path, Layout)
    if layout.id in others:
        raise DataFileError("layout.twice", where=path.name, found=layout.id, other=others[layout.id])
    return layout
