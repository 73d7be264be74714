"""Commands that publish: the three public expenses, and card spending as open data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Text
from costctl.cli.options import HERE, Day, Department, Folder, GivenYear, Json, Lang, department_meant, reading
from costctl.cli.printing import EXIT_DONE, print_json, print_table, tell
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    from costctl.disclosure.figures import Disclosure, Table

_HEADINGS = (
    Text("项目", "line"),
    Text("预算数", "budget"),
    Text("决算数", "final"),
    Text("上年决算数", "last year"),
)
_QUANTITY_HEADINGS = (Text("相关统计数", "quantity"), Text("本年", "this year"), Text("上年", "last year"))


Workbook = Annotated[
    Path | None,
    typer.Option("--xlsx", help=say("存为可打印的工作簿,每单位一表", "write a workbook to print, a sheet each")),
]
Tables = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        help=say(
            "各单位和全区的表存为 CSV:预算、决算、上年、统计数,注明快照",
            "write the tables as CSV: the district's and each department's, with the snapshot",
        ),
    ),
]
Records = Annotated[
    Path | None,
    typer.Option(
        "--records",
        help=say(
            "决算数存为“三公经费公开”记录(CSV),每单位一行,可再导入",
            "write the final accounts as CSV records of the kind disclosures, which can be imported again",
        ),
    ),
]
Cards = Annotated[
    Path | None,
    typer.Option(
        "--cards", help=say("公务卡消费开放数据 CSV,不含个人信息", "card spending as open data, without persons")
    ),
]


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("disclose", help=say("“三公”经费公开表", "the published tables of the three public expenses"))(disclose)


def disclose(
    year: GivenYear,
    as_of: Day = None,
    department: Department = None,
    xlsx: Workbook = None,
    csv: Tables = None,
    records: Records = None,
    cards: Cards = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """The tables of 三公 that are published: budget and final account in 万元, with the quantities, from the ledger."""
    from costctl.disclosure import book, open_data
    from costctl.disclosure.figures import disclosure
    from costctl.export import write_csv

    with reading(folder) as ledger:
        code = department_meant(ledger, department)
        found = disclosure(ledger, year=year, as_of=as_of, department=code)
        if xlsx:
            book.write_book(found, xlsx, bureau=ledger.settings.name)
        if csv:
            write_csv(book.as_table(found, bureau=ledger.settings.name), csv, headers=book.TABLE_HEADINGS)
        if records:
            write_csv(book.as_records(found), records, headers=book.headings_of_records())
        if cards:
            spending = open_data.card_spending(ledger, year=year, as_of=as_of, department=code)
            write_csv(spending, cards, headers=open_data.HEADINGS)
    if json:
        print_json(_document(found))
    else:
        _print(found, [path for path in (xlsx, csv, records, cards) if path])
    return EXIT_DONE


def _document(found: "Disclosure") -> dict[str, object]:
    from costctl.disclosure.words import notes

    return {
        "year": found.year,
        "as_of": found.as_of,
        "is_complete": found.is_complete,
        "snapshot": found.snapshot,
        "tables": [
            {
                "department": table.department,
                "department_name": table.name,
                "lines": [
                    {
                        "line": line,
                        **{column: amounts[line] for column, amounts in table.yuan.items()},
                        **{f"{column}_wan": amounts[line] for column, amounts in table.wan.items()},
                    }
                    for line in found.lines
                ],
                "quantities": table.quantities,
                "last_quantities": table.last_quantities,
                "unknown": table.unknown,
                "notes": list(notes(found, table)),
                "apart": sorted(table.apart),
            }
            for table in found.tables
        ],
    }


def _print(found: "Disclosure", written: list[Path]) -> None:
    from costctl.disclosure.words import IN_CHINESE, notes

    if spoken() != "zh":
        tell(IN_CHINESE)
    for table in found.tables[:1]:
        _print_table(found, table)
    if len(found.tables) > 1:
        said = say(
            f"以上为全区合计;{len(found.tables) - 1} 个单位各表见 --xlsx,或用 --department 指定。",
            f"The district as a whole; its {len(found.tables) - 1} departments are in --xlsx, or name one.",
        )
        tell(said)
    for table in found.tables[:1]:
        for line in notes(found, table):
            tell(line)
    for path in written:
        tell(say(f"已写入 {path}", f"written: {path}"))


def _print_table(found: "Disclosure", table: "Table") -> None:
    language = spoken()
    who = f"{table.department} {table.name or ''}".strip() if table.department else say("全区", "the district")
    title = say(f"{found.year} 年“三公”经费,{who}(万元)", f"Three public expenses {found.year}, {who} (10,000 yuan)")
    rows = [(found.titles[line], *(amounts[line] for amounts in table.wan.values())) for line in found.lines]
    print_table([heading.in_(language) for heading in _HEADINGS], rows, title=title)
    counts = [(found.titles[name], table.quantities[name], table.last_quantities[name]) for name in table.quantities]
    print_table([heading.in_(language) for heading in _QUANTITY_HEADINGS], counts)
