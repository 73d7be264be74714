"""Own rows at every level of a look-up: one is refused exactly where it would allow a record more than it had before.

What a record is allowed is asked of the fact views themselves, with and without the row.
"""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from costctl.errors import DataFileError
from costctl.rules.ceilings import Levels, refuse_above
from costctl.rules.library import load_rulebook
from costctl.rules.tables import Row, Rows
from costctl.settings import JURISDICTIONS
from costctl.shipped import shipped
from tests.facts_db import Facts

BOOK = load_rulebook(shipped("rules"))
DAY = date(2026, 3, 2)
CENT = Decimal("0.01")


def in_force(table: str) -> list[Row]:
    """The shipped rows that hold on the day."""
    rows = BOOK.reference[table].to_dicts()
    return [row for row in rows if row["effective_from"] <= DAY and (row["effective_to"] or DAY) >= DAY]


def cells(table: str, column: str) -> list[Any]:
    """What the shipped rows have in a column, and what none of them has."""
    return [*dict.fromkeys(row[column] for row in in_force(table) if row[column] != "*"), "没有的"]


def stays(facts: Facts) -> None:
    """One in every country and city of some, whether it lies there or not, one in a city of nobody, one in none."""
    rows = [row for row in in_force("overseas_standards") if row["country"] in COUNTRIES]
    cities = dict.fromkeys(city for row in rows for city in row["city"].split("、"))
    asked = [*(city for city in cities if city not in ("其他城市", "全境")), "没有的城市", None]
    facts.load(
        "overseas_stays",
        [{"arrived_on": DAY, "country": country, "city": city} for country in COUNTRIES for city in asked],
    )


def trainings(facts: Facts) -> None:
    """One for each class and side of the province's border."""
    for number, (class_, is_in) in enumerate((c, i) for c in cells("training_quota", "training_class") for i in (1, 0)):
        facts.add(
            "trainings", training_no=f"P{number}", starts_on=DAY, training_class=class_, is_in_province=bool(is_in)
        )


def lectures(facts: Facts) -> None:
    """One for each title."""
    for number, title in enumerate(cells("lecture_caps", "title")):
        facts.add("lecture_fees", training_no="P1", lecturer=f"L{number}", paid_on=DAY, title=title, hours=1)


def vehicles(facts: Facts) -> None:
    """One for each use."""
    for number, use in enumerate(cells("vehicle_caps", "vehicle_use")):
        facts.add("vehicles", plate_no=f"V{number}", bought_on=DAY, vehicle_use=use, is_new_energy=False)


def offices(facts: Facts) -> None:
    """One for each level of occupant."""
    for number, who in enumerate(cells("office_area", "who")):
        facts.add("offices", office_no=f"R{number}", occupant_level=who, surveyed_on=DAY)


def receptions(facts: Facts) -> None:
    """One, and a standard of the province for it."""
    facts.add("receptions", reception_no="R1", held_on=DAY)


COUNTRIES = ("美国", "韩国", "蒙古", "法国", "日本")
"""With and without other cities; in dollars, euros and yen."""
ON_THE_DAY = f"WHERE DATE '{DAY}' BETWEEN from_on AND coalesce(until_on, DATE '9999-12-30')"
ASKED: dict[str, tuple[Any, str]] = {
    "overseas_standards": (
        stays,
        "SELECT row_id, lodging_standard, meal_standard, misc_standard, standard_currency FROM fact.overseas_stays",
    ),
    "training_quota": (trainings, "SELECT row_id, total FROM step.training_quotas"),
    "lecture_caps": (lectures, "SELECT row_id, fee_cap FROM fact.lecture_fees"),
    "vehicle_caps": (vehicles, "SELECT row_id, price_cap, displacement_cap FROM fact.vehicles"),
    "office_area": (offices, "SELECT occupant_level, area_cap FROM step.office_area"),
    "travel_allowance": (None, f"SELECT concat(province_key, item), rate FROM step.allowances {ON_THE_DAY}"),
    "transport_class": (
        None,
        f"SELECT concat(rank_group, '/', transport_kind), allowed_level FROM step.transport_levels {ON_THE_DAY}",
    ),
    "meeting_quota": (
        None,
        "SELECT coalesce(meeting_class, '–'), total, max_attendees, staff_ratio_max, max_days, max_checkin_out_days "
        f"FROM step.meeting_quotas {ON_THE_DAY}",
    ),
}
"""Of each table: the records that ask for its values, and how to read what they get."""
ELSEWHERE = {"lodging_caps": "test_ceilings.py", "reception_meal_caps": "below"}


def test_every_table_with_limits_is_tried():
    limits = {name for name, table in BOOK.tables.items() if table.not_above}

    assert limits == {*ASKED, *ELSEWHERE}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts()


def own_rows(table: str, draw: random.Random) -> Iterator[Row]:
    """Rows of 本区 made from shipped ones, each cell of the key as it is, for all, or of another level."""
    kind = BOOK.tables[table]
    rows = [row for row in in_force(table) if row.get("country") in (None, *COUNTRIES)]
    for _ in range(30):
        row = dict.fromkeys(kind.columns) | draw.choice(rows)
        for name in kind.asked:
            if name in ("item", kind.cities):  # one of the two allowances, and never both; cities come below
                continue
            row[name] = draw.choice([row[name], row[name], "*", *cells(table, name)[:-1]])
        if kind.cities:
            row["country"] = draw.choice([*COUNTRIES, "*"])
            row[kind.cities] = draw.choice(
                [row[kind.cities], "其他城市", "全境", "*", "没有的城市", "没有的城市、纽约"]
            )
        for name in kind.not_above:
            values = [other[name] for other in rows if other[name] is not None]
            row[name] = draw.choice([min(values), draw.choice(values), draw.choice(values) + draw.choice([-1, 1])])
        yield row | {"jurisdiction": "本区", "effective_from": DAY, "effective_to": None, "documents": "本区设定"}


def is_refused(table: str, row: Row) -> bool:
    shipped_rows = tuple(BOOK.reference[table].to_dicts())
    before = Rows(table, "", shipped_rows, tuple(range(len(shipped_rows))))
    try:
        refuse_above(BOOK.tables[table], [before], Rows(table, "own.csv", (row,), (2,)), {}, Levels(JURISDICTIONS))
    except DataFileError:
        return True
    return False


def is_looser(table: str, before: list[Any], after: list[Any]) -> bool:
    """Whether a limit is higher, is no more, or is in another currency."""
    limits = len(BOOK.tables[table].not_above)
    for cell, (was, now) in enumerate(zip(before, after, strict=True)):
        if was is not None and (now != was if cell >= limits else now is None or now > was):
            return True
    return False


@pytest.mark.parametrize("table", ASKED)
def test_a_row_is_refused_exactly_where_a_record_would_be_allowed_more(facts, table):
    fill, query = ASKED[table]
    judged = []
    with facts.undone():
        if fill:
            fill(facts)
        before = {row[0]: row[1:] for row in facts.con.execute(query).fetchall()}
        assert before
        names = BOOK.reference[table].columns
        for row in own_rows(table, random.Random(table)):
            facts.insert(f"ref.{table}", **{name: row[name] for name in names})
            after = {found[0]: found[1:] for found in facts.con.execute(query).fetchall()}
            facts.con.execute(f"DELETE FROM ref.{table} WHERE jurisdiction = '本区'")
            looser = any(is_looser(table, was, after[key]) for key, was in before.items())
            assert is_refused(table, row) == looser, row
            judged.append(looser)
    assert {True, False} == set(judged)


def test_what_the_province_says_of_meals_is_a_limit_too(tmp_path):
    """None is shipped; a bureau enters its province's beside its own."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "documents.csv").write_text(
        "number,title,effective_from\n云财行〔2024〕1号,接待,2024", encoding="utf-8"
    )
    lines = ["jurisdiction,cap,effective_from,documents", "云南省级,60.00,2024-01-01,云财行〔2024〕1号"]
    codes = []
    for cap in ("60.00", "60.01"):
        text = "\n".join([*lines, f"本区,{cap},2025-01-01,本区设定"])
        (tmp_path / "tables" / "reception_meal_caps.csv").write_text(text, encoding="utf-8")
        codes.append([problem.code for problem in load_rulebook(shipped("rules"), tmp_path).problems])

    assert codes == [[], ["rule.table_above"]]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"city": "全境", "currency": "USD", "lodging": "200.00"}, None),
        ({"city": "全境", "currency": "USD", "lodging": "200.01"}, "rule.table_above"),  # other cities: 200
        ({"city": "波特兰", "currency": "USD", "lodging": "250.00"}, "rule.table_above"),
        ({"city": "纽约", "currency": "USD", "lodging": "270.00"}, None),
        ({"city": "纽约、波特兰", "currency": "USD", "lodging": "270.00"}, "rule.table_above"),
        ({"city": "全境", "currency": "JPY", "lodging": "1.00"}, "rule.table_unlike"),
    ],
)
def test_a_standard_abroad_is_held_to_the_row_that_decides_today(tmp_path, cells, code):
    (tmp_path / "tables").mkdir()
    row = {"jurisdiction": "本区", "country": "美国", "continent": "美洲", "meal": "1.00", "misc": "1.00",
           "effective_from": "2025-01-01", "documents": "本区设定"} | cells  # fmt: skip
    text = "\n".join([",".join(row), ",".join(row.values())])
    (tmp_path / "tables" / "overseas_standards.csv").write_text(text, encoding="utf-8")

    problems = load_rulebook(shipped("rules"), tmp_path).problems

    assert [problem.code for problem in problems] == ([code] if code else [])
