"""The encoding of a text file, and its text as blocks of UTF-8 with known line ends."""

import codecs
import re
from collections.abc import Callable, Iterator

import polars as pl

from costctl.errors import SourceError
from costctl.sources.unseen import JOINER, seen_bytes

Blocks = Callable[[], Iterator[bytes]]
"""The bytes of a file from its start, in blocks; may be called again."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GUESSES = ("utf-8", "gb18030")
_UTF8 = ("utf-8", "utf-8-sig")
_LATIN = re.compile("[À-ɏ£‘’“”–—]")
_RARE = 8
"""How many ASCII characters stand at least in a text of UTF-16 for each one whose code ends in 00."""
_BEGUN = (b"\r", JOINER.encode())
"""Where a block ends so, what comes next says what it is."""


def encoding_of(name: str, blocks: Blocks, given: str | None) -> str:
    """The encoding of a text file: its mark, else the `given` one, else what every byte of it agrees with.

    cp1252 and latin-1 are never guessed: nearly every file agrees with them. SourceError names the line that cannot be
    read as the given encoding, or as any that is tried.
    """
    start = next(blocks(), b"")
    if mark := _by_mark(start):
        tried = [mark]
    elif given is not None:
        tried = [_known(name, given)]
    else:
        tried = [*_by_zeros(start), *_GUESSES]
    for encoding in tried:
        if (line := _undecodable_line(blocks, encoding)) is None:
            return encoding
    raise SourceError("file.undecodable", where=name, found=", ".join(tried), line=line)


def is_latin_in_gb18030(blocks: Blocks) -> bool:
    """Whether a text that agrees with GB18030 has accented letters or English signs in it: one in Latin-1 or cp1252
    that agrees by chance has Chinese characters in their places."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    return any(_LATIN.search(decoder.decode(block)) for block in blocks())


def utf8_blocks(blocks: Blocks, encoding: str) -> Iterator[bytes]:
    """The text as UTF-8 without what nobody sees, such as the byte-order marks of files that were put together; each
    line ended by LF or CR LF. Blocks may end within a line."""
    held = b""
    for text in blocks() if encoding in _UTF8 else _transcoded(blocks(), encoding):
        block = held + text
        end = _whole_characters(block)
        end -= next((len(begun) for begun in _BEGUN if block.endswith(begun, 0, end)), 0)
        held, block = block[end:], seen_bytes(block[:end])
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if block:
            yield block
    if held:
        yield b"\n" if held == b"\r" else seen_bytes(held)


def _by_mark(start: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)


def _by_zeros(start: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark, where a quarter of the characters has NUL as the same half and few (一) as the other."""
    sample = start[:4096]
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    enough = max(2, len(sample) // 8)
    if high >= enough and low * _RARE <= high:
        return ("utf-16-le",)
    return ("utf-16-be",) if low >= enough and high * _RARE <= low else ()


def _known(name: str, given: str) -> str:
    try:
        return codecs.lookup(given).name
    except LookupError as error:
        raise SourceError("file.encoding_unknown", where=name, found=given) from error


def _transcoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The blocks, which are known to agree with `encoding`, as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in blocks:
        yield decoder.decode(block).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def _undecodable_line(blocks: Blocks, encoding: str) -> int | None:
    """The first line with bytes that are none of `encoding`; None where there is none."""
    if encoding in _UTF8 and _is_utf8(blocks()):
        return None
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block in blocks():
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, errors="replace")
            return line + _line_ends(good)
        line += _line_ends(text)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _is_utf8(blocks: Iterator[bytes]) -> bool:
    """Whether all of it is UTF-8. polars checks several times faster than Python decodes."""
    held = b""
    for read in blocks:
        block = held + read
        end = _whole_characters(block)
        held = block[end:]
        if block.isascii():
            continue
        try:
            pl.Series([block[:end]], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError:
            return False
    return not held


def _whole_characters(block: bytes) -> int:
    """How many bytes of the block are characters that end within it."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if length > back else len(block)
    return len(block)
