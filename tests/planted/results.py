"""What was planted beside what was found, rule by rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.planted import assets, cards, meetings, payments, receptions, travel
from tests.planted.cases import PLANTS, Case

AREAS = (assets, cards, meetings, payments, receptions, travel)
"""Where the cases of rules are."""


@dataclass(frozen=True)
class Result:
    """One rule's subjects."""

    rule: str
    planted: frozenset[str]
    clean: frozenset[str]
    found: frozenset[str]

    @property
    def missed(self) -> list[str]:
        """Planted and not found."""
        return sorted(self.planted - self.found)

    @property
    def wrong(self) -> list[str]:
        """Found and not planted."""
        return sorted(self.found - self.planted)

    @property
    def precision(self) -> float:
        """The share of what was found that was planted."""
        return len(self.planted & self.found) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was planted that was found."""
        return len(self.planted & self.found) / len(self.planted) if self.planted else 1.0


def results(cases: Iterable[Case], found: set[tuple[str, str]]) -> list[Result]:
    """One for every rule that plants or finds something."""
    expected = {subject: flagged for case in cases for subject, flagged in case.subjects.items()}
    rules = sorted({*PLANTS, *(rule for rule, _ in found)})
    return [
        Result(
            rule,
            frozenset(subject for (of, subject), flagged in expected.items() if of == rule and flagged),
            frozenset(subject for (of, subject), flagged in expected.items() if of == rule and not flagged),
            frozenset(subject for of, subject in found if of == rule),
        )
        for rule in rules
    ]
