"""Which way money goes in a file that no layout knows: told by two columns of amounts, by a column of words, or by the
amounts themselves (`signs`)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from costctl.sources.billed import is_billed
from costctl.sources.guess import Sample
from costctl.sources.headers import bare
from costctl.sources.signs import REFUND, beside, refunds_without_sign, spending_is_negative, values_of

Direction = Literal["+", "-", "0"]

WORDS: tuple[tuple[str, Direction], ...] = (
    (
        r"^(?i:支出?|借方?(?:\W*dr\W*)?|借记|付款?|转出|往账?|汇出|取出?|支取|出账?|消费|取现|费用|手续费|年费|流出"
        "|debit|dr|d|out|withdrawal|purchase)$",
        "+",
    ),
    (
        r"^(?i:收入?|贷方?(?:\W*cr\W*)?|贷记|收款|转入|来账?|汇入|存入?|入账?|进账?|还款|退款|退货|冲正|撤销|返还|流入"
        "|credit|cr|c|in|deposit|refund|repayment)$",
        "-",
    ),
    ("^(?:不计收支|不计|中性交易|/)$", "0"),
)
"""What a file says of money that goes, of money that comes, and of what is neither, as the sign of an amount spent."""

_MARKS = re.compile(r"收.?支|借.?贷|贷.?借|方向|标[志识记]|进.?出|d/?c|dr/?cr|debit/?credit|direction")
_TELLS = re.compile(rf"{_MARKS.pattern}|交易类[型别]")
_SAYS_SO = re.compile(r"收.?支|借.?贷|贷.?借|收付.?(?:方向|标)|debit/?credit")
"""Headers of columns that are there to tell the direction, however many of their cells do."""
_DIRECTION = re.compile(rf"{_SAYS_SO.pattern}|方向|direction")
_ONLY = re.compile(r"[借贷][方记]?|支出?|收入?|[收付]款?|[+-]|dr?|cr?|debit|credit|in|out", re.IGNORECASE)
"""What a column says that tells the direction and no more."""
_GOES = re.compile(r"支出|出账|借方|借记|支取|取出|转出|付款|debit|withdrawal|paid.?out|money.?out")
_REFUNDED = re.compile("退回|退款|退货|refund")
_COMES = re.compile(rf"收入|贷方|贷记|存入|转入|收款|credit|deposit|paid.?in|money.?in|{_REFUNDED.pattern}")
_NO_AMOUNT = re.compile(r"账[户号]|卡号|编号|号码|accountn[ou]|余额|结余|合计|累计|[笔次]数|balance|total")
_AMOUNT = re.compile("额|amount")
_ENOUGH = 0.5
"""Of the cells of a column, those that must tell a direction; others, such as 利息, may mean either."""


@dataclass(frozen=True)
class Way:
    """How the amounts of a file get their sign."""

    plus: tuple[Sample, ...] = ()
    minus: tuple[Sample, ...] = ()
    by: Sample | None = None
    """The column whose words say it."""
    words: tuple[tuple[str, Direction], ...] = WORDS
    """What they say."""
    comes: Sample | None = None
    """The column of what comes, where it has one of its own."""

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The columns that it reads."""
        return (*self.plus, *self.minus, *((self.by,) if self.by else ()))


def two_columns(found: Iterable[Sample], *, decimal_comma: bool) -> Way | None:
    """The amounts where those that go and those that come have a column each; of several, the ones that are billed.

    Where what goes is written with a minus in its own column, it is turned round as well; where all that comes is, its
    amounts have their sign already.
    """
    numbers = _amounts(found)
    numbers.sort(key=lambda pair: (not is_billed(pair[0], "amount"), bool(_REFUNDED.search(pair[1]))))
    goes = [one for one, name in numbers if is_of_what_goes(name)]
    is_pair = any("出账" in name for _one, name in numbers)
    comes = [
        one
        for one, name in numbers
        if is_of_what_comes(name) or (is_pair and "入账" in name and not _GOES.search(name))
    ]
    if not (goes and comes):
        return None
    out, into = goes[0], comes[0]
    spent, income = ([value for value in values_of(one, decimal_comma=decimal_comma) if value] for one in (out, into))
    is_turned = {
        out: 2 * sum(value < 0 for value in spent) > len(spent),
        into: not income or any(value > 0 for value in income),
    }
    plus, minus = (tuple(one for one, turned in is_turned.items() if turned is side) for side in (False, True))
    return Way(plus, minus, comes=into)


def _amounts(found: Iterable[Sample]) -> list[tuple[Sample, str]]:
    """The columns that may be amounts, with the plain form of their headers."""
    named = [(one, bare(one.header)) for one in found if one.sort in ("number", "empty")]
    return [(one, name) for one, name in named if not _NO_AMOUNT.search(name)]


def refunded(found: Iterable[Sample]) -> list[Sample]:
    """The columns of what was refunded, where another one is there for the amounts themselves."""
    numbers = _amounts(found)
    back = [one for one, name in numbers if _REFUNDED.search(name)]
    return back if any(one not in back and _AMOUNT.search(name) for one, name in numbers) else []


def by_words(amount: Sample, found: Iterable[Sample], *, decimal_comma: bool) -> Way | None:
    """The amounts of one column where another one says which way they go.

    Where the file writes a sign of its own to them, money that goes is negative there.
    """
    by = min(filter(says_direction, found), key=_is_by_the_way, default=None)
    if by is None:
        return None
    signs = [
        (direction_of(word), value < 0) for word, value in beside(by, amount, decimal_comma=decimal_comma) if value
    ]
    goes = [is_negative for direction, is_negative in signs if direction == "+"]
    comes = [is_negative for direction, is_negative in signs if direction == "-"]
    if any(goes):
        return Way(minus=(amount,)) if all(goes) and not any(comes) else None
    return Way(plus=(amount,), by=by)


def by_amounts(amount: Sample, found: Sequence[Sample], *, decimal_comma: bool) -> Way | None:
    """The amounts of one column where no other one is there to say which way they go."""
    if any(says_direction(one) for one in found):
        return None
    if spending_is_negative(amount, found, decimal_comma=decimal_comma):
        return Way(minus=(amount,))
    text = refunds_without_sign(amount, found, decimal_comma=decimal_comma)
    return Way(plus=(amount,), by=text, words=((REFUND, "-"),)) if text else None


def is_of_what_goes(header: str) -> bool:
    """Whether a column of amounts is named for money that goes."""
    name = bare(header)
    return bool(_GOES.search(name)) and not _COMES.search(name)


def is_of_what_comes(header: str) -> bool:
    """Whether it is named for money that comes."""
    name = bare(header)
    return bool(_COMES.search(name)) and not _GOES.search(name)


def says_direction(sample: Sample) -> bool:
    """Whether the column says of each row whether money went or came."""
    told = [direction_of(value) for value in sample.values]
    seen = set(told) & {"+", "-"}
    is_told = bool(_SAYS_SO.search(bare(sample.header))) or sum(map(bool, told)) > _ENOUGH * len(told)
    return is_told and bool(seen) and (len(seen) == 2 or bool(_TELLS.search(bare(sample.header))))


def _is_by_the_way(sample: Sample) -> bool:
    """Whether the column tells the direction among other things, as 消费 and 退货 do, and is not there for it alone."""
    is_marked = _MARKS.search(bare(sample.header)) or all(map(_ONLY.fullmatch, map(str.strip, sample.values)))
    return not is_marked


def is_for_direction(sample: Sample) -> bool:
    """Whether its header says that the column tells the direction, whatever words it has."""
    return sample.sort == "text" and bool(_DIRECTION.search(bare(sample.header)))


@lru_cache(maxsize=1000)
def direction_of(word: str) -> Direction | None:
    """What a cell says of the way that money goes; None where it says nothing of it."""
    return next((direction for pattern, direction in WORDS if re.search(pattern, word.strip())), None)
