"""What each card charge was claimed for: by the number that it names, else by its holder, amount and day.

Several charges may make one record, and not all of a record is paid by card: under a number the sums need not agree,
and the difference, which is shown, is no fault.
"""

from dataclasses import dataclass

import polars as pl

from costctl.budget.period import MONEY
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike, without

CHARGE_MATCHES: dict[str, pl.DataType] = {
    "reason": pl.String(),
    "charged_by": pl.List(pl.String()),
    "spent_by": pl.List(pl.String()),
    "transactions": pl.List(pl.String()),
    "claims": pl.List(pl.String()),
    "spent_on": pl.Date(),
    "dated": pl.Date(),
    "charged": MONEY,
    "spent": MONEY,
    "difference": MONEY,
}
"""One row per match. `charged_by` and `spent_by` are the departments of cards and records, each once; `claims` are
the kind and number (and person) of each record, or `payments` and payment_no/line_no where no record has the
number; `spent_on` and `dated` the first of either; difference = charged − spent, null where a record says no amount."""


@dataclass(frozen=True)
class Charges:
    """The charges, each in one of these, or claimed for something that is not compared here."""

    matches: pl.DataFrame
    """CHARGE_MATCHES."""
    misnumbered: pl.DataFrame
    """Claimed under a number that nothing has."""
    unclaimed: pl.DataFrame
    """Without any sign of a claim."""


def sorted_out(charges: pl.DataFrame, claims: pl.DataFrame, vouchers: pl.DataFrame, tolerance: Tolerance) -> Charges:
    """The charges by what they were claimed for; one that names a number is not taken for a record of another.

    `vouchers` are payments by the number under which charges name them, whatever they paid for.
    """
    unrecorded = vouchers.join(claims, on="number", how="anti", maintain_order="left")
    by_number = _by_number(charges, pl.concat([claims, unrecorded], how="diagonal"), tolerance)
    purchases = charges.filter(pl.col("number").is_null() & (pl.col("transaction_type") == "purchase"))
    found, rest = [pl.DataFrame(schema=CHARGE_MATCHES), by_number], purchases
    claims = claims.filter(~pl.col("record").is_in(list(by_number["claims"].explode())))
    on_the_day = Tolerance(tolerance.amount, 0)
    for reason, keys, allowed in (
        ("holder_amount_date", ("department", "person"), tolerance),
        ("amount_day", ("department",), on_the_day),
    ):
        pairs = alike(rest, claims, keys, allowed)
        found.append(_paired(reason, rest, claims, pairs))
        rest, claims = without(rest, LEFT, pairs), without(claims, RIGHT, pairs)
    matches = pl.concat(found)
    left = charges.filter(~pl.col("transaction").is_in(list(matches["transactions"].explode())))
    return Charges(
        matches=matches,
        misnumbered=left.filter(pl.col("number").is_not_null() & ~pl.col("is_number_known")),
        unclaimed=left.filter(~pl.col("is_claimed")),
    )


def _by_number(charges: pl.DataFrame, claims: pl.DataFrame, tolerance: Tolerance) -> pl.DataFrame:
    """Everything charged under a number with everything claimed under it, or each traveller's with his own claim."""
    apart = _told_apart(charges, claims, tolerance)
    whose = pl.when(pl.col("number").is_in(apart)).then(pl.col("person")).alias("whose")
    charged = charges.filter(pl.col("number").is_not_null()).group_by("number", whose, maintain_order=True)
    spent = claims.group_by("number", whose, maintain_order=True)
    return _kept(
        "claim_number",
        charged.agg(
            transactions=pl.col("transaction"),
            spent_on=pl.col("spent_on").min(),
            charged=pl.col("amount").sum(),
            charged_by=pl.col("department").unique().sort(),
        ).join(
            spent.agg(
                claims=pl.col("record"),
                dated=pl.col("dated").min(),
                spent=_WHOLE,
                spent_by=pl.col("department").unique().sort(),
            ),
            on=["number", "whose"],
            nulls_equal=True,
            maintain_order="left",
        ),
    )


_WHOLE = pl.when(pl.col("amount").is_not_null().all()).then(pl.col("amount").sum())


def _told_apart(charges: pl.DataFrame, claims: pl.DataFrame, tolerance: Tolerance) -> list[str]:
    """The numbers under which nobody charged more than he claims: there nobody's card paid for another."""
    keys = ["number", "person"]
    own = claims.group_by(keys).agg(spent=_WHOLE, is_claimant=pl.lit(value=True))
    fits = (pl.col("charged") <= pl.col("spent") + tolerance.amount).fill_null(value=True)
    numbers = (
        charges.group_by(keys)
        .agg(charged=pl.col("amount").sum())
        .join(own, on=keys, how="left")
        .group_by("number")
        .agg(is_apart=(pl.col("is_claimant").fill_null(value=False) & fits).all())
    )
    return numbers.filter("is_apart")["number"].drop_nulls().to_list()


def _paired(reason: str, charges: pl.DataFrame, claims: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    joined = pairs.join(charges, on=LEFT, maintain_order="left").join(
        claims, on=RIGHT, suffix="_claimed", maintain_order="left"
    )
    lists = {
        "transactions": "transaction",
        "claims": "record",
        "charged_by": "department",
        "spent_by": "department_claimed",
    }
    return _kept(
        reason,
        joined.with_columns(
            charged=pl.col("amount"),
            spent=pl.col("amount_claimed"),
            **{name: pl.concat_list(column) for name, column in lists.items()},
        ),
    )


def _kept(reason: str, rows: pl.DataFrame) -> pl.DataFrame:
    said = rows.with_columns(reason=pl.lit(reason), difference=pl.col("charged") - pl.col("spent"))
    return said.select(pl.col(name).cast(kind) for name, kind in CHARGE_MATCHES.items())


def with_likely_payments(unclaimed: pl.DataFrame, payments: pl.DataFrame, tolerance: Tolerance) -> pl.DataFrame:
    """The charges that nobody claimed, each with the card payment that looks most like it, if any."""
    by_card = payments.filter(pl.col("payment_method") == "official_card").with_columns(pl.col(LEFT).alias(RIGHT))
    likely = pl.DataFrame(schema={LEFT: pl.UInt32, "likely_payment": pl.String})
    left, right = unclaimed, by_card
    for keys in (("department", "person_name"), ("department",)):
        pairs = alike(left, right, keys, tolerance)
        named = pairs.join(by_card.select(RIGHT, "payment"), on=RIGHT).select(LEFT, likely_payment="payment")
        likely = pl.concat([likely, named])
        left, right = without(left, LEFT, pairs), without(right, RIGHT, pairs)
    return unclaimed.join(likely, on=LEFT, how="left", maintain_order="left")
