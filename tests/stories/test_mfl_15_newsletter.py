"""Markedsføringsloven § 15: a newsletter goes to those who said yes, has a way out, and the way out works at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.connectors.mail_server import Inbox, mail_server
from tests.desk.gift_shop import NEWS, READERS, open_shop, rows, write_systems

from hjemmel.desk import choices, mailings, office
from hjemmel.engine.ports import Actor


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> Iterator[Actor]:
    (tmp_path / "made").mkdir()
    with (
        mail_server(inbox) as address,
        open_shop(write_systems(tmp_path / "made"), tmp_path, monkeypatch, address) as actor,
    ):
        yield actor


def send(ane: Actor) -> mailings.MailingView:
    id = mailings.prepare(NEWS, ane, collection=READERS)
    view = mailings.view(id)
    assert view is not None
    mailings.approve(id, view.kept.digest, ane)
    mailings.send(id, ane)
    after = mailings.view(id)
    assert after is not None
    return after


@pytest.mark.story
def test_nobody_gets_it_without_a_yes_and_a_no_ends_it(ane: Actor, inbox: Inbox, tmp_path: Path) -> None:
    yes = {
        str(email)
        for (email,) in rows(
            tmp_path,
            "nyhetsbrev",
            "SELECT email FROM subscribers WHERE consent_at IS NOT NULL AND optout_at IS NULL",
        )
    }
    first = send(ane)
    reached = set(inbox.recipients)
    assert reached and reached <= yes
    assert first.refused and all(one.count and one.reason.law for one in first.refused)
    # Every message says who sends it, and how to say no.
    for message in inbox.messages:
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "Merkevarden" in message.get_body(("plain",)).get_content()
    # One says no by the link; the next newsletter goes to all the others, and to nobody else.
    gone = inbox.messages[0]
    link = re.findall(r"/nei/(\w+)>", str(gone["List-Unsubscribe"]))[0]
    assert choices.say_no(link)
    inbox.messages.clear()
    send(ane)
    assert set(inbox.recipients) == reached - {str(gone["To"])}
    # And the promises about it are tried on what the company sent before, and on what went out just now.
    evidence = {one.promise: one for one in office.judge_promises(ane)}
    # Calls are not on record, and who was a customer on each day is not known afterwards: judged, and not KEPT by that.
    for promise in ("P004-19", "P004-20"):
        judged = evidence[promise]
        assert (judged.verdict.value, judged.measurement.breaches) == ("UNKNOWN", 0), judged.why_en
        assert judged.measurement.cases
