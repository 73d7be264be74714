"""Which way money goes in a file that no layout knows: told by two columns of amounts, or by a column of words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from costctl.money import parse_money
from costctl.sources.guess import Sample
from costctl.sources.headers import bare

Direction = Literal["+", "-", "0"]

WORDS: tuple[tuple[str, Direction], ...] = (
    (
        "^(?i:支出?|借方?|借记|付款?|转出|取出?|支取|出账?|消费|取现|费用|手续费|年费|流出"
        "|debit|dr|d|out|withdrawal|purchase)$",
        "+",
    ),
    (
        "^(?i:收入?|贷方?|贷记|收款|转入|存入?|入账?|进账?|还款|退款|退货|冲正|撤销|返还|流入"
        "|credit|cr|c|in|deposit|refund|repayment)$",
        "-",
    ),
    ("^(?:不计收支|不计|中性交易|/)$", "0"),
)
"""What a file says of money that goes, of money that comes, and of what is neither, as the sign of an amount spent."""

_TELLS = re.compile(r"收.?支|借.?贷|贷.?借|方向|标[志识记]|进.?出|交易类[型别]|d/?c|dr/?cr|debit/?credit|direction")
_GOES = re.compile(r"支出|借方|借记|支取|取出|转出|付款|debit|withdrawal|paid.?out|money.?out")
_COMES = re.compile(r"收入|贷方|贷记|存入|转入|收款|credit|deposit|paid.?in|money.?in")
_BILLED = re.compile(r"[记入]账|结算|billed|billing")
_NO_AMOUNT = re.compile(r"余额|合计|累计|[笔次]数|balance|total")
_REFUND = re.compile(r"退货|退款|还款|冲正|撤销|refund|repayment", re.IGNORECASE)
_ENOUGH = 0.5
"""Of the cells of a column, those that must tell a direction; others, such as 利息, may mean either."""


@dataclass(frozen=True)
class Way:
    """How the amounts of a file get their sign."""

    plus: tuple[Sample, ...] = ()
    minus: tuple[Sample, ...] = ()
    by: Sample | None = None
    """The column whose words say it."""

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The columns that it reads."""
        return (*self.plus, *self.minus, *((self.by,) if self.by else ()))


def two_columns(found: Iterable[Sample]) -> Way | None:
    """The amounts where those that go and those that come have a column each; of several, the ones that are billed."""
    named = [(one, bare(one.header)) for one in found if one.sort in ("number", "empty")]
    numbers = [(one, name) for one, name in named if not _NO_AMOUNT.search(name)]
    numbers.sort(key=lambda pair: not _BILLED.search(pair[1]))
    goes = [one for one, name in numbers if _GOES.search(name) and not _COMES.search(name)]
    comes = [one for one, name in numbers if _COMES.search(name) and not _GOES.search(name)]
    return Way(plus=(goes[0],), minus=(comes[0],)) if goes and comes else None


def by_words(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> Way | None:
    """The amounts of one column where another one says which way they go.

    Where the file writes a sign of its own to them, money that goes is negative there.
    """
    by = next((one for one in found if says_direction(one)), None)
    if by is None:
        return None
    signs = [
        (direction_of(word), value < 0) for word, value in _beside(by, amount, decimal_comma=decimal_comma) if value
    ]
    goes = [is_negative for direction, is_negative in signs if direction == "+"]
    comes = [is_negative for direction, is_negative in signs if direction == "-"]
    if any(goes):
        return Way(minus=(amount,)) if all(goes) and not any(comes) else None
    return Way(plus=(amount,), by=by)


def says_direction(sample: Sample) -> bool:
    """Whether the column says of each row whether money went or came."""
    told = [direction_of(value) for value in sample.values]
    seen = set(told) & {"+", "-"}
    is_told = sum(one is not None for one in told) > _ENOUGH * len(told)
    return is_told and bool(seen) and (len(seen) == 2 or bool(_TELLS.search(bare(sample.header))))


def refunds_as_spending(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> Sample | None:
    """A column of free text that tells of refunds whose amounts are positive."""
    for text in found:
        beside = _beside(text, amount, decimal_comma=decimal_comma) if text.sort == "text" else ()
        if any(_REFUND.search(word) and value > 0 for word, value in beside):
            return text
    return None


def _beside(words: Sample, amount: Sample, *, decimal_comma: bool) -> Iterator[tuple[str, Decimal]]:
    """Each cell of one column with the amount of its row, where there is one."""
    for word, cell in zip(words.cells, amount.cells, strict=True):
        value = parse_money(cell, decimal_comma=decimal_comma)
        if isinstance(value, Decimal):
            yield word, value


@lru_cache(maxsize=1000)
def direction_of(word: str) -> Direction | None:
    """What a cell says of the way that money goes; None where it says nothing of it."""
    return next((direction for pattern, direction in WORDS if re.search(pattern, word.strip())), None)
