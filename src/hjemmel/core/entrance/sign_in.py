"""Showing who one is by signing in with somebody else (OpenID Connect Core 1.0): what is asked for, and what is believed of
the answer. No I/O. The signature has been checked before anything here is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from urllib.parse import urlencode

LASTS: Final = timedelta(minutes=10)
"""From the moment somebody is sent to the provider until they must be back."""
MOST: Final = 5
"""For one request. After that somebody in the office finds out who asks."""
SKEW: Final = timedelta(minutes=1)
"""So much may the provider's clock differ from ours."""
OLDEST: Final = timedelta(minutes=10)
"""An ID token that was issued longer ago was not made for this."""
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key pair. Never `none`, and none with a secret that both sides have."""
NUMBERS: Final = ("pid", "nin", "nnin", "nnin_altsub")
"""Where providers of BankID and Vipps put the national identity number."""


class Doubt(Enum):
    """Why an ID token is not believed."""

    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_FRESH = "not_fresh"
    NONCE = "nonce"
    LEVEL = "level"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the answer to one sign-in must say."""

    issuer: str
    client: str
    nonce: str = field(repr=False)
    acr: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a provider vouches for, of whoever signed in. Not what they merely wrote there."""

    number: str | None = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)


def doubt(claims: Mapping[str, object], expected: Expected, at: datetime) -> Doubt | None:
    """Why these claims of an ID token are not believed (Core 3.1.3.7); None if they are."""
    audience = claims.get("aud")
    clients = audience if isinstance(audience, list) else [audience]
    expires, issued = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if claims.get("iss") != expected.issuer:
        return Doubt.ISSUER
    if expected.client not in clients or claims.get("azp", expected.client) != expected.client:
        return Doubt.AUDIENCE
    if len(clients) > 1 and "azp" not in claims:
        return Doubt.AUDIENCE
    if expires is None or expires + SKEW.total_seconds() <= at.timestamp():
        return Doubt.EXPIRED
    if issued is None or not -SKEW.total_seconds() <= at.timestamp() - issued <= OLDEST.total_seconds():
        return Doubt.NOT_FRESH
    if claims.get("nonce") != expected.nonce:
        return Doubt.NONCE
    if expected.acr is not None and claims.get("acr") != expected.acr:
        return Doubt.LEVEL
    return None if _text(claims.get("sub")) else Doubt.NOBODY


def signs(claims: Mapping[str, object]) -> Signs:
    """An address counts only where the provider says that it has been tried; `"true"` in quotes says nothing."""
    number = next((found for name in NUMBERS if (found := _text(claims.get(name)))), None)
    return Signs(
        number=number if number and number.isascii() and number.isdigit() and len(number) == 11 else None,
        email=_text(claims.get("email")) if claims.get("email_verified") is True else None,
        phone=_text(claims.get("phone_number")) if claims.get("phone_number_verified") is True else None,
    )


def question(
    endpoint: str,
    expected: Expected,
    scopes: tuple[str, ...],
    back: str,
    state: str,
    challenge: str,
    lang: str,
) -> str:
    """The address that somebody is sent to, with PKCE (RFC 7636)."""
    asked = {
        "response_type": "code",
        "client_id": expected.client,
        "redirect_uri": back,
        "scope": " ".join(dict.fromkeys(("openid", *scopes))),
        "state": state,
        "nonce": expected.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": lang,
    } | ({"acr_values": expected.acr} if expected.acr else {})
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def _moment(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) and len(value) <= 320 else None
