"""The benchmark runs from end to end, on so few rows that its figures mean nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_benchmark_measures_everything_it_promises(tmp_path: Path) -> None:
    """Each measure has its row, with a reference, a figure and an aim."""
    page = tmp_path / "benchmarks.md"
    words = ["--rows", "2000", "--times", "1", "--folder", str(tmp_path / "files"), "--page", str(page)]

    subprocess.run([sys.executable, "-m", "tests.bench", *words], cwd=ROOT, check=True, capture_output=True)

    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    for said in (
        "import 2,000 card rows",
        "import 20,000 card rows",
        "XLSX",
        "check, 20 rules",
        "check, all ",
        "the same check again",
        "growth of that check",
        "import costctl",
        "--help",
    ):
        assert any(said in row for row in rows), said
    assert all(row.rstrip(" |").endswith(("yes", "no")) for row in rows)
