"""Runs jobs in turn, each in a fresh process and folder, and takes medians."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.jobs import Result

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Job:
    """A job of `jobs`, its input, and a ledger that it gets a fresh copy of."""

    name: str
    source: Path
    ledger: Path | None = None


def run(job: Job, scratch: Path) -> Result:
    """What one run of a job says of itself."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        if job.ledger:
            shutil.copytree(job.ledger, Path(folder) / "ledger")
        os.sync()  # what was written before is not paid for by this run
        return call(job.name, str(job.source), folder)


def call(*words: str) -> Result:
    """A job in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.jobs", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed:\n{done.stderr}")
    found: Result = json.loads(done.stdout.splitlines()[-1])
    return found


def side_by_side(jobs: tuple[Job, Job], scratch: Path, times: int) -> tuple[Result, Result]:
    """Medians of a reference and of ours, run in alternating order."""
    found: tuple[list[Result], list[Result]] = ([], [])
    for turn in range(times):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            found[which].append(run(jobs[which], scratch))
    return medians(found[0]), medians(found[1])


def medians(results: list[Result]) -> Result:
    """The median of each figure."""
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


def start_times(commands: dict[str, list[str]], times: int) -> dict[str, float]:
    """The median seconds that each command takes from start to end."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name in sorted(commands, reverse=turn % 2 == 0):
            start = time.perf_counter()
            subprocess.run(commands[name], cwd=ROOT, check=True, capture_output=True)
            if turn:  # the first round fills the caches
                found[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in found.items()}
