"""Where the published files lie that tests read in place: beside the checkout, or where COSTCTL_REALDATA says."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "realdata"


def realdata(name: str) -> Path:
    """The folder of a published data set; the calling test is skipped where it is absent."""
    folder = Path(os.environ.get("COSTCTL_REALDATA", _BESIDE)) / name
    if not folder.is_dir():
        pytest.skip(f"published files not here: {name}", allow_module_level=True)
    return folder


def expected(name: str) -> dict[str, Any]:
    """The figures computed independently for a data set."""
    with (realdata(name) / "expected.json").open(encoding="utf-8") as file:
        figures: dict[str, Any] = json.load(file)
    return figures
