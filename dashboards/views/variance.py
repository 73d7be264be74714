"""差异: budget against actual by department and month, down to the rows of the files."""

from typing import Any

import page_data
import polars as pl
import streamlit as st
from page_downloads import downloads
from page_frame import ALL, Choices, choose_in_url, heading, say
from page_instead import nothing_yet
from page_tables import choose_row_in_url, money, show_table
from page_words import TITLES

from costctl.bilingual import Text
from costctl.budget.drill import Figure
from costctl.charts.months import month_heatmap
from costctl.charts.shares import variance_bars

BESIDE = ["paid", "difference", "committed"]
COLUMNS = [
    "budget", "spent", "spent_share", "variance_to_date", "available", "note", "expected_to_date", *BESIDE, "last_year",
]  # fmt: skip
GIVEN = ["original", "changes"]
WHOLE = ["department", "department_name", "item_name", *GIVEN, *COLUMNS]
RECORDS = ["dated", "amount", "what", "record", "file", "sheet", "row_no", "batch"]
TABLE = Text("差异表(元)", "Variance table (yuan)")
FIGURES: dict[Figure, Text] = {
    "spent": Text("支出", "spent"),
    "paid": Text("支付", "paid"),
    "committed": Text("预占", "committed"),
    "budget": Text("预算", "budget"),
}


def main() -> None:
    """The page."""
    now = heading(TITLES["variance"][0])
    if nothing_yet(now):
        return
    frame = page_data.variance(*now.key, now.year, now.as_of, now.department, ("department", "item"), now.language)
    if frame.is_empty():
        st.info(
            say(Text("所选年度和单位没有预算也没有支出。", "Neither budget nor spending in this year and department."))
        )
        return
    titles = dict(frame.select("item", "item_name").unique(maintain_order=True).iter_rows())
    item = choose_in_url("item", [ALL, *titles], ALL, lambda options, name: st.selectbox(
        say(Text("项目", "Item")), options, key=name, width=360,
        format_func=lambda code: titles.get(code, say(Text("全部项目合计", "All items together"))))) or None  # fmt: skip
    if not now.department:
        by_department(now, item)
    else:
        by_item(now, item)


def by_department(now: Choices, item: str | None) -> None:
    """Every department, and of the chosen one its items."""
    frame = of_item(now, ("department",), item)
    pictures(now, frame, of_item(now, ("department", "month"), item), "department_name")
    st.header(say(TABLE), anchor=False)
    save_whole(now)
    shown = ["department", "department_name", *columns(frame)]
    row = choose_row_in_url("row", frame, shown, code="department", key=f"departments_{item}", wide=["note"])
    if row is None:
        st.caption(say(Text("点选一个单位,看它的各个项目。", "Choose a department to see its items.")))
        return
    items(now, frame["department"][row], item)


def by_item(now: Choices, item: str | None) -> None:
    """One department: its items."""
    frame = of_item(now, ("item",), item)
    pictures(now, frame, of_item(now, ("item", "month"), item), "item_name")
    st.header(say(TABLE), anchor=False)
    save_whole(now)
    items(now, now.department, item)


def of_item(now: Choices, by: tuple[str, ...], item: str | None) -> pl.DataFrame:
    """The variance by these groups: of one item, or of all together."""
    asked = by if item is None or "item" in by else (*by, "item")
    frame = page_data.variance(*now.key, now.year, now.as_of, now.department, asked, now.language)
    return frame.filter(pl.col("item") == item) if item else frame


def pictures(now: Choices, frame: pl.DataFrame, months: pl.DataFrame, label: str) -> None:
    """How much of its budget each row has spent, and in which months."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(say(Text("执行率", "Share of the budget spent")), anchor=False)
        st.altair_chart(variance_bars(frame, now.language, label=label, most=None), theme=None, key="bars")
    with right:
        st.header(say(Text("各月", "Month by month")), anchor=False)
        heat(now, months, label)


def heat(now: Choices, frame: pl.DataFrame, label: str) -> None:
    """The months in colours: share of the month's budget, or yuan above what was expected."""
    measures = {
        "share": Text("占当月预算", "share of budget"),
        "amount": Text("超出或低于应支", "above or below"),
    }
    measure = choose_in_url("measure", list(measures), "share", lambda options, name: st.segmented_control(
        say(Text("颜色表示", "Colour shows")), options, key=name, required=True, label_visibility="collapsed",
        format_func=lambda one: say(measures[one])))  # fmt: skip
    chart = month_heatmap(
        frame, now.language, measure="share" if measure == "share" else "amount", label=label, until=now.as_of.month
    )
    st.altair_chart(chart, theme=None, key="heat")


def items(now: Choices, department: str | None, item: str | None) -> None:
    """The items of a department (None: of the records that name none), and of the chosen one what is behind it.

    `item` is the one that the page is about: its records are shown at once.
    """
    frame = page_data.variance(*now.key, now.year, now.as_of, now.department, ("department", "item"), now.language)
    frame = frame.filter(pl.col("department").eq_missing(pl.lit(department)))
    shown = ["item_name", *columns(frame), *GIVEN]
    row = choose_row_in_url("records", frame, shown, code="item", usual=item, key=f"items_{department}", wide=["note"])
    if row is None:
        st.caption(say(Text("点选一个项目,看它由哪些记录组成。", "Choose an item to see the records behind it.")))
        return
    known = [name for name in FIGURES if frame[name][row] is not None]
    figure = choose_in_url("figure", known, known[0], lambda options, name: st.segmented_control(
        say(Text("看哪个数的组成", "Records behind")), options, key=name, required=True,
        format_func=lambda one: say(FIGURES[one])))  # fmt: skip
    behind(now, department, frame.row(row, named=True), figure)


def behind(now: Choices, department: str | None, item: dict[str, Any], figure: Figure) -> None:
    """The records behind one figure of an item, with what they add up to."""
    records = page_data.drill(*now.key, now.year, now.as_of, department or "", item["item"], figure)
    if records.is_empty():
        st.caption(say(Text("没有记录。", "There are no records.")))
        return
    said = Text(
        "{n} 条记录,合计 {sum} 元;在原文件中的位置见「文件、工作表、行」。",
        "{n:record|records}, together {sum} yuan; where each stands in its file.",
    )
    st.caption(say(said.format(n=records.height, sum=money(records["amount"].sum()))))
    show_table(records, RECORDS, key="records", wide=["what"])
    downloads(records, RECORDS, name=f"{now.year}-{department or ''}-{item['item']}-{figure}", key="records",
              title=f"{now.year} {item['item_name']} {say(FIGURES[figure])}")  # fmt: skip


def columns(frame: pl.DataFrame) -> list[str]:
    """The columns to show: what stands beside spending only where payments or commitments are kept."""
    return [name for name in COLUMNS if name not in BESIDE or frame[name].count()]


def save_whole(now: Choices) -> None:
    """The whole table by department and item as a file."""
    frame = page_data.variance(*now.key, now.year, now.as_of, now.department, ("department", "item"), now.language)
    title = Text("{year} 年预算执行差异(截至 {day},元)", "Budget variance {year}, to {day}, yuan")
    downloads(frame, WHOLE, name=say(Text("差异-{year}", "variance-{year}")).format(year=now.year), key="whole",
              title=say(title).format(year=now.year, day=now.as_of))  # fmt: skip


main()
