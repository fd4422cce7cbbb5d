"""Art. 28(3)(a) in a mailbox: an address file that comes by e-mail is put aside, refused with an answer that says how to deliver,
shown in the office, and gone on its day. On a real mail server, with a real one for the answers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from tests.assignments import ADDRESSES, HJEMMEL, PROFILE, Time, mail_house, ready  # isort: split

from django.test import Client
from tests.connectors.imap_server import Account, ImapServer, needs_dovecot
from tests.connectors.mail_server import Inbox, mail_server

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.mailboxes import services, store
from hjemmel.connectors.protocol import Failure
from hjemmel.core.assignments.assignment import Channel, FileRefused, WhyFileRefused
from hjemmel.core.mail.address_file import NO_ADDRESS, PERHAPS
from hjemmel.core.request import State
from hjemmel.core.terms import Verdict
from hjemmel.desk import address_files, assignments, clock, mailboxes, office, requests
from hjemmel.engine.ports import Actor

pytestmark = [*needs_dovecot, pytest.mark.story]

OURS = "post@lyngmark-utsending.example"
CUSTOMER = "Kari Vik <kari@furulia.example>"
POST = """
  post:
    title: {nb: postkassen, en: the mailbox}
    connect: {kind: imap, url: "${POST_URL}"}
    mode: act
    run_by: granbu
    backup: {kept: 30 days, taken_before_act: 2026-10-30, restore_tested_on: 2026-10-30}
    encrypted: true
    encryption_reason: Hos leverandør.
    collections:
      letters:
        title: {nb: e-post til oss, en: mail to us}
        mailbox:
          folder: INBOX
          ours: [lyngmark-utsending.example]
          requests: likely
          address: post@lyngmark-utsending.example
          address_files_to: refused_files
        key: [folder, uidvalidity, uid, place]
        about: {kind: contact}
        identity: {email: {column: person, normal: email, stored: person}}
        when_due: ask
        fields:
          - {columns: [person, person_name, from, sender, reply_to, to, cc, bcc], category: contact_details, source: [person]}
          - {columns: [subject, message], category: dialogue, source: [person], may_name_others: true}
          - columns: [folder, uidvalidity, uid, place, message_id, role, alone, received, sent, size, flags]
            category: none
            why: key, clocks and counts
      refused_files:
        title: {nb: adressefiler vi har avvist, en: address files that we have refused}
        mailbox: {folder: Avvist, ours: [lyngmark-utsending.example], shared: erase}
        key: [folder, uidvalidity, uid, place]
        about: {kind: contact}
        identity: {email: {column: person, normal: email, stored: person}}
        when_due: erase
        fields:
          - {columns: [person, person_name, from, sender, reply_to, to, cc, bcc], category: contact_details, source: [person]}
          - {columns: [subject, message], category: dialogue, source: [person], may_name_others: true}
          - columns: [folder, uidvalidity, uid, place, message_id, role, alone, received, sent, size, flags]
            category: none
            why: key, clocks and counts
"""
EVENTS = """
  refused_file_came:
    of: post.refused_files
    title: {nb: fila kom på e-post, en: the file came by e-mail}
    column: received
  letter_to_us_came:
    of: post.letters
    title: {nb: brevet kom, en: the letter came}
    column: received
"""
KEEP = """    keep:
      - in: [post.refused_files]
        title: {nb: adressefiler vi har avvist, en: address files that we have refused}
        categories: [contact_details, dialogue]
        after: refused_file_came
        period: 7 days
      - in: [post.letters]
        title: {nb: e-post til oss, en: mail to us}
        categories: [contact_details, dialogue]
        after: letter_to_us_came
        period: 2 months
"""


def declared(*edits: tuple[str, str]) -> bytes:
    """The mail house's own file, with a mailbox that is watched."""
    text = PROFILE.read_text()
    keep = "    keep:\n      - in: [ordre.enquiries]"
    for old, new in (
        ("\nsystems:\n", f"\nsystems:{POST}"),
        ("\nevents:\n", f"\nevents:{EVENTS}"),
        ("\n  version: 5\n", "\n  version: 6\n"),
        (keep, keep.replace("    keep:\n", KEEP)),
        *edits,
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


@pytest.fixture
def account(dovecot: ImapServer, monkeypatch: pytest.MonkeyPatch) -> Account:
    found = dovecot.account()
    with found.opened() as owner:
        owner.create("Avvist")
    monkeypatch.setenv("POST_URL", found.url())
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    inbox = Inbox()
    with mail_server(inbox) as address:
        monkeypatch.setenv("MAIL_URL", address)
        yield inbox


@pytest.fixture
def house(account: Account, sent: Inbox) -> Iterator[tuple[Actor, Time]]:
    for staff, time in mail_house():
        publish(declared(), HJEMMEL, clock.now())
        yield staff, time


def mailed(
    file: bytes, name: str = "medlemmer.csv", *, sender: str = CUSTOMER, number: int = 1, text: str = "Her er adressene.",
    subject: str = "Til jobben",
) -> bytes:  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, OURS, subject
    if number:
        message["Message-ID"] = f"<{number}@furulia.example>"
    message.set_content(text)
    message.add_attachment(file, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


def put(account: Account, *messages: bytes) -> None:
    account.put(*messages, at=clock.now() - timedelta(hours=1))


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """The zip as it is when what lies in it has a password: its flag says so."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def test_a_file_that_comes_by_email_is_put_aside_answered_and_on_record(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    staff, _ = house
    id = ready(staff)
    put(account, mailed(ADDRESSES))
    (read,) = mailboxes.read(HJEMMEL)
    assert (read.refused, read.drafts) == (1, 0)
    assert account.messages() == []
    (aside,) = account.messages("Avvist")
    assert b"medlemmer.csv" in aside
    (answer,) = sent.messages
    assert str(answer["To"]) == "kari@furulia.example"
    assert str(answer["Auto-Submitted"]) == "auto-generated"
    words = answer.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "ikke imot adressefiler på e-post" in str(answer["Subject"])
    assert "Den slettes senest 30. november 2026." in words and "It is erased by 30 November 2026." in words
    assert "oppdragets egen side" in words and "Åse" not in words and "medlemmer" not in words
    found = assignments.view(id)
    assert found is not None
    (step,) = found.assignment.all(FileRefused)
    assert (step.why, step.channel) == (WhyFileRefused.BY_EMAIL, Channel.EMAIL)
    mailboxes.read(HJEMMEL)
    assert len(sent.messages) == 1, "answered once"
    (one,) = address_files.views()
    assert (one.controller, one.erased_by) == ("Furulia Lag", date(2026, 11, 30))


def test_nothing_of_the_file_or_of_who_sent_it_stands_in_the_ledger(
    house: tuple[Actor, Time], account: Account
) -> None:
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    told = " ".join(
        f"{kind} {content}" for kind, content in LedgerEntry.objects.values_list("kind", "content")
    )
    assert "mailed-file-refused" in told and "mailed-file-answered" in told
    for word in ("Åse", "Bekkeveien", "kari", "furulia.example", "medlemmer"):
        assert word not in told


def test_it_goes_on_its_day_and_that_it_is_gone_is_seen(house: tuple[Actor, Time], account: Account) -> None:
    staff, time = house
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    time.pass_days(6)
    assert not [
        one for one in office.make_sweep(staff).actions if one.rows.collection == "post.refused_files"
    ]
    time.pass_days(1)
    plan = office.make_sweep(staff)
    assert [one.rows.collection for one in plan.actions] == ["post.refused_files"]
    receipts = office.approve_and_run(plan.digest, staff)
    assert [one.is_true for one in receipts] == [True]
    assert account.messages("Avvist") == []
    mailboxes.read(HJEMMEL)
    (file,) = store.refused_files()
    assert file.gone_at is not None


def test_as_long_as_it_lies_with_the_mail_provider_the_promise_of_no_other_company_is_broken(
    house: tuple[Actor, Time], account: Account
) -> None:
    put(account, mailed(ADDRESSES))
    office.judge_promises(HJEMMEL)
    before = verdict()
    mailboxes.read(HJEMMEL)
    office.judge_promises(HJEMMEL)
    assert (before, verdict()) == (Verdict.UNKNOWN, Verdict.BROKEN)
    with account.opened() as owner:
        owner.delete("Avvist")
        owner.create("Avvist")
    mailboxes.read(HJEMMEL)
    office.judge_promises(HJEMMEL)
    assert verdict() is Verdict.UNKNOWN


def verdict() -> Verdict:
    (found,) = [one for one in office.promises_view().promises if one.id == "P000-27"]
    return found.verdict


@pytest.mark.parametrize(
    ("file", "is_one"),
    [
        (ADDRESSES, True),
        (packed("adresser.csv", ADDRESSES), True),
        (locked(packed("adresser.xlsx", b"hemmelig")), True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), True),
        (packed("omslag.pdf", b"%PDF-1.7"), False),
        (b"Vare;Antall\nKonvolutter;500\n", False),
        (b"%PDF-1.7 ...", False),
        (b"PK\x03\x04 not a zip", False),
        (b"", False),
    ],
)  # fmt: skip
def test_what_is_taken_for_an_address_file(file: bytes, is_one: bool) -> None:
    assert address_files.holds_addresses(mailed(file, "vedlegg.bin")) is is_one


def test_a_file_with_a_request_is_refused_and_the_request_is_a_draft_all_the_same(
    house: tuple[Actor, Time], account: Account
) -> None:
    put(account, mailed(ADDRESSES, subject="Krav om innsyn", text="Jeg vil vite hva dere har om meg."))
    (read,) = mailboxes.read(HJEMMEL)
    assert (read.refused, read.drafts) == (1, 1)
    assert len(requests.inbox(State.DRAFT.value)) == 1


def test_whoever_sends_by_machine_or_from_our_own_house_gets_no_answer(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    by_machine = mailed(ADDRESSES).replace(b"Subject:", b"Auto-Submitted: auto-generated\r\nSubject:", 1)
    put(account, by_machine, mailed(ADDRESSES, sender="ola@lyngmark-utsending.example", number=2))
    mailboxes.read(HJEMMEL)
    assert sent.messages == []
    assert [one.trouble for one in store.refused_files()] == [NO_ADDRESS, NO_ADDRESS]
    assert len(account.messages("Avvist")) == 2


def test_a_message_without_an_id_is_found_again(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    put(account, mailed(ADDRESSES, number=0))
    mailboxes.read(HJEMMEL)
    mailboxes.read(HJEMMEL)
    (file,) = store.refused_files()
    assert file.answered_at is not None and file.gone_at is None and len(sent.messages) == 1


def test_an_answer_that_the_server_puts_off_goes_the_next_time(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    sent.answers["kari@furulia.example"] = "451 Later"
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    assert store.refused_files()[0].answered_at is None
    sent.answers.clear()
    mailboxes.read(HJEMMEL)
    assert store.refused_files()[0].answered_at is not None and len(sent.messages) == 1


def test_an_answer_that_was_begun_when_the_machine_stopped_is_not_sent_twice(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    sent.answers["kari@furulia.example"] = "451 Later"
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    sent.answers.clear()
    (file,) = store.refused_files()
    services.begin_answer(file.mark, HJEMMEL, clock.now())
    mailboxes.read(HJEMMEL)
    assert store.refused_files()[0].trouble == PERHAPS and sent.messages == []


def test_a_folder_that_is_not_there_is_told_and_the_next_reading_does_the_rest(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    with account.opened() as owner:
        owner.delete("Avvist")
    put(account, mailed(ADDRESSES))
    with pytest.raises(Failure):
        mailboxes.read(HJEMMEL)
    assert len(account.messages()) == 1 and sent.messages == []
    with account.opened() as owner:
        owner.create("Avvist")
    mailboxes.read(HJEMMEL)
    assert account.messages() == [] and len(account.messages("Avvist")) == len(sent.messages) == 1


def test_the_same_message_sent_once_more_is_put_aside_and_not_answered_again(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    for _ in range(2):
        put(account, mailed(ADDRESSES))
        mailboxes.read(HJEMMEL)
    assert account.messages() == [] and len(account.messages("Avvist")) == 2
    assert len(sent.messages) == 1


def test_a_mailbox_that_may_only_be_watched_is_left_to_people(
    house: tuple[Actor, Time], account: Account, sent: Inbox
) -> None:
    old, new = '"${POST_URL}"}\n    mode: act\n', '"${POST_URL}"}\n'
    publish(declared((old, new), ("\n  version: 6\n", "\n  version: 7\n")), HJEMMEL, clock.now())
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    assert len(account.messages()) == 1 and account.messages("Avvist") == [] and len(sent.messages) == 1
    with account.opened() as owner:
        owner.select("INBOX")
        owner.store("1", "+FLAGS", r"(\Deleted)")
        owner.expunge()
    mailboxes.read(HJEMMEL)
    assert store.refused_files()[0].gone_at is not None


def test_the_office_shows_it_until_somebody_has_seen_to_it(
    house: tuple[Actor, Time], account: Account
) -> None:
    staff, _ = house
    ready(staff)
    put(account, mailed(ADDRESSES))
    mailboxes.read(HJEMMEL)
    client = Client(headers={"host": "localhost"})
    assert client.login(username="ane", password="en lang setning 42")
    assert "En adressefil kom på e-post" in client.get("/kontor/").content.decode()
    page = client.get("/kontor/oppdrag").content.decode()
    assert (
        "Én adressefil kom på e-post" in page
        and "Furulia Lag" in page
        and "Avsenderen har fått svar." in page
    )
    assert "kari@" not in page
    assert client.post("/kontor/oppdrag/pa-e-post").status_code == 302
    assert "Én adressefil kom på e-post" not in client.get("/kontor/oppdrag").content.decode()
