"""What every page shares: the served ledger, the choices in the URL, and the snapshot shown."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import page_data
import streamlit as st
from page_memory import newest, time_of

from costctl.bilingual import Language, Text
from costctl.budget.standing import LastRun, last_days
from costctl.errors import CostctlError
from costctl.rules.readable import RULES_CHANGED, check_due
from costctl.served import SERVED_HOST, SERVED_LEDGER
from costctl.settings import Settings, read_settings

Option = TypeVar("Option")

LANGUAGES: Mapping[Language, str] = {"zh": "中文", "en": "English"}
ASKED: Mapping[str, tuple[str, ...]] = {
    "overview": ("year", "until", "department"),
    "variance": ("year", "until", "department"),
    "metrics": ("year", "until", "department"),
    "findings": ("year", "department"),
    "plan": ("year", "until", "department"),
    "reconcile": ("year", "until", "department"),
    "disclose": ("year", "until", "department"),
    "standards": ("department",),
    "compare": ("year", "until"),
}
"""The shared choices that each page goes by."""

LEFT_OUT, TOP, PAGE = "left out", "top", "page"
"""In session state: what the URL names and is not there, the place below the title where that is said, and which page it is."""

ALL = ""
"""In the URL and in session state: no restriction."""


@dataclass(frozen=True)
class Choices:
    """What the reader has chosen to see."""

    folder: Path
    snapshot: str
    """The snapshot that the page shows."""
    language: Language
    years: tuple[int, ...]
    year: int | None
    """None: the ledger holds no year yet."""
    as_of: date | None
    department: str | None
    scope: str
    """What the page was narrowed to, in words: on paper and on a phone the choices themselves are out of sight."""
    departments: Mapping[str, str]
    """Names by code."""
    settings: Settings
    last_run: LastRun | None

    @property
    def key(self) -> tuple[str, str]:
        """What every cached reading begins with."""
        return str(self.folder), self.snapshot


def served_folder() -> Path:
    """The ledger that `costctl serve` named; the page ends where something else started it."""
    folder, host = os.environ.get(SERVED_LEDGER), os.environ.get(SERVED_HOST)
    if not folder or not host or st.get_option("server.address") != host:
        st.error("这些网页只能由 costctl serve 启动。请在终端运行:costctl serve --ledger 账本文件夹")
        st.error("These pages run only under costctl serve. Please run: costctl serve --ledger FOLDER")
        st.stop()
    return Path(folder)


def say(text: Text) -> str:
    """The text in the language of this page."""
    return text.in_(st.session_state.get("lang", "zh"))


def chosen() -> Choices:
    """What the reader has chosen."""
    found: Choices = st.session_state["costctl"]
    return found


def choose_language(folder: Path) -> Language:
    """The language switch; Chinese, or the ledger's own language, unless the URL says otherwise."""
    try:
        own = read_settings(folder).language
    except (CostctlError, OSError):
        own = "zh"
    with st.sidebar:
        language: Language = choose_in_url(
            "lang", list(LANGUAGES), own, lambda options, name: st.segmented_control(
                "语言 · Language", options, format_func=LANGUAGES.__getitem__, key=name, required=True,
                label_visibility="collapsed",
            ),
        )  # fmt: skip
    return language


def choose_in_url(
    name: str, options: Sequence[Option], default: Option, widget: Callable[[Sequence[Option], str], Option | None]
) -> Option:
    """What the widget called `name` has chosen, begun with what the URL says and written back to it."""
    key, spelled = key_of(name), {str(option): option for option in options}
    asked, written = st.query_params.get(name), st.session_state.get(f"{name} in url")
    if asked is not None and (asked != written or key not in st.session_state):  # opened, come back to, a link followed
        if asked not in spelled:
            leave_out(name, asked)
        st.session_state[key] = spelled.get(asked, default)
    elif st.session_state.get(key) not in options:
        st.session_state[key] = default
    found = widget(options, key)
    value = default if found is None else found
    st.session_state[f"{name} in url"] = str(value) if value != default else None
    if value != default:
        st.query_params[name] = str(value)
    elif name in st.query_params:
        del st.query_params[name]
    return value


def key_of(name: str) -> str:
    """The key of a widget, another one for each page and language.

    A list goes on showing its choice in the words in which it was made, and of two pages' widgets of one key the second forgets it.
    """
    return name if name == "lang" else f"{name}_{st.session_state.get(PAGE)}_{chosen_language()}"


def leave_out(name: str, asked: str) -> None:
    """Notes that the URL names something that is not there."""
    st.session_state.setdefault(LEFT_OUT, []).append(f"{name}={asked}")


def say_left_out() -> None:
    """Says below the title what the URL named and is not there, so that nobody takes the rest for it."""
    place, names = st.session_state.get(TOP), st.session_state.pop(LEFT_OUT, [])
    if place is None or not names:
        return
    with place:
        said = Text(
            "链接中有些内容这里没有,或不在所选范围内,没有按它显示:",
            "The link names what is not here, or not in what is chosen; it was left out:",
        )
        st.warning(say(said), icon=":material/link_off:")
        st.text("、".join(names))


def choose(folder: Path, language: Language, page: str) -> None:
    """The year, the day and the department, shown on the pages that go by them, and what the page shows of the ledger."""
    st.session_state[PAGE] = page
    snapshot = newest(str(folder))
    key = (str(folder), snapshot)
    settings, years = read_settings(folder), page_data.years(*key)
    departments, run = page_data.departments(*key), page_data.last_run(*key)
    asked = ASKED.get(page, ())
    year = day = None
    with st.sidebar:
        if years:
            year = choose_shared("year", years, years[0], Text("年度", "Year"), str, is_shown="year" in asked)
            days = last_days(year)
            day = choose_shared(
                "until", days, days[0], Text("截至", "Up to"), date.isoformat, is_shown="until" in asked
            )
        department = choose_shared(
            "department", [ALL, *departments], ALL, Text("单位", "Department"), lambda code: named(departments, code),
            is_shown="department" in asked and bool(departments),
        )  # fmt: skip
    st.session_state["costctl"] = Choices(
        folder=folder, snapshot=snapshot, language=language, years=tuple(years), year=year, as_of=day,
        department=department or None, scope=scope_of(asked, year, day, department, departments),
        departments=departments, settings=settings, last_run=run,
    )  # fmt: skip


def scope_of(
    asked: Sequence[str], year: int | None, day: date | None, department: str, departments: Mapping[str, str]
) -> str:
    """The shared choices that a page goes by, in words."""
    said = []
    if "until" in asked and day:
        said.append(say(Text("数据截至 {day}", "figures to {day}")).format(day=day))
    elif "year" in asked and year:
        said.append(say(Text("{year} 年", "{year}")).format(year=year))
    if "department" in asked and department:
        said.append(named(departments, department))
    return " · ".join(said)


def choose_shared(
    name: str,
    options: Sequence[Option],
    default: Option,
    title: Text,
    spell: Callable[[Option], str],
    *,
    is_shown: bool,
) -> Option:
    """A choice that all pages share and some show; it lasts while others are looked at."""
    if not is_shown:
        kept = st.session_state.get(f"{name} kept", default)
        return kept if kept in options else default
    if key_of(name) not in st.session_state and f"{name} kept" in st.session_state:
        st.session_state[key_of(name)] = st.session_state[f"{name} kept"]
    value = choose_in_url(
        name, options, default, lambda given, key: st.selectbox(say(title), given, key=key, format_func=spell)
    )
    st.session_state[f"{name} kept"] = value
    return value


def named(departments: Mapping[str, str], code: str | None) -> str:
    """A department as the reader knows it: its code and name."""
    if not code:
        return say(Text("全部单位", "All departments"))
    name = departments.get(code)
    return f"{code} {name}" if name else code


def heading(title: Text) -> Choices:
    """The title of a page, and which snapshot of which ledger it shows; the page's choices."""
    now = chosen()
    st.title(say(title), anchor=False)
    shown = [now.settings.name, now.scope]
    shown.append(say(Text("快照 {time}", "snapshot of {time}")).format(time=time_of(now.snapshot)))
    if now.last_run:
        shown.append(say(Text("规则检查截至 {day}", "checked as of {day}")).format(day=now.last_run.as_of))
    else:
        shown.append(say(Text("尚未按规则检查", "not checked yet")))
    with st.container(key="snapshot"):
        st.text(" · ".join(part for part in shown if part))
    st.session_state[TOP] = st.container()
    if due := what_is_due(now):
        where = Text("可在「导入」页检查。", " Check again on the Import page.")
        st.warning(say(due) + say(where), icon=":material/update:")
    return now


def what_is_due(now: Choices) -> Text | None:
    """Why the rules should run again: records, rules or values that the last full check does not know."""
    if now.last_run is None:
        return None
    if (changes := now.last_run.changes_since) or page_data.outdated(*now.key):
        return check_due(changes, len(page_data.outdated(*now.key)))
    return RULES_CHANGED if now.last_run.rulebook != page_data.rulebook(str(now.folder)).digest else None


def chosen_language() -> Language:
    """The language of this page."""
    found: Language = st.session_state.get("lang", "zh")
    return found
