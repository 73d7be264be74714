"""What a file says of the number of its rows, above or below them, beside the rows that were read."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from costctl.values import ControlTotal

Said = tuple[str, int]
"""The words that name a count, and the count."""

_WHAT = "(?:交易|记录|明细|数据)"
_COUNT = re.compile(
    rf"(?<![^\W_])(?:{_WHAT}?(?:本(?:[页期次月]|对?账单)|全部)?(?:合计|总计|共计|小计|共|总)有?\s*:?\s*([0-9][0-9,]*)\s*[笔条]"
    rf"|(?:合计|总计|小计|总|本[页期次月])?{_WHAT}?总?(?:笔数|条数|记录数)\s*:?\s*([0-9][0-9,]*)(?![0-9.,/-])"
    r"|(?:total|(?:total )?number of) (?:records|transactions|rows)\s*:?\s*([0-9][0-9,]*)(?![0-9.,/-]))",
    re.IGNORECASE,
)
_CELL = re.compile(r"共?计?\s*([0-9][0-9,]*)\s*[笔条]")
_PART = re.compile(
    r"(?:收入|支出|收款|付款|借方?|贷方?|借记|贷记|存入?|取出?|转[入出]|消费|退[货款]|还款|取现|成功|失败|不计收支|其中)\W*$"
)
"""What stands before the count of some of the rows."""


def stated_count(text: str) -> Said | None:
    """The number of rows that a text names; None where it names none, or several."""
    plain = unicodedata.normalize("NFKC", text)
    said = [found for found in _COUNT.finditer(plain) if not _PART.search(plain[: found.start()])]
    counts = {_digits(next(filter(None, found.groups()))) for found in said}
    return (said[0][0], counts.pop()) if len(counts) == 1 else None


def stated_in_cells(cells: Iterable[str], *, is_total: bool) -> Said | None:
    """The number of rows that a row below the records names; in a total row, a cell such as 66笔 is enough."""
    filled = _filled(cells)
    alone = [found for cell in filled if is_total and (found := _CELL.fullmatch(cell))]
    return (alone[0][0], _digits(alone[0][1])) if len(alone) == 1 else stated_count(" ".join(filled))


def begins_with_count(cells: Iterable[str]) -> bool:
    """Whether the first words of a row name a number of rows."""
    return bool(_COUNT.match(" ".join(_filled(cells))))


def _filled(cells: Iterable[str]) -> list[str]:
    return [unicodedata.normalize("NFKC", cell).strip() for cell in cells if cell.strip()]


def _digits(written: str) -> int:
    return int(written.replace(",", ""))


@dataclass
class Counts:
    """The stated and the read numbers of rows of one reading of one sheet."""

    titles: Sequence[str]
    """The rows above the header, each as one text."""
    read: int = 0
    _since: int = 0
    """Rows read since the last count that was stated among them."""
    _below: list[tuple[Said, int, tuple[int, int]]] = field(default_factory=list)
    """What stood among or below the rows, and the rows above it: in all, and since the one before."""

    def add(self, records: pl.Series, rows: int, stated: Iterable[tuple[int, Said]]) -> None:
        """A chunk's records, good and rejected, by row number, of how many rows, and its rows that name a count."""
        done = 0
        for row, (words, count) in stated:
            here = records.filter(records < row).n_unique()
            self._below.append(((words, count), row, (self.read + here, self._since + here - done)))
            self._since, done = 0, here
        self._since += rows - done
        self.read += rows

    def found(self, skipped: int) -> tuple[ControlTotal, ...]:
        """The counts as control totals, at the end of the sheet; rows that the layout skips may be counted or not."""
        above: list[tuple[Said, int | None, tuple[int, ...]]] = [
            (said, None, ()) for title in self.titles if (said := stated_count(title))
        ]
        return tuple(
            ControlTotal(words, Decimal(count), Decimal(self._meant(count, before, skipped)), row)
            for (words, count), row, before in (*above, *self._below)
        )

    def _meant(self, stated: int, before: Sequence[int], skipped: int) -> int:
        """The number of rows that the count means: the one it equals, else all of them."""
        return stated if stated in (self.read, self.read + skipped, *before) else self.read
