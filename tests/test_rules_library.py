"""The rule book: what is loaded, and that a file with a mistake is left out with its name, key and a suggestion."""

from datetime import date
from decimal import Decimal

import pytest

from costctl.errors import DataFileError, InputError
from costctl.rules.library import load_rulebook
from costctl.settings import TunedValue
from costctl.shipped import shipped
from tests.rulefiles import CAPS, HEADER, RULE, TUNABLE, write


def book(folder, own=None, **files):
    return load_rulebook(write(folder, **files), *([own] if own else []))


def own(folder, **files):
    """A bureau's own folder: only these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_rule_book_has_no_mistake():
    shipped_book = load_rulebook(shipped("rules"))

    assert shipped_book.problems == ()
    assert len(shipped_book.rules) >= 20
    assert next(iter(shipped_book.rules)).startswith("MTG-")  # in the order of the controls


def test_a_sound_folder_loads(tmp_path):
    loaded = book(tmp_path)

    assert loaded.problems == ()
    assert list(loaded.rules) == ["TRV-R06"]
    caps = loaded.reference["lodging_caps"]
    assert caps["place"].to_list() == ["三亚市", "昆明市"]  # a dated row without a beginning is never used
    assert caps["effective_from"].to_list() == [date(2016, 5, 1), date(2014, 1, 1)]
    assert caps["effective_to"].to_list() == [None, date(2016, 4, 30)]
    assert caps["cap_yuan"].to_list() == [Decimal("400.00"), Decimal("350.00")]


GIVEN = "given = { depart_on = 2014-03-03, approved_on = 2014-03-04 }"


def wrong(sound, mistake):
    assert sound in RULE
    return RULE.replace(sound, mistake)


MISTAKES = {
    "a key it does not know": ("titel.zh = 'x'\n" + RULE, "datafile.unknown_key", "title"),
    "a key it does not know within a table": (wrong("dated_by", "datedby"), "datafile.unknown_key", "dated_by"),
    "a language it does not know": (wrong("title.en", "title.fr"), "datafile.unknown_key", "zh, en"),
    "no key": (wrong('control = "travel"\n', ""), "datafile.missing_key", "control"),
    "not TOML": (RULE + "\n[chek", "datafile.not_toml", "26"),
    "a table twice": (RULE + "\n[check]\nrows = 1", "datafile.key_twice", "26"),
    "no date": (wrong("2014-01-01\n\n", '"2014-13-01"\n\n'), "datafile.not_date", "2014-13-01"),
    "no list": (wrong('basis = [{ document = "甲〔2013〕1号" }]', "basis = 'x'"), "datafile.not_list", "x"),
    "an empty list": (wrong('basis = [{ document = "甲〔2013〕1号" }]', "basis = []"), "datafile.count", ">= 1"),
    "no table": (RULE.replace("title.zh", "title = 'x' #").replace("title.en", "#"), "datafile.not_table", "x"),
    "an unknown column": (wrong("approved_on > d", "aproved_on > d"), "rule.unknown_name", "approved_on"),
    "an unknown place in a message": (wrong("{approved_on} 才", "{aproved_on} 才"), "rule.unknown_name", "approved_on"),
    "a place that is not a name": (wrong("{approved_on} 才", "{approved_on:>9} 才"), "rule.place", "{approved_on:>9}"),
    "a brace without its partner": (wrong("{approved_on} 才", "{approved_on 才"), "rule.braces", "{approved_on 才"),
    "forbidden syntax": (wrong('"approved_on >', '"not approved_on =='), "rule.sign", "="),
    "a function": (wrong('"approved_on > depart_on"', '"abs(nights) > 1"'), "rule.function", ""),
    "an unknown document": (wrong("甲〔2013〕1号", "甲〔2013〕2号"), "rule.unknown_document", "甲〔2013〕1号"),
    "an unknown control": (wrong('control = "travel"', 'control = "travels"'), "rule.unknown_control", "travel"),
    "an unknown table": (wrong("[check]", 'tables = ["lodging_cap"]\n[check]'), "rule.unknown_table", "lodging_caps"),
    "another id than its name": (wrong("TRV-R06", "TRV-R07"), "rule.file_name", ""),
    "a tunable violation": (wrong("mandatory", "tunable"), "rule.severity_tier", "violation"),
    "an end before the start": (wrong("[check]", "in_force_to = 2013-12-31\n[check]"), "rule.period", "2014-01-01"),
    "an unknown severity": (wrong("violation", "crime"), "datafile.not_listed", "suspicion"),
    "an unknown outcome": (wrong('"flagged"', '"guilty"'), "datafile.not_listed", "cannot_assess"),
    "an example without a form": (wrong(GIVEN, "kept = []"), "rule.example_form", "late"),
    "an example of an unknown column": (wrong(GIVEN, "given = { departs_on = 1 }"), "rule.unknown_name", "depart_on"),
    "an example of an unknown kind": (wrong(GIVEN, "records.trip = [{ nights = 1 }]"), "rule.unknown_kind", "trips"),
    "a record with an unknown column": (wrong(GIVEN, "records.trips = [{ night = 1 }]"), "rule.unknown_name", "nights"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_rule_with_a_mistake_is_left_out_and_the_others_stay(tmp_path, mistake):
    text, code, suggestion = MISTAKES[mistake]

    loaded = book(tmp_path, **{"checks/travel/TRV-R06.toml": text, "checks/travel/TRV-S01.toml": TUNABLE})

    assert list(loaded.rules) == ["TRV-S01"]
    (problem,) = loaded.problems
    assert problem.code == code
    assert problem.where.startswith("TRV-R06.toml")
    assert suggestion in problem.help.zh
    assert suggestion in problem.help.en
    with pytest.raises(DataFileError):
        loaded.rule("TRV-R06")


def test_a_rule_that_windows_calls_a_text_is_named(tmp_path):
    loaded = book(tmp_path, **{"checks/travel/TRV-S01.toml.txt": TUNABLE, "tables/meal_caps.csv.txt": ""})

    assert [(one.code, one.about["name"]) for one in loaded.problems] == [
        ("datafile.suffix", "meal_caps.csv"),
        ("datafile.suffix", "TRV-S01.toml"),
    ]


def test_overlapping_values_of_a_parameter_are_refused(tmp_path):
    overlapping = TUNABLE.replace("from = 2020-01-01", "from = 2013-01-01")

    (problem,) = book(tmp_path, **{"checks/travel/TRV-S01.toml": overlapping}).problems

    assert "line" in problem.found
    assert problem.where.startswith("TRV-S01.toml")


@pytest.mark.parametrize("value", ["1234567890123456789", "0.123456789"])
def test_a_parameter_has_at_most_18_digits_and_8_decimals(tmp_path, value):
    """As a number in an expression has: what is longer would be rounded or overflow in a view."""
    line = TunedValue.model_validate({"value": value, "from": date(2019, 1, 1)})
    folder = write(tmp_path, **{"checks/travel/TRV-S01.toml": TUNABLE})

    (problem,) = load_rulebook(folder, tuned={"TRV-S01.line": [line]}).problems

    assert (problem.code, problem.found) == ("datafile.digits", value)


TABLE_MISTAKES = {
    "rule.table_overlap": CAPS + "中央,昆明市,0,360.00,,,,2016-04-30,,甲〔2013〕1号,source\n",
    "rule.table_money": CAPS + "中央,大理市,0,三百,,,,2016-05-01,,甲〔2013〕1号,source\n",
    "rule.table_date": CAPS + "中央,大理市,0,300.00,,,,2016-02-30,,甲〔2013〕1号,source\n",
    "rule.table_integer": CAPS + "中央,大理市,旺,300.00,,,,2016-05-01,,甲〔2013〕1号,source\n",
    "rule.unknown_document": CAPS + "中央,大理市,0,300.00,,,,2016-05-01,,乙〔2013〕1号,source\n",
    "rule.table_without_document": CAPS + "中央,大理市,0,300.00,,,,2016-05-01,,,source\n",
    "rule.table_period": CAPS + "中央,大理市,0,300.00,,,,2016-05-01,2016-04-30,甲〔2013〕1号,source\n",
    "datafile.unknown_key": CAPS.replace("cap_yuan,peak_from", "cap,peak_from"),
    "rule.table_lacks_column": CAPS.replace("place,", "", 1),
    "rule.table_above": CAPS + "本区,昆明市,0,350.01,,,,2014-05-01,,本区设定,source\n",
}


@pytest.mark.parametrize("code", TABLE_MISTAKES)
def test_a_table_with_a_mistake_is_left_out_with_its_name(tmp_path, code):
    loaded = book(tmp_path, **{"tables/lodging_caps.csv": TABLE_MISTAKES[code]})

    problem, *others = loaded.problems
    assert problem.code == code
    assert {other.code for other in others} <= {"rule.table_left_out"}
    assert problem.where.startswith("lodging_caps.csv")
    assert "?" not in problem.help.zh
    assert list(loaded.rules) == ["TRV-R06"]
    assert loaded.reference["lodging_caps"].is_empty()


def test_every_value_that_is_from_a_text_names_it():
    """Its document is a text, and no definition of ours, no practice and no decision of the bureau."""
    loaded = load_rulebook(shipped("rules"))
    values = [one for rule in loaded.rules.values() for values in rule.parameters.values() for one in values]
    known = loaded.documents.items()
    texts = {number for number, row in known if row["effective_from"] and row["provenance"] == "source"}

    assert {one.document for one in values if one.provenance == "source"} <= texts


@pytest.mark.parametrize(
    ("line", "provenance"),
    [
        ("", "assumed"),
        ('document = "甲〔2013〕1号"', "source"),
        ('document = "本区设定"', "own"),
        ('document = "甲〔2013〕1号"\nprovenance = "derived"', "derived"),
        ('provenance = "source"', None),
        ('document = "本区设定"\nprovenance = "source"', None),
    ],
)
def test_a_value_is_from_a_text_only_where_it_names_one(tmp_path, line, provenance):
    text = TUNABLE.replace("value = 600.00\n", f"value = 600.00\n{line}\n")
    loaded = book(tmp_path, **{"checks/travel/TRV-S01.toml": text})

    assert [problem.code for problem in loaded.problems] == ([] if provenance else ["rule.no_source"])
    if provenance:
        assert loaded.rules["TRV-S01"].parameters["line"][1].provenance == provenance
    else:
        assert loaded.problems[0].where == "TRV-S01.toml, parameters.line#2.provenance"


@pytest.mark.parametrize(
    ("row", "is_refused"),
    [
        ("本区,昆明市,0,350.00,,,,2014-05-01,,本区设定,own", False),
        ("本区,昆明市,0,351.00,,,,2016-04-30,,本区设定,own", True),  # a day in common
        ("本区,昆明市,0,351.00,,,,2016-05-01,,本区设定,own", False),  # none
        ("本区,三亚市,0,400.00,,,,2017-01-01,,本区设定,own", False),
        (
            "本区,三亚市,0,450.00,,,,2017-01-01,,本区设定,own",
            True,
        ),  # within the season's cap, above the rest of the year
        ("本区,三亚市,1,400.00,11-01,04-30,480.00,2017-01-01,,本区设定,own", False),
        ("本区,三亚市,1,400.00,11-01,05-01,480.00,2017-01-01,,本区设定,own", True),  # a day longer
        ("本区,别处,0,900.00,,,,2017-01-01,,本区设定,own", False),  # nothing higher to compare with
    ],
)
def test_an_own_cap_stays_within_the_higher_one_on_every_day(tmp_path, row, is_refused):
    bureau = own(tmp_path / "own", **{"tables/lodging_caps.csv": HEADER + row + "\n"})

    loaded = book(tmp_path / "shipped", bureau)

    assert [problem.code for problem in loaded.problems] == (["rule.table_above"] if is_refused else [])
    assert loaded.reference["lodging_caps"].height == (2 if is_refused else 3)


def test_the_bureau_adds_rules_and_never_replaces_one(tmp_path):
    bureau = own(tmp_path / "own", **{"checks/TRV-R06.toml": RULE, "checks/TRV-S01.toml": TUNABLE})

    loaded = book(tmp_path / "shipped", bureau)

    assert list(loaded.rules) == ["TRV-R06", "TRV-S01"]
    assert [problem.code for problem in loaded.problems] == ["rule.twice"]


def test_the_bureau_tunes_the_tunable_only(tmp_path):
    line = TunedValue.model_validate({"value": "450.00", "from": date(2019, 1, 1)})
    tuned = {"TRV-S01.line": [line], "TRV-R66.x": [], "TRV-S01.lime": []}
    folder = write(tmp_path / "shipped", **{"checks/travel/TRV-S01.toml": TUNABLE})

    loaded = load_rulebook(folder, tuned=tuned, off=["TRV-R06", "TRV-S01"])

    values = loaded.rules["TRV-S01"].parameters["line"]
    assert [(value.value, value.from_.year) for value in values] == [
        (Decimal("500.00"), 2014), (Decimal("450.00"), 2019), (Decimal("600.00"), 2020),
    ]  # fmt: skip
    assert (values[1].document, values[1].provenance) == ("本区设定", "own")
    assert loaded.off == ("TRV-S01",)
    assert [problem.code for problem in loaded.problems] == [
        "rule.not_tunable",
        "rule.unknown",
        "rule.unknown_parameter",
    ]


STRICT = TUNABLE.replace("suspicion", "violation").replace("tunable", "mandatory")
TEXT = "number,title,effective_from\n甲〔2013〕1号,甲办法,2013\n"


@pytest.mark.parametrize(
    ("stricter", "value", "code"),
    [
        ("lower", "499.99", None),
        ("lower", "500.01", "rule.looser"),
        ("higher", "500.01", None),
        ("higher", "499.99", "rule.looser"),
        ("lower", "500.00", None),
        (None, "499.99", "rule.not_tunable"),  # the rule does not say which way is stricter
    ],
)
def test_a_mandatory_rule_is_tightened_and_never_loosened(tmp_path, stricter, value, code):
    """Held against the shipped value in force on the day, wherever the own one was written."""
    rule = (
        STRICT.replace("in_force_from", f'stricter = {{ line = "{stricter}" }}\nin_force_from') if stricter else STRICT
    )
    own_value = {"value": value, "from": date(2019, 1, 1), "document": "甲〔2013〕1号"}
    folder = write(tmp_path, **{"checks/travel/TRV-S01.toml": rule, "documents.csv": TEXT})

    loaded = load_rulebook(folder, tuned={"TRV-S01.line": [TunedValue.model_validate(own_value)]})

    assert [problem.code for problem in loaded.problems] == ([code] if code else [])
    assert len(loaded.rules["TRV-S01"].parameters["line"]) == (2 if code else 3)


def test_the_stricter_way_is_said_of_a_parameter_there_is(tmp_path):
    text = STRICT.replace("in_force_from", 'stricter = { lime = "lower" }\nin_force_from')

    (problem,) = book(tmp_path, **{"checks/travel/TRV-S01.toml": text}).problems

    assert (problem.code, problem.found, problem.about["suggestion"]) == ("rule.unknown_parameter", "lime", "line")


def test_the_digest_covers_rules_tables_and_own_values(tmp_path):
    plain = book(tmp_path / "a").digest
    changed = {
        book(tmp_path / "b", **{"checks/travel/TRV-R06.toml": RULE + "\n"}).digest,
        book(tmp_path / "c", **{"tables/lodging_caps.csv": CAPS + "\n"}).digest,
        load_rulebook(write(tmp_path / "d"), off=["TRV-S01"]).digest,
    }

    assert plain not in changed
    assert len(changed) == 3
    assert book(tmp_path / "e").digest == plain


def test_an_unknown_rule_gets_the_nearest_id(tmp_path):
    with pytest.raises(InputError) as caught:
        book(tmp_path).rule("TRV-R66")

    assert caught.value.problem.about["suggestion"] == "TRV-R06"
