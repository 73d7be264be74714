"""The bureau's own values: tunable rules may be switched off and set; mandatory rules stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from pydantic import Field, ValidationError

from costctl.datafile import DataModel, closest
from costctl.errors import DataFileError
from costctl.rules.model import OWN_SETTING, Dated, Number, Rule, RuleId


class OwnValue(DataModel):
    """A value that the bureau gives a tunable parameter, from a day on."""

    value: Number
    from_: date = Field(alias="from")
    document: str = OWN_SETTING


class TuningFile(DataModel):
    """A tuning.toml of the bureau's own folder."""

    off: tuple[RuleId, ...] = ()
    """Tunable rules that are switched off."""
    values: dict[str, tuple[OwnValue, ...]] = Field(default_factory=dict)
    """Own values by `RULE.parameter`."""


class Tuned(Protocol):
    """An own value, wherever it was written."""

    @property
    def value(self) -> object: ...
    @property
    def from_(self) -> date: ...
    @property
    def document(self) -> str: ...


def tunable(rules: Mapping[str, Rule], rule_id: str, where: str) -> Rule:
    """The rule, if the bureau may change it; DataFileError otherwise."""
    rule = rules.get(rule_id)
    if rule is None:
        raise DataFileError("rule.unknown", where=where, found=rule_id, suggestion=closest(rule_id, rules) or "–")
    if rule.tier != "tunable":
        raise DataFileError("rule.not_tunable", where=where, found=rule_id)
    return rule


def with_own_values(rules: Mapping[str, Rule], name: str, own: Sequence[Tuned], where: str) -> Rule:
    """The rule of `RULE.parameter` with own values: a shipped value that begins on the same day gives way."""
    rule_id, _, parameter = name.partition(".")
    rule = tunable(rules, rule_id, where)
    if parameter not in rule.parameters:
        near = closest(parameter, rule.parameters) or "–"
        raise DataFileError("rule.unknown_parameter", where=where, found=parameter, suggestion=near)
    values = {value.from_: value for value in rule.parameters[parameter]}
    for value in own:
        given = {"value": value.value, "from": value.from_, "document": value.document}
        try:
            values[value.from_] = Dated.model_validate(given)
        except ValidationError as error:
            raise DataFileError("datafile.wrong_value", where=where, found=str(value.value)) from error
    ordered = tuple(values[day] for day in sorted(values))
    return rule.model_copy(update={"parameters": {**rule.parameters, parameter: ordered}})


def own_values(
    files: Iterable[TuningFile], settings: Mapping[str, Sequence[Tuned]]
) -> list[tuple[str, str, Sequence[Tuned]]]:
    """Where each own value was written, its `RULE.parameter`, and its values by date."""
    found: list[tuple[str, str, Sequence[Tuned]]] = [("costctl.toml", name, own) for name, own in settings.items()]
    return found + [("tuning.toml", name, own) for file in files for name, own in file.values.items()]
