"""The imports so far: rows still to be corrected, batches that may be taken back, and the history of the ledger."""

from typing import Any

import page_data
import polars as pl
import streamlit as st
from page_downloads import downloads
from page_frame import ALL, Choices, choose_in_url, say
from page_instead import show_problem
from page_memory import reading, remembered
from page_receipts import kind_name
from page_tables import choose_row_in_url, show_table
from page_words import BATCH_STATUS

from costctl import entries, intake, workflow
from costctl.bilingual import Language, Text
from costctl.choices import ACTIONS
from costctl.dates import at_bureau
from costctl.errors import CostctlError
from costctl.ledger.rejects import rejected
from costctl.problems import brief
from costctl.records import kinds


@remembered
def loaded(folder: str, snapshot: str, language: Language) -> pl.DataFrame:
    """The imports, newest first, in words; times are those of this machine, as the names of snapshots are."""
    with reading(folder, snapshot) as ledger:
        frame = ledger.batches().reverse()
    titles = {name: kind.title.in_(language) for name, kind in kinds().items()}
    times = [at_bureau(time).replace(tzinfo=None) for time in frame["loaded_at"]]
    return frame.with_columns(
        loaded_at=pl.Series(times, dtype=pl.Datetime("us")),
        kind_name=pl.col("kind").replace(titles),
        status_name=pl.col("status").replace_strict({name: text.in_(language) for name, text in BATCH_STATUS.items()}),
    )


@remembered
def open_rejects(folder: str, snapshot: str, language: Language) -> pl.DataFrame:
    """The rejected rows that nobody has corrected yet, with what to do."""
    with reading(folder, snapshot) as ledger:
        frame = ledger.rejects(open_only=True)
    parts = frame.select("file", "sheet", "row_no", "column", "code", "found", "about").iter_rows()
    helps = [rejected(file, sheet, reject).help.in_(language) for file, sheet, *reject in parts]
    found = [brief(cell or "").in_(language) for cell in frame["found"]]
    return frame.with_columns(help=pl.Series(helps, dtype=pl.String), found=pl.Series(found, dtype=pl.String))


@remembered
def revisions(folder: str, snapshot: str, batch: str, language: Language) -> pl.DataFrame:
    """What a batch replaced, cell by cell."""
    with reading(folder, snapshot) as ledger:
        return entries.revisions_in_words(ledger.revisions(batch), language)


def rejected_rows(now: Choices) -> None:
    """The rejected rows that are still to be corrected."""
    frame = open_rejects(*now.key, now.language)
    if frame.is_empty():
        return
    st.header(say(Text("待更正的退回行", "Rejected rows to be corrected")), anchor=False)
    st.caption(
        say(Text(
            "在原文件中改正后再导入一次,相应的行会自动关闭。",
            "Correct them in the file and import it again; they close by themselves.",
        ))
    )  # fmt: skip
    columns = ["row_no", "column", "help", "found", "file", "sheet", "batch"]
    show_table(frame, columns, key="open_rejects", folded="help", most=320)
    downloads(frame, columns, name=say(Text("退回行", "rejected-rows")), key="rejects_file",
              title=say(Text("待更正的退回行", "Rejected rows to be corrected")))  # fmt: skip


def batches(now: Choices, state: dict[str, Any]) -> None:
    """The imports so far, newest first; one of them may be taken back."""
    frame = loaded(*now.key, now.language)
    st.header(say(Text("导入批次", "Imports so far")), anchor=False)
    if told := state.pop("undone", None):
        st.success(told, icon=":material/undo:")
    if frame.is_empty():
        st.caption(say(Text("还没有导入过文件。", "Nothing has been imported yet.")))
        return
    columns = ["batch", "file", "kind_name", "status_name", "read", "accepted", "revised", "already_present", "rejected",
               "amount_accepted", "loaded_at", "sheet"]  # fmt: skip
    key = f"batches_{now.snapshot}"
    row = choose_row_in_url("batch", frame, columns, code="batch", key=key, wide=["file"], most=420)
    if row is None:
        st.caption(
            say(
                Text(
                    "点选一行,看它更正了什么,或撤销整个批次。",
                    "Choose a row to see what it revised, or to take its whole batch back.",
                )
            )
        )
        return
    chosen = frame.row(row, named=True)
    replaced(now, chosen["batch"])
    take_back(now, state, chosen)


def replaced(now: Choices, batch: str) -> None:
    """What the records said before that the batch revised."""
    frame = revisions(*now.key, batch, now.language)
    if frame.is_empty():
        return
    st.subheader(say(Text("{batch} 更正了什么", "What {batch} revised")).format(batch=batch), anchor=False)
    columns = ["kind_name", "key", "column_name", "said_before", "says_now", "sheet", "row"]
    shown = frame.rename({"before": "said_before", "after": "says_now"})
    show_table(shown, columns, key="replaced", wide=["key", "said_before", "says_now"], most=320)


def take_back(now: Choices, state: dict[str, Any], row: dict[str, Any]) -> None:
    """Undoing, asked twice."""
    batch = row["batch"]
    if row["status"] != "in_force":
        st.caption(say(Text("这个批次已经撤销。", "This batch has been taken back.")))
        return
    if state.get("undoing") != batch:
        if st.button(
            say(Text("撤销 {batch}", "Take back {batch}")).format(batch=batch), key="undo", icon=":material/undo:"
        ):
            state["undoing"] = batch
            st.rerun()
        return
    st.warning(
        say(Text(
            "撤销 {batch} 后,它带来的记录不再有效;别的批次也有的记录保留,被它更正的内容恢复。原件和历史都保留。确定撤销吗?",
            "Taking back {batch} puts its records out of force; those that another batch also brought stay, and what it "
            "revised comes back. The original and the history are kept. Take it back?",
        )).format(batch=batch),
        icon=":material/warning:",
    )  # fmt: skip
    with st.container(horizontal=True):
        yes = st.button(say(Text("确定撤销", "Take it back")), type="primary", key="undo_yes")
        no = st.button(say(Text("不撤销", "Keep it")), key="undo_no")
    if not (yes or no):
        return
    del state["undoing"]
    if yes:
        try:
            with workflow.open_ledger(now.folder, "write", wait=intake.WAIT) as ledger:
                undone = ledger.undo(batch)
        except CostctlError as error:
            show_problem(error.problem, what=Text("没有撤销", "Nothing was taken back"))
            return
        counts = "、".join(
            f"{kind_name(kind)} {before} → {undone.records_after[kind]}"
            for kind, before in undone.records_before.items()
        )
        state["undone"] = say(Text("已撤销 {batch}。有效记录:{counts}", "Took back {batch}. Records in force: {counts}")).format(
            batch=batch, counts=counts)  # fmt: skip
    st.rerun()


def history(now: Choices) -> None:
    """Who changed what, when and why; the head of the chain to keep elsewhere."""
    st.header(say(Text("历史", "History")), anchor=False)
    with st.expander(
        say(Text("谁、何时、改了什么、为何", "Who changed what, when and why")), icon=":material/history:"
    ):
        action = choose_in_url("action", [ALL, *ACTIONS], ALL, lambda options, name: st.selectbox(
            say(Text("事项", "Kind of entry")), options, key=name, width=260,
            format_func=lambda one: say(ACTIONS[one]) if one else say(Text("全部", "All"))))  # fmt: skip
        frame = page_data.history(*now.key, now.language, action or None)
        columns = ["when", "action_name", "what", "reason", "actor", "seq"]
        show_table(frame, columns, key="history", wide=["what", "reason"], most=420)
        downloads(frame, [*columns, "detail", "hash"], name=say(Text("历史", "history")), key="history_file",
                  title=say(Text("账本历史", "History of the ledger")))  # fmt: skip
