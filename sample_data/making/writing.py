"""How the records become files: the exports of two banks, filled templates, a budget table in 万元."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from costctl.records import Column, kinds
from making.book import YEAR, Row, total
from making.budgeting import ITEMS
from making.district import BANKS, DISTRICT

EXPORTED_ON = date(YEAR, 12, 31)

Columns = tuple[tuple[str, str], ...]
KEPT_AS_TEXT = {"card_no", "reference_no", "mcc", "department_code", "beneficiary_code", "invoice_no"}

TREASURY: Columns = (
    ("支付凭证", "payment_no"),
    ("分录", "line_no"),
    ("预算单位", "department_code"),
    ("清算日", "paid_on"),
    ("经济科目", "economic_code"),
    ("功能科目", "function_code"),
    ("支出性质", "fund_kind"),
    ("支付金额", "amount"),
    ("结算方式", "payment_method"),
    ("收款方", "payee"),
    ("收款方性质", "payee_kind"),
    ("资金用途", "summary"),
    ("受益单位", "beneficiary_code"),
    ("业务单号", "source_no"),
    ("发票号", "invoice_no"),
    ("县级以下", "is_below_county"),
    ("无刷卡机", "has_no_terminal"),
    ("现金证明", "has_cash_proof"),
    ("购买服务", "is_purchased_service"),
)
"""The treasury's headers and what they hold."""

BANK_A: Columns = (
    ("卡号", "card_no"),
    ("持卡人姓名", "holder_name"),
    ("交易日", "spent_on"),
    ("交易时刻", "spent_at"),
    ("记账日", "posted_on"),
    ("检索参考号", "reference_no"),
    ("交易种类", "transaction_type"),
    ("交易金额", "amount"),
    ("记账币种", "currency"),
    ("商户", "merchant_name"),
    ("MCC", "mcc"),
    ("交易城市", "merchant_city"),
    ("到期还款日", "due_on"),
    ("报销单据号", "claim_no"),
    ("报销登记日", "claimed_on"),
    ("报销额", "claimed_amount"),
    ("部门经济分类", "economic_code"),
    ("取现事前批准", "has_prior_approval"),
)
"""Bank A's headers and what they hold."""

BANK_B: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("交易信息", (("卡号", "card_no"), ("户名", "holder_name"), ("消费日期", "spent_on"), ("入账日", "posted_on"),
                  ("摘要", "transaction_type"), ("人民币金额", "amount"))),
    ("商户信息", (("商户名", "merchant_name"), ("类别码", "mcc"), ("所在地", "merchant_city"))),
    ("报销信息", (("还款到期日", "due_on"), ("单号", "claim_no"), ("登记日期", "claimed_on"),
                  ("登记金额", "claimed_amount"), ("科目", "economic_code"), ("取现批件", "has_prior_approval"))),
)  # fmt: skip
"""Bank B's two header rows: groups, and the columns below each."""


def bank_a(path: Path, rows: Sequence[Row], first: date, last: date) -> None:
    """A month of bank A."""
    titles = (
        f"{BANKS['A'][0]}公务卡交易明细",
        f"客户:澄湖区预算单位(全部),交易期间:{first:%Y%m%d}-{last:%Y%m%d},单位:元",
    )
    _export(path, rows, BANK_A, titles, "注:本明细仅供核对,以银行记录为准。")


def treasury(path: Path, rows: Sequence[Row]) -> None:
    """The year of the treasury's ledger."""
    titles = (f"{DISTRICT}国库集中支付系统 支付明细账", f"年度:{YEAR},预算单位:全部,单位:元")
    _export(path, rows, TREASURY, titles, "注:退回资金以负数列示。")


def _export(path: Path, rows: Sequence[Row], columns: Columns, titles: Sequence[str], footnote: str) -> None:
    """GB18030, title rows, numbers kept as text by a tab, thousands, a total, a footnote."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([title] for title in titles)
    writer.writerow([f"导出日期:{EXPORTED_ON:%Y年%m月%d日}"])
    writer.writerow([])
    writer.writerow(["序号", *(header for header, _ in columns)])
    for number, row in enumerate(rows, start=1):
        writer.writerow([number, *(_exported(name, row[name]) for _, name in columns)])
    writer.writerow(["合计", *(f"{total_of(rows):,.2f}" if name == "amount" else "" for _, name in columns)])
    writer.writerow([footnote])
    path.write_bytes(out.getvalue().encode("gb18030"))


def _exported(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return f"{value:%Y%m%d}"
        case Decimal():
            return f"{value:,.2f}"
    return f"{value}\t" if name in KEPT_AS_TEXT else str(value)


def total_of(rows: Iterable[Row]) -> Decimal:
    """The sum of the amounts."""
    return sum((row["amount"] for row in rows), Decimal(0))


class Book:
    """A workbook whose bytes depend on its content alone."""

    def __init__(self, path: Path) -> None:
        self.file = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "constant_memory": False})
        self.file.set_properties({"created": datetime(YEAR, 12, 31, 9, 0, 0)})
        self.bold = self.file.add_format({"bold": True, "align": "center", "border": 1, "text_wrap": True})
        self.title = self.file.add_format({"bold": True, "align": "center", "font_size": 14})
        self.money = self.file.add_format({"num_format": "#,##0.00"})

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def put(self, sheet: Worksheet, row: int, column: int, value: object, style: Format | None = None) -> None:
        """Writes a cell as a person would have: codes as text, dates as dates, yes and no in Chinese."""
        match value:
            case None:
                return
            case bool():
                sheet.write_string(row, column, "是" if value else "否", style)
            case date():
                sheet.write_datetime(row, column, datetime.combine(value, time()), style)
            case int() | Decimal():
                sheet.write_number(row, column, float(value), style)
            case _:
                sheet.write_string(row, column, str(value), style)


def bank_b(path: Path, rows: Sequence[Row]) -> None:
    """A quarter of bank B: masked numbers, merged titles and groups, a subtotal a month, a total, a footnote."""
    with Book(path) as book:
        sheet = book.file.add_worksheet("交易明细")
        names = [name for _, columns in BANK_B for _, name in columns]
        sheet.merge_range(0, 0, 0, len(names) - 1, f"{BANKS['B'][0]}公务卡对账单", book.title)
        sheet.merge_range(1, 0, 1, len(names) - 1, f"单位:元    打印日期:{EXPORTED_ON}")
        sheet.set_column(0, len(names) - 1, 13)
        column = 0
        for group, columns in BANK_B:
            sheet.merge_range(2, column, 2, column + len(columns) - 1, group, book.bold)
            for header, _ in columns:
                sheet.write_string(3, column, header, book.bold)
                column += 1
        line = 4
        for month in sorted({row["spent_on"].month for row in rows}):
            part = [row for row in rows if row["spent_on"].month == month]
            for row in part:
                masked = row | {"card_no": f"{row['card_no'][:6]}******{row['card_no'][-4:]}"}
                for column, name in enumerate(names):
                    style = book.money if name in {"amount", "claimed_amount"} else None
                    book.put(sheet, line, column, masked[name], style)
                line += 1
            _sum_line(book, sheet, line, f"{month}月小计", (names.index("amount"), total_of(part)))
            line += 1
        _sum_line(book, sheet, line, "合计", (names.index("amount"), total_of(rows)))
        sheet.write_string(line + 2, 0, "注:卡号已做脱敏处理;本对账单如有疑义请在十日内提出。")


def _sum_line(book: Book, sheet: Worksheet, line: int, label: str, cell: tuple[int, Decimal]) -> None:
    sheet.write_string(line, 0, label)
    book.put(sheet, line, *cell, book.money)


def template(path: Path, **sheets: Sequence[Row]) -> None:
    """A filled Chinese template: one sheet a kind."""
    with Book(path) as book:
        for name, rows in sheets.items():
            kind = kinds()[name]
            sheet = book.file.add_worksheet(kind.title.zh)
            for place, column in enumerate(kind.columns):
                sheet.write_string(0, place, column.header.zh, book.bold)
                sheet.set_column(place, place, 14)
                write = _cell(column, book)
                for line, row in enumerate(rows, start=1):
                    write(sheet, line, place, row[column.name])
            sheet.freeze_panes(1, 0)


def _cell(column: Column, book: Book) -> Callable[[Worksheet, int, int, object], None]:
    style = book.money if column.type == "money" else None

    def write(sheet: Worksheet, line: int, place: int, value: object) -> None:
        book.put(sheet, line, place, value, style)

    return write


def budget_table(path: Path, rows: Sequence[Row]) -> None:
    """The year's approved budgets, a column an item, in 万元, with a total column and a total row."""
    headers = ["单位编码", "单位名称", *ITEMS.values(), "合计"]
    with Book(path) as book:
        sheet = book.file.add_worksheet("预算批复")
        sheet.merge_range(0, 0, 0, len(headers) - 1, f"澄湖区{YEAR}年度部门预算批复表", book.title)
        sheet.write_string(1, 0, f"文号:澄财预〔{YEAR}〕1号    年度:{YEAR}")
        sheet.write_string(1, len(headers) - 1, "单位:万元")
        for place, header in enumerate(headers):
            sheet.write_string(2, place, header, book.bold)
        for line, row in enumerate(rows, start=3):
            cells = [
                row["department_code"],
                row["name"],
                *(_wan(row[item]) for item in ITEMS),
                _wan(total(row, tuple(ITEMS))),
            ]
            for place, cell in enumerate(cells):
                book.put(sheet, line, place, cell, book.money if place > 1 else None)
        sums = [sum((row[item] or Decimal(0) for row in rows), Decimal(0)) for item in ITEMS]
        for place, cell in enumerate(["合计", "", *(_wan(each) for each in sums), _wan(sum(sums, Decimal(0)))]):
            book.put(sheet, len(rows) + 3, place, cell or None, book.money if place > 1 else None)


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / 10000
