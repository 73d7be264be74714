"""A view that has a row for each record of a kind is empty, and need not be looked at, where none is kept."""

from collections.abc import Iterator
from datetime import date

import pytest

from costctl import workflow
from costctl.ledger.connection import quoted
from costctl.ledger.ledger import Ledger
from costctl.rules.library import load_rulebook
from costctl.rules.scan import fact_columns
from costctl.shipped import shipped
from tests.fresh import Sample, fresh_ledger

KINDS = sorted({rule.check.source_kind for rule in load_rulebook(shipped("rules")).rules.values()})


@pytest.fixture(scope="module")
def ledger(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with workflow.open_ledger(sample.copied(tmp_path_factory.mktemp("kept") / "ledger"), "write") as made:
        yield made


def count(ledger: Ledger, view: str) -> int:
    with ledger.as_of(date(2025, 12, 31)):
        return int(ledger.sql(f"SELECT count(*) AS n FROM fact.{quoted(view)}").item())


@pytest.mark.parametrize("kind", KINDS)
def test_without_records_of_its_kind_a_view_is_empty(ledger: Ledger, kind: str) -> None:
    rules = workflow.rulebook_of(ledger).rules.values()
    columns = fact_columns(ledger)
    views = {check.rows for check in (rule.check for rule in rules) if check.source_kind == kind}
    by_record = {view for view in views if "row_id" in columns[view]}
    assert all(count(ledger, view) > 0 for view in views)

    with ledger.trial():
        described = ledger.sql(f"DESCRIBE record.{quoted(kind)}").select("column_name", "column_type")
        cells = ", ".join(f"CAST(NULL AS {type_}) AS {quoted(name)}" for name, type_ in described.iter_rows())
        ledger.execute(f"CREATE OR REPLACE VIEW record.{quoted(kind)} AS SELECT {cells} WHERE FALSE")

        assert {view: count(ledger, view) for view in by_record} == dict.fromkeys(by_record, 0)


def test_rules_of_kinds_that_are_not_kept_have_nothing_to_look_at(tmp_path) -> None:
    with workflow.open_ledger(fresh_ledger(tmp_path / "ledger"), "write") as empty:
        run = workflow.check(empty, as_of=date(2025, 12, 31))

    assert run.problems == ()
    assert {(one.flagged, one.clear, one.cannot_assess, one.out_of_force) for one in run.rules} == {(0, 0, 0, 0)}
