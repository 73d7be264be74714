"""What the ledger holds of a line of the form in a year, and so whether a figure of it can be published at all.

A kind of records that is known of the year and has none of a department means 0, to be named in a note; but not where
the treasury paid for the line and no record says for what.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.period import Period
from costctl.budget.reference import items, known_kinds
from costctl.budget.reports import dated_report, report

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Evidence:
    """Of a line in a year: what of one department is recorded, or of several together."""

    is_recorded: bool = False
    """Whether the ledger knows the line's kinds of records of the year."""
    departments: int = 1
    """Of how many it is."""
    without_amount: int = 0
    """The records that do not say their amount."""
    unexplained: int = 0
    """The departments without a record for which the treasury paid: something lacks."""
    paid: Decimal = _NOTHING
    """What the treasury paid for these."""
    assumed: int = 0
    """The departments without a record or a payment: 0 as far as the ledger can tell."""

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many records there are."""
        return self.is_recorded and self.unexplained < self.departments

    @property
    def is_known(self) -> bool:
        """Whether it is known what was spent."""
        return self.is_counted and not self.without_amount

    @property
    def is_assumed(self) -> bool:
        """Whether what is stated takes something for 0 because nobody recorded it."""
        return self.is_known and self.assumed > 0


def together(several: Iterable[Evidence]) -> Evidence:
    """What is known of all of them."""
    found = tuple(several)
    return Evidence(
        is_recorded=any(one.is_recorded for one in found),
        departments=sum(one.departments for one in found),
        without_amount=sum(one.without_amount for one in found),
        unexplained=sum(one.unexplained for one in found),
        paid=sum((one.paid for one in found), _NOTHING),
        assumed=sum(one.assumed for one in found),
    )


def of_one(records: int, *, is_recorded: bool, without_amount: int = 0, paid: Decimal = _NOTHING) -> Evidence:
    """Of a department with so many records."""
    is_unexplained = not records and paid != 0
    return Evidence(
        is_recorded=is_recorded,
        without_amount=without_amount,
        unexplained=int(is_unexplained),
        paid=paid if is_unexplained else _NOTHING,
        assumed=int(not records and not is_unexplained),
    )


class Spending:
    """The records and payments of a period, looked up once for all departments."""

    def __init__(self, ledger: "Ledger", span: Period) -> None:
        params = {"starts_on": span.starts_on, "ends_on": span.ends_on}
        found = dated_report(ledger, "evidence_of_spending", span, params)
        self._found = {(row["department"], row["item"]): row for row in found.iter_rows(named=True)}
        kinds = items(ledger).select("item", kind=pl.col("source_kinds").str.split(";")).explode("kind")
        known = known_kinds(report(ledger, "known_years"), span.year)
        self._known = frozenset(kinds.filter(pl.col("kind").is_in(known.implode()))["item"])

    def of(self, department: str | None, item: str) -> Evidence:
        """What there is of a department and item."""
        row = self._found.get((department, item))
        records, without_amount, paid = (
            (row["records"], row["without_amount"], row["paid"]) if row else (0, 0, _NOTHING)
        )
        return of_one(records, is_recorded=item in self._known, without_amount=without_amount, paid=paid)
