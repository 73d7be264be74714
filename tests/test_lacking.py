"""What a rule lacks is named by the cells that are empty, for every rule that looks at records one by one."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from costctl.bilingual import Text
from costctl.datafile import read_toml
from costctl.errors import DataFileError
from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.records import Column, kinds
from costctl.rules.glossary import GlossaryFile
from costctl.rules.lacking import lacking
from costctl.rules.library import load_rulebook
from costctl.rules.model import Rule
from costctl.rules.readable import subject_said
from costctl.rules.scan import fact_columns, fit
from costctl.rules.supplies import supply
from costctl.rules.unassessed import in_words, unjudged
from costctl.rules.unshown import never_empty
from costctl.settings import Settings
from costctl.shipped import shipped

BOOK = load_rulebook(shipped("rules"))
DAY = date(2014, 3, 3)


def test_whatever_a_rule_can_lack_is_something_that_can_be_supplied(whole: MemoryLedger) -> None:
    """A column of the rule's own records or of others, a table that the bureau may add to, a setting; of all rules."""
    views = fact_columns(whole)
    for rule in BOOK.rules.values():
        parts = lacking(rule, views[rule.check.rows], BOOK.glossary)
        assert parts, rule.id
        for part in parts:
            place, _, name = part.rpartition(".")
            table = BOOK.tables.get(place.removeprefix("tables."))
            if place in ("", "unread"):
                assert name in kinds()[rule.check.source_kind].names or is_never_empty(rule, part), (rule.id, part)
            elif place in ("records", "kept"):
                assert name in kinds(), (rule.id, part)
            elif place == "settings":
                assert name in Settings.model_fields, (rule.id, part)
            elif table and place.startswith("tables."):
                assert name in table.columns, (rule.id, part)
                assert not table.is_closed, (rule.id, part)
            else:
                assert not kinds()[place].column(name).required, (rule.id, part)


def lacks(ledger: MemoryLedger, rule: str, key: str) -> dict[str, list[str]]:
    """What the subjects that a rule cannot judge lack, by one of their columns."""
    found = unjudged(ledger, BOOK, rule, as_of=date(2014, 12, 31))
    return dict(found.select(key, "lacks").iter_rows())


def test_a_share_of_nothing_lacks_the_records_that_would_count_and_else_what_they_do_not_say(
    whole: MemoryLedger,
) -> None:
    metrics = ("video_share_min", "e_document_share_min", "card_use_min", "procured_ticket_share_min")
    trip = {"trip_no": "T1", "person_id": "P1", "leg_no": 1, "depart_on": DAY, "return_on": DAY}
    silent: dict[str, dict[str, Any]] = {
        "meetings": {"meeting_no": "M1", "name": "M1", "starts_on": DAY, "ends_on": DAY},
        "document_counts": {"month": date(2014, 3, 1), "electronic_count": 3},
        "payments": {"payment_no": "PZ1", "paid_on": DAY, "economic_code": "30217", "amount": "1.00"},
        "trips": trip | {"transport_kind": "plane"},
    }
    with whole.trial():
        whole.put("departments", [{"department_code": code, "name": code} for code in ("D1", "D2")])
        whole.put("targets", [{"fiscal_year": 2014, "metric": metric, "value": "0.5"} for metric in metrics])
        for kind, record in silent.items():
            whole.put(kind, [record | {"department_code": "D1"}])
        whole.put("trips", [trip | {"trip_no": "T2", "department_code": "D2", "transport_kind": "train"}])

        assert {rule: lacks(whole, rule, "department") for rule in ("DIG-R01", "DIG-R02", "CARD-R08", "PUR-R01")} == {
            "DIG-R01": {"D1": ["meetings.mode"], "D2": ["records.meetings"]},
            "DIG-R02": {"D1": ["document_counts.paper_count"], "D2": ["records.document_counts"]},
            "CARD-R08": {"D1": ["payments.payment_method"], "D2": ["records.payments"]},
            "PUR-R01": {"D1": ["trips.is_procured_ticket"], "D2": ["records.trips"]},
        }


def test_a_total_of_spending_lacks_the_kinds_and_amounts_that_are_not_there(whole: MemoryLedger) -> None:
    line = {"document_no": "YS1", "fiscal_year": 2014, "department_code": "D1", "amount": "9.00"}
    reception = {"reception_no": "R1", "department_code": "D1", "held_on": DAY}
    with whole.trial():
        whole.put("budgets", [line | {"line_no": 1, "item": "vehicles"}, line | {"line_no": 2, "item": "reception"}])
        whole.put("receptions", [reception, reception | {"reception_no": "R2", "meal_amount": "1.00"}])
        whole.put("vehicle_costs", [])

        assert lacks(whole, "BUD-R01", "subject") == {
            "2014/D1/vehicles": ["kept.vehicles"],
            "2014/D1/reception": ["receptions.meal_amount"],
            "2014/D1/public_expenses": ["kept.overseas_groups", "kept.vehicles", "receptions.meal_amount"],
        }


@pytest.mark.parametrize(
    ("lacks", "code"), [("vehicle.price", "rule.unknown_kind"), ("trips.nigts", "layout.no_column")]
)
def test_a_glossary_that_looks_for_records_of_no_kind_is_refused(tmp_path: Path, lacks: str, code: str) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(f'[made_of.trips]\nrest_days = [{{ lacks = "{lacks}", where = "nights is null" }}]\n')

    with pytest.raises(DataFileError) as raised:
        read_toml(file, GlossaryFile)
    assert raised.value.problem.code == code


def test_a_vehicle_that_is_not_on_record_is_told_from_one_without_its_use(whole: MemoryLedger) -> None:
    cost = {"department_code": "D1", "incurred_on": DAY, "amount": "5.00"}
    with whole.trial():
        whole.put("vehicles", [{"plate_no": "A1", "department_code": "D1"}])
        whole.put("vehicle_costs", [cost | {"cost_no": plate, "plate_no": plate} for plate in ("A1", "A2")])

        assert lacks(whole, "VEH-R03", "subject") == {
            "2014/A1": ["vehicles.vehicle_use"],
            "2014/A2": ["records.vehicles"],
        }


def test_what_nobody_says_how_to_supply_is_called_by_its_title() -> None:
    assert supply(BOOK, "trips", "lodging_cap_total").name == BOOK.glossary.name("lodging_cap_total")
    assert supply(BOOK, "trips", "nobody.knows").name == Text("nobody.knows", "nobody.knows")


def is_never_empty(rule: Rule, column: str) -> bool:
    """Whether every row of the rule's view has the column, so that it is never lacking."""
    return column in never_empty(BOOK, rule.check.rows)


def test_the_records_of_an_item_are_those_that_its_table_names() -> None:
    said: dict[str, set[str]] = {}
    for part in BOOK.glossary.made_of["budget_items"]["spent_complete"]:
        if not isinstance(part, str):
            for item in part.when["item"]:
                said.setdefault(item, set()).add(part.lacks)
    items, parts = BOOK.reference["items"], BOOK.reference["item_parts"]
    wanted = {item: set(str(sources).split(";")) for item, sources in items.select("item", "source_kinds").iter_rows()}
    for total in ("vehicles", "public_expenses"):
        own = parts.filter(pl.col("total") == total)["part"]
        wanted[total] = set().union(*(wanted[part] for part in own))
    assert said == {item: sources for item, sources in wanted.items() if sources != {"payments"}}


@pytest.mark.parametrize(
    ("rule", "row", "lacks"),
    [
        # Of a reception without a letter it is the letter that is asked for, not whether it is recorded.
        ("REC-R01", {"is_foreign": None, "letter_no": None}, ["is_foreign"]),
        # What another cell decides is not lacking: this venue is hired whatever the lodging cost.
        (
            "MTG-R01",
            {"delegates": 20, "out_of_town_delegates": 0, "venue_kind": "other", "is_remote": None},
            ["mode"],
        ),
        ("REC-R09", {"venue": None}, ["venue"]),
        ("REC-R09", {"venue": "V", "near_count": 2}, ["receptions.meal_amount"]),
        ("TRV-R11", {"is_study_trip": True, "is_out_of_province": True, "return_on": DAY}, [
            "tables.calendar_days.is_working_day", "has_host_letter",
        ]),
        ("TRV-R02", {"transport_kind": "plane", "transport_class": "hard", "rank": "other", "rank_group": "other",
                     "allowed_level": 1}, ["unread.transport_class"]),
        ("REC-R08", {"is_rest_day": False, "venue_city": "瑞丽市"}, ["settings.home_places"]),
        ("CARD-R07", {"is_charge": True, "card_id": "C1"}, ["records.cards"]),
        ("REC-R10", {"is_charge": True, "is_dining": True, "economic_code": "30215"}, ["kept.meetings"]),
        ("PUR-R01", {"metric": "procured_ticket_share_min", "target": 1}, ["records.trips"]),
        ("VEH-R02", {"is_replacement": True, "bought_on": DAY}, ["records.vehicles"]),
        ("BUD-R01", {"item": "reception", "approved": 1}, ["kept.receptions"]),
        ("MTG-R08", {"spent": 1}, ["kept.payments"]),
        ("BUD-R01", {"item": "30201", "approved": 1}, ["records.payments"]),
        ("BUD-R01", {"item": "card", "spent": 1, "spent_complete": 1}, ["records.budgets"]),
    ],
)  # fmt: skip
def test_what_a_row_lacks_is_what_would_decide(
    whole: MemoryLedger, rule: str, row: dict[str, Any], lacks: list[str]
) -> None:
    check = BOOK.rules[rule].check
    columns = fact_columns(whole)[check.rows]
    parts = lacking(BOOK.rules[rule], columns, BOOK.glossary)
    row = {check.dated_by: DAY, **row}
    cells = ", ".join(f"CAST(${name} AS {type_}) AS {name}" if row.get(name) is not None
                      else f"CAST(NULL AS {type_}) AS {name}" for name, type_ in columns.items())  # fmt: skip
    asked = ", ".join(f"coalesce({condition}, FALSE) AS p{place}" for place, condition in enumerate(parts.values()))
    given = {name: value for name, value in row.items() if value is not None}
    with whole.trial():
        found = whole.sql(f"WITH r AS (SELECT {cells}) SELECT {asked} FROM r", given).row(0)
    assert sorted(part for part, is_lacking in zip(parts, found, strict=True) if is_lacking) == sorted(lacks)


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
        "T2/P1/1": ["rank", "city"],
        "T3/P1/1": ["tables.lodging_caps.cap_yuan"],
    }
    assert in_words(found, BOOK, "TRV-R01", "zh")["missing"].to_list() == [
        "住宿夜数",
        "级别、目的地城市",
        "标准“住宿费限额”的“限额”",
    ]
    assert in_words(found, BOOK, "TRV-R01", "en")["missing"][1] == "rank, city"


@pytest.mark.parametrize(
    ("rule", "subject", "zh", "en"),
    [
        ("BUD-R01", "2025/004/meeting", "2025/004/会议费", "2025/004/meetings"),
        ("BUD-R01", "2025/004/30201", "2025/004/30201 办公费", "2025/004/30201 Office expenses"),
        ("BUD-R01", "2025/004/99999", "2025/004/99999", "2025/004/99999"),
        ("TRV-R01", "T1%2Fa/P1/1", "T1%2Fa/P1/1", "T1%2Fa/P1/1"),
        ("TRV-R01", "T1", "T1", "T1"),
        ("NOT-R01", "2025/004/meeting", "2025/004/meeting", "2025/004/meeting"),
    ],
)
def test_an_item_in_the_key_of_a_subject_is_said_in_words(rule: str, subject: str, zh: str, en: str) -> None:
    assert subject_said(BOOK, rule, subject, "zh") == zh
    assert subject_said(BOOK, rule, subject, "en") == en
