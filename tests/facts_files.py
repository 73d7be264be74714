"""The files of facts from which the shipped tables were converted, read where they lie."""

import csv
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared"


def facts(name, folder="facts"):
    """A file of the facts; the test is skipped for someone who has only the repository."""
    file = BESIDE / folder / f"{name}.csv"
    if not file.is_file():
        pytest.skip(f"facts not here: {name}")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def text(name):
    """A text of the definition, on the same terms."""
    file = BESIDE / "spec" / name
    if not file.is_file():
        pytest.skip(f"definition not here: {name}")
    return file.read_text(encoding="utf-8")


def number(text):
    return Decimal(text) if text else None


def normal(text):
    """A text as imported text is written: the facts have full-width brackets in some names."""
    return unicodedata.normalize("NFKC", text)


def first_day(text):
    """The first day of a written day, month or year; None where nothing is written."""
    return date.fromisoformat(text + "-01-01"[3 * text.count("-") :]) if text else None
