"""What each run made a finding say, and by which version of its rule."""

import polars as pl

from costctl.bilingual import Language
from costctl.choices import STATUSES
from costctl.ledger.ledger import Ledger
from costctl.ledger.numbers import FINDING, number_of
from costctl.values import Finding

_VERSION = 12
"""Characters of a rule's digest that tell its versions apart."""

_STATES = """
SELECT
    printf('R%06d', e.run_no) AS run, r.started_at AS checked_at, r.as_of, e.status, e.amount, e.excess, e.message_zh,
    e.message_en, c.rule_digest
FROM base.finding_events AS e
JOIN base.findings AS f ON f.finding_no = e.finding_no
JOIN base.runs AS r ON r.run_no = e.run_no
LEFT JOIN base.run_rules AS c ON c.run_no = e.run_no AND c.rule = f.rule
WHERE e.finding_no = $finding_no
ORDER BY e.event_no"""


def states(ledger: Ledger, one: Finding) -> pl.DataFrame:
    """What each run that changed a finding made it say, the oldest first.

    Columns: run, checked_at (UTC), as_of, status, amount, excess (yuan), message_zh, message_en, rule_digest: of the
    rule that the run judged by, be it to clear the finding; NULL where it had none any more.
    """
    return ledger.sql(_STATES, {"finding_no": number_of(FINDING, one.id)})


def states_said(past: pl.DataFrame, language: Language) -> pl.DataFrame:
    """What each run made a finding say, in words: status_name, message, rule_version besides."""
    statuses = {status: title.in_(language) for status, title in STATUSES.items()}
    return past.with_columns(
        status_name=pl.col("status").replace(statuses),
        message=pl.col(f"message_{language}"),
        rule_version=pl.col("rule_digest").str.head(_VERSION),
    )


def rule_version(digest: str) -> str:
    """The version of a rule as people read it."""
    return digest[:_VERSION]
