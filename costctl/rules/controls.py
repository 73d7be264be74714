"""The controls under which rules, budget items and metrics are shown, in one of the readings of "five controls".

Every rule, item and metric belongs to one control. A reading gathers the same things under other headings: that changes
what is shown together, and nothing that is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field

from costctl.bilingual import Language, Text
from costctl.datafile import DataModel, read_toml
from costctl.errors import DataFileError
from costctl.ledger.ledger import Ledger
from costctl.mistakes import closest
from costctl.rules.documents import Documents, refuse_document
from costctl.rules.model import Provenance, Rule
from costctl.settings import FILE as SETTINGS
from costctl.settings import USUAL_READING
from costctl.shipped import shipped

FILE = "controls.toml"
OUTSIDE = Text("(五项之外)", " (outside the five)")
"""Said of a control of which the chosen reading knows nothing."""

Kind = Literal["control", "rule", "metric"]
"""What a heading gathers. Budget items go with their control, so that a total and its parts stay together."""


class Control(DataModel):
    """One of the controls under which rules and findings are shown."""

    title: Text
    is_cross_cutting: bool = False


class Heading(Control):
    """A control of another reading, and what it gathers."""

    number: str
    """As the text numbers it."""
    measures: Text
    """By what the text, or who read it, would measure it."""
    controls: tuple[str, ...] = ()
    """Everything of these that no other heading names."""
    rules: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()

    def gathered(self) -> Iterator[tuple[Kind, str]]:
        """What it names, by kind and id."""
        yield from (("control", one) for one in self.controls)
        yield from (("rule", one) for one in self.rules)
        yield from (("metric", one) for one in self.metrics)


class Reading(DataModel):
    """A reading of "five controls"; without headings of its own everything is shown under its own control."""

    title: Text
    document: str
    provenance: Provenance
    """Of its headings."""
    mapping: Provenance
    """Of what each of them gathers."""
    note: Text
    headings: dict[str, Heading] = Field(default_factory=dict)


class ControlsFile(DataModel, extra="allow"):
    """A controls.toml: an id and a control each, and under `readings` the ways to gather them."""

    __pydantic_extra__: dict[str, Control] = Field(init=False)
    readings: dict[str, Reading] = Field(default_factory=dict)


@dataclass(frozen=True)
class Arrangement:
    """The controls as they are shown, and what is shown under each."""

    controls: Mapping[str, Control]
    """In their order."""
    reading: Reading | None = None
    """The reading that they follow."""
    places: Mapping[tuple[Kind, str], str] = field(default_factory=dict)
    """The control under which the whole of a control is shown, or a rule or metric apart from its own."""

    def whole(self, control: str) -> str:
        """The control under which a control is shown, what stands apart from it aside."""
        return self.places.get(("control", control), control)

    def shown(self, kind: Kind, id: str, own: str) -> str:
        """The control under which a rule or metric that belongs to the control `own` is shown."""
        return self.places.get((kind, id)) or self.whole(own)

    def of_finding(self, rule: str, own: str, of_item: str | None) -> tuple[str, ...]:
        """The controls under which a finding is shown; it counts under the first."""
        shown = self.shown("rule", rule, own)
        return (self.whole(of_item), shown) if of_item else (shown,)

    def names(self, language: Language) -> dict[str, str]:
        """What each control is called."""
        return {name: control.title.in_(language) for name, control in self.controls.items()}

    def of_rules(self, rules: Mapping[str, Rule]) -> dict[str, str]:
        """The control under which each rule is shown."""
        return {name: self.shown("rule", name, rule.control) for name, rule in rules.items()}

    def of_items(self, items: pl.DataFrame) -> pl.DataFrame:
        """A frame of budget items with `control` as it is shown."""
        return items.with_columns(control=pl.Series(map(self.whole, items["control"]), dtype=pl.String))

    def of_metrics(self, metrics: pl.DataFrame) -> pl.DataFrame:
        """A frame of metrics with `control` as it is shown."""
        shown = [self.shown("metric", id, own) for id, own in metrics.select("metric", "control").iter_rows()]
        return metrics.with_columns(control=pl.Series(shown, dtype=pl.String))


@dataclass(frozen=True)
class Controls:
    """What the controls.toml of some folders say, a later one before an earlier."""

    own: Mapping[str, Control]
    """To one of which each rule, item and metric belongs."""
    readings: Mapping[str, Reading]
    mistakes: tuple[DataFileError, ...] = ()
    """Why a file was left out."""

    def read_as(self, name: str) -> Arrangement:
        """The controls in a reading; DataFileError `rule.unknown_reading` names those that there are."""
        if name not in self.readings:
            if self.mistakes:
                raise self.mistakes[0]
            known = ", ".join(self.readings)
            raise DataFileError("rule.unknown_reading", where=f"{SETTINGS}, control_reading", found=name, known=known)
        return arranged(self.own, self.readings[name])


def read_controls(*folders: Path) -> Controls:
    """The controls and readings of some folders with rules; a file with a mistake is left out."""
    controls: dict[str, Control] = {}
    readings: dict[str, Reading] = {}
    mistakes = []
    for file in (folder / FILE for folder in folders):
        try:
            if file.is_file():
                written = read_toml(file, ControlsFile)
                controls |= written.__pydantic_extra__ or {}
                readings |= written.readings
        except DataFileError as error:
            mistakes.append(error)
    return Controls(controls, readings, tuple(mistakes))


def arranged(controls: Mapping[str, Control], reading: Reading) -> Arrangement:
    """The controls as `reading` has them; those it does not gather stand behind, outside the five."""
    if not reading.headings:
        return Arrangement(controls, reading)
    places = {named: name for name, heading in reading.headings.items() for named in heading.gathered()}
    outside = {
        name: Control(title=Text(one.title.zh + OUTSIDE.zh, one.title.en + OUTSIDE.en), is_cross_cutting=True)
        for name, one in controls.items()
        if ("control", name) not in places
    }
    return Arrangement({**reading.headings, **outside}, reading, places)


def arrangement(folder: Path | None = None, reading: str = USUAL_READING) -> Arrangement:
    """The controls in one of the shipped readings, or those of the bureau whose ledger folder is given."""
    own = [folder / "rules"] if folder else []
    return read_controls(shipped("rules"), *own).read_as(reading)


def arrangement_of(ledger: Ledger) -> Arrangement:
    """The controls as the bureau has chosen to read them; DataFileError where there is no such reading."""
    return arrangement(ledger.folder, ledger.settings.control_reading)


def refuse_reading(
    name: str, reading: Reading, known: Mapping[Kind, Mapping[str, object]], documents: Documents
) -> None:
    """DataFileError where a reading gathers what there is not, or the same twice, or cites an unknown document."""
    where = f"{FILE}, readings.{name}"
    refuse_document(reading.document, documents, where, provenance=reading.provenance)
    places: dict[tuple[Kind, str], str] = {}
    for heading, one in reading.headings.items():
        here = f"{where}.headings.{heading}"
        for kind, id in one.gathered():
            if id not in known[kind]:
                raise DataFileError("rule.not_to_gather", where=here, found=id, suggestion=closest(id, known[kind]))
            if (kind, id) in places:
                raise DataFileError("rule.gathered_twice", where=here, found=id, other=places[kind, id])
            places[kind, id] = heading
