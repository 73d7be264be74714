"""The sample district: made the same every time, and the check finds exactly what was planted in it."""

import csv
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import importing, workflow
from costctl.budget.variance import variance
from costctl.cli.demonstration import make_sample_ledger, sample_files
from costctl.ledger.ledger import Ledger
from costctl.records import kinds
from costctl.rules.findings import explained, findings
from costctl.values import Receipt
from tests.fresh import Sample

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
AS_OF = date(2025, 12, 31)
Loaded = tuple[Ledger, list[Receipt]]
LACKING = {
    "MTG-Q02": "the quota of the province has no parts",
}
"""Rules that cannot assess most of the sample, and what they lack."""
LATER = {"MTG-Q04", "MTG-Q07", "VEH-R01", "VEH-R02"}
"""Rules that came into force after some meetings of 2023 and after three vehicles were bought in 2014 and 2015."""


def made(folder: Path) -> dict[str, object]:
    """What the script writes into a folder: bytes of text files, and the unpacked parts of workbooks."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": folder.name[-1]}
    subprocess.run([sys.executable, str(SAMPLE / "make.py"), str(folder)], check=True, env=env)
    return contents(folder)


def contents(folder: Path) -> dict[str, object]:
    """Every data file below the folder; workbooks by their parts, as compression may differ between machines."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".csv":
            found[name] = path.read_bytes()
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                found[name] = [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]
    return found


def test_the_script_makes_the_committed_files(tmp_path: Path) -> None:
    """Two runs give the same bytes, and they are those of the repository."""
    first, second = made(tmp_path / "run1"), made(tmp_path / "run2")

    assert first == second == contents(SAMPLE)
    names = [path.relative_to(tmp_path / "run1") for path in (tmp_path / "run1").rglob("*.xlsx")]
    assert all((tmp_path / "run1" / name).read_bytes() == (tmp_path / "run2" / name).read_bytes() for name in names)


def test_the_sample_is_small() -> None:
    """It can travel in the wheel."""
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 2_000_000


def test_every_rule_is_broken_somewhere() -> None:
    """Each rule of the book has a planted breach."""
    assert workflow.rulebook().rules.keys() == {rule for rule, _ in planted()}


def test_there_are_records_of_every_kind(loaded: Loaded) -> None:
    """Each kind of record comes in a file."""
    _, receipts = loaded

    assert {receipt.kind for receipt in receipts} == kinds().keys()


def planted() -> Counter[tuple[str, str]]:
    """What expected_findings.csv lists."""
    with (SAMPLE / "expected_findings.csv").open(encoding="utf-8", newline="") as file:
        return Counter((row["rule"], row["subject"]) for row in csv.DictReader(file))


def found(ledger: Ledger) -> Counter[tuple[str, str]]:
    """What the ledger's findings say is open."""
    return Counter(findings(ledger, status="open").select("rule", "subject").rows())


@pytest.fixture(scope="module")
def loaded(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A fresh ledger with all files of the sample."""
    with workflow.open_ledger(sample.copied(tmp_path_factory.mktemp("sample") / "ledger"), "write") as ledger:
        yield ledger, sample.receipts


def test_all_files_import_cleanly(loaded: Loaded) -> None:
    """Every sheet is recognised, every row accepted, every total the files state agrees."""
    _, receipts = loaded

    assert [receipt.file for receipt in receipts if receipt.problem] == []
    assert [(reject.where, reject.code) for receipt in receipts for reject in receipt.rejects] == []
    assert [total.label for receipt in receipts for total in receipt.control_totals if not total.agrees] == []
    stated = {receipt.file for receipt in receipts if receipt.control_totals}
    assert (
        len([name for name in stated if "公务卡明细" in name or "对账单" in name or "万元" in name or "国库" in name])
        == 18
    )


def test_overlapping_statements_add_only_what_is_new(loaded: Loaded) -> None:
    """The July export repeats the last days of June and the first of July that the June export has."""
    ledger, receipts = loaded
    july = next(receipt for receipt in receipts if "明细_2025-07" in receipt.file)
    coffees = ledger.sql(
        "SELECT count(*) AS n FROM record.card_transactions"
        " WHERE merchant_name = '湖畔咖啡' AND spent_on = DATE '2025-06-30' AND amount = 18.00 AND reference_no IS NULL"
    )

    assert july.already_present > 0
    assert july.revised == 0
    assert coffees.item() == 4  # two equal ones on a card of each bank


def test_the_check_finds_exactly_what_was_planted(loaded: Loaded) -> None:
    """Nothing else is flagged, nothing planted is missed, and most subjects can be assessed."""
    ledger, _ = loaded

    run = workflow.check(ledger, as_of=AS_OF)

    assert found(ledger) == planted()
    assert run.problems == ()
    assert {rule.rule for rule in run.rules if rule.out_of_force} == LATER
    looked = [rule for rule in run.rules if rule.flagged or rule.clear or rule.cannot_assess]
    assert all(rule.cannot_assess < rule.clear for rule in looked if rule.rule not in LACKING)


def test_a_reading_of_the_five_controls_changes_totals_and_no_finding(loaded: Loaded) -> None:
    """Neither what is stored of each, its id and the digest of its rule included, nor what the next check says."""
    ledger, _ = loaded
    workflow.check(ledger, as_of=AS_OF)
    before, own = list(explained(ledger)), spent_by_control(ledger)

    for reading in ("2014_district", "2011_province"):
        with read_as(ledger, reading):
            assert list(explained(ledger)) == before
            run = workflow.check(ledger, as_of=AS_OF)
            assert (run.opened, run.changed, run.cleared, run.unassessable) == (0, 0, 0, 0)
            assert [replace(one, run=None) for one in explained(ledger)] == [replace(one, run=None) for one in before]
            before, spent = list(explained(ledger)), spent_by_control(ledger)
        assert spent != own
        assert sum(spent.values()) == sum(own.values())


@contextmanager
def read_as(ledger: Ledger, reading: str) -> Iterator[None]:
    """The ledger with another reading of the five controls in its settings."""
    settings = ledger.settings
    ledger.settings = settings.model_copy(update={"control_reading": reading})
    yield
    ledger.settings = settings


def spent_by_control(ledger: Ledger) -> dict[str, Decimal]:
    """What was spent on the items of each control."""
    frame = variance(ledger, year=2025, as_of=AS_OF, by=("control",)).filter(row_kind="item")
    return {control: spent for control, spent in frame.select("control", "spent").iter_rows() if spent is not None}


@pytest.mark.slow
def test_any_order_of_the_files_gives_the_same_findings(tmp_path: Path) -> None:
    """Statements before registers, the last month first: the same subjects are flagged."""
    make_sample_ledger(tmp_path / "ledger")
    with workflow.open_ledger(tmp_path / "ledger", "write") as ledger:
        importing.import_files(ledger, sample_files()[::-1])
        workflow.check(ledger, as_of=AS_OF)

        assert found(ledger) == planted()
