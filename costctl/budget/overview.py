"""A year at a glance: each control's money, pace and findings, and the departments that are furthest over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.notes import in_words, joined_notes, with_gaps
from costctl.budget.reference import items, with_parts
from costctl.budget.reports import report
from costctl.budget.variance import grouping, variance, variance_with_gaps
from costctl.rules.controls import Arrangement, arrangement_of
from costctl.rules.library import Rulebook
from costctl.values import Severity

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

COUNTS = {Severity.VIOLATION: "violations", Severity.SUSPICION: "suspicions", Severity.NOTICE: "notices"}
"""The column that counts the open findings of each severity."""

ITEMS_OVER = Text("{items_over} 项超支 {over_budget:,.2f} 元", "{items_over:item|items} over by {over_budget:,.2f}")

MONEY = ["budget", "spent", "available", "expected_to_date", "variance_to_date", "spent_share", "last_year"]


def overview(
    ledger: "Ledger",
    rulebook: Rulebook,
    *,
    year: int,
    as_of: date | None = None,
    department: str | None = None,
    language: Language = "zh",
) -> pl.DataFrame:
    """One row per control as it is shown: what `variance` says of its items, and its open findings.

    Columns: control, control_name, is_cross_cutting; rules, items, metrics (how many stand under it); the amounts and
    the share of MONEY (yuan); unrecorded, what `spent` lacks, in words; violations, suspicions, notices (open findings
    dated in the year), cannot_assess (subjects that its rules could not judge when they last ran over every
    department). 三公 go by the budget of their total where that has lines of its own. Amounts are null for a control
    without items, and all but spent and last_year for one without a budget; cannot_assess is null before the first run
    and for one department. InputError `budget.year_not_begun`, `budget.department_unknown`.
    """
    arrangement = arrangement_of(ledger)
    of_rules = arrangement.of_rules(rulebook.rules)
    controls = pl.DataFrame(
        [(name, one.title.in_(language), one.is_cross_cutting) for name, one in arrangement.controls.items()],
        schema={"control": pl.String, "control_name": pl.String, "is_cross_cutting": pl.Boolean},
        orient="row",
    )
    under = {
        "rules": Counter(of_rules.values()),
        "items": Counter(items(ledger)["control"]),
        "metrics": Counter(arrangement.of_metrics(report(ledger, "metrics"))["control"]),
    }
    counted = {name: pl.Series([found[one] for one in controls["control"]]) for name, found in under.items()}
    found = variance_with_gaps(ledger, year=year, as_of=as_of, department=department, by=("control",))
    money = _money(with_gaps(ledger, found, language))
    unassessed = _unassessed(ledger, of_rules, year)
    return (
        controls.with_columns(**counted)
        .join(money, on="control", how="left", maintain_order="left")
        .join(_findings(ledger, year, "control", department), on="control", how="left", maintain_order="left")
        .join(unassessed.clear() if department else unassessed, on="control", how="left", maintain_order="left")
        .with_columns(pl.col(*COUNTS.values()).fill_null(0))
    )


def worst_departments(ledger: "Ledger", *, year: int, as_of: date | None = None, most: int | None = 10) -> pl.DataFrame:
    """The departments with money spent beyond a budget, the furthest first, then those ahead of the pace of the year.

    Columns: department, department_name, budget, spent, spent_share, variance_to_date (of all items); unrecorded, the
    items that `spent` lacks; over_budget, yuan beyond the budgets of single items, and items_over, how many;
    unbudgeted, yuan spent on items without a budget, which makes nobody worst; violations, suspicions, notices (open
    findings of the year).
    """
    whole = variance_with_gaps(ledger, year=year, as_of=as_of, by=("department",))
    rows = _judged(variance(ledger, year=year, as_of=as_of), report(ledger, "item_parts"))
    beyond, has_budget = pl.col("spent") - pl.col("budget"), pl.col("budget") > 0
    is_over = has_budget & (beyond > 0)
    counted = rows.group_by("department").agg(
        over_budget=beyond.filter(is_over).sum(),
        items_over=is_over.sum(),
        unbudgeted=pl.col("spent").filter(~has_budget & (pl.col("spent") > 0)).sum(),
        is_ahead=(pl.col("variance_to_date").sum() > 0) & has_budget.any(),
    )
    found = (
        whole.select(
            "department", "department_name", "budget", "spent", "spent_share", "variance_to_date", "unrecorded"
        )
        .join(counted, on="department", how="inner")
        .filter((pl.col("over_budget") > 0) | pl.col("is_ahead"))
        .drop("is_ahead")
        .join(_findings(ledger, year, "department"), on="department", how="left")
        .with_columns(pl.col(*COUNTS.values()).fill_null(0))
        .sort("over_budget", "variance_to_date", "department", descending=[True, True, False])
    )
    return found.head(most) if most else found


def variance_in_words(
    ledger: "Ledger",
    frame: pl.DataFrame,
    language: Language,
    *,
    by: Sequence[str],
    year: int,
    as_of: date | None = None,
) -> pl.DataFrame:
    """A variance grouped `by`, in words; where it has a row a department, `note` says too how many of its items are
    over and by how much: what is left of other items hides them in the sum."""
    shown = in_words(ledger, frame, language, year=year)
    if grouping(by) != ("department",):
        return shown
    worst = worst_departments(ledger, year=year, as_of=as_of, most=None).filter(pl.col("items_over") > 0)
    said = {row["department"]: ITEMS_OVER.format(**row).in_(language) for row in worst.iter_rows(named=True)}
    over = pl.col("department").replace_strict(said, default="", return_dtype=pl.String)
    return shown.with_columns(note=joined_notes(pl.col("note"), over))


def _judged(frame: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The rows a department's budget is kept by: its items, but a total instead of its parts where it has own lines."""
    rows = frame.filter(pl.col("row_kind") == "item")
    inner_first = sorted(dict.fromkeys(parts["total"]), key=lambda total: len(with_parts(parts, total)))
    for total in inner_first:
        members = rows.filter(pl.col("item").is_in(with_parts(parts, total)))
        summed = members.group_by("department").agg(of_parts=pl.col("budget").sum())
        own = frame.filter(pl.col("item") == total).join(summed, on="department", how="left")
        own = own.filter(pl.col("budget") != pl.col("of_parts").fill_null(0)).drop("of_parts")
        replaced = members.join(own, on="department", how="semi")
        rows = pl.concat([rows.join(replaced, on=["department", "item"], how="anti"), own])
    return rows


def _money(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per control: the total's where it has its own budget; without a budget there is only what was spent."""
    rank = pl.col("row_kind").replace_strict({"total": 0, "item": 1, "memo": 2}, return_dtype=pl.Int64)
    first = frame.sort(rank).unique("control", keep="first", maintain_order=True)
    no_budget = pl.col("budget") == 0  # nobody gave anything: that is not known to be nothing, nor is anyone beyond it
    derived = [name for name in MONEY if name not in ("spent", "last_year")]
    return first.select(
        "control",
        *(pl.when(~no_budget).then(name).alias(name) if name in derived else name for name in MONEY),
        "unrecorded",
    )


def _findings(ledger: "Ledger", year: int, by: str, department: str | None = None) -> pl.DataFrame:
    found = report(ledger, "open_findings", {"year": year})
    if by == "control":
        found = _under_controls(arrangement_of(ledger), found)
    if department:
        found = found.filter(pl.col("department") == department)
    counts = [
        pl.col("findings").filter(pl.col("severity") == str(severity)).sum().alias(name)
        for severity, name in COUNTS.items()
    ]
    return found.group_by(by).agg(counts)


def _under_controls(arrangement: Arrangement, found: pl.DataFrame) -> pl.DataFrame:
    """The findings with `control` as that under which each is counted."""
    belongs = found.select("rule", "control", "item_control").iter_rows()
    return found.with_columns(control=pl.Series([arrangement.of_finding(*row)[0] for row in belongs], dtype=pl.String))


def _unassessed(ledger: "Ledger", of_rules: Mapping[str, str], year: int) -> pl.DataFrame:
    counts = report(ledger, "last_counts", {"year": year}).unnest("counts")
    known = counts.filter(pl.col("rule").is_in(list(of_rules)))
    control = pl.col("rule").replace_strict(of_rules, return_dtype=pl.String)
    return known.group_by(control=control).agg(pl.col("cannot_assess").sum())
