"""指标: counts and shares of each department by quarter and year, against targets and the year before."""

import page_data
import polars as pl
import streamlit as st
from page_downloads import downloads
from page_frame import Choices, choose_in_url, heading, say
from page_instead import nothing_yet
from page_tables import show_table
from page_words import HEADINGS, TITLES

from costctl.bilingual import Text
from costctl.budget.metrics import YEAR
from costctl.budget.shown_metrics import CELL_STYLES, QUARTERS, WHOLE_YEAR, side_by_side
from costctl.charts.metrics import metric_bars

GLANCE = ["metric_name", "value_said", "q1_said", "q2_said", "q3_said", "q4_said", "last_year_said", "target_said",
          "standing_name", "control_name"]  # fmt: skip
DETAIL = ["value_said", "numerator_said", "denominator_said", "target_said", "standing_name", "last_year_said"]
PARTS = ("numerator_said", "denominator_said")
WHOLE = ["department", "department_name", "metric", "metric_name", "quarter_name", "numerator", "denominator",
         "unit_name", "value", "target", "standing_name", "last_year"]  # fmt: skip
TALL = 1200  # pixels: every metric, and thirty departments, in sight


def main() -> None:
    """The page."""
    now = heading(TITLES["metrics"][0])
    if nothing_yet(now):
        return
    frame = page_data.metrics(*now.key, now.year, now.as_of, now.department, now.language)
    glance(now, frame)
    titles = dict(frame.select("metric", "metric_name").unique(maintain_order=True).iter_rows())
    st.header(say(Text("逐项看", "One by one")), anchor=False)
    metric = choose_in_url("metric", list(titles), next(iter(titles)), lambda options, name: st.selectbox(
        say(Text("指标", "Metric")), options, key=name, width=360, format_func=titles.__getitem__))  # fmt: skip
    explain(now, metric)
    chosen = frame.filter(pl.col("metric") == metric)
    if now.department:
        show(now, chosen, label="quarter_name")
    else:
        by_department(now, chosen)


def glance(now: Choices, frame: pl.DataFrame) -> None:
    """Every metric of all departments together, or of the chosen one, with its quarters side by side."""
    titles = Text("该单位各项指标", "Its metrics"), Text("全部单位合计", "All departments together")
    st.header(say(titles[now.department is None]), anchor=False)
    st.caption(
        say(Text(
            "截至 {day} 的累计数。没有分母的比例、没有导入过记录或有记录缺少所需内容的数量写作“–”,是无数据,不是 0。"
            "目标按全年看;预算按年批复,没有分季度的数,所以执行率只有全年的。",
            "The year up to {day}. A share without a denominator, and a count whose records were never imported or lack "
            "what it needs, is no data (–), not 0. Targets are for the year, and so are budgets: nothing says what of one is "
            "for a quarter, so that execution is of the year alone.",
        )).format(day=now.as_of)
    )  # fmt: skip
    table = side_by_side(frame)
    whole = table.filter(pl.col("row_kind") == ("department" if now.department else "total"))
    show_table(whole, [name for name in GLANCE if whole[name].is_not_null().any()], key="glance", most=TALL,
               headings=HEADINGS | {"value_said": Text("本年累计", "Year so far")})  # fmt: skip
    title = Text("{year} 年行政成本控制指标(截至 {day})", "Metrics {year}, to {day}")
    downloads(frame, WHOLE, name=say(Text("指标-{year}", "metrics-{year}")).format(year=now.year), key="whole",
              title=say(title).format(year=now.year, day=now.as_of), styles=CELL_STYLES)  # fmt: skip


def explain(now: Choices, metric: str) -> None:
    """What the chosen metric counts, and of what."""
    one = page_data.rulebook(str(now.folder)).metrics[metric]
    st.caption(" ÷ ".join(say(part) for part in (one.numerator, one.denominator) if part))


def by_department(now: Choices, frame: pl.DataFrame) -> None:
    """The chosen metric of every department, the highest first, in the chosen period."""
    names = dict(enumerate((WHOLE_YEAR, *QUARTERS)))
    quarter = choose_in_url("quarter", frame["quarter"].unique().sort().to_list(), YEAR, lambda options, name:
        st.segmented_control(say(Text("期间", "Period")), options, key=name, required=True,
        label_visibility="collapsed", format_func=lambda one: say(names[one])))  # fmt: skip
    rows = frame.filter(pl.col("quarter") == quarter, pl.col("row_kind") == "department")
    show(now, rows.sort("value", descending=True, nulls_last=True, maintain_order=True), label="department_name")


def show(now: Choices, rows: pl.DataFrame, *, label: str) -> None:
    """The rows as a picture and as a table."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.altair_chart(metric_bars(rows, now.language, label=label), theme=None, key="bars")
    parts = rows["denominator"].is_not_null().any()  # a count is its numerator
    with right:
        columns = [name for name in DETAIL if parts or name not in PARTS]
        show_table(rows, [label, *columns], key="detail", most=TALL)


main()
