"""Which way money goes in a column of amounts, told by their own signs or by what free text beside them says."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from costctl.money import parse_money
from costctl.sources.guess import Sample
from costctl.sources.headers import bare

REFUND = "退货|退款|还款|冲正|撤销|(?i:refund|repayment)"
"""Words for money that comes back to a credit card."""

_BACK = re.compile("退货|退款|冲正|撤销|refund|reversal", re.IGNORECASE)
_COMES = re.compile(f"{_BACK.pattern}|工资|代发|结息|存款利息|salary|deposit", re.IGNORECASE)
_GOES = re.compile("消费|支付(?!宝)|取现|取款|支取|购买|手续费|年费|purchase|withdrawal|sales", re.IGNORECASE)
_BOTH = re.compile("收入?.?支|支出?.?收")
_BALANCE = re.compile("余额|结余|balance")
_OWED = re.compile("欠|owed")


def spending_is_negative(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> bool:
    """Whether the amounts are those of an account, from which spending is taken, and not what a credit card is owed.

    Told by words such as 消费 and 退款 in the rows; where there are none, by a balance that follows the amounts; or by
    an income that is written with a plus, or a header that names both ways.
    """
    if not any(value and value < 0 for value in values_of(amount, decimal_comma=decimal_comma)):
        return False
    others = [one for one in found if one is not amount]
    said = _by_words(amount, others, decimal_comma=decimal_comma)
    said = said or _by_balance(amount, others, decimal_comma=decimal_comma)
    has_plus = any(value.startswith("+") for value in amount.values)
    return said > 0 if said else has_plus or bool(_BOTH.search(bare(amount.header)))


def refunds_without_sign(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> Sample | None:
    """The column of free text that tells of refunds or repayments, where no amount has a sign."""
    if any(value and value < 0 for value in values_of(amount, decimal_comma=decimal_comma)):
        return None
    texts = (one for one in found if one.sort == "text" and any(re.search(REFUND, value) for value in one.values))
    return max(texts, key=lambda one: sum(bool(re.search(REFUND, value)) for value in one.values), default=None)


def refunds_as_spending(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> Sample | None:
    """A column of free text that tells of refunds whose amounts are positive."""
    for text in (one for one in found if one.sort == "text"):
        if any(
            re.search(REFUND, word) and value > 0 for word, value in beside(text, amount, decimal_comma=decimal_comma)
        ):
            return text
    return None


def _by_words(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> int:
    """How many more cells of text speak for amounts of an account than against."""
    votes = 0
    for text in (one for one in found if one.sort == "text"):
        for word, value in beside(text, amount, decimal_comma=decimal_comma):
            comes, goes = bool(_COMES.search(word)), bool(_GOES.search(word))
            if value and (comes or goes):
                votes += 1 if (value > 0) == comes else -1
    return votes


def _by_balance(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> int:
    """How many more balances rise by their amount than fall by it, read downwards and upwards."""
    votes = 0
    for balance in (one for one in found if _BALANCE.search(bare(one.header)) and not _OWED.search(one.header)):
        rows = list(_together(amount, balance, decimal_comma=decimal_comma))
        for (before, earlier), (value, later) in pairwise(rows):
            votes += (later - earlier == value) - (later - earlier == -value)
            votes += (earlier - later == before) - (earlier - later == -before)
    return votes


def _together(amount: Sample, other: Sample, *, decimal_comma: bool) -> Iterator[tuple[Decimal, Decimal]]:
    pairs = zip(*(values_of(one, decimal_comma=decimal_comma) for one in (amount, other)), strict=True)
    return ((one, two) for one, two in pairs if one and two is not None)


def values_of(amount: Sample, *, decimal_comma: bool) -> list[Decimal | None]:
    """The amount of each row, None where there is none."""
    read = (parse_money(cell, decimal_comma=decimal_comma) for cell in amount.cells)
    return [value if isinstance(value, Decimal) else None for value in read]


def beside(words: Sample, amount: Sample, *, decimal_comma: bool) -> Iterator[tuple[str, Decimal]]:
    """Each cell of one column with the amount of its row, where there is one."""
    for word, value in zip(words.cells, values_of(amount, decimal_comma=decimal_comma), strict=True):
        if value is not None:
            yield word, value
