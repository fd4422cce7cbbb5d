"""The pages of mailings: written, prepared, approved, sent; and the public pages by which people say no."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.conftest import HJEMMEL, NOW  # isort: split

from django.test import Client

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.facts import Objection
from hjemmel.desk import keys, mailbox, mailings, sign_up
from hjemmel.desk.published import published

READERS = "nyhetsbrev.subscribers"
WRITTEN = {
    "hva": "market_others:email",
    "liste": READERS,
    "emne_nb": "Nye <b>kopper</b>",
    "tekst_nb": "# Hei\n\nSe [butikken](https://merkevarden.example).",
}


@pytest.fixture
def mail(office: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mail goes to a folder, as in a demo."""
    keys.prepare(HJEMMEL)
    monkeypatch.setenv("MAIL_URL", f"mailbox://{tmp_path / 'post'}")
    return tmp_path / "post"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def prepared(client: Client) -> str:
    answer = client.post("/kontor/utsendinger/ny", {**WRITTEN, "lag": "ja"})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return str(answer.headers["Location"])


def test_a_mailing_goes_from_the_form_to_the_mailbox(approver: Client, mail: Path) -> None:
    seen = approver.post("/kontor/utsendinger/ny", {**WRITTEN, "se": "ja"}).content.decode()
    assert "Nye &lt;b&gt;kopper&lt;/b&gt;" in seen and "personvern@merkevarden.example" in seen
    there = prepared(approver)
    text = page(approver, there)
    digest = re.findall(r'name="avtrykk" value="(\w+)"', text)[0]
    assert (
        "Får den ikke" in text and "Ingen hjemmel" in text and "@" not in re.sub(r"\S+@merkevarden", "", text)
    )
    unread = approver.post(there, {"svar": "ja", "avtrykk": digest})
    assert unread.status_code == 400 and "Kryss av for at du har lest meldingen" in unread.content.decode()
    assert "ikke lenger slik den ble vist" not in unread.content.decode()
    changed = approver.post(there, {"svar": "ja", "avtrykk": "0" * 64, "lest": "on"})
    assert changed.status_code == 409 and "ikke lenger slik den ble vist" in changed.content.decode()
    assert approver.post(there, {"svar": "send"}).status_code == 409
    answer = approver.post(there, {"svar": "ja", "avtrykk": digest, "lest": "on"})
    assert answer.status_code == 302
    assert approver.post(there, {"svar": "send"}).status_code == 302
    assert "Ferdig" in page(approver, there)
    (first, *_) = mailbox.letters() or ()
    assert first.subject == WRITTEN["emne_nb"] and len(list(mail.iterdir())) > 5
    shown = page(approver, "/kontor/utsendinger/postkasse")
    assert first.to in shown and "<b>kopper" not in shown
    assert "Nye &lt;b&gt;" in page(approver, "/kontor/utsendinger")
    assert "kan få den" in page(approver, "/kontor/journal")


def test_what_is_not_fit_says_why_and_loses_no_word(operator: Client, mail: Path) -> None:
    tracked = {**WRITTEN, "tekst_nb": "Hei ![kopp](https://bilder.example/1.gif)", "lag": "ja"}
    answer = operator.post("/kontor/utsendinger/ny", tracked)
    assert answer.status_code == 400
    assert (
        "forteller hvem som åpner" in answer.content.decode() and "bilder.example" in answer.content.decode()
    )
    for wrong in (
        {"hva": "finnes:email"},
        {"hva": "market_others:due"},
        {"hva": ""},
        {"liste": "finnes.ikke"},
        {"liste": ""},
    ):
        assert operator.post("/kontor/utsendinger/ny", {**WRITTEN, **wrong, "lag": "ja"}).status_code == 400
    assert mailings.views() == ()


def test_only_purposes_and_channels_that_go_together_can_be_chosen(operator: Client, mail: Path) -> None:
    offered = re.findall(r'<option value="(\w+:\w+)"', page(operator, "/kontor/utsendinger/ny"))
    declared = published().map.purposes
    assert offered and len(offered) == len(set(offered))
    for purpose, channel in (one.split(":") for one in offered):
        marketing = declared[purpose].declared.direct_marketing
        assert marketing is None or channel in marketing.channels
    assert "market_others:email" in offered


def test_who_may_not_does_not(reader: Client, operator: Client, mail: Path) -> None:
    assert reader.get("/kontor/utsendinger/ny").status_code == 403
    there = prepared(operator)
    assert operator.post(there, {"svar": "ja"}).status_code == 403
    assert reader.post(there, {"svar": "send"}).status_code == 403
    page(reader, there)
    page(reader, "/kontor/utsendinger/finnesikke", 404)


def test_a_mailbox_is_shown_only_where_mail_goes_to_a_folder(
    operator: Client, mail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Ingenting er sendt" in page(operator, "/kontor/utsendinger/postkasse")
    monkeypatch.setenv("MAIL_URL", "smtps://mail.firma.example")
    page(operator, "/kontor/utsendinger/postkasse", 404)


def sent_link(client: Client) -> str:
    there = prepared(client)
    digest = re.findall(r'name="avtrykk" value="(\w+)"', page(client, there))[0]
    client.post(there, {"svar": "ja", "avtrykk": digest, "lest": "on"})
    client.post(there, {"svar": "send"})
    (first, *_) = mailbox.letters() or ()
    return first.links[0]


def test_looking_at_the_link_changes_nothing_and_one_press_says_no(
    approver: Client, visitor: Client, mail: Path
) -> None:
    link = sent_link(approver)
    lines = ledger.head().seq
    answer = visitor.get(link)
    assert answer.status_code == 200 and 'method="post"' in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer" and not answer.cookies
    assert visitor.head(link).status_code == 200 and ledger.head().seq == lines
    done = visitor.post(link, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and "Du har sagt nei" in done.content.decode() and not done.cookies
    facts = StoredFacts().read()
    assert len(facts.objections) == len(facts.suppressions) == 1
    english = visitor.get(link.replace("/nei/", "/say-no/"))
    assert "You have said no before" in english.content.decode()
    assert english.headers["Content-Language"] == "en"


def test_a_link_that_is_none_says_what_to_do(visitor: Client, mail: Path) -> None:
    for path in ("/nei/abc", "/say-no/" + "0" * 64, "/ja/abc", "/say-yes/x"):
        assert visitor.get(path).status_code == visitor.post(path).status_code == 404
    assert StoredFacts().read().suppressions == ()


def question_to(client: Client, email: str) -> str:
    """Somebody asked on the telephone; the path of the link that their letter holds."""
    written = {"epost": email, "formaal": "market_others", "kanal": "phone"}
    answer = client.post("/kontor/utsendinger/bekreftelse", written)
    assert answer.status_code == 200 and "E-posten er sendt" in answer.content.decode()
    (first, *_) = mailbox.letters() or ()
    assert first.to == email and "Bekreft" in first.subject
    return next(link for link in first.links if link.startswith("/ja/"))


def somebody(client: Client) -> str:
    """Who has got a mailing."""
    sent_link(client)
    (first, *_) = mailbox.letters() or ()
    return first.to


def test_a_yes_is_confirmed_by_a_press_and_once(approver: Client, visitor: Client, mail: Path) -> None:
    link = question_to(approver, somebody(approver))
    assert StoredFacts().read().consents == ()
    assert "Bekreft" in page(visitor, link)
    assert StoredFacts().read().consents == ()
    assert visitor.post(link).status_code == 200
    (consent,) = StoredFacts().read().consents
    assert (consent.channel, consent.covers) == ("phone", frozenset({"email"}))
    assert consent.text_version == str(sign_up.form().version)
    assert visitor.post(link).status_code == 404
    assert len(StoredFacts().read().consents) == 1


def test_a_yes_of_ones_own_takes_back_an_earlier_no(approver: Client, visitor: Client, mail: Path) -> None:
    no = sent_link(approver)
    (first, *_) = mailbox.letters() or ()
    yes = question_to(approver, first.to)
    visitor.post(no)
    assert visitor.post(yes).status_code == 200
    facts = StoredFacts().read()
    assert [one.state for one in facts.objections] == [Objection.LIFTED] and facts.suppressions[0].lifted_at
    visitor.post(no)
    facts = StoredFacts().read()
    assert [one.state for one in facts.objections] == [Objection.UPHELD]
    assert facts.suppressions[0].lifted_at is None
    assert all(one.withdrawn_at for one in facts.consents)


def test_a_yes_expires_after_seven_days(approver: Client, visitor: Client, mail: Path) -> None:
    link = question_to(approver, somebody(approver))
    mailings.clock.use(lambda: NOW + timedelta(days=7))
    assert visitor.post(link).status_code == 404
    assert StoredFacts().read().consents == ()


def test_the_office_asks_only_for_what_rests_on_consent_and_goes_out_by_mail(
    operator: Client, reader: Client, mail: Path
) -> None:
    address = "/kontor/utsendinger/bekreftelse"
    assert reader.get(address).status_code == 403
    for written in (
        {"epost": "ola", "formaal": "market_others", "kanal": "phone"},
        {"epost": "ola@firma.example", "formaal": "deliver", "kanal": "phone"},
        {"epost": "ola@firma.example", "formaal": "market_others", "kanal": "ukjent"},
    ):
        assert operator.post(address, written).status_code == 400
    written = {"epost": "ingen@firma.example", "formaal": "market_others", "kanal": "phone"}
    assert "Ingenting er sendt" in operator.post(address, written).content.decode()
    assert mailbox.letters() == ()
