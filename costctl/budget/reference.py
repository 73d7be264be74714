"""What the ledger knows of departments and budget items: names, controls, what their spending is read from."""

from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import Text
from costctl.budget.period import Period
from costctl.budget.reports import report
from costctl.errors import InputError, refuse_other
from costctl.mistakes import closest, near
from costctl.rules.controls import arrangement_of

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger


def items(ledger: "Ledger") -> pl.DataFrame:
    """Every budget item by `position` in the rule book: item, title_zh, title_en, control, row_kind, source_kinds.

    `row_kind` is `item`, `total` (made of other items) or `memo` (stands beside the others and enters no total).
    """
    found = arrangement_of(ledger).of_items(report(ledger, "items"))
    return found.with_row_index("position").with_columns(pl.col("position").cast(pl.Int64))


def kept_items(ledger: "Ledger", known: pl.DataFrame, span: Period) -> pl.DataFrame:
    """For each item whether records of its kinds are kept (`is_kept`), and known of the year before (`was_kept`).

    `has_payments` says that payments are kept and can be of the item, `has_commitments` that commitments are kept.
    """
    kept = report(ledger, "kept_kinds")["kind"]
    of_last_year = known_kinds(report(ledger, "known_years"), span.year - 1)
    kinds = known.select("item", "row_kind", kind=pl.col("source_kinds").str.split(";")).explode("kind")
    return kinds.group_by("item").agg(
        is_kept=pl.col("kind").is_in(kept.implode()).any(),
        was_kept=pl.col("kind").is_in(of_last_year.implode()).any(),
        has_payments=(pl.col("row_kind") == "item").any() & pl.lit("payments" in kept),
        has_commitments=pl.lit("commitments" in kept),
    )


def known_kinds(known_years: pl.DataFrame, year: int) -> pl.Series:
    """The record kinds that the ledger knows of `year`: no record of one then means that there was none.

    `known_years` is the report of that name: from when on, and until when, each kind is known.
    """
    return known_years.filter((pl.col("first_year") <= year) & (pl.col("last_year") >= year))["kind"]


def with_other_codes(known: pl.DataFrame, held: pl.Series, control: str) -> pl.DataFrame:
    """The items, and those of `held` that the rule book does not name: economic codes, spent in payments."""
    others = held.drop_nulls().unique().sort()
    others = others.filter(~others.is_in(known["item"].implode()))
    position = pl.int_range(known.height, known.height + others.len(), eager=True)
    added = pl.DataFrame({"position": position, "item": others}, schema_overrides={"item": pl.String})
    same = {"control": control, "row_kind": "item", "source_kinds": "payments"}
    titled = added.with_columns(title_zh="item", title_en="item", **{name: pl.lit(said) for name, said in same.items()})
    return pl.concat([known, titled.select(known.columns)])


def registered_departments(ledger: "Ledger") -> pl.DataFrame:
    """The registered departments: department (its code), department_name."""
    return report(ledger, "departments")


def departments(ledger: "Ledger") -> pl.DataFrame:
    """Every department that is registered, or named by a budget line or a record: then department_name is null."""
    named_too = report(ledger, "named_departments")
    found = named_too.join(registered_departments(ledger), on="department", how="full", coalesce=True)
    return found.sort("department")


def known_department(ledger: "Ledger", asked: str | None, *, registered_first: bool = False) -> str | None:
    """The code of the department asked for by code, by name or by a part of the name; None for all.

    A name that only records have goes, written as they have it, before a part of a registered name; after it where
    `registered_first`. InputError `budget.department_unknown` names the nearest where none is registered or named in
    a record so, `budget.department_unclear` those that may be meant.
    """
    if asked is None:
        return None
    refuse_other("department", asked, str, expected=Text("单位编码或名称", "the code or name of a department"))
    names = {code: name or "" for code, name in registered_departments(ledger).rows()}
    found, is_whole = _registered(names, asked)
    if len(found) == 1 and (is_whole or registered_first):
        return found[0]
    named_only = report(ledger, "named_departments")["department"].to_list()
    if asked in named_only and not (found and registered_first):
        return asked
    if len(found) == 1:
        return found[0]
    if found:
        known = "、".join(f"{code} {names[code]}".strip() for code in found)
        raise InputError("budget.department_unclear", found=asked, known=known)
    suggestion = near(asked, [*names, *named_only, *names.values()])
    raise InputError("budget.department_unknown", found=asked, suggestion=suggestion)


def _registered(names: dict[str, str], asked: str) -> tuple[list[str], bool]:
    """The departments of this code or name, else those of whose names it is a part; and whether it is the whole."""
    if asked in names:
        return [asked], True
    said = asked.strip().casefold()
    if whole := [code for code, name in names.items() if said in (code.casefold(), name.casefold())]:
        return whole, True
    return [code for code, name in names.items() if said and said in name.casefold()], False


def known_item(known: pl.DataFrame, asked: str) -> str:
    """The item asked for, or any five-digit economic code; InputError `budget.item_unknown` names the nearest item."""
    if asked in known["item"] or (len(asked) == 5 and asked.isdecimal()):
        return asked
    raise InputError("budget.item_unknown", found=asked, suggestion=closest(asked, known["item"].to_list()))


def parts_of(parts: pl.DataFrame, item: str) -> list[str]:
    """The items that a total adds up, none for one that is no total; `parts` as the report `item_parts`."""
    return parts.filter(pl.col("total") == item)["part"].to_list()


def with_parts(parts: pl.DataFrame, item: str) -> list[str]:
    """The item, and of a total its parts and theirs."""
    return [item, *(name for part in parts_of(parts, item) for name in with_parts(parts, part))]
