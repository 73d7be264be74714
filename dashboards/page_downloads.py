"""What can be taken away from a page: files that are written when their button is pressed."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import streamlit as st
from page_frame import say
from page_words import HEADINGS

from costctl.export import write_csv, write_xlsx

MIME = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def download(
    label: str, name: str, write: Callable[[Path], None], *, key: str, icon: str = ":material/download:"
) -> None:
    """A button that gives the file called `name`, which `write` makes at a path of the same ending."""
    ending = Path(name).suffix
    st.download_button(
        label, lambda: _written(write, f"file{ending}"), name, MIME[ending], key=key, icon=icon, on_click="ignore"
    )


def downloads(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    name: str,
    title: str,
    key: str,
    unit: str | None = None,
    styles: Mapping[str, str] | None = None,
) -> None:
    """Buttons that give the table as CSV and as a workbook; `unit` and `styles` as `write_xlsx`."""
    headers = {column: say(HEADINGS[column]) for column in columns}
    with st.container(horizontal=True):
        download("CSV", f"{name}.csv", lambda path: write_csv(frame, path, headers=headers), key=f"{key}_csv")
        download(
            "Excel", f"{name}.xlsx",
            lambda path: write_xlsx(frame, path, title=title, headers=headers, unit=unit, styles=styles), key=f"{key}_xlsx",
        )  # fmt: skip


def _written(write: Callable[[Path], None], name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
