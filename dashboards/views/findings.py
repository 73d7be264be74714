"""问题: what the rules found, and of each finding what an accountant needs to put it right."""

import page_data
import polars as pl
import streamlit as st
from page_downloads import downloads
from page_frame import ALL, Choices, choose_in_url, heading, named, say
from page_instead import never_checked, nothing_yet
from page_tables import choose_row_in_url, money, show_table
from page_words import TITLES

from costctl.bilingual import Text
from costctl.budget.behind import is_overtaken
from costctl.choices import OUTDATED, SEVERITIES, STATUSES
from costctl.rules import readable
from costctl.rules.library import Rulebook
from costctl.values import Finding

COLUMNS = ["severity_name", "rule", "message", "department_name", "dated", "amount", "excess", "status_name", "id"]
EVERY = Text("全部", "All")
NEXT = {
    "open": Text(
        "1. 按下面的文件和行号找到原始凭证,核对所列内容。\n"
        "2. 如果录入有误:{correct},再检查一次,问题会自动消除。\n"
        "3. 如果内容属实:按规则所列文件处理(退回超出部分、补办审批或补充单据)。"
        "这里不登记处理结果:记录更正并再次检查之前,问题仍列为待处理。",
        "1. Find the voucher by the file and row below, and compare.\n"
        "2. Entered wrongly: {correct}, check again; the finding clears by itself.\n"
        "3. True as it stands: act as the documents of the rule say (repay the excess, obtain the approval, add the "
        "voucher). What was done is not noted here: until the record is corrected and checked again, the finding stays open.",
    ),
    "cleared": Text(
        "最近一次检查中,这条记录已没有问题,或记录已撤回。无需处理。",
        "The last check found this record in order, or it was taken back. Nothing is left to do.",
    ),
    "unassessable": Text(
        "最近一次检查缺少判断所需的内容。请补齐记录后重新导入并检查。",
        "The last check lacked something it needs. Complete the record, import it again and check.",
    ),
}
# How a row is corrected, of a kind whose records have a number, and of transactions; a text here would be shown.
CORRECT = Text(
    "改正文件后重新导入(同一编号的记录会作为更正)",
    "correct the file, import it again (a record of the same number counts as a revision)",
)
CORRECT_CARDS = Text(
    "公务卡交易没有编号可据以更正,请先在「导入」页撤销该批次,再导入改正后的文件",
    "take the batch of the statement back on the Import page, for a transaction has no number to be revised by, import the "
    "corrected file",
)
AGAIN = Text(
    "这条记录或其数值所据的记录在检查之后有变化。请先重新检查,不要据此处理。",
    "This record, or one behind its figures, was changed after the check. Check again first, and do not act on it as it stands.",
)
SUSPICION = Text(
    "这是疑点,不是结论:请先核实,再决定是否处理。", "This is a lead, not a verdict: look into it before acting on it."
)  # fmt: skip


def main() -> None:
    """The page."""
    now = heading(TITLES["findings"][0])
    if nothing_yet(now) or never_checked(now):
        return
    frame, status = listed(now)
    counted = Text(
        "共 {n} 个问题。金额以元计,是所查的那条记录(按年查的为全年)的金额,不一定是说明里的合计",
        "{n:finding|findings}. Amounts are yuan, those of the record looked at (of the year where a year is), which may be others "
        "than a sentence adds up",
    )
    st.caption(say(counted.format(n=frame.height)))
    if frame.is_empty():
        st.info(say(Text("没有符合条件的问题。", "No finding fits these filters.")), icon=":material/task_alt:")
        return
    row = choose_row_in_url(
        "finding", frame, columns(now, frame, status), code="id", key="findings", wide=["message"], most=420
    )
    downloads(frame, [*COLUMNS, "title", "subject"], name=say(Text("问题", "findings")), key="findings_file",
              title=say(TITLES["findings"][0]))  # fmt: skip
    if row is None:
        st.caption(say(Text("点选一行,看它是什么、为什么、怎么办。", "Choose a row: what it is, why, and what to do.")))
        return
    detail(now, page_data.finding(*now.key, frame["id"][row]))


def columns(now: Choices, frame: pl.DataFrame, status: str) -> list[str]:
    """The columns of the list, without the department and the status where they are what was chosen throughout."""
    same = {"department_name"} if now.department and frame["department_name"].n_unique() == 1 else set()
    if status and set(frame["status_name"]) == {say(STATUSES[status])}:
        same.add("status_name")
    return [name for name in COLUMNS if name not in same]


def listed(now: Choices) -> tuple[pl.DataFrame, str]:
    """The findings that the filters leave, and which status was asked for."""
    book = page_data.rulebook(str(now.folder))
    controls = page_data.controls(str(now.folder)).names(now.language)
    rules = {name: f"{name} {one.title.in_(now.language)}" for name, one in book.rules.items()}
    asked = {}
    filters = {
        "status": (Text("状态", "Status"), {name: say(text) for name, text in STATUSES.items()}, "open"),
        "severity": (Text("程度", "Severity"), {name: say(text) for name, text in SEVERITIES.items()}, ALL),
        "control": (Text("控制", "Control"), controls, ALL),
        "rule": (Text("规则", "Rule"), rules, ALL),
    }
    for column, (name, (title, titles, usual)) in zip(st.columns(len(filters)), filters.items(), strict=True):
        with column:
            asked[name] = choose_in_url(name, [ALL, *titles], usual, lambda options, key: st.selectbox(
                say(title), options, key=key, format_func=lambda one: titles.get(one, say(EVERY))))  # fmt: skip # noqa: B023
    given = {name: value or None for name, value in asked.items()}
    return page_data.findings(*now.key, now.year, now.department, now.language, **given), asked["status"]


def detail(now: Choices, one: Finding) -> None:
    """One finding as an accountant needs it."""
    book = page_data.book_as_judged(*now.key, one)
    rule, records = book.rules.get(one.rule), page_data.behind(*now.key, one)
    again = one.id in page_data.outdated(*now.key) or is_overtaken(one, records)
    with st.container(border=True, key="finding"):
        st.header(f"{one.id} · {one.rule} {rule.title.in_(now.language) if rule else ''}", anchor=False)
        st.text(one.message.in_(now.language))
        with st.container(horizontal=True, gap="medium"):
            st.metric(say(Text("程度", "Severity")), say(SEVERITIES[one.severity]), width="content")
            st.metric(say(Text("状态", "Status")), say(OUTDATED if again else STATUSES[one.status]), width="content")
            st.metric(say(Text("日期", "Date")), one.dated.isoformat(), width="content")
            st.metric(say(Text("记录金额(元)", "Amount of the record (yuan)")), money(one.amount), width="content")
            st.metric(say(Text("超出(元)", "Excess (yuan)")), money(one.excess), width="content")
        department = named(now.departments, one.department)
        st.text(say(Text("单位:{name}", "Department: {name}")).format(name=department))
        subject = readable.subject_said(book, one.rule, one.subject, now.language)
        st.text(say(Text("记录:{name}", "Record: {name}")).format(name=subject))
        st.subheader(say(Text("怎么办", "What to do")), anchor=False)
        if again:
            st.warning(say(AGAIN), icon=":material/update:")
        if one.severity == "suspicion" and one.status == "open":
            st.caption(say(SUSPICION))
        correct = CORRECT_CARDS if one.subject_kind.startswith("card_") else CORRECT
        st.text(say(NEXT[one.status]).format(correct=say(correct)))
        st.subheader(say(Text("在哪个文件的哪一行", "Which row of which file")), anchor=False)
        show_table(readable.source_rows(one), ["file", "sheet", "row", "batch"], key="rows")
        behind(now, one, book, records)
        st.subheader(say(Text("为什么", "Why")), anchor=False)
        if rule:
            st.text(rule.says.in_(now.language))
        if book is not page_data.rulebook(str(now.folder)):
            st.caption(
                say(Text("按当时的规则说明;规则此后已有修改。", "Explained by the rule of then; it has changed."))
            )
        show_table(readable.values_used(book, one, now.language), ["name", "value"], key="values", folded="value")
        if one.rests_on_assumed:
            st.caption(say(readable.ASSUMED))
        if rule and rule.assumed:
            st.caption(say(readable.ASSUMED_START))
        documents = readable.documents_used(book, one, now.language)
        show_table(
            documents, ["use", "document", "title", "article", "jurisdiction", "provenance_name"], key="documents",
            wide=["title"],
        )  # fmt: skip
        course(now, one)
        if rule:
            st.page_link(
                "views/rules.py", label=say(Text("看规则全文", "The rule in full")), icon=":material/gavel:",
                query_params={**st.query_params.to_dict(), "rule": one.rule},
            )  # fmt: skip


def course(now: Choices, one: Finding) -> None:
    """What each run made of a finding, where it was not always the same."""
    past = page_data.states(*now.key, one, now.language)
    if past.height > 1:
        st.subheader(say(Text("经过", "What the runs made of it")), anchor=False)
        columns = ["checked_at", "as_of", "status_name", "rule_version", "message", "run"]
        show_table(past, columns, key="states", folded="message")


def behind(now: Choices, one: Finding, book: Rulebook, records: pl.DataFrame) -> None:
    """The records that the figures of a finding were made of, where there are more than it names."""
    if records.is_empty():
        return
    st.text(say(Text("数值由这些记录而来:", "The records that the figures were made of:")))
    sums = readable.sums_said(book, one, records, now.language)
    show_table(sums, ["figure_name", "records", "sum_said"], key="sums")
    said = readable.records_said(book, one, records, now.language)
    columns = [
        "figure_name",
        "counted_said",
        "dated",
        "kind_name",
        "record",
        "what",
        "file",
        "sheet",
        "row_no",
        "batch",
    ]
    show_table(said, columns, key="behind", wide=["what"])
    downloads(said, columns, name=f"{one.id}", title=f"{one.id} {one.rule}", key="behind_file")


main()
