"""The treasury's payments, the records and the card charges side by side: what explains what, and what nothing does.

Every payment and every record is in one match or in the list of those that have none.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.period import MONEY, Period, period
from costctl.budget.reference import items, known_department
from costctl.budget.reports import dated_report, report
from costctl.dates import judged_on
from costctl.reconciliation.matches import matched
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance, alike, without

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

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
    """The day up to which counterparts were looked for."""
    snapshot: str | None
    tolerance: Tolerance
    matches: pl.DataFrame
    """MATCHES with a payment or a record of the year; of one department those that it paid or spent."""
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

    Counterparts are looked for from the year before up to `as_of`, also where the year is over; it is today if not
    given. InputError as for `variance`.
    """
    allowed, day = tolerance or Tolerance(), judged_on(as_of)
    span, known = period(year, day), Period(day)
    code = known_department(ledger, department)
    sides = _sides(ledger, known, span)
    matches, payments, claims = matched(sides.payments, sides.claims, allowed)
    charges = _unclaimed(sides, allowed)

    def of_year(frame: pl.DataFrame, *days: str) -> pl.DataFrame:
        of_department = [_is_of(code, frame)] if code else []
        return frame.filter(pl.any_horizontal(pl.col(days).is_between(span.starts_on, span.ends_on)), *of_department)

    payable = sides.kept_items if "payments" in sides.kept else []
    return Reconciliation(
        year=span.year,
        as_of=known.ends_on,
        snapshot=ledger.snapshot,
        tolerance=allowed,
        matches=of_year(matches, "paid_on", "dated"),
        payments=of_year(payments, "paid_on").filter(pl.col("item").is_in(sides.kept_items)).select(list(_PAYMENTS)),
        records=of_year(claims, "dated").filter(pl.col("item").is_in(payable)).select(list(_RECORDS)),
        charges=of_year(charges, "spent_on").select(list(_CHARGES)),
        unknown=tuple(kind for kind in ("payments", *sides.kinds, "card_transactions") if kind not in sides.kept),
    )


def _is_of(department: str, frame: pl.DataFrame) -> pl.Expr:
    """Whether a row is the department's; a match is that of whoever paid and of whoever spent."""
    if "department" in frame.columns:
        return pl.col("department") == department
    return pl.any_horizontal(pl.col("paid_by", "spent_by").list.contains(department))


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
        charges=charges.with_columns(
            transaction=pl.col("transaction_key"), day=pl.col("spent_on"), registered=pl.col("person_name")
        ),
        kinds=tuple(dict.fromkeys(kind for kinds in spent_in.values() for kind in kinds)),
        kept=kept,
        kept_items=tuple(item for item, kinds in spent_in.items() if set(kinds) <= set(kept)),
    )


_ITEMS = ("overseas", "vehicle_buy", "vehicle_run", "reception", "meeting", "training", "travel")
"""The items that are spent in records of their own."""


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
