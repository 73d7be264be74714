"""Every example of every shipped rule, from records to outcome, through the same compiled rule as the data."""

from datetime import date

import pytest

from costctl.rules.examples import Trials
from costctl.rules.library import load_rulebook
from costctl.rules.unshown import unshown
from costctl.rules.weak import weaknesses
from costctl.shipped import shipped
from costctl.values import Outcome

BOOK = load_rulebook(shipped("rules"))
UNSHOWN = "no case with an example on {} and on {} that shows how meeting_quota changes"


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


@pytest.mark.parametrize(
    ("left_out", "noticed"),
    [
        (date(2016, 6, 29), ["no example on 2016-06-29, a day on which something changes"]),
        (date(2023, 7, 31), [UNSHOWN.format("2023-07-31", "2023-08-01")]),
        (date(2023, 8, 1), [UNSHOWN.format("2023-07-31", "2023-08-01")]),
        (date(2023, 10, 31), [UNSHOWN.format("2023-10-31", "2023-11-01")]),
        (date(2024, 1, 15), ["no example that cannot be assessed for want of days"]),
        (date(2018, 1, 15), ["no example that cannot be assessed for want of max_days"]),
    ],
)
def test_examples_of_a_day_left_out_are_missed(trials, left_out, noticed):
    rule = BOOK.rule("MTG-Q05")
    cases = [case for case in trials.cases(rule) if case.row["starts_on"].item() != left_out]

    assert [text.en for text in unshown(BOOK, trials, rule, cases)] == noticed


def test_two_cases_that_differ_in_more_than_their_day_show_no_change(trials):
    """The quota of class 2 before a change and that of class 3 after it say nothing of the change."""
    rule = BOOK.rule("MTG-Q05")
    before, after = date(2023, 7, 31), date(2023, 8, 1)
    cases = [case for case in trials.cases(rule) if case.row["starts_on"].item() not in (before, after)]
    pairs = {
        (case.row["starts_on"].item(), case.example.records["meetings"][0]["days"]): case for case in trials.cases(rule)
        if case.row["starts_on"].item() in (before, after)
    }  # fmt: skip

    unlike = [pairs[before, 2], pairs[after, 1.5]]
    assert len(list(unshown(BOOK, trials, rule, [*cases, *unlike]))) == 1
    assert not list(unshown(BOOK, trials, rule, [*cases, pairs[before, 2], pairs[after, 2]]))
