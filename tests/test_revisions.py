"""What a later file replaces is told when it is loaded, and stays to be seen afterwards."""

import io
import json
from pathlib import Path

import pytest

from costctl import importing, workflow
from costctl.cli.app import run
from costctl.ledger.revisions import as_written
from costctl.records import kinds
from costctl.values import Doubt, Receipt
from tests.fresh import fresh_ledger

HEADER = "指标文号,年度,单位编码,控制项目,指标类型,金额\n"
FIRST = HEADER + "预1号,2025,001,差旅费,年初,10000\n预1号,2025,001,会议费,年初,8000\n"
OTHER = HEADER + "预1号,2025,002,差旅费,追加,5000\n预1号,2025,001,会议费,年初,8000\n"
NUMBERED = "指标文号,序号,年度,单位编码,控制项目,金额\n预1号,2,2025,001,会议费,9000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger that holds FIRST."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    load(tmp_path / "ledger", FIRST, "财政局.csv")
    return tmp_path / "ledger"


def load(folder: Path, text: str, name: str, *, dry_run: bool = False) -> Receipt:
    with workflow.open_ledger(folder, "write") as ledger:
        (receipt,) = importing.import_files(
            ledger, [(name, io.BytesIO(text.encode()))], kind="budgets", dry_run=dry_run
        )
    assert receipt.problem is None
    return receipt


def doubts(receipt: Receipt) -> dict[str, Doubt]:
    return {doubt.code: doubt for doubt in receipt.doubts}


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_row_that_takes_the_place_of_another_is_named_with_both_contents(folder: Path, *, dry_run: bool) -> None:
    """Two departments under one document number without line numbers: the second file replaces the first one's."""
    receipt = load(folder, OTHER, "教育局.csv", dry_run=dry_run)

    assert (receipt.revised, receipt.already_present) == (1, 1)
    told = doubts(receipt)
    assert told["record.revised"].count == 1
    assert told["record.revised"].examples == (
        "预1号/1(单位编码 001 → 002; 指标类型 年初 → 追加; 金额 10000.00 → 5000.00)",
    )
    assert told["record.revised_by_place"].count == 1
    assert "序号" in told["record.revised_by_place"].text.zh


def test_a_correction_with_its_own_number_is_told_and_no_more(folder: Path) -> None:
    told = doubts(load(folder, NUMBERED, "更正.csv"))

    assert "record.revised" in told
    assert "record.revised_by_place" not in told


def test_of_a_table_with_a_column_an_item_the_column_that_changed_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    fresh_ledger(folder)
    table = "2026年部门预算表\n单位名称,公务接待费,会议费\n民政局,0.45,{}\n"
    load(folder, table.format("1"), "a.csv")

    told = doubts(load(folder, table.format("2"), "b.csv"))

    assert told["record.revised"].examples == ("2026 民政局/5(会议费 10000.00 → 20000.00)",)


def test_a_first_file_and_a_repeated_one_revise_nothing(folder: Path) -> None:
    assert not {"record.revised", "record.revised_by_place"} & doubts(load(folder, FIRST, "再来.csv")).keys()


@pytest.mark.parametrize(("before", "shown"), [("1.000000", "1"), ("0.500000", "0.5"), ("100.000000", "100")])
def test_a_number_is_written_as_people_write_it(before: str, shown: str) -> None:
    assert as_written(kinds()["meetings"], "days", before) == shown


def test_each_replaced_cell_is_listed_until_its_batch_is_taken_back(folder: Path) -> None:
    """Each revision against what was in force before it, not against the first version."""
    load(folder, OTHER, "教育局.csv")
    load(folder, NUMBERED, "更正.csv")
    load(folder, HEADER + "预1号,2025,003,差旅费,追加,5000\n", "民政局.csv")

    with workflow.open_ledger(folder, "write") as ledger:
        frame = ledger.revisions()
        assert frame.select("batch", "row", "key", "column", "before", "after").rows() == [
            ("B000002", 2, "预1号/1", "department_code", "001", "002"),
            ("B000002", 2, "预1号/1", "change_kind", "original", "supplement"),
            ("B000002", 2, "预1号/1", "amount", "10000.00", "5000.00"),
            ("B000003", 2, "预1号/2", "change_kind", "original", None),
            ("B000003", 2, "预1号/2", "amount", "8000.00", "9000.00"),
            ("B000004", 2, "预1号/1", "department_code", "002", "003"),
        ]
        assert ledger.revisions("B000003").equals(frame.filter(batch="B000003"))
        ledger.undo("B000002")
        left = ledger.revisions()
        assert left.filter(batch="B000002").is_empty()
        assert left.filter(batch="B000004", column="amount").select("before", "after").rows() == [
            ("10000.00", "5000.00")
        ]


def test_the_command_lists_them_in_words(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    load(folder, OTHER, "教育局.csv")

    assert run(["revisions", "B000002", "--csv", str(tmp_path / "r.csv"), "--ledger", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "年初" in said
    assert "追加" in said
    assert "单位编码" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert run(["revisions", "--json", "--ledger", str(folder)]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)["revisions"]
    assert (first["column"], first["before"], first["after"]) == ("department_code", "001", "002")
    assert run(["revisions", "B000009", "--ledger", str(folder)]) == 2
