"""What a file that no layout knows may be: its kind, the column of each record column, the sign of its amounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from costctl.records import Kind, kinds
from costctl.sources.billed import part_billed, prefer_billed
from costctl.sources.directions import Way, by_amounts, by_words, refunded, two_columns
from costctl.sources.guess import Sample, has_decimal_comma
from costctl.sources.layout import Layout
from costctl.sources.likely_columns import known_names, match
from costctl.sources.typewords import told_by

_NOBODYS = 0.25
"""What speaks against a kind whose records must belong to a department, where the file names none."""
_SPOKEN_OF = 1.0
"""What speaks for a kind where a title speaks of such records, and again where the name of a column does."""


@dataclass(frozen=True)
class Proposal:
    """A kind for the columns of a file, and the columns for it."""

    kind: Kind
    found: Sequence[Sample]
    matched: Mapping[str, Sample]
    """The file column of each record column; never empty."""
    way: Way | None
    """How the amounts get their sign, where that takes more than their own column."""
    types: Sample | None = None
    """The column whose text tells refunds, repayments, withdrawals and fees."""

    @property
    def amount(self) -> Sample | None:
        """The column of the amounts that this kind counts as spent."""
        return self.matched.get("amount") if self.kind.spends else None

    @property
    def unused(self) -> list[Sample]:
        """The columns that nothing is taken from."""
        used = {sample.place for sample in (*self.matched.values(), *(self.way.samples if self.way else ()))}
        return [sample for sample in self.found if sample.place not in used]


def propose(
    found: Sequence[Sample], layouts: Sequence[Layout], kind: str | None, titles: Sequence[str] = ()
) -> Proposal:
    """The kind whose needs and columns the file meets best and of which its titles speak, or the one that is named.

    Where no column meets any, the first stands in for one, because a layout needs one.
    """
    tried = [_of_kind(one, found, layouts) for name, one in kinds().items() if not kind or name == kind]
    best = max(tried, key=lambda one: _merit(one) + _spoken_of(one, titles))
    return best if best.matched else replace(best, matched={best.kind.columns[0].name: found[0]})


def _of_kind(kind: Kind, found: Sequence[Sample], layouts: Iterable[Layout]) -> Proposal:
    comma = has_decimal_comma(found)
    way = two_columns(found, decimal_comma=comma) if kind.spends else None
    apart = [*(way.samples if way else ()), *(refunded(found) if kind.spends else ())]
    rest = [sample for sample in found if sample not in apart]
    matched = match(kind, rest, known_names(kind, layouts))
    if "original_currency" in kind.names:
        prefer_billed(rest, matched, "currency")
    if way:
        matched["amount"] = way.samples[0]
    elif kind.spends and "amount" in matched:
        prefer_billed(rest, matched, "amount")
        part_billed(matched)
        way = by_words(matched["amount"], found, decimal_comma=comma)
        way = way or by_amounts(matched["amount"], found, decimal_comma=comma)
    types = told_by(found) if "transaction_type" in kind.names and "transaction_type" not in matched else None
    return Proposal(kind, found, matched, way, types)


def _spoken_of(proposal: Proposal, titles: Iterable[str]) -> float:
    headers = [sample.header for sample in proposal.found]
    return _SPOKEN_OF * sum(
        any(word in text for text in texts for word in proposal.kind.words) for texts in (titles, headers)
    )


def _merit(proposal: Proposal) -> float:
    kind, matched = proposal.kind, proposal.matched
    needs = [{column.name} for column in kind.columns if column.required and column.name != "department_code"]
    needs += [set(kind.either)] if kind.either else []
    met = sum(bool(need & set(matched)) for need in needs) / max(len(needs), 1)
    is_nobodys = any(column.name == "department_code" and column.required for column in kind.columns)
    is_nobodys = is_nobodys and "department_code" not in matched
    return 2 * met + len(matched) / max(len(proposal.found), 1) - _NOBODYS * is_nobodys
