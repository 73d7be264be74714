"""Reply codes to card transactions (ISO 8583, field 39): which of them say that no money went."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from costctl.sources.headers import normal

_HEADER = re.compile(r"(?:应答|响应|返回|回应)(?:代|编)?码|(?:resp(?:onse)?|reply|return)codes?")
_CODE = re.compile(r"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{1,6}")
"""A digit at least: OK and NG are words."""
_ZERO = re.compile("0+")
"""Approved, in whatever system."""


@dataclass(frozen=True)
class ReplyCodes:
    """The codes of a column, as patterns for whole cells."""

    refused: str
    """No money went."""
    unsure: str | None = None
    """No answer came in time, or the transaction goes on: money may have gone."""

    @property
    def either(self) -> str:
        """Whatever is no approval."""
        return f"{self.refused}|{self.unsure}" if self.unsure else self.refused


_ISO_8583 = ReplyCodes(
    refused=r"0?[1-7]|1[2-57-9]|[2-578][0-9]|6[0-79]|9[0-79]|[0-9][A-Z]|A[013789]|[B-Z][0-9]", unsure="0?[89]|68|98"
)
"""Two signs. Approved are 00, 10 (in part), 11, 16, and A2, A4, A5, A6, by which a payment went with a defect."""
_OTHER = ReplyCodes(refused="[0-9A-Z]*[1-9][0-9A-Z]*")
"""Of whatever length."""
_YES_AND_NO = {"0", "1"}
"""Alone in a column, either may be the approval."""


def reply_codes(header: str, cells: Collection[str]) -> ReplyCodes | None:
    """What the codes of a column mean; None where its header does not say that they are, or they may be others.

    Zeros among them say that they mean approvals and refusals: 01 and 02 may be anything.
    """
    codes = {code for cell in cells if (code := cell.strip())}
    if not _HEADER.search(normal(header)) or not all(map(_CODE.fullmatch, codes)):
        return None
    if not any(map(_ZERO.fullmatch, codes)) or codes == _YES_AND_NO:
        return None
    return _ISO_8583 if max(map(len, codes)) <= 2 else _OTHER
