"""A rule names the article of its document, or says that nobody looked it up; what is no text has none to look up."""

from collections import Counter
from datetime import date

import pytest

from costctl.rules.articles import UNVERIFIED, article_said, summary, verified
from costctl.rules.explain import explain
from costctl.rules.library import load_rulebook
from costctl.rules.readable import documents_used
from costctl.shipped import shipped
from costctl.values import Finding, Severity

BOOK = load_rulebook(shipped("rules"))


@pytest.mark.parametrize(
    ("rule", "standing", "zh", "en"),
    [
        ("TRV-R04", "all", "第25条", "第25条"),
        ("BLD-R01", "all", "第10条", "第10条"),
        ("TRV-R02", "none", "条款未核对", "article not verified"),
        ("TRV-R01", "some", "条款未核对", "article not verified"),
    ],
)
def test_the_page_of_a_rule_says_the_article_or_that_it_was_not_verified(
    rule: str, standing: str, zh: str, en: str
) -> None:
    basis = explain(BOOK, rule, date(2025, 1, 1)).basis

    assert verified(BOOK.rules[rule], BOOK.documents) == standing
    assert any(zh in one.zh for one in basis)
    assert any(en in one.en for one in basis)


def test_audit_practice_has_no_article_to_verify() -> None:
    basis = explain(BOOK, "TRV-R05", date(2025, 1, 1)).basis

    assert verified(BOOK.rules["TRV-R05"], BOOK.documents) == "no_text"
    assert not any(UNVERIFIED.zh in one.zh for one in basis)
    assert article_said(BOOK.documents, "审计口径", None) is None


def test_the_summary_counts_every_rule_once() -> None:
    counted = Counter(verified(rule, BOOK.documents) for rule in BOOK.rules.values())

    assert counted.total() == len(BOOK.rules)
    assert f"{counted['none']} 条未核对条款" in summary(BOOK).zh
    assert f"not verified for {counted['none']}" in summary(BOOK).en


def test_a_finding_says_which_of_its_articles_were_not_verified() -> None:
    def articles(rule: str, document: str, article: str | None) -> list[str | None]:
        one = Finding(
            id="F000001", rule=rule, control="travel", item_control=None, severity=Severity.VIOLATION, department="D1",
            subject_kind="trips", subject="T1", dated=date(2025, 1, 1), amount=None, excess=None, message=UNVERIFIED,
            basis=({"document": document, "article": article},), values={}, rows=(), status="open",
        )  # fmt: skip
        return documents_used(BOOK, one, "zh")["article"].to_list()

    assert articles("TRV-R04", "财行〔2013〕531号", "第25条") == ["第25条"]
    assert articles("TRV-R02", "财行〔2013〕531号", None) == ["条款未核对"]
    assert articles("TRV-R05", "审计口径", None) == [None]
