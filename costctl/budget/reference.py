"""What the ledger knows of departments and budget items: names, controls, what their spending is read from."""

from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import Language
from costctl.budget.period import Period
from costctl.budget.reports import dated_report, report
from costctl.datafile import closest
from costctl.errors import InputError

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger


def items(ledger: "Ledger") -> pl.DataFrame:
    """Every budget item by `position` in the rule book: item, title_zh, title_en, control, row_kind, source_kinds.

    `row_kind` is `item`, `total` (made of other items) or `memo` (stands beside the others and enters no total).
    """
    return report(ledger, "items").with_row_index("position")


def kept_items(ledger: "Ledger", known: pl.DataFrame, span: Period) -> pl.DataFrame:
    """For each item whether records of its kinds are kept (`is_kept`), and any is of the year before (`was_kept`)."""
    kept = report(ledger, "kept_kinds")["kind"]
    days = {"starts_on": span.starts_on, "last_starts_on": span.last_starts_on}
    of_last_year = dated_report(ledger, "kinds_of_last_year", span, days)["kind"]
    kinds = known.select("item", kind=pl.col("source_kinds").str.split(";")).explode("kind")
    return kinds.group_by("item").agg(
        is_kept=pl.col("kind").is_in(kept.implode()).any(), was_kept=pl.col("kind").is_in(of_last_year.implode()).any()
    )


def departments(ledger: "Ledger") -> pl.DataFrame:
    """Every department code that the ledger knows, with its name (null where it is not registered)."""
    return report(ledger, "departments")


def known_department(ledger: "Ledger", asked: str | None) -> str | None:
    """The code of the department asked for by code or by name; None for all.

    InputError `budget.department_unknown` names the nearest where the ledger knows no such department.
    """
    if asked is None:
        return None
    known = departments(ledger)
    codes, names = known["department"].to_list(), known["department_name"].to_list()
    if asked in codes:
        return asked
    if names.count(asked) == 1:
        return str(codes[names.index(asked)])
    nearest = closest(asked, [*codes, *(name for name in names if name)])
    raise InputError("budget.department_unknown", found=asked, suggestion=nearest or "–")


def known_item(known: pl.DataFrame, asked: str) -> str:
    """The item asked for; InputError `budget.item_unknown` names the nearest."""
    if asked in known["item"]:
        return asked
    raise InputError("budget.item_unknown", found=asked, suggestion=closest(asked, known["item"].to_list()) or "–")


def parts_of(parts: pl.DataFrame, item: str) -> list[str]:
    """The items that a total adds up, none for one that is no total; `parts` as the report `item_parts`."""
    return parts.filter(pl.col("total") == item)["part"].to_list()


def with_parts(parts: pl.DataFrame, item: str) -> list[str]:
    """The item, and of a total its parts and theirs."""
    return [item, *(name for part in parts_of(parts, item) for name in with_parts(parts, part))]


def named(ledger: "Ledger", frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """`frame` with `item_name` behind its item, in `language`; a code that the rule book does not name stays a code."""
    if "item" not in frame.columns:
        return frame
    titles = items(ledger).select("item", item_name=f"title_{language}")
    joined = frame.join(titles, on="item", how="left", maintain_order="left")
    place = frame.columns.index("item") + 1
    columns = [*frame.columns[:place], "item_name", *frame.columns[place:]]
    return joined.with_columns(pl.coalesce("item_name", "item")).select(columns)
