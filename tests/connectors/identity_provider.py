"""A real OpenID Connect provider in the test's own process, made by others; what passes it can be spoilt on the way out.

It does not check PKCE itself, so the door in front of it does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import flask
import oidc_provider_mock
from authlib.jose import JsonWebKey, jwt
from werkzeug.serving import make_server

Claims = dict[str, Any]
HASHED = "S256"


class Provider:
    """`spoil` changes the claims of each ID token before it is signed anew; `key` and `header` are what it is signed with."""

    def __init__(self, users: dict[str, Claims]) -> None:
        found = [oidc_provider_mock.User(sub=name, claims=claims) for name, claims in users.items()]
        self.app = oidc_provider_mock.app(user_claims=found)
        self.app.before_request(self._note_key)
        self.pages = self.app.wsgi_app
        self.url = ""
        self.spoil: Callable[[Claims], Claims] | None = None
        self.key: Any = None
        self.header: dict[str, str] = {}
        self.own_key: Any = None
        self.challenges: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []

    def add(self, name: str, claims: Claims) -> None:
        """Another user, or the same with other claims, who signs in from now on."""
        asked = Request(f"{self.url}/users/{name}", data=json.dumps(claims).encode(), method="PUT")
        asked.add_header("Content-Type", "application/json")
        with urlopen(asked, timeout=10):
            pass

    def _note_key(self) -> None:
        self.own_key = flask.g.oidc_provider_mock_storage.jwk

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path, body = environ["PATH_INFO"], _read(environ)
        if path == "/oauth2/token" and not self._is_proven(body):
            start("400 BAD REQUEST", [("Content-Type", "application/json")])
            return [b'{"error": "invalid_grant"}']
        told: dict[str, Any] = {}

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            told.update(status=status, headers=headers)

        answer = b"".join(self.pages(environ, note))
        if path == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "POST":
            self._note_challenge(environ["QUERY_STRING"], dict(told["headers"]).get("Location", ""))
        if path == "/oauth2/token" and told["status"].startswith("200"):
            answer = self._spoilt(answer)
        headers = [pair for pair in told["headers"] if pair[0].lower() != "content-length"]
        start(told["status"], [*headers, ("Content-Length", str(len(answer)))])
        return [answer]

    def _note_challenge(self, query: str, back: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        self.asked.append(asked)
        code = parse_qs(urlsplit(back).query).get("code", [""])[0]
        assert asked["code_challenge_method"] == HASHED
        self.challenges[code] = asked["code_challenge"]

    def _is_proven(self, body: bytes) -> bool:
        form = parse_qs(body.decode())
        verifier = form.get("code_verifier", [""])[0]
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return self.challenges.get(form.get("code", [""])[0]) == hashed

    def _spoilt(self, answer: bytes) -> bytes:
        if self.spoil is None and self.key is None and not self.header:
            return answer
        told = json.loads(answer)
        _, payload, _ = told["id_token"].split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        claims = self.spoil(claims) if self.spoil else claims
        header = {"alg": "RS256", "kid": self.own_key.as_dict().get("kid"), **self.header}
        header = {name: value for name, value in header.items() if value}
        if header["alg"] in ("none", "HS256"):
            signed = f"{_plain(json.dumps(header).encode())}.{_plain(json.dumps(claims).encode())}"
            told["id_token"] = f"{signed}.{self._by_hand(header['alg'], signed)}"
        else:
            told["id_token"] = jwt.encode(header, claims, self.key or self.own_key).decode()
        return json.dumps(told).encode()

    def _by_hand(self, alg: str, signed: str) -> str:
        """What no honest library makes: nothing, or the public key used as if it were a secret that both sides have."""
        if alg == "none":
            return ""
        public = self.own_key.as_pem(is_private=False)
        return _plain(hmac.new(public, signed.encode(), hashlib.sha256).digest())


def strangers_key() -> Any:
    return JsonWebKey.generate_key("RSA", 2048, is_private=True)


@contextmanager
def serving(users: dict[str, Claims]) -> Iterator[Provider]:
    provider = Provider(users)
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


def signed_in(address: str, user: str, action: str = "authorize") -> str:
    """Somebody signs in at the provider's own page; where it sends them then."""
    form = urlencode({"sub": user, "action": action}).encode()
    try:
        build_opener(_Stay).open(Request(address, data=form), timeout=10)
    except HTTPError as sent:
        assert sent.code in (302, 303), sent.read()[:500]
        return str(sent.headers["Location"])
    raise AssertionError("the provider did not send them back")


def _read(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _plain(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()
