"""Art. 5(1)(e), 15 and 17 in a shared mailbox: letters go when their time is over or on request, and those that somebody
else is in as well wait for a person. On a real mail server, in the company's own file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.connectors.imap_server import Account, ImapServer, message, needs_dovecot
from tests.engine.mailboxes import ADDRESS, EVENT, KEEP, with_mailbox
from tests.engine.ports import ANE, Stores
from tests.engine.worlds import compiled, house, in_memory, rows_of

from hjemmel.connectors.protocol import Connector
from hjemmel.core.action import Verb
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.engine.house import House, Refused, Renumbered
from hjemmel.engine.their_rows import TheirRows
from hjemmel.engine.wiring import connect

pytestmark = [*needs_dovecot, pytest.mark.story]

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO, LATELY = datetime(2025, 3, 1, 12, tzinfo=UTC), datetime(2026, 10, 1, 12, tzinfo=UTC)
KARI, OLA = "kari@a.example", "ola@a.example"


def in_two_parts() -> str:
    """The folder of the mailbox declared twice: letters with one person in them, and those of several."""
    text = with_mailbox()
    start, end = text.index("      letters:\n"), text.index("  nettbutikk:\n")
    part = text[start:end]
    alone = part.replace(
        "        mailbox:", "        table: inbox\n        only_if: {alone: true}\n        mailbox:"
    )
    shared = alone.replace("letters:", "letters_of_several:").replace("alone: true", "alone: false")
    shared = shared.replace(", requests: all, address: personvern@merkevarden.example", "")
    text = text[:start] + alone.replace("when_due: ask", "when_due: erase") + shared + text[end:]
    backup = "{kept: 30 days, restore_tested_on: 2026-10-30}"
    for old, new in (
        ('"${POST_URL}"}\n', '"${POST_URL}"}\n    mode: act\n'),
        (backup, backup.replace("days,", "days, taken_before_act: 2026-10-30,")),
        (EVENT, EVENT + _of_several(EVENT)),
        (KEEP, KEEP + _of_several(KEEP.partition("\n")[2])),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _of_several(part: str) -> str:
    return part.replace("post.letters", "post.letters_of_several").replace(
        "letter_came", "letter_of_several_came"
    )


MAP = compiled(in_two_parts())
IN_A_FOLDER = compiled(in_two_parts().replace("folder: INBOX", "folder: Kunder"))


class Post:
    """Kari and Ola have written; one letter is from Kari to us with a copy to Ola."""

    def __init__(self, account: Account, folder: str = "INBOX") -> None:
        self.account, self.stores, self.folder = account, Stores(), folder
        self.map = MAP if folder == "INBOX" else IN_A_FOLDER
        for at in (LONG_AGO, LATELY):
            for subject, sender, cc in (
                ("Fra Kari", f"Kari <{KARI}>", ""),
                ("Fra Ola", OLA, ""),
                ("Fra begge", KARI, OLA),
            ):
                account.put(
                    message(sender=sender, to=ADDRESS, Cc=cc, subject=f"{subject} {at:%Y}"),
                    folder=folder,
                    at=at,
                )

    def house(self) -> House:
        connectors: dict[str, Connector] = dict(in_memory(self.map, rows_of(self.map, {})))
        connectors |= connect(self.map, {"POST_URL": self.account.url()}, lambda: NOW)
        return house(self.map, connectors, TODAY, self.stores)

    def number_anew(self) -> None:
        """The server gives every message another number under a new UIDVALIDITY, as when a mailbox is put back from a copy: in
        another order, so that each number is another letter's."""
        letters = self.account.messages(self.folder)
        with self.account.opened() as mine:
            mine.delete(self.folder)
        self.account.put(*reversed(letters), folder=self.folder, at=LATELY)

    @property
    def subjects(self) -> list[str]:
        return sorted(
            line.removeprefix("Subject: ")
            for raw in self.account.messages(self.folder)
            for line in raw.decode().splitlines()
            if line.startswith("Subject: ")
        )


@pytest.fixture
def post(dovecot: ImapServer) -> Post:
    return Post(dovecot.account())


def test_letters_whose_year_is_over_go_and_those_of_several_wait_for_a_person(post: Post) -> None:
    asking = post.house()
    plan = asking.plan_sweep()
    assert not plan.made_from.unreached
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    assert all(receipt.left == 0 for receipt in asking.advance(plan.digest, ANE))
    assert post.subjects == ["Fra Kari 2026", "Fra Ola 2026", "Fra begge 2025", "Fra begge 2026"]


def test_a_letter_under_a_hold_stays_when_its_year_is_over_and_when_its_writer_asks(post: Post) -> None:
    asking = post.house()
    whose = asking.homes(KARI)
    hold = Hold(
        id="2026-14", title="tvist 2026/14", kind=HoldKind.STATUTORY, home="post.letters",
        keys=frozenset(one.key for one in whose if one.collection == "post.letters"), reason="tvist",
        law="gdpr-17-3-e", approver="Ane Furuseth", begins_on=date(2026, 11, 1), review_on=date(2027, 6, 1),
    )  # fmt: skip
    asking.facts.record([hold], ANE, NOW)
    asked = Ask(id="A" * 16, right=Right.ERASURE, about=whose, at=NOW)
    for plan in (asking.plan_sweep(), asking.plan_request(asked, actor=ANE)):
        asking.approve(plan.digest, ANE, looked_at=plan.reviews)
        asking.advance(plan.digest, ANE)
        assert {"Fra Kari 2025", "Fra Kari 2026"} <= set(post.subjects)
    assert "Fra Ola 2025" not in post.subjects


def test_whoever_asks_has_their_own_letters_erased_and_nobody_elses(post: Post) -> None:
    asking = post.house()
    whose = asking.homes(KARI)
    assert [one.collection for one in whose] == ["post.letters"] * 2 + ["post.letters_of_several"] * 2
    plan = asking.plan_request(Ask(id="A" * 16, right=Right.ERASURE, about=whose, at=NOW), actor=ANE)
    assert {(action.rows.collection, action.verb, action.by_hand) for action in plan.actions} == {
        ("post.letters", Verb.ERASE, False),
        ("post.letters_of_several", Verb.ERASE, True),
    }
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    assert [receipt.left for receipt in asking.advance(plan.digest, ANE)] == [0]
    assert post.subjects == ["Fra Ola 2025", "Fra Ola 2026", "Fra begge 2025", "Fra begge 2026"]


def test_whoever_asks_gets_their_letters_whole_and_what_others_are_in_is_looked_at_first(post: Post) -> None:
    asking = post.house()
    plan = asking.plan_request(
        Ask(id="A" * 16, right=Right.ACCESS, about=asking.homes(KARI), at=NOW), actor=ANE
    )
    found = {action.rows.collection for action in plan.actions if action.verb is Verb.EXPORT}
    assert found == {"post.letters", "post.letters_of_several"}
    assert {review.collection: review.rows for review in plan.reviews} == {
        "post.letters": 2,
        "post.letters_of_several": 2,
    }
    theirs = TheirRows(asking, asking.homes(KARI), Reasons(asking.map))
    told = [
        row
        for collection in theirs.collections()
        for batch in theirs.batches(collection)
        for row, _ in batch
        if collection.system == "post"
    ]
    assert sorted(str(row["subject"]) for row in told) == [
        "Fra Kari 2025", "Fra Kari 2026", "Fra begge 2025", "Fra begge 2026",
    ]  # fmt: skip
    assert all("Hei." in str(row["message"]) and str(row["message"]).startswith("From: ") for row in told)


def test_whoever_was_taken_for_them_by_mistake_is_in_no_plan_that_is_made_after_it_was_seen(
    post: Post,
) -> None:
    asking = post.house()
    wrong = Ask(id="A" * 16, right=Right.ERASURE, about=asking.homes(OLA), at=NOW)
    asking.plan_request(wrong, actor=ANE)
    right = replace(wrong, about=asking.homes(KARI))
    plan = asking.plan_request(right, actor=ANE)
    assert [action.expected for action in plan.actions if not action.by_hand] == [2]
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    asking.advance(plan.digest, ANE)
    assert post.subjects == ["Fra Ola 2025", "Fra Ola 2026", "Fra begge 2025", "Fra begge 2026"]


# ---- when the folder is numbered anew ----------------------------------------------------------------------


@pytest.fixture
def folder(dovecot: ImapServer) -> Post:
    return Post(dovecot.account(), "Kunder")


def test_a_task_to_erase_is_not_proven_by_a_folder_that_has_numbered_its_messages_anew(folder: Post) -> None:
    """The letters are there still, under other numbers: that none bears the old ones shows nothing."""
    asking = folder.house()
    plan = asking.plan_request(
        Ask(id="A" * 16, right=Right.ERASURE, about=asking.homes(KARI), at=NOW), actor=ANE
    )
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    asking.advance(plan.digest, ANE)
    (number,) = [number for number, action in enumerate(plan.actions) if action.by_hand]
    assert asking.prove(plan.digest, number) == 2
    folder.number_anew()
    there = folder.subjects
    with pytest.raises(Renumbered):
        asking.prove(plan.digest, number)
    with pytest.raises(Renumbered):
        asking.rows_by_hand(plan.digest, number, ("subject",))
    assert len(asking.plans.receipts(plan.digest)) == 1 and folder.subjects == there


def test_an_old_plan_touches_no_letter_that_bears_the_number_now_and_a_new_one_waits_for_a_new_search(
    folder: Post,
) -> None:
    asking = folder.house()
    ask = Ask(id="A" * 16, right=Right.ERASURE, about=asking.homes(KARI), at=NOW)
    plan = asking.plan_request(ask, actor=ANE)
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    folder.number_anew()
    there = folder.subjects
    with pytest.raises(Refused):
        asking.advance(plan.digest, ANE)
    with pytest.raises(Renumbered):
        asking.plan_request(ask, actor=ANE)
    assert folder.subjects == there
    again = replace(ask, about=asking.homes(KARI))
    assert set(again.about).isdisjoint(ask.about) and len(again.about) == len(ask.about)
    plan = asking.plan_request(again, actor=ANE)
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    asking.advance(plan.digest, ANE)
    assert folder.subjects == ["Fra Ola 2025", "Fra Ola 2026", "Fra begge 2025", "Fra begge 2026"]


def test_under_a_hold_that_names_old_numbers_nothing_in_the_mailbox_is_decided_until_it_is_put_anew(
    folder: Post,
) -> None:
    asking = folder.house()

    def held() -> Hold:
        keys = frozenset(one.key for one in asking.homes(KARI) if one.collection == "post.letters")
        return Hold(
            id="2026-14", title="tvist 2026/14", kind=HoldKind.STATUTORY, home="post.letters", keys=keys,
            reason="tvist", law="gdpr-17-3-e", approver="Ane Furuseth", begins_on=date(2026, 11, 1),
            review_on=date(2027, 6, 1),
        )  # fmt: skip

    asking.facts.record([held()], ANE, NOW)
    assert "post" not in asking.observe().out_of_sight
    folder.number_anew()
    assert asking.observe().renumbered == {"post"}
    plan = asking.plan_sweep()
    assert "post" in plan.made_from.unreached
    assert not [action for action in plan.actions if action.rows.system == "post"]
    asking.facts.record([held()], ANE, NOW)
    assert "post" not in asking.observe().out_of_sight
