"""A department's name where its code is asked for: kept as the file says it, understood where records are read."""

from collections.abc import Mapping
from datetime import date

import pytest

from costctl.ledger.memory import MemoryLedger
from costctl.values import Receipt
from tests.batches import batch_of, row, sheet_of, workbook


def load(ledger: MemoryLedger, kind: str, *rows: Mapping[str, object], name: str, **more: object) -> Receipt:
    (receipt,) = ledger.load(batch_of(kind, rows, name=name, **more))  # type: ignore[arg-type]
    return receipt


def register(ledger: MemoryLedger, name: str = "register", **codes: str) -> Receipt:
    return load(ledger, "departments", *(row(department_code=code, name=codes[code]) for code in codes), name=name)


def coffee(department: str | None, **more: object) -> dict[str, object]:
    return row(department_code=department, spent_on=date(2014, 3, 5), amount="18.00", merchant_name="Cafe") | more


def target(department: str | None, value: str = "0.5", **more: object) -> dict[str, object]:
    return row(fiscal_year=2014, department_code=department, metric="card_use_min", value=value) | more


def meeting(number: str, department: str, **more: object) -> dict[str, object]:
    day = date(2014, 3, 5)
    return row(meeting_no=number, department_code=department, name="例会", starts_on=day, ends_on=day) | more


def departments(ledger: MemoryLedger, kind: str) -> list[object]:
    return ledger.sql(f"SELECT department_code FROM record.{kind} ORDER BY row_id")["department_code"].to_list()


def targets(ledger: MemoryLedger) -> list[tuple[object, ...]]:
    return ledger.sql("SELECT record_key, department_code, value::INTEGER FROM record.targets ORDER BY 1").rows()


def counts(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.accepted, receipt.revised, receipt.already_present


def statuses(ledger: MemoryLedger) -> list[str]:
    return ledger.rejects()["status"].to_list()


# Transactions, which are all their values


def test_a_statement_that_overlaps_counts_once_whether_the_register_came_or_not(ledger: MemoryLedger) -> None:
    load(ledger, "card_transactions", coffee("教育局"), coffee("教育局"), name="march")
    assert departments(ledger, "card_transactions") == ["教育局", "教育局"]

    register(ledger, D1="教育局")
    again = load(ledger, "card_transactions", *[coffee("教育局")] * 3, name="march and april")

    assert counts(again) == (1, 0, 2)
    assert departments(ledger, "card_transactions") == ["D1", "D1", "D1"]
    assert ledger.verify().agrees


def test_a_department_with_a_new_name_keeps_what_was_recorded_under_the_old_one(ledger: MemoryLedger) -> None:
    register(ledger, D1="教育局")
    load(ledger, "card_transactions", coffee("教育局"), name="march")
    register(ledger, name="renamed", D1="教育体育局")

    assert counts(load(ledger, "card_transactions", coffee("教育局"), name="late")) == (0, 0, 1)
    assert counts(load(ledger, "card_transactions", coffee("教育体育局"), name="new name")) == (0, 0, 1)
    assert departments(ledger, "card_transactions") == ["D1"]


def test_a_name_is_the_department_that_has_it_now(ledger: MemoryLedger) -> None:
    """Two names that the first register had the wrong way round are right in the second."""
    register(ledger, D1="教育局", D2="财政局")
    load(ledger, "card_transactions", coffee("教育局"), name="march")
    register(ledger, name="corrected", D1="财政局", D2="教育局")
    assert departments(ledger, "card_transactions") == ["D2"]

    ledger.undo("B000003")
    assert departments(ledger, "card_transactions") == ["D1"]
    ledger.undo("B000001")
    assert departments(ledger, "card_transactions") == ["教育局"]


def test_the_same_statement_by_name_and_by_code_counts_once(ledger: MemoryLedger) -> None:
    """However the earlier rows were written: a ledger made before names were kept has their codes."""
    register(ledger, D1="教育局")
    load(ledger, "card_transactions", coffee("D1"), coffee("D1"), coffee("D2"), name="by code")

    assert counts(load(ledger, "card_transactions", *[coffee("教育局")] * 3, name="by name")) == (1, 0, 2)
    assert counts(load(ledger, "card_transactions", *[coffee("D1")] * 3, coffee("教育局"), name="both")) == (1, 0, 3)
    assert departments(ledger, "card_transactions") == ["D1", "D1", "D2", "D1", "D1"]

    ledger.undo("B000002")
    assert departments(ledger, "card_transactions") == ["D1"] * 4


def test_a_row_that_was_taken_back_is_not_preferred_to_one_in_force(ledger: MemoryLedger) -> None:
    load(ledger, "card_transactions", coffee("教育局"), name="by name")
    load(ledger, "card_transactions", coffee("D1"), name="by code")
    ledger.undo("B000001")
    register(ledger, D1="教育局")

    assert counts(load(ledger, "card_transactions", coffee("D1"), coffee("教育局"), name="both")) == (1, 0, 1)
    assert departments(ledger, "card_transactions") == ["D1", "D1"]


# Records with a key


def test_a_record_by_name_comes_again_after_the_register(ledger: MemoryLedger) -> None:
    load(ledger, "meetings", meeting("M1", "教育局"), name="before")
    register(ledger, D1="教育局")

    assert counts(load(ledger, "meetings", meeting("M1", "教育局"), meeting("M2", "D1"), name="after")) == (1, 0, 1)
    assert counts(load(ledger, "meetings", meeting("M1", "D1"), name="by code")) == (0, 0, 1)
    assert counts(load(ledger, "meetings", meeting("M1", "D1", staff=3), name="revised")) == (0, 1, 0)
    assert departments(ledger, "meetings") == ["D1", "D1"]


@pytest.mark.parametrize("is_known", [True, False], ids=["the register before", "the register after"])
def test_one_key_by_name_and_by_code_is_one_record_and_the_later_is_in_force(
    ledger: MemoryLedger, is_known: bool
) -> None:
    if is_known:
        register(ledger, D1="教育局")
    load(ledger, "targets", target("教育局", "1"), target(None, "9"), name="by name")
    later = load(ledger, "targets", target("D1", "2"), name="by code")
    if not is_known:
        assert targets(ledger)[1:] == [("2014/D1/card_use_min", "D1", 2), ("2014/教育局/card_use_min", "教育局", 1)]
        register(ledger, D1="教育局")

    assert counts(later) == ((0, 1, 0) if is_known else (1, 0, 0))
    assert targets(ledger) == [("2014//card_use_min", None, 9), ("2014/D1/card_use_min", "D1", 2)]

    assert counts(load(ledger, "targets", target("教育局", "1"), name="by name again")) == (0, 1, 0)
    assert targets(ledger)[1] == ("2014/D1/card_use_min", "D1", 1)

    ledger.undo("B000004")
    assert targets(ledger)[1] == ("2014/D1/card_use_min", "D1", 2)
    assert ledger.verify().agrees


def test_a_department_may_come_first_in_a_key_and_spend_for_another(ledger: MemoryLedger) -> None:
    months = [row(department_code=name, month=date(2014, 3, 1), paper_count=1) for name in ("教育局", "D1")]
    load(ledger, "document_counts", months[0], name="by name")
    load(ledger, "document_counts", months[1] | {"paper_count": 2}, name="by code")
    paid = row(payment_no="F1", department_code="D2", beneficiary_code="教育局", paid_on=date(2014, 3, 5))
    load(ledger, "payments", paid | {"economic_code": "30215", "amount": "1.00"}, name="payments")
    register(ledger, D1="教育局", D2="财政局")

    assert ledger.sql("SELECT record_key, paper_count FROM record.document_counts").rows() == [("D1/2014-03-01", 2)]
    assert ledger.sql("SELECT beneficiary_code FROM record.payments").item() == "D1"


def test_one_file_that_names_a_department_both_ways_says_it_twice(ledger: MemoryLedger) -> None:
    register(ledger, D1="教育局")
    same = load(ledger, "targets", target("教育局"), target("D1"), name="same")
    assert (counts(same), same.rejected) == ((1, 0, 1), 0)

    other = load(ledger, "targets", target("教育局", "2"), target("D1", "3"), name="other")
    assert (counts(other), other.rejected) == ((0, 0, 0), 2)
    assert {reject.code for reject in other.rejects} == {"key.repeated"}


def test_of_two_rows_of_one_file_that_turn_out_to_be_one_record_the_last_is_in_force(ledger: MemoryLedger) -> None:
    load(ledger, "targets", target("D1", "2"), target("教育局", "1"), name="both")
    register(ledger, D1="教育局")
    assert targets(ledger) == [("2014/D1/card_use_min", "D1", 1)]


# Which names are understood


def test_a_name_of_two_departments_or_that_is_a_code_is_none(ledger: MemoryLedger) -> None:
    register(ledger, D1="教育局", D2="同名", D3="同名", D4="D1")
    receipt = load(ledger, "targets", *map(target, ("教育局", "同名", "D4", "无此单位")), name="t")

    assert [key for key, *_rest in targets(ledger)] == [
        "2014/D1/card_use_min", "2014/D4/card_use_min", "2014/同名/card_use_min", "2014/无此单位/card_use_min",
    ]  # fmt: skip
    (doubt,) = receipt.doubts
    assert (doubt.code, doubt.count, set(doubt.examples)) == ("department.unknown", 2, {"同名", "无此单位"})


def test_a_former_name_of_two_departments_is_none(ledger: MemoryLedger) -> None:
    register(ledger, D1="旧名", D2="旧名")
    register(ledger, name="renamed", D1="甲", D2="乙")
    assert load(ledger, "targets", target("旧名"), name="t").doubts[0].examples == ("旧名",)


@pytest.mark.parametrize("said", ["D2-同名", "D2 同名", "D2同名", "[D2]同名", "同名(D2)"])
def test_a_code_with_its_name_is_that_department(ledger: MemoryLedger, said: str) -> None:
    """Though another department has the name; with the name of another one it is none."""
    register(ledger, D1="同名", D2="同名", D3="教育局")
    receipt = load(ledger, "targets", target(said), target("D1-教育局"), name="t")

    assert [key for key, *_rest in targets(ledger)] == ["2014/D1-教育局/card_use_min", "2014/D2/card_use_min"]
    (doubt,) = receipt.doubts
    assert (doubt.code, doubt.examples) == ("department.unknown", ("D1-教育局",))


def test_a_register_may_name_the_parent(ledger: MemoryLedger) -> None:
    parents = [row(department_code="D2", name="二级", parent_code="教育局"), row(department_code="D1", name="教育局")]
    receipt = load(ledger, "departments", *parents, name="d")

    rows = ledger.sql("SELECT department_code, parent_code FROM record.departments ORDER BY 1").rows()
    assert rows == [("D1", None), ("D2", "D1")]
    assert receipt.doubts == ()


def test_a_record_of_an_example_may_name_its_department(ledger: MemoryLedger) -> None:
    ledger.put("departments", [row(department_code="D1", name="教育局")])
    ledger.put("targets", [target("教育局", "1"), target("D2", "3")])
    ledger.put("targets", [target("D1", "2")])
    assert targets(ledger) == [("2014/D1/card_use_min", "D1", 2), ("2014/D2/card_use_min", "D2", 3)]


# Rejects


@pytest.mark.parametrize("is_known", [True, False], ids=["the register before", "the register between"])
@pytest.mark.parametrize(("rejected", "corrected"), [("教育局", "D1"), ("D1", "教育局"), ("教育局", "教育局")])
def test_a_reject_is_closed_by_its_record_however_the_department_is_written(
    ledger: MemoryLedger, rejected: str, corrected: str, is_known: bool
) -> None:
    if is_known:
        register(ledger, D1="教育局", D2="财政局")
    keys = [f"2014/{department}/card_use_min" for department in (rejected, "财政局")]
    refused = [{"row_no": 9 + place, "code": "enum.unknown", "key": key} for place, key in enumerate(keys)]
    load(ledger, "targets", name="wrong", rejects=refused)
    if not is_known:
        register(ledger, D1="教育局", D2="财政局")
    load(ledger, "targets", target(corrected), name="right")
    assert statuses(ledger) == ["closed", "open"]

    ledger.undo("B000003")
    assert statuses(ledger) == ["open", "open"]


def test_departments_of_the_same_file_are_known_to_it(ledger: MemoryLedger) -> None:
    by_name = sheet_of("targets", [target("教育局"), target("D1")], sheet="目标")
    register_ = sheet_of("departments", [row(department_code="D1", name="教育局")], sheet="单位")
    first, _second = ledger.load(workbook(by_name, register_))

    assert (counts(first), first.doubts) == ((1, 0, 1), ())
