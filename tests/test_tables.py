"""The shipped tables agree with themselves, with each other and, where the facts are at hand, with the facts."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from costctl.disclosure.figures import QUANTITIES
from costctl.records import kinds
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.facts_db import Facts
from tests.facts_files import facts, normal, number
from tests.lodging_by_night import stem

RANKS = {"部级": "minister", "省级": "minister", "司局级": "bureau", "厅局级": "bureau", "其他": "other"}
PROVINCES = 31


@pytest.fixture(scope="module")
def book():
    return load_rulebook(shipped("rules"))


def rows(book, table):
    return book.reference[table].to_dicts()


def test_the_rule_book_has_no_problems(book):
    assert [problem.say("en") for problem in book.problems] == []
    assert len(book.rules) >= 20


def test_no_two_rows_of_one_key_are_in_force_on_one_day(book):
    for name, table in book.tables.items():
        seen = defaultdict(list)
        for row in rows(book, name):
            seen[tuple(row[column] for column in table.key)].append(
                (row["effective_from"], row["effective_to"] or date.max) if table.dated else (date.min, date.max)
            )
        for key, periods in seen.items():
            for (start, end), (following, _) in pairwise([*sorted(periods), (None, None)]):
                assert start <= end, (name, key)
                assert following is None or end < following, (name, key)


def test_every_row_cites_documents_of_the_register_and_a_known_provenance(book):
    for name, table in book.tables.items():
        for row in rows(book, name):
            if table.cites:
                assert set(row["documents"].split(";")) <= book.documents.keys(), (name, row)
                assert set((row["assumed_cells"] or "").split(";")) <= {"", *table.columns}, (name, row)
            if "provenance" in table.columns:
                assert row["provenance"] in ("source", "derived", "assumed"), (name, row)
            if "documents" in table.columns and row["provenance"] == "source":
                assert row["documents"], (name, row)


def test_documents_have_numbers_titles_and_no_addresses(book):
    for number_, document in book.documents.items():
        assert document["title"]
        assert not re.search(r"https?:|www\.|\bS\d\d|memory", number_ + str(document))


def test_places_and_provinces_of_the_lodging_table_are_consistent(book):
    places = defaultdict(set)
    for row in rows(book, "lodging_caps"):
        places[row["province"]].add(row["place"])
    assert len(places) == PROVINCES
    for province, names in places.items():
        stems = [stem(name) for name in names if name not in ("全域", "全省", "全市", "其他地区")]
        assert len(stems) == len(set(stems)), province
    for alias in rows(book, "place_aliases"):
        assert alias["place"] in places[alias["province"]]
        assert alias["written_as"] not in places[alias["province"]]


def test_every_autonomous_prefecture_of_the_lodging_table_is_known_by_its_full_name(book):
    full = {
        (alias["province"], alias["place"])
        for alias in rows(book, "place_aliases")
        if alias["written_as"].endswith("自治州") and alias["written_as"].startswith(alias["place"][0])
    }
    listed = {
        (row["province"], row["place"])
        for row in rows(book, "lodging_caps")
        if row["place"].endswith("州") and not row["place"].endswith("自治州")
    }

    assert len(listed) == 23
    assert listed <= full


def test_seasons_have_both_ends_and_a_cap_and_places_have_one_plain_cap(book):
    plain = defaultdict(set)
    for row in rows(book, "lodging_caps"):
        ends = (row["peak_from"], row["peak_to"])
        if row["peak_no"] > 0:
            assert all(re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", end) for end in ends), row
            assert row["peak_cap_yuan"] > row["cap_yuan"], row
        else:
            assert (*ends, row["peak_cap_yuan"]) == (None, None, None), row
        plain[row["jurisdiction"], row["province"], row["place"], row["rank"], row["effective_from"]].add(
            row["cap_yuan"]
        )
    assert all(len(caps) == 1 for caps in plain.values())


def test_every_place_has_a_cap_for_every_rank(book):
    ranks = defaultdict(set)
    for row in rows(book, "lodging_caps"):
        ranks[row["jurisdiction"], row["province"], row["place"], row["effective_from"]].add(row["rank"])
    assert {frozenset(found) for found in ranks.values()} == {frozenset({"minister", "bureau", "other"})}


def test_kinds_classes_and_ranks_of_tables_are_those_of_the_records(book):
    trips = kinds()["trips"]
    kinds_of_transport = set(trips.column("transport_kind").values.values())
    classes = set(trips.column("transport_class").values.values()) | {"*"}
    assert {row["transport_kind"] for row in rows(book, "transport_levels")} == kinds_of_transport
    assert {row["transport_class"] for row in rows(book, "transport_levels")} == classes
    assert {row["transport_kind"] for row in rows(book, "transport_class")} == kinds_of_transport
    assert {row["rank"] for row in rows(book, "transport_class")} == {*trips.column("rank").values.values(), "*"}
    classes_of_meetings = set(kinds()["meetings"].column("meeting_class").values.values())
    assert {row["meeting_class"] for row in rows(book, "meeting_quota")} == classes_of_meetings


def test_titles_and_quantities_of_tables_are_those_of_the_records(book):
    def values(kind, column):
        return set(kinds()[kind].column(column).values.values())

    assert {row["title"] for row in rows(book, "lecture_caps")} == values("lecture_fees", "title")
    assert {row["training_class"] for row in rows(book, "training_quota")} == values("trainings", "training_class") | {
        "*"
    }
    items = {row["item"] for row in rows(book, "items")}
    shown = {row["figure"] for row in rows(book, "disclosure_layout")} - {None}
    assert shown <= items | set(QUANTITIES)
    assert set(QUANTITIES) <= shown
    assert {name for name in QUANTITIES if not name.startswith("foreign")} <= set(kinds()["disclosures"].names)


def test_every_target_belongs_to_one_metric_or_to_one_by_each_method(book):
    held = [(metric.target, metric.method) for metric in book.metrics.values() if metric.target]
    targets = kinds()["targets"].column("metric").values.values()

    by_method = [("card_use_min", "A"), ("card_use_min", "B")]
    assert sorted(held, key=str) == sorted(
        [*((one, None) for one in targets if one != "card_use_min"), *by_method], key=str
    )
    assert all(name.startswith(one.target[:-4]) for name, one in book.metrics.items() if one.target)


def test_metrics_are_under_a_control_and_rest_on_kinds(book):
    assert {metric.control for metric in book.metrics.values()} <= book.controls.keys()
    assert {kind for metric in book.metrics.values() for kind in metric.kinds} <= kinds().keys()
    assert all(metric.kinds for metric in book.metrics.values() if metric.form == "count")
    assert {name for name, metric in book.metrics.items() if metric.form == "growth"} == {"public_expenses_growth"}


def test_items_codes_and_totals_belong_together(book):
    items = {row["item"]: row for row in rows(book, "items")}
    codes = {row["code"] for row in rows(book, "economic_codes")}
    assert all(row["title_en"].isascii() for row in rows(book, "economic_codes"))
    assert {row["control"] for row in items.values()} <= book.controls.keys()
    assert {row["item"] for row in rows(book, "item_codes")} <= items.keys()
    assert {row["code"] for row in rows(book, "item_codes")} <= codes
    totals = {row["total"] for row in rows(book, "item_parts")}
    assert totals == {item for item, row in items.items() if row["row_kind"] == "total"}
    assert {row["part"] for row in rows(book, "item_parts")} <= items.keys() - {"card"}
    assert all(row["source_kinds"] for row in items.values() if row["row_kind"] != "total")
    words = {item: (word.zh, word.en.lower()) for item, word in book.glossary.words["item"].items()}
    assert {row["item"]: (row["title_zh"], row["title_en"].lower()) for row in items.values()}.items() <= words.items()


def test_the_glossary_names_every_column_that_rules_may_read(book):
    database = Facts()
    columns = {row["c"] for row in database.rows(
        "SELECT DISTINCT column_name AS c FROM information_schema.columns WHERE table_schema = 'fact'"
    )}  # fmt: skip

    assert columns - book.glossary.columns.keys() == set()


def test_lodging_caps_are_those_of_the_facts(book):
    cities = {"宁波市", "大连市", "青岛市", "厦门市", "深圳市"}
    expected = []
    for row in facts("lodging_caps"):
        end = row["effective_to"]
        if "531" in row["document"] and row["place"] not in cities:
            assert row["place"] == "全域"
            end = "2016-04-30"
        key = (row["jurisdiction"], row["province"], row["place"], RANKS[row["rank_group"]], int(row["peak_no"]))
        season = (row["peak_from"] or None, row["peak_to"] or None, number(row["peak_cap_yuan"]))
        days = (date.fromisoformat(row["effective_from"]), date.fromisoformat(end) if end else None)
        expected.append((*key, number(row["cap_yuan"]), *season, *days))
    shipped_rows = [tuple(row.values())[:11] for row in rows(book, "lodging_caps")]

    assert shipped_rows == expected
    assert sum(row[-1] == date(2016, 4, 30) and row[2] == "全域" for row in shipped_rows) == 93


def test_meeting_quotas_are_those_of_the_facts(book):
    expected = []
    for row in facts("meeting_quota"):
        start = row["effective_from"] if len(row["effective_from"]) == 10 else row["effective_from"] + "-01"
        names = (
            "lodging",
            "meal",
            "other",
            "total",
            "max_attendees",
            "staff_ratio_max",
            "max_days",
            "max_checkin_out_days",
        )
        expected.append(
            (
                *(row["jurisdiction"], str("一二三四".index(row["class"][0]) + 1)),
                *(number(row[name]) for name in (*names, "designated_star_max")),
                date.fromisoformat(start),
                date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
                row["document"].replace("+", ";"),
                row["memory_fields"] or None,
            )
        )
    found = [(*list(row.values())[:14], row["assumed_cells"]) for row in rows(book, "meeting_quota")]

    assert found == expected


def test_allowances_classes_and_scenic_areas_are_those_of_the_facts(book):
    said = {
        (row["item"], row["region"]): row["value"] for row in facts("travel_allowance") if row["jurisdiction"] == "中央"
    }
    rates = {(row["item"], row["province"]): row["rate"] for row in rows(book, "travel_allowance")}
    elsewhere = Decimal(said["伙食补助费", "西藏、青海、新疆以外"])
    far = Decimal(said["伙食补助费", "西藏、青海、新疆"])
    local = Decimal(said["市内交通费", "全国"])
    assert rates == {
        ("meal", "*"): elsewhere,
        **{("meal", province): far for province in ("西藏", "青海", "新疆")},
        ("local", "*"): local,
    }
    allowed = {
        (row["rank_group"], row["vehicle"]): row["allowed_class"]
        for row in facts("transport_class")
        if row["scope"] == "国内"
    }
    ranks = {"minister": "部级及相当职务", "bureau": "司局级及相当职务", "other": "其余人员"}
    vehicles = {"plane": "飞机", "ship": "轮船", "train": "火车", "high_speed_rail": "火车"}
    for row in rows(book, "transport_class"):
        if row["rank"] != "*":
            assert row["allowed_class"] in allowed[ranks[row["rank"]], vehicles[row["transport_kind"]]]
    areas = [(row["no"], row["name"], row["province"]) for row in facts("scenic_forbidden")]
    assert [(str(row["no"]), row["area"], row["province"]) for row in rows(book, "scenic_forbidden")] == areas


def test_card_ranges_codes_and_documents_are_those_of_the_facts(book):
    ranges = [(row["bin"], normal(row["card_name"]) or None, normal(row["bank"])) for row in facts("card_bin")]
    assert [(row["bin"], row["card_name"], row["bank"]) for row in rows(book, "card_bin")] == ranges
    codes = [(row["dept_code"], normal(row["dept_name"]), row["gov_code"] or None) for row in facts("economic_codes")]
    assert [(row["code"], row["name"], row["government_code"]) for row in rows(book, "economic_codes")] == codes
    titles = [(re.sub(r"\[memory]|\(S57写法\)", "", row["doc_no"]), normal(row["title"])) for row in facts("documents")]
    assert [(number_, row["title"]) for number_, row in book.documents.items()] == [
        *titles,
        ("2004中央国家机关规定", "2004年中央国家机关公务用车配备标准"),
        ("部门决算报表", "部门决算相关信息统计表(2017年度)"),
        ("云南县级公开(大姚县2021)", "大姚县2021年“三公”经费、行政参公单位机关运行经费情况表"),
        ("地方口径", "地方实务口径(未见统一文本)"),
        ("本区设定", "本局自行设定的数值"),
    ]


def test_rules_are_those_of_their_definition(book):
    """Of the index; where rules.md calls a column otherwise, it is right: amount_cny is its ledger_amount."""
    for row in facts("rules", "spec"):
        rule = book.rules.get(row["id"])
        if rule is None:
            assert row["first_set"] == "no", row["id"]
            continue
        found = (
            rule.control,
            rule.severity.value,
            rule.tier,
            rule.check.rows,
            "/".join(rule.check.key).replace("card_key", "card_last4/person_id"),  # card_key tells two such cards apart
            rule.check.dated_by,
        )
        assert found == tuple(row[name] for name in ("control", "severity", "tier", "rows", "subject_key", "dated_by"))
        days = (rule.in_force_from.isoformat(), rule.in_force_to.isoformat() if rule.in_force_to else "")
        assert days == (row["in_force_from"], row["in_force_to"])
        expressions = tuple(row[name].replace("amount_cny", "ledger_amount") for name in ("flag_when", "excess"))
        assert (rule.check.flag_when, rule.check.excess or "") == expressions
