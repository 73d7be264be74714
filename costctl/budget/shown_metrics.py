"""Metrics as a person reads them: in words, with a value as text, and the quarters of a year side by side."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.metrics import YEAR
from costctl.budget.reports import report
from costctl.budget.shown import CUT_AT, labelled
from costctl.rules.metrics import UNITS

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

NUMBERS = ("numerator", "denominator", "value", "target", "last_year")
NO_DATA = Text("无数据", "no data")
STANDINGS: Mapping[str, Text] = {
    "met": Text("达标", "met"),
    "missed": Text("未达标", "missed"),
    "near_limit": Text("接近上限", "near the limit"),
    "over_limit": Text("超出预算", "over budget"),
    "no_data": NO_DATA,
}
"""How a metric stands, in words."""

NO_TARGET = Text("没有目标", "no target")
FIGURES = {
    "value": Text("数值", "value"),
    "target": Text("目标", "target"),
    "last_year": Text("上年同期", "last year"),
}
"""What a chart shows of a metric."""

ALL_DEPARTMENTS = Text("全部单位合计", "all departments together")
WHOLE_YEAR = Text("全年", "year")
QUARTERS = tuple(Text(f"{zh}季度", f"Q{n}") for n, zh in enumerate("一二三四", 1))


def said(value: Decimal | None, form: str, unit: str) -> str | None:
    """A value as text: a share in per cent, yuan with cents, anything else without needless zeros; None stays None."""
    if value is None:
        return None
    if form in ("share", "growth"):
        return f"{value * 100:+,.2f} %" if form == "growth" else f"{value * 100:,.2f} %"
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
    """The rows of a frame of metrics as JSON objects, numbers as text."""
    return [row | {name: exact(row[name], *_counted_in(name, row)) for name in NUMBERS} for row in frame.to_dicts()]


def in_words(ledger: "Ledger", frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A frame of metrics with the names of what it codes, and its numbers as text (…_said).

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
        **{f"{column}_said": _said(column) for column in NUMBERS},
    )


CELL_STYLES = {
    **dict.fromkeys(("numerator", "denominator"), "number_style"),
    **dict.fromkeys(("value", "target", "last_year"), "value_style"),
}
"""Of a frame in words, the column that says how a spreadsheet shows each cell."""

_NUMBER_STYLE = pl.when(pl.col("unit") == "yuan").then(pl.lit("money")).otherwise(pl.lit("plain"))


def side_by_side(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per department and metric of a frame in words: that of the year, with q1_said to q4_said beside it."""
    keys = ["department", "metric"]
    found = frame.filter(pl.col("quarter") == YEAR)
    for number in range(1, len(QUARTERS) + 1):
        quarter = frame.filter(pl.col("quarter") == number).select(*keys, pl.col("value_said").alias(f"q{number}_said"))
        found = found.join(quarter, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return found


def standing_name(standing: str | None, language: Language) -> str:
    """How a metric stands, in words; None is that it has no target."""
    return (STANDINGS[standing] if standing else NO_TARGET).in_(language)


def drawn(frame: pl.DataFrame, language: Language, label: str) -> pl.DataFrame:
    """What a chart of one metric is drawn from: value_, target_ and last_year_ as lengths, and in words what is exact.

    Growth is cut at CUT_AT, so that one wild figure does not flatten the rest.
    """
    most = pl.when(pl.col("form") == "growth").then(pl.lit(CUT_AT))
    lengths = {f"{name}_": pl.min_horizontal(pl.col(name).cast(pl.Float64), most) for name in FIGURES}
    lengths = {name: pl.when(pl.col(name[:-1]).is_not_null()).then(length) for name, length in lengths.items()}
    end = pl.max_horizontal(lengths["value_"], lengths["target_"], 0.0)
    beside = pl.when(lengths["last_year_"].is_between(end, end * 1.3)).then(lengths["last_year_"])
    return labelled(frame.drop("quarter"), label).select(
        "label",
        **lengths,
        said_at=pl.max_horizontal(end, beside),  # clear of a mark that stands close behind the bar
        said=pl.col("value_said").fill_null(NO_DATA.in_(language)),
        standing=pl.col("standing_name").fill_null(standing_name(None, language)),
        **{text.in_(language): pl.col(f"{name}_said").fill_null("–") for name, text in FIGURES.items()},
    )


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _words(column: pl.Expr, words: Mapping[Any, Text], language: Language) -> pl.Expr:
    return column.replace_strict({name: text.in_(language) for name, text in words.items()}, default=None)


def _said(column: str) -> pl.Expr:
    cells = pl.struct(column, "form", "unit")
    return cells.map_elements(lambda row: said(row[column], *_counted_in(column, row)), return_dtype=pl.String)


def _counted_in(column: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """The form and unit of the number in a column; the denominator of an average is a number of something else."""
    if column not in ("numerator", "denominator"):
        return row["form"], row["unit"]
    return "count", "" if column == "denominator" and row["form"] == "average" else row["unit"]
