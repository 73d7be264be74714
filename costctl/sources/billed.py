"""Of two columns for one thing the one that was billed: 入账金额 before 交易金额, 记账币种 before 交易币种."""

import re
from collections.abc import Iterable

from costctl.sources.guess import Sample, Sort
from costctl.sources.headers import bare

_BILLED = re.compile("[记入]账|结算|实付|人民币|billed|billing")
_YUAN = re.compile("人民币|本币|rmb|cny")
_ORDERED = re.compile("交易|消费|刷卡|原币|外币|original|transaction")
_SAYS: dict[str, tuple[Sort, re.Pattern[str]]] = {
    "amount": ("number", re.compile("金额|amount")),
    "currency": ("text", re.compile("币|currency")),
}
"""What the cells of such a column look like, and what its header says."""


def is_billed(sample: Sample, name: str) -> bool:
    """Whether the column gives the billed `name`, and not what was ordered or charged abroad."""
    sort, says = _SAYS[name]
    header = bare(sample.header)
    return sample.sort == sort and bool(_BILLED.search(header) and says.search(header))


def prefer_billed(found: Iterable[Sample], matched: dict[str, Sample], name: str) -> None:
    """Makes the billed column the one of `name` and the other one the original; where there is one, it is of `name`."""
    original = f"original_{name}"
    if original in matched and name not in matched:
        matched[name] = matched.pop(original)
    billed = next((one for one in found if is_billed(one, name)), None)
    if billed and name in matched and not is_billed(matched[name], name):
        if matched.get(original, billed) is billed:
            matched[original] = matched[name]
        matched[name] = billed


def part_billed(matched: dict[str, Sample]) -> None:
    """Keeps a billed amount and the currency of what was ordered apart: 交易币种 is not that of 入账金额(人民币)."""
    amount, currency = matched["amount"], matched.get("currency")
    if not currency or not is_billed(amount, "amount") or is_billed(currency, "currency"):
        return
    is_ordered = _ORDERED.search(bare(currency.header)) and not _ORDERED.search(bare(amount.header))
    if is_ordered or _YUAN.search(amount.header.lower()):
        matched.setdefault("original_currency", matched.pop("currency"))
