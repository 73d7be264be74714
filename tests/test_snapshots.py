"""Published copies: named, pointed to, pruned, never changed."""

import stat
from datetime import date
from pathlib import Path

import pytest

from costctl.errors import Fault, LedgerDamaged
from costctl.ledger import snapshot
from costctl.ledger.opening import make_ledger, open_ledger
from tests.batches import batch_of, row


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_ledger(tmp_path / "ledger", name="x")
    return tmp_path / "ledger"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "snapshots").glob("*.duckdb"))


def change(folder: Path, number: int) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("departments", [row(department_code=f"D{number}", name="x")], name=f"{number}"))


def test_each_change_is_published_under_a_new_name_and_the_pointer_names_the_newest(folder: Path) -> None:
    (first,) = names(folder)
    before = (folder / "snapshots" / first).read_bytes()
    change(folder, 1)

    assert len(names(folder)) == 2
    assert (folder / "snapshots" / "newest").read_text().splitlines()[0] == names(folder)[-1]
    assert (folder / "snapshots" / first).read_bytes() == before
    with open_ledger(folder) as reader:
        assert reader.snapshot == names(folder)[-1]


def test_the_last_three_stay(folder: Path) -> None:
    for number in range(5):
        change(folder, number)
    assert [name[-13:-7] for name in names(folder)] == ["000004", "000005", "000006"]
    assert list((folder / "snapshots").glob("*.part")) == []


def test_the_last_of_each_day_stays_for_thirty_days() -> None:
    days = [f"202601{day:02d}T090000-0000{day:02d}.duckdb" for day in range(1, 32)]
    later = [f"20260131T1{hour}0000-0001{hour:02d}.duckdb" for hour in range(5)]
    morning = "20260110T080000-000000.duckdb"

    kept = snapshot.kept([*days, *later, morning], date(2026, 1, 31))

    assert morning not in kept
    assert days[0] in kept, "30 days ago"
    assert days[-1] not in kept, "not the last of its day, nor of the last three"
    assert kept >= set(later[-3:]) | set(days[:-1])
    assert snapshot.kept(days[:1], date(2027, 1, 1)) == set(days[:1]), "the last three stay however old"
    assert days[0] not in snapshot.kept([*days, *later], date(2026, 2, 1))


def test_a_reader_keeps_its_copy_although_it_is_pruned(folder: Path) -> None:
    with open_ledger(folder) as reader:
        for number in range(4):
            change(folder, number)
        assert reader.snapshot not in names(folder)
        assert reader.sql("SELECT count(*) AS n FROM record.departments").item() == 0


def test_a_clock_that_runs_backwards_does_not_make_an_old_copy_the_newest(folder: Path) -> None:
    (first,) = names(folder)
    future = folder / "snapshots" / f"99991231T235959-{first[-13:-7]}.duckdb"
    (folder / "snapshots" / first).rename(future)
    change(folder, 1)
    assert names(folder)[-1] != future.name
    with open_ledger(folder) as reader:
        assert reader.batches().height == 1


def test_a_pointer_to_a_missing_copy_says_what_to_do(folder: Path) -> None:
    for path in (folder / "snapshots").glob("*.duckdb"):
        path.unlink()
    with pytest.raises(LedgerDamaged) as error, open_ledger(folder):
        pass
    assert error.value.problem.code == "ledger.no_snapshot"
    with open_ledger(folder, "write") as ledger:
        ledger.publish()
    with open_ledger(folder) as reader:
        assert reader.batches().is_empty()


def test_publishing_where_there_is_no_room_leaves_the_old_copy_and_an_open_ledger(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with open_ledger(folder, "write") as ledger:
        ledger.load(batch_of("departments", [row(department_code="D1", name="x")]))
        monkeypatch.setattr(snapshot, "_copy", full)
        with pytest.raises(Fault) as error:
            ledger.publish()
        assert error.value.problem.code == "ledger.not_published"
        assert ledger.batches().height == 1
        with open_ledger(folder) as reader:
            assert reader.batches().is_empty()
        monkeypatch.undo()
    with open_ledger(folder) as reader:
        assert reader.batches().height == 1


def test_a_publication_that_fails_at_the_end_is_told_and_not_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def full(*_given: object) -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "_copy", full)
    with pytest.raises(Fault) as error:
        change(folder, 1)
    assert (error.value.problem.code, len(tries)) == ("ledger.not_published", 1)


def test_copying_works_where_the_kernel_cannot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: object) -> int:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.copy_file_range", refused)
    change(folder, 1)
    with open_ledger(folder) as reader:
        assert reader.batches().height == 1


def test_a_snapshot_holds_neither_the_card_key_nor_originals(folder: Path) -> None:
    change(folder, 1)
    assert {path.suffix for path in (folder / "snapshots").iterdir()} == {".duckdb", ""}
    assert stat.S_ISREG((folder / "snapshots" / "newest").stat().st_mode)


def test_nothing_is_published_inside_a_transaction(folder: Path) -> None:
    with open_ledger(folder, "write") as ledger, ledger.transaction(), pytest.raises(ValueError, match="transaction"):
        ledger.publish()


def test_a_snapshot_of_another_version_says_to_publish_anew(folder: Path) -> None:
    with open_ledger(folder) as ledger, pytest.raises(Fault) as error:
        ledger.sql("SELECT * FROM fact.view_of_a_later_version")

    assert error.value.problem.code == "ledger.other_version"
    assert "costctl publish" in error.value.problem.say("zh")
