"""Records given as data: the ledger in memory for rule examples means the same by them as a file would."""

import time
from datetime import date

import pytest

from costctl.ledger import schema
from costctl.ledger.connection import Connection
from costctl.ledger.memory import memory_ledger
from costctl.ledger.migrations import migrate
from costctl.records import Column, kinds
from tests.batches import batch_of, row

DAYS = {"depart_on": date(2014, 3, 3), "return_on": date(2014, 3, 5)}
RECORDS: dict[str, list[dict[str, object]]] = {
    "trips": [
        row(trip_no="T/1", person_id="P1", department_code="D1", lodging_amount="10.5", **DAYS),
        row(trip_no="T/1", person_id="P1", department_code="D1", leg_no=1, **DAYS),
        row(trip_no="T/1", person_id="P1", department_code="D1", **DAYS),
    ],
    "card_transactions": [
        row(card_no="6222****1234", spent_on=date(2014, 3, 5), amount="1", merchant_name="a/b"),
        row(card_no="6222****1234", spent_on=date(2014, 3, 5), amount="1", merchant_name="a/b"),
        row(reference_no="7", amount="2", posted_on=date(2014, 3, 5)),
        row(reference_no="7", amount="3", posted_on=date(2014, 3, 5)),
    ],
    "cards": [row(card_no="6222020000001234", person_id="P1", department_code="D1")],
    "targets": [row(fiscal_year=2014, metric="card_use_min", value="0.7")],
}


@pytest.mark.parametrize("kind", RECORDS)
def test_records_put_in_are_those_that_a_file_brings(kind: str) -> None:
    ledger = memory_ledger()
    query = f"SELECT * EXCLUDE (row_id) FROM record.{kind} ORDER BY ALL"
    with ledger.trial():
        ledger.load(batch_of(kind, RECORDS[kind]))
        loaded = ledger.sql(query).rows()
    with ledger.trial():
        ledger.put(kind, RECORDS[kind])
        assert ledger.sql(query).rows() == loaded
        assert ledger.sql("SELECT kind FROM record.kept").rows() == [(kind,)]
    assert ledger.sql(query).is_empty()


def test_a_kind_is_kept_without_records_and_columns_may_be_given_that_files_do_not_have() -> None:
    ledger = memory_ledger()
    with ledger.trial():
        ledger.put("designated_venues")
        ledger.put("cards", [row(card_last4="1234", is_official_bin=False, person_id="P1", department_code="D1")])
        assert ledger.sql("SELECT kind FROM record.kept ORDER BY kind").rows() == [("cards",), ("designated_venues",)]
        assert ledger.sql("SELECT is_official_bin FROM record.cards").item() is False


def test_a_second_call_revises_and_one_call_must_not_repeat_a_key() -> None:
    ledger = memory_ledger()
    with ledger.trial():
        ledger.put("departments", [row(department_code="D1", name="a")])
        ledger.put("departments", [row(department_code="D1", name="b")])
        assert ledger.sql("SELECT name FROM record.departments").rows() == [("b",)]
        with pytest.raises(ValueError, match="twice"):
            ledger.put("departments", [row(department_code="D2", name="a"), row(department_code="D2", name="b")])
        with pytest.raises(KeyError):
            ledger.put("departments", [row(no_such_column=1)])


def test_an_example_costs_milliseconds() -> None:
    ledger = memory_ledger()
    started = time.process_time()
    for _example in range(20):
        with ledger.trial():
            ledger.put("trips", RECORDS["trips"])
    assert (time.process_time() - started) / 20 < 0.05


def test_a_column_that_a_kind_gains_is_added_to_a_ledger_that_lacks_it() -> None:
    db = Connection(None)
    migrate(db)
    assert schema.make_tables(db, kinds())
    assert not schema.make_tables(db, kinds())
    venues = kinds()["designated_venues"]
    more = Column.model_validate({"name": "phone", "header": {"zh": "电话", "en": "phone"}, "type": "text"})
    grown = venues.model_copy(update={"columns": (*venues.columns, more)})

    assert schema.make_tables(db, {**kinds(), "designated_venues": grown})

    columns = db.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'designated_venues'")
    assert "phone" in columns["column_name"].to_list()
