"""The agreements a demo company has put in. Documents, reports and sub-processors are made up; some things are left undone, as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from hjemmel.capabilities.agreements.services import keep
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.company import Agreement, Recipient
from hjemmel.core.sharing.agreement import (
    Clause,
    KeptAgreement,
    Proof,
    Review,
    SecurityAnnex,
    SignedDocument,
    SubProcessor,
    Ticked,
    TransferChecked,
    roles_of,
)
from hjemmel.core.sharing.recipients import promised, who_must_agree
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

WITH_AGREEMENTS = ("trades", "footcare", "mobile", "gifts")
REPORT = Proof(what="Revisjonsrapport 2026", dated=date(2026, 3, 2), valid_to=date(2027, 3, 1))
OTHERWISE: Mapping[tuple[str, str], Proof] = {
    ("trades", "sakseld"): Proof(
        what="Revisjonsrapport 2025", dated=date(2025, 11, 5), valid_to=date(2026, 11, 4)
    ),
    ("gifts", "google"): Proof(
        what="Sertifikat for informasjonssikkerhet", dated=date(2025, 12, 16), valid_to=date(2026, 12, 15)
    ),
}
"""Two whose proof is not as it should be: one has run out, one is soon to."""
REVIEWED = date(2026, 2, 16)
NOT_GONE_THROUGH = (("mobile", "svarhuset"), ("footcare", "kassalinja"))
SUB_PROCESSORS = (SubProcessor(name="Nordhall Drift AS", country="NO", does="drifter maskinene"),)
NOBODY_HAS_SAID = ("google", "meta")
PLACES = ("2.1", "3.4", "5 og vedlegg C", "6", "7.1", "7.2", "9", "8")


def make(profile: str, actor: Actor) -> None:
    if profile not in WITH_AGREEMENTS:
        return
    stands = published()
    at = clock.now().astimezone(ZoneInfo(stands.map.zone))
    for name in _signers(stands.map):
        recipient = stands.map.declaration.recipients[name]
        keep(_kept(profile, name, recipient, stands.map), actor, at)


def _signers(data_map: DataMap) -> list[str]:
    """All who must have an agreement, and those who have signed what the company promises of them."""
    bound, asked = who_must_agree(data_map.declaration), promised(data_map.declaration)
    return [name for name in data_map.declaration.recipients if name in bound or name in asked]


def _kept(profile: str, name: str, recipient: Recipient, data_map: DataMap) -> KeptAgreement:
    agreement = recipient.agreement or Agreement(signed=date(2023, 6, 5), clauses=())
    is_processor = "processor" in roles_of(recipient)
    title = "Databehandleravtale" if is_processor else "Avtale om deling av opplysninger"
    asked = promised(data_map.declaration).get(name)
    return KeptAgreement(
        recipient=name,
        document=SignedDocument(
            digest=_digest(name, title), title=f"{title} {agreement.signed.year}", signed=agreement.signed
        ),
        valid_to=agreement.valid_to,
        ticked=_ticked() if is_processor else (),
        annex=_annex(name, agreement.signed) if is_processor or (asked and asked.annex) else None,
        proofs=(OTHERWISE.get((profile, name), REPORT),) if is_processor else (),
        sub_processors=None if name in NOBODY_HAS_SAID else _subs(name),
        transfers=_transfers(recipient),
        reviews=_reviews(profile, name) if is_processor else (),
    )


def _ticked() -> tuple[Ticked, ...]:
    return tuple(Ticked(clause=clause, place=place) for clause, place in zip(Clause, PLACES, strict=True))


def _annex(name: str, signed: date) -> SecurityAnnex:
    return SecurityAnnex(digest=_digest(name, "Sikkerhetsvedlegg"), signed=signed)


def _subs(name: str) -> tuple[SubProcessor, ...]:
    return SUB_PROCESSORS if name == "brevdue" else ()


def _transfers(recipient: Recipient) -> tuple[TransferChecked, ...]:
    if recipient.transfer is None:
        return ()
    checked = TransferChecked(
        country=recipient.transfer.country,
        mechanism=recipient.transfer.mechanism,
        checked_on=recipient.transfer.checked_on,
        seen="Lista over godkjente mottakere",
    )
    return (checked,)


def _reviews(profile: str, name: str) -> tuple[Review, ...]:
    """Each year; two are overdue."""
    late = (profile, name) in NOT_GONE_THROUGH
    due = REVIEWED + timedelta(days=270 if late else 365)
    return (Review(due=REVIEWED, done=REVIEWED), Review(due=due))


def _digest(name: str, title: str) -> str:
    return sha256(f"{title}: {name}, made up".encode()).hexdigest()
