"""The views that a record can change: all of those that DuckDB reads it for, and few others."""

import re
from datetime import date

import pytest

from costctl import workflow
from costctl.ledger.readers import readers
from costctl.records import kinds
from tests.fresh import Sample, fresh_ledger

LARGE = {"metrics"}
"""Views that no rule reads, and that take long to plan."""


@pytest.fixture(scope="module")
def filled(sample: Sample):
    with workflow.open_ledger(sample.folder, "read") as ledger, ledger.as_of(date(2025, 12, 31)):
        yield ledger


def scanned(ledger, view):
    """The kinds whose tables DuckDB reads for a view."""
    plan = ledger.sql(f"EXPLAIN (FORMAT json) SELECT * FROM fact.{view}")["explain_value"][0]
    return set(re.findall(r'"Table": ".*\bbase\.(\w+)"', plan)) & kinds().keys()


def test_every_view_that_reads_the_records_of_a_kind_is_among_its_readers(filled):
    known = {kind: readers(filled, kind) for kind in kinds()}
    views = sorted(filled.sql("SELECT view_name FROM duckdb_views() WHERE schema_name = 'fact'")["view_name"])
    assert len(views) > 25

    read = {view: scanned(filled, view) for view in views if view not in LARGE}

    assert sum(map(len, read.values())) > 100
    assert [(view, kind) for view, of in read.items() for kind in of if view not in known[kind]] == []


def test_a_view_that_does_not_read_a_kind_is_not_among_its_readers(filled):
    assert {"receptions", "meetings", "budget_items", "disclosures"} <= readers(filled, "receptions")
    assert not {"trips", "vehicles", "offices", "payments"} & readers(filled, "receptions")
    assert readers(filled, "commitments") == {"commitments"}


def test_the_name_of_a_department_may_stand_in_any_record(filled):
    assert readers(filled, "departments") >= {"trips", "offices", "payments", "disclosures"}


def test_the_first_record_of_a_kind_is_news_to_views_that_ask_whether_it_is_kept(tmp_path, rulebook):
    fresh_ledger(tmp_path, name="测试区财政局", district="测试区")
    with workflow.open_ledger(tmp_path, "write") as ledger:
        ledger.install(rulebook.reference, rulebook.digest)
        assert "budget_items" in readers(ledger, "offices")
