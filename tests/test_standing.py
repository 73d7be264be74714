"""How a ledger stands, and why something in it cannot be judged."""

from datetime import date
from json import loads
from pathlib import Path

import polars as pl
import pytest

from costctl import workflow
from costctl.budget import standing
from costctl.cli.app import run
from costctl.rules import readable, readable_examples
from costctl.rules.findings import finding, findings
from costctl.rules.unassessed import missing, unjudged
from tests.batches import batch_of, row
from tests.fresh import fresh_ledger

AS_OF = date(2025, 12, 31)
TRIP: dict[str, object] = {
    "trip_no": "CL1",
    "person_id": "P1",
    "department_code": "014",
    "depart_on": "2025-04-01",
    "return_on": "2025-04-02",
    "province": "云南",
    "city": "昆明市",
    "nights": 1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two trips that can be judged by the lodging cap, one that cannot, and one loaded after the check."""
    folder = tmp_path_factory.mktemp("standing") / "ledger"
    fresh_ledger(folder, name="测试区财政局")
    trips = [
        row(**TRIP, leg_no=1, rank="other", lodging_amount="999.00"),
        row(**TRIP, leg_no=2, rank="other", lodging_amount="100.00"),
        row(**TRIP, leg_no=3, lodging_amount="999.00"),
    ]
    with workflow.open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("trips", trips, name="出差.csv"))
        workflow.check(ledger, as_of=AS_OF)
        ledger.load(batch_of("trips", [row(**{**TRIP, "trip_no": "CL9", "depart_on": "2024-05-05"}, leg_no=1)]))
    return folder


def test_years_are_those_with_money_newest_first(folder: Path) -> None:
    """A year that has not begun is not offered."""
    with workflow.open_ledger(folder) as ledger:
        assert standing.years(ledger) == [2025, 2024]


def test_figures_may_be_shown_to_the_end_of_each_month() -> None:
    """A year that is over ends on 31 December."""
    days = standing.last_days(2025)

    assert days[0] == date(2025, 12, 31)
    assert days[1:3] == [date(2025, 11, 30), date(2025, 10, 31)]
    assert days[-1] == date(2025, 1, 31)
    assert len(days) == 12


def test_the_last_run_knows_what_came_after_it(folder: Path) -> None:
    """An import after the check is counted, for its findings do not know it."""
    with workflow.open_ledger(folder) as ledger:
        run = standing.last_run(ledger)

    assert run is not None
    assert (run.run, run.as_of, run.changes_since) == ("R000001", AS_OF, 1)


def test_open_findings_of_other_years_are_counted_by_year(folder: Path) -> None:
    """Those of the year itself are not among them, nor those of another department."""
    with workflow.open_ledger(folder) as ledger:
        found = findings(ledger, status="open").height
        assert standing.open_elsewhere(ledger, 2024) == {2025: found}
        assert standing.open_elsewhere(ledger, 2024, "014") == {2025: found}
        assert standing.open_elsewhere(ledger, 2024, "999") == {}
        assert standing.open_elsewhere(ledger, 2025) == {}


def test_before_the_first_run_there_is_none(tmp_path: Path) -> None:
    """And every rule has no counts."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    with workflow.open_ledger(tmp_path / "ledger") as ledger:
        assert standing.last_run(ledger) is None
        assert standing.years(ledger) == []
        frame = standing.outcomes(ledger, workflow.rulebook())
    assert frame.height == len(workflow.rulebook().rules)
    assert frame["flagged"].is_null().all()


def test_every_rule_is_listed_with_its_counts(folder: Path) -> None:
    """In the order of the rule book."""
    book = workflow.rulebook()
    with workflow.open_ledger(folder) as ledger:
        frame = standing.outcomes(ledger, book, language="en")

    assert frame["rule"].to_list() == list(book.rules)
    lodging = frame.row(by_predicate=pl.col("rule") == "TRV-R01", named=True)
    assert (lodging["flagged"], lodging["clear"], lodging["cannot_assess"]) == (1, 1, 1)
    assert lodging["title"] == book.rules["TRV-R01"].title.en


def test_what_is_missing_is_named_and_counted(folder: Path) -> None:
    """Without a rank there is no cap; what is recorded is not named."""
    book = workflow.rulebook()
    with workflow.open_ledger(folder) as ledger:
        found, none = (unjudged(ledger, book, rule, as_of=AS_OF) for rule in ("TRV-R01", "TRV-R05"))
    frame = missing(found, book, "TRV-R01", "zh")

    assert dict(frame.select("missing", "records").iter_rows()) == {"级别": 2, "住宿费": 1}
    assert missing(none, book, "TRV-R05", "zh").is_empty()


def test_a_finding_is_told_in_words(folder: Path) -> None:
    """Names, units, documents with titles and provenance, the row of the file; in either language."""
    book = workflow.rulebook()
    with workflow.open_ledger(folder) as ledger:
        frame = findings(ledger, rule="TRV-R01")
        one = finding(ledger, frame["id"][0])
    listed = readable.listed(frame, book, {"014": "文旅局"}, "zh")

    assert listed.select("title", "department_name").row(0) == (book.rules["TRV-R01"].title.zh, "文旅局")
    assert readable.listed(frame, book, {}, "zh")["department_name"][0] == "014"
    values = dict(readable.values_used(book, one, "en").iter_rows())
    assert values["lodging caps, together"].endswith(" yuan")
    assert "places" in values["tables looked up"]
    documents = readable.documents_used(book, one, "zh")
    assert documents["title"].null_count() == 0
    assert set(documents["use"]) == {"规则依据", "数值依据"}
    assert readable.source_rows(one).rows() == [("出差.csv", None, 2, "B000001")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_examples_and_tables_are_told_in_words(language: str) -> None:
    """No code of a rank or of a provenance is left, and an example has a name in one language."""
    book = workflow.rulebook()
    frame = readable_examples.examples(book, book.rules["TRV-R01"], language)  # type: ignore[arg-type]
    caps = readable.table_rows(book, book.reference["lodging_caps"], language)  # type: ignore[arg-type]

    assert not frame["name"].str.contains(" / ").any()
    assert frame.height == len(book.rules["TRV-R01"].examples)
    assert not set(caps["provenance"]) & {"source", "derived", "assumed"}
    if language == "zh":
        assert not set(caps["rank"]) & {"minister", "bureau", "other"}


def test_no_table_of_standards_shows_a_code_in_chinese() -> None:
    """But for the figures of the published forms, which stand beside their names there."""
    book = workflow.rulebook()
    for name, table in book.reference.items():
        if name in book.tables:
            shown = readable.table_rows(book, table, "zh").drop("title_en", "figure", strict=False)
            texts = shown.select(pl.selectors.string())
            coded = {cell for column in texts.iter_columns() for cell in column.drop_nulls() if cell.islower()}
            assert not coded, name


def test_the_list_of_rules_names_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "list", "--json"]) == 0
    assert [table["table"] for table in loads(capsys.readouterr().out)["tables"]] == [*workflow.rulebook().tables]


def test_the_key_of_a_row_says_its_number_only_where_it_is_one_of_several() -> None:
    book = workflow.rulebook()
    caps = book.reference["lodging_caps"].filter(pl.col("peak_no").is_in([0, 1]), pl.col("place") == "青岛市")
    keys = {key for key, _ in readable.row_lines(book, "lodging_caps", caps, "zh")}

    assert {"中央 · 山东 · 青岛市 · 省部级"} <= keys
    assert not any(key.endswith(" · 0") for key in keys)


def test_a_value_is_said_with_its_unit() -> None:
    """Unknown is said, and a text that is no number stays as it is."""
    words = workflow.rulebook().glossary

    assert readable.said(words, "quota_cap", "12345.60").zh == "12,345.60 元"
    assert readable.said(words, "is_cash", "true").zh == "是"
    assert readable.said(words, "overlap_with", "CL1/P1/1").en == "CL1/P1/1"
    assert readable.said(words, "quota_cap", None).en == "not recorded"
