"""What the bureau's own values are called by whoever sets them: the names of the rule book, or its words.

A rule, parameter, table, column or value may be named by its title in either language wherever that is one thing and no
other; `80元` is a number where the column is of yuan. What could be two things is refused, with both named.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from costctl.dates import parse_date
from costctl.errors import DataFileError
from costctl.money import parse_number
from costctl.records import kinds
from costctl.rules.cells import CellType
from costctl.rules.glossary import Unit
from costctl.rules.library import Rulebook
from costctl.rules.model import Rule
from costctl.rules.naming import called, near_named, one_named, plain
from costctl.rules.own_words import BESIDE, BY_OPTION, IMPLIED, cell_title
from costctl.rules.tables import ANY

ANYTHING = ("全部", "不限", "any")
"""How a person says `*`."""
COUNTED: Mapping[Unit | None, str] = {
    "days": "天|日|days?",
    "people": "人|名|people",
    "nights": "夜|晚|nights?",
    "times": "次|张|times?",
    None: "星级?|倍|辆|国|个|stars?",
}
"""The words with which a number of each unit is written."""


def rule_or_table_named(book: Rulebook, name: str) -> str:
    """The id of a rule or the name of a table; InputError `rule.left_out`, `rule.no_page` or `set.ambiguous`."""
    known = book.titles() | _tables(book)
    if (found := one_named(name, known)) is None:
        book.refuse_left_out(name)
        raise DataFileError(
            "rule.no_page",
            where=name,
            found=name,
            suggestion=near_named(name, known) or near_named(name.upper(), known),
        )
    return found


def parameter_named(book: Rulebook, name: str) -> str:
    """`RULE.parameter`, which may be named by the parameter alone; DataFileError names what was meant instead."""
    of_rules = {rule.id: _parameters(book, rule) for rule in book.rules.values()}
    whole = {f"{rule}.{one}": words for rule, known in of_rules.items() for one, words in known.items()}
    rule_name, _, parameter = name.partition(".")
    if not parameter:
        if found := one_named(name, whole):
            return found
        if table := one_named(name, _tables(book)):
            raise DataFileError("set.is_table", where=table, found=name, **_columns(book, table))
        titles = book.titles()
        if rule := one_named(name, titles):
            raise DataFileError("set.is_rule", where=rule, found=name, **_among(of_rules[rule]))
        raise DataFileError("set.unknown", where=name, found=name, suggestion=near_named(name, {**whole, **titles}))
    rule = book.rule(rule_name).id
    one = one_named(parameter, of_rules[rule])
    if one is None:
        near = near_named(parameter, of_rules[rule])
        raise DataFileError("rule.unknown_parameter", where=name, found=parameter, suggestion=near)
    return f"{rule}.{one}"


def table_named(book: Rulebook, name: str) -> str:
    """The name of a table; InputError `rule.unknown_table` or `set.ambiguous`."""
    known = _tables(book)
    found = one_named(name, known)
    if found is None:
        raise DataFileError("rule.unknown_table", where=name, found=name, suggestion=near_named(name, known))
    return found


def cells_named(book: Rulebook, table: str, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row as its file has them; DataFileError for a column that there is not."""
    known = {name: called(cell_title(book, name)) for name in book.tables[table].columns}
    found: dict[str, str] = {}
    for written, cell in cells.items():
        name = one_named(written, known)
        if name is None:
            near = near_named(written, known)
            raise DataFileError("datafile.unknown_key", where=table, found=written, suggestion=near)
        if name in found:
            raise DataFileError("set.column_twice", where=table, found=written)
        found[name] = _cell(book, table, name, cell)
    return found


def number_named(text: str, unit: Unit | None, where: str) -> Decimal:
    """The number that a text says in a unit; DataFileError where it says none, or one below 0."""
    try:
        number = Decimal(f"{Decimal(text):f}")  # never as 5E+3
    except InvalidOperation:
        number = _written_number(text, unit, where)
    if not number.is_finite():
        raise DataFileError("datafile.not_number", where=where, found=text)
    if number < 0:
        raise DataFileError("set.negative", where=where, found=text)
    return number


def _written_number(text: str, unit: Unit | None, where: str) -> Decimal:
    said = plain(text)
    if unit == "yuan":
        said = re.sub(r"(?<=元)/.*", "", said)
    elif unit != "share":
        said = re.sub(rf"(?<=[0-9])({COUNTED[unit]})$", "", said)
    number = parse_number(said, percent=unit == "share")
    if isinstance(number, Decimal) and (unit == "yuan" or not re.search(r"[^-+0-9.,%千万百亿]", said)):
        whole = number.to_integral_value()  # 0.5万 is no 5000.0
        return whole if whole == number else number
    code = number if isinstance(number, str) and number != "number.not_a_number" else "datafile.not_number"
    raise DataFileError(code, where=where, found=text)


def _cell(book: Rulebook, table: str, name: str, cell: str) -> str:
    """A cell as the table's file has it, where it says one thing; else as it was written, for the table to judge."""
    kind: CellType = book.tables[table].columns[name]
    said = plain(cell)
    if not said or (name in book.tables[table].key and said in ANYTHING):
        return ANY if said else ""
    if kind == "text":
        listed = {str(value) for value in book.reference[table][name].drop_nulls()}
        return cell if cell in listed else one_named(cell, _words(book, name)) or cell
    if kind == "date":
        day = parse_date(cell)
        return cell if isinstance(day, str) else str(day)
    if kind == "boolean":
        return cell
    where = f"{table}, {name}"
    try:
        return f"{number_named(cell, 'yuan' if kind == 'money' else 'share', where):f}"
    except DataFileError as error:
        if error.problem.code == "datafile.not_number":
            return cell
        raise


def _among(parameters: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The parameters of a rule, by their names and by their Chinese titles."""
    said = [f"{titles[0]}({name})" for name, titles in parameters.items()]
    return {"known": ", ".join(parameters) or "–", "known_zh": "、".join(said) or "–"}


def _columns(book: Rulebook, table: str) -> dict[str, object]:
    """The columns of which a row of the bureau consists, by their names and by their Chinese headings."""
    names = [name for name in book.tables[table].columns if name not in (*BESIDE, *IMPLIED, *BY_OPTION)]
    return {"known": ", ".join(names), "known_zh": "、".join(f"{cell_title(book, name).zh}({name})" for name in names)}


def _words(book: Rulebook, column: str) -> dict[str, list[str]]:
    """The codes of a column with the words for them, whatever a file of records may write among them."""
    found = {code: [word.zh, word.en] for code, word in book.glossary.words.get(column, {}).items()}
    for kind in kinds().values():
        for one in kind.columns:
            for written, code in (one.values | one.synonyms).items() if one.name == column else ():
                found.setdefault(code, []).append(written)
    return found


def _parameters(book: Rulebook, rule: Rule) -> dict[str, list[str]]:
    words = book.glossary.of(rule.check.rows)
    return {name: called(words.name(name)) for name in rule.parameters}


def _tables(book: Rulebook) -> dict[str, list[str]]:
    return {name: called(table.title) for name, table in book.tables.items()}
