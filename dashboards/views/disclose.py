"""三公公开: the published tables of the three public expenses, as they will be printed."""

import page_data
import polars as pl
import streamlit as st
from page_downloads import download
from page_frame import Choices, heading, say
from page_instead import nothing_yet
from page_tables import show_table
from page_words import TITLES

from costctl.bilingual import Text
from costctl.disclosure import book, open_data, words
from costctl.disclosure.book import amounts as amounts_of
from costctl.disclosure.figures import Disclosure
from costctl.export import write_csv


def main() -> None:
    """The page."""
    now = heading(TITLES["disclose"][0])
    if nothing_yet(now):
        return
    found = page_data.disclosure(*now.key, now.year, now.as_of, now.department)
    if not found.tables:
        st.info(say(Text("账本里还没有单位。", "The ledger holds no department yet.")))
        return
    if now.language != "zh":
        st.caption(words.IN_CHINESE)
    table = found.tables[0]
    for line in words.notes(found, table):
        st.text(line)
    st.header(say(Text("支出决算(万元)", "Final account, 10,000 yuan")), anchor=False)
    amounts = amounts_of(found).filter(pl.col("department").eq_missing(pl.lit(table.department)))
    named = amounts.with_columns(line=pl.col("line").replace(dict(found.titles)))
    show_table(named, ["line", "budget_wan", "final_wan", "last_year_wan"], key="amounts")
    st.header(say(Text("相关统计数", "Quantities")), anchor=False)
    quantities = [
        {"quantity": found.titles[name], "this_year": count, "before": table.last_quantities[name]}
        for name, count in table.quantities.items()
    ]
    schema = {"quantity": pl.String, "this_year": pl.Int64, "before": pl.Int64}
    show_table(pl.DataFrame(quantities, schema=schema), list(schema), key="quantities")
    st.header(say(Text("文字说明", "Explanation")), anchor=False)
    for line in words.remarks(found, table):
        st.text(line)
    files(now, found)


def files(now: Choices, found: Disclosure) -> None:
    """What can be taken away: to print, to import again, for the public."""
    st.header(say(Text("导出", "Take away")), anchor=False)
    with st.container(horizontal=True):
        download(
            say(Text("公开表(Excel,每单位一张)", "Tables (Excel, a sheet each)")), f"{now.year}-三公.xlsx",
            lambda path: book.write_book(found, path, bureau=now.settings.name), key="book", icon=":material/print:",
        )  # fmt: skip
        download(
            say(Text("公开表(CSV)", "Tables (CSV)")), f"{now.year}-三公公开表.csv",
            lambda path: write_csv(
                book.as_table(found, bureau=now.settings.name), path, headers=book.TABLE_HEADINGS
            ), key="tables",
        )  # fmt: skip
        download(
            say(Text("公开数(CSV,可再导入)", "Figures (CSV, can be imported)")), f"{now.year}-三公.csv",
            lambda path: write_csv(book.as_records(found), path, headers=book.headings_of_records()), key="records",
        )  # fmt: skip
        download(
            say(Text("公务卡消费开放数据(CSV)", "Card spending as open data (CSV)")), f"{now.year}-公务卡.csv",
            lambda path: write_csv(
                page_data.open_cards(*now.key, found.year, found.as_of, now.department), path,
                headers=open_data.HEADINGS,
            ), key="cards",
        )  # fmt: skip


main()
