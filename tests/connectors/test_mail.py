"""Sending over real SMTP, what goes over the wire, and what comes back."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from hjemmel.connectors.mail import Folder, Smtp, as_message, bounce, server
from hjemmel.connectors.protocol import Failure, Unreachable, Unsupported
from hjemmel.core.letters.letter import Letter
from hjemmel.core.mail.delivery import Delivery, Outcome

from .mail_server import PASSWORD, Certificate, Inbox, certificate, mail_server

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TO = "kari.nordmann@post.example"
REFERENCE = "0123456789abcdef" * 2
LETTER = Letter(
    subject="Nytt fra Blåhuset",
    text="Hei! Vi har nye kopper.\n",
    html="<!doctype html><p>Hei! Vi har nye kopper.</p>",
    sender="Blåhuset AS <nytt@blahuset.example>",
    replies_to="personvern@blahuset.example",
    no="https://personvern.blahuset.example/nei/abc",
)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


def sent(address: str, trust: Certificate | None, *to: str) -> list[Outcome]:
    tls = trust.trusted() if trust else None
    with Smtp(server(address), tls=tls, timeout=5) as mail:
        return [
            mail.send(as_message(LETTER, one, f"{number:032x}", AT)) for number, one in enumerate(to or (TO,))
        ]


# ---- the address of the server -----------------------------------------------------------------------------


def test_the_address_tells_everything_and_shows_no_secret() -> None:
    found = server("smtp+starttls://bruker%40firma.example:hemmelig%2Ford@mail.firma.example")
    assert (found.host, found.port) == ("mail.firma.example", 587)
    assert (found.user, found.password) == ("bruker@firma.example", "hemmelig/ord")
    assert "hemmelig" not in repr(found) and "bruker" not in repr(found)
    assert server("smtps://mail.firma.example").port == 465
    assert server("mailbox:///srv/post").folder == "/srv/post"


@pytest.mark.parametrize(
    "address",
    [
        "smtp://mail.firma.example",
        "smtp://10.0.0.1:25",
        "http://firma.example",
        "smtps://",
        "smtps://firma.example:99999",
        "mailbox://",
        "",
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(address: str) -> None:
    with pytest.raises(Unsupported):
        server(address)


# ---- the wire ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["smtp", "smtps", "smtp+starttls"])
def test_mail_goes_out_with_tls_and_password(scheme: str, trusted: Certificate) -> None:
    inbox = Inbox()
    with mail_server(inbox, scheme=scheme, certificate=trusted.of_server()) as address:
        (outcome,) = sent(address, trusted)
    assert outcome.delivery is Delivery.ACCEPTED
    assert inbox.recipients == [TO]
    assert inbox.sessions == [scheme != "smtp"]


def test_a_certificate_that_nobody_trusts_gets_no_mail(trusted: Certificate) -> None:
    for scheme in ("smtps", "smtp+starttls"):
        inbox = Inbox()
        with (
            mail_server(inbox, scheme=scheme, certificate=trusted.of_server()) as address,
            pytest.raises(Unreachable, match="certificate"),
        ):
            sent(address, None)
        assert inbox.messages == []


def test_a_wrong_password_and_a_server_without_tls_send_nothing(trusted: Certificate) -> None:
    inbox = Inbox()
    with mail_server(inbox) as address, pytest.raises(Unsupported, match="password"):
        sent(address.replace("pass%20ord", "feil"), None)
    with mail_server(inbox) as address, pytest.raises(Unsupported, match="TLS"):
        sent(address.replace("smtp:", "smtp+starttls:"), trusted)
    assert inbox.messages == []


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        sent("smtp://127.0.0.1:1", None)


def test_each_recipient_has_an_answer_of_their_own() -> None:
    gone, full, spam = "borte@post.example", "full@post.example", "streng@post.example"
    inbox = Inbox(
        answers={gone: f"550 5.1.1 <{gone}> ukjent", full: "452 4.2.2 full"},
        after_data={spam: "554 5.7.1 nei"},
    )
    with mail_server(inbox) as address:
        found = sent(address, None, gone, TO, full, spam, TO)
    assert [(one.delivery, one.code, one.status) for one in found] == [
        (Delivery.REFUSED, 550, "5.1.1"),
        (Delivery.ACCEPTED, 250, ""),
        (Delivery.LATER, 452, "4.2.2"),
        (Delivery.REFUSED, 554, "5.7.1"),
        (Delivery.ACCEPTED, 250, ""),
    ]
    assert gone not in repr(found), "what the server says may hold the address"


def test_a_line_that_breaks_after_the_message_is_uncertain_and_the_next_goes_on() -> None:
    cut = "brudd@post.example"
    inbox = Inbox(cuts={cut})
    with mail_server(inbox) as address:
        first, second = sent(address, None, cut, TO)
    assert (first.delivery, second.delivery) == (Delivery.UNCERTAIN, Delivery.ACCEPTED)


def test_a_server_that_hangs_up_before_the_message_is_called_again() -> None:
    inbox = Inbox()
    with mail_server(inbox) as address, Smtp(server(address), timeout=5) as mail:
        assert mail.send(as_message(LETTER, TO, REFERENCE, AT)).delivery is Delivery.ACCEPTED
        assert mail._open is not None and mail._open.sock is not None
        mail._open.sock.close()
        assert mail.send(as_message(LETTER, TO, REFERENCE, AT)).delivery is Delivery.ACCEPTED
    assert len(inbox.messages) == 2


def test_a_server_that_closes_for_good_is_a_failure_without_a_name() -> None:
    inbox = Inbox(answers={TO: "421 4.3.2 stenger"})
    with mail_server(inbox) as address, pytest.raises(Failure) as failed:
        sent(address, None)
    told = "".join(traceback.format_exception(failed.value))
    assert "kari" not in told and PASSWORD not in told


# ---- the message -------------------------------------------------------------------------------------------


def test_a_message_has_what_mail_programs_ask_for() -> None:
    message = message_from_bytes(as_message(LETTER, TO, REFERENCE, AT).as_bytes(), policy=default)
    assert str(message["From"]) == "Blåhuset AS <nytt@blahuset.example>"
    assert message["Message-ID"] == f"<{REFERENCE}@blahuset.example>"
    assert message["Date"].datetime == AT
    assert message["Subject"] == LETTER.subject
    assert message["List-Unsubscribe"] == f"<{LETTER.no}>, <mailto:personvern@blahuset.example?subject=nei>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and text.get_content().splitlines() == LETTER.text.splitlines()
    assert html is not None and "nye kopper" in html.get_content()


def test_what_is_not_to_be_said_no_to_has_no_link_for_it() -> None:
    message = as_message(replace(LETTER, no=""), TO, REFERENCE, AT)
    assert message["List-Unsubscribe"] is None and message["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "address",
    ["", "kari", "kari@", "@firma.example", "kari@a.example\r\nBcc: alle@b.example", "kåre@a.example"],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="no address") as refused:
        as_message(LETTER, address, REFERENCE, AT)
    assert "kari" not in "".join(traceback.format_exception(refused.value))


def test_a_domain_with_norwegian_letters_is_written_as_the_net_knows_it() -> None:
    assert str(as_message(LETTER, "kari@blåbær.example", REFERENCE, AT)["To"]) == "kari@xn--blbr-roah.example"


def test_a_folder_takes_messages_as_a_server_would(tmp_path: Path) -> None:
    with Folder(tmp_path / "post") as mail:
        assert mail.send(as_message(LETTER, TO, REFERENCE, AT)).delivery is Delivery.ACCEPTED
    (file,) = (tmp_path / "post").iterdir()
    assert file.name == f"{REFERENCE}.eml" and file.stat().st_mode & 0o777 == 0o600
    assert message_from_bytes(file.read_bytes())["To"] == TO


# ---- bounces -----------------------------------------------------------------------------------------------

REPORT = """\
From: MAILER-DAEMON@post.example
To: nytt@blahuset.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=skille

--skille
Content-Type: text/plain

Det gikk ikke.
--skille
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.post.example

Final-Recipient: rfc822; kari.nordmann@post.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--skille
Content-Type: {kind}

Message-ID: <{reference}@blahuset.example>
Subject: Nytt

--skille--
"""


def report(status: str = "5.1.1", action: str = "failed", kind: str = "text/rfc822-headers") -> bytes:
    text = REPORT.format(status=status, action=action, kind=kind, reference=REFERENCE)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_bounce_is_known_by_the_message_that_came_back(kind: str) -> None:
    found = bounce(report(kind=kind))
    assert found is not None
    assert (found.reference, found.status, found.is_for_good) == (REFERENCE, "5.1.1", True)


def test_a_delay_a_delivery_and_other_mail_are_no_bounces() -> None:
    assert bounce(report(status="4.4.7", action="delayed")) is None
    assert bounce(report(status="2.0.0", action="delivered")) is None
    assert bounce(b"Subject: hei\r\n\r\n5.1.1") is None
    assert bounce(report().replace(REFERENCE.encode(), b"noe-annet")) is None
    assert bounce(b"\xff\x00" * 100) is None
    assert bounce(report() + b"x" * (1 << 20)) is None


def test_a_bounce_for_now_is_not_for_good() -> None:
    found = bounce(report(status="4.2.2"))
    assert found is not None and not found.is_for_good
