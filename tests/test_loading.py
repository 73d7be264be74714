"""What becomes of a file's rows: accepted, revised, already present or rejected, and what undo brings back."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from costctl.errors import InputError, Problem
from costctl.ledger.memory import MemoryLedger
from costctl.values import Batch, ControlTotal, Doubt, Part, Receipt, SheetSource
from tests.batches import batch_of, row, sheet_of, workbook


def load(ledger: MemoryLedger, batch: Batch) -> Receipt:
    (receipt,) = ledger.load(batch)
    return receipt


def counts(receipt: Receipt) -> tuple[int, int, int, int, int]:
    return receipt.read, receipt.accepted, receipt.revised, receipt.already_present, receipt.rejected


def in_force(ledger: MemoryLedger, kind: str, *columns: str) -> list[tuple[object, ...]]:
    return sorted(ledger.sql(f"SELECT {', '.join(columns)} FROM record.{kind}").rows(), key=str)


def meeting(number: str, name: str = "例会", **more: object) -> dict[str, object]:
    day = date(2014, 3, 5)
    return row(meeting_no=number, department_code="D1", name=name, starts_on=day, ends_on=day, **more)


def coffee(**more: object) -> dict[str, object]:
    return row(card_no="6222020000001234", spent_on=date(2014, 3, 5), amount="18.00", merchant_name="Cafe") | more


def said(receipt: Receipt, area: str) -> list[Doubt]:
    """The doubts of an area of problem codes."""
    return [doubt for doubt in receipt.doubts if doubt.code.startswith(f"{area}.")]


# Records with a key


def test_a_record_comes_is_revised_and_comes_back(ledger: MemoryLedger) -> None:
    """A revision supersedes; undoing it brings the earlier content back; nothing is deleted."""
    load(ledger, batch_of("meetings", [meeting("M1", "first"), meeting("M2", "other")], name="a"))
    revision = load(ledger, batch_of("meetings", [meeting("M1", "second")], name="b"))

    assert counts(revision) == (1, 0, 1, 0, 0)
    assert in_force(ledger, "meetings", "meeting_no", "name") == [("M1", "second"), ("M2", "other")]

    ledger.undo("B000002")

    assert in_force(ledger, "meetings", "meeting_no", "name") == [("M1", "first"), ("M2", "other")]
    assert ledger.sql("SELECT count(*) AS n FROM base.meetings").item() == 3


def test_undoing_the_first_of_two_contents_leaves_the_revision(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1", "first")], name="a"))
    load(ledger, batch_of("meetings", [meeting("M1", "second")], name="b"))

    ledger.undo("B000001")

    assert in_force(ledger, "meetings", "name") == [("second",)]


def test_earlier_content_that_comes_again_is_a_revision_back(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1", "first")], name="a"))
    load(ledger, batch_of("meetings", [meeting("M1", "second")], name="b"))
    back = load(ledger, batch_of("meetings", [meeting("M1", "first"), meeting("M3")], name="c"))

    assert counts(back) == (2, 1, 1, 0, 0)
    assert in_force(ledger, "meetings", "meeting_no", "name") == [("M1", "first"), ("M3", "例会")]
    assert ledger.sql("SELECT count(*) AS n FROM base.meetings").item() == 3


def test_a_record_that_two_files_brought_stays_while_one_of_them_does(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1"), meeting("M2")], name="a"))
    second = load(ledger, batch_of("meetings", [meeting("M2"), meeting("M3")], name="b"))
    assert counts(second) == (2, 1, 0, 1, 0)

    ledger.undo("B000001")
    assert in_force(ledger, "meetings", "meeting_no") == [("M2",), ("M3",)]

    ledger.undo("B000002")
    assert in_force(ledger, "meetings", "meeting_no") == []


def test_what_was_undone_is_accepted_again_under_the_same_row(ledger: MemoryLedger) -> None:
    batch = batch_of("meetings", [meeting("M1"), meeting("M2")])
    load(ledger, batch)
    before = in_force(ledger, "meetings", "meeting_no", "row_id")
    ledger.undo("B000001")

    again = load(ledger, batch)

    assert counts(again) == (2, 2, 0, 0, 0)
    assert again.batch == "B000002"
    assert before == in_force(ledger, "meetings", "meeting_no", "row_id")


def test_content_is_compared_null_safe(ledger: MemoryLedger) -> None:
    """An empty cell equals an empty cell, and differs from a filled one."""
    load(ledger, batch_of("meetings", [meeting("M1"), meeting("M2", staff=None)], name="a"))
    second = load(ledger, batch_of("meetings", [meeting("M1", staff=None), meeting("M2", staff=0)], name="b"))

    assert counts(second) == (2, 0, 1, 1, 0)


def test_one_key_twice_in_a_file(ledger: MemoryLedger) -> None:
    """With the same content the second is present already; with other content both are rejected."""
    receipt = load(
        ledger,
        batch_of("meetings", [meeting("M1", "a"), meeting("M2"), meeting("M2"), meeting("M1", "b"), meeting("M3")]),
    )

    assert counts(receipt) == (5, 2, 0, 1, 2)
    assert in_force(ledger, "meetings", "meeting_no") == [("M2",), ("M3",)]
    assert [(r.row, r.code, r.found) for r in receipt.rejects] == [(2, "key.repeated", "M1"), (5, "key.repeated", "M1")]
    assert "2、5" in receipt.rejects[0].help.zh
    assert ledger.rejects(open_only=True).select("record_key", "row_no").rows() == [("M1", 2), ("M1", 5)]
    assert (
        ledger.sql(
            "SELECT count(*) AS n FROM record.sightings WHERE kind = 'meetings' AND row_no > 2 "
            "AND row_id = (SELECT row_id FROM record.meetings WHERE meeting_no = 'M2')"
        ).item()
        == 2
    )


def test_of_the_rows_of_a_key_some_are_named(ledger: MemoryLedger) -> None:
    """A thousand rows under one number, each with the numbers of all, would be a million numbers."""
    receipt = load(ledger, batch_of("meetings", [meeting("M1", f"会{place}") for place in range(30)]))

    assert receipt.rejected == 30
    said = receipt.rejects[-1].help.zh
    assert "2、3、4" in said
    assert "、21、…" in said


def test_a_conflict_in_one_file_does_not_touch_the_record_of_an_earlier_one(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1", "first")], name="a"))
    load(ledger, batch_of("meetings", [meeting("M1", "x"), meeting("M1", "y")], name="b"))

    assert in_force(ledger, "meetings", "name") == [("first",)]


def leg(city: str, number: int | None = None, trip: str = "T1") -> dict[str, object]:
    days = {"depart_on": date(2014, 3, 3), "return_on": date(2014, 3, 5)}
    return row(trip_no=trip, person_id="P1", department_code="D1", city=city, leg_no=number, **days)


def test_rows_without_a_number_take_the_smallest_free_ones_in_row_order(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("trips", [leg("a"), leg("b", 2), leg("x", trip="T2"), leg("c"), leg("d", 5), leg("e")]))

    assert in_force(ledger, "trips", "city", "leg_no") == [("a", 1), ("b", 2), ("c", 3), ("d", 5), ("e", 4), ("x", 1)]
    assert ("T1/P1/4",) in in_force(ledger, "trips", "record_key")


def test_two_lines_of_one_document_without_numbers_are_two(ledger: MemoryLedger) -> None:
    line = row(document_no="区财预〔2014〕1号", fiscal_year=2014, department_code="D1", item="meeting", amount="100.00")
    receipt = load(ledger, batch_of("budgets", [line, line]))

    assert counts(receipt) == (2, 2, 0, 0, 0)
    assert Decimal("200.00") == receipt.amount_accepted


def test_rows_are_numbered_across_the_sheets_of_a_workbook_and_its_parts(ledger: MemoryLedger) -> None:
    first = sheet_of("trips", [leg("a"), leg("b")], sheet="一月", part_rows=1)
    ledger.load(workbook(first, sheet_of("trips", [leg("c")], sheet="二月")))

    assert in_force(ledger, "trips", "city", "leg_no") == [("a", 1), ("b", 2), ("c", 3)]


def test_a_rejected_row_holds_its_place_so_that_the_others_keep_their_numbers(ledger: MemoryLedger) -> None:
    """Corrected later, the row takes the number that was kept for it; no other row is revised."""
    bad = {"row_no": 3, "code": "key.repeated", "key": "T1/P1/"}
    rows = [leg("a") | {"row_no": 2}, leg("c") | {"row_no": 4}]
    load(ledger, batch_of("trips", rows, rejects=[bad], name="a"))
    assert in_force(ledger, "trips", "city", "leg_no") == [("a", 1), ("c", 3)]
    assert ledger.rejects()["record_key"].to_list() == ["T1/P1/2"]

    corrected = load(ledger, batch_of("trips", [leg("a"), leg("b"), leg("c")], name="b"))

    assert counts(corrected) == (3, 1, 0, 2, 0)
    assert ledger.rejects(open_only=True).rows() == []


def test_keys_write_a_slash_as_an_escape_and_dates_iso(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("trips", [leg("a", trip="公/1")]))
    load(ledger, batch_of("targets", [row(fiscal_year=2014, metric="card_use_min", value="0.70")]))

    assert in_force(ledger, "trips", "record_key") == [("公%2F1/P1/1",)]
    assert in_force(ledger, "targets", "record_key") == [("2014//card_use_min",)]


# Card transactions


def test_two_equal_coffees_stay_two_however_often_they_are_loaded(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("card_transactions", [coffee(), coffee()], name="a"))
    again = load(ledger, batch_of("card_transactions", [coffee(), coffee()], name="b"))

    assert counts(again) == (2, 0, 0, 2, 0)
    assert len(in_force(ledger, "card_transactions", "amount")) == 2


def test_an_overlapping_statement_adds_only_what_is_new(ledger: MemoryLedger) -> None:
    """A third equal coffee is new; the first two are not, wherever they stand in the file."""
    load(ledger, batch_of("card_transactions", [coffee(), coffee(), coffee(amount="5.00")], name="a"))
    more = [coffee(amount="7.00"), coffee(), coffee(), coffee()]
    second = load(ledger, batch_of("card_transactions", more, name="b", part_rows=2))

    assert counts(second) == (4, 2, 0, 2, 0)
    assert Decimal("25.00") == second.amount_accepted

    ledger.undo("B000001")
    assert in_force(ledger, "card_transactions", "amount::VARCHAR") == [("18.00",), ("18.00",), ("18.00",), ("7.00",)]


@pytest.mark.parametrize(
    "change",
    [
        {"card_no": "6222020000005678"},
        {"card_no": None},
        {"spent_on": date(2014, 3, 6)},
        {"amount": "18.01"},
        {"merchant_name": None},
        {"reference_no": "1"},
        {"posted_on": date(2014, 3, 6)},
        {"mcc": "5812"},
        {"has_prior_approval": False},
        {"claimed_amount": "0.00"},
    ],
)
def test_a_row_that_differs_in_any_column_is_another_transaction(
    ledger: MemoryLedger, change: dict[str, object]
) -> None:
    load(ledger, batch_of("card_transactions", [coffee()], name="a"))
    assert counts(load(ledger, batch_of("card_transactions", [coffee(**change)], name="b"))) == (1, 1, 0, 0, 0)


def test_what_a_layout_maps_as_extra_tells_rows_apart(ledger: MemoryLedger) -> None:
    def with_extra(text: str | None) -> Batch:
        sheet = sheet_of("card_transactions", [coffee()], sheet=None)
        (part,) = sheet.parts()
        part = Part(part.rows.with_columns(pl.lit(text, pl.String).alias("extra")), part.rejects, 1)
        return workbook(SheetSource(None, "x", "card_transactions", lambda: iter([part])), name=str(text))

    assert load(ledger, with_extra('{"month":"2014-03"}')).accepted == 1
    assert load(ledger, with_extra('{"month":"2014-04"}')).accepted == 1
    assert load(ledger, with_extra(None)).accepted == 1
    assert load(ledger, with_extra('{"month":"2014-03"}')).already_present == 1


def test_a_layout_with_a_column_more_that_is_empty_gives_the_same_rows(ledger: MemoryLedger) -> None:
    """A CSV and an XLSX of one month are the same rows."""
    load(ledger, batch_of("card_transactions", [coffee()], name="a"))
    assert load(ledger, batch_of("card_transactions", [coffee(claim_no=None)], name="b")).already_present == 1


def test_a_month_published_again_with_other_columns_counts_once(ledger: MemoryLedger) -> None:
    """A column more or less in nearly all the same rows makes no new ones; what is new, and a third coffee, is."""
    month = [coffee(), coffee(), coffee(amount="5.00", spent_on=date(2014, 3, 9))]
    with_code = [coffee() | one | {"mcc": "5812"} for one in month]
    load(ledger, batch_of("card_transactions", month, name="a"))
    more = [*with_code, coffee(mcc="5812"), coffee(mcc="5812", spent_on=date(2014, 4, 1))]
    again = load(ledger, batch_of("card_transactions", more, name="b"))
    fewer = [{name: value for name, value in one.items() if name != "mcc"} for one in more]

    assert counts(again) == (5, 2, 0, 3, 0)
    assert [(one.code, one.count) for one in said(again, "statement")] == [("statement.other_columns", 3)]
    assert counts(load(ledger, batch_of("card_transactions", fewer, name="c"))) == (5, 0, 0, 5, 0)


@pytest.mark.parametrize("whose", [{"card_no": "6222020000005678"}, {"merchant_name": "Other"}])
def test_other_columns_alone_make_no_two_statements_one(ledger: MemoryLedger, whose: dict[str, str]) -> None:
    """Those of another card, or of other shops on the same days, are other transactions."""
    theirs = [coffee(mcc="5812", **whose), coffee(mcc="5812", **whose), coffee(mcc="5812")]
    load(ledger, batch_of("card_transactions", [coffee(), coffee(), coffee()], name="a"))

    assert load(ledger, batch_of("card_transactions", theirs, name="b")).accepted == 3


def test_a_corrected_statement_says_that_the_wrong_row_still_counts(ledger: MemoryLedger) -> None:
    """A transaction has no key that a correction could go by; a later month under the same name corrects nothing."""
    month = [coffee(), coffee(spent_on=date(2014, 3, 9)), coffee(spent_on=date(2014, 3, 12))]
    load(ledger, batch_of("card_transactions", month, name="a"))
    corrected = load(
        ledger, batch_of("card_transactions", [month[0], month[1] | {"amount": "16.00"}, month[2]], name="a")
    )
    april = load(ledger, batch_of("card_transactions", [coffee(spent_on=date(2014, 4, 2))], name="a"))

    (doubt,) = said(corrected, "statement")
    assert (doubt.code, doubt.count, doubt.about) == ("statement.rows_remain", 1, {"batch": "B000001"})
    assert corrected.accepted == 1
    assert said(april, "statement") == []


def test_an_amount_corrected_under_another_name_is_told_of(ledger: MemoryLedger) -> None:
    """Most rows are in from that batch; a further purchase in the same shop on the same day is no correction."""
    days = [date(2014, 3, day) for day in (8, 9, 10, 11)]
    month = [coffee(spent_on=day) for day in days]
    corrected = [month[0], month[1] | {"amount": "16.00"}, *month[2:]]
    load(ledger, batch_of("card_transactions", month, name="a"))

    def tried(rows: list[dict[str, object]], name: str) -> Receipt:
        receipt = load(ledger, batch_of("card_transactions", rows, name=name))
        ledger.undo(str(receipt.batch))
        return receipt

    again = tried(corrected, "b")
    further = tried([*corrected, month[1]], "c")
    little = tried([*corrected[:2], coffee(spent_on=date(2014, 3, 12))], "d")

    (doubt,) = said(again, "statement")
    assert (doubt.count, doubt.about) == (1, {"batch": "B000001", "file": "a"})
    assert doubt.examples == (f"2014-03-09 {month[0]['merchant_name']} {month[0]['amount']} → 16.00",)
    assert said(further, "statement") == said(little, "statement") == []


def test_a_blank_sheet_says_what_it_makes_of_its_kind(ledger: MemoryLedger) -> None:
    """Once a file of a kind is in, nothing of it means 0; where there are records it did so before."""
    blank = batch_of("receptions", [], name="blank")

    assert [one.code for one in said(load(ledger, blank), "kind")] == ["kind.without_records"]
    ledger.put("receptions", [{"reception_no": "R1", "department_code": "D1", "held_on": date(2024, 7, 1)}])
    assert said(load(ledger, batch_of("receptions", [], name="later")), "kind") == []


def test_what_was_deleted_from_a_file_is_said_to_count_on(ledger: MemoryLedger) -> None:
    """Until its batch is taken back; another month under the same name corrects nothing."""

    def held(number: str, amount: str) -> dict[str, object]:
        return row(reception_no=number, department_code="D1", held_on=date(2014, 3, 5), meal_amount=amount)

    load(ledger, batch_of("receptions", [held("A1", "1.00"), held("A2", "2.00"), held("A3", "3.00")], name="a"))
    corrected = load(ledger, batch_of("receptions", [held("A1", "1.00"), held("A3", "4.00")], name="a"))
    april = load(ledger, batch_of("receptions", [held("B1", "1.00")], name="a"))

    (left,) = [doubt for doubt in said(corrected, "record") if doubt.code == "record.left_behind"]
    assert (left.count, left.examples, left.about) == (1, ("A2",), {"batch": "B000001"})
    assert said(april, "record") == []
    ledger.undo("B000001")
    assert {key for (key,) in in_force(ledger, "receptions", "record_key")} == {"A1", "A3", "B1"}


def test_a_record_whose_department_is_named_is_not_left_behind(ledger: MemoryLedger) -> None:
    """A name and the code that it stands for make one key, however the file writes it."""
    load(ledger, batch_of("departments", [row(department_code="D1", name="教育局")], name="register"))

    def counted(month: int, department: str) -> dict[str, object]:
        return row(department_code=department, month=date(2014, month, 28), paper_count=2)

    load(ledger, batch_of("document_counts", [counted(1, "教育局"), counted(2, "教育局")], name="a"))
    again = load(ledger, batch_of("document_counts", [counted(1, "教育局"), counted(2, "D1")], name="a"))

    assert counts(again) == (2, 0, 0, 2, 0)
    assert said(again, "record") == []


def test_rows_that_only_their_counted_number_tells_apart_are_named(ledger: MemoryLedger) -> None:
    leg = row(
        trip_no="T1", person_id="P1", department_code="D1", depart_on=date(2014, 3, 5), return_on=date(2014, 3, 6)
    )
    once = load(ledger, batch_of("trips", [leg, leg | {"depart_on": date(2014, 3, 6)}, leg], name="a"))
    numbered = load(ledger, batch_of("trips", [leg | {"leg_no": 1}, leg | {"leg_no": 2}], name="b"))

    assert counts(once) == (3, 3, 0, 0, 0)
    assert [(one.code, one.count) for one in said(once, "record")] == [("record.equal_rows", 1)]
    assert "record.equal_rows" not in [one.code for one in said(numbered, "record")]


def test_equal_purchases_of_nobody_known_are_two(ledger: MemoryLedger) -> None:
    """Two offices may buy the same in the same shops: without card, number and department nothing says whose it is."""
    anyone = [{name: coffee()[name] for name in ("spent_on", "amount", "merchant_name")}] * 2
    load(ledger, batch_of("card_transactions", [row(**one) for one in anyone], name="a"))

    theirs = [row(**one, mcc="5812") for one in anyone]
    assert load(ledger, batch_of("card_transactions", theirs, name="b")).accepted == 2


def test_equal_rows_on_two_sheets_of_one_file_are_two(ledger: MemoryLedger) -> None:
    sheets = [sheet_of("card_transactions", [coffee()], sheet=name) for name in ("一", "二")]
    assert [receipt.accepted for receipt in ledger.load(workbook(*sheets))] == [1, 1]
    assert load(ledger, batch_of("card_transactions", [coffee(), coffee()], name="b")).already_present == 2


def test_what_was_undone_comes_back_with_its_keys(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("card_transactions", [coffee(), coffee()], name="a"))
    keys = in_force(ledger, "card_transactions", "transaction_key", "row_id")
    ledger.undo("B000001")
    assert in_force(ledger, "card_transactions", "row_id") == []

    again = load(ledger, batch_of("card_transactions", [coffee(), coffee()], name="a"))

    assert counts(again) == (2, 2, 0, 0, 0)
    assert Decimal("36.00") == again.amount_accepted
    assert keys == in_force(ledger, "card_transactions", "transaction_key", "row_id")


def test_a_reference_number_that_repeats_loses_nothing(ledger: MemoryLedger) -> None:
    """The second and later transactions with one number get #2, #3 in load order, and keep them."""
    load(ledger, batch_of("card_transactions", [coffee(reference_no="7"), coffee(reference_no="8")], name="a"))
    more = [coffee(reference_no="7", amount="1.00"), coffee(reference_no="7"), coffee(reference_no="7", amount="2.00")]
    load(ledger, batch_of("card_transactions", more, name="b"))

    expected = [("1.00", "7#2"), ("18.00", "7"), ("18.00", "8"), ("2.00", "7#3")]
    assert expected == in_force(ledger, "card_transactions", "amount::VARCHAR", "transaction_key")

    ledger.undo("B000001")
    assert expected[:2] + expected[3:] == in_force(ledger, "card_transactions", "amount::VARCHAR", "transaction_key"), (
        "a key is fixed when its row is loaded; the row with key 7 was seen in the second file too"
    )


def test_a_transaction_without_a_number_is_named_by_what_is_known(ledger: MemoryLedger) -> None:
    rows = [
        coffee(),
        coffee(),
        coffee(mcc="5812"),
        coffee(merchant_name="A/B"),
        row(amount="-3.5", posted_on=date(2014, 1, 1)),
    ]
    load(ledger, batch_of("card_transactions", rows, name="a"))
    load(ledger, batch_of("card_transactions", [coffee(mcc="5813")], name="b"))

    assert [
        ("//-3.50//1",),
        ("1234/2014-03-05/18.00/A%2FB/1",),
        *((f"1234/2014-03-05/18.00/Cafe/{place}",) for place in (1, 2, 3, 4)),
    ] == in_force(ledger, "card_transactions", "transaction_key")


# Receipts, sheets, the same file


def test_the_same_file_again_changes_nothing(ledger: MemoryLedger) -> None:
    batch = batch_of("meetings", [meeting("M1"), meeting("M2")], rejects=[{"row_no": 4, "code": "key.repeated"}])
    load(ledger, batch)
    history = ledger.sql("SELECT count(*) AS n FROM base.history").item()

    again = load(ledger, batch)

    assert counts(again) == (3, 0, 0, 2, 1)
    assert again.batch is None
    assert [doubt.code for doubt in again.doubts] == ["file.already_loaded"]
    assert "B000001" in again.doubts[0].text.zh
    assert [reject.row for reject in again.rejects] == [4]
    assert history == ledger.sql("SELECT count(*) AS n FROM base.history").item()
    assert ledger.batches().height == 1


def test_a_sheet_that_is_recognised_later_comes_in_although_the_file_is_the_same(ledger: MemoryLedger) -> None:
    good = sheet_of("meetings", [meeting("M1")], sheet="会议")
    unknown = SheetSource("其他", None, None, lambda: iter([]), problem=Problem("ledger.not_found"))
    first = workbook(good, unknown)
    known = Batch(first.name, first.content, (good, sheet_of("trips", [leg("a")], sheet="其他")))
    meetings, problem = ledger.load(first)
    assert (meetings.batch, problem.batch) == ("B000001", None)
    assert problem.problem is not None

    meetings, trips = ledger.load(known)

    assert (meetings.batch, meetings.already_present) == (None, 1)
    assert (trips.batch, trips.accepted) == ("B000002", 1)


def test_a_workbook_is_one_batch_and_departments_come_before_what_names_them(ledger: MemoryLedger) -> None:
    trips = sheet_of("trips", [leg("a") | {"department_code": "财政局"}], sheet="出差")
    departments = sheet_of("departments", [row(department_code="D1", name="财政局")], sheet="单位")
    first, second = ledger.load(workbook(trips, departments))

    assert (first.sheet, first.kind, first.batch) == ("出差", "trips", "B000001")
    assert (second.sheet, second.kind, second.batch) == ("单位", "departments", "B000001")
    assert in_force(ledger, "trips", "department_code") == [("D1",)]
    assert first.doubts == ()

    ledger.undo("B000001")
    assert in_force(ledger, "trips", "trip_no") + in_force(ledger, "departments", "name") == []


def test_a_kind_is_kept_once_a_file_of_it_is_in_even_without_rows(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("designated_venues", []))
    assert ledger.sql("SELECT kind FROM record.kept")["kind"].to_list() == ["designated_venues"]

    ledger.undo("B000001")
    assert ledger.sql("SELECT kind FROM record.kept")["kind"].to_list() == []


def test_departments_unknown_are_named_and_their_rows_are_in(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("departments", [row(department_code="D1", name="财政局")], name="d"))
    rows = [meeting("M1"), meeting("M2") | {"department_code": "X9"}, meeting("M3") | {"department_code": "X9"}]
    rows += [meeting("M4") | {"department_code": "X9", "name": name} for name in ("一", "二")]  # rejected
    receipt = load(ledger, batch_of("meetings", rows))

    (doubt,) = receipt.doubts
    assert (doubt.code, doubt.count, doubt.examples) == ("department.unknown", 2, ("X9",))
    assert receipt.accepted == 3


@pytest.mark.parametrize(
    ("register", "kind", "known", "unknown", "code"),
    [
        ("people", "trips", {"person_id": "P1"}, {"person_id": "P9"}, "person.unknown"),
        ("vehicles", "vehicle_costs", {"plate_no": "云A00001"}, {"plate_no": "云A99999"}, "vehicle.unknown"),
    ],
)
def test_people_and_vehicles_of_a_register_that_lacks_them_are_named(
    ledger: MemoryLedger, register: str, kind: str, known: dict[str, object], unknown: dict[str, object], code: str
) -> None:
    """Their rows are in; nothing is said where no register is kept, nor of rows that were in before."""
    day = date(2025, 3, 3)
    named: dict[str, dict[str, object]] = {
        "trips": {"trip_no": "T", "leg_no": 1, "department_code": "D1", "depart_on": day, "return_on": day},
        "vehicle_costs": {"department_code": "D1", "incurred_on": day, "amount": "1.00"},
    }
    key = {"trips": "trip_no", "vehicle_costs": "cost_no"}[kind]

    def batch(name: str, *who: dict[str, object]) -> Batch:
        rows = [row(**{**named[kind], **one, key: f"{name}{number}"}) for number, one in enumerate(who)]
        return batch_of(kind, rows, name=name)

    load(ledger, batch_of("departments", [row(department_code="D1", name="财政局")], name="d"))
    assert load(ledger, batch("a", unknown)).doubts == ()
    listed = {"people": {"name": "张三"}, "vehicles": {}}[register]
    load(ledger, batch_of(register, [row(**known, **listed, department_code="D1")], name="r"))
    assert [one.code for one in load(ledger, batch("b", known)).doubts] == []
    (doubt,) = load(ledger, batch("c", unknown, known, unknown)).doubts

    assert (doubt.code, doubt.count, doubt.examples) == (code, 2, tuple(unknown.values()))


def test_charges_on_cards_that_the_register_lacks_are_counted_and_named(ledger: MemoryLedger) -> None:
    """Also those on a masked number that two cards share. Without any register it is said once, not card by card."""
    first, second, twin, strange = (f"628288000000{end}" for end in ("1234", "5678", "9234", "0000"))
    load(ledger, batch_of("departments", [row(department_code="D1", name="财政局")], name="d"))

    def charges(name: str, *numbers: str) -> list[Doubt]:
        rows = [row(card_no=one, spent_on=date(2025, 3, 3), amount="1.00", merchant_name=name) for one in numbers]
        return said(load(ledger, batch_of("card_transactions", rows, name=name)), "card")

    assert [(one.code, one.count) for one in charges("a", first, strange)] == [("card.no_register", 1)]
    cards = [row(card_no=one, person_id="P1", department_code="D1") for one in (first, second, twin)]
    load(ledger, batch_of("cards", cards, name="c"))
    assert charges("b", first, second, "6282********5678") == []
    (doubt,) = charges("e", first, strange, "6282********0234", strange, "6282*********234")

    assert (doubt.code, doubt.count, doubt.about) == ("card.unknown", 4, {"cards": 3})
    assert doubt.examples == ("****0000", "****0234", "****")
    assert "4 笔交易,所用的 3 张卡" in doubt.text.zh


def test_payments_under_a_code_of_no_item_are_in_and_named(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("departments", [row(department_code="D1", name="财政局")], name="d"))
    codes = ["30211", "30201", "302", "30211 差旅费", "302"]
    rows = [
        row(payment_no=f"Z{number}", line_no=1, department_code="D1", paid_on=date(2025, 3, 3), economic_code=code,
            amount="1.00")
        for number, code in enumerate(codes)
    ]  # fmt: skip
    receipt = load(ledger, batch_of("payments", rows))

    (doubt,) = receipt.doubts
    assert (doubt.code, doubt.count, doubt.examples) == ("economic_code.of_no_item", 3, ("302", "30211 差旅费"))
    assert receipt.accepted == 5


def test_a_department_written_by_name_means_its_code_if_only_one_has_it(ledger: MemoryLedger) -> None:
    departments = [
        row(department_code="D1", name="财政局"),
        row(department_code="D2", name="同名"),
        row(department_code="D3", name="同名"),
        row(department_code="D4", name="二级", parent_code="财政局"),
    ]
    load(ledger, batch_of("departments", departments, name="d"))
    targets = [
        row(fiscal_year=2014, department_code=name, metric="card_use_min", value="0.5")
        for name in ("财政局", "D1", "同名", None)
    ]
    receipt = load(ledger, batch_of("targets", targets, name="t"))

    assert ("D4", "D1") in in_force(ledger, "departments", "department_code", "parent_code")
    keys = ["2014//card_use_min", "2014/D1/card_use_min", "2014/同名/card_use_min"]
    assert keys == [key for (key,) in in_force(ledger, "targets", "record_key")]
    assert receipt.already_present == 1
    assert [doubt.examples for doubt in receipt.doubts] == [("同名",)]


def test_control_totals_doubts_and_layout_reach_the_receipt(ledger: MemoryLedger) -> None:
    sheet = sheet_of("card_transactions", [coffee()], sheet=None)
    (part,) = sheet.parts()
    total = ControlTotal("row 9", Decimal("18.00"), Decimal("18.00"))
    part = Part(part.rows, part.rejects, 1, control_totals=(total,))
    receipt = load(ledger, workbook(SheetSource(None, "bank-a", "card_transactions", lambda: iter([part, part]))))

    assert receipt.layout == "bank-a"
    assert (total, total) == receipt.control_totals
    assert (receipt.read, receipt.rows_read) == (2, 2)


def test_receipts_have_no_sum_where_a_kind_has_no_amount(ledger: MemoryLedger) -> None:
    assert load(ledger, batch_of("meetings", [meeting("M1")])).amount_accepted is None
    assert Decimal("0.00") == load(ledger, batch_of("card_transactions", [])).amount_accepted


def test_a_sum_has_more_digits_than_an_amount(ledger: MemoryLedger) -> None:
    """Two amounts that are taken one by one are taken together."""
    most = [coffee(amount="9999999999999999.99", merchant_name=name) for name in "ab"]
    assert Decimal("19999999999999999.98") == load(ledger, batch_of("card_transactions", most)).amount_accepted


def test_a_statement_cut_within_a_day_is_named(ledger: MemoryLedger) -> None:
    morning = [coffee(spent_on=date(2014, 3, 4)), coffee(amount="1.00")]
    assert _mid_day(load(ledger, batch_of("card_transactions", morning, name="a"))) == ()
    afternoon = [coffee(amount="2.00"), coffee(spent_on=date(2014, 3, 6))]

    assert _mid_day(load(ledger, batch_of("card_transactions", afternoon, name="b"))) == ("2014-03-05",)


def test_statements_that_agree_on_a_shared_day_or_of_another_card_are_not_cut(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("card_transactions", [coffee(), coffee(amount="1.00")], name="a"))
    whole = [coffee(), coffee(amount="1.00"), coffee(amount="2.00")]
    other = [coffee(card_no="6222020000005678", amount="9.00")]

    assert _mid_day(load(ledger, batch_of("card_transactions", whole, name="b"))) == ()
    assert _mid_day(load(ledger, batch_of("card_transactions", other, name="c"))) == ()
    assert _mid_day(load(ledger, batch_of("card_transactions", [coffee(amount="8.00")], name="d", layout="x"))) == ()


def _mid_day(receipt: Receipt) -> tuple[str, ...]:
    return next((d.examples for d in receipt.doubts if d.code == "statement.mid_day"), ())


# Undo


@pytest.mark.parametrize("batch", ["B000009", "12", "", "Bx", "B²", "B" + "9" * 30, "R000001"])
def test_undo_of_no_batch(ledger: MemoryLedger, batch: str) -> None:
    with pytest.raises(InputError) as error:
        ledger.undo(batch)
    assert error.value.problem.code == "batch.unknown"


def test_a_number_may_be_written_short(ledger: MemoryLedger) -> None:
    """The history names the batch in full, so that nothing looks altered afterwards."""
    load(ledger, batch_of("meetings", [meeting("M1")]))

    assert ledger.undo(" b1 ").batch == "B000001"
    assert ledger.verify().agrees


def test_undo_twice(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1")]))
    undone = ledger.undo("B000001")
    assert (undone.records_before, undone.records_after) == ({"meetings": 1}, {"meetings": 0})

    with pytest.raises(InputError) as error:
        ledger.undo("B000001")
    assert error.value.problem.code == "batch.already_undone"


def test_every_sighting_in_force_names_its_file_and_row(ledger: MemoryLedger) -> None:
    load(ledger, batch_of("meetings", [meeting("M1"), meeting("M2")], name="a.csv"))
    load(ledger, batch_of("meetings", [meeting("M2")], name="b.csv"))
    query = """SELECT s.batch, s.file, s.row_no FROM record.meetings AS m
        JOIN record.sightings AS s ON s.kind = 'meetings' AND s.row_id = m.row_id
        WHERE m.meeting_no = 'M2' ORDER BY s.batch"""
    assert ledger.sql(query).rows() == [("B000001", "a.csv", 3), ("B000002", "b.csv", 2)]

    ledger.undo("B000001")
    assert ledger.sql(query).rows() == [("B000002", "b.csv", 2)]
