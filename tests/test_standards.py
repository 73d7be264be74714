"""What holds for a district: whose value, on what document, what is missing and who supplies it."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from costctl import workflow
from costctl.own_values import set_parameter, set_row
from costctl.rules.library import Rulebook
from costctl.standards import PARAMETERS, TABLES, parameters, tables
from tests.fresh import fresh_ledger

DAY = date(2026, 7, 1)
LINE = "CARD-R09.approval_line"


@pytest.fixture(scope="module")
def shipped_book() -> Rulebook:
    return workflow.rulebook()


def one(frame: pl.DataFrame, standard: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col("standard") == standard, named=True)


def test_every_parameter_and_every_table_in_use_is_listed(shipped_book: Rulebook) -> None:
    """In both languages, with the columns promised."""
    wanted = {f"{rule.id}.{name}" for rule in shipped_book.rules.values() for name in rule.parameters}
    used = {name for rule in shipped_book.rules.values() for name in rule.tables}
    for language in ("zh", "en"):
        values = parameters(shipped_book, DAY, language)  # type: ignore[arg-type]
        listed = tables(shipped_book, DAY, language)  # type: ignore[arg-type]
        assert (set(values["standard"]), set(listed["standard"])) == (wanted, used)
        assert values.schema == pl.Schema(PARAMETERS)
        assert listed.schema == pl.Schema(TABLES)
        assert values["lacks"].is_null().equals(values["supplier"].is_null().rename("lacks"))


@pytest.mark.parametrize(
    ("standard", "day", "expected"),
    [
        ("MTG-R02.max_star", DAY, ("4", "只可降低", "依据文件", "财政部、国管局、中直管理局")),
        ("MTG-R02.max_star", date(2015, 7, 1), ("4", "只可降低", None, None)),
        ("MTG-R02.max_star", date(2013, 7, 1), (None, "只可降低", "现行数值", "本区财政部门")),
        (LINE, DAY, ("2,000.00 元", "可自定", "依据文件", "本区财政部门")),
    ],
)
def test_a_value_says_which_way_it_may_change_and_what_it_lacks(
    shipped_book: Rulebook, standard: str, day: date, expected: tuple[str | None, ...]
) -> None:
    """A value assumed lacks its text, which its issuer has; a bureau's line is the bureau's to found."""
    found = one(parameters(shipped_book, day, "zh"), standard)

    assert tuple(found[name] for name in ("value", "settable", "lacks", "supplier")) == expected


def test_a_table_says_whose_rows_are_in_force(shipped_book: Rulebook) -> None:
    """One that nobody has filled in is the bureau's to fill in."""
    listed = tables(shipped_book, DAY, "zh")
    lodging, meals = one(listed, "lodging_caps"), one(listed, "reception_meal_caps")
    frame = shipped_book.reference["lodging_caps"]
    in_force = frame.filter(
        pl.col("effective_from") <= DAY, pl.col("effective_to").is_null() | (pl.col("effective_to") >= DAY)
    )

    assert lodging["rows_in_force"] == in_force.height < frame.height
    assert lodging["jurisdictions"] == "、".join(
        f"{name} {in_force.filter(jurisdiction=name).height}" for name in ("中央", "云南省级")
    )
    assert (meals["rows_in_force"], meals["lacks"], meals["supplier"]) == (0, "现行数值", "本区财政部门")


def test_an_own_value_lacks_nothing_until_its_review_day(tmp_path: Path) -> None:
    """It is the bureau's own, and counts first among the jurisdictions of a table."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    start = date(2026, 1, 1)
    with workflow.open_ledger(tmp_path / "ledger", "write") as ledger:
        set_parameter(ledger, LINE, "5000", from_=start, reason="定", review_on=date(2026, 12, 31))
        set_row(ledger, "lecture_caps", {"title": "other", "cap_per_hour": "300"}, from_=start, reason="定")
        book = workflow.rulebook_of(ledger)

    own, later = (one(parameters(book, day, "zh"), LINE) for day in (DAY, date(2027, 1, 1)))
    assert (own["value"], own["provenance_name"], own["lacks"]) == ("5,000 元", "本区自定", None)
    assert (later["lacks"], later["supplier"]) == ("到期的复核", "本区")
    assert one(tables(book, DAY, "zh"), "lecture_caps")["jurisdictions"].startswith("本区 1、")
