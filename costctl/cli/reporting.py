"""Commands that show figures: variance."""

from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Language, Text
from costctl.choices import GROUPINGS
from costctl.cli.options import (
    HERE,
    Csv,
    Day,
    Department,
    Folder,
    GivenYear,
    Json,
    Lang,
    Xlsx,
    apart,
    choices,
    department_meant,
    reading,
)
from costctl.cli.printing import EXIT_DONE, Columns, has_something, print_frame, print_json, tell, tell_day
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

COLUMNS: Columns = {
    "department": Text("单位", "department"),
    "department_name": Text("单位名称", "name"),
    "item_name": Text("项目", "item"),
    "note": Text("备注", "note"),
    "control_name": Text("控制", "control"),
    "month": Text("月份", "month"),
    "original": Text("年初预算", "original"),
    "changes": Text("调整", "changes"),
    "budget": Text("预算", "budget"),
    "spent": Text("支出", "spent"),
    "paid": Text("支付", "paid"),
    "difference": Text("支付减支出", "paid − spent"),
    "committed": Text("预占", "committed"),
    "spent_share": Text("执行率", "share"),
    "expected_to_date": Text("时序应支", "expected"),
    "variance_to_date": Text("差异", "variance"),
    "available": Text("可用", "available"),
    "last_year": Text("上年同期", "last year"),
}
ON_SCREEN = (
    "department_name",
    "item_name",
    "note",
    "control_name",
    "month",
    "budget",
    "spent",
    "paid",
    "difference",
    "committed",
    "spent_share",
    "variance_to_date",
    "available",
)


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("variance", help=say("预算与支出的差异", "budget against actual"))(variance)


def variance(
    year: GivenYear,
    as_of: Day = None,
    department: Department = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            callback=apart,
            help=say("分组,可重复或用逗号隔开", "groups; repeat, or separate by commas") + choices(GROUPINGS),
        ),
    ] = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Budget against actual by department, item, control or month, as far as the year has come."""
    from costctl.budget.overview import variance_in_words
    from costctl.budget.period import period
    from costctl.budget.variance import BY
    from costctl.budget.variance import variance_with_gaps as compute
    from costctl.export import write_csv, write_xlsx

    groups = tuple(by or BY)
    last = period(year, as_of).ends_on
    with reading(folder) as ledger:
        language = spoken()
        code = department_meant(ledger, department)
        frame = compute(ledger, year=year, as_of=last, department=code, by=groups)
        shown = variance_in_words(ledger, frame, language, by=groups, year=year, as_of=last)
        snapshot = ledger.snapshot
    headers = {name: heading.in_(language) for name, heading in COLUMNS.items() if name in shown.columns}
    if csv:
        write_csv(shown.select(list(headers)), csv, headers=headers)
    if xlsx:
        title = say(f"{year} 年预算执行差异(截至 {last})", f"Budget variance {year}, to {last}")
        write_xlsx(shown.select([*headers, "row_kind"]), xlsx, title=title, headers=headers)
    if json:
        rows = frame.drop("difference", "unrecorded").to_dicts()  # what a row of this document holds is promised
        print_json({"year": year, "as_of": last, "snapshot": snapshot, "rows": rows})
    else:
        tell_day(last)
        print_variance(shown, language)
    return EXIT_DONE


def print_variance(frame: "pl.DataFrame", language: Language) -> None:
    """A variance frame in words as tables that fit a terminal, one for each department; files have every column."""
    if frame.is_empty():
        tell(Text("没有预算,也没有支出", "neither budget nor spending").in_(language))
        return
    known = [name for name in ON_SCREEN if name in frame.columns and has_something(frame[name])]
    if "item_name" not in known or "department_name" not in known:
        print_frame(frame, {name: COLUMNS[name] for name in known}, language)
        return
    shown = {name: COLUMNS[name] for name in known if name not in {"department_name", "control_name"}}
    for (code,), rows in frame.group_by("department", maintain_order=True):
        name = str(rows["department_name"][0])
        print_frame(rows, shown, language, title=f"{code} {name}" if code and not name.startswith(code) else name)
