"""What is believed of an identity provider's answer (OpenID Connect Core 1.0, 3.1.3.7)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hjemmel.core.entrance.sign_in import Doubt, Expected, doubt, question, signs

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
EXPECTED = Expected(issuer="https://login.example", client="us", nonce="once", acr=None)
CLAIMS: dict[str, object] = {
    "iss": "https://login.example",
    "aud": "us",
    "sub": "somebody",
    "nonce": "once",
    "iat": int(NOW.timestamp()) - 5,
    "exp": int(NOW.timestamp()) + 300,
}


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in CLAIMS.items() if name not in names}


def test_the_answer_that_was_asked_for_is_believed() -> None:
    assert doubt(CLAIMS, EXPECTED, NOW) is None
    assert doubt(CLAIMS | {"aud": ["us"]}, EXPECTED, NOW) is None
    assert doubt(CLAIMS | {"aud": ["us", "them"], "azp": "us"}, EXPECTED, NOW) is None


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (CLAIMS | {"iss": "https://login.example/"}, Doubt.ISSUER),
        (without("iss"), Doubt.ISSUER),
        (CLAIMS | {"aud": "them"}, Doubt.AUDIENCE),
        (CLAIMS | {"aud": ["us", "them"]}, Doubt.AUDIENCE),
        (CLAIMS | {"azp": "them"}, Doubt.AUDIENCE),
        (without("aud"), Doubt.AUDIENCE),
        (CLAIMS | {"exp": int(NOW.timestamp()) - 61}, Doubt.EXPIRED),
        (CLAIMS | {"exp": str(int(NOW.timestamp()) + 300)}, Doubt.EXPIRED),
        (CLAIMS | {"exp": True}, Doubt.EXPIRED),
        (without("exp"), Doubt.EXPIRED),
        (CLAIMS | {"iat": int(NOW.timestamp()) - 601}, Doubt.NOT_FRESH),
        (CLAIMS | {"iat": int(NOW.timestamp()) + 61}, Doubt.NOT_FRESH),
        (without("iat"), Doubt.NOT_FRESH),
        (CLAIMS | {"nonce": "another"}, Doubt.NONCE),
        (without("nonce"), Doubt.NONCE),
        (without("sub"), Doubt.NOBODY),
        (CLAIMS | {"sub": ""}, Doubt.NOBODY),
    ],
)
def test_any_other_is_not(claims: dict[str, object], why: Doubt) -> None:
    assert doubt(claims, EXPECTED, NOW) is why


def test_a_level_that_was_asked_for_must_be_named() -> None:
    high = Expected(issuer="https://login.example", client="us", nonce="once", acr="idporten-loa-high")
    assert doubt(CLAIMS, high, NOW) is Doubt.LEVEL
    assert doubt(CLAIMS | {"acr": "idporten-loa-substantial"}, high, NOW) is Doubt.LEVEL
    assert doubt(CLAIMS | {"acr": "idporten-loa-high"}, high, NOW) is None


def test_clocks_may_differ_by_a_minute() -> None:
    late = CLAIMS | {"exp": int(NOW.timestamp()) - 30}
    assert doubt(late, EXPECTED, NOW) is None
    assert doubt(late, EXPECTED, NOW + timedelta(minutes=1)) is Doubt.EXPIRED


def test_an_address_counts_only_where_the_provider_has_tried_it() -> None:
    told = {"email": " Kari@example.org ", "phone_number": "+4790000000"}
    assert (signs(told).email, signs(told).phone) == (None, None)
    assert signs({**told, "email_verified": "true"}).email is None
    assert signs({**told, "email_verified": 1}).email is None
    tried = signs({**told, "email_verified": True, "phone_number_verified": True})
    assert (tried.email, tried.phone) == ("Kari@example.org", "+4790000000")


def test_a_national_number_is_eleven_digits() -> None:
    assert signs({"pid": "25857012345"}).number == "25857012345"
    assert signs({"nin": "25857012345"}).number == "25857012345"
    for wrong in ("2585701234", "25857-12345", "٢٥٨٥٧٠١٢٣٤٥", 25857012345, None):
        assert signs({"pid": wrong}).number is None


def test_what_is_asked_for_holds_all_that_guards_it() -> None:
    address = question(
        "https://login.example/auth?x=1",
        EXPECTED,
        ("openid", "email"),
        "https://us.example/vis-hvem",
        "s",
        "c",
        "nb",
    )
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked == {
        "x": "1",
        "response_type": "code",
        "client_id": "us",
        "redirect_uri": "https://us.example/vis-hvem",
        "scope": "openid email",
        "state": "s",
        "nonce": "once",
        "code_challenge": "c",
        "code_challenge_method": "S256",
        "ui_locales": "nb",
    }
