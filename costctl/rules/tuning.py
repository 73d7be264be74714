"""The bureau's own values: tunable rules may be switched off and set; mandatory rules stay as they are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from costctl.datafile import validate
from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.model import OWN_SETTING, Dated, Rule


class Tuned(Protocol):
    """An own value, wherever it was written."""

    @property
    def value(self) -> object: ...
    @property
    def from_(self) -> date: ...
    @property
    def document(self) -> str: ...
    @property
    def review_on(self) -> date | None: ...


def tunable(rules: Mapping[str, Rule], rule_id: str, where: str) -> Rule:
    """The rule, if the bureau may change it; DataFileError otherwise."""
    rule = rules.get(rule_id)
    if rule is None:
        raise DataFileError("rule.unknown", where=where, found=rule_id, suggestion=closest(rule_id, rules))
    if rule.tier != "tunable":
        raise DataFileError("rule.not_tunable", where=where, found=rule_id)
    return rule


def with_own_values(rules: Mapping[str, Rule], name: str, own: Sequence[Tuned], where: str) -> Rule:
    """The rule of `RULE.parameter` with own values: a shipped value that begins on the same day gives way."""
    rule_id, _, parameter = name.partition(".")
    rule = tunable(rules, rule_id, where)
    if parameter not in rule.parameters:
        near = closest(parameter, rule.parameters)
        raise DataFileError("rule.unknown_parameter", where=where, found=parameter, suggestion=near)
    values = {value.from_: value for value in rule.parameters[parameter]}
    for value in own:
        given = {
            "value": value.value,
            "from": value.from_,
            "document": value.document,
            "provenance": "own" if value.document == OWN_SETTING else "source",
            "review_on": value.review_on,
        }
        values[value.from_] = validate(given, Dated, where=where)
    ordered = tuple(values[day] for day in sorted(values))
    return rule.model_copy(update={"parameters": {**rule.parameters, parameter: ordered}})
