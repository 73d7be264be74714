"""What rules may ask of payments, of the years in which they were made and of the invoices behind them."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

DAY = date(2025, 3, 3)


def add(facts, **row):
    number = facts.value("SELECT count(*) FROM record.payments")
    given = {
        "payment_no": f"Z{number}",
        "line_no": 1,
        "department_code": "D1",
        "paid_on": DAY,
        "economic_code": "30201",
    }
    return facts.add("payments", **given | {"amount": 100} | row)


def payment(facts, **row):
    return facts.one("payments", f"row_id = {add(facts, **row)}")


@pytest.mark.parametrize(
    ("row", "mandatory"),
    [
        ({}, True),
        ({"amount": Decimal("0.01")}, True),
        ({"amount": 0}, False),
        ({"amount": -100}, False),
        ({"economic_code": "30101"}, False),
        ({"paid_on": date(2012, 1, 1)}, True),
        ({"paid_on": date(2011, 12, 31)}, False),
    ],
)
def test_a_card_is_mandatory_for_codes_of_the_catalogue_of_the_day(facts, row, mandatory):
    assert payment(facts, **row)["is_card_mandatory"] is mandatory


def test_the_catalogue_is_that_of_the_jurisdictions_in_their_order(facts):
    facts.insert(
        "ref.card_mandatory_catalog", jurisdiction="云南省级", economic_code="30101", effective_from="2025-03-03",
        effective_to="2025-03-04", documents="云政办发〔2010〕43号", provenance="source", assumed_cells="item",
    )  # fmt: skip

    found = payment(facts, economic_code="30101")
    assert (found["is_card_mandatory"], found["card_mandatory_source"]) == (
        True, "云南省级|云政办发〔2010〕43号|assumed",
    )  # fmt: skip
    assert payment(facts, economic_code="30101", paid_on=date(2025, 3, 5))["is_card_mandatory"] is False
    facts.jurisdictions("本区")
    assert payment(facts)["is_card_mandatory"] is False


def test_a_row_for_every_code_gives_way_to_the_codes_own(facts):
    for code, document in (("*", "全部"), ("30201", "本码")):
        facts.insert(
            "ref.card_mandatory_catalog", jurisdiction="本区", economic_code=code, effective_from="2025-01-01",
            documents=document, provenance="own",
        )  # fmt: skip

    assert payment(facts)["card_mandatory_source"] == "本区|本码|own"
    assert payment(facts, economic_code="39999")["card_mandatory_source"] == "本区|全部|own"


@pytest.mark.parametrize(
    ("has_no_terminal", "amount", "small"),
    [
        (True, 200, True),
        (True, Decimal("200.01"), False),
        (False, 200, False),
        (None, 200, None),
        (None, Decimal("200.01"), False),
    ],
)
def test_small_payments_without_a_terminal(facts, has_no_terminal, amount, small):
    assert payment(facts, has_no_terminal=has_no_terminal, amount=amount)["is_small_without_terminal"] is small


@pytest.mark.parametrize(
    ("summary", "payee", "cash_only", "gift", "keyword"),
    [
        (None, None, None, None, None),
        ("办公用品", None, False, False, None),
        (None, "新华书店", None, False, None),
        ("出租车票", "某公司", True, False, None),
        ("充值月饼", None, False, True, "月饼"),  # gifts come before prepaid cards
        ("充值", "礼品公司", False, True, "充值"),  # the summary comes before the payee
        (None, "礼品公司", None, True, "礼品"),
        ("签证费", "签证礼品", True, True, "礼品"),
    ],
)
def test_words_of_summary_and_payee(facts, summary, payee, cash_only, gift, keyword):
    found = payment(facts, summary=summary, payee=payee)

    assert (found["is_cash_only_item"], found["has_gift_word"], found["keyword"]) == (cash_only, gift, keyword)


def test_words_are_found_in_small_and_capital_letters_and_after_cuts(facts):
    facts.keyword(keyword_group="gift", position=10, term="iPhone")
    facts.insert("ref.keyword_cuts", keyword_group="gift", cut="IPHONE维修")

    assert payment(facts, summary="购IPHONE一部")["keyword"] == "iPhone"
    assert payment(facts, summary="iphone维修")["has_gift_word"] is False


@pytest.mark.parametrize(
    ("summary", "code", "text_code", "miscoded"),
    [
        ("县招待所住宿", "30211", None, False),
        ("招待所接待", "30211", "30217", True),
        ("出差住招待所", "30217", None, False),
        ("培训中心会议费", "30216", None, False),
        (None, "30201", None, None),
        ("办公用品", "30201", None, False),
        ("宴请、接待", "30201", "30217", True),
        ("宴请、接待", "30217", "30217", False),
        ("会议费和接待", "30201", None, False),
        ("出境团组", "30211", "30212", True),
    ],
)
def test_a_summary_that_reads_like_one_other_code_is_miscoded(facts, summary, code, text_code, miscoded):
    found = payment(facts, summary=summary, economic_code=code)

    assert (found["text_code"], found["is_miscoded"]) == (text_code, miscoded)


def test_the_paying_department_benefits_where_no_other_is_named(facts):
    assert payment(facts)["beneficiary"] == "D1"
    assert payment(facts, beneficiary_code="D2")["beneficiary"] == "D2"


def line(facts, item, amount, **row):
    number = facts.value("SELECT count(*) FROM record.budgets")
    given = {"document_no": f"Y{number}", "line_no": 1, "fiscal_year": 2025, "department_code": "D1"}
    facts.add("budgets", **given | row, item=item, amount=amount)


def approved(facts, code="30217", **row):
    found = payment(facts, economic_code=code, **row)
    return found["is_public_expense"], found["item_approved"]


def test_what_is_approved_for_the_item_of_a_payment(facts):
    assert approved(facts) == (True, None)
    line(facts, "30201", 5)
    assert approved(facts) == (True, 0)
    assert approved(facts, department_code="D2") == (True, None)
    assert approved(facts, paid_on=date(2024, 3, 3)) == (True, None)
    line(facts, "30217", 7)
    line(facts, "reception", -2, approved_on=date(2025, 6, 1))
    assert approved(facts) == (True, 5)
    assert approved(facts, "30212") == (True, 0)
    assert approved(facts, "30913") == (False, None)
    assert approved(facts, "30201") == (False, None)
    facts.as_of(date(2025, 5, 31))
    assert approved(facts) == (True, 7)


def test_a_budget_of_a_total_leaves_its_parts_open(facts):
    line(facts, "vehicles", 5)
    assert [approved(facts, code)[1] for code in ("30231", "31013", "30217", "30212")] == [None, None, 0, 0]
    line(facts, "30231", 0)
    assert approved(facts, "30231") == (True, 0)
    line(facts, "public_expenses", 9, approved_on=date(2025, 12, 31))
    assert approved(facts) == (True, None)
    facts.as_of(date(2025, 12, 30))
    assert approved(facts) == (True, 0)


def test_a_payment_is_one_row_whatever_is_looked_up_for_it(facts):
    for amount in (1, 2):
        line(facts, "30217", amount)
    add(facts, economic_code="30217", summary="接待礼品月饼充值", payee="礼品公司")

    assert facts.value("SELECT count(*) FROM fact.payments") == 1


def years(facts):
    return {
        (row["fiscal_year"], row["department_code"]): (row["year_paid"], row["q4_paid"], row["december_paid"])
        for row in facts.rows("SELECT * FROM fact.payment_years")
    }


def test_a_year_that_is_over_adds_up_what_was_paid_for_goods_and_capital(facts):
    for month, code, amount in (
        (9, "30201", 1), (10, "30999", 2), (11, "31002", 4), (12, "30201", 8), (12, "30301", 16), (12, "50201", 32),
    ):  # fmt: skip
        add(facts, paid_on=date(2025, month, 1), economic_code=code, amount=amount)
    add(facts, paid_on=date(2026, 12, 1), amount=64)
    add(facts, paid_on=date(2025, 12, 1), department_code="D2", amount=-1)

    assert years(facts) == {(2025, "D1"): (15, 14, 8), (2025, "D2"): (None, None, None)}
    row = facts.one("payment_years", "department_code = 'D1'")
    assert (row["period_start"], row["period_end"]) == (date(2025, 1, 1), date(2025, 12, 31))
    assert len(row["row_ids"]) == 4
    facts.as_of(date(2025, 12, 30))
    assert years(facts) == {}


def invoice(facts, number, **row):
    return add(facts, invoice_no=number, **{"payee": "甲店"} | row)


def invoices(facts, *columns):
    named = ", ".join(columns)
    return {
        row["invoice_no"]: tuple(row[name] for name in columns)
        for row in facts.rows(f"SELECT invoice_no, {named} FROM fact.invoices")
    }


def test_an_invoice_counts_its_vouchers_and_stands_for_its_first_payment(facts):
    ids = [
        invoice(facts, "A1", payment_no="Z9", payee="乙店", department_code="D2"),
        invoice(facts, "A1", payment_no="Z8", payee=None),
        invoice(facts, "A1", payment_no="Z8", line_no=2, paid_on=DAY + timedelta(days=1)),
        invoice(facts, "A1", payment_no="Z1", paid_on=DAY + timedelta(days=2)),
    ]
    invoice(facts, "A1", payment_no="Z0", amount=-1, paid_on=date(2020, 1, 1))
    invoice(facts, "A1", payment_no="Z0", paid_on=date(2026, 1, 1))
    add(facts)

    (row,) = facts.rows("SELECT * FROM fact.invoices")
    assert (row["first_paid_on"], row["payee"], row["department_code"]) == (DAY, None, "D1")
    assert (row["payment_count"], row["amount"], sorted(row["row_ids"])) == (3, 400, ids)


def test_runs_are_of_whole_numbers_of_one_length_payee_department_and_year(facts):
    for number, row in (
        ("0099", {}), ("0100", {}), ("0101", {}), ("0103", {}),
        ("099", {}),
        ("0104", {"payee": "乙店"}), ("0105", {"department_code": "D2"}), ("0106", {"paid_on": date(2024, 1, 1)}),
        ("A107", {}), ("A108", {}),
        ("0201", {"payee": None}), ("0202", {"payee": None}),
        ("9" * 38, {}), ("9" * 37 + "8", {}), ("1" * 39, {}), ("1" * 38 + "2", {}),
    ):  # fmt: skip
        invoice(facts, number, **row)

    runs = {number: length for number, (length,) in invoices(facts, "run_length").items()}
    together = {"0099": 3, "0100": 3, "0101": 3, "9" * 38: 2, "9" * 37 + "8": 2}
    assert runs == dict.fromkeys(runs, 1) | together


def test_runs_agree_with_counting_in_python(facts):
    draw = random.Random(21)
    rows = {
        f"{number:03}": {"payee": draw.choice(["甲", "乙"]), "department_code": draw.choice(["D1", "D2"])}
        for number in draw.sample(range(1000), 700)
    }
    for number, row in rows.items():
        invoice(facts, number, **row)

    groups = defaultdict(set)
    for number, row in rows.items():
        groups[tuple(row.values())].add(int(number))
    expected = {}
    for number, row in rows.items():
        low = high = int(number)
        while low - 1 in groups[tuple(row.values())]:
            low -= 1
        while high + 1 in groups[tuple(row.values())]:
            high += 1
        expected[number] = (high - low + 1,)
    assert invoices(facts, "run_length") == expected
