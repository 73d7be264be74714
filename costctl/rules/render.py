"""SQL that says what a rule found: subject, messages in two languages, values used, documents in force."""

import json
import string
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from costctl.bilingual import Language
from costctl.ledger.connection import literal, quoted
from costctl.rules.compile import Compiled
from costctl.rules.glossary import UNRECORDED, YES_NO, Glossary
from costctl.rules.model import Check, Dated, Rule
from costctl.rules.predicate import Columns, family


def subject(key: Iterable[str]) -> str:
    """The subject key: parts joined with `/`, a `/` inside a part as %2F; a column called …_key is a whole key."""
    between = ", '/', "
    parts = [*map(_part, key)]
    return f"concat({between.join(parts)})" if len(parts) > 1 else f"coalesce({parts[0]}, '')"


def _part(name: str) -> str:
    text = f"CAST({quoted(name)} AS VARCHAR)"
    return text if name.endswith("_key") else f"replace({text}, '/', '%2F')"


def plain(expression: str, sql_type: str, *, is_money: bool) -> str:
    """A value as text that depends on no language: money with two places, other numbers without trailing zeros."""
    if family(sql_type) != "number" or not sql_type.upper().startswith("DECIMAL"):
        return f"CAST({expression} AS VARCHAR)"
    scale = int(sql_type.rstrip(")").split(",")[-1])
    if is_money or scale == 2:
        return f"CAST(CAST(round({expression}, 2) AS DECIMAL(38, 2)) AS VARCHAR)"
    text = f"CAST({expression} AS VARCHAR)"
    return f"rtrim(rtrim({text}, '0'), '.')" if scale else text


def message(text: str, language: Language, compiled: Compiled, columns: Columns, words: Glossary) -> str:
    """The message with its places filled, what is not recorded said so, and then without the unit behind it."""
    pieces: list[str] = []
    parts = [(before, name) for before, name, _, _ in string.Formatter().parse(text)]
    unit = ""
    for (before, name), (after, _) in zip(parts, [*parts[1:], ("", None)], strict=True):
        if said := before.removeprefix(unit):
            pieces.append(literal(said))
        unit = YUAN if name and after.startswith(YUAN) else ""
        if name:
            pieces.append(_shown(name, language, compiled, columns, words, unit))
    return f"concat({', '.join(pieces)})" if pieces else "''"


YUAN = " 元"
"""The unit that stands behind an amount in Chinese."""


def _with_name(code: str) -> str:
    """A department's code, and its name where it is registered."""
    of = "SELECT r.department_code AS code_of, r.name AS called FROM record.departments AS r"
    called = f"(SELECT any_value(n.called) FROM ({of}) AS n WHERE n.code_of = {code})"
    return f"coalesce({code} || ' ' || {called}, {code})"


_DEPARTMENTS = ("department_code", "beneficiary")
"""Columns with a department's code."""


def _shown(name: str, language: Language, compiled: Compiled, columns: Columns, words: Glossary, unit: str = "") -> str:
    expression, sql_type = _source(name, compiled, columns)
    unknown = literal(words.unrecorded.get(name, UNRECORDED).in_(language))
    if sql_type.upper() == "BOOLEAN":
        answers = words.answers.get(name, YES_NO)
        yes, no = (literal(answers[answer].in_(language)) for answer in (True, False))
        return f"CASE WHEN {expression} THEN {yes} WHEN NOT {expression} THEN {no} ELSE {unknown} END"
    text = plain(expression, sql_type, is_money=words.is_money(name))
    if name in _DEPARTMENTS:
        text = _with_name(text)
    if sql_type.upper() == "VARCHAR" and (known := words.words.get(name)):
        cases = " ".join(f"WHEN {literal(value)} THEN {literal(word.in_(language))}" for value, word in known.items())
        text = f"CASE {expression} {cases} ELSE {text} END"
    return f"coalesce({text} || {literal(unit)}, {unknown})" if unit else f"coalesce({text}, {unknown})"


def _source(name: str, compiled: Compiled, columns: Columns) -> tuple[str, str]:
    """A column or a parameter as an expression, and its type; a parameter shows as it was written."""
    if name not in compiled.parameters:
        return quoted(name), columns[name]
    places = max(0, *(-int(value.value.as_tuple().exponent) for value in compiled.rule.parameters[name]))
    return f"CAST({compiled.parameters[name]} AS DECIMAL(38, {places}))", f"DECIMAL(38,{places})"


def values_used(compiled: Compiled, columns: Columns, words: Glossary) -> str:
    """JSON text of the values that the rule shows and of its parameters; what is not recorded is null."""
    names = dict.fromkeys([*compiled.rule.check.values, *compiled.rule.parameters])
    if not names:
        return "'{}'"
    fields = [_json_field(name, compiled, columns, words) for name in names]
    between = ", ', ', "
    return f"concat('{{', {between.join(fields)}, '}}')"


def _json_field(name: str, compiled: Compiled, columns: Columns, words: Glossary) -> str:
    """`"name": "value"`; only texts need escaping, which costs more than all the rest."""
    expression, sql_type = _source(name, compiled, columns)
    text = plain(expression, sql_type, is_money=words.is_money(name))
    written = f"CAST(to_json({text}) AS VARCHAR)" if family(sql_type) == "text" else f"('\"' || {text} || '\"')"
    return f"""{literal(f'"{name}": ')}, coalesce({written}, 'null')"""


def value_sources(compiled: Compiled) -> str:
    """Lines `jurisdiction|documents|provenance` of the table rows and parameter values used; NULL without any."""
    check, dated = compiled.rule.check, quoted(compiled.rule.check.dated_by)
    lines = [quoted(check.value_source)] if check.value_source else []
    for values in compiled.rule.parameters.values():
        cases = " ".join(
            f"WHEN {dated} >= DATE '{value.from_}' THEN {literal(_source_line(value))}" for value in reversed(values)
        )
        lines.append(f"CASE {cases} END")
    return f"nullif(concat_ws(chr(10), {', '.join(lines)}), '')" if lines else "NULL"


def _source_line(value: Dated) -> str:
    return f"|{value.document or ''}|{value.provenance}"


def basis(rule: Rule) -> str:
    """JSON text of the documents in force on the row's date: one constant for each stretch of days."""
    dated = quoted(rule.check.dated_by)
    starts = {part.from_ for part in rule.basis if part.from_}
    starts |= {part.to + timedelta(days=1) for part in rule.basis if part.to}
    cases = [f"WHEN {dated} >= DATE '{day}' THEN {literal(_basis_json(rule, day))}" for day in sorted(starts)[::-1]]
    always = [part for part in rule.basis if part.from_ is None]
    before = json.dumps([_basis_entry(part.document, part.article) for part in always], ensure_ascii=False)
    return f"CASE {' '.join(cases)} ELSE {literal(before)} END" if cases else literal(before)


def _basis_json(rule: Rule, day: date) -> str:
    entries = [_basis_entry(part.document, part.article) for part in rule.basis if part.on(day)]
    return json.dumps(entries, ensure_ascii=False)


def _basis_entry(document: str, article: str | None) -> Mapping[str, str | None]:
    return {"document": document, "article": article}


def row_ids(check: Check, columns: Columns) -> str:
    """The source rows of a subject, in order: its own, and those that the rule names beside it."""
    own = '"row_ids"' if "row_ids" in columns else '["row_id"]' if "row_id" in columns else "CAST([] AS BIGINT[])"
    if check.other_rows:
        own = f"list_distinct(list_concat({own}, coalesce({quoted(check.other_rows)}, [])))"
    return f"list_sort({own})"
