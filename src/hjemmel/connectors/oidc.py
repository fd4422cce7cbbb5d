"""One identity provider over HTTP: what it says of itself, and what it answers to a code (OpenID Connect Core 1.0, Discovery
1.0). The signature of the ID token is checked here, by keys that the provider itself shows; what it says is judged elsewhere.

No redirect is followed, and without TLS only this machine itself is reached. No code, no token and nothing about whoever
signed in ever stands in a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from .http.client import Client, basic, bearer
from .protocol import Drifted, Unsupported

PLACE: Final = "identity provider"
TIMEOUT: Final = 5.0
LONGEST: Final = 64_000
"""Signs of an ID token."""
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class NotBelieved(Exception):
    """The ID token is not signed by this provider, or not in a way that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the provider says of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer to a code: signed claims, and what opens the rest."""

    claims: Mapping[str, Any]
    access: str | None

    def __repr__(self) -> str:
        return "Answered(...)"


def discover(issuer: str) -> Metadata:
    """Raises a Failure: it does not answer, or it says that it is another."""
    found = _ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    told = found if isinstance(found, dict) else {}
    if told.get("issuer") != issuer:
        raise Drifted(PLACE, "it says that it is another", "write the issuer as the provider does")
    return Metadata(
        issuer=issuer,
        authorization=_address(told, "authorization_endpoint"),
        token=_address(told, "token_endpoint"),
        keys=_address(told, "jwks_uri"),
        userinfo=_address(told, "userinfo_endpoint") if told.get("userinfo_endpoint") else None,
    )


def redeem(
    found: Metadata,
    client: str,
    secret: str,
    code: str,
    back: str,
    verifier: str,
    algorithms: tuple[str, ...],
) -> Answered:
    """Give the code, and get the signed claims. A code is good once. Raises a Failure, or NotBelieved."""
    form = urlencode(
        {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    )
    who = basic(quote(client, safe=""), quote(secret, safe=""))
    asker = Client(PLACE, found.token, who, timeout=TIMEOUT)
    answer = asker.ask("POST", found.token, PLACE, body=form.encode(), headers=FORM)
    told = asker.json(answer, PLACE)
    token = told.get("id_token") if isinstance(told, dict) else None
    if not isinstance(token, str) or len(token) > LONGEST:
        raise NotBelieved
    access = told.get("access_token")
    return Answered(
        claims=_signed(token, _ask(found.keys), algorithms),
        access=access if isinstance(access, str) else None,
    )


def told_more(found: Metadata, answered: Answered) -> Mapping[str, Any]:
    """What the provider tells beside the token, of the same person; nothing where it has no such place.

    Raises a Failure, or NotBelieved if it tells of another."""
    if found.userinfo is None or answered.access is None:
        return {}
    asker = Client(PLACE, found.userinfo, bearer(answered.access), timeout=TIMEOUT)
    told = asker.json(asker.ask("GET", found.userinfo, PLACE), PLACE)
    if not isinstance(told, dict) or told.get("sub") != answered.claims.get("sub"):
        raise NotBelieved
    return told


def _signed(token: str, keys: Any, algorithms: tuple[str, ...]) -> Mapping[str, Any]:
    try:
        public = KeySet.import_key_set(keys)
        found = json.loads(jws.deserialize_compact(token, public, algorithms=list(algorithms)).payload)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        # What does not parse is not signed either.
        raise NotBelieved from None
    if not isinstance(found, dict):
        raise NotBelieved
    return found


def _ask(address: str) -> Any:
    asker = Client(PLACE, address, timeout=TIMEOUT)
    return asker.json(asker.ask("GET", address, PLACE), PLACE)


def _address(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise Unsupported(PLACE, f"it has no {name}", "use a provider that does the authorization code flow")
    # Judged as any address is that we or a person are sent to.
    return Client(PLACE, value).base
