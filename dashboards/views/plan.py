"""预审: a record that is only planned, judged by every rule and against what is left; nothing is stored."""

import page_data
import streamlit as st
from page_frame import ALL, Choices, choose_in_url, heading, named, say
from page_instead import nothing_yet, show_problem
from page_plan import Record, outcome, people, planned
from page_words import TITLES

from costctl.bilingual import Text
from costctl.dates import today
from costctl.errors import CostctlError
from costctl.plan_file import needed
from costctl.records import Column, Kind, kinds
from costctl.rules.glossary import YES_NO

UNITS = {"元": Text("(元)", " (yuan)"), "万元": Text("(万元)", " (10,000 yuan)")}  # of an amount


def main() -> None:
    """The page."""
    now = heading(TITLES["plan"][0])
    if nothing_yet(now):
        return
    book = page_data.rulebook(str(now.folder))
    st.caption(say(Text(
        "填一条打算办的事,看会不会违反规定、经费还剩多少。什么也不会存入账本。",
        "Fill in what is planned: would a rule object, and what is left of the budget? Nothing is stored.",
    )))  # fmt: skip
    judged = {rule.check.source_kind for rule in book.rules.values() if rule.id not in book.off}
    offered = [kind for kind in sorted(kinds().values(), key=lambda one: one.order) if kind.kind in judged]
    kind = choose_in_url("kind", [one.kind for one in offered], "trips", lambda options, name: st.selectbox(
        say(Text("打算办什么", "What is planned")), options, key=name, width=320,
        format_func=lambda one: say(kinds()[one].title)))  # fmt: skip
    record = form(now, kinds()[kind])
    if record is not None:
        st.session_state["plan"] = kind, record
    asked: tuple[str, Record] | None = st.session_state.get("plan")
    if asked is None or asked[0] != kind:
        return
    try:
        with st.spinner(say(Text("正在按全部规则试判……", "Judging it by every rule…"))):
            found = planned(*now.key, *asked, now.as_of or today())
    except CostctlError as error:
        show_problem(error.problem, what=Text("这条计划还不能判断", "This plan cannot be judged yet"))
        return
    outcome(now, book, found)


def form(now: Choices, kind: Kind) -> Record | None:
    """The columns of the kind, the required ones first; what is filled, once the reader asks."""
    required = needed(kind)
    with st.form(f"plan_{kind.kind}"):
        cells = fields(now, kind, required)
        st.caption(say(Text(
            "以下可以不填;没有填的,用到它的规则会说「不能判断」。",
            "The following may stay empty; a rule that needs what is missing says that it cannot judge.",
        )))  # fmt: skip
        cells |= fields(now, kind, [column for column in kind.columns if column not in required])
        pressed = st.form_submit_button(say(Text("预审", "Judge it")), icon=":material/fact_check:", type="primary")
    return tuple((name, cell) for name, cell in cells.items() if cell) if pressed else None


def fields(now: Choices, kind: Kind, columns: list[Column]) -> dict[str, str]:
    """Input fields side by side, and what stands in each."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return {column.name: field(now, kind, column) for column in columns}


def field(now: Choices, kind: Kind, column: Column) -> str:
    """One cell as a template would have it; empty where nothing is given."""
    unit = column.unit or ("元" if column.type == "money" and not column.in_currency else None)
    title = say(column.header) + (say(UNITS[unit]) if unit else "")
    about = say(column.note) if column.note else None
    more = {"key": f"plan_{kind.kind}_{column.name}", "help": about, "width": 210}
    if column.type == "date":
        day = st.date_input(title, None, format="YYYY-MM-DD", **more)
        return day.isoformat() if day else ""
    if column.name == "department_code" and now.departments:
        codes = [now.department] if now.department else [ALL, *now.departments]
        return st.selectbox(
            title,
            codes,
            format_func=lambda code: named(now.departments, code) if code else "–",
            **more | {"width": 320},
        )
    if column.name == "person_id" and (known := people(*now.key, now.department)):
        who = st.selectbox(
            title, known, None, format_func=lambda one: f"{one} {known.get(one, '')}".strip(), accept_new_options=True,
            placeholder=say(Text("选择或输入", "choose or type")), **more,
        )  # fmt: skip
        return (who or "").strip()
    if column.type == "boolean":
        words = {"": "–", "是": say(YES_NO[True]), "否": say(YES_NO[False])}
        return st.selectbox(title, list(words), format_func=words.__getitem__, **more)
    if column.values:
        shown = {"": "–"} | {written: written if now.language == "zh" else value.replace("_", " ")
                             for written, value in column.values.items()}  # fmt: skip
        return st.selectbox(title, list(shown), format_func=shown.__getitem__, **more)
    return st.text_input(title, **more).strip()


main()
