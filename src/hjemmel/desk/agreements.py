"""Recipients as the office sees them: the declaration's list with what is kept of each agreement, who may receive and why, what ends
soon. And the deeds that need to know what day it is where the company is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hjemmel.capabilities.agreements import services, store
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.company import Recipient
from hjemmel.core.declaration.parts import Text
from hjemmel.core.moment import local_day
from hjemmel.core.sharing.agreement import (
    NOTHING_MORE,
    Clause,
    KeptAgreement,
    Promised,
    Proof,
    SecurityAnnex,
    SignedDocument,
    Standing,
    SubProcessor,
    Ticked,
    TransferChecked,
    roles_of,
    standing,
)
from hjemmel.core.sharing.business_register import Named
from hjemmel.core.sharing.recipients import BOUND, Differs, differences, promised, who_must_agree
from hjemmel.core.terms import Tri
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.desk.recipients import last_looked_up
from hjemmel.engine.ports import Actor

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Something with a last day: what, and whose."""

    what: Text
    day: date
    recipient: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientView:
    """One recipient: what the declaration says, what is kept, and whether it may receive data today."""

    key: str
    declared: Recipient
    roles: frozenset[str]
    kept: KeptAgreement | None
    promised: Promised
    standing: Standing
    looked_up: Named | None
    differs: tuple[Differs, ...]
    needs_agreement: bool
    file_line: int

    @property
    def needs_clauses(self) -> bool:
        """Only a processor's agreement has the clauses of Art. 28(3)."""
        return "processor" in self.roles or (self.needs_agreement and not self.roles & BOUND)

    @property
    def endings(self) -> Iterator[Ending]:
        if self.kept is None:
            return
        best = self.kept.best_proof(self.promised.proof_within)
        days = {
            _AGREEMENT: self.kept.last_day,
            _PROOF: best.ends(self.promised.proof_within) if best else None,
        }
        for what, day in days.items():
            if day:
                yield Ending(
                    what=Text(nb=what[0], en=what[1]), day=day, recipient=self.key, name=self.declared.name
                )


_AGREEMENT, _PROOF = ("avtalen", "the agreement"), ("dokumentasjonen", "the proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientsView:
    recipients: tuple[RecipientView, ...]
    strangers: tuple[KeptAgreement, ...]
    """Agreements in force with somebody the declaration does not name."""
    today: date

    def with_answer(self, may: Tri) -> tuple[RecipientView, ...]:
        return tuple(one for one in self.recipients if one.standing.may is may)

    @property
    def soon(self) -> tuple[Ending, ...]:
        """What ends within thirty days, the first of them first."""
        found = [
            one
            for view in self.recipients
            for one in view.endings
            if self.today <= one.day <= self.today + SOON
        ]
        return tuple(sorted(found, key=lambda one: one.day))

    @property
    def to_review(self) -> tuple[RecipientView, ...]:
        """Those whose agreement should have been gone through by today."""
        return tuple(
            view
            for view in self.recipients
            if view.kept and view.kept.next_review and view.kept.next_review <= self.today
        )


def recipients_view() -> RecipientsView:
    """Everybody the published declaration names. Raises NothingPublished."""
    stands = published()
    today = local_day(clock.now(), stands.map.zone)
    kept = {one.recipient: one for one in store.kept()}
    named = {one.key.removeprefix("recipients."): one for one in last_looked_up()}
    asked = promised(stands.map.declaration)
    differs = differences(stands.map.declaration, tuple(kept.values()))
    bound = who_must_agree(stands.map.declaration)
    views = tuple(
        RecipientView(
            key=key,
            declared=recipient,
            roles=roles_of(recipient),
            kept=kept.get(key),
            promised=asked.get(key, NOTHING_MORE),
            standing=standing(recipient, kept.get(key), today, asked.get(key, NOTHING_MORE)),
            looked_up=named.get(key),
            differs=tuple(one for one in differs if one.recipient == key),
            needs_agreement=key in bound,
            file_line=stands.map.line("recipients", key),
        )
        for key, recipient in stands.map.declaration.recipients.items()
    )
    strangers = tuple(
        one
        for key, one in kept.items()
        if key not in stands.map.declaration.recipients and one.is_in_force(today)
    )
    return RecipientsView(recipients=views, strangers=strangers, today=today)


def standing_of(data_map: DataMap, recipient: str, day: date, purpose: str | None = None) -> Standing:
    """Whether a declared recipient may receive data on that day, by all that is declared, promised and kept."""
    declared = data_map.declaration.recipients[recipient]
    kept = next((one for one in store.kept() if one.recipient == recipient), None)
    asked = promised(data_map.declaration).get(recipient, NOTHING_MORE)
    return standing(declared, kept, day, asked, purpose)


def digest_of(content: bytes) -> str:
    """The sign of a document: what is kept of it."""
    return hashlib.sha256(content).hexdigest()


def keep(
    recipient: str, document: SignedDocument, valid_to: date | None, clauses: Sequence[Ticked], actor: Actor
) -> None:
    """Put a signed agreement in. What is about the recipient and not about the document follows from an earlier one:
    proof, sub-processors, transfers. Raises NotTaken."""
    earlier = next((one for one in store.kept() if one.recipient == recipient), None)
    made = KeptAgreement(
        recipient=recipient,
        document=document,
        valid_to=valid_to,
        ticked=tuple(clauses),
        proofs=earlier.proofs if earlier else (),
        sub_processors=earlier.sub_processors if earlier else None,
        transfers=earlier.transfers if earlier else (),
    )
    services.keep(made, actor, _now())


def tick(recipient: str, clauses: Sequence[Ticked], actor: Actor) -> None:
    services.tick(recipient, clauses, actor, _now())


def annex(recipient: str, signed: SecurityAnnex, actor: Actor) -> None:
    services.annex(recipient, signed, actor, _now())


def prove(recipient: str, proof: Proof, actor: Actor) -> None:
    services.prove(recipient, proof, actor, _now())


def tell_sub_processors(recipient: str, subs: Sequence[SubProcessor], actor: Actor) -> None:
    services.tell_sub_processors(recipient, subs, actor, _now())


def check_transfer(recipient: str, checked: TransferChecked, actor: Actor) -> None:
    services.check_transfer(recipient, checked, actor, _now())


def review(recipient: str, next_due: date, actor: Actor) -> None:
    """Note that the agreement was gone through today."""
    at = _now()
    services.review(recipient, at.date(), next_due, actor, at)


def end(recipient: str, last_day: date, actor: Actor) -> None:
    services.end(recipient, last_day, actor, _now())


def _now() -> datetime:
    """The time where the company is: its day is the one that what was done may not be after."""
    return clock.now().astimezone(ZoneInfo(published().map.zone))


CLAUSES = {
    Clause.INSTRUCTIONS: Text(nb="Behandler bare etter dokumentert instruks", en="Processes only on documented instruction"),
    Clause.CONFIDENTIALITY: Text(nb="De som arbeider der, har taushetsplikt", en="Those who work there are bound to confidentiality"),
    Clause.SECURITY: Text(nb="Sikrer opplysningene", en="Secures the data"),
    Clause.SUB_PROCESSORS: Text(nb="Bruker ikke andre uten vår godkjenning", en="Uses nobody else without our authorisation"),
    Clause.RIGHTS: Text(nb="Hjelper oss å svare dem opplysningene gjelder", en="Helps us answer those the data is about"),
    Clause.ASSISTANCE: Text(nb="Hjelper med sikkerhet, avvik og vurderinger", en="Helps with security, breaches and assessments"),
    Clause.AT_END: Text(nb="Sletter eller leverer tilbake når avtalen er slutt", en="Erases or returns when the agreement ends"),
    Clause.AUDITS: Text(nb="Viser oss at reglene følges, og lar oss kontrollere", en="Shows us that the rules are followed, and lets us check"),
}  # fmt: skip
"""What each letter of Art. 28(3) asks for, in short."""
