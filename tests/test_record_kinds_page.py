"""docs/record-kinds.md is true: it names every kind and key, and a kind added as it says works to the last finding."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from costctl import records
from costctl.ledger import reference
from costctl.ledger.memory import memory_ledger
from costctl.records import Column, Kind, kinds
from costctl.rules import glossary
from costctl.rules.examples import run_examples
from costctl.rules.library import load_rulebook
from costctl.rules.weak import weaknesses
from costctl.shipped import shipped
from costctl.sources.read import read_source
from costctl.sources.template import write_template

PAGE = (Path(__file__).parents[1] / "docs" / "record-kinds.md").read_text(encoding="utf-8")
TODAY = date(2026, 1, 1)


def blocks() -> dict[str, str]:
    """The files that the page gives in full, by the path in their first line."""
    found = re.findall(r"^```(?:toml|sql)\n(?:#|--) (\S+?)(, [^\n]*)?\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return {path: text for path, _where, text in found}


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped rule book with what the page adds to it, in place of the shipped one."""
    given = blocks()
    folder, facts = tmp_path / "rules", tmp_path / "facts"
    shutil.copytree(shipped("rules"), folder)
    shutil.copytree(reference.FACTS, facts)
    words = folder / "glossary.toml"
    words.write_text(
        words.read_text(encoding="utf-8").replace("[columns]\n", f"[columns]\n{given.pop('rules/glossary.toml')}", 1),
        "utf-8",
    )
    for path, text in given.items():
        (facts / Path(path).name if path.endswith(".sql") else tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setattr(records, "shipped", lambda name: tmp_path / name)
    monkeypatch.setattr(reference, "FACTS", facts)
    caches = (records.kinds, records.telling, glossary._of_records)
    for cache in caches:
        cache.cache_clear()
    yield folder
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_kind_is_listed(kind: Kind) -> None:
    """With its titles and its key."""
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind.kind}` |")]

    assert [f"`{name}`" in row for name in kind.key] == [True] * len(kind.key)
    assert f"| {kind.title.zh} | {kind.title.en} |" in row


def test_every_key_is_explained() -> None:
    assert [name for model in (Kind, Column) for name in model.model_fields if f"| `{name}` |" not in PAGE] == []


def test_a_kind_added_as_the_page_says_is_filled_in_imported_revised_and_undone(rules: Path, tmp_path: Path) -> None:
    """Its own template, under other headers too."""
    path = tmp_path / "gifts.xlsx"
    write_template(["gifts"], path)
    book = openpyxl.load_workbook(path)
    for place, cell in enumerate(("LP1", "D1", "2025-03-01", "茶叶", "某公司", 300, "上交"), start=1):
        book["礼品登记"].cell(2, place).value = cell
    book.save(path)
    corrected = "登记编号,部门名称,收到日期,礼品名称,价值\nLP1,D1,2025-03-01,茶叶,350元\nLP2,D1,2025-03-02,,\n".encode()
    ledger = memory_ledger()

    (first,) = ledger.load(read_source(path, today=TODAY))
    (second,) = ledger.load(read_source("b.csv", corrected, today=TODAY))
    worth = ledger.sql("SELECT CAST(worth AS VARCHAR) FROM record.gifts").item()
    ledger.undo(str(second.batch))

    assert (first.kind, first.accepted, second.revised) == ("gifts", 1, 1)
    assert [(row.row, row.column, row.code) for row in second.rejects] == [(3, "礼品名称", "value.missing")]
    assert worth == "350.00"
    assert ledger.sql("SELECT handling FROM record.gifts").item() == "handed_in"


def test_a_rule_on_the_new_kind_comes_out_as_its_examples_say(rules: Path) -> None:
    """The rule book has no mistake, the examples leave nothing open, and each name of the rule is in the glossary."""
    book = load_rulebook(rules)

    assert book.problems == ()
    assert [one.passed for one in run_examples(book, ["GFT-R01"])] == [True] * 6
    assert weaknesses(book, ["GFT-R01"]) == []
    assert book.glossary.of("gifts").name("gift").zh == "礼品名称"
