"""Rules as pages, what their examples leave open, and the schema of a rule file."""

import json
import tomllib
from datetime import date

import pytest

from costctl.bilingual import Text
from costctl.datafile import validate
from costctl.rules.examples import Trials, run_examples
from costctl.rules.explain import explain
from costctl.rules.glossary import Glossary, Term
from costctl.rules.library import load_rulebook
from costctl.rules.model import Rule
from costctl.rules.predicate import parse_condition
from costctl.rules.schema import rule_schema
from costctl.rules.weak import weaknesses
from costctl.rules.wording import in_words
from costctl.shipped import shipped
from tests.rulefiles import TUNABLE

BOOK = load_rulebook(shipped("rules"))


@pytest.mark.parametrize("rule", BOOK.rules)
def test_every_rule_has_a_page_without_a_bare_name(rule):
    page = explain(BOOK, rule, date(2024, 5, 1))

    assert page.basis
    assert all(text.zh and text.en for text in (page.control, page.severity, page.tier, page.in_force, page.check))
    assert "_" not in page.check.zh  # every column and parameter has a name in the glossary
    assert [value.name for value in page.values if "_" in value.title.zh or value.title.zh.isascii()] == []


def test_a_page_shows_the_value_in_force_and_where_it_comes_from():
    before, after = (explain(BOOK, "MTG-R02", day) for day in (date(2016, 6, 28), date(2016, 6, 29)))

    assert [value.in_force for value in before.values] == [True, False]
    assert [value.in_force for value in after.values] == [False, True]
    assert after.values[1].provenance.en.startswith("assumed")


def test_a_page_counts_the_rows_of_a_table_that_is_too_long_to_print():
    (caps,) = (table for table in explain(BOOK, "TRV-R01", date(2017, 1, 1)).tables if table.name == "lodging_caps")
    (quota,) = (table for table in explain(BOOK, "MTG-Q01", date(2014, 1, 1)).tables if table.name == "meeting_quota")

    assert caps.rows is None
    assert caps.rows_in_force > 100
    assert quota.rows is not None
    assert quota.rows["total"].to_list() == sorted(quota.rows["total"].to_list(), reverse=True)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("not is_x", "「甲」为否"),
        ("is_x and kind in ('a', 'b')", "「甲」为是 并且 「类」是一、b之一"),
        ("kind <> 'a' or kind is not null", "「类」 ≠ 一 或者 「类」已记录"),
        ("cap is null", "「上限」未记录"),
        ("not (cap > 1 and is_x)", "并非(「上限」 > 1 并且 「甲」为是)"),
        ("cap between 1 and - 2 * (cap + 1)", "「上限」 在 1 与 −2 × (「上限」 + 1) 之间(含两端)"),
        ("kind not in ('b')", "并非(「类」是b之一)"),
    ],
)
def test_a_condition_is_said_in_words(text, zh):
    words = Glossary(
        {"is_x": Term(zh="甲", en="x"), "kind": Term(zh="类", en="kind"), "cap": Term(zh="上限", en="cap")},
        {"kind": {"a": Text("一", "one")}},
    )

    assert in_words(parse_condition(text, where="t").tree, words).zh == zh


@pytest.fixture
def weak(tmp_path):
    """What is said of a rule `lodging_amount > line` (500, and 600 from 2020) with some examples."""

    def say(*examples):
        text = TUNABLE.replace("甲〔2013〕1号", "审计口径") + "".join(
            f'[[examples]]\nname = "{place}"\ngiven = {{ depart_on = {day}, lodging_amount = {amount} }}\n'
            f'expect = "{outcome}"\n{excess}\n'
            for place, (day, amount, outcome, excess) in enumerate(examples)
        )
        (tmp_path / "checks").mkdir(exist_ok=True)
        (tmp_path / "checks" / "TRV-S01.toml").write_text(text, encoding="utf-8")
        book = load_rulebook(shipped("rules"), tmp_path)
        trials = Trials(book)
        assert [tried for tried in run_examples(book, ["TRV-S01"], trials=trials) if not tried.passed] == []
        return [weakness.text.en for weakness in weaknesses(book, ["TRV-S01"], trials=trials)]

    return say


STRONG = [
    ("2014-01-01", '"500.00"', "clear", ""),
    ("2014-01-01", '"500.01"', "flagged", 'excess = "0.01"'),
    ("2013-12-31", '"500.01"', "out_of_force", ""),
    ("2019-12-31", '"510.00"', "flagged", 'excess = "10.00"'),
    ("2020-01-01", '"600.00"', "clear", ""),
    ("2020-01-01", '"600.01"', "flagged", 'excess = "0.01"'),
]


def test_examples_on_each_side_of_every_limit_leave_only_the_unknown_open(weak):
    assert weak(*STRONG) == ["no example that cannot be assessed for want of lodging_amount"]


@pytest.mark.parametrize(
    ("left_out", "noticed"),
    [
        (0, "no example would notice: line = 499.99 (2014-01-01)"),
        (2, "no example on the day before 2014-01-01"),
        (3, "no example on the day before 2020-01-01"),
        (4, "no example would notice: line = 599.99 (2020-01-01)"),
        (5, "no example would notice: line = 600.01 (2020-01-01)"),
    ],
)
def test_an_example_left_out_shows(weak, left_out, noticed):
    assert noticed in weak(*(example for place, example in enumerate(STRONG) if place != left_out))


def test_an_example_that_is_wrong_fails(tmp_path):
    text = (
        TUNABLE.replace("甲〔2013〕1号", "审计口径")
        + """
    [[examples]]
    name = "wrong excess"
    given = { depart_on = 2014-01-01, lodging_amount = "500.01" }
    expect = "flagged"
    excess = "0.02"

    [[examples]]
    name = "wrong outcome"
    given = { depart_on = 2014-01-01, lodging_amount = "500.01" }
    expect = "clear"

    [[examples]]
    name = "no such subject"
    records.trips = [{ depart_on = 2014-01-01 }]
    subject = "T9/P9/9"
    expect = "clear"

    [[examples]]
    name = "a column of another view"
    given = { meeting_no = "M1" }
    expect = "clear"

    [[examples]]
    name = "right, with what is left out filled in"
    records.trips = [{ depart_on = 2014-01-01, lodging_amount = "500.01" }]
    subject = "T1/P1/1"
    expect = "flagged"
    excess = "0.01"
    """
    )
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "TRV-S01.toml").write_text(text, encoding="utf-8")

    tried = run_examples(load_rulebook(shipped("rules"), tmp_path), ["TRV-S01"])

    assert [one.passed for one in tried] == [False, False, False, False, True]
    assert "meeting_no" in (tried[3].problem or "")


def test_the_schema_names_what_a_rule_file_has():
    schema = rule_schema()

    assert json.loads(json.dumps(schema)) == schema
    assert set(schema["required"]) <= set(schema["properties"])
    written = tomllib.loads(TUNABLE)
    assert set(written) <= set(schema["properties"])
    assert validate(written, Rule, where="t").id == "TRV-S01"
