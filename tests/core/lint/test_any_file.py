"""Whatever the bytes, checking answers with findings: it never raises."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

import hjemmel.profiles
from hjemmel.core.compile import load
from hjemmel.core.finding import Finding
from hjemmel.core.lint import CATALOGUE, lint

GIFTS = (Path(hjemmel.profiles.__file__).parent / "gifts" / "hjemmel.yaml").read_bytes()
CODES = {entry.code for entry in CATALOGUE}
SIGNS = st.sampled_from([
    b"", b" ", b"\n", b":", b"-", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!x ", b"'", b'"',
    b"\x00", b"\xff", b"null", b"0", b"none", b"~", b"---\n", b"\t", b"999999999999",
])  # fmt: skip


def check(content: bytes, today: date = date(2026, 11, 22)) -> tuple[Finding, ...]:
    compiled = load(content)
    found = compiled.findings if compiled.map is None else lint(compiled.map, today)
    assert compiled.map is not None or found, "no map, and nobody says why"
    assert {finding.code for finding in found} <= CODES
    assert all(finding.place.line >= 1 and finding.remedy for finding in found)
    return found


@pytest.mark.property
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"? {a: b}\n: c")
@example(b"<<: *x")
def test_any_bytes(content: bytes) -> None:
    check(content)


@pytest.mark.property
@settings(max_examples=examples(60))
@given(at=st.integers(0, len(GIFTS)), gone=st.integers(0, 40), put=SIGNS)
def test_a_declaration_with_a_piece_replaced(at: int, gone: int, put: bytes) -> None:
    check(GIFTS[:at] + put + GIFTS[at + gone :])


@pytest.mark.property
@settings(max_examples=examples(60))
@given(data=st.data())
def test_a_declaration_with_lines_lost_doubled_or_moved(data: st.DataObject) -> None:
    lines = GIFTS.split(b"\n")
    here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["lost", "doubled", "moved"])):
        case "lost":
            del lines[here]
        case "doubled":
            lines.insert(here, lines[here])
        case _:
            lines[here], lines[there] = lines[there], lines[here]
    check(b"\n".join(lines))


@pytest.mark.property
@settings(max_examples=examples(25))
@given(st.dates(min_value=date(2019, 1, 1), max_value=date(2100, 1, 1)))
def test_any_day(today: date) -> None:
    check(GIFTS, today)
