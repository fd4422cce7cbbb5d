"""Where a request comes from, behind proxies of ours and behind those who say that they are one."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from hjemmel.desk import cookie_choice
from hjemmel.desk.flood import MINUTE, Flood
from hjemmel.web.address import proxies, where_from

PROXY, OTHER, VISITOR, LIED = "10.0.0.5", "10.1.7.7", "203.0.113.9", "198.51.100.1"
OURS = proxies("10.0.0.5, 10.1.0.0/16")
NEWER = proxies("10.0.0.5,10.1.0.0/16,forwarded")


@pytest.mark.parametrize(
    ("peer", "told", "found"),
    [
        (VISITOR, "", VISITOR),
        (VISITOR, LIED, VISITOR),
        (VISITOR, PROXY, VISITOR),
        (PROXY, VISITOR, VISITOR),
        (PROXY, f"{LIED}, {VISITOR}", VISITOR),
        (PROXY, f"{LIED}, {PROXY}, {VISITOR}", VISITOR),
        (PROXY, f"{LIED}, {VISITOR}, {OTHER}", VISITOR),
        (f"{PROXY}:40112", f"{VISITOR}:5001", VISITOR),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "[2001:db8::7]:443", "2001:db8::7"),
        (f"::ffff:{PROXY}", f"::ffff:{VISITOR}", VISITOR),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{LIED}, kari@example.no", PROXY),
        (PROXY, f"{LIED},", PROXY),
        (PROXY, ",".join([LIED] + [OTHER] * 500), OTHER),
        ("", LIED, ""),
    ],
)
def test_the_way_is_read_from_the_nearest_station_as_far_as_it_is_ours(
    peer: str, told: str, found: str
) -> None:
    assert where_from(peer, told, OURS) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (f"for={VISITOR}", VISITOR),
        (f"for={LIED}, for={VISITOR};proto=https;by={PROXY}", VISITOR),
        (f"proto=https; For={VISITOR}", VISITOR),
        ('for="[2001:db8::7]:4711"', "2001:db8::7"),
        (f'for="{LIED}, for={VISITOR}', VISITOR),
        (f"for={LIED}, for=_hidden", PROXY),
        (f"for={LIED}, by={VISITOR}", PROXY),
        (LIED, PROXY),
    ],
)
def test_the_newer_header_is_read_alike(told: str, found: str) -> None:
    assert where_from(PROXY, told, NEWER) == found


def test_a_setting_that_is_no_address_stops_the_server_and_is_not_repeated() -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        proxies("10.0.0.5, proxy.company.example")
    assert "company" not in str(told.value)
    assert proxies("").networks == ()


def post(client: Client, peer: str, **said: str) -> int:
    return client.post(
        "/embed/choices", b"{}", content_type="text/plain", REMOTE_ADDR=peer, **said
    ).status_code


def test_limits_count_visitors_behind_a_proxy_one_by_one_and_nobody_escapes_by_lying(office: None) -> None:
    cookie_choice._flood.seen.clear()
    with override_settings(HJEMMEL_PROXIES=PROXY):
        client = Client(headers={"host": "localhost"})
        allowed = cookie_choice.FROM_ONE_PLACE
        codes = Counter(
            post(client, PROXY, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, {VISITOR}")
            for number in range(allowed + 2)
        )
        assert codes == {400: allowed, 429: 2}
        assert post(client, PROXY, HTTP_X_FORWARDED_FOR="203.0.113.10") == 400
        codes = Counter(
            post(client, LIED, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
            for number in range(100, 102 + allowed)
        )
        assert codes == {400: allowed, 429: 2}
    cookie_choice._flood.seen.clear()


def test_a_stranger_cannot_say_that_the_line_was_encrypted(office: None) -> None:
    with override_settings(
        HJEMMEL_PROXIES=PROXY,
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
        SECURE_HSTS_SECONDS=60,
    ):
        client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
        assert "Strict-Transport-Security" in client.get("/personvern", REMOTE_ADDR=PROXY).headers
        assert "Strict-Transport-Security" not in client.get("/personvern", REMOTE_ADDR=VISITOR).headers


def test_a_clock_that_is_moved_neither_lets_a_flood_in_nor_keeps_anybody_out() -> None:
    flood = Flood(2)
    assert [flood.is_over(VISITOR, 100.0) for _ in range(3)] == [False, False, True]
    assert flood.is_over(VISITOR, 100.0 + MINUTE - 1)
    assert not flood.is_over(VISITOR, 100.0 + MINUTE)
