"""What people have chosen, as programs tell it: consents, their withdrawal and their receipts, and objections.

A person is named by the key of their own row, in the register or in a connected system. Nothing written freely is taken:
the wording shown, and what proves it, are references."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from hjemmel.capabilities.facts import services
from hjemmel.capabilities.facts import store as facts
from hjemmel.core.datamap import Collection as Declared
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.token import Right
from hjemmel.core.facts import About, ConsentGiven, Objection, ObjectionMade
from hjemmel.core.finding import did_you_mean
from hjemmel.core.output.consent_receipt import consent_receipt
from hjemmel.core.terms import NO_PERSON, Basis
from hjemmel.core.texts.free_text import is_reference
from hjemmel.desk import clock, register
from hjemmel.desk.programs.entry import Program
from hjemmel.desk.programs.persons import CLOCKS_DIFFER
from hjemmel.desk.programs.trouble import AlreadyDone, NotAccepted, NotThere
from hjemmel.desk.published import published
from hjemmel.engine.register import layout

TOLD_BY_PROGRAM: Final = "program"
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentConsent:
    """A consent as a program tells it."""

    collection: str
    key: Key
    purpose: str
    text_version: str
    channel: str
    given_at: datetime
    proof: str = ""
    covers: frozenset[str] = frozenset()
    guardian: bool = False
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConsent:
    id: str
    consent: ConsentGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptObjection:
    id: str
    objection: ObjectionMade


# ---- consents ----------------------------------------------------------------------------------------------


def give(program: Program, sent: SentConsent) -> KeptConsent:
    """Note a consent. Told again it changes nothing.

    Raises NotAllowed, NotAccepted with all that is wrong, or AlreadyDone for one that has been withdrawn since."""
    program.must(Right.CHOOSE)
    program.must_have([sent.purpose])
    data_map = published().map
    wrong = [*_wrong_with_whom(data_map, sent.collection, sent.key), *_wrong_with(data_map, sent)]
    if wrong:
        raise NotAccepted(wrong)
    given = _consent(sent)
    before = _given_at(given)
    if before and before.consent.withdrawn_at is not None:
        raise AlreadyDone([_WITHDRAWN])
    services.record((given,), program.actor, clock.now())
    kept = _given_at(given)
    assert kept is not None
    return kept


def withdraw(program: Program, id: str, at: datetime | None) -> KeptConsent:
    """End a consent, at once (Art. 7(3)). Done again it changes nothing: the first withdrawal stands."""
    kept, now = consent(program, id), clock.now()
    if kept.consent.withdrawn_at is not None:
        return kept
    when = at or now
    if when > now + CLOCKS_DIFFER or when < kept.consent.given_at:
        raise NotAccepted([_NOT_THEN])
    ended = replace(kept.consent, withdrawn_at=when)
    services.record((ended,), program.actor, now)
    return KeptConsent(id=id, consent=ended)


def consent(program: Program, id: str) -> KeptConsent:
    """One consent to a purpose of the program. Raises NotAllowed or NotThere."""
    program.must(Right.CHOOSE)
    found = facts.standing(id)
    if not isinstance(found, ConsentGiven) or found.purpose not in program.purposes:
        raise NotThere
    return KeptConsent(id=id, consent=found)


def consents(program: Program, collection: str, key: Key) -> tuple[KeptConsent, ...]:
    """Those of one person to the purposes of the program, withdrawn and expired ones too."""
    program.must(Right.CHOOSE)
    whom = _whom(collection, key)
    return tuple(one for one in _consents_of(whom) if one.consent.purpose in program.purposes)


def receipt(program: Program, id: str, lang: str) -> Mapping[str, object]:
    """The receipt of a consent, for the person. Raises NotThere if its purpose is no longer declared."""
    kept, data_map = consent(program, id), published().map
    if kept.consent.purpose not in data_map.purposes:
        raise NotThere
    return consent_receipt(data_map, kept.consent, lang)


# ---- objections --------------------------------------------------------------------------------------------


def object_to(
    program: Program, collection: str, key: Key, purpose: str, at: datetime | None
) -> KeptObjection:
    """Note an objection (Art. 21). To direct marketing it is upheld at once; any other is raised, and a person decides.

    One that stands, raised or upheld, stays as it is."""
    program.must(Right.CHOOSE)
    program.must_have([purpose])
    data_map, now = published().map, clock.now()
    wrong = [*_wrong_with_whom(data_map, collection, key)]
    if purpose not in data_map.purposes:
        wrong.append(_unknown("formål", "purpose", purpose, data_map.purposes))
    if at and at > now + CLOCKS_DIFFER:
        wrong.append(_NOT_THEN)
    if wrong:
        raise NotAccepted(wrong)
    whom = _whom(collection, key)
    standing = _objection(whom, purpose)
    if standing and standing.objection.state in (Objection.RAISED, Objection.UPHELD):
        return standing
    is_marketing = data_map.purposes[purpose].direct_marketing
    made = ObjectionMade(
        about=whom,
        purpose=purpose,
        state=Objection.UPHELD if is_marketing else Objection.RAISED,
        at=at or now,
        reason=TOLD_BY_PROGRAM,
    )
    services.record((made,), program.actor, now)
    kept = _objection(whom, purpose)
    assert kept is not None
    return kept


def objections(program: Program, collection: str, key: Key) -> tuple[KeptObjection, ...]:
    """Those of one person to the purposes of the program."""
    program.must(Right.CHOOSE)
    return tuple(
        one for one in _objections_of(_whom(collection, key)) if one.objection.purpose in program.purposes
    )


# ---- inside ------------------------------------------------------------------------------------------------


def _consent(sent: SentConsent) -> ConsentGiven:
    return ConsentGiven(
        about=_whom(sent.collection, sent.key),
        purpose=sent.purpose,
        given_at=sent.given_at,
        expires_on=sent.expires_on,
        text_version=sent.text_version,
        channel=sent.channel,
        covers=sent.covers,
        guardian=sent.guardian,
        proof=sent.proof,
    )


def _whom(collection: str, key: Key) -> About:
    return About(collection=collection, key=key)


def _consents_of(whom: About) -> Iterator[KeptConsent]:
    for id, one in facts.about(whom, ConsentGiven).items():
        if isinstance(one, ConsentGiven):
            yield KeptConsent(id=id, consent=one)


def _objections_of(whom: About) -> Iterator[KeptObjection]:
    for id, one in facts.about(whom, ObjectionMade).items():
        if isinstance(one, ObjectionMade):
            yield KeptObjection(id=id, objection=one)


def _given_at(given: ConsentGiven) -> KeptConsent | None:
    """The one that stands of the same person, to the same purpose, given at the same moment."""
    for one in _consents_of(given.about):
        if (one.consent.purpose, one.consent.given_at) == (given.purpose, given.given_at):
            return one
    return None


def _objection(whom: About, purpose: str) -> KeptObjection | None:
    return next((one for one in _objections_of(whom) if one.objection.purpose == purpose), None)


def _wrong_with_whom(data_map: DataMap, collection: str, key: Key) -> Iterator[Text]:
    declared = data_map.collections.get(collection)
    if declared is None or _is_about_nobody(data_map, declared):
        yield _unknown("samling", "collection", collection, data_map.collections)
    elif len(key) != len(declared.shape.key):
        yield Text(nb="nøkkelen har ikke så mange deler", en="the key does not have so many parts")
    elif collection == register.collection_of(data_map, layout.PERSON) and not register.is_there(str(key[0])):
        yield Text(nb="personen finnes ikke i registeret", en="the person is not in the register")


def _is_about_nobody(data_map: DataMap, declared: Declared) -> bool:
    """Facts stand on a subject's own row, and on nothing else."""
    system, _, short = declared.name.partition(".")
    about = data_map.declaration.systems[system].collections[short].about
    return declared.whose.home != declared.name or about.kind == NO_PERSON


def _wrong_with(data_map: DataMap, sent: SentConsent) -> Iterator[Text]:
    declared, now = data_map.declaration, clock.now()
    purpose = data_map.purposes.get(sent.purpose)
    if purpose is None:
        yield _unknown("formål", "purpose", sent.purpose, data_map.purposes)
    elif Basis.CONSENT not in purpose.basis.values():
        yield Text(nb="formålet bygger ikke på samtykke", en="the purpose does not rest on consent")
    if sent.channel not in declared.channels:
        yield _unknown("kanal", "channel", sent.channel, declared.channels)
    for one in sorted(sent.covers - data_map.marketing.channels.keys()):
        yield _unknown("markedsføringskanal", "marketing channel", one, data_map.marketing.channels)
    if sent.given_at > now + CLOCKS_DIFFER:
        yield _NOT_THEN
    if sent.expires_on and sent.expires_on <= sent.given_at.date():
        yield Text(nb="samtykket utløper før det er gitt", en="the consent expires before it is given")
    for nb, en, text in (
        ("ordlyden", "the wording", sent.text_version),
        ("beviset", "the proof", sent.proof),
    ):
        if text and not is_reference(text, now.date()):
            yield Text(
                nb=f"{nb} er en henvisning: bokstaver, tall og tegn uten mellomrom, og ikke noe om en person",
                en=f"{en} is a reference: letters, digits and signs without spaces, and nothing about a person",
            )


def _unknown(nb: str, en: str, name: str, known: Collection[str]) -> Text:
    """A name that is a name is repeated; anything else may be about somebody."""
    if not re.fullmatch(r"[a-z][a-z0-9_.]{0,59}", name):
        return Text(nb=f"ukjent {nb}", en=f"unknown {en}")
    return Text(nb=f"ukjent {nb} «{name}»", en=f'unknown {en} "{name}"; {did_you_mean(name, known)}')


_WITHDRAWN = Text(
    nb="dette samtykket er trukket; et nytt har sin egen tid",
    en="this consent has been withdrawn; a new one has a time of its own",
)
_NOT_THEN = Text(
    nb="tidspunktet er ikke kommet ennå, eller er før samtykket ble gitt",
    en="this moment has not come yet, or is before the consent was given",
)
