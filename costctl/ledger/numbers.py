"""The numbers by which people know batches, rejected rows, findings and runs: a letter of their own and six digits."""

import re

BATCH, REJECT, FINDING, RUN = "B", "J", "F", "R"


def id_of(letter: str, number: int) -> str:
    """Such as `B000012`."""
    return f"{letter}{number:06d}"


def number_of(letter: str, written: str) -> int | None:
    """The number that `written` stands for, leading zeros or not; None for anything else, another letter included."""
    found = re.fullmatch(rf"{letter}0*([0-9]{{1,9}})", written.strip().upper(), flags=re.ASCII)
    return int(found[1]) if found else None
