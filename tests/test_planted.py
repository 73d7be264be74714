"""Faults planted near every limit are found, and nothing else is: precision and recall 1 for every rule."""

from pathlib import Path

import pytest

from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.planted.cases import PLANTS, cases
from tests.planted.ledgers import found_in_files, found_in_memory
from tests.planted.results import results


def test_every_rule_has_its_cases() -> None:
    assert set(PLANTS) == set(load_rulebook(shipped("rules")).rules)


@pytest.mark.parametrize(("seed", "found"), [(1, found_in_memory), (2, found_in_files)])
def test_exactly_what_was_planted_is_found(seed, found, tmp_path: Path) -> None:
    made = cases(seed, each=25)

    lines = results(made, found(made, tmp_path))

    assert [f"{line.rule} misses {subject}" for line in lines for subject in line.missed] == []
    assert [f"{line.rule} accuses {subject}" for line in lines for subject in line.wrong] == []
    assert [line.rule for line in lines if not (line.planted and line.clean)] == []
