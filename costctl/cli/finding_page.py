"""One finding, printed as a page or as a document."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from costctl.bilingual import Language, Text
from costctl.choices import OUTDATED, SEVERITIES, STATUSES
from costctl.cli.printing import Columns, print_frame, print_table, shown, tell

if TYPE_CHECKING:
    import polars as pl

    from costctl.rules.library import Rulebook
    from costctl.values import Finding

DOCUMENTS: Columns = {
    "use": Text("用途", "use"),
    "document": Text("文号", "document"),
    "title": Text("名称", "title"),
    "article": Text("条款", "article"),
    "jurisdiction": Text("层级", "jurisdiction"),
    "provenance_name": Text("来源", "provenance"),
}
BEHIND: Columns = {
    "figure_name": Text("数值", "figure"),
    "counted_said": Text("计入", "counts"),
    "dated": Text("日期", "date"),
    "kind_name": Text("种类", "kind"),
    "record": Text("记录", "record"),
    "file": Text("文件", "file"),
    "sheet": Text("工作表", "sheet"),
    "row_no": Text("行", "row"),
    "batch": Text("批次", "batch"),
}
SUMS: Columns = {
    "figure_name": Text("数值", "figure"),
    "records": Text("记录数", "records"),
    "sum_said": Text("合计", "together"),
}
STATES: Columns = {
    "run": Text("检查", "run"),
    "checked_at": Text("检查时间", "checked at"),
    "as_of": Text("截至", "as of"),
    "status_name": Text("状态", "status"),
    "excess": Text("超出", "excess"),
    "message": Text("说明", "what"),
    "rule_version": Text("规则版本", "rule version"),
}
MOST = 40
"""More rows or records than these are counted and not printed."""
SOURCES: Columns = {
    "file": Text("文件", "file"),
    "sheet": Text("工作表", "sheet"),
    "row": Text("行", "row"),
    "batch": Text("批次", "batch"),
}


def print_finding(
    one: "Finding", book: "Rulebook", names: Mapping[str, str], language: Language, *, is_outdated: bool
) -> None:
    """One finding as a page: what, why, by which document and value, in which rows of which file."""
    from costctl.records import kinds
    from costctl.rules.readable import (
        ASSUMED,
        ASSUMED_START,
        documents_used,
        subject_said,
        values_used,
    )
    from costctl.rules.states import rule_version

    kind, subject = kinds().get(one.subject_kind), subject_said(book, one.rule, one.subject, language)
    department = f"{one.department or '–'} {names.get(one.department or '') or ''}".strip()
    rule = book.rules.get(one.rule)
    tell(f"{one.id}  {one.rule} {rule.title.in_(language) if rule else ''}", "bold")
    tell(one.message.in_(language))
    if rule:
        tell(rule.says.in_(language), "dim")
    facts: list[Sequence[object]] = [
        (Text("程度", "severity").in_(language), SEVERITIES[one.severity.value].in_(language)),
        (Text("状态", "status").in_(language), (OUTDATED if is_outdated else STATUSES[one.status]).in_(language)),
        (Text("单位", "department").in_(language), department),
        (Text("对象", "subject").in_(language), f"{kind.title.in_(language) if kind else ''} {subject}".strip()),
        (Text("日期", "date").in_(language), one.dated),
        (Text("超出", "excess").in_(language), shown(one.excess)),
        (Text("检查", "run").in_(language), one.run),
        (Text("规则版本", "rule version").in_(language), rule_version(one.rule_digest)),
        *values_used(book, one, language).rows(),
    ]  # fmt: skip
    tell()
    print_table(["", ""], facts)
    if one.rests_on_assumed:
        tell(ASSUMED.in_(language), "yellow")
    if rule and rule.assumed:
        tell(ASSUMED_START.in_(language), "yellow")
    documents = documents_used(book, one, language)
    if documents.height:
        print_frame(
            documents, {name: heading for name, heading in DOCUMENTS.items() if name in documents.columns}, language
        )
    _print_rows(one, language)


def _print_rows(one: "Finding", language: Language) -> None:
    """The rows of files that a finding rests on."""
    from costctl.rules.readable import source_rows

    if one.rows:
        print_frame(source_rows(one).head(MOST), SOURCES, language)
        if (more := len(one.rows) - MOST) > 0:
            tell(
                Text("另有 {n} 行,用 --json 列出全部", "{n} more rows; --json lists them all")
                .format(n=more)
                .in_(language)
            )
    else:
        tell(Text("所据的行已随批次撤回", "the rows it rests on were taken back with their batch").in_(language))


def print_behind(one: "Finding", book: "Rulebook", behind: "pl.DataFrame", language: Language) -> None:
    """The records that the figures of a finding were made of: what they add up to, and the first of them."""
    from costctl.rules.readable import records_said, sums_said

    if behind.is_empty():
        return
    tell(Text("这些数值由以下记录而来:", "The records that these figures were made of:").in_(language))
    print_frame(sums_said(book, one, behind, language), SUMS, language)
    print_frame(records_said(book, one, behind.head(MOST), language), BEHIND, language)
    if (more := behind.height - MOST) > 0:
        tell(Text("另有 {n} 条,用 --csv 写出全部", "{n} more; --csv writes them all").format(n=more).in_(language))


def print_states(past: "pl.DataFrame", language: Language) -> None:
    """What earlier runs made a finding say, where it was not always the same."""
    from costctl.rules.states import states_said

    if past.height > 1:
        tell(Text("这个问题的经过:", "What the runs made of this finding:").in_(language))
        print_frame(states_said(past, language), STATES, language)


def finding_document(one: "Finding") -> dict[str, object]:
    """A finding as `check --json` prints it; `findings --json` adds whether it is to be checked again."""
    return {
        "id": one.id,
        "rule": one.rule,
        "control": one.control,
        "item_control": one.item_control,
        "severity": str(one.severity),
        "department": one.department,
        "subject_kind": one.subject_kind,
        "subject": one.subject,
        "dated": one.dated,
        "amount": one.amount,
        "excess": one.excess,
        "message": one.message,
        "basis": list(one.basis),
        "values": one.values,
        "value_sources": list(one.value_sources),
        "rows": [{"batch": row.batch, "file": row.file, "sheet": row.sheet, "row": row.row} for row in one.rows],
        "status": one.status,
    }


def finding_documents(found: "pl.DataFrame") -> list[dict[str, object]]:
    """Findings, or what runs made of one, each with its message in both languages, as `check --json` has it."""
    messages = zip(found["message_zh"], found["message_en"], strict=True)
    rows = found.drop("message_zh", "message_en").to_dicts()
    return [{**row, "message": Text(zh, en)} for (zh, en), row in zip(messages, rows, strict=True)]
