"""Tables in narrow terminals: nothing is lost, no word is broken, no line is too long."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from costctl.cli.tables import Column, fold, lines

WORDS = [
    "2025-12-31",
    "violation",
    "17260.00",
    "spent",
    "会议费",
    "澄湖区教育体育局",
    "财行〔2016〕71号",
    "a",
    "(cap 300.00)",
]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
MESSAGE = "17260.00 spent to 2025-12-31, 16300.00 approved"


HEADINGS = ("id", "name", "what")


def squeezed(texts: Iterable[str]) -> str:
    """All characters of some texts but what laying out adds."""
    return re.sub(r"[\s·─]", "", "".join(texts))


def whole_words(texts: Iterable[str]) -> list[str]:
    """Every Latin word, number and date of some texts."""
    return [word for text in texts for word in re.findall(r"[A-Za-z0-9.-]{2,}", text)]


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5), st.integers(30, 130))
def test_every_word_stands_whole_in_every_width(rows: list[tuple[str, str, str]], width: int) -> None:
    """A line is longer than the terminal only where a single column is."""
    cells = list(zip(*rows, strict=True))
    columns = [Column(heading, column) for heading, column in zip(HEADINGS, cells, strict=True)]

    said = list(lines(columns, width))

    everything = [*HEADINGS, *(cell for row in rows for cell in row)]
    assert all(cell_len(line) <= max(width, columns[0].width) for line in said)
    assert sorted(whole_words(everything)) == sorted(whole_words(said))
    assert sorted(squeezed(everything)) == sorted(squeezed(said))


def test_what_does_not_fit_beside_stands_below_its_row() -> None:
    """The widest text moves, the rest keeps its columns."""
    columns = [
        Column("id", ["F000001", "F000002"]),
        Column("department", ["教育局", "农业局"]),
        Column("what", [MESSAGE, "–"]),
        Column("excess", ["960.00", "1,500.01"], is_right=True),
    ]

    assert list(lines(columns, 50)) == [
        "id       department    excess",
        "  what",
        "─────────────────────────────",
        "F000001  教育局        960.00",
        f"  {MESSAGE}",
        "F000002  农业局      1,500.01",
    ]


@pytest.mark.parametrize("width", [200, 110])
def test_a_wide_terminal_has_one_line_a_row(width: int) -> None:
    """Where all fits, nothing is folded."""
    said = list(lines([Column("id", ["F000001"]), Column("what", [MESSAGE])], width))

    assert said == ["id       what", "─" * (9 + len(MESSAGE)), f"F000001  {MESSAGE}"]


def test_a_table_without_headings_has_no_rule() -> None:
    """Facts of one thing: a name and what is known."""
    assert list(lines([Column("", ["程度", "单位"]), Column("", ["违规", "012"])], 80)) == ["程度  违规", "单位  012"]


def test_numbers_are_never_folded() -> None:
    """They stand right and whole, even where the terminal is narrower than they are."""
    said = list(lines([Column("item", ["会议费"]), Column("budget", ["1,234,567.00"], is_right=True)], 12))

    assert any("1,234,567.00" in line for line in said)


def test_a_paragraph_keeps_commands_whole() -> None:
    """A command may be copied from the line that it stands in."""
    said = fold("已新建账本 a。下一步:costctl import 文件", 24)

    assert said == ["已新建账本 a。下一步:", "costctl import 文件"]
    assert fold("  batch.unknown", 10) == ["  batch.unknown"]


def test_each_line_of_a_cell_is_folded_for_itself() -> None:
    said = list(lines([Column("no", ["1"]), Column("what", ["rule book ef59fd\nCARD-R09: 3000 → 9000"])], 24))

    assert said == ["no  what", "─" * 24, "1   rule book ef59fd", "    CARD-R09: 3000 →", "    9000"]
