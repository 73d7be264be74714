"""A bureau's own file adds rows of the bureau to a table; what rules mean and others say stays."""

from datetime import date
from decimal import Decimal

import pytest

from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.test_tables_own import SHIPPED, codes, own, with_rows

CLOSED = {
    "item_codes": {"code": "30299", "item": "meeting"},
    "item_parts": {"total": "public_expenses", "part": "meeting"},
    "items": {"item": "tea", "title_zh": "茶", "control": "meetings", "row_kind": "item"},
    "transport_levels": {"transport_kind": "train", "transport_class": "business", "level": "0"},
    "keyword_cuts": {"keyword_group": "gift", "cut": "购物卡"},
    "keywords": {"keyword_group": "cash_only", "term": "办公用品"},
    "disclosure_layout": {"template": "部门决算公开模板", "section": "甲", "position": "1", "documents": "本区设定"},
}


@pytest.mark.parametrize("table", CLOSED)
def test_what_rules_mean_is_not_the_bureaus_to_set(tmp_path, table):
    """A code moved to another item, an exception more or a class of no height would silence a mandatory rule."""
    book = with_rows(tmp_path, table, CLOSED[table])

    (problem,) = book.problems
    assert (problem.code, problem.where) == ("rule.table_closed", f"{table}.csv, 2")
    instead = SHIPPED.tables[table].closed.instead
    assert instead.zh in problem.say("zh")
    assert instead.en in problem.say("en")
    assert book.reference[table].equals(SHIPPED.reference[table])


def test_of_what_mandatory_rules_mean_only_aliases_of_places_are_open():
    """Every other table that one reads has rows of 本区, which are held to the higher ones, or is closed."""
    read = {name for rule in SHIPPED.rules.values() if rule.tier == "mandatory" for name in rule.tables}
    without_own = {name for name in read if "jurisdiction" not in SHIPPED.tables[name].key}

    assert {name for name in without_own if SHIPPED.tables[name].closed is None} == {"place_aliases"}


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        ("reception_meal_caps", own(cap="60.00"), "own"),
        ("reception_meal_caps", own(cap="60.00", provenance="source"), None),
        ("reception_meal_caps", own(cap="60.00", provenance="source", documents="本区设定;区财〔2026〕1号"), "source"),
        ("keywords", {"keyword_group": "gift", "term": "茶叶"}, "own"),
        ("keywords", {"keyword_group": "gift", "term": "茶叶", "provenance": "source"}, None),
        ("keywords", {"keyword_group": "gift", "term": "茶叶", "provenance": "assumed"}, "assumed"),
    ],
)
def test_a_row_without_a_text_is_never_said_to_be_from_one(tmp_path, table, row, expected):
    book = with_rows(tmp_path, table, row, **{"documents.csv": "number,title\n区财〔2026〕1号,接待标准\n"})

    assert [(one.code, one.where) for one in book.problems] == (
        [] if expected else [("rule.no_source", f"{table}.csv, 2, provenance")]
    )
    added = book.reference[table].filter(**{name: row[name] for name in ("term", "jurisdiction") if name in row})
    assert added["provenance"].to_list() == [expected] * bool(expected)


REGISTER = """number,title,effective_from,effective_to
云财行〔2026〕5号,住宿费标准,2026-03-01,
云财行〔2015〕1号,住宿费标准,2015-01-01,2026-06-30
云财行〔2020〕1号,未写施行日期,,
"""
MILE = {"jurisdiction": "云南省级", "province": "云南", "place": "弥勒市", "rank": "other", "peak_no": "0",
        "cap_yuan": "9999", "effective_from": "2026-03-01"}  # fmt: skip
KUNMING = MILE | {"place": "昆明市", "cap_yuan": "420"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"documents": "云财行〔2026〕5号"}, []),
        ({"documents": "云财行〔2015〕1号"}, []),
        ({"documents": "本区设定"}, ["rule.table_no_text"]),
        ({"documents": "本区设定", "provenance": "source"}, ["rule.table_no_text"]),
        ({"documents": "云财行〔2026〕5号;本区设定"}, ["rule.table_no_text"]),
        ({"documents": "审计口径"}, ["rule.table_no_text"]),
        ({"documents": "云南2016住宿细化通知"}, ["rule.table_no_text"]),  # what it says is shipped
        ({"documents": "云财行〔2020〕1号"}, ["rule.table_no_text"]),
        ({"documents": "云财行〔2026〕5号", "effective_from": "2026-02-28"}, ["rule.table_no_text"]),
        ({"documents": "云财行〔2015〕1号", "provenance": "assumed", "effective_from": "2026-07-01"},
         ["rule.table_no_text"]),
    ],
)  # fmt: skip
def test_a_row_of_another_office_rests_on_a_text_that_the_bureau_registers(tmp_path, cells, expected):
    book = with_rows(tmp_path, "lodging_caps", MILE | cells, **{"documents.csv": REGISTER})

    assert codes(book) == expected
    assert all("?" not in problem.say("zh") + problem.say("en") for problem in book.problems)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"documents": "云财行〔2026〕5号"}, []),
        ({"documents": "云财行〔2015〕1号", "effective_from": "2016-06-01"}, ["rule.table_overlap"]),  # the same day
        ({"documents": "云财行〔2015〕1号"}, ["rule.table_overlap"]),  # no later text
    ],
)
def test_a_shipped_row_is_followed_by_a_later_text_and_never_edited(tmp_path, cells, expected):
    book = with_rows(tmp_path, "lodging_caps", KUNMING | cells, **{"documents.csv": REGISTER})

    assert codes(book) == expected
    rows = book.reference["lodging_caps"].filter(jurisdiction="云南省级", place="昆明市", rank="other", peak_no=0)
    periods = rows.sort("effective_from").select("cap_yuan", "effective_from", "effective_to").rows()
    before = (Decimal(380), date(2016, 6, 1))
    after = [(*before, date(2026, 2, 28)), (Decimal(420), date(2026, 3, 1), None)]
    assert periods == ([(*before, None)] if expected else after)


def test_a_row_that_says_no_season_holds_all_year(tmp_path):
    mine = own(**KUNMING | {"jurisdiction": "本区", "effective_from": "2026-01-01", "cap_yuan": "370", "peak_no": ""})

    book = with_rows(tmp_path, "lodging_caps", mine)

    assert codes(book) == []
    assert book.reference["lodging_caps"].filter(jurisdiction="本区")["peak_no"].to_list() == [0]


@pytest.mark.parametrize(("until", "expected"), [("2026-02-28", []), ("2026-03-01", ["rule.table_above"])])
def test_the_bureau_is_held_to_the_later_standard_from_its_day(tmp_path, until, expected):
    later = KUNMING | {"cap_yuan": "360", "documents": "云财行〔2026〕5号"}
    mine = own(**KUNMING | {"jurisdiction": "本区", "effective_from": "2026-01-01", "cap_yuan": "370"})

    book = with_rows(
        tmp_path, "lodging_caps", later | {"effective_to": ""}, mine | {"effective_to": until},
        **{"documents.csv": REGISTER},
    )  # fmt: skip

    assert codes(book) == expected


def test_a_later_standard_ends_the_seasons_of_a_place_too(tmp_path):
    shipped_rows = SHIPPED.reference["lodging_caps"].filter(rank="other", peak_no=1).to_dicts()
    place = next(row for row in shipped_rows if row["effective_to"] is None)
    row = {**MILE, "jurisdiction": place["jurisdiction"], "province": place["province"], "place": place["place"]}

    book = with_rows(tmp_path, "lodging_caps", row | {"documents": "云财行〔2026〕5号"}, **{"documents.csv": REGISTER})

    same = {name: row[name] for name in ("jurisdiction", "province", "place")} | {"rank": "other", "peak_no": 1}
    assert codes(book) == []
    assert book.reference["lodging_caps"].filter(**same)["effective_to"].max() == date(2026, 2, 28)


def test_a_table_of_the_bureaus_own_is_the_bureaus(tmp_path):
    tables = '[tea]\ntitle.zh = "茶"\ntitle.en = "Tea"\nkey = ["kind"]\ncolumns = { kind = "text" }\n'
    tables += 'closed.instead = { zh = "甲", en = "a" }\n'
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "tables.toml").write_text(tables, encoding="utf-8")
    (tmp_path / "tables" / "tea.csv").write_text("kind\n红茶\n", encoding="utf-8")

    book = load_rulebook(shipped("rules"), tmp_path)

    assert codes(book) == []
    assert book.reference["tea"].height == 1
