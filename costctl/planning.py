"""A record that is only planned, judged as if it had been loaded: by every rule, and against what is left for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from costctl.bilingual import Text
from costctl.budget.reference import items, known_department
from costctl.budget.variance import variance
from costctl.errors import InputError
from costctl.file_content import Content
from costctl.ledger.connection import literal, quoted
from costctl.ledger.departments import department_columns
from costctl.ledger.ledger import Ledger
from costctl.ledger.readers import readers
from costctl.plan_file import PLAN
from costctl.records import Kind, kinds
from costctl.rules.check import check
from costctl.rules.compare import COLUMNS
from costctl.rules.compile import CODES
from costctl.rules.lacking import lacking
from costctl.rules.library import Rulebook
from costctl.rules.model import Rule
from costctl.rules.scan import fact_columns, fit
from costctl.values import Batch, Doubt, Outcome, Part, RejectedRow, Severity, SheetSource

_OPEN = f"""
SELECT {", ".join(COLUMNS)}, source_kind, row_ids FROM record.findings
WHERE status = 'open' ORDER BY rule, dated, subject"""

_PLANNED = """
SELECT s.row_id FROM record.sightings AS s
WHERE s.kind = $kind AND s.batch_no = (SELECT max(b.batch_no) FROM base.batches AS b)"""

_SPENDING = """
SELECT coalesce(s.department_code, '') AS department, s.item, year(s.spent_on) AS fiscal_year, sum(s.amount) AS planned
FROM fact.item_spending AS s
WHERE s.source_kind = $kind AND s.row_id = $row_id AND s.item IS NOT NULL AND s.spent_on IS NOT NULL
GROUP BY ALL ORDER BY ALL"""

_MONEY = pl.Decimal(38, 2)
LEFT: dict[str, type[pl.DataType] | pl.DataType] = {
    "department": pl.String, "item": pl.String, "title_zh": pl.String, "title_en": pl.String, "year": pl.Int64,
    "budget": _MONEY, "spent": _MONEY, "committed": _MONEY, "available": _MONEY, "planned": _MONEY, "left": _MONEY,
}  # fmt: skip
"""One row per item of spending: as it stands without the plan in yuan, what is planned, and what is left with it."""


@dataclass(frozen=True)
class Judged:
    """How the planned record comes out under one rule."""

    rule: str
    outcome: Outcome
    severity: Severity
    missing: tuple[str, ...] = ()
    """What it lacks where it cannot be assessed: columns of the record, or what else rules/lacking.py names."""


@dataclass(frozen=True)
class Precheck:
    """What a plan would come to. Amounts are yuan."""

    kind: str
    as_of: date
    snapshot: str | None
    judged: tuple[Judged, ...]
    """Every rule that looks at records of this kind one by one."""
    findings: pl.DataFrame
    """The findings on the planned record: COLUMNS."""
    elsewhere: pl.DataFrame
    """Findings that the plan makes about something else, a budget that it exceeds for one: COLUMNS."""
    left: pl.DataFrame
    """LEFT; empty for a record that spends nothing."""
    doubts: tuple[Doubt, ...]

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """The rules that cannot assess the record."""
        return tuple(one for one in self.judged if one.outcome is Outcome.CANNOT_ASSESS)

    @property
    def verdict(self) -> Text:
        """The whole in one sentence; what no rule objects to is not yet in order while some could not judge it."""
        if self.worst or not self.unknown:
            return VERDICTS[self.worst]
        return UNCERTAIN.format(n=len(self.unknown))

    @property
    def worst(self) -> Severity | None:
        """The gravest severity of the findings; None where there is none."""
        found = {*self.findings["severity"], *self.elsewhere["severity"]}
        return next((severity for severity in Severity if severity.value in found), None)


VERDICTS: Mapping[Severity | None, Text] = {
    Severity.VIOLATION: Text("照这样办会违反规定。", "As planned it would break a rule."),
    Severity.SUSPICION: Text("照这样办会引起疑问。", "As planned it would raise questions."),
    Severity.NOTICE: Text("照这样办会引起疑问。", "As planned it would raise questions."),
    None: Text("没有规则提出问题。", "No rule objects."),
}
"""By the gravest severity of the findings."""
UNCERTAIN = Text(
    "能判断的规则没有提出问题;另有 {n} 条规则缺少内容,不能判断,所以还不能说符合规定。",
    "No rule that could judge objects; {n} lacked something and could not, so this is no clearance yet.",
)

AHEAD = "date.ahead"
"""What a record of something done is told for a day that is still to come, as every plan's is."""

IMPORT_SAYS = Text("导入这条记录时会提示:", "An import of it would say:")
"""Said before a plan's doubts, which are those of an import."""

_IN_ENGLISH = pl.col("message_en").str.replace(rf"(^| ){PLAN}([ :,]|$)", "${1}the plan${2}")


def precheck(scratch: Ledger, book: Rulebook, batch: Batch, *, as_of: date) -> Precheck:
    """Judges the one record of `batch` on `scratch`, a copy of a ledger that nobody keeps.

    It is judged on `as_of`, or on its own latest day if that is later: what is planned lies ahead. InputError where the
    batch holds no record or several, one that an import would reject, or a department that may be one of several.
    """
    sheet, day = _one_record(batch, as_of)
    kind = str(sheet.kind)
    parts = [_with_departments(scratch, kinds()[kind], part) for part in sheet.parts()]
    sheet = replace(sheet, parts=lambda: iter(parts))
    # Without its bytes: a file that is in the ledger already is a plan like any other.
    alone = replace(batch, content=Content.of(batch.name, b""), sheets=(sheet,))
    concerned = _concerned(scratch, book, kind)
    _check(scratch, book, concerned, day)
    before = scratch.sql(_OPEN)
    with scratch.trial():
        (receipt,) = scratch.load(alone, dry_run=True)
        if receipt.rejects:
            _refuse(kinds()[kind], receipt.rejects)
        row_id = scratch.sql(_PLANNED, {"kind": kind}).item()
        _check(scratch, book, concerned, day)
        now = scratch.sql(_OPEN)
        own = (pl.col("source_kind") == kind) & pl.col("row_ids").list.contains(row_id)
        with scratch.as_of(day):
            judged = tuple(_judged(scratch, book, kind, row_id, day))
            planned = scratch.sql(_SPENDING, {"kind": kind, "row_id": row_id})
        with_plan = _stands(scratch, planned, day)
        new = now.join(before, on=["rule", "subject", "excess"], how="anti", nulls_equal=True, maintain_order="left")
    return Precheck(
        kind=kind,
        as_of=day,
        snapshot=scratch.snapshot,
        judged=judged,
        findings=now.filter(own).select(COLUMNS).with_columns(_IN_ENGLISH),
        elsewhere=new.filter(~own).select(COLUMNS).with_columns(_IN_ENGLISH),
        left=_left(scratch, planned, _stands(scratch, planned, day), with_plan),
        doubts=tuple(doubt for doubt in receipt.doubts if doubt.code != AHEAD),
    )


def _one_record(batch: Batch, as_of: date) -> tuple[SheetSource, date]:
    """The sheet with the batch's only record, and the day to judge it on. InputError where there is not one record."""
    sheets = [sheet for sheet in batch.sheets if sheet.problem is None and sheet.kind]
    for sheet in batch.sheets:
        if not sheets and sheet.problem:
            said = sheet.problem
            raise InputError(said.code, where=said.where, found=said.found, **said.about)
    parts = [part for sheet in sheets for part in sheet.parts()]
    count = sum(part.read for part in parts)
    if len(sheets) != 1 or count != 1:
        raise InputError("precheck.not_one", where=batch.name, found=str(count))
    (rows,) = (part.rows for part in parts if part.read)
    days = [day for column in rows.iter_columns() if column.dtype == pl.Date for day in column.drop_nulls()]
    return sheets[0], max([as_of, *days])


def _concerned(scratch: Ledger, book: Rulebook, kind: str) -> list[str]:
    """The rules that a record of `kind` can make come out otherwise, its own or those of what it adds to."""
    views = readers(scratch, kind)
    return [rule.id for rule in book.rules.values() if rule.check.rows in views and rule.id not in book.off]


def _check(scratch: Ledger, book: Rulebook, rules: Sequence[str], day: date) -> None:
    if rules:  # none would mean all of them
        check(scratch, book, as_of=day, rules=rules)


def _with_departments(scratch: Ledger, kind: Kind, part: Part) -> Part:
    """The part with the departments that it calls by a part of their name by their code; as written where unknown."""
    named = [name for name in department_columns(kind) if name in part.rows.columns]
    codes = {said: _department(scratch, said) for name in named for said in part.rows[name].drop_nulls()}
    return replace(part, rows=part.rows.with_columns(pl.col(named).replace(codes)))


def _department(scratch: Ledger, said: str) -> str:
    try:
        return known_department(scratch, said, registered_first=True) or said
    except InputError as error:
        if error.problem.code == "budget.department_unknown":  # told of as an import tells of it
            return said
        raise


def _refuse(kind: Kind, rejects: Sequence[RejectedRow]) -> None:
    """InputError for a record that an import would reject, its columns by their titles."""
    first = rejects[0]
    said = first.help.zh
    for one in kind.columns:  # what else is wrong in the row names the columns of the file, as `as_file` wrote it
        said = said.replace(f"「{one.name}」", f"「{one.header.zh}」")
    name = first.column or ""
    column = kind.column(name).header if name in kind.names else Text(name, name)
    zh, en = (": ".join(filter(None, part)) for part in ((column.zh, said), (column.en, first.help.en)))
    raise InputError("precheck.rejected", found=en, found_zh=zh)


def _judged(scratch: Ledger, book: Rulebook, kind: str, row_id: int, day: date) -> list[Judged]:
    """How the record comes out under each rule that looks at records of its kind one by one; each view is read once."""
    views = fact_columns(scratch)
    rules = {
        rule.id: rule for rule in book.rules.values() if rule.check.source_kind == kind and rule.id not in book.off
    }
    found: dict[str, list[Judged]] = {rule: [] for rule in rules}
    for view in dict.fromkeys(rule.check.rows for rule in rules.values()):
        own = f"row_id = {row_id}" if "row_id" in views[view] else f"list_contains(row_ids, {row_id})"
        cells = ", ".join(_outcome(rule, views, book, day) for rule in rules.values() if rule.check.rows == view)
        for row in scratch.sql(f"SELECT {cells} FROM fact.{quoted(view)} WHERE {own}").iter_rows(named=True):
            for rule, cell in row.items():
                if (outcome := CODES.get(cell["outcome"])) is not None:
                    missing = tuple(filter(None, cell["missing"])) if outcome is Outcome.CANNOT_ASSESS else ()
                    found[rule].append(Judged(rule, outcome, rules[rule].severity, missing))
    return [one for judged in found.values() for one in judged]


def _outcome(rule: Rule, views: Mapping[str, Mapping[str, str]], book: Rulebook, day: date) -> str:
    """How a row comes out under a rule and what it lacks, as one column of a query."""
    named = lacking(rule, views[rule.check.rows], book.glossary)
    missing = ", ".join(f"CASE WHEN {condition} THEN {literal(name)} END" for name, condition in named.items())
    return f"{{'outcome': {fit(rule, views).outcome(day)}, 'missing': [{missing}]}} AS {quoted(rule.id)}"


Stands = dict[tuple[int, str, str], dict[str, Any]]
"""Rows of the variance table by year, department and item."""


def _stands(scratch: Ledger, planned: pl.DataFrame, day: date) -> Stands:
    """How the years of the plan stand."""
    return {
        (year, row["department"] or "", row["item"]): row
        for year in dict.fromkeys(int(year) for year in planned["fiscal_year"])
        for row in variance(scratch, year=year, as_of=day, by=("department", "item")).iter_rows(named=True)
    }


def _left(scratch: Ledger, planned: pl.DataFrame, before: Stands, after: Stands) -> pl.DataFrame:
    """What the items of the plan have left, without it and with it: a revision does not spend its record twice."""
    rows = []
    for plan in planned.iter_rows(named=True):
        place = (int(plan["fiscal_year"]), plan["department"], plan["item"])
        now, then = before.get(place, {}), after.get(place, {})
        amounts = {name: now.get(name) for name in ("budget", "spent", "committed", "available")}
        is_known = amounts["available"] is not None and plan["planned"] is not None
        left = then.get("available") if is_known else None
        own = {"department": plan["department"], "item": plan["item"], "year": place[0]}
        rows.append({**own, **amounts, "planned": plan["planned"], "left": left})
    titles = items(scratch).select("item", "title_zh", "title_en")
    return (
        pl.DataFrame(rows, schema={name: type_ for name, type_ in LEFT.items() if name not in titles.columns[1:]})
        .join(titles, on="item", how="left", maintain_order="left")
        .select(list(LEFT))
    )
