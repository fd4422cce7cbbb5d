"""What is a mailbox's own: people in a message, days, erasing, TLS, and servers that do not behave. On a real Dovecot."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest
from tests.connectors.imap_server import (
    HOST,
    US,
    Account,
    ImapServer,
    connector,
    imap_server,
    message,
    needs_dovecot,
)

from hjemmel.connectors.contract import expect
from hjemmel.connectors.imap import Mailbox
from hjemmel.connectors.imap.address import imap_server as address_of
from hjemmel.connectors.protocol import Drifted, Failure, Unreachable, Unsupported
from hjemmel.core.selection import EVERY, All, Among, Before, NotBefore, OneOf, Predicate, Selection

pytestmark = needs_dovecot

KARI, OLA = "kari@example.no", "ola@example.no"


@pytest.fixture
def account(dovecot: ImapServer) -> Account:
    return dovecot.account()


def letters(where: Predicate = EVERY) -> Selection:
    return Selection("post.letters", where)


def of(*people: str) -> Selection:
    return letters(OneOf("person", people))


def seen(account: Account, *fields: str, where: Predicate = EVERY) -> list[tuple[object, ...]]:
    rows = connector(account).export(letters(where), fields)
    return sorted((tuple(row[field] for field in fields) for row in rows), key=repr)


# ---- people ------------------------------------------------------------------------------------------------


def test_each_person_in_a_message_is_a_row_and_ourselves_are_none(account: Account) -> None:
    account.put(
        message(sender=f"Kari <{KARI}>", to=US, Cc=f"Ola N <{OLA}>, salg@FIRMA.example"),
        message(to=f"{KARI}, Kari@Example.NO"),
        message(to="lager@firma.example"),
    )
    assert seen(account, "uid", "place", "person", "person_name", "role", "alone") == [
        (1, 1, KARI, "Kari", "from", False),
        (1, 3, OLA, "Ola N", "cc", False),
        (2, 2, KARI, None, "to", True),
        (3, 0, None, None, None, True),
    ]


def test_our_own_domain_is_ours_however_it_is_written(account: Account) -> None:
    account.put(
        message(sender="post@xn--blbr-roah.example", to="SALG@Blåbær.example"),
        message(sender="post@annet.example", to="x@underfirma.blåbær.example, kasse@delt.example"),
    )
    post = connector(account, layout={"ours": ("@blåbær.example", "Kasse@delt.example")})
    assert sorted(row[0] or "" for row in post.find(letters(), ("person",))) == [
        "",
        "post@annet.example",
        "x@underfirma.xn--blbr-roah.example",
    ]


@pytest.mark.parametrize(
    ("field", "person", "name"),
    [
        ("=?utf-8?q?K=C3=A5re?= <kare@example.no>", "kare@example.no", "Kåre"),
        ("=?iso-8859-1?Q?K=E5re_=D8?= <kare@example.no>", "kare@example.no", "Kåre Ø"),
        ("=?utf-8?b?S8Ol?=\r\n =?utf-8?b?cmU=?= <kare@example.no>", "kare@example.no", "Kåre"),
        ("=?utf-8?b?w?= =?x-ukjent?q?K=E5re?= <kare@example.no>", "kare@example.no", None),
        ('"Nordmann, Kari" <kari@example.no>', KARI, "Nordmann, Kari"),
        ("kari@example.no (Kari)", KARI, "Kari"),
        ("<KARI@example.no>", KARI, None),
        ("Kunder: kari@example.no;", KARI, None),
        ("Kari <kari@example.no", KARI, None),
        ("kari@blåbær.example", "kari@xn--blbr-roah.example", None),
    ],
)
def test_an_address_is_found_however_it_is_written(
    account: Account, field: str, person: str, name: str | None
) -> None:
    account.put(message(sender=field, to=US))
    ((found, said),) = seen(account, "person", "person_name")
    assert found == person
    assert name is None or said == name


def test_what_the_server_is_asked_finds_as_much_as_reading_everything(account: Account) -> None:
    account.put(
        message(sender=f"Kari <{KARI}>", to=US),
        message(to=OLA, Cc="KARI@EXAMPLE.NO"),
        message(to='"kari"@example.no'),
        message(to="andre@example.no", Reply_To=KARI),
        message(to="kari@example.com"),
    )
    post = connector(account)
    everybody = list(post.find(letters(), ("uid", "person")))
    for asked in ((KARI,), (OLA, KARI), ("ukjent@example.no",), ("kari%@example.no", KARI)):
        found = list(post.find(of(*asked), ("uid", "person")))
        assert sorted(found, key=str) == sorted((row for row in everybody if row[1] in asked), key=str)
    assert post.count(letters(Among(("uid", "place"), frozenset({(2, 2), (2, 9), (7, 1)})))) == 1


# ---- days --------------------------------------------------------------------------------------------------


def test_the_day_is_when_the_server_took_it_in_whatever_the_message_says(account: Account) -> None:
    account.put(message(Date="Mon, 1 Jan 1990 00:00:00 +0000"), at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    account.put(message(Date="i går"), at=datetime(2026, 3, 31, 21, 30, tzinfo=UTC))
    post = connector(account)
    assert post.count(letters(Before("received", date(2026, 4, 1)))) == 1
    assert post.count(letters(NotBefore("received", date(2026, 4, 1)))) == 1, "it was 1 April in Oslo"
    assert seen(account, "uid", "sent") == [(1, datetime(1990, 1, 1, tzinfo=UTC)), (2, None)]


def test_the_two_days_to_spare_lose_no_message(account: Account) -> None:
    for day in range(1, 29):
        account.put(message(), at=datetime(2026, 2, day, (day * 7) % 24, 59, tzinfo=UTC))
    post = connector(account)
    for day in (1, 2, 3, 14, 27, 28):
        before, after = Before("received", date(2026, 2, day)), NotBefore("received", date(2026, 2, day))
        assert post.count(letters(before)) + post.count(letters(after)) == 28
        assert list(post.counts([letters(before), letters(after)])) == [
            post.count(letters(before)),
            post.count(letters(after)),
        ]


# ---- erasing -----------------------------------------------------------------------------------------------


def test_what_somebody_else_has_marked_as_deleted_stays(account: Account) -> None:
    account.put(message(subject="Behold"), flags=r"\Deleted")
    account.put(message(to=OLA, subject="Bort"))
    assert connector(account).erase(of(OLA), at_most=1) == 1
    (left,) = account.messages()
    assert b"Behold" in left


def test_a_message_to_several_is_not_erased_for_one_of_them(account: Account) -> None:
    account.put(message(to=f"{KARI}, {OLA}"), message())
    post = connector(account)
    expect(Unsupported, partial(post.erase, of(KARI), at_most=2))
    assert len(account.messages()) == 2
    assert post.erase(letters(All((OneOf("person", (KARI,)), OneOf("alone", (True,))))), at_most=1) == 1
    assert post.erase(of(KARI, OLA), at_most=2) == 2, "all who are in it may go together"
    assert account.messages() == []


def test_a_shared_message_goes_where_the_declaration_says_so(account: Account) -> None:
    account.put(message(to=f"{KARI}, {OLA}"))
    assert connector(account, layout={"shared": "erase"}).erase(of(KARI), at_most=1) == 1
    assert account.messages() == []


def test_the_part_of_a_folder_that_is_shared_is_left_by_the_other(account: Account) -> None:
    account.put(message(to=f"{KARI}, {OLA}"), message())
    post = connector(account, only=(("alone", (True,)),))
    assert post.erase(letters(), at_most=1) == 1
    assert len(account.messages()) == 1


def test_reading_leaves_a_message_unread_and_a_watched_mailbox_is_not_touched(account: Account) -> None:
    account.put(message())
    post = connector(account, read_only=True)
    assert "Hei." in str(next(iter(post.export(letters(), ("message",))))["message"])
    expect(Unsupported, lambda: post.erase(letters(), at_most=1))
    assert b"Seen" not in account.flags()
    assert len(account.messages()) == 1


def test_a_message_is_handed_out_byte_for_byte(account: Account) -> None:
    told = message(text="Blåbær 🫐"), message().replace(b"Hei.\r\n", b"Bl\xe5b\xe6r\r\n")
    account.put(*told)
    found = [str(row["message"]) for row in connector(account).export(letters(), ("uid", "message"))]
    assert found[0].encode() == told[0]
    assert found[1].encode("latin-1") == told[1]


def test_folders_have_any_name_and_undeclared_ones_are_seen(account: Account) -> None:
    account.put(message(), folder='Kjøp & "salg"/2026')
    name = 'Kjøp & "salg"/2026'
    assert {one.name for one in connector(account).describe().collections} >= {"letters", name}
    assert connector(account, layout={"folder": name}).count(letters()) == 1


def test_a_server_that_can_only_remove_everything_marked_is_refused() -> None:
    with imap_server("imap_capability = IMAP4rev1 LITERAL+ MULTIAPPEND") as old:
        account = old.account()
        account.put(message(), message(to=OLA))
        post = connector(account)
        failure = expect(Unsupported, lambda: post.erase(of(KARI), at_most=1))
        assert "UIDPLUS" in str(failure)
        assert b"Deleted" not in account.flags()
        assert post.count(letters()) == 2


# ---- when the folder is another ----------------------------------------------------------------------------


def test_a_folder_that_is_numbered_anew_is_another_system_to_a_plan(account: Account) -> None:
    account.put(message(), folder="Kunder")
    post = connector(account, layout={"folder": "Kunder"})
    before = post.describe().digest
    assert post.describe().digest == before
    ((validity,),) = list(post.find(letters(), ("uidvalidity",)))
    with account.opened() as mine:
        mine.delete("Kunder")
    account.put(message(), folder="Kunder")
    assert post.describe().digest != before
    assert post.count(letters()) == 1
    assert post.count(letters(OneOf("uidvalidity", (validity,)))) == 0


# ---- the line ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_the_password_goes_after_a_certificate_that_holds(account: Account, scheme: str) -> None:
    account.put(message())
    trusting = connector(account, scheme=scheme, tls=account.server.certificate.trusted())
    assert trusting.count(letters()) == 1
    failure = expect(Unreachable, lambda: connector(account, scheme=scheme).count(letters()))
    assert "certificate" in str(failure)


@pytest.mark.parametrize(
    "address",
    [
        "imap://post:hemmelig@mail.example",
        "imaps://mail.example",
        "imaps://post@mail.example",
        "pop3://post:hemmelig@mail.example",
        "imaps://post:hemmelig@mail.example:999999",
    ],
)
def test_an_address_that_is_not_safe_is_refused_without_being_repeated(address: str) -> None:
    failure = expect(Unsupported, lambda: address_of("post", address))
    assert "hemmelig" not in str(failure)
    assert "mail.example" not in str(failure)


def test_a_wrong_password_and_a_silent_server_count_as_out_of_reach(account: Account) -> None:
    wrong = connector(account, url=account.url().replace("pass", "sesam"))
    failures = [expect(Unreachable, lambda: wrong.count(letters()))]
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()
        server = address_of("post", f"imap://a:b@{HOST}:{silent.getsockname()[1]}")
        mute = Mailbox("post", server, timeout=0.2)

        def ask() -> None:
            with mute.session():
                pass

        failures.append(expect(Unreachable, ask))
    assert all("sesam" not in str(failure) and account.name not in str(failure) for failure in failures)


def test_a_session_that_the_server_has_ended_is_opened_anew(account: Account) -> None:
    account.put(message())
    post = connector(account)
    assert post.count(letters()) == 1
    for session in post._mailbox._idle:
        session._open.sock.shutdown(socket.SHUT_RDWR)
    assert post.count(letters()) == 1


def test_nothing_of_a_message_stands_in_a_log_or_a_failure(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account.put(message(to=f"{KARI}, {OLA}", subject="Hemmelig sak", text="kanarifugl"))
    post = connector(account)
    list(post.export(letters(), ("message", "subject")))
    deeds: tuple[Callable[[], object], ...] = (
        lambda: post.erase(of(KARI), at_most=1),
        lambda: post.erase(letters(), at_most=0),
        lambda: post.overwrite(of(KARI), {"subject": ""}, at_most=1),
        lambda: post.count(Selection("post.gone")),
    )
    for deed in deeds:
        said = str(expect(Failure, deed))
        assert not any(word in said + caplog.text for word in (KARI, OLA, "Hemmelig", "kanarifugl"))


def test_a_folder_that_is_gone_is_drift(account: Account) -> None:
    expect(Drifted, lambda: connector(account, layout={"folder": "Borte"}).count(letters()))
