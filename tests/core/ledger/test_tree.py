"""The tree over the ledger, against RFC 9162's own recursive definition written out, and against the RFC 6962 test vectors' shape."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.ledger.tree import (
    EMPTY,
    Growing,
    Node,
    consistency,
    goes_on,
    included,
    inclusion,
    peaks,
    root,
    root_of,
)

LINES = [hashlib.sha256(str(number).encode()).digest() for number in range(70)]


def by_definition(lines: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, as it stands there."""
    if not lines:
        return hashlib.sha256().digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\0" + lines[0]).digest()
    split = 1
    while split * 2 < len(lines):
        split *= 2
    return hashlib.sha256(b"\1" + by_definition(lines[:split]) + by_definition(lines[split:])).digest()


def nodes(lines: list[bytes], tree: Growing) -> dict[int, bytes]:
    """The digests by their places."""
    made = [tree.add(line) for line in lines]
    return {leaf + up: digest for leaf, digests in made for up, digest in enumerate(digests)}


PLACES = nodes(LINES, Growing())


def read(node: Node) -> bytes:
    return PLACES[node.place]


sizes = st.integers(1, len(LINES))


def test_the_root_over_known_lines_is_the_published_one() -> None:
    """The first vectors that implementations of RFC 6962 share: lines of zero, one and sixteen bytes."""
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of([b"", b"\0"]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_of([b"", b"\0", b"\x10"]).hex() == (
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    )


@given(st.integers(0, len(LINES)))
def test_the_root_is_that_of_the_definition_however_it_is_computed(size: int) -> None:
    expected = by_definition(LINES[:size])
    assert root_of(LINES[:size]) == expected
    assert root(size, read) == expected


@given(st.integers(0, len(LINES)), st.integers(0, len(LINES)))
def test_a_tree_that_goes_on_from_its_peaks_is_the_same_tree(one: int, other: int) -> None:
    old, new = sorted((one, other))
    tree = Growing(old, read)
    assert nodes(LINES[old:new], tree).items() <= PLACES.items()
    assert tree.root() == by_definition(LINES[:new])


def test_places_are_numbered_as_nodes_become_complete() -> None:
    assert list(PLACES) == list(range(len(PLACES)))
    assert [Node(0, 3).place, Node(1, 1).place, Node(2, 0).place, Node(0, 4).place] == [4, 5, 6, 7]


@given(sizes, st.data())
def test_each_line_is_shown_to_be_in_the_tree_and_no_other(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    proof = inclusion(number, size, read)
    top = by_definition(LINES[:size])
    assert included(LINES[number], number, size, proof, top)
    other = data.draw(st.integers(0, len(LINES) - 1).filter(lambda one: one != number))
    assert not included(LINES[other], number, size, proof, top)
    assert not included(LINES[number], other, size, proof, top)
    assert not included(LINES[number], number, size, [*proof, EMPTY], top)
    assert not included(LINES[number], number, size, proof, by_definition(LINES[: size - 1]))
    if proof:
        assert not included(LINES[number], number, size, proof[:-1], top)


@given(st.integers(0, len(LINES)), st.integers(0, len(LINES)), st.data())
def test_a_longer_tree_goes_on_from_a_shorter_and_from_no_other(
    one: int, other: int, data: st.DataObject
) -> None:
    old, new = sorted((one, other))
    before, after = by_definition(LINES[:old]), by_definition(LINES[:new])
    proof = consistency(old, new, read)
    assert goes_on(old, before, new, after, proof)
    forged = list(LINES[:new])
    if old:
        forged[data.draw(st.integers(0, old - 1))] = EMPTY
        there = nodes(forged, Growing())
        path = consistency(old, new, lambda node: there[node.place])
        assert not goes_on(old, before, new, by_definition(forged), path)
        assert not goes_on(old, before, new, after, [*proof, EMPTY])


def test_a_proof_is_as_long_as_the_tree_is_high() -> None:
    assert max(len(inclusion(number, 64, read)) for number in range(64)) == 6
    assert len(peaks(2**20 - 1)) == 20


@pytest.mark.parametrize(("number", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion(number, size, read)


def test_a_tree_does_not_go_on_from_a_larger_one() -> None:
    with pytest.raises(ValueError, match="not larger"):
        consistency(4, 3, read)
