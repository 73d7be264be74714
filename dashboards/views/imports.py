"""导入: files in, seen before they count; receipts, rejected rows, undoing, and the check that follows."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from page_batches import batches, history, rejected_rows
from page_frame import Choices, chosen_language, heading, named, say, what_is_due
from page_instead import show_problem
from page_receipts import kind_name, show_receipts
from page_words import TITLES

from costctl import intake, recognition, workflow
from costctl.bilingual import Text
from costctl.dates import today
from costctl.errors import CostctlError, InputError
from costctl.intake import Given, Preview
from costctl.records import kinds
from costctl.values import Receipt

FORMS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods"]
AUTOMATIC = Text("自动识别", "recognise it")
MEGABYTE = 1024 * 1024


def main() -> None:
    """The page."""
    now = heading(TITLES["imports"][0])
    state = st.session_state.setdefault("import", {"round": 0})
    if "receipts" in state:
        imported(now, state)
    else:
        bring_in(now, state)
    rules_check(now, state)
    rejected_rows(now)
    batches(now, state)
    history(now)


def bring_in(now: Choices, state: dict[str, Any]) -> None:
    """The files, and what importing them would do."""
    st.header(say(Text("一、选择文件", "1. Choose files")), anchor=False)
    limit = now.settings.max_upload_mb
    st.caption(
        say(Text(
            "可一次选多个文件:Excel(xlsx、xls)或 CSV。每个文件不超过 {limit} MB,更大的请按月份或单位拆开。选好后先看预览,确认后才写入账本。",
            "Several at once: Excel (xlsx, xls) or CSV, at most {limit} MB each; split larger ones by month or department. "
            "You see a preview first; nothing is written before you confirm.",
        )).format(limit=limit)
    )  # fmt: skip
    uploads = st.file_uploader(
        say(Text("文件", "Files")), type=FORMS, accept_multiple_files=True, key=f"files_{state['round']}",
        max_upload_size=limit, label_visibility="collapsed",
    )  # fmt: skip
    files = [given(state, upload) for upload in uploads]
    state["files"] = {upload.file_id: file for upload, file in zip(uploads, files, strict=True)}
    if too_large := [file.name for file in files if len(file.content) > limit * MEGABYTE]:
        st.error(say(Text("超过 {limit} MB,没有读取:", "Larger than {limit} MB and not read:")).format(limit=limit))
        st.text("\n".join(too_large))
        files = [file for file in files if file.name not in too_large]
    if not files:
        state.pop("preview", None)
        return
    files = said_of(now, state, files)
    seen = previewed(now, state, files)
    if seen:
        confirm(now, state, seen)


def given(state: dict[str, Any], upload: Any) -> Given:
    """An uploaded file, read once and kept."""
    kept = state.setdefault("files", {})
    if upload.file_id not in kept:
        kept[upload.file_id] = Given(upload.name, upload.getvalue())
    found: Given = kept[upload.file_id]
    return found


def said_of(now: Choices, state: dict[str, Any], files: Sequence[Given]) -> list[Given]:
    """The files with what the person says of them, where recognition by content is not enough."""
    layouts = {one.id: one for one in recognition.layouts(now.folder)}
    language, told = now.language, []
    with st.expander(say(Text("识别得不对?指定种类、版式或单位", "Not recognised as it should be? Say what it is"))):
        for number, file in enumerate(files):
            st.text(file.name)
            key = f"{state['round']}_{number}_{file.digest[:12]}"
            first, second, third = st.columns(3)
            kind = first.selectbox(
                say(Text("种类", "Kind")), [None, *kinds()], key=f"kind_{key}",
                format_func=lambda name: kind_name(name) if name else say(AUTOMATIC),
            )  # fmt: skip
            layout = second.selectbox(
                say(Text("版式", "Layout")), [None, *(one for one in layouts if kind in (None, layouts[one].kind))],
                key=f"layout_{key}",
                format_func=lambda name: layouts[name].title.in_(language) if name else say(AUTOMATIC),
            )  # fmt: skip
            department = third.selectbox(
                say(Text("没有单位列时归属", "Department, where rows name none")), [None, *now.departments],
                key=f"department_{key}", format_func=lambda code: named(now.departments, code) if code else "–",
            )  # fmt: skip
            told.append(Given(file.name, file.content, kind, layout, department))
    return told


def previewed(now: Choices, state: dict[str, Any], files: Sequence[Given]) -> Preview | None:
    """The preview of these files on this snapshot, made once."""
    st.header(say(Text("二、核对预览", "2. Look at the preview")), anchor=False)
    key = (now.snapshot, [(file.name, file.digest, file.kind, file.layout, file.department) for file in files])
    if state.get("preview_key") != key:
        state.pop("preview", None)
        bar = st.progress(0.0)
        try:
            state["preview"] = intake.preview(now.folder, files, said=steps(bar, len(files), Text("试读", "Reading")))
            state["preview_key"] = key
        except CostctlError as error:
            show_problem(error.problem, what=Text("现在不能预览", "No preview now"))
            st.button(say(Text("再试一次", "Try again")), key="again")
            return None
        finally:
            bar.empty()
    seen: Preview = state["preview"]
    show_receipts([receipt for file in seen.receipts for receipt in file], titles_of_layouts(now), key="preview")
    for number, (file, receipts) in enumerate(zip(seen.files, seen.receipts, strict=True)):
        if any(receipt.problem and receipt.problem.code.startswith("layout.") for receipt in receipts):
            drafted(file, key=f"draft_{number}")
    return seen


def drafted(file: Given, *, key: str) -> None:
    """A layout proposed for a file that fits none."""
    with st.container(border=True, key=key):
        st.text(file.name)
        if not st.toggle(
            say(Text("为这种文件起草一个版式", "Draft a layout for this kind of file")), key=f"{key}_asked"
        ):
            return
        try:
            text = intake.draft(file)
        except CostctlError as error:
            show_problem(error.problem, what=Text("起草不出来", "No draft could be made"))
            return
        st.caption(
            say(Text(
                "请熟悉该文件的人核对列名和种类,存入账本文件夹的 rules/layouts/,然后重新选择文件。",
                "Let someone who knows the file check columns and kind; save it in rules/layouts/ of the ledger, then choose "
                "the file again.",
            ))
        )  # fmt: skip
        st.code(text, language=None, wrap_lines=True)
        st.download_button(
            say(Text("下载版式", "Download the layout")), text, "layout.toml", key=f"{key}_file", on_click="ignore"
        )


def steps(bar: Any, count: int, doing: Text) -> recognition.Said:
    """Moves a progress bar from file to file."""
    return lambda number, _name: bar.progress(number / count, text=f"{say(doing)} {number + 1} / {count}")


def titles_of_layouts(now: Choices) -> dict[str, Text]:
    """What the layouts are called."""
    return {one.id: one.title for one in recognition.layouts(now.folder)}


def confirm(now: Choices, state: dict[str, Any], seen: Preview) -> None:
    """The button that imports exactly what the preview shows."""
    st.header(say(Text("三、确认导入", "3. Confirm")), anchor=False)
    good = seen.importable
    if not good:
        st.caption(say(Text("没有可以导入的文件。", "None of the files can be imported.")))
        return
    label = Text("导入这 {n} 个文件", "Import {n:file|files}")
    if not st.button(say(label.format(n=len(good))), type="primary", key="confirm", icon=":material/check:"):
        return
    bar = st.progress(0.0)
    try:
        state["receipts"] = intake.load(now.folder, seen, said=steps(bar, len(good), Text("导入", "Importing")))
    except InputError as error:
        state.pop("preview_key", None)
        show_problem(error.problem)
        st.button(say(Text("看新的预览", "See the new preview")), key="anew")
        return
    except CostctlError as error:
        show_problem(error.problem, what=Text("没有导入", "Nothing was imported"))
        return
    finally:
        bar.empty()
    for name in ("preview", "preview_key", "files"):
        state.pop(name, None)
    state["round"] += 1
    st.rerun()


def imported(now: Choices, state: dict[str, Any]) -> None:
    """The receipt."""
    receipts: Sequence[Receipt] = state["receipts"]
    st.header(say(Text("导入回执", "Receipt")), anchor=False)
    said = Text("已导入,批次 {batches}。", "Imported as {batches}.")
    numbers = dict.fromkeys(receipt.batch for receipt in receipts if receipt.batch)
    if numbers:
        st.success(say(said).format(batches="、".join(numbers)), icon=":material/check_circle:")
    elif not any(receipt.problem for receipt in receipts):
        st.info(
            say(Text("账本没有变化:这些内容已经在账本里。", "The ledger is unchanged: it holds all of this already."))
        )
    show_receipts(receipts, titles_of_layouts(now), key="receipt")
    if heads := [receipt.head for receipt in receipts if receipt.head]:
        st.caption(say(Text("历史链头(建议另存,日后可核对账本未被改动):", "Head of the history (keep it elsewhere): ")))
        st.code(heads[-1], language=None)
    if st.button(say(Text("继续导入", "Import more files")), key="more", icon=":material/upload_file:"):
        del state["receipts"]
        st.rerun()


def rules_check(now: Choices, state: dict[str, Any]) -> None:
    """The run of the rules over the whole ledger."""
    if not now.years:
        return
    st.header(say(Text("按规则检查", "Check against the rules")), anchor=False)
    if run := state.pop("run", None):
        told = Text(
            "检查完成({r.run},截至 {r.as_of}):新出现 {r.opened} 个问题,内容变化 {r.changed} 个,消除 {r.cleared} 个,现不能判断 {r.unassessable} 个。",
            "Checked ({r.run}, as of {r.as_of}): {r.opened} new or open again, {r.changed} changed, {r.cleared} cleared, "
            "{r.unassessable} no longer assessable.",
        )  # fmt: skip
        st.success(told.format(r=run).in_(chosen_language()), icon=":material/check_circle:")
        for problem in run.problems:
            st.text(problem.say(now.language))
        st.page_link("views/findings.py", label=say(Text("看问题", "See the findings")), icon=":material/flag:")
    elif not now.last_run or what_is_due(now):
        st.caption(
            say(Text("账本有了变化,问题要重新检查后才更新。", "The ledger has changed; findings follow after a check."))
        )
    days = list(dict.fromkeys([today(), *([now.as_of] if now.as_of else [])]))
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    day = left.selectbox(say(Text("检查截至", "As of")), days, key="check_day", format_func=lambda one: one.isoformat())
    if right.button(say(Text("开始检查", "Run the check")), key="check", icon=":material/rule:"):
        try:
            with (
                st.spinner(say(Text("正在检查全部规则", "Checking every rule"))),
                workflow.open_ledger(now.folder, "write", wait=intake.WAIT) as ledger,
            ):
                state["run"] = workflow.check(ledger, as_of=day)
        except CostctlError as error:
            show_problem(error.problem, what=Text("没有检查", "The check did not run"))
            return
        st.rerun()


main()
