"""Ledgers that are made once and copied: making one takes a second, importing the sample ten."""

import pickle
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filelock import FileLock

from costctl import importing, workflow
from costctl.cli.demonstration import make_sample_ledger, sample_files
from costctl.values import Receipt

_HOME = tempfile.TemporaryDirectory(prefix="costctl-tests-", ignore_cleanup_errors=True)


def fresh_ledger(folder: Path, **given: str) -> Path:
    """What `workflow.make_ledger` makes in a new folder; those with the same settings share their making and key."""
    return Path(shutil.copytree(_made(tuple(sorted(given.items()))), folder, dirs_exist_ok=True))


@cache
def _made(given: tuple[tuple[str, str], ...]) -> Path:
    folder = Path(tempfile.mkdtemp(dir=_HOME.name)) / "ledger"
    workflow.make_ledger(folder, **dict(given))
    return folder


@dataclass(frozen=True)
class Sample:
    """The sample district's ledger with all files imported, not yet checked."""

    folder: Path
    receipts: list[Receipt]

    def copied(self, folder: Path) -> Path:
        """A copy in a new folder."""
        return Path(shutil.copytree(self.folder, folder))


def sample_ledger(home: Path) -> Sample:
    """The sample in a folder that the processes of a run share: whoever comes first makes it for all."""
    folder, receipts = home / "sample", home / "sample.receipts"
    with FileLock(home / "sample.lock"):
        if not receipts.exists():
            make_sample_ledger(folder)
            with workflow.open_ledger(folder, "write") as ledger:
                found = importing.import_files(ledger, sample_files())
            receipts.write_bytes(pickle.dumps(found))
    return Sample(folder, pickle.loads(receipts.read_bytes()))
