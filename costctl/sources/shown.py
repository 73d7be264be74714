"""The text of a cell as a person may see it."""

from costctl.masking import masked, masked_card
from costctl.sources.marks import unmarked


def shown(text: str) -> str:
    """Without its mark, every long number hidden."""
    return masked(unmarked(text))


def shown_card(text: str) -> str:
    """Of a card column, of which only the last four digits may be seen."""
    return masked_card(unmarked(text))
