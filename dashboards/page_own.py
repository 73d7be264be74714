"""An own value of the bureau: what is asked of the person, what it would change, and storing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import page_data
import polars as pl
import streamlit as st
from page_comparison import outcome
from page_frame import Choices, named, say
from page_instead import show_problem
from page_memory import SnapshotMoved, remembered
from page_tables import show_table

from costctl import intake, workflow
from costctl.bilingual import Text
from costctl.dates import EARLIEST, latest_plausible, today
from costctl.errors import CostctlError, Problem
from costctl.ledger.ledger import Ledger
from costctl.own_values import Change, set_parameter, set_row, switch_rule, try_out
from costctl.rules.compare import Comparison
from costctl.rules.library import Rulebook
from costctl.rules.model import OWN_SETTING
from costctl.rules.own_words import set_in_words


@dataclass(frozen=True)
class Own:
    """What a person asks to be set."""

    what: str
    """`RULE.parameter`, a rule or a table."""
    reason: str
    value: str | None = None
    is_on: bool | None = None
    """Of a rule: whether it is to be on."""
    cells: tuple[tuple[str, str], ...] = ()
    from_: date | None = None
    to: date | None = None
    document: str = OWN_SETTING
    review_on: date | None = None
    corrects: bool = False
    """Whether it takes the place of the own value from that day."""


def set_own(ledger: Ledger, own: Own, *, dry_run: bool = False) -> Change:
    """Sets it as `costctl rules set` does."""
    if own.is_on is not None:
        return switch_rule(ledger, own.what, on=own.is_on, reason=own.reason, dry_run=dry_run)
    options: dict[str, Any] = {"document": own.document, "review_on": own.review_on, "reason": own.reason}
    options |= {"corrects": own.corrects, "dry_run": dry_run}
    if own.value is not None:
        return set_parameter(ledger, own.what, own.value, from_=own.from_ or today(), **options)
    return set_row(ledger, own.what, dict(own.cells), from_=own.from_, to=own.to, **options)


@dataclass(frozen=True)
class Trial:
    """What held before, what would hold, what is doubtful in it, and what it changes in the findings."""

    before: Mapping[str, object] | None
    now: Mapping[str, object]
    doubts: tuple[Problem, ...]
    found: Comparison


@remembered
def tried(folder: str, snapshot: str, own: Own, as_of: date) -> Trial:
    """An own value tried out."""
    change, found = try_out(Path(folder), lambda ledger: set_own(ledger, own, dry_run=True), as_of=as_of)
    if found.snapshot != snapshot:
        raise SnapshotMoved
    return Trial(change.before, change.now, change.warnings, found)


def is_for_the_bureau(now: Choices) -> bool:
    """Whether the page is that of the bureau; in a department's view it says who sets values."""
    if not now.department:
        return True
    said = Text(
        "这里是「{name}」的视图,只能查看。本区数值由财政部门统一登记:把左边的单位改为「全部单位」后登记。",
        "This is the view of {name}, to read only. The bureau sets the values: choose all departments on the left.",
    )
    st.info(say(said).format(name=named(now.departments, now.department)), icon=":material/visibility:")
    return False


def to_correct(key: str, standing: Sequence[str]) -> int | None:
    """Which of the own values that stand is to be corrected, as they are said; None: another one is to be set."""
    if not standing:
        return None
    names = {False: say(Text("登记新的", "Set another")), True: say(Text("更正录错的", "Correct a slip"))}
    corrects = st.segmented_control(
        say(Text("登记还是更正", "Set or correct")), [*names], default=False, key=f"correct_{key}", required=True,
        format_func=names.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    if not corrects:
        return None
    st.caption(say(Text("原值和更正都留在历史里;按原值判断过的问题,到下一次检查为止仍写着原值。",
                        "The history keeps both; findings by the first value say so until the next check.")))  # fmt: skip
    return standing.index(st.selectbox(say(Text("更正哪一个", "Which one")), standing, key=f"slip_{key}"))


def when_and_why(
    book: Rulebook,
    *,
    key: str,
    is_dated: bool = True,
    ends: bool = False,
    document: str = OWN_SETTING,
    review_on: date | None = None,
) -> dict[str, Any]:
    """The day, document and reason of a value, as fields of a form; the day not where one is corrected."""
    last = latest_plausible(today())
    days: dict[str, Any] = {"format": "YYYY-MM-DD", "min_value": EARLIEST, "max_value": last}
    found: dict[str, Any] = {}
    with st.container(horizontal=True):
        if is_dated:
            start = date(today().year, 1, 1)
            found["from_"] = st.date_input(say(Text("自何日起", "From")), start, key=f"from_{key}", width=180, **days)
        if ends:
            found["to"] = st.date_input(
                say(Text("到何日止(可空)", "To (may be empty)")), None, key=f"to_{key}", width=180, **days
            )
        found["review_on"] = st.date_input(
            say(Text("复核日期(可空)", "Review by (may be empty)")), review_on, key=f"review_{key}", width=200,
            format="YYYY-MM-DD", min_value=min(review_on or today(), today()),
        )  # fmt: skip
    titles = {number: row.get("title") or "" for number, row in book.documents.items()}
    numbers = [*dict.fromkeys([OWN_SETTING, document, *titles])]
    found["document"] = st.selectbox(
        say(Text("依据文件", "Document")), numbers, numbers.index(document),
        key=f"document_{key}",
        format_func=lambda number: number if titles.get(number) in ("", number, None) else f"{number} {titles[number]}",
    )  # fmt: skip
    found["reason"] = st.text_input(say(Text("理由(记入历史)", "Why (kept in the history)")), key=f"reason_{key}")
    return found


def asked(label: Text | None = None) -> bool:
    """The button below a form: nothing is stored by it."""
    return st.form_submit_button(
        say(label or Text("先看会改变什么", "See what it changes")), icon=":material/science:", type="primary"
    )


def preview_and_store(now: Choices, book: Rulebook, what: str, given: Own | None) -> None:
    """What the own value would change, and the button that stores it."""
    state = st.session_state
    if told := state.pop("own stored", None):
        st.success(told, icon=":material/check_circle:")
        st.page_link("views/imports.py", label=say(Text("去检查", "Go and check")), icon=":material/rule:")
    if given is not None:
        state["own"] = given
    own: Own | None = state.get("own")
    if own is None or own.what != what:
        return
    try:
        with st.spinner(
            say(Text("正在按现行规则和新值各检查一遍……", "Checking by the rules in force and by the new value…"))
        ):
            trial = tried(*now.key, own, today())
    except CostctlError as error:
        del state["own"]
        show_problem(error.problem, what=Text("这样不能登记", "It cannot be set like this"))
        return
    with st.container(border=True, key="own_preview"):
        st.subheader(say(Text("试算结果", "What it changes")), anchor=False)
        texts = [set_in_words(side or {}, book, now.language) for side in (trial.before, trial.now)]
        st.text(say(Text("此前:{}\n登记后:{}", "before: {}\nafter: {}")).format(*texts))
        for doubt in trial.doubts:
            st.warning(doubt.say(now.language), icon=":material/priority_high:")
        outcome(now, trial.found)
        with st.container(horizontal=True):
            label = Text("更正", "Correct it") if own.corrects else Text("登记", "Store it")
            is_stored = st.button(say(label), type="primary", key="own_store", icon=":material/save:")
            is_dropped = st.button(say(Text("不登记", "Do not")), key="own_drop")
    if is_dropped:
        del state["own"]
        st.rerun()
    if is_stored:
        store(now, book, own)


def store(now: Choices, book: Rulebook, own: Own) -> None:
    """Writes it, as `costctl rules set` does."""
    try:
        with workflow.open_ledger(now.folder, "write", wait=intake.WAIT) as ledger:
            change = set_own(ledger, own)
    except CostctlError as error:
        show_problem(error.problem, what=Text("没有登记", "Nothing was stored"))
        return
    del st.session_state["own"]
    done = Text("已更正", "Corrected") if change.is_correction else Text("已登记", "Stored")
    st.session_state["own stored"] = say(
        Text("{done.zh} {what}:{now}。下一次检查起算数。", "{done.en} {what}: {now}. It counts from the next check on.")
    ).format(done=done, what=change.what, now=set_in_words(change.now, book, now.language))
    st.rerun()


def past(now: Choices, what: str) -> None:
    """Who set it, when and why, and what was edited in a file."""
    frame = page_data.history(*now.key, now.language, about=what).filter(pl.col("action").is_in(["set", "install"]))
    if frame.is_empty():
        st.caption(say(Text("本区还没有自定过。", "The bureau has set nothing here yet.")))
        return
    st.subheader(say(Text("登记历史", "History")), anchor=False)
    show_table(frame, ["when", "actor", "what", "reason"], key="own_history", wide=["what", "reason"])
