"""`make detection`: plants faults in a ledger, looks for them, and writes docs/detection.md."""

import argparse
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.planted.cases import AS_OF, cases
from tests.planted.ledgers import found_in_files
from tests.planted.results import Result, results

PAGE = Path(__file__).resolve().parents[2] / "docs" / "detection.md"


def table(lines: list[Result]) -> str:
    """The rows as Markdown."""
    head = ["| rule | planted | clean | found | missed | wrongly found | precision | recall |", "|---|" + "---:|" * 7]
    cells = [
        f"| {line.rule} | {len(line.planted)} | {len(line.clean)} | {len(line.found)} | {len(line.missed)} "
        f"| {len(line.wrong)} | {line.precision:.3f} | {line.recall:.3f} |"
        for line in lines
    ]
    return "\n".join([*head, *cells])


def page(lines: list[Result], records: int, seed: int) -> str:
    """The whole of docs/detection.md."""
    planted, missed, wrong = (sum(len(part) for part in parts) for parts in zip(
        *((line.planted, line.missed, line.wrong) for line in lines), strict=True))  # fmt: skip
    versions = ", ".join(f"{name} {version(name)}" for name in ("costctl", "duckdb", "polars"))
    return f"""# Detection

Written by `make detection`: seed {seed}, {records:,} records of all kinds in one ledger, imported from files and
checked as of {AS_OF} by {len(lines)} rules. {planted:,} subjects break a rule, {missed} of them were missed, and
{wrong} others were found. Python {platform.python_version()}, {versions}.

Each case (`tests/planted/`) is a few records made at random near one limit of one rule: at the limit, a cent, a day, a
person or the hundredth of a share inside or beyond it, further away, with one condition of the rule lacking, on the
first or the last day of a period or just outside. What is to be found is decided where the records are made, from the
definition of the rule; the check is not asked. All cases are otherwise in order and lie in one ledger, so a finding of
any rule at any other record counts as wrongly found.

- **planted**: subjects that break the rule; **clean**: subjects made for the rule that do not.
- **precision**: the share of what was found that was planted; **recall**: the share of what was planted that was found.
- It says that rules and views do what their definition says on such records. It does not say how often a bureau's own
  records break a rule, nor that a definition reads the law rightly.

{table(lines)}
"""


def main() -> None:
    """Plants, looks and writes; exit code 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--each", type=int, default=100, help="cases of each rule")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table is written")
    chosen = parser.parse_args()
    made = cases(chosen.seed, chosen.each)
    with TemporaryDirectory() as folder:
        lines = results(made, found_in_files(made, Path(folder)))
    text = page(lines, sum(len(case.records) for case in made), chosen.seed)
    chosen.page.write_text(text, encoding="utf-8")
    print(text)
    sys.exit(any(line.missed or line.wrong for line in lines))


if __name__ == "__main__":
    main()
