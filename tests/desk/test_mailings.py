"""Mailings end to end: over real systems and a real SMTP server, killed, resumed, refused, bounced and said no to."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.connectors.mail_server import Inbox, mail_server
from tests.connectors.test_mail import report

from .gift_shop import HJEMMEL, NEWS, NOW, READERS, open_shop, rows, write_systems  # isort: split

from django.db import connection, connections

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings.models import StoredMailing, StoredRecipient
from hjemmel.connectors.protocol import Unreachable, Unsupported
from hjemmel.core.facts import About, Objection, ObjectionMade
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.letters.letter import Words
from hjemmel.core.permission import NotDeclared
from hjemmel.desk import choices, clock, mailings
from hjemmel.desk.access import NotAllowed, give
from hjemmel.desk.mailings import Busy, NotApproved, Unfit
from hjemmel.engine.ports import Actor

AMONG = "SELECT id, email FROM subscribers WHERE basis = 'consent' AND optout_at IS NULL ORDER BY id"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[Actor]:
    with mail_server(inbox) as address, open_shop(systems, tmp_path, monkeypatch, address) as actor:
        yield actor


def approved(actor: Actor, *people: str, mailing: mailings.Mailing = NEWS) -> str:
    """A mailing for these, or for everybody on the newsletter's list, ready to be sent."""
    where = {"identities": people} if people else {"collection": READERS}
    id = mailings.prepare(mailing, actor, **where)
    kept = mailings.view(id)
    assert kept is not None
    mailings.approve(id, kept.kept.digest, actor)
    return id


def emails(folder: Path, count: int) -> list[str]:
    return [str(email) for _, email in rows(folder, "nyhetsbrev", AMONG)[:count]]


def links(inbox: Inbox) -> list[str]:
    """What stands in the link by which each recipient says no."""
    return [re.findall(r"/nei/(\w+)>", str(message["List-Unsubscribe"]))[0] for message in inbox.messages]


# ---- who gets it -------------------------------------------------------------------------------------------


def test_a_newsletter_reaches_those_who_said_yes_and_the_rest_is_told_why_not(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    id = approved(ane)
    before = mailings.view(id)
    assert before is not None and before.kept.sent == 0 and inbox.messages == []
    readers = {str(email) for _, email in rows(tmp_path, "nyhetsbrev", AMONG)}
    mailings.send(id, ane)
    after = mailings.view(id)
    assert after is not None
    assert set(inbox.recipients) <= readers and len(inbox.recipients) == len(set(inbox.recipients)) > 5
    assert after.kept.sent == len(inbox.recipients) == before.kept.permitted
    assert after.kept.refused == sum(one.count for one in after.refused) > 5
    assert all(one.reason.nb and one.reason.law for one in after.refused)
    assert isinstance(ledger.check(), Verified)


def test_every_message_has_a_link_of_its_own_a_sender_and_the_statement(ane: Actor, inbox: Inbox) -> None:
    mailings.send(approved(ane), ane)
    assert len(set(links(inbox))) == len(inbox.messages)
    message = inbox.messages[0]
    body = message.get_body(("plain",)).get_content()
    for part in ("Merkevarden", "personvern@merkevarden.example", "/nei/", "/personvern"):
        assert part in body
    assert str(message["From"]).startswith("Merkevarden <")


def test_nothing_leaves_before_a_named_person_has_said_yes_to_exactly_this(ane: Actor, inbox: Inbox) -> None:
    id = mailings.prepare(NEWS, ane, collection=READERS)
    with pytest.raises(NotApproved):
        mailings.send(id, ane)
    with pytest.raises(NotApproved):
        mailings.approve(id, "0" * 64, ane)
    mailings.drop(id, ane)
    kept = mailings.view(id)
    assert kept is not None
    with pytest.raises(NotApproved):
        mailings.approve(id, kept.kept.digest, ane)
    assert inbox.messages == []


def test_the_same_person_named_twice_and_somebody_unknown(ane: Actor, inbox: Inbox, tmp_path: Path) -> None:
    one, two = emails(tmp_path, 2)
    id = approved(ane, one, one, one.upper(), two, "ingen@ukjent.example", "")
    mailings.send(id, ane)
    kept = mailings.view(id)
    assert sorted(inbox.recipients) == sorted((one, two))
    assert kept is not None and kept.kept.unknown == 1


def test_a_message_that_is_not_fit_is_never_kept(ane: Actor) -> None:
    tracked = replace(NEWS, nb=Words(subject="Hei", text="![o](https://spor.example/p.gif)"))
    with pytest.raises(Unfit, match="picture"):
        mailings.prepare(tracked, ane, collection=READERS)
    with pytest.raises(NotDeclared):
        mailings.prepare(replace(NEWS, purpose="finnes_ikke"), ane, collection=READERS)
    with pytest.raises(NotDeclared):
        mailings.prepare(NEWS, ane, collection="finnes.ikke")
    assert not StoredMailing.objects.exists()


# ---- at the moment of sending ------------------------------------------------------------------------------


def test_whoever_says_no_after_the_list_was_made_gets_nothing(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    one, two, three = emails(tmp_path, 3)
    id = approved(ane, one, two, three)
    # One in the company's own system, one in Hjemmel.
    rows(tmp_path, "nyhetsbrev", f"UPDATE subscribers SET optout_at = '2026-11-22' WHERE email = '{one}'")
    (two_id,) = rows(tmp_path, "nyhetsbrev", f"SELECT id FROM subscribers WHERE email = '{two}'")[0]
    no = ObjectionMade(
        about=About(collection=READERS, key=(int(str(two_id)),)),
        purpose="market_others",
        state=Objection.UPHELD,
        at=NOW,
    )
    StoredFacts().record([no], ane, NOW)
    mailings.send(id, ane)
    kept = mailings.view(id)
    assert inbox.recipients == [three]
    assert kept is not None and kept.kept.refused == 2


def test_a_no_that_comes_while_it_is_being_sent_is_heard_at_once(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    first, second, third = emails(tmp_path, 3)
    earlier = approved(ane, second)
    mailings.send(earlier, ane)
    (link,) = links(inbox)
    inbox.messages.clear()
    id = approved(ane, first, second, third)

    mailings.send(id, ane, most=1)
    choices.say_no(link)
    mailings.send(id, ane)
    assert inbox.recipients == [first, third]


def test_one_batch_is_asked_anew_when_anything_happens_in_the_house(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    """Within one and the same call: the server itself uses the second one's link while it takes the first message."""
    people = emails(tmp_path, 3)
    earlier = approved(ane, people[1])
    mailings.send(earlier, ane)
    (link,) = links(inbox)
    inbox.messages.clear()
    id = approved(ane, *people)
    said = iter([link])

    def clock_that_says_no() -> object:
        # The clock is asked before each message: the third look is between the first and the second one.
        if len(inbox.messages) == 1 and (given := next(said, None)):
            choices.say_no(given)
        return NOW

    clock.use(clock_that_says_no)  # type: ignore[arg-type]
    mailings.send(id, ane)
    assert inbox.recipients == [people[0], people[2]]


# ---- what can go wrong -------------------------------------------------------------------------------------

KILLED = """
    import os, sys
    from hjemmel.desk import ready
    from datetime import datetime, UTC
    from hjemmel.connectors.mail.smtp import Smtp
    from hjemmel.desk import clock, mailings
    from hjemmel.engine.ports import Actor
    clock.use(lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    mailings.send({id!r}, Actor(id="hjemmel", name="Hjemmel"))
"""


def test_killed_in_the_middle_it_goes_on_and_nobody_gets_it_twice(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    """Another process sends, and is killed by the server it sends to, between two messages' bytes."""
    people = emails(tmp_path, 5)
    id = approved(ane, *people)
    third = people[2]
    killer = _Killer(inbox, third)
    with mail_server(killer) as address:  # type: ignore[arg-type]
        settings = connection.settings_dict["NAME"]
        environment = {
            **os.environ,
            "MAIL_URL": address,
            "DATABASE_URL": f"sqlite:///{settings}",
            "HJEMMEL_KEYS": f"sqlite:///{connections['keys'].settings_dict['NAME']}",
        }
        connection.close()
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED.format(id=id))], env=environment
        )
        killer.process = process
        assert process.wait(60) == -signal.SIGKILL
    assert len(inbox.messages) == 2
    begun = StoredRecipient.objects.filter(mailing_id=id, begun_at__isnull=False, outcome="").count()
    assert begun == 1, "it is on disk that the third one was begun"
    with pytest.raises(Busy):
        mailings.send(id, ane)
    clock.use(lambda: NOW + timedelta(minutes=6))
    mailings.send(id, ane)
    kept = mailings.view(id)
    assert kept is not None
    assert (kept.kept.sent, kept.kept.uncertain, kept.kept.waiting) == (4, 1, 0)
    assert sorted(inbox.recipients) == sorted(set(people) - {third})
    assert isinstance(ledger.check(), Verified)


class _Killer(Inbox):
    """Kills the sender when the message to `victim` has come, before it is answered."""

    def __init__(self, inbox: Inbox, victim: str) -> None:
        super().__init__(messages=inbox.messages)
        self.victim = victim
        self.process: subprocess.Popen[bytes] | None = None

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        if envelope.rcpt_tos == [self.victim] and self.process:  # type: ignore[attr-defined]
            self.process.kill()
            return "451 4.3.0 kommer for sent"
        return await super().handle_DATA(server, session, envelope)


def test_what_is_no_address_is_not_sent_to_and_everybody_who_did_not_get_it_is_accounted_for(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    good, bad = emails(tmp_path, 2)
    wrong = f"to adresser, {bad}"
    with closing(sqlite3.connect(tmp_path / "nyhetsbrev.sqlite3")) as database, database:
        database.execute("UPDATE subscribers SET email = ? WHERE email = ?", (wrong, bad))
    id = approved(ane, good, wrong)
    mailings.send(id, ane)
    view = mailings.view(id)
    assert view is not None and inbox.recipients == [good]
    assert (view.kept.sent, view.kept.turned_down) == (1, 0), "no server refused anything"
    assert [(one.reason.code, one.count) for one in view.refused] == [("unfit", 1)]
    StoredRecipient.objects.filter(reason="unfit").update(reason="a-code-of-before")
    view = mailings.view(id)
    assert view is not None and sum(one.count for one in view.refused) == view.kept.refused == 1


def test_a_server_that_is_gone_loses_nothing(
    ane: Actor, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = emails(tmp_path, 2)
    id = approved(ane, *people)
    right = os.environ["MAIL_URL"]
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:1")
    with pytest.raises(Unreachable):
        mailings.send(id, ane)
    monkeypatch.delenv("MAIL_URL")
    with pytest.raises(Unsupported):
        mailings.send(id, ane)
    monkeypatch.setenv("MAIL_URL", right)
    mailings.send(id, ane)
    assert sorted(inbox.recipients) == sorted(people)


def test_whom_the_server_refuses_stays_refused_and_the_busy_one_is_tried_again(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    gone, busy = emails(tmp_path, 2)
    id = approved(ane, gone, busy)
    inbox.answers = {gone: f"550 5.1.1 <{gone}>", busy: "451 4.7.1 senere"}
    mailings.send(id, ane)
    kept = mailings.view(id)
    assert kept is not None and (kept.kept.turned_down, kept.kept.later) == (1, 1)
    inbox.answers = {}
    mailings.send(id, ane)
    assert inbox.messages == [], "not so soon"
    clock.use(lambda: NOW + timedelta(minutes=16))
    mailings.send(id, ane)
    assert inbox.recipients == [busy]


def test_an_address_that_bounces_for_good_gets_no_more(ane: Actor, inbox: Inbox, tmp_path: Path) -> None:
    people = emails(tmp_path, 2)
    mailings.send(approved(ane, *people), ane)
    reference = str(inbox.messages[0]["Message-ID"]).strip("<>").partition("@")[0]
    ours = report().replace(("0123456789abcdef" * 2).encode(), reference.encode())
    assert mailings.take_bounces([ours, report(), b"hei"], ane) == mailings.TakenBounces(
        read=3, ours=1, for_good=1
    )
    again = mailings.prepare(NEWS, ane, identities=people)
    kept = mailings.view(again)
    assert kept is not None
    assert (kept.kept.permitted, [one.reason.code for one in kept.refused]) == (1, ["bounced"])


def test_letters_are_let_out_as_a_list_of_those_who_may_get_one_now(ane: Actor) -> None:
    post = replace(NEWS, purpose="market_customers", channel="post", own_similar_goods=True)
    id = mailings.prepare(post, ane, collection="nettbutikk.accounts")
    kept = mailings.view(id)
    assert kept is not None and kept.kept.permitted > 5
    mailings.approve(id, kept.kept.digest, ane)
    with pytest.raises(Unsupported):
        mailings.send(id, ane)
    with pytest.raises(NotAllowed):
        mailings.letter_list(id, ane)
    give(ane.id, ["market_customers"], HJEMMEL)
    listed = mailings.letter_list(id, ane)
    assert len(listed) == kept.kept.permitted
    shown = next(line.content for line in ledger.lines_of("values-shown", 9))
    assert (shown["purpose"], shown["people"]) == ("market_customers", len(listed))
    assert shown["columns"] == {"nettbutikk.accounts": ["company_address"]}
    with pytest.raises(NotApproved):
        mailings.letter_list(id, ane)


# ---- no and yes --------------------------------------------------------------------------------------------


def test_a_no_by_link_holds_at_once_and_survives_the_systems(
    ane: Actor, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = emails(tmp_path, 1)
    mailings.send(approved(ane, one), ane)
    (link,) = links(inbox)
    monkeypatch.delenv("NYHETSBREV_URL")
    asked = choices.no_of(link)
    assert asked is not None and not asked.is_done
    lines = ledger.head().seq
    assert choices.no_of(link) is not None and ledger.head().seq == lines, "looking changes nothing"
    done = choices.say_no(link)
    assert done is not None and done.is_done
    facts = StoredFacts().read()
    assert [one.state for one in facts.objections] == [Objection.UPHELD] and len(facts.suppressions) == 1
    lines = ledger.head().seq
    choices.say_no(link)
    assert ledger.head().seq == lines, "a second time adds nothing"
    monkeypatch.setenv("NYHETSBREV_URL", f"sqlite:///{tmp_path / 'nyhetsbrev.sqlite3'}")
    kept = mailings.view(mailings.prepare(NEWS, ane, identities=[one]))
    assert kept is not None and kept.kept.permitted == 0


@pytest.mark.parametrize("given", ["", "0" * 64, "æ" * 64, "a" * 63, "../../etc/passwd", "f" * 10_000])
def test_a_link_that_was_not_made_here_does_nothing(ane: Actor, given: str) -> None:
    assert choices.no_of(given) is None and choices.say_no(given) is None
    assert choices.yes_of(given) is None and choices.confirm(given) is None
    assert StoredFacts().read().suppressions == ()


def test_a_link_made_for_a_no_is_of_no_use_for_a_yes(ane: Actor, inbox: Inbox, tmp_path: Path) -> None:
    mailings.send(approved(ane, *emails(tmp_path, 1)), ane)
    (link,) = links(inbox)
    assert choices.yes_of(link) is None and choices.confirm(link) is None
    assert choices.no_of(link[:-1] + ("0" if link[-1] != "0" else "1")) is None


# ---- nothing personal --------------------------------------------------------------------------------------


def test_no_address_is_stored_or_told(
    ane: Actor, inbox: Inbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    people = emails(tmp_path, 4)
    inbox.answers = {people[0]: f"550 5.1.1 <{people[0]}>"}
    inbox.cuts = {people[1]}
    mailings.send(approved(ane, *people), ane)
    choices.say_no(links(inbox)[0])
    connection.close()
    held = Path(str(connection.settings_dict["NAME"])).read_bytes()
    told = capfd.readouterr()
    for person in people:
        assert person.encode() not in held
        assert person not in told.out + told.err
