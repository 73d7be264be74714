"""A fact view without the lookups that nobody asked for has the same rows and the same cells."""

from datetime import date

import pytest

from costctl import workflow
from costctl.ledger.narrowing import narrowed, view_texts
from costctl.rules.scan import fact_columns, fit

CHAIN = """
SELECT t.row_id, t.city, p.province, coalesce(c.cap, 0) AS cap, cap * 2 AS twice, one.y
FROM record.trips AS t
CROSS JOIN (SELECT 1 AS y) AS one
LEFT JOIN (VALUES ('大理', '云南')) AS p (city, province) ON p.city = t.city
LEFT JOIN (VALUES ('云南', 300)) AS c (province, cap) ON c.province = p.province"""


@pytest.fixture(scope="module")
def judged(sample):
    with workflow.open_ledger(sample.folder, "read") as ledger, ledger.as_of(date(2025, 12, 31)):
        yield ledger


def aliases(query):
    return [name for name in ("one", "p", "c") if f" AS {name}" in query]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (["row_id"], []),
        (["y"], ["one"]),
        (["province"], ["p"]),
        (["cap"], ["p", "c"]),
        (["twice"], ["p", "c"]),
    ],
)
def test_a_lookup_stays_where_a_wanted_column_or_another_lookup_needs_it(judged, wanted, left):
    assert aliases(narrowed(judged, CHAIN, wanted)) == left


@pytest.mark.parametrize(
    "text",
    [
        "SELECT t.trip_no, max(t.city) AS city FROM record.trips AS t GROUP BY t.trip_no",
        "SELECT t.trip_no FROM record.trips AS t UNION SELECT m.meeting_no AS trip_no FROM record.meetings AS m",
        "SELECT DISTINCT t.trip_no, t.city FROM record.trips AS t",
        "SELECT t.*, 1 AS one FROM record.trips AS t",
    ],
)
def test_what_is_not_plain_is_left_as_it_is(judged, text):
    assert narrowed(judged, text, ["trip_no"]) == text


def asked(ledger, rulebook):
    """Of each fact view that rules read, the columns that its first rule and those that its last one needs."""
    views = fact_columns(ledger)
    rules = {}
    for rule in rulebook.rules.values():
        rules.setdefault(rule.check.rows, []).append(rule)
    for view, those in rules.items():
        for rule in (those[0], those[-1]):
            yield view, sorted({*fit(rule, views).columns, *({"row_id", "row_ids"} & views[view].keys())})


def test_a_rule_sees_in_the_narrowed_view_what_it_sees_in_the_whole(judged, rulebook):
    texts = view_texts(judged)
    shorter = set()
    for view, wanted in asked(judged, rulebook):
        query = narrowed(judged, texts[view], wanted)
        if query.count(" JOIN ") == texts[view].count(" JOIN "):
            continue
        shorter.add(view)
        listed = ", ".join(wanted)
        one, other = (f"SELECT {listed} FROM ({text})" for text in (query, texts[view]))
        differing = judged.sql(
            f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
        )
        assert differing.item() == 0, (view, wanted)
    assert shorter >= {"trips", "card_transactions", "meetings", "receptions", "payments"}


def test_no_lookup_of_a_fact_view_finds_more_than_one_row_for_a_record(judged):
    """Else the rows would depend on the columns asked for, and a record would be judged twice."""
    looked = 0
    for view, text in view_texts(judged).items():
        key = next(iter(fact_columns(judged)[view]))
        alone = narrowed(judged, text, [key])
        if alone != text:
            looked += 1
            few, all_ = (judged.sql(f"SELECT count(*) FROM ({query})").item() for query in (alone, text))
            assert few == all_, view
    assert looked > 15
