"""The first records of an .xls workbook."""

import struct
from collections.abc import Iterator

DATE_SYSTEM, PASSWORD = 0x0022, 0x002F
_BEGIN = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_END = 0x000A


def first_records(content: bytes, most: int = 1000) -> Iterator[tuple[int, bytes]]:
    """What each record is and what it holds, as far as they follow one another in the file."""
    at = content.find(_BEGIN)
    for _ in range(most):
        if at < 0 or at + 4 > len(content):
            return
        record, length = struct.unpack_from("<HH", content, at)
        if record == _END:
            return
        yield record, content[at + 4 : at + 4 + length]
        at += 4 + length
