"""A check takes memory by what it looks at, not by how many rules flag something or did so before."""

from datetime import date
from pathlib import Path

import pytest

from costctl import workflow
from costctl.ledger import connection
from tests.fresh import Sample


def test_every_rule_with_findings_is_checked_again_in_little_memory(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a third of what DuckDB may hold: statements for seventy rules must not keep the tables of each."""
    monkeypatch.setattr(connection, "MEMORY", "300MB")

    with workflow.open_ledger(sample.copied(tmp_path / "ledger"), "write") as ledger:
        first = workflow.check(ledger, as_of=date(2025, 12, 31))
        again = workflow.check(ledger, as_of=date(2026, 6, 30))

    assert all(one.flagged for one in first.rules)
    assert (first.opened, again.opened > 0, again.changed > 0) == (214, True, True)
