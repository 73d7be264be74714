"""Several files are previewed as they would be imported, and imported as they were previewed."""

import io
from pathlib import Path

import pytest

from costctl import importing, intake, workflow
from costctl.errors import InputError, LedgerLocked
from costctl.intake import Given
from costctl.ledger.lock import write_lock
from costctl.values import Receipt
from tests.fresh import fresh_ledger

HEADERS = "会议编号,主办单位编码,会议名称,开始日期,结束日期"


def meetings(name: str, *numbers: str, department: str = "014") -> Given:
    """A file of meetings."""
    rows = [f"{number},{department},例会,2025-03-03,2025-03-04" for number in numbers]
    return Given(name, "\n".join([HEADERS, *rows]).encode())


DEPARTMENTS = Given("单位.csv", "单位编码,单位名称\n014,文旅局\n".encode())
RUBBISH = Given("别的.csv", b"foo,bar\n1,2\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new ledger."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    return tmp_path / "ledger"


def counts(receipt: Receipt) -> tuple[str, int, int, int, int]:
    """What became of the rows."""
    return receipt.file, receipt.accepted, receipt.revised, receipt.already_present, receipt.rejected


def test_a_file_sees_those_before_it_and_the_import_does_what_was_said(folder: Path) -> None:
    """Rows that two files share are new in one of them only, in the preview as in the import."""
    seen = intake.preview(folder, [meetings("一.csv", "HY1"), meetings("二.csv", "HY1", "HY2")])

    said = [counts(receipt) for file in seen.receipts for receipt in file]
    assert said == [("一.csv", 1, 0, 0, 0), ("二.csv", 1, 0, 1, 0)]
    assert [counts(receipt) for receipt in intake.load(folder, seen)] == said


def test_a_preview_leaves_the_ledger_as_it_was(folder: Path) -> None:
    """Nothing is stored, no snapshot published, no original kept."""
    before = sorted(path.name for path in (folder / "snapshots").iterdir())
    intake.preview(folder, [meetings("一.csv", "HY1")])

    assert sorted(path.name for path in (folder / "snapshots").iterdir()) == before
    assert not list((folder / "originals").iterdir())
    with workflow.open_ledger(folder) as ledger:
        assert ledger.batches().is_empty()


def test_registers_come_first(folder: Path) -> None:
    """Departments chosen after the meetings that name them are loaded before them, and nothing is doubted."""
    seen = intake.preview(folder, [meetings("会议.csv", "HY1"), DEPARTMENTS])

    said = [receipt for file in seen.receipts for receipt in file]
    assert [(one.file, one.doubts) for one in said] == [("会议.csv", ()), ("单位.csv", ())]
    with workflow.open_ledger(folder, "write") as ledger:
        given = [(one.name, io.BytesIO(one.content)) for one in (meetings("会议.csv", "HY1"), DEPARTMENTS)]
        assert importing.import_files(ledger, given, dry_run=True) == said, "every way to import says the same"


def test_a_file_that_is_not_understood_stays_out_alone(folder: Path) -> None:
    """The others are importable; the preview says why it is not."""
    seen = intake.preview(folder, [RUBBISH, meetings("一.csv", "HY1")])

    assert [file.name for file in seen.importable] == ["一.csv"]
    assert [receipt.file for file in seen.receipts for receipt in file if receipt.problem] == ["别的.csv"]
    assert [receipt.file for receipt in intake.load(folder, seen)] == ["一.csv"]


def test_a_ledger_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    """The preview no longer holds, so nothing is imported."""
    seen = intake.preview(folder, [meetings("一.csv", "HY1")])
    intake.load(folder, intake.preview(folder, [meetings("二.csv", "HY2")]))

    with pytest.raises(InputError) as error:
        intake.load(folder, seen)
    assert error.value.problem.code == "import.changed_meanwhile"
    with workflow.open_ledger(folder) as ledger:
        assert ledger.batches()["file"].to_list() == ["二.csv"]


def test_another_writer_is_named(folder: Path) -> None:
    """Neither preview nor import waits for ever."""
    with write_lock(folder, 0), pytest.raises(LedgerLocked):
        intake.preview(folder, [meetings("一.csv", "HY1")], wait=0.1)


def test_an_unknown_file_gets_a_draft(folder: Path) -> None:
    """The draft is a layout to correct."""
    file = Given("账单.csv", "交易日,商户,金额\n2025-03-03,文具店,100.00\n2025-03-04,打印店,20.00\n".encode())

    assert "商户" in intake.draft(file)
