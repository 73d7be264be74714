"""Cuts a long text into stretches of whole records, so that it streams within memory."""

from collections.abc import Iterator

STRETCH_BYTES = 56 * 2**20
"""Measured: smaller ones cost more each, larger ones take more memory."""

_LINES_BACK = 1000
_LINES_SURE = 50


def stretches(blocks: Iterator[bytes], size: int = STRETCH_BYTES) -> Iterator[bytes]:
    """The text in stretches of about `size` bytes, each cut where a record ends; the first are shorter, so that whoever
    works on them need not wait long to begin."""
    held: list[bytes] = []
    length = 0
    usual = wanted = size // 3
    for block in blocks:
        held.append(block)
        length += len(block)
        if length < wanted:
            continue
        # a text without quotes is cut in its last block, which spares a copy of all of it
        *whole, last = [b"".join(held)] if any(b'"' in one for one in held) else held
        if cut := _record_end(last):
            yield b"".join([*whole, last[:cut]])
            usual = wanted = min(2 * usual, size)
            held, length = [last[cut:]], len(last) - cut
        else:
            wanted = 2 * length
    if text := b"".join(held):
        yield text


def _record_end(text: bytes) -> int | None:
    """Where the last record ends that is surely whole; None if that cannot be said.

    A line end is the end of a record where the quotes before it pair up. A stray quote spoils that count, so the
    quotes of its own line must pair up too; where no such line end is near, one before many lines that each pair up is
    taken, and where every record has several lines, one where only the quotes before it do.
    """
    last = text.rfind(b"\n") + 1
    if b'"' not in text:  # looked for first: to find nothing is much quicker than to count nothing
        return last or None
    quotes = text.count(b'"')
    after = text.count(b'"', last)
    end = last
    pairs_up = None
    in_turn = 0
    for _ in range(_LINES_BACK):
        start = text.rfind(b"\n", 0, max(end - 1, 0)) + 1
        if not start:
            break
        in_line = text.count(b'"', start, end)
        if (quotes - after) % 2 == 0:
            if in_line % 2 == 0:
                return end
            pairs_up = pairs_up or end
        in_turn = in_turn + 1 if in_line % 2 == 0 else 0
        if in_turn == _LINES_SURE:
            return start
        after += in_line
        end = start
    return pairs_up
