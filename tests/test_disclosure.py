"""The published tables of the three public expenses: they tie to the ledger, they add up, and unknown stays blank."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product
from operator import sub
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.budget.metrics import metrics
from costctl.budget.variance import variance
from costctl.cli.app import run
from costctl.disclosure.book import TABLE_HEADINGS, as_records, as_table, headings_of_records, write_book
from costctl.disclosure.figures import (
    ITEMS,
    PARTS,
    QUANTITIES,
    STEP,
    TOTAL,
    VEHICLES,
    WAN,
    Disclosure,
    Table,
    disclosure,
    in_wan,
)
from costctl.disclosure.open_data import card_spending
from costctl.disclosure.words import IN_CHINESE, notes, remarks
from costctl.export import write_csv
from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.money import round_together
from costctl.rules.check import check
from costctl.rules.library import Rulebook
from costctl.sources.read import read_source
from tests.fresh import fresh_ledger

YEAR_END = date(2024, 12, 31)


@pytest.fixture
def ledger(rulebook: Rulebook) -> MemoryLedger:
    """Two departments, one with everything, and budgets whose cents do not divide evenly into 万元."""
    ledger = memory_ledger(rulebook.reference)
    ledger.put("departments", [{"department_code": "D1", "name": "甲局"}, {"department_code": "D2", "name": "乙局"}])
    ledger.put(
        "budgets",
        [
            {"fiscal_year": 2024, "department_code": "D1", "item": item, "amount": amount}
            for item, amount in (("overseas", "10033.00"), ("vehicle_run", "20033.00"), ("reception", "30034.00"))
        ],
    )
    ledger.put(
        "overseas_groups",
        [{"group_no": "G1", "department_code": "D1", "depart_on": date(2024, 5, 1), "size": 4, "amount": "1049.99"}],
    )
    ledger.put(
        "vehicles",
        [
            {"plate_no": "A1", "department_code": "D1", "bought_on": date(2024, 3, 1), "price": "120050.00"},
            {"plate_no": "A2", "department_code": "D1", "registered_on": date(2015, 1, 1),
             "retired_on": date(2024, 12, 31)},
            {"plate_no": "A3", "department_code": "D2", "registered_on": date(2015, 1, 1)},
        ],
    )  # fmt: skip
    ledger.put(
        "vehicle_costs",
        [{"plate_no": "A1", "department_code": "D1", "incurred_on": date(2024, 6, 1), "cost_no": "C1",
          "cost_kind": "fuel", "amount": "10050.00"}],
    )  # fmt: skip
    ledger.put(
        "receptions",
        [
            {"reception_no": "R1", "department_code": "D1", "held_on": date(2024, 7, 1), "guests": 6,
             "is_foreign": False, "meal_amount": "949.99"},
            {"reception_no": "R2", "department_code": "D1", "held_on": date(2024, 8, 1), "guests": 3,
             "is_foreign": True, "meal_amount": "100.01"},
            {"reception_no": "R3", "department_code": "D1", "held_on": date(2023, 8, 1), "guests": 5,
             "is_foreign": False, "meal_amount": "77.00"},
        ],
    )  # fmt: skip
    return ledger


def found_of(ledger: MemoryLedger, department: str | None = None) -> Disclosure:
    """The tables of 2024."""
    return disclosure(ledger, year=2024, as_of=date(2025, 6, 30), department=department)


@given(st.lists(st.decimals(-(10**9), 10**9, places=6, allow_nan=False), max_size=5), st.booleans())
def test_rounded_parts_add_up_and_none_is_off_by_a_step(parts: list[Decimal], is_cut: bool) -> None:
    """To their sum as rounded, or to the whole number of steps below it; with the least error of all that do."""
    step = Decimal("0.01")
    rounded = round_together(parts, step, sum(parts, step * 0).quantize(step, ROUND_FLOOR) if is_cut else None)

    assert all(abs(one - part) < step for one, part in zip(rounded, parts, strict=True))
    assert 0 <= sum(parts) - sum(rounded) < step if is_cut else abs(sum(rounded) - sum(parts)) <= step / 2
    beside = [{part.quantize(step, mode) for mode in (ROUND_FLOOR, ROUND_CEILING)} for part in parts]
    errors = [sum(map(abs, map(sub, one, parts))) for one in product(*beside) if sum(one) == sum(rounded)]
    assert sum(map(abs, map(sub, rounded, parts))) == min(errors)
    assert all(one == part for one, part in zip(rounded, parts, strict=True) if part % step == 0)


def column_of(*items: Decimal | None) -> dict[str, Decimal | None]:
    """The amounts of a column from ITEMS: a total of which a part is not known is not known."""
    amounts = dict(zip(ITEMS, items, strict=True))
    for total in reversed(PARTS):
        parts = [amounts[part] for part in PARTS[total]]
        amounts[total] = None if None in parts else sum(filter(None, parts), Decimal(0))
    return amounts


cents = st.integers(-(10**8), 10**8).map(lambda count: Decimal(count) / 100)
halves = st.integers(-9, 9).map(lambda count: count * Decimal("50.00"))


@given(st.lists(cents | halves | st.none(), min_size=4, max_size=4))
def test_every_figure_in_wan_is_off_by_less_than_a_step_and_every_sum_is_exact(items: list[Decimal | None]) -> None:
    amounts = column_of(*items)
    wan = in_wan(amounts)

    for line, amount in amounts.items():
        assert wan[line] is None if amount is None else abs(wan[line] - amount / WAN) < STEP
        assert amount is None or amount / WAN % STEP or wan[line] == amount / WAN
    for total, parts in PARTS.items():
        assert amounts[total] is None or wan[total] == sum(wan[part] for part in parts)
    bound = {part for total, parts in PARTS.items() if amounts[total] is not None for part in parts}
    for line in {*amounts} - bound:
        assert amounts[line] is None or abs(wan[line] - amounts[line] / WAN) <= STEP / 2


@pytest.mark.parametrize(
    ("items", "published"),
    [
        (("0.01", "150.00", "150.00", "12350.00"), "1.27 0.00 0.03 0.02 0.01 1.24"),
        (("19137.74", "14141.91", "19441.06", "9530.06"), "6.23 1.92 3.36 1.42 1.94 0.95"),
        (("0.00", "-100000.00", "100.00", "0.00"), "-9.99 0.00 -9.99 -10.00 0.01 0.00"),
        (("-10.00", "0.00", "0.00", "0.00"), "0.00 0.00 0.00 0.00 0.00 0.00"),
        ((None, "150.00", "149.00", "50.00"), "None None 0.03 0.02 0.01 0.01"),
        (("50.00", "50.00", None, "50.00"), "None 0.01 None 0.01 None 0.01"),
    ],
)
def test_the_subtotal_of_the_vehicles_is_rounded_before_its_parts(items: tuple[str | None], published: str) -> None:
    wan = in_wan(column_of(*(None if item is None else Decimal(item) for item in items)))

    lines = (TOTAL, "overseas", VEHICLES, "vehicle_buy", "vehicle_run", "reception")
    assert " ".join(str(wan[line]) for line in lines) == published


def test_the_amounts_are_those_of_the_variance_to_the_cent(ledger: MemoryLedger) -> None:
    frame = variance(ledger, year=2024, as_of=YEAR_END, department="D1")
    spent = dict(frame.select("item", "spent").iter_rows())
    budget = dict(frame.select("item", "budget").iter_rows())
    (table,) = found_of(ledger, "D1").tables

    for line in table.yuan["final"]:
        assert table.yuan["final"][line] == spent[line]
        assert table.yuan["budget"][line] == budget[line]
    assert table.yuan["last_year"]["reception"] == Decimal("77.00")
    assert table.yuan["last_year"]["overseas"] is None  # no record of 2023 at all


def test_the_parts_in_wan_add_up_to_the_total_as_rounded(ledger: MemoryLedger) -> None:
    """Half of 0.01 万元 in three places, each rounded by itself, would add 0.01 万元 to the total."""
    for table in found_of(ledger).tables:
        for column, amounts in table.wan.items():
            for total, parts in PARTS.items():
                of_parts = [amounts[part] for part in parts]
                expected = None if None in of_parts else sum(filter(None, of_parts))
                assert amounts[total] == expected, (table.department, column, total)
    (one,) = found_of(ledger, "D1").tables
    assert one.yuan["final"][TOTAL] == Decimal("132199.99")
    assert one.wan["final"][TOTAL] == Decimal("13.22")
    assert [one.wan["final"][line] for line in ITEMS] == list(map(Decimal, ("0.10", "12.01", "1.00", "0.11")))


def test_the_district_is_the_sum_of_its_departments(ledger: MemoryLedger) -> None:
    whole, *own = found_of(ledger).tables

    assert [table.department for table in own] == ["D1", "D2"]
    for column, amounts in whole.yuan.items():
        for line, amount in amounts.items():
            known = [table.yuan[column][line] for table in own if table.yuan[column][line] is not None]
            assert amount == (sum(known) if known else None)


def test_quantities_count_the_year_and_hold_the_last_day(ledger: MemoryLedger) -> None:
    first, second = found_of(ledger).tables[1:]

    assert first.quantities == {
        "overseas_group_count": 1, "overseas_people": 4, "vehicles_bought": 1, "vehicles_held": 1,
        "reception_count": 2, "guest_count": 9, "foreign_reception_count": 1, "foreign_guest_count": 3,
    }  # fmt: skip
    assert (first.last_quantities["reception_count"], first.last_quantities["overseas_people"]) == (1, None)
    assert (second.quantities["vehicles_held"], second.quantities["guest_count"]) == (1, 0)


def test_the_quantities_are_those_of_the_metrics(ledger: MemoryLedger) -> None:
    """Of every department, of all together and of the year before: one definition of what is held, bought, received."""
    ledger.put("vehicles", [
        {"plate_no": "云B1", "department_code": "D2", "bought_on": date(2024, 5, 1), "registered_on": date(2015, 3, 1)},
        {"plate_no": "云B2", "department_code": "D2", "bought_on": date(2023, 6, 1), "retired_on": date(2024, 12, 31)},
    ])  # fmt: skip
    ledger.put("receptions", [{"reception_no": "R9", "department_code": "D2", "held_on": date(2024, 9, 1)}])
    line = {"fiscal_year": 2024, "department_code": "D9", "item": "reception", "amount": "5.00"}
    ledger.put("budgets", [line])  # a department that has a budget and is on no register

    tables = found_of(ledger).tables

    assert [table.department for table in tables] == [None, "D1", "D2", "D9"]
    for table in tables[:3]:
        frame = metrics(ledger, year=2024, as_of=YEAR_END).filter(
            pl.col("quarter") == 0, pl.col("department").eq_missing(pl.lit(table.department))
        )
        by_metric = {metric: (now, before) for metric, now, before in frame["metric", "value", "last_year"].iter_rows()}
        for quantity, metric in QUANTITIES.items():
            assert (table.quantities[quantity], table.last_quantities[quantity]) == by_metric[metric]
    assert (tables[2].quantities["vehicles_held"], tables[2].last_quantities["vehicles_held"]) == (2, 2)
    assert (tables[2].quantities["guest_count"], tables[0].quantities["guest_count"]) == (None, None)
    assert (tables[3].quantities["reception_count"], tables[3].quantities["vehicles_held"]) == (0, 0)


def test_what_was_never_loaded_is_blank_and_said(rulebook: Rulebook) -> None:
    """No reception was recorded because none was loaded: that is not 0.00."""
    ledger = memory_ledger(rulebook.reference)
    ledger.put("departments", [{"department_code": "D1", "name": "甲局"}])
    ledger.put("vehicle_costs", [])

    found = found_of(ledger, "D1")
    (table,) = found.tables

    assert table.yuan["final"]["reception"] is None
    assert table.yuan["final"][TOTAL] is table.wan["final"][TOTAL] is None
    assert table.yuan["budget"] == dict.fromkeys(table.yuan["budget"])
    assert table.unknown == ("overseas", "vehicle_buy", "reception")
    assert table.yuan["final"]["vehicle_run"] == 0, "a file of costs without any row was imported: the note says so"
    assert "注:“公务用车运行维护费”没有2024年的登记记录,按 0 列示,请核实。" in notes(found, table)
    assert set(table.quantities.values()) == {None}
    assert next(iter(notes(found, table))) == "注:账本中没有2024年的“三公”预算,预算数空缺,待补。"
    assert "注:“公务用车保有量(辆)”账本中没有2024年的记录,统计数空缺,待补。" in notes(found, table)


def test_a_year_in_which_nobody_recorded_anything_is_zero_and_named(ledger: MemoryLedger) -> None:
    """A budget of 2026 makes the year known; receptions were recorded until 2024."""
    budget = {"fiscal_year": 2026, "department_code": "D1", "item": "reception", "amount": "9.00"}
    ledger.put("budgets", [budget])

    found = disclosure(ledger, year=2025, as_of=date(2025, 12, 31), department="D1")

    (table,) = found.tables
    assert table.yuan["final"]["reception"] == 0
    assert any("公务接待费" in line and "没有2025年的登记记录,按 0 列示,请核实" in line for line in notes(found, table))


def test_what_the_treasury_paid_and_nobody_recorded_is_no_zero(ledger: MemoryLedger) -> None:
    """Receptions of D1 alone were imported: of D2, whose receptions were paid, there is no figure."""
    paid = {"department_code": "D2", "line_no": 1, "paid_on": date(2024, 3, 1), "economic_code": "30217"}
    amounts = {"P1": "70000.00", "P2": "154.00"}
    ledger.put("payments", [{**paid, "payment_no": number, "amount": amount} for number, amount in amounts.items()])

    found = found_of(ledger)

    whole, first, second = found.tables
    assert [table.yuan["final"]["reception"] for table in found.tables] == [
        Decimal("1050.00"),
        Decimal("1050.00"),
        None,
    ]
    assert [table.quantities["reception_count"] for table in found.tables] == [2, 2, None]
    assert (whole.yuan["final"][TOTAL] is None, second.yuan["final"][TOTAL]) == (False, None)
    why = "2024年国库有支付(70,154.00 元)而没有登记记录"
    assert f"注:“公务接待费”{why},决算数及其合计空缺,待补。" in notes(found, second)
    assert f"注:“公务接待费”有 1 个单位{why},决算数不含这些支付,请核实(见各单位表)。" in notes(found, whole)
    assert not any("公务接待费" in line for line in notes(found, first) if "2024" in line)


def test_a_zero_that_nobody_recorded_is_named(ledger: MemoryLedger) -> None:
    """Of D2 no group, cost or reception is recorded and none was paid: 0, and the note and the row say why."""
    ledger.put("budgets", [{"fiscal_year": 2024, "department_code": "D2", "item": "reception", "amount": "9.00"}])

    found = found_of(ledger)

    whole, _, second = found.tables
    lines = "“因公出国(境)费”“公务用车购置费”“公务用车运行维护费”"
    assert second.yuan["final"] == dict.fromkeys(second.yuan["final"], 0)
    assert f"注:{lines}“公务接待费”没有2024年的登记记录,按 0 列示,请核实。" in notes(found, second)
    assert f"注:{lines}没有预算或预算为 0,预算数按 0 列示,请核实。" in notes(found, second)
    assert f"注:{lines}“公务接待费”有单位没有2024年的登记记录,按 0 列示,请核实(见各单位表)。" in notes(found, whole)
    rows = as_table(found, bureau="澄湖区").filter(department="D2", line=found.titles["reception"])
    assert rows["note"][0].startswith("没有2024年的登记记录,按 0 列示,请核实;")


def test_a_missing_number_of_guests_makes_no_count(ledger: MemoryLedger) -> None:
    ledger.put("receptions", [{"reception_no": "R9", "department_code": "D1", "held_on": date(2024, 9, 1)}])

    quantities = found_of(ledger, "D1").tables[0].quantities

    assert (quantities["reception_count"], quantities["guest_count"]) == (3, None)
    assert quantities["foreign_guest_count"] is None


def test_a_total_approved_apart_keeps_its_own_figure(ledger: MemoryLedger) -> None:
    line = {"fiscal_year": 2024, "department_code": "D1", "item": TOTAL, "line_no": 9, "amount": "55555.00"}
    ledger.put("budgets", [line])

    (table,) = found_of(ledger, "D1").tables

    assert table.apart == {"budget"}
    assert table.wan["budget"][TOTAL] == Decimal("5.56")
    assert table.wan["budget"]["overseas"] == Decimal("1.00")


def test_the_records_import_again_as_published_tables(ledger: MemoryLedger, tmp_path: Path) -> None:
    """What was published is what the check of the published tables reads."""
    path = tmp_path / "公开.csv"
    write_csv(as_records(found_of(ledger)), path, headers=headings_of_records())

    (sheet,) = read_source(path).sheets
    rows = [row for part in sheet.parts() for row in part.rows.iter_rows(named=True)]

    assert (sheet.kind, sheet.problem) == ("disclosures", None)
    assert [row["department_code"] for row in rows] == ["D1", "D2"]
    assert (rows[0]["total"], rows[0]["guest_count"]) == (Decimal("13.22"), 9)


def test_the_csv_holds_the_tables_and_says_from_which_snapshot(ledger: MemoryLedger, tmp_path: Path) -> None:
    """Every amount and count of every form, the district first; and no import takes the file for records."""
    path = tmp_path / "公开表.csv"
    found = replace(found_of(ledger), snapshot="S7")

    write_csv(as_table(found, bureau="澄湖区财政局"), path, headers=TABLE_HEADINGS)

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["单位名称"] for row in rows[:: len(found.titles)]] == ["澄湖区财政局汇总", "甲局", "乙局"]
    assert {(row["决算年度"], row["数据截至"], row["台账快照"]) for row in rows} == {("2024", "2024-12-31", "S7")}
    for place, table in enumerate(found.tables):
        own = rows[place * len(found.titles) :][: len(found.titles)]
        assert [row["项目"] for row in own] == list(found.titles.values())
        for line, row in zip(found.lines, own, strict=False):
            for column, heading in (("budget", "预算数"), ("final", "决算数"), ("last_year", "上年决算数")):
                said = [row[f"{heading}({unit})"] for unit in ("万元", "元")]
                known = [table.wan[column][line], table.yuan[column][line]]
                assert said == ["" if one is None else str(one) for one in known]
        for name, row in zip(table.quantities, own[len(found.lines) :], strict=True):
            known = [table.quantities[name], table.last_quantities[name]]
            assert [row["统计数"], row["上年统计数"]] == ["" if one is None else str(one) for one in known]
    (sheet,) = read_source(path).sheets
    assert sheet.problem is not None


def test_what_was_published_and_imported_again_agrees_with_the_ledger(
    ledger: MemoryLedger, rulebook: Rulebook, tmp_path: Path
) -> None:
    """The rules on published tables find nothing in them, but in a total that is 0.02 万元 off."""
    path = tmp_path / "公开.csv"
    published = as_records(found_of(ledger))
    write_csv(published, path, headers=headings_of_records())

    (receipt,) = ledger.load(read_source(path))

    def flagged() -> dict[str, tuple[int, int]]:
        """Of each rule on published tables how many it flags, and how many it cannot assess."""
        counted = check(ledger, rulebook, as_of=YEAR_END, rules=("DIS-R01", "DIS-R02")).rules
        return {one.rule: (one.flagged, one.cannot_assess) for one in counted}

    assert (receipt.read, receipt.accepted) == (2, 2)
    assert flagged() == {"DIS-R01": (0, 0), "DIS-R02": (0, 0)}
    row = published.row(0, named=True)
    ledger.put("disclosures", [row | {"total": row["total"] + Decimal("0.02")}])
    assert flagged() == {"DIS-R01": (1, 0), "DIS-R02": (1, 0)}


def test_the_workbook_is_ready_to_print(ledger: MemoryLedger, tmp_path: Path) -> None:
    path = tmp_path / "公开.xlsx"
    ledger.put("departments", [{"department_code": "D3", "name": "=1+1[丙]/局" + "长" * 40}])

    write_book(found_of(ledger), path, bureau="澄湖区财政局")

    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 4
    assert book.sheetnames[:2] == ["汇总", "D1 甲局"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.oddFooter.right.text) == (9, "第 &P 页,共 &N 页")
        assert sheet["A1"].value == "2024年度“三公”经费支出决算表"
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert "单位:万元" in [cell.value for cell in cells]
        assert all(cell.data_type != "f" for cell in cells)
    texts = [cell.value for cell in book["D1 甲局"]["A"] if cell.value]
    assert any(text.startswith("六、国内公务接待 2 批次、9 人次,其中外事接待 1 批次、3 人次") for text in texts)
    assert any("原因:" in text for text in texts)


def test_open_data_tells_no_person(ledger: MemoryLedger) -> None:
    ledger.put("people", [{"person_id": "P1", "name": "张三", "department_code": "D1"}])
    spent = {"card_no": "6282310000000018", "department_code": "D1", "spent_on": date(2024, 3, 3), "amount": "5.00",
             "claim_no": "B1", "merchant_city": "昆明市李四家 13987654321", "mcc": "5812"}  # fmt: skip
    names = ["张三", "李四", "文具店 13812345678", "文具店"]
    ledger.put("card_transactions", [{**spent, "merchant_name": name, "holder_name": "李四"} for name in names])

    frame = card_spending(ledger, year=2024, as_of=YEAR_END)

    assert frame["merchant_name"].to_list() == ["**", "**", "文具店 **", "文具店"]
    assert frame.select("merchant_city", "mcc").unique().rows() == [("昆明市**家 **", "5812")]
    said = frame.write_csv()
    assert not any(word in said for word in ("张三", "李四", "0018", "B1", "13812345678", "13987654321"))


def test_open_data_adds_up_to_what_is_spent_by_card(ledger: MemoryLedger) -> None:
    """A repayment of the card is no spending, and a file in Chinese says its types in Chinese."""
    spent = {"card_no": "6282310000000018", "department_code": "D1", "merchant_name": "文具店"}
    types = [(None, "50.00"), ("purchase", "7.00"), ("cash_withdrawal", "20.00"), ("refund", "-5.00"), ("fee", "3.00"),
             ("repayment", "-75.00")]  # fmt: skip
    rows = [{**spent, "spent_on": date(2024, 3, 3), "transaction_type": one, "amount": amount} for one, amount in types]
    posted_only = {**spent, "posted_on": date(2024, 4, 1), "amount": "1.00"}
    ledger.put("card_transactions", [*rows, posted_only, {**spent, "spent_on": date(2023, 3, 3), "amount": "9.00"}])

    frame = card_spending(ledger, year=2024, as_of=YEAR_END)

    by_card = variance(ledger, year=2024, as_of=YEAR_END).filter(pl.col("item") == "card")["spent"].sum()
    assert frame["amount"].sum() == by_card == Decimal("76.00")
    assert frame["transaction_type"].to_list() == ["消费", "消费", "取现", "退货", "费用", "消费"]


@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3).filter(any))
def test_the_three_shares_make_a_hundred_per_cent(cents: list[int]) -> None:
    """21.4, 74.7 and 4.0 are 100.1, each rounded by itself."""
    overseas, vehicles, reception = (Decimal(one) / 100 for one in cents)
    final = {"overseas": overseas, "vehicles": vehicles, "reception": reception, TOTAL: overseas + vehicles + reception}
    wan = {"final": final, "budget": {TOTAL: None}, "last_year": {TOTAL: None}}
    counts = dict.fromkeys(QUANTITIES)
    table = Table(None, None, wan, wan, frozenset(), {}, counts, counts)
    found = Disclosure(2024, YEAR_END, None, (), dict.fromkeys(final, "某项"), (table,))

    said = next(line for line in remarks(found, table) if line.startswith("三、"))

    shares = [Decimal(text) for text in re.findall(r"占 (-?[0-9.]+)%", said)]
    assert (len(shares), sum(shares)) == (3, 100)


def test_a_share_of_what_is_unknown_is_left_open(rulebook: Rulebook) -> None:
    ledger = memory_ledger(rulebook.reference)
    ledger.put("departments", [{"department_code": "D1", "name": "甲局"}])
    cost = {"plate_no": "A1", "department_code": "D1", "incurred_on": date(2024, 6, 1), "cost_no": "C1"}
    ledger.put("vehicle_costs", [{**cost, "cost_kind": "fuel", "amount": "10000.00"}])
    found = found_of(ledger, "D1")

    said = next(line for line in remarks(found, found.tables[0]) if line.startswith("三、"))

    assert said == "三、三项占比:因公出国(境)费占 ____、公务用车购置及运行维护费占 ____、公务接待费占 ____。"


def test_no_total_growth_or_share_is_published_over_a_gap(ledger: MemoryLedger) -> None:
    """Last year has receptions alone, this year everything: the sentences leave open what cannot be said."""
    found = found_of(ledger, "D1")

    (table,) = found.tables
    assert table.wan["last_year"] == {**dict.fromkeys(table.wan["last_year"]), "reception": Decimal("0.01")}
    assert [line for line in remarks(found, table) if line.startswith("二、")] == [
        "二、上年决算 ____ 万元,增减 ____ 万元。原因:______________________________________"
    ]
    assert "注:“公务用车购置费”账本中没有2023年的记录,上年决算数及其合计空缺,待补。" in notes(found, table)


def test_a_line_with_a_record_without_an_amount_is_blank_and_says_so(ledger: MemoryLedger) -> None:
    ledger.put("receptions", [{"reception_no": "R9", "department_code": "D1", "held_on": date(2024, 9, 1)}])

    found = found_of(ledger)

    whole, one, *_ = found.tables
    for table in (whole, one):
        assert (table.yuan["final"]["reception"], table.yuan["final"][TOTAL]) == (None, None)
        assert table.yuan["final"]["overseas"] == Decimal("1049.99")
        assert "注:“公务接待费”有 1 条2024年的记录没有金额,决算数及其合计空缺,待补。" in notes(found, table)


def test_a_figure_is_the_same_as_this_years_and_as_last_years(ledger: MemoryLedger) -> None:
    """What 2024 says of 2024 and 2025 of last year, also where nothing was bought in it by anybody."""
    ledger.put(
        "vehicles", [{"plate_no": "A9", "department_code": "D1", "bought_on": date(2022, 3, 1), "price": "5.00"}]
    )
    ledger.put("receptions", [{"reception_no": "R8", "department_code": "D1", "held_on": date(2025, 9, 1)}])

    of_year = {
        year: disclosure(ledger, year=year, as_of=date(2025, 12, 31), department="D1").tables[0]
        for year in (2021, 2022, 2023, 2024)
    }

    for year in (2022, 2023, 2024):
        assert of_year[year].yuan["last_year"] == of_year[year - 1].yuan["final"], year
        assert of_year[year].last_quantities == of_year[year - 1].quantities, year
    assert [of_year[year].yuan["final"]["vehicle_buy"] for year in (2021, 2022, 2023)] == [None, 5, 0]


def test_the_command_writes_and_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, book = tmp_path / "ledger", tmp_path / "公开.xlsx"
    fresh_ledger(folder, name="测试区财政局")
    capsys.readouterr()
    words = ["disclose", "--year", "2024", "--as-of", "2024-12-31", "--ledger", str(folder), "--json"]

    assert (
        run(
            [
                *words,
                "--xlsx",
                str(book),
                "--csv",
                str(tmp_path / "a.csv"),
                "--records",
                str(tmp_path / "c.csv"),
                "--cards",
                str(tmp_path / "b.csv"),
            ]
        )
        == 0
    )

    document = json.loads(capsys.readouterr().out)
    assert document["is_complete"]
    assert document["tables"][0]["unknown"] == list(ITEMS)
    assert book.is_file()
    with (tmp_path / "b.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[0] == "单位编码"


@pytest.mark.parametrize(("language", "is_said"), [("zh", False), ("en", True)])
def test_an_english_command_says_why_the_form_is_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, is_said: bool
) -> None:
    fresh_ledger(tmp_path / "ledger")
    capsys.readouterr()

    assert run(["disclose", "--year", "2024", "--ledger", str(tmp_path / "ledger"), "--lang", language]) == 0
    assert (IN_CHINESE in " ".join(capsys.readouterr().out.split())) == is_said
