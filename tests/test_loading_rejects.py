"""Rows that were not understood: kept with file, row and reason, and closed when they are corrected."""

from datetime import date

import pytest

from costctl.errors import InputError
from costctl.ledger.memory import MemoryLedger
from tests.batches import batch_of, row, sheet_of, workbook


def meeting(number: str, **more: object) -> dict[str, object]:
    day = date(2014, 3, 5)
    return row(meeting_no=number, department_code="D1", name="例会", starts_on=day, ends_on=day, **more)


def charge(**more: object) -> dict[str, object]:
    return row(spent_on=date(2014, 3, 5), amount="1.00") | more


def bad(row_no: int, key: str | None = None) -> dict[str, object]:
    return {"row_no": row_no, "code": "key.repeated", "key": key, "column": "编号", "found": "x"}


def statuses(ledger: MemoryLedger) -> list[str]:
    return ledger.rejects()["status"].to_list()


def test_a_reject_is_kept_with_file_row_and_reason(ledger: MemoryLedger) -> None:
    good = sheet_of("meetings", [meeting("M1")], sheet="会议", rejects=[bad(7, "M7"), bad(9)])
    (receipt,) = ledger.load(workbook(good, name="m.xlsx"))

    assert (receipt.read, receipt.accepted, receipt.rejected) == (3, 1, 2)
    assert receipt.rejects[0].where == "m.xlsx, sheet 会议, row 7, column 编号"
    columns = ("id", "batch", "file", "sheet", "kind", "row_no", "record_key", "status")
    assert ledger.rejects(open_only=True).select(columns).rows() == [
        ("J000001", "B000001", "m.xlsx", "会议", "meetings", 7, "M7", "open"),
        ("J000002", "B000001", "m.xlsx", "会议", "meetings", 9, None, "open"),
    ]


def test_a_record_of_its_key_closes_a_reject_and_undoing_that_opens_it_again(ledger: MemoryLedger) -> None:
    ledger.load(batch_of("meetings", [], rejects=[bad(2, "M1"), bad(3, "M2")], name="a.csv"))
    ledger.load(batch_of("meetings", [meeting("M1")], name="correction.csv"))
    assert statuses(ledger) == ["closed", "open"]

    ledger.undo("B000002")
    assert statuses(ledger) == ["open", "open"]


def test_the_same_key_of_another_kind_or_present_already_closes_nothing(ledger: MemoryLedger) -> None:
    """A revision that was rejected is not corrected by the old content coming again."""
    ledger.load(batch_of("meetings", [meeting("M1")], name="a.csv"))
    ledger.load(batch_of("meetings", [], rejects=[bad(2, "M1")], name="b.csv"))
    ledger.load(batch_of("departments", [row(department_code="M1", name="x")], name="d.csv"))
    ledger.load(batch_of("meetings", [meeting("M2"), meeting("M1")], name="c.csv"))
    assert statuses(ledger) == ["open"]

    ledger.load(batch_of("meetings", [meeting("M1", staff=3)], name="d.csv"))
    assert statuses(ledger) == ["closed"]


def test_a_good_row_of_the_same_file_does_not_close_it(ledger: MemoryLedger) -> None:
    ledger.load(batch_of("meetings", [meeting("M1")], rejects=[bad(7, "M1")]))
    assert statuses(ledger) == ["open"]


def test_the_same_row_of_a_file_of_the_same_name_closes_a_reject(ledger: MemoryLedger) -> None:
    """As with transactions, which have no key; present already will do, for then the row is understood and in."""
    ledger.load(batch_of("card_transactions", [charge()], rejects=[bad(3), bad(4)], name="a.csv"))
    ledger.load(batch_of("card_transactions", [charge(amount="2.00")], name="b.csv"))
    assert statuses(ledger) == ["open", "open"]

    corrected = [charge(), charge(amount="2.00"), charge(amount="3.00")]
    ledger.load(batch_of("card_transactions", corrected[:2], rejects=[bad(4)], name="a.csv"))
    assert statuses(ledger) == ["closed", "open", "open"]
    ledger.load(batch_of("card_transactions", corrected, name="a.csv"))
    assert statuses(ledger) == ["closed", "closed", "closed"]


def test_another_sheet_or_kind_of_that_file_does_not(ledger: MemoryLedger) -> None:
    first = sheet_of("card_transactions", [], sheet="一月", rejects=[bad(2)])
    ledger.load(workbook(first, name="a.xlsx"))
    ledger.load(workbook(sheet_of("card_transactions", [charge()], sheet="二月"), name="a.xlsx"))
    ledger.load(workbook(sheet_of("meetings", [meeting("M1")], sheet="一月"), name="a.xlsx"))
    assert statuses(ledger) == ["open"]


def test_undoing_its_batch_withdraws_a_reject(ledger: MemoryLedger) -> None:
    ledger.load(batch_of("meetings", [], rejects=[bad(2)]))
    ledger.undo("B000001")
    assert statuses(ledger) == ["withdrawn"]
    assert ledger.rejects(open_only=True).is_empty()


def test_a_person_closes_a_reject_with_a_reason(ledger: MemoryLedger) -> None:
    ledger.load(batch_of("meetings", [], rejects=[bad(2), bad(3)]))
    head = ledger.close_reject("J000002", "重复行")
    assert head == ledger.verify().head
    assert ledger.rejects().select("status", "reason").rows() == [("open", None), ("closed", "重复行")]


@pytest.mark.parametrize(
    ("reject", "reason", "code"),
    [
        ("J000001", "  ", "reject.no_reason"),
        ("J000009", "x", "reject.unknown"),
        ("B000001", "x", "reject.unknown"),
        ("R000001", "x", "reject.unknown"),  # that is a run
        ("J²", "x", "reject.unknown"),
        ("", "x", "reject.unknown"),
        ("J000002", "x", "reject.not_open"),
    ],
)
def test_closing_what_cannot_be_closed(ledger: MemoryLedger, reject: str, reason: str, code: str) -> None:
    ledger.load(batch_of("meetings", [], rejects=[bad(2), bad(3)]))
    ledger.close_reject("J000002", "x")
    with pytest.raises(InputError) as error:
        ledger.close_reject(reject, reason)
    assert error.value.problem.code == code
    assert statuses(ledger) == ["open", "closed"]


def test_a_receipt_shows_a_thousand_and_the_ledger_keeps_all(ledger: MemoryLedger) -> None:
    (receipt,) = ledger.load(batch_of("card_transactions", [], rejects=[bad(place) for place in range(2, 1502)]))
    assert (receipt.read, receipt.rejected, len(receipt.rejects)) == (1500, 1500, 1000)
    assert ledger.rejects(open_only=True).height == 1500


def test_the_key_of_a_registered_card_is_no_number_in_a_reject(ledger: MemoryLedger) -> None:
    """And a card that comes right later closes it all the same."""
    number = "6222020000001234"
    ledger.load(batch_of("cards", [], rejects=[bad(2, number)], name="a.csv"))
    assert number not in str(ledger.sql("SELECT * FROM base.rejects").rows())

    ledger.load(batch_of("cards", [row(card_no=number, person_id="P1", department_code="D1")], name="b.csv"))
    assert statuses(ledger) == ["closed"]


def test_a_huge_cell_is_cut_where_it_is_told_of_and_kept_whole(ledger: MemoryLedger) -> None:
    """A message says how long it is; what was found stays what it was, and a short one is repeated whole."""
    huge = "停" * 100_000
    (receipt,) = ledger.load(batch_of("meetings", [], rejects=[bad(2) | {"found": huge}, bad(3)]))

    assert "停…(共 100,000 个字符)" in receipt.rejects[0].help.zh
    assert "停… (100,000 characters)" in receipt.rejects[0].help.en
    assert [len(reject.help.zh) < 400 for reject in receipt.rejects] == [True, True]
    assert ledger.rejects()["found"].to_list() == [huge, "x"]
