"""导入: a file is seen before it counts, counts as it was seen, and can be taken back."""

import csv
from pathlib import Path

import pytest

from costctl import workflow
from costctl.ledger.lock import write_lock
from tests.browser.site import Look

pytestmark = pytest.mark.browser

HEADERS = ("会议编号", "主办单位编码", "会议名称", "开始日期", "结束日期", "住宿费", "伙食费")
GOOD = ("HY1", "014", "年度工作会", "2025-03-03", "2025-03-04", "1200.00", "800.00")
BAD = (
    ("HY2", "014", "座谈会", "2025-13-03", "2025-03-04", "1200.00", "800.00"),
    ("HY3", "014", "预算会", "2025-05-03", "2025-05-04", "1.250.00", "800.00"),
    ("HY4", "014", "总结会", "2025-06-08", "2025-06-04", "1200.00", "800.00"),
)
LAST = ("HY5", "014", "表彰会", "2025-07-03", "2025-07-04", "1300.00", "700.00")


def written(path: Path, *rows: tuple[str, ...]) -> Path:
    """A file of meetings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


def records(folder: Path, kind: str) -> int:
    """How many records are in force."""
    with workflow.open_ledger(folder) as ledger:
        return int(ledger.sql(f"SELECT count(*) AS n FROM record.{kind}").item())


def counts(desk: Look, key: str) -> dict[str, list[str]]:
    """What became of each file's rows, as a table says."""
    names = ("读入", "新增", "更正", "已有", "退回")
    return {row["文件"]: [row[name] for name in names] for row in desk.table(key)}


def test_preview_confirm_receipt_undo(desk: Look, desk_folder: Path, tmp_path: Path) -> None:
    """Three wrong rows are shown with place, reason and remedy; the others go in, and come out again."""
    desk.open("imports").upload(written(tmp_path / "会议.csv", GOOD, *BAD, LAST))
    assert counts(desk, "preview_summary") == {"会议.csv": ["5", "2", "0", "0", "3"]}
    refused = desk.table("preview_0_rejects")
    assert [row["行"] for row in refused] == ["3", "4", "5"]
    assert [row["文件里写的"] for row in refused[:2]] == ["2025-13-03", "1.250.00"]
    assert all(row["原因与办法"] for row in refused)
    assert desk.says("退回 3 行")
    assert records(desk_folder, "meetings") == 0
    desk.shot("import_preview")

    desk.click(".st-key-confirm button")
    assert desk.says("已导入,批次 B000001")
    assert counts(desk, "receipt_summary") == {"会议.csv": ["5", "2", "0", "0", "3"]}
    assert records(desk_folder, "meetings") == 2
    assert len(desk.table("open_rejects")) == 3
    desk.shot("import_receipt")

    desk.click(".st-key-check button")
    assert desk.says("检查完成")
    desk.choose_batch(1)
    assert "batch=B000001" in desk.driver.current_url
    desk.click(".st-key-undo button")
    assert desk.says("确定撤销吗")
    desk.shot("import_undo")
    desk.click(".st-key-undo_yes button")
    assert desk.says("已撤销 B000001")
    assert desk.says("1 次导入或撤销还没有经过全面检查")
    assert records(desk_folder, "meetings") == 0
    assert desk.complaints() == []


def test_several_files_are_seen_as_they_will_be_loaded(desk: Look, desk_folder: Path, tmp_path: Path) -> None:
    """The second holds what the first brings, and the preview says so; what is not understood stays out by name."""
    one = written(tmp_path / "一.csv", ("HY8", *GOOD[1:]))
    two = written(tmp_path / "二.csv", ("HY8", *GOOD[1:]), ("HY9", *GOOD[1:]))
    rubbish = tmp_path / "**别的** <b>x.csv"
    rubbish.write_text("foo,bar\n1,2\n", encoding="utf-8")
    desk.open("imports").upload(one, two, rubbish)

    seen = counts(desk, "preview_summary")
    assert seen == {"一.csv": ["1", "1", "0", "0", "0"], "二.csv": ["2", "1", "0", "1", "0"]}
    assert desk.says("这个文件读不懂")
    assert desk.main().count("**别的** <b>x.csv") >= 2, "a file's name is text, not markup"
    before = records(desk_folder, "meetings")
    desk.click(".st-key-confirm button")
    assert counts(desk, "receipt_summary") == seen
    assert records(desk_folder, "meetings") == before + 2


def test_a_file_above_the_limit_is_refused_in_words(desk: Look, tmp_path: Path) -> None:
    """No page dies; it says what the limit is."""
    large = tmp_path / "很大.csv"
    large.write_bytes(b"a" * 1_500_000)
    desk.open("imports").upload(large)

    assert desk.says("每个文件不超过 1 MB")
    assert desk.says("文件超过 1.0MB 的上限")
    assert desk.count('[data-testid="stException"]') == 0
    desk.shot("import_too_large")


def test_a_writer_elsewhere_is_named(desk: Look, desk_folder: Path, tmp_path: Path) -> None:
    """While another process writes, the page says who, and shows everything else."""
    with write_lock(desk_folder, 5):
        desk.open("imports").upload(written(tmp_path / "会议三.csv", ("HY20", *GOOD[1:])))
        assert desk.says("现在不能预览")
        assert desk.says("账本正由")
        assert desk.says("导入批次")
    desk.click(".st-key-again button")
    assert counts(desk, "preview_summary") == {"会议三.csv": ["1", "1", "0", "0", "0"]}
