"""What a rule file says: one page an official can sign, as a typed model."""

import re
import string
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel
from costctl.mistakes import closest, mistake
from costctl.values import Outcome, Severity

Tier = Literal["mandatory", "tunable"]
Provenance = Literal["source", "derived", "assumed", "own"]

OWN_SETTING = "本区设定"
"""The document of a value that the bureau has set for itself."""


def provenance_of(documents: Sequence[str]) -> Provenance:
    """On what a value rests that names these documents and does not say more."""
    return "assumed" if not documents else "own" if {*documents} == {OWN_SETTING} else "source"


def _exact(value: Any) -> Any:
    """A TOML number by its written form, so that 0.1 stays 0.1."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$", examples=["spent_on"])]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2,6}-[A-Z]{1,3}[0-9]{2,3}$", examples=["TRV-R01"])]


class Basis(DataModel):
    """A document that the rule rests on, and the days for which it does."""

    document: str
    article: str | None = None
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    assumed: bool = False
    """No seen text supports that this document says so."""

    def on(self, day: date) -> bool:
        """Whether the rule rests on it on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Dated(DataModel):
    """A value of a parameter, in force from a day until the day before the next one."""

    value: Number = Field(max_digits=18, decimal_places=8)
    from_: date = Field(alias="from")
    document: str | None = None
    provenance: Provenance = "assumed"
    """Where it is not said: by its document."""
    review_on: date | None = None
    """The last day before it is to be looked at again; without one, that of its document counts."""

    @model_validator(mode="after")
    def _by_its_document(self) -> "Dated":
        """No value is from a text that it does not name."""
        found = provenance_of([self.document] if self.document else [])
        if "provenance" not in self.model_fields_set:
            object.__setattr__(self, "provenance", found)
        elif self.provenance == "source" != found:
            raise mistake("rule.no_source", key="provenance", found=self.document or "–")
        return self


def value_on(values: Sequence[Dated], day: date) -> Dated | None:
    """The value in force on `day`; None before the first one."""
    return next((value for value in reversed(values) if value.from_ <= day), None)


class Check(DataModel):
    """How a rule looks at the rows of one fact view."""

    rows: Name
    """The fact view: one row is one subject."""
    key: tuple[Name, ...] = Field(min_length=1)
    """The columns whose values, joined with `/`, name the subject."""
    dated_by: Name
    flag_when: str
    message: Text
    excess: str | None = None
    """By how much, in yuan: a numeric expression of the same grammar."""
    amount: Name | None = None
    """The column shown as the subject's amount."""
    department: Name | None = "department_code"
    item_control: Name | None = None
    """The column that names a second control under which the finding is shown."""
    values: tuple[Name, ...] = ()
    """The columns shown as the values that were used; parameters are always shown."""
    value_source: Name | None = None
    """The column that says which rows of tables gave these values: `jurisdiction|document|provenance`, a line each."""
    other_rows: Name | None = None
    """The column with the ids of the other rows of that kind from which the figures were made."""
    source_kind: str = ""
    """The record kind of the source rows; empty: the kind called like the view."""

    @model_validator(mode="after")
    def _filled(self) -> "Check":
        if not self.source_kind:
            object.__setattr__(self, "source_kind", self.rows)
        for key, text in (("message.zh", self.message.zh), ("message.en", self.message.en)):
            places(text, key)
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """The names in the `{}` places of the messages, each once."""
        found = [name for text in (self.message.zh, self.message.en) for name in places(text)]
        return tuple(dict.fromkeys(found))


class Example(DataModel):
    """A case and its outcome: columns of the fact view, or records from which the view is made."""

    name: str
    given: dict[Name, Any] | None = None
    """Columns of the fact view; those not named are NULL."""
    records: dict[Name, tuple[dict[Name, Any], ...]] | None = None
    kept: tuple[Name, ...] = ()
    """Kinds that count as kept though the example has no record of them."""
    settings: dict[Name, Any] = Field(default_factory=dict)
    as_of: date = date(2099, 12, 31)
    subject: str | None = None
    """The subject judged; without it, the first row of the view."""
    expect: Outcome
    excess: Number | None = None

    @model_validator(mode="after")
    def _one_form(self) -> "Example":
        if (self.given is None) == (self.records is None):
            raise mistake("rule.example_form", found=self.name)
        return self


class Rule(DataModel):
    """One rule."""

    id: RuleId
    control: Name
    severity: Severity
    tier: Tier
    title: Text
    says: Text
    note: Text | None = None
    basis: tuple[Basis, ...] = Field(min_length=1)
    in_force_from: date
    in_force_to: date | None = None
    assumed: bool = False
    """No seen document gives the day from which the rule binds."""
    tables: tuple[Name, ...] = ()
    """The tables whose values the fact view brings."""
    parameters: dict[Name, tuple[Dated, ...]] = Field(default_factory=dict)
    stricter: dict[Name, Literal["lower", "higher"]] = Field(default_factory=dict)
    """Of a mandatory rule: which way the bureau may set a parameter, by a text that it cites."""
    check: Check
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Rule":
        if self.in_force_to and self.in_force_to < self.in_force_from:
            found, start = str(self.in_force_to), str(self.in_force_from)
            raise mistake("rule.period", key="in_force_to", found=found, start=start)
        for name, values in self.parameters.items():
            if not values:
                raise mistake("rule.without_value", key=f"parameters.{name}", found=name)
            for place, (value, following) in enumerate(pairwise(values), start=2):
                if following.from_ <= value.from_:
                    key = f"parameters.{name}#{place}.from"
                    raise mistake("rule.values_overlap", key=key, found=name, day=str(value.from_))
        for name in self.stricter:
            if name not in self.parameters:
                suggestion = closest(name, self.parameters)
                raise mistake("rule.unknown_parameter", key=f"stricter.{name}", found=name, suggestion=suggestion)
        if (self.severity is Severity.VIOLATION) != (self.tier == "mandatory"):
            raise mistake("rule.severity_tier", key="tier", found=self.severity.value, tier=self.tier)
        return self

    def basis_on(self, day: date) -> tuple[Basis, ...]:
        """The documents that it rests on on `day`."""
        return tuple(basis for basis in self.basis if basis.on(day))


def places(text: str, key: str = "") -> tuple[str, ...]:
    """The names in the `{}` places of `text`; ValueError where a place is more than a plain name, or not closed."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        raise mistake("rule.braces", key=key, found=text) from error
    found = []
    for _, name, spec, conversion in parsed:
        if name is None:
            continue
        if spec or conversion or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise mistake("rule.place", key=key, found=f"{{{name}{spec and f':{spec}'}}}")
        found.append(name)
    return tuple(dict.fromkeys(found))
