"""One value: it opens where it was sealed, with the key it was sealed with, unchanged; and nowhere else."""

import random
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.vault import independent

from hjemmel.engine.vault.faults import NotOpened
from hjemmel.engine.vault.sealing import Place, SubjectKey
from hjemmel.engine.vault.vault import _nonces

KEY = SubjectKey("subject-one", 3, bytes(range(32)))
PLACE = Place(table="register_person", column="email", row="17")
NONCE = bytes(range(12))
NAME = "Kanarifugl Kvitrevik"


def seal(text: str) -> bytes:
    return KEY.seal(PLACE, text, NONCE)


# ---- round trip -----------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """Half surrogate pairs, zero bytes and line ends too."""
    assert KEY.open(PLACE, seal(text)) == text


@pytest.mark.parametrize(
    "text", ["", "\x80", "\0", "a" * 31, "a" * 32, "a" * 33, "ø" * 16, "\ud800", "x\0\0\0"]
)
def test_texts_at_the_edges_of_a_block_come_back(text: str) -> None:
    assert KEY.open(PLACE, seal(text)) == text


def test_the_length_of_short_texts_does_not_show() -> None:
    assert len({len(seal("a" * length)) for length in range(32)}) == 1
    assert len(seal("a" * 31)) == 1 + 4 + 12 + 32 + 16


# ---- what opens nothing ---------------------------------------------------------------------------------------

ELSEWHERE = {
    "another row": Place(table="register_person", column="email", row="18"),
    "another column": Place(table="register_person", column="phone", row="17"),
    "another table": Place(table="register_contact", column="email", row="17"),
    "parts with other borders": Place(table="register_personemail", column="", row="17"),
    "parts swapped": Place(table="email", column="register_person", row="17"),
}


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_moved_elsewhere_it_does_not_open(place: Place) -> None:
    with pytest.raises(NotOpened):
        KEY.open(place, seal(NAME))


@pytest.mark.parametrize(
    "key",
    [
        SubjectKey("subject-two", 3, bytes(range(32))),
        SubjectKey("subject-one", 2, bytes(range(32))),
        SubjectKey("subject-one", 3, bytes(range(1, 33))),
    ],
    ids=["another subject", "another version", "another key"],
)
def test_it_does_not_open_for(key: SubjectKey) -> None:
    with pytest.raises(NotOpened):
        key.open(PLACE, seal(NAME))


def test_with_any_one_bit_flipped_it_does_not_open() -> None:
    sealed = seal(NAME)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotOpened):
            KEY.open(PLACE, bytes(changed))


@given(st.binary(max_size=200))
def test_no_noise_opens(noise: bytes) -> None:
    with pytest.raises(NotOpened):
        KEY.open(PLACE, noise)


def test_cut_short_or_with_more_behind_it_does_not_open() -> None:
    sealed = seal(NAME)
    for other in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\0", sealed + sealed]:
        with pytest.raises(NotOpened):
            KEY.open(PLACE, other)


def test_no_fault_tells_a_value_or_a_key() -> None:
    key = SubjectKey("subject-one", 3, b"Kanarifugl-secret-of-32-letters!")
    sealed = key.seal(PLACE, NAME, NONCE)
    with pytest.raises(NotOpened) as fault:
        key.open(ELSEWHERE["another row"], sealed)
    told = "".join(traceback.format_exception(fault.value)) + repr(fault.value) + repr(key) + repr(PLACE)
    assert "Kanarifugl" not in told
    assert "register_person.email of row 18" in told


# ---- written as the documentation says --------------------------------------------------------------------------


def test_the_second_opinion_on_gcm_knows_the_known_answer() -> None:
    """Test case 16 of the submission to NIST: AES-256, 96-bit nonce, associated data, a part of a block at the end."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    encrypted, tag = independent.gcm(key, bytes.fromhex("cafebabefacedbaddecaf888"), text, bound)
    assert encrypted.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    )
    assert tag.hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


@given(st.text(max_size=80), st.binary(min_size=32, max_size=32), st.binary(min_size=12, max_size=12))
def test_a_stranger_can_make_the_same_from_the_documentation(text: str, raw: bytes, nonce: bytes) -> None:
    """docs/sealing.md: header, filling and associated data, put together without the product's code."""
    parts = [b"subject-one", None, b"register_person", b"email", b"17"]
    lengths = [b"" if part is None else len(part).to_bytes(4, "big") + part for part in parts]
    lengths[1] = (9).to_bytes(4, "big")
    bound = b"\x01" + b"".join(lengths)
    filled = text.encode() + b"\x80"
    filled += bytes(-len(filled) % 32)
    encrypted, tag = independent.gcm(raw, nonce, filled, bound)
    by_hand = b"\x01" + (9).to_bytes(4, "big") + nonce + encrypted + tag
    assert SubjectKey("subject-one", 9, raw).seal(PLACE, text, nonce) == by_hand


def test_no_nonce_comes_twice_in_a_million() -> None:
    """Drawn as the vault draws them: for one value, for a few, for many at once."""
    sizes = random.Random(1)
    drawn: list[bytes] = []
    while len(drawn) < 1_000_000:
        drawn += _nonces(sizes.choice([1, 6, 100, 30_000]))
    assert len(set(drawn)) == len(drawn)
    assert {len(nonce) for nonce in drawn} == {12}
