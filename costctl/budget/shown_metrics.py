"""Metrics as a person reads them: in words, with a value as text, and the quarters of a year side by side."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.metrics import YEAR
from costctl.budget.reports import report
from costctl.rules.metrics import UNITS

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

NO_DATA = Text("无数据", "no data")
STANDINGS: Mapping[str, Text] = {
    "met": Text("达标", "met"),
    "missed": Text("未达标", "missed"),
    "near_limit": Text("接近上限", "near the limit"),
    "over_limit": Text("超出预算", "over budget"),
    "no_data": NO_DATA,
}
"""How a metric stands, in words."""

ALL_DEPARTMENTS = Text("全部单位合计", "all departments together")
WHOLE_YEAR = Text("全年", "year")
QUARTERS = tuple(Text(f"{zh}季度", f"Q{n}") for n, zh in enumerate("一二三四", 1))


def said(value: Decimal | None, form: str, unit: str) -> str | None:
    """A value as text: a share in per cent, yuan with cents, anything else without needless zeros; None stays None."""
    if value is None:
        return None
    if form in ("share", "growth"):
        return f"{value * 100:+,.1f} %" if form == "growth" else f"{value * 100:,.1f} %"
    if unit == "yuan":
        return f"{value:,.2f}"
    return _trimmed(f"{value:,.2f}")


def exact(value: Decimal | None, form: str, unit: str) -> str | None:
    """A value as a program reads it: a share with its four decimals, yuan with two, anything else without zeros."""
    if value is None:
        return None
    if form in ("share", "growth"):
        return f"{value:f}"
    return f"{value:.2f}" if unit == "yuan" else _trimmed(f"{value:f}")


def documents(frame: pl.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame of metrics as JSON objects, numbers as text by their unit."""
    return [
        row
        | {name: exact(row[name], row["form"], row["unit"]) for name in ("value", "target", "last_year")}
        | {"numerator": exact(row["numerator"], "count", row["unit"])}
        | {"denominator": exact(row["denominator"], "count", "" if row["form"] == "average" else row["unit"])}
        for row in frame.to_dicts()
    ]


def in_words(ledger: "Ledger", frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A frame of metrics with the names of what it codes, and value, target and last year as text (…_said).

    metric_name, quarter_name, unit_name, standing_name; department_name is the code of a department not registered, and
    says where all departments are together. number_style and value_style are those of a spreadsheet's cells.
    """
    titles = dict(report(ledger, "metrics").select("metric", f"title_{language}").iter_rows())
    everyone = pl.lit(ALL_DEPARTMENTS.in_(language))
    name = pl.when(pl.col("row_kind") == "total").then(everyone).otherwise(pl.coalesce("department_name", "department"))
    return frame.with_columns(
        name.alias("department_name"),
        metric_name=pl.col("metric").replace_strict(titles, return_dtype=pl.String),
        quarter_name=_words(pl.col("quarter"), dict(enumerate((WHOLE_YEAR, *QUARTERS))), language),
        unit_name=_words(pl.col("unit"), UNITS, language),
        standing_name=_words(pl.col("standing"), STANDINGS, language),
        number_style=_NUMBER_STYLE,
        value_style=pl.when(pl.col("form").is_in(["share", "growth"])).then(pl.lit("share")).otherwise(_NUMBER_STYLE),
        **{f"{column}_said": _said(column) for column in ("value", "target", "last_year")},
    )


_NUMBER_STYLE = pl.when(pl.col("unit") == "yuan").then(pl.lit("money")).otherwise(pl.lit("plain"))


def side_by_side(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per department and metric of a frame in words: that of the year, with q1 to q4, the quarters' values."""
    keys = ["department", "metric"]
    found = frame.filter(pl.col("quarter") == YEAR)
    for number in range(1, len(QUARTERS) + 1):
        quarter = frame.filter(pl.col("quarter") == number).select(*keys, pl.col("value_said").alias(f"q{number}"))
        found = found.join(quarter, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return found


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _words(column: pl.Expr, words: Mapping[Any, Text], language: Language) -> pl.Expr:
    return column.replace_strict({name: text.in_(language) for name, text in words.items()}, default=None)


def _said(column: str) -> pl.Expr:
    cells = pl.struct(pl.col(column).alias("value"), "form", "unit")
    return cells.map_elements(lambda row: said(row["value"], row["form"], row["unit"]), return_dtype=pl.String)
