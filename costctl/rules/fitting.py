"""Whether a rule speaks only of what there is: controls and tables, columns and record kinds."""

from collections.abc import Collection, Iterable

from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.records import kinds
from costctl.rules.glossary import Glossary
from costctl.rules.model import Example, Rule
from costctl.rules.predicate import parse_condition, parse_number


def refuse_unlisted(rule: Rule, where: str, controls: Collection[str], tables: Collection[str]) -> None:
    """DataFileError for a control or table that no other file lists."""
    _refuse_unknown([rule.control], controls, "rule.unknown_control", f"{where}, control")
    _refuse_unknown(rule.tables, tables, "rule.unknown_table", f"{where}, tables")


def refuse_unnamed(rule: Rule, where: str, words: Glossary) -> None:
    """DataFileError for forbidden syntax, and for a name that neither records, glossary nor parameters have."""
    named = {"flag_when": parse_condition(rule.check.flag_when, where=f"{where}, check.flag_when").names}
    if rule.check.excess is not None:
        named["excess"] = parse_number(rule.check.excess, where=f"{where}, check.excess").names
    named["message"] = rule.check.places
    known = dict.fromkeys([*words.columns, *rule.parameters])
    for key, names in named.items():
        _refuse_unknown(names, known, "rule.unknown_name", f"{where}, check.{key}")
    for example in rule.examples:
        _refuse_example(example, f"{where}, examples, {example.name}", words)


def _refuse_example(example: Example, where: str, words: Glossary) -> None:
    _refuse_unknown(example.given or (), words.columns, "rule.unknown_name", where)
    for kind, records in (example.records or {}).items():
        _refuse_unknown([kind], kinds(), "rule.unknown_kind", where)
        for record in records:
            _refuse_unknown(record, kinds()[kind].names, "rule.unknown_name", where)


def _refuse_unknown(names: Iterable[str], known: Collection[str], code: str, where: str) -> None:
    for name in names:
        if name not in known:
            raise DataFileError(code, where=where, found=name, suggestion=closest(name, known))
