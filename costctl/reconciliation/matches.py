"""Which payments and records belong together, the surest reason first; what has its counterpart is not matched again.

Two people on the register who are called differently are never joined, but by a number under which everything paid is
everything claimed: so the payment to whoever led a trip settles it for all, and a second payment to somebody who has
his money already settles nobody else's claim.
"""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from costctl.budget.period import MONEY
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike, without

MATCHES: dict[str, pl.DataType] = {
    "reason": pl.String(),
    "item": pl.String(),
    "paid_by": pl.List(pl.String()),
    "spent_by": pl.List(pl.String()),
    "payments": pl.List(pl.String()),
    "claims": pl.List(pl.String()),
    "paid_on": pl.Date(),
    "dated": pl.Date(),
    "paid": MONEY,
    "spent": MONEY,
    "difference": MONEY,
}
"""One row per match. `paid_by` and `spent_by` are the departments of the payments and of the records, each once;
`payments` are payment_no/line_no, `claims` the kind and number (and person) of each record; `paid_on` and `dated` the
first of either; difference = paid − spent, null where a record says no amount."""

_ANY_DAY = timedelta.max.days


def matched(
    payments: pl.DataFrame, claims: pl.DataFrame, tolerance: Tolerance
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The MATCHES, and the payments and records that are in none.

    `registered` is the name of the payee or the claimant if it is one of the register.
    """
    still = _Open(payments, claims, tolerance)
    still.pair("number_person", ("item", "number", "person_name"), _ANY_DAY)
    still.together("number_person", ("item", "number", "person_name"), _AGREES)
    still.note_settled()
    for reason, keys in (("number", ("item", "number")), ("number_other_item", ("number",))):
        still.pair(reason, keys, _ANY_DAY)
        still.together(reason, keys, _MAY_JOIN)
        still.together(reason, (*keys, "person_name"), pl.lit(value=True))
        still.together(reason, keys, _MAY_JOIN)
    still.leave_numbered()
    still.pair("person_amount_date", ("department", "item", "person_name"), tolerance.days)
    still.pair("amount_date", ("department", "item"), tolerance.days)
    return pl.concat(still.found), *still.rest()


_AGREES = pl.col("agrees").fill_null(value=False)
_MAY_JOIN = ~pl.col("is_mixed") | (_AGREES & ~pl.col("is_settled"))
"""One person's payments and claims, or all that is paid for all that is claimed and to nobody who has been paid."""


class _Open:
    """What has no counterpart yet, and the matches found so far."""

    def __init__(self, payments: pl.DataFrame, claims: pl.DataFrame, tolerance: Tolerance) -> None:
        self._payments, self._claims = payments.with_columns(is_settled=pl.lit(value=False)), claims
        self._every_claim, self._tolerance = claims, tolerance
        self._named: list[pl.DataFrame] = []
        self.found = [pl.DataFrame(schema=MATCHES)]

    def pair(self, reason: str, keys: Sequence[str], days: int) -> None:
        """Matches one to one what agrees in `keys` and amount, at most so many days apart."""
        pairs = alike(self._payments, self._claims, keys, Tolerance(self._tolerance.amount, days))
        joined = pairs.join(self._payments, on=LEFT, maintain_order="left").join(
            self._claims, on=RIGHT, suffix="_claimed", maintain_order="left"
        )
        lists = {"payments": "payment", "claims": "record", "paid_by": "department", "spent_by": "department_claimed"}
        self._keep(
            reason,
            joined.with_columns(
                paid=pl.col("amount"),
                spent=pl.col("amount_claimed"),
                **{name: pl.concat_list(column) for name, column in lists.items()},
            ),
        )
        self._payments = without(self._payments, LEFT, pairs)
        self._claims = without(self._claims, RIGHT, pairs)

    def together(self, reason: str, keys: Sequence[str], condition: pl.Expr) -> None:
        """Matches everything paid with everything claimed that agrees in `keys`, where `condition` holds of the two."""
        groups = self._groups(keys).filter(condition)
        self._keep(reason, groups)
        self._payments = self._payments.join(groups, on=list(keys), how="anti", maintain_order="left")
        self._claims = self._claims.join(groups, on=list(keys), how="anti", maintain_order="left")

    def note_settled(self) -> None:
        """Marks the payments to somebody whose own claim of their number is settled already."""
        keys = ["number", "registered"]
        settled = self._every_claim.join(self._claims, on=RIGHT, how="anti").select(keys).unique()
        marked = settled.with_columns(is_settled=pl.lit(value=True))
        self._payments = (
            self._payments.drop("is_settled")
            .join(marked, on=keys, how="left", maintain_order="left")
            .with_columns(pl.col("is_settled").fill_null(value=False))
        )

    def leave_numbered(self) -> None:
        """Sets aside the payments that name a record: they are not taken for one of another number."""
        numbers = self._every_claim.select("number").unique()
        self._named.append(self._payments.join(numbers, on="number", how="semi", maintain_order="left"))
        self._payments = self._payments.join(numbers, on="number", how="anti", maintain_order="left")

    def rest(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The payments and the records without a match."""
        return pl.concat([*self._named, self._payments]).drop("is_settled").sort(LEFT), self._claims

    def _groups(self, keys: Sequence[str]) -> pl.DataFrame:
        item = [] if "item" in keys else [pl.col("item").first()]
        paid = self._payments.group_by(keys, maintain_order=True).agg(
            *item,
            pl.col("is_settled").any(),
            payments=pl.col("payment"),
            paid_on=pl.col("paid_on").min(),
            paid=pl.col("amount").sum(),
            paid_by=pl.col("department").unique().sort(),
            payees=pl.col("registered").drop_nulls().unique(),
        )
        spent = self._claims.group_by(keys, maintain_order=True).agg(
            claims=pl.col("record"),
            dated=pl.col("dated").min(),
            spent=pl.when(pl.col("amount").is_not_null().all()).then(pl.col("amount").sum()),
            spent_by=pl.col("department").unique().sort(),
            claimants=pl.col("registered").drop_nulls().unique(),
        )
        is_someone = (pl.col("payees").list.len() > 0) & (pl.col("claimants").list.len() > 0)
        return paid.join(spent, on=list(keys), how="inner", maintain_order="left").with_columns(
            agrees=(pl.col("paid") - pl.col("spent")).abs() <= self._tolerance.amount,
            is_mixed=is_someone & (pl.col("payees").list.set_union("claimants").list.len() > 1),
        )

    def _keep(self, reason: str, rows: pl.DataFrame) -> None:
        difference = (pl.col("paid") - pl.col("spent")).cast(MONEY)
        said = rows.with_columns(reason=pl.lit(reason), difference=difference)
        self.found.append(said.select(pl.col(name).cast(kind) for name, kind in MATCHES.items()))
