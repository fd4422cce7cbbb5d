"""Which facts an ask lets stand: the grounds that the law lets the person end, and what bars use until decided.

Erasure ends consents, legitimate interests that nobody has decided to keep with a reason, and direct marketing always
(Art. 17(1)(b), (c)). It never ends a legal obligation; of a contract only what the declaration lets a request end, and not
before the event that its window is counted from: until then the contract needs the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from ..datamap import ConsentProof, DataMap, Purpose
from ..facts import (
    STANDING,
    About,
    ConsentGiven,
    ConsentWithdrawn,
    ErasureAsked,
    Fact,
    Facts,
    Objection,
    ObjectionMade,
    Restricted,
)
from ..terms import Basis
from .ask import Ask
from .right import Right

F = TypeVar("F", ConsentGiven, ConsentWithdrawn, ErasureAsked, ObjectionMade, Restricted)
OBJECTABLE = frozenset((Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK))
"""What Art. 21(1) lets a person object to, for reasons of their own."""

CONTESTED = "18(1)(a)"
"""The person says that the data are wrong: a restriction rests on that unless somebody has decided otherwise."""


class Known:
    """What facts say of each person so far, found at once however many ask."""

    def __init__(self, facts: Facts) -> None:
        self.consents = _by_person(facts.consents)
        self.withdrawals = _by_person(facts.withdrawals)
        self.objections = _by_person(one for one in facts.objections if one.state in STANDING)
        self.erasures = _by_person(facts.erasures)
        self.restrictions = _by_person(one for one in facts.restrictions if one.lifted_at is None)


def brings(ask: Ask, data_map: DataMap, facts: Facts) -> Facts:
    """The facts as they will be when the ask is granted. Once they stand, it brings nothing more."""
    return facts.told(brought((ask,), data_map, facts))


def brought(asks: Iterable[Ask], data_map: DataMap, facts: Facts) -> tuple[Fact, ...]:
    """The facts that come on top, or take the place of older ones.

    The asks are different people's, so that none changes what another brings."""
    known = Known(facts)
    return tuple(fact for ask in asks for fact in _brought(ask, data_map, known))


def _brought(ask: Ask, data_map: DataMap, known: Known) -> Iterator[Fact]:
    match ask.right:
        case Right.ERASURE:
            yield from _withdrawn(ask, data_map, known)
            yield from _objections(ask, data_map, known, Objection.UPHELD)
            yield from _ended_on_request(ask, data_map, known)
        case Right.WITHDRAWAL:
            yield from _withdrawn(ask, data_map, known)
        case Right.OBJECTION:
            yield from _objections(ask, data_map, known, Objection.RAISED)
        case Right.RESTRICTION:
            yield from _restrictions(ask, known)
        case Right.LIFTING:
            yield from _lifted(ask, known)
        case Right.ACCESS | Right.PORTABILITY | Right.RECTIFICATION | Right.RECIPIENTS:
            return


def is_told(restriction: Restricted, ask: Ask) -> bool:
    """The person was told before it is lifted (Art. 18(3))."""
    return restriction.noticed_at is not None and restriction.noticed_at <= ask.at


# ---- consents -----------------------------------------------------------------------------------------------


def _withdrawn(ask: Ask, data_map: DataMap, known: Known) -> Iterator[Fact]:
    purposes = {purpose.name for purpose in _with_basis(ask, data_map, Basis.CONSENT)}
    by_rows = {name for proof in data_map.consents for name in _told_by(proof)}
    for about in ask.about:
        for consent in known.consents.get(about, ()):
            stands = consent.withdrawn_at is None or consent.withdrawn_at > ask.at
            if stands and consent.purpose in purposes and consent.given_at <= ask.at:
                yield replace(consent, withdrawn_at=ask.at)
        before = {one.purpose: one.at for one in known.withdrawals.get(about, ())}
        for purpose in sorted(purposes & by_rows):
            if purpose not in before or before[purpose] < ask.at:
                yield ConsentWithdrawn(about=about, purpose=purpose, at=ask.at)


def _told_by(proof: ConsentProof) -> tuple[str, ...]:
    """The purposes that the rows can tell of."""
    to = proof.meaning.to
    return (to,) if isinstance(to, str) else tuple(to.values.values())


# ---- objections ---------------------------------------------------------------------------------------------


def _objections(ask: Ask, data_map: DataMap, known: Known, undecided: Objection) -> Iterator[ObjectionMade]:
    rejected = dict(ask.rejected)
    purposes = tuple(_can_be_objected_to(ask, data_map))
    for about in ask.about:
        standing = {one.purpose: one.state for one in known.objections.get(about, ())}
        for purpose in purposes:
            before = standing.get(purpose.name)
            state = _decided(ask, purpose, before) or undecided
            if state is not before:
                reason = rejected.get(purpose.name, "") if state is Objection.REJECTED else ""
                yield ObjectionMade(about=about, purpose=purpose.name, state=state, at=ask.at, reason=reason)


def _decided(ask: Ask, purpose: Purpose, before: Objection | None) -> Objection | None:
    """What is decided in the ask itself is so. What was decided before stands, until somebody decides otherwise;
    but against direct marketing nothing stands (Art. 21(3))."""
    if purpose.direct_marketing or purpose.name in ask.upheld:
        return Objection.UPHELD
    if purpose.name in dict(ask.rejected):
        # What was raised restricts until the person has been told that it is not upheld (Art. 18(3)): `turned`.
        is_to_be_told = ask.right is Right.OBJECTION and before is Objection.RAISED
        return Objection.RAISED if is_to_be_told else Objection.REJECTED
    return before if before in (Objection.UPHELD, Objection.REJECTED) else None


def to_decide(ask: Ask, data_map: DataMap) -> tuple[str, ...]:
    """The purposes of an objection that somebody has to decide on. Against direct marketing nobody has to."""
    found = _can_be_objected_to(ask, data_map) if ask.right is Right.OBJECTION else ()
    return tuple(purpose.name for purpose in found if not purpose.direct_marketing)


def ended(ask: Ask, data_map: DataMap) -> tuple[str, ...]:
    """The purposes that an objection or a withdrawal is about, for whoever asks: by name, or all that it can be about."""
    if ask.right is Right.OBJECTION:
        return tuple(purpose.name for purpose in _can_be_objected_to(ask, data_map))
    return tuple(purpose.name for purpose in _with_basis(ask, data_map, Basis.CONSENT))


def said_no_to(ask: Ask, data_map: DataMap) -> tuple[str, ...]:
    """What whoever asks has surely said no to: an objection to anything but direct marketing waits for a decision.
    Erasure is a no to all of it (Art. 17(1)(b), (c)), and the day of it stands where the proof of it is counted from."""
    marketing = [one.name for one in _can_be_objected_to(ask, data_map) if one.direct_marketing]
    consents = [one.name for one in _with_basis(ask, data_map, Basis.CONSENT)]
    match ask.right:
        case Right.WITHDRAWAL:
            return tuple(consents)
        case Right.OBJECTION:
            return tuple(marketing)
        case Right.ERASURE:
            return tuple(dict.fromkeys((*consents, *marketing)))
        case _:
            return ()


def turned(
    ask: Ask,
    facts: Facts,
    state: Objection,
    reasons: Mapping[str, str],
    among: Iterable[About] | None = None,
    of: Iterable[Objection] = (Objection.RAISED,),
) -> Iterator[ObjectionMade]:
    """What this ask raised, in another state: `rejected` when the person has been told, `lifted` when it is taken back.

    `reasons`: the code of the reason, by purpose; no other purpose is turned. `among`: rows; without them, the ask's."""
    rows, states = frozenset(ask.about if among is None else among), tuple(of)
    for one in facts.objections:
        if one.about in rows and one.at == ask.at and one.state in states and one.purpose in reasons:
            yield replace(one, state=state, reason=reasons[one.purpose])


def _can_be_objected_to(ask: Ask, data_map: DataMap) -> Iterator[Purpose]:
    """Besides what Art. 21(1) says: direct marketing, whatever its basis (Art. 21(2))."""
    for purpose in data_map.purposes.values():
        if ask.purposes and purpose.name not in ask.purposes:
            continue
        bases = _bases(ask, purpose)
        is_needed = ask.right is Right.ERASURE and purpose.declared.stands_against_erasure
        if (purpose.direct_marketing and bases) or (bases & OBJECTABLE and not is_needed):
            yield purpose


# ---- what a request to be erased ends ------------------------------------------------------------------------


def _ended_on_request(ask: Ask, data_map: DataMap, known: Known) -> Iterator[ErasureAsked]:
    """Where the company itself lets a request end what it keeps after a contract. What a law makes it keep, none ends."""
    purposes = [
        purpose.name
        for purpose in data_map.purposes.values()
        if any(line.began is not None for line in purpose.lines)
        and (not ask.purposes or purpose.name in ask.purposes)
        and (bases := _bases(ask, purpose))
        and Basis.LEGAL_OBLIGATION not in bases
    ]
    for about in ask.about:
        before = {one.purpose: one.at for one in known.erasures.get(about, ())}
        yield from (
            ErasureAsked(about=about, purpose=name, at=ask.at)
            for name in purposes
            if name not in before or before[name] < ask.at
        )


# ---- restrictions -------------------------------------------------------------------------------------------


def _restrictions(ask: Ask, known: Known) -> Iterator[Restricted]:
    ground = ask.point or CONTESTED
    return (
        Restricted(about=about, at=ask.at, ground=ground)
        for about in ask.about
        if about not in known.restrictions
    )


def _lifted(ask: Ask, known: Known) -> Iterator[Restricted]:
    for about in ask.about:
        for restriction in known.restrictions.get(about, ()):
            if is_told(restriction, ask):
                yield replace(restriction, lifted_at=ask.at)


# ---- small parts --------------------------------------------------------------------------------------------


def _with_basis(ask: Ask, data_map: DataMap, basis: Basis) -> Iterator[Purpose]:
    for purpose in data_map.purposes.values():
        if basis in _bases(ask, purpose) and (not ask.purposes or purpose.name in ask.purposes):
            yield purpose


def _bases(ask: Ask, purpose: Purpose) -> set[Basis]:
    """The bases that the purpose has for whoever asks."""
    return {basis for kind, basis in purpose.basis.items() if ask.role in ("", kind)}


def _by_person(facts: Iterable[F]) -> Mapping[About, list[F]]:
    found: dict[About, list[F]] = {}
    for fact in facts:
        found.setdefault(fact.about, []).append(fact)
    return found
