"""The stored findings: as a frame to list them, and one by one with all that explains it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from costctl.bilingual import Text
from costctl.choices import SEVERITIES, SHOWN_STATUSES, chosen
from costctl.dates import whole_year
from costctl.errors import InputError
from costctl.ledger.connection import quoted
from costctl.ledger.ledger import Ledger
from costctl.ledger.numbers import FINDING, RUN, id_of, number_of
from costctl.records import kinds
from costctl.rules.controls import Arrangement, arrangement_of
from costctl.rules.library import Rulebook, rule_digest
from costctl.rules.model import Rule
from costctl.values import Finding, Severity, SourceRow

_LISTED = """
SELECT
    f.finding AS id, f.rule, f.control, f.item_control, f.severity, f.status, f.department, f.subject_kind, f.subject,
    f.dated, f.amount, f.excess, f.message_zh, f.message_en
FROM record.findings AS f
WHERE {where}
ORDER BY f.dated, f.rule, f.subject"""

_WHOLE = """
WITH chosen AS (SELECT f.* FROM {findings} AS f WHERE {where}),
sources AS (SELECT c.finding_no, c.source_kind, unnest(c.row_ids) AS row_id FROM chosen AS c),
seen AS (
    SELECT
        s.finding_no,
        list(
            {{'batch': g.batch, 'file': g.file, 'sheet': g.sheet, 'row': g.row_no}} ORDER BY g.batch_no, g.row_no
        ) AS rows
    FROM sources AS s
    JOIN record.sightings AS g ON g.kind = s.source_kind AND g.row_id = s.row_id
    GROUP BY s.finding_no
)
SELECT c.*, seen.rows
FROM chosen AS c
LEFT JOIN seen ON seen.finding_no = c.finding_no
ORDER BY c.dated, c.rule, c.subject"""

_THEN = """(
    SELECT f.rule, f.subject, printf('F%06d', f.finding_no) AS finding, e.*
    FROM base.finding_events AS e
    JOIN base.findings AS f ON f.finding_no = e.finding_no
    WHERE e.run_no <= (SELECT r.run_no FROM base.runs AS r WHERE r.run_no = $run_no)
    QUALIFY e.event_no = max(e.event_no) OVER (PARTITION BY e.finding_no)
)"""

_OUTDATED = """
WITH sources AS (
    SELECT f.finding, f.source_kind AS kind, unnest(f.row_ids) AS row_id
    FROM record.findings AS f
    WHERE f.status = 'open'
),
in_force AS ({in_force})
SELECT DISTINCT s.finding
FROM sources AS s
ANTI JOIN in_force AS i ON i.kind = s.kind AND i.row_id = s.row_id"""

_CLAUSES = {
    "year": "f.dated BETWEEN make_date($year, 1, 1) AND make_date($year, 12, 31)",
    "department": "f.department = $department",
    "rule": "f.rule = $rule",
    "status": "f.status = $status",
    "severity": "f.severity = $severity",
    "until": "f.dated <= $until",
    "rules": "list_contains($rules, f.rule)",
    "departments": "list_contains($departments, f.department)",
    "numbers": "list_contains($numbers, f.finding_no)",
    "outdated": "list_contains($outdated::INTEGER[], f.finding_no)",
}


WORDS = {"status": SHOWN_STATUSES, "severity": SEVERITIES}
"""The filters whose values have words."""


def findings(ledger: Ledger, **filters: object) -> pl.DataFrame:
    """The rows of `workflow.findings` that the filters of `_CLAUSES` leave; rule and department are ids and codes."""
    return _chosen(ledger, _LISTED, filters)


def outdated(ledger: Ledger) -> frozenset[str]:
    """The ids of open findings whose record was taken back or corrected since: the next run judges them anew."""
    open_kinds = ledger.sql("SELECT DISTINCT f.source_kind AS k FROM record.findings AS f WHERE f.status = 'open'")
    known = sorted(set(open_kinds["k"]) & kinds().keys())
    if not known:
        return frozenset()
    in_force = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, r.row_id FROM record.{quoted(kind)} AS r SEMI JOIN sources AS s USING (row_id)"
        for kind in known
    )
    return frozenset(ledger.sql(_OUTDATED.format(in_force=in_force))["finding"])


def known_rule(ledger: Ledger, rulebook: Rulebook, asked: str) -> str:
    """The id of a rule of the rule book, or of one that has left findings behind; InputError names the nearest."""
    left = ledger.sql(
        "SELECT f.rule FROM record.findings AS f WHERE f.rule = upper($rule) LIMIT 1", {"rule": str(asked)}
    )
    return rulebook.rule(asked).id if left.is_empty() else str(left.item())


def finding(ledger: Ledger, id: str, run: str | None = None) -> Finding:
    """The finding called `id`, such as `F000123`, with all that explains it, as it stands or as a run left it.

    InputError where there is no such finding, or was none yet.
    """
    number = number_of(FINDING, str(id))
    found = next(_explained(ledger, {"numbers": [number]}, run), None) if number else None
    if found:
        return found
    raise InputError("finding.not_then", found=id, run=run) if run else InputError("finding.unknown", found=id)


def explained(ledger: Ledger, **filters: object) -> Iterator[Finding]:
    """The findings that `filters` leave, those of `findings()` and more, each with all that explains it."""
    return _explained(ledger, filters, None)


def _explained(ledger: Ledger, filters: Mapping[str, object], run: str | None) -> Iterator[Finding]:
    if run is None:
        found = _chosen(ledger, _WHOLE, filters)
    else:
        found = _chosen(ledger, _WHOLE.replace("{findings}", _THEN), filters, run_no=number_of(RUN, str(run)) or 0)
    return map(_finding, found.iter_rows(named=True))


def _chosen(ledger: Ledger, query: str, given: Mapping[str, object], **params: object) -> pl.DataFrame:
    """The rows of a query that the filters leave; KeyError for a filter that there is not."""
    used = {name: _code(name, value) for name, value in given.items() if value is not None}
    if used.get("status") == "outdated":
        del used["status"]
        used["outdated"] = [number_of(FINDING, one) for one in outdated(ledger)]
    control = used.pop("control", None)
    arrangement = arrangement_of(ledger) if control is not None else None
    if arrangement:
        titles = {name: one.title for name, one in arrangement.controls.items()}
        control = chosen(str(control), titles, "finding.control_unknown")
    where = " AND ".join(_CLAUSES[name] for name in used) or "TRUE"
    found = ledger.sql(query.format(where=where, findings="record.findings"), used | params)
    return _shown_under(arrangement, found, control) if arrangement else found


def _code(name: str, value: object) -> object:
    """What a filter compares with: of one with words the code that is meant, of a rule its id."""
    if name in WORDS:
        return chosen(str(value), WORDS[name], f"finding.{name}_unknown")
    if name == "year":
        return whole_year(value)  # type: ignore[arg-type]
    return str(value).upper() if name == "rule" else value


def _shown_under(arrangement: Arrangement, found: pl.DataFrame, control: object) -> pl.DataFrame:
    names = ["rule", "control", "item_control"]
    belongs = found.select(names).unique()
    is_shown = [control in arrangement.of_finding(*row) for row in belongs.iter_rows()]
    shown = belongs.filter(pl.Series(is_shown, dtype=pl.Boolean))
    return found.join(shown, on=names, how="semi", nulls_equal=True, maintain_order="left")


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        id=row["finding"],
        rule=row["rule"],
        control=row["control"],
        item_control=row["item_control"],
        severity=Severity(row["severity"]),
        department=row["department"],
        subject_kind=row["subject_kind"],
        subject=row["subject"],
        dated=row["dated"],
        amount=row["amount"],
        excess=row["excess"],
        message=Text(row["message_zh"], row["message_en"]),
        basis=tuple(json.loads(row["basis"])),
        values={name: value for name, value in json.loads(row["values_used"]).items() if value is not None},
        rows=tuple(SourceRow(seen["batch"], seen["file"], seen["sheet"], seen["row"]) for seen in row["rows"] or ()),
        status=row["status"],
        value_sources=tuple(_source(line) for line in dict.fromkeys((row["value_sources"] or "").splitlines())),
        run=id_of(RUN, row["run_no"]),
        rule_digest=row["rule_digest"],
    )


def _source(line: str) -> dict[str, str | None]:
    """`jurisdiction|documents|provenance` of one line."""
    parts = [*line.split("|"), "", ""]
    return {"jurisdiction": parts[0] or None, "document": parts[1] or None, "provenance": parts[2] or None}


def as_of(ledger: Ledger, one: Finding) -> date:
    """The day as of which the run looked that made a finding say what it says."""
    days = ledger.sql("SELECT r.as_of FROM base.runs AS r WHERE r.run_no = $no", {"no": number_of(RUN, one.run)})
    return date.fromisoformat(str(days.item()))


def book_as_judged(ledger: Ledger, book: Rulebook, one: Finding) -> Rulebook:
    """`book` with the rule of a finding as it was when it judged, so that the finding is explained by that one."""
    current = book.rules.get(one.rule)
    if current and rule_digest(current) == one.rule_digest:
        return book
    then = _rule_as_judged(ledger, one)
    return replace(book, rules={**book.rules, one.rule: then}) if then else book


def _rule_as_judged(ledger: Ledger, one: Finding) -> Rule | None:
    """The rule that made a finding, as it was then, without its examples; None where the ledger did not keep it."""
    kept = ledger.sql("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'base' AND table_name = 'rule_texts'")
    if kept.is_empty():  # a snapshot that an earlier costctl published
        return None
    said = ledger.sql(
        "SELECT t.said FROM base.rule_texts AS t WHERE t.rule_digest = $digest", {"digest": one.rule_digest}
    )
    return None if said.is_empty() else Rule.model_validate_json(said["said"][0])


def runs(ledger: Ledger) -> pl.DataFrame:
    """The runs, newest first: run, started_at (UTC), duration_ms, as_of, fiscal_year, rules, departments, rulebook."""
    return ledger.sql(
        """
        SELECT
            printf('R%06d', r.run_no) AS run, r.started_at, r.duration_ms, r.as_of, r.fiscal_year, r.rules,
            r.departments, r.rulebook
        FROM base.runs AS r
        ORDER BY r.run_no DESC
        """
    )


def last_judged(ledger: Ledger, rule: str) -> date | None:
    """The day as of which a rule was last run; None where it never was."""
    days = ledger.sql(
        """
        SELECT r.as_of
        FROM base.run_rules AS c
        JOIN base.runs AS r ON r.run_no = c.run_no
        WHERE c.rule = $rule
        ORDER BY r.run_no DESC
        LIMIT 1
        """,
        {"rule": rule},
    )
    return None if days.is_empty() else date.fromisoformat(str(days.item()))


def rule_counts(ledger: Ledger, run: str | None = None) -> pl.DataFrame:
    """Of each rule the counts of a run, or of the last run over the whole ledger that had the rule.

    Columns: rule, run, as_of, flagged, clear, cannot_assess, out_of_force, problem (JSON with code, zh, en).
    """
    which = "r.run_no = $run_no" if run else "len(r.departments) = 0 AND r.fiscal_year IS NULL"
    params = {"run_no": number_of(RUN, run)} if run else {}
    return ledger.sql(
        f"""
        SELECT
            c.rule, printf('R%06d', r.run_no) AS run, r.as_of, c.flagged, c.clear, c.cannot_assess, c.out_of_force,
            c.problem
        FROM base.run_rules AS c
        JOIN base.runs AS r ON r.run_no = c.run_no
        WHERE {which}
        QUALIFY row_number() OVER (PARTITION BY c.rule ORDER BY r.run_no DESC) = 1
        ORDER BY c.rule
        """,
        params,
    )
