"""Content codings undone within a size limit: a small body may claim to be an enormous one."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
Unpacker = Callable[[bytes], Iterator[bytes]]
_STEP = 1 << 16


class TooLarge(ValueError):
    """The body unfolds beyond the limit."""


class Broken(ValueError):
    """The body is not what its Content-Encoding says."""


def unpack(data: bytes, codings: str, limit: int) -> bytes:
    """The body behind the codings of a Content-Encoding header; TooLarge beyond `limit` bytes, Broken if it is none."""
    for name in reversed([c.strip().lower() for c in codings.split(",") if c.strip()]):
        if name == "identity":
            continue
        if name not in _UNPACKERS:
            raise Broken(f"unknown content coding {name[:20]!r}")
        data = _collect(_UNPACKERS[name], data, limit, name)
    return data


def _collect(unpacker: Unpacker, data: bytes, limit: int, name: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        for part in unpacker(data):
            size += len(part)
            if size > limit:
                raise TooLarge(f"{name} data unfolds beyond {limit} bytes")
            parts.append(part)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        raise Broken(f"the {name} data is broken") from error
    return b"".join(parts)


def _inflate(wbits: int) -> Unpacker:
    def run(data: bytes) -> Iterator[bytes]:
        while data:
            box = zlib.decompressobj(wbits)
            while not box.eof:
                part = box.decompress(data, _STEP)
                data = box.unconsumed_tail
                yield part
                if not part and not data:
                    raise EOFError
            # Further gzip members may follow; anything else behind the end is padding.
            data = box.unused_data if box.unused_data.startswith(b"\x1f\x8b") else b""

    return run


def _deflate(data: bytes) -> Iterator[bytes]:
    """`deflate` means zlib by the book, raw deflate on some servers."""
    wrapped = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    yield from _inflate(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)(data)


def _brotli(data: bytes) -> Iterator[bytes]:
    box: Any = brotli.Decompressor()
    part = box.process(data, output_buffer_limit=_STEP)
    while part:
        yield part
        part = b"" if box.is_finished() else box.process(b"", output_buffer_limit=_STEP)
    if not box.is_finished():
        raise EOFError


def _zstd(data: bytes) -> Iterator[bytes]:
    while data:
        box = zstd.ZstdDecompressor()
        part = box.decompress(data, _STEP)
        yield part
        while not box.eof:
            if box.needs_input:
                raise EOFError
            yield box.decompress(b"", _STEP)
        data = box.unused_data


_UNPACKERS: dict[str, Unpacker] = {
    "gzip": _inflate(zlib.MAX_WBITS | 16),
    "x-gzip": _inflate(zlib.MAX_WBITS | 16),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
