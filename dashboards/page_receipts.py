"""What a preview or an import says of each file, shown for a person to act on."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st
from page_frame import chosen_language, say
from page_instead import show_problem
from page_tables import show_table

from costctl.bilingual import Text
from costctl.problems import brief
from costctl.records import kinds
from costctl.values import ControlTotal, Receipt

COUNTS = ("read", "accepted", "revised", "already_present", "rejected")
SUMMARY = ["file", "sheet", "kind_name", "layout_name", *COUNTS, "amount_accepted"]
SHOWN = 1000
"""Rejected rows that a receipt holds at most."""


def show_receipts(receipts: Sequence[Receipt], layouts: Mapping[str, Text], *, key: str) -> None:
    """A table of counts, and below it of each sheet what needs a person's eye."""
    good = [receipt for receipt in receipts if receipt.problem is None]
    if good:
        show_table(summary(good, layouts), SUMMARY, key=f"{key}_summary", wide=["file"])
    for number, receipt in enumerate(receipts):
        if receipt.problem or receipt.doubts or receipt.rejects or receipt.control_totals:
            with st.container(border=True, key=f"{key}_sheet_{number}"):
                remarks(receipt, key=f"{key}_{number}")


def summary(receipts: Sequence[Receipt], layouts: Mapping[str, Text]) -> pl.DataFrame:
    """A row a sheet: what it was taken for, and what became of its rows."""
    language = chosen_language()
    rows = [
        {
            "file": receipt.file,
            "sheet": receipt.sheet,
            "kind_name": kind_name(receipt.kind),
            "layout_name": layouts[receipt.layout].in_(language) if receipt.layout in layouts else receipt.layout,
            **{name: getattr(receipt, name) for name in COUNTS},
            "amount_accepted": receipt.amount_accepted,
        }
        for receipt in receipts
    ]
    texts = dict.fromkeys(SUMMARY[:4], pl.String())
    return pl.DataFrame(
        rows, schema={**texts, **dict.fromkeys(COUNTS, pl.Int64()), "amount_accepted": pl.Decimal(38, 2)}
    )


def kind_name(kind: str | None) -> str:
    """What a record kind is called."""
    return say(kinds()[kind].title) if kind in kinds() else (kind or "–")


def remarks(receipt: Receipt, *, key: str) -> None:
    """One sheet: why it cannot be read, its control totals, its doubts, its rejected rows."""
    st.text(f"{receipt.file} [{receipt.sheet}]" if receipt.sheet else receipt.file)
    if receipt.problem:
        show_problem(
            receipt.problem, what=Text("这个文件读不懂,没有导入", "This file was not understood and stays out")
        )
        return
    totals(receipt, key)
    for doubt in receipt.doubts:
        st.text(f"△ {say(doubt.text)}")
    if receipt.rejects:
        st.markdown(say(Text("**退回 {n} 行。其余各行照常导入;改正原文件后再导入一次,退回的行会自动补上。**",
                             "**{n:row|rows} rejected.** The others are imported; correct the file and import it again.")
                        .format(n=receipt.rejected)))  # fmt: skip
        rows = [(reject.row, reject.column, say(reject.help), say(brief(reject.found))) for reject in receipt.rejects]
        schema = {"row": pl.Int64, "column": pl.String, "help": pl.String, "found": pl.String}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        show_table(frame, list(schema), key=f"{key}_rejects", folded="help", most=320)
        if receipt.rejected > len(receipt.rejects):
            st.caption(say(Text("这里列出前 {n} 行。", "The first {n} are listed.")).format(n=len(receipt.rejects)))


def totals(receipt: Receipt, key: str) -> None:
    """The sums that the file states about itself, beside what its rows add up to."""
    if not receipt.control_totals:
        return
    rows = [(say(total.said), total.stated, total.computed, say(_agreement(total))) for total in receipt.control_totals]
    schema = {"where": pl.String, "stated": pl.Decimal(38, 2), "computed": pl.Decimal(38, 2), "agrees_name": pl.String}
    show_table(pl.DataFrame(rows, schema=schema, orient="row"), list(schema), key=f"{key}_totals", most=220)


def _agreement(total: ControlTotal) -> Text:
    if total.agrees:
        return Text("相符", "agrees")
    if total.counts_left_out:
        return Text("差额是略去的行", "differs by the rows left out")
    return Text("不相符,请核对", "differs: please compare")
