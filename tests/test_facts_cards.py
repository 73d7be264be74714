"""What rules may ask of card transactions and of the days on which one card bought at one merchant."""

import random
from collections import defaultdict
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from costctl.dates import EARLIEST

DAY = date(2025, 3, 3)


def add(facts, amount, **row):
    given = {"card_id": "h:1", "card_last4": "0001", "merchant_name": "文具店", "spent_on": DAY}
    return facts.add("card_transactions", **given | row, amount=Decimal(amount))


def transaction(facts, amount="100.00", **row):
    return facts.one("card_transactions", f"row_id = {add(facts, amount, **row)}")


def register(facts, card_id="h:1", person_id="P1", *, links=(), **person):
    facts.add("cards", card_id=card_id, card_last4="0001", person_id=person_id, department_code="D009")
    for link in (card_id, *links):
        facts.insert("record.card_links", card_id=link, registered_id=card_id)
    if person:
        facts.add("people", person_id=person_id, **person)


@pytest.mark.parametrize(
    ("row", "kind", "charge_cash_claimable"),
    [
        ({"amount": "1.00"}, "purchase", (True, False, True)),
        ({"amount": "-1.00"}, "refund", (False, False, False)),
        ({"amount": "0.00"}, "purchase", (False, False, False)),
        ({"amount": "-1.00", "transaction_type": "refund"}, "refund", (False, False, False)),
        ({"amount": "1.00", "transaction_type": "cash_withdrawal"}, "cash_withdrawal", (True, True, False)),
        ({"amount": "-1.00", "transaction_type": "cash_withdrawal"}, "cash_withdrawal", (False, False, False)),
        ({"amount": "1.00", "mcc": "6011"}, "purchase", (True, True, False)),
        ({"amount": "-1.00", "mcc": "6011"}, "refund", (False, False, False)),
        ({"amount": "1.00", "mcc": "5812"}, "purchase", (True, False, True)),
        ({"amount": "1.00", "mcc": "6011", "transaction_type": "fee"}, "fee", (False, False, False)),
        ({"amount": "-1.00", "transaction_type": "repayment"}, "repayment", (False, False, False)),
    ],
)  # fmt: skip
def test_kinds_of_transactions(facts, row, kind, charge_cash_claimable):
    found = transaction(facts, **row)

    assert found["kind"] == kind
    assert (found["is_charge"], found["is_cash"], found["is_claimable"]) == charge_cash_claimable


@pytest.mark.parametrize(
    ("refund", "refunded"),
    [
        ({}, True),
        ({"spent_on": DAY + timedelta(days=40)}, True),
        ({"spent_on": DAY - timedelta(days=1)}, False),
        ({"spent_on": date(2026, 1, 1)}, False),  # after the day of the run
        ({"spent_on": None, "posted_on": DAY}, False),
        ({"card_id": "h:2"}, False),
        ({"card_id": None}, False),
        ({"card_id": "m:0001"}, True),  # a masked number of the same registered card
        ({"merchant_name": "书店"}, False),
        ({"merchant_name": None}, False),
        ({"amount": "-99.99"}, False),
        ({"transaction_type": "repayment"}, False),
        ({"transaction_type": None}, True),
    ],
)
def test_a_refund_is_of_the_same_card_merchant_and_amount_and_not_earlier(facts, refund, refunded):
    register(facts, links=["m:0001"])
    add(facts, **{"amount": "-100.00", "transaction_type": "refund"} | refund)

    found = transaction(facts)

    assert (found["is_refunded"], found["is_claimable"]) == (refunded, not refunded)


def test_a_purchase_without_a_merchant_name_is_never_matched(facts):
    add(facts, "-100.00", merchant_name=None)

    assert transaction(facts, merchant_name=None)["is_refunded"] is False


@pytest.mark.parametrize(
    ("row", "as_of", "days"),
    [
        ({"due_on": date(2025, 4, 25), "claimed_on": date(2025, 4, 27)}, date(2025, 12, 31), 2),
        ({"due_on": date(2025, 4, 25), "claimed_on": date(2025, 4, 27)}, date(2025, 4, 26), 1),
        ({"due_on": date(2025, 4, 25)}, date(2025, 4, 20), -5),
        ({"claimed_on": date(2025, 4, 27)}, date(2025, 12, 31), None),
    ],
)
def test_days_past_due_to_the_claim_or_the_day_of_the_run(facts, row, as_of, days):
    facts.as_of(as_of)

    assert transaction(facts, **row)["days_past_due"] == days


@pytest.mark.parametrize(
    ("person", "card_id", "after"),
    [
        ({"left_on": DAY - timedelta(days=1)}, "h:1", True),
        ({"left_on": DAY}, "h:1", False),
        ({"name": "在岗"}, "h:1", False),
        ({}, "h:1", None),  # the holder is not in the register
        ({"left_on": DAY - timedelta(days=1)}, "h:9", None),  # the card is not registered
        ({"left_on": DAY - timedelta(days=1)}, "m:0001", True),
        ({"left_on": DAY - timedelta(days=1)}, None, None),
    ],
)
def test_use_after_leaving_needs_a_known_card_and_person(facts, person, card_id, after):
    register(facts, links=["m:0001"], **person)

    assert transaction(facts, card_id=card_id)["is_after_leaving"] is after


def test_without_a_day_only_a_holder_in_post_is_known_not_to_have_left(facts):
    register(facts, left_on=DAY)

    assert transaction(facts, spent_on=None, posted_on=DAY)["is_after_leaving"] is None


def test_the_department_is_its_own_else_the_cards(facts):
    register(facts)

    assert transaction(facts)["department_code"] == "D009"
    assert transaction(facts, department_code="D001")["department_code"] == "D001"
    assert transaction(facts, card_id="h:9")["department_code"] is None


@pytest.mark.parametrize(
    ("trips", "on", "away"),
    [
        ([(DAY, DAY)], DAY, True),
        ([(DAY - timedelta(days=3), DAY - timedelta(days=1)), (DAY - timedelta(days=9), DAY)], DAY, True),
        ([(DAY - timedelta(days=3), DAY - timedelta(days=1))], DAY, False),
        ([(DAY, DAY - timedelta(days=1))], DAY, False),
        ([], DAY, False),
        ([(DAY, date(9999, 12, 31))], date(2025, 12, 31), True),
        ([(DAY, date(9999, 12, 31))], date(2026, 1, 1), False),
        ([(EARLIEST, EARLIEST)], EARLIEST, True),
        ([(EARLIEST, EARLIEST)], EARLIEST + timedelta(days=1), False),
        ([(EARLIEST, DAY)], EARLIEST - timedelta(days=1), False),
        ([(DAY, DAY)], None, None),
        (None, DAY, None),
    ],
)
def test_a_holder_is_on_a_trip_from_departure_to_return(facts, trips, on, away):
    register(facts)
    if trips is not None:
        facts.keep("trips")
    for number, (start, end) in enumerate(trips or []):
        facts.add("trips", trip_no=f"T{number}", person_id="P1", depart_on=start, return_on=end)

    assert transaction(facts, spent_on=on)["is_on_trip"] is away


BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def leg(facts, depart_on=BEFORE, return_on=AFTER, city="大理州", person_id="P1"):
    number = facts.value("SELECT count(*) FROM record.trips")
    facts.add("trips", trip_no=f"T{number}", person_id=person_id, depart_on=depart_on, return_on=return_on, city=city)


def homes(facts, *names):
    facts.con.execute("UPDATE ref.settings SET home_places = ?", [list(names)])


@pytest.mark.parametrize(
    ("trips", "on", "mid"),
    [
        ([(BEFORE, AFTER)], DAY, True),
        ([(DAY, AFTER)], DAY, False),  # the day of departure
        ([(BEFORE, DAY)], DAY, False),  # the day of return
        ([(BEFORE, DAY), (DAY, AFTER)], DAY, False),  # from one place on to the next
        ([(AFTER, BEFORE)], DAY, False),
        ([(BEFORE, date(9999, 12, 31))], date(2025, 12, 31), True),
        ([], DAY, False),
        (None, DAY, None),
        ([(BEFORE, AFTER)], None, None),
    ],
)
def test_a_holder_is_away_on_the_days_between_departure_and_return(facts, trips, on, mid):
    register(facts)
    if trips is not None:
        leg(facts, person_id="P2")
    for start, end in trips or []:
        leg(facts, start, end)

    assert transaction(facts, spent_on=on)["is_mid_trip"] is mid


def test_whoever_holds_an_unregistered_card_is_not_known_to_be_away(facts):
    register(facts)
    leg(facts)

    found = transaction(facts, card_id="h:9", merchant_city="昆明市")

    assert (found["is_mid_trip"], found["is_trip_city"]) == (None, None)


@pytest.mark.parametrize(
    ("cities", "merchant_city", "is_trip_city"),
    [
        (["大理州"], "大理市", True),
        (["大理州"], "云南省大理白族自治州", True),
        (["香格里拉市"], "香格里", True),  # the shorter may be in either
        (["大理州"], "昆明市", False),
        (["大理州"], "澄湖区政府路", True),  # at home
        (["大理州"], "云水", True),
        (["大理州"], None, None),
        (["大理州", "Lijiang"], "LIJIANG CN", True),
        (["大理州", None], "大理市", True),
        (["大理州", None], "昆明市", None),  # it may be the place that was not recorded
        ([None], "云水市", True),
        ([], "昆明市", False),
        ([], "云水市", True),
        ([], None, None),
    ],
)
def test_a_city_of_the_trip_or_at_home(facts, cities, merchant_city, is_trip_city):
    homes(facts, "澄湖区", "云水市")
    register(facts)
    facts.keep("trips")
    for city in cities:
        leg(facts, city=city)
    leg(facts, city="昆明市", return_on=DAY)
    leg(facts, city="昆明市", person_id="P2")

    assert transaction(facts, merchant_city=merchant_city)["is_trip_city"] is is_trip_city


def test_without_home_places_only_a_city_of_the_trip_is_known(facts):
    register(facts)
    leg(facts)

    for names in [(), None]:
        homes(facts, *names) if names is not None else facts.con.execute("UPDATE ref.settings SET home_places = NULL")
        assert transaction(facts, merchant_city="大理市")["is_trip_city"] is True
        assert transaction(facts, merchant_city="昆明市")["is_trip_city"] is None


def test_charges_on_trips_agree_with_comparing_every_leg(facts):
    """Random legs and charges, each charge held against every leg of its holder once more in Python."""
    draw = random.Random(104)
    cities = {"大理州": "大理", "丽江市": "丽江", "昆明市": "昆明", "澄湖区": "澄湖", None: None}
    homes(facts, "澄湖区")
    for holder in "123":
        register(facts, f"h:{holder}", f"P{holder}")
    legs = []
    for _ in range(60):
        start = DAY + timedelta(days=draw.randrange(40))
        legs.append((f"P{draw.randrange(1, 5)}", start, start + timedelta(days=draw.randrange(-1, 6)),
                     draw.choice(list(cities))))  # fmt: skip
        leg(facts, start, legs[-1][2], legs[-1][3], legs[-1][0])
    charges = [
        {
            "transaction_key": str(number),
            "card_id": f"h:{draw.randrange(1, 5)}",
            "spent_on": DAY + timedelta(days=draw.randrange(45)),
            "amount": Decimal(1),
            "merchant_city": draw.choice(["大理", "丽江市", "昆明", "澄湖区", "玉溪市", None]),
        }
        for number in range(600)
    ]
    facts.load("card_transactions", charges)

    def expected(charge):
        holder = {"h:1": "P1", "h:2": "P2", "h:3": "P3"}.get(charge["card_id"])
        away = [city for who, start, end, city in legs if who == holder and start < charge["spent_on"] < end]
        written = charge["merchant_city"]
        if written and any(stem in written for stem in ["澄湖", *(cities[city] for city in away if city)]):
            fits = True
        else:
            fits = None if written is None or None in away else False
        return (bool(away) if holder else None, fits)

    found = facts.rows("SELECT transaction_key AS key, is_mid_trip, is_trip_city FROM fact.card_transactions")

    assert {row["key"]: (row["is_mid_trip"], row["is_trip_city"]) for row in found} == {
        charge["transaction_key"]: expected(charge) for charge in charges
    }
    assert {row["is_trip_city"] for row in found if row["is_mid_trip"]} == {True, False, None}


@pytest.mark.parametrize(
    ("day", "rest"),
    [(date(2025, 1, 26), False), (date(2025, 1, 28), True), (date(2004, 1, 1), True), (date(2027, 1, 1), None),
     (date(2003, 1, 1), None), (None, None)],
)  # fmt: skip
def test_rest_days_by_the_calendar(facts, day, rest):
    assert transaction(facts, spent_on=day)["is_rest_day"] is rest


def test_rest_days_entered_by_the_bureau_with_a_gap_to_the_calendar(facts):
    facts.insert("ref.calendar_days", day=date(2027, 5, 1), is_working_day=False)

    assert transaction(facts, spent_on=date(2027, 5, 1))["is_rest_day"] is True
    assert transaction(facts, spent_on=date(2027, 4, 30))["is_rest_day"] is None


def test_another_currency_has_no_amount_in_the_ledgers(facts):
    assert transaction(facts, currency="USD")["ledger_amount"] is None
    assert transaction(facts, currency="CNY")["ledger_amount"] == 100


def test_claimed_is_any_trace_of_a_claim(facts):
    assert [
        transaction(facts, **row)["is_claimed"]
        for row in ({}, {"claim_no": "T1"}, {"claimed_on": DAY}, {"claimed_amount": Decimal(0)})
    ] == [False, True, True, True]


@pytest.mark.parametrize(
    ("row", "claimed"),
    [
        ({}, 0),
        ({"claim_no": "T1"}, None),
        ({"claimed_on": DAY}, None),
        ({"claimed_amount": Decimal("99.50")}, Decimal("99.50")),
        ({"claim_no": "T1", "claimed_amount": 0}, 0),
    ],
)
def test_what_is_claimed_is_nothing_without_a_trace_of_a_claim(facts, row, claimed):
    assert transaction(facts, **row)["claimed"] == claimed


@pytest.mark.parametrize(
    ("mcc", "merchant", "dining", "private"),
    [
        (None, None, None, None),
        ("5812", None, True, False),
        ("5813", "文具店", True, True),
        ("5411", "滇味餐厅", False, True),
        (None, "滇味餐厅", True, False),
        (None, "文具店", False, False),
        ("9999", None, False, False),
        (None, "某某ktv", False, True),
        (None, "足浴", False, True),
        ("9999", "母婴用品", False, True),
        (None, "工会所属书店", False, False),
        (None, "工会所会所", False, True),
        (None, "商会所属书店", False, False),
        (None, "浙商会所", False, True),
        (None, "健身器材店", False, True),
        (None, "红楼酒楼", True, False),
    ],
)
def test_merchants_by_their_code_and_their_name(facts, mcc, merchant, dining, private):
    """Dining goes by the code where there is one; a private merchant by either. 工会所 is no 会所."""
    found = transaction(facts, mcc=mcc, merchant_name=merchant)

    assert (found["is_dining"], found["is_private_merchant"]) == (dining, private)


CLAIMABLE = {"30211": "trips", "30215": "meetings", "30216": "trainings"}


@pytest.mark.parametrize("code", CLAIMABLE)
def test_a_claim_is_matched_by_a_record_of_its_kind_whatever_its_date(facts, code):
    records = {
        "30211": ("trips", {"trip_no": "N1", "person_id": "P1", "leg_no": 1, "depart_on": date(2030, 1, 1)}),
        "30215": ("meetings", {"meeting_no": "N1", "starts_on": date(2030, 1, 1)}),
        "30216": ("trainings", {"training_no": "N1", "starts_on": date(2030, 1, 1)}),
    }
    claim = {"claim_no": "N1", "economic_code": code}
    for other, kind in CLAIMABLE.items():
        if other != code:
            facts.keep(kind)
            facts.add(records[other][0], **records[other][1])
    assert transaction(facts, **claim)["is_claim_matched"] is None
    facts.keep(CLAIMABLE[code])
    assert transaction(facts, **claim)["is_claim_matched"] is False
    facts.add(records[code][0], **records[code][1])
    assert transaction(facts, **claim)["is_claim_matched"] is True
    assert transaction(facts, **claim | {"claim_no": "N2"})["is_claim_matched"] is False


@pytest.mark.parametrize(
    ("claim_no", "code", "matched"),
    [(None, "30215", False), (None, None, False), ("N1", "30201", False), ("N1", "30217", None), ("N1", None, None)],
)
def test_a_claim_that_can_match_nothing(facts, claim_no, code, matched):
    assert transaction(facts, claim_no=claim_no, economic_code=code)["is_claim_matched"] is matched


def test_a_trip_of_several_legs_is_one_match(facts):
    for leg in (1, 2):
        facts.add("trips", trip_no="N1", person_id="P1", leg_no=leg, depart_on=DAY, return_on=DAY)
    transaction(facts, claim_no="N1", economic_code="30211")

    assert facts.value("SELECT count(*) FROM fact.card_transactions") == 1


def test_twins_agree_with_comparing_every_pair(facts):
    """Charges of few cards, days and amounts, compared once more two by two."""
    draw = random.Random(6)
    register(facts, links=["m:0001"])
    rows = [
        {
            "transaction_key": f"K{number}",
            "card_id": draw.choice(["h:1", "m:0001", "h:2", None]),
            "merchant_name": draw.choice(["甲", "乙", None]),
            "spent_on": draw.choice([DAY, DAY + timedelta(days=1), None]),
            "spent_at": draw.choice([time(8, 0), time(9, 0), time(9, 0), None]),
            "amount": draw.choice([Decimal("10.00"), Decimal("10.00"), Decimal("-10.00")]),
            "transaction_type": draw.choice([None, "purchase", "cash_withdrawal", "fee"]),
            "claim_no": draw.choice(["B1", "B2", None]),
        }
        for number in range(200)
    ]
    facts.load("card_transactions", rows)

    def card(row):
        return "h:1" if row["card_id"] == "m:0001" else row["card_id"]

    def is_charge(row):
        return row["amount"] > 0 and row["transaction_type"] != "fee"

    def are_twins(row, other):
        same = [(card(one), one["spent_on"], one["amount"], one["merchant_name"]) for one in (row, other)]
        claims = {row["claim_no"], other["claim_no"]}
        return (
            same[0] == same[1] and None not in same[0] and is_charge(other) and None not in claims and len(claims) == 2
        )

    expected = {}
    for row in rows:
        twins = [other for other in rows if other is not row and is_charge(row) and are_twins(row, other)]
        same = [other for other in twins if None is not other["spent_at"] == row["spent_at"]]
        unknown = [other for other in twins if None in (row["spent_at"], other["spent_at"])]
        expected[row["transaction_key"]] = len(same) if same or not unknown else None
    found = facts.rows("SELECT transaction_key, twin_count FROM fact.card_transactions")
    assert {row["transaction_key"]: row["twin_count"] for row in found} == expected
    assert {0, None} < set(expected.values())


def test_two_cards_of_one_person_with_the_same_digits_have_two_keys(facts):
    for card_id in ("h:1", "h:2"):
        facts.add("cards", card_id=card_id, card_last4="0001", person_id="P/1")
    facts.add("cards", card_id="h:3", card_last4="0002", person_id="P/1", opened_on=DAY)

    rows = facts.rows("SELECT card_key, registered_on FROM fact.cards ORDER BY row_id")

    assert [row["card_key"] for row in rows] == ["0001/P%2F1", "0001/P%2F1#2", "0002/P%2F1"]
    assert [row["registered_on"] for row in rows] == [date(2007, 1, 1), date(2007, 1, 1), DAY]


def days(facts):
    return facts.rows(
        "SELECT transaction_key AS key, purchase_count AS n, largest_purchase AS top, purchase_total AS total,"
        " list_sort(row_ids) AS rows FROM fact.card_merchant_days ORDER BY 1"
    )


def test_a_day_counts_purchases_and_takes_refunds_from_its_total(facts):
    ids = [add(facts, amount, transaction_key=key) for amount, key in [("100", "b"), ("50", "a"), ("-30", "0")]]
    add(facts, "200", mcc="6011")
    add(facts, "5", transaction_type="fee")
    add(facts, "0")

    assert days(facts) == [{"key": "a", "n": 2, "top": 100, "total": 120, "rows": ids}]


def test_a_day_of_refunds_alone_is_no_row(facts):
    add(facts, "-30")

    assert days(facts) == []


def test_what_makes_a_day_unknown(facts):
    add(facts, "1", transaction_key="no card 1", card_id=None)
    add(facts, "1", transaction_key="no card 2", card_id=None)
    add(facts, "1", transaction_key="no merchant 1", merchant_name=None)
    add(facts, "2", transaction_key="no merchant 2", merchant_name=None)
    add(facts, "1", transaction_key="refund in dollars", merchant_name="书店")
    add(facts, "-1", currency="USD", merchant_name="书店")
    add(facts, "1", transaction_key="no day", spent_on=None)

    assert {row["key"]: (row["n"], row["top"], row["total"]) for row in days(facts)} == {
        "no card 1": (None, None, None),
        "no card 2": (None, None, None),
        "no merchant 1": (2, 2, None),
        "refund in dollars": (1, None, None),
        "no day": (1, 1, 1),
    }


def test_a_masked_number_of_a_registered_card_is_the_same_card(facts):
    register(facts, links=["m:0001"])
    add(facts, "1")
    add(facts, "2", card_id="m:0001")
    add(facts, "4", card_id="m:____")

    assert sorted(row["n"] for row in days(facts)) == [1, 2]


def test_days_and_refunds_agree_with_counting_in_python(facts):
    """Random statements, grouped and matched once more row by row."""
    draw = random.Random(63)
    rows = [
        {
            "transaction_key": f"K{draw.randrange(10**9)}-{number}",
            "card_id": draw.choice(["h:1", "h:2", "h:3", None]),
            "merchant_name": draw.choice(["甲", "乙", "丙", None]),
            "spent_on": draw.choice([None, *(DAY + timedelta(days=count) for count in range(4))]),
            "spent_at": time(8, 0),
            "amount": draw.choice([Decimal(amount) for amount in ("10.00", "20.00", "-10.00", "-20.00", "0.00")]),
            "currency": draw.choice([None, "CNY", None, None, "USD"]),
            "transaction_type": draw.choice([None, "purchase", "refund", "fee", "cash_withdrawal", "repayment"]),
            "mcc": draw.choice([None, None, "6011"]),
        }
        for number in range(700)
    ]
    facts.load("card_transactions", rows)

    def is_refund(row):
        kind = row["transaction_type"] or "purchase"
        return kind == "refund" or (kind == "purchase" and row["amount"] < 0)

    def is_purchase(row):
        return (row["transaction_type"] or "purchase") == "purchase" and row["amount"] > 0 and row["mcc"] != "6011"

    groups = defaultdict(list)
    for row in rows:
        if is_refund(row) or is_purchase(row):
            alone = row["transaction_key"] if row["card_id"] is None else ""
            groups[row["card_id"], alone, row["merchant_name"], row["spent_on"]].append(row)
    expected = {}
    for (card, _, merchant, _), group in groups.items():
        bought = [row for row in group if is_purchase(row)]
        if bought:
            known = card is not None and all(row["currency"] != "USD" for row in group)
            expected[min(row["transaction_key"] for row in bought)] = (
                len(bought) if card is not None else None,
                max(row["amount"] for row in bought) if known else None,
                sum(row["amount"] for row in group) if known and merchant is not None else None,
            )
    refunded = {
        row["transaction_key"]
        for row in rows
        for other in rows
        if is_refund(other)
        and other["amount"] == -row["amount"]
        and None not in (row["card_id"], row["merchant_name"], row["spent_on"], other["spent_on"])
        and (other["card_id"], other["merchant_name"]) == (row["card_id"], row["merchant_name"])
        and other["spent_on"] >= row["spent_on"]
    }

    assert {row["key"]: (row["n"], row["top"], row["total"]) for row in days(facts)} == expected
    found = facts.rows("SELECT transaction_key FROM fact.card_transactions WHERE is_refunded")
    assert {row["transaction_key"] for row in found} == refunded
    assert facts.value("SELECT count(*) FROM fact.card_transactions") == len(rows)
