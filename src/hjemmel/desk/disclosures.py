"""The one door through which data is given to somebody else, and where it is seen who got what.

Hjemmel sends nothing itself: it says whether a disclosure may be made, remembers that it was, and who said yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from django.contrib.auth import get_user_model

from hjemmel.capabilities.disclosures import services, store
from hjemmel.capabilities.disclosures.services import AtItsEnd
from hjemmel.capabilities.disclosures.store import KeptDisclosure
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About, Facts
from hjemmel.core.output.disclosure_text import GROUNDS
from hjemmel.core.permission.reasons import CONSENT_NOT_READ
from hjemmel.core.permission.sharing import may_share
from hjemmel.core.permission.use import Use
from hjemmel.core.sharing.disclosure import Allowed, Decision, Disclosure, Known, Need, Refused, decide
from hjemmel.core.terms import Basis, DisclosureGround, Tri
from hjemmel.desk import clock
from hjemmel.desk.agreements import standing_of
from hjemmel.desk.house import house
from hjemmel.desk.one_person import one_person, row_of
from hjemmel.desk.who_got import words_for
from hjemmel.engine.house import House
from hjemmel.engine.lookup import Found
from hjemmel.engine.ports import Actor

NEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody wants to give to whom. `identity` is of the person, and is kept nowhere."""

    identity: str = field(repr=False)
    recipient: str
    ground: DisclosureGround
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    reference: str = ""
    law: str = ""
    covers: frozenset[str] = frozenset()
    need: Need | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The decision; and the number of what was stored, if it was not refused."""

    decision: Decision
    number: int | None = None


class MayNotApprove(PermissionError):
    """Whoever wants to approve is no member of staff with that right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureView:
    """A disclosure for a reader. What it would be answered with now is told of one that is open."""

    kept: KeptDisclosure
    recipient: Text
    ground: Text
    categories: tuple[Text, ...]
    decision: Decision | None


# ---- doing --------------------------------------------------------------------------------------------------


def disclose(asked: Asking, actor: Actor) -> Answer:
    """Ask to give this person's data. Refused: nothing is stored but a line in the ledger with the reasons.

    Raises NotOnePerson, NothingPublished."""
    now, company = clock.now(), house(actor)
    wanted = _wanted(asked, one_person(company, asked.identity), now)
    decision = _decide(company, wanted)
    if isinstance(decision, Refused):
        reasons = [reason.code for reason in decision.reasons]
        # The recipient may be any word; only a declared one is written down.
        known = asked.recipient if asked.recipient in company.map.declaration.recipients else ""
        told_of = {"recipient": known, "ground": asked.ground.value, "reasons": reasons}
        note("disclosure-refused", actor, told_of, now)
        return Answer(decision=decision)
    return Answer(decision=decision, number=services.ask(wanted, actor, now))


def approve(number: int, actor: Actor) -> Decision:
    """Say yes to it in one's own name. What has come to stand against it since is told, and then nothing is approved.

    Raises AtItsEnd if the person has said yes already, MayNotApprove."""
    if not has_right_to_approve(actor):
        raise MayNotApprove
    decision = _decide(house(actor), _open(number).disclosure)
    if not isinstance(decision, Refused):
        services.approve(number, actor, clock.now())
    return decision


def give(number: int, actor: Actor) -> Decision:
    """Note that it was handed over. Asked anew at that moment: only what is allowed then is noted as given."""
    decision = _decide(house(actor), _open(number).disclosure)
    if isinstance(decision, Allowed):
        services.give(number, actor, clock.now())
    return decision


def drop(number: int, actor: Actor) -> None:
    """Nothing is handed over after all."""
    services.drop(_open(number).number, actor, clock.now())


# ---- seeing -------------------------------------------------------------------------------------------------


def decision_on(kept: KeptDisclosure, actor: Actor) -> Decision:
    """What this one would be answered with now."""
    return _decide(house(actor), kept.disclosure)


def waiting(actor: Actor) -> tuple[DisclosureView, ...]:
    """What is neither given nor dropped, with what it would be answered with now."""
    company = house(actor)
    return tuple(_view(company.map, one, _decide(company, one.disclosure)) for one in store.waiting())


def newest(actor: Actor, recipient: str = "", ground: str = "") -> tuple[DisclosureView, ...]:
    """What was given or dropped, the newest first."""
    data_map = house(actor).map
    return tuple(_view(data_map, one) for one in store.newest(NEWEST, recipient, ground) if not one.is_open)


# ---- inside -------------------------------------------------------------------------------------------------


def _wanted(asked: Asking, person: About, at: datetime) -> Disclosure:
    return Disclosure(
        recipient=asked.recipient,
        ground=asked.ground,
        about=person,
        at=at,
        purposes=asked.purposes,
        categories=asked.categories,
        reference=asked.reference.strip(),
        law=asked.law.strip(),
        covers=asked.covers,
        need=asked.need,
        proof=asked.proof,
    )


def _open(number: int) -> KeptDisclosure:
    found = store.disclosure(number)
    if found is None or not found.is_open:
        raise AtItsEnd
    return found


def has_right_to_approve(actor: Actor) -> bool:
    """A member of staff with that right, and nobody else."""
    account = actor.id.removeprefix("staff-")
    if not actor.id.startswith("staff-") or not (account.isascii() and account.isdigit()):
        return False
    user = get_user_model().objects.filter(pk=int(account), is_active=True).first()
    return user is not None and bool(user.has_perm(RIGHT_TO_APPROVE))


def _decide(company: House, wanted: Disclosure) -> Decision:
    data_map = company.map
    if wanted.recipient not in data_map.declaration.recipients:
        return decide(data_map, wanted, Known(agreement=None, consents={}, restricted=Tri.UNKNOWN))
    found = company.why_about(wanted.about)
    answers = (answer for _, _, many in found.rows for answer in many)
    known = Known(
        agreement=standing_of(data_map, wanted.recipient, company.today),
        consents=_consents(company, wanted, found, company.facts.read()),
        # Of somebody who is not found nothing is known, and nothing is given.
        restricted=reduce(lambda one, other: one | other, (a.restricted for a in answers), Tri.NO)
        if found.rows
        else Tri.UNKNOWN,
    )
    return decide(data_map, wanted, known)


def _consents(company: House, wanted: Disclosure, found: Found, facts: Facts) -> Mapping[str, Tri]:
    use = Use(found.in_hand, facts, company.today)
    rows = row_of(found.in_hand, wanted.about)
    groups = [one for one in company.map.collections[wanted.about.collection].groups if one.is_personal][:1]
    answers: dict[str, Tri] = {}
    for name in wanted.purposes:
        shared = may_share(facts, wanted.about, wanted.recipient, name, clock.now())
        answer = Tri.UNKNOWN if shared.reason is CONSENT_NOT_READ else Tri.of(shared.is_allowed)
        purpose = company.map.purposes.get(name)
        if purpose and Basis.CONSENT in purpose.basis.values():
            for group in groups:
                for row in rows:
                    answer = answer | use.of(purpose, group).consented(row)
        answers[name] = answer
    return answers


def _view(data_map: DataMap, kept: KeptDisclosure, decision: Decision | None = None) -> DisclosureView:
    declared = data_map.declaration
    return DisclosureView(
        kept=kept,
        recipient=words_for(data_map, kept.disclosure.recipient),
        ground=GROUNDS[kept.disclosure.ground],
        categories=tuple(
            declared.categories[name].title if name in declared.categories else Text(nb=name, en=name)
            for name in kept.disclosure.categories
        ),
        decision=decision,
    )
