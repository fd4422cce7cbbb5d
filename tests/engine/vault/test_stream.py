"""A sealed file opens whole and unchanged, or not at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.engine.vault.faults import NotOpened
from hjemmel.engine.vault.stream import PART, Sealing, new_key, opened

KEY = new_key()
SIZES = [0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 17]


def sealed(text: bytes, name: str = "package", at_once: int = 1000) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, KEY, name)
    for begin in range(0, len(text), at_once):
        sealing.write(text[begin : begin + at_once])
    sealing.close()
    assert sealing.size == len(out.getvalue())
    return out.getvalue()


def read(content: bytes, name: str = "package", key: bytes = KEY) -> bytes:
    return b"".join(opened([content], key, name))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_again(size: int) -> None:
    text = bytes(number % 251 for number in range(size))
    assert read(sealed(text)) == text


@given(text=st.binary(max_size=300), cut=st.integers(1, 40))
def test_it_does_not_matter_how_the_sealed_file_is_cut(text: bytes, cut: int) -> None:
    whole = sealed(text, at_once=7)
    parts = [whole[begin : begin + cut] for begin in range(0, len(whole), cut)]
    assert b"".join(opened(parts, KEY, "package")) == text


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_was_cut_off_does_not_open_to_its_end(size: int) -> None:
    whole = sealed(bytes(size))
    for end in {0, 5, len(whole) - 1, len(whole) - 16, len(whole) // 2, PART + 11 + 16}:
        if end < len(whole):
            with pytest.raises(NotOpened):
                read(whole[:end])


def test_parts_cannot_change_places_or_be_left_out() -> None:
    whole = sealed(bytes(range(256)) * (3 * PART // 256))
    head, part = 11, PART + 16
    first, second, rest = (
        whole[head : head + part],
        whole[head + part : head + 2 * part],
        whole[head + 2 * part :],
    )
    for wrong in (second + first + rest, second + rest, first + rest, first + second + rest + b"x"):
        with pytest.raises(NotOpened):
            read(whole[:head] + wrong)


@pytest.mark.parametrize("at", [0, 5, 20, -1])
def test_a_changed_byte_does_not_open(at: int) -> None:
    whole = bytearray(sealed(b"what was said"))
    whole[at] ^= 1
    with pytest.raises(NotOpened):
        read(bytes(whole))


def test_it_opens_under_its_own_name_and_key_alone() -> None:
    whole = sealed(b"what was said")
    with pytest.raises(NotOpened):
        read(whole, name="another")
    with pytest.raises(NotOpened):
        read(whole, key=new_key())


def test_nothing_of_the_text_shows() -> None:
    whole = sealed(b"Kari Plantet " * 10_000)
    assert b"Kari" not in whole
    assert sealed(b"the same") != sealed(b"the same")
