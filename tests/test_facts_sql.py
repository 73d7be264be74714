"""Each fact file says what one row is, holds one statement and names its columns."""

import re

import pytest
import sqlglot
from sqlglot import exp

from costctl.ledger.reference import FACTS

FILES = sorted(FACTS.glob("*.sql"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_fact_file_is_one_commented_statement_with_named_columns(file):
    text = file.read_text(encoding="utf-8")
    (statement,) = sqlglot.parse(text, dialect="duckdb")

    assert text.startswith("-- ")
    assert max(len(line) for line in text.splitlines()) <= 120
    assert isinstance(statement, exp.Create)
    assert not [star for star in statement.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    if statement.kind == "VIEW":
        assert text.startswith("-- One row")
        assert re.search(r"CREATE OR REPLACE VIEW (step|fact)\.\w+ AS", text)
        assert not statement.find(exp.Div)  # a decimal divided is no decimal any more


def names_of(table: exp.Table) -> set[str]:
    """What is read: a view, or a macro that gives a table and the views that it is given by name."""
    if not isinstance(table.this, exp.Anonymous):
        return {f"{table.db}.{table.name}"}
    given = {argument.name for argument in table.this.expressions if isinstance(argument, exp.Literal)}
    return {f"{table.db}.{str(table.this.this).lower()}", *given}


def test_every_view_is_made_after_those_it_reads():
    made = set()
    for file in FILES:
        (statement,) = sqlglot.parse(file.read_text(encoding="utf-8"), dialect="duckdb")
        if statement.kind == "VIEW":
            read = [table for table in statement.expression.find_all(exp.Table) if table.db in ("step", "fact")]
            assert {name for table in read for name in names_of(table)} <= made, file.name
            made.add(statement.this.sql())
        elif statement.kind == "MACRO":
            made.add(statement.this.this.sql())
    assert {f"fact.{name}" for name in ("meetings", "trips", "cards", "card_transactions", "budget_items")} <= made
