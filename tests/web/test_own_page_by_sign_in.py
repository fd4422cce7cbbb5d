"""Somebody's own page, opened by signing in with a provider: against a real one; whom it opens for, and everything that goes wrong."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.connectors.identity_provider import Claims, Provider, signed_in
from tests.web.conftest import HJEMMEL, NOW
from tests.web.test_art12_asked_on_the_web import asked as asked_by_form
from tests.web.test_art12_asked_on_the_web import carried_out, code_in, email, letters, post
from tests.web.test_own_page import OFFERS, PAGE, customer, may, offer, said
from tests.web.test_sign_in import provider, sent_away

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.identity.models import SignIn, Visit
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.request import IdentityProven, Level, Method, State
from hjemmel.desk import clock, requests, visits
from hjemmel.desk.published import published

__all__ = ["customer", "email", "post", "provider"]
SIGN_IN = "Logg inn med Innloggingen"
WAY_IN = '<meta http-equiv="refresh" content="0; url=/din-side">'


def back(visitor: Client, user: str, action: str = "authorize") -> Any:
    """Away from the own page to the provider, and back from it as this user."""
    return returned(visitor, signed_in(sent_away(visitor, PAGE), user, action))


def returned(visitor: Client, address: str) -> Any:
    return visitor.get("/vis-hvem?" + address.partition("?")[2])


def opened(visitor: Client, user: str) -> str:
    """The own page as this user sees it."""
    answer = back(visitor, user)
    assert answer.status_code == 200 and WAY_IN in answer.content.decode(), answer.content.decode()[-1500:]
    return visitor.get(PAGE).content.decode()


def republished(old: str, new: str) -> None:
    """The same declaration, in which one thing has another wording."""
    text = published().version.content.decode()
    assert text.count(old) == 1, text.count(old)
    text = re.sub(r"(\nstatement:\n  version: )(\d+)", lambda at: f"{at[1]}{int(at[2]) + 1}", text, count=1)
    publish(text.replace(old, new).encode(), HJEMMEL, NOW)


def in_their_row(column: str, value: str, email: str) -> None:
    with closing(sqlite3.connect(_shop())) as shop:
        shop.execute(f"UPDATE accounts SET {column} = ? WHERE email = ?", (value, email))
        shop.commit()


# ---- whom it opens for -------------------------------------------------------------------------------------


def test_who_signs_in_with_the_address_we_know_sees_their_page(
    visitor: Client, email: str, provider: Provider
) -> None:
    start = visitor.get(PAGE).content.decode()
    assert SIGN_IN in start and "Send meg koden" not in start, "codes are not declared here"
    page = opened(visitor, "kari")
    assert "Du logget inn med Innloggingen." in page and "Hva vi har, og hvorfor" in page
    assert email not in page
    assert "You signed in with The Login." in visitor.get("/your-page").content.decode()
    cookie = visitor.cookies["hj_din_side"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"


def test_a_sign_in_is_noted_as_a_code_is_and_the_lines_name_nobody(
    visitor: Client, email: str, provider: Provider
) -> None:
    opened(visitor, "kari")
    lines = [(line.kind, dict(line.content)) for line in ledger.lines(30)]
    assert ("own-page-asked", {"provider": "login"}) in lines
    assert ("own-page-opened", {"proof": "identity", "provider": "login"}) in lines
    assert ("identity-sign-in-ended", {"outcome": "identity"}) in lines
    assert email not in str(lines)


def test_where_both_are_declared_one_may_choose(visitor: Client, email: str, provider: Provider) -> None:
    republished("  how: [oidc]\n", "  how: [oidc, known_channel]\n")
    start = visitor.get(PAGE).content.decode()
    assert SIGN_IN in start and "Eller få en kode på e-post" in start and "Send meg koden" in start
    assert "Be om noe" in opened(visitor, "kari")


def test_a_telephone_number_that_the_provider_has_tried_leads_to_its_row(
    visitor: Client, email: str, provider: Provider
) -> None:
    in_their_row("phone", "+47 909 09 909", email)
    for name, is_tried in (("by_phone", True), ("untried", False)):
        provider.add(name, {"phone_number": "+4790909909", "phone_number_verified": is_tried})
    republished("      how: oidc\n", "      how: oidc\n      scopes: [openid, email, phone]\n")
    page = opened(visitor, "by_phone")
    assert "Hva vi har, og hvorfor" in page
    assert "fortalte oss ingen e-postadresse" in page and "Send henvendelsen" not in page
    assert visitor.post(PAGE, {"gjor": "be", "rett": "access"}).status_code == 400
    assert "Vi finner ingenting om noen" in opened(Client(headers={"host": "localhost"}), "untried")


@pytest.fixture
def by_number(visitor: Client, email: str, provider: Provider) -> str:
    """Somebody who signs in by their national identity number, which their row in the shop holds; their address is another."""
    in_their_row("title", "25857012345", email)
    republished(
        "phone: {column: phone, normal: phone}}\n",
        "phone: {column: phone, normal: phone}, national_number: title}\n",
    )
    provider.add("bank", {"pid": "25857012345", "email": "now.here@nowhere.example", "email_verified": True})
    return "bank"


def test_a_national_identity_number_opens_the_page_of_whoever_has_it(visitor: Client, by_number: str) -> None:
    page = opened(visitor, by_number)
    assert "Hva vi har, og hvorfor" in page and "Send henvendelsen" in page
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as stored:
        left = "\n".join(stored.iterdump())
    assert "25857012345" not in left and "now.here" not in left


def test_a_request_that_came_from_the_address_when_it_was_another_persons_is_not_shown(
    visitor: Client, by_number: str, email: str, provider: Provider, post: Path
) -> None:
    """The provider vouches for who has the address today, and not for who had it when the request came."""
    republished("  how: [oidc]\n", "  how: [oidc, known_channel]\n")
    another = Client(headers={"host": "localhost"})
    there = asked_by_form(another, email)
    another.post(there, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert "Vi vet hvem du er" in another.get(there).content.decode()
    provider.add("bank", {"pid": "25857012345", "email": email, "email_verified": True})
    mine = "30 dager igjen"
    assert mine in opened(visitor, by_number), "their own is shown"
    request = Visit.objects.get(ended_at=None)
    assert request.known_by == "national_number"
    moved = "UPDATE accounts SET title = CASE WHEN email = ? THEN NULL ELSE '25857012345' END WHERE email = ? OR id = "
    with closing(sqlite3.connect(_shop())) as shop:
        (other,) = shop.execute(
            "SELECT min(id) FROM accounts WHERE buyer_kind = 'person' AND created_at < '2025-01-01' AND email != ?",
            (email,),
        ).fetchone()
        shop.execute(moved + str(other), (email, email))
        shop.commit()
    assert mine not in visitor.get(PAGE).content.decode()


def _shop() -> str:
    return os.environ["NETTBUTIKK_URL"].removeprefix("sqlite:///")


def test_a_stranger_is_told_kindly_and_learns_nothing(
    visitor: Client, email: str, provider: Provider
) -> None:
    away = [sent_away(Client(headers={"host": "localhost"}), PAGE) for _ in range(2)]
    assert len({one.partition("?")[0] for one in away}) == 1, "the way there is the same for all"
    page = opened(visitor, "unknown")
    assert "Vi finner ingenting om noen med det innloggingen forteller om deg" in page
    assert "Be om innsyn eller noe annet" in page and SIGN_IN in page
    for gjor in ("velg", "be", "hent"):
        told = {"gjor": gjor, "rett": "access", "formaal": OFFERS, "svar": "nei"}
        assert visitor.post(PAGE, told).status_code == 400
    visit = Visit.objects.get(proof="NOBODY")
    assert (visit.sign, visit.address, visit.mark) == (None, None, ""), "nothing of them is stored"
    assert "Vi finner ingenting" not in opened(visitor, "kari"), "another sign-in takes its place"


def test_an_address_that_the_provider_has_not_tried_opens_nothing(
    visitor: Client, provider: Provider
) -> None:
    assert "Vi finner ingenting om noen" in opened(visitor, "untried")


def test_where_something_surer_is_needed_only_a_surer_provider_opens_the_page(
    visitor: Client, email: str, provider: Provider
) -> None:
    republished("  how: [oidc]\n", "  how: [oidc, bankid]\n  stricter_for: [contact]\n")
    assert "krever en sikrere innlogging enn denne" in opened(visitor, "kari")
    republished("      how: oidc\n", "      how: bankid\n")
    assert "Hva vi har, og hvorfor" in opened(visitor, "kari")


# ---- what can be done on it --------------------------------------------------------------------------------


def test_a_right_is_asked_for_and_its_answer_fetched_with_no_code_at_all(
    visitor: Client, operator: Client, approver: Client, email: str, provider: Provider, post: Path
) -> None:
    opened(visitor, "kari")
    answer = visitor.post(PAGE, {"gjor": "be", "rett": "access", "ord": "Gjerne alt."})
    assert answer.status_code == 302 and letters(post) == []
    shown = visitor.get(answer["Location"]).content.decode()
    assert "Vi vet hvem du er" in shown
    (id,) = re.findall(r"<code>(\w{16})</code>", shown)
    view = requests.view(id)
    assert view and view.state is State.PROVEN
    step = view.life.last(IdentityProven)
    assert step and (step.method, step.level) == (Method.OIDC, Level.HIGH)
    carried_out(operator, approver, id)
    assert [one["To"] for one in letters(post)] == [email]
    assert "Hent svaret" in visitor.get(PAGE).content.decode()
    there = visitor.post(PAGE, {"gjor": "hent", "henvendelse": id})
    assert there.status_code == 302 and visitor.get(there["Location"]).status_code == 200


def test_a_no_and_a_yes_are_in_force_at_once(visitor: Client, customer: str, provider: Provider) -> None:
    provider.add("customer", {"email": customer, "email_verified": True})
    page = opened(visitor, "customer")
    assert offer(page, OFFERS) == "true" and may(customer)
    assert offer(said(visitor, "nei", OFFERS), OFFERS) == "false" and not may(customer)
    assert offer(said(visitor, "ja", OFFERS, "email"), OFFERS) == "true" and may(customer)


# ---- how long it is open -----------------------------------------------------------------------------------


def test_whoever_closes_the_page_is_out_and_nothing_of_them_is_left(
    visitor: Client, email: str, provider: Provider
) -> None:
    opened(visitor, "kari")
    secret = visitor.cookies["hj_din_side"].value
    closed = visitor.post(PAGE, {"gjor": "lukk"})
    assert "bør du også logge ut hos Innloggingen" in closed.content.decode()
    assert visitor.cookies["hj_din_side"].value == ""
    visitor.cookies["hj_din_side"] = secret
    assert SIGN_IN in visitor.get(PAGE).content.decode()
    visit = Visit.objects.get()
    assert visit.ended_at and (visit.address, visit.sign) == (None, None)


def test_the_page_closes_after_half_an_hour(visitor: Client, email: str, provider: Provider) -> None:
    opened(visitor, "kari")
    clock.use(lambda: NOW + timedelta(minutes=29))
    assert "Be om noe" in visitor.get(PAGE).content.decode()
    clock.use(lambda: NOW + timedelta(minutes=30))
    assert "Du kan åpne den igjen her" in visitor.get(PAGE).content.decode()
    assert visits.end_past(HJEMMEL) == 1
    assert Visit.objects.get().sign is None


def test_a_provider_that_is_declared_no_more_keeps_no_page_open(
    visitor: Client, email: str, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(visitor, "kari")
    monkeypatch.delenv("LOGIN_SECRET")
    assert visitor.get(PAGE).status_code == 404, "there is no way in at all"
    monkeypatch.setenv("LOGIN_SECRET", "a secret / with : signs")
    republished("    login:\n", "    another:\n")
    assert "Du kan åpne den igjen her" in visitor.get(PAGE).content.decode()


def test_a_sign_that_has_come_to_lead_elsewhere_opens_nothing(
    visitor: Client, email: str, provider: Provider
) -> None:
    opened(visitor, "kari")
    in_their_row("email", "another@nowhere.example", email)
    assert "Du kan åpne den igjen her" in visitor.get(PAGE).content.decode()


# ---- what goes wrong ---------------------------------------------------------------------------------------


def test_an_answer_opens_one_page_once_and_in_the_browser_that_was_sent_away(
    visitor: Client, email: str, provider: Provider
) -> None:
    there = signed_in(sent_away(visitor, PAGE), "kari")
    another = Client(headers={"host": "localhost"})
    refused = returned(another, there)
    assert refused.status_code == 400 and "hj_din_side" not in refused.cookies
    cookie = visitor.cookies["hj_vis_hvem"].value
    assert returned(visitor, there).status_code == 200
    visitor.cookies["hj_vis_hvem"] = cookie
    again = returned(visitor, there)
    assert again.status_code == 400 and "hj_din_side" not in again.cookies
    assert 'href="/din-side">Prøv på nytt' in again.content.decode()


def test_the_word_that_goes_with_the_visit_is_not_the_cookie_that_opens_it(
    visitor: Client, email: str, provider: Provider
) -> None:
    sent_away(visitor, PAGE)
    assert "hj_din_side" not in visitor.cookies
    browser = visitor.cookies["hj_vis_hvem"].value.partition(".")[0]
    visitor.cookies["hj_din_side"] = browser
    assert "Be om noe" not in visitor.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("spoilt", "why"), [({"nonce": "another"}, "nonce"), ({"aud": "somebody-else"}, "audience")]
)
def test_an_answer_that_is_not_to_be_believed_opens_nothing(
    visitor: Client, provider: Provider, spoilt: Claims, why: str
) -> None:
    provider.spoil = lambda claims: {**claims, **spoilt}
    refused = back(visitor, "kari")
    assert refused.status_code == 400 and "ikke fullført" in refused.content.decode()
    assert SignIn.objects.get().outcome == why and not Visit.objects.get().proof


def test_whoever_says_no_at_the_provider_can_try_again(visitor: Client, provider: Provider) -> None:
    assert back(visitor, "kari", "deny").status_code == 400
    assert "Be om noe" in opened(visitor, "kari")


def test_whoever_is_back_after_ten_minutes_must_begin_again(visitor: Client, provider: Provider) -> None:
    there = signed_in(sent_away(visitor, PAGE), "kari")
    clock.use(lambda: NOW + timedelta(minutes=10))
    assert returned(visitor, there).status_code == 400
    assert visits.end_past(HJEMMEL) == 1


def test_twenty_times_an_hour_from_one_place_and_no_more(visitor: Client, provider: Provider) -> None:
    for _ in range(20):
        sent_away(visitor, PAGE)
    refused = visitor.post(PAGE, {"gjor": "vis", "hos": "login"})
    assert refused.status_code == 429 and SignIn.objects.count() == 20


def test_a_provider_that_nobody_declared_or_that_is_away_is_said_so(
    visitor: Client, provider: Provider
) -> None:
    refused = visitor.post(PAGE, {"gjor": "vis", "hos": "elsewhere"})
    assert refused.status_code == 400 and "Du kan ikke logge inn slik her nå" in refused.content.decode()
    refused = visitor.post(PAGE, {"gjor": "adresse", "epost": "kari@nowhere.example"})
    assert refused.status_code == 400, "codes are not declared"
    provider.url, provider.pages = "", _away
    assert visitor.post(PAGE, {"gjor": "vis", "hos": "login"}).status_code == 503


def _away(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("404 NOT FOUND", [("Content-Type", "text/plain")])
    return [b"not here"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_sends_nobody_away(visitor: Client, provider: Provider, site: str) -> None:
    refused = visitor.post(PAGE, {"gjor": "vis", "hos": "login"}, headers={"sec-fetch-site": site})
    assert refused.status_code == 403 and not SignIn.objects.exists()
