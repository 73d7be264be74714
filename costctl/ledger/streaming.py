"""Frames streamed into one INSERT, so that a file of any length passes through little memory.

Frames that are registered one by one inside a transaction stay in memory until it ends; one reader for all does not.
"""

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

import polars as pl
import pyarrow as pa

from costctl.ledger.connection import ROW_GROUP, Connection, Params

Part = TypeVar("Part")


def insert(db: Connection, query: str, params: Params, nothing: pl.DataFrame, frames: Iterable[pl.DataFrame]) -> None:
    """Runs an INSERT that selects from `streamed`: all the frames, each with exactly the columns of `nothing`.

    While the frames are made, `db` is busy and can be asked nothing. Their errors come out as they are.
    """
    failed: list[BaseException] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for rows in in_row_groups(frames):
                yield from _arrow(rows.rechunk()).to_batches()
        except BaseException as error:  # DuckDB would turn it into text
            failed.append(error)
            raise

    reader = pa.RecordBatchReader.from_batches(_arrow(nothing).schema, batches())
    try:
        with db.registered(streamed=reader):
            db.execute(query, params)
    except Exception as error:
        raise (failed[0] if failed else error) from None


def _arrow(frame: pl.DataFrame) -> pa.Table:
    """The frame as Arrow, texts as views, which costs no copy."""
    return frame.to_arrow(compat_level=pl.CompatLevel.newest())


def in_row_groups(parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in frames of ROW_GROUP, the last one shorter: whole groups are stored once and never rewritten."""
    waiting: list[pl.DataFrame] = []
    held = 0
    for part in parts:
        waiting.append(part)
        held += part.height
        if held < ROW_GROUP:
            continue
        rows = pl.concat(waiting)
        whole = held - held % ROW_GROUP
        yield from rows.head(whole).iter_slices(ROW_GROUP)
        waiting, held = [rows.slice(whole)], held - whole
    if held:
        yield pl.concat(waiting)


def ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts, the next one made in a thread while the caller uses the last; errors come out as they are."""
    made: Queue[tuple[Part | None, BaseException | None]] = Queue(maxsize=1)
    is_given_up = Event()

    def make() -> None:
        try:
            for part in parts:
                made.put((part, None))
                if is_given_up.is_set():
                    return
            made.put((None, None))
        except BaseException as error:  # handed to the caller
            made.put((None, error))

    maker = Thread(target=make, name="reading ahead", daemon=True)
    maker.start()
    try:
        while True:
            part, error = made.get()
            if error is not None:
                raise error
            if part is None:
                return
            yield part
    finally:
        is_given_up.set()
        while maker.is_alive():
            if not made.empty():
                made.get()
            maker.join(0.01)
