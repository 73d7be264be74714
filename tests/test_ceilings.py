"""A lodging cap of 本区 stays within the one that a look-up finds for the place in the other jurisdictions."""

import random
from datetime import date
from decimal import Decimal

import pytest

from costctl.errors import DataFileError
from costctl.rules.ceilings import Levels, aliases, refuse_above
from costctl.rules.library import load_rulebook
from costctl.rules.tables import Rows
from costctl.settings import JURISDICTIONS
from costctl.shipped import shipped
from tests.lodging_by_night import Lodging
from tests.test_tables_own import codes, with_rows

HEADER = (
    "jurisdiction,province,place,rank,peak_no,cap_yuan,peak_from,peak_to,peak_cap_yuan,effective_from,effective_to,"
    "documents,provenance\n"
)
REGISTER = "number,title,effective_from\n区政发〔2020〕1号,区划,2020\n"
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def book():
    return load_rulebook(shipped("rules"))


def rows_of(book, name):
    rows = tuple(book.reference[name].to_dicts())
    return Rows(name, f"{name}.csv", rows, tuple(range(2, len(rows) + 2)))


def own(province, place, rank, cap, start, end=None):
    return {
        "jurisdiction": "本区", "province": province, "place": place, "rank": rank, "peak_no": 0, "cap_yuan": cap,
        "effective_from": start, "effective_to": end,
    }  # fmt: skip


def is_refused(book, *rows):
    new = Rows("lodging_caps", "own.csv", rows, tuple(range(2, len(rows) + 2)))
    known = aliases([rows_of(book, "place_aliases")])
    try:
        refuse_above(book.tables["lodging_caps"], [rows_of(book, "lodging_caps")], new, known, Levels(JURISDICTIONS))
    except DataFileError:
        return True
    return False


@pytest.mark.parametrize(
    ("province", "place", "cap", "refused"),
    [
        ("云南", "昆明市", "380.01", True),
        ("云南", "五华区", "380.01", True),  # an alias
        ("云南", "五华区", "380.00", False),
        ("云南", "昆明", "380.01", True),  # the same stem
        ("贵州", "遵义市", "300.01", True),  # one of the other places
        ("贵州", "湄潭县", "900.00", False),  # may belong to a listed city: nothing is known to be above it
        ("江西", "赣县", "350.01", True),  # the whole province
    ],
)
def test_an_own_cap_is_held_to_what_a_look_up_of_its_place_finds(book, province, place, cap, refused):
    row = own(province, place, "other", Decimal(cap), date(2024, 1, 1))

    assert is_refused(book, row) == refused


def test_a_file_of_the_bureau_with_the_cap_of_an_alias_is_left_out_and_says_why(tmp_path):
    """Aliases of the bureau's own count as well, though their file comes after that of the caps."""
    folder = tmp_path / "tables"
    folder.mkdir()
    row = "本区,云南,翠湖片区,other,0,999.00,,,,2024-01-01,,本区设定,own\n"
    (folder / "lodging_caps.csv").write_text(HEADER + row, encoding="utf-8")
    (folder / "place_aliases.csv").write_text(
        "province,written_as,place,documents\n云南,翠湖片区,昆明市,区政发〔2020〕1号\n", encoding="utf-8"
    )
    (tmp_path / "documents.csv").write_text(REGISTER, encoding="utf-8")

    loaded = load_rulebook(shipped("rules"), tmp_path)

    (problem,) = loaded.problems
    assert problem.where == "lodging_caps.csv, 2, cap_yuan"
    assert "380.00" in problem.help.zh
    assert "本区" not in loaded.reference["lodging_caps"]["jurisdiction"].to_list()


def test_a_row_for_every_rank_is_held_to_each_rank_that_has_no_row_of_its_own(book):
    start = date(2024, 1, 1)
    everybody = own("云南", "五华区", "*", Decimal("480.00"), start)

    assert is_refused(book, everybody)  # 380 for the others
    assert not is_refused(book, everybody, own("云南", "五华区", "other", Decimal("380.00"), start))


def test_a_cap_is_compared_on_its_own_days_only(book):
    """海口 costs more from November to February."""
    cap = Decimal("450.00")

    assert not is_refused(book, own("海南", "海口", "other", cap, date(2024, 11, 1), date(2025, 2, 28)))
    assert is_refused(book, own("海南", "海口", "other", cap, date(2024, 10, 31), date(2025, 2, 28)))
    assert is_refused(book, own("海南", "海口", "other", cap, date(2024, 11, 1), date(2025, 3, 1)))


def test_the_limit_is_that_of_the_look_up_for_every_place(book):
    """Whatever is written, on whatever day: the limit is the lowest cap that a night there has in a jurisdiction."""
    caps, known = rows_of(book, "lodging_caps").rows, rows_of(book, "place_aliases").rows
    names = sorted(
        {(row["province"], row["place"]) for row in caps} | {(row["province"], row["written_as"]) for row in known}
    )
    names += [(province, place[:-1]) for province, place in names if len(place) > 2] + [
        ("云南", "易门县"),
        ("海南", "x"),
    ]
    draw = random.Random(531)
    judged = 0
    for province, place in draw.sample(names, 150):
        rank, day = (
            draw.choice(["minister", "bureau", "other"]),
            date(draw.randint(2013, 2026), draw.randint(1, 12), 28),
        )
        nights = [Lodging(caps, known, [one]).cap(province, place, rank, day) for one in ("云南省级", "中央")]
        limit = min((cap for cap in nights if cap is not None), default=None)
        for cap in (limit, limit + CENT) if limit else (Decimal("9999.00"),):
            assert is_refused(book, own(province, place, rank, cap, day, day)) == (limit is not None and cap > limit)
        judged += limit is not None
    assert judged > 50


@pytest.mark.parametrize("place", ["其他地区", "全域"])
@pytest.mark.parametrize("province", ["云南", "海南", "广东"])
def test_a_cap_for_many_places_is_held_to_each_that_it_would_be_taken_for(book, province, place):
    """A night anywhere in the province, listed or not, may not have more than it has without the own row."""
    caps, known, day = rows_of(book, "lodging_caps").rows, rows_of(book, "place_aliases").rows, date(2024, 7, 1)
    listed = {row["place"] for row in caps if row["province"] == province} | {"没有的地方"}
    listed -= {one for one in listed if place == "其他地区" and one[-1] in "区县旗" and one != place}
    nights = [Lodging(caps, known, [one]).cap(province, name, "other", day) for name in listed
              for one in ("云南省级", "中央")]  # fmt: skip
    limit = min(cap for cap in nights if cap is not None)

    assert not is_refused(book, own(province, place, "other", limit, day, day))
    assert is_refused(book, own(province, place, "other", limit + CENT, day, day))


@pytest.mark.parametrize(
    ("alias", "document", "expected"),
    [
        (("云南", "滇西小镇", "昆明市"), "", "rule.alias_dearer"),  # else one of the other places, for 330
        (("云南", "滇西小镇", "昆明市"), "本区设定", "rule.alias_dearer"),
        (("云南", "滇西小镇", "昆明市"), "财行〔2016〕71号", "rule.alias_dearer"),  # what it says is shipped
        (("云南", "滇西小镇", "昆明市"), "区政发〔2020〕1号", None),
        (("云南", "滇西小镇", "其他地区"), "", None),
        (("云南", "昆明新城", "昆明市"), "", None),  # 昆明 among other words has no cap, so none is higher
        (("云南", "翠湖片区", "昆明市"), "", "rule.alias_dearer"),  # the cap of the whole province until 2016
        (("海南", "椰林小镇", "海口市"), "", "rule.alias_dearer"),
        (("海南", "椰林小镇", "儋州市"), "", None),
    ],
)
def test_an_alias_that_makes_a_cap_higher_rests_on_a_text(tmp_path, alias, document, expected):
    """A record so written would be allowed more than without the alias."""
    (tmp_path / "documents.csv").write_text(REGISTER, encoding="utf-8")
    row = dict(zip(("province", "written_as", "place"), alias, strict=True))

    found = with_rows(tmp_path, "place_aliases", row | {"documents": document})

    assert codes(found) == ([expected] if expected else [])
    assert found.reference["place_aliases"].filter(written_as=alias[1]).height == (not expected)
