"""How a ledger stands: its years, the last run of the rules, and how each rule's subjects came out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import Language
from costctl.budget.period import month_end
from costctl.budget.reports import report
from costctl.dates import today
from costctl.rules.controls import arrangement_of
from costctl.rules.findings import rule_counts, runs
from costctl.rules.library import Rulebook

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

OUTCOMES = ("flagged", "clear", "cannot_assess", "out_of_force")


@dataclass(frozen=True)
class LastRun:
    """The last run of every rule over every department and year."""

    run: str
    started_at: datetime
    """UTC."""
    as_of: date
    rulebook: str
    """SHA-256 of the rule book that judged."""
    changes_since: int
    """Imports and undoings that came later, which its findings do not know."""


def years(ledger: "Ledger") -> list[int]:
    """The years that the ledger holds money or findings of, newest first; those that have not begun are left out."""
    return [year for year in report(ledger, "years")["fiscal_year"].to_list() if year <= today().year]


def open_elsewhere(ledger: "Ledger", year: int, department: str | None = None) -> dict[int, int]:
    """How many findings of a department, or of all, are open and dated in another year, by year, newest first."""
    found = report(ledger, "open_findings_of_years").filter(pl.col("fiscal_year").is_in(years(ledger)))
    if department:
        found = found.filter(pl.col("department") == department)
    counted = found.filter(pl.col("fiscal_year") != year).group_by("fiscal_year").agg(pl.col("findings").sum())
    return dict(counted.sort("fiscal_year", descending=True).iter_rows())


def last_days(year: int) -> list[date]:
    """The days to which figures of `year` may be shown, latest first: today or 31 December, then the ends of months."""
    newest = min(today(), date(year, 12, 31))
    ends = [month_end(year, month) for month in range(newest.month, 0, -1)]
    return [newest, *(day for day in ends if day < newest)]


def last_run(ledger: "Ledger") -> LastRun | None:
    """The last run of every rule over every department and year; None before the first."""
    whole = runs(ledger).filter(
        (pl.col("rules").list.len() == 0) & (pl.col("departments").list.len() == 0) & pl.col("fiscal_year").is_null()
    )
    if whole.is_empty():
        return None
    row = whole.row(0, named=True)
    return LastRun(row["run"], row["started_at"], row["as_of"], row["rulebook"], changes_since_check(ledger))


def changes_since_check(ledger: "Ledger") -> int:
    """Imports and undoings that no run of every rule over every department and year has seen yet."""
    return int(report(ledger, "changes_since_check").item())


def outcomes(ledger: "Ledger", rulebook: Rulebook, *, language: Language = "zh") -> pl.DataFrame:
    """One row per rule in the order of the rule book: how its subjects came out when it last ran over the whole ledger.

    Columns: rule, title, control, control_name, severity, OUTCOMES (null where it never ran, or failed).
    """
    arrangement = arrangement_of(ledger)
    of_rules, names = arrangement.of_rules(rulebook.rules), arrangement.names(language)
    rules = pl.DataFrame(
        [
            (name, rule.title.in_(language), of_rules[name], names[of_rules[name]], str(rule.severity))
            for name, rule in rulebook.rules.items()
        ],
        schema=dict.fromkeys(("rule", "title", "control", "control_name", "severity"), pl.String()),
        orient="row",
    )
    counts = rule_counts(ledger).select("rule", *(pl.col(name).cast(pl.Int64) for name in OUTCOMES))
    return rules.join(counts, on="rule", how="left", maintain_order="left")
