"""What a draft says of the signs of its amounts, for a person to look at."""

from collections.abc import Iterator

from costctl.sources.directions import WORDS, direction_of, is_for_direction, refunded, says_direction
from costctl.sources.draft_text import SEEN, in_comment, quoted
from costctl.sources.guess import Sample, has_decimal_comma
from costctl.sources.proposal import Proposal
from costctl.sources.signs import refunds_as_spending, values_of


def doubtful_signs(guess: Proposal) -> Iterator[str]:
    """What a person must look at, lest an amount get the wrong sign in silence."""
    yield from _refunds_left_out(guess)
    if guess.way:
        if guess.way.by and guess.way.words is WORDS:
            yield from _doubtful_words(guess.way.by)
        elif guess.way.by:
            yield f"# 注意:「{in_comment(guess.way.by.header)}」里有退货、还款等,金额却是正数;已按这些词改为负数,请核对"
            yield "# mind: refunds and repayments have positive amounts here; those words make them negative: check"
        elif guess.way.comes:
            yield from _doubtful_income(guess.way.comes, guess)
        return
    for sample in guess.found:
        if (says_direction(sample) or is_for_direction(sample)) and "amount" in guess.matched:
            yield f"# 注意:「{in_comment(sample.header)}」写明收入还是支出,这里没有用它,请核对金额的正负"
            yield "# mind: that column says whether money came or went and is not used; check the signs of the amounts"
    if not guess.amount:
        return
    if text := refunds_as_spending(guess.amount, guess.found, decimal_comma=has_decimal_comma(guess.found)):
        yield f"# 注意:「{in_comment(text.header)}」里有退货、还款等,金额却是正数;请给 amount 加 sign"
        yield "# mind: refunds and repayments have positive amounts here; give amount a sign, see docs/layouts.md"
    values = guess.amount.values
    if 2 * sum(value.startswith(("-", "−", "(")) for value in values) > len(values):
        yield f"# 注意:多数金额为负。如果支出写作负数,请改为 amount = {{ minus = [{quoted(guess.amount.header)}] }}"
        yield "# mind: most amounts are negative; where that is how spending is written, change amount as shown"


def _doubtful_words(by: Sample) -> Iterator[str]:
    if unknown := [word for word in dict.fromkeys(by.values) if direction_of(word) is None]:
        yield "# 注意:下列词看不出收支,请在 words 里写明,否则这些行会退回"
        yield "# mind: these words tell no direction; add them to words, or their rows are rejected"
        yield f"# {'; '.join(map(in_comment, unknown[:SEEN]))}"
    if neither := [word for word in dict.fromkeys(by.values) if direction_of(word) == "0"]:
        yield f"# 注意:「{in_comment(neither[0])}」的行金额记为 0;其中如有退款,请在 words 里写明"
        yield "# mind: the amounts of those rows count 0; if refunds are among them, say so in words"


def _refunds_left_out(guess: Proposal) -> Iterator[str]:
    unused = guess.unused if guess.amount else []
    for sample in (one for one in refunded(guess.found) if one in unused):
        yield f"# 注意:「{in_comment(sample.header)}」没有用上,其中的退款没有减去;要减去,请在 amount 里写 minus 和 net"
        yield "# mind: the refunds of that column are not taken off; to take them off, give amount a minus and net"


def _doubtful_income(comes: Sample, guess: Proposal) -> Iterator[str]:
    if guess.way and comes in guess.way.plus:
        yield f"# 注意:「{in_comment(comes.header)}」里的金额本身都是负数,已照原样相加(写在 plus 里),请核对"
        yield "# mind: the amounts of that column are all negative and are added as they are written: check"
    elif any(value and value < 0 for value in values_of(comes, decimal_comma=has_decimal_comma(guess.found))):
        yield f"# 注意:「{in_comment(comes.header)}」里有正数也有负数,负数会记为支出,请核对"
        yield "# mind: that column has positive and negative amounts; the negative ones count as spending: check"
