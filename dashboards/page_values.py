"""The dated values of parameters, with their documents."""

from collections.abc import Sequence

import polars as pl
from page_frame import say
from page_tables import show_page_table

from costctl.bilingual import Text
from costctl.rules import readable
from costctl.rules.explain import Value
from costctl.rules.library import Rulebook

SCHEMA = {
    "name": pl.String, "value": pl.String, "from": pl.Date, "document": pl.String, "provenance_name": pl.String,
    "review_on": pl.Date, "state": pl.String,
}  # fmt: skip


def show_values(book: Rulebook, values: Sequence[Value]) -> None:
    """A row a value; the day by which it is to be looked at again where one has such a day."""
    in_force, other = say(Text("现行", "in force")), say(Text("非现行", "not in force"))
    rows = [
        (
            say(value.title),
            say(readable.said(book.glossary, value.name, value.value)),
            value.from_,
            value.document,
            say(value.provenance),
            value.review_on,
            in_force if value.in_force else other,
        )
        for value in values
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    show_page_table(frame, [name for name in SCHEMA if name != "review_on" or frame[name].count()])
