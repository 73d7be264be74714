"""总览: the five controls at a glance, who is furthest over, and what could not be judged."""

from typing import Any

import page_data
import polars as pl
import streamlit as st
from page_frame import Choices, heading, say
from page_instead import never_checked, nothing_yet
from page_tables import choose_row_in_url, money, show_table
from page_words import TITLES

from costctl.bilingual import Text
from costctl.budget.overview import COUNTS
from costctl.charts.months import month_trend
from costctl.charts.shares import control_overview
from costctl.choices import SEVERITIES


def main() -> None:
    """The page."""
    now = heading(TITLES["overview"][0])
    if nothing_yet(now):
        return
    frame = page_data.overview(*now.key, now.year, now.as_of, now.department, now.language)
    reading_of(now)
    own, cross = frame.filter(~pl.col("is_cross_cutting")), frame.filter("is_cross_cutting")
    with st.container(key="own_cards"):
        cards(now, own)
    with st.container(key="cross_cards"):
        cards(now, cross)
        pictures(now, frame)
    elsewhere(now)
    if not now.department:
        worst(now)
    unassessed(now)


def pictures(now: Choices, frame: pl.DataFrame) -> None:
    """The year's pace of each control with a budget, and the spending of each month."""
    with st.container(key="picture_pace"):
        st.header(say(Text("执行进度", "Pace")), anchor=False)
        with_budget = frame.filter(pl.col("budget").is_not_null())
        st.altair_chart(control_overview(with_budget, now.language), theme=None, key="pace")
    with st.container(key="picture_months"):
        st.header(say(Text("各月支出", "Month by month")), anchor=False)
        months = page_data.variance(*now.key, now.year, now.as_of, now.department, ("month",), now.language)
        st.altair_chart(month_trend(months, now.language, until=now.as_of.month), theme=None, key="months")


def reading_of(now: Choices) -> None:
    """How the five controls are read."""
    if reading := page_data.controls(str(now.folder)).reading:
        st.caption(say(Text("“五控”按{title}归类", "Controls: {title}")).format(title=say(reading.title)))


def cards(now: Choices, frame: pl.DataFrame) -> None:
    """A card for each control: what it has spent of what it was given, against the calendar, and its findings."""
    for row in frame.iter_rows(named=True):
        with st.container(border=True, key=f"card_{row['control']}", gap="xsmall", height="stretch"):
            fill_card(now, row)


def fill_card(now: Choices, row: dict[str, Any]) -> None:
    """What stands on a card."""
    st.markdown(f"**{row['control_name']}**")
    if row["spent"] is not None:
        st.metric(say(Text("支出(元)", "Spent (yuan)")), money(row["spent"]), delta=pace(row), delta_color="inverse")
    if row["unrecorded"]:
        st.caption(f":material/info: {row['unrecorded']}")
    if row["budget"] is not None:
        st.caption(say(Text("预算 {budget}", "Budget {budget}")).format(budget=money(row["budget"])))
    elif row["spent"] is not None:
        st.caption(say(Text("没有预算", "No budget")))
    if row["spent_share"] is not None:
        st.caption(say(Text("执行率 {share}", "{share} spent")).format(share=f"{row['spent_share']:.2%}"))
    if not (row["items"] or row["rules"] or row["metrics"]):
        st.caption(say(Text("没有记录涉及这一项", "Nothing that is recorded is about this")))
        return
    if not row["items"]:
        st.caption(say(Text("不以金额计:看指标和问题", "Not measured in money: see metrics and findings")))
    elif row["spent"] is None:
        st.caption(
            say(Text("支出未知:尚未导入相关记录", "Spending not known: no records imported"))
            if row["budget"] is not None
            else say(Text("没有预算,也没有导入记录", "Neither budget nor records"))
        )
    if now.last_run:
        findings_of(row)


def findings_of(row: dict[str, Any]) -> None:
    """How many findings are open under a control, with the way to them."""
    counts = {name: row[column] for name, column in COUNTS.items() if row[column]}
    if counts:
        said = " · ".join(f"{say(SEVERITIES[name])}\u00a0{count}" for name, count in counts.items())
        query = {**st.query_params.to_dict(), "control": row["control"]}
        st.page_link("views/findings.py", label=said, icon=":material/flag:", query_params=query)
    elif row["rules"]:
        st.caption(say(Text("没有待处理的问题", "No open findings")))
    else:
        st.caption(say(Text("尚无检查规则", "No rules yet")))


def pace(row: dict[str, Any]) -> str | None:
    """How far spending is ahead of or behind the calendar."""
    if row["variance_to_date"] is None:
        return None
    return say(Text("{amount} 较时序", "{amount} vs pace")).format(amount=f"{row['variance_to_date']:+,.2f}")


def elsewhere(now: Choices) -> None:
    """The open findings that this page does not count, for they are dated in other years, with the way to them."""
    assert now.year is not None
    if counts := page_data.open_elsewhere(*now.key, now.year, now.department):
        said = Text(
            "上面只数 {year} 年的问题。其他年度还有待处理的:", "Above are findings of {year}. Open ones of other years:"
        )
        st.caption(say(said).format(year=now.year))
        with st.container(horizontal=True, key="elsewhere"):
            for year, count in counts.items():
                label = Text("{year} 年\u00a0{n}", "{year}:\u00a0{n}").format(year=str(year), n=count)
                st.page_link("views/findings.py", label=say(label), icon=":material/flag:", width="content",
                             query_params={**st.query_params.to_dict(), "year": str(year)})  # fmt: skip


def worst(now: Choices) -> None:
    """The departments furthest over."""
    st.header(say(Text("超支单位(金额单位:元)", "Departments over budget (amounts in yuan)")), anchor=False)
    frame = page_data.worst_departments(*now.key, now.year, now.as_of, now.language)
    if frame.is_empty():
        st.caption(say(Text("没有单位超预算或超时序。", "No department is over its budget or ahead of the calendar.")))
        return
    columns = ["department", "department_name", "over_budget", "items_over", "variance_to_date", "spent_share", "budget", "spent",
               "violations", "suspicions"]  # fmt: skip
    columns += ["unrecorded"] if (frame["unrecorded"] != "").any() else []
    row = choose_row_in_url("worst", frame, columns, code="department", key="worst")
    if row is None:
        st.caption(say(Text("点选一行,看该单位的差异。", "Choose a row to see the department's variance.")))
        return
    code = frame["department"][row]
    st.page_link(
        "views/variance.py", label=say(Text("看该单位的差异", "Its variance")), icon=":material/balance:",
        query_params={**st.query_params.to_dict(), "department": code},
    )  # fmt: skip


def unassessed(now: Choices) -> None:
    """What the rules could not judge, and of the chosen rule why."""
    st.header(say(Text("不能判断的记录", "What could not be judged")), anchor=False)
    if never_checked(now):
        return
    st.caption(
        say(Text(
            "缺少判断所需的内容时,既不算有问题,也不算没有问题。补齐后重新检查即可。统计范围为全部单位和年度。",
            "Where something needed is not recorded, a record is neither flagged nor clear. Complete it and check again. "
            "Counted over all departments and years.",
        ))
    )  # fmt: skip
    frame = page_data.outcomes(*now.key, now.language).filter(pl.col("cannot_assess") > 0)
    frame = frame.sort("cannot_assess", descending=True, maintain_order=True)
    if frame.is_empty():
        st.caption(say(Text("所有记录都能判断。", "Every record could be judged.")))
        return
    columns = ["rule", "cannot_assess", "title", "clear", "flagged", "control_name"]
    row = choose_row_in_url("unassessed", frame, columns, code="rule", key="unassessed", wide=["title"])
    if row is None:
        st.caption(say(Text("点选一行,看缺少什么。", "Choose a row to see what is missing.")))
        return
    rule = frame["rule"][row]
    show_table(
        page_data.missing(*now.key, rule, now.last_run.as_of, now.language),
        ["missing", "records", "supplied"],
        key="missing",
    )
    st.page_link("views/rules.py", label=say(Text("看规则 {rule}", "Rule {rule}")).format(rule=rule), icon=":material/gavel:",
                 query_params={**st.query_params.to_dict(), "rule": rule})  # fmt: skip


main()
