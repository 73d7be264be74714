"""A rule rests, on each day of its force, on a document in force; what is only assumed to hold on says so."""

import pytest

from costctl.rules.library import load_rulebook
from tests.rulefiles import RULE, TUNABLE, write

REGISTER = """number,title,effective_from,effective_to
甲〔2013〕1号,甲办法,2014-01-01,2016-06-28
乙〔2016〕2号,乙办法,2016-06-29,
"""
FIRST, SECOND = "甲〔2013〕1号", "乙〔2016〕2号"


def book(folder, rule, own=False):
    """A small rule book in which one document ended, with a rule; or with that rule in a bureau's folder."""
    if not own:
        return load_rulebook(write(folder, **{"documents.csv": REGISTER, "checks/travel/TRV-R06.toml": rule}))
    (folder / "own" / "checks").mkdir(parents=True)
    (folder / "own" / "checks" / "TRV-R06.toml").write_text(rule, encoding="utf-8")
    base = write(folder / "base", **{"documents.csv": REGISTER})
    (base / "checks" / "travel" / "TRV-R06.toml").unlink()
    return load_rulebook(base, folder / "own")


def resting_on(*basis, from_="2014-01-01", to=None):
    entries = ", ".join(f'{{ document = "{number}"{rest} }}' for number, rest in basis)
    text = RULE.replace(f'basis = [{{ document = "{FIRST}" }}]', f"basis = [{entries}]")
    force = f"in_force_from = {from_}" + (f"\nin_force_to = {to}" if to else "")
    return text.replace("in_force_from = 2014-01-01", force)


RESTING = {
    "each in its time": (
        resting_on((FIRST, ", to = 2016-06-28"), (SECOND, ", from = 2016-06-29")), None,
    ),
    "over when its text is": (resting_on((FIRST, ""), to="2016-06-28"), None),
    "assumed to hold on": (
        resting_on((FIRST, ", to = 2016-06-28"), (FIRST, ", from = 2016-06-29, assumed = true")), None,
    ),
    "a day longer than its text": (
        resting_on((FIRST, ""), to="2016-06-29"), "rule.document_ends",
    ),
    "going on after its text": (resting_on((FIRST, "")), "rule.document_ends"),
    "with another text beside it": (resting_on((FIRST, ""), (SECOND, ", from = 2016-06-29")), "rule.document_ends"),
    "begun after its text": (resting_on((FIRST, ""), from_="2020-01-01"), "rule.document_ended"),
    "begun on its text's last day": (
        resting_on((FIRST, ", to = 2016-06-28"), (SECOND, ", from = 2016-06-29"), from_="2016-06-28"), None,
    ),
    "a day without any": (
        resting_on((FIRST, ", to = 2016-06-28"), (SECOND, ", from = 2016-06-30")), "rule.without_basis",
    ),
    "without any at the beginning": (resting_on((SECOND, ", from = 2016-06-29")), "rule.without_basis"),
    "without any at the end": (resting_on((SECOND, ", to = 2030-12-31")), "rule.without_basis"),
}  # fmt: skip


@pytest.mark.parametrize("name", RESTING)
@pytest.mark.parametrize("own", [False, True], ids=["shipped", "own"])
def test_a_rule_rests_on_a_document_in_force_on_each_of_its_days(tmp_path, name, own):
    text, code = RESTING[name]

    loaded = book(tmp_path, text, own)

    assert [problem.code for problem in loaded.problems] == [code] * bool(code)
    assert ("TRV-R06" in loaded.rules) is (code is None)
    for problem in loaded.problems:
        assert problem.where == "TRV-R06.toml, basis"
        assert "?" not in problem.say("zh") + problem.say("en")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (f'from = 2016-06-29\ndocument = "{SECOND}"', None),
        (f'from = 2016-06-29\ndocument = "{FIRST}"\nprovenance = "assumed"', None),
        (f'from = 2016-06-30\ndocument = "{SECOND}"', "rule.document_ends"),
        (f'from = 2016-06-29\ndocument = "{FIRST}"', "rule.document_ended"),
    ],
)
def test_a_value_holds_as_long_as_the_text_that_it_names(tmp_path, second, code):
    text = TUNABLE.replace("value = 500.00\n", f'value = 500.00\ndocument = "{FIRST}"\n')
    text = text.replace("from = 2020-01-01", second)
    text = text.replace(f'document = "{FIRST}" }}]', f'document = "{SECOND}" }}]')
    files = {"documents.csv": REGISTER, "checks/travel/TRV-S01.toml": text}

    loaded = load_rulebook(write(tmp_path, **files, **{"checks/travel/TRV-R06.toml": RESTING["each in its time"][0]}))

    assert [(problem.code, problem.where) for problem in loaded.problems] == (
        [(code, "TRV-S01.toml, parameters.line")] if code else []
    )
