import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.ledger import BrokenAt, Entry, Fault, Head, Verified, canonical, entry_after, verify

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


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        entry_after(Head(), datetime(2026, 11, 23), "deed", "staff-1", {})


def test_canonical_json_has_one_form() -> None:
    assert canonical({"b": 1, "a": "å"}) == '{"a":"å","b":1}'
