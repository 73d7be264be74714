"""Files of a form that a layout fits by its columns, whose amounts it would read wrongly all the same."""

from collections.abc import Iterator

from costctl.currencies import iso
from costctl.errors import Problem
from costctl.sources.billed import is_billed
from costctl.sources.bind import Binding, Bound
from costctl.sources.directions import says_direction
from costctl.sources.grid import Grid
from costctl.sources.guess import Sample, sample
from costctl.sources.identify import as_argument
from costctl.sources.signs import values_of


def misread(grid: Grid, binding: Binding, where: str, *, file: str, currency: str) -> Problem | None:
    """Why the layout, which nobody named, must not be used on this file: a column that it does not read says that its
    amounts came in, or that another amount than its own was billed; `currency` is the ledger's."""
    about: dict[str, object] = {"layout": binding.layout.id, "file": as_argument(file)}
    if (others := unread_directions(grid, binding)) and not _has_signs(grid, binding):
        return Problem("layout.direction_unread", where, "、".join(others), about)
    if others := _unread_billing(grid, binding, currency):
        return Problem("layout.billing_unread", where, "、".join(others), about)
    return None


def unread_directions(grid: Grid, binding: Binding) -> list[str]:
    """The columns that say whether money came or went, where nothing else gives the amounts a sign."""
    amount = _spent(binding)
    if not amount or amount.minus or amount.origin.sign:
        return []
    return [one.header for one in _unread(grid, binding) if says_direction(one)]


def _unread_billing(grid: Grid, binding: Binding, currency: str) -> list[str]:
    """The columns of billed amounts and of foreign currencies, where the amounts may be those charged abroad."""
    amount = _spent(binding)
    if not amount or any(is_billed(one, "amount") for one in _cells(grid, binding, amount)):
        return []
    unread = list(_unread(grid, binding))
    is_told = any(is_billed(one, "amount") for one in unread) or "currency" not in binding.by_name
    return [one.header for one in unread if is_told and (is_billed(one, "amount") or _is_abroad(one, currency))]


def _is_abroad(one: Sample, currency: str) -> bool:
    is_currency = one.sort == "text" and "币" in one.header
    return is_currency and any(iso(value, currency) != currency for value in one.values)


def _has_signs(grid: Grid, binding: Binding) -> bool:
    """Whether the file itself writes a minus to some of the amounts."""
    comma = binding.layout.decimal_comma
    amounts = _cells(grid, binding, binding.by_name["amount"])
    return any(value and value < 0 for one in amounts for value in values_of(one, decimal_comma=comma))


def _spent(binding: Binding) -> Bound | None:
    """Where the amounts come from that count as spent."""
    return binding.by_name.get("amount") if binding.layout.record_kind.spends else None


def _cells(grid: Grid, binding: Binding, bound: Bound) -> list[Sample]:
    return [sample(grid, binding.header, place) for place in bound.plus]


def _unread(grid: Grid, binding: Binding) -> Iterator[Sample]:
    header = binding.header
    return (sample(grid, header, place) for place in header.filled if place not in binding.used)
