"""Makes the sample district's files: `python sample_data/make.py [FOLDER]`. The same seed, the same files, every time.

Everything is invented: the district, its people, banks, merchants and hotels. Card numbers fail the check digit that
every real card number has.
"""

import csv
import random
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from making.abroad import go_abroad
from making.book import YEAR, Book, Row
from making.budgeting import approve, fund_offices
from making.district import settle
from making.exercise import write_exercise
from making.fleet import drive, settle_costs
from making.gatherings import meet
from making.hosting import MEAL_CAP, host
from making.journeys import travel
from making.lessons import teach
from making.premises import correspond, house
from making.published import publish, set_aside
from making.spending import spend
from making.treasury import pay
from making.writing import bank_a, bank_b, budget_table, template, treasury

SEED = 20250101
HERE = Path(__file__).parent
STEPS = (
    settle, travel, meet, teach, host, go_abroad, drive, settle_costs, house, correspond, approve, spend, pay,
    fund_offices, publish, set_aside,
)  # fmt: skip


def make(folder: Path) -> None:
    """Writes every file of the sample into `folder`."""
    book = Book(random.Random(SEED))
    for step in STEPS:
        book.chance = random.Random(f"{SEED} {step.__name__}")  # a change of one step leaves what the others draw
        step(book)
    folder.mkdir(parents=True, exist_ok=True)
    _write_registers(book, folder)
    _write_year(book, folder)
    _write_statements(book, folder)
    _write_others(book, folder)
    _write_own_standard(folder)
    _write_expected(book, folder)
    write_exercise(folder / "练习")


def _write_registers(book: Book, folder: Path) -> None:
    records = book.records
    template(folder / f"单位和人员_{YEAR}.xlsx", departments=records["departments"], people=records["people"])
    template(folder / f"公务卡登记_{YEAR}.xlsx", cards=records["cards"])
    template(folder / f"定点场所_{YEAR}.xlsx", designated_venues=records["designated_venues"])
    template(folder / f"控制目标_{YEAR}.xlsx", targets=records["targets"])
    template(folder / f"预算调整_{YEAR}.xlsx", budgets=records["budgets"])
    template(folder / f"公用经费预算_{YEAR}.xlsx", budgets=records["office_budgets"])
    budget_table(folder / f"预算批复_{YEAR}_万元.xlsx", records["budget_table"])


def _write_year(book: Book, folder: Path) -> None:
    """Trips by the quarter in which the trip begins, so that its legs stay together; meetings by year."""
    begins: dict[str, date] = {}
    for leg in book.records["trips"]:
        begins.setdefault(leg["trip_no"], leg["depart_on"])
    legs = [(begins[leg["trip_no"]], leg) for leg in book.records["trips"]]
    template(folder / f"出差_{YEAR - 1}.xlsx", trips=[leg for day, leg in legs if day.year == YEAR - 1])
    for quarter in range(1, 5):
        part = [leg for day, leg in legs if day.year == YEAR and (day.month + 2) // 3 == quarter]
        template(folder / f"出差_{YEAR}年{quarter}季度.xlsx", trips=part)
    for year in (YEAR - 2, YEAR - 1, YEAR):
        part = [meeting for meeting in book.records["meetings"] if meeting["starts_on"].year == year]
        template(folder / f"会议_{year}.xlsx", meetings=part)


def _write_statements(book: Book, folder: Path) -> None:
    """Bank A by month, the June and July exports overlapping by some days; bank B by quarter."""

    def between(bank: str, first: date, last: date) -> list[Row]:
        return [
            row for row in book.records["card_transactions"] if row["bank"] == bank and first <= row["spent_on"] <= last
        ]

    for month in range(1, 13):
        first = date(YEAR, month, 1)
        last = date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(1)
        first -= timedelta(2 if month == 7 else 0)
        last += timedelta(2 if month == 6 else 0)
        bank_a(folder / f"澄湖农商行公务卡明细_{YEAR}-{month:02}.csv", between("A", first, last), first, last)
    for quarter in range(1, 5):
        last = date(YEAR + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(1)
        bank_b(
            folder / f"岚川银行公务卡对账单_{YEAR}年{quarter}季度.xlsx",
            between("B", date(YEAR, quarter * 3 - 2, 1), last),
        )


def _write_others(book: Book, folder: Path) -> None:
    """What the bureau's sections keep: one workbook each, a sheet a kind."""
    for name, kinds in (
        ("培训和讲课费", ("trainings", "lecture_fees")),
        ("公务接待", ("receptions",)),
        ("因公出国", ("overseas_groups", "overseas_stays")),
        ("公务用车", ("vehicles", "vehicle_costs")),
        ("基建和办公用房", ("building_projects", "offices")),
        ("公文统计", ("document_counts",)),
        ("预算申请", ("commitments",)),
        ("三公决算公开", ("disclosures",)),
    ):
        template(folder / f"{name}_{YEAR}.xlsx", **{kind: book.records[kind] for kind in kinds})
    treasury(folder / f"国库支付明细账_{YEAR}.csv", book.records["payments"])


def _write_own_standard(folder: Path) -> None:
    """The bureau's own meal cap for receptions, as it stands in its ledger's `rules/tables/`."""
    (folder / "本区标准").mkdir(exist_ok=True)
    with (folder / "本区标准" / "reception_meal_caps.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("jurisdiction", "cap", "effective_from", "documents", "provenance"))
        writer.writerow(("本区", f"{MEAL_CAP}.00", date(YEAR - 3, 1, 1), "本区设定", "own"))


def _write_expected(book: Book, folder: Path) -> None:
    twice = [planted for planted, times in Counter(book.planted).items() if times > 1]
    assert not twice, twice
    with (folder / "expected_findings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("rule", "subject"))
        writer.writerows(sorted(book.planted))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
