"""What rules may ask of trainings and lecture fees: quotas by place and class, long trainings, what stays unknown."""

from datetime import date
from decimal import Decimal

import pytest

OWN = {"jurisdiction": "本区", "documents": "本区设定", "provenance": "own", "effective_from": date(2021, 1, 1)}


def training(facts, **row):
    planned = {
        "training_no": "TR1", "starts_on": date(2021, 5, 6), "training_class": "3", "is_in_province": True,
        "trainees": 9, "staff": 1, "days": Decimal(5),
    }  # fmt: skip
    row_id = facts.add("trainings", **planned | row)
    return facts.one("trainings", f"row_id = {row_id}")


def fee(facts, **row):
    planned = {"training_no": "TR1", "lecturer": "李四", "paid_on": date(2021, 5, 6), "title": "professor"}
    row_id = facts.add("lecture_fees", **planned | {"hours": Decimal(4)} | row)
    return facts.one("lecture_fees", f"row_id = {row_id}")


BEFORE = {"starts_on": date(2020, 8, 31)}


@pytest.mark.parametrize(
    ("row", "quota", "source"),
    [
        (BEFORE, 550, "中央|财行〔2016〕540号|source"),
        (BEFORE | {"is_in_province": False, "training_class": "1"}, 760, "中央|财行〔2016〕540号|source"),
        (BEFORE | {"training_class": None}, None, None),
        (BEFORE | {"is_in_province": None}, None, None),  # not even a row for every place
        ({}, 450, "云南省级|云南2020培训费调整|source"),
        ({"training_class": None}, 450, "云南省级|云南2020培训费调整|source"),
        ({"is_in_province": False}, 550, "云南省级|云南2020培训费调整|assumed"),
        ({"is_in_province": False, "training_class": None}, None, None),
        ({"is_in_province": None}, None, None),  # and none of the centre instead
        ({"starts_on": date(2016, 12, 31)}, None, None),
    ],
)
def test_the_quota_of_a_place_and_class(facts, row, quota, source):
    found = training(facts, **row)

    assert (found["quota_total"], found["quota_source"]) == (quota, source)


def test_without_the_province_in_the_chain_the_centre_supplies_the_quota(facts):
    facts.jurisdictions("中央")

    assert training(facts)["quota_total"] == 550


def test_a_row_of_the_district_comes_first_and_an_exact_one_before_one_for_every_class(facts):
    facts.insert("ref.training_quota", **OWN, place="in", training_class="*", total=Decimal(300))
    facts.insert("ref.training_quota", **OWN, place="*", training_class="2", total=Decimal(350))
    facts.insert("ref.training_quota", **OWN, place="in", training_class="1", total=None)

    assert training(facts)["quota_total"] == 300
    assert training(facts, training_class="2")["quota_total"] == 350
    assert training(facts, training_class="1")["quota_total"] is None  # the row is chosen first, then its cell is read
    assert training(facts, is_in_province=False)["quota_total"] == 550
    assert training(facts, starts_on=date(2020, 12, 31))["quota_total"] == 450
    assert facts.value("SELECT count(*) FROM fact.trainings") == 5


@pytest.mark.parametrize(
    ("row", "cap"),
    [
        ({}, 450 * 10 * 5),
        ({"days": Decimal("0.5")}, 450 * 5),
        ({"days": Decimal(30)}, 450 * 10 * 30),
        ({"days": Decimal("30.5")}, 450 * 10 * (30 + Decimal("0.35"))),
        ({"days": Decimal(40)}, 450 * 10 * 37),
        ({"days": Decimal(10) ** 11 + 30}, 450 * 10 * (30 + 7 * 10**10)),
        ({"days": Decimal(0)}, 0),
        ({"days": Decimal(-1)}, None),
        ({"days": None}, None),
        ({"trainees": None}, None),
        ({"staff": None}, None),
        ({"staff": -1}, None),
        ({"trainees": -9}, None),
        ({"trainees": 10**18}, None),  # no cap instead of an error that would end the rule
        ({"training_class": None, "is_in_province": False}, None),
    ],
)
def test_the_cap_is_quota_times_people_times_days_of_which_those_beyond_thirty_count_in_part(facts, row, cap):
    assert training(facts, **row)["quota_cap"] == cap


def test_the_share_of_days_beyond_thirty_is_the_rules_parameter_on_that_day(facts):
    ended = "UPDATE ref.parameters SET effective_to = DATE '2021-05-05'"
    facts.con.execute(f"{ended} WHERE rule = 'TRN-R01' AND parameter = 'over_30_share'")

    assert training(facts, starts_on=date(2021, 5, 5), days=Decimal(40))["quota_cap"] == 450 * 10 * 37
    assert training(facts, days=Decimal(40))["quota_cap"] is None
    assert training(facts, days=Decimal(30))["quota_cap"] == 450 * 10 * 30


@pytest.mark.parametrize(
    ("row", "planned"),
    [
        ({"plan_no": "7"}, True),
        ({"plan_no": "7", "is_planned": False}, True),
        ({"is_planned": True}, True),
        ({"is_planned": False}, False),
        ({}, None),
    ],
)
def test_a_plan_number_counts_as_planned(facts, row, planned):
    assert training(facts, **row)["is_planned_training"] is planned


def test_counts_below_zero_are_not_recorded(facts):
    row = training(facts, trainees=-1, staff=-1, days=Decimal("-0.5"))

    assert (row["trainees"], row["staff"], row["days"]) == (None, None, None)


@pytest.mark.parametrize(
    ("row", "cap"),
    [
        ({"title": "academician"}, 6000),
        ({}, 4000),
        ({"title": "associate"}, 2000),
        ({"title": "other", "hours": Decimal("0.5")}, 250),
        ({"title": None}, None),
        ({"hours": None}, None),
        ({"hours": Decimal(-4)}, None),
        ({"hours": Decimal(0)}, 0),
        ({"paid_on": date(2016, 12, 31)}, None),
        ({"hours": Decimal(10) ** 11}, 10**14),
    ],
)
def test_the_cap_of_a_fee_is_that_of_the_title_times_the_hours(facts, row, cap):
    assert fee(facts, **row)["fee_cap"] == cap


def test_a_cap_of_the_district_comes_first_and_an_exact_title_before_every_title(facts):
    facts.insert("ref.lecture_caps", **OWN, title="*", cap_per_hour=Decimal(300))
    facts.insert("ref.lecture_caps", **OWN, title="professor", cap_per_hour=Decimal(800))

    assert fee(facts)["fee_cap"] == 3200
    assert fee(facts)["fee_source"] == "本区|本区设定|own"
    assert fee(facts, title="other")["fee_cap"] == 1200
    assert fee(facts, title=None)["fee_cap"] == 1200
    assert fee(facts, paid_on=date(2020, 12, 31))["fee_cap"] == 4000
    assert facts.value("SELECT count(*) FROM fact.lecture_fees") == 5
