"""What a right does to the rows of whoever asks: proposals without counts, as a sweep's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..action import Because, Verb
from ..datamap import Collection, FieldGroup
from ..facts import Facts
from ..grounds.claims import Claims, there
from ..reasons import because_restricted
from ..retention import Proposal, sweep
from ..selection import NONE, Listed, Predicate, Selection, any_of, every
from .ask import Ask, one_right
from .correction import corrections
from .marks import barred, free_again, said_no
from .others import Reached, to_review
from .portable import portable
from .right import Right


def proposals(asks: Sequence[Ask], claims: Claims, facts: Facts) -> Iterator[Proposal]:
    """Everything the right does or leaves, with the claims narrowed to whoever asks and the facts as they will be."""
    match right := one_right(asks):
        case Right.ERASURE | Right.OBJECTION | Right.WITHDRAWAL:
            # Before the sweep: a row that goes needs no word more, and the others are the company's own to go by.
            yield from said_no(asks, claims)
            yield from sweep(claims, facts)
            yield from to_review(claims, claims.goes)
        case Right.ACCESS | Right.RECIPIENTS:
            yield from _exports(claims, _theirs(claims), right)
        case Right.PORTABILITY:
            yield from _exports(claims, lambda group: portable(claims, group), right)
        case Right.RESTRICTION:
            yield from barred(claims)
            yield from _restricted(claims)
        case Right.LIFTING:
            yield from free_again(claims)
            yield from _not_told(claims)
        case Right.RECTIFICATION:
            for ask in asks:
                yield from corrections(ask, claims)


def _theirs(claims: Claims) -> Reached:
    return lambda group: claims.about_asker(group).yes


def _exports(claims: Claims, reached: Reached, right: Right) -> Iterator[Proposal]:
    """All that is reached, each collection's fields of one fate together; what names others is looked at first."""
    for collection in _reached(claims):
        fates: dict[Predicate, list[FieldGroup]] = {}
        for group in collection.groups:
            if group.is_personal:
                fates.setdefault(reached(group), []).append(group)
        for fate, groups in fates.items():
            where = every(fate, any_of(*map(there, groups)))
            if where != NONE:
                yield Proposal(
                    verb=Verb.EXPORT,
                    rows=Selection(collection.name, where),
                    because=_asked_for(right, collection),
                    values=tuple((column, None) for group in groups for column in group.columns),
                )
    yield from to_review(claims, reached)


def _restricted(claims: Claims) -> Iterator[Proposal]:
    """What is held, and not used, from now on."""
    for collection in _reached(claims):
        personal = (group for group in collection.groups if group.is_personal)
        where = any_of(*(every(there(group), claims.about_asker(group).yes) for group in personal))
        yield Proposal(
            verb=None,
            rows=Selection(collection.name, where),
            because=because_restricted(collection),
            waits_nb="begrensningen er hevet",
            waits_en="the restriction is lifted",
        )


def _not_told(claims: Claims) -> Iterator[Proposal]:
    """Own rows that stay restricted: whoever is behind them has not been told (Art. 18(3))."""
    if claims.asker is None:
        return
    for collection in _reached(claims):
        key = collection.shape.key
        asking = Listed(key, "request", claims.asker.batch)
        yield Proposal(
            verb=None,
            rows=Selection(collection.name, every(asking, Listed(key, "restricted", ""))),
            because=Because(
                rule="notice",
                line=collection.place.line,
                law="gdpr-18-3",
                text_nb="begrensningen kan ikke heves før personen har fått beskjed",
                text_en="the restriction cannot be lifted before the person has been told",
            ),
            waits_nb="det er notert at personen har fått beskjed",
            waits_en="it is noted that the person has been told",
        )


def _reached(claims: Claims) -> Iterator[Collection]:
    """The collections with personal data whose systems answer."""
    for collection in claims.map.collections.values():
        if collection.system not in claims.unreached and any(
            group.is_personal for group in collection.groups
        ):
            yield collection


def _asked_for(right: Right, collection: Collection) -> Because:
    nb, en = _SAYS[right]
    return Because(
        rule=right.value,
        line=collection.place.line,
        law=f"gdpr-{right.article}",
        text_nb=nb,
        text_en=en,
    )


_SAYS = {
    Right.ACCESS: ("personen ber om innsyn", "the person asks for access"),
    Right.RECIPIENTS: ("personen spør hvem som har fått opplysningene", "the person asks who got the data"),
    Right.PORTABILITY: ("personen vil ta opplysningene med seg", "the person takes the data along"),
}
