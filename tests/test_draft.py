"""A drafted layout loads as it stands and imports what it guessed right."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl.datafile import validate
from costctl.errors import SourceError
from costctl.sources.draft import draft_layout
from costctl.sources.layout import Layout
from costctl.sources.read import read_source
from tests.reading import read_only_sheet

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
    assert '# column_2 = "余额"' in text
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
    """However little was guessed, what is written is a layout."""
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")

    drafted(path)


def test_a_file_without_a_table_is_refused(tmp_path: Path) -> None:
    """A single line has no header and no rows."""
    path = tmp_path / "x.csv"
    path.write_text("只有一行\n", encoding="utf-8")

    with pytest.raises(SourceError) as refused:
        draft_layout(path)
    assert refused.value.problem.code == "layout.no_header"
