"""对账: the treasury's payments, the records and the card charges side by side."""

import page_data
import polars as pl
import streamlit as st
from page_downloads import downloads
from page_frame import Choices, choose_in_url, heading, say
from page_instead import nothing_yet
from page_tables import money, show_table
from page_words import TITLES

from costctl.bilingual import BETWEEN, Text
from costctl.reconciliation.words import LISTS, tolerance_said
from costctl.records import kinds

DAYS = (0, 7, 30, 60, 90)
COLUMNS = {
    "payments": ["paid_on", "amount", "department_name", "item", "payee", "summary", "payment", "source_no"],
    "records": ["dated", "amount", "department_name", "item", "person_name", "record"],
    "charges": ["spent_on", "amount", "department_name", "person_name", "transaction_type", "merchant_name", "due_on",
                "likely_payment", "transaction"],
    "misnumbered": ["spent_on", "amount", "claim_no", "department_name", "person_name", "transaction_type",
                    "merchant_name", "transaction"],
    "matches": ["paid_on", "paid", "dated", "spent", "difference", "reason", "payments", "claims", "item", "paid_by",
                "spent_by"],
    "charge_matches": ["spent_on", "charged", "dated", "spent", "charged_less_spent", "reason", "transactions", "claims",
                       "charged_by", "spent_by"],
}  # fmt: skip
SUMMED = {"matches": "paid", "charge_matches": "charged"}


def main() -> None:
    """The page."""
    now = heading(TITLES["reconcile"][0])
    if nothing_yet(now):
        return
    days = choose_in_url("days", DAYS, 60, lambda options, name: st.select_slider(
        say(Text("没有单号时,日期可相差的天数", "Days apart, where no number says that two belong together")),
        options, key=name, width=420, format_func=lambda one: say(Text("{n} 天", "{n:day|days}").format(n=one))))  # fmt: skip
    found, tables = page_data.reconciliation(*now.key, now.year, now.as_of, now.department, days, now.language)
    until = Text("与之对应的支付或记录查到 {day} 为止;{allowed}", "Counterparts are looked for up to {day}; {allowed}")
    allowed = tolerance_said(found.tolerance)
    st.caption(say(until.format(day=found.as_of, allowed=allowed)))
    if found.unknown:
        lacking = say(BETWEEN).join(say(kinds()[kind].title) for kind in found.unknown)
        st.info(
            say(Text("没有导入过这些记录,相应的对账无从谈起:", "Never loaded, so nothing can be said of: ")) + lacking,
            icon=":material/help:",
        )
    with st.container(horizontal=True, key="counts"):
        for name, title in LISTS.items():
            st.metric(say(title), f"{tables[name].height:,}")
    shown = choose_in_url("list", list(LISTS), "payments", lambda options, name: st.segmented_control(
        say(Text("看哪张表", "Which list")), options, key=name, required=True, label_visibility="collapsed",
        format_func=lambda one: say(LISTS[one])))  # fmt: skip
    one_list(now, shown, tables[shown], say(allowed))


def one_list(now: Choices, name: str, frame: pl.DataFrame, allowed: str) -> None:
    """The rows of one list, and the list as files that say what was allowed."""
    if frame.is_empty():
        st.caption(
            say(Text("所选年度、日期和单位内没有。", "None in the year, to the day and of the department chosen."))
        )
        return
    if name == "charge_matches":  # a difference of what was paid elsewhere
        frame = frame.rename({"difference": "charged_less_spent"})
    total = frame[SUMMED.get(name, "amount")].sum()
    said = Text("{n} 笔,合计 {sum} 元", "{n:row|rows}, together {sum} yuan")
    st.caption(say(said.format(n=f"{frame.height:,}", sum=money(total))))
    show_table(frame, COLUMNS[name], key=f"list_{name}", wide=["summary", "reason"])
    downloads(
        frame,
        [*(["department"] if "department" in frame.columns else []), *COLUMNS[name]],
        name=f"{now.year}-{name}",
        key=name,
        title=f"{now.year} {say(LISTS[name])}",
        unit=allowed,
    )


main()
