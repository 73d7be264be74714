"""What a rule lacks is named by the cells that are empty, for every rule that looks at records one by one."""

from datetime import date
from typing import Any

import pytest

from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.records import Column, kinds
from costctl.rules.library import load_rulebook
from costctl.rules.readable import subject_said
from costctl.rules.scan import fact_columns, fit
from costctl.rules.unassessed import in_words, unjudged
from costctl.rules.unshown import never_empty
from costctl.shipped import shipped

BOOK = load_rulebook(shipped("rules"))


def test_every_worked_out_column_of_a_rule_says_of_what_it_is_made(whole: MemoryLedger) -> None:
    """Whatever such a rule compares is recorded, or made of columns that its view has; nothing stale is listed."""
    views = fact_columns(whole)
    used: dict[str, set[str]] = {}
    for rule in BOOK.rules.values():
        if rule.check.rows in kinds():
            used.setdefault(rule.check.rows, set()).update(fit(rule, views).flag_columns)

    made_of = BOOK.glossary.made_of
    worked_out = {view: names - set(kinds()[view].names) for view, names in used.items()}
    assert {view: set(made) for view, made in made_of.items()} == {view: one for view, one in worked_out.items() if one}
    for view, made in made_of.items():
        assert {part for parts in made.values() for part in parts} <= set(views[view]), view


DAY = date(2014, 3, 3)
COUNTED: dict[str, list[dict[str, Any]]] = {
    "meetings": [{"meeting_no": "M2", "meeting_class": "3"}],
    "receptions": [{"reception_no": "R2", "letter_no": "函1号"}],
    "payments": [{"payment_no": "PZ2", "invoice_no": "00000001", "amount": "0.01"}],
    "targets": [{"metric": metric} for metric in sorted({*kinds()["targets"].column("metric").values.values()})],
}
"""Records without which a view that counts them has no row."""


def required(kind: str) -> list[Column]:
    """The columns that every record of a kind has; none of a view that is called otherwise."""
    return [column for column in kinds()[kind].columns if column.required] if kind in kinds() else []


def test_a_column_that_no_example_need_lack_is_filled_in_every_row(whole: MemoryLedger) -> None:
    """Of each kind there is a record of which nothing is known but what every record has."""
    views = fact_columns(whole)
    compared: dict[str, set[str]] = {}
    for rule in BOOK.rules.values():
        compared.setdefault(rule.check.rows, set()).update([rule.check.dated_by, *fit(rule, views).flag_columns])
    for view, names in BOOK.glossary.never_empty.items():
        assert set(names) <= compared[view] - {column.name for column in required(view)}, view

    with whole.trial(), whole.as_of(date(2015, 12, 31)):
        for kind, definition in kinds().items():
            least = {column.name: definition.example.get(column.name, DAY) for column in required(kind)}
            whole.put(kind, [least])
            for more in COUNTED.get(kind, []):
                whole.put(kind, [least | more])
        for view, names in compared.items():
            if filled := sorted(names & never_empty(BOOK, view)):
                cells = ", ".join(f"count({name}) AS {name}" for name in filled)
                found = whole.sql(f"SELECT count(*) AS all_rows, {cells} FROM fact.{view}").row(0)
                assert found[0] > 0, view
                assert set(found) == {found[0]}, (view, filled, found)


def test_a_trip_without_nights_lacks_its_nights_and_no_cap() -> None:
    ledger = memory_ledger(BOOK.reference, digest=BOOK.digest)
    day = date(2025, 3, 3)
    trip = {"person_id": "P1", "leg_no": 1, "department_code": "D1", "depart_on": day, "return_on": day}
    whole = {"province": "云南", "city": "昆明市", "lodging_amount": "100.00", "rank": "other", "nights": 1}
    ledger.put("trips", [
        {**trip, "trip_no": "T1", **whole, "nights": None},
        {**trip, "trip_no": "T2", **whole, "rank": None, "city": None},
        {**trip, "trip_no": "T3", **whole, "province": "外省"},
    ])  # fmt: skip

    found = unjudged(ledger, BOOK, "TRV-R01", as_of=date(2025, 12, 31))

    assert dict(found.select("subject", "lacks").iter_rows()) == {
        "T1/P1/1": ["nights"],
        "T2/P1/1": ["rank_group", "city"],
        "T3/P1/1": ["lodging_cap_total"],
    }
    assert in_words(found, BOOK, "TRV-R01", "zh")["missing"].to_list() == [
        "住宿夜数",
        "级别、目的地城市",
        "住宿费限额合计",
    ]


@pytest.mark.parametrize(
    ("rule", "subject", "zh", "en"),
    [
        ("BUD-R01", "2025/004/meeting", "2025/004/会议费", "2025/004/meetings"),
        ("BUD-R01", "2025/004/30201", "2025/004/30201", "2025/004/30201"),
        ("TRV-R01", "T1%2Fa/P1/1", "T1%2Fa/P1/1", "T1%2Fa/P1/1"),
        ("TRV-R01", "T1", "T1", "T1"),
        ("NOT-R01", "2025/004/meeting", "2025/004/meeting", "2025/004/meeting"),
    ],
)
def test_an_item_in_the_key_of_a_subject_is_said_in_words(rule: str, subject: str, zh: str, en: str) -> None:
    assert subject_said(BOOK, rule, subject, "zh") == zh
    assert subject_said(BOOK, rule, subject, "en") == en
