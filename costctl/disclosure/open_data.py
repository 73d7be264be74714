"""Card spending for the public: what the item `card` is spent in, nothing that tells a person."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.period import period
from costctl.budget.reference import known_department
from costctl.budget.reports import dated_report, report
from costctl.disclosure.personal import without_persons
from costctl.records import kinds

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

HEADINGS = {
    "department": "单位编码", "department_name": "单位名称", "spent_on": "交易日期", "posted_on": "入账日期",
    "transaction_type": "交易类型", "amount": "金额(元)", "merchant_name": "商户名称", "mcc": "商户类别码",
    "merchant_city": "商户城市", "economic_code": "经济分类科目",
}  # fmt: skip

_FREE = ("merchant_name", "mcc", "merchant_city", "economic_code")
"""The columns in which a file may say anything."""


def card_spending(
    ledger: "Ledger", *, year: int, as_of: date | None = None, department: str | None = None
) -> pl.DataFrame:
    """One row per card transaction of the year to `as_of`, with the columns of HEADINGS; amounts in yuan.

    They are those of the item `card` and add up to what is spent on it: a repayment of the card is none. Cards, holders
    and claims are left out; what tells a person in any text is masked.

    InputError as for `variance`.
    """
    span = period(year, as_of)
    params = {"starts_on": span.starts_on, "ends_on": span.ends_on, "department": known_department(ledger, department)}
    frame = dated_report(ledger, "open_card_spending", span, params)
    names = report(ledger, "names_of_persons")["name"]
    masked = [without_persons(frame[column], names) for column in _FREE]
    return frame.with_columns(pl.col("transaction_type").replace(_types()), *masked)


def _types() -> dict[str, str]:
    """What a Chinese file calls each type of a transaction: the first word that one may say for it."""
    words = kinds()["card_transactions"].column("transaction_type").values
    return {kind: word for word, kind in reversed(words.items())}
