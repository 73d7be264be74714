"""The rule language: what the grammar has is accepted, everything else is refused with a code and a position."""

import pytest

from costctl.errors import DataFileError
from costctl.rules.predicate import parse_condition, parse_number

FAMILIES = {
    "a": "number", "b": "number", "c": "number", "cap": "number", "kind": "text", "place": "text",
    "is_x": "boolean", "is_y": "boolean", "on_day": "date", "to_day": "date", "ratio": "unknown",
}  # fmt: skip

ACCEPTED = [
    "a > b",
    "not is_x and kind in ('2', '3', '4') and (not is_y or a > b)",
    "kind = 'cash' and (a > 0 or (kind = 'plane' and b > 0))",
    "not (kind in ('meeting', 'training')) and a > 0 and b > c",
    "(a <= 10 and b > 3) or (a > 10 and 3 * b > a)",
    "not (a between b - c and b + c) or not (c between a - b and a + b)",
    "a is null and not is_x",
    "a is not null",
    "kind not in ('a''b', '—')",
    "a not between 1 and 2.50",
    "12 * a > b * c or -a < - 2",
    "on_day > to_day",
    "on_day between to_day and to_day",
    "is_x = is_y or is_x <> is_y",
    "a in (1, -2, 3.5)",
    "is_x",
    "((((is_x))))",
    "a\n  > b\tand is_x",
    " and ".join(["is_x"] * 60),
    " or ".join(["a > 1"] * 50),
    "not not is_x",
]

REFUSED = {
    "t.a > b": "rule.sign",
    "a > b -- c": "rule.sign",
    "a > /* c */ b": "rule.sign",
    "a # c": "rule.sign",
    "a == 1": "rule.sign",
    "a != 1": "rule.sign",
    "a => 1": "rule.sign",
    "a ! = 1": "rule.sign",
    "is_x is true": "rule.is_null_only",
    "is_x is not false": "rule.is_null_only",
    "a is b": "rule.is_null_only",
    "a is distinct from b": None,
    "a is not distinct from b": None,
    "a in ()": None,
    "a in (b)": "rule.in_literals",
    "a in (select b)": None,
    "a in b": None,
    "a < b < c": "rule.not_in_grammar",
    "a = b = c": "rule.not_in_grammar",
    "(a = b) = c": "rule.not_in_grammar",
    "(a > b) > c": "rule.not_in_grammar",
    "a between 1 and 2 between 3 and 4": None,
    '"a" > 1': "rule.sign",
    "`a` > 1": "rule.sign",
    "[a] > 1": "rule.sign",
    "a b": None,
    "a > 1 b": None,
    "a as b": None,
    "is_x as is_y": None,
    "a > 0x10": "rule.sign",
    "a > 1e3": "rule.sign",
    "a > 1.": "rule.sign",
    "a > .5": "rule.sign",
    "a > 1_000": "rule.sign",
    "a > 1.2.3": "rule.sign",
    "a > 1;": "rule.sign",
    "a > 1; drop table x": "rule.sign",
    "kind = 'a\\'b'": "rule.sign",
    "kind = E'a'": "rule.sign",
    "kind = 'a": "rule.sign",
    "kind = 'a\nb'": "rule.sign",
    "kind = $$a$$": "rule.sign",
    "kind = 'a' 'b'": None,
    "kind = a'b'": None,
    "\u0430 > 1": "rule.sign",  # a Cyrillic letter
    "ａ > 1": "rule.sign",
    "a > １": "rule.sign",
    "a ＞ 1": "rule.sign",
    "a\u00a0> 1": "rule.sign",
    "a\u200b > 1": "rule.sign",
    "A > 1": "rule.sign",
    "a > 1 AND is_x": "rule.sign",
    "a > :p": "rule.sign",
    "a > ?": "rule.sign",
    "a > $1": "rule.sign",
    "a > @p": "rule.sign",
    "a > {b}": "rule.sign",
    "a::int > 1": "rule.sign",
    "cast(a as int) > 1": "rule.function",
    "abs(a) > 1": "rule.function",
    "coalesce (a, b) > 1": "rule.function",
    "a > (select 1)": None,
    "exists (select 1)": None,
    "case when a > 1 then is_x end": None,
    "if is_x then is_y": None,
    "kind like '%a%'": None,
    "kind not like 'a'": None,
    "kind ilike 'a'": None,
    "kind similar to 'a'": None,
    "kind glob 'a'": None,
    "kind || kind = 'aa'": "rule.sign",
    "a / b > 1": "rule.sign",
    "a % b > 1": "rule.sign",
    "a ^ b > 1": "rule.sign",
    "a ** b > 1": None,
    "a // b > 1": "rule.sign",
    "a & b > 1": "rule.sign",
    "a | b > 1": "rule.sign",
    "~a > 1": "rule.sign",
    "+a > 1": None,
    "a << 1 > 2": None,
    "a >> 1 > 2": None,
    "a -> b": None,
    "a <=> b": None,
    "true": None,
    "false or is_x": None,
    "a = null": None,
    "null is null": None,
    "1 is null": None,
    "1": None,
    "'x'": None,
    "1 = 1 or 2": None,
    "a": "rule.not_a_condition",
    "not a": "rule.not_a_condition",
    "a and b": "rule.not_a_condition",
    "kind and is_x": "rule.not_a_condition",
    "a + b": None,
    "-is_x": None,
    "is_x + 1 > 2": "rule.not_a_number",
    "kind + 'a' = 'ba'": "rule.not_a_number",
    "on_day + 1 > to_day": "rule.not_a_number",
    "on_day - to_day > 3": "rule.not_a_number",
    "a > 'x'": "rule.unlike",
    "a = '1'": "rule.unlike",
    "kind = 1": "rule.unlike",
    "kind in (1)": "rule.unlike",
    "kind in ('1', 2)": "rule.unlike",
    "on_day > '2014-01-01'": "rule.unlike",
    "on_day > date '2014-01-01'": None,
    "on_day > current_date": None,
    "a > interval 1 day": None,
    "kind > 'a'": "rule.no_order",
    "kind between 'a' and 'b'": "rule.no_order",
    "is_x > is_y": "rule.no_order",
    "ratio > 1": "rule.column_type",
    "a > 99999999999999999999": "rule.sign",
    "nn > 1": "rule.unknown_column",
    "a > caps": "rule.unknown_column",
    "*": None,
    "a > *": None,
    "a, b": None,
    "(a, b) = (b, c)": None,
    "(a > b, is_x)": None,
    "a >": None,
    "> a": None,
    "(a > b": None,
    "a > b)": None,
    "()": None,
    "": "rule.empty",
    "   ": "rule.empty",
    "a > b and": None,
    "and a > b": None,
    "a > all (b)": None,
    "a > any": None,
    "select a": None,
    "drop table a": None,
    "attach 'x'": None,
    "set a = 1": None,
    "pragma a": None,
    "is_x union is_y": None,
    "is_x where is_y": None,
    "is_x order by a": None,
    "is_x limit 1": None,
    "distinct is_x": None,
    "is_x collate nocase": None,
    "a isnull": None,
    "a notnull": None,
    "is_x xor is_y": None,
    "is_x escape 'a'": None,
    "lambda a > b": None,
    "(" * 400 + "is_x" + ")" * 400: "rule.too_many_words",
    "(" * 20 + "is_x" + ")" * 20: "rule.too_deep",
    "not " * 20 + "is_x": "rule.too_deep",
    "a > " + "- " * 20 + "1": "rule.too_deep",
    "a > 100000000 and " * 80 + "is_x": "rule.too_long",
}  # fmt: skip


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_the_grammar_has_is_accepted(text):
    parsed = parse_condition(text, where="t", names=FAMILIES)

    assert parsed.names
    assert FAMILIES.keys() >= set(parsed.names)
    assert parse_condition(text, where="t") == parsed


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=lambda value: str(value)[:40])
def test_everything_else_is_refused_with_a_code(text, code):
    with pytest.raises(DataFileError) as caught:
        parse_condition(text, where="X.toml, check.flag_when", names=FAMILIES)

    problem = caught.value.problem
    assert problem.code.startswith("rule.")
    assert code in (None, problem.code)
    assert "?" not in problem.help.zh + problem.help.en or "?" in text  # every place of the text is filled
    assert problem.where == "X.toml, check.flag_when"


@pytest.mark.parametrize("text", [text for text, code in REFUSED.items() if code in ("rule.sign", "rule.function")])
def test_forbidden_syntax_is_refused_without_knowing_the_columns(text):
    with pytest.raises(DataFileError):
        parse_condition(text, where="t")


@pytest.mark.parametrize("text", ["a - b", "claimed", "meal_over + local_over", "-a", "2 * (a - b)", "1"])
def test_an_excess_is_a_number(text):
    assert parse_number(text, where="t").text == text


@pytest.mark.parametrize("text", ["a > b", "is_x and a", "a = b", "a is null", "not a", "(a > b)"])
def test_a_condition_is_no_excess(text):
    with pytest.raises(DataFileError):
        parse_number(text, where="t", names=FAMILIES)


@pytest.mark.parametrize("text", ["is_x", "kind", "on_day", "'5'"])
def test_only_numbers_make_an_excess(text):
    with pytest.raises(DataFileError):
        parse_number(text, where="t", names=FAMILIES)


def test_a_wrong_name_gets_its_position_and_the_nearest_known_one():
    with pytest.raises(DataFileError) as caught:
        parse_condition("is_x and cpa > 1", where="t", names=FAMILIES)

    about = caught.value.problem.about
    assert about["suggestion"] == "cap"
    assert about["position"] == 10


@pytest.mark.parametrize(
    ("text", "right"), [("a == 1", "="), ("a != 1", "<>"), ("a > 1 AND is_x", "and"), ("a ≥ 1", ">=")]
)
def test_a_common_slip_gets_what_is_right(text, right):
    with pytest.raises(DataFileError) as caught:
        parse_condition(text, where="t")

    assert caught.value.problem.about["suggestion"] == right
