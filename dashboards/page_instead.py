"""What stands in place of a page, or of a part of one: nothing yet, never checked, a problem."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from page_frame import Choices, chosen_language, say
from page_memory import SnapshotMoved

from costctl.bilingual import Text
from costctl.errors import CostctlError, LedgerNotFound, Problem


def nothing_yet(now: Choices) -> bool:
    """Whether the ledger holds no year; then the page says what to do first."""
    if now.year is not None:
        return False
    st.info(
        say(Text(
            "账本里还没有数据。请先到「导入」页导入单位、预算、出差、会议和公务卡文件。",
            "The ledger is empty. Begin on the Import page: departments, budgets, trips, meetings, card statements.",
        )),
        icon=":material/inbox:",
    )  # fmt: skip
    st.page_link("views/imports.py", label=say(Text("去导入", "Go to Import")), icon=":material/upload_file:")
    return True


def never_checked(now: Choices) -> bool:
    """Whether the rules have never run; then the page says where to run them."""
    if now.last_run:
        return False
    st.info(
        say(Text(
            "还没有按规则检查过,所以没有问题可列。请在「导入」页点「开始检查」。",
            "The rules have not run yet, so there are no findings. Run the check on the Import page.",
        )),
        icon=":material/rule:",
    )  # fmt: skip
    st.page_link("views/imports.py", label=say(Text("去检查", "Go and check")), icon=":material/rule:")
    return True


def show_problem(problem: Problem, *, what: Text | None = None) -> None:
    """A problem as a person can correct it; what comes from a file stands as plain text."""
    st.error(say(what or Text("没有做成", "This could not be done")), icon=":material/error:")
    st.text(problem.say(chosen_language()))


@contextmanager
def said_plainly() -> Iterator[None]:
    """Problems inside become a message in place of the page; a newer snapshot makes the page start again."""
    try:
        yield
    except SnapshotMoved:
        st.rerun()
    except LedgerNotFound as error:
        show_problem(error.problem, what=Text("没有账本", "There is no ledger"))
    except CostctlError as error:
        show_problem(error.problem, what=Text("这一页不能显示", "This page cannot be shown"))
    except Exception as error:
        logging.getLogger(__name__).exception("a page failed")
        st.error(
            say(Text(
                "这一页出错了,账本未改动。请刷新再试;仍然出错时,请把下面一行告知维护者。",
                "This page failed; the ledger is unchanged. Reload it; if it fails again, report the line below.",
            )),
            icon=":material/error:",
        )  # fmt: skip
        st.text(f"{type(error).__name__}: {error}")
