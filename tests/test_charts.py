"""Charts say what the frames say, in either language, whatever the frames lack."""

import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from costctl.bilingual import Language
from costctl.budget.period import share
from costctl.budget.shown import CUT_AT
from costctl.budget.variance import SCHEMA
from costctl.charts.drawing import Chart
from costctl.charts.metrics import metric_bars
from costctl.charts.months import month_heatmap, month_trend
from costctl.charts.shares import control_overview, variance_bars

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a variance frame; amounts as text, figures that follow from them filled in."""
    schema = {**SCHEMA, "month": pl.Int64}
    filled = [
        {
            name: Decimal(str(value)) if isinstance(schema[name], pl.Decimal) and value is not None else value
            for name, value in one.items()
        }
        for one in rows
    ]
    made = pl.DataFrame([dict.fromkeys(schema) | one for one in filled], schema=schema)
    return made.with_columns(
        variance_to_date=pl.col("spent") - pl.col("expected_to_date"),
        spent_share=share(pl.col("spent"), pl.col("budget")),
    )


def department(code: str, budget: str, spent: str | None, **more: object) -> dict[str, object]:
    half = str(Decimal(budget) / 2)
    return {
        "department": code,
        "department_name": code,
        "budget": budget,
        "spent": spent,
        "expected_to_date": half,
        **more,
    }


def drawn(chart: Chart) -> dict[str, Any]:
    """The chart as Vega-Lite reads it; json fails on a value it does not know, such as a Decimal."""
    spec: dict[str, Any] = json.loads(json.dumps(chart.to_dict(), allow_nan=False))
    return spec


def rows(chart: Chart) -> list[dict[str, Any]]:
    """Every row of data in the chart, of all its layers."""
    return [row for data in drawn(chart)["datasets"].values() for row in data]


def segments(chart: Chart) -> dict[str, list[tuple[str, float, float]]]:
    """The pieces of each bar: what it is called, from where, to where."""
    found: dict[str, list[tuple[str, float, float]]] = {}
    for row in rows(chart):
        if "part" in row:
            found.setdefault(row["label"], []).append(
                (row["part"], row["from_"], row[row["to"]] if isinstance(row["to"], str) else row["to"])
            )
    return found


def test_what_lies_beyond_the_budget_is_a_piece_of_its_own() -> None:
    chart = variance_bars(frame(department("D1", "100.00", "130.00"), department("D2", "100.00", "40.00")), "en")

    assert segments(chart) == {
        "D1": [("within", 0.0, 1.0), ("beyond", 1.0, 1.3)],
        "D2": [("within", 0.0, 0.4)],
    }
    assert [row["limit"] for row in rows(chart) if "limit" in row] == [1.0]


def test_what_a_row_says_stands_at_its_bar_unless_the_mark_of_the_pace_lies_there() -> None:
    low, near, beyond = (department(code, "100.00", spent, expected_to_date="100.00") for code, spent in
                         (("D1", "5.60"), ("D2", "90.00"), ("D3", "110.00")))  # fmt: skip

    at = {
        row["label"]: row["text_at"] for row in rows(variance_bars(frame(low, near, beyond), "zh")) if "text_at" in row
    }

    assert at == pytest.approx({"D1": 0.056, "D2": 1.0, "D3": 1.1})


def test_a_wild_share_is_cut_and_said_in_full() -> None:
    chart = variance_bars(frame(department("D1", "100.00", "1323.10")), "zh")

    assert segments(chart)["D1"][-1] == ("超出预算", 1.0, CUT_AT)
    assert {row["said"] for row in rows(chart) if "said" in row} == {"1,323.10 %"}


@pytest.mark.parametrize(
    ("budget", "spent", "said"),
    [
        ("0.00", "1234.50", "无预算,支出 1,234.50"),
        ("100.00", None, "支出未知"),
        ("0.00", "0.00", "无预算,无支出"),
        ("100.00", "-10.00", "-10.00 %"),
        ("1802500.01", "1704231.15", "94.55 %"),
    ],
)
def test_a_row_says_its_share_as_it_is_kept_or_why_it_has_none(budget: str, spent: str | None, said: str) -> None:
    chart = variance_bars(frame(department("D1", budget, spent)), "zh")

    assert {row["said"] for row in rows(chart) if "said" in row} == {said}


def test_the_worst_come_first_and_of_many_the_title_counts_the_rest() -> None:
    many = frame(*(department(f"D{n:03}", "100.00", str(n)) for n in range(1, 101)), department("NO", "0.00", "5.00"))

    chart = drawn(variance_bars(many, "en"))

    shown = chart["layer"][0]["encoding"]["y"]["sort"]
    assert (len(shown), shown[0], shown[1], shown[-1]) == (30, "NO", "D100", "D072")
    assert chart["title"]["text"] == "The 30 highest of 101"
    assert chart["title"]["subtitle"] == ["share of the budget spent", "black mark: pace of the year"], "a line each"
    assert len(drawn(variance_bars(many, "en", most=None))["layer"][0]["encoding"]["y"]["sort"]) == 101


def test_two_departments_of_one_name_stay_two_and_one_without_a_name_has_its_code() -> None:
    same = frame(
        department("D1", "10.00", "1.00", department_name="财政局"),
        department("D2", "10.00", "2.00", department_name="财政局"),
        department("D3", "10.00", "3.00", department_name=None),
    )

    assert set(segments(variance_bars(same, "zh"))) == {"财政局 (D1)", "财政局 (D2)", "D3"}


def test_a_tooltip_is_exact_to_the_cent() -> None:
    exact = frame(department("D1", "9999999999999999.99", "0.01"))

    assert {row["预算"] for row in rows(variance_bars(exact, "zh")) if "预算" in row} == {"9,999,999,999,999,999.99"}


def test_the_heat_map_leaves_grey_what_is_not_known_and_leaves_out_months_to_come() -> None:
    months = frame(
        department("D1", "100.00", "50.00", month=1),
        department("D1", "100.00", None, month=2),
        department("D1", "0.00", "7.00", month=3),
        department("D1", "100.00", "0.00", month=4),
    )

    spec = drawn(month_heatmap(months, "zh", until=3))

    ground, coloured = (spec["datasets"][layer["data"]["name"]] for layer in spec["layer"])
    assert [row["month_name"] for row in ground] == ["1月", "2月", "3月"]
    assert [(row["month_name"], row["value"]) for row in coloured] == [("1月", 0.5)]
    amounts = drawn(month_heatmap(months, "en", measure="amount", until=3))
    assert [row["value"] for row in amounts["datasets"][amounts["layer"][1]["data"]["name"]]] == [0.0, 7.0]


def test_one_wild_month_does_not_pale_the_others() -> None:
    months = frame(*(department(f"D{n}", "0.00", "900000.00" if n == 3 else "10.00", month=1) for n in range(30)))

    assert drawn(month_heatmap(months, "en", measure="amount"))["layer"][1]["encoding"]["color"]["scale"]["domain"] == [
        -10.0,
        0.0,
        10.0,
    ]


def test_controls_stand_in_their_order_and_one_without_money_says_so() -> None:
    money = ["budget", "spent", "expected_to_date", "variance_to_date", "spent_share"]
    two = frame(department("travel", "100.00", "10.00"), department("meetings", "100.00", "90.00"))
    controls = two.select(
        control="department", control_name=pl.Series(["差旅与考察", "会议活动"]), **{n: n for n in money}
    )
    nothing = controls.head(1).with_columns(
        control=pl.lit("digital"),
        control_name=pl.lit("视频会议"),
        **{name: pl.lit(None, controls.schema[name]) for name in money},
    )

    spec = drawn(control_overview(pl.concat([controls, nothing]), "zh"))

    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["差旅与考察", "会议活动", "视频会议"]
    assert "支出未知" in {row.get("said") for data in spec["datasets"].values() for row in data}


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_nothing_to_show_a_line_of_text_says_so(language: Language) -> None:
    empty = frame()
    for chart in (
        variance_bars(empty, language),
        control_overview(empty, language, label="department_name"),
        month_heatmap(empty, language),
        month_trend(empty, language),
    ):
        assert len(rows(chart)) == 1
        assert rows(chart)[0]["said"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_fits_the_page_and_speaks_one_language(language: Language) -> None:
    """Width follows the page; English charts hold no Chinese of their own, and Chinese ones name a Chinese font."""
    months = frame(department("D1", "100.00", "50.00", month=1))
    for chart in (
        variance_bars(months, language),
        month_heatmap(months, language),
        month_heatmap(months, language, measure="amount"),
        month_trend(months, language),
    ):
        spec = drawn(chart)
        assert spec["width"] == "container"
        assert "Noto Sans CJK SC" in spec["config"]["font"]
        if language == "en":
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in json.dumps(spec, ensure_ascii=False))


def measured(name: str, value: str | None, **more: object) -> dict[str, object]:
    """A department's row of one share, in words."""
    texts = {f"{column}_said": more.get(column) for column in ("value", "target", "last_year")}
    number = {
        column: None if more.get(column) is None else Decimal(str(more[column])) for column in ("target", "last_year")
    }
    given = {"value": None if value is None else Decimal(value), **number, "standing_name": more.get("standing_name")}
    return {
        "department": name,
        "department_name": name,
        "form": "share",
        "quarter": 0,
        **texts,
        **given,
        "value_said": value,
    }


METRIC_TYPES = {
    **dict.fromkeys(
        ("department", "department_name", "form", "standing_name", "value_said", "target_said", "last_year_said"),
        pl.String,
    ),
    "quarter": pl.Int64,
    **dict.fromkeys(("value", "target", "last_year"), pl.Decimal(38, 4)),
}


def metric_frame(*rows_: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows_), schema=METRIC_TYPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_metric_has_a_bar_and_marks_and_says_where_nothing_is_known(language: Language) -> None:
    met, none = ("达标", "无数据") if language == "zh" else ("met", "no data")
    chart = metric_bars(
        metric_frame(
            measured("甲", "0.5", target="0.3", last_year="0.9", standing_name=met), measured("乙", None, target="0.3")
        ),
        language,
    )
    layers = [
        {row["label"]: row for row in drawn(chart)["datasets"][layer["data"]["name"]]}
        for layer in drawn(chart)["layer"]
    ]
    bars, last_year, target, said = layers

    assert {name: (row["value_"], row["standing"]) for name, row in bars.items()} == {"甲": (0.5, met)}
    assert {name: row["target_"] for name, row in target.items()} == {"甲": 0.3, "乙": 0.3}
    assert {name: row["last_year_"] for name, row in last_year.items()} == {"甲": 0.9}
    assert {name: row["said"] for name, row in said.items()} == {"甲": "0.5", "乙": none}
    assert drawn(chart)["layer"][0]["encoding"]["y"]["sort"] == ["甲", "乙"]


def test_a_metric_of_which_nothing_is_known_anywhere_is_still_a_chart() -> None:
    for empty in (metric_frame(), metric_frame(measured("甲", None))):
        assert drawn(metric_bars(empty, "zh"))


def test_wild_growth_is_cut_and_said_in_full() -> None:
    wild = measured("甲", "5.9870") | {"form": "growth", "value_said": "+598.70 %"}
    chart = metric_bars(metric_frame(wild), "en")

    assert {(row["value_"], row["said"]) for row in rows(chart)} == {(2.0, "+598.70 %")}
