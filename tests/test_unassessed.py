"""What a rule cannot judge: which records, what each of them lacks, and where it stands."""

from dataclasses import replace
from datetime import date

import pytest

from costctl.cli.unassessed import WITHHELD
from costctl.errors import InputError
from costctl.ledger.memory import memory_ledger
from costctl.rules.check import check
from costctl.rules.library import load_rulebook
from costctl.rules.unassessed import OVERVIEW, in_words, missing, overview, unjudged
from costctl.shipped import shipped

BOOK = load_rulebook(shipped("rules"))
DAY = date(2025, 3, 3)
LAST = date(2025, 12, 31)


@pytest.fixture(scope="module")
def ledger():
    """Four trips: one with all that TRV-R06 compares, one without a day of approval, two that lack more."""
    made = memory_ledger(BOOK.reference, digest=BOOK.digest)
    whole = {"person_id": "P1", "leg_no": 1, "department_code": "D1", "depart_on": DAY, "return_on": DAY}
    made.put(
        "trips",
        [
            {**whole, "trip_no": "T1", "approved_on": DAY},
            {**whole, "trip_no": "T2"},
            {**whole, "trip_no": "T3/a", "department_code": "D0"},
            {**whole, "trip_no": "T4", "depart_on": date(2026, 1, 5), "return_on": date(2026, 1, 5)},
        ],
    )
    return made


def test_each_record_is_named_with_what_it_lacks_and_where_it_stands(ledger):
    found = in_words(unjudged(ledger, BOOK, "TRV-R06", as_of=LAST), BOOK, "TRV-R06", "zh")

    assert found.select("subject", "department", "dated", "missing").rows() == [
        ("T3%2Fa/P1/1", "D0", DAY, "审批日期"),
        ("T2/P1/1", "D1", DAY, "审批日期"),
    ]
    assert found["row_no"].to_list() == [4, 3]
    assert found["file"].null_count() == 0


def test_they_are_as_many_as_a_check_counts(ledger):
    counted = {
        one.rule: one.cannot_assess for one in check(ledger, BOOK, as_of=LAST, rules=["TRV-R01", "TRV-R06"]).rules
    }

    for rule, number in counted.items():
        found = unjudged(ledger, BOOK, rule, as_of=LAST)
        assert found.height == number > 0
        assert missing(found, BOOK, rule, "en")["records"].max() == number
        assert [] not in found["lacks"].to_list()


def test_what_is_lacking_is_counted_and_where_nothing_is_nothing_is_named(ledger):
    found = unjudged(ledger, BOOK, "TRV-R01", as_of=LAST)
    none = unjudged(ledger, BOOK, "MTG-R08", as_of=LAST)

    assert missing(found, BOOK, "TRV-R01", "zh").select("column", "records").rows() == [
        ("city", 3),
        ("lodging_amount", 3),
        ("nights", 3),
        ("province", 3),
        ("rank", 3),
    ]
    assert missing(none, BOOK, "MTG-R08", "zh").is_empty()
    assert in_words(none, BOOK, "MTG-R08", "zh").is_empty()


def test_the_overview_has_each_rule_with_what_it_lacks_most(ledger):
    book = replace(BOOK, rules={rule: BOOK.rules[rule] for rule in ("TRV-R01", "TRV-R06", "MTG-R08")})

    found = overview(ledger, book, "zh", as_of=LAST)

    assert found.select("rule", "cannot_assess", "missing", "supplied", "records").rows() == [
        ("TRV-R01", 3, "目的地城市", "模板“出差”", 3),
        ("TRV-R06", 2, "审批日期", "模板“出差”", 2),
    ]
    assert overview(ledger, replace(book, off=frozenset(book.rules)), "zh", as_of=LAST).is_empty()


def test_the_overview_is_printed_whole():
    """All but the name of the column beside its title: the day of each rule too, for they may differ."""
    assert OVERVIEW.keys() - WITHHELD.keys() == {"column"}


def test_a_rule_that_there_is_not_is_refused(ledger):
    with pytest.raises(InputError):
        unjudged(ledger, BOOK, "TRV-R99", as_of=LAST)
