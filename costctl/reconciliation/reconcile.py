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
from costctl.reconciliation.charges import sorted_out, with_likely_payments
from costctl.reconciliation.matches import matched
from costctl.reconciliation.matching import LEFT, RIGHT, Tolerance

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
    "transaction_type": pl.String(), "merchant_name": pl.String(), "amount": MONEY,
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
    charge_matches: pl.DataFrame
    """CHARGE_MATCHES with a charge or a record of the year; of one department those of its cards or its records."""
    payments: pl.DataFrame
    """Entries of the year that no record explains, of items whose kinds are kept: payment, department, paid_on …"""
    records: pl.DataFrame
    """Records of the year that no payment settles; empty where no payment was ever loaded."""
    charges: pl.DataFrame
    """Purchases by card and cash drawn (`transaction_type`) that nobody claimed; `likely_payment` is a card payment of
    the same amount about that day that nothing else explains."""
    misnumbered: pl.DataFrame
    """The same, claimed under a number (`claim_no`) that no record and no payment has; empty where none was loaded."""
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
    charges = sorted_out(
        sides.charges, sides.claims.with_columns(day="dated", last_day="ended_on"), sides.vouchers, allowed
    )
    unclaimed = with_likely_payments(charges.unclaimed, _unexplained(sides.payments, matches, charges.matches), allowed)

    def of_year(frame: pl.DataFrame, *days: str) -> pl.DataFrame:
        of_department = [_is_of(code, frame)] if code else []
        return frame.filter(pl.any_horizontal(pl.col(days).is_between(span.starts_on, span.ends_on)), *of_department)

    numbered = not {"payments", *sides.kinds}.isdisjoint(sides.kept)
    payable = sides.kept_items if "payments" in sides.kept else []
    return Reconciliation(
        year=span.year,
        as_of=known.ends_on,
        snapshot=ledger.snapshot,
        tolerance=allowed,
        matches=of_year(matches, "paid_on", "dated"),
        payments=of_year(payments, "paid_on").filter(pl.col("item").is_in(sides.kept_items)).select(list(_PAYMENTS)),
        records=of_year(claims, "dated").filter(pl.col("item").is_in(payable)).select(list(_RECORDS)),
        charge_matches=of_year(charges.matches, "spent_on", "dated"),
        charges=of_year(unclaimed, "spent_on").select(*_CHARGES, "due_on", "likely_payment"),
        misnumbered=of_year(charges.misnumbered, "spent_on").filter(pl.lit(numbered)).select(*_CHARGES, "claim_no"),
        unknown=tuple(kind for kind in ("payments", *sides.kinds, "card_transactions") if kind not in sides.kept),
    )


def _is_of(department: str, frame: pl.DataFrame) -> pl.Expr:
    """Whether a row is the department's; a match is that of whoever paid and of whoever spent."""
    if "department" in frame.columns:
        return pl.col("department") == department
    return pl.any_horizontal(pl.col("^(paid|charged|spent)_by$").list.contains(department))


def _unexplained(payments: pl.DataFrame, matches: pl.DataFrame, charge_matches: pl.DataFrame) -> pl.DataFrame:
    """The payments that neither a charge names nor settle a record for which a charge was found."""
    charged = list(charge_matches["claims"].explode())
    settled = matches.filter(pl.col("claims").list.eval(pl.element().is_in(charged)).list.any())["payments"].explode()
    return payments.filter(~pl.format("payments/{}", "payment").is_in(charged), ~pl.col("payment").is_in(list(settled)))


@dataclass(frozen=True)
class _Sides:
    payments: pl.DataFrame
    claims: pl.DataFrame
    charges: pl.DataFrame
    vouchers: pl.DataFrame
    kinds: tuple[str, ...]
    kept: tuple[str, ...]
    kept_items: tuple[str, ...]
    """The items of which every kind is kept: only of them a payment can be said to have no record."""


def _sides(ledger: "Ledger", known: Period, span: Period) -> _Sides:
    days = {"starts_on": span.last_starts_on, "ends_on": known.ends_on}
    payments = dated_report(ledger, "payments_of_records", known, days).with_row_index(LEFT)
    claims = dated_report(ledger, "claims", known, days).with_row_index(RIGHT)
    charges = dated_report(ledger, "charges_to_claim", known, days).with_row_index(LEFT)
    vouchers = dated_report(ledger, "payments_claimed_under", known, {"ends_on": known.ends_on})
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
            last_day=pl.col("paid_on"),
        ),
        claims=claims.with_columns(
            record=pl.concat_str(["kind", "number", "person"], separator="/", ignore_nulls=True),
            day=pl.col("settled_from"),
            last_day=pl.col("settled_from"),
        ),
        charges=charges.with_columns(
            transaction=pl.col("transaction_key"),
            number=pl.col("claim_no"),
            day=pl.col("spent_on"),
            registered=pl.col("person_name"),
        ),
        vouchers=vouchers.with_columns(record=pl.format("payments/{}/{}", "payment_no", "line_no")),
        kinds=tuple(dict.fromkeys(kind for kinds in spent_in.values() for kind in kinds)),
        kept=kept,
        kept_items=tuple(item for item, kinds in spent_in.items() if set(kinds) <= set(kept)),
    )


_ITEMS = ("overseas", "vehicle_buy", "vehicle_run", "reception", "meeting", "training", "travel")
"""The items that are spent in records of their own."""
