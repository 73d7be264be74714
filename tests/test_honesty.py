"""What rests on memory or assumption is said to be so: on the page of a rule, and in each finding that used it."""

from datetime import date

import pytest

from costctl.cli.finding_page import print_finding
from costctl.cli.rule_page import print_page
from costctl.ledger.memory import memory_ledger
from costctl.rules.check import check
from costctl.rules.explain import explain
from costctl.rules.findings import explained
from costctl.rules.library import load_rulebook
from costctl.rules.readable import documents_used
from costctl.shipped import shipped

BOOK = load_rulebook(shipped("rules"))
MEETING = {"meeting_no": "M1", "name": "会", "department_code": "D001", "meeting_class": "3", "mode": "in_person"}
TRIP = {"trip_no": "T1", "person_id": "P1", "leg_no": 1, "department_code": "D001", "rank": "other", "nights": 1}


@pytest.fixture(scope="module")
def found():
    """Findings by rule, subject: of some values that are assumed, and of their likes that are not."""
    ledger = memory_ledger(BOOK.reference, digest=BOOK.digest)
    day, next_day = date(2017, 3, 1), date(2017, 3, 2)
    ledger.put("meetings", [
        {**MEETING, "starts_on": day, "ends_on": day, "venue": "泰山大酒店", "venue_city": "泰安市", "delegates": 151,
         "days": 3, "star": 5, "venue_kind": "other", "items": "场地费;鲜花"},
        {**MEETING, "meeting_no": "M2", "starts_on": date(2015, 3, 2), "ends_on": date(2015, 3, 2), "star": 5,
         "venue": "湖滨酒店", "venue_kind": "other"},
    ])  # fmt: skip
    ledger.put("trips", [
        {**TRIP, "trip_no": no, "depart_on": day, "return_on": next_day, "province": "云南", "city": city,
         "lodging_amount": "2000.00"}
        for no, city in (("T1", "昆明市"), ("T2", "安宁市"))
    ])  # fmt: skip
    ledger.put("card_transactions", [
        {"reference_no": no, "card_no": "6282880000000017", "spent_on": day, "merchant_name": "店", "amount": "1000"}
        for no in ("R1", "R2")
    ])  # fmt: skip
    paid = {"line_no": 1, "department_code": "D001", "paid_on": day, "amount": "10.00"}
    ledger.put("payments", [
        {**paid, "payment_no": "P1", "economic_code": "30201", "summary": "公务用车加油卡充值"},
        {**paid, "payment_no": "P2", "economic_code": "30201", "summary": "购月饼"},
    ])  # fmt: skip
    ledger.put("budgets", [{"document_no": "B1", "line_no": 1, "fiscal_year": 2017, "department_code": "D001",
                            "item": "travel", "amount": "1.00"}])  # fmt: skip
    check(ledger, BOOK, as_of=date(2017, 12, 31))
    return {(one.rule, one.subject): one for one in explained(ledger)}


ASSUMED = [
    ("MTG-R04", "M1", True),  # the words for the areas
    ("MTG-R02", "M1", True),  # four stars, after the text that said so
    ("MTG-R02", "M2", False),  # while it was in force
    ("MTG-R05", "M1", False),  # the words of the text itself
    ("BUD-R04", "P1/1", True),  # that these words mean that code
    ("PRE-R01", "P2/1", False),
    ("MTG-Q03", "M1", False),
    ("MTG-Q05", "M1", False),
    ("TRV-R01", "T1/P1/1", False),
    ("TRV-R01", "T2/P1/1", True),  # that 安宁市 counts as 昆明市
    ("CARD-R09", "R1", True),  # the approval line
]


@pytest.mark.parametrize(("rule", "subject", "is_assumed"), ASSUMED)
def test_a_finding_says_whether_a_value_it_used_is_assumed(found, rule, subject, is_assumed, capsys):
    one = found[rule, subject]

    print_finding(one, BOOK, {}, "zh", is_outdated=False)

    assert one.rests_on_assumed == is_assumed
    printed = "".join(capsys.readouterr().out.split())
    assert ("所用数值有暂定的(未见文件)" in printed) == is_assumed
    assert ("规则的施行日期是暂定的(未见文件)" in printed) == BOOK.rules[rule].assumed
    assert any("暂定" in name for name in documents_used(BOOK, one, "zh")["provenance_name"].drop_nulls()) == is_assumed


def test_a_document_whose_number_is_from_memory_is_said_to_be_so(found):
    rows = documents_used(BOOK, found["BUD-R01", "2017/D001/travel"], "en")

    said = dict(rows.select("document", "provenance_name").iter_rows())
    assert said["中发〔2013〕13号"] == "assumed, no text seen, number assumed"


@pytest.mark.parametrize(
    ("rule", "day", "words"),
    [
        ("MTG-R02", date(2017, 1, 1), ["4,自 2016-06-29 起", "暂定,未见文件"]),
        ("MTG-Q04", date(2017, 1, 1), ["暂定的栏目 工作人员比例上限、定点星级上限"]),
        ("CARD-R09", date(2017, 1, 1), ["审批线 (approval_line)", "暂定,未见文件"]),
        ("DIS-R01", date(2017, 1, 1), ["允许差额 (tolerance)", "产品定义 · 推算"]),
        ("BUD-R01", date(2017, 1, 1), ["暂定"]),
        ("MTG-R04", date(2017, 1, 1), ["其中 21 行有暂定的内容"]),
    ],
)
def test_the_page_of_a_rule_says_which_values_are_assumed(rule, day, words, capsys):
    print_page(explain(BOOK, rule, day), BOOK, "zh")

    printed = "".join(capsys.readouterr().out.split())
    assert [word for word in words if "".join(word.split()) not in printed] == []


def test_a_page_counts_the_assumed_rows_of_a_long_table():
    (caps,) = (used for used in explain(BOOK, "TRV-R01", date(2017, 1, 1)).tables if used.name == "place_aliases")

    assert caps.rows is None
    assert 0 < caps.assumed < caps.rows_in_force


def test_every_rule_that_looks_values_up_says_which_it_used():
    """But for what a list does not have, and for lists that only say which records count."""
    silent = {"BUD-R01", "CARD-R08", "CARD-R10", "OVS-R01"}
    looking_up = {rule.id for rule in BOOK.rules.values() if any(
        "provenance" in BOOK.tables[table].columns or table == "items" for table in rule.tables
    )}  # fmt: skip

    assert {rule for rule in looking_up if BOOK.rules[rule].check.value_source is None} == silent
