"""What a run changes in the stored findings: a finding keeps its number, and only what changed becomes a new event."""

from collections.abc import Collection, Sequence

from costctl.ledger.ledger import Ledger
from costctl.rules.glossary import Glossary
from costctl.rules.library import rule_digest
from costctl.rules.render import basis, literal, message, quoted, row_ids, value_sources, values_used
from costctl.rules.scan import Looked, Scope

CONTENT = (
    "rule_digest", "control", "item_control", "severity", "department", "subject_kind", "source_kind", "row_ids",
    "dated", "amount", "excess", "message_zh", "message_en", "basis", "values_used", "value_sources",
)  # fmt: skip
"""What an event says of a finding besides its status, in the order of base.finding_events."""

_FLAGGED = """
CREATE OR REPLACE TEMP TABLE check_flagged (
    rule VARCHAR, subject VARCHAR, rule_digest VARCHAR, control VARCHAR, item_control VARCHAR, severity VARCHAR,
    department VARCHAR, subject_kind VARCHAR, source_kind VARCHAR, row_ids BIGINT[], dated DATE, amount DECIMAL(18, 2),
    excess DECIMAL(18, 2), message_zh VARCHAR, message_en VARCHAR, basis VARCHAR, values_used VARCHAR,
    value_sources VARCHAR
)"""

_NEW = """
INSERT INTO base.findings (finding_no, rule, subject, first_run_no)
SELECT
    (SELECT coalesce(max(f.finding_no), 0) FROM base.findings AS f)
        + row_number() OVER (ORDER BY g.rule, g.dated, g.subject),
    g.rule, g.subject, $run_no
FROM check_flagged AS g
WHERE NOT EXISTS (SELECT 1 FROM base.findings AS f WHERE f.rule = g.rule AND f.subject = g.subject)"""

_FOUND = f"""
INSERT INTO base.finding_events (event_no, finding_no, run_no, status, {", ".join(CONTENT)})
SELECT
    (SELECT coalesce(max(e.event_no), 0) FROM base.finding_events AS e) + row_number() OVER (ORDER BY f.finding_no),
    f.finding_no, $run_no, 'open', {", ".join(f"g.{name}" for name in CONTENT)}
FROM check_flagged AS g
JOIN base.findings AS f ON f.rule = g.rule AND f.subject = g.subject
LEFT JOIN record.findings AS now ON now.finding_no = f.finding_no
WHERE now.status IS DISTINCT FROM 'open'
    OR {" OR ".join(f"now.{name} IS DISTINCT FROM g.{name}" for name in CONTENT)}"""

_BEFORE = """
CREATE OR REPLACE TEMP TABLE check_before AS
SELECT now.finding_no, now.rule, now.subject, now.status, now.dated, now.department, CAST(NULL AS VARCHAR) AS becomes
FROM record.findings AS now
WHERE now.status <> 'cleared'"""

_BECOME = f"""
INSERT INTO base.finding_events (event_no, finding_no, run_no, status, {", ".join(CONTENT)})
SELECT
    (SELECT coalesce(max(e.event_no), 0) FROM base.finding_events AS e) + row_number() OVER (ORDER BY now.finding_no),
    now.finding_no, $run_no, b.becomes, {", ".join(f"now.{name}" for name in CONTENT)}
FROM check_before AS b
JOIN record.findings AS now ON now.finding_no = b.finding_no
WHERE b.becomes <> b.status"""

_CHANGES = """
SELECT
    count(*) FILTER (WHERE e.status = 'open' AND before.status IS DISTINCT FROM 'open') AS opened,
    count(*) FILTER (WHERE e.status = 'open' AND before.status = 'open') AS changed,
    count(*) FILTER (WHERE e.status = 'cleared') AS cleared,
    count(*) FILTER (WHERE e.status = 'unassessable') AS unassessable
FROM base.finding_events AS e
LEFT JOIN check_before AS before ON before.finding_no = e.finding_no
WHERE e.run_no = $run_no"""


def begin(ledger: Ledger) -> None:
    """Notes how the findings stand before the run."""
    ledger.execute(_BEFORE)
    ledger.execute(_FLAGGED)


def keep(ledger: Ledger, run_no: int, looked: Sequence[Looked], scope: Scope, words: Glossary) -> None:
    """Writes the events of a run, inside the caller's transaction."""
    earlier = set(ledger.sql("SELECT DISTINCT rule FROM check_before")["rule"])
    for one in looked:
        ledger.execute(_flagged(one, words))
        if one.compiled.rule.id in earlier:
            _settle(ledger, one, scope)
    _one_each(ledger)
    ledger.execute(_NEW, {"run_no": run_no})
    ledger.execute(_FOUND, {"run_no": run_no})
    ledger.execute(_BECOME, {"run_no": run_no})


def give_up(ledger: Ledger, known: Collection[str]) -> None:
    """Marks the findings of rules that are in no rule book any more, or switched off, as no longer assessable."""
    listed = ", ".join(literal(rule) for rule in known) or "''"
    ledger.execute(f"UPDATE check_before SET becomes = 'unassessable' WHERE rule NOT IN ({listed})")


def changes(ledger: Ledger, run_no: int) -> dict[str, int]:
    """How many findings a run opened (or opened again), changed, cleared, and could no longer assess."""
    counted = ledger.sql(_CHANGES, {"run_no": run_no})
    return {name: int(count) for name, count in counted.row(0, named=True).items()}


def forget(ledger: Ledger) -> None:
    """Drops the temporary tables."""
    for table in ("check_before", "check_flagged"):
        ledger.execute(f"DROP TABLE IF EXISTS {table}")


def _flagged(one: Looked, words: Glossary) -> str:
    """One row per flagged subject of a rule, with all that its finding says; the only place where text is made."""
    compiled, columns = one.compiled, one.columns
    rule, check = compiled.rule, compiled.rule.check
    cells = [
        literal(rule.id),
        one.subject,
        literal(rule_digest(rule)),
        literal(rule.control),
        quoted(check.item_control) if check.item_control else "NULL",
        literal(rule.severity.value),
        quoted(check.department) if check.department else "NULL",
        literal(check.rows),
        literal(check.source_kind),
        row_ids(columns),
        quoted(check.dated_by),
        f"TRY_CAST({quoted(check.amount)} AS DECIMAL(18, 2))" if check.amount else "NULL",
        compiled.excess or "NULL",
        message(check.message.zh, "zh", compiled, columns, words),
        message(check.message.en, "en", compiled, columns, words),
        basis(rule),
        values_used(compiled, columns, words),
        value_sources(compiled),
    ]
    return f"INSERT INTO check_flagged SELECT {', '.join(cells)} FROM {quoted(one.table)} WHERE {one.outcome} = 1"


def _settle(ledger: Ledger, one: Looked, scope: Scope) -> None:
    """What becomes of the rule's earlier findings that it does not flag now; those out of scope stay as they were."""
    within = [f"b.dated <= DATE '{scope.as_of}'"]
    if scope.year is not None:
        within.append(f"year(b.dated) = {scope.year}")
    if scope.departments:
        within.append(f"b.department IN ({', '.join(map(literal, scope.departments))})")
    ledger.execute(f"""
    UPDATE check_before AS b SET becomes = s.becomes FROM (
        SELECT
            b.finding_no,
            CASE
                WHEN bool_or(t.{one.outcome} = 1) THEN NULL
                WHEN bool_or(t.{one.outcome} = 2) THEN 'unassessable'
                WHEN bool_or(t.{one.outcome} IN (0, 3)) THEN 'cleared'
                WHEN count(t.{one.subject}) = 0 AND bool_and({" AND ".join(within)}) THEN 'cleared'
            END AS becomes
        FROM check_before AS b
        LEFT JOIN {quoted(one.table)} AS t ON t.{one.subject} = b.subject
        WHERE b.rule = {literal(one.compiled.rule.id)}
        GROUP BY b.finding_no
    ) AS s
    WHERE s.finding_no = b.finding_no""")


def _one_each(ledger: Ledger) -> None:
    """Keeps one row of a subject that a view holds twice, so that it is one finding."""
    rows = ledger.sql("SELECT count(*) AS n, count(DISTINCT (rule, subject)) AS subjects FROM check_flagged").row(0)
    if rows[0] != rows[1]:
        ledger.execute(
            "DELETE FROM check_flagged WHERE rowid NOT IN (SELECT min(rowid) FROM check_flagged GROUP BY rule, subject)"
        )
