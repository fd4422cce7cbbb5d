"""What a person has said yes and no to, as the office writes it down: consents, objections, restrictions, holds, whether
somebody is a child, and what directory enquiries may list.

A fact holds a reference, days and short names; who a person is stands in the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from hjemmel.capabilities.facts import services
from hjemmel.capabilities.facts.store import all_about
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.register import store
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import (
    STANDING,
    About,
    AddressKind,
    ChannelDeclined,
    Child,
    ConsentGiven,
    Fact,
    Facts,
    Listing,
    ListingChosen,
    Objection,
    ObjectionMade,
    Restricted,
    Suppressed,
)
from hjemmel.core.output.consent_receipt import consent_receipt
from hjemmel.core.terms import Basis
from hjemmel.core.texts.free_text import hits
from hjemmel.desk import clock, keys
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import PERSON


class NotNoted(ValueError):
    """What was asked for cannot stand as a fact. `why` says so in both languages."""

    def __init__(self, nb: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(nb=nb, en=en)


# ---- seeing ------------------------------------------------------------------------------------------------


def of(about: About) -> Facts:
    """What stands about this person."""
    return all_about(about)


def purposes_of_consent(data_map: DataMap) -> Mapping[str, Text]:
    return _titles(data_map, Basis.CONSENT)


def purposes_to_object_to(data_map: DataMap) -> Mapping[str, Text]:
    """Art. 21: what rests on legitimate interests or a public task, and all direct marketing."""
    found = _titles(data_map, Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK)
    offers = {name: one.declared.title for name, one in data_map.purposes.items() if one.direct_marketing}
    return {**found, **offers}


def receipt(about: About, purpose: str, given_at: datetime, lang: str, actor: Actor) -> Mapping[str, object]:
    """The person's own copy of one consent, in the shape of ISO/IEC TS 27560. Raises NotNoted if there is none."""
    given = _consent(all_about(about), purpose, given_at)
    note("consent-receipt-made", actor, {"purpose": purpose}, clock.now())
    return consent_receipt(published().map, given, lang)


# ---- consents ----------------------------------------------------------------------------------------------


def give_consent(given: ConsentGiven, actor: Actor) -> None:
    """Let the consent stand. Raises NotNoted for what no consent is."""
    at = clock.now()
    if given.purpose not in purposes_of_consent(published().map):
        raise NotNoted("formålet bygger ikke på samtykke", "the purpose does not rest on consent")
    if given.given_at > at:
        raise NotNoted("dagen er ikke kommet", "the day has not come")
    if not given.text_version or not given.proof:
        raise NotNoted(
            "si hvilken tekst personen fikk se, og hva som beviser samtykket",
            "say which wording the person was shown, and what proves the consent",
        )
    _refuse_personal(at, given.text_version, given.proof)
    services.record((given,), actor, at)


def withdraw_consent(about: About, purpose: str, given_at: datetime, actor: Actor) -> None:
    """As easy as giving it: one press. Done again it changes nothing."""
    at, given = clock.now(), _consent(all_about(about), purpose, given_at)
    if given.withdrawn_at is None:
        services.record((replace(given, withdrawn_at=at),), actor, at)


# ---- objections --------------------------------------------------------------------------------------------


def object_to(about: About, purpose: str, actor: Actor) -> None:
    """Put the objection on record. To direct marketing it ends all at once (Art. 21(3)): consents to it are withdrawn,
    and the person's addresses are suppressed, so that the no outlives the person's row. Raises a VaultFault."""
    data_map, at = published().map, clock.now()
    if purpose not in purposes_to_object_to(data_map):
        raise NotNoted("formålet kan ingen komme med innsigelse mot", "nobody can object to the purpose")
    if not data_map.purposes[purpose].direct_marketing:
        services.record(
            (ObjectionMade(about=about, purpose=purpose, state=Objection.RAISED, at=at),), actor, at
        )
        return
    ended: list[Fact] = [ObjectionMade(about=about, purpose=purpose, state=Objection.UPHELD, at=at)]
    ended += [
        replace(one, withdrawn_at=at)
        for one in all_about(about).consents
        if one.purpose == purpose and one.withdrawn_at is None
    ]
    ended += [Suppressed(kind=kind, mark=mark, at=at) for kind, mark in _marks(about, actor).items()]
    services.record(ended, actor, at)


def decide_objection(about: About, purpose: str, state: Objection, reason: str, actor: Actor) -> None:
    """Uphold or reject an objection that waits. Who rejects one says on which of the law's two grounds (Art. 21(1))."""
    made = _objection(about, purpose)
    if made.state is not Objection.RAISED:
        raise NotNoted("innsigelsen er avgjort allerede", "the objection is decided already")
    if state is Objection.REJECTED and not reason:
        raise NotNoted("si hvorfor den avvises", "say why it is rejected")
    services.record((replace(made, state=state, reason=reason),), actor, clock.now())


def lift_objection(about: About, purpose: str, actor: Actor) -> None:
    """The person has taken it back. Addresses are freed unless another objection to marketing stands."""
    at, made, data_map = clock.now(), _objection(about, purpose), published().map
    lifted: list[Fact] = [replace(made, state=Objection.LIFTED)]
    others = [
        one
        for one in all_about(about).objections
        if one.purpose != purpose and one.state in STANDING and _is_marketing(data_map, one.purpose)
    ]
    if _is_marketing(data_map, purpose) and not others:
        lifted += [
            Suppressed(kind=kind, mark=mark, at=made.at, lifted_at=at)
            for kind, mark in _marks(about, actor).items()
        ]
    services.record(lifted, actor, at)


# ---- one channel of several ---------------------------------------------------------------------------------


def channels_to_decline(data_map: DataMap) -> Mapping[tuple[str, str], Text]:
    """The channels of what is sent as offers by more than one: a no to the only one is an objection."""
    titles = data_map.declaration.marketing.channels
    return {
        (name, channel): Text(
            nb=f"{purpose.declared.title.nb}: {titles[channel].title.nb}",
            en=f"{purpose.declared.title.en}: {titles[channel].title.en}",
        )
        for name, purpose in data_map.purposes.items()
        if purpose.declared.direct_marketing and len(purpose.declared.direct_marketing.channels) > 1
        for channel in purpose.declared.direct_marketing.channels
    }


def decline_channel(about: About, purpose: str, channel: str, actor: Actor) -> None:
    """The person wants what is sent for the purpose, and not this way. Done again it changes nothing."""
    if (purpose, channel) not in channels_to_decline(published().map):
        raise NotNoted("dette sendes ikke på flere måter", "this is not sent in several ways")
    at = clock.now()
    if not _declined(about, purpose, channel):
        services.record((ChannelDeclined(about=about, purpose=purpose, channel=channel, at=at),), actor, at)


def open_channel(about: About, purpose: str, channel: str, actor: Actor) -> None:
    """The person has taken a no to the channel back."""
    at = clock.now()
    services.record([replace(one, lifted_at=at) for one in _declined(about, purpose, channel)], actor, at)


def _declined(about: About, purpose: str, channel: str) -> list[ChannelDeclined]:
    return [
        one
        for one in all_about(about).declined
        if (one.purpose, one.channel) == (purpose, channel) and one.lifted_at is None
    ]


# ---- restrictions, holds, children, listing ----------------------------------------------------------------


def restrict(about: About, ground: str, actor: Actor) -> None:
    """Art. 18: stored and not used, until lifted."""
    at = clock.now()
    if any(one.lifted_at is None for one in all_about(about).restrictions):
        raise NotNoted("behandlingen er begrenset allerede", "processing is restricted already")
    services.record((Restricted(about=about, at=at, ground=ground),), actor, at)


def lift_restriction(about: About, actor: Actor) -> None:
    at = clock.now()
    standing = [one for one in all_about(about).restrictions if one.lifted_at is None]
    services.record([replace(one, lifted_at=at) for one in standing], actor, at)


def note_child(about: About, born_on: date, actor: Actor) -> None:
    """Somebody is a child: until an age that the law gives, consents are the guardian's to give."""
    at = clock.now()
    if born_on > at.date():
        raise NotNoted("dagen er ikke kommet", "the day has not come")
    services.record((Child(about=about, born_on=born_on),), actor, at)


def choose_listing(about: About, listing: Listing, actor: Actor) -> None:
    """What directory enquiries may list. The newest choice stands."""
    at = clock.now()
    services.record((ListingChosen(about=about, listing=listing, at=at),), actor, at)


# ---- inside ------------------------------------------------------------------------------------------------


def _titles(data_map: DataMap, *bases: Basis) -> dict[str, Text]:
    return {
        name: purpose.declared.title
        for name, purpose in data_map.purposes.items()
        if set(purpose.basis.values()) & set(bases)
    }


def _is_marketing(data_map: DataMap, purpose: str) -> bool:
    found = data_map.purposes.get(purpose)
    return found is None or found.direct_marketing


def _consent(facts: Facts, purpose: str, given_at: datetime) -> ConsentGiven:
    for one in facts.consents:
        if (one.purpose, one.given_at) == (purpose, given_at):
            return one
    raise NotNoted("samtykket finnes ikke", "there is no such consent")


def _objection(about: About, purpose: str) -> ObjectionMade:
    for one in all_about(about).objections:
        if one.purpose == purpose and one.state in STANDING:
            return one
    raise NotNoted("innsigelsen finnes ikke", "there is no such objection")


def _marks(about: About, actor: Actor) -> dict[AddressKind, str]:
    """The keyed marks of the person's e-mail address and phone, as the register has them now."""
    row = store.row(PERSON, str(about.key[0]))
    if row is None:
        return {}
    (opened,) = keys.vault(actor).open([row])
    known = {AddressKind.EMAIL: opened.values["email"], AddressKind.PHONE: opened.values["phone"]}
    made = marker(actor)
    return {kind: made.mark(kind, address) for kind, address in known.items() if address}


def _refuse_personal(at: datetime, *texts: str) -> None:
    """Facts are not sealed: what reaches or tells of somebody does not stand in them."""
    if any(hits(text, at.date()) for text in texts):
        raise NotNoted(
            "her kan det ikke stå nummer, adresser eller annet som sier noe om noen; skriv en referanse",
            "no numbers, addresses or anything else that tells of somebody can stand here; write a reference",
        )
