"""Whatever stands wrong in a data file is named with its key, in words of the catalogue and never in pydantic's."""

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costctl.datafile import DataModel, validate
from costctl.errors import DataFileError
from costctl.mistakes import closest
from costctl.rules.controls import ControlsFile
from costctl.rules.glossary import GlossaryFile
from costctl.rules.model import Rule
from costctl.rules.tables import TablesFile
from costctl.settings import Settings, new_settings, write_settings
from costctl.shipped import shipped
from costctl.sources.layout import Layout

RULES = shipped("rules")
WRONG = (3, -1, True, "x", "", [], ["x"], {}, {"x": 1}, date(2014, 3, 5), Decimal("0.5"), Decimal("1e400"))


def content(file: Path) -> dict[str, Any]:
    """A TOML file as it is read."""
    return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


def settings(folder: Path) -> dict[str, Any]:
    """The settings of a ledger with a value of its own."""
    write_settings(folder, new_settings(name="x"))
    own = {"CARD-R09.approval_line": [{"value": Decimal("5000.00"), "from": date(2026, 1, 1)}]}
    return {**content(folder / "costctl.toml"), "tunable": own}


def places(here: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything that stands in a file."""
    inner = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
    for step, below in inner:
        yield (*above, step)
        yield from places(below, (*above, step))


def changed(here: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with `value` at the path."""
    if not path:
        return value
    copy = dict(here) if isinstance(here, dict) else list(here)
    copy[path[0]] = changed(here[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("checks/travel/TRV-R01.toml", Rule),
        ("checks/settlement/CARD-R03.toml", Rule),
        ("layouts/jiangsu-department-budget.toml", Layout),
        ("layouts/alipay.toml", Layout),
        ("tables/tables.toml", TablesFile),
        ("controls.toml", ControlsFile),
        ("glossary.toml", GlossaryFile),
        ("costctl.toml", Settings),
    ],
)
def test_every_wrong_value_is_told_in_words_of_the_catalogue(tmp_path: Path, name: str, model: type[DataModel]) -> None:
    """A wrong value at any place of a file names a place on the way to it, and no text is left unfilled."""
    sound = settings(tmp_path) if model is Settings else content(RULES / name)
    validate(sound, model, where="sound")
    steps = list(places(sound))
    told = 0
    for path in steps[:: max(1, len(steps) // 12)]:
        for value in WRONG:
            try:
                validate(changed(sound, path, value), model, where="f.toml")
            except DataFileError as error:
                problem = error.problem
                assert problem.code != "datafile.wrong_value", (path, value, problem)
                assert problem.where.startswith("f.toml, "), (path, value, problem)
                assert "?" not in problem.help.zh + problem.help.en, (path, value, problem)
                assert str(path[0]) in problem.where or problem.code == "layout.no_column", (path, value, problem)
                told += 1
    assert told > 30


def test_a_name_that_is_near_none_is_told_the_few_there_are() -> None:
    """Of many, some would be nonsense."""
    assert closest("titel", ["zh", "title"]) == "title"
    assert closest("NOPE", ["zh", "en"]) == "zh, en"
    assert closest("NOPE", ["a1", "b2", "c3", "d4", "e5", "f6"]) == ""
    assert closest("NOPE", []) == ""
