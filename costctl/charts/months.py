"""A year month by month: what was spent, and what should have been."""

from typing import Literal

import altair as alt
import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.shown import CUT_AT, exact, labelled
from costctl.charts.drawing import BLUE, GREY, Chart, height_of, label_axis, nothing_to_show, styled, tooltips

MONTHS = tuple(Text(f"{month}月", name) for month, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
))  # fmt: skip


def month_trend(frame: pl.DataFrame, language: Language, *, until: int = 12) -> Chart:
    """A bar a month of a variance frame by `month`, with a black mark at what should have been spent in it.

    Months after `until` are left out; a month without anything known has no bar.
    """
    frame = frame.filter(pl.col("month") <= until)
    if frame.is_empty() or frame["spent"].is_null().all():
        return nothing_to_show(language)
    data = frame.select(
        _month_name(language),
        *(pl.col(name).cast(pl.Float64).alias(f"{name}_") for name in ("spent", "expected_to_date")),
        *exact(language),
    )
    said = Text("支出,元(黑色短线:当月时序应支)", "spent, yuan (black mark: expected in the month)").in_(language)
    x = _month_axis(language, until)
    tooltip = tooltips(language, ("month_name",))
    amount = "format(datum.value / 10000, ',~f') + '万'" if language == "zh" else "format(datum.value, '~s')"
    y = alt.Y("spent_:Q", title=None, axis=alt.Axis(labelExpr=amount, tickCount=5))
    bars = alt.Chart(data).mark_bar(color=BLUE, width={"band": 0.6}).encode(x=x, y=y, tooltip=tooltip)
    pace = alt.Chart(data.drop_nulls("expected_to_date_")).mark_tick(color="black", thickness=3, width={"band": 0.8})
    layers = alt.LayerChart(layer=[bars, pace.encode(x=x, y="expected_to_date_:Q", tooltip=tooltip)])
    return styled(layers, 260).properties(title=said)


def month_heatmap(
    frame: pl.DataFrame,
    language: Language,
    *,
    measure: Literal["share", "amount"] = "share",
    label: str = "department_name",
    until: int = 12,
    most: int | None = 40,
) -> Chart:
    """Rows by months of a variance frame grouped with `month`, months after `until` left out.

    `share` is what was spent of the month's budget, white at 100 %; `amount` what was spent above or below what was
    expected, white at 0. Blue is below, orange above; grey: nothing known, or for `share` no budget. Of more than
    `most` rows those with the highest spending are shown.
    """
    frame = labelled(frame.filter(pl.col("month") <= until), label)
    if frame.is_empty():
        return nothing_to_show(language)
    largest = frame.group_by("label").agg(pl.col("spent").sum()).sort("spent", "label", descending=[True, False])
    labels = largest["label"].to_list()[:most]
    value = pl.col("spent_share" if measure == "share" else "variance_to_date").cast(pl.Float64)
    data = frame.filter(pl.col("label").is_in(labels)).select(
        "label",
        _month_name(language),
        value.alias("value"),
        *exact(language),
    )
    return _heatmap(data, language, measure, labels, until)


def _heatmap(
    data: pl.DataFrame, language: Language, measure: Literal["share", "amount"], labels: list[str], until: int
) -> Chart:
    """The cells; on grey ground, so that one without a value is seen to have none."""
    if measure == "share":
        title = Text("支出占当月预算(灰色:没有预算)", "spent of the month's budget (grey: no budget)")
        domain, style = [0.0, 1.0, CUT_AT], ".0%"
    else:
        most = _usual_most(data["value"])
        title = Text("超出(+)或低于(−)应支,元(灰色:未知)", "above (+), below (−), yuan (grey: not known)")
        domain, style = [-most, 0.0, most], ",.0f"
    scale = alt.Scale(domain=domain, range=["#2166AC", "#F7F7F7", "#B35806"], clamp=True, interpolate="lab")
    legend = alt.Legend(orient="top", format=style, gradientLength=110, title=None)
    x = _month_axis(language, until)
    y, tooltip = label_axis(labels), tooltips(language, ("label", "month_name"))
    ground = alt.Chart(data).mark_rect(color=GREY, stroke="white").encode(x=x, y=y, tooltip=tooltip)
    cells = alt.Chart(data.drop_nulls("value")).mark_rect(stroke="white")
    coloured = cells.encode(x=x, y=y, tooltip=tooltip, color=alt.Color("value:Q", scale=scale, legend=legend))
    chart = styled(alt.LayerChart(layer=[ground, coloured]), height_of(len(labels)))
    return chart.properties(title=title.in_(language))


def _usual_most(values: pl.Series) -> float:
    """The size nine of ten values stay within, which gets the full colour: one wild month does not pale the rest."""
    return float(values.abs().quantile(0.9, "higher") or 0) or 1.0


def _month_name(language: Language) -> pl.Expr:
    names = {number: text.in_(language) for number, text in enumerate(MONTHS, 1)}
    return pl.col("month").replace_strict(names).alias("month_name")


def _month_axis(language: Language, until: int) -> alt.X:
    """The months to `until` in their order."""
    months = [text.in_(language) for text in MONTHS[:until]]
    return alt.X("month_name:O", sort=months, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
