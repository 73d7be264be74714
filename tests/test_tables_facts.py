"""The values of the shipped tables are those of the facts they were converted from; skipped where these are absent."""

import re
from datetime import date
from decimal import Decimal

import pytest

from costctl.rules.controls import read_controls
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.facts_files import facts, first_day, normal, number, text


@pytest.fixture(scope="module")
def book():
    return load_rulebook(shipped("rules"))


def rows(book, table, *columns):
    """The rows of a table as tuples of some of its cells."""
    return [tuple(row[name] for name in columns) for row in book.reference[table].to_dicts()]


def test_training_quotas_are_those_of_the_facts(book):
    """540号 by class, Yunnan within and outside by class; the undated and the older rows are not shipped."""
    central = {"一类(省部级)": "1", "二类(司局级)": "2", "三类(处级及以下)": "3"}
    outside = {"省外-省部级": "1", "省外-厅局级": "2", "省外-处级及以下": "3"}
    expected = set()
    for row in facts("training_quota"):
        key = {"中央": ("*", central.get(row["class"])), "云南省级": ("out", outside.get(row["class"]))}
        place, class_ = ("in", "*") if row["class"] == "省内培训" else key[row["jurisdiction"]]
        if class_ and row["effective_from"]:
            parts = [number(row[name]) for name in ("lodging", "meal", "venue_material_transport", "other", "total")]
            expected.add(
                (row["jurisdiction"], place, class_, *parts, first_day(row["effective_from"]), row["document"])
            )

    names = ("lodging", "meal", "venue_material_transport", "other", "total", "effective_from", "documents")
    found = rows(book, "training_quota", "jurisdiction", "place", "training_class", *names)
    assert set(found) == expected
    assert len(found) == len(expected) == 7
    assumed = {
        row[1:3] for row in rows(book, "training_quota", "provenance", "place", "training_class") if row[0] == "assumed"
    }
    assert assumed == {("out", "1"), ("out", "2"), ("out", "3")}


def test_lecture_fees_are_those_of_the_facts(book):
    titles = {"副高级及以下": ("associate", "other"), "正高级": ("professor",), "院士、全国知名专家": ("academician",)}
    expected = {
        (title, number(row["total"]), date(2017, 1, 1))
        for row in facts("training_quota")
        if row["class"].startswith("讲课费-") and "540" in row["document"]
        for title in titles[row["class"].removeprefix("讲课费-")]
    }

    assert set(rows(book, "lecture_caps", "title", "cap_per_hour", "effective_from")) == expected
    assert len(expected) == 4


def test_vehicle_caps_are_those_of_the_facts(book):
    """Of several rows of one use the highest price holds, and no displacement cap where one of them has none."""
    by_use = {}
    for row in facts("vehicle_caps"):
        if row["price_cap_yuan"]:
            by_use.setdefault((normal(row["vehicle_use"]), first_day(row["effective_from"])), []).append(row)
    expected = {
        (
            *key,
            max(number(row["price_cap_yuan"]) for row in same),
            None if any(not row["displacement_cap_l"] for row in same) else number(same[0]["displacement_cap_l"]),
            first_day(same[0]["effective_to"]),
            "assumed" if same[0]["provenance"] == "memory" else "source",
        )
        for key, same in by_use.items()
    }

    names = ("vehicle_use", "effective_from", "price_cap", "displacement_cap", "effective_to", "provenance")
    assert set(rows(book, "vehicle_caps", *names)) == expected
    assert ("执法执勤用车(特殊)", date(2017, 12, 5), Decimal(450000), None, None, "source") in expected


def test_office_areas_are_those_of_the_facts(book):
    """Of several rows of one level on one day the largest area holds."""
    expected = {}
    for row in facts("office_area"):
        if not row["document"].startswith("黑发改") and not row["who"].startswith("服务用房"):
            key = (normal(row["who"]), first_day(row["effective_from"]), first_day(row["effective_to"]))
            expected[key] = max(expected.get(key, 0), number(row["area_sqm_per_person"]))

    found = rows(book, "office_area", "who", "effective_from", "effective_to", "area_cap")
    assert {row[:3]: row[3] for row in found} == expected
    assert len(found) == len(expected)
    assert expected["处级", date(1999, 1, 1), date(2014, 11, 23)] == 12


def test_building_costs_are_those_of_the_facts_and_assumed(book):
    expected = [(normal(row["level"]), number(row["cap_yuan_per_sqm"])) for row in facts("building_cost_caps")]

    assert rows(book, "building_cost_caps", "level", "cap_per_sqm") == expected
    assert set(rows(book, "building_cost_caps", "effective_from", "provenance")) == {(date(2007, 1, 1), "assumed")}


def test_standards_abroad_are_those_of_the_facts(book):
    """The edition of 2013 until the end of 2017, then the revised one; its document and day are assumed."""
    editions = {
        "2013原版": (date(2014, 1, 20), date(2017, 12, 31), "source"),
        "修订版": (date(2018, 1, 1), None, "assumed"),
    }
    expected = [
        (
            *(normal(row[name]) for name in ("country", "city", "continent", "currency")),
            *(number(row[name]) for name in ("lodging", "meal", "misc")),
            *editions[row["version"]],
        )
        for row in facts("overseas_standards")
    ]

    names = ("country", "city", "continent", "currency", "lodging", "meal", "misc")
    found = rows(book, "overseas_standards", *names, "effective_from", "effective_to", "provenance")
    assert found == expected
    assert len(found) == 535
    doubtful = {row["note"] for row in facts("overseas_standards") if "核对" in row["note"]}
    cells = rows(book, "overseas_standards", "assumed_cells", "effective_from")
    assert len(doubtful) == sum(cell not in (None, "documents;effective_from") for cell, _ in cells)


def test_a_city_abroad_has_one_standard_of_its_country_and_day(book):
    seen = set()
    for country, cities, day in rows(book, "overseas_standards", "country", "city", "effective_from"):
        for city in cities.split("、"):
            assert (country, city, day) not in seen
            seen.add((country, city, day))


def test_the_card_catalogue_is_that_of_the_facts(book):
    expected = [
        (code, normal(row["item"]), date(2012, 1, 1))
        for row in facts("card_mandatory_catalog")
        if row["kind"] == "强制"
        for code in row["econ_code_or_condition"].split(";")
    ]

    assert rows(book, "card_mandatory_catalog", "economic_code", "item", "effective_from") == expected
    assert len(expected) == 17
    known = {code for (code,) in rows(book, "economic_codes", "code")}
    assert {code for code, *_ in expected} <= known


def test_keywords_are_those_of_the_facts_in_their_order(book):
    expected = {}
    for row in facts("keyword_lexicon"):
        expected.setdefault(row["group"], []).extend(normal(row["keywords"]).split("、"))
    found = {}
    for group, position, term in rows(book, "keywords", "keyword_group", "position", "term"):
        found.setdefault(group, []).append(term)
        assert len(found[group]) == position

    assert {group: found[group] for group in expected} == expected
    assert found.keys() - expected.keys() == {"luxury_drinks_tobacco", "dining", "cash_only", "study_trip"}
    assert {group for group, *_ in rows(book, "keyword_cuts", "keyword_group")} <= found.keys()


def test_what_is_cut_out_has_a_word_that_is_looked_for(book):
    """Another would change nothing, and one shorter than the word would hide it."""
    terms = {}
    for group, term in rows(book, "keywords", "keyword_group", "term"):
        terms.setdefault(group, set()).add(term)
    cuts = rows(book, "keyword_cuts", "keyword_group", "cut")
    words = {word for (word,) in rows(book, "code_words", "word")}
    cuts += [("codes", cut) for (cut,) in rows(book, "code_word_cuts", "cut")]

    for group, cut in cuts:
        assert any(term in cut and term != cut for term in terms.get(group, words)), (group, cut)


def test_merchant_codes_mean_what_the_facts_say(book):
    said = {row["mcc"]: normal(row["meaning"]) for row in facts("mcc_sample")} | {"5814": "快餐"}

    assert all(said[code] == meaning for code, meaning in rows(book, "mcc_groups", "mcc", "meaning"))


def test_the_published_tables_are_laid_out_as_the_facts_say(book):
    def told(row):
        heads = row["columns"].removesuffix("两栏").removesuffix("一栏").replace("、", ";")
        return (int(row["order"]), row["item"], heads or None, row["unit"] or None)

    found = rows(book, "disclosure_layout", "position", "label", "headings", "unit")
    expected = [told(row) for row in facts("disclosure_layout")]
    assert [(row[0], normal(row[1]), *row[2:]) for row in found] == [(e[0], normal(e[1]), *e[2:]) for e in expected]


def test_the_readings_of_the_five_controls_are_those_of_the_facts():
    """Number, wording, measure and provenance; that a text names an item does not say what belongs to it."""
    readings = {"2014_district": "V1-2014区级(种子)", "2011_province": "V2-2011省级(157号)"}
    provenances = {"source": "source", "memory": "assumed"}
    controls = read_controls(shipped("rules"))

    for name, version in {**readings, "proposed": "V3-建议产品口径"}.items():
        given = [row for row in facts("five_controls") if row["version"] == version]
        reading = controls.readings[name]
        found = [(one.number, normal(one.title.zh), normal(one.measures.zh)) for one in reading.headings.values()]
        expected = [(row["item_no"], normal(row["item"]), normal(row["metric"])) for row in given]
        assert found == (expected if name in readings else [])
        assert {reading.provenance} == {provenances[row["provenance"]] for row in given}
        assert reading.mapping == "assumed"
    assert sum(not one.is_cross_cutting for one in controls.own.values()) == len(given) == 5


DOCUMENTS = {
    "building_cost_caps": {"中办发〔2007〕11号"},
    "card_mandatory_catalog": {"财库〔2011〕160号"},
    "lecture_caps": {"财行〔2016〕540号"},
    "office_area": {"发改投资〔2014〕2674号", "计投资〔1999〕2250号"},
    "overseas_standards": {"财行〔2013〕516号", "财行〔2017〕434号"},
    "training_quota": {"财行〔2016〕540号", "云南2020培训费调整"},
    "vehicle_caps": {"2004中央国家机关规定", "中办发〔2011〕2号", "中办发〔2017〕71号"},
}


@pytest.mark.parametrize("table", DOCUMENTS)
def test_each_table_rests_on_its_documents(book, table):
    assert {document for (document,) in rows(book, table, "documents")} == DOCUMENTS[table]
    others = {"云南2020培训费调整": "云南省级"}
    for jurisdiction, document in rows(book, table, "jurisdiction", "documents"):
        assert jurisdiction == others.get(document, "中央")


def test_the_bureau_fills_in_the_cap_of_a_meal(book):
    """No figure of Yunnan is known, so none is shipped."""
    assert book.reference["reception_meal_caps"].is_empty()


def test_the_parameters_that_may_be_set_are_those_of_the_definition(book):
    """Section 9 of the definition: each with its value, its day and whether it is assumed; every other is mandatory."""
    listed = re.findall(r"^\| ([A-Z]+-\w+) \| `(\w+)` \| ([\d.]+) \| (\S+)( \(assumed\))? \|$", text("rules.md"), re.M)
    expected = {
        f"{rule}.{name}": (Decimal(value), date.fromisoformat(day), bool(assumed))
        for rule, name, value, day, assumed in listed
        if rule in book.rules
    }
    found = {
        f"{rule.id}.{name}": (values[0].value, values[0].from_, values[0].provenance == "assumed")
        for rule in book.rules.values()
        if rule.tier == "tunable"
        for name, values in rule.parameters.items()
    }

    assert found == expected
    assert len(listed) == 17


def test_every_mandatory_parameter_says_which_way_is_stricter(book):
    assert [
        f"{rule.id}.{name}"
        for rule in book.rules.values()
        if rule.tier == "mandatory"
        for name in rule.parameters
        if name not in rule.stricter
    ] == []
