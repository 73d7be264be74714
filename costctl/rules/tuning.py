"""The bureau's own values: tunable rules are switched off and set; mandatory ones only tightened, by a cited text."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from costctl.datafile import validate
from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.documents import Documents, day_of, refuse_document
from costctl.rules.model import Dated, Rule, value_on


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
    """The rule, if the bureau may switch it off; DataFileError otherwise."""
    rule = _known(rules, rule_id, where)
    if rule.tier != "tunable":
        raise DataFileError("rule.not_tunable", where=where, found=rule_id)
    return rule


def with_own_values(
    rules: Mapping[str, Rule], documents: Documents, name: str, own: Sequence[Tuned], where: str
) -> Rule:
    """The rule of `RULE.parameter` with own values: a shipped value that begins on the same day gives way.

    DataFileError for a value without a registered document, and for one that loosens a mandatory rule.
    """
    rule_id, _, parameter = name.partition(".")
    rule = _known(rules, rule_id, where)
    if parameter not in rule.parameters:
        near = closest(parameter, rule.parameters)
        raise DataFileError("rule.unknown_parameter", where=where, found=parameter, suggestion=near)
    values = {value.from_: value for value in rule.parameters[parameter]}
    for value in own:
        given = {
            "value": value.value,
            "from": value.from_,
            "document": value.document,
            "review_on": value.review_on,
        }
        dated = validate(given, Dated, where=where)
        refuse_document(value.document, documents, where, begins=dated.from_)
        if rule.tier == "mandatory":
            _refuse_without_text(dated, documents, where)
        refuse_looser(rule, parameter, dated, where)
        values[value.from_] = dated
    ordered = tuple(values[day] for day in sorted(values))
    return rule.model_copy(update={"parameters": {**rule.parameters, parameter: ordered}})


def _known(rules: Mapping[str, Rule], rule_id: str, where: str) -> Rule:
    if rule_id not in rules:
        raise DataFileError("rule.unknown", where=where, found=rule_id, suggestion=closest(rule_id, rules))
    return rules[rule_id]


def _refuse_without_text(own: Dated, documents: Documents, where: str) -> None:
    """A mandatory rule is tightened by a text that was in force when the value begins."""
    begins = day_of(documents.get(own.document or "", {}), "effective_from")
    if begins is None or own.from_ < begins:
        raise DataFileError("rule.no_text", where=where, found=own.document or "–")


def refuse_looser(rule: Rule, parameter: str, own: Dated, where: str) -> None:
    """DataFileError for an own value of a mandatory rule that is looser than the one of `rule` on its first day."""
    if rule.tier != "mandatory":
        return
    way = rule.stricter.get(parameter)
    shipped = value_on(rule.parameters[parameter], own.from_)
    if way is None:
        raise DataFileError("rule.not_tunable", where=where, found=f"{rule.id}.{parameter}")
    if shipped and (own.value > shipped.value if way == "lower" else own.value < shipped.value):
        raise DataFileError("rule.looser", where=where, found=f"{own.value:f}", limit=f"{shipped.value:f}")
