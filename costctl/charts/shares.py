"""How much of its budget each row of a frame has spent, against the pace of the year."""

import altair as alt
import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.shown import CUT_AT, execution
from costctl.charts.drawing import (
    BLUE,
    PURPLE,
    VERMILION,
    Chart,
    height_of,
    label_axis,
    nothing_to_show,
    styled,
    tooltips,
)

WITHIN, BEYOND, UNBUDGETED = (
    Text("预算内", "within"),
    Text("超出预算", "beyond"),
    Text("无预算", "no budget"),
)

WORDS = 0.25
"""How wide the words at a bar are at most, as a part of the axis up to the longest bar."""


def variance_bars(
    frame: pl.DataFrame, language: Language, *, label: str = "department_name", most: int | None = 30
) -> Chart:
    """One bar a row of a variance frame: spent as a share of the budget, what lies beyond 100 % in another colour.

    A black mark shows where spending should be by now. Rows are labelled by the column `label` (a department without a
    name by its code), the worst first: without a budget, then by share; those with nothing known last. Of more than
    `most` rows the title says how many are left out.
    """
    rows = execution(frame, language, label).sort(
        "rank", "share", descending=True, nulls_last=True, maintain_order=True
    )
    shown = rows.head(most) if most else rows
    chart = _bars(shown, language)
    if shown.height == rows.height:
        return chart
    title = Text("支出占预算比例最高的 {shown} 个(共 {all} 个)", "The {shown} highest of {all}")
    said = title.format(shown=shown.height, all=rows.height).in_(language)
    return chart.properties(title=alt.Title(said, subtitle=chart.title))


def control_overview(frame: pl.DataFrame, language: Language, *, label: str = "control_name") -> Chart:
    """One bar a control, in the order of the frame: spent as a share of the budget, with the pace of the year."""
    return _bars(execution(frame, language, label), language)


def _bars(rows: pl.DataFrame, language: Language) -> Chart:
    """The bars, the line at 100 %, the mark of the pace, and what each row says."""
    if rows.is_empty():
        return nothing_to_show(language)
    end = min(CUT_AT, max(1.25, float(rows["share"].drop_nulls().max() or 0)))  # type: ignore[arg-type]
    shown = pl.col("share").clip(0, end).fill_null(0)
    rows = rows.with_columns(
        within=pl.min_horizontal(shown, 1.0), end=pl.max_horizontal(shown, pl.col("is_unbudgeted") * 0.03)
    )
    # What a row says stands at its bar, behind the mark of the pace only where that would lie under the words.
    is_covered = pl.col("pace").is_between(pl.col("end"), pl.col("end") + WORDS * end).fill_null(value=False)
    rows = rows.with_columns(text_at=pl.when(is_covered).then("pace").otherwise("end"))
    parts = [text.in_(language) for text in (WITHIN, BEYOND, UNBUDGETED)]
    segments = [
        rows.filter(~pl.col("is_unbudgeted")).with_columns(part=pl.lit(parts[0]), from_=0.0, to="within"),
        rows.filter(pl.col("end") > 1).with_columns(part=pl.lit(parts[1]), from_=1.0, to="end"),
        rows.filter("is_unbudgeted").with_columns(part=pl.lit(parts[2]), from_=0.0, to="end"),
    ]
    y = label_axis(rows["label"].to_list())
    title = (
        Text("支出占预算的比例", "share of the budget spent"),
        Text("黑色短线:按时序应达到的比例", "black mark: pace of the year"),
    )
    x = alt.X(
        "from_:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[0, end * 1.25], nice=False),
    )  # fmt: skip
    colour = alt.Color(
        "part:N",
        title=None,
        scale=alt.Scale(domain=parts, range=[BLUE, VERMILION, PURPLE]),
        legend=alt.Legend(orient="top", columns=1),
    )
    bars = (
        alt.Chart(pl.concat(segments))
        .mark_bar(height={"band": 0.6})
        .encode(x=x, x2="to:Q", y=y, color=colour, tooltip=tooltips(language))
    )
    limit = alt.Chart(pl.DataFrame({"limit": [1.0]})).mark_rule(color="#444444").encode(x="limit:Q")
    pace = alt.Chart(rows.drop_nulls("pace")).mark_tick(color="black", thickness=3, size=18).encode(x="pace:Q", y=y)
    said = alt.Chart(rows).mark_text(align="left", dx=5, color="#444444").encode(x="text_at:Q", y=y, text="said:N")
    layers = alt.LayerChart(layer=[bars, limit, pace, said])
    return styled(layers, height_of(rows.height)).properties(title=[line.in_(language) for line in title])
