"""试算: a draft value or rule against what is in force, over the whole ledger; nothing is stored."""

from datetime import date
from decimal import Decimal, InvalidOperation

import page_data
import streamlit as st
from page_comparison import outcome
from page_frame import Choices, choose_in_url, heading, say
from page_instead import nothing_yet, show_problem
from page_words import TITLES

from costctl.bilingual import Text
from costctl.dates import today
from costctl.errors import CostctlError
from costctl.rules import readable
from costctl.rules.library import Rulebook


def main() -> None:
    """The page."""
    now = heading(TITLES["compare"][0])
    if nothing_yet(now):
        return
    st.caption(say(Text(
        "按现行规则和草案各检查一遍,看问题会增加哪些、减少哪些。什么也不会存入账本。",
        "Checks by the rules in force and by a draft: which findings it adds, and which it does not make. Nothing is stored.",
    )))  # fmt: skip
    book = page_data.rulebook(str(now.folder))
    ways = {"value": Text("试一个数值", "try a value"), "file": Text("试一个规则文件", "try a rule file")}
    way = choose_in_url("way", list(ways), "value", lambda options, name: st.segmented_control(
        say(Text("怎样试", "How")), options, key=name, required=True, label_visibility="collapsed",
        format_func=lambda one: say(ways[one])))  # fmt: skip
    asked = a_value(now, book) if way == "value" else a_file()
    if asked is None:
        return
    try:
        with st.spinner(
            say(Text("正在按现行规则和草案各检查一遍……", "Checking by the rules in force and by the draft…"))
        ):
            found = page_data.comparison(*now.key, now.as_of or today(), *asked)
    except CostctlError as error:
        show_problem(error.problem, what=Text("草案有问题", "The draft has a mistake"))
        return
    outcome(now, found)


def a_value(now: Choices, book: Rulebook) -> tuple[str, str] | None:
    """A parameter of a rule, its draft value and its first day, once the reader asks for it."""
    names = [f"{rule.id}.{name}" for rule in book.rules.values() for name in rule.parameters]

    def title(name: str) -> str:
        rule_id, _, parameter = name.partition(".")
        words = book.glossary.of(book.rules[rule_id].check.rows)
        return f"{rule_id} {book.rules[rule_id].title.in_(now.language)} · {words.name(parameter).in_(now.language)}"

    name = choose_in_url("parameter", names, names[0], lambda options, key: st.selectbox(
        say(Text("规则和参数", "Rule and parameter")), options, key=key, format_func=title))  # fmt: skip
    rule_id, _, parameter = name.partition(".")
    last = book.rules[rule_id].parameters[parameter][-1]
    words = book.glossary.of(book.rules[rule_id].check.rows)
    held = Text("最近的值:{value},自 {day} 起", "last value: {value}, from {day}").format(
        value=readable.said(words, parameter, f"{last.value:f}"), day=last.from_
    )
    st.caption(say(held))
    with st.form("draft", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        given = st.text_input(say(Text("数值", "Value")), f"{last.value:f}", key=f"value_{name}", width=180)
        start = st.date_input(
            say(Text("自何日起", "From")),
            date(now.year or last.from_.year, 1, 1),
            key=f"from_{name}",
            width=180,
            format="YYYY-MM-DD",
        )
        pressed = st.form_submit_button(say(Text("试算", "Try")), icon=":material/science:", type="primary")
    if not pressed:
        return st.session_state.get("tried value", {}).get(name)
    try:
        value = Decimal(given.strip())
    except InvalidOperation:
        st.error(say(Text("数值应是一个数,如 1000 或 0.25。", "The value is a number, such as 1000 or 0.25.")))
        return None
    st.session_state["tried value"] = {name: ("", f"{name}={value}@{start}")}
    return "", f"{name}={value}@{start}"


def a_file() -> tuple[str, str] | None:
    """The text of an uploaded rule file."""
    given = st.file_uploader(say(Text("规则文件(TOML)", "Rule file (TOML)")), type=["toml"], key="draft_file")
    if given is None:
        return None
    try:
        return given.getvalue().decode("utf-8"), given.name
    except UnicodeDecodeError:
        st.error(say(Text("文件不是 UTF-8 文本。", "The file is no UTF-8 text.")))
        return None


main()
