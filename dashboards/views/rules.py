"""规则: the rule book, each rule a page that an official can read and sign."""

import page_data
import polars as pl
import streamlit as st
from page_frame import ALL, Choices, choose_in_url, heading, say
from page_tables import choose_row_in_url, show_page_table, show_table
from page_values import show_values
from page_words import TITLES

from costctl.bilingual import Text
from costctl.choices import SEVERITIES
from costctl.dates import today
from costctl.rules import readable, readable_examples
from costctl.rules.articles import summary
from costctl.rules.controls import Arrangement
from costctl.rules.examples import Tried
from costctl.rules.explain import OUTCOMES, SWITCHED_OFF, Page, TableUsed, explain
from costctl.rules.library import Rulebook

EVERY = Text("全部", "All")
LISTED = ["rule", "severity_name", "title", "flagged", "clear", "cannot_assess", "control_name"]


def main() -> None:
    """The page."""
    now = heading(TITLES["rules"][0])
    book = page_data.rulebook(str(now.folder))
    for problem in book.problems:
        st.warning(say(Text("有一个规则文件没有采用", "A rule file was left out")), icon=":material/warning:")
        st.text(problem.say(now.language))
    shown = page_data.controls(str(now.folder))
    frame = listed(now, shown)
    row = choose_row_in_url("rule", frame, LISTED, code="rule", key="rules", wide=["title"], most=420)
    if row is None:
        st.caption(say(Text("点选一条规则,看它的全文。", "Choose a rule to read it in full.")))
        st.caption(say(summary(book)))
        return
    show_rule(now, book, explain(book, frame["rule"][row], today(), shown))


def listed(now: Choices, shown: Arrangement) -> pl.DataFrame:
    """The rules that the filters leave, with how their subjects came out."""
    controls = shown.names(now.language)
    severities = {name: say(text) for name, text in SEVERITIES.items()}
    left, right, _ = st.columns(3)
    with left:
        control = choose_in_url("control", [ALL, *controls], ALL, lambda options, name: st.selectbox(
            say(Text("控制", "Control")), options, key=name, format_func=lambda one: controls.get(one, say(EVERY))))  # fmt: skip
    with right:
        severity = choose_in_url("severity", [ALL, *severities], ALL, lambda options, name: st.selectbox(
            say(Text("程度", "Severity")), options, key=name, format_func=lambda one: severities.get(one, say(EVERY))))  # fmt: skip
    frame = page_data.outcomes(*now.key, now.language)
    frame = frame.filter(
        pl.lit(not control) | (pl.col("control") == control), pl.lit(not severity) | (pl.col("severity") == severity)
    )
    return frame.with_columns(severity_name=pl.col("severity").replace_strict(severities))


def show_rule(now: Choices, book: Rulebook, page: Page) -> None:
    """A rule in full."""
    rule = page.rule
    with st.container(border=True, key="rule_page"):
        st.header(f"{rule.id} {say(rule.title)}", anchor=False)
        facts = [say(page.severity), say(page.tier), say(page.control), say(page.in_force)]
        st.caption(" · ".join([*facts, *([say(SWITCHED_OFF)] if page.is_off else [])]))
        if page.grouping:
            st.caption(say(Text("归类:{reading}", "Grouped by: {reading}")).format(reading=say(page.grouping)))
        section(Text("规则", "The rule"))
        st.text(say(rule.says))
        if rule.note:
            st.text(say(rule.note))
        section(Text("依据文件", "Documents"))
        st.text("\n".join(f"• {say(basis)}" for basis in page.basis))
        section(Text("现行数值", "Values in force"))
        for overdue in page.reviews:
            st.warning(overdue.say(now.language), icon=":material/event_repeat:")
        for edited in page_data.edited(*now.key, rule.id):
            st.warning(edited.say(now.language), icon=":material/edit_note:")
        values(book, page)
        for table in page.tables:
            table_used(now, book, table)
        section(Text("怎样判断", "How it is judged"))
        st.text(say(Text("当 {check} 时列为{severity}。", "Flagged as a {severity} when {check}.")).format(
            check=say(page.check), severity=say(page.severity)))  # fmt: skip
        if page.excess:
            st.text(say(Text("超出金额:{excess}。", "By how much: {excess}.")).format(excess=say(page.excess)))
        st.text(
            say(Text(
                "所需内容没有记录时不能判断,既不算有问题,也不算没有问题。",
                "Where something needed is not recorded, it cannot be assessed: neither flagged nor clear.",
            ))
        )  # fmt: skip
        section(Text("例子", "Examples"))
        examples(now, book, page)
        origins(now, book, page)
        section(Text("核对签字", "Read and agreed"))
        st.text(
            say(Text("核对人:______________    日期:______________", "Name: ______________    Date: ______________"))
        )


def section(title: Text) -> None:
    """The heading of a part of the rule."""
    st.subheader(say(title), anchor=False)


def values(book: Rulebook, page: Page) -> None:
    """The parameters with their documents."""
    if page.values:
        show_values(book, page.values)
        st.page_link(
            "views/standards.py", label=say(Text("看这些数值,或登记本区的值", "These values, and own ones")),
            icon=":material/tune:", query_params={"standard": f"{page.rule.id}.{page.values[0].name}"},
        )  # fmt: skip
    elif not page.tables:
        st.caption(say(Text("这条规则不用数值。", "This rule uses no values.")))


def table_used(now: Choices, book: Rulebook, used: TableUsed) -> None:
    """A table of values that the rule looks up."""
    rows = book.reference[used.name] if used.rows is None else used.rows
    label = Text("{title}:现行 {n} 行", "{title}: {n:row|rows} in force").format(
        title=say(used.title), n=used.rows_in_force
    )
    with st.expander(say(label), expanded=used.rows is not None):
        if used.assumed:
            st.caption(say(Text("其中 {n} 行有暂定的内容,未见文件。", "{n} of them are assumed in part, no text seen.")
                           .format(n=used.assumed)))  # fmt: skip
        if used.rows is None:
            st.caption(say(Text("包括以往各期的数值。", "Values of earlier periods included.")))
        shown = readable.table_rows(book, rows, now.language)
        headings = book.glossary.cells
        show_table(shown, [name for name in shown.columns if name in headings], key=f"table_{used.name}",
                   headings=headings, most=320)  # fmt: skip


def origins(now: Choices, book: Rulebook, page: Page) -> None:
    """Where the rule, its documents and its values were read."""
    if page.origins:
        section(Text("读自何处", "Where it was read"))
        read = readable.places_read(book, page.origins, now.language)
        st.text("\n".join(f"• {source} · {place}" for source, place in read.iter_rows()))


def examples(now: Choices, book: Rulebook, page: Page) -> None:
    """The cases on each side of every limit, and on request what they give."""
    frame = readable_examples.examples(book, page.rule, now.language)
    columns = ["name", "facts", "outcome_name", "excess"]
    if st.session_state.get("tried") == page.rule.id or st.button(
        say(Text("现在逐个试算", "Try them now")), key="try", icon=":material/play_arrow:"
    ):
        st.session_state["tried"] = page.rule.id
        with st.spinner(say(Text("正在试算", "Trying"))):
            tried = page_data.tried_examples(str(now.folder), book.digest, page.rule.id)
        frame = with_results(frame, tried)
        columns += ["tried_name", "passed_name"]
    show_page_table(frame, columns)


def with_results(frame: pl.DataFrame, tried: list[Tried]) -> pl.DataFrame:
    """The examples with what they gave."""
    return frame.with_columns(
        tried_name=pl.Series([say(OUTCOMES[one.found.value]) if one.found else "–" for one in tried]),
        passed_name=pl.Series(["✓" if one.passed else "✗" for one in tried]),
    )


main()
