"""What is measured, each in a process of its own: `python -m tests.bench.jobs NAME ARGUMENT…` prints one JSON line."""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

AS_OF = date(2025, 12, 31)
FIRST_SET = (
    "MTG-Q01", "MTG-Q03", "MTG-Q04", "MTG-Q05", "MTG-R02", "MTG-R04", "MTG-R07", "MTG-R09",
    "TRV-R01", "TRV-R02", "TRV-R03", "TRV-R04", "TRV-R05", "TRV-R06", "TRV-R10",
    "CARD-R02", "CARD-R03", "CARD-R07", "CARD-R09", "BUD-R01",
)  # fmt: skip
"""The rules that the first measure of the check keeps to, so that its figures stay comparable."""
Result = dict[str, float]


def duckdb_load(source: str, scratch: str) -> Result:
    """DuckDB's own typed load of the card file into a table of a file."""
    import duckdb

    from tests.bench.cards import DUCKDB_TYPES

    with Path(source).open(encoding="utf-8") as file:
        types = {name: DUCKDB_TYPES[name] for name in file.readline().strip().split(",")}
    start = time.perf_counter()
    with duckdb.connect(f"{scratch}/bare.duckdb") as connection:
        connection.execute(f"CREATE TABLE cards AS FROM read_csv('{source}', header = true, columns = {types})")
        connection.execute("CHECKPOINT")
        seconds = time.perf_counter() - start
        rows = connection.execute("SELECT count(*) FROM cards").fetchall()[0][0]
    return {"seconds": seconds, "rows": rows}


def costctl_load(source: str, scratch: str) -> Result:
    """The import of the same file into a fresh ledger; publishing is timed apart."""
    from costctl import importing, workflow

    folder = Path(scratch) / "ledger"
    workflow.make_ledger(folder, name="bench", district="澄湖区")
    with workflow.open_ledger(folder, "write") as ledger:
        start = time.perf_counter()
        (receipt,) = importing.import_files(ledger, [Path(source)])
        seconds = time.perf_counter() - start
        ledger.publish()
        publishing = time.perf_counter() - start - seconds
    assert receipt.problem is None, receipt.problem
    return {"seconds": seconds, "publishing": publishing, "rows": receipt.accepted, "rejected": receipt.rejected}


def fastexcel_strings(source: str, _scratch: str) -> Result:
    """fastexcel reading the sheet to strings."""
    import fastexcel

    start = time.perf_counter()
    sheet = fastexcel.read_excel(source).load_sheet(0, header_row=None, dtypes="string")
    frame = sheet.to_polars()
    return {"seconds": time.perf_counter() - start, "rows": frame.height}


def make_large(folder: str, *sources: str) -> Result:
    """The ledger on which the check is measured."""
    from costctl import importing, workflow
    from costctl.settings import read_settings, write_settings
    from tests.bench.cards import CITIES

    workflow.make_ledger(Path(folder), name="bench", district=CITIES[0])
    home = read_settings(Path(folder)).model_copy(update={"home_places": CITIES[:1]})
    write_settings(Path(folder), home)
    with workflow.open_ledger(folder, "write") as ledger:
        receipts = importing.import_files(ledger, [Path(source) for source in sources])
    assert all(receipt.problem is None for receipt in receipts), receipts
    return {"seconds": 0.0, "rows": sum(receipt.accepted for receipt in receipts)}


def check_first_set(_source: str, scratch: str) -> Result:
    """The first twenty rules over the large ledger, every finding stored."""
    return _check(scratch, FIRST_SET)


def check_all(_source: str, scratch: str) -> Result:
    """Every rule over the large ledger, every finding stored; and once more, when all findings stand."""
    first = _check(scratch, ())
    again = _check(scratch, ())
    assert again["findings"] == first["findings"], (first, again)
    return first | {"again": again["seconds"]}


def _check(scratch: str, rules: Sequence[str]) -> Result:
    from costctl import workflow

    with workflow.open_ledger(Path(scratch) / "ledger", "write") as ledger:
        start, cpu = time.perf_counter(), time.process_time()
        run = workflow.check(ledger, as_of=AS_OF, rules=rules)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    assert not run.problems, run.problems
    flagged = sum(rule.flagged for rule in run.rules)
    return {"seconds": seconds, "cpu": cpu, "findings": flagged, "rules": len(run.rules)}


JOBS: dict[str, Callable[..., Result]] = {
    job.__name__: job for job in (duckdb_load, costctl_load, fastexcel_strings, make_large, check_first_set, check_all)
}

if __name__ == "__main__":
    result = JOBS[sys.argv[1]](*sys.argv[2:])
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(result | {"peak_mib": max(peaks) / 1024}))
