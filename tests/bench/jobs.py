"""What is measured, each in a process of its own: `python -m tests.bench.jobs NAME ARGUMENT…` prints one JSON line."""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

AS_OF = date(2025, 12, 31)
Result = dict[str, float]


def duckdb_load(source: str, scratch: str) -> Result:
    """DuckDB's own typed load of the card file into a table of a file."""
    import duckdb

    from tests.bench.cards import COLUMNS, DUCKDB_TYPES, header

    types = dict(zip(header("card_transactions", COLUMNS), DUCKDB_TYPES.values(), strict=True))
    start = time.perf_counter()
    with duckdb.connect(f"{scratch}/bare.duckdb") as connection:
        connection.execute(f"CREATE TABLE cards AS FROM read_csv('{source}', header = true, columns = {types})")
        connection.execute("CHECKPOINT")
        seconds = time.perf_counter() - start
        rows = connection.execute("SELECT count(*) FROM cards").fetchall()[0][0]
    return {"seconds": seconds, "rows": rows}


def costctl_load(source: str, scratch: str) -> Result:
    """The import of the same file into a fresh ledger; publishing is timed apart."""
    from costctl import workflow

    folder = Path(scratch) / "ledger"
    workflow.make_ledger(folder, name="bench", district="澄湖区")
    with workflow.open_ledger(folder, "write") as ledger:
        start = time.perf_counter()
        (receipt,) = workflow.import_files(ledger, [Path(source)])
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
    from costctl import workflow

    workflow.make_ledger(Path(folder), name="bench", district="澄湖区")
    with workflow.open_ledger(folder, "write") as ledger:
        receipts = workflow.import_files(ledger, [Path(source) for source in sources])
    assert all(receipt.problem is None for receipt in receipts), receipts
    return {"seconds": 0.0, "rows": sum(receipt.accepted for receipt in receipts)}


def costctl_check(_source: str, scratch: str) -> Result:
    """The first set over the large ledger, every finding stored."""
    from costctl import workflow

    with workflow.open_ledger(Path(scratch) / "ledger", "write") as ledger:
        start = time.perf_counter()
        run = workflow.check(ledger, as_of=AS_OF)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "findings": sum(rule.flagged for rule in run.rules), "rules": len(run.rules)}


JOBS: dict[str, Callable[..., Result]] = {
    job.__name__: job for job in (duckdb_load, costctl_load, fastexcel_strings, make_large, costctl_check)
}

if __name__ == "__main__":
    result = JOBS[sys.argv[1]](*sys.argv[2:])
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(result | {"peak_mib": max(peaks) / 1024}))
