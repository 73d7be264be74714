"""Where in its documents a rule stands: the article where it was looked up, and where not, that it was not."""

from collections import Counter
from typing import Literal

from costctl.bilingual import Text
from costctl.rules.documents import Documents
from costctl.rules.library import Rulebook
from costctl.rules.model import Rule

UNVERIFIED = Text("条款未核对", "article not verified")

Verified = Literal["all", "some", "none", "no_text"]
"""Of how many of the texts that a rule rests on the article is given; audit practice and own settings are no texts."""

SUMMARY = Text(
    "依据条款:{all} 条规则的条款已写明,{some} 条写明一部分,{none} 条未核对条款,"
    "{no_text} 条不依据条文(审计口径、产品定义、本区设定)。",
    "Articles: given for {all} rules, for a part of the texts of {some}, not verified for {none}; "
    "{no_text} rest on no text (audit practice, definitions, own settings).",
)


def article_said(documents: Documents, number: str | None, article: str | None) -> Text | None:
    """The article of a document, or that it was not verified; None of what has no articles, for it is no text."""
    if article:
        return Text(article, article)
    return UNVERIFIED if _is_text(documents, number) else None


def verified(rule: Rule, documents: Documents) -> Verified:
    """Of how many of its texts the article is given."""
    given = [bool(basis.article) for basis in rule.basis if _is_text(documents, basis.document)]
    if not given:
        return "no_text"
    return "all" if all(given) else "some" if any(given) else "none"


def summary(rulebook: Rulebook) -> Text:
    """How many rules are traced to the articles of their texts."""
    counted = Counter(verified(rule, rulebook.documents) for rule in rulebook.rules.values())
    return SUMMARY.format(**{name: counted[name] for name in ("all", "some", "none", "no_text")})


def _is_text(documents: Documents, number: str | None) -> bool:
    """Whether a document is a text with articles: one that took force on a day."""
    return bool(documents.get(number or "", {}).get("effective_from"))
