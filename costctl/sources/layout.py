"""The layout language: how the columns of one kind of file become the columns of one kind of record.

A layout is one file `rules/layouts/<id>.toml`; `docs/layouts.md` explains every key with an example. Each kind also has
a layout made from the kind itself, for the templates and for any file that uses their headers.
"""

import codecs
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
from costctl.sources.layout_rows import RowTotal, Skip, Wide
from costctl.sources.origins import Extra, Names, Origin, Pattern


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise mistake("file.encoding_unknown", found=name) from error


Encoding = Annotated[str, AfterValidator(_encoding)]
"""A text encoding under Python's own name for it."""

TEMPLATE = "template-"
"""How the ids of the templates' layouts begin."""

TEMPLATE_MARK = "costctl"
"""The first cell of the sheets that a template carries beside those to fill in."""


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
    own: bool = False
    """Whether the bureau wrote it, and it did not come with costctl."""

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


def template_id(kind: Kind) -> str:
    """The id of the layout of a kind's own template."""
    return TEMPLATE + kind.kind.replace("_", "-")


def template_layout(kind: Kind) -> Layout:
    """The layout of a kind's own template: Chinese headers, or the English ones, or the column names."""
    columns = {column.name: Origin.model_validate({"from": column.headers}) for column in kind.columns}
    return Layout(
        id=template_id(kind),
        kind=kind.kind,
        title=Text(f"模板:{kind.title.zh}", f"Template: {kind.title.en}"),
        columns=columns,
        unlike=kind.unlike,
        generated=True,
    )


def load_layouts(*folders: Path, problems: list[Problem] | None = None) -> list[Layout]:
    """The layouts of the folders and those of the templates; a later folder, a bureau's own, replaces a layout of the
    same id.

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
            found[layout.id] = layout.model_copy(update={"own": folder != folders[0]})
        if problems is not None:
            problems += misnamed
    for kind in kinds().values():
        found.setdefault(template_id(kind), template_layout(kind))
    return list(found.values())


def _read(path: Path, others: Mapping[str, str]) -> Layout:
    layout = read_toml(path, Layout)
    if layout.id in others:
        raise DataFileError("layout.twice", where=path.name, found=layout.id, other=others[layout.id])
    return layout
