"""What a draft says of transactions whose state tells that no money went."""

import re
from collections.abc import Iterable, Iterator

from costctl.sources.draft_text import in_comment, skip_lines
from costctl.sources.guess import Sample
from costctl.sources.headers import normal
from costctl.sources.proposal import Proposal
from costctl.sources.shown import shown
from costctl.sources.signs import REFUND

_STATE = re.compile("状态|status")
_NEVER_PAID = re.compile("失败|作废|未支付|未付款|拒绝|拒付|(?i:failed|declined|rejected|void)")
_TAKEN_BACK = re.compile("撤销|取消|(?i:cancel|revers)")
_NOTHING_PAID = re.compile(f"{_TAKEN_BACK.pattern}|关闭|(?i:closed)")


def failed_lines(guess: Proposal) -> Iterator[str]:
    """The rows whose state says that no money went. They are no spending; one that was paid and taken back, or only
    closed, may have a refund of its own in this list or the next, and leaving it out is for a person to say."""
    for sample in guess.found if guess.amount else ():
        if not _STATE.search(normal(sample.header)):
            continue
        words = list(dict.fromkeys(sample.values))
        taken_back = [] if _has_refunds(guess, sample) else [word for word in words if _TAKEN_BACK.search(word)]
        never = [word for word in words if _NEVER_PAID.search(word) or word in taken_back]
        if never:
            yield ""
            yield f"# 「{in_comment(sample.header)}」里没有付成的交易不算支出:略去并报告行数;要计入就删去下面几行"
            yield "# transactions that were never paid are no spending: left out, and counted; delete this to keep them"
            yield from _left_out(sample, never)
        if doubtful := [word for word in words if word not in never and _NOTHING_PAID.search(word)]:
            yield ""
            yield f"# 注意:「{in_comment(sample.header)}」里有没有付成的交易,现在照样计入;不算的,去掉下面行首的 #"
            yield "# mind: some of these were never paid and are counted; where they must not be, remove the # below"
            yield from (f"# {line}" for line in _left_out(sample, doubtful))


def _has_refunds(guess: Proposal, state: Sample) -> bool:
    """Whether money comes back in rows of their own, by a word in another column or by a minus."""
    others = (value for one in guess.found if one is not state and one.sort == "text" for value in one.values)
    signs = guess.amount.values if guess.amount else ()
    return any(re.search(REFUND, value) for value in others) or any(value.startswith("-") for value in signs)


def _left_out(state: Sample, words: Iterable[str]) -> Iterator[str]:
    pattern = f"^(?:{'|'.join(map(re.escape, map(shown, words)))})$"
    return skip_lines([state], pattern, "没有付成的交易", "transactions that were never paid")
