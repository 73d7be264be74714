"""Record kinds as data: what one row of each kind is, its columns, their types, its key.

A kind is one file `rules/records/<kind>.toml`. Templates, layouts, base tables and row checks are all made from it.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from costctl.bilingual import Text
from costctl.choices import chosen
from costctl.datafile import DataModel, one_or_more, read_toml
from costctl.mistakes import closest, mistake
from costctl.money import Unit
from costctl.shipped import shipped

ColumnType = Literal[
    "text", "code", "enum", "card", "money", "decimal", "integer", "boolean", "date", "time", "month", "year"
]

FRAME_TYPES: dict[ColumnType, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "enum": pl.String(),
    "card": pl.String(),
    "money": pl.Decimal(18, 2),
    "decimal": pl.Decimal(18, 6),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.Time(),
    "month": pl.Date(),  # the first day of the month
    "year": pl.Int64(),
}
"""What a column of each type is in a polars frame. `card` is the number in clear, only between reading and loading."""


NOTHING = (
    "无",
    "没有",
    "暂无",
    "不适用",
    "N/A",
    "n/a",
    "NULL",
    "null",
    "/",
    "//",
    "\\",
    "-",
    "--",
    "---",
    "–",
    "—",
    "——",
)
"""What people and systems write in place of nothing into a cell."""


class Column(DataModel):
    """One column of a kind."""

    name: str
    header: Text
    also: tuple[str, ...] = ()
    """What else spreadsheets call it, where they mean the same."""
    type: ColumnType
    required: bool = False
    values: dict[str, str] = Field(default_factory=dict)
    """Of an enumeration: what a file may say, and the value it means."""
    synonyms: dict[str, str] = Field(default_factory=dict)
    """Of an enumeration or item: what a file may say as well, where it means one beyond doubt; no template has it."""
    counted_in: tuple[str, ...] = ()
    """Of a number: the words that may stand behind it, such as 人."""
    is_economic: bool = False
    """Of a code: whether it may be one of the economic classification, behind which files write its name."""
    unit: Unit | None = None
    """Of a number that is money: the unit it is kept in."""
    in_currency: str | None = None
    """Of money: the column that names its currency; without one it is the ledger's."""
    empty: tuple[str, ...] = ()
    """What a file may write in place of nothing besides `NOTHING`, where it means that there is none."""
    signed: bool = False
    """Of a number: whether one below zero is ordinary, as where money comes back; elsewhere it is doubted."""
    note: Text | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that it may have; a yes or no may also be asked as a question."""
        chinese = self.header.zh
        asked = (f"是否{chinese}", f"有无{chinese[1:]}") if chinese.startswith("有") else (f"是否{chinese}",)
        return (chinese, self.header.en, self.name, *(asked if self.type == "boolean" else ()), *self.also)

    @property
    def says_nothing(self) -> tuple[str, ...]:
        """The cells that count as empty: an invoice 无 is no invoice that two vouchers share, a plan / no plan."""
        return (*self.empty, *NOTHING) if self.type in ("text", "code") and not self.required else self.empty

    @property
    def is_identifier(self) -> bool:
        """Whether its texts are codes or the numbers of documents, people and things, which must stay what they are."""
        return self.type == "code" or self.name.endswith(("_no", "_id"))

    @property
    def frame_type(self) -> pl.DataType:
        """Its type in a polars frame."""
        return FRAME_TYPES[self.type]


class Likely(DataModel):
    """Within what bounds the values of some columns of numbers or dates lie; a value beyond is taken, and doubted."""

    columns: Annotated[tuple[str, ...], BeforeValidator(one_or_more)]
    at_least: Decimal | date | None = None
    at_most: Decimal | date | Literal["today"] | None = None
    since: str | None = None
    """The bounds are for the days from this date to that of the column, counting both."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Only of records that have one of these values in these columns."""
    per: tuple[str, ...] = ()
    """The bounds are for one of what these number columns multiply to, such as a guest, or a delegate and day; a record
    in which one of them is empty or not above 0 is not judged by them."""
    doubt: str = "value.odd"
    """The code of what is said of the others."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The other columns without which a value cannot be judged."""
        return (*self.where, *self.per, *((self.since,) if self.since else ()))


class Kind(DataModel):
    """One kind of record."""

    kind: str
    title: Text
    order: int
    """Its place among the kinds: what others refer to comes first."""
    key: tuple[str, ...]
    """The natural key; empty: a row is the values of all its mapped columns, and its ordinal among equal rows."""
    columns: tuple[Column, ...]
    dated_by: Annotated[tuple[str, ...], BeforeValidator(one_or_more)] = ()
    """The record's own date, or the columns of which the first that is filled is: a row is plausible or not by it."""
    in_order: tuple[str, str] | None = None
    """A start and an end; an end before its start is rejected."""
    numbered: str | None = None
    """A key column whose empty cells are numbered within the rest of the key, in row order."""
    either: tuple[str, ...] = ()
    """Columns of which at least one must be filled."""
    ledger_currency: str | None = None
    """The column that names the currency of the amounts; a row in another one than the ledger's is rejected."""
    spends: bool = False
    """Whether its amounts are what was spent, so that money that comes in is negative."""
    likely: tuple[Likely, ...] = ()
    words: tuple[str, ...] = ()
    """What titles, names of files and of columns say where they speak of such records; a drafted layout goes by it."""
    unlike: tuple[str, ...] = ()
    """Columns that only files of another kind have, though all that this one needs may be in them."""
    example: dict[str, Any]
    """What an example of a rule has in the required columns that it does not name; its days it names itself."""

    @model_validator(mode="after")
    def _names_exist(self) -> "Kind":
        named = [*self.key, *(self.in_order or ()), *self.either, *self.dated_by, *self.example]
        named += [name for one in self.likely for name in (*one.columns, *one.beside)]
        named += [name for name in (self.numbered, *self.currency_columns) if name]
        if unknown := sorted(set(named) - set(self.names)):
            near = closest(unknown[0], self.names)
            raise mistake("layout.no_column", found=unknown[0], kind=self.kind, suggestion=near)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def currency_columns(self) -> frozenset[str]:
        """The columns that name currencies."""
        named = [self.ledger_currency, *(column.in_currency for column in self.columns)]
        return frozenset(name for name in named if name)

    @property
    def card_column(self) -> str | None:
        """The column that holds a card number, if the kind has one."""
        return next((column.name for column in self.columns if column.type == "card"), None)

    @property
    def amount_column(self) -> str | None:
        """The column that receipts add up: `amount`, if the kind has one."""
        return "amount" if "amount" in self.names else None


@cache
def telling(kind: str) -> frozenset[str]:
    """The columns of a kind whose Chinese header no other kind has: by them a file is known to be of that kind."""
    others = {column.header.zh for other in kinds().values() if other.kind != kind for column in other.columns}
    return frozenset(column.name for column in kinds()[kind].columns if column.header.zh not in others)


@cache
def kinds() -> dict[str, Kind]:
    """Every record kind by its name, in the order a bureau would load them."""
    found = [read_toml(path, Kind) for path in (shipped("rules") / "records").glob("*.toml")]
    return {kind.kind: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.kind))}


def known_kind(said: str) -> str:
    """The kind meant by its name or its title in either language; InputError `kind.unknown` lists them."""
    return chosen(said, {name: kind.title for name, kind in kinds().items()}, "kind.unknown")
