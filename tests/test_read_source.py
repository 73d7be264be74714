"""The public way to read a file: opened in the right encoding, each sheet recognised or told why not."""

import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from costctl.errors import InputError, SourceError
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.read import read_source
from costctl.values import Batch, Doubt
from tests.reading import read_only_sheet, read_sheet
from tests.workbooks import xlsx

TODAY = date(2026, 1, 1)


def layout_of(name: str = "mine", **more: object) -> Layout:
    columns = {"spent_on": "Date", "amount": "Amount", "merchant_name": "Merchant"}
    shape = {"id": name, "kind": "card_transactions", "title": {"zh": name, "en": name}, "columns": columns}
    return Layout.model_validate(shape | more)


def read(text: str | bytes, layouts: Sequence[Layout] = (), name: str = "a.csv", **choices: str) -> Batch:
    """The batch of a file whose charges belong to a department, unless `choices` say otherwise."""
    content = text if isinstance(text, bytes) else text.encode()
    choices = {"department": "D001"} | choices
    return read_source(name, content, layouts=[*load_layouts(), *layouts], today=TODAY, **choices)  # type: ignore[arg-type]


CAFE = "Date,Amount,Merchant\n2025-03-01,1.00,Café Zoë – 1\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_layouts_encoding_goes_before_the_guess(encoding: str) -> None:
    """What the bytes prove is taken; where they prove nothing the layout's word is; and no doubt remains."""
    got = read_only_sheet(read(CAFE.encode(encoding), [layout_of(encodings=["cp1252"])]))

    assert got.rows["merchant_name"].to_list() == ["Café Zoë – 1"]
    assert got.doubts == ()


@pytest.mark.parametrize("named", ["latin-1", "cp1252"])
def test_what_a_layout_says_of_the_encoding_yields_to_a_file_saved_anew(named: str) -> None:
    """In GB18030, as Excel saves it in China: accented letters there are no chance, and it is told. Chinese is one."""
    saved, chance = CAFE.encode("gb18030"), CAFE.replace("é Zoë – 1", "és").encode("cp1252")

    found = [read_only_sheet(read(text, [layout_of(encodings=[named])])) for text in (saved, chance)]

    assert [one.rows["merchant_name"].item() for one in found] == ["Café Zoë – 1", "Cafés"]
    assert [[doubt.code for doubt in one.doubts] for one in found] == [["encoding.guessed"], []]


def test_what_a_file_has_no_column_for_is_named_in_its_language_and_what_is_made_of_columns_by_these() -> None:
    """Never by a name of ours: `document_no` tells nobody what to fill in."""
    english = read_only_sheet(read("Date,Amount,Merchant\n,1.00,x\n", [layout_of()]))
    chinese = read_only_sheet(read_source("a.csv", "预算年度,部门,会议费,培训费\n2026,,3,4\n".encode()))

    assert json.loads(english.rejects["about"].item())["required"] == "Date / posted on"
    assert set(chinese.rejects["column"]) == {"预算年度 + 部门"}


def test_charges_of_no_card_and_no_department_are_a_doubt() -> None:
    """Nobody is charged with them; where the person who imports names the department, all is well."""
    nobodys = read_only_sheet(read(CAFE, [layout_of()], department=""))

    assert [doubt.code for doubt in nobodys.doubts] == ["card.nobodys"]
    assert read_only_sheet(read(CAFE, [layout_of()])).doubts == ()


def test_card_numbers_that_a_layout_leaves_unread_are_a_doubt() -> None:
    """Without its card a charge belongs to nobody."""
    plain = read_only_sheet(read("Date,Amount,Merchant,No\n2025-03-01,1.00,x,17\n", [layout_of()]))
    cards = read_only_sheet(read("Date,Amount,Merchant,No\n2025-03-01,1.00,x,6283660012345678\n", [layout_of()]))

    assert plain.doubts == ()
    assert [(doubt.code, doubt.examples) for doubt in cards.doubts] == [("column.cards_unread", ("No",))]


def test_a_guessed_encoding_is_a_doubt() -> None:
    """GB18030 is guessed for what is not UTF-8; the person is told."""
    text = "交易日期,交易金额,商户名称\n2025-03-01,1.00,文具店\n".encode("gb18030")

    got = read_only_sheet(read(text))

    assert got.rows["merchant_name"].to_list() == ["文具店"]
    assert [(doubt.code, doubt.about["encoding"]) for doubt in got.doubts] == [("encoding.guessed", "gb18030")]


def test_a_workbook_that_is_none_is_damaged() -> None:
    """Nobody who exported a workbook is told of encodings."""
    with pytest.raises(SourceError) as refused:
        read_source("出差.xlsx", bytes(range(128, 256)) * 40)

    assert refused.value.problem.code == "file.damaged"


def test_a_file_that_is_no_gb18030_needs_a_layout_that_names_its_encoding() -> None:
    """Latin text is never guessed: without a layout the file is refused, with one it is read."""
    text = CAFE.encode("cp1252")
    with pytest.raises(SourceError) as refused:
        read(text, [layout_of()])

    assert refused.value.problem.code == "file.undecodable"
    assert read_only_sheet(read(text, [layout_of(encodings=["cp1252"])])).rows.height == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_of_a_file_that_nearly_fits_it_is_said_what_is_missing(encoding: str) -> None:
    """Its encoding is no riddle where a layout that names one knows most of its columns."""
    layout = layout_of(encodings=[encoding])

    (sheet,) = read_source("a.csv", CAFE.replace("Amount", "Costs").encode("cp1252"), layouts=[layout]).sheets

    assert sheet.problem is not None
    assert (sheet.problem.code, sheet.problem.about["lacking"]) == ("layout.none_fits", "amount")


def test_a_delimiter_of_a_layout_is_tried_where_nothing_fits() -> None:
    """A file whose cells hold more commas than its columns have delimiters."""
    text = "Date~Amount~Merchant\n2025-03-01~1,000.00~a, b, c\n"

    got = read_only_sheet(read(text, [layout_of(delimiter="~")]))

    assert got.rows["merchant_name"].to_list() == ["a, b, c"]


@pytest.mark.parametrize("form", ["path", "text path", "bytes", "open file"])
def test_a_file_may_come_in_any_form(form: str, tmp_path: Path) -> None:
    """A path, or a name with bytes or an open file; the name goes without its folder."""
    path = tmp_path / "a.csv"
    path.write_text(CAFE, encoding="utf-8")
    layouts = [layout_of()]
    batch = {
        "path": lambda: read_source(path, layouts=layouts),
        "text path": lambda: read_source(str(path), layouts=layouts),
        "bytes": lambda: read_source("a.csv", path.read_bytes(), layouts=layouts),
        "open file": lambda: read_source("x/a.csv", io.BytesIO(path.read_bytes()), layouts=layouts),
    }[form]()

    assert batch.name == "a.csv"
    assert b"".join(batch.content()) == path.read_bytes()
    assert read_only_sheet(batch).rows.height == 1


def test_parts_can_be_read_again() -> None:
    """A dry run and the import that follows read the same."""
    (sheet,) = read(CAFE, [layout_of()]).sheets

    assert read_sheet(sheet).rows.equals(read_sheet(sheet).rows)


def test_kind_and_layout_leave_no_choice() -> None:
    """The person's word decides, also between two that fit alike; a wrong word is answered with the nearest."""
    twins = [layout_of("one"), layout_of("two")]

    assert read(CAFE, twins).sheets[0].problem.code == "layout.tie"  # type: ignore[union-attr]
    assert read(CAFE, twins, layout="two").sheets[0].layout == "two"
    assert read(CAFE, [layout_of()], kind="trips").sheets[0].problem is not None
    for choice, code in (({"layout": "twoo"}, "layout.unknown"), ({"kind": "trip"}, "kind.unknown")):
        with pytest.raises(InputError) as refused:
            read(CAFE, twins, **choice)
        assert refused.value.problem.code == code
        assert any(word in refused.value.problem.help.en for word in ("nearest: two", "trips"))


def test_records_that_must_belong_to_a_department_need_one() -> None:
    """Trips without the column are read once the caller names the department."""
    text = "出差审批单号,人员编号,出发日期,返回日期\nCL1,P1,2025-03-01,2025-03-02\n"

    without, given = read(text, department=""), read(text, department=" 教育局\u3000")

    assert without.sheets[0].problem is not None
    assert without.sheets[0].problem.code == "department.not_given"
    assert read_only_sheet(given).rows["department_code"].to_list() == ["教育局"]


def test_a_column_that_is_missing_this_month_is_a_doubt() -> None:
    """A layout that somebody wrote knows what should be there; a template does not ask for all its columns."""
    text = "Date,Amount\n2025-03-01,1.00\n"

    got = read_only_sheet(read(text, [layout_of()]))

    assert [(doubt.code, doubt.count, doubt.examples) for doubt in got.doubts] == [("column.missing", 1, ("Merchant",))]
    assert read_only_sheet(read("交易日期,交易金额\n2025-03-01,1.00\n")).doubts == ()


def test_hidden_and_unknown_sheets_do_not_stop_the_others(tmp_path: Path) -> None:
    """The hidden one is named, the unknown one says why, an empty one is nothing."""
    book = openpyxl.Workbook()
    cards = book.active
    assert cards is not None
    for row in (("交易日期", "交易金额"), ("2025-03-01", 1)):
        cards.append(row)
    book.create_sheet("空")
    book.create_sheet("说明").append(["你好"])
    hidden = book.create_sheet("藏")
    hidden.append(["交易日期", "交易金额"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    batch = read_source(tmp_path / "a.xlsx", today=TODAY)

    assert [(sheet.sheet, sheet.problem.code if sheet.problem else None) for sheet in batch.sheets] == [
        ("Sheet", None), ("说明", "layout.no_header"),
    ]  # fmt: skip
    assert [(doubt.code, doubt.examples) for doubt in batch.doubts] == [("sheet.hidden", ("藏",))]


def test_a_problem_names_file_and_sheet(tmp_path: Path) -> None:
    """The message is for the person who has the file open."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "明细"
    sheet.append(["日期", "商户名称", "交易金额", "卡号"])
    sheet.append(["2025-03-01", "店", 1, "6283660012345678"])
    book.save(tmp_path / "a.xlsx")

    (source,) = read_source(tmp_path / "a.xlsx", kind="card_transactions", today=TODAY).sheets

    assert source.problem is not None
    assert source.problem.where == "a.xlsx [明细]"
    assert "交易日期" in source.problem.say("zh")
    assert "costctl layouts draft a.xlsx" in source.problem.say("zh")


def test_a_csv_and_a_workbook_of_one_month_are_the_same_rows(tmp_path: Path) -> None:
    """Numbers, days and texts mean the same however the file holds them, extras included."""
    layout = layout_of(extra={"tax": {"from": "Tax", "type": "decimal"}, "code": "Code"}, date_order="dmy")
    text = "Date,Amount,Merchant,Tax,Code\n01/03/2025,20.00,Café,3.30,007\n02/03/2025,-0.50,Shop,,\n"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Amount", "Merchant", "Tax", "Code"])
    sheet.append([date(2025, 3, 1), 20, "Café", 3.3, "007"])
    sheet.append([date(2025, 3, 2), -0.5, "Shop", None, None])
    book.save(tmp_path / "a.xlsx")

    csv = read_only_sheet(read(text, [layout], department=""))
    workbook = read_only_sheet(read_source(tmp_path / "a.xlsx", layouts=[layout], today=TODAY))

    assert csv.rows.equals(workbook.rows)
    assert csv.rows["extra"].to_list() == ['{"code":"007","tax":"3.3"}', None]


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202a", "\u00a0"])
def test_what_nobody_sees_makes_no_other_key_word_or_number(hidden: str) -> None:
    """Pasted from a page or a message, cells bring characters along, in the names of columns too."""
    lines = [
        ["人员编号", "姓名", "单位编码", "级别"],
        ["P1", "张三", "001", "处级"],
        ["P2", "李 四", "区财政局", "部级"],
    ]
    marked = [[f"{hidden}{cell[:-1]}{hidden.strip()}{cell[-1]}{hidden}" for cell in cells] for cells in lines]
    marked.append([hidden] * 4)

    (rows,) = {
        str(read_only_sheet(read(content)).rows.rows())
        for content in (*(("\n".join(map(",".join, one))) for one in (lines, marked)), xlsx(lines), xlsx(marked))
    }
    assert rows == "[('P1', '张三', '001', 'other', 2), ('P2', '李 四', '区财政局', 'minister', 3)]"


def test_numbers_of_a_workbook_have_a_point_whatever_the_layout_says(tmp_path: Path) -> None:
    """A decimal comma is how text is written; a number cell is a number."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for cells in (["Date", "Amount"], ["08/12/2021", 1234.56], ["09/12/2021", 40]):
        book.active.append(cells)
    book.save(path)

    batch = read_source(path, layouts=[layout_of(decimal_comma=True, date_order="dmy")], today=TODAY)
    rows = pl.concat([part.rows for part in batch.sheets[0].parts() if part.rows.height])

    assert rows["amount"].to_list() == [Decimal("1234.56"), Decimal("40.00")]


def test_a_column_of_directions_that_a_named_layout_leaves_unread_is_a_doubt() -> None:
    """A template knows no 收/支: refunds would pass for spending without a word."""
    rows = "".join(f"2025-03-01,6283660012345678,1.00,店,{word}\n" for word in ("支出", "收入"))
    text = f"交易日期,卡号,交易金额,商户名称,收/支\n{rows}"
    signed = layout_of(
        columns={
            "spent_on": "交易日期", "card_no": "卡号", "merchant_name": "商户名称",
            "amount": {"from": "交易金额", "sign": {"by": ["收/支"], "words": [["收入", "-"]]}},
        }
    )  # fmt: skip

    named = read(text, layout="template-card-transactions")
    plain, known = read_only_sheet(named), read_only_sheet(read(text, [signed]))

    assert [(doubt.code, doubt.examples) for doubt in plain.doubts] == [("column.direction_unread", ("收/支",))]
    assert known.doubts == ()


def workbook(path: Path, *lines: Sequence[object], since_1904: bool = False) -> Path:
    """A workbook with one sheet of these rows, as a program writes it that computes no formula."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_formula_without_a_result_rejects_its_row(tmp_path: Path) -> None:
    """Even where the column may be empty, where words are looked for in the cell, or where it only tells rows apart."""
    layout = layout_of(
        columns={
            "spent_on": "Date", "amount": {"from": "Amount", "sign": {"by": ["Sign"], "words": [["^-", "-"]]}},
            "transaction_type": {"from": "Kind", "words": [["refund", "退货"]], "otherwise": "消费"},
            "merchant_name": "Merchant",
        },
        extra={"note": "Note"},
    )  # fmt: skip
    head = ("Date", "Amount", "Merchant", "Kind", "Sign", "Note", "Unknown")
    plain = ("2025-03-01", 1, "Shop", "x", "+", "n", "u")
    lines = [[f"=A{place}" if place == number else cell for place, cell in enumerate(plain)] for number in range(7)]
    path = workbook(tmp_path / "a.xlsx", head, plain, *lines)

    got = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    assert got.rows["row_no"].to_list() == [2, 9], "a column that nobody wants may hold what it likes"
    assert got.codes == ["formula.no_result"] * 6
    assert got.rejects["column"].to_list() == ["Date", "Amount", "Merchant", "Kind", "Amount", "Note"]
    assert got.rejects["found"].to_list()[:4] == ["=A0", "=A1", "=A2", "=A3"]
    assert "\ufdd0" not in "".join(got.rejects["cells"])


def test_a_total_without_a_result_is_none_and_a_wide_cell_rejects_its_record_alone(tmp_path: Path) -> None:
    """The other amounts of the row are known."""
    columns = {"document_no": "文号", "fiscal_year": "年度", "department_code": "部门"}
    wide = {
        "column": "amount",
        "records": [{"from": "会议费", "set": {"item": "meeting"}}, {"from": "培训费", "set": {"item": "training"}}],
        "totals": [{"from": "合计", "of": ["会议费", "培训费"]}],
    }
    layout = layout_of(kind="budgets", columns=columns, wide=wide)
    path = workbook(
        tmp_path / "a.xlsx", ["文号", "年度", "部门", "会议费", "培训费", "合计"],
        ["1号", 2025, "甲", 1, 2, "=D2+E2"], ["2号", 2025, "乙", "=D2", 4, "=D3+E3"],
        ["合计", None, None, "=D2+D3", 6, None],
    )  # fmt: skip

    got = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    assert got.rows.select("department_code", "item").rows() == [
        ("甲", "meeting"),
        ("甲", "training"),
        ("乙", "training"),
    ]
    assert got.rejects.select("code", "column", "found").rows() == [("formula.no_result", "会议费", "=D2")]
    assert all(one.agrees for one in got.totals)


def test_a_mere_number_is_the_day_that_its_workbook_means(tmp_path: Path) -> None:
    """Of a file that came from a Mac, too, whose days have numbers four years lower."""
    head, row = ("Date", "Amount", "Merchant"), (45717, 1, "Shop")
    usual = workbook(tmp_path / "a.xlsx", head, row)
    mac = workbook(tmp_path / "b.xlsx", head, (row[0] - 1462, 1, "Shop"), since_1904=True)

    for path in (usual, mac):
        got = read_only_sheet(read_source(path, layouts=[layout_of()], today=TODAY))
        assert got.rows["spent_on"].to_list() == [date(2025, 3, 1)]


@pytest.mark.parametrize(
    "year", ["2017", "2017年", "2017年度", " 2017 年 ", "\uff12\uff10\uff11\uff17年", "above the table"]
)
def test_a_budget_is_the_same_however_its_year_is_written(year: str) -> None:
    """Published again, it revises itself: a number that is joined from columns goes by the year, not by its letters."""
    items = "因公出国(境)费,公务接待费,会议费,培训费"
    text = f"部门,预算年度,{items}\n甲,{year},1,2,3,4\n"
    if year == "above the table":
        text = f"2017年省级部门预算表\n部门,{items}\n甲,1,2,3,4\n"
    read = read_only_sheet(read_source("a.csv", text.encode()))

    assert read.source.layout == "jiangsu-department-budget"
    assert set(read.rows.select("document_no", "fiscal_year").iter_rows()) == {("2017 甲", 2017)}


@pytest.mark.parametrize(
    ("headers", "unread"),
    [
        ("经办人,交通费合计,备注", ("交通费合计", "经办人", "备注")),
        ("序号,空列", None),
        ("", None),
    ],
)
def test_columns_that_the_template_does_not_know_are_named_amounts_first(headers: str, unread: tuple[str, ...] | None):
    """What is not kept is said; a row's own number is not missed, nor a column in which nothing stands."""
    cells = {"经办人": "张三", "交通费合计": "500", "备注": "加班", "序号": "1", "空列": ""}
    more = [header for header in headers.split(",") if header]
    names = ["出差审批单号", "人员编号", "单位编码", "出发日期", "返回日期", *more]
    row = ["T1", "P1", "001", "2025-03-01", "2025-03-02", *(cells[name] for name in more)]
    text = "\n".join(",".join(line) for line in (names, row))

    (source,) = read_source("出差.csv", text.encode()).sheets

    told = {doubt.code: doubt.examples for doubt in source.doubts}
    assert told.get("column.unread") == unread


@pytest.mark.parametrize(("count", "said"), [(5, "甲、乙、丙、丁、戊。"), (7, "甲、乙、丙、丁、戊 等。")])
def test_of_many_columns_that_are_not_read_it_is_said_that_there_are_more(count: int, said: str):
    assert f"{count} 列没有读:{said}" in Doubt("column.unread", count, tuple("甲乙丙丁戊")).text.zh


def test_a_list_of_which_one_column_is_known_is_no_template_filled_in():
    """Codes and names of anything are not designated venues."""
    (source,) = read_source("地名.csv", "code,name\n530102,五华区\n".encode()).sheets

    assert source.problem is not None
