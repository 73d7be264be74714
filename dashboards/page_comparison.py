"""What a draft of the rule book changes in the findings, shown."""

import polars as pl
import streamlit as st
from page_frame import Choices, say
from page_tables import show_table

from costctl.bilingual import Text
from costctl.rules import readable
from costctl.rules.compare import Comparison

FOUND = ["rule", "message", "department_name", "dated", "excess", "subject"]


def outcome(now: Choices, found: Comparison) -> None:
    """What the draft changes."""
    name = readable.department_name(now.departments)
    lists = {
        Text("草案新增的问题", "Findings that the draft adds"): found.added,
        Text("草案不再认定的问题", "Findings that the draft does not make"): found.removed,
    }
    with st.container(horizontal=True, key="counts"):
        for title, frame in lists.items():
            st.metric(say(title), f"{frame.height:,}")
        st.metric(say(Text("超出额改变的问题", "Findings with another excess")), f"{found.changed.height:,}")
    for problem in found.problems:
        st.text(problem.say(now.language))
    if found.departments.height:
        st.header(say(Text("涉及的单位", "Departments")), anchor=False)
        columns = ["department_name", "added", "removed", "excess_added", "excess_removed"]
        show_table(found.departments.with_columns(department_name=name), columns, key="departments")
    for number, (title, frame) in enumerate(lists.items()):
        if frame.height:
            st.header(say(title), anchor=False)
            worded = frame.with_columns(message=pl.col(f"message_{now.language}"), department_name=name)
            show_table(worded, FOUND, key=f"found_{number}", wide=["message"])
    if found.changed.height:
        st.header(say(Text("超出额改变的问题", "Findings with another excess")), anchor=False)
        columns = ["rule", "department_name", "dated", "excess", "excess_in_draft", "subject"]
        show_table(found.changed.with_columns(department_name=name), columns, key="changed")
    st.caption(say(Text("以上仅为试算,什么也没有存。", "Tried only; nothing was stored.")))
