"""The demonstration: a sample ledger made from the shipped files, checked, with its variance, then served."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from costctl import importing, workflow
from costctl.bilingual import Language
from costctl.budget.overview import variance_in_words
from costctl.budget.variance import variance_with_gaps
from costctl.cli.checking import print_run
from costctl.cli.printing import EXIT_DONE, tell
from costctl.cli.receipts import print_receipts
from costctl.cli.reporting import print_variance
from costctl.cli.serving import refuse_taken, serve_pages
from costctl.cli.words import say
from costctl.settings import read_settings, write_settings
from costctl.shipped import shipped

SAMPLE_DAY = date(2025, 12, 31)
HOME = ("澄湖区", "石桥镇", "松岭乡", "湖滨街道", "文澜街道")
"""How the places of the sample district are written."""


def sample_files() -> list[Path]:
    """The sample files in the order a bureau would load them: registers first, and departments before their cards."""
    folder = shipped("sample_data")
    registers = ("单位和人员", "公务卡登记", "定点场所")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".xlsx", ".csv", ".xls"})
    files = [path for path in files if path.name != "expected_findings.csv"]

    def place(path: Path) -> tuple[int, str]:
        found = [at for at, register in enumerate(registers) if path.stem.startswith(register)]
        return (found[0] if found else len(registers)), path.name

    return sorted(files, key=place)


def make_sample_ledger(folder: Path, language: Language = "zh") -> None:
    """An empty ledger of the sample district, with the names of its places and the bureau's own standards."""
    workflow.make_ledger(folder, name="澄湖区财政局", province="云南", city="", district="澄湖区", language=language)
    write_settings(folder, read_settings(folder).model_copy(update={"home_places": HOME}))
    shutil.copytree(shipped("sample_data") / "本区标准", folder / "rules" / "tables", dirs_exist_ok=True)


def demonstrate(folder: Path | None, *, port: int, serve: bool, language: Language) -> int:
    """Runs the demonstration in a new folder, a temporary one unless named."""
    if folder:
        return _demonstrate(folder, port=port, serve=serve, language=language)
    with tempfile.TemporaryDirectory(prefix="costctl-demo-") as temporary:
        return _demonstrate(Path(temporary) / "ledger", port=port, serve=serve, language=language)


def _demonstrate(folder: Path, *, port: int, serve: bool, language: Language) -> int:
    if serve:
        refuse_taken("127.0.0.1", port)
    make_sample_ledger(folder, language)
    with workflow.open_ledger(folder, "write") as ledger:
        print_receipts(importing.import_files(ledger, sample_files()), language, dry_run=False)
        print_run(workflow.check(ledger, as_of=SAMPLE_DAY), language)
    with workflow.open_ledger(folder) as ledger:
        year, by = SAMPLE_DAY.year, ("department",)
        frame = variance_with_gaps(ledger, year=year, as_of=SAMPLE_DAY, by=by)
        print_variance(variance_in_words(ledger, frame, language, by=by, year=year, as_of=SAMPLE_DAY), language)
    tell(say(f"示例账本:{folder}", f"sample ledger: {folder}"))
    return serve_pages(folder, "127.0.0.1", port) if serve else EXIT_DONE
