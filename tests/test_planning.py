"""A planned record: judged by every rule and against its budget, and nothing of it stays."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from costctl import importing, workflow
from costctl.cli.app import run
from costctl.dates import today
from costctl.errors import InputError, SourceError
from costctl.values import Outcome
from tests.fresh import fresh_ledger

DEPARTMENTS = "单位编码,单位名称\nD1,测试局\n"
BUDGETS = "年度,单位编码,项目,金额,指标文号\n2025,D1,差旅费,1000.00,D1号\n"
TRIPS = (
    "出差审批单号,人员编号,单位编码,级别,目的地省份,目的地城市,出发日期,返回日期,住宿夜数,住宿费,审批日期\n"
    "T1,P1,D1,其他,云南,昆明市,2025-03-03,2025-03-05,2,600.00,2025-03-01\n"
)
AS_OF = date(2025, 6, 30)
PLAN = {
    "person_id": "P2", "department_code": "D1", "province": "云南", "city": "昆明市", "rank": "其他",
    "depart_on": date(2025, 7, 7), "return_on": date(2025, 7, 9), "nights": 2, "lodging_amount": Decimal("380.00"),
    "approved_on": date(2025, 7, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a budget of 1000.00 for travel, of which one trip has spent 600.00."""
    place = tmp_path_factory.mktemp("planning")
    fresh_ledger(place / "ledger", name="测试区财政局", district="测试区")
    files = {"departments": DEPARTMENTS, "budgets": BUDGETS, "trips": TRIPS}
    with workflow.open_ledger(place / "ledger", "write") as ledger:
        for kind, text in files.items():
            (receipt,) = importing.import_files(ledger, [(f"{kind}.csv", io.BytesIO(text.encode()))], kind=kind)
            assert (receipt.problem, receipt.rejected, receipt.accepted) == (None, 0, 1), receipt
    return place / "ledger"


def state(folder: Path) -> dict[str, bytes]:
    """Every file of the ledger."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcomes(found: workflow.Precheck) -> dict[str, Outcome]:
    return {one.rule: one.outcome for one in found.judged}


def test_a_plan_within_its_caps_and_budget_finds_nothing_and_says_what_is_left(folder: Path) -> None:
    before = state(folder)

    found = workflow.precheck(folder, "trips", PLAN, as_of=AS_OF)

    assert found.as_of == date(2025, 7, 9), "the plan's own latest day, for it lies ahead"
    assert (found.findings.height, found.elsewhere.height, found.worst) == (0, 0, None)
    assert outcomes(found)["TRV-R01"] is Outcome.CLEAR
    (left,) = found.left.select("item", "budget", "spent", "available", "planned", "left").rows()
    assert left == ("travel", *map(Decimal, ("1000.00", "600.00", "400.00", "380.00", "20.00")))
    assert state(folder) == before, "nothing is stored, no original either"


def test_a_plan_without_a_number_is_called_one_in_either_language(folder: Path) -> None:
    found = workflow.precheck(folder, "trips", PLAN | {"lodging_amount": "5000.00"}, as_of=AS_OF)

    zh, en = found.findings.filter(rule="TRV-R01").select("message_zh", "message_en").row(0)
    assert zh.startswith("计划 ")
    assert en.startswith("the plan ")


def test_what_a_plan_does_not_say_cannot_be_judged_and_is_named(folder: Path) -> None:
    vague = {name: value for name, value in PLAN.items() if name not in ("approved_on", "rank")}
    vague |= {"claimed_on": today() + timedelta(60), "provided_meal_days": 400}

    found = workflow.precheck(folder, "trips", vague, as_of=AS_OF)

    missing = {one.rule: one.missing for one in found.judged if one.outcome is Outcome.CANNOT_ASSESS}
    assert missing["TRV-R06"] == ("approved_on",)
    assert missing["TRV-R01"] == ("rank",)
    doubted = [doubt.code for doubt in found.doubts]
    assert ("value.odd" in doubted, "date.ahead" in doubted) == (True, False), "every plan lies ahead"
    assert found.findings.is_empty()
    assert f"另有 {len(missing)} 条规则缺少内容,不能判断" in found.verdict.zh, "no objection is not yet clearance"


def test_a_plan_of_a_record_that_is_there_revises_it(folder: Path) -> None:
    found = workflow.precheck(folder, "trips", PLAN | {"trip_no": "T1", "person_id": "P1"}, as_of=AS_OF)

    assert found.left["planned"].item() == Decimal("380.00")
    assert found.left["left"].item() == Decimal("620.00"), "of 1000.00; the 600.00 of the record are not spent as well"
    assert found.elsewhere.is_empty()


def test_a_file_of_one_row_is_a_plan(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "填写说明")
        sheet = book.add_worksheet()
        for row, line in enumerate(TRIPS.replace("T1,P1", "T9,P9").splitlines()):
            sheet.write_row(row, 0, line.split(","))

    assert outcomes(workflow.precheck(folder, "trips", path, as_of=AS_OF))["TRV-R01"] is Outcome.CLEAR
    known = workflow.precheck(folder, "trips", TRIPS.encode(), as_of=AS_OF)
    assert known.left["left"].item() == known.left["available"].item(), "a file that the ledger has is spent already"
    with pytest.raises(InputError, match="只能有一条记录"):
        workflow.precheck(folder, "trips", (TRIPS + TRIPS.splitlines()[1].replace("T1", "T2") + "\n").encode())


@pytest.mark.parametrize(
    ("kind", "record", "code"),
    [
        ("trips", {**PLAN, "citty": "昆明市"}, "precheck.unknown_column"),
        ("trips", {"city": "昆明市"}, "precheck.lacking"),
        ("trips", {**PLAN, "depart_on": "明天"}, "precheck.rejected"),
        ("tripz", PLAN, "kind.unknown"),
    ],
)
def test_a_plan_that_cannot_be_understood_is_refused(
    folder: Path, kind: str, record: dict[str, object], code: str
) -> None:
    with pytest.raises((InputError, SourceError)) as refused:
        workflow.precheck(folder, kind, record, as_of=AS_OF)
    assert refused.value.problem.code == code


def test_a_column_that_is_none_names_the_nearest_as_the_form_does(folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        workflow.precheck(folder, "meetings", {"meal_amonut": "5"}, as_of=AS_OF)

    assert refused.value.problem.say("zh") == "会议没有“meal_amonut”这一列。相近的:伙食费"


def test_a_refusal_names_columns_as_the_form_does(folder: Path) -> None:
    """Not by the names that programs use."""
    for record in (PLAN | {"depart_on": "x", "lodging_amount": "三百"}, {"lodging_amount": "300"}):
        with pytest.raises(InputError) as refused:
            workflow.precheck(folder, "trips", record, as_of=AS_OF)
        said = refused.value.problem.say("zh")
        assert "住宿费" in said or "人员编号" in said
        assert "lodging_amount" not in said
        assert "trips" not in said


def test_the_command_tells_a_plan_above_a_cap_and_the_budget_both(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN | {"lodging_amount": "900.00"}, default=str), encoding="utf-8")
    asked = ["precheck", "trips", "--file", str(plan), "--as-of", str(AS_OF), "--ledger", str(folder)]

    assert run([*asked, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"kind", "as_of", "snapshot", "judged", "findings", "elsewhere", "left", "warnings"}
    assert [(one["rule"], one["excess"]) for one in document["findings"]] == [("TRV-R01", "140.00")]
    assert set(document["findings"][0]["message"]) == {"zh", "en"}
    assert [(one["rule"], one["excess"]) for one in document["elsewhere"]] == [("BUD-R01", "500.00")]
    assert [one["left"] for one in document["left"]] == ["-500.00"]

    assert run(asked) == 1
    said = capsys.readouterr().out
    assert all(word in said for word in ("什么也没有存", "差旅费", "TRV-R01", "违规", "BUD-R01", "-500.00"))


def test_a_department_may_be_called_by_a_part_of_its_name(folder: Path) -> None:
    """As everywhere; one that nobody knows stays a doubt, as for an import."""
    by_code, by_name = (
        workflow.precheck(folder, "trips", PLAN | {"department_code": said}, as_of=AS_OF) for said in ("D1", "测试")
    )
    other = workflow.precheck(folder, "trips", PLAN | {"department_code": "D9"}, as_of=AS_OF)

    assert by_name.left.equals(by_code.left)
    assert by_name.doubts == by_code.doubts
    assert "department.unknown" in {doubt.code for doubt in other.doubts} - {doubt.code for doubt in by_code.doubts}


@pytest.mark.parametrize(
    ("text", "code"), [("", "precheck.no_record"), ("{", "precheck.not_json"), ("[{}, {}]", "precheck.not_one")]
)
def test_the_command_refuses_what_is_no_record(
    folder: Path, text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(text, encoding="utf-8")

    assert run(["precheck", "trips", "--file", str(plan), "--ledger", str(folder), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
