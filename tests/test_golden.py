"""Messy files beside what is read from them; `pytest --update-golden` writes the expectations anew."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from costctl.datafile import validate
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.read import read_source
from costctl.values import Batch, SheetSource
from tests.reading import examples, read_sheet

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/input.*"))
TODAY = date(2026, 1, 1)


def read_case(folder: Path) -> Batch:
    """The input with the layouts of the templates and the case's own."""
    own = [
        validate(tomllib.loads(path.read_text(encoding="utf-8")), Layout, where=path.name)
        for path in folder.glob("layout.toml")
    ]
    (path,) = folder.glob("input.*")
    return read_source(path, layouts=[*load_layouts(), *own], today=TODAY)


def as_text(frame: pl.DataFrame) -> str:
    """A frame as CSV, typed values written out."""
    return frame.select("row_no", pl.exclude("row_no")).with_columns(pl.all().cast(pl.String)).write_csv()


def expectation(sheet: SheetSource) -> dict[str, Any]:
    """What is known of a sheet beside its rows and rejects."""
    if sheet.problem:
        return {"sheet": sheet.sheet, "problem": [sheet.problem.code, sheet.problem.say("zh"), sheet.problem.say("en")]}
    read = read_sheet(sheet)
    return {
        "sheet": sheet.sheet,
        "layout": sheet.layout,
        "kind": sheet.kind,
        "mapped": list(sheet.mapped),
        "records": read.rows.height + read.rejects.height,
        "rows_read": read.rows_read,
        "doubts": [[doubt.code, doubt.count, list(examples(doubt))] for doubt in read.doubts],
        "totals": [[total.said.en, str(total.stated), str(total.computed)] for total in read.totals],
    }


def outcome(batch: Batch) -> dict[str, str]:
    """The expected files of a case by name."""
    files = {}
    said = {"doubts": [[doubt.code, list(examples(doubt))] for doubt in batch.doubts]}
    files["sheets.json"] = (
        json.dumps(said | {"sheets": [expectation(sheet) for sheet in batch.sheets]}, ensure_ascii=False, indent=1)
        + "\n"
    )
    for number, sheet in enumerate((one for one in batch.sheets if not one.problem), start=1):
        read = read_sheet(sheet)
        files[f"rows-{number}.csv"] = as_text(read.rows)
        files[f"rejects-{number}.csv"] = as_text(read.rejects)
    return files


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, update_golden: bool) -> None:
    """Rows, rejects, doubts and control totals are those that were read and approved."""
    folder = GOLDEN / case
    found = outcome(read_case(folder))
    if update_golden:
        for name, text in found.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    known = {name: (folder / name).read_bytes().decode("utf-8") for name in found}

    assert found == known
    assert {path.name for path in folder.iterdir() if path.stem not in ("input", "layout")} == set(found)


def test_there_are_golden_files() -> None:
    """The folder is not empty by accident."""
    assert len(CASES) >= 5
