"""Draft values beside those in force. Nothing is written anywhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from costctl.datafile import noted, validate
from costctl.errors import InputError
from costctl.rules.library import Rulebook
from costctl.rules.model import Dated
from costctl.rules.own_names import parameter_named
from costctl.rules.tuning import refuse_looser


def with_values(book: Rulebook, given: Sequence[str], untuned: Rulebook) -> Rulebook:
    """`book` with draft values, each written `RULE.parameter=VALUE@DAY`; of a mandatory rule too, for it is a draft.

    What could never be set, because it loosens a mandatory rule as it is without the bureau's values, `untuned`, is
    named in `problems`. InputError `rules.draft_value` for what is not so written, DataFileError for a rule or
    parameter that there is not.
    """
    rules, problems = dict(book.rules), [*book.problems]
    for text in given:
        name, value, day = _parsed(text)
        rule_id, _, parameter = parameter_named(book, name).partition(".")
        rule = rules[rule_id]
        draft = validate({"value": value, "from": day, "provenance": "assumed"}, Dated, where=text)
        with noted(problems):
            refuse_looser(untuned.rules.get(rule_id, rule), parameter, draft, text)
        values = {one.from_: one for one in rule.parameters[parameter]} | {day: draft}
        ordered = tuple(values[start] for start in sorted(values))
        rules[rule_id] = rule.model_copy(update={"parameters": {**rule.parameters, parameter: ordered}})
    digest = book.digest if rules == book.rules else f"{book.digest} {' '.join(given)}"
    return replace(book, rules=rules, digest=digest, problems=tuple(problems))


def _parsed(text: str) -> tuple[str, Decimal, date]:
    name, _, rest = text.partition("=")
    value, _, day = rest.partition("@")
    try:
        return name.strip(), Decimal(value.strip()), date.fromisoformat(day.strip())
    except (InvalidOperation, ValueError) as error:
        raise InputError("rules.draft_value", found=text) from error
