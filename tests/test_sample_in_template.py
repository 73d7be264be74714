"""The sample's records written into one workbook of all templates: it is imported in one go, and says what is wrong."""

from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from costctl.ledger.memory import memory_ledger
from costctl.records import Column, Kind, kinds
from costctl.shipped import shipped
from costctl.sources.read import read_source
from costctl.sources.template import write_template
from tests.reading import read_sheet

TODAY = date(2026, 1, 1)
FILES = (
    "单位和人员_2025.xlsx", "公务卡登记_2025.xlsx", "定点场所_2025.xlsx", "公务用车_2025.xlsx", "控制目标_2025.xlsx",
    "预算调整_2025.xlsx", "预算申请_2025.xlsx", "会议_2025.xlsx", "培训和讲课费_2025.xlsx", "出差_2024.xlsx",
    "公务接待_2025.xlsx", "因公出国_2025.xlsx", "基建和办公用房_2025.xlsx", "公文统计_2025.xlsx",
    "国库支付明细账_2025.csv", "澄湖农商行公务卡明细_2025-01.csv", "三公决算公开_2025.xlsx",
)  # fmt: skip
MOST = 40
"""Rows of each kind; a workbook of all of them would only take longer."""


def written(column: Column, value: object) -> object:
    """A value as a person writes it into a cell."""
    if value is None:
        return None
    if column.values:
        return next(word for word, meant in column.values.items() if meant == value)
    if column.type == "boolean":
        return "是" if value else "否"
    return f"{value:%Y-%m}" if column.type == "month" else value


def missing(kind: Kind) -> Column:
    """The column that is left empty in the row that must be rejected: one that is required, if possible no key."""
    required = [column for column in kind.columns if column.required]
    return next((column for column in required if column.name not in kind.key), required[0])


@pytest.fixture(scope="module")
def sample() -> dict[str, list[dict[str, object]]]:
    """The first records of each kind, as the sample's own files say them."""
    found: dict[str, list[dict[str, object]]] = {}
    for name in FILES:
        for sheet in read_source(shipped("sample_data") / name, today=TODAY).sheets:
            read = read_sheet(sheet)
            found[str(sheet.kind)] = list(islice(read.rows.drop("row_no").iter_rows(named=True), MOST))
    return found


def test_the_sample_in_one_workbook_is_imported_in_one_go(
    sample: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    """Every row is in with its amounts; one without a required cell is rejected, named, and takes no other with it."""
    path = tmp_path / "全部.xlsx"
    write_template(None, path)
    book = openpyxl.load_workbook(path)
    for name, rows in sample.items():
        kind = kinds()[name]
        wrong = rows[0] | {missing(kind).name: None}
        for row_no, row in enumerate([*rows, wrong], 2):
            for place, column in enumerate(kind.columns, 1):
                book[kind.title.zh].cell(row_no, place).value = written(column, row.get(column.name))
    book.save(path)
    ledger = memory_ledger()

    receipts = {one.kind: one for one in ledger.load(read_source(path, today=TODAY))}

    assert len(sample) >= 20
    assert set(receipts) == set(sample)
    for name, rows in sample.items():
        kind, receipt = kinds()[name], receipts[name]
        assert (receipt.read, receipt.accepted, receipt.rejected) == (len(rows) + 1, len(rows), 1), name
        (reject,) = receipt.rejects
        assert (reject.row, reject.code) == (len(rows) + 2, "value.missing"), reject
        assert kind.title.zh in reject.where
        assert str(reject.column).startswith(missing(kind).header.zh)
        stored = ledger.sql(f"SELECT * FROM record.{name}")
        assert stored.height == len(rows)
        for column in (one.name for one in kind.columns if one.type in ("money", "decimal")):
            said = sum((row[column] for row in rows if row.get(column) is not None), Decimal(0))
            assert sum(stored[column].drop_nulls(), Decimal(0)) == said, (name, column)
