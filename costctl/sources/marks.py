"""Marks at the end of a cell's text for what a workbook tells of it beside its value: characters that no text has."""

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


def is_marked(text: str) -> bool:
    """Whether the cell has no value to be read."""
    return text.endswith(tuple(CODES))
