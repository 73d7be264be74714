"""Files of a form that a layout fits by its columns, whose amounts it would read wrongly all the same."""

from collections.abc import Iterator, Sequence

from costctl.currencies import iso
from costctl.errors import Problem
from costctl.sources.billed import is_billed
from costctl.sources.bind import Binding, Bound
from costctl.sources.budget_changes import unread_change
from costctl.sources.directions import direction_of, says_direction
from costctl.sources.grid import Grid
from costctl.sources.guess import Sample, sample
from costctl.sources.headers import normal
from costctl.sources.identify import as_argument
from costctl.sources.signs import beside, values_of
from costctl.sources.unread import lost_amounts


def misread(grid: Grid, binding: Binding, where: str, *, file: str, currency: str) -> Problem | None:
    """Why the layout, which nobody named, must not be used on this file; `currency` is the ledger's."""
    about: dict[str, object] = {"layout": binding.layout.id, "file": as_argument(file)}
    reasons = ((code, found) for code, found in _reasons(grid, binding, currency) if found)
    return next((Problem(code, where, "、".join(found), about) for code, found in reasons), None)


def _reasons(grid: Grid, binding: Binding, currency: str) -> Iterator[tuple[str, Sequence[str]]]:
    """What may be wrong, each with the columns or words that show it, none where it is not."""
    directions = unread_directions(grid, binding)
    yield "layout.direction_unread", [] if directions and _has_signs(grid, binding) else directions
    yield "layout.billing_unread", _unread_billing(grid, binding, currency)
    yield "layout.signs_turned", _turned(grid, binding)
    yield "layout.column_unread", _rivals(binding)
    yield "layout.change_unread", unread_change(binding)
    yield "layout.amounts_unread", lost_amounts(grid, binding)


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


def _turned(grid: Grid, binding: Binding) -> list[str]:
    """The columns whose words, such as 消费, say of all amounts that they are spending where the layout makes them
    negative, and of none that it came in where it is negative, too."""
    amount = _spent(binding)
    if not amount or amount.by or len(amount.places) != 1:
        return []
    amounts = sample(grid, binding.header, amount.places[0])
    others = (sample(grid, binding.header, place) for place in binding.header.filled if place != amounts.place)
    return [words.header for words in others if _says_otherwise(words, amounts, binding)]


def _says_otherwise(words: Sample, amounts: Sample, binding: Binding) -> bool:
    pairs = beside(words, amounts, decimal_comma=binding.layout.decimal_comma)
    is_turned = amounts.place not in binding.by_name["amount"].plus
    told = [(direction_of(word), -value if is_turned else value) for word, value in pairs if value]
    goes, comes = ([value for way, value in told if way == one] for one in "+-")
    return bool(goes) and max(goes) < 0 < min(comes, default=1)


def _rivals(binding: Binding) -> list[str]:
    """Where the file lacks columns of a layout that comes with costctl: the columns of it by the kind's own names, for
    what the layout takes from others."""
    if binding.layout.own or binding.layout.generated or not binding.missing:
        return []
    header, taken = binding.header, [bound for bound in binding.bound if bound.places]
    names = {normal(name) for bound in taken for name in bound.column.headers}
    return [
        header.names[place]
        for place in header.filled
        if place not in binding.used and normal(header.names[place]) in names
    ]


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
