"""Every figure of a finding can be followed to rows of files: from these alone, its rule finds the same again."""

import json
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from costctl import workflow
from costctl.budget.behind import is_overtaken, records_behind
from costctl.ledger.connection import quoted
from costctl.ledger.ledger import Ledger
from costctl.records import kinds
from costctl.rules.compile import CODES
from costctl.rules.findings import explained
from costctl.rules.library import Rulebook, load_rulebook
from costctl.rules.render import message, subject, values_used
from costctl.rules.scan import fact_columns, fit
from costctl.shipped import shipped
from costctl.values import Finding, Outcome
from tests.fresh import Sample

AS_OF = date(2025, 12, 31)
RULES = sorted(load_rulebook(shipped("rules")).rules)
REGISTER = "departments"
"""Always there: that a department exists is no figure."""
PLACE = {"kind": pl.String, "batch": pl.String, "sheet": pl.String, "row_no": pl.Int64}


@pytest.fixture(scope="module")
def ledger(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The sample ledger, checked, of which `named` may leave some rows only."""
    with workflow.open_ledger(sample.copied(tmp_path_factory.mktemp("traceable") / "ledger"), "write") as made:
        workflow.check(made, as_of=AS_OF)
        made.execute("CREATE TEMP TABLE named (kind VARCHAR, row_id BIGINT)")
        for kind in kinds().keys() - {REGISTER}:
            _narrow(made, kind)
        yield made


def _narrow(ledger: Ledger, kind: str) -> None:
    """Lets the view of a kind show the named rows alone, where any are named."""
    query = "SELECT v.sql FROM duckdb_views() AS v WHERE v.schema_name = 'record' AND v.view_name = $kind"
    whole = str(ledger.sql(query, {"kind": kind}).item()).split(" AS ", 1)[1].rstrip("; \n")
    ledger.execute(f"""CREATE OR REPLACE VIEW record.{quoted(kind)} AS
        SELECT whole.* FROM ({whole}) AS whole
        WHERE (SELECT count(*) FROM temp.named) = 0
            OR whole.row_id IN (SELECT n.row_id FROM temp.named AS n WHERE n.kind = '{kind}')""")


@pytest.fixture(scope="module")
def book(ledger: Ledger) -> Rulebook:
    return workflow.rulebook_of(ledger)


def most_said(ledger: Ledger, rule: str) -> Finding:
    """Of a rule's findings in the sample, where each has some, the first with the most figures."""
    return max(explained(ledger, rule=rule, status="open"), key=lambda one: len(one.values))


def judged(ledger: Ledger, book: Rulebook, one: Finding) -> dict[str, object]:
    """What the rule of a finding says of its subject, by the rows in sight."""
    views = fact_columns(ledger)
    compiled = fit(book.rules[one.rule], views)
    check, words = compiled.rule.check, book.glossary.of(compiled.rule.check.rows)
    columns = views[check.rows]
    with ledger.as_of(AS_OF):
        rows = ledger.sql(
            f"""SELECT {compiled.outcome(AS_OF)} AS outcome, {compiled.excess or "NULL"} AS excess,
                {values_used(compiled, columns, words)} AS values_used,
                {message(check.message.zh, "zh", compiled, columns, words)} AS message
            FROM fact.{quoted(check.rows)} WHERE {subject(check.key)} = $subject""",
            {"subject": one.subject},
        )
    said = rows.row(0, named=True) if rows.height else {"outcome": None, "values_used": "{}"}
    values = {name: value for name, value in json.loads(said.pop("values_used")).items() if value is not None}
    return said | values


def name_only(ledger: Ledger, places: pl.DataFrame) -> None:
    """Leaves the records in sight that stand in these places of files: kind, batch, sheet, row_no."""
    with ledger.registered(places=places):
        ledger.execute("""INSERT INTO temp.named SELECT DISTINCT s.kind, s.row_id FROM record.sightings AS s
            JOIN places AS p ON p.kind = s.kind AND p.batch = s.batch AND p.row_no = s.row_no
                AND p.sheet IS NOT DISTINCT FROM s.sheet""")


def own_places(ledger: Ledger, one: Finding) -> pl.DataFrame:
    """Where the rows stand that a finding names itself."""
    query = "SELECT f.source_kind FROM record.findings AS f WHERE f.finding = $id"
    kind = str(ledger.sql(query, {"id": one.id}).item())
    rows = [(kind, row.batch, row.sheet, row.row) for row in one.rows]
    return pl.DataFrame(rows, schema=PLACE, orient="row")


@pytest.fixture(autouse=True)
def everything_in_sight(ledger: Ledger) -> Iterator[None]:
    yield
    ledger.execute("DELETE FROM temp.named")


@pytest.mark.parametrize("rule", RULES)
def test_from_the_rows_that_a_finding_names_its_rule_finds_it_again(ledger, book, rule):
    """And what records add to one of its figures is that figure."""
    one = most_said(ledger, rule)
    behind = records_behind(ledger, book, one)
    places = pl.concat([own_places(ledger, one), behind.select(*PLACE)])
    before = judged(ledger, book, one)

    name_only(ledger, places)

    assert CODES[before["outcome"]] is Outcome.FLAGGED
    assert judged(ledger, book, one) == before
    assert not is_overtaken(one, behind)


def test_a_row_that_is_not_named_is_missed(ledger, book):
    """The test above can fail: without the payments, nobody else has paid for the meeting."""
    one = most_said(ledger, "MTG-R08")

    name_only(ledger, own_places(ledger, one))

    assert CODES[judged(ledger, book, one)["outcome"]] is Outcome.CANNOT_ASSESS
