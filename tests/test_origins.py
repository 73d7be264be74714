"""Whoever doubts a value is told where it was read."""

import csv
from datetime import date

import pytest

from costctl.cli.rule_page import print_page
from costctl.rules.explain import explain
from costctl.rules.model import OWN_SETTING
from costctl.rules.origins import origins, origins_of_rule, origins_of_table
from costctl.rules.readable import places_read
from costctl.shipped import shipped

DAY = date(2025, 6, 1)


def test_origins_name_rules_tables_documents_and_sources_that_there_are(rulebook):
    with (shipped("rules") / "origins.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (shipped("rules") / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = [row["code"] for row in csv.DictReader(file)]

    assert {row["of"] for row in rows} <= {"", *rulebook.rules, *rulebook.tables}
    assert {row["document"] for row in rows} <= {"", *rulebook.documents}
    assert len({(row["of"], row["document"]) for row in rows}) == len(rows)
    assert {code for row in rows for code in row["read_in"].split(";")} == set(sources)
    assert len(set(sources)) == len(sources)


def test_every_document_with_a_source_says_where_it_was_read_and_no_other(rulebook):
    read = {origin.document for origin in origins() if not origin.of}

    assert read == {number for number, row in rulebook.documents.items() if row["provenance"] == "source"}


def test_every_value_of_a_table_that_comes_from_a_text_says_where_that_was_read(rulebook):
    read = {(origin.of, origin.document) for origin in origins()}
    cited = {
        (name, document)
        for name, table in rulebook.tables.items()
        if table.cites
        for row in rulebook.reference[name].iter_rows(named=True)
        if row["provenance"] == "source"
        for document in row["documents"].split(";")
        if document != OWN_SETTING
    }

    assert len(cited) > 20
    assert cited <= read


@pytest.mark.parametrize(
    ("rule", "source", "place"),
    [
        ("MTG-Q01", "云南2023会议费规定", "www.worldjournal.com"),
        ("MTG-R02", "财行〔2015〕1号", "xing528.com"),
        ("CARD-R10", "公务卡卡号前六位", "js2/conf.js"),
        ("TRV-R04", "规则", "hljdyzh.com"),
    ],
)
def test_the_page_of_a_rule_says_where_it_was_read(rulebook, capsys, rule, source, place):
    page = explain(rulebook, rule, DAY)

    print_page(page, rulebook, "zh")

    assert place in "".join(capsys.readouterr().out.split())
    assert source in [said for said, where in places_read(rulebook, page.origins, "zh").iter_rows() if place in where]


def test_what_was_read_nowhere_says_nothing(rulebook):
    assert origins_of_table("building_cost_caps") == []
    assert origins_of_rule(rulebook.rules["TRV-R13"]) == []
    assert origins_of_table("lodging_caps")[0].document == "财行〔2016〕71号"
