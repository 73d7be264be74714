"""The readings of the five controls: what is shown together changes, what is found does not, and nothing is lost."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import workflow
from costctl.budget.metrics import metrics
from costctl.budget.overview import overview
from costctl.budget.standing import outcomes
from costctl.budget.variance import variance
from costctl.errors import DataFileError, InputError
from costctl.ledger.ledger import Ledger
from costctl.rules.controls import arrangement, arrangement_of
from costctl.rules.explain import explain
from costctl.rules.findings import findings
from costctl.rules.library import load_rulebook
from costctl.settings import FILE
from costctl.shipped import shipped
from tests.batches import batch_of, row
from tests.fresh import fresh_ledger

READINGS = ("proposed", "2014_district", "2011_province")
JOURNEYS = {"proposed": "travel", "2014_district": "expenses_and_journeys", "2011_province": "study_trips"}
TICKETS = {**JOURNEYS, "2014_district": "procured_tickets"}
FORUMS = {"proposed": "meetings", "2014_district": "events", "2011_province": "celebrations_and_forums"}
YEAR_END = date(2025, 12, 31)
BOOK = load_rulebook(shipped("rules"))


@pytest.mark.parametrize("reading", READINGS)
def test_every_rule_item_and_metric_is_shown_under_a_control(reading: str) -> None:
    shown = arrangement(reading=reading)

    places = set(shown.of_rules(BOOK.rules).values())
    places |= set(shown.of_items(BOOK.reference["items"])["control"])
    places |= set(shown.of_metrics(BOOK.reference["metrics"])["control"])
    assert places <= shown.controls.keys()
    # Posts and staff are a heading of 2011 of which nothing is recorded.
    assert shown.controls.keys() - places <= {"staffing"}


def test_a_reading_has_its_own_headings_first_and_the_rest_behind_them_as_such() -> None:
    shown = arrangement(reading="2011_province")

    assert list(shown.names("zh").values()) == [
        "三公经费", "机构编制和人员", "会议、文件", "庆典、论坛", "考察",
        "楼堂馆所(五项之外)", "公务卡·定点·采购(五项之外)", "预算与支出(五项之外)",
    ]  # fmt: skip
    assert shown.names("en")["buildings"] == "Office buildings (outside the five)"
    assert [one.is_cross_cutting for one in shown.controls.values()] == [False] * 5 + [True] * 3


def test_single_rules_and_metrics_stand_apart_from_their_control() -> None:
    shown = arrangement(reading="2014_district")

    assert shown.shown("rule", "BLD-R01", "buildings") == "building_approval"
    assert shown.shown("rule", "BLD-R02", "buildings") == "building_scale"
    assert shown.shown("metric", "procured_ticket_share", "settlement") == "procured_tickets"
    assert shown.shown("metric", "card_use_a", "settlement") == "card_settlement"
    assert shown.whole("travel") == shown.whole("public_expenses") == "expenses_and_journeys"


def test_a_rule_says_by_which_reading_it_is_grouped_and_on_what_that_rests() -> None:
    pages = [explain(BOOK, "BLD-R01", YEAR_END, arrangement(reading=reading)) for reading in READINGS[:2]]

    assert [page.control.zh for page in pages] == ["楼堂馆所", "楼堂馆所建设审批程序"]
    own, district = (str(page.grouping) for page in pages)
    assert "本系统的五类:条目暂定,未见文件(产品定义),归类暂定,未见文件" in own
    assert "headings from the text (区2014年政府自身建设意见), what stands under them assumed" in district


def test_a_reading_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(DataFileError) as error:
        arrangement(reading="2014_distric")

    said = error.value.problem.say("zh")
    assert error.value.problem.code == "rule.unknown_reading"
    assert "costctl.toml, control_reading" in said
    assert all(name in said for name in READINGS)


OWN = """
[readings.mine]
title.zh = "本区读法"
title.en = "Our reading"
document = "DOCUMENT"
provenance = "own"
mapping = "own"
note.zh = ""
note.en = ""

[readings.mine.headings.journeys]
number = "1"
title.zh = "出行"
title.en = "Journeys"
measures.zh = "金额"
measures.en = "amount"
"""
SECOND = OWN[OWN.index("[readings.mine.headings") :].replace("journeys", "more")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('controls = ["travel"]', None),
        ('controls = ["travle"]', "rule.not_to_gather"),
        ('rules = ["TRV-R99"]', "rule.not_to_gather"),
        ('metrics = ["hats"]', "rule.not_to_gather"),
        (f'rules = ["TRV-R06"]\n{SECOND}\nrules = ["TRV-R06"]', "rule.gathered_twice"),
        ('items = ["travel"]', "datafile.unknown_key"),
    ],
)
def test_a_reading_of_the_bureau_is_held_against_the_rule_book(tmp_path: Path, lines: str, code: str | None) -> None:
    (tmp_path / "controls.toml").write_text(OWN.replace("DOCUMENT", "本区设定") + lines, encoding="utf-8")

    problems = load_rulebook(shipped("rules"), tmp_path).problems

    assert [problem.code for problem in problems] == ([code] if code else [])


def test_a_reading_cites_a_document_that_is_known(tmp_path: Path) -> None:
    (tmp_path / "controls.toml").write_text(OWN.replace("DOCUMENT", "无此文件"), encoding="utf-8")

    assert [one.code for one in load_rulebook(shipped("rules"), tmp_path).problems] == ["rule.unknown_document"]


def test_a_reading_of_the_bureau_can_be_chosen_and_one_in_a_broken_file_is_told_by_the_mistake(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "controls.toml"
    file.write_text(OWN.replace("DOCUMENT", "本区设定") + 'controls = ["travel"]', encoding="utf-8")
    chosen = arrangement(tmp_path, "mine")
    file.write_text("[readings", encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        arrangement(tmp_path, "mine")

    assert (chosen.whole("travel"), chosen.names("zh")["meetings"]) == ("journeys", "会议活动(五项之外)")
    assert error.value.problem.code == "datafile.not_toml"
    assert arrangement(tmp_path, "proposed").names("zh")["travel"] == "差旅与考察"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with money and findings of several controls, checked."""
    folder = tmp_path_factory.mktemp("controls") / "ledger"
    fresh_ledger(folder, name="测试区财政局")
    day = {"depart_on": "2025-04-01", "return_on": "2025-04-02", "province": "云南", "city": "昆明市"}
    meeting = {"department_code": "014", "name": "会", "meal_amount": "500.00", "mode": "video", "event_kind": "forum"}
    trip = {"trip_no": "CL1", "person_id": "P1", "department_code": "014", "rank": "other", "nights": 1, **day}
    ticket = {
        "transport_kind": "plane",
        "transport_class": "economy",
        "is_procured_ticket": False,
        "has_fare_proof": False,
    }
    reception = {"reception_no": "J1", "department_code": "014", "held_on": "2025-05-05", "is_foreign": False}
    given = {"fiscal_year": 2025, "department_code": "014"}
    lines = [("travel", "100.00"), ("public_expenses", "80.00"), ("meeting", "900.00")]
    files = {
        "meetings": [row(meeting_no="M1", starts_on="2025-03-03", ends_on="2025-03-03", **meeting)],
        "trips": [row(**trip, leg_no=1, lodging_amount="999.00", **ticket)],
        "receptions": [row(**reception, meal_amount="70.00")],
        "budgets": [
            row(**given, document_no="Y", line_no=number, item=item, amount=amount)
            for number, (item, amount) in enumerate(lines, 1)
        ],
    }
    with workflow.open_ledger(folder, "write") as ledger:
        for kind, rows in files.items():
            ledger.load(batch_of(kind, rows, name=f"{kind}.csv"))
        workflow.check(ledger, as_of=YEAR_END)
    return folder


def read_as(folder: Path, reading: str) -> None:
    """Chooses a reading, as a person does."""
    settings = folder / FILE
    lines = settings.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("control_reading = ") for line in lines) == 1
    changed = [f'control_reading = "{reading}"' if line.startswith("control_reading = ") else line for line in lines]
    settings.write_text("\n".join([*changed, ""]), encoding="utf-8")


@pytest.fixture(params=READINGS)
def ledger(folder: Path, request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """The ledger in each reading; nothing was written to it since."""
    read_as(folder, request.param)
    with workflow.open_ledger(folder) as ledger:
        yield ledger
    read_as(folder, "proposed")


def test_totals_are_those_of_the_reading_and_add_up_to_the_same(ledger: Ledger) -> None:
    reading = ledger.settings.control_reading
    by_control = variance(ledger, year=2025, as_of=YEAR_END, by=("control",))
    whole = variance(ledger, year=2025, as_of=YEAR_END, by=("department",))

    spent = dict(by_control.filter(row_kind="item").select("control", "spent").iter_rows())
    assert spent[JOURNEYS[reading]] == Decimal("999.00") + (70 if reading == "2014_district" else 0)
    assert sum(amount for amount in spent.values() if amount) == whole["spent"].item() == Decimal("1569.00")
    assert by_control["control"].is_in(list(arrangement_of(ledger).controls)).all()


def test_the_overview_is_that_of_the_reading_and_loses_nothing(ledger: Ledger) -> None:
    reading = ledger.settings.control_reading
    glance = overview(ledger, BOOK, year=2025, as_of=YEAR_END)

    assert glance["control"].to_list() == list(arrangement_of(ledger).controls)
    counted = [glance[name].sum() for name in ("violations", "suspicions", "notices")]
    assert counted == [findings(ledger, severity=one).height for one in ("violation", "suspicion", "notice")]
    assert [glance[name].sum() for name in ("rules", "metrics")] == [len(BOOK.rules), len(BOOK.metrics)]
    assert glance["cannot_assess"].sum() == outcomes(ledger, BOOK)["cannot_assess"].sum()
    card = glance.filter(control=JOURNEYS[reading]).row(0, named=True)
    # 三公 have a budget of their own for the whole; beside it counts that of travel.
    assert (card["spent"], card["budget"]) == ((1069, 180) if reading == "2014_district" else (999, 100))


def test_rules_and_metrics_stand_where_the_reading_has_them(ledger: Ledger) -> None:
    reading = ledger.settings.control_reading
    forums = metrics(ledger, year=2025, as_of=YEAR_END).filter(metric="forums_held")
    tickets = outcomes(ledger, BOOK, language="en").filter(rule="TRV-R09").row(0, named=True)

    assert set(forums["control"]) == {FORUMS[reading]}
    assert (tickets["control"], tickets["control_name"]) == (
        TICKETS[reading],
        arrangement_of(ledger).names("en")[TICKETS[reading]],
    )


def test_findings_are_found_under_the_controls_that_show_them(ledger: Ledger) -> None:
    reading = ledger.settings.control_reading

    def shown(control: str) -> list[str]:
        return findings(ledger, control=control)["rule"].to_list()

    assert "TRV-R09" in shown(TICKETS[reading])
    assert ("TRV-R09" in shown(JOURNEYS[reading])) == (TICKETS[reading] == JOURNEYS[reading])
    assert findings(ledger, rule="BUD-R01")["item_control"].to_list() == ["travel"]
    assert "BUD-R01" in shown(JOURNEYS[reading])
    assert "BUD-R01" in shown("budget")
    assert shown(arrangement_of(ledger).names("zh")[TICKETS[reading]]) == shown(TICKETS[reading])
    with pytest.raises(InputError, match="no_such"):
        shown("no_such")
    every = {id for name in arrangement_of(ledger).controls for id in findings(ledger, control=name)["id"]}
    assert every == set(findings(ledger)["id"])


def test_a_wrong_reading_is_refused_where_controls_are_shown_and_stops_no_check(folder: Path) -> None:
    read_as(folder, "2012")
    try:
        with workflow.open_ledger(folder, "write") as ledger:
            assert workflow.check(ledger, as_of=YEAR_END).changed == 0
            for ask in (
                lambda: variance(ledger, year=2025, as_of=YEAR_END),
                lambda: overview(ledger, BOOK, year=2025, as_of=YEAR_END),
                lambda: metrics(ledger, year=2025, as_of=YEAR_END),
                lambda: outcomes(ledger, BOOK),
                lambda: findings(ledger, control="travel"),
            ):
                with pytest.raises(DataFileError, match="2014_district"):
                    ask()
    finally:
        read_as(folder, "proposed")
