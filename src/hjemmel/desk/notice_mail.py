"""Telling those who did not give us the data (Art. 14) by e-mail: each once, in batches, gone on with after a break.

Nobody is asked here whether somebody may be written to. The law says that they are to be told, so a no to advertising, a
reservation or a suppression does not stop it (markedsføringsloven § 15 is about marketing; Art. 21 about use). An address
that messages come back from for good does: who has it is told by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hjemmel.capabilities.mailings import notices as store
from hjemmel.capabilities.mailings import services
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register.store import KeptRow, kept
from hjemmel.connectors.mail import Folder, Smtp, as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.facts import AddressKind
from hjemmel.core.intake.notice import Notice
from hjemmel.core.letters.notice import Received, notice_letter, print_of
from hjemmel.core.mail.delivery import Delivery, Outcome
from hjemmel.core.permission import Marker
from hjemmel.desk import clock, post
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.notices import waiting
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import PERSON
from hjemmel.engine.vault.vault import Vault

BATCH: Final = 200
AT_ONCE: Final = 20
"""So many are noted as told together."""
LONGEST_BATCH: Final = timedelta(seconds=20)
GONE_AFTER: Final = timedelta(minutes=5)
"""A sender who has not said how a notice ended for so long is gone."""
EMAIL: Final = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a batch came to. `left` may still be told by e-mail; `by_letter` have no address that works."""

    sent: int
    by_letter: int
    later: int
    refused: int
    uncertain: int
    left: int


def send(actor: Actor, most: int = BATCH, within: timedelta = LONGEST_BATCH) -> Told:
    """Tell the next who wait and have an e-mail address: so many at most, and for so long. Call again for the rest, also after
    a break: one that was begun and broken off is uncertain, and gets no second.

    Raises NothingPublished, a VaultFault, or a Failure where there is no server: then who was not told still waits."""
    server = post.server(published().map)
    store.break_off(clock.now() - GONE_AFTER)
    _note(actor)
    tried = store.tried(clock.now())
    found = [one for one in waiting() if one.person not in tried]
    sender = _Sending(actor)
    try:
        with server as open_server:
            gone_through = sender.send(found, open_server, most, within)
    finally:
        _note(actor)
    return sender.told(left=len(found) - gone_through)


def _note(actor: Actor) -> None:
    """Say in the register and the ledger what became of them. Done again after a break, it changes nothing more."""
    ended = store.unbound()
    told = {one.person: one.at for one in ended if one.outcome == Delivery.ACCEPTED.value}
    if told:
        register.told_by_mail(told, actor, clock.now())
    if ended:
        services.bind_notices(actor, clock.now())


class _Sending:
    """One sender at work."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.vault: Vault = vault(actor)
        self.marker: Marker = marker(actor)
        self.closed = post.closed()
        self.outcomes: list[Delivery] = []
        self.by_letter = 0

    def told(self, left: int) -> Told:
        return Told(
            sent=self.outcomes.count(Delivery.ACCEPTED),
            by_letter=self.by_letter,
            later=self.outcomes.count(Delivery.LATER),
            refused=self.outcomes.count(Delivery.REFUSED),
            uncertain=self.outcomes.count(Delivery.UNCERTAIN),
            left=left,
        )

    def send(self, found: Sequence[Notice], server: Smtp | Folder, most: int, within: timedelta) -> int:
        """How many were gone through: those without an address cost nothing, and do not count as many."""
        until = clock.now() + within
        for number, one in enumerate(found):
            if len(self.outcomes) >= most or (self.outcomes and clock.now() >= until):
                return number
            self._one(one, server)
            if self.outcomes and len(self.outcomes) % AT_ONCE == 0:
                _note(self.actor)
        return len(found)

    def _one(self, notice: Notice, server: Smtp | Folder) -> None:
        row = kept(PERSON, notice.person)
        # Told, changed or erased since the list was made: the row as it is now decides.
        if row is None or row.clear["told_at"] is not None:
            return
        (opened,) = self.vault.open([row.sealed])
        address = opened.values[EMAIL]
        mark = self.marker.mark(AddressKind.EMAIL, address) if address else ""
        if not address or mark in self.closed:
            self.by_letter += 1
            return
        columns = [column for column, value in opened.values.items() if value]
        letter = notice_letter(published().map, _received(row, notice, columns))
        reference = store.begin(notice.person, mark, print_of(letter), clock.now())
        if reference is None:
            return
        try:
            message = as_message(letter, address, reference, clock.now())
        except ValueError:
            store.not_begun(reference)
            self.by_letter += 1
            return
        try:
            outcome: Outcome = server.send(message)
        except Failure:
            store.not_begun(reference)
            raise
        store.end(reference, outcome, clock.now())
        self.outcomes.append(outcome.delivery)


def _received(row: KeptRow, notice: Notice, columns: Sequence[str]) -> Received:
    return Received(
        kind=str(row.clear["kind"]),
        source=notice.source,
        received_on=notice.received_on,
        columns=columns,
        purposes=str(row.clear["purposes"]).split(),
    )
