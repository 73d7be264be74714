"""The treasury's payments, the records and the card charges side by side: what explains what, and what nothing does.

A payment and a record belong together by number and person, by number, by person, amount and date, or by amount and
date: the surer reason goes first, and whatever has found its counterpart is not matched again. Nothing is matched
across departments but by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.period import MONEY, Period, period
from costctl.budget.reference import items, known_department
from costctl.budget.reports import dated_report, report
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike, without

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

MATCHES: dict[str, pl.DataType] = {
    "reason": pl.String(),
    "item": pl.String(),
    "department": pl.String(),
    "payments": pl.List(pl.String()),
    "claims": pl.List(pl.String()),
    "paid_on": pl.Date(),
    "dated": pl.Date(),
    "paid": MONEY,
    "spent": MONEY,
    "difference": MONEY,
}
"""One row per match. `payments` are payment_no/line_no, `claims` the kind and number (and person) of each record;
`paid_on` and `dated` the first of either; difference = paid − spent, null where a record says no amount."""

_PAYMENTS = {
    "payment": pl.String(), "department": pl.String(), "paid_on": pl.Date(), "economic_code": pl.String(),
    "item": pl.String(), "amount": MONEY, "payment_method": pl.String(), "payee": pl.String(), "summary": pl.String(),
    "source_no": pl.String(),
}  # fmt: skip
_RECORDS = {
    "record": pl.String(), "kind": pl.String(), "department": pl.String(), "dated": pl.Date(), "item": pl.String(),
    "person_name": pl.String(), "amount": MONEY,
}  # fmt: skip
_CHARGES = {
    "transaction": pl.String(), "department": pl.String(), "person_name": pl.String(), "spent_on": pl.Date(),
    "merchant_name": pl.String(), "amount": MONEY, "due_on": pl.Date(), "likely_payment": pl.String(),
}  # fmt: skip


@dataclass(frozen=True)
class Reconciliation:
    """What was found for one year."""

    year: int
    as_of: date
    snapshot: str | None
    tolerance: Tolerance
    matches: pl.DataFrame
    """MATCHES, of payments or records of the year."""
    payments: pl.DataFrame
    """Entries of the year that no record explains, of items whose kinds are kept: payment, department, paid_on …"""
    records: pl.DataFrame
    """Records of the year that no payment settles; empty where no payment was ever loaded."""
    charges: pl.DataFrame
    """Purchases by card that nobody claimed; `likely_payment` is a card payment of the same amount about that day."""
    unknown: tuple[str, ...]
    """The kinds of which no file was loaded: what they would explain is not listed."""


def reconcile(
    ledger: "Ledger",
    *,
    year: int,
    as_of: date | None = None,
    department: str | None = None,
    tolerance: Tolerance | None = None,
) -> Reconciliation:
    """Payments, records and card charges of `year` as known on `as_of`, matched; amounts in yuan.

    Counterparts are looked for from the year before up to `as_of`. InputError as for `variance`.
    """
    allowed, span = tolerance or Tolerance(), period(year, as_of)
    code = known_department(ledger, department)
    sides = _sides(ledger, Period(max(span.ends_on, as_of or span.ends_on)), span)
    matches, payments, claims = _matched(sides.payments, sides.claims, allowed)
    charges = _unclaimed(sides, allowed)

    def of_year(frame: pl.DataFrame, *days: str) -> pl.DataFrame:
        mine = pl.col("department") == code if code else pl.lit(value=True)
        return frame.filter(pl.any_horizontal(pl.col(days).is_between(span.starts_on, span.ends_on)), mine)

    payable = sides.kept_items if "payments" in sides.kept else []
    return Reconciliation(
        year=span.year,
        as_of=span.ends_on,
        snapshot=ledger.snapshot,
        tolerance=allowed,
        matches=of_year(matches, "paid_on", "dated"),
        payments=of_year(payments, "paid_on").filter(pl.col("item").is_in(sides.kept_items)).select(list(_PAYMENTS)),
        records=of_year(claims, "dated").filter(pl.col("item").is_in(payable)).select(list(_RECORDS)),
        charges=of_year(charges, "spent_on").select(list(_CHARGES)),
        unknown=tuple(kind for kind in ("payments", *sides.kinds, "card_transactions") if kind not in sides.kept),
    )


@dataclass(frozen=True)
class _Sides:
    payments: pl.DataFrame
    claims: pl.DataFrame
    charges: pl.DataFrame
    kinds: tuple[str, ...]
    kept: tuple[str, ...]
    kept_items: tuple[str, ...]
    """The items of which every kind is kept: only of them a payment can be said to have no record."""


def _sides(ledger: "Ledger", known: Period, span: Period) -> _Sides:
    days = {"starts_on": span.last_starts_on, "ends_on": known.ends_on}
    payments = dated_report(ledger, "payments_of_records", known, days).with_row_index(LEFT)
    claims = dated_report(ledger, "claims", known, days).with_row_index(RIGHT)
    charges = dated_report(ledger, "charges_to_claim", known, days).with_row_index(LEFT)
    spent_in = {
        item: tuple(kinds.split(";"))
        for item, kinds in items(ledger).select("item", "source_kinds").iter_rows()
        if item in _ITEMS
    }
    kept = tuple(report(ledger, "kept_kinds")["kind"])
    return _Sides(
        payments=payments.with_columns(
            payment=pl.format("{}/{}", "payment_no", "line_no"),
            number=pl.col("source_no"),
            person_name=pl.col("payee"),
            day=pl.col("paid_on"),
        ),
        claims=claims.with_columns(
            record=pl.concat_str(["kind", "number", "person"], separator="/", ignore_nulls=True),
            day=pl.col("settled_from"),
        ),
        charges=charges.with_columns(transaction=pl.col("transaction_key"), day=pl.col("spent_on")),
        kinds=tuple(dict.fromkeys(kind for kinds in spent_in.values() for kind in kinds)),
        kept=kept,
        kept_items=tuple(item for item, kinds in spent_in.items() if set(kinds) <= set(kept)),
    )


_ITEMS = ("overseas", "vehicle_buy", "vehicle_run", "reception", "meeting", "training", "travel")
"""The items that are spent in records of their own."""


def _matched(
    payments: pl.DataFrame, claims: pl.DataFrame, tolerance: Tolerance
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The matches, and the payments and records that are in none."""
    found = [pl.DataFrame(schema=MATCHES)]
    for reason, keys in (
        ("number_person", ("item", "number", "person_name")),
        ("number", ("item", "number")),
        ("number_other_item", ("number",)),
    ):
        groups = _groups(payments, claims, keys)
        if reason == "number_person":  # one traveller may be paid for all of them: then the number alone decides
            groups = groups.filter((pl.col("paid") - pl.col("spent")).abs() <= tolerance.amount)
        found.append(_as_matches(groups, reason))
        payments = payments.join(groups, on=list(keys), how="anti", maintain_order="left")
        claims = claims.join(groups, on=list(keys), how="anti", maintain_order="left")
    for reason, keys in (
        ("person_amount_date", ("department", "item", "person_name")),
        ("amount_date", ("department", "item")),
    ):
        pairs = alike(payments, claims, keys, tolerance)
        found.append(_as_matches(_paired(payments, claims, pairs), reason))
        payments, claims = without(payments, LEFT, pairs), without(claims, RIGHT, pairs)
    return pl.concat(found), payments, claims


def _groups(payments: pl.DataFrame, claims: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Everything that agrees in `keys`, added up on either side."""
    names = [name for name in ("item", "department") if name not in keys]
    paid = payments.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).first() for name in names),
        payments=pl.col("payment"),
        paid_on=pl.col("paid_on").min(),
        paid=pl.col("amount").sum(),
    )
    spent = claims.group_by(keys, maintain_order=True).agg(
        claims=pl.col("record"), dated=pl.col("dated").min(), spent=_complete_sum("amount")
    )
    return paid.join(spent, on=list(keys), how="inner", maintain_order="left")


def _complete_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum())


def _paired(payments: pl.DataFrame, claims: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    joined = pairs.join(payments, on=LEFT, maintain_order="left").join(
        claims, on=RIGHT, suffix="_claimed", maintain_order="left"
    )
    return joined.with_columns(
        payments=pl.concat_list("payment"), claims=pl.concat_list("record"),
        paid=pl.col("amount"), spent=pl.col("amount_claimed"),
    )  # fmt: skip


def _as_matches(groups: pl.DataFrame, reason: str) -> pl.DataFrame:
    return groups.with_columns(reason=pl.lit(reason), difference=(pl.col("paid") - pl.col("spent")).cast(MONEY)).select(
        pl.col(name).cast(kind) for name, kind in MATCHES.items()
    )


def _unclaimed(sides: _Sides, tolerance: Tolerance) -> pl.DataFrame:
    """The charges that no claim names, each with the card payment that looks most like it, if any."""
    open_ones = sides.charges.filter(~pl.col("is_claimed"))
    by_card = sides.payments.filter(pl.col("payment_method") == "official_card").with_columns(pl.col(LEFT).alias(RIGHT))
    likely = pl.DataFrame(schema={LEFT: pl.UInt32, "likely_payment": pl.String})
    left, right = open_ones, by_card
    for keys in (("department", "person_name"), ("department",)):
        pairs = alike(left, right, keys, tolerance)
        named = pairs.join(by_card.select(RIGHT, "payment"), on=RIGHT).select(LEFT, likely_payment="payment")
        likely = pl.concat([likely, named])
        left, right = without(left, LEFT, pairs), without(right, RIGHT, pairs)
    return open_ones.join(likely, on=LEFT, how="left", maintain_order="left")
