"""One rule as a page: what it says, its values in force, how it is checked, its examples."""

from typing import TYPE_CHECKING

from costctl.bilingual import Language, Text
from costctl.cli.printing import Columns, print_frame, print_table, problem_document, tell

if TYPE_CHECKING:
    from costctl.rules.explain import Page, TableUsed, Value
    from costctl.rules.library import Rulebook


def page_document(page: "Page", language: Language) -> dict[str, object]:
    """The page of a rule as a JSON object."""
    return {
        "rule": page.rule.id,
        "on": page.day,
        "title": page.rule.title,
        "says": page.rule.says,
        "control": page.control,
        "grouping": page.grouping,
        "severity": page.severity,
        "tier": page.tier,
        "in_force": page.in_force,
        "is_off": page.is_off,
        "basis": list(page.basis),
        "values": [vars(value) for value in page.values],
        "tables": [
            {
                "table": table.name,
                "rows_in_force": table.rows_in_force,
                "assumed": table.assumed,
                "rows": None if table.rows is None else table.rows.to_dicts(),
            }
            for table in page.tables
        ],
        "flag_when": page.rule.check.flag_when,
        "in_words": page.check,
        "examples": len(page.examples),
        "origins": [vars(origin) for origin in page.origins],
        "warnings": [problem_document(problem, language) for problem in page.reviews],
    }


def print_page(page: "Page", book: "Rulebook", language: Language) -> None:
    """The page of a rule, to be read and signed."""
    from costctl.rules.explain import OUTCOMES, SWITCHED_OFF
    from costctl.rules.readable_examples import example_name

    tell(f"{page.rule.id}  {page.rule.title.in_(language)}", "bold")
    tell(page.rule.says.in_(language))
    facts: list[tuple[object, ...]] = [
        *([(Text("状态", "state").in_(language), SWITCHED_OFF.in_(language))] if page.is_off else []),
        (Text("控制", "control").in_(language), page.control.in_(language)),
        *([(Text("归类", "grouped by").in_(language), page.grouping.in_(language))] if page.grouping else []),
        (Text("程度", "severity").in_(language), page.severity.in_(language)),
        (Text("层级", "tier").in_(language), page.tier.in_(language)),
        (Text("施行", "in force").in_(language), page.in_force.in_(language)),
        *((Text("依据", "basis").in_(language), basis.in_(language)) for basis in page.basis),
        (Text("何时列为问题", "flags when").in_(language), page.check.in_(language)),
        (Text("算式", "expression").in_(language), page.rule.check.flag_when),
        *((f"{value.title.in_(language)} ({value.name})", said_value(value, language)) for value in page.values),
        *((table.title.in_(language), rows_in_force(table, language)) for table in page.tables),
    ]
    tell()
    print_table(["", ""], facts)
    for table in page.tables:
        print_rows(table, book, language)
    for problem in page.reviews:
        tell(f"! {problem.say(language)}", "yellow")
    headers = [Text("例子", "example"), Text("结果", "outcome"), Text("超出", "excess")]
    rows = [
        (example_name(one.name, language), OUTCOMES[one.expect.value].in_(language), one.excess)
        for one in page.examples
    ]
    print_table([header.in_(language) for header in headers], rows)
    print_origins(page, book, language)


def print_rows(table: "TableUsed", book: "Rulebook", language: Language) -> None:
    """The dated values of a table in force, where they are few enough to read."""
    from costctl.rules.readable import row_lines

    if book.tables[table.name].dated and table.rows is not None and table.rows_in_force:
        headings = [Text("项", "").in_(language), Text("内容", "").in_(language)]
        print_table(headings, row_lines(book, table.name, table.rows, language), title=table.title.in_(language))


def print_origins(page: "Page", book: "Rulebook", language: Language) -> None:
    """Where the rule, its documents and its values were read."""
    from costctl.rules.readable import places_read

    if page.origins:
        print_frame(places_read(book, page.origins, language), ORIGINS, language)


ORIGINS: Columns = {"source": Text("依据", "source"), "place": Text("读自", "read in")}


def said_value(value: "Value", language: Language) -> str:
    """A value of a parameter with its day, document and provenance."""
    since = Text(f"{value.value},自 {value.from_} 起", f"{value.value} from {value.from_}").in_(language)
    return " · ".join(part for part in (since, value.document, value.provenance.in_(language)) if part)


def rows_in_force(table: "TableUsed", language: Language) -> str:
    """How many dated values of a table hold on the day, and how many of them are assumed."""
    count, assumed = table.rows_in_force, table.assumed
    said = Text("当日有效 {n} 行", "{n:row|rows} in force").format(n=count).in_(language)
    return said + (
        Text(f",其中 {assumed} 行有暂定的内容", f", {assumed} of them assumed in part").in_(language) if assumed else ""
    )
