"""Laws of reading: nothing is lost, nothing comes twice, and pieces give what the whole gives."""

import dataclasses
from collections.abc import Iterator

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from costctl.sources.others import sort_of
from tests.reading import grid_of
from tests.test_extract import CARDS, HEAD, identify, read

DAYS = st.sampled_from(["2025-03-01", "2025-13-01", "", "合计", "注:", "交易日期", "x"])
NAMES = st.sampled_from(["店", "", "Total", "商户", "小计", "说明:某事"])
AMOUNTS = st.sampled_from(["1.00", "-2.5", "", "1.005", "abc", "金额", "3"])
ROWS = st.lists(st.tuples(DAYS, NAMES, AMOUNTS), max_size=25)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_row_is_a_record_a_reject_or_known_to_be_neither(rows: list[tuple[str, str, str]]) -> None:
    """No row vanishes: what is neither in the records nor in the rejects is a header, a total, a note or blank."""
    grid = grid_of(HEAD, *rows)
    got = read(grid)
    binding = identify(grid, [CARDS], where="a", file="a", forced=True)
    numbers = [*got.rows["row_no"], *got.rejects["row_no"]]

    left = [cells for row, cells in grid.head if row > 1 and row not in numbers]

    assert len(numbers) == len(set(numbers)) == got.rows_read
    assert all(sort_of(binding, cells) is not None for cells in left)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1, 7))
@example([("交易日期", "商户", ""), ("交易日期", "", "1.00")], 1)
@example([("2025-03-01", "店", "1.00"), ("合计", "店", "1.00"), ("", "小计", "1.00")], 1)
def test_pieces_give_what_the_whole_gives(rows: list[tuple[str, str, str]], size: int) -> None:
    """However a file is cut, its records, rejects, totals and doubts are the same."""
    whole = grid_of(HEAD, *rows)

    def pieces(after: int) -> Iterator[pl.DataFrame]:
        for frame in whole.frames(after):
            yield from frame.iter_slices(size)

    one, many = read(whole), read(dataclasses.replace(whole, frames=pieces))

    assert one.rows.equals(many.rows)
    assert one.rejects.equals(many.rejects)
    assert (one.totals, one.doubts) == (many.totals, many.doubts)
