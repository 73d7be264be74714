"""The command that sets payments, records and card charges side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costctl.bilingual import Text
from costctl.cli.options import HERE, Day, Department, Folder, GivenYear, Json, Lang, department_meant, reading
from costctl.cli.printing import EXIT_DONE, Columns, print_frame, print_json, tell, tell_day
from costctl.cli.words import say, spoken

if TYPE_CHECKING:
    import polars as pl

    from costctl.reconciliation.reconcile import Reconciliation

SHOWN = 20
"""Rows of each list on the screen; files have them all."""

COLUMNS: Columns = {
    "payment": Text("支付凭证", "payment"),
    "record": Text("业务记录", "record"),
    "transaction": Text("交易", "transaction"),
    "transaction_type": Text("类型", "type"),
    "transactions": Text("交易", "transactions"),
    "reason": Text("理由", "reason"),
    "department": Text("单位编码", "department"),
    "department_name": Text("单位", "name"),
    "payments": Text("支付凭证", "payments"),
    "claims": Text("业务记录", "records"),
    "paid_by": Text("支付单位", "paid by"),
    "charged_by": Text("持卡单位", "charged by"),
    "spent_by": Text("业务单位", "spent by"),
    "paid_on": Text("支付日期", "paid on"),
    "dated": Text("业务日期", "dated"),
    "spent_on": Text("交易日期", "spent on"),
    "economic_code": Text("经济分类", "code"),
    "item": Text("项目", "item"),
    "person_name": Text("人员", "person"),
    "merchant_name": Text("商户", "merchant"),
    "payee": Text("收款人", "payee"),
    "summary": Text("摘要", "summary"),
    "source_no": Text("关联单号", "source no"),
    "amount": Text("金额", "amount"),
    "paid": Text("支付", "paid"),
    "charged": Text("刷卡", "charged"),
    "spent": Text("记录", "spent"),
    "difference": Text("差额", "difference"),
    "claim_no": Text("报销单号", "claim no"),
    "due_on": Text("最迟还款日", "due on"),
    "likely_payment": Text("可能的支付", "likely payment"),
}


def add_to(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    app.command("reconcile", help=say("支付、业务记录与刷卡对账", "payments, records and card charges side by side"))(
        reconcile
    )


def reconcile(
    year: GivenYear,
    as_of: Day = None,
    department: Department = None,
    tolerance: Annotated[
        str,
        typer.Option(
            "--tolerance",
            help=say("没有单号时,金额相差多少元以内算一致", "yuan by which amounts may differ without a number"),
        ),
    ] = "0.00",
    days: Annotated[
        int,
        typer.Option(
            "--days", min=0, help=say("没有单号时,日期相差几天以内", "days between the dates without a number")
        ),
    ] = 60,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help=say("存为 Excel,每份清单一张表", "write Excel, a sheet a list"))
    ] = None,
    folder: Folder = HERE,
    _lang: Lang = None,
    json: Json = False,
) -> int:
    """Payments without a record, records without a payment, card charges without a claim; and what matches, and why."""
    from costctl.errors import InputError
    from costctl.money import parse_money
    from costctl.reconciliation.matching import Tolerance
    from costctl.reconciliation.reconcile import reconcile as compute
    from costctl.reconciliation.words import LISTS, readable

    amount = parse_money(tolerance)
    if isinstance(amount, str) or amount < 0:
        raise InputError("option.not_an_amount", found=tolerance, option="--tolerance")
    with reading(folder) as ledger:
        code = department_meant(ledger, department)
        found = compute(ledger, year=year, as_of=as_of, department=code, tolerance=Tolerance(amount, days))
        tables = {name: readable(ledger, getattr(found, name), spoken()) for name in LISTS}
    if xlsx:
        _write(found, tables, xlsx)
    if json:
        print_json(_document(found))
    else:
        tell_day(found.as_of)
        _print(found, tables)
        if xlsx:
            tell(say(f"已写入 {xlsx}", f"written: {xlsx}"))
    return EXIT_DONE


def _document(found: "Reconciliation") -> dict[str, object]:
    from costctl.reconciliation.words import LISTS

    return {
        "year": found.year,
        "as_of": found.as_of,
        "snapshot": found.snapshot,
        "tolerance": {"amount": found.tolerance.amount, "days": found.tolerance.days},
        "unknown": found.unknown,
        **{name: getattr(found, name).to_dicts() for name in LISTS},
    }


def _print(found: "Reconciliation", tables: dict[str, "pl.DataFrame"]) -> None:
    from costctl.reconciliation.words import LISTS, tolerance_said
    from costctl.records import kinds

    tell(tolerance_said(found.tolerance).in_(spoken()), "dim")
    for name, title in LISTS.items():
        frame = tables[name]
        count = say(f"{frame.height} 条", f"{frame.height}")
        heading = say(f"{title.zh}:{count}", f"{title.en}: {count}")
        if frame.is_empty():
            tell(heading)
            continue
        columns = {column: COLUMNS[column] for column in frame.columns if column in COLUMNS and column != "department"}
        print_frame(frame.head(SHOWN), columns, spoken(), title=heading)
    if found.unknown:
        lacking = say("、", ", ").join(kinds()[name].title.in_(spoken()) for name in found.unknown)
        tell(
            say(
                f"没有导入过这些记录,因此相应的对账无从谈起:{lacking}",
                f"never loaded, so nothing can be said about them: {lacking}",
            )
        )


def _write(found: "Reconciliation", tables: dict[str, "pl.DataFrame"], path: Path) -> None:
    from costctl.export import XlsxTable, write_xlsx_tables
    from costctl.reconciliation.words import LISTS, tolerance_said

    allowed, sheets = tolerance_said(found.tolerance).in_(spoken()), []
    for name, title in LISTS.items():
        frame = tables[name]
        headers = {column: COLUMNS[column].in_(spoken()) for column in frame.columns if column in COLUMNS}
        words = title.in_(spoken())
        sheets.append(XlsxTable(f"{found.year} {words}({found.as_of})", frame, headers, allowed, words[:31]))
    write_xlsx_tables(sheets, path)
