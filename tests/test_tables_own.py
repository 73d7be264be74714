"""What a bureau adds to the shipped tables: rows of 本区 for every dated table, and what is refused."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from costctl.ledger.memory import memory_ledger
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped

SHIPPED = load_rulebook(shipped("rules"))
DATED = sorted(name for name, table in SHIPPED.tables.items() if "jurisdiction" in table.key)


def with_rows(folder, table, *rows, **files):
    """The shipped rule book with a bureau's own rows of one table."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "tables" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return load_rulebook(shipped("rules"), folder)


def codes(book):
    return [problem.code for problem in book.problems]


def own(**cells):
    return {"jurisdiction": "本区", "effective_from": "2030-01-01", "documents": "本区设定"} | cells


def own_row_like(table):
    """A row of 本区 with the key and the values of the last shipped row of a table that is still in force."""
    last = next(
        (row for row in reversed(SHIPPED.reference[table].to_dicts()) if row["effective_to"] is None),
        {"cap": Decimal("50.00")},
    )
    kind = SHIPPED.tables[table]
    names = [*kind.key, *kind.alike, *kind.not_above]
    return own(**{name: cell for name, cell in last.items() if name in {"cap", *names} and name != "jurisdiction"})


@pytest.mark.parametrize("table", DATED)
def test_every_dated_table_takes_rows_of_the_bureau(tmp_path, table):
    """A row that asks no less than the shipped ones, from its day on, with the bureau's decision as its ground."""
    book = with_rows(tmp_path, table, own_row_like(table))

    assert codes(book) == []
    (row,) = book.reference[table].filter(jurisdiction="本区").to_dicts()
    assert (row["effective_from"], row["provenance"]) == (date(2030, 1, 1), "own")
    assert book.reference[table].height == SHIPPED.reference[table].height + 1


@pytest.mark.parametrize(
    "table", [name for name in DATED if SHIPPED.tables[name].not_above and SHIPPED.reference[name].height]
)
def test_no_row_of_the_bureau_allows_more_than_the_higher_ones(tmp_path, table):
    row = own_row_like(table)
    column = SHIPPED.tables[table].not_above[0]
    row[column] = row[column] + 1

    book = with_rows(tmp_path, table, row)

    assert codes(book) == ["rule.table_above"]
    assert column in book.problems[0].where
    assert book.reference[table].height == SHIPPED.reference[table].height


@pytest.mark.parametrize(
    ("row", "is_refused"),
    [
        ({"item": "meal", "province": "云南", "rate": "100.00"}, False),  # the centre says so for every province
        ({"item": "meal", "province": "云南", "rate": "100.01"}, True),
        ({"item": "meal", "province": "西藏", "rate": "120.00"}, False),  # its exact row comes first
        ({"item": "meal", "province": "西藏", "rate": "120.01"}, True),
        ({"item": "meal", "province": "*", "rate": "100.00"}, False),
        ({"item": "meal", "province": "*", "rate": "110.00"}, True),  # too much for all but three provinces
        ({"item": "meal", "province": "云南", "rate": "110.00", "effective_from": "2013-06-01",
          "effective_to": "2013-12-31"}, False),  # there is no higher value yet
        ({"item": "meal", "province": "云南", "rate": "110.00", "effective_from": "2013-06-01",
          "effective_to": "2014-01-01"}, True),
    ],
)  # fmt: skip
def test_a_value_for_everything_is_held_against_the_exact_ones(tmp_path, row, is_refused):
    assert codes(with_rows(tmp_path, "travel_allowance", own(**row))) == ["rule.table_above"] * is_refused


SILENT = {
    "travel_allowance": {"item": "meal", "province": "*"},
    "lodging_caps": {"province": "云南", "place": "昆明市", "rank": "other"},
    "meeting_quota": {"meeting_class": "3", "total": "350.00"},
    "lecture_caps": {"title": "*"},
    "office_area": {"who": "*"},
    "overseas_standards": {"country": "蒙古", "city": "全境", "currency": "USD", "lodging": "1", "meal": "1"},
}
"""Of each table a row without one of the values that hold without it."""


@pytest.mark.parametrize("table", SILENT)
def test_a_row_of_the_bureau_leaves_no_value_empty_that_holds_without_it(tmp_path, table):
    """Nobody could be held to anything any more; `rules set` refuses it by the same reading."""
    book = with_rows(tmp_path, table, own(**SILENT[table]))

    assert codes(book) == ["rule.table_silent"]
    assert book.reference[table].equals(SHIPPED.reference[table])


@pytest.mark.parametrize(
    ("chain", "cells", "expected"),
    [
        (("本区", "云南省级", "中央"), {}, []),  # the province says no more than the total of a meeting, either
        (("本区", "中央"), {}, ["rule.table_silent"]),
        (("本区", "中央"), {"lodging": "200.00", "meal": "100.00"}, []),
    ],
)
def test_a_row_need_say_no_more_than_the_one_that_it_outranks(tmp_path, chain, cells, expected):
    quota = {"meeting_class": "3", "total": "350", "max_attendees": "50", "staff_ratio_max": "0.05"}
    quota |= {"max_days": "1", "max_checkin_out_days": "1"}
    with_rows(tmp_path, "meeting_quota", own(**quota | cells))

    assert codes(load_rulebook(shipped("rules"), tmp_path, chain=chain)) == expected


UNKNOWN = {
    "travel_allowance": [{"item": "meals", "province": "云南"}, {"item": "meal", "province": "云南省"}],
    "lodging_caps": [
        {"province": "滇", "place": "昆明市", "rank": "other", "peak_no": "0"},
        {"province": "云南", "place": "昆明市", "rank": "处级", "peak_no": "0"},
    ],
    "place_aliases": [{"province": "云南", "written_as": "昆明城区", "place": "昆明"}],
    "overseas_standards": [
        {"country": "大不列颠", "city": "伦敦"},
        {"country": "美国", "city": "华盛顿", "continent": "非洲"},
    ],
    "card_mandatory_catalog": [{"economic_code": "3021"}],
    "lecture_caps": [{"title": "教授"}],
    "meeting_quota": [{"meeting_class": "三类"}],
    "keywords": [{"keyword_group": "presents", "term": "茶叶"}],
}


@pytest.mark.parametrize("table", UNKNOWN)
def test_an_unknown_place_rank_or_code_is_refused(tmp_path, table):
    """It would never be found, so the value would silently not hold."""
    for number, cells in enumerate(UNKNOWN[table]):
        row = own(**cells) if "jurisdiction" in SHIPPED.tables[table].key else cells
        book = with_rows(tmp_path / str(number), table, row)
        assert codes(book) == ["rule.table_unknown"], cells


def test_the_nearest_known_name_is_said(tmp_path):
    (problem,) = with_rows(tmp_path, "place_aliases", UNKNOWN["place_aliases"][0]).problems

    assert (problem.found, problem.about["suggestion"]) == ("云南/昆明", "云南/昆明市")
    assert problem.where == "place_aliases.csv, 2, province,place"


MEAL = {"cap": "60.00"}
REGISTER = "number,title,effective_to,review_on\n区财〔2020〕1号,接待标准,2024,2023-06\n"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"documents": "区财〔2020〕1号"}, ["rule.document_ended"]),
        ({"documents": "区财〔2020〕1号", "effective_from": "2024-12-31"}, []),
        ({"documents": "区财〔2020〕1号", "effective_from": "2025"}, ["rule.document_ended"]),
        ({"documents": "区财〔2020〕1号", "provenance": "assumed"}, []),  # said to be only assumed to hold on
        ({"documents": "区财〔2020〕2号"}, ["rule.unknown_document"]),
        ({"documents": "本区设定；区财〔2020〕2号"}, ["rule.unknown_document"]),
        ({"documents": ""}, ["rule.table_without_document"]),
        ({"provenance": "heard"}, ["datafile.not_listed"]),
        ({"effective_from": "2030-02-30"}, ["rule.table_date"]),
        ({"effective_from": "2030-02", "effective_to": "2030-01"}, ["rule.table_period"]),
        ({"jurisdiction": ""}, ["rule.table_key"]),
    ],
)
def test_a_row_rests_on_a_document_in_force(tmp_path, cells, expected):
    book = with_rows(tmp_path, "reception_meal_caps", own(**MEAL) | cells, **{"documents.csv": REGISTER})

    assert codes(book) == expected
    assert all("?" not in problem.say("zh") + problem.say("en") for problem in book.problems)


def test_two_rows_of_one_key_may_not_overlap(tmp_path):
    first, second = own(**MEAL, effective_to="2030-12-31"), own(**MEAL)

    overlapping = with_rows(tmp_path / "a", "reception_meal_caps", first, second | {"effective_from": "2030-12-31"})
    following = with_rows(tmp_path / "b", "reception_meal_caps", first, second | {"effective_from": "2031-01-01"})

    assert (codes(overlapping), codes(following)) == (["rule.table_overlap"], [])


def test_a_table_with_mistakes_is_left_out_as_a_whole_and_all_of_them_are_named(tmp_path):
    """The row for every place must not stand in for that of one place which cannot be read: it could accuse."""
    row = own(country="刚果(金)", city="全境", currency="USD")
    wrong = [row | {"lodging": "一百"}, row | {"effective_from": "soon"}]

    book = with_rows(tmp_path, "overseas_standards", row | {"country": "*", "lodging": "1.00"}, *wrong)

    assert codes(book) == ["rule.table_money", "rule.table_date", "rule.table_left_out"]
    assert book.reference["overseas_standards"].filter(jurisdiction="本区").is_empty()


def test_a_row_without_a_beginning_is_never_used(tmp_path):
    book = with_rows(tmp_path, "reception_meal_caps", own(**MEAL) | {"effective_from": ""})

    assert codes(book) == []
    assert book.reference["reception_meal_caps"].is_empty()


def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path):
    (tmp_path / "tables").mkdir()
    text = "jurisdiction,cap,effective_from,documents\n本区,60.00,2030-01-01,本区设定,由局长办公会定,2029年\n"
    (tmp_path / "tables" / "reception_meal_caps.csv").write_text(text, encoding="utf-8")

    assert codes(load_rulebook(shipped("rules"), tmp_path)) == ["rule.table_cells"]


def test_full_width_writing_is_read_as_records_are(tmp_path):
    row = own(country="刚果（金）", city="全境", currency="USD", lodging="１００.00", meal="1", misc="1")

    book = with_rows(tmp_path, "overseas_standards", row)

    assert codes(book) == []
    (cell,) = book.reference["overseas_standards"].filter(jurisdiction="本区")["lodging"]
    assert cell == Decimal("100.00")


def test_a_document_with_an_impossible_date_is_left_out_and_named(tmp_path):
    register = "number,title,effective_to\n区财〔2020〕1号,甲,2024-13\n区财〔2020〕2号,乙,2024-12\n"
    book = with_rows(
        tmp_path,
        "reception_meal_caps",
        own(**MEAL, effective_to="") | {"documents": "区财〔2020〕2号", "effective_from": "2024-12-31"},
        **{"documents.csv": register},
    )

    assert codes(book) == ["rule.table_date"]
    assert book.problems[0].where == "documents.csv, 2, effective_to"
    assert book.reference["reception_meal_caps"].height == 1


def test_days_that_the_bureau_enters_are_its_working_and_rest_days(tmp_path):
    days = ("2027-05-01", "no"), ("2027-05-08", "yes")
    rows = [{"day": day, "is_working_day": is_working, "documents": "本区设定"} for day, is_working in days]
    book = with_rows(tmp_path, "calendar_days", *rows)
    ledger = memory_ledger(book.reference)

    spent = [*(date.fromisoformat(day) for day, _ in days), date(2027, 5, 9)]
    ledger.put("card_transactions", [{"spent_on": day, "amount": "1.00"} for day in spent])

    assert codes(book) == []
    found = ledger.sql("SELECT spent_on, is_rest_day FROM fact.card_transactions").rows()
    assert dict(found) == dict(zip(spent, [True, False, None], strict=True))


@pytest.mark.parametrize("day", ["2004-01-01", "2024-10-01", "2026-12-31"])
def test_a_decreed_day_is_not_entered_otherwise(tmp_path, day):
    """A reception on a holiday would else become one on a working day."""
    book = with_rows(tmp_path, "calendar_days", {"day": day, "is_working_day": "yes", "documents": "本区设定"})

    (problem,) = book.problems
    assert (problem.code, problem.where) == ("rule.calendar_held", "calendar_days.csv, 2, day")
    assert book.reference["calendar_days"].is_empty()
