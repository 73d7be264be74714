"""Metrics of a ledger: by department, quarter and year, against targets and the year before, and what is not known."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import costctl
from costctl.budget.metrics import SCHEMA, metrics
from costctl.budget.shown_metrics import documents, in_words, said, side_by_side
from costctl.cli.app import run
from costctl.errors import InputError
from costctl.ledger.memory import MemoryLedger
from costctl.rules.check import check
from costctl.rules.library import Rulebook
from tests.fresh import fresh_ledger

YEAR_END = date(2025, 12, 31)


@pytest.fixture
def ledger(whole: MemoryLedger) -> Iterator[MemoryLedger]:
    """Two registered departments."""
    with whole.trial():
        named = [("D1", "甲局", 10), ("D2", "乙局", None)]
        rows = [{"department_code": code, "name": name, "staff_count": staff} for code, name, staff in named]
        whole.put("departments", rows)
        yield whole


def meeting(no: str, on: date, mode: str | None = None, department: str = "D1", **more: object) -> dict[str, object]:
    days = {"starts_on": on, "ends_on": on}
    return {"meeting_no": no, "department_code": department, "name": "会", "mode": mode, **days, **more}


def target(metric: str, value: str, department: str | None = None) -> dict[str, object]:
    return {"fiscal_year": 2025, "department_code": department, "metric": metric, "value": value}


def of(frame: pl.DataFrame, metric: str, department: str | None = "D1", quarter: int = 0) -> dict[str, Any]:
    """The one row."""
    found = frame.filter(pl.col("department").eq_missing(pl.lit(department)), metric=metric, quarter=quarter)
    assert found.height == 1, found
    return found.row(0, named=True)


def values(frame: pl.DataFrame, metric: str, department: str | None = "D1") -> list[Decimal | None]:
    """The value of the year, and of each quarter."""
    rows = frame.filter(pl.col("department").eq_missing(pl.lit(department)), metric=metric).sort("quarter")
    return rows["value"].to_list()


def test_a_row_for_every_department_metric_and_quarter_that_has_begun(ledger: MemoryLedger, rulebook: Rulebook) -> None:
    frame = metrics(ledger, year=2025, as_of=date(2025, 5, 5))

    assert frame.columns == list(SCHEMA)
    assert frame.height == 3 * len(rulebook.metrics) * 3  # both departments and all together; the year, two quarters
    assert frame.unique(["department", "metric", "quarter"]).height == frame.height
    assert frame["metric"].unique(maintain_order=True).to_list() == list(rulebook.metrics)
    assert frame["department"].unique(maintain_order=True).to_list() == [None, "D1", "D2"]


def test_without_records_nothing_is_known_and_nothing_is_0(ledger: MemoryLedger) -> None:
    ledger.put("targets", [target("video_share_min", "0.3"), target("meeting_count_max", "3")])

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    assert frame["value"].is_null().all()
    assert set(frame["standing"]) == {"no_data"}
    assert of(frame, "video_share")["target"] == Decimal("0.3")


def test_a_count_of_a_kind_that_is_kept_is_0_and_a_share_of_nothing_is_no_data(ledger: MemoryLedger) -> None:
    ledger.put("meetings", [meeting("M1", date(2025, 5, 5), "video")])

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    assert values(frame, "meeting_count") == [1, 0, 1, 0, 0]
    assert values(frame, "meeting_count", "D2") == [0, 0, 0, 0, 0]
    assert values(frame, "video_share") == [1, None, 1, None, None]
    assert values(frame, "video_share", "D2") == [None] * 5
    assert of(frame, "video_share", "D2")["standing"] == "no_data"
    assert of(frame, "reception_count")["value"] is None
    assert of(frame, "people_days")["value"] is None  # a meeting of which nobody wrote how many came
    assert of(frame, "people_days", "D2")["value"] == 0


def test_a_car_that_was_there_does_not_say_that_none_was_bought(ledger: MemoryLedger) -> None:
    """The register tells what was held; what was bought is known from the year of the first purchase recorded."""
    car = {"plate_no": "A1", "department_code": "D1", "registered_on": date(2015, 1, 1)}
    ledger.put("vehicles", [car])

    def before(metric: str, department: str) -> Decimal | None:
        return of(metrics(ledger, year=2025, as_of=YEAR_END), metric, department)["last_year"]

    assert [before("vehicles_held", one) for one in ("D1", "D2")] == [1, 0]
    assert [before("vehicles_bought", one) for one in ("D1", "D2")] == [None, None]
    ledger.put("vehicles", [car | {"plate_no": "A2", "bought_on": date(2024, 3, 1)}])
    assert [before("vehicles_bought", one) for one in ("D1", "D2")] == [1, 0]


def test_a_card_without_a_day_says_nothing_of_the_year_before(ledger: MemoryLedger) -> None:
    """It counts now, as the rule book says; of the other department, whose cards have days, both years are known."""
    ledger.put("departments", [{"department_code": f"D{n}", "name": f"D{n}", "staff_count": 4} for n in (1, 2)])
    card = {"card_no": "6282880000000017", "person_id": "P1", "department_code": "D1"}
    other = {"card_no": "6282880000000025", "person_id": "P2", "department_code": "D2", "opened_on": date(2020, 1, 1)}
    ledger.put("cards", [card, other])

    found = metrics(ledger, year=2025, as_of=YEAR_END)

    quarter = Decimal("0.25")
    for department, expected in {"D1": (quarter, None), "D2": (quarter, quarter)}.items():
        told = of(found, "card_holding", department)
        assert (told["value"], told["last_year"]) == expected


def test_a_count_with_a_gap_is_no_count_of_anybody(ledger: MemoryLedger) -> None:
    """A reception of which nobody wrote how many came: known are the other quarters and the other department's."""
    received = {"reception_no": "J1", "department_code": "D1", "held_on": date(2025, 5, 5), "guests": 3}
    ledger.put("receptions", [received, received | {"reception_no": "J2", "guests": None, "held_on": date(2025, 8, 8)},
                              received | {"reception_no": "J3", "department_code": "D2"}])  # fmt: skip

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    assert values(frame, "guests_received") == [None, 0, 3, None, 0]
    assert values(frame, "guests_received", "D2") == [3, 0, 3, 0, 0]
    assert values(frame, "guests_received", None) == [None, 0, 6, None, 0]
    assert values(frame, "reception_count", None) == [3, 0, 2, 1, 0]
    assert of(frame, "guests_received")["standing"] == "no_data"


def test_all_departments_together_are_the_sum_of_those_known(ledger: MemoryLedger) -> None:
    records = [meeting("M1", date(2025, 5, 5), "video"), meeting("M2", date(2025, 5, 5), "in_person", venue="厅")]
    records += [
        meeting("M3", date(2025, 8, 8), "in_person", "D2", venue="厅"),
        meeting("M4", date(2025, 8, 8), "video", "D9"),
    ]
    ledger.put("meetings", records)
    people = [
        {"card_no": f"62827100000000{n}", "person_id": f"P{n}", "department_code": code}
        for n, code in ((11, "D1"), (29, "D2"))
    ]
    ledger.put("cards", people)

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    assert values(frame, "meeting_count", None) == [4, 0, 2, 2, 0]
    assert values(frame, "video_share", None) == [Decimal("0.5"), None, Decimal("0.5"), Decimal("0.5"), None]
    assert of(frame, "meeting_count", "D9")["value"] == 1  # named in a record, though not registered
    assert of(frame, "card_holding", "D2")["value"] is None  # how many work there is not known,
    together = of(frame, "card_holding", None)
    assert (together["numerator"], together["denominator"]) == (1, 10)  # so its people do not count either
    assert set(frame.filter(pl.col("department").is_null())["row_kind"]) == {"total"}
    one = metrics(ledger, year=2025, as_of=YEAR_END, department="甲局")
    assert one["department"].unique().to_list() == ["D1"]
    assert one.equals(frame.filter(pl.col("department") == "D1"))


def test_the_year_before_is_the_same_days_and_unknown_where_nothing_was_kept(ledger: MemoryLedger) -> None:
    days = [date(2024, 3, 3), date(2024, 5, 5), date(2024, 5, 6), date(2025, 5, 5)]
    ledger.put("meetings", [meeting(f"M{n}", day) for n, day in enumerate(days)])
    ledger.put("receptions", [{"reception_no": "J1", "department_code": "D1", "held_on": date(2025, 5, 5)}])

    frame = metrics(ledger, year=2025, as_of=date(2025, 5, 5))

    assert (of(frame, "meeting_count")["value"], of(frame, "meeting_count")["last_year"]) == (1, 2)
    assert of(frame, "meeting_count", quarter=1)["last_year"] == 1
    assert of(frame, "meeting_count", quarter=2)["last_year"] == 1
    assert of(frame, "meeting_count", "D2")["last_year"] == 0
    assert of(frame, "celebrations_held")["last_year"] == 0
    assert of(frame, "meeting_count", None)["last_year"] == 2
    assert of(frame, "reception_count")["last_year"] is None
    assert of(metrics(ledger, year=2024, as_of=YEAR_END), "meeting_count")["last_year"] is None


def test_a_year_that_the_ledger_does_not_know_is_blank(ledger: MemoryLedger) -> None:
    """Before the first record of a kind, and after the last year of which anything is held, no record is not none."""
    ledger.put("meetings", [meeting("M1", date(2023, 5, 5)), meeting("M2", date(2025, 5, 5))])
    ledger.put("receptions", [])
    ledger.put("vehicles", [
        {"plate_no": "A1", "department_code": "D1", "bought_on": date(2019, 5, 5), "price": "100.00"}
    ])  # fmt: skip
    cost = {"cost_no": "C1", "plate_no": "A1", "department_code": "D1", "incurred_on": date(2023, 6, 1)}
    ledger.put("vehicle_costs", [{**cost, "amount": "9.00"}])

    frames = [metrics(ledger, year=year, as_of=date(2026, 12, 31)) for year in (2022, 2024, 2026)]

    def of_years(metric: str) -> list[Decimal | None]:
        return [of(frame, metric)[name] for frame in frames for name in ("last_year", "value")]  # 2021 to 2026

    assert of_years("meeting_count") == [None, None, 1, 0, 1, None]
    assert of_years("reception_count") == [0, 0, 0, 0, 0, None]
    assert of_years("vehicles_bought") == [0, 0, 0, 0, 0, None]
    assert of_years("cost_per_vehicle") == [None, None, 9, 0, 0, None]
    assert of(metrics(ledger, year=2018, as_of=YEAR_END), "vehicles_bought")["value"] is None


def test_growth_is_blank_where_a_part_of_either_year_is_not_known(ledger: MemoryLedger) -> None:
    """Cars bought are not the three public expenses, though the ledger knows of nothing else."""
    cars = [("A1", date(2023, 5, 5), "100.00"), ("A2", date(2024, 5, 5), "300.00")]
    ledger.put("vehicles", [
        {"plate_no": no, "department_code": "D1", "bought_on": day, "price": price} for no, day, price in cars
    ])  # fmt: skip

    def growth() -> Decimal | None:
        return of(metrics(ledger, year=2024, as_of=YEAR_END), "public_expenses_growth")["value"]

    assert growth() is None
    for kind in ("overseas_groups", "vehicle_costs"):
        ledger.put(kind, [])
    assert growth() is None
    ledger.put("receptions", [])
    assert growth() == 2
    ledger.put("receptions", [{"reception_no": "J1", "department_code": "D1", "held_on": date(2024, 5, 5)}])
    assert growth() is None


def keep_the_rest(ledger: MemoryLedger, *recorded: str) -> None:
    """The other kinds of the three public expenses are kept, and there is nothing in them."""
    for kind in {"overseas_groups", "vehicles", "vehicle_costs", "receptions"} - {*recorded}:
        ledger.put(kind, [])


def test_forms_of_value(ledger: MemoryLedger) -> None:
    keep_the_rest(ledger, "receptions")
    receptions = [("J1", date(2024, 5, 5), 4, "300.00"), ("J2", date(2025, 5, 5), 3, "200.00")]
    ledger.put("receptions", [
        {"reception_no": no, "department_code": "D1", "held_on": day, "guests": guests, "meal_amount": amount}
        for no, day, guests, amount in receptions
    ])  # fmt: skip

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    growth, average = of(frame, "public_expenses_growth"), of(frame, "cost_per_guest")
    assert (growth["numerator"], growth["denominator"], growth["value"]) == (200, 300, Decimal("-0.3333"))
    assert (average["value"], average["last_year"]) == (Decimal("66.6667"), 75)
    assert of(frame, "public_expenses_growth", "D2")["value"] is None  # from 0.00 nothing grows


@pytest.mark.parametrize(
    ("metric", "aim", "standing"),
    [
        ("video_share_min", "0.3333", "met"),
        ("video_share_min", "0.3334", "missed"),  # 1 of 3 shows as 0.3333 and is less
        ("meeting_count_max", "3", "met"),
        ("meeting_count_max", "2.9", "missed"),
    ],
)
def test_a_target_is_held_against_the_exact_numbers(ledger: MemoryLedger, metric: str, aim: str, standing: str) -> None:
    modes = ("video", "in_person", "in_person")
    ledger.put("meetings", [meeting(f"M{n}", date(2025, 5, 5), mode, venue="厅") for n, mode in enumerate(modes)])
    ledger.put("targets", [target(metric, aim)])

    frame = metrics(ledger, year=2025, as_of=YEAR_END)

    row = of(frame, metric.rsplit("_", 1)[0])
    assert (row["standing"], row["target"]) == (standing, Decimal(aim))
    assert of(frame, metric.rsplit("_", 1)[0], quarter=2)["target"] is None
    assert of(frame, metric.rsplit("_", 1)[0], quarter=2)["standing"] is None
    assert of(frame, metric.rsplit("_", 1)[0], None)["target"] is None


@pytest.mark.parametrize(("aim", "standing"), [("0.1", "met"), ("0.0999", "missed"), ("-0.05", "missed"), ("1", "met")])
def test_growth_is_held_against_its_limit(ledger: MemoryLedger, aim: str, standing: str) -> None:
    keep_the_rest(ledger, "vehicle_costs")
    ledger.put("vehicle_costs", [
        {"cost_no": no, "plate_no": "V1", "department_code": "D1", "incurred_on": day, "amount": amount}
        for no, day, amount in (("C1", date(2024, 5, 5), "100.00"), ("C2", date(2025, 5, 5), "110.00"))
    ])  # fmt: skip
    ledger.put("targets", [target("public_expenses_growth_max", aim)])

    assert of(metrics(ledger, year=2025, as_of=YEAR_END), "public_expenses_growth")["standing"] == standing


@pytest.mark.parametrize(
    ("spent", "standing"),
    [("79.99", None), ("80.00", "near_limit"), ("100.00", "near_limit"), ("100.01", "over_limit")],
)
def test_a_budget_is_near_its_limit_from_the_share_set(ledger: MemoryLedger, spent: str, standing: str | None) -> None:
    ledger.put("budgets", [
        {"document_no": "Y1", "fiscal_year": 2025, "department_code": "D1", "item": "meeting", "amount": "100.00"}
    ])  # fmt: skip
    ledger.put("meetings", [meeting("M1", date(2025, 5, 5), meal_amount=spent)])

    frame = metrics(ledger, year=2025, as_of=YEAR_END)
    row = of(frame, "budget_execution")
    assert (row["standing"], row["value"]) == (standing, Decimal(spent) / 100)
    assert values(frame, "budget_execution")[1:] == [None] * 4, "a budget is approved for the year, not for a quarter"


def test_rules_and_metrics_say_the_same(ledger: MemoryLedger, rulebook: Rulebook) -> None:
    """Whoever misses a target here has a finding there, and nobody else."""
    for n in range(12):
        day, mode = date(2025, 1 + n, 3), ("video", "in_person", "telephone")[n % 3]
        ledger.put("meetings", [meeting(f"M{n}", day, mode, "D1" if n % 2 else "D2", venue="厅")])
    aims = {"D1": ("video_share_min", "0.5"), "D2": ("video_share_min", "0.9")}
    ledger.put("targets", [target(metric, aim, code) for code, (metric, aim) in aims.items()])
    as_of = date(2025, 8, 8)
    rule = rulebook.rules["DIG-R01"]

    frame = metrics(ledger, year=2025, as_of=as_of)
    with ledger.as_of(as_of):
        facts = {row["department_code"]: row for row in ledger.sql("SELECT * FROM fact.target_video_share").to_dicts()}

    for code in aims:
        row = of(frame, "video_share", code)
        assert (row["numerator"], row["denominator"], row["target"]) == (
            facts[code]["numerator"], facts[code]["denominator"], facts[code]["target"],
        )  # fmt: skip
    run_of_rule = check(ledger, rulebook, as_of=as_of, rules=[rule.id])
    missed = frame.filter(pl.col("standing") == "missed")
    assert run_of_rule.rules[0].flagged == missed.height == 1


def test_a_request_that_makes_no_sense_is_told(ledger: MemoryLedger) -> None:
    with pytest.raises(InputError, match="D7"):
        metrics(ledger, year=2025, as_of=YEAR_END, department="D7")
    with pytest.raises(InputError) as error:
        metrics(ledger, year=2026, as_of=YEAR_END)
    assert error.value.problem.code == "budget.year_not_begun"


@pytest.mark.parametrize(
    ("value", "form", "unit", "text"),
    [
        ("0.4362", "share", "nights", "43.62 %"),
        ("0.05", "growth", "yuan", "+5.00 %"),
        ("1234.5", "average", "yuan", "1,234.50"),
        ("12.3400", "average", "square_metres", "12.34"),
        ("1200.0000", "count", "times", "1,200"),
        ("0.0000", "count", "times", "0"),
        (None, "count", "times", None),
    ],
)
def test_values_as_text(value: str | None, form: str, unit: str, text: str | None) -> None:
    assert said(None if value is None else Decimal(value), form, unit) == text


def test_quarters_stand_side_by_side(ledger: MemoryLedger) -> None:
    ledger.put("meetings", [meeting("M1", date(2025, 5, 5), "video"), meeting("M2", date(2025, 1, 5), "video", "D9")])
    frame = in_words(ledger, metrics(ledger, year=2025, as_of=date(2025, 6, 30)), "zh")

    table = side_by_side(frame)

    row = of(table, "meeting_count")
    assert [row[name] for name in ("q1_said", "q2_said", "q3_said", "q4_said", "value_said")] == [
        "0",
        "1",
        None,
        None,
        "1",
    ]
    assert (row["department_name"], row["metric_name"]) == ("甲局", "会议活动场次")
    assert of(table, "meeting_count", None)["department_name"] == "全部单位合计"
    assert of(table, "meeting_count", "D9")["department_name"] == "D9"


def test_json_has_numbers_by_their_unit(ledger: MemoryLedger) -> None:
    ledger.put(
        "meetings", [meeting("M1", date(2025, 5, 5), "video", delegates=3, staff=0, days="0.5", meal_amount="5")]
    )
    reception = {
        "reception_no": "J1",
        "department_code": "D1",
        "held_on": date(2025, 5, 5),
        "guests": 3,
        "meal_amount": "10.00",
    }
    ledger.put("receptions", [reception])

    rows = {
        row["metric"]: [row["numerator"], row["denominator"], row["value"]]
        for row in documents(metrics(ledger, year=2025, as_of=YEAR_END, department="D1"))
        if row["quarter"] == 0
    }

    assert rows["meeting_count"] == ["1", None, "1"]
    assert rows["people_days"] == ["1.5", None, "1.5"]
    assert rows["video_share"] == ["1", "1", "1.0000"]
    assert rows["cost_per_guest"] == ["10.00", "3", "3.33"]
    assert rows["public_expenses_growth"] == [None, None, None]  # its other parts are not known


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger folder with two departments and their meetings."""
    folder = tmp_path_factory.mktemp("metrics") / "ledger"
    files = {
        "单位.csv": "单位编码,单位名称\n001,甲局\n002,乙局\n",
        "会议.csv": "会议编号,主办单位编码,会议名称,会议方式,开始日期,结束日期\n"
        "M1,001,会,视频,2025-03-03,2025-03-03\nM2,002,会,现场,2025-05-05,2025-05-05\n",
        "目标.csv": "年度,单位编码,指标,目标值\n2025,,视频会议占比下限,30%\n",
    }
    fresh_ledger(folder, name="测试区财政局")
    with costctl.open_ledger(folder, "write") as ledger:
        for name, text in files.items():
            (folder.parent / name).write_text(text, encoding="utf-8")
        receipts = costctl.import_files(ledger, [folder.parent / name for name in files])
        assert [receipt.accepted for receipt in receipts] == [2, 2, 1]
    return folder


ASKED = ("metrics", "--year", "2025", "--as-of", "2025-06-30", "--ledger")


def test_the_command_prints_one_table_and_who_misses_a_target(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASKED, str(folder)]) == 0

    printed = capsys.readouterr().out
    together, missed = printed.split("未达目标或超出限额的单位")
    assert "全部单位合计" in together
    assert "50.00 %" in together
    assert "乙局" in missed
    assert "甲局" not in missed
    run([*ASKED, str(folder), "--department", "乙局", "--lang", "en"])
    assert "missed" in capsys.readouterr().out


def test_the_command_writes_json_csv_and_a_workbook(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv, xlsx = tmp_path / "m.csv", tmp_path / "m.xlsx"
    assert run([*ASKED, str(folder), "--json", "--csv", str(csv), "--xlsx", str(xlsx)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert (document["year"], document["as_of"]) == (2025, "2025-06-30")
    row = next(
        one
        for one in document["rows"]
        if (one["department"], one["metric"], one["quarter"]) == ("002", "video_share", 0)
    )
    assert (row["value"], row["target"], row["standing"]) == ("0.0000", "0.3000", "missed")
    assert "002,乙局,video_share,视频会议占比,全年,0.00,1.00,场次,0.0000,0.3000,未达标," in csv.read_text("utf-8-sig")
    sheet = openpyxl.load_workbook(xlsx).worksheets[0]
    cells = {(line[0].value, line[2].value, line[4].value): line for line in sheet.iter_rows(min_row=4)}
    share, count = cells["002", "video_share", "全年"][8], cells["002", "meeting_count", "全年"][8]
    assert (share.value, share.number_format) == (0, "0.00%")
    assert (count.value, count.number_format) == (1, "General")


def test_the_library_gives_the_same(folder: Path) -> None:
    with costctl.open_ledger(folder) as ledger:
        frame = costctl.metrics(ledger, year=2025, as_of=date(2025, 6, 30))

    assert of(frame, "video_share", None)["value"] == Decimal("0.5")
