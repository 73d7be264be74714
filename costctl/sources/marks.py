"""Marks at the end of a cell's text for what a workbook tells of it beside its value: characters that no text has."""

from costctl.masking import masked, masked_card

NO_RESULT = "\ufdd0"
"""A formula whose result the workbook lacks; the text before the mark is the formula."""

SHARED = "\ufdd1"
"""A number that stands in a cell merged over several rows; the text before the mark is the number."""

CODES = {NO_RESULT: "formula.no_result", SHARED: "cell.merged"}
"""What is wrong with a cell that is so marked."""

_MARKS = "".join(CODES)


def unmarked(text: str) -> str:
    """The text without its mark."""
    return text.rstrip(_MARKS)


def shown(text: str) -> str:
    """The text of a cell as a person may see it: without its mark, every long number hidden."""
    return masked(unmarked(text))


def shown_card(text: str) -> str:
    """The text of a cell of a card column, of which only the last four digits may be seen."""
    return masked_card(unmarked(text))


def is_marked(text: str) -> bool:
    """Whether the cell has no value to be read."""
    return text.endswith(tuple(CODES))
