"""A rule means the same in SQL as in plain three-valued logic, with exact numbers and dated values."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costctl.datafile import validate
from costctl.errors import DataFileError
from costctl.rules.compile import compile_rule
from costctl.rules.model import Rule

COLUMNS = {
    "a": "DECIMAL(18,2)", "b": "BIGINT", "c": "DECIMAL(18,6)", "kind": "VARCHAR", "is_x": "BOOLEAN", "is_y": "BOOLEAN",
    "day": "DATE", "other_day": "DATE", "department_code": "VARCHAR", "row_id": "BIGINT",
}  # fmt: skip
CONNECTION = duckdb.connect()


def rule(flag_when="is_x", excess=None, parameters=None, **more):
    check = {"rows": "v", "key": ["kind"], "dated_by": "day", "flag_when": flag_when, "message": {"zh": "", "en": ""}}
    if excess:
        check["excess"] = excess
    content = {
        "id": "TST-R01", "control": "travel", "severity": "notice", "tier": "tunable", "title": {"zh": "", "en": ""},
        "says": {"zh": "", "en": ""}, "basis": [{"document": "d"}], "in_force_from": date(2014, 1, 1),
        "parameters": parameters or {}, "check": check, **more,
    }  # fmt: skip
    return validate(content, Rule, where="t")


def evaluate(expression, row, columns=COLUMNS):
    """One expression over one row of a typed relation."""
    cells = ", ".join(f"CAST(${name} AS {sql_type}) AS {name}" for name, sql_type in columns.items())
    values = {name: row.get(name) for name in columns}
    return CONNECTION.execute(f"SELECT {expression} FROM (SELECT {cells})", values).fetchone()[0]


# ---- the language by itself: trees, their text with as few parentheses as the grammar needs, their meaning


@dataclass(frozen=True)
class Tree:
    text: str
    level: int  # 1 or, 2 and, 3 not, 4 comparison, 5 sum, 6 product, 7 sign, 8 atom
    meaning: object  # row -> value


def inside(tree, level):
    return tree.text if tree.level >= level else f"({tree.text})"


def known(operation):
    """An operation that is unknown when any side is."""
    return lambda row, *sides: None if None in (values := [side.meaning(row) for side in sides]) else operation(*values)


def binary(sign, level, operation):
    strict = known(operation)
    return lambda left, right: Tree(
        f"{inside(left, level)} {sign} {inside(right, level + 1)}", level, lambda row: strict(row, left, right)
    )


def both(left, right):
    def meaning(row):
        sides = (left.meaning(row), right.meaning(row))
        return False if False in sides else None if None in sides else True

    return Tree(f"{inside(left, 2)} and {inside(right, 3)}", 2, meaning)


def either(left, right):
    def meaning(row):
        sides = (left.meaning(row), right.meaning(row))
        return True if True in sides else None if None in sides else False

    return Tree(f"{inside(left, 1)} or {inside(right, 2)}", 1, meaning)


def negated(tree):
    return Tree(f"not {inside(tree, 3)}", 3, lambda row: None if (x := tree.meaning(row)) is None else not x)


def minus(tree):
    return Tree(f"- {inside(tree, 8)}", 7, lambda row: None if (x := tree.meaning(row)) is None else -x)


def column(name):
    return Tree(name, 8, lambda row: row[name])


def between(value, low, high, word):
    def meaning(row):
        x, lo, hi = (side.meaning(row) for side in (value, low, high))
        sides = (None if None in (x, lo) else x >= lo, None if None in (x, hi) else x <= hi)
        inside_ = False if False in sides else None if None in sides else True
        return inside_ if word == "between" or inside_ is None else not inside_

    return Tree(f"{inside(value, 5)} {word} {inside(low, 5)} and {inside(high, 5)}", 4, meaning)


def among(value, items, word):
    def meaning(row):
        x = value.meaning(row)
        return None if x is None else (x in [item.meaning(row) for item in items]) == (word == "in")

    return Tree(f"{inside(value, 5)} {word} ({', '.join(item.text for item in items)})", 4, meaning)


def is_null(tree, word):
    return Tree(f"{tree.text} {word}", 4, lambda row: (tree.meaning(row) is None) == (word == "is null"))


ORDER = {"<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y}
EQUAL = {"=": lambda x, y: x == y, "<>": lambda x, y: x != y}
SUMS = {"+": (5, lambda x, y: x + y), "-": (5, lambda x, y: x - y), "*": (6, lambda x, y: x * y)}

literals = st.sampled_from(["0", "1", "2", "0.5", "10.00", "0.01"]).map(lambda t: Tree(t, 8, lambda _: Decimal(t)))
texts = st.sampled_from(["x", "y", "a'b", "—"]).map(lambda t: Tree("'" + t.replace("'", "''") + "'", 8, lambda _: t))
numbers = st.recursive(
    st.sampled_from("abc").map(column) | literals,
    lambda inner: st.one_of(
        inner.map(minus),
        st.tuples(st.sampled_from(list(SUMS)), inner, inner).map(lambda t: binary(t[0], *SUMS[t[0]])(t[1], t[2])),
    ),
    max_leaves=4,
)
days = st.sampled_from(["day", "other_day"]).map(column)
compared = st.one_of(
    st.tuples(st.sampled_from([*ORDER, *EQUAL]), numbers, numbers).map(
        lambda t: binary(t[0], 4, {**ORDER, **EQUAL}[t[0]])(inner(t[1]), inner(t[2]))
    ),
    st.tuples(st.sampled_from([*ORDER, *EQUAL]), days, days).map(
        lambda t: binary(t[0], 4, {**ORDER, **EQUAL}[t[0]])(t[1], t[2])
    ),
    st.tuples(st.sampled_from(list(EQUAL)), st.just(column("kind")), texts).map(
        lambda t: binary(t[0], 4, EQUAL[t[0]])(t[1], t[2])
    ),
    st.tuples(numbers, numbers, numbers, st.sampled_from(["between", "not between"])).map(lambda t: between(*t)),
    st.tuples(numbers, st.lists(literals, min_size=1, max_size=3), st.sampled_from(["in", "not in"])).map(
        lambda t: among(*t)
    ),
    st.tuples(st.just(column("kind")), st.lists(texts, min_size=1, max_size=3), st.sampled_from(["in", "not in"])).map(
        lambda t: among(*t)
    ),
    st.tuples(st.sampled_from(list(COLUMNS)).map(column), st.sampled_from(["is null", "is not null"])).map(
        lambda t: is_null(*t)
    ),
    st.sampled_from(["is_x", "is_y"]).map(column),
)


def inner(tree):
    """A value as a side of a comparison, which binds less tightly than any sum."""
    return tree


conditions = st.recursive(
    compared,
    lambda part: st.one_of(
        part.map(negated),
        st.tuples(part, part).map(lambda t: both(*t)),
        st.tuples(part, part).map(lambda t: either(*t)),
    ),
    max_leaves=6,
)
optional = lambda *values: st.sampled_from([None, *values])  # noqa: E731
rows = st.fixed_dictionaries(
    {
        "a": optional(*map(Decimal, ["-1.50", "0.00", "0.01", "10.00", "999.99"])),
        "b": optional(-2, 0, 1, 2, 10, 1000),
        "c": optional(Decimal("0.500000"), Decimal("-0.000001"), Decimal("2.000000")),
        "kind": optional("x", "y", "a'b", ""),
        "is_x": optional(True, False),
        "is_y": optional(True, False),
        "day": optional(date(2014, 1, 1), date(2024, 2, 29)),
        "other_day": optional(date(2014, 1, 1), date(2013, 12, 31)),
        "department_code": optional("D1"),
        "row_id": optional(1),
    }
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(tree=conditions, row=rows)
def test_a_condition_means_the_same_in_sql_and_in_three_valued_logic(tree, row):
    compiled = compile_rule(rule(tree.text), COLUMNS)

    assert evaluate(compiled.flag, row) == tree.meaning(row)


@settings(max_examples=150, deadline=None)
@given(tree=numbers, row=rows)
def test_an_excess_is_never_negative_and_rounded_half_away_from_zero(tree, row):
    compiled = compile_rule(rule(excess=tree.text), COLUMNS)
    value = tree.meaning(row)
    if value is not None:
        value = max(Decimal(value), Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        value = value if value < Decimal(10) ** 16 else None  # more than an amount can hold

    assert evaluate(compiled.excess, row) == value


def test_an_excess_larger_than_an_amount_is_unknown():
    excess = compile_rule(rule(excess="a * b"), COLUMNS).excess

    assert evaluate(excess, {"a": Decimal("9999999999999999.99"), "b": 1}) == Decimal("9999999999999999.99")
    assert evaluate(excess, {"a": Decimal("9999999999999999.99"), "b": 2}) is None


def test_a_product_of_two_columns_is_exact_whatever_they_hold():
    flag = compile_rule(rule("a * b = 3 * a * c"), COLUMNS).flag
    much = {"a": Decimal("9999999999999999.99"), "b": 2999999999997}

    assert evaluate(flag, {**much, "c": Decimal("999999999999.000000")}) is True
    assert evaluate(flag, {**much, "c": Decimal("999999999999.000001")}) is False


def test_a_product_beyond_38_digits_is_unknown_in_its_own_comparison_only():
    compiled = compile_rule(rule("a * b * a * b > 1 or is_x"), COLUMNS)
    row = {"a": Decimal("9999999999999999.99"), "b": 9223372036854775807}

    assert evaluate(compiled.flag, {**row, "is_x": True}) is True
    assert evaluate(compiled.flag, {**row, "is_x": False}) is None


def test_what_overflows_in_two_rules_of_one_scan_stops_neither():
    """DuckDB computes what two expressions share only once, even outside of a TRY."""
    first = compile_rule(rule("a * b * a * b > 1", excess="a * b * a * b - 1"), COLUMNS)
    second = compile_rule(rule("a * b * a * b > 2 or a * b * a * b between 1 and a * b * a * b + 1"), COLUMNS)
    row = {"a": Decimal("9999999999999999.99"), "b": 9223372036854775807}

    found = evaluate(f"[{first.flag}, {second.flag}, {first.excess} > 0, {first.flag}]", row)

    assert found == [None, None, None, None]


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(None, 2), (date(2013, 12, 31), 3), (date(2014, 1, 1), 1), (date(2020, 6, 30), 1), (date(2020, 7, 1), 3),
     (date(2021, 1, 1), None)],
)  # fmt: skip
def test_outcomes_by_date(day, outcome):
    """Both ends of the force belong to it; after the day of the run there is no result; undated cannot be assessed."""
    compiled = compile_rule(rule(in_force_to=date(2020, 6, 30)), COLUMNS)

    assert evaluate(compiled.outcome(date(2020, 12, 31)), {"day": day, "is_x": True}) == outcome


def test_within_a_year_other_years_and_the_undated_have_no_result():
    outcome = compile_rule(rule(), COLUMNS).outcome(date(2020, 12, 31), year=2015)

    assert evaluate(outcome, {"day": date(2015, 12, 31), "is_x": False}) == 0
    assert evaluate(outcome, {"day": date(2016, 1, 1), "is_x": False}) is None
    assert evaluate(outcome, {"day": None, "is_x": True}) is None


def test_unknown_is_not_clear():
    assert evaluate(compile_rule(rule(), COLUMNS).outcome(date(2020, 1, 1)), {"day": date(2015, 1, 1)}) == 2


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2014, 12, 31), None),
        (date(2015, 1, 1), "100.00"),
        (date(2024, 6, 30), "100.00"),
        (date(2024, 7, 1), "120.50"),
    ],
)
def test_a_parameter_holds_from_its_day_until_the_day_before_the_next(day, value):
    values = [{"value": "100.00", "from": date(2015, 1, 1)}, {"value": "120.50", "from": date(2024, 7, 1)}]
    compiled = compile_rule(rule("a > cap", parameters={"cap": values}), COLUMNS)

    found = evaluate(compiled.parameters["cap"], {"day": day})

    assert found == (None if value is None else Decimal(value))
    assert evaluate(compiled.flag, {"day": day, "a": Decimal("100.01")}) == (
        None if value is None else value == "100.00"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"flag_when": "is_z"}, "rule.unknown_column"),
        ({"message": {"zh": "{nobody}", "en": ""}}, "rule.no_column"),
        ({"dated_by": "a"}, "rule.not_a_date"),
        ({"dated_by": "dya"}, "rule.no_column"),
        ({"key": ["meeting_no"]}, "rule.no_column"),
        ({"values": ["cap"]}, "rule.no_column"),
        ({"department": "dept"}, "rule.no_column"),
    ],
)
def test_a_name_that_the_view_lacks_is_refused(change, code):
    broken = rule()
    broken = broken.model_copy(update={"check": broken.check.model_copy(update=change)})
    if "message" in change:
        broken = validate(
            {**rule().model_dump(by_alias=True), "check": {**rule().check.model_dump(), **change}}, Rule, where="t"
        )

    with pytest.raises(DataFileError) as caught:
        compile_rule(broken, COLUMNS)

    assert caught.value.problem.code == code


def test_floating_point_is_not_a_number_here():
    with pytest.raises(DataFileError):
        compile_rule(rule(excess="price - a"), {**COLUMNS, "price": "DOUBLE"})


def test_the_same_rule_for_spark():
    compiled = compile_rule(rule("a > b * cap and kind in ('a''b') and not is_x", parameters={
        "cap": [{"value": "1.50", "from": date(2015, 1, 1)}, {"value": "2", "from": date(2020, 1, 1)}],
    }), COLUMNS, dialect="spark")  # fmt: skip

    assert compiled.flag == (
        "((`a` > TRY_MULTIPLY(`b`, (CASE WHEN `day` >= CAST('2020-01-01' AS DATE) THEN 2 "
        "WHEN `day` >= CAST('2015-01-01' AS DATE) THEN 1.50 END))) AND (`kind` IN ('a\\'b')) AND (NOT `is_x`))"
    )


def test_the_longest_sums_and_conditions_mean_what_they_say():
    longest = " + ".join(["a"] * 99)
    for limit, more in ((98, True), (99, False)):
        assert evaluate(compile_rule(rule(f"{longest} > {limit}"), COLUMNS).flag, {"a": Decimal(1)}) is more
    for is_x in (True, False, None):
        assert evaluate(compile_rule(rule(" and ".join(["is_x"] * 100)), COLUMNS).flag, {"is_x": is_x}) is is_x
