"""What stands out in a variance table is said in words, on the screen, on the pages and in files."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from costctl.bilingual import Language
from costctl.budget.notes import covered, in_words, noted
from costctl.budget.variance import SCHEMA, variance, variance_with_gaps
from costctl.cli.app import run
from costctl.cli.reporting import print_variance
from tests.budget_ledger import BudgetLedger
from tests.fresh import fresh_ledger

YEAR_END, MARCH = date(2014, 12, 31), date(2014, 3, 3)
NEAR = Decimal("0.8")


def told(made: BudgetLedger, *by: str) -> pl.DataFrame:
    """The variance with its notes in Chinese."""
    frame = variance(made.ledger, year=2014, as_of=YEAR_END, by=by)
    return noted(frame, covered(made.ledger, 2014), NEAR, "zh")


def notes(made: BudgetLedger, *by: str) -> dict[str, str]:
    """The note of each item, or of what the rows are grouped by."""
    return dict(told(made, *by).select(by[-1] if by else "item", "note").rows())


@pytest.mark.parametrize(
    ("budget", "spent", "note"),
    [
        ("100.00", "100.01", "超支"),
        ("100.00", "100.00", "接近上限"),  # all of it, and nothing beyond
        ("100.00", "80.00", "接近上限"),
        ("100.00", "79.99", ""),
        ("100.00", "0.00", ""),
        ("0.00", "0.00", ""),
        ("0.00", "0.01", "无预算"),
    ],
)
def test_a_row_is_over_near_or_without_a_budget(budget: str, spent: str, note: str) -> None:
    made = BudgetLedger().line(budget).spend(spent, MARCH)

    assert notes(made) == {"travel": note}
    assert notes(made, "department") == {"D001": note}
    assert notes(made, "control") == {"travel": note}


def test_nothing_is_said_where_spending_is_not_known() -> None:
    assert notes(BudgetLedger().line("100.00", item="reception"))["reception"] == ""


def test_a_sum_says_what_it_lacks() -> None:
    """Of receptions, which have a budget, nothing is recorded; of vehicles and groups abroad nothing is known."""
    made = BudgetLedger(("meetings", "receptions")).department("D001", "办公室")
    made.line("9.00", item="meeting").line("9.00", item="reception").spend(
        "1.00", MARCH, item="meeting", kind="meetings"
    )
    made.spend(None, MARCH, item="reception", kind="receptions")

    def lacking(*by: str) -> list[tuple[object, ...]]:
        frame = variance_with_gaps(made.ledger, year=2014, as_of=YEAR_END, by=by)
        return in_words(made.ledger, frame, "zh", year=2014).select("row_kind", "spent", "note").rows()

    assert lacking("department") == [("item", Decimal("1.00"), "支出不含没有记录的 4 个项目")]
    made.keep("vehicles", "vehicle_costs", "overseas_groups")
    assert lacking("department") == [("item", Decimal("1.00"), "支出不含没有记录的公务接待费")]
    assert lacking("item") == [
        ("item", None, ""),
        ("total", Decimal("0.00"), "合计 · 支出不含没有记录的公务接待费"),
        ("item", Decimal("1.00"), ""),
    ]
    made.spend("2.00", MARCH, item="reception", kind="receptions")
    assert lacking("control")[0] == ("item", Decimal("2.00"), "")
    assert list(variance(made.ledger, year=2014, as_of=YEAR_END).columns) == list(SCHEMA)


def test_a_month_is_no_limit_of_its_own() -> None:
    """Money for the year may be spent in any month."""
    frame = told(BudgetLedger().line("120.00").spend("100.00", MARCH), "item", "month")

    assert (frame["available"] < 0).any()
    assert set(frame["note"]) == {""}


def test_cards_are_said_to_enter_no_total() -> None:
    """What was spent with them is spending of other items too, so they are over nothing."""
    made = BudgetLedger().line("9.00").spend("5.00", MARCH, item="card", kind="card_transactions")

    assert notes(made)["card"] == "备查,不入合计"


def test_a_part_of_a_total_with_its_own_money_accuses_nobody() -> None:
    """三公 were given one sum: receptions have no budget of their own and are not without one."""
    made = (
        BudgetLedger(("receptions",))
        .line("100.00", item="public_expenses")
        .spend("60.00", MARCH, item="reception", kind="receptions")
        .spend("90.00", MARCH, department="D002", item="reception", kind="receptions")
    )

    frame = told(made, "department", "item").select("department", "item", "note")
    assert frame.rows() == [
        ("D001", "reception", ""),
        ("D001", "public_expenses", "合计"),
        ("D002", "reception", "无预算"),
        ("D002", "public_expenses", "合计 · 无预算"),
    ]
    assert notes(made, "department") == {"D001": "", "D002": "无预算"}
    assert told(made, "control").select("row_kind", "note").rows() == [("item", ""), ("total", "合计 · 超支")]
    assert notes(made, "item")["reception"] == ""


BUDGETS = "指标文号,年度,单位编码,控制项目,金额\nF1,2025,D1,travel,100.00\n"
TRIPS = "出差审批单号,人员编号,行程序号,单位编码,出发日期,返回日期,住宿费\nT1,P1,1,D1,2025-03-03,2025-03-04,100.01\n"


def test_the_screen_and_the_files_have_the_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, table, book = tmp_path / "ledger", tmp_path / "v.csv", tmp_path / "v.xlsx"
    fresh_ledger(folder)
    for name, text in {"b.csv": BUDGETS, "t.csv": TRIPS}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run(["import", str(tmp_path / name), "--ledger", str(folder)]) == 0
    capsys.readouterr()

    words = ["--year", "2025", "--csv", str(table), "--xlsx", str(book), "--ledger", str(folder)]
    assert run(["variance", *words]) == 0

    assert "超支" in capsys.readouterr().out
    (row, *_) = csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())
    assert (row["项目"], row["备注"]) == ("差旅费", "超支")
    cells = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert any("超支" in line for line in cells)


@pytest.mark.parametrize(("language", "control", "names"), [
    ("zh", "控制", {"差旅与考察"}), ("en", "control", {"Travel and study trips"}),
])  # fmt: skip
def test_files_name_the_controls_in_words(tmp_path: Path, language: str, control: str, names: set[str]) -> None:
    """In the language of the file, and in no other form."""
    folder, table, book = tmp_path / "ledger", tmp_path / "v.csv", tmp_path / "v.xlsx"
    fresh_ledger(folder)
    (tmp_path / "b.csv").write_text(BUDGETS, encoding="utf-8")
    assert run(["import", str(tmp_path / "b.csv"), "--ledger", str(folder)]) == 0

    words = ["--year", "2025", "--csv", str(table), "--xlsx", str(book), "--ledger", str(folder), "--lang", language]
    assert run(["variance", *words]) == 0

    assert {row[control] for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())} == names
    _title, _unit, headings, *rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert {row[headings.index(control)] for row in rows} == names


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ["财政局", "未登记单位(未登记)", "未写明单位"]),
        ("en", ["财政局", "未登记单位 (unregistered)", "no department named"]),
    ],
)
def test_a_department_that_is_not_registered_is_named_by_its_code(language: Language, names: list[str]) -> None:
    """It is neither nameless nor among the records that name no department."""
    made = BudgetLedger().department("D001", "财政局").line("100.00").line("5.00", department="未登记单位")
    made.spend("1.00", MARCH, department=None)

    for by in (("department",), ("department", "item")):
        frame = variance(made.ledger, year=2014, as_of=YEAR_END, by=by)
        assert in_words(made.ledger, frame, language, year=2014)["department_name"].to_list() == names
    whole = variance(made.ledger, year=2014, as_of=YEAR_END, by=("item",))
    assert in_words(made.ledger, whole, language, year=2014)["department_name"].to_list() == [None]


def test_the_table_of_an_unregistered_department_is_headed_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    made = BudgetLedger().department("D001", "财政局").line("100.00").line("5.00", department="未登记单位")
    frame = variance(made.ledger, year=2014, as_of=YEAR_END)

    print_variance(in_words(made.ledger, frame, "zh", year=2014), "zh")

    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "局" in line or "单位" in line] == ["D001 财政局", "未登记单位(未登记)"]
