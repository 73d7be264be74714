"""The levels whose standards are looked up: those above the bureau are neither left out nor outbid by another name."""

import pytest

from costctl.entries import history, in_words
from costctl.ledger.memory import memory_ledger
from costctl.rules.library import load_rulebook
from costctl.settings import JURISDICTIONS, jurisdictions_of, new_settings, read_settings, write_settings
from costctl.shipped import shipped
from costctl.workflow import rulebook
from tests.test_tables_own import SHIPPED, codes, with_rows

REGISTER = "number,title,effective_from\n区通〔2024〕1号,住宿费标准,2024-01-01\n"
KUNMING = {"province": "云南", "place": "昆明市", "rank": "other", "effective_from": "2024-01-01",
           "documents": "区通〔2024〕1号"}  # fmt: skip


def test_the_usual_levels_are_those_that_the_shipped_tables_know():
    known = {row for table in SHIPPED.reference.values() if "jurisdiction" in table.columns
             for row in table["jurisdiction"]}  # fmt: skip

    assert set(JURISDICTIONS) - {"本区"} == known


@pytest.mark.parametrize(
    ("level", "cap", "expected"),
    [
        ("本级", "2000", ["rule.table_above"]),
        ("本级", "", ["rule.table_silent"]),
        ("本级", "380", []),
    ],
)
def test_a_level_of_another_name_is_the_bureaus_too(tmp_path, level, cap, expected):
    chain = ("本级", "云南省级", "中央")
    with_rows(tmp_path, "lodging_caps", KUNMING | {"jurisdiction": level, "cap_yuan": cap})
    (tmp_path / "documents.csv").write_text(REGISTER, encoding="utf-8")

    assert codes(load_rulebook(shipped("rules"), tmp_path, chain=chain)) == expected


@pytest.mark.parametrize(
    ("level", "place", "cap", "is_raised"),
    [
        ("云南省级", "昆明市", "420", True),
        ("云南省级", "昆明市", "360", False),
        ("云南省级", "弥勒市", "400", True),  # in 红河州, one of the other places
        ("中央", "昆明市", "420", True),
    ],
)
def test_a_later_text_of_a_level_above_is_taken_and_looked_at(tmp_path, level, place, cap, is_raised):
    """It may allow more; whether that level issued it, a person can tell."""
    with_rows(tmp_path, "lodging_caps", KUNMING | {"jurisdiction": level, "place": place, "cap_yuan": cap})
    (tmp_path / "documents.csv").write_text(REGISTER, encoding="utf-8")

    book = load_rulebook(shipped("rules"), tmp_path)

    assert codes(book) == []
    found = [(one.code, one.where, one.about["level"]) for one in book.warnings]
    assert found == [("rule.level_raised", "lodging_caps.csv, 2, cap_yuan", level)] * is_raised
    assert all("?" not in one.say("zh") + one.say("en") for one in book.warnings)


def test_a_level_between_is_held_to_those_above_it_and_the_bureau_to_it(tmp_path):
    chain = ("本区", "昆明市级", "云南省级", "中央")
    city, bureau = ({"jurisdiction": one} | KUNMING for one in chain[:2][::-1])
    found = []
    for cap in ("350", "351"):
        with_rows(tmp_path, "lodging_caps", city | {"cap_yuan": "350"}, bureau | {"cap_yuan": cap})
        (tmp_path / "documents.csv").write_text(REGISTER, encoding="utf-8")
        found.append(codes(load_rulebook(shipped("rules"), tmp_path, chain=chain)))

    assert found == [[], ["rule.table_above"]]


def test_a_bureau_is_not_held_to_another_province(tmp_path):
    """The meetings of 云南 are cheaper than those of the centre."""
    quota = {"meeting_class": "3", "total": "500", "max_attendees": "100", "staff_ratio_max": "0.05", "max_days": "1",
             "max_checkin_out_days": "1", "lodging": "300", "meal": "120"}  # fmt: skip
    with_rows(tmp_path, "meeting_quota", quota | {"jurisdiction": "本区", "documents": "本区设定",
                                                  "effective_from": "2025-01-01"})  # fmt: skip
    found = [codes(load_rulebook(shipped("rules"), tmp_path, chain=jurisdictions_of(one))) for one in ("江苏", "云南")]

    assert found == [[], ["rule.table_above"]]


@pytest.mark.parametrize(
    ("province", "levels", "is_warned"),
    [
        ("云南", ["本区"], True),
        ("云南省", ["本区", "中央"], True),
        ("云南", ["本区", "中央", "云南省级"], True),
        ("云南", [], True),
        ("云南", ["云南省级", "中央"], True),
        ("云南", ["本级", "云南省级", "中央"], True),  # what rules set has set would be looked up by nobody
        ("云南", ["本区", "昆明市级", "云南省级", "中央"], False),
        ("江苏", ["本区", "江苏省级", "中央"], False),
        ("江苏", ["本区", "江苏省级"], True),
    ],
)
def test_standards_that_are_left_out_are_warned_of(tmp_path, province, levels, is_warned):
    settings = new_settings(name="x", province=province).model_copy(update={"jurisdictions": tuple(levels)})
    write_settings(tmp_path, settings.model_copy(update={"province": province}))

    book = rulebook(None, read_settings(tmp_path))

    found = [one for one in book.warnings if one.code == "settings.levels"]
    assert [one.where for one in found] == ["costctl.toml, jurisdictions"] * is_warned
    assert all("中央" in text and "?" not in text for one in found for text in (one.say("zh"), one.say("en")))


@pytest.mark.parametrize(
    ("levels", "zh"),
    [
        (["本级", "云南省级", "中央"], "jurisdictions(标准的查找顺序):1 本区 → 1 本级"),
        (["云南省级", "中央"],
         "jurisdictions(标准的查找顺序):1 本区,2 云南省级,3 中央 → 1 云南省级,2 中央"),
    ],
)  # fmt: skip
def test_the_history_names_the_levels_that_changed(levels, zh):
    ledger = memory_ledger(SHIPPED.reference)
    ledger.settings = ledger.settings.model_copy(update={"jurisdictions": tuple(levels)})
    ledger.install(SHIPPED.reference, "other")

    last = in_words(history(ledger, action="install"), SHIPPED, "zh")["what"][-1]

    assert zh in last
