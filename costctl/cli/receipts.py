"""Receipts of an import, as a JSON document and as a person reads them."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from costctl.bilingual import Language, Text
from costctl.cli.printing import EXIT_ACT, EXIT_DONE, EXIT_FAULT, EXIT_INPUT, print_table, problem_document, tell
from costctl.errors import Problem
from costctl.problems import brief
from costctl.records import kinds
from costctl.sources.layout import TEMPLATE
from costctl.values import ALL_LEFT_OUT, Doubt, Receipt, RejectedRow

if TYPE_CHECKING:
    import polars as pl

    from costctl.ledger.undo import Undone

SHOWN_REJECTS = 20


def receipt_document(receipt: Receipt, language: Language) -> dict[str, object]:
    """One entry of `files` in `import --json`."""
    return {
        "file": receipt.file,
        "sheet": receipt.sheet,
        "sha256": receipt.sha256,
        "batch": receipt.batch,
        "layout": receipt.layout,
        "kind": receipt.kind,
        "read": receipt.read,
        "rows_read": receipt.rows_read,
        "accepted": receipt.accepted,
        "revised": receipt.revised,
        "already_present": receipt.already_present,
        "rejected": receipt.rejected,
        "amount_accepted": receipt.amount_accepted,
        "control_total": control_document(receipt),
        "rejects": [reject_document(reject, language) for reject in receipt.rejects],
        "warnings": [doubt_document(doubt, language) for doubt in receipt.doubts],
        "error": problem_document(receipt.problem, language) if receipt.problem else None,
        "head": receipt.head,
    }


def control_document(receipt: Receipt) -> dict[str, object]:
    """What the file says of its own sum: the first total that disagrees, else the last one stated."""
    totals = receipt.control_totals
    if not totals:
        return {"stated": None, "agrees": None}
    told = next((total for total in totals if not total.agrees), totals[-1])
    return {"stated": told.stated, "agrees": told.agrees}


def reject_document(reject: RejectedRow, language: Language) -> dict[str, object]:
    """One rejected row."""
    return {
        "where": reject.where,
        "row": reject.row,
        "column": reject.column,
        "code": reject.code,
        "found": reject.found,
        "help": reject.help.in_(language),
    }


def doubt_document(doubt: Doubt, language: Language) -> dict[str, object]:
    """One warning."""
    return {
        "code": doubt.code,
        "count": doubt.count,
        "message": doubt.text.in_(language),
        "examples": [one.en if isinstance(one, Text) else one for one in doubt.examples],
    }


def exit_code(receipts: Sequence[Receipt]) -> int:
    """3 if a fault struck some file, 2 if one was not understood at all, 1 if something is left to act on, else 0."""
    if any(receipt.is_fault for receipt in receipts):
        return EXIT_FAULT
    sheets: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        sheets[receipt.file, receipt.sha256].append(receipt)
    if any(all(receipt.problem for receipt in file) for file in sheets.values()):
        return EXIT_INPUT
    return EXIT_ACT if any(map(_is_to_act_on, receipts)) else EXIT_DONE


def _is_to_act_on(receipt: Receipt) -> bool:
    is_left_out = any(doubt.code == ALL_LEFT_OUT for doubt in receipt.doubts)
    return bool(receipt.rejected or receipt.problem or is_left_out)


_COUNTS = (
    (Text("读入", "read"), "read"),
    (Text("新增", "accepted"), "accepted"),
    (Text("更正", "revised"), "revised"),
    (Text("已有", "present"), "already_present"),
    (Text("退回", "rejected"), "rejected"),
    (Text("金额", "amount"), "amount_accepted"),
)


def print_receipts(receipts: Sequence[Receipt], language: Language, *, dry_run: bool) -> None:
    """A line a sheet, then the layout where it is no template, what was rejected and why, doubts and errors."""
    headers = [Text("批次", "batch"), Text("文件", "file"), Text("种类", "kind"), *(head for head, _ in _COUNTS)]
    good = [receipt for receipt in receipts if not receipt.problem]
    if good:
        rows = [
            [receipt.batch, _name(receipt), _kind(receipt.kind, language), *(getattr(receipt, of) for _, of in _COUNTS)]
            for receipt in good
        ]
        print_table([head.in_(language) for head in headers], rows)
    for receipt in receipts:
        _print_remarks(receipt, language)
    if dry_run:
        tell(Text("试导入:账本未改动。", "Dry run: the ledger is unchanged.").in_(language))
    elif heads := [receipt.head for receipt in receipts if receipt.head]:
        tell(Text("历史链头 ", "head of the history ").in_(language) + heads[-1], "dim")


def _kind(kind: str | None, language: Language) -> str | None:
    return kinds()[kind].title.in_(language) if kind in kinds() else kind


def _name(receipt: Receipt) -> str:
    return f"{receipt.file} [{receipt.sheet}]" if receipt.sheet else receipt.file


def _print_remarks(receipt: Receipt, language: Language) -> None:
    if receipt.layout and not receipt.problem and not receipt.layout.startswith(TEMPLATE):
        said = Text("按版式 {layout} 读入", "read with the layout {layout}").format(layout=receipt.layout)
        tell(f"{_name(receipt)}: {said.in_(language)}", "dim")
    if receipt.problem:
        tell(f"✗ {_name(receipt)}: {receipt.problem.help.in_(language)}", "red")
    for doubt in receipt.doubts:
        tell(f"! {_name(receipt)}: {doubt.text.in_(language)}", "yellow")
    shown = receipt.rejects[:SHOWN_REJECTS]
    for told in dict.fromkeys(f"{_where(receipt, one, language)}{one.help.in_(language)}" for one in shown):
        tell(f"✗ {told}", "red")
    if left := receipt.rejected - len(shown):
        more = Text(f"  另有 {left} 行退回,见 costctl rejects", f"  {left} more rejected; see: costctl rejects")
        tell(more.in_(language))


def _where(receipt: Receipt, reject: RejectedRow, language: Language) -> str:
    column = f"「{reject.column}」" if reject.column else ""
    return Text(f"{_name(receipt)} 第 {reject.row} 行{column}:", f"{reject.where}: ").in_(language)


def reject_documents(frame: "pl.DataFrame", language: Language) -> list[dict[str, object]]:
    """The rejected rows of a ledger as JSON objects, each with what to do."""
    return [
        {
            "reject": row["id"],
            "batch": row["batch"],
            "file": row["file"],
            "sheet": row["sheet"],
            "row": row["row_no"],
            "column": row["column"],
            "kind": row["kind"],
            "code": row["code"],
            "found": row["found"],
            "help": _help(row).in_(language),
            "cells": json.loads(row["cells"]) if row["cells"] else None,
            "status": row["status"],
            "reason": row["reason"],
        }
        for row in frame.iter_rows(named=True)
    ]


def print_rejects(frame: "pl.DataFrame", language: Language) -> None:
    """The rejected rows of a ledger as a table."""
    headers = [
        _ID,
        Text("位置", "where"),
        Text("内容", "found"),
        Text("原因与办法", "what to do"),
        Text("状态", "status"),
    ]
    rows = [
        [
            row["id"],
            _place(row, language),
            _found(row, language),
            _help(row).in_(language),
            _STATUS[row["status"]].in_(language),
        ]
        for row in frame.iter_rows(named=True)
    ]
    print_table([header.in_(language) for header in headers], rows)


_ID = Text("编号", "id")
_STATUS = {"open": Text("待更正", "open"), "closed": Text("已更正", "closed"), "withdrawn": Text("已撤回", "withdrawn")}


def _help(row: dict[str, Any]) -> Text:
    return Problem(row["code"], "", row["found"] or "", json.loads(row["about"]) if row["about"] else {}).help


def _found(row: dict[str, Any], language: Language) -> str | None:
    return brief(row["found"]).in_(language) if row["found"] else row["found"]


def _place(row: dict[str, Any], language: Language) -> str:
    place = Text("{file} 第 {row} 行 {column}", "{file}, row {row}, {column}")
    sheet = f" [{row['sheet']}]" if row["sheet"] else ""
    return place.format(file=row["file"] + sheet, row=row["row_no"], column=row["column"] or "").in_(language)


def print_undone(undone: "Undone", language: Language) -> None:
    """What taking a batch back did to the records in force."""
    tell(Text("已撤回 {u.batch}({u.file})", "took back {u.batch} ({u.file})").format(u=undone).in_(language))
    for kind, before in undone.records_before.items():
        change = Text("  {kind}:{before} 条 → {after} 条", "  {kind}: {before:record|records} → {after}")
        after = undone.records_after[kind]
        tell(change.format(kind=_kind(kind, language), before=before, after=after).in_(language))
    again = Text("问题要重新检查后才更新:costctl check", "findings follow after a check: costctl check")
    tell(again.in_(language))
