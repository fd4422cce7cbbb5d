"""Our own mailbox, on a real mail server: what people write becomes drafts, each once, and whether mail arrives is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from .gift_shop import HJEMMEL, NOW, open_shop, write_systems  # isort: split

from django.db import connection
from tests.connectors.imap_server import Account, ImapServer, message, needs_dovecot
from tests.connectors.mail_server import Inbox, mail_server
from tests.engine.mailboxes import ADDRESS, with_mailbox

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.mailboxes import store
from hjemmel.capabilities.mailboxes.models import MailDraft
from hjemmel.capabilities.requests import store as request_store
from hjemmel.cli.mailbox import command
from hjemmel.connectors.protocol import Failure, Unreachable
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.mail.words import Looks
from hjemmel.core.request import State, Way, WhyClosed
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, mailboxes, requests
from hjemmel.desk.access import all_purposes, give
from hjemmel.engine.ports import Actor

pytestmark = needs_dovecot

PURPOSE = "document_enquiries"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def account(dovecot: ImapServer, monkeypatch: pytest.MonkeyPatch) -> Account:
    found = dovecot.account()
    monkeypatch.setenv("POST_URL", found.url())
    return found


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(
    systems: Path, tmp_path: Path, account: Account, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Actor]:
    with (
        mail_server(inbox) as smtp,
        open_shop(systems, tmp_path, monkeypatch, smtp) as actor,
    ):
        publish(with_mailbox().encode(), HJEMMEL, NOW)
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


def write(account: Account, *, at: datetime = NOW - timedelta(hours=1), **fields: str) -> None:
    """Somebody writes to us."""
    told = {
        "sender": "Kari Plantet <kari@example.no>",
        "to": ADDRESS,
        "Message_ID": "<1@example.no>",
    } | fields
    account.put(message(**told), at=at)


def drafts() -> list[requests.RequestView]:
    return list(requests.inbox(State.DRAFT.value))


# ---- drafts ------------------------------------------------------------------------------------------------


def test_what_a_person_writes_becomes_a_draft_that_counts_from_the_day_it_came(
    ane: Actor, account: Account
) -> None:
    write(
        account, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC), subject="Innsyn", text="Hva vet dere om meg?"
    )
    (read,) = mailboxes.read(HJEMMEL)
    assert (read.drafts, read.left) == (1, 0)
    (draft,) = drafts()
    assert (draft.right, draft.way) == (Right.ACCESS, Way.EMAIL)
    assert draft.due.received_on == date(2026, 11, 20), "it was the 20th in Oslo"
    told = requests.details(draft.id, ane, PURPOSE)
    assert told is not None
    assert (told.name, told.contact, told.identities) == (
        "Kari Plantet",
        "kari@example.no",
        "kari@example.no",
    )
    assert told.words == "Innsyn\n\nHva vet dere om meg?"
    assert mailboxes.looks_like(draft.id) is Looks.ACCESS
    requests.confirm(draft.id, Right.ACCESS, ane)
    assert mailboxes.unlooked() == ()


def test_a_message_is_a_draft_once_however_often_and_wherever_it_is_read(
    ane: Actor, account: Account
) -> None:
    write(account)
    mailboxes.read(HJEMMEL)
    write(account)
    mailboxes.read(HJEMMEL)
    with account.opened() as mine:
        mine.rename("INBOX", "Gammelt")
        mine.delete("INBOX")
    write(account)
    mailboxes.read(HJEMMEL)
    assert len(drafts()) == 1
    write(account, Message_ID="<2@example.no>")
    mailboxes.read(HJEMMEL)
    assert len(drafts()) == 2


def test_a_flood_comes_in_portions_and_nothing_of_it_is_lost(ane: Actor, account: Account) -> None:
    for number in range(1, 4):
        write(account, Message_ID=f"<{number}@example.no>")
    assert [read.drafts for read in mailboxes.read(HJEMMEL, most=2)] == [2]
    assert [read.drafts for read in mailboxes.read(HJEMMEL, most=2)] == [1]
    assert len(drafts()) == 3


def test_what_no_person_wrote_and_what_we_wrote_ourselves_is_left_aside(ane: Actor, account: Account) -> None:
    write(account, Auto_Submitted="auto-replied", subject="Fravær")
    write(
        account, List_Unsubscribe="<mailto:av@nytt.example>", subject="Slett meg", Message_ID="<2@x.example>"
    )
    write(account, sender="MAILER-DAEMON@mail.example", Message_ID="<3@x.example>")
    write(account, sender=ADDRESS, subject="Innsyn", Message_ID="<4@x.example>")
    (read,) = mailboxes.read(HJEMMEL)
    assert (read.drafts, read.left) == (0, 4)
    assert drafts() == []
    assert mailboxes.read(HJEMMEL)[0].left == 0, "they are not looked at again"


def test_the_first_time_only_the_last_days_are_read(ane: Actor, account: Account) -> None:
    write(account, at=NOW - timedelta(days=90))
    write(account, at=NOW - timedelta(days=3), Message_ID="<2@example.no>")
    assert mailboxes.read(HJEMMEL)[0].drafts == 1


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize(
    ("at", "times", "left"), [("request", 1, 0), ("mailbox_draft", 2, 1), ("mailbox_read", 2, 1)]
)
def test_killed_between_any_two_statements_it_is_gone_on_with(
    ane: Actor, account: Account, at: str, times: int, left: int
) -> None:
    """What a transaction that is broken off had done is taken back, as when a process dies."""
    for number in range(3):
        write(account, Message_ID=f"<{number}@example.no>")
    writes = 0

    def dies(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        nonlocal writes
        writes += sql.startswith(("INSERT", "UPDATE")) and f'"{at}"' in sql
        if writes == times:
            raise Killed
        return execute(sql, *told)

    with pytest.raises(Killed), connection.execute_wrapper(dies):
        mailboxes.read(HJEMMEL)
    assert len(drafts()) == left
    mailboxes.read(HJEMMEL)
    assert len(drafts()) == 3


def test_any_bytes_at_all_can_be_read(ane: Actor, account: Account) -> None:
    strange = (
        b"From: kari@example.no\r\n\r\n\xff\xfe\x00\x81",
        b"From: kari@example.no\r\nContent-Type: text/plain; charset=ukjent\r\nMessage-ID: <2@x>\r\n\r\nBl\xe5\r\n",
        b"From: kari@example.no\r\nContent-Type: multipart/mixed; boundary=b\r\nMessage-ID: <3@x>\r\n\r\n--b\r\n--b\r\n",
        b"From: kari@example.no\r\nSubject: =?utf-8?b?////?= =?x?y?z?=\r\nMessage-ID: <4@x>\r\n\r\n",
        b"From: kari@example.no\r\nContent-Type: text/html\r\nMessage-ID: <5@x>\r\n\r\n<p>Slett <b>meg</b></p><script>x</script>",
        b"\r\n\r\n",
    )
    account.put(*strange, at=NOW - timedelta(hours=1))
    (read,) = mailboxes.read(HJEMMEL)
    assert (read.drafts, read.left) == (5, 1)
    assert [view.right for view in drafts()].count(Right.ERASURE) == 1


def test_nobody_who_wrote_stands_in_the_ledger_or_in_what_is_kept_of_the_mailbox(
    ane: Actor, account: Account
) -> None:
    write(account, subject="Innsyn for Kari", text="kanarifugl")
    mailboxes.read(HJEMMEL)
    kept = str(list(LedgerEntry.objects.values())) + str(list(MailDraft.objects.values()))
    assert not any(word in kept for word in ("kari@", "Kari", "kanarifugl", "<1@example.no>"))


def test_what_was_no_request_is_kept_nowhere_but_in_the_mailbox(ane: Actor, account: Account) -> None:
    write(account, subject="Åpningstider")
    mailboxes.read(HJEMMEL)
    (draft,) = drafts()
    assert draft.right is None
    requests.close(draft.id, WhyClosed.NOT_A_REQUEST, ane)
    mailboxes.read(HJEMMEL)
    assert draft.id not in request_store.remembered()
    assert len(account.messages()) == 1


def test_a_mailbox_that_is_away_is_told_and_read_the_next_time(
    ane: Actor, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(account)
    monkeypatch.setenv("POST_URL", account.url().replace("pass", "sesam"))
    with pytest.raises(Unreachable):
        mailboxes.read(HJEMMEL)
    monkeypatch.setenv("POST_URL", account.url())
    assert mailboxes.read(HJEMMEL)[0].drafts == 1


def test_the_command_tells_who_waits_without_telling_who(
    ane: Actor, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    write(account, subject="Innsyn")
    assert command(["read"]) == 1
    said = capsys.readouterr().out
    assert "1 new drafts" in said
    assert "access" in said
    assert "kari" not in said.casefold()


# ---- trials ------------------------------------------------------------------------------------------------


def delivered(inbox: Inbox, account: Account) -> Message:
    """What our mail server took is brought to the mailbox, as a mail server does."""
    (sent,) = inbox.messages
    account.put(sent.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), at=clock.now())
    return sent


def test_a_message_of_ours_is_sent_and_found_and_no_draft_comes_of_it(
    ane: Actor, account: Account, inbox: Inbox
) -> None:
    assert mailboxes.try_all(HJEMMEL) == 0
    assert mailboxes.try_all(HJEMMEL) == 0, "it is on its way, and no other is sent"
    assert delivered(inbox, account)["To"] == ADDRESS
    assert mailboxes.try_all(HJEMMEL) == 1
    assert mailboxes.read(HJEMMEL)[0].drafts == 0
    (trial,) = store.trials()
    assert trial.found_at == NOW
    clock.use(lambda: NOW + timedelta(days=6))
    mailboxes.try_all(HJEMMEL)
    assert len(inbox.messages) == 1
    clock.use(lambda: NOW + timedelta(days=7))
    mailboxes.try_all(HJEMMEL)
    assert len(inbox.messages) == 2


def test_what_does_not_arrive_in_time_is_a_silent_mailbox(
    ane: Actor, account: Account, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    mailboxes.try_all(HJEMMEL)
    clock.use(lambda: NOW + timedelta(hours=5))
    assert command(["try"]) == 1
    assert ADDRESS in capsys.readouterr().out
    assert mailboxes.silent() == (ADDRESS,)


def test_a_mail_server_that_is_away_says_nothing_of_the_mailbox(
    ane: Actor, account: Account, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:1")
    with pytest.raises(Failure):
        mailboxes.try_all(HJEMMEL)
    assert mailboxes.silent() == ()
    inbox.answers[ADDRESS] = "451 senere"
