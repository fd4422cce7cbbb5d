"""A spool reads as any file, from anywhere in it, and lies sealed on disk."""

from __future__ import annotations

import hashlib
import io

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from hjemmel.engine.vault.spool import Spool
from hjemmel.engine.vault.stream import PART, opened

LONG = bytes(range(256)) * (PART // 100)


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, len(LONG)])
def test_what_was_written_is_read_and_its_digest_is_that_of_the_clear_text(size: int) -> None:
    content = LONG[:size]
    spool = Spool.of([content[:10], content[10:]], "a")
    assert spool.opened().read() == content
    assert (spool.size, spool.digest) == (size, hashlib.sha256(content).hexdigest())
    assert b"".join(opened(spool.sealed(), spool.key, "a")) == content
    spool.close()


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LONG) + 9), st.integers(0, PART + 9)), max_size=8))
def test_it_seeks_as_a_file_in_memory_does(jumps: list[tuple[int, int]]) -> None:
    spool, plain = Spool.of([LONG], "a"), io.BytesIO(LONG)
    with spool.opened() as file:
        for place, many in jumps:
            assert file.seek(place) == plain.seek(place)
            assert file.read(many) == plain.read(many)
            assert file.tell() == plain.tell()
    spool.close()


def test_no_word_of_it_lies_on_the_disk_and_a_changed_part_does_not_open() -> None:
    spool = Spool.of([b"Bekkeveien " * 20_000], "a")
    sealed = b"".join(spool.sealed())
    assert b"Bekkeveien" not in sealed
    spool._file.seek(200)
    spool._file.write(b"x")
    with pytest.raises(InvalidTag):
        spool.opened().read(10)
    spool.close()
