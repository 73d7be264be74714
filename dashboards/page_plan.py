"""A record that is only planned: what it would come to, asked of the library and shown."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st
from page_frame import Choices, say
from page_memory import SnapshotMoved, reading, remembered
from page_tables import show_table

from costctl import workflow
from costctl.bilingual import Text
from costctl.choices import SEVERITIES
from costctl.planning import IMPORT_SAYS, Judged, Precheck
from costctl.rules import readable
from costctl.rules.library import Rulebook
from costctl.rules.supplies import supplies_named
from costctl.values import Outcome, Severity

Record = tuple[tuple[str, str], ...]
"""The cells that are filled, by column, as a template has them."""

LEFT = ["department_name", "item_name", "budget", "spent", "committed", "available", "planned", "left"]


@remembered
def planned(folder: str, snapshot: str, kind: str, record: Record, as_of: date) -> Precheck:
    """What the record would come to."""
    found = workflow.precheck(folder, kind, dict(record), as_of=as_of)
    if found.snapshot != snapshot:
        raise SnapshotMoved
    return found


@remembered
def people(folder: str, snapshot: str, department: str | None) -> dict[str, str]:
    """The registered people of a department, or of all: names by id."""
    asked = "SELECT p.person_id, p.name FROM record.people AS p WHERE $1 IS NULL OR p.department_code = $1 ORDER BY 1"
    with reading(folder, snapshot) as ledger:
        return {person: name or "" for person, name in ledger.sql(asked, [department]).iter_rows()}


def outcome(now: Choices, book: Rulebook, found: Precheck) -> None:
    """What the plan would come to."""
    clear = sum(one.outcome is Outcome.CLEAR for one in found.judged)
    with st.container(key="plan_outcome"):
        verdict(found)
        with st.container(horizontal=True, key="counts"):
            st.metric(say(Text("会被认定的问题", "Findings")), f"{found.findings.height + found.elsewhere.height:,}")
            st.metric(say(Text("不能判断的规则", "Rules that cannot judge")), f"{len(found.unknown):,}")
            st.metric(say(Text("通过的规则", "Rules passed")), f"{clear:,}")
        findings(now, Text("这条计划的问题", "Findings on the plan"), found.findings)
        findings(now, Text("因它而生的其他问题", "Findings that it makes elsewhere"), found.elsewhere)
        if found.left.height:
            left(now, found.left)
        if found.unknown:
            st.header(say(Text("不能判断", "Cannot be judged")), anchor=False)
            show_table(
                missing(now, book, found.unknown), ["rule", "title", "missing"], key="plan_unknown", wide=["missing"]
            )
        if found.doubts:
            st.text(say(IMPORT_SAYS))
        for doubt in found.doubts:
            st.text(say(doubt.text))
        st.caption(say(Text(
            "按 {day} 的规则和快照里的记录预审,什么也没有存。", "Judged as of {day} on this snapshot; nothing was stored.",
        )).format(day=found.as_of))  # fmt: skip


def verdict(found: Precheck) -> None:
    """The whole in one line; green only where every rule could judge."""
    if found.worst is Severity.VIOLATION:
        st.error(say(found.verdict), icon=":material/block:")
    elif found.worst:
        st.warning(say(found.verdict), icon=":material/help:")
    elif found.unknown:
        st.info(say(found.verdict), icon=":material/help:")
    else:
        st.success(say(found.verdict), icon=":material/check_circle:")


def findings(now: Choices, title: Text, frame: pl.DataFrame) -> None:
    """The findings of one sort."""
    if frame.is_empty():
        return
    st.header(say(title), anchor=False)
    severities = {severity: say(text) for severity, text in SEVERITIES.items()}
    worded = frame.with_columns(
        pl.col("severity").replace_strict(severities).alias("severity_name"),
        message=pl.col(f"message_{now.language}"),
        department_name=readable.department_name(now.departments),
    )
    columns = ["rule", "severity_name", "message", "excess", "department_name"]
    show_table(worded, columns, key=f"plan_{title.en.split()[-1]}", wide=["message"])


def left(now: Choices, frame: pl.DataFrame) -> None:
    """What is left of the items that it spends."""
    st.header(say(Text("经费还剩多少(元)", "What is left (yuan)")), anchor=False)
    worded = frame.with_columns(
        item_name=pl.coalesce(f"title_{now.language}", "item"),
        department_name=readable.department_name(now.departments),
    )
    show_table(worded, LEFT, key="plan_left")


def missing(now: Choices, book: Rulebook, unknown: Sequence[Judged]) -> pl.DataFrame:
    """What each of the rules lacks, in words."""
    rows = []
    for one in unknown:
        rule = book.rules[one.rule]
        lacking = supplies_named(book, rule.check.source_kind, one.missing).in_(now.language)
        rows.append({"rule": one.rule, "title": rule.title.in_(now.language), "missing": lacking or "–"})
    return pl.DataFrame(rows)
