"""Frames to Altair charts: no data access, both languages, colours that colour-blind people can tell apart.

Amounts become floats here and only here, for the length of a bar; what a tooltip or label says is the exact decimal.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import altair as alt
import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.shown import CUT_AT, FIGURES, exact, execution, labelled
from costctl.budget.shown_metrics import FIGURES as METRIC_FIGURES
from costctl.budget.shown_metrics import drawn, standing_name
from costctl.values import Severity

Chart = alt.Chart | alt.LayerChart

BLUE, VERMILION, PURPLE, AMBER, SKY, GREY = "#0072B2", "#D55E00", "#CC79A7", "#E69F00", "#56B4E9", "#BDBDBD"
FONT = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'Source Han Sans SC', sans-serif"

SEVERITIES = {
    Severity.VIOLATION: (Text("违规", "violation"), VERMILION),
    Severity.SUSPICION: (Text("疑点", "suspicion"), AMBER),
    Severity.NOTICE: (Text("提示", "notice"), SKY),
}
WITHIN, BEYOND, UNBUDGETED = (
    Text("预算内", "within"),
    Text("超出预算", "beyond"),
    Text("无预算", "no budget"),
)
STANDING_COLOURS = {"met": BLUE, "missed": VERMILION, "near_limit": AMBER, "over_limit": PURPLE, None: SKY}
"""By how a metric stands; None: without a target."""

MONTHS = tuple(Text(f"{month}月", name) for month, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
))  # fmt: skip
ROW_HEIGHT, FURNITURE = 24, 140
"""Pixels of a row, and of legend and axis: a page that fits a chart into its height counts them in."""


def nothing_to_show(language: Language, why: Text | None = None) -> Chart:
    """A line of text in place of a chart."""
    said = (why or Text("没有可显示的数据", "nothing to show")).in_(language)
    text = alt.Chart(pl.DataFrame({"said": [said]})).mark_text(fontSize=14, color="#666666").encode(text="said:N")
    return _styled(text, 60)


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
        pl.col("month").replace_strict({n: text.in_(language) for n, text in enumerate(MONTHS, 1)}).alias("month_name"),
        value.alias("value"),
        *exact(language),
    )
    return _heatmap(data, language, measure, labels, until)


def month_trend(frame: pl.DataFrame, language: Language, *, until: int = 12) -> Chart:
    """A bar a month of a variance frame by `month`, with a black mark at what should have been spent in it.

    Months after `until` are left out; a month without anything known has no bar.
    """
    frame = frame.filter(pl.col("month") <= until)
    if frame.is_empty() or frame["spent"].is_null().all():
        return nothing_to_show(language)
    months = [text.in_(language) for text in MONTHS[:until]]
    data = frame.select(
        pl.col("month").replace_strict({n: text.in_(language) for n, text in enumerate(MONTHS, 1)}).alias("month_name"),
        *(pl.col(name).cast(pl.Float64).alias(f"{name}_") for name in ("spent", "expected_to_date")),
        *exact(language),
    )
    said = Text("支出,元(黑色短线:当月时序应支)", "spent, yuan (black mark: expected in the month)").in_(language)
    x = alt.X("month_name:O", sort=months, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    tooltip = _tooltip(language, ("month_name",))
    amount = "format(datum.value / 10000, ',~f') + '万'" if language == "zh" else "format(datum.value, '~s')"
    y = alt.Y("spent_:Q", title=None, axis=alt.Axis(labelExpr=amount, tickCount=5))
    bars = alt.Chart(data).mark_bar(color=BLUE, width={"band": 0.6}).encode(x=x, y=y, tooltip=tooltip)
    pace = alt.Chart(data.drop_nulls("expected_to_date_")).mark_tick(color="black", thickness=3, width={"band": 0.8})
    layers = alt.LayerChart(layer=[bars, pace.encode(x=x, y="expected_to_date_:Q", tooltip=tooltip)])
    return _styled(layers, 260).properties(title=said)


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
    y, number = _rows(rows["label"].to_list()), ".0%" if frame["form"][0] in ("share", "growth") else ",~r"
    scale = alt.Scale(domain=[least, least + (most - least) * 1.35], nice=False)
    x = alt.X("value_:Q", title=None, axis=alt.Axis(format=number, tickCount=6), scale=scale)
    colours = {standing_name(name, language): colour for name, colour in STANDING_COLOURS.items()}
    shown = [name for name in colours if name in set(known["standing"])]
    colour = alt.Color(
        "standing:N", title=None, scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
        legend=alt.Legend(orient="top"),
    )  # fmt: skip
    bars = alt.Chart(known).mark_bar(height={"band": 0.6}).encode(
        x=x, y=y, color=colour, tooltip=_tooltip(language, figures=METRIC_FIGURES)
    )  # fmt: skip
    marks = [
        alt.Chart(rows.drop_nulls(name)).mark_tick(color=ink, thickness=3, size=18).encode(x=f"{name}:Q", y=y)
        for name, ink in (("last_year_", "#888888"), ("target_", "black"))
    ]
    said = alt.Chart(rows).mark_text(align="left", dx=6, color="#444444").encode(x="said_at:Q", y=y, text="said:N")
    title = Text("黑色短线:目标;灰色短线:上年同期", "black mark: target; grey mark: last year").in_(language)
    chart = alt.LayerChart(layer=[bars, *marks, said])
    return _styled(chart, ROW_HEIGHT * rows.height + FURNITURE).properties(title=title)


def findings_by_rule(
    frame: pl.DataFrame, language: Language, *, titles: Mapping[str, str] | None = None, most: int | None = 25
) -> Chart:
    """How many findings each rule has, by severity; `frame` has a row a finding with `rule` and `severity`."""
    if frame.is_empty():
        return nothing_to_show(language, Text("没有发现问题", "no findings"))
    counted = frame.group_by("rule", "severity").agg(count=pl.len())
    order = counted.group_by("rule").agg(pl.col("count").sum()).sort("count", "rule", descending=[True, False])
    rules = order["rule"].to_list()[:most]
    named = {rule: f"{rule} {titles[rule]}" if titles and rule in titles else str(rule) for rule in rules}
    data = _with_severity(counted.filter(pl.col("rule").is_in(rules)), language).with_columns(
        label=pl.col("rule").replace_strict(named)
    )
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=alt.X(
                "count:Q", title=Text("问题数", "findings").in_(language), axis=alt.Axis(tickMinStep=1, format="d")
            ),
            y=_rows(list(named.values()), 320),
            **_severity_encoding(language),
        )
    )
    return _styled(bars, ROW_HEIGHT * len(rules) + FURNITURE)


def findings_by_month(frame: pl.DataFrame, language: Language) -> Chart:
    """How many findings are dated in each month, by severity; `frame` has a row a finding with `dated`, `severity`."""
    if frame.is_empty():
        return nothing_to_show(language, Text("没有发现问题", "no findings"))
    counted = frame.group_by(month=pl.col("dated").dt.strftime("%Y-%m"), severity="severity").agg(count=pl.len())
    bars = (
        alt.Chart(_with_severity(counted.sort("month"), language))
        .mark_bar()
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45)),
            y=alt.Y(
                "count:Q", title=Text("问题数", "findings").in_(language), axis=alt.Axis(tickMinStep=1, format="d")
            ),
            **_severity_encoding(language),
        )
    )
    return _styled(bars, 240)


def _tooltip(
    language: Language, first: Sequence[str] = ("label",), figures: Mapping[str, Text] = FIGURES
) -> list[alt.Tooltip]:
    titles = {"label": "", "month_name": Text("月份", "month").in_(language)}
    shown = [alt.Tooltip(f"{name}:N", title=titles.get(name, name)) for name in first]
    return [*shown, *(alt.Tooltip(f"{text.in_(language)}:N") for text in figures.values())]


def _bars(rows: pl.DataFrame, language: Language) -> Chart:
    """The bars, the line at 100 %, the mark of the pace, and what each row says."""
    if rows.is_empty():
        return nothing_to_show(language)
    end = min(CUT_AT, max(1.25, float(rows["share"].drop_nulls().max() or 0)))  # type: ignore[arg-type]
    shown = pl.col("share").clip(0, end).fill_null(0)
    rows = rows.with_columns(
        within=pl.min_horizontal(shown, 1.0), end=pl.max_horizontal(shown, pl.col("is_unbudgeted") * 0.03)
    ).with_columns(text_at=pl.max_horizontal("end", "pace"))
    parts = [text.in_(language) for text in (WITHIN, BEYOND, UNBUDGETED)]
    segments = [
        rows.filter(~pl.col("is_unbudgeted")).with_columns(part=pl.lit(parts[0]), from_=0.0, to="within"),
        rows.filter(pl.col("end") > 1).with_columns(part=pl.lit(parts[1]), from_=1.0, to="end"),
        rows.filter("is_unbudgeted").with_columns(part=pl.lit(parts[2]), from_=0.0, to="end"),
    ]
    y = _rows(rows["label"].to_list())
    title = Text(
        "支出占预算的比例(黑色短线:按时序应达到的比例)", "share of the budget spent (black mark: pace of the year)"
    )
    x = alt.X(
        "from_:Q", title=None, axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, end * 1.25], nice=False),
    )  # fmt: skip
    colour = alt.Color(
        "part:N",
        title=None,
        scale=alt.Scale(domain=parts, range=[BLUE, VERMILION, PURPLE]),
        legend=alt.Legend(orient="top", columns=2),
    )
    bars = (
        alt.Chart(pl.concat(segments))
        .mark_bar(height={"band": 0.6})
        .encode(x=x, x2="to:Q", y=y, color=colour, tooltip=_tooltip(language))
    )
    limit = alt.Chart(pl.DataFrame({"limit": [1.0]})).mark_rule(color="#444444").encode(x="limit:Q")
    pace = alt.Chart(rows.drop_nulls("pace")).mark_tick(color="black", thickness=3, size=18).encode(x="pace:Q", y=y)
    said = alt.Chart(rows).mark_text(align="left", dx=5, color="#444444").encode(x="text_at:Q", y=y, text="said:N")
    layers = alt.LayerChart(layer=[bars, limit, pace, said])
    return _styled(layers, ROW_HEIGHT * rows.height + FURNITURE).properties(title=title.in_(language))


def _heatmap(
    data: pl.DataFrame, language: Language, measure: Literal["share", "amount"], labels: list[str], until: int
) -> Chart:
    """The cells; on grey ground, so that one without a value is seen to have none."""
    if measure == "share":
        domain, title, style = [0.0, 1.0, CUT_AT], Text("支出占当月预算", "spent of the month's budget"), ".0%"
    else:
        most = _usual_most(data["value"])
        domain, title, style = [-most, 0.0, most], Text("超出(+)或低于(−)应支,元", "above (+), below (−), yuan"), ",.0f"
    scale = alt.Scale(domain=domain, range=["#2166AC", "#F7F7F7", "#B35806"], clamp=True, interpolate="lab")
    legend = alt.Legend(orient="top", format=style, gradientLength=150, titleLimit=400)
    months = [text.in_(language) for text in MONTHS[:until]]
    x = alt.X("month_name:O", sort=months, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y, tooltip = _rows(labels), _tooltip(language, ("label", "month_name"))
    ground = alt.Chart(data).mark_rect(color=GREY, stroke="white").encode(x=x, y=y, tooltip=tooltip)
    cells = alt.Chart(data.drop_nulls("value")).mark_rect(stroke="white")
    coloured = cells.encode(
        x=x, y=y, tooltip=tooltip, color=alt.Color("value:Q", title=title.in_(language), scale=scale, legend=legend)
    )
    return _styled(alt.LayerChart(layer=[ground, coloured]), ROW_HEIGHT * len(labels) + FURNITURE)


def _usual_most(values: pl.Series) -> float:
    """The size nine of ten values stay within, which gets the full colour: one wild month does not pale the rest."""
    return float(values.abs().quantile(0.9, "higher") or 0) or 1.0


def _rows(labels: Sequence[str], limit: int = 180) -> alt.Y:
    """An axis of labels in their order, none left out."""
    return alt.Y(
        "label:N", sort=list(labels), title=None, axis=alt.Axis(labelLimit=limit, labelOverlap=False, labelFlush=False)
    )


def _with_severity(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    names = {str(severity): text.in_(language) for severity, (text, _) in SEVERITIES.items()}
    order = {str(severity): place for place, severity in enumerate(SEVERITIES)}
    return frame.with_columns(
        severity_name=pl.col("severity").replace_strict(names), order=pl.col("severity").replace_strict(order)
    )


def _severity_encoding(language: Language) -> dict[str, alt.Color | alt.Order | list[alt.Tooltip]]:
    names = [text.in_(language) for text, _ in SEVERITIES.values()]
    colours = [colour for _, colour in SEVERITIES.values()]
    return {
        "color": alt.Color(
            "severity_name:N", title=None, scale=alt.Scale(domain=names, range=colours), legend=alt.Legend(orient="top")
        ),
        "order": alt.Order("order:Q"),
        "tooltip": [
            alt.Tooltip("severity_name:N", title=""),
            alt.Tooltip("count:Q", title=Text("问题数", "findings").in_(language)),
        ],
    }


def _styled(chart: Chart, height: int) -> Chart:
    """As wide as the page, in a font that has Chinese, without a frame."""
    styled: Chart = (
        chart.properties(width="container", height=height, padding={"left": 5, "top": 16, "right": 5, "bottom": 5})
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, grid=False)
        .configure_title(anchor="start", frame="bounds", fontSize=12, fontWeight="normal", color="#444444")
    )
    return styled
