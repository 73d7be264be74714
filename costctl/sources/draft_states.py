"""What a draft says of transactions of which a column tells that no money went."""

import re
from collections.abc import Iterable, Iterator, Sequence

from costctl.sources.draft_text import in_comment, skip_lines
from costctl.sources.guess import Sample
from costctl.sources.headers import normal
from costctl.sources.proposal import Proposal
from costctl.sources.reply_codes import ReplyCodes, reply_codes
from costctl.sources.shown import shown
from costctl.sources.signs import REFUND
from costctl.sources.unpaid import NEVER_PAID, NOT_OF_THE_PAYMENT, NOT_YET

_STATE = re.compile("状态|结果|应答|响应|返回[码信]|status|state|result|response")
_PAID = re.compile(
    r"[\W\d]*(?:交易|支付|付款|扣款|处理|授权|入账)?(?:成功|已?完成|正常|通过|已?批准|已入账|已支付)\W*"
    "|(?i:success(?:ful)?|succeeded|approved|completed?|posted|paid|ok)"
)
_NEVER_PAID = re.compile(NEVER_PAID)
_TAKEN_BACK = re.compile("撤销|取消|冲正|(?i:cancel|revers)")
_NOTHING_PAID = re.compile(f"{_TAKEN_BACK.pattern}|关闭|(?i:closed)|{NOT_YET}")
_PERHAPS = re.compile(f"{NEVER_PAID}|交易已?关闭|{NOT_YET}")
"""What words mean in a column that may tell of something else."""


def failed_lines(guess: Proposal) -> Iterator[str]:
    """The rows of which a column says that no money went. They are no spending; one that was paid and taken back, or
    only closed, may have a refund of its own in this list or the next, and leaving it out is for a person to say, as
    it is where the column may tell of something else."""
    texts = [one for one in guess.found if one.sort == "text" or _codes(one)] if guess.amount else []
    left_out: set[int] = set()
    for sample in sorted(texts, key=lambda one: not _tells_state(one)):
        rows = {row: cell for row, cell in enumerate(sample.cells) if cell and row not in left_out}
        never, doubtful = _unpaid(guess, sample, list(dict.fromkeys(rows.values())))
        left_out.update(row for row, cell in rows.items() if never and re.search(never, cell))
        if never:
            yield ""
            yield f"# 「{in_comment(sample.header)}」里没有付成的交易不算支出:略去并报告行数;要计入就删去下面几行"
            yield "# transactions that were never paid are no spending: left out, and counted; delete this to keep them"
            yield from _left_out(sample, never)
        if doubtful:
            yield ""
            yield from _doubtful_lines(sample, is_there=any(re.search(doubtful, cell) for cell in rows.values()))
            yield from (f"# {line}" for line in _left_out(sample, doubtful))
    if left_out and left_out.issuperset(_dated(guess)):
        yield ""
        yield "# 注意:按上面的 [[skip]],这里看过的各行全部略去,一行也不会导入;请核对这一列是不是这个意思"
        yield "# mind: all rows looked at are left out by the [[skip]] above, none would be imported; check that column"


def _doubtful_lines(sample: Sample, *, is_there: bool) -> Iterator[str]:
    if is_there:
        yield f"# 注意:「{in_comment(sample.header)}」里有没有付成的交易,现在照样计入;不算的,去掉下面行首的 #"
        yield "# mind: some of these were never paid and are counted; where they must not be, remove the # below"
    else:
        yield f"# 「{in_comment(sample.header)}」里没有下列说不准付没付成的代码;以后若有,照样计入;不算的,去掉行首的 #"
        yield "# codes by which money may have gone: none is here, later ones count; where they must not, remove the #"


def _dated(guess: Proposal) -> Iterator[int]:
    """The rows that have a day; a total has none."""
    dates = next((one for one in guess.matched.values() if one.sort == "date"), guess.amount)
    return (row for row, cell in enumerate(dates.cells if dates else ()) if cell)


def _codes(sample: Sample) -> ReplyCodes | None:
    return reply_codes(sample.header, sample.values)


def _unpaid(guess: Proposal, sample: Sample, words: Sequence[str]) -> tuple[str | None, str | None]:
    """The patterns of what was never paid and of what may have been; of codes for those still to come, too."""
    if codes := _codes(sample):
        return f"^(?:{codes.refused})$", codes.unsure and f"^(?:{codes.unsure})$"
    never, doubtful = _of_state(guess, sample, words) if _tells_state(sample) else ([], _perhaps(words))
    return _one_of(never), _one_of(doubtful)


def _tells_state(sample: Sample) -> bool:
    """Whether the column tells what became of the payment, by its header or by most of its cells."""
    header, values = normal(sample.header), sample.values
    is_named = bool(_STATE.search(header) or 2 * sum(map(bool, map(_PAID.fullmatch, values))) >= len(values))
    return is_named and not NOT_OF_THE_PAYMENT.search(header)


def _of_state(guess: Proposal, state: Sample, words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words for what was never paid, and those for what may have been."""
    has_refunds = _has_refunds(guess, state)
    never = [word for word in words if _NEVER_PAID.search(word) or (not has_refunds and _TAKEN_BACK.search(word))]
    return never, [word for word in words if word not in never and _NOTHING_PAID.search(word)]


def _perhaps(words: Iterable[str]) -> list[str]:
    return [word for word in words if _PERHAPS.search(word)]


def _has_refunds(guess: Proposal, state: Sample) -> bool:
    """Whether money comes back in rows of their own, by a word in another column or by a minus."""
    others = (value for one in guess.found if one is not state and one.sort == "text" for value in one.values)
    signs = guess.amount.values if guess.amount else ()
    return any(re.search(REFUND, value) for value in others) or any(value.startswith("-") for value in signs)


def _one_of(words: Sequence[str]) -> str | None:
    return f"^(?:{'|'.join(map(re.escape, map(shown, words)))})$" if words else None


def _left_out(state: Sample, pattern: str) -> Iterator[str]:
    return skip_lines([state], pattern, "没有付成的交易", "transactions that were never paid")
