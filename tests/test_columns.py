"""Columns of text cells, typed: every cell is read, empty, or has a code; how the rows are cut makes no difference."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costctl.bilingual import Text
from costctl.money import parse_money
from costctl.problems import catalogue
from costctl.records import FRAME_TYPES, Column, ColumnType, kinds
from costctl.sources import columns, words
from costctl.sources.columns import Converted, Style, convert
from costctl.sources.headers import normal
from costctl.sources.items import item_names, item_titles


def column(kind: ColumnType, **more: Any) -> Column:
    return Column(name="it", header=Text("列", "it"), type=kind, **more)


def typed(kind: ColumnType, cells: Sequence[str | None], style: Style | None = None, **more: Any) -> list[Any]:
    """What each cell becomes: its value, None, or the code of what is wrong."""
    done = converted(cells, column(kind, **more), style or Style())
    assert done.values.dtype == FRAME_TYPES[kind]
    codes = codes_of(done)
    assert len(done.values) == len(codes) == len(cells)
    assert (done.values.is_null() | codes.is_null()).all()
    assert set(codes.drop_nulls()) <= catalogue().keys()
    return [value if code is None else code for value, code in zip(done.values, codes, strict=True)]


def converted(cells: Sequence[str | None], column: Column, style: Style) -> Converted:
    """The cells as many are read together, which is as a few are read one by one."""
    few = convert(pl.Series(cells, dtype=pl.String), column, style)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columns, "_FEW", -1)
        many = convert(pl.Series(cells, dtype=pl.String), column, style)
    assert many.values.equals(few.values, null_equal=True)
    assert codes_of(many).equals(codes_of(few), null_equal=True)
    return many


def codes_of(done: Converted) -> pl.Series:
    """A code or null for each cell."""
    return pl.repeat(None, len(done.values), dtype=pl.String(), eager=True) if done.codes is None else done.codes


def test_text_is_normalised() -> None:
    cells = [" 昆明  市 ", "Ａ，ｂ", "a\u3000b\nc", '="00123"', "", "  ", None, "plain text"]

    assert typed("text", cells) == ["昆明 市", "A,b", "a b c", "00123", None, None, None, "plain text"]


def test_codes_keep_their_zeros() -> None:
    assert typed("code", ["00123", '="00123"', "010", "Ｄ０１", None]) == ["00123", "00123", "010", "D01", None]
    assert typed("code", ["123", "D1", None], Style(pad=5)) == ["00123", "D1", None]


def test_enumerations_take_words_and_values() -> None:
    values = {"消费": "purchase", "取现": "cash_withdrawal"}
    style = Style(words={"ATM": "cash_withdrawal"})

    cells = ["消 费", "PURCHASE", "cash_withdrawal", "atm", "赠送", None]
    assert typed("enum", cells, style, values=values) == [
        "purchase",
        "purchase",
        "cash_withdrawal",
        "cash_withdrawal",
        "enum.unknown",
        None,
    ]


def test_card_numbers_in_clear_masked_and_damaged() -> None:
    assert (
        typed("card", ["6222 0212-34567890", '="6222021234567890"', "６２２２０２１２３４５６７８９０"])
        == ["6222021234567890"] * 3
    )
    assert typed("card", ["6222 02** **** 7890", "XXXX1234", "622202••••••7890"]) == [
        "622202******7890",
        "****1234",
        "622202******7890",
    ]
    assert typed("card", ["6.22202E+15", "6.22202123456789E+15", "1234", "张三", None]) == [
        "card.digits_lost",
        "card.digits_lost",
        "card.unreadable",
        "card.unreadable",
        None,
    ]


@pytest.mark.parametrize("mark", ["'", "`"])
def test_the_mark_that_makes_a_cell_a_text_is_no_part_of_it(mark: str) -> None:
    """Of a card, a code, a number or a day; a text keeps its apostrophe, and two of them are quotation marks."""
    assert typed("card", [f"{mark}6222021234567890", f"{mark}622202******7890"]) == [
        "6222021234567890", "622202******7890",
    ]  # fmt: skip
    assert typed("code", [f"{mark}00123", "D1"]) == ["00123", "D1"]
    assert typed("money", [f"{mark}12.50"]) == [Decimal("12.50")]
    assert typed("date", [f"{mark}2025-03-01"]) == [date(2025, 3, 1)]
    assert typed("text", [f"{mark}90s Diner"]) == [f"{mark}90s Diner"]
    assert typed("code", [f"{mark}a{mark}"]) == [f"{mark}a{mark}"]


def test_money_is_exact_or_refused() -> None:
    cells = ["12.5", "1,234.50", "(3.00)", "1.005", "1e3", "abc", None, ""]

    assert typed("money", cells) == [
        Decimal("12.50"),
        Decimal("1234.50"),
        Decimal("-3.00"),
        "money.more_than_two_decimals",
        "money.scientific",
        "money.not_a_number",
        None,
        None,
    ]


def test_unit_and_decimal_comma_are_the_styles() -> None:
    assert typed("money", ["1.5", "2"], Style(unit=Decimal(10000))) == [Decimal("15000.00"), Decimal("20000.00")]
    assert typed("money", ["1.234", "0,5"], Style(decimal_comma=True)) == [Decimal("1234.00"), Decimal("0.50")]


def test_a_workbook_has_points_in_its_numbers_and_commas_in_its_texts() -> None:
    """40.6 is a number of the workbook and 1.040,60 a text that somebody pasted; 1.040 is no thousand there."""
    style = Style(decimal_comma=True, is_text=False)

    assert typed("money", ["40.6", "1.040,60"], style) == [Decimal("40.60"), Decimal("1040.60")]
    assert typed("decimal", ["0.125"], style) == [Decimal("0.125")]
    assert typed("money", ["1.040"], style) == [Decimal("1.04")]
    assert typed("money", ["1.045"], style) == ["money.more_than_two_decimals"]


def test_cells_that_mean_not_recorded() -> None:
    style = Style(empty=frozenset(("-", "/")))

    assert typed("money", ["-", " / ", "－", "5"], style) == [None, None, None, Decimal("5.00")]
    assert typed("money", ["-"]) == ["money.not_a_number"]
    codes = [f"A{number}" for number in range(100)]
    assert typed("code", [*codes, "-", " / ", "－"] * 50, style) == [*codes, None, None, None] * 50


def test_numbers() -> None:
    assert typed("decimal", ["70%", "0.1234564999999999999", "1,234.5", "0.3333333"]) == [
        Decimal("0.70"),
        "number.too_many_decimals",
        Decimal("1234.5"),
        "number.too_many_decimals",
    ]
    assert typed("decimal", ["0.3333333333333333", "-66.66666666666667", "0.33333333333333333"]) == [
        Decimal("0.333333"),
        Decimal("-66.666667"),
        "number.too_many_decimals",
    ], "what a workbook keeps of 1/3 and -200/3, and what no workbook writes"
    assert typed("decimal", ["12.345600000000001"]) == [Decimal("12.3456")], "noise of a binary number"
    assert typed("integer", ["3", "3.0", "1,234", "３", "3.5", "三", None]) == [
        3,
        3,
        1234,
        3,
        "number.not_whole",
        "number.not_a_number",
        None,
    ]


def test_yes_and_no() -> None:
    yes, no = (
        ["是", "有", "Y", "yes", "TRUE", "1", "√", "✓", "已", "✅"],
        ["否", "无", "N", "no", "False", "0", "×", "未", "❌"],
    )

    assert typed("boolean", yes) == [True] * len(yes)
    assert typed("boolean", no) == [False] * len(no)
    assert typed("boolean", ["也许", None, ""]) == ["boolean.unknown", None, None]
    assert typed("boolean", ["线上"], Style(words={"线上": "true"})) == [True]


def test_dates_and_times() -> None:
    assert typed("date", ["2014-03-05", "2014-02-30", "43101", "05/03/2014", None]) == [
        date(2014, 3, 5),
        "date.impossible",
        date(2018, 1, 1),
        "date.ambiguous",
        None,
    ]
    assert typed("date", ["05/03/2014"], Style(date_order="dmy")) == [date(2014, 3, 5)]
    assert typed("time", ["21:32:14", "9:05", "25:00:00"]) == [time(21, 32, 14), time(9, 5), "time.impossible"]
    assert typed("month", ["2014-03", "2014年3月"]) == [date(2014, 3, 1)] * 2
    assert typed("year", ["2014", "2014年", "next"]) == [2014, 2014, "year.unreadable"]


@pytest.mark.parametrize("kind", FRAME_TYPES)
def test_nothing_and_only_empty_cells(kind: ColumnType) -> None:
    assert typed(kind, []) == []
    assert typed(kind, [None, "", "  "]) == [None, None, None]


CELLS: dict[ColumnType, list[str | None]] = {
    "money": ["12.50", "1,234.50", "abc", None, "", " 5", "1.005", "-3", "99999999999999999"],
    "date": ["2014-03-05", "2014-02-30", "20140305", "x", None, "2014-03-05 10:00:00"],
    "text": ["a", "Ａ", " b ", "", None, "c  d", '="01"', "昆明"],
    "code": ["01", '="01"', None, "１"],
    "card": ["6222021234567890", "6222 0212 3456 7890", "x", None, "6.2E+15"],
    "integer": ["1", "1.0", "x", None, "1.5"],
}


@settings(max_examples=60)
@given(st.data())
def test_how_the_rows_are_cut_makes_no_difference(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(CELLS)))
    cells = data.draw(st.lists(st.sampled_from(CELLS[kind]), min_size=1, max_size=30))
    cut = data.draw(st.integers(0, len(cells)))

    assert typed(kind, cells) == typed(kind, cells[:cut]) + typed(kind, cells[cut:])
    assert typed(kind, cells * 5) == typed(kind, cells) * 5


@given(st.lists(st.text(alphabet="0123456789.,-+() ¥E", max_size=10), max_size=20))
def test_the_fast_way_reads_as_the_slow_one(cells: list[str]) -> None:
    """A cast would take 1e3 for a thousand and round 1.005."""
    slow = [parse_money(cell) if cell.strip() else None for cell in cells]

    assert typed("money", cells) == slow


@pytest.mark.parametrize(
    ("kind", "column", "said", "value"),
    [
        ("meetings", "meeting_class", ("四", "四类", "四类会议", "4类", "4"), "4"),
        ("meetings", "mode", ("线下", "现场"), "in_person"),
        ("trips", "transport_kind", ("高铁", "动车", "高铁动车"), "high_speed_rail"),
        ("vehicle_costs", "cost_kind", ("加油", "燃油", "燃料"), "fuel"),
        ("vehicle_costs", "cost_kind", ("过路费", "过路过桥"), "toll"),
        ("meetings", "venue_kind", ("外部",), None),  # may be a designated hotel
        ("meetings", "mode", ("线上", "电视电话会议"), "video"),
        ("people", "rank", ("其他人员", "其余人员", "科级及以下"), "other"),
        ("people", "rank", ("局级", "市级", "巡视员"), None),  # of a prefecture or of the province, by other texts
        ("departments", "unit_kind", ("行政", "行政单位"), "department"),
        ("departments", "unit_kind", ("事业", "参公单位"), "institution"),
        ("trips", "transport_kind", ("汽车", "客 车", "大巴"), "coach"),
        ("trips", "transport_kind", ("出租车", "自驾"), None),  # other means of transport are those without taxis
        ("payments", "payment_method", ("网银转账", "电汇"), "transfer"),
        ("payments", "payment_method", ("支票", "公务卡/现金"), None),
        ("vehicle_costs", "cost_kind", ("92号汽油", "ETC充值"), None),
        ("vehicle_costs", "cost_kind", ("保养", "维修保养费"), "repair"),
    ],
)
def test_everyday_words_of_an_enumeration(kind: str, column: str, said: tuple[str, ...], value: str | None) -> None:
    """What means one value beyond doubt is read; what may mean two is not."""
    got = converted(said, kinds()[kind].column(column), Style())

    assert got.values.to_list() == [value] * len(said)
    assert codes_of(got).null_count() == (len(said) if value else 0)


def test_synonyms_mean_values_that_the_template_offers() -> None:
    """And none is a word of the template itself, with another meaning perhaps."""
    for kind in kinds().values():
        for column in kind.columns:
            meant = set(item_titles() if column.name == "item" else column.values.values())
            assert set(column.synonyms.values()) <= meant, (kind.kind, column.name)
            assert not set(column.synonyms) & set(column.values), (kind.kind, column.name)


@pytest.mark.parametrize(
    ("kind", "column", "said", "value"),
    [
        ("meetings", "delegates", "51人", 51),
        ("meetings", "delegates", "1,051 人", 1051),
        ("meetings", "star", "四星", 4),
        ("meetings", "star", "5星级", 5),
        ("meetings", "days", "1.5天", Decimal("1.5")),
        ("meetings", "days", "2人", None),
        ("meetings", "delegates", "五", 5),
        ("meetings", "delegates", "5人天", None),
        ("receptions", "guests", "5人次", 5),
        ("receptions", "companions", "2人次", None),  # two people, or one at two meals: too many would accuse
        ("receptions", "guests", "2桌", None),
        ("disclosures", "vehicles_held", "4辆", 4),
        ("vehicle_costs", "mileage_km", "10公里", 10),
        ("vehicle_costs", "mileage_km", "10升", None),
        ("vehicles", "displacement", "1.8T", Decimal("1.8")),
        ("budgets", "month", "3月份", 3),
        ("trips", "nights", "2晚", 2),
        ("trips", "nights", "3天", None),  # three days are two nights, or three
        ("meetings", "delegates", "约51人", None),
        ("meetings", "delegates", "人", None),
        ("meetings", "delegates", "10-20人", None),
    ],
)
def test_a_number_with_its_counting_word(kind: str, column: str, said: str, value: object) -> None:
    """The word must be one in which that column counts."""
    got = converted([said], kinds()[kind].column(column), Style())

    assert got.values.to_list() == [value]
    assert codes_of(got).is_null().to_list() == [value is not None]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("30211 差旅费", "30211"),
        ("30211-差旅费", "30211"),
        ("[30212]因公出国（境）费", "30212"),
        ("30211", "30211"),
        ("30211 会议费", "30211 会议费"),  # which of the two is meant?
        ("302 商品和服务支出", "302 商品和服务支出"),
        ("30211/30215", "30211/30215"),
    ],
)
def test_an_economic_code_may_have_its_name_behind_it(said: str, code: str) -> None:
    for kind, name in (("payments", "economic_code"), ("budgets", "item")):
        assert converted([said, None], kinds()[kind].column(name), Style()).values.to_list() == [code, None]
    assert typed("code", [said]) == [words.normal(said)]


def test_everyday_words_for_items() -> None:
    assert {item_names()[normal(word)] for word in ("接待费", "公务接待费", "reception")} == {"reception"}
    assert item_names()[normal("三公经费")] == "public_expenses"
    assert {item_names()[normal(word)] for word in ("公车运行费", "公务车运行维护费")} == {"vehicle_run"}
