"""What a read file amounts to, for tests: all parts of a sheet put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from costctl.bilingual import Text
from costctl.sources.grid import Grid
from costctl.values import Batch, ControlTotal, Doubt, SheetSource


@dataclass(frozen=True)
class Read:
    """A sheet read to its end."""

    source: SheetSource
    rows: pl.DataFrame
    rejects: pl.DataFrame
    rows_read: int
    doubts: tuple[Doubt, ...]
    totals: tuple[ControlTotal, ...]

    def sum(self, column: str = "amount") -> Decimal:
        """The exact sum of a money column."""
        return sum((one for one in self.rows[column] if one is not None), Decimal(0))

    @property
    def codes(self) -> list[str]:
        """The code of each reject, in row order."""
        return self.rejects["code"].to_list()


def read_sheet(source: SheetSource) -> Read:
    """Everything a sheet gives; it must be one that can be read."""
    assert source.problem is None, source.problem.say("en")
    parts = list(source.parts())
    return Read(
        source,
        pl.concat([part.rows for part in parts], how="diagonal"),
        pl.concat([part.rejects for part in parts]),
        sum(part.rows_read for part in parts),
        (*source.doubts, *(doubt for part in parts for doubt in part.doubts)),
        tuple(total for part in parts for total in part.control_totals),
    )


def read_only_sheet(batch: Batch) -> Read:
    """The one sheet of a batch, read."""
    (source,) = batch.sheets
    return read_sheet(source)


def grid_of(*rows: Sequence[str], first_row: int = 1, sheet: str | None = None, **more: object) -> Grid:
    """A grid made by hand; blank rows count but are not given."""
    width = max(len(row) for row in rows)
    full = [(number, (*row, *[""] * (width - len(row)))) for number, row in enumerate(rows, start=first_row)]
    head = tuple((number, cells) for number, cells in full if any(cell.strip() for cell in cells))

    def frames(after: int):  # type: ignore[no-untyped-def]
        below = [(number, *(cell or None for cell in cells)) for number, cells in head if number > after]
        schema = {"row_no": pl.Int64(), **{f"c{place}": pl.String() for place in range(width)}}
        yield pl.DataFrame(below, schema=schema, orient="row")

    known = {"hidden": False, "encoding": None if sheet else "utf-8", "delimiter": None if sheet else ",", "merged": ()}
    return Grid(sheet=sheet, width=width, head=head, frames=frames, **(known | more))  # type: ignore[arg-type]


def examples(doubt: Doubt) -> tuple[str, ...]:
    """The examples of a doubt in English, as JSON has them."""
    return tuple(one.en if isinstance(one, Text) else one for one in doubt.examples)
