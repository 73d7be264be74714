"""What keeps texts from being looked up word by word: no text that has a word may be left out by it."""

import duckdb
import polars as pl
import pytest

from costctl.ledger import word_patterns
from tests.facts_db import Facts


@pytest.fixture(scope="module")
def shipped_facts():
    return Facts()


@pytest.fixture
def facts(shipped_facts):
    with shipped_facts.undone() as clean:
        yield clean


def matches(text: str, word_list: str, *words: str) -> bool:
    con = duckdb.connect()
    con.execute("CREATE SCHEMA ref")
    listed = pl.DataFrame(
        [{"keyword_group": "own", "term": word} for word in words], {"keyword_group": pl.String, "term": pl.String}
    )
    con.execute(word_patterns.macro({"keywords": listed}))
    query = "SELECT regexp_matches(?, ref.word_pattern('" + word_list + "'), 'i')"
    return con.execute(query, [text]).fetchall()[0][0]


@pytest.mark.parametrize("word", ["茅台", "KTV", "C++", "a.b", "o'clock", "[1]", "50%", "x\\y", "a b", "(一)", "#-&~"])
def test_a_word_is_itself_whatever_it_is_written_with(word):
    assert matches(f"购{word}两箱", "own", "烟", word)
    assert matches(f"购{word.upper()}两箱", "own", word)
    assert not matches("购办公用品", "own", word)


def test_a_point_is_no_other_character():
    assert not matches("axb", "own", "a.b")


def test_no_text_has_a_word_of_a_list_without_words():
    assert not matches("茅台 any\ntext", "other", "茅台")
    assert not matches("茅台 any\ntext", "own")
    assert not matches("", "own")


def test_every_shipped_word_is_found_by_the_pattern_of_its_list(facts):
    missed = facts.con.execute(
        """SELECT k.keyword_group, k.term FROM ref.keywords AS k
        WHERE NOT (CASE k.keyword_group """
        + " ".join(
            f"WHEN '{group}' THEN step.may_have_word('前' || lower(k.term) || '后', ref.word_pattern('{group}'))"
            for (group,) in facts.con.execute("SELECT DISTINCT k.keyword_group FROM ref.keywords AS k").fetchall()
        )
        + " END)"
    )
    assert missed.fetchall() == []
