"""Broken files, each with the code and line it must be refused with in its first line."""

import re
import tracemalloc
from pathlib import Path

import pytest
from tests.core.lint.breaking import BASE, TODAY

from hjemmel.cli.check import findings, run
from hjemmel.cli.declared import COULD_NOT_RUN, ERRORS
from hjemmel.core.declaration.parse import MOST_FINDINGS
from hjemmel.core.source import MAX_BYTES, MAX_VALUES, read
from hjemmel.core.statutes import known_ids

BROKEN = sorted((Path(__file__).parents[2] / "golden" / "broken").glob("*.yaml"))
EXPECTED = re.compile(rb"# expect: (HJ\d{3}) line (\d+)\n")
MEGABYTE = 1_000_000


def test_there_are_many_of_them() -> None:
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_file_is_refused_with_the_code_at_the_line(path: Path) -> None:
    content = path.read_bytes()
    expected = EXPECTED.match(content)
    assert expected
    assert run(path, today=TODAY)[0] == ERRORS
    found = findings(content, TODAY)
    assert (expected[1].decode(), int(expected[2])) in {(one.code, one.place.line) for one in found}
    assert {one.law for one in found} <= {"", *known_ids()}


@pytest.mark.parametrize(
    ("written", "wrong", "message", "remedy"),
    [
        ("nb: kunde,", "nb: kunde, og andre,", 'unknown key "og andre"', "a text with a comma in it stands in quotes"),
        ("when_due: erase", "when_due: erese", '"erese" is no word for this', 'did you mean "erase"?'),
        ("valid_from: 2026-10-01", "valid_from: 2026-02-30", '"2026-02-30" is not in the calendar', "write a day"),
        ("valid_from: 2026-10-01", "valid_from: 1.1.2026", '"1.1.2026" is not a date', "2026-03-01"),
        ("period: 12 months", "period: so long", '"so long" is not a period', '"60 days" or "3 years 6 months"'),
        ("for: [customer]", "for: customer", "should be a list", "write [one, another]"),
        ("version: 1", "version: one", "should be a whole number", "digits only"),
        ("period: 12 months", "period: 12 months\n        until: last_order", "keep[1]: needs exactly one of", "keep one of them"),
    ],
    ids=["comma", "word", "day", "date", "period", "list", "number", "two ends"],
)  # fmt: skip
def test_a_finding_shows_what_stands_there_and_what_to_do(
    written: str, wrong: str, message: str, remedy: str
) -> None:
    assert written in BASE
    found = findings(BASE.replace(written, wrong, 1).encode(), TODAY)
    assert any(message in one.message and remedy in one.remedy for one in found), found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "HJ003"),
        (b"   \n\n", "HJ003"),
        (b"#" * (MAX_BYTES + 1), "HJ001"),
        (BASE.encode() + b"\n# " + b"x" * MAX_BYTES, "HJ001"),
        (b"\xff\xfe\x00h", "HJ002"),
        (b"[" * 500_000, "HJ006"),
        (b"{a: " * 200_000, "HJ006"),
        (b"- " * 400_000, "HJ006"),
        (b"&a [*a]", "HJ005"),
        (b"a: 1\na: 2\n" * 20_000, "HJ004"),
        (b"".join(b"k%d: 1\n" % number for number in range(80_000)), "HJ109"),
        (b"just a word", "HJ103"),
    ],
    ids=[
        "empty", "blank", "comment over 1 MB", "declaration over 1 MB", "UTF-16", "brackets", "braces",
        "dashes", "alias to itself", "20,000 keys twice",
        "80,000 unknown keys", "a word",
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(content: bytes, code: str) -> None:
    assert code in {finding.code for finding in findings(content, TODAY)}


def bomb(levels: int, width: int = 10) -> bytes:
    """Each level names the one before it many times: width ** levels values if written out."""
    lines = ["a0: &a0 [" + ", ".join(["x"] * width) + "]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * width) + "]")
    return ("\n".join(lines) + "\n" + BASE).encode()


@pytest.mark.parametrize("levels", [6, 9, 30])
def test_an_alias_bomb_is_refused_before_it_grows(levels: int) -> None:
    tracemalloc.start()
    try:
        found = findings(bomb(levels), TODAY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [finding.code for finding in found] == ["HJ005"]
    assert peak < 50 * MEGABYTE


def test_the_work_of_reading_grows_with_the_file_and_not_with_what_it_claims_to_hold() -> None:
    refused = read(bomb(30))
    assert refused.data is None and len(refused.places) < MAX_VALUES / 100


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a: [&b x, *b, *c]", 15, 'no "&c" stands before this alias'),
        ("a: &b [x, *b]", 11, "this alias stands inside the part that it names"),
        ("a: &b [" + "x," * 99_999 + "x]\nc: [*b, *b]", 9, "aliases make the file too large"),
    ],
)
def test_an_alias_that_cannot_be_followed_is_found_where_it_stands(
    text: str, column: int, message: str
) -> None:
    (finding,) = read(text.encode()).findings
    assert (finding.code, finding.place.column) == ("HJ005", column) and message in finding.message


def test_too_many_values_without_any_alias_are_not_blamed_on_aliases() -> None:
    (finding,) = read(b"a: [" + b"x," * (MAX_VALUES + 1) + b"x]").findings
    assert (finding.code, finding.message) == ("HJ001", "more than 200,000 values stand here")


def test_an_uneven_reference_says_how_many_columns_stand_on_each_side() -> None:
    (uneven,) = (path for path in BROKEN if path.stem == "HJ203-uneven-reference")
    (message,) = (one.message for one in findings(uneven.read_bytes(), TODAY) if one.code == "HJ203")
    assert message == "2 columns cannot refer to 1 column of shop.customers"


def test_memory_is_bounded_for_a_large_file_of_small_values() -> None:
    large = b"a: [" + b"x, " * 60_000 + b"x]"
    tracemalloc.start()
    try:
        assert findings(large, TODAY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200 * len(large)


def test_the_mistakes_of_a_file_that_is_no_declaration_are_not_all_listed() -> None:
    assert (
        len(findings(b"".join(b"k%d: 1\n" % number for number in range(80_000)), TODAY)) < MOST_FINDINGS + 2
    )


def test_what_is_not_there_or_no_file_could_not_run(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        code, text = run(path, today=TODAY)
        assert code == COULD_NOT_RUN and str(path) in text
