"""The demonstration: a sample ledger made from the shipped files, checked, with its variance, then served."""

import tempfile
from datetime import date
from pathlib import Path

from costctl import workflow
from costctl.bilingual import Language
from costctl.budget.notes import in_words
from costctl.budget.variance import variance
from costctl.cli.checking import print_run
from costctl.cli.printing import EXIT_DONE, tell
from costctl.cli.receipts import print_receipts
from costctl.cli.reporting import print_variance
from costctl.cli.serving import serve_pages
from costctl.cli.words import say
from costctl.shipped import shipped

SAMPLE_DAY = date(2025, 12, 31)


def sample_files() -> list[Path]:
    """The sample files in the order a bureau would load them: registers first."""
    folder = shipped("sample_data")
    registers = ("单位", "人员", "公务卡登记", "定点")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".xlsx", ".csv", ".xls"})
    files = [path for path in files if path.name != "expected_findings.csv"]
    return sorted(files, key=lambda path: (not path.stem.startswith(registers), path.name))


def demonstrate(folder: Path | None, *, port: int, serve: bool, language: Language) -> int:
    """Runs the demonstration in a new folder, a temporary one unless named."""
    if folder:
        return _demonstrate(folder, port=port, serve=serve, language=language)
    with tempfile.TemporaryDirectory(prefix="costctl-demo-") as temporary:
        return _demonstrate(Path(temporary) / "ledger", port=port, serve=serve, language=language)


def _demonstrate(folder: Path, *, port: int, serve: bool, language: Language) -> int:
    workflow.make_ledger(folder, name="澄湖区财政局", province="云南", city="", district="澄湖区", language=language)
    with workflow.open_ledger(folder, "write") as ledger:
        print_receipts(workflow.import_files(ledger, sample_files()), language, dry_run=False)
        print_run(workflow.check(ledger, as_of=SAMPLE_DAY), language)
    with workflow.open_ledger(folder) as ledger:
        frame = variance(ledger, year=SAMPLE_DAY.year, as_of=SAMPLE_DAY, by=("department",))
        print_variance(in_words(ledger, frame, language, year=SAMPLE_DAY.year), workflow.rulebook_of(ledger), language)
    tell(say(f"示例账本:{folder}", f"sample ledger: {folder}"))
    return serve_pages(folder, "127.0.0.1", port) if serve else EXIT_DONE
