"""A drafted layout loads as it stands and imports what it guessed right."""

import csv
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl.datafile import validate
from costctl.errors import SourceError
from costctl.sources.draft import draft_layout
from costctl.sources.guess import guess_header, samples
from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import grid_of, read_only_sheet

TODAY = date(2026, 1, 1)

UNKNOWN = """某某银行客户交易清单
客户:某局,币种:人民币
卡号码,消费日,商户全称,扣款金额(元),授权码,余额
6283660012345678,13/03/2025,晨光文具,"1,018.00",A0001,5.00
6283660012345678,14/03/2025,加油站,300.00,A0002,4.00
6283660087654321,02/04/2025,加油站,-20.50,A0003,3.00
"""


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    path = tmp_path / "清单 bank-x_202503.csv"
    path.write_text(UNKNOWN, encoding="gb18030")
    return path


def drafted(path: Path) -> tuple[str, Layout]:
    text = draft_layout(path)
    return text, validate(tomllib.loads(text), Layout, where="draft")


def test_no_draft_shows_a_card_number(tmp_path: Path) -> None:
    """Not one in a header or in a file's name, nor that of a file without a header."""
    number = "6283660012345678"
    path = tmp_path / f"单 {number} 三月.csv"
    rows = "".join(f"{number},某店 {number},2025-03-0{day},{day}.50\n" for day in range(1, 6))
    path.write_text(f"卡号,商户,日期,{number} 金额\n{rows}", "utf-8")

    text, _layout = drafted(path)

    assert number not in text
    assert "************5678 金额" in text
    path.write_text(rows, "utf-8")
    with pytest.raises(SourceError) as refused:
        draft_layout(path)
    assert number not in refused.value.problem.say("zh")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("6283660012345678", "6283660087654321"),
        ("6283********5678", "****4321"),
        ("6283 6600 1234 5678", "6283 6600 8765 4321"),
    ],
)
def test_a_column_of_card_numbers_is_known_by_them(first: str, second: str, tmp_path: Path) -> None:
    """Whatever its header calls it; numbers that only are as long are none, and no number is shown."""
    rows = f"2025-03-01,{first},店,1.00,2025030100010001\n2025-03-02,{second},店,2.00,2025030200010002\n"

    text, layout = drafted(written(tmp_path, f"交易日期,介质,商户,金额,流水\n{rows}"))

    assert layout.columns["card_no"].from_ == ("介质",)
    assert "12345678" not in text.replace(" ", "")


def test_what_tells_rows_apart_is_proposed_as_what_it_is(tmp_path: Path) -> None:
    """A balance of a CSV and of a workbook are one; a code that begins with 0 is no number, a time no day."""
    rows = (
        '2025-03-01,店,1.00,"98,720.00",0012,2025-03-05,2025-03-01 10:20\n2025-03-02,店,2.00,98718,0013,2025-03-06,x\n'
    )

    text, _layout = drafted(written(tmp_path, f"交易日期,商户,金额,余额,网点,清算,时点\n{rows}"))

    assert '= { from = "余额", type = "decimal" }' in text
    assert '= { from = "清算", type = "date" }' in text
    assert '= "网点"\n' in text
    assert '= "时点"\n' in text


def test_an_unknown_statement_is_guessed_and_imports(unknown: Path) -> None:
    """Kind, header row, columns, order of dates: the draft of a plain file needs no correction to be tried."""
    _text, layout = drafted(unknown)

    read = read_only_sheet(read_source(unknown, layouts=[layout], today=TODAY))

    assert layout.kind == "card_transactions"
    assert {name: origin.from_ for name, origin in layout.columns.items()} == {
        "card_no": ("卡号码",), "spent_on": ("消费日",), "amount": ("扣款金额(元)",), "merchant_name": ("商户全称",),
    }  # fmt: skip
    assert (read.rows.height, read.rejects.height, read.sum()) == (3, 0, Decimal("1297.50"))
    assert read.rows["spent_on"].to_list() == [date(2025, 3, 13), date(2025, 3, 14), date(2025, 4, 2)]


def test_what_was_not_mapped_is_shown_with_samples(unknown: Path) -> None:
    """A person decides what the rest is, and sees no card number in doing so."""
    text, _layout = drafted(unknown)

    assert '# ? = "授权码"  # 样本 / seen: A0001; A0002; A0003' in text
    assert '# column_2 = { from = "余额", type = "decimal" }' in text
    assert "628366" not in text
    assert "************5678" in text


def test_a_guess_that_leaves_a_doubt_says_so(tmp_path: Path) -> None:
    """03/04 may be March or April."""
    path = tmp_path / "x.csv"
    path.write_text("Date,Merchant Name,Amount\n03/04/2025,Shop,1.00\n05/06/2025,Shop,2.00\n", encoding="utf-8")

    text, layout = drafted(path)

    assert layout.date_order == "dmy"
    assert "leaves day and month open" in text


def test_a_file_of_another_kind_is_told_by_its_headers(tmp_path: Path) -> None:
    """Trips are not card transactions."""
    path = tmp_path / "x.csv"
    path.write_text(
        "审批单号,出差人员编号,所在单位编码,出发日,返回日,住宿费用\nCL1,P1,D1,2025-03-01,2025-03-02,200\n",
        encoding="utf-8",
    )

    _text, layout = drafted(path)

    assert layout.kind == "trips"
    assert {"trip_no", "person_id", "depart_on", "return_on", "lodging_amount"} <= set(layout.columns)


@pytest.mark.parametrize("content", ["a,b,c\n1,2,3\n", 'x"y,=1+1\n1,2\n', "只有一列\n甲\n乙\n", "日期\n2025-01-01\n"])
def test_any_table_gives_a_draft_that_loads(content: str, tmp_path: Path) -> None:
    """However little was guessed, what is written is a layout, and it reads columns that the file has."""
    _text, layout = drafted(written(tmp_path, content))

    read = {name for origin in layout.columns.values() for name in origin.from_}
    assert read
    assert read <= set(next(csv.reader(content.splitlines())))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("只有一行\n", "只有一行"),
        ("2025-03-01,6283660012345678,12.0\n2025-03-02,6283660012345678,3.0\n", "2025-03-01, ************5678, 12.0"),
        ("A001,店,12.00\nA002,店,3.00\n", "A001, 店, 12.00"),
        ("某行清单\n2025-03-01,店,1\n2025-03-02,店,2\n2025-03-03,店,3\n", "某行清单"),
    ],
)  # fmt: skip
def test_a_file_without_names_of_columns_is_refused(content: str, found: str, tmp_path: Path) -> None:
    """A layout finds columns by their names; the first row of data is no header, and what to do is said plainly."""
    with pytest.raises(SourceError) as refused:
        draft_layout(written(tmp_path, content))
    assert refused.value.problem.code == "layout.add_header"
    assert refused.value.problem.found == found


def test_an_amount_is_no_year(tmp_path: Path) -> None:
    """What a budget cannot be without is sought by its values, but 33.20 says no year and 2024 does."""
    path = tmp_path / "b.csv"
    path.write_text("某局,某数,第几\n甲,33.20,2024\n乙,5.60,2024\n", "utf-8")

    layout = validate(tomllib.loads(draft_layout(path, kind="budgets")), Layout, where="draft")

    assert layout.columns["fiscal_year"].from_ == ("第几",)


def test_years_are_names_of_columns(tmp_path: Path) -> None:
    """Numbers above numbers, and a header all the same."""
    text, layout = drafted(written(tmp_path, "部门,2023,2024\n甲,1.00,2.00\n乙,3.00,4.00\n"))

    assert [origin.from_ for origin in layout.columns.values()] == [("部门",)]
    assert '"2023"' in text
    assert '"2024"' in text


def written(folder: Path, content: str) -> Path:
    path = folder / "x.csv"
    path.write_text(content, encoding="utf-8")
    return path


def amounts(path: Path, rejected: Sequence[tuple[str, str]] = ()) -> tuple[str, list[Decimal]]:
    """The draft of a file, and the amounts that it reads from it; what it rejects, by code and what was found."""
    text, layout = drafted(path)
    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))
    assert read.rejects.select("code", "found").rows() == list(rejected)
    return text, read.rows["amount"].to_list()


@pytest.mark.parametrize(
    ("out", "into"),
    [
        ("支出金额", "收入金额"),
        ("借方", "贷方"),
        ("支出", "存入"),
        ("借方发生额(元)", "贷方发生额(元)"),
        ("Debit", "Credit"),
        ("支出金额", "退回金额"),
        ("支出金额", "退款金额"),
        ("支出金额(元)", "退货金额(元)"),
    ],
)
def test_what_goes_and_what_comes_in_two_columns_is_one_amount(out: str, into: str, tmp_path: Path) -> None:
    """Spending is positive, what comes in is negative, in whatever order they stand."""
    for first, second, spent, refunded in ((out, into, "12.00,", ",3.00"), (into, out, ",12.00", "3.00,")):
        rows = "".join(f"2025-03-01,6283660012345678,店,{row},8.00\n" for row in (spent, refunded))

        text, read = amounts(written(tmp_path, f"交易日期,卡号,商户,{first},{second},余额\n{rows}"))

        assert read == [Decimal("12.00"), Decimal("-3.00")]
        assert "spending positive" in text


@pytest.mark.parametrize(
    ("refunds", "expected", "warning"),
    [
        (("-300.00", "0.00"), ["12.00", "-300.00", "0.00"], "「收入金额」里的金额本身都是负数"),
        (("-300.00", "300.00"), ["12.00", "300.00", "-300.00"], "「收入金额」里有正数也有负数"),
        (("300.00", "2.00"), ["12.00", "-300.00", "-2.00"], None),
    ],
)
def test_a_minus_in_the_column_of_what_comes_is_its_sign(
    refunds: Sequence[str], expected: Sequence[str], warning: str | None, tmp_path: Path
) -> None:
    """Where all amounts have one; where some have, a person must look."""
    lines = "".join(f"2025-03-01,6283660012345678,店,{row}\n" for row in ("12.00,", *(f",{one}" for one in refunds)))

    text, read = amounts(written(tmp_path, f"交易日期,卡号,商户,支出金额,收入金额\n{lines}"))

    assert read == [Decimal(one) for one in expected]
    assert f"# 注意:{warning}" in text if warning else "注意" not in text


@pytest.mark.parametrize("others", ["支出金额,收入金额", "交易金额"])
def test_refunds_that_nothing_is_made_of_are_pointed_out(others: str, tmp_path: Path) -> None:
    """They are no original amount."""
    filled = "12.00" + "," * others.count(",")
    rows = f"2025-03-01,6283660012345678,店,{filled},\n2025-03-02,6283660012345678,店,{filled},2.00\n"

    text, read = amounts(written(tmp_path, f"交易日期,卡号,商户,{others},退款金额\n{rows}"))

    assert read == [Decimal("12.00")] * 2
    assert "# 注意:「退款金额」没有用上" in text
    assert '# ? = "退款金额"' in text


def test_of_two_pairs_of_amounts_the_billed_one_is_taken(tmp_path: Path) -> None:
    """What was paid abroad is billed in the ledger's currency; a card may be told by its last digits."""
    head = "交易日期,卡号末四位,商户,交易金额(支出),交易金额(收入),记账金额(支出),记账金额(收入)"
    path = written(tmp_path, f"{head}\n2025-03-01,5678,店,1.00,,7.20,\n2025-03-01,5678,店,,2.00,,14.40\n")

    text, read = amounts(path)

    assert read == [Decimal("7.20"), Decimal("-14.40")]
    assert 'card_no = { from = "卡号末四位", prefix = "************" }' in text


@pytest.mark.parametrize(
    ("title", "goes", "comes"),
    [
        ("收/支", "支出", "收入"),
        ("借贷标志", "借", "贷"),
        ("D/C", "D", "C"),
        ("类型", "消费", "退货"),
        ("方向", "付", "收"),
    ],
)
@pytest.mark.parametrize("signs", ["none", "refunds", "as a balance"])
def test_words_that_tell_the_direction_give_the_sign(
    title: str, goes: str, comes: str, signs: str, tmp_path: Path
) -> None:
    """Whether the amounts have no sign, refunds have one, or what goes is written as what the balance loses."""
    out, into = {"none": ("", ""), "refunds": ("", "-"), "as a balance": ("-", "")}[signs]
    rows = [("2025-03-01", goes, f"{out}12.00"), ("2025-03-02", comes, f"{into}3.00")]
    lines = "".join(f"{day},6283660012345678,店,{word},{amount},8.00\n" for day, word, amount in rows)

    _text, read = amounts(written(tmp_path, f"交易日期,卡号,商户,{title},金额,余额\n{lines}"))

    assert read == [Decimal("12.00"), Decimal("-3.00")]


def test_words_that_tell_no_direction_are_named(tmp_path: Path) -> None:
    """Interest may be paid or received; what counts neither way counts nothing; a person must look at both."""
    rows = ["支出,12.00", "收入,3.00", "不计收支,5.00", "利息,1.00"]
    lines = "".join(f"2025-03-01,6283660012345678,店,{row}\n" for row in rows)

    unknown = [("amount.direction_unknown", "利息")]
    text, read = amounts(written(tmp_path, f"交易日期,卡号,商户,收/支,金额\n{lines}"), unknown)

    assert read == [Decimal("12.00"), Decimal("-3.00"), Decimal("0.00")]
    assert "these words tell no direction; add them to words, or their rows are rejected\n# 利息\n" in text
    assert "「不计收支」的行金额记为 0" in text


@pytest.mark.parametrize(
    ("rows", "warning"),
    [
        (["支出,-12.00", "收入,-3.00"], "「收/支」写明收入还是支出,这里没有用它"),
        (["x,-12.00", "x,-3.00", "x,2.00"], "多数金额为负"),
        (["退款 某店,12.00", "购物,3.00"], "「收/支」里有退货、还款等,金额却是正数"),
    ],
)
def test_no_sign_is_wrong_in_silence(rows: list[str], warning: str, tmp_path: Path) -> None:
    """Where the direction was seen and could not be used, the draft says so."""
    lines = "".join(f"2025-03-01,6283660012345678,店,{row}\n" for row in rows)

    text, _layout = drafted(written(tmp_path, f"交易日期,卡号,商户,收/支,金额\n{lines}"))

    assert f"# 注意:{warning}" in text


STATES = "交易日期,卡号,商户,金额,状态\n2025-03-01,6283660012345678,店,12.00,成功\n"


@pytest.mark.parametrize("state", ["交易失败", "已撤销", "未支付", "Declined"])
def test_what_was_never_paid_is_left_out_and_counted(state: str, tmp_path: Path) -> None:
    """It is no spending, and the receipt says how many rows that were."""
    path = written(tmp_path, f"{STATES}2025-03-02,6283660012345678,店,3.00,{state}\n")
    _text, layout = drafted(path)

    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    assert read.rows["amount"].to_list() == [Decimal("12.00")]
    assert [(doubt.code, doubt.count) for doubt in read.doubts if doubt.code == "rows.left_out"] == [
        ("rows.left_out", 1)
    ]


def test_by_reply_codes_what_was_refused_is_left_out_in_later_months_too(tmp_path: Path) -> None:
    """By every code of a refusal, not only those that stood there; what may have been paid is for a person to say."""
    rows = STATES.replace("状态", "应答码").replace("成功", "00")
    text, layout = drafted(written(tmp_path, f"{rows}2025-03-02,,店,3.00,51\n"))
    later = "".join(f"2025-04-0{day},6283660012345678,店,{day}.00,{code}\n" for day, code in enumerate(CODES, 1))

    read = read_only_sheet(read_source(written(tmp_path, rows + later), layouts=[layout], today=TODAY))

    assert [int(amount) for amount in read.rows["amount"]] == [12, 4, 5, 6]
    assert '# pattern = "^(?:0?[89]|68|98)$"' in text


@pytest.mark.parametrize("code", ["51", "68"])
def test_only_of_replies_that_stand_there_a_draft_says_that_they_count(code: str, tmp_path: Path) -> None:
    rows = STATES.replace("状态", "应答码").replace("成功", "00")

    text, _layout = drafted(written(tmp_path, f"{rows}2025-03-02,6283660012345678,店,3.00,{code}\n"))

    assert ("注意:「应答码」里有没有付成的交易" in text, "里没有下列" in text) == (code == "68", code != "68")


@pytest.mark.parametrize("others", ["", "2025-03-03,6283660012345678,店,4.00,成功\n"])
def test_a_draft_that_leaves_out_every_row_says_so(others: str, tmp_path: Path) -> None:
    """Such a column may mean something else; a total below the rows is none of them."""
    rows = STATES.replace("成功", "交易失败")

    text, layout = drafted(written(tmp_path, f"{rows}{others}合计,,,12.00,\n"))

    assert (len(layout.skip), "一行也不会导入" in text) == (1, not others)


@pytest.mark.parametrize("codes", [("OK", "NG"), ("OK", "OK"), ("01", "02"), ("1", "0"), ("00", "NG")])
def test_by_replies_of_which_nobody_knows_what_they_mean_nothing_is_left_out(
    codes: tuple[str, str], tmp_path: Path
) -> None:
    """Unknown is not failed: no zeros among them say what is approved, or they are no codes."""
    paid, other = codes
    rows = STATES.replace("状态", "返回码").replace("成功", paid)

    _text, layout = drafted(written(tmp_path, f"{rows}2025-03-02,6283660012345678,店,3.00,{other}\n"))

    assert layout.skip == ()


CODES = ("05", "14", "61", "68", "10", "A2", "N7", "1A")


@pytest.mark.parametrize(
    ("state", "refund"),
    [
        ("已关闭", ""),
        ("已撤销", "2025-03-03,6283660012345678,消费撤销,3.00,成功\n"),
        ("已取消", "2025-03-03,,店,-3.00,成功\n"),
    ],
    ids=["closed", "a reversal", "a minus"],
)
def test_what_may_have_a_refund_of_its_own_is_pointed_out(state: str, refund: str, tmp_path: Path) -> None:
    """Left out, its refund would lower the rest of the spending: the person removes the # of those lines, or not."""
    text, layout = drafted(written(tmp_path, f"{STATES}2025-03-02,6283660012345678,店,3.00,{state}\n{refund}"))
    lines = text.partition("# [[skip]]")[2].replace("\n# ", "\n")
    skipping = validate(tomllib.loads(f"{text}\n[[skip]]{lines}"), Layout, where="draft")

    assert "# 注意:「状态」里有没有付成的交易" in text
    assert layout.skip == ()
    assert [skip.pattern for skip in skipping.skip] == [f"^(?:{state})$"]


@pytest.mark.parametrize(
    ("header", "word", "is_sure"),
    [
        ("授权结果", "授权失败", True),
        ("处理结果", "拒绝", True),
        ("应答", "51余额不足", True),
        ("某列", "未成功", True),
        ("交易状态", "已冲正", True),
        ("入账状态", "未入账", False),
        ("交易状态", "处理中", False),
        ("审批结果", "拒绝", False),
    ],
)
def test_a_failure_is_seen_whatever_its_column_is_called(header: str, word: str, is_sure: bool, tmp_path: Path) -> None:
    """Left out where it is certain, pointed out where money may go yet, or where a claim failed and no payment."""
    text, layout = drafted(written(tmp_path, STATES.replace("状态", header) + f"2025-03-02,,店,3.00,{word}\n"))

    assert [skip.pattern for skip in layout.skip] == ([f"^(?:{word})$"] if is_sure else [])
    assert f'pattern = "^(?:{word})$"' in text


def test_a_merchant_is_no_failure(tmp_path: Path) -> None:
    """A centre is not 处理中, and a reason beside what is left out already is not told again."""
    rows = STATES.replace("店,12.00,成功", "垃圾处理中心,12.00,成功").replace("状态", "状态,备注")

    text, layout = drafted(written(tmp_path, f"{rows}2025-03-02,6283660012345678,店,3.00,失败,余额不足\n"))

    assert len(layout.skip) == 1
    assert "注意:「备注」" not in text
    assert "注意:「商户」" not in text


def test_where_all_was_paid_nothing_is_left_out(tmp_path: Path) -> None:
    assert "没有付成" not in draft_layout(written(tmp_path, STATES))


SPENT = ["120.50", "-500.00", "79.50"]
UNKNOWN_ACCOUNTS = {
    "two columns with words behind": (
        "交易时间,借方发生额（支出）,贷方发生额（收入）,账户余额,对方账号,摘要",
        "2025-03-01 10:00:00,120.50,,879.50,622200011112222,文具",
        "2025-03-02 11:00:00,,500.00,1379.50,622200011113333,拨款",
        "2025-03-03 12:00:00,79.50,0.00,1300.00,622200011114444,住宿费",
    ),
    "what goes has a minus in its own column": (
        "交易日期,支出,收入,余额,摘要",
        "2025-03-01,-120.50,,879.50,文具",
        "2025-03-02,,500.00,1379.50,拨款",
        "2025-03-03,-79.50,,1300.00,住宿",
    ),
    "a dash in the column that has nothing": (
        "序号,记账日,借方,贷方,结余,用途",
        "1,2025/3/1,120.50,-,879.50,文具",
        "2,2025/3/2,-,500.00,1379.50,拨款",
        "3,2025/3/3,79.50,-,1300.00,住宿",
    ),
    "booked out and in": (
        "交易日,出账金额,入账金额,可用余额,交易对手",
        "2025-03-01,120.50,,879.50,某店",
        "2025-03-02,,500.00,1379.50,某局",
        "2025-03-03,79.50,,1300.00,某酒店",
    ),
    "one column for both, as its header says": (
        "交易日期,收入/支出金额,渠道",
        "2025-03-01,-120.50,网银",
        "2025-03-02,500.00,柜面",
        "2025-03-03,-79.50,网银",
    ),
    "an income with a plus": (
        "交易日期,发生额,渠道",
        "2025-03-01,-120.50,网银",
        "2025-03-02,+500.00,柜面",
        "2025-03-03,-79.50,网银",
    ),
    "a balance that follows, the last day first": (
        "日期,金额,余额,说明",
        "2025-03-03,-79.50,1300.00,某酒店",
        "2025-03-02,500.00,1379.50,某局",
        "2025-03-01,-120.50,879.50,某店",
    ),
    "words beside": (
        "日期,金额,说明",
        "2025-03-01,-120.50,网上支付 某店",
        "2025-03-02,500.00,三月工资",
        "2025-03-03,-79.50,某酒店",
    ),
    "a flag with its English": (
        "交易日期,借贷,交易金额,余额",
        "2025-03-01,借 Dr,120.50,879.50",
        "2025-03-02,贷 Cr,500.00,1379.50",
        "2025-03-03,借 Dr,79.50,1300.00",
    ),
    "accounts of who pays and who is paid, with a word": (
        "交易类型,付款人账号,收款人账号,收款人名称,交易日期,交易金额,交易后余额",
        "往账,530099901,530010101,某店,20250301,120.50,879.50",
        "来账,530010201,530099901,某局,20250302,500.00,1379.50",
        "往账,530099901,530010301,某酒店,20250303,79.50,1300.00",
    ),
    "a flag that says so rarely": (
        "交易日期,收/支,交易金额",
        "2025-03-01,支出,120.50",
        "2025-03-02,收入,500.00",
        "2025-03-03,支出,79.50",
        "2025-03-04,/,1.00",
        "2025-03-05,/,2.00",
        "2025-03-06,/,3.00",
    ),
}


@pytest.mark.parametrize("name", UNKNOWN_ACCOUNTS)
def test_the_account_of_an_unknown_bank_comes_out_without_corrections(name: str, tmp_path: Path) -> None:
    """However it writes what goes and what comes: spending positive, income negative, and no balance for an amount."""
    _text, read = amounts(written(tmp_path, "\n".join(UNKNOWN_ACCOUNTS[name])))

    assert sorted(str(one) for one in read if one) == sorted(SPENT)


def test_a_credit_cards_refunds_stay_negative(tmp_path: Path) -> None:
    """Most rows are purchases with a positive amount: nothing is turned round, also where a debt grows with them."""
    rows = "2025-03-01,消费 某店,120.50,120.50\n2025-03-02,退款 某店,-20.50,100.00\n2025-03-03,网银还款,-100.00,0.00\n"

    _text, read = amounts(written(tmp_path, f"交易日期,交易说明,金额,余额\n{rows}"))

    assert read == [Decimal("120.50"), Decimal("-20.50"), Decimal("-100.00")]


def test_refunds_without_any_sign_are_made_negative_by_their_word(tmp_path: Path) -> None:
    """And the draft asks to look at it."""
    rows = "2025-03-01,消费 某店,120.50\n2025-03-02,退货 某店,20.50\n2025-03-03,信用卡还款,100.00\n"

    text, read = amounts(written(tmp_path, f"交易日期,交易说明,金额\n{rows}"))

    assert read == [Decimal("120.50"), Decimal("-20.50"), Decimal("-100.00")]
    assert "those words make them negative: check" in text


def test_what_is_no_purchase_is_told_by_words(tmp_path: Path) -> None:
    """A repayment would count as a refund and a withdrawal as a purchase; a status tells what became of an order."""
    rows = "".join(
        f"2025-03-0{day},{amount},{word},已退款,8.00\n"
        for day, (word, amount) in enumerate(
            [("某店", "9.00"), ("网银还款", "-5.00"), ("ATM取现", "100.00"), ("年费", "3.00"), ("退货 某店", "-9.00")],
            1,
        )
    )

    _text, layout = drafted(path := written(tmp_path, f"交易日期,金额,交易说明,状态,余额\n{rows}"))
    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    kinds = [None, "repayment", "cash_withdrawal", "fee", "refund"]
    assert read.rows["transaction_type"].to_list() == kinds


def test_what_was_billed_counts_and_what_was_charged_abroad_is_the_original(tmp_path: Path) -> None:
    rows = "2025-03-01,SHOP,USD,10.00,CNY,72.00\n2025-03-02,某店,CNY,5.00,CNY,5.00\n"

    path = written(tmp_path, f"交易日期,商户,交易币种,交易金额,入账币种,入账金额\n{rows}")
    _text, layout = drafted(path)
    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    columns = ("amount", "currency", "original_amount", "original_currency")
    assert read.rows.select(columns).row(0) == (Decimal("72.00"), "CNY", Decimal("10.00"), "USD")


def test_the_list_of_an_official_card_names_its_department(tmp_path: Path) -> None:
    """A bank that lists a bureau's cards says whose they are, by name."""
    rows = "张三,628888******1234,某局,2025-03-01,120.50,某店,5943\n"

    _text, layout = drafted(
        written(tmp_path, f"持卡人姓名,公务卡卡号,所属单位,消费日期,消费金额(元),商户名称,商户类别码\n{rows}")
    )

    assert {name: origin.from_ for name, origin in layout.columns.items()} == {
        "card_no": ("公务卡卡号",), "holder_name": ("持卡人姓名",), "department_code": ("所属单位",),
        "mcc": ("商户类别码",), "spent_on": ("消费日期",), "amount": ("消费金额(元)",), "merchant_name": ("商户名称",),
    }  # fmt: skip


def test_the_count_of_the_rows_is_no_reference(tmp_path: Path) -> None:
    """It would make the same charge another one in every list; a bank's number of its own is one."""
    counted = "流水号,交易日期,金额,商户\n1,2025-03-01,1.00,店\n2,2025-03-02,2.00,店\n"

    _text, by_count = drafted(written(tmp_path, counted))
    _text, by_number = drafted(written(tmp_path, counted.replace("\n1,", "\n90001,").replace("\n2,", "\n90002,")))

    assert "reference_no" not in by_count.columns
    assert by_number.columns["reference_no"].from_ == ("流水号",)


def test_an_unknown_flag_is_pointed_at(tmp_path: Path) -> None:
    """Words that nobody knows cannot give a sign; the draft says that the column was not used."""
    text, _read = amounts(written(tmp_path, "交易日期,方向,金额\n2025-03-01,甲,1.00\n2025-03-02,乙,2.00\n"))

    assert "注意:「方向」写明收入还是支出,这里没有用它" in text


def test_free_text_is_no_enumeration(tmp_path: Path) -> None:
    """A column goes to an enumeration if its values are the words of it, whatever its name."""
    rows = "2025-03-01,6283660012345678,{},1.00,7.00\n2025-03-02,6283660012345678,{},2.00,5.00\n"
    head = "交易日期,卡号,交易类型,金额,余额\n"

    _text, words = drafted(written(tmp_path, head + rows.format("消费", "取现")))
    _text, prose = drafted(written(tmp_path, head + rows.format("消费 某店", "POS 消费")))

    assert words.columns["transaction_type"].from_ == ("交易类型",)
    assert "transaction_type" not in prose.columns


def test_other_kinds_keep_their_signs(tmp_path: Path) -> None:
    """A budget has no money that comes in: a column of words is only shown."""
    path = written(
        tmp_path, "文号,年度,部门,项目,金额,收支\n1号,2025,甲,meeting,5.00,支出\n1号,2025,乙,meeting,6.00,收入\n"
    )

    text, layout = drafted(path)

    assert layout.kind == "budgets"
    assert layout.columns["amount"].from_ == ("金额",)
    assert "# 注意:「收支」写明收入还是支出" in text


@pytest.mark.parametrize("days", [("03月01日", "3月5日"), ("03/01", "03/05"), ("2025-03-01", "2025-03-05")])
def test_subtotals_and_days_without_a_year_hide_no_column(days: tuple[str, str], tmp_path: Path) -> None:
    """What a total says of itself is no card number, and a day may get its year from the statement."""
    first, second = days
    path = written(
        tmp_path,
        f"卡号,消费日,商户,金额\n6283660012345678,{first},甲,1.00\n小计,,,1.00\n6283660087654321,{second},乙,2.00\n",
    )

    _text, layout = drafted(path)

    assert (layout.kind, {"card_no", "spent_on", "amount"} <= layout.columns.keys()) == ("card_transactions", True)


@pytest.mark.parametrize(("header", "parts"), [("分期", ("1/12", "2/12")), ("楼号", ("1-01", "1-02"))])
@pytest.mark.parametrize(
    "days", [("2025-03-01", "2025-03-05"), ("03月01日", "03月05日")], ids=["dates", "without a year"]
)
def test_what_only_looks_like_a_day_is_not_taken_before_a_date(
    days: tuple[str, str], header: str, parts: tuple[str, str], tmp_path: Path
) -> None:
    rows = "".join(f"6283660012345678,{part},{day},甲,1.00\n" for part, day in zip(parts, days, strict=True))

    _text, layout = drafted(written(tmp_path, f"卡号,{header},交易日,商户,金额\n{rows}"))

    assert layout.columns["spent_on"].from_ == ("交易日",)
    assert (header,) not in [origin.from_ for origin in layout.columns.values()]


@pytest.mark.parametrize(("header", "is_day"), [("消费日", True), ("日期", True), ("分期", False), ("楼号", False)])
def test_numbers_with_a_stroke_are_days_where_the_header_says_so(header: str, is_day: bool, tmp_path: Path) -> None:
    path = written(tmp_path, f"卡号,{header},商户,金额\n6283660012345678,3/01,甲,1.00\n6283660012345678,3/12,乙,2.00\n")

    text, _layout = drafted(path) if is_day else (draft_layout(path, kind="card_transactions"), None)

    assert (f'spent_on = "{header}"' in text) == is_day


def test_a_fee_for_a_withdrawal_is_a_fee(tmp_path: Path) -> None:
    """Of two words in one cell the one that says what it is for comes first."""
    rows = "".join(
        f"2025-03-01,6283660012345678,1.00,{words}\n"
        for words in ("某店 取现", "ATM 取现手续费", "存款利息", "转账手续费")
    )
    path = written(tmp_path, f"交易日期,卡号,金额,商户\n{rows}")
    _text, layout = drafted(path)

    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    assert read.rows["transaction_type"].to_list() == ["cash_withdrawal", "fee", "repayment", "fee"]


def test_the_yuan_count_and_the_currency_abroad_is_that_of_the_original_amount(tmp_path: Path) -> None:
    """And a column that is there for the direction gives the sign, before one that tells it by the way."""
    head = "卡号,交易日期,交易类型,借贷标志,交易金额,交易币种,入账金额(人民币)"
    rows = "2025-03-01,消费,借,11.00,美元,79.00\n6283660012345678,2025-03-02,退货,贷,10.00,人民币,10.00\n"
    path = written(tmp_path, f"{head}\n6283660012345678,{rows}")

    text, read = amounts(path)

    assert read == [Decimal("79.00"), Decimal("-10.00")]
    assert 'sign = { by = ["借贷标志"]' in text
    assert 'original_currency = "交易币种"' in text
    assert "\ncurrency =" not in text


def test_a_note_below_the_last_digits_of_cards_hides_them_not(tmp_path: Path) -> None:
    rows = "2025-03-01,4224,店,1.00\n2025-03-02,0582,店,2.00\n,复核:王某,,\n"

    _text, layout = drafted(written(tmp_path, f"交易日期,卡片号码(后四位),商户,金额\n{rows}"))

    assert layout.columns["card_no"].prefix == "*" * 12


_BELOW = """1,6283660012345678,2025-11-22,12:30:11,120.50,,昆明饭店,5812
2,6283660012345678,2025-11-25,08:11:02,88.00,,中国石化,5541
3,6283660012345678,2025-11-28,19:20:33,,30.00,中国石化,5541
4,6283660012345678,2025-12-02,13:00:00,1200.00,,云南机场,4511
"""


@pytest.mark.parametrize(
    "names",
    [
        "序号,卡号,交易,,金额,,商户,\n,,日期,时间,支出,收入,名称,类别码\n",
        "单位:某局,制表人:王,,,,,,\n序号,卡号,交易,,金额,,商户,\n,,日期,时间,支出,收入,名称,类别码\n",
        "序号,卡号,日期,时间,金额,,商户名称,类别码\n,,,,支出,收入,,\n",
    ],
)
def test_names_of_columns_in_two_rows_are_names_together(names: str, tmp_path: Path) -> None:
    path = written(tmp_path, names + _BELOW)

    _text, layout = drafted(path)

    assert {"spent_on", "spent_at", "amount", "merchant_name", "mcc"} <= layout.columns.keys()
    assert amounts(path)[1] == [Decimal(one) for one in ("120.50", "88.00", "-30.00", "1200.00")]


@pytest.mark.parametrize("title", ["某局,公务卡明细,,,,,,", "单位:某局,卡种:公务卡,,,,,,备注:无", "填表人,王某,,,,,,"])
def test_titles_above_names_are_no_part_of_them(title: str, tmp_path: Path) -> None:
    names = "序号,卡号,日期,时间,支出,收入,商户名称,类别码\n"

    text, layout = drafted(written(tmp_path, f"{title}\n{names}{_BELOW}"))

    assert "标题行在第 2 行" in text
    assert layout.columns["merchant_name"].from_ == ("商户名称",)


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("账单周期:2025-11-21至2025-12-20", ("2025-11-25", "2025-12-01")),
        ("查询区间:2025年11月21日 00:00:00 - 2025年12月20日 23:59:59", ("2025-11-25", "2025-12-01")),
        ("起始日期:2025/11/21,终止日期:2025/12/20", ("2025-11-25", "2025-12-01")),
        ("打印日期:2026-02-03 账期:2025年11月21日至01月20日", ("2025-11-25", "2025-12-01")),
        ("账期 20251121-20251220", ("2025-11-25", "2025-12-01")),
        ("账单月份:2026年01月 打印日期:2026-02-03", ("2025-11-25", "2025-12-01")),
        ("2025年12月份信用卡账单", ("2025-11-25", "2025-12-01")),
        ("打印日期:2026-02-03", ()),
        ("2024-06-01至2025-12-31", ()),
    ],
)
def test_days_without_a_year_get_it_from_the_period_in_the_titles(
    title: str, days: Sequence[str], tmp_path: Path
) -> None:
    """A day of printing is none, and a period of more than a year does not tell."""
    rows = "11-25,6283660012345678,店,12.00\n12月1日,6283660012345678,店,3.00\n"
    path = written(tmp_path, f'"{title}"\n交易日期,卡号,商户,金额\n{rows}')

    text, layout = drafted(path)

    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))
    assert read.rows["spent_on"].to_list() == [date.fromisoformat(day) for day in days]
    assert bool(layout.statement) == bool(days)
    assert ("# 注意:「交易日期」没有年份" in text) == (not days)


def test_days_of_four_digits_are_days_where_header_and_every_cell_say_so(tmp_path: Path) -> None:
    rows = "1103,1127,0401,6283660012345678,店,12.00\n1112,1228,1301,6283660012345678,店,3.00\n"
    path = written(tmp_path, f"账单周期:2025-11-01至2025-11-30\n交易日期,有效期,柜员日志,卡号,商户,金额\n{rows}")

    text, layout = drafted(path)

    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))
    assert read.rows["spent_on"].to_list() == [date(2025, 11, 3), date(2025, 11, 12)]
    assert [line for line in text.splitlines() if line.startswith(('# ? = "有效期"', '# ? = "柜员日志"'))] == [
        '# ? = "有效期"  # 样本 / seen: 1127; 1228',
        '# ? = "柜员日志"  # 样本 / seen: 0401; 1301',
    ]


def test_of_cells_that_look_like_two_things_the_first_counts() -> None:
    """Every time: what chance decides is another draft each time that it is asked for."""
    looks = []
    for cells in (("2025年1月", "一月"), ("一月", "2025年1月")):
        grid = grid_of(("单位", "月份"), *(("甲局", cell) for cell in cells))
        header = guess_header(grid)
        assert header
        looks.append(samples(grid, header)[1].sort)

    assert looks == ["date", "text"]


TRAVEL = """序号,出差人,单位,出发日期,返回日期,天数,住宿费,交通费,伙食补助,小计
1,甲,某局,2025-01-03,2025-01-04,2,300,94,200,594
"""


@pytest.mark.parametrize(
    ("content", "kind", "columns", "unmapped"),
    [
        (
            f"某局1月差旅费明细\n{TRAVEL}2,乙,某局,2025-01-05,2025-01-06,2,300,94,200,594\n",
            "trips",
            {"lodging_amount": "住宿费", "meal_allowance": "伙食补助", "depart_on": "出发日期"},
            "序号 出差人 天数 交通费 小计",
        ),
        (TRAVEL, "trips", {"lodging_amount": "住宿费"}, "序号 出差人 天数 交通费 小计"),
        (
            "培训编号,主办单位,开始时间,结束时间,培训天数,人数,培训费\nP1,某局,2025/3/1,2025/3/3,3天,40人,\"12,000.00\"\n",
            "trainings",
            {"days": "培训天数"},
            "人数 培训费",
        ),
        (
            "某局接待台账\n序号,接待编号,单位名称,接待时间,来访单位,来客人数,接待费\n1,A1,某局,2025-01-05,甲局,5人,600\n",
            "receptions",
            {"guests": "来客人数", "reception_no": "接待编号"},
            "序号 接待费",
        ),
        (
            "2025年1月车辆费用\n序号,车牌号,使用单位,日期,油费,维修费,合计\n1,云Z1,某局,2025-01-05,500,0,500\n",
            "vehicle_costs",
            {"incurred_on": "日期", "amount": "合计"},
            "序号 油费 维修费",
        ),
        (
            "公文统计\n单位,月份,纸质,电子\n某局,2025年1月,10,90\n某局,一月,10,90\n",
            "document_counts",
            {"month": "月份", "paper_count": "纸质", "electronic_count": "电子"},
            "",
        ),
    ],
    ids=["trips", "trips without a title", "trainings", "receptions", "vehicle costs", "documents"],
)  # fmt: skip
def test_the_words_of_a_table_tell_its_kind_and_no_column_gets_what_it_is_not(
    content: str, kind: str, columns: dict[str, str], unmapped: str, tmp_path: Path
) -> None:
    """The number of a row, a number of days or all that something cost is left for a person to say."""
    text, layout = drafted(written(tmp_path, content))

    assert layout.kind == kind
    assert columns.items() <= {name: origin.from_[0] for name, origin in layout.columns.items()}.items()
    assert [line.split('"')[1] for line in text.splitlines() if line.startswith("# ? =")] == unmapped.split()


def test_the_count_of_the_rows_is_no_amount(tmp_path: Path) -> None:
    """Nor is one cost of several: an amount that no column is named for is said to be lacking."""
    path = written(tmp_path, "序号,交易日期,卡号,餐费,油费\n1,2025-03-01,6283660012345678,5.00,6.00\n")

    text = draft_layout(path, kind="card_transactions")

    assert "\namount = " not in text
    assert "缺少必填列 交易金额(amount)" in text


def test_a_card_that_only_the_title_names_is_that_of_all_rows(tmp_path: Path) -> None:
    title = "某信用社流水\n卡号:6283660012345678,,户名:张三\n"
    path = written(tmp_path, f"{title}交易日期,交易金额,商户\n2025-03-01,1.00,甲店\n2025-03-02,2.00,乙店\n")
    text, layout = drafted(path)

    read = read_only_sheet(read_source(path, layouts=[layout], today=TODAY))

    assert read.rows.select("card_no", "holder_name").rows() == [("6283660012345678", "张三")] * 2
    assert "12345678" not in text
