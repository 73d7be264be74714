"""Every example of every shipped rule, from records to outcome, through the same compiled rule as the data."""

import pytest

from costctl.rules.examples import Trials
from costctl.rules.library import load_rulebook
from costctl.rules.weak import weaknesses
from costctl.shipped import shipped
from costctl.values import Outcome

BOOK = load_rulebook(shipped("rules"))


@pytest.fixture(scope="module")
def trials():
    return Trials(BOOK)


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=BOOK.rules.keys())
def test_the_examples_of_a_rule_come_out_as_written_and_pin_it_down(trials, rule):
    """Both at once: making the rows of the examples is what takes time."""
    assert [tried for tried in trials.tried(rule) if not tried.passed] == []
    assert weaknesses(BOOK, [rule.id], trials=trials) == []


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=BOOK.rules.keys())
def test_a_rule_shows_every_outcome_that_it_can_have(rule):
    shown = {example.expect for example in rule.examples}

    assert shown >= {Outcome.FLAGGED, Outcome.CLEAR, Outcome.OUT_OF_FORCE}
    assert len({example.name for example in rule.examples}) == len(rule.examples)
