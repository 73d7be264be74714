"""Several files in one import: what strikes one of them loses nothing of the others, and everybody is told."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from costctl import importing, intake, recognition, workflow
from costctl.cli.app import run
from costctl.errors import Fault
from costctl.intake import Given
from costctl.ledger import keyed, snapshot
from costctl.ledger.receiving import Import, Tally
from costctl.recognition import Reader, in_order
from costctl.records import Kind
from costctl.values import Batch, Part, Receipt
from tests.fresh import fresh_ledger

HEADERS = "会议编号,主办单位编码,会议名称,开始日期,结束日期\n"
ERRORS = [Fault("ledger.no_room", where="disk", found="full"), OSError(28, "full"), RuntimeError("a mistake of ours")]
CODES = ["ledger.no_room", "system.fault", "system.unforeseen"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    return tmp_path / "ledger"


def meetings(*numbers: str) -> str:
    return HEADERS + "".join(f"{number},014,例会,2025-03-03,2025-03-04\n" for number in numbers)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files, each sharing a meeting with the one before."""
    paths = []
    for place in range(3):
        paths.append(tmp_path / f"{place}.csv")
        paths[-1].write_text(meetings(f"HY{place}", f"HY{place + 1}"), encoding="utf-8")
    return paths


@pytest.fixture
def strike(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    """Makes the import of the file of a name fail after its rows are in the tables."""

    def strike(name: str, error: Exception) -> None:
        load = keyed.load

        def struck(importing: Import, kind: Kind, tallies: list[Tally]) -> None:
            load(importing, kind, tallies)
            if importing.file == name:
                raise error

        monkeypatch.setattr(keyed, "load", struck)

    return strike


def told(receipts: list[Receipt]) -> list[tuple[object, ...]]:
    return [
        (one.file, one.batch, one.accepted, one.already_present, one.problem and one.problem.code) for one in receipts
    ]


@pytest.mark.parametrize(("error", "code"), list(zip(ERRORS, CODES, strict=True)), ids=CODES)
def test_a_fault_in_one_file_leaves_the_others_in(
    folder: Path, files: list[Path], strike: Callable[[str, Exception], None], error: Exception, code: str
) -> None:
    strike("1.csv", error)
    with workflow.open_ledger(folder, "write") as ledger:
        receipts = importing.import_files(ledger, files)

        assert told(receipts) == [
            ("0.csv", "B000001", 2, 0, None), ("1.csv", None, 0, 0, code), ("2.csv", "B000002", 2, 0, None),
        ]  # fmt: skip
        assert [one.is_fault for one in receipts] == [False, True, False]
        assert ledger.batches()["file"].to_list() == ["0.csv", "2.csv"]
        assert ledger.verify().agrees


def test_a_trial_sees_nothing_of_a_file_that_failed_half_way(
    folder: Path, files: list[Path], strike: Callable[[str, Exception], None]
) -> None:
    """On the command line as on the page, whose import then does what was said."""
    strike("1.csv", ERRORS[0])
    with workflow.open_ledger(folder, "write") as ledger:
        tried = importing.import_files(ledger, files, dry_run=True)
        assert ledger.batches().is_empty()
    seen = intake.preview(folder, [Given(path.name, path.read_bytes()) for path in files])

    expected = [("0.csv", None, 2, 0, None), ("1.csv", None, 0, 0, "ledger.no_room"), ("2.csv", None, 2, 0, None)]
    assert told(tried) == expected
    assert sorted(told([one for receipts in seen.receipts for one in receipts])) == expected
    assert [receipt.accepted for receipt in intake.load(folder, seen)] == [2, 2]


def test_a_file_whose_rows_cannot_all_be_read_is_not_half_seen_in_a_trial(
    folder: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = Import.receive

    def received(self: Import, tally: Tally, part: Part) -> pl.DataFrame:
        if self.file == "0.csv":
            raise Fault("ledger.query_failed", found="?")
        return receive(self, tally, part)

    monkeypatch.setattr(Import, "receive", received)
    with workflow.open_ledger(folder, "write") as ledger:
        tried = importing.import_files(ledger, files, dry_run=True)
    assert [(one.accepted, one.already_present) for one in tried] == [(0, 0), (2, 0), (1, 1)]


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_command_prints_every_receipt_and_ends_with_3(
    folder: Path,
    files: list[Path],
    strike: Callable[[str, Exception], None],
    capsys: pytest.CaptureFixture[str],
    dry_run: bool,
) -> None:
    """One document, the fault as the error of its entry; on the terminal the same in words."""
    strike("2.csv", ERRORS[0])
    words = ["import", *map(str, files), "--ledger", str(folder), *(["--dry-run"] if dry_run else [])]
    capsys.readouterr()

    assert run([*words, "--json"]) == 3

    entries = json.loads(capsys.readouterr().out)["files"]
    assert [(entry["file"], entry["accepted"], entry["error"] and entry["error"]["code"]) for entry in entries] == [
        ("0.csv", 2, None), ("1.csv", 1, None), ("2.csv", 0, "ledger.no_room"),
    ]  # fmt: skip
    assert run(words) == 3
    assert "2.csv" in capsys.readouterr().out


def test_files_that_are_in_are_told_though_no_snapshot_could_be_published(
    folder: Path, files: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> Iterator[None]:
        raise Fault("ledger.no_room", where="snapshots", found="full")

    monkeypatch.setattr(snapshot, "publish", full)
    capsys.readouterr()

    assert run(["import", *map(str, files), "--ledger", str(folder), "--json"]) == 3

    document = json.loads(capsys.readouterr().out)
    assert [entry["batch"] for entry in document["files"]] == ["B000001", "B000002", "B000003"]
    assert document["error"]["code"] == "ledger.not_published"


def test_what_is_given_last_corrects_though_its_workbook_also_has_a_register(folder: Path, tmp_path: Path) -> None:
    """And a register alone is loaded before what names it, wherever it is given."""
    first = tmp_path / "会议_原.csv"
    first.write_text(meetings("M1"), encoding="utf-8")
    correction = Workbook()
    registers, corrected = correction.active, correction.create_sheet("会议")
    registers.append(["单位编码", "单位名称"])
    registers.append(["015", "区审计局"])
    for row in csv.reader(meetings("M1").replace("例会", "更正后的").splitlines()):
        corrected.append(row)
    correction.save(tmp_path / "更正.xlsx")
    register = tmp_path / "单位.csv"
    register.write_text("单位编码,单位名称\n014,区财政局\n", encoding="utf-8")

    said: list[tuple[int, str]] = []
    with workflow.open_ledger(folder, "write") as ledger:
        receipts = importing.import_files(
            ledger, [first, register, tmp_path / "更正.xlsx"], said=lambda place, name: said.append((place, name))
        )
        assert ledger.sql("SELECT name FROM record.meetings").rows() == [("更正后的",)]
    assert [(one.file, one.batch) for one in receipts[:2]] == [("会议_原.csv", "B000002"), ("单位.csv", "B000001")]
    assert "department.unknown" not in {doubt.code for one in receipts for doubt in one.doubts}
    assert said == [
        (0, "会议_原.csv"), (1, "单位.csv"), (2, "更正.xlsx"), (0, "单位.csv"), (1, "会议_原.csv"), (2, "更正.xlsx"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ([{"meetings"}, {"people"}, {"departments"}], [2, 1, 0]),
        ([{"meetings"}, {"departments", "meetings"}], [0, 1]),
        ([{"people"}, {"departments", "people"}], [0, 1]),
        ([{"meetings"}, set(), {"departments"}], [2, 0, 1]),
        ([{"meetings"}, {"departments", "meetings"}, {"people"}], [2, 0, 1]),
        ([{"card_transactions"}, {"cards", "card_transactions"}], [1, 0]),
        ([], []),
    ],
    ids=[
        "by kind", "one kind shared", "a register shared", "one that cannot be read", "past another",
        "what nothing corrects", "none",
    ],
)  # fmt: skip
def test_files_of_one_kind_are_never_put_in_another_order(given: list[set[str]], order: list[int]) -> None:
    """But for charges: whose cards they are is known before, be their register in a workbook with other charges."""
    assert in_order([frozenset(own) for own in given]) == order


def test_each_file_is_recognised_once(folder: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    read_file = Reader.read

    def counted(reader: Reader, file: recognition.Given) -> Batch:
        read.append(file.name)
        return read_file(reader, file)

    monkeypatch.setattr(Reader, "read", counted)
    with workflow.open_ledger(folder, "write") as ledger:
        importing.import_files(ledger, files)
    assert read == [str(path) for path in files]
