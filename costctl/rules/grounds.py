"""Whether a rule and its values rest, on each of their days, on a document in force.

What is only assumed to hold on may name the text that it was in, and is said to be so.
"""

from datetime import date, timedelta
from itertools import pairwise

from costctl.errors import DataFileError
from costctl.rules.documents import Documents, refuse_document
from costctl.rules.model import Rule

_DAY = timedelta(days=1)


def refuse_groundless(rule: Rule, where: str, documents: Documents) -> None:
    """DataFileError for a document that is not registered or not in force, and for days without any."""
    last = rule.in_force_to or date.max
    for basis in rule.basis:
        refuse_document(
            basis.document,
            documents,
            f"{where}, basis",
            begins=max(basis.from_ or rule.in_force_from, rule.in_force_from),
            lasts=min(basis.to or last, last),
            provenance="assumed" if basis.assumed else "source",
        )
    for name, values in rule.parameters.items():
        ends = [following.from_ - _DAY for _, following in pairwise(values)]
        for value, end in zip(values, [*ends, last], strict=True):
            if value.document:
                refuse_document(
                    value.document, documents, f"{where}, parameters.{name}", begins=value.from_, lasts=min(end, last),
                    provenance=value.provenance,
                )  # fmt: skip
    _refuse_gaps(rule, f"{where}, basis", last)


def _refuse_gaps(rule: Rule, where: str, last: date) -> None:
    covered = rule.in_force_from - _DAY
    for basis in sorted(rule.basis, key=lambda one: one.from_ or date.min):
        if basis.from_ is None or basis.from_ <= covered + _DAY:
            covered = max(covered, min(basis.to or last, last))
        if covered == last:
            return
    raise DataFileError("rule.without_basis", where=where, found=rule.id, day=covered + _DAY)
