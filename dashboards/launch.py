"""Starts Streamlit with all that the first page needs imported and read, so that the first reader need not wait."""

import logging
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C while it starts ends it without a word; Streamlit sets its own
logging.disable(logging.WARNING)  # nobody is there yet, and Streamlit remarks on it as soon as a page is imported

import page_data  # noqa: E402
import streamlit as st  # noqa: E402
from page_memory import newest  # noqa: E402
from streamlit import runtime  # noqa: E402
from streamlit.web.bootstrap import load_config_options  # noqa: E402
from streamlit.web.cli import main, main_run  # noqa: E402

from costctl import intake  # noqa: E402
from costctl.budget import behind, overview, standing  # noqa: E402
from costctl.charts import metrics, months, shares  # noqa: E402
from costctl.rules import examples, readable, unassessed  # noqa: E402
from costctl.served import READY, SERVED_BY, SERVED_LEDGER  # noqa: E402
from costctl.settings import read_settings  # noqa: E402

NEEDED = (behind, examples, intake, metrics, months, overview, readable, shares, standing, unassessed)
LONGEST = 10
"""Seconds that a large ledger may keep the server from starting; it is read on while readers come."""


def warm(folder: str) -> None:
    """Reads what the first page shows and draws it once for nobody; the pages remember what was read."""
    language, snapshot = read_settings(Path(folder)).language, newest(folder)
    key = (folder, snapshot)
    page_data.departments(*key)
    page_data.last_run(*key)
    page_data.outdated(*key)
    for year in page_data.years(*key)[:1]:
        as_of = standing.last_days(year)[0]
        controls = page_data.overview(*key, year, as_of, None, language)
        by_month = page_data.variance(*key, year, as_of, None, ("month",), language)
        page_data.worst_departments(*key, year, as_of, language)
        st.altair_chart(shares.control_overview(controls, language))
        st.altair_chart(months.month_trend(by_month, language))
        st.dataframe(page_data.outcomes(*key, language))


def warm_quietly(folder: str) -> None:
    """The same, whatever is wrong: a page says it better."""
    with suppress(Exception):
        warm(folder)


def settle_options() -> None:
    """Tells Streamlit its options before anything is read ahead; later it would remark on them as on a change."""
    load_config_options(main_run.make_context("run", sys.argv[2:]).params)


def end_with(parent: int) -> None:
    """Ends this process once the one that started it is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def silenced() -> int:
    """Standard output for ourselves, as a descriptor; what Streamlit says of itself on it goes nowhere from here on."""
    own = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return own


def say_when_ready(output: int) -> None:
    """Says that the port is ours: Streamlit's runtime starts when it listens there, and not before."""
    while not (runtime.exists() and runtime.get_instance().state is not runtime.RuntimeState.INITIAL):
        time.sleep(0.1)
    os.write(output, READY)
    os.close(output)


if __name__ == "__main__":
    if parent := os.environ.get(SERVED_BY):
        Thread(target=end_with, args=(int(parent),), daemon=True).start()
    settle_options()
    ahead = Thread(target=warm_quietly, args=(os.environ[SERVED_LEDGER],), daemon=True)
    ahead.start()
    ahead.join(LONGEST)
    Thread(target=say_when_ready, args=(silenced(),), daemon=True).start()
    logging.disable(logging.NOTSET)
    sys.exit(main(prog_name="streamlit"))
