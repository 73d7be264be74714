"""The examples of a rule, as people read them."""

from collections.abc import Mapping

import polars as pl

from costctl.bilingual import Language, Text
from costctl.records import kinds
from costctl.rules.explain import OUTCOMES
from costctl.rules.glossary import Glossary
from costctl.rules.library import Rulebook
from costctl.rules.model import Example, Rule
from costctl.rules.readable import said


def examples(rulebook: Rulebook, rule: Rule, language: Language) -> pl.DataFrame:
    """A row an example of a rule: name, facts (what is given), outcome_name (what it is to give), excess."""
    rows = [
        (
            example_name(example.name, language),
            _facts(rulebook.glossary, rule.check.rows, example, language),
            OUTCOMES[example.expect.value].in_(language),
            example.excess,
        )
        for example in rule.examples
    ]
    texts = dict.fromkeys(("name", "facts", "outcome_name"), pl.String())
    schema: dict[str, pl.DataType] = {**texts, "excess": pl.Decimal(18, 2)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def example_name(name: str, language: Language) -> str:
    """The part of an example's name, `中文 / English`, in one language."""
    zh, _, en = name.partition(" / ")
    return (en or zh) if language == "en" else zh


def _facts(words: Glossary, view: str, example: Example, language: Language) -> str:
    """What an example gives, in words; the numbers of its records are left out."""
    if example.given is not None:
        return _cells(words.of(view), example.given, language)
    parts = []
    for kind, records in (example.records or {}).items():
        known = kinds()[kind]
        told = [{name: value for name, value in record.items() if name not in known.key} for record in records]
        title = f"{known.title.in_(language)}{Text(':', ': ').in_(language)}"
        parts += [f"{title}{_cells(words.of(kind), record, language)}" for record in told]
    return Text(";", "; ").in_(language).join(parts)


def _cells(words: Glossary, cells: Mapping[str, object], language: Language) -> str:
    shown = ((name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in cells.items())
    return (
        Text(",", ", ")
        .in_(language)
        .join(f"{words.name(name).in_(language)} {said(words, name, value).in_(language)}" for name, value in shown)
    )
