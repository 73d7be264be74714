"""What a run changes in the stored findings: a finding keeps its number, and only what changed becomes a new event."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from costctl.ledger.connection import literal, quoted
from costctl.ledger.ledger import Ledger
from costctl.rules.glossary import Glossary
from costctl.rules.library import rule_digest
from costctl.rules.render import basis, message, row_ids, value_sources, values_used
from costctl.rules.scan import Looked, Scope

CONTENT = (
    "rule_digest", "control", "item_control", "severity", "department", "subject_kind", "source_kind", "row_ids",
    "dated", "amount", "excess", "message_zh", "message_en", "basis", "values_used", "value_sources",
)  # fmt: skip
"""What an event says of a finding besides its status, in the order of base.finding_events."""

_EVENT = f"INSERT INTO base.finding_events (event_no, finding_no, run_no, status, {', '.join(CONTENT)})"

_BEFORE = """
CREATE OR REPLACE TEMP TABLE check_before AS
SELECT
    now.finding_no, now.event_no, now.rule, now.subject, now.status, now.dated, now.department,
    CAST(NULL AS VARCHAR) AS becomes
FROM record.findings AS now"""

# A subject that a view holds twice is one finding.
_SUBJECTS = """
SELECT
    {order} AS rule_order, {rule} AS rule, {subject} AS subject, min(rowid) AS place, min({dated}) AS dated
FROM {table}
WHERE {outcome} = 1
GROUP BY {subject}"""

# Numbering is done on narrow rows, so that the wide ones, with all their text, are made on every core. New findings
# come first, so that one order numbers both them and the events.
_NUMBERED = """
CREATE OR REPLACE TEMP TABLE check_numbered AS
SELECT
    s.rule AS check_rule,
    s.subject AS check_subject,
    s.place AS check_place,
    f.finding_no IS NULL AS is_new,
    coalesce(
        f.finding_no, (SELECT coalesce(max(l.finding_no), 0) FROM base.findings AS l) + row_number() OVER new_first
    ) AS check_number,
    (SELECT coalesce(max(e.event_no), 0) FROM base.finding_events AS e) + row_number() OVER new_first AS check_event
FROM ({subjects}) AS s
LEFT JOIN base.findings AS f ON f.rule = s.rule AND f.subject = s.subject
WINDOW new_first AS (ORDER BY f.finding_no IS NOT NULL, s.rule_order, s.dated, s.subject)"""

_NEW = """
INSERT INTO base.findings (finding_no, rule, subject, first_run_no)
SELECT n.check_number, n.check_rule, n.check_subject, $run_no
FROM check_numbered AS n
WHERE n.is_new"""

_SAID = """
SELECT numbered.check_event, numbered.check_number, {content}
FROM {table}
JOIN check_numbered AS numbered ON numbered.check_rule = {rule} AND numbered.check_place = {table}.rowid"""

_OPEN = f"""
{_EVENT}
SELECT said.check_event, said.check_number, {{run_no}}, 'open', {", ".join(f"said.{name}" for name in CONTENT)}
FROM ({{said}}) AS said"""

_SAID_OTHERWISE = f"""
LEFT JOIN (
    SELECT b.finding_no, e.status, {", ".join(f"e.{name}" for name in CONTENT)}
    FROM base.finding_events AS e
    JOIN check_before AS b ON b.event_no = e.event_no AND b.rule IN ({{rules}})
) AS now ON now.finding_no = said.check_number
WHERE now.status IS DISTINCT FROM 'open'
    OR {" OR ".join(f"now.{name} IS DISTINCT FROM said.{name}" for name in CONTENT)}"""

_BECOME = f"""
{_EVENT}
SELECT
    (SELECT coalesce(max(e.event_no), 0) FROM base.finding_events AS e) + row_number() OVER (),
    now.finding_no, $run_no, b.becomes, {", ".join(f"now.{name}" for name in CONTENT)}
FROM check_before AS b
JOIN base.finding_events AS now ON now.event_no = b.event_no
WHERE b.becomes <> b.status"""

_CHANGES = """
SELECT
    count(*) FILTER (WHERE e.status = 'open' AND b.status IS DISTINCT FROM 'open') AS opened,
    count(*) FILTER (WHERE e.status = 'open' AND b.status = 'open') AS changed,
    count(*) FILTER (WHERE e.status = 'cleared') AS cleared,
    count(*) FILTER (WHERE e.status = 'unassessable') AS unassessable
FROM base.finding_events AS e
LEFT JOIN check_before AS b ON b.finding_no = e.finding_no
WHERE e.run_no = $run_no"""


TOGETHER = 20
"""Rules whose events one statement writes: it keeps the tables of all their joins in memory until its last row."""


def begin(ledger: Ledger) -> None:
    """Notes how the findings stand before the run."""
    ledger.execute(_BEFORE)


def keep(ledger: Ledger, run_no: int, looked: Mapping[Looked, int], scope: Scope, words: Glossary) -> None:
    """Writes the events of a run, inside the caller's transaction; `looked` says how many rows each rule flags."""
    earlier = set(ledger.sql("SELECT DISTINCT rule FROM check_before")["rule"])
    flagging = [one for one, flagged in looked.items() if flagged]
    if flagging:
        _number(ledger, flagging, run_no)
    for start in range(0, len(flagging), TOGETHER):
        _say(ledger, flagging[start : start + TOGETHER], run_no, words, earlier)
    for together in _by_subject(one for one in looked if one.compiled.rule.id in earlier):
        _settle(ledger, together, scope)
    ledger.execute(_BECOME, {"run_no": run_no})


def give_up(ledger: Ledger, known: Collection[str]) -> None:
    """Marks the findings of rules that are in no rule book any more, or switched off, as no longer assessable."""
    listed = ", ".join(literal(rule) for rule in known) or "''"
    ledger.execute(f"UPDATE check_before SET becomes = 'unassessable' WHERE status = 'open' AND rule NOT IN ({listed})")


def changes(ledger: Ledger, run_no: int) -> dict[str, int]:
    """How many findings a run opened (or opened again), changed, cleared, and could no longer assess."""
    counted = ledger.sql(_CHANGES, {"run_no": run_no})
    return {name: int(count) for name, count in counted.row(0, named=True).items()}


def forget(ledger: Ledger) -> None:
    """Drops the temporary tables."""
    for table in ("check_before", "check_numbered"):
        ledger.execute(f"DROP TABLE IF EXISTS {table}")


def _number(ledger: Ledger, flagging: Sequence[Looked], run_no: int) -> None:
    """Gives every flagged subject its finding's number, new ones in the order of rules and dates.

    All rules at once: a statement costs more than the rows of most rules.
    """
    subjects = [
        _SUBJECTS.format(**_places(one), order=order, dated=quoted(one.compiled.rule.check.dated_by))
        for order, one in enumerate(flagging)
    ]
    ledger.execute(_NUMBERED.format(subjects=" UNION ALL ".join(subjects)))
    ledger.execute(_NEW, {"run_no": run_no})


def _say(ledger: Ledger, some: Sequence[Looked], run_no: int, words: Glossary, earlier: set[str]) -> None:
    """An event for each subject that one of some rules flags; where it had a finding, only if that says otherwise."""
    rules = {one.compiled.rule.id for one in some}
    said = [_SAID.format(**_places(one), content=_content(one, words.of(one.compiled.rule.check.rows))) for one in some]
    otherwise = _SAID_OTHERWISE.format(rules=", ".join(map(literal, sorted(rules)))) if rules & earlier else ""
    ledger.execute(_OPEN.format(run_no=run_no, said=" UNION ALL ".join(said)) + otherwise)


def _by_subject(looked: Iterable[Looked]) -> list[list[Looked]]:
    """Those whose outcomes stand in one table under one subject, together."""
    found: dict[tuple[str, str], list[Looked]] = {}
    for one in looked:
        found.setdefault((one.table, one.subject), []).append(one)
    return [*found.values()]


def _places(one: Looked) -> dict[str, str]:
    """Where the rule's outcomes stand, for the statements above."""
    rule = literal(one.compiled.rule.id)
    return {"rule": rule, "table": quoted(one.table), "subject": one.subject, "outcome": one.outcome}


def _content(one: Looked, words: Glossary) -> str:
    """What the events of a rule say; the only place where text is made, for flagged subjects alone."""
    compiled, columns = one.compiled, one.columns
    rule, check = compiled.rule, compiled.rule.check
    cells = {
        "rule_digest": literal(rule_digest(rule)),
        "control": literal(rule.control),
        "item_control": quoted(check.item_control) if check.item_control else "CAST(NULL AS VARCHAR)",
        "severity": literal(rule.severity.value),
        "department": quoted(check.department) if check.department else "CAST(NULL AS VARCHAR)",
        "subject_kind": literal(check.rows),
        "source_kind": literal(check.source_kind),
        "row_ids": row_ids(check, columns),
        "dated": quoted(check.dated_by),
        "amount": f"TRY_CAST({quoted(check.amount) if check.amount else 'NULL'} AS DECIMAL(18, 2))",
        "excess": compiled.excess or "CAST(NULL AS DECIMAL(18, 2))",
        "message_zh": message(check.message.zh, "zh", compiled, columns, words),
        "message_en": message(check.message.en, "en", compiled, columns, words),
        "basis": basis(rule),
        "values_used": values_used(compiled, columns, words),
        "value_sources": value_sources(compiled),
    }
    return ", ".join(f"{cells[name]} AS {name}" for name in CONTENT)


def _settle(ledger: Ledger, some: Sequence[Looked], scope: Scope) -> None:
    """What becomes of earlier findings that their rules do not flag now; those out of scope stay as they were.

    The rules are some whose outcomes stand in one table under one subject: looking each subject up once is enough.
    """
    table, subject = quoted(some[0].table), some[0].subject
    outcomes = {literal(one.compiled.rule.id): f"t.{one.outcome}" for one in some}
    outcome = " ".join(f"WHEN {rule} THEN {name}" for rule, name in outcomes.items())
    within = [f"j.dated <= DATE '{scope.as_of}'"]
    if scope.year is not None:
        within.append(f"year(j.dated) = {scope.year}")
    if scope.departments:
        within.append(f"j.department IN ({', '.join(map(literal, scope.departments))})")
    ledger.execute(f"""
    UPDATE check_before AS b SET becomes = s.becomes FROM (
        SELECT
            j.finding_no,
            CASE
                WHEN bool_or(j.outcome = 1) THEN NULL
                WHEN bool_or(j.outcome = 2) THEN 'unassessable'
                WHEN bool_or(j.outcome IN (0, 3)) THEN 'cleared'
                WHEN count(j.subject) = 0 AND bool_and({" AND ".join(within)}) THEN 'cleared'
            END AS becomes
        FROM (
            SELECT b.finding_no, b.dated, b.department, t.{subject} AS subject, CASE b.rule {outcome} END AS outcome
            FROM check_before AS b
            LEFT JOIN {table} AS t ON t.{subject} = b.subject
            WHERE b.rule IN ({", ".join(outcomes)}) AND b.status <> 'cleared'
        ) AS j
        GROUP BY j.finding_no
    ) AS s
    WHERE s.finding_no = b.finding_no""")
