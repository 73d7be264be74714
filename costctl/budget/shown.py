"""Variance rows as charts draw them: a label, a length, and in words what is exact."""

from decimal import Decimal

import polars as pl

from costctl.bilingual import Language, Text

FIGURES = {
    "budget": Text("预算", "budget"),
    "spent": Text("支出", "spent"),
    "expected_to_date": Text("时序应支", "expected to date"),
    "variance_to_date": Text("差异", "variance"),
}

CUT_AT = 2.0
"""Bars are cut at 200 % of the budget, so that one wild figure does not flatten the rest; a label says the share."""


def execution(frame: pl.DataFrame, language: Language, label: str) -> pl.DataFrame:
    """What the bars are drawn from: share, pace, how a row ranks, what it says."""
    budget, spent = (pl.col(name).cast(pl.Float64) for name in ("budget", "spent"))
    has_budget = (budget > 0).fill_null(False)
    share, expected = pl.when(has_budget).then(spent / budget), pl.col("expected_to_date").cast(pl.Float64) / budget
    said = pl.struct("budget", "spent", "spent_share").map_elements(
        lambda row: _said(row["budget"], row["spent"], row["spent_share"], language), return_dtype=pl.String
    )
    return labelled(frame, label).select(
        "label",
        *exact(language),
        share=share,
        pace=pl.when(has_budget & spent.is_not_null()).then(expected.clip(0, CUT_AT)),
        is_unbudgeted=(~has_budget & (spent > 0)).fill_null(False),
        rank=pl.when(spent.is_null()).then(0).when(has_budget).then(1).when(spent > 0).then(2).otherwise(0),
        said=said,
    )


def _said(budget: Decimal | None, spent: Decimal | None, share: Decimal | None, language: Language) -> str:
    if spent is None:
        return Text("支出未知", "spending not known").in_(language)
    if share is not None:
        return f"{share * 100:,.2f} %"
    if not budget and not spent:
        return Text("无预算,无支出", "no budget, nothing spent").in_(language)
    return Text("无预算,支出 {spent}", "no budget, {spent} spent").format(spent=f"{spent:,.2f}").in_(language)


def labelled(frame: pl.DataFrame, label: str) -> pl.DataFrame:
    """The frame with `label`: the name, else the code; two departments of one name are told apart by their codes."""
    code = "department" if label == "department_name" else label.removesuffix("_name")
    names = [pl.col(name).replace("", None) for name in (label, code) if name in frame.columns]
    unknown = pl.lit("—")
    frame = frame.with_columns(label=pl.coalesce(*names, unknown))
    if code not in frame.columns or code == label:
        return frame
    shared = pl.col(code).n_unique().over("label") > 1
    return frame.with_columns(
        label=pl.when(shared).then(pl.format("{} ({})", "label", pl.col(code).fill_null("—"))).otherwise("label")
    )


def exact(language: Language) -> list[pl.Expr]:
    """The figures of a row as text, for its tooltip."""
    return [_money(name).alias(text.in_(language)) for name, text in FIGURES.items()]


def _money(column: str) -> pl.Expr:
    """The exact amount as a person reads it, – where nothing is known."""
    shown = pl.col(column).map_elements(lambda amount: f"{amount:,.2f}", return_dtype=pl.String)
    return shown.fill_null("–")
