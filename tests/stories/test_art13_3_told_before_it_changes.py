"""Art. 13(3) and 14(4): a major change of the statement is told to everybody whom it concerns, so long before as was promised.

A version is published ahead, everybody with an address gets one e-mail over a real SMTP server, the others a letter, and the
promise is judged on the days that matter."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.connectors.mail_server import Inbox, mail_server
from tests.connectors.test_mail import REFERENCE, report
from tests.desk.gift_shop import NOW, PROFILE, open_shop, write_systems
from tests.stories.test_art14_told_within_a_month import environment

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts import services as facts
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings import change_notices as kept
from hjemmel.capabilities.mailings.models import StoredChangeNotice
from hjemmel.connectors.protocol import Failure
from hjemmel.core.facts import AddressKind, Suppressed
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.terms import Verdict
from hjemmel.desk import change_mail, changes_to_tell, clock, mailings, office
from hjemmel.desk.access import NotAllowed, give
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.concerned import concerned
from hjemmel.engine.ports import Actor

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
LAST_DAY, APPLIES = date(2026, 12, 6), date(2027, 1, 5)
PROMISE = """  ART-13-3:
    says: {nb: Du får beskjed 30 dager før., en: You are told 30 days before.}
    part: changes
    grade: measured
    rests_on: [changes.told_before]
    probe: {kind: changes_told}
"""


def declaration(version: int = 3, months: int = 24, valid_from: str = "", but: str = "") -> bytes:
    """The gifts company's, which keeps what readers of the newsletter gave it for so many months."""
    text = PROFILE.read_text(encoding="utf-8").replace("\npromises:\n", f"\npromises:\n{PROMISE}", 1)
    text = re.sub(r"(\nstatement:\n  version: )\d+", rf"\g<1>{version}", text, count=1)
    if valid_from:
        text = re.sub(r"(\n  valid_from: )[0-9-]+", rf"\g<1>{valid_from}", text, count=1)
    old = "        after: last_send\n        period: 24 months\n"
    assert text.count(old) == 1
    return text.replace(old, old.replace("24", str(months)), 1).encode()


def coming() -> bytes:
    return declaration(version=4, months=36, valid_from=APPLIES.isoformat())


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(systems: Path, tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with (
        mail_server(inbox) as address,
        open_shop(systems, tmp_path, monkeypatch, address, declaration()) as who,
    ):
        yield who


def on(day: date) -> None:
    clock.use(lambda: NOW + (day - NOW.date()))


def verdict(actor: Actor) -> Verdict:
    (found,) = (one for one in office.judge_promises(actor) if one.promise == "ART-13-3")
    return found.verdict


def people() -> list[tuple[str, str]]:
    """The address and mark of everybody whom the change concerns."""
    from hjemmel.desk.house import house

    (tells,) = changes_to_tell.to_tell()
    return [(one.address, one.mark) for one in concerned(house(HJEMMEL), marker(HJEMMEL), tells.kinds)]


def test_nothing_major_has_changed_and_nobody_is_told(ane: Actor, inbox: Inbox) -> None:
    assert change_mail.tell(HJEMMEL) == 0 and not inbox.recipients
    assert verdict(ane) is Verdict.UNKNOWN
    publish(declaration(version=4, months=18), ane, NOW)
    assert not changes_to_tell.to_tell(), "kept shorter is no major change"
    assert change_mail.tell(HJEMMEL) == 0


def test_everybody_with_an_address_is_told_once_and_the_words_are_those_of_the_history(
    ane: Actor, inbox: Inbox
) -> None:
    publish(coming(), ane, NOW)
    assert published().version.number == 3, "what was promised before still stands"
    (tells,) = changes_to_tell.to_tell()
    assert (tells.applies_on, tells.tell_by) == (APPLIES, LAST_DAY)
    addresses = {address.casefold() for address, _ in people() if address}
    sent = change_mail.tell(HJEMMEL)
    assert sent == len(addresses) == len(inbox.recipients) > 100
    assert Counter(one.casefold() for one in inbox.recipients) == dict.fromkeys(addresses, 1)
    letter = inbox.messages[0]
    text = letter.get_body(("plain",)).get_content()
    assert "Fra 5. januar 2027 gjelder en ny versjon" in text.replace("\xa0", " ")
    assert "Beholdes lenger" in text and "Kept longer" in text and "/personvern/versjoner/4" in text
    assert "List-Unsubscribe" not in letter, "it is no marketing, and nobody can say no to it"
    assert change_mail.tell(HJEMMEL) == 0 and len(inbox.recipients) == sent
    (line,) = [one for one in ledger.lines(20) if one.kind == "change-told"][:1]
    assert line.content["version"] == 4


def test_a_no_to_advertising_does_not_stop_it(ane: Actor, inbox: Inbox) -> None:
    publish(coming(), ane, NOW)
    address, mark = next(one for one in people() if one[0])
    facts.record([Suppressed(kind=AddressKind.EMAIL, mark=mark, at=NOW)], HJEMMEL, NOW)
    change_mail.tell(HJEMMEL)
    assert address in inbox.recipients


def test_who_has_no_address_gets_a_letter_and_the_promise_waits_for_it(ane: Actor, inbox: Inbox) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    run = kept.run(4)
    assert run and run.waiting == 0 and run.by_letter > 0 and run.complete_at is None
    assert verdict(ane) is Verdict.AT_RISK
    give(ane.id, ["deliver"], HJEMMEL)
    with pytest.raises(NotAllowed):
        change_mail.letter_list(4, ane, "no_such_purpose")
    rows = list(csv.reader(io.StringIO(change_mail.letter_list(4, ane, "deliver").removeprefix("\ufeff"))))
    listed = len(rows) - 1
    assert 0 < listed < run.by_letter, "of some the purpose shows nothing, and they stand on no list"
    assert change_mail.letters_sent(4, ane) == listed
    after = kept.run(4)
    assert after and after.by_letter == run.by_letter - listed and verdict(ane) is Verdict.AT_RISK
    assert change_mail.unreachable(4, ane) == after.by_letter
    assert verdict(ane) is Verdict.KEPT
    on(APPLIES + timedelta(days=1))
    assert published().version.number == 4 and verdict(ane) is Verdict.KEPT


def test_the_letter_is_there_to_print(ane: Actor) -> None:
    publish(coming(), ane, NOW)
    assert change_mail.letter_on_paper(4, "nb").startswith(b"%PDF")
    assert change_mail.letter_on_paper(4, "en").startswith(b"%PDF")
    with pytest.raises(LookupError):
        change_mail.letter_on_paper(3, "nb")


def test_who_is_left_when_the_last_day_is_over_breaks_the_promise_for_good(ane: Actor, inbox: Inbox) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    on(LAST_DAY)
    assert verdict(ane) is Verdict.AT_RISK, "the last day is not over"
    on(LAST_DAY + timedelta(days=1))
    assert verdict(ane) is Verdict.BROKEN
    give(ane.id, ["deliver"], HJEMMEL)
    change_mail.letter_list(4, ane, "deliver")
    change_mail.letters_sent(4, ane)
    change_mail.unreachable(4, ane)
    run = kept.run(4)
    assert run and not run.left
    assert verdict(ane) is Verdict.BROKEN, "too late is too late"


def test_a_major_change_at_once_is_told_all_the_same_and_breaks_the_promise(ane: Actor, inbox: Inbox) -> None:
    clock.use(lambda: NOW + timedelta(minutes=1))
    publish(declaration(version=4, months=36), ane, NOW + timedelta(minutes=1))
    assert published().version.number == 4
    assert change_mail.tell(HJEMMEL) > 100
    assert verdict(ane) is Verdict.BROKEN


def test_an_email_that_comes_back_for_good_makes_it_a_letter(ane: Actor, inbox: Inbox) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    before = kept.run(4)
    told = StoredChangeNotice.objects.exclude(mark="").first()
    assert before and told
    back = report("5.1.1").replace(REFERENCE.encode(), told.reference.encode())
    taken = mailings.take_bounces([back], HJEMMEL)
    assert (taken.ours, taken.for_good) == (1, 1)
    assert change_mail.tell(HJEMMEL) == 0, "nothing more goes to that address"
    after = kept.run(4)
    assert after and after.by_letter >= before.by_letter + 1


def test_a_system_that_is_away_stops_it_and_nobody_is_left_out_afterwards(
    ane: Actor, inbox: Inbox, tmp_path: Path
) -> None:
    publish(coming(), ane, NOW)
    shop, away = tmp_path / "nettbutikk.sqlite3", tmp_path / "away"
    shop.rename(away)
    with pytest.raises(Failure):
        change_mail.tell(HJEMMEL)
    assert not inbox.recipients
    away.rename(shop)
    assert change_mail.tell(HJEMMEL) == len({address.casefold() for address, _ in people() if address})


def test_a_person_who_comes_before_the_last_day_is_told_too(ane: Actor, inbox: Inbox, tmp_path: Path) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    inbox.messages.clear()
    with closing(sqlite3.connect(tmp_path / "nyhetsbrev.sqlite3")) as readers, readers:
        readers.execute(
            "INSERT INTO subscribers (id, email, basis, consent_at) VALUES (90001, 'ny@leser.example', 'consent', '2026-11-24 09:00:00')"
        )
    on(date(2026, 11, 25))
    assert change_mail.tell(HJEMMEL) == 1 and inbox.recipients == ["ny@leser.example"]


def test_killed_in_the_middle_nobody_gets_it_twice_and_nobody_is_left_out(ane: Actor, inbox: Inbox) -> None:
    """A real process, killed with no warning while it sends; then another goes on."""
    publish(coming(), ane, NOW)
    sender = subprocess.Popen([sys.executable, "-c", SENDING], env=environment(os.environ["MAIL_URL"]))
    while len(inbox.messages) < 20:
        assert sender.poll() is None, "it ended before it could be killed"
    sender.kill()
    assert sender.wait(60) == -signal.SIGKILL
    on(date(2026, 11, 24))
    addresses = {address.casefold() for address, _ in people() if address}
    change_mail.tell(HJEMMEL)
    got = Counter(one.casefold() for one in inbox.recipients)
    assert max(got.values()) == 1
    # Of the one that was on its way nobody knows whether it arrived: it is not sent again.
    assert len(addresses - got.keys()) <= 1
    assert isinstance(ledger.check(), Verified)


def test_no_ledger_line_tells_of_anybody(ane: Actor, inbox: Inbox) -> None:
    publish(coming(), ane, NOW)
    change_mail.tell(HJEMMEL)
    text = " ".join(str(one.content) for one in ledger.lines(200))
    assert not [address for address, _ in people() if address and address in text]


SENDING = """
from hjemmel.desk import ready
from datetime import datetime, UTC
from hjemmel.desk import change_mail, clock
from hjemmel.engine.ports import Actor
clock.use(lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
change_mail.tell(Actor(id="hjemmel", name="Hjemmel"))
"""
