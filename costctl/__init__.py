"""costctl: a government's meetings, travel and official-card spending, checked against its rules.

    import costctl

    batch = costctl.read_source("statement.xlsx")
    with costctl.open_ledger("ledger", mode="write") as ledger:
        receipts = ledger.load(batch)
        run = costctl.check(ledger, as_of=date(2014, 12, 31))
    with costctl.open_ledger("ledger") as ledger:
        frame = costctl.variance(ledger, year=2014)

Frames are polars. Everything is imported when it is first used, so that `import costctl` stays quick.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

# Read by the allocator of polars when polars is first imported. Memory that is free goes back to the system after ten
# seconds and not after half a second: an import uses it again and again. Measured: a fifteenth less time.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")

if TYPE_CHECKING:
    from costctl.bilingual import Text
    from costctl.budget.metrics import metrics
    from costctl.budget.variance import variance
    from costctl.errors import (
        CostctlError,
        DataFileError,
        Fault,
        InputError,
        LedgerDamaged,
        LedgerLocked,
        LedgerNotFound,
        Problem,
        SourceError,
    )
    from costctl.importing import import_files
    from costctl.ledger.ledger import Ledger
    from costctl.ledger.undo import Undone
    from costctl.ledger.verify import Verification
    from costctl.planning import Precheck
    from costctl.rules.check import Run
    from costctl.rules.findings import finding
    from costctl.rules.library import Rulebook, load_rulebook
    from costctl.sources.read import read_source
    from costctl.values import Batch, Doubt, Finding, Outcome, Part, Receipt, RejectedRow, Severity, SheetSource
    from costctl.workflow import check, findings, make_ledger, open_ledger, precheck

_HOMES = {
    "costctl.bilingual": ("Text",),
    "costctl.budget.metrics": ("metrics",),
    "costctl.budget.variance": ("variance",),
    "costctl.errors": (
        "CostctlError", "DataFileError", "Fault", "InputError", "LedgerDamaged", "LedgerLocked", "LedgerNotFound",
        "Problem", "SourceError",
    ),
    "costctl.importing": ("import_files",),
    "costctl.ledger.ledger": ("Ledger",),
    "costctl.ledger.undo": ("Undone",),
    "costctl.ledger.verify": ("Verification",),
    "costctl.planning": ("Precheck",),
    "costctl.rules.check": ("Run",),
    "costctl.rules.findings": ("finding",),
    "costctl.rules.library": ("Rulebook", "load_rulebook"),
    "costctl.sources.read": ("read_source",),
    "costctl.values": (
        "Batch", "Doubt", "Finding", "Outcome", "Part", "Receipt", "RejectedRow", "Severity", "SheetSource",
    ),
    "costctl.workflow": ("check", "findings", "make_ledger", "open_ledger", "precheck"),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Batch", "CostctlError", "DataFileError", "Doubt", "Fault", "Finding", "InputError", "Ledger", "LedgerDamaged",
    "LedgerLocked", "LedgerNotFound", "Outcome", "Part", "Precheck", "Problem", "Receipt", "RejectedRow",
    "Rulebook", "Run", "Severity", "SheetSource", "SourceError", "Text", "Undone", "Verification", "check",
    "finding", "findings", "import_files", "load_rulebook", "make_ledger", "metrics", "open_ledger", "precheck",
    "read_source", "variance",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'costctl' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
