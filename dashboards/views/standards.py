"""标准: every value and table in force for the district, what is missing, and the bureau's own values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import page_data
import polars as pl
import streamlit as st
from page_frame import Choices, choose_in_url, heading, say
from page_own import Own, asked, is_for_the_bureau, past, preview_and_store, to_correct, when_and_why
from page_tables import choose_row, choose_row_in_url, show_table
from page_values import show_values
from page_words import HEADINGS, TITLES

from costctl.bilingual import Text
from costctl.dates import today
from costctl.rules import readable
from costctl.rules.explain import explain, rows_in_force
from costctl.rules.glossary import YES_NO
from costctl.rules.library import Rulebook
from costctl.rules.model import OWN_SETTING
from costctl.rules.origins import Origin, origins_of_table
from costctl.rules.own_words import BY_OPTION, set_in_words
from costctl.rules.tables import ANY, FROM, Row
from costctl.settings import read_settings

KINDS = {
    "values": Text("规则里的数值", "values in rules"),
    "tables": Text("标准表", "tables"),
    "rules": Text("停用规则", "switch rules off"),
}
PARAMETERS = ["rule", "name", "value", "from", "document", "lacks", "supplier", "settable", "provenance_name",
              "review_on", "title", "standard"]  # fmt: skip
TABLES = ["title", "rows_in_force", "jurisdictions", "lacks", "supplier", "document", "review_on", "standard"]
# Columns of a row that the other fields of the form give, or a document alone can.
NOT_ASKED = {*BY_OPTION, "part", "provenance", "assumed_cells", "note"}


def main() -> None:
    """The page."""
    now = heading(TITLES["standards"][0])
    book = page_data.rulebook(str(now.folder))
    kind = choose_in_url("kind", list(KINDS), "values", lambda options, name: st.segmented_control(
        say(Text("看什么", "What")), options, key=name, required=True, label_visibility="collapsed",
        format_func=lambda one: say(KINDS[one])))  # fmt: skip
    {"values": in_rules, "tables": in_tables, "rules": switched}[kind](now, book)


def chosen(frame: pl.DataFrame, columns: list[str], said: Text, **more: Any) -> str | None:
    """The standard that the reader has chosen of a list, which the URL names."""
    row = choose_row_in_url("standard", frame, columns, code="standard", most=420, **more)
    if row is None:
        st.caption(say(said))
        return None
    return str(frame["standard"][row])


def lacking(frame: pl.DataFrame) -> None:
    """How much is missing."""
    missing = frame["lacks"].count()
    said = Text(
        "共 {n} 项,其中 {k} 项有缺:看「缺什么」和「由谁提供」。",
        "{n} in all, {k} of them lack something: see Missing, From whom.",
    )
    st.caption(say(said).format(n=frame.height, k=missing))


def in_rules(now: Choices, book: Rulebook) -> None:
    """The parameters of all rules; the chosen one with its values so far, and its form."""
    frame = page_data.parameters(str(now.folder), today(), now.language)
    lacking(frame)
    name = chosen(frame, PARAMETERS, Text("点选一项,看它的历次取值,或登记本区的值。", "Choose one: its values so far, or an own value."),
                  key="parameters", wide=["name", "supplier"])  # fmt: skip
    if name is None:
        return
    rule_id, _, parameter = name.partition(".")
    row = frame.row(by_predicate=pl.col("standard") == name, named=True)
    st.header(f"{rule_id} {row['title']} · {row['name']}", anchor=False)
    page = explain(book, rule_id, today())
    st.caption(" · ".join([row["tier_name"], row["settable"]]))
    values = [value for value in page.values if value.name == parameter]
    show_values(book, values)
    where_read(now, book, page.origins)
    if is_for_the_bureau(now):
        preview_and_store(now, book, name, parameter_form(now, book, name, values[-1].value))
    past(now, name)


def parameter_form(now: Choices, book: Rulebook, name: str, value: str) -> Own | None:
    """An own value of a parameter, or a correction of one, once the person asks what it changes."""
    own = read_settings(now.folder).tunable.get(name, ())
    since = say(Text("自 {day} 起:{value}", "from {day}: {value}"))
    slip = to_correct(name, [since.format(day=one.from_, value=one.value) for one in own])
    stood = None if slip is None else own[slip]
    key = f"{name}_{stood.from_}" if stood else name
    title = Text("更正本区的值", "Correct an own value") if stood else Text("登记本区的值", "Set an own value")
    with st.form(f"own_{key}"):
        st.subheader(say(title), anchor=False)
        shown = f"{stood.value}" if stood else value
        given = st.text_input(say(Text("新值", "New value")), shown, key=f"value_{key}", width=180).strip()
        if stood:
            rest = when_and_why(book, key=key, is_dated=False, document=stood.document, review_on=stood.review_on)
            rest |= {"from_": stood.from_, "corrects": True}
        else:
            rest = when_and_why(book, key=key)
        return Own(name, value=given, **rest) if asked() else None


def in_tables(now: Choices, book: Rulebook) -> None:
    """The tables; of the chosen one the rows in force, and the form of an own row."""
    frame = page_data.tables(str(now.folder), today(), now.language)
    lacking(frame)
    name = chosen(frame, TABLES, Text("点选一张表,看现行各行,或登记本区的一行。", "Choose a table: its rows in force, or an own row."),
                  key="tables", wide=["title", "supplier"])  # fmt: skip
    if name is None:
        return
    table = book.tables[name]
    st.header(say(table.title), anchor=False)
    rows = rows_in_force(book, name, today())
    shown = readable.table_rows(book, rows, now.language)
    headings = {**HEADINGS, **book.glossary.cells}
    row = None
    if rows.height:
        columns = [column for column in shown.columns if column in headings]
        row = choose_row(shown, columns, key=f"rows_{name}", headings=headings, most=420)
        if not table.is_closed:
            st.caption(say(Text("点选一行,可以照它登记本区的一行。", "Choose a row to set an own one like it.")))
    where_read(now, book, origins_of_table(name))
    if table.closed and table.is_closed:
        st.info(say(table.closed.instead))
    elif is_for_the_bureau(now):
        like = {} if row is None else rows.row(row, named=True)
        preview_and_store(now, book, name, row_form(now, book, name, like))
    past(now, name)


def where_read(now: Choices, book: Rulebook, origins: Sequence[Origin]) -> None:
    """Where shipped values were read."""
    if origins:
        with st.expander(say(Text("这些数值读自何处", "Where these values were read"))):
            show_table(
                readable.places_read(book, origins, now.language), ["source", "place"], key="origins", wide=["place"]
            )


def row_form(now: Choices, book: Rulebook, name: str, like: dict[str, Any]) -> Own | None:
    """A row of the bureau, or a correction of one, once the person asks what it changes."""
    table, own = book.tables[name], page_data.own_rows(str(now.folder), name)
    slip = to_correct(name, [set_in_words(_without_note(one), book, now.language) for one in own])
    if slip is not None:
        like = {**own[slip]}
    fixed = {column: written(like[column]) for column in table.key if slip is not None and column not in NOT_ASKED}
    key = "_".join([name, str(slip), *(str(like.get(column)) for column in table.key)])
    title = (
        Text("登记本区的一行", "Set a row of the bureau") if slip is None else Text("更正本区的一行", "Correct a row")
    )
    with st.form(f"own_{key}"):
        st.subheader(say(title), anchor=False)
        with st.container(horizontal=True):
            cells = {
                column: cell(book, name, column, like.get(column), key=f"{column}_{key}")
                for column in table.columns
                if column not in NOT_ASKED and column not in fixed
            }
        if slip is None:
            rest = when_and_why(book, key=key, is_dated=table.dated, ends=table.dated)
            given = tuple((column, text) for column, text in cells.items() if text)
        else:
            rest = when_and_why(book, key=key, is_dated=False, document=str(like.get("documents") or OWN_SETTING),
                                review_on=like.get("review_on"))  # fmt: skip
            rest |= {"from_": like.get(FROM), "corrects": True}
            given = (*fixed.items(), *cells.items())
        return Own(name, cells=given, **rest) if asked() else None


def _without_note(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if name != "note"}


def cell(book: Rulebook, table: str, column: str, like: object, *, key: str) -> str:
    """One cell of a row: a choice where the rule book has words for its values."""
    title = say(book.glossary.cells.get(column, Text(column, column)))
    values = set(book.reference[table][column].cast(pl.String).drop_nulls())
    words = {value: say(text) for value, text in book.glossary.words.get(column, {}).items()}
    if book.tables[table].columns[column] == "boolean":
        words = {"yes": say(YES_NO[True]), "no": say(YES_NO[False])}
        like = None if like is None else "yes" if like else "no"
    elif not words or not values <= {*words, ANY}:
        return st.text_input(title, written(like), key=key, width=200).strip()
    options = ["", *words, *([ANY] if ANY in values else [])]
    said = {"": "–", ANY: say(Text("全部", "any")), **words}
    place = options.index(written(like)) if written(like) in options else 0
    return st.selectbox(title, options, place, key=key, width=200, format_func=said.__getitem__)


def written(value: object) -> str:
    """A cell as a person writes it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value}"


def switched(now: Choices, book: Rulebook) -> None:
    """The tunable rules, which the bureau may switch off and on."""
    names = {True: say(Text("已停用", "off")), False: say(Text("启用", "on"))}
    rows = [(rule.id, rule.id, say(rule.title), names[rule.id in book.off])
            for rule in book.rules.values() if rule.tier == "tunable"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["standard", "rule", "title", "state"], orient="row")
    st.caption(say(Text("强制规则不能停用,不在此列。", "Mandatory rules cannot be switched off and are not listed.")))
    rule = chosen(frame, ["rule", "state", "title"], Text("点选一条规则,停用或恢复它。", "Choose a rule to switch it off or on."),
                  key="switches", wide=["title"])  # fmt: skip
    if rule is None:
        return
    st.header(f"{rule} {say(book.rules[rule].title)}", anchor=False)
    if is_for_the_bureau(now):
        label = Text("先看恢复会改变什么", "See what switching it on changes") if rule in book.off else Text(
            "先看停用会改变什么", "See what switching it off changes")  # fmt: skip
        with st.form(f"own_{rule}"):
            reason = st.text_input(say(Text("理由(记入历史)", "Why (kept in the history)")), key=f"reason_{rule}")
            given = Own(rule, reason, is_on=rule in book.off) if asked(label) else None
        preview_and_store(now, book, rule, given)
    past(now, rule)


main()
