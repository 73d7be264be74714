"""A table of the rule book as it stands on a day: its rows, whose they are, on what they rest."""

from datetime import date
from typing import TYPE_CHECKING

from costctl.bilingual import Language, Text
from costctl.cli.printing import print_json, print_table, tell

if TYPE_CHECKING:
    from costctl.rules.library import Rulebook

HOW = Text("登记本区的一行:costctl rules set {name} …", "A row of the bureau: costctl rules set {name} …")
NONE = Text("当日没有有效的行。", "No row holds on that day.")
OTHER_DAYS = Text("另有 {n} 行在其他日期有效(--on 日期)。", "{n:row|rows} more on other days (--on DAY).")


def show_table(book: "Rulebook", name: str, day: date, language: Language, *, json: bool) -> None:
    """Prints the rows that hold on a day, those of the bureau first."""
    import polars as pl

    from costctl.rules.explain import rows_in_force
    from costctl.rules.readable import row_lines
    from costctl.rules.tables import OWN

    table, rows = book.tables[name], rows_in_force(book, name, day)
    if "jurisdiction" in rows.columns:
        rows = rows.sort(pl.col("jurisdiction") != OWN, maintain_order=True)
    if json:
        print_json({"table": name, "title": table.title, "on": day, "rows": rows.to_dicts()})
        return
    tell(f"{name}  {table.title.in_(language)}", "bold")
    if rows.height:
        headings = [Text("项", "").in_(language), Text("内容", "").in_(language)]
        print_table(headings, row_lines(book, name, rows, language))
    else:
        tell(NONE.in_(language))
    if others := book.reference[name].height - rows.height:
        tell(OTHER_DAYS.format(n=others).in_(language))
    tell((table.closed.instead if table.closed and table.is_closed else HOW.format(name=name)).in_(language))
