"""The body of an answer, read to its end or to a limit, whatever it unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

MOST_BYTES = 32 * 1024 * 1024
"""Of an answer, unpacked. A page of 1,000 invoices of 10 lines has some 8 MB."""


class TooLarge(Exception):
    """There is more than was asked for."""


class NotDecoded(Exception):
    """It is packed in a way that was not asked for, or damaged."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int = MOST_BYTES) -> bytes:
    """The whole body, unpacked; at no moment is more than ``most`` in memory.

    ``chunks`` are the bytes as they came, ``encoding`` the header Content-Encoding.
    Raises TooLarge, NotDecoded.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _joined(chunks, most)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotDecoded(encoding)
    try:
        return _joined(_unpacked(chunks, most), most)
    except zlib.error as error:
        raise NotDecoded(encoding) from error


def _joined(chunks: Iterable[bytes], most: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], most: int) -> Iterable[bytes]:
    """Each piece of what is packed gives at most one byte more than the limit; a cut
    stream is an error, a second gzip member belongs to it."""
    unpacker, is_empty = zlib.decompressobj(_ANY_HEADER), True
    for chunk in chunks:
        while chunk:
            is_empty = False
            if unpacker.eof:
                unpacker = zlib.decompressobj(_ANY_HEADER)
            yield unpacker.decompress(chunk, most + 1)
            if unpacker.unconsumed_tail:
                raise TooLarge
            chunk = unpacker.unused_data
    if not (is_empty or unpacker.eof):
        raise zlib.error("the stream is cut")


_ANY_HEADER = zlib.MAX_WBITS | 32  # gzip's or zlib's, as it says itself
