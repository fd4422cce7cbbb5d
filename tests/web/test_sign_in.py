"""Art. 12(6): who asks is shown by signing in with an identity provider, against a real one; and everything that goes wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.connectors.identity_provider import (
    Claims,
    Provider,
    serving,
    signed_in,
    strangers_key,
)
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import asked, code_in, email, letters, post  # noqa: F401

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.identity.models import SignIn
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.entrance.identity_check import Proof
from hjemmel.core.request import IdentityProven, Level, Method, State
from hjemmel.desk import clock, identity, requests

PROVIDERS = """
  how: [oidc]
  providers:
    login:
      title: {{nb: Innloggingen, en: The Login}}
      how: oidc
      issuer: "{issuer}"
      client_id: "${{LOGIN_ID}}"
      client_secret: "${{LOGIN_SECRET}}"
"""
OFFERED = "Logg inn med Innloggingen"


@pytest.fixture
def provider(email: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:  # noqa: F811
    users: dict[str, Claims] = {
        "kari": {"email": email, "email_verified": True},
        "untried": {"email": email, "email_verified": False},
        "unknown": {"email": "nobody.knows@example.org", "email_verified": True},
    }
    with serving(users) as running:
        text = PROFILE.read_text(encoding="utf-8")
        changed = text.replace("\n  how: [known_channel]\n", PROVIDERS.format(issuer=running.url), 1)
        changed = re.sub(r"(\nstatement:\n  version: )\d+", r"\g<1>9", changed, count=1)
        assert changed.count("issuer:") == 1
        publish(changed.encode(), HJEMMEL, NOW)
        monkeypatch.setenv("LOGIN_ID", "hjemmel-in-a-test")
        monkeypatch.setenv("LOGIN_SECRET", "a secret / with : signs")
        yield running


@pytest.fixture
def waiting(visitor: Client, email: str, post: Path, provider: Provider) -> str:  # noqa: F811
    """A request whose code was right, and shows no more than that the mailbox is theirs."""
    there = asked(visitor, email)
    visitor.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert OFFERED in visitor.get(there).content.decode()
    return there


def sent_away(visitor: Client, there: str) -> str:
    """The address at the provider, as the page's link has it."""
    answer = visitor.post(there, {"gjor": "vis", "hos": "login"})
    assert answer.status_code == 200, answer.content.decode()[-1500:]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    (address,) = re.findall(r'rel="noreferrer" href="([^"]+)"', answer.content.decode())
    return unescape(address)


def back(visitor: Client, address: str) -> Any:
    """The provider has sent them to this address."""
    parts = urlsplit(address)
    assert parts.path == "/vis-hvem"
    return visitor.get(f"{parts.path}?{parts.query}")


def reference(there: str) -> str:
    found = identity.own(there.rpartition("/")[2])
    assert found
    return found.view.id


def test_who_signs_in_with_the_address_we_know_has_shown_who_they_are(
    visitor: Client, waiting: str, provider: Provider
) -> None:
    returned = back(visitor, signed_in(sent_away(visitor, waiting), "kari"))
    assert returned.status_code == 302
    assert returned.headers["Location"] == waiting
    assert returned.cookies["hj_vis_hvem"].value == ""
    shown = visitor.get(waiting).content.decode()
    assert "Vi vet hvem du er" in shown and OFFERED not in shown
    view = requests.view(reference(waiting))
    assert view and view.state is State.PROVEN
    step = view.life.last(IdentityProven)
    assert step and (step.method, step.level, step.by) == (Method.OIDC, Level.HIGH, "person")


def test_the_way_there_is_guarded(visitor: Client, waiting: str, provider: Provider) -> None:
    signed_in(sent_away(visitor, waiting), "kari")
    (asked_for,) = provider.asked
    assert asked_for["redirect_uri"].startswith("https://") and asked_for["redirect_uri"].endswith(
        "/vis-hvem"
    )
    assert len(asked_for["state"]) >= 43 and len(asked_for["nonce"]) >= 43
    assert len(asked_for["code_challenge"]) == 43
    kept = str(list(SignIn.objects.values()))
    assert asked_for["state"] not in kept and asked_for["nonce"] not in kept
    cookie = visitor.cookies["hj_vis_hvem"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/vis-hvem")


def test_nothing_of_who_signed_in_is_stored(visitor: Client, waiting: str, email: str) -> None:  # noqa: F811
    back(visitor, signed_in(sent_away(visitor, waiting), "kari"))
    lines = str([(line.kind, line.content) for line in ledger.lines(30)])
    assert "identity-sign-in-ended" in lines
    assert email not in lines + str(list(SignIn.objects.values()))


Spoil = Callable[[Provider], None]


def _claims(**changed: object) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.spoil = lambda claims: {**claims, **changed}

    return spoil


def _signed_by_a_stranger(provider: Provider) -> None:
    provider.key = strangers_key()


def _not_signed(provider: Provider) -> None:
    provider.header = {"alg": "none"}


def _signed_with_what_everybody_has(provider: Provider) -> None:
    provider.header = {"alg": "HS256"}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_claims(nonce="another"), "nonce"),
        (_claims(aud="somebody-else"), "audience"),
        (_claims(iss="https://elsewhere.example"), "issuer"),
        (_claims(exp=int(time.time()) - 3600), "expired"),
        (_claims(iat=int(time.time()) - 3600), "not_fresh"),
        (_signed_by_a_stranger, "signature"),
        (_not_signed, "signature"),
        (_signed_with_what_everybody_has, "signature"),
    ],
    ids=["nonce", "audience", "issuer", "expired", "old", "stranger", "none", "shared"],
)
def test_an_answer_that_is_not_to_be_believed_shows_nothing(
    visitor: Client, waiting: str, provider: Provider, spoil: Spoil, why: str
) -> None:
    address = sent_away(visitor, waiting)
    spoil(provider)
    answer = back(visitor, signed_in(address, "kari"))
    assert answer.status_code == 400
    assert "ikke fullført" in answer.content.decode()
    assert SignIn.objects.get().outcome == why
    view = requests.view(reference(waiting))
    assert view and view.state is State.RECEIVED


def test_a_spoilt_answer_differs_from_a_good_one_in_what_was_spoilt_alone(
    visitor: Client, waiting: str, provider: Provider
) -> None:
    address = sent_away(visitor, waiting)
    provider.spoil = lambda claims: claims
    assert back(visitor, signed_in(address, "kari")).status_code == 302


def test_an_answer_serves_once(visitor: Client, waiting: str) -> None:
    there = signed_in(sent_away(visitor, waiting), "kari")
    cookie = visitor.cookies["hj_vis_hvem"].value
    assert back(visitor, there).status_code == 302
    visitor.cookies["hj_vis_hvem"] = cookie
    assert back(visitor, there).status_code == 400


def test_a_code_that_was_used_already_buys_nothing(visitor: Client, waiting: str, provider: Provider) -> None:
    first = signed_in(sent_away(visitor, waiting), "untried")
    assert back(visitor, first).status_code == 400
    code = re.findall(r"code=([^&]+)", first)[0]
    second = signed_in(sent_away(visitor, waiting), "kari")
    replayed = re.sub(r"code=[^&]+", f"code={code}", second)
    assert back(visitor, replayed).status_code == 400
    assert {one.outcome for one in SignIn.objects.all()} == {"nobody", "code"}


def test_nobody_comes_back_in_anothers_place(visitor: Client, waiting: str) -> None:
    """Somebody has another person sign in by the link of their own request: that other browser has no cookie for it."""
    there = signed_in(sent_away(visitor, waiting), "kari")
    another = Client(headers={"host": "localhost"})
    assert back(another, there).status_code == 400
    another.cookies["hj_vis_hvem"] = "another-browser.nb.x"
    assert back(another, there).status_code == 400
    view = requests.view(reference(waiting))
    assert view and view.state is State.RECEIVED


def test_whoever_is_back_after_ten_minutes_must_begin_again(visitor: Client, waiting: str) -> None:
    there = signed_in(sent_away(visitor, waiting), "kari")
    clock.use(lambda: NOW + timedelta(minutes=10))
    assert back(visitor, there).status_code == 400


@pytest.mark.parametrize(("user", "proof"), [("untried", Proof.NOBODY), ("unknown", Proof.NOBODY)])
def test_an_address_that_nobody_has_tried_or_nobody_knows_shows_nobody(
    visitor: Client, waiting: str, user: str, proof: Proof
) -> None:
    answer = back(visitor, signed_in(sent_away(visitor, waiting), user))
    assert answer.status_code == 400
    assert "ikke sikkert hvem du er" in answer.content.decode()
    assert SignIn.objects.get().outcome == proof.name.lower()


def test_whoever_says_no_at_the_provider_can_try_again(visitor: Client, waiting: str) -> None:
    assert back(visitor, signed_in(sent_away(visitor, waiting), "kari", "deny")).status_code == 400
    assert back(visitor, signed_in(sent_away(visitor, waiting), "kari")).status_code == 302


def test_five_times_and_no_more(visitor: Client, waiting: str) -> None:
    for _ in range(5):
        sent_away(visitor, waiting)
    answer = visitor.post(waiting, {"gjor": "vis", "hos": "login"})
    assert answer.status_code == 400
    assert "Du kan ikke logge inn" in answer.content.decode()


def test_nobody_signs_in_before_the_right_code(visitor: Client, email: str, provider: Provider) -> None:  # noqa: F811
    there = asked(visitor, email)
    assert OFFERED not in visitor.get(there).content.decode()
    assert visitor.post(there, {"gjor": "vis", "hos": "login"}).status_code == 400


def test_a_provider_whose_secret_is_not_set_is_not_offered(
    visitor: Client, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOGIN_SECRET")
    assert OFFERED not in visitor.get(waiting).content.decode()
    assert visitor.post(waiting, {"gjor": "vis", "hos": "login"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=x&code=y",
        "?state=" + "x" * 5_000,
        "?code=%00%0d%0aSet-Cookie:a=b&state=%00",
        "?error=access_denied",
    ],
)
def test_rubbish_comes_to_nothing(visitor: Client, waiting: str, query: str) -> None:
    answer = visitor.get(f"/vis-hvem{query}")
    assert answer.status_code == 400
    visitor.cookies["hj_vis_hvem"] = "a.nb.https://elsewhere.example"
    answer = visitor.get(f"/vis-hvem{query}")
    assert answer.status_code == 400
    assert "elsewhere" not in answer.content.decode()


def test_a_provider_that_does_not_answer_is_said_so(
    visitor: Client, waiting: str, provider: Provider
) -> None:
    provider.pages = _away
    answer = visitor.post(waiting, {"gjor": "vis", "hos": "login"})
    assert answer.status_code == 503


def _away(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("404 NOT FOUND", [("Content-Type", "text/plain")])
    return [b"not here"]
