"""Every dated value is looked up on its first day and its last, and on no day before or after, by the views that judge
and by the page of a rule. What lies across a change goes by its first day, and a night by its own.

Rows are told apart by a mark in place of their documents, which a view hands on in the `value_source` of a rule. Which
table, view, day and source belong together the rule book says. Only how a key is written in a record stands here, where
record and table do not call it the same.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from costctl.ledger.memory import MemoryLedger
from costctl.records import kinds
from costctl.rules.examples import filled
from costctl.rules.explain import rows_in_force
from costctl.rules.library import load_rulebook
from costctl.rules.model import Rule, value_on
from costctl.rules.scan import fact_columns, fit
from costctl.shipped import shipped

Row = dict[str, Any]

BOOK = load_rulebook(shipped("rules"))
CHAIN = ("本区", "云南省级", "中央")
DAY = timedelta(days=1)
LATER = date(2026, 6, 30)
"""A day on which a row without an end still holds."""
MEALS = {
    "jurisdiction": "本区",
    "cap": Decimal(60),
    "effective_from": date(2024, 7, 1),
    "effective_to": date(2025, 6, 30),
}
"""The shipped table is empty, for the bureau to fill in."""

IN_RECORD: dict[str, Callable[[Row], Row]] = {
    "building_cost_caps": lambda _: {"actual_area": 1},
    "lecture_caps": lambda _: {"hours": 1},
    "lodging_caps": lambda row: {"city": row["place"], "nights": 1},
    "office_area": lambda row: {"occupant_level": row["who"]},
    "overseas_standards": lambda row: {
        "city": {"全境": None, "其他城市": "甲"}.get(row["city"], row["city"].split("、")[0])
    },
    "scenic_forbidden": lambda row: {"venue": row["terms"].split("、")[0], "venue_city": row["places"].split("、")[0]},
    "training_quota": lambda row: {"is_in_province": row["place"] != "out"},
    "travel_allowance": lambda row: {"province": "云南"} if row["province"] == "*" else {},
    "vehicle_caps": lambda row: {"is_new_energy": row["vehicle_use"] == "新能源轿车"},
}
IN_SETTINGS = {"building_cost_caps": ("building_level", "level")}
"""Tables with a part of the key that no record has: the setting, and the column of the table."""
IN_VIEW: dict[str, dict[str, str]] = {
    "building_cost_caps": {"cap_per_sqm": "cost_cap"},
    "card_mandatory_catalog": {},
    "lecture_caps": {"cap_per_hour": "hourly_cap"},
    "meeting_quota": {
        "total": "quota_total", "lodging": "quota_lodging", "meal": "quota_meal", "max_attendees": "max_delegates",
        "max_checkin_out_days": "max_travel_days", "staff_ratio_max": "staff_ratio_max", "max_days": "max_days",
    },
    "lodging_caps": {"cap_yuan": "lodging_cap_total"},
    "office_area": {"area_cap": "area_cap"},
    "overseas_standards": {"lodging": "lodging_standard", "meal": "meal_standard", "misc": "misc_standard"},
    "reception_meal_caps": {"cap": "meal_cap_each"},
    "scenic_forbidden": {"area": "scenic_area"},
    "training_quota": {"total": "quota_total"},
    "transport_class": {"allowed_level": "allowed_level"},
    "travel_allowance": {"rate": "{item}_rate"},
    "vehicle_caps": {"price_cap": "price_cap", "displacement_cap": "displacement_cap"},
}  # fmt: skip
"""What a table's values are called in the view."""
ONLY = {"meal_source": ("item", "meal")}
"""A source that speaks of some rows of its table."""


def dated_tables() -> list[str]:
    return [name for name, table in BOOK.tables.items() if table.dated]


def rules_of(table: str) -> list[Rule]:
    """The rules that show where their value comes from, with a table of theirs."""
    return [rule for rule in BOOK.rules.values() if table in rule.tables and rule.check.value_source]


def marked(table: str) -> list[Row]:
    """The rows of a table, each with a mark as its document; those for the seasons of a place have one together."""
    rows = BOOK.reference[table].to_dicts() or [MEALS]
    marks: dict[tuple[object, ...], str] = {}
    for row in rows:
        names = [name for name in (*BOOK.tables[table].key, "effective_from", "effective_to") if name != "peak_no"]
        row["documents"] = marks.setdefault(tuple(row[name] for name in names), f"row {len(marks)}")
    return rows


def days_of(row: Row) -> Iterator[date]:
    """The day before a row, its first and its last, and the day after."""
    yield from (row["effective_from"] - DAY, row["effective_from"])
    yield from (row["effective_to"], row["effective_to"] + DAY) if row["effective_to"] else (LATER,)


def crossings(row: Row) -> Iterator[date]:
    """The last days before a row's first day and, if it has an end, before the day after it."""
    yield row["effective_from"] - DAY
    if row["effective_to"]:
        yield row["effective_to"]


def holds(row: Row, day: date) -> bool:
    return bool(row["effective_from"] <= day <= (row["effective_to"] or date.max))


class Walk:
    """What a view says of the cases of a table's rows, day by day."""

    def __init__(self, ledger: MemoryLedger, table: str) -> None:
        self.table, self.rows = table, marked(table)
        (view,) = {rule.check.rows for rule in rules_of(table)}
        self.kind = kinds()[view]
        self.sources = sorted({str(rule.check.value_source) for rule in rules_of(table)})
        self.said: dict[tuple[object, ...], Row] = {}
        for setting in sorted({self.setting(row) for row in self.rows}):
            self.look(ledger, setting, [row for row in self.rows if self.setting(row) == setting])

    def setting(self, row: Row) -> str:
        """The part of a row's key that no record has."""
        return str(row[IN_SETTINGS[self.table][1]]) if self.table in IN_SETTINGS else ""

    def record(self, row: Row, day: date) -> Row:
        """What is recorded where a row of the table applies."""
        key = {name: row[name] for name in self.kind.names if name in BOOK.tables[self.table].key and row[name] != "*"}
        beside = IN_RECORD.get(self.table, lambda _: {})(row)
        return filled(self.kind.kind, key | beside | {self.kind.dated_by[0]: day})

    def case(self, row: Row, day: date, *, longer: bool = False) -> tuple[object, ...]:
        return (*sorted(self.record(row, day).items()), self.setting(row), longer)

    def look(self, ledger: MemoryLedger, setting: str, rows: list[Row]) -> None:
        """Asks for all cases at once; those that begin on the day before a change also with a later end."""
        cases = {self.case(row, day): self.record(row, day) for row in rows for day in days_of(row)}
        for row in rows if self.kind.in_order else []:
            for day in crossings(row):
                nights = {"nights": 2} if self.table == "lodging_caps" else {}
                later = {self.kind.in_order[1]: day + 3 * DAY} | nights
                cases[self.case(row, day, longer=True)] = self.record(row, day) | later
        texts = [name for name in self.kind.key if self.kind.column(name).type in ("text", "code")]
        records = [record | dict.fromkeys(texts, str(number)) for number, record in enumerate(cases.values())]
        shown = {name.format(**row) for row in rows for name in IN_VIEW[self.table].values()}
        wanted = ", ".join(sorted({texts[0], *self.sources, *shown}))
        frame = pl.DataFrame(self.rows, schema=BOOK.reference[self.table].schema, orient="row")
        with ledger.trial(), ledger.as_of(date(2099, 12, 31)), ledger.registered(marked=frame):
            ledger.execute(f"CREATE OR REPLACE TABLE ref.{self.table} AS SELECT * FROM marked")
            if setting:
                ledger.execute(f"UPDATE ref.settings SET {IN_SETTINGS[self.table][0]} = ?", [setting])
            ledger.put(self.kind.kind, records)
            found = {row[texts[0]]: row for row in ledger.sql(f"SELECT {wanted} FROM fact.{self.kind.kind}").to_dicts()}
        self.said |= {case: found[str(number)] for number, case in enumerate(cases)}

    def marks(self, source: str, row: Row, day: date, *, longer: bool = False) -> set[str]:
        """The rows that a view used for a case."""
        lines = (self.said[self.case(row, day, longer=longer)][source] or "").splitlines()
        return {line.split("|")[1] for line in lines}


@pytest.fixture(scope="module", params=dated_tables())
def walk(request: pytest.FixtureRequest, whole: MemoryLedger) -> Walk:
    return Walk(whole, request.param)


def test_a_row_is_used_on_its_days_and_on_no_other(walk: Walk) -> None:
    """On one of its days only a row of a nearer jurisdiction may stand in its place."""
    by_mark = {row["documents"]: row for row in walk.rows}
    for source in walk.sources:
        column, cell = ONLY.get(source, (None, None))
        for row in [row for row in walk.rows if column is None or row[column] == cell]:
            for day in days_of(row):
                used = walk.marks(source, row, day)
                assert all(holds(by_mark[mark], day) for mark in used), (row, day, source)
                if holds(row, day) and row["documents"] not in used:
                    nearer = CHAIN[: CHAIN.index(row["jurisdiction"])]
                    assert {by_mark[mark]["jurisdiction"] for mark in used} & {*nearer}, (row, day, source)


def test_the_value_is_that_of_the_row_used(walk: Walk) -> None:
    for row in walk.rows:
        for day in filter(lambda day: holds(row, day), days_of(row)):
            if all(row["documents"] in walk.marks(source, row, day) for source in walk.sources):
                said = walk.said[walk.case(row, day)]
                for column, shown in IN_VIEW[walk.table].items():
                    in_season = {row.get("peak_cap_yuan")} if column == "cap_yuan" else set()
                    assert said[shown.format(**row)] in {row[column]} | in_season, (row, day, column)


def test_what_lies_across_a_change_goes_by_its_first_day_and_a_night_by_its_own(walk: Walk) -> None:
    for row in walk.rows if walk.kind.in_order else []:
        for day in crossings(row):
            days = [day, day + DAY] if walk.table == "lodging_caps" else [day]
            for source in walk.sources:
                each = [walk.marks(source, row, one) for one in days]
                assert walk.marks(source, row, day, longer=True) == set.union(*each), (row, day, source)


@pytest.mark.parametrize("walk", ["lodging_caps"], indirect=True)
def test_two_nights_across_a_change_have_the_caps_of_both(walk: Walk) -> None:
    crossed = 0
    for row in walk.rows:
        for day in crossings(row):
            cases = [walk.case(row, day), walk.case(row, day + DAY), walk.case(row, day, longer=True)]
            first, second, both = (walk.said[case]["lodging_cap_total"] for case in cases)
            assert both == (None if None in (first, second) else first + second), (row, day)
            crossed += None not in (first, second) and first != second
    assert crossed > 0


@pytest.mark.parametrize("table", dated_tables())
def test_the_page_of_a_rule_shows_a_row_on_its_days_and_on_no_other(table: str) -> None:
    rows = BOOK.reference[table].to_dicts()
    days = {day for row in rows for day in days_of(row)}
    for day in days:
        assert rows_in_force(BOOK, table, day).to_dicts() == [row for row in rows if holds(row, day)]


def test_a_value_of_a_parameter_holds_from_its_day_to_the_day_before_the_next(whole: MemoryLedger) -> None:
    """On the page, in the table by which fact views compute, and in the rule as compiled while it is in force."""
    views = fact_columns(whole)
    for rule in BOOK.rules.values():
        compiled = fit(rule, views)
        for name, values in rule.parameters.items():
            days = {day: value_on(values, day) for value in values for day in (value.from_ - DAY, value.from_)}
            for old, value in pairwise([None, *values]):
                assert (days[value.from_ - DAY], days[value.from_]) == (old, value), (rule.id, name)
            found = asked(whole, rule, name, compiled.parameters[name], list(days))
            for day, judged, computed in found:
                expected = (held := days[day]) and held.value
                assert computed == expected, (rule.id, name, day)
                assert judged == expected or day < rule.in_force_from, (rule.id, name, day)


def asked(ledger: MemoryLedger, rule: Rule, name: str, compiled: str, days: list[date]) -> list[tuple[Any, ...]]:
    """Each day with the value of a parameter in the compiled rule and in the table of parameters."""
    dated = rule.check.dated_by
    with ledger.registered(example_days=pl.DataFrame({dated: days})):
        return ledger.sql(
            f"""
            SELECT d.{dated}, {compiled} AS judged, p.value
            FROM example_days AS d
            LEFT JOIN ref.parameters AS p
                ON
                    p.rule = ?
                    AND p.parameter = ?
                    AND d.{dated} >= p.effective_from
                    AND (d.{dated} <= p.effective_to OR p.effective_to IS NULL)
            """,
            [rule.id, name],
        ).rows()
