"""Content codings undone within a limit."""

import contextlib
import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.unpack import Broken, TooLarge, unpack, zstd

BODY = "كتائب حزب الله and more ".encode() * 500
PACKED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstd.compress(BODY),
}


@pytest.mark.parametrize("coding", PACKED)
def test_each_coding_is_undone(coding):
    """What was packed comes out as it was."""
    assert unpack(PACKED[coding], coding, 1 << 20) == BODY


def test_raw_deflate_is_understood():
    """Some servers send deflate without its zlib wrapping."""
    box = zlib.compressobj(wbits=-15)
    assert unpack(box.compress(BODY) + box.flush(), "deflate", 1 << 20) == BODY


def test_several_members_and_padding_are_read_as_one():
    """Gzip may come in pieces, with zeros behind the last."""
    assert unpack(gzip.compress(BODY) * 2 + b"\0" * 9, "gzip", 1 << 20) == BODY * 2


def test_codings_are_undone_in_their_order():
    """The last applied is the first undone."""
    assert unpack(brotli.compress(gzip.compress(BODY)), "gzip, br", 1 << 20) == BODY


@pytest.mark.parametrize("coding", PACKED)
def test_a_bomb_is_stopped_at_the_limit(coding):
    """A small body that unfolds beyond the limit is refused."""
    with pytest.raises(TooLarge):
        unpack(PACKED[coding], coding, len(BODY) - 1)


@pytest.mark.parametrize("coding", PACKED)
def test_a_cut_body_is_called_broken(coding):
    """Half a body is no body."""
    with pytest.raises(Broken):
        unpack(PACKED[coding][:-9], coding, 1 << 20)


def test_an_unknown_coding_is_called_by_its_name():
    """Nobody guesses at a coding."""
    with pytest.raises(Broken, match="'compress'"):
        unpack(b"x", "compress", 10)


@given(st.binary(max_size=200), st.sampled_from(sorted(PACKED)))
def test_no_bytes_bring_it_down(data, coding):
    """Whatever comes is unpacked or refused."""
    with contextlib.suppress(TooLarge, Broken):
        assert len(unpack(data, coding, 1000)) <= 1000
