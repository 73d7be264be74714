"""Of what type a card transaction is, by the words of a column of free text in a file that no layout knows."""

import re
from collections.abc import Iterable

from costctl.sources.guess import Sample
from costctl.sources.headers import bare

TYPES: tuple[tuple[str, str], ...] = (
    ("退货|退款|撤销|冲正|冲账", "退货"),
    ("年费|手续费|违约金", "费用"),
    ("还款|转账|汇款|转存|工资|代发|结息|存款利息|提现|理财|申购|赎回", "还款"),
    ("利息", "费用"),
    ("取现|取款|ATM", "取现"),
)
"""What is no purchase, tried in order: 取现手续费 is a fee and no cash, 存款利息 nothing that is owed. Money that
only moves, and a salary on a debit card, are 还款: no spending."""

_NOT_OF_THE_ROW = re.compile("状态|status|对方|对手")
"""Columns that say what became of an order later, or who was paid."""
_ANY = re.compile("|".join(pattern for pattern, _word in TYPES))


def told_by(found: Iterable[Sample]) -> Sample | None:
    """The column of text in which most cells have such a word, if any has."""
    texts = [one for one in found if one.sort == "text" and not _NOT_OF_THE_ROW.search(bare(one.header))]
    told = max(texts, key=_count, default=None)
    return told if told and _count(told) else None


def _count(text: Sample) -> int:
    return sum(bool(_ANY.search(value)) for value in text.values)
