"""A metric of each department, against its target and the year before."""

import altair as alt
import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.shown_metrics import FIGURES, drawn, standing_name
from costctl.charts.drawing import (
    AMBER,
    BLUE,
    PURPLE,
    SKY,
    VERMILION,
    Chart,
    height_of,
    label_axis,
    nothing_to_show,
    styled,
    tooltips,
)

STANDING_COLOURS = {"met": BLUE, "missed": VERMILION, "near_limit": AMBER, "over_limit": PURPLE, None: SKY}
"""By how a metric stands; None: without a target."""


def metric_bars(frame: pl.DataFrame, language: Language, *, label: str = "department_name") -> Chart:
    """One bar a row of metrics in words, all of one metric; a black mark at the target, a grey one at last year.

    Rows are labelled by the column `label`, in their order. One of which nothing is known has no bar, and says so.
    """
    if frame.is_empty():
        return nothing_to_show(language)
    rows = drawn(frame, language, label)
    known = rows.drop_nulls("value_")
    ends = [0.0, *(end for name in ("value_", "target_", "last_year_") for end in rows[name].drop_nulls())]
    least, most = min(ends), max(ends) or 1.0
    y, number = label_axis(rows["label"].to_list()), ".0%" if frame["form"][0] in ("share", "growth") else ",~r"
    scale = alt.Scale(domain=[least, least + (most - least) * 1.35], nice=False)
    x = alt.X("value_:Q", title=None, axis=alt.Axis(format=number, tickCount=6), scale=scale)
    colours = {standing_name(name, language): colour for name, colour in STANDING_COLOURS.items()}
    shown = [name for name in colours if name in set(known["standing"])]
    colour = alt.Color(
        "standing:N", title=None, scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
        legend=alt.Legend(orient="top", columns=1),
    )  # fmt: skip
    bars = alt.Chart(known).mark_bar(height={"band": 0.6}).encode(
        x=x, y=y, color=colour, tooltip=tooltips(language, figures=FIGURES)
    )  # fmt: skip
    marks = [
        alt.Chart(rows.drop_nulls(name)).mark_tick(color=ink, thickness=3, size=18).encode(x=f"{name}:Q", y=y)
        for name, ink in (("last_year_", "#888888"), ("target_", "black"))
    ]
    said = alt.Chart(rows).mark_text(align="left", dx=6, color="#444444").encode(x="said_at:Q", y=y, text="said:N")
    title = Text("黑色短线:目标;灰色短线:上年同期", "black mark: target; grey mark: last year").in_(language)
    chart = alt.LayerChart(layer=[bars, *marks, said])
    return styled(chart, height_of(rows.height)).properties(title=title)
