import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from hjemmel.core.ledger.chain import BrokenAt, Entry, Fault, Head, Verified, canonical, entry_after, verify
from hjemmel.core.ledger.tree import BLOCK, Growing

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    head = Head()
    for number in range(length):
        at = NOON + timedelta(seconds=number)
        entry = entry_after(head, at, "deed", "staff-1", {"number": number, "word": "æøå"})
        entries.append(entry)
        head = Head(seq=entry.seq, digest=entry.digest)
    return entries


def head_of(entries: list[Entry]) -> Head:
    return Head(seq=entries[-1].seq, digest=entries[-1].digest)


def test_a_whole_chain_is_whole() -> None:
    entries = chain(5)
    assert verify(entries, head_of(entries)) == Verified(count=5, head=entries[-1].digest)


def test_an_empty_ledger_is_whole() -> None:
    assert verify([], Head()) == Verified(count=0, head="0" * 64)


@pytest.mark.property
@given(st.integers(0, 4), st.sampled_from(["at", "kind", "actor", "content", "prev", "digest"]), st.data())
def test_one_changed_character_anywhere_is_found(at: int, field: str, data: st.DataObject) -> None:
    entries = chain(5)
    text = getattr(entries[at], field)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda sign: sign != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    broken = [*entries[:at], entries[at]._replace(**{field: changed}), *entries[at + 1 :]]
    found = verify(broken, head_of(entries))
    assert isinstance(found, BrokenAt)
    assert found.seq == at + 1


@given(*[st.text(max_size=20)] * 4)
def test_a_line_is_digested_as_its_canonical_form(kind: str, actor: str, content: str, prev: str) -> None:
    line = entry_after(Head(digest=prev), NOON, kind, actor, {"text": content})
    sealed = {name: value for name, value in line._asdict().items() if name != "digest"}
    assert line.digest == hashlib.sha256(canonical(sealed).encode()).hexdigest()


def test_a_space_added_to_the_content_is_found() -> None:
    entries = chain(2)
    broken = [entries[0], entries[1]._replace(content=entries[1].content.replace(":", ": ", 1))]
    assert verify(broken) == BrokenAt(seq=2, why=Fault.CHANGED)


def test_two_lines_that_changed_places_are_found() -> None:
    one, two, three = chain(3)
    assert verify([one, three, two]) == BrokenAt(seq=2, why=Fault.OUT_OF_ORDER)


def test_a_line_taken_out_of_the_middle_is_found() -> None:
    one, _, three = chain(3)
    assert verify([one, three]) == BrokenAt(seq=2, why=Fault.OUT_OF_ORDER)


def test_a_line_taken_from_the_end_is_found_by_the_head() -> None:
    entries = chain(3)
    assert verify(entries[:-1], head_of(entries)) == BrokenAt(seq=3, why=Fault.CUT_SHORT)


def test_a_chain_that_ends_in_another_line_than_its_head_is_found() -> None:
    entries = chain(3)
    assert verify(entries, Head(seq=3, digest="f" * 64)) == BrokenAt(seq=3, why=Fault.NOT_THE_HEAD)


def test_a_line_sealed_anew_breaks_the_next_one() -> None:
    one, _, three = chain(3)
    forged = entry_after(Head(seq=1, digest=one.digest), NOON, "deed", "staff-9", {})
    assert verify([one, forged, three]) == BrokenAt(seq=3, why=Fault.UNCHAINED)


LONG = chain(3 * BLOCK + 40)
"""Three blocks that are looked through at once, and a few lines after them."""
DIGESTS = [bytes.fromhex(entry.digest) for entry in LONG]
LINES = st.integers(1, len(LONG))


NODES: list[tuple[int, bytes, int]] = []
"""Every node above the leaves by place, and the line that made it complete."""
ROOTS = {}
"""By how many lines they are over."""
tree = Growing()
for seq, digest in enumerate(DIGESTS, start=1):
    leaf, made = tree.add(digest)
    NODES += [(leaf + up, made[up], seq) for up in range(1, len(made))]
    ROOTS[seq] = tree.root()


@settings(max_examples=examples(40))
@given(st.sets(LINES, max_size=5))
def test_a_long_chain_is_whole_with_its_nodes_and_with_what_was_signed_wherever_it_was(
    sizes: set[int],
) -> None:
    signed = {size: ROOTS[size] for size in sizes}
    nodes = [(place, digest) for place, digest, _ in NODES]
    assert verify(LONG, head_of(LONG), signed=signed, nodes=nodes) == Verified(
        count=len(LONG), head=LONG[-1].digest
    )


@settings(max_examples=examples(40))
@given(LINES, st.sampled_from(["at", "kind", "actor", "content", "digest"]))
def test_a_changed_line_of_a_long_chain_is_found_where_it_stands(seq: int, field: str) -> None:
    entry = LONG[seq - 1]
    changed = entry._replace(**{field: getattr(entry, field)[:-1] + "~"})
    assert verify([*LONG[: seq - 1], changed, *LONG[seq:]]) == BrokenAt(seq=seq, why=Fault.CHANGED)


@settings(max_examples=examples(40))
@given(LINES.filter(lambda seq: seq < len(LONG)))
def test_a_line_taken_out_of_a_long_chain_is_missed_where_it_stood(seq: int) -> None:
    assert verify([*LONG[: seq - 1], *LONG[seq:]]) == BrokenAt(seq=seq, why=Fault.OUT_OF_ORDER)


@settings(max_examples=examples(40))
@given(st.integers(0, len(NODES) - 1))
def test_a_changed_node_is_found_at_the_line_that_made_it_complete(at: int) -> None:
    nodes = [(place, digest) for place, digest, _ in NODES]
    place, _, seq = NODES[at]
    nodes[at] = (place, bytes(32))
    assert verify(LONG, nodes=nodes) == BrokenAt(seq=seq, why=Fault.TREE)


@settings(max_examples=examples(40))
@given(LINES)
def test_a_root_that_was_signed_over_other_lines_is_found_where_it_was_signed(size: int) -> None:
    assert verify(LONG, signed={size: bytes(32)}) == BrokenAt(seq=size, why=Fault.NOT_AS_SIGNED)


def test_lines_that_were_signed_and_have_not_come_are_missed() -> None:
    signed = {len(LONG) + 1: bytes(32)}
    assert verify(LONG, signed=signed) == BrokenAt(seq=len(LONG) + 1, why=Fault.CUT_SHORT)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        entry_after(Head(), datetime(2026, 11, 23), "deed", "staff-1", {})


def test_canonical_json_has_one_form() -> None:
    assert canonical({"b": 1, "a": "å"}) == '{"a":"å","b":1}'
