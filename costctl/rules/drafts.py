"""Draft values beside those in force. Nothing is written anywhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from costctl.datafile import validate
from costctl.errors import DataFileError, InputError
from costctl.mistakes import closest
from costctl.rules.library import Rulebook
from costctl.rules.model import Dated


def with_values(book: Rulebook, given: Sequence[str]) -> Rulebook:
    """`book` with draft values, each written `RULE.parameter=VALUE@DAY`; of a mandatory rule too, for it is a draft.

    InputError `rules.draft_value` for what is not so written, DataFileError for a rule or parameter that there is not.
    """
    rules = dict(book.rules)
    for text in given:
        rule_id, parameter, value, day = _parsed(text)
        rule_id = book.rule(rule_id).id
        rule = rules[rule_id]
        if parameter not in rule.parameters:
            near = closest(parameter, rule.parameters)
            raise DataFileError("rule.unknown_parameter", where=rule_id, found=parameter, suggestion=near)
        draft = {"value": value, "from": day, "provenance": "assumed"}
        values = {one.from_: one for one in rule.parameters[parameter]} | {day: validate(draft, Dated, where=text)}
        ordered = tuple(values[start] for start in sorted(values))
        rules[rule_id] = rule.model_copy(update={"parameters": {**rule.parameters, parameter: ordered}})
    return book if rules == book.rules else replace(book, rules=rules, digest=f"{book.digest} {' '.join(given)}")


def _parsed(text: str) -> tuple[str, str, Decimal, date]:
    name, _, rest = text.partition("=")
    rule_id, _, parameter = name.strip().partition(".")
    value, _, day = rest.partition("@")
    try:
        return rule_id, parameter.strip(), Decimal(value.strip()), date.fromisoformat(day.strip())
    except (InvalidOperation, ValueError) as error:
        raise InputError("rules.draft_value", found=text) from error
