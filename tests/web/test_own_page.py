"""Somebody's own page: opened by a code, the same for everybody until then, and every choice in force at once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import carried_out, code_in, email, letters, post

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts import services as facts
from hjemmel.capabilities.identity.models import Visit
from hjemmel.core.facts import AddressGiven, AddressKind, Origin
from hjemmel.desk import clock, permission, visits
from hjemmel.desk.marks import marker
from hjemmel.desk.post import suppressed

__all__ = ["email", "post"]
NOBODY = "ingen.kjenner@nowhere.example"
PAGE, OFFERS, SURVEYS = "/din-side", "market_customers", "surveys"


@pytest.fixture
def customer(email: str, tmp_path: Path) -> str:
    """Somebody whom we may send offers, and have known for long."""
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as shop:
        found = shop.execute(
            "SELECT email FROM accounts WHERE buyer_kind = 'person' AND created_at < '2025-01-01' ORDER BY id"
        ).fetchall()
    return next(address for (address,) in found if may(address))


@pytest.fixture
def by_two_ways(customer: str) -> str:
    """The same, of a company that sends its offers in two ways."""
    text = PROFILE.read_text(encoding="utf-8")
    text = re.sub(r"(\nstatement:\n  version: )\d+", r"\g<1>9", text, count=1)
    text = text.replace("channels: [email, post]}", "channels: [email, magazine, post]}", 1)
    (declared,) = re.findall(r"\n    email: (\{title: .*\})", text)
    magazine = re.sub(r"title: \{[^}]*\}", "title: {nb: magasinet, en: the magazine}", declared)
    text = text.replace(f"\n    email: {declared}", f"\n    email: {declared}\n    magazine: {magazine}", 1)
    publish(text.encode(), HJEMMEL, NOW)
    return customer


def asked(visitor: Client, address: str) -> str:
    answer = visitor.post(PAGE, {"gjor": "adresse", "epost": address})
    assert answer.status_code == 303 and answer["Location"] == PAGE
    answer.close()
    return visitor.get(PAGE).content.decode()


def opened(visitor: Client, address: str, post: Path) -> str:
    asked(visitor, address)
    assert visitor.post(PAGE, {"gjor": "kode", "kode": code_in(letters(post)[-1])}).status_code == 302
    return visitor.get(PAGE).content.decode()


def said(visitor: Client, answer: str, purpose: str, channel: str = "") -> str:
    """Say yes or no to something on an open page; what the page tells then. A no without a channel is to all of them."""
    done = visitor.post(PAGE, {"gjor": "velg", "formaal": purpose, "kanal": channel, "svar": answer})
    assert done.status_code == 302, done.content.decode()[-1500:]
    return visitor.get(PAGE).content.decode()


def on(page: str, purpose: str) -> bool:
    return "true" in re.findall(rf'aria-checked="(\w+)" aria-labelledby="t-{purpose} ', page)


def may(address: str, channel: str = "email") -> bool:
    return permission.may(address, OFFERS, channel, HJEMMEL).is_allowed


def why(address: str, channel: str) -> str:
    (decision,) = permission.may(address, OFFERS, channel, HJEMMEL).decisions
    return decision.reason.code


def own_cookie() -> str:
    return "hj_din_side"


def offer(page: str, purpose: str, channel: str = "email") -> str:
    """Whether the switch for this purpose and channel stands on."""
    return re.findall(rf'aria-checked="(\w+)" aria-labelledby="t-{purpose} k-{purpose}-{channel} ', page)[0]


def test_whether_anybody_knows_the_address_shows_in_nothing(visitor: Client, email: str, post: Path) -> None:
    pages = [asked(Client(headers={"host": "localhost"}), address) for address in (email, NOBODY)]
    assert pages[0] == pages[1] and "Vi har sendt en kode" in pages[0]
    assert [one["To"] for one in letters(post)] == [email, NOBODY]
    for letter in letters(post):
        assert "Koden til siden din" in str(letter["Subject"])


def test_the_page_tells_what_is_held_why_until_when_and_what_can_be_asked(
    visitor: Client, email: str, post: Path
) -> None:
    page = opened(visitor, email, post)
    assert f"{email[0]}•••@{email.partition('@')[2]}" in page and email not in page
    for told in (
        "Hva vi har, og hvorfor",
        "Hvor lenge",
        "bokføringsloven",
        "Be om noe",
        "Bli slettet",
    ):
        assert told in page, told
    english = visitor.get("/your-page").content.decode()
    assert "What we hold, and why" in english and "Hvorfor" not in english


def test_a_code_for_an_address_nobody_knows_opens_nothing(visitor: Client, email: str, post: Path) -> None:
    page = opened(visitor, NOBODY, post)
    assert "Vi finner ingenting om noen med denne e-postadressen" in page and "Be om noe" not in page
    for gjor in ("velg", "be", "hent"):
        answer = visitor.post(PAGE, {"gjor": gjor, "rett": "access", "formaal": OFFERS, "svar": "nei"})
        assert answer.status_code == 400 and "Du kan åpne den igjen" in answer.content.decode()


def test_five_wrong_codes_spend_it_and_an_old_one_is_worth_nothing(
    visitor: Client, email: str, post: Path
) -> None:
    asked(visitor, email)
    code = code_in(letters(post)[-1])
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
    tried = [
        visitor.post(PAGE, {"gjor": "kode", "kode": one}).content.decode() for one in [wrong] * 5 + [code]
    ]
    assert ["stemmer ikke" in one for one in tried] == [True] * 4 + [False] * 2
    assert all("virker ikke lenger" in one for one in tried[4:])
    asked(visitor, email)
    clock.use(lambda: NOW + timedelta(minutes=15))
    assert "Du kan åpne den igjen" in visitor.get(PAGE).content.decode()


def test_the_cookie_is_for_these_pages_alone_changes_with_the_code_and_dies_with_the_visit(
    visitor: Client, email: str, post: Path
) -> None:
    asked(visitor, email)
    before = visitor.cookies[own_cookie()]
    assert before["httponly"] and before["samesite"] == "Strict"
    first = before.value
    visitor.post(PAGE, {"gjor": "kode", "kode": code_in(letters(post)[-1])})
    assert visitor.cookies[own_cookie()].value != first, "what was known before the code opens nothing"
    stranger = Client(headers={"host": "localhost"})
    stranger.cookies[own_cookie()] = first
    assert "Send meg koden" in stranger.get(PAGE).content.decode()
    clock.use(lambda: NOW + timedelta(minutes=30))
    assert "er lukket" in visitor.get(PAGE).content.decode()
    assert visits.end_past(HJEMMEL) == 1
    (visit,) = Visit.objects.all()
    assert visit.address is None and not visit.code


def test_a_no_and_a_yes_are_in_force_at_once(visitor: Client, customer: str, post: Path) -> None:
    page = opened(visitor, customer, post)
    assert offer(page, OFFERS) == "true" and may(customer)
    said_no = said(visitor, "nei", OFFERS)
    assert offer(said_no, OFFERS) == "false" and "Du har sagt nei" in said_no and not may(customer)
    assert offer(said(visitor, "ja", OFFERS, "email"), OFFERS) == "true" and may(customer)


def test_a_no_to_one_channel_closes_that_one_alone_and_a_yes_opens_it_again(
    visitor: Client, by_two_ways: str, post: Path
) -> None:
    page = opened(visitor, by_two_ways, post)
    assert offer(page, OFFERS, "email") == offer(page, OFFERS, "magazine") == "true"
    page = said(visitor, "nei", OFFERS, "email")
    assert (offer(page, OFFERS, "email"), offer(page, OFFERS, "magazine")) == ("false", "true")
    assert why(by_two_ways, "email") == "channel-declined" and may(by_two_ways, "magazine")
    assert "Nei til e-post" in page, "among what they have chosen"
    said(visitor, "ja", OFFERS, "email")
    assert may(by_two_ways, "email") and may(by_two_ways, "magazine")


def test_a_no_to_the_last_channel_is_a_no_to_the_purpose_and_a_later_yes_opens_only_what_it_names(
    visitor: Client, by_two_ways: str, post: Path
) -> None:
    opened(visitor, by_two_ways, post)
    said(visitor, "nei", OFFERS, "email")
    said(visitor, "nei", OFFERS, "magazine")
    assert why(by_two_ways, "magazine") in ("objected", "suppressed")
    page = said(visitor, "ja", OFFERS, "magazine")
    assert (offer(page, OFFERS, "email"), offer(page, OFFERS, "magazine")) == ("false", "true")
    assert may(by_two_ways, "magazine") and not may(by_two_ways, "email")


def test_one_press_says_no_to_all_channels(visitor: Client, by_two_ways: str, post: Path) -> None:
    assert "Nei til alt dette" in opened(visitor, by_two_ways, post)
    page = said(visitor, "nei", OFFERS)
    assert not on(page, OFFERS) and "Nei til alt dette" not in page


def test_a_no_to_one_kind_of_offers_here_leaves_the_others_and_a_yes_works_after_a_no_to_all(
    visitor: Client, customer: str, post: Path
) -> None:
    (asked_about,) = permission.may(customer, SURVEYS, "email", HJEMMEL).decisions
    from_a_sale = AddressGiven(
        about=asked_about.person,
        kind=AddressKind.EMAIL,
        mark=marker(HJEMMEL).mark(AddressKind.EMAIL, customer),
        origin=Origin.SALE,
        at=NOW - timedelta(days=400),
        opt_out_offered=True,
    )
    facts.record([from_a_sale], HJEMMEL, NOW)
    page = opened(visitor, customer, post)
    assert on(page, SURVEYS) and on(page, OFFERS)
    page = said(visitor, "nei", OFFERS)
    assert on(page, SURVEYS) and not on(page, OFFERS)
    page = said(visitor, "nei", SURVEYS)
    assert not on(page, SURVEYS)
    page = said(visitor, "ja", OFFERS, "email")
    assert on(page, OFFERS) and not on(page, SURVEYS) and may(customer)


def test_a_channel_that_was_never_offered_is_refused(visitor: Client, customer: str, post: Path) -> None:
    opened(visitor, customer, post)
    for answer, channel in (("ja", "sms"), ("nei", "sms"), ("ja", "")):
        told = {"gjor": "velg", "formaal": OFFERS, "kanal": channel, "svar": answer}
        assert visitor.post(PAGE, told).status_code == 400


def test_who_wants_nothing_at_all_is_remembered_by_the_address_until_they_want_something_again(
    visitor: Client, customer: str, post: Path
) -> None:
    page, mark = opened(visitor, customer, post), marker(HJEMMEL).mark(AddressKind.EMAIL, customer)
    wanted = [one for one in dict.fromkeys(re.findall(r'aria-labelledby="t-(\w+) ', page)) if on(page, one)]
    assert OFFERS in wanted
    for number, purpose in enumerate(wanted, 1):
        said(visitor, "nei", purpose)
        assert (mark in suppressed()) is (number == len(wanted))
    said(visitor, "ja", OFFERS, "email")
    assert mark not in suppressed() and may(customer)


def test_a_right_is_asked_for_and_its_answer_fetched_without_another_code(
    visitor: Client, operator: Client, approver: Client, email: str, post: Path
) -> None:
    opened(visitor, email, post)
    answer = visitor.post(PAGE, {"gjor": "be", "rett": "access", "ord": "Gjerne alt."})
    assert answer.status_code == 302
    shown = visitor.get(answer["Location"]).content.decode()
    assert "Vi vet hvem du er" in shown
    (id,) = re.findall(r"<code>(\w{16})</code>", shown)
    assert "30 dager igjen" in visitor.get(PAGE).content.decode()
    carried_out(operator, approver, id)
    page = visitor.get(PAGE).content.decode()
    assert "Hent svaret" in page
    there = visitor.post(PAGE, {"gjor": "hent", "henvendelse": id})
    assert there.status_code == 302 and re.fullmatch(r"/svar/[\w-]{43}", there["Location"])
    assert visitor.get(there["Location"]).status_code == 200
    assert visitor.post(PAGE, {"gjor": "hent", "henvendelse": "0" * 16}).status_code == 400


def test_the_sixth_code_for_one_address_in_a_day_is_not_sent(visitor: Client, email: str, post: Path) -> None:
    for _ in range(5):
        asked(visitor, email)
    refused = visitor.post(PAGE, {"gjor": "adresse", "epost": email})
    assert refused.status_code == 429 and len(letters(post)) == 5
    clock.use(lambda: NOW + timedelta(days=1, minutes=1))
    visits.end_past(HJEMMEL)
    assert not Visit.objects.exclude(mark="", visitor="").exists()


def test_nothing_of_a_visit_can_be_read_where_it_is_stored(visitor: Client, email: str, post: Path) -> None:
    asked(visitor, email)
    code, secret = code_in(letters(post)[-1]), visitor.cookies[own_cookie()].value
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as stored:
        left = "\n".join(stored.iterdump())
    for planted in (email, code, code.replace(" ", ""), secret, "127.0.0.1"):
        assert planted not in left


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_does_nothing(visitor: Client, email: str, post: Path, site: str) -> None:
    opened(visitor, email, post)
    answer = visitor.post(PAGE, {"gjor": "lukk"}, headers={"sec-fetch-site": site})
    assert answer.status_code == 403 and "Be om noe" in visitor.get(PAGE).content.decode()
