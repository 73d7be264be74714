"""Transactions of which a column that nobody reads says that they failed: that they count all the same must be said."""

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from costctl.sources.bind import Binding
from costctl.sources.headers import bare
from costctl.sources.reply_codes import reply_codes
from costctl.sources.shown import shown
from costctl.values import ROW_NO, Doubt

NEVER_PAID = (
    "失败|作废|未支付|未付款|未成功|不成功|拒绝|拒付|(?:余额|额度|限额|资金|存款)不足|密码错"
    r"|(?i:\bfail(?:ed|ure)\b|declined|rejected|\bvoid|insufficient)"
)
"""Words for transactions by which no money went."""
NOT_YET = (
    r"^[\W\d]*(?:交易|支付|付款|扣款|授权)?(?:正在处理|处理中|待处理|未处理|未入账|待入账|未完成|未清算|异常|超时)\W*$"
    r"|^(?i:pending|processing|timed? ?out)$"
)
"""Cells for those by which money may go yet, or may have gone."""
NOT_OF_THE_PAYMENT = re.compile("审|报销|核销|发票")
"""Headers of columns that tell what became of a claim for the money, not of the payment."""
_UNPAID = rf"{NEVER_PAID}|{NOT_YET}|交易(?:已?关闭)|^已(?:关闭|撤销|取消|冲正)$|^(?i:closed|cancell?ed|reversed)$"
_SAMPLE, _FEW, _LONGEST = 500, 50, 30
"""A column of states has few different words, which are short."""
_EXAMPLES = 5


class Unpaid:
    """How many records have such a word in a column from which nothing of the record is taken."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._words: dict[str, dict[str, None]] = {}

    def add(self, chunk: pl.DataFrame, accepted: pl.DataFrame, binding: Binding) -> None:
        """A chunk's rows, and the records among them."""
        amount = binding.layout.record_kind.amount_column if binding.layout.record_kind.spends else None
        if amount not in accepted.columns or binding.wide:
            return
        for place in set(binding.header.filled) - binding.told:
            header, cells = binding.header.names[place], f"c{place}"
            if NOT_OF_THE_PAYMENT.search(bare(header)) or not (words := _unpaid_words(header, chunk[cells])):
                continue
            spent = accepted.filter(pl.col(amount) > 0).select(ROW_NO)
            said = chunk.filter(pl.col(cells).is_in(words)).join(spent, on=ROW_NO, how="semi")[cells]
            if len(said):
                self._rows[header] += len(said)
                self._words.setdefault(header, {}).update(dict.fromkeys(said.str.strip_chars().unique().sort()))

    def doubts(self) -> Iterator[Doubt]:
        """Names each such column with what stands in it."""
        for header, count in self._rows.items():
            words = tuple(shown(word) for word in list(self._words[header])[:_EXAMPLES])
            yield Doubt("rows.unpaid", count, words, about={"column": shown(header)})


def _unpaid_words(header: str, cells: pl.Series) -> list[str]:
    """The different cells that say so; of a column with many different cells none."""
    if cells.head(_SAMPLE).n_unique() > _FEW:
        return []
    distinct = cells.unique().drop_nulls()
    codes = reply_codes(header, distinct)
    said = f"^(?i:{codes.either})$" if codes else _UNPAID
    is_short = distinct.str.len_chars() <= _LONGEST
    return distinct.filter(is_short & distinct.str.strip_chars().str.contains(said)).to_list()
