"""The words of the rule book: what columns are called, what their values mean, and how a value is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel
from costctl.mistakes import closest, mistake
from costctl.records import kinds

Unit = Literal["yuan", "days", "people", "nights", "share", "times"]


class Term(DataModel):
    """What a column of a fact view is called."""

    zh: str
    en: str
    unit: Unit | None = None
    note: Text | None = None

    @property
    def text(self) -> Text:
        """Its name."""
        return Text(self.zh, self.en)


class Lacks(DataModel):
    """A part of a worked-out column that it lacks only where the row, or a record that it is made of, is so."""

    lacks: str
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The row has one of these values."""
    where: str | None = None
    """A condition that one of the row's own records of the kind that `lacks` names must meet."""

    @model_validator(mode="after")
    def _column_exists(self) -> "Lacks":
        kind, _, column = self.lacks.partition(".")
        if self.where is None:
            return self
        if kind not in kinds():
            raise mistake("rule.unknown_kind", key="lacks", found=kind, suggestion=closest(kind, kinds()))
        if column not in (names := kinds()[kind].names):
            raise mistake("layout.no_column", key="lacks", found=column, kind=kind, suggestion=closest(column, names))
        return self


class Answers(DataModel):
    """What messages say instead of yes and no."""

    columns: tuple[str, ...]
    yes: Text
    no: Text


MadeOf = dict[str, dict[str, tuple[Lacks | str, ...]]]


class GlossaryFile(DataModel):
    """A glossary.toml."""

    columns: dict[str, Term] = Field(default_factory=dict)
    cells: dict[str, Text] = Field(default_factory=dict)
    words: dict[str, dict[str, Text]] = Field(default_factory=dict)
    unrecorded: dict[str, Text] = Field(default_factory=dict)
    answers: tuple[Answers, ...] = ()
    made_of: MadeOf = Field(default_factory=dict)
    never_empty: dict[str, tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Glossary:
    """The names of columns and the words for their values."""

    columns: Mapping[str, Term]
    words: Mapping[str, Mapping[str, Text]]
    cells: Mapping[str, Text] = field(default_factory=dict)
    """Headings of the tables of the rule book."""
    kinds: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    """What each record kind calls its columns, where no glossary file names them for all."""
    unrecorded: Mapping[str, Text] = field(default_factory=dict)
    """What a message says of a column without a value, where the plain word would not be understood."""
    answers: Mapping[str, Mapping[bool, Text]] = field(default_factory=dict)
    """What a message says of a column instead of yes and no."""
    made_of: MadeOf = field(default_factory=dict)
    """Of a view, the columns that are worked out, and without what they are not known."""
    never_empty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a view, the columns that rules compare and every row has, beside those that its records must have."""

    def of(self, view: str) -> "Glossary":
        """These words as the rows of a view use them: the view of a record kind has the kind's own names."""
        own = self.kinds.get(view)
        return replace(self, columns={**self.columns, **own}) if own else self

    def with_codes(self, names: Mapping[str, Text]) -> "Glossary":
        """The same, with economic codes said with their names."""
        codes = {code: Text(f"{code} {name.zh}", f"{code} {name.en}") for code, name in names.items()}
        return replace(self, words={**self.words, **{name: {**codes, **self.words.get(name, {})} for name in CODED}})

    def name(self, column: str) -> Text:
        """What `column` is called; its own name where the glossary lacks it."""
        term = self.columns.get(column)
        return term.text if term else Text(column, column)

    def unit(self, column: str) -> Unit | None:
        """The unit of the values of `column`, if it has one."""
        term = self.columns.get(column)
        return term.unit if term else None

    def is_money(self, column: str) -> bool:
        """Whether the values of `column` are yuan."""
        return self.unit(column) == "yuan"


CODED = ("economic_code", "text_code", "item")
"""Columns with economic codes; that of an item is its name where it has no other."""
UNRECORDED = Text("未记录", "not recorded")
YES_NO: Mapping[bool, Text] = {True: Text("是", "yes"), False: Text("否", "no")}


@cache
def _of_records() -> Glossary:
    """The columns of the record kinds: headers, notes and the first word of each enumerated value."""
    columns: dict[str, Term] = {}
    words: dict[str, dict[str, Text]] = {}
    own: dict[str, dict[str, Term]] = {}
    for kind in kinds().values():
        for column in kind.columns:
            unit: Unit | None = "yuan" if column.type == "money" and not column.in_currency else None
            term = Term(zh=column.header.zh, en=column.header.en, unit=unit, note=column.note)
            columns.setdefault(column.name, term)
            own.setdefault(kind.kind, {})[column.name] = term
            for written, value in column.values.items():
                words.setdefault(column.name, {}).setdefault(value, Text(written, value.replace("_", " ")))
    return Glossary(columns, words, kinds=own)


def glossary(*files: GlossaryFile) -> Glossary:
    """The words of the record kinds and of glossary files; a later file outranks an earlier one."""
    found = _of_records()
    columns, words = dict(found.columns), {name: dict(values) for name, values in found.words.items()}
    cells: dict[str, Text] = {}
    unrecorded: dict[str, Text] = {}
    answers: dict[str, Mapping[bool, Text]] = {}
    made_of: MadeOf = {}
    never_empty: dict[str, tuple[str, ...]] = {}
    for file in files:
        columns |= file.columns
        cells |= file.cells
        unrecorded |= file.unrecorded
        answers |= {name: {True: one.yes, False: one.no} for one in file.answers for name in one.columns}
        never_empty |= file.never_empty
        for view, made in file.made_of.items():
            made_of.setdefault(view, {}).update(made)
        for name, values in file.words.items():
            words.setdefault(name, {}).update(values)
    named = {name for file in files for name in file.columns}
    own = {
        kind: {name: term for name, term in terms.items() if name not in named} for kind, terms in found.kinds.items()
    }
    return Glossary(columns, words, cells, own, unrecorded, answers, made_of, never_empty)
