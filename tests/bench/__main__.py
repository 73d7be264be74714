"""`make bench`: measures costctl beside what it stands on, prints the table and writes docs/benchmarks.md."""

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.cards import CLAIMED, cards_for, write_cards, write_registers
from tests.bench.jobs import Result
from tests.bench.journeys import write_meetings, write_trips, write_workbook
from tests.bench.measure import ROOT, Job, call, side_by_side, start_times
from tests.bench.spending import write_payments, write_plans, write_receptions

PAGE = ROOT / "docs" / "benchmarks.md"
MILLION = 1_000_000


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    what: str
    reference: str
    ours: str
    ratio: str
    aim: str
    held: bool


@dataclass(frozen=True)
class Records:
    """How many records of the large kinds a ledger holds."""

    cards: int
    trips: int
    meetings: int
    receptions: int = 0
    payments: int = 0

    def __str__(self) -> str:
        numbers = {"card rows": self.cards, "trips": self.trips, "meetings": self.meetings,
                   "receptions": self.receptions, "payments": self.payments}  # fmt: skip
        return ", ".join(f"{number:,} {what}" for what, number in numbers.items() if number)

    def files(self, folder: Path) -> list[Path]:
        """Files of the registers and of all records but the card rows."""
        people = cards_for(self.cards)
        write_trips(folder / "trips.csv", self.trips, people)
        write_meetings(folder / "meetings.csv", self.meetings)
        files = [*write_registers(folder, people), folder / "trips.csv", folder / "meetings.csv"]
        if not self.receptions:
            return files
        write_receptions(folder / "receptions.csv", self.receptions)
        write_payments(folder / "payments.csv", self.payments)
        return [*files, folder / "receptions.csv", folder / "payments.csv", *write_plans(folder)]


class Bench:
    """The measurements, over files in one folder that are made once."""

    def __init__(self, folder: Path, rows: int, times: int) -> None:
        self.folder = folder
        self.rows = rows
        self.times = times
        folder.mkdir(exist_ok=True)
        self.bare: dict[int, Result] = {}
        self.loaded: dict[int, Result] = {}

    def card_file(self, rows: int) -> Path:
        """The card file of that many rows."""
        path = self.folder / f"cards-{rows}.csv"
        write_cards(path, rows)
        return path

    def imports(self, rows: int) -> Iterator[Line]:
        """The import of a card file beside DuckDB's bare load of it."""
        source = self.card_file(rows)
        jobs = Job("duckdb_load", source), Job("costctl_load", source)
        bare, ours = side_by_side(jobs, self.folder, self.times)
        assert bare["rows"] == ours["rows"] == rows, (bare, ours)
        self.bare[rows], self.loaded[rows] = bare, ours
        size = source.stat().st_size / 2**20
        yield ratio_line(f"import {rows:,} card rows, 14 columns, UTF-8 CSV, {size:,.0f} MiB", bare, ours, 2.0)
        yield Line(
            f"– publishing that ledger; peak memory of the import, of the bare load {bare['peak_mib']:,.0f} MiB",
            "", f"{ours['publishing']:.2f} s; {ours['peak_mib']:,.0f} MiB", "",
            "≤ 2,048 MiB", ours["peak_mib"] <= 2048,
        )  # fmt: skip

    def growth(self, few: int, many: int) -> Line:
        """How the cost of importing grows with the rows."""
        times = self.loaded[many]["seconds"] / self.loaded[few]["seconds"]
        bare = self.bare[many]["seconds"] / self.bare[few]["seconds"]
        most = many / few * 1.1  # a tenth for what varies from run to run
        what = f"growth of the import from {few:,} to {many:,} rows (the bare load: {bare:.1f} ×)"
        return Line(
            what, f"{many / few:.0f} × rows", f"{times:.1f} × time", "", "no faster than the rows", times <= most
        )

    def workbook(self, rows: int) -> Line:
        """The import of a workbook beside fastexcel reading it to strings."""
        source = self.folder / f"cards-{rows}.xlsx"
        write_workbook(source, self.card_file(self.rows), rows)
        jobs = Job("fastexcel_strings", source), Job("costctl_load", source)
        bare, ours = side_by_side(jobs, self.folder, self.times)
        assert ours["rows"] == rows, ours
        return ratio_line(f"import {rows:,} rows × 20 columns, XLSX", bare, ours, 2.5)

    def check(self) -> Line:
        """The first set over a large ledger beside DuckDB's bare load of its card file."""
        records = Records(self.rows, self.rows // 10, self.rows // 50)
        bare, ours = self._checked("check_first_set", self.card_file(self.rows), records)
        return ratio_line(f"check, {ours['rules']:.0f} rules, {records}, {findings(ours)}", bare, ours, 1.0)

    def check_all(self) -> Iterator[Line]:
        """All rules over records of every large kind, and over half as many."""
        few, many = (self._all_rules(self.rows // part) for part in (2, 1))
        yield many[0]
        yield Line(
            "– the same check again, when all findings stand; peak memory of both, of the bare load "
            f"{many[1]['bare_mib']:,.0f} MiB",
            "", f"{many[1]['again']:.2f} s; {many[1]['peak_mib']:,.0f} MiB", "",
            "≤ 2,048 MiB", many[1]["peak_mib"] <= 2048,
        )  # fmt: skip
        times = many[1]["cpu"] / few[1]["cpu"]
        yield Line(
            f"growth of that check from half of the records ({findings(few[1])}), processor time",
            f"2.0 × rows; {few[1]['cpu']:.2f} s", f"{many[1]['cpu']:.2f} s", f"{times:.2f} ×",
            "≤ 2.3 ×", times <= 2.3,
        )  # fmt: skip

    def _all_rules(self, rows: int) -> tuple[Line, Result]:
        source = self.folder / f"claimed-{rows}.csv"
        write_cards(source, rows, columns=CLAIMED)
        records = Records(rows, rows // 5, rows // 20, rows // 10, rows // 2)
        bare, ours = self._checked("check_all", source, records)
        what = f"check, all {ours['rules']:.0f} rules, {records}, {findings(ours)}"
        return ratio_line(what, bare, ours, 3.0), ours | {"bare_mib": bare["peak_mib"]}

    def _checked(self, job: str, source: Path, records: "Records") -> tuple[Result, Result]:
        with TemporaryDirectory(dir=self.folder) as folder:
            ledger = Path(folder) / "ledger"
            call("make_large", str(ledger), *map(str, records.files(Path(folder))), str(source))
            jobs = Job("duckdb_load", source), Job(job, source, ledger)
            return side_by_side(jobs, self.folder, self.times)

    def starts(self) -> Iterator[Line]:
        """What importing the package and asking for help cost above an empty program."""
        python = sys.executable
        commands = {
            "bare": [python, "-c", "pass"],
            "import": [python, "-c", "import costctl"],
            "help": [python, "-m", "costctl.cli.app", "--help"],
        }
        found = start_times(commands, 2 * self.times + 1)
        for name, title, most in (("import", "`import costctl`", 0.25), ("help", "`costctl --help`", 0.45)):
            more = found[name] - found["bare"]
            yield Line(
                title,
                f"{found['bare']:.3f} s",
                f"{found[name]:.3f} s",
                f"+ {more:.2f} s",
                f"≤ + {most} s",
                more <= most,
            )


def ratio_line(what: str, bare: Result, ours: Result, most: float) -> Line:
    """A row that compares seconds."""
    ratio = ours["seconds"] / bare["seconds"]
    return Line(
        what, f"{bare['seconds']:.2f} s", f"{ours['seconds']:.2f} s", f"{ratio:.2f} ×", f"≤ {most} ×", ratio <= most
    )


def findings(result: Result) -> str:
    """How many findings a check stored."""
    return f"{result['findings']:,.0f} findings stored"


def table(lines: list[Line]) -> str:
    """The rows as Markdown."""
    head = ["| measure | reference | costctl | ratio | aim | held |", "|---|---|---|---|---|---|"]
    cells = [
        f"| {line.what} | {line.reference} | {line.ours} | {line.ratio} | {line.aim} | {'yes' if line.held else 'no'} |"
        for line in lines
    ]
    return "\n".join([*head, *cells])


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "fastexcel", "pyarrow"))
    return f"{cores} processors, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, {versions}"


def page(lines: list[Line], times: int) -> str:
    """The whole of docs/benchmarks.md."""
    return f"""# Benchmarks

Written by `make bench`. Ratios of medians of {times} runs; reference and costctl run in alternating order, each in a
process of its own, in the same minutes on the same machine: {machine()}.

{table(lines)}

- The card files have the shape of real ones (`tests/bench/shape.py`): shares of departments, months, weekdays, refunds;
  merchants with a long tail; three rows in ten share card, day and merchant with another.
- The reference of an import of CSV, and of the check, is DuckDB's own `read_csv` with the types given, into a table of
  a database file, with a checkpoint. It checks no row, keeps no original, knows no duplicates, hashes no card number.
- Before each run all that earlier runs wrote is on the disk.
- The reference of an import of XLSX is `fastexcel` reading the sheet to strings.
- The time of an import ends when the batch is committed; publishing the snapshot comes after and is given apart.
- The check evaluates every rule on every subject and stores every finding, with the values used.
"""


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=MILLION, help="card rows; ten times as many in the large run")
    parser.add_argument("--times", type=int, default=5, help="runs of each")
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench", help="where files are made")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table is written")
    chosen = parser.parse_args()
    bench = Bench(chosen.folder.resolve(), chosen.rows, chosen.times)
    lines: list[Line] = []
    for line in measured(bench, chosen.rows):
        print(" | ".join((line.what, line.reference, line.ours, line.ratio, line.aim)), flush=True)
        lines.append(line)
    print("\n" + table(lines))
    chosen.page.write_text(page(lines, chosen.times), encoding="utf-8")


def measured(bench: Bench, rows: int) -> Iterator[Line]:
    """Every measurement in turn."""
    yield from bench.starts()
    yield from bench.imports(rows)
    yield bench.workbook(rows // 10)
    yield bench.check()
    yield from bench.check_all()
    yield from bench.imports(10 * rows)
    yield bench.growth(rows, 10 * rows)


if __name__ == "__main__":
    main()
