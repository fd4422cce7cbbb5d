"""The probes of codes in the web log and of blocked addresses: each verdict that they can give, in the profile that promises it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.core.website.web_log import Block
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import compiled, house, in_memory, profile, rows_of, text_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TRADES = profile("trades")
NEEDING = compiled(
    text_of("trades").replace(
        "      kind: log_codes\n",
        "      kind: log_codes\n      needs: {nb: en logg til, en: another log}\n",
        1,
    )
)
IN_FILE = {
    "file": "access.log", "line": 1, "at": datetime(2026, 11, 22, 10, tzinfo=UTC), "address": "t4242424242",
    "request": "GET / HTTP/1.1", "status": "200", "size": "1", "referer": "-", "agent": "x", "user": "-",
}  # fmt: skip
LINE = {
    "id": 1,
    "at": "2026-11-22 10:00:00",
    "ip_token": "t4242424242",
    "path": "/",
    "status": 200,
    "agent": "x",
}
BLOCK = {
    "id": 1,
    "ip": "192.0.2.7",
    "reason": "skanning",
    "blocked_at": "2026-11-01 10:00:00",
    "review_on": "2027-01-30",
}
OURS = Block(
    id="b", mark="m", reason="scanning", case="DRIFT 1", placed_at=datetime(2026, 11, 1, tzinfo=UTC), until=date(2027, 1, 30)
)  # fmt: skip


def judged(
    promise: str,
    *rows: dict[str, object],
    map=TRADES,
    ours: tuple[Block, ...] = (),
    away: bool = False,
    files: tuple[dict[str, object], ...] = (),
) -> Evidence:  # type: ignore[no-untyped-def]
    table = "access_log" if promise == "P001-04" else "blokkliste"
    given = {f"weblogg.{table}": rows}
    if table == "access_log":
        given["weblogg.blokkliste"] = (BLOCK,)
        given["nettserver.access_log"] = files
    connectors = in_memory(map, rows_of(map, given))
    if away:
        connectors.pop("weblogg")
    company = replace(house(map, connectors, NOW.date(), None), kept=lambda: Kept(blocks=ours))
    return next(one for one in company.judge(ANE) if one.promise == promise)


def with_code(code: str) -> dict[str, object]:
    return {**LINE, "id": 2, "ip_token": code}


def test_codes_that_fit_no_address_keep_the_promise_unless_another_log_was_not_read() -> None:
    lines = LINE, with_code("9f86d081884c7d65")
    assert judged("P001-04", *lines, files=(IN_FILE,)).verdict is Verdict.KEPT
    lacking = judged("P001-04", *lines, map=NEEDING)
    assert lacking.verdict is Verdict.UNKNOWN and "en logg til" in lacking.why_nb


def test_an_address_in_the_web_servers_own_files_breaks_it_as_one_in_the_table_does() -> None:
    assert judged("P001-04", LINE, files=({**IN_FILE, "address": "192.0.2.7"},)).verdict is Verdict.BROKEN


@pytest.mark.parametrize(
    "code",
    [
        "192.0.2.7",
        "2001:db8::7",
        str(int.from_bytes(bytes([192, 0, 2, 7]))),
        "c0000207",
        hashlib.md5(b"192.0.2.7", usedforsecurity=False).hexdigest(),
        hashlib.sha256(b"192.0.2.7").hexdigest()[:12],
        "ip-" + hashlib.sha1(bytes([192, 0, 2, 7]), usedforsecurity=False).hexdigest().upper(),
        hashlib.sha256(b"10.0.0.12").hexdigest()[:16],
    ],
)
def test_a_code_that_can_be_traced_back_breaks_it(code: str) -> None:
    found = judged("P001-04", LINE, with_code(code))
    assert found.verdict is Verdict.BROKEN and found.measurement.breaches == 1


def test_what_is_shortened_may_be_short_and_no_more() -> None:
    short = compiled(text_of("trades").replace("address: pseudonymised", "address: shortened"))
    assert judged("P001-04", with_code("192.0.2.0"), map=short).measurement.breaches == 0
    assert judged("P001-04", with_code("192.0.2.7"), map=short).verdict is Verdict.BROKEN


def test_no_line_and_a_log_out_of_sight_leave_it_unknown() -> None:
    assert judged("P001-04").verdict is Verdict.UNKNOWN
    assert judged("P001-04", LINE, away=True).verdict is Verdict.UNKNOWN


def test_blocks_with_reason_and_review_keep_the_promise() -> None:
    renewed = {
        **BLOCK,
        "id": 2,
        "blocked_at": "2026-07-01 10:00:00",
        "review_on": "2026-12-28",
        "renewed_to": "2026-12-28",
        "renewal_reason": "igjen",
        "renewed_by_role": "drift",
    }
    assert judged("P001-08", BLOCK, renewed).verdict is Verdict.KEPT
    assert judged("P001-08", BLOCK, {**renewed, "renewed_by_role": None}).verdict is Verdict.BROKEN
    assert judged("P001-08", BLOCK, {**renewed, "renewed_to": "2027-06-01"}).verdict is Verdict.BROKEN


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"review_on": None},
        {"review_on": "2026-11-20"},
        {"review_on": "2027-05-01"},
        # Nobody has renewed it, and the ninety days are over.
        {"blocked_at": "2026-08-01 10:00:00", "review_on": "2026-12-01"},
        # Looked at again and again, for more than twelve months in which nothing happened.
        {"blocked_at": "2025-11-01 10:00:00", "renewed_to": "2026-12-20", "renewal_reason": "x", "renewed_by_role": "y"},
    ],
    ids=["no reason", "no review", "not reviewed", "too long a step", "run out", "past twelve months"],
)  # fmt: skip
def test_a_block_that_lacks_something_breaks_it(wrong: dict[str, object]) -> None:
    assert judged("P001-08", BLOCK, {**BLOCK, "id": 2, **wrong}).verdict is Verdict.BROKEN


def test_a_new_incident_begins_the_ninety_days_again() -> None:
    again = {**BLOCK, "blocked_at": "2025-09-01 10:00:00", "last_incident_at": "2026-11-20 10:00:00"}
    assert judged("P001-08", again).verdict is Verdict.KEPT


def test_nothing_blocked_a_day_that_is_none_and_a_system_away_are_unknown() -> None:
    assert judged("P001-08").verdict is Verdict.UNKNOWN
    assert judged("P001-08", {**BLOCK, "review_on": "snart"}).verdict is Verdict.UNKNOWN
    assert judged("P001-08", BLOCK, away=True).verdict is Verdict.UNKNOWN


def test_addresses_that_are_blocked_on_our_own_pages_count_too() -> None:
    assert judged("P001-08", BLOCK, ours=(OURS,)).verdict is Verdict.KEPT
    assert judged("P001-08", BLOCK, ours=(replace(OURS, until=date(2027, 6, 1)),)).verdict is Verdict.BROKEN
    assert judged("P001-08", BLOCK, ours=(replace(OURS, until=date(2026, 11, 20)),)).verdict is Verdict.BROKEN
    assert judged("P001-08", BLOCK, ours=(replace(OURS, reason=""),)).verdict is Verdict.BROKEN
    run_out = replace(OURS, until=date(2026, 1, 1), mark="")
    assert judged("P001-08", BLOCK, ours=(run_out,)).verdict is Verdict.KEPT
