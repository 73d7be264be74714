"""The command that shows counts and shares: metrics."""

from typing import TYPE_CHECKING

import typer

from costctl.bilingual import Language, Text
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
    department_meant,
    reading,
)
from costctl.cli.printing import EXIT_DONE, Columns, print_frame, print_json, tell, tell_day
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

IN_FILES: Columns = {
    "department": Text("单位", "department"),
    "department_name": Text("单位名称", "name"),
    "metric": Text("指标代号", "metric id"),
    "metric_name": Text("指标", "metric"),
    "quarter_name": Text("期间", "period"),
    "numerator": Text("分子", "numerator"),
    "denominator": Text("分母", "denominator"),
    "unit_name": Text("计量单位", "unit"),
    "value": Text("数值", "value"),
    "target": Text("目标", "target"),
    "standing_name": Text("达标情况", "standing"),
    "last_year": Text("上年同期", "last year"),
}
ON_SCREEN: Columns = {
    "metric_name": Text("指标", "metric"),
    "q1_said": Text("一季度", "Q1"),
    "q2_said": Text("二季度", "Q2"),
    "q3_said": Text("三季度", "Q3"),
    "q4_said": Text("四季度", "Q4"),
    "value_said": Text("年度", "year"),
    "last_year_said": Text("上年同期", "last year"),
}
WHOSE: Columns = {"department_name": Text("单位", "department")}
AGAINST_TARGETS: Columns = {
    "metric_name": Text("指标", "metric"),
    "value_said": Text("年度", "year"),
    "target_said": Text("目标", "target"),
    "standing_name": Text("达标情况", "standing"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("metrics", help=say("会议、公文、公务卡等指标与目标", "counts and shares against their targets"))(
        metrics
    )


def metrics(
    year: GivenYear,
    as_of: Day = None,
    department: Department = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Counts, shares and averages by quarter and year, as far as the year has come, against targets and last year."""
    from costctl.budget.metrics import metrics as compute
    from costctl.budget.period import period
    from costctl.budget.shown_metrics import CELL_STYLES, documents, in_words
    from costctl.export import write_csv, write_xlsx

    last, language = period(year, as_of).ends_on, spoken()
    with reading(folder) as ledger:
        frame = compute(ledger, year=year, as_of=last, department=department_meant(ledger, department))
        shown, snapshot = in_words(ledger, frame, language), ledger.snapshot
    headers = {name: heading.in_(language) for name, heading in IN_FILES.items()}
    if csv:
        write_csv(shown, csv, headers=headers)
    if xlsx:
        title = say(f"{year} 年行政成本控制指标(截至 {last})", f"Metrics {year}, to {last}")
        write_xlsx(shown, xlsx, title=title, headers=headers, styles=CELL_STYLES)
    if json:
        print_json({"year": year, "as_of": last, "snapshot": snapshot, "rows": documents(frame)})
    else:
        tell_day(last)
        print_metrics(shown, language)
    return EXIT_DONE


def print_metrics(shown: "pl.DataFrame", language: Language) -> None:
    """The metrics of one department and how it stands, or those of all together and who misses a target or a limit.

    Files have everything.
    """
    import polars as pl

    from costctl.budget.shown_metrics import side_by_side

    if shown.is_empty():
        tell(Text("账本里没有单位,也没有可计算的指标", "no department, and nothing to count").in_(language))
        return
    table = side_by_side(shown)
    together = table.filter(pl.col("row_kind") == "total")
    one = table if together.is_empty() else together
    print_frame(one, ON_SCREEN, language, title=str(one["department_name"].first()))
    if together.is_empty():
        held = table.filter(pl.col("target").is_not_null() | (pl.col("standing") != "no_data"))
        title, none = Text("目标与限额", "targets and limits"), Text("没有下达目标", "there are no targets")
    else:
        held = table.filter(pl.col("row_kind") == "department", pl.col("standing").is_in(["missed", "over_limit"]))
        title = Text("未达目标或超出限额的单位", "departments that miss a target or a limit")
        none = Text("没有单位未达目标或超出限额", "no department misses a target or a limit")
    if held.is_empty():
        tell(none.in_(language))
        return
    columns = AGAINST_TARGETS if together.is_empty() else {**WHOSE, **AGAINST_TARGETS}
    print_frame(held, columns, language, title=title.in_(language))
