"""Which facts an ask lets stand: the grounds that the law lets the person end, and what bars use until decided.

Erasure ends consents, legitimate interests that nobody has decided to keep with a reason, and direct marketing always
(Art. 17(1)(b), (c)). It never ends a legal obligation, nor a contract: their windows say how long they need the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..datamap import ConsentProof, DataMap, Purpose
from ..facts import STANDING, ConsentWithdrawn, Fact, Facts, Objection, ObjectionMade, Restricted
from ..terms import Basis
from .ask import Ask
from .right import Right

OBJECTABLE = frozenset((Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK))
"""What Art. 21(1) lets a person object to, for reasons of their own."""


def brings(ask: Ask, data_map: DataMap, facts: Facts) -> Facts:
    """The facts as they will be when the ask is granted. Once they stand, it brings nothing more."""
    return facts.told(brought(ask, data_map, facts))


def brought(ask: Ask, data_map: DataMap, facts: Facts) -> tuple[Fact, ...]:
    """The facts that come on top, or take the place of older ones."""
    return tuple(_brought(ask, data_map, facts))


def _brought(ask: Ask, data_map: DataMap, facts: Facts) -> Iterator[Fact]:
    match ask.right:
        case Right.ERASURE:
            yield from _withdrawn(ask, data_map, facts)
            yield from _objections(ask, data_map, facts, Objection.UPHELD)
        case Right.WITHDRAWAL:
            yield from _withdrawn(ask, data_map, facts)
        case Right.OBJECTION:
            yield from _objections(ask, data_map, facts, Objection.RAISED)
        case Right.RESTRICTION:
            yield from _restrictions(ask, facts)
        case Right.LIFTING:
            yield from _lifted(ask, facts)
        case Right.ACCESS | Right.PORTABILITY | Right.RECTIFICATION | Right.RECIPIENTS:
            return


def brought_by_all(asks: Iterable[Ask], data_map: DataMap, facts: Facts) -> tuple[Fact, ...]:
    """The same of several asks. They are different people's, so that none changes what another brings."""
    return tuple(fact for ask in asks for fact in brought(ask, data_map, facts))


def is_told(restriction: Restricted, ask: Ask) -> bool:
    """The person was told before it is lifted (Art. 18(3))."""
    return restriction.noticed_at is not None and restriction.noticed_at <= ask.at


def restrictions_of(ask: Ask, facts: Facts) -> Iterator[Restricted]:
    """The restrictions of the person that are not lifted."""
    whom = set(ask.about)
    return (one for one in facts.restrictions if one.about in whom and one.lifted_at is None)


# ---- consents -----------------------------------------------------------------------------------------------


def _withdrawn(ask: Ask, data_map: DataMap, facts: Facts) -> Iterator[Fact]:
    purposes = {purpose.name for purpose in _with_basis(ask, data_map, Basis.CONSENT)}
    whom = set(ask.about)
    for consent in facts.consents:
        ends = consent.about in whom and consent.purpose in purposes and consent.given_at <= ask.at
        if ends and (consent.withdrawn_at is None or consent.withdrawn_at > ask.at):
            yield replace(consent, withdrawn_at=ask.at)
    by_rows = {name for proof in data_map.consents for name in _told_by(proof)}
    known = {(one.about, one.purpose): one.at for one in facts.withdrawals}
    for about in ask.about:
        for purpose in sorted(purposes & by_rows):
            before = known.get((about, purpose))
            if before is None or before < ask.at:
                yield ConsentWithdrawn(about=about, purpose=purpose, at=ask.at)


def _told_by(proof: ConsentProof) -> tuple[str, ...]:
    """The purposes that the rows can tell of."""
    to = proof.meaning.to
    return (to,) if isinstance(to, str) else tuple(to.values.values())


# ---- objections ---------------------------------------------------------------------------------------------


def _objections(ask: Ask, data_map: DataMap, facts: Facts, undecided: Objection) -> Iterator[ObjectionMade]:
    """What is decided in the ask itself is so. What was decided before stands, until somebody decides otherwise;
    but against direct marketing nothing stands (Art. 21(3))."""
    rejected = dict(ask.rejected)
    standing = {(one.about, one.purpose): one.state for one in facts.objections if one.state in STANDING}
    for purpose in _can_be_objected_to(ask, data_map):
        for about in ask.about:
            before = standing.get((about, purpose.name))
            if purpose.direct_marketing or purpose.name in ask.upheld:
                wanted = Objection.UPHELD
            elif purpose.name in rejected:
                wanted = Objection.REJECTED
            elif before in (Objection.UPHELD, Objection.REJECTED) or _stands(ask, purpose):
                continue
            else:
                wanted = undecided
            if before is not wanted:
                reason = rejected.get(purpose.name, "") if wanted is Objection.REJECTED else ""
                yield ObjectionMade(about=about, purpose=purpose.name, state=wanted, at=ask.at, reason=reason)


def _stands(ask: Ask, purpose: Purpose) -> bool:
    """Declared to be needed as long as its windows are open, so that being erased does not end it."""
    return ask.right is Right.ERASURE and purpose.declared.stands_against_erasure


def _can_be_objected_to(ask: Ask, data_map: DataMap) -> Iterator[Purpose]:
    """Besides what Art. 21(1) says: direct marketing, whatever its basis (Art. 21(2))."""
    for purpose in data_map.purposes.values():
        if ask.purposes and purpose.name not in ask.purposes:
            continue
        bases = _bases(ask, purpose)
        if (purpose.direct_marketing and bases) or bases & OBJECTABLE:
            yield purpose


# ---- restrictions -------------------------------------------------------------------------------------------


def _restrictions(ask: Ask, facts: Facts) -> Iterator[Fact]:
    restricted = {one.about for one in restrictions_of(ask, facts)}
    return (Restricted(about=about, at=ask.at) for about in ask.about if about not in restricted)


def _lifted(ask: Ask, facts: Facts) -> Iterator[Fact]:
    for restriction in restrictions_of(ask, facts):
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
