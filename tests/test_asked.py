"""What a caller of the library or the command line asks by: days, years, a file that is the only one."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import costctl
from costctl.bilingual import Language
from costctl.cli.app import run
from costctl.cli.options import by_name
from tests.fresh import fresh_ledger

TRIPS = "出差审批单号,人员编号,行程序号,单位编码,出发日期,返回日期,住宿费\nT1,P1,1,D1,2025-03-03,2025-03-04,100.01\n"
CALLS: dict[str, Callable[..., object]] = {
    "check": costctl.check,
    "findings": costctl.findings,
    "metrics": costctl.metrics,
    "variance": costctl.variance,
    "precheck": lambda ledger, **asked: costctl.precheck(ledger.folder, "trips", {}, **asked),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("asked")
    fresh_ledger(home / "L")
    (home / "t.csv").write_text(TRIPS, encoding="utf-8")
    return home / "L"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        *((name, {"as_of": "2025-12-31"}) for name in ("check", "precheck")),
        *((name, {"year": "2025"}) for name in ("check", "findings", "metrics", "variance")),
        *((name, {"year": 2025, "as_of": "2025-12-31"}) for name in ("metrics", "variance")),
    ],
)
def test_a_year_or_day_as_text_is_one_message_everywhere(folder: Path, name: str, asked: dict[str, Any]) -> None:
    """Not what a library further down says of it."""
    with costctl.open_ledger(folder, mode="write") as ledger, pytest.raises(costctl.InputError) as refused:
        CALLS[name](ledger, **asked)

    assert refused.value.problem.code == "budget.no_period"


@pytest.mark.parametrize("name", ["check", "findings", "metrics", "variance"])
@pytest.mark.parametrize(("year", "code"), [(25, "no_year"), (0, "no_year"), (99999, "no_year"), (True, "no_period")])
def test_a_number_that_is_no_year_finds_nothing_in_silence(folder: Path, name: str, year: int, code: str) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger, pytest.raises(costctl.InputError) as refused:
        CALLS[name](ledger, year=year)

    assert refused.value.problem.code == f"budget.{code}"


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"control": "xx"}, "finding.control_unknown", "差旅"),
        ({"rule": "住宿费超限"}, "rule.unknown", "TRV-R01"),
        ({"department": "D2"}, "budget.department_unknown", "D2"),
    ],
)
def test_a_slip_is_no_empty_frame(folder: Path, asked: dict[str, str], code: str, said: str) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger:
        with pytest.raises(costctl.InputError) as refused:
            costctl.findings(ledger, **asked)  # type: ignore[arg-type]
        assert costctl.findings(ledger, rule="Lodging above the cap").is_empty()
        assert costctl.findings(ledger, control="差旅与考察").is_empty()

    assert refused.value.problem.code == code
    assert said in str(refused.value.problem)


WRONG: dict[str, Callable[[costctl.Ledger], object]] = {
    "department=2": lambda ledger: costctl.variance(ledger, year=2025, department=2),  # type: ignore[arg-type]
    "department=['002']": lambda ledger: costctl.findings(ledger, department=["002"]),  # type: ignore[arg-type]
    "rule=1": lambda ledger: costctl.check(ledger, rules=[1]),  # type: ignore[list-item]
    "rule=2": lambda ledger: costctl.findings(ledger, rule=2),  # type: ignore[arg-type]
    "files=None": lambda ledger: costctl.import_files(ledger, None),  # type: ignore[arg-type]
    "record=[1]": lambda ledger: costctl.precheck(ledger.folder, "trips", [1]),  # type: ignore[arg-type]
    "folder=None": lambda _: costctl.open_ledger(None).__enter__(),  # type: ignore[arg-type]
    "folder=7": lambda _: costctl.make_ledger(7, name="某局", district="某区"),  # type: ignore[arg-type]
    "wait='x'": lambda ledger: costctl.open_ledger(ledger.folder, wait="x").__enter__(),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("said", WRONG)
def test_what_is_of_another_type_is_said_and_what_would_be_right(folder: Path, said: str) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger, pytest.raises(costctl.InputError) as refused:
        WRONG[said](ledger)

    assert (refused.value.problem.code, refused.value.problem.found) == ("call.not_meant", said)


def test_a_number_is_no_finding(folder: Path) -> None:
    with costctl.open_ledger(folder) as ledger, pytest.raises(costctl.InputError, match="1"):
        costctl.finding(ledger, 1)  # type: ignore[arg-type]


def test_the_rule_book_of_no_folder_is_the_shipped_one() -> None:
    assert "TRV-R01" in costctl.load_rulebook().rules


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_is_said_in_the_language_of_the_ledger_or_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    """A receipt's problem, as the README prints it, too; an exception keeps the language when its ledger is closed."""
    problem = costctl.Problem("file.unreadable", "a.csv", "No such file or directory")
    costctl.make_ledger(tmp_path / "L", language=language)
    monkeypatch.delenv("COSTCTL_LANG", raising=False)

    with costctl.open_ledger(tmp_path / "L") as ledger:
        assert f"{problem}" == problem.say(language)
        with pytest.raises(costctl.InputError) as refused:
            costctl.finding(ledger, "F9")

    assert str(refused.value) == refused.value.problem.say(language)
    assert f"{problem}" == problem.say("zh")
    monkeypatch.setenv("COSTCTL_LANG", language)
    assert f"{problem}" == problem.say(language)


def test_what_is_wrong_with_one_cell_is_said_once() -> None:
    """Where a layout reads two columns from it; of another cell it is said too."""
    wrong = {"code": "date.unreadable", "found": "27-"}
    also = [{**wrong, "column": "DATES"}, {**wrong, "column": "Return"}]
    said = costctl.Problem("date.unreadable", "a.csv", "27-", {"column": "DATES", "also": also}).say("en")

    assert (said.count("27-"), said.count("column Return")) == (2, 1)


@pytest.mark.parametrize("name", ["check", "precheck"])
@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2990, 12, 31)])
def test_a_mistyped_day_judges_nothing(folder: Path, name: str, day: date) -> None:
    """It would store accusations of a bill that is overdue by decades."""
    with costctl.open_ledger(folder, mode="write") as ledger, pytest.raises(costctl.InputError) as refused:
        CALLS[name](ledger, as_of=day)

    assert refused.value.problem.code == "budget.day_implausible"


def test_a_time_is_its_day(folder: Path) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger:
        assert costctl.check(ledger, as_of=datetime(2025, 12, 31, 8, 30)).as_of == date(2025, 12, 31)


@pytest.mark.parametrize("as_given", [str, Path, lambda file: [file]])
def test_a_single_file_needs_no_list(folder: Path, as_given: Callable[[Path], Any]) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger:
        receipts = costctl.import_files(ledger, as_given(folder.parent / "t.csv"), dry_run=True)

    assert [(receipt.file, receipt.accepted) for receipt in receipts] == [("t.csv", 1)]


def test_a_file_of_nothing_but_headings_is_told_of(folder: Path, tmp_path: Path) -> None:
    """Nothing read is no success without a word; a file with a row is not told of."""
    (tmp_path / "h.csv").write_text(TRIPS.splitlines()[0] + "\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text(TRIPS, encoding="utf-8")

    with costctl.open_ledger(folder, mode="write") as ledger:
        receipts = costctl.import_files(ledger, [tmp_path / "h.csv", tmp_path / "t.csv"], dry_run=True)

    assert [(one.read, "file.no_rows" in [doubt.code for doubt in one.doubts]) for one in receipts] == [
        (0, True), (1, False),
    ]  # fmt: skip


def test_a_file_that_is_not_there_has_a_receipt(folder: Path) -> None:
    with costctl.open_ledger(folder, mode="write") as ledger:
        (receipt,) = costctl.import_files(ledger, "missing.xlsx")

    assert receipt.problem is not None
    assert receipt.problem.code == "file.unreadable"


@pytest.mark.parametrize("day", ["2025-08-01", "2025年8月1日", "2025/8/1", "20250801"])
def test_a_day_is_written_as_in_files(folder: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    words = ["variance", "--year", "2025", "--as-of", day, "--json", "--ledger", str(folder)]

    assert run(words) == 0

    assert '"as_of": "2025-08-01"' in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2025-13-01", "8月", "1/8/2025", "qwertz"])
def test_a_day_that_cannot_be_read_is_told_how_to_be_written(
    folder: Path, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    assert run(["history", "--from", day, "--ledger", str(folder)]) == 2

    assert day in capsys.readouterr().err


def test_departments_on_the_screen_go_by_their_names(tmp_path: Path) -> None:
    """And by their code where the ledger has no name."""
    fresh_ledger(folder := tmp_path / "L")
    (tmp_path / "d.csv").write_text("单位编码,单位名称\nD1,教育局\n", encoding="utf-8")
    assert run(["import", str(tmp_path / "d.csv"), "--ledger", str(folder)]) == 0

    named = pl.DataFrame({"department": ["D1", "D9", None]}).with_columns(by_name(folder))

    assert named["department"].to_list() == ["教育局", "D9", None]
