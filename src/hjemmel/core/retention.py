"""The sweep: what is due in every collection, what is done to it, and what is left alone and why.

Proposals are pure values without counts; the engine counts the rows of each and keeps those that have any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .action import Because, Verb
from .datamap import Collection, FieldGroup, Line, Purpose
from .facts import Facts
from .grounds.claim import certain, either
from .grounds.claims import Claims, there
from .grounds.lists import group_of, holds_in_force
from .output.language import Tongue
from .reasons import (
    because_held,
    because_no_key,
    because_over,
    because_paper,
    because_purpose,
    because_restricted,
    because_shared,
    because_statute,
    because_unknown,
    because_unreached,
    waited_for,
)
from .selection import NONE, All, Null, Predicate, Scalar, Selection, any_of, every, negate
from .terms import Basis, Mode, WhenDue

NB, EN = Tongue("nb"), Tongue("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Rows, and what should happen to them. `verb` None: they are left alone."""

    verb: Verb | None
    rows: Selection
    because: Because
    values: tuple[tuple[str, Scalar], ...] = ()
    remember: tuple[str, ...] = ()
    by_hand: bool = False
    unknown: bool = False
    waits_nb: str = ""
    waits_en: str = ""
    kept_by: str = ""
    """The purpose whose periods keep the rows, where the days on which they end can be looked for."""
    review: bool = False
    """A person must look at these rows first: somebody else's data may stand in them."""
    until: date | None = None
    """The day on which all of them are let go, where it is known already."""


def sweep(claims: Claims, facts: Facts) -> Iterator[Proposal]:
    """Everything a sweep would do or leave, children before the rows they refer to.

    No silence: every collection that can hold a person's data and is reached has its proposals."""
    for collection in in_order(claims):
        if collection.system in claims.unreached or not any(group.is_personal for group in collection.groups):
            continue
        yield from _paper_first(collection, claims)
        yield from _erasures(collection, claims)
        yield from _overwritings(collection, claims)
        yield from _left_alone(collection, claims, facts)


def goes(claims: Claims) -> Iterator[Proposal]:
    """What a sweep would do, without what it would leave."""
    for collection in in_order(claims):
        if collection.system not in claims.unreached and any(one.is_personal for one in collection.groups):
            yield from _paper_first(collection, claims)
            yield from _erasures(collection, claims)
            yield from _overwritings(collection, claims)


def in_order(claims: Claims) -> list[Collection]:
    """Collections, those that refer before those referred to; circles in the order of the file.

    A match by value counts too: once the value is overwritten, nothing tells any longer whose the other row was."""
    waiting = dict(claims.map.collections)
    ordered: list[Collection] = []
    while waiting:
        free = [name for name in waiting if not _referred_to(name, waiting)] or [next(iter(waiting))]
        ordered += [waiting.pop(name) for name in free]
    return ordered


def _referred_to(name: str, among: dict[str, Collection]) -> bool:
    return any(hop.parent == name for child in among.values() if child.name != name for hop in child.hops)


def _erasures(collection: Collection, claims: Claims) -> Iterator[Proposal]:
    if collection.when_due is WhenDue.OVERWRITE:
        return
    gone = claims.row_gone(collection.name)
    if gone == NONE:
        return
    yield Proposal(
        verb=Verb.ERASE,
        rows=Selection(collection.name, gone),
        because=because_over(claims.map, _lines(collection, claims)),
        remember=_to_remember(collection, claims),
        by_hand=_by_hand(collection),
    )


def _paper_first(collection: Collection, claims: Claims) -> Iterator[Proposal]:
    """Due rows whose paper still lies there: a person destroys it and notes the day, and the row goes after it."""
    if collection.destroyed:
        yield Proposal(
            verb=Verb.ERASE,
            rows=Selection(collection.name, _paper_due(collection, claims)),
            because=because_paper(claims.map, _lines(collection, claims)),
            remember=_to_remember(collection, claims),
            by_hand=True,
        )


def after_paper(rows: Selection, collection: Collection) -> Selection | None:
    """The rows of a task about paper once it is destroyed: what is to go then. None where it is no such task."""
    lies = Null(collection.destroyed)
    parts = rows.where.parts if isinstance(rows.where, All) else (rows.where,)
    if not collection.destroyed or lies not in parts:
        return None
    others = (part for part in parts if part != lies)
    return Selection(rows.collection, every(*others, Null(collection.destroyed, yes=False)))


def _paper_due(collection: Collection, claims: Claims) -> Predicate:
    return every(claims.row_due(collection), claims.paper_lies(collection))


def _overwritings(collection: Collection, claims: Claims) -> Iterator[Proposal]:
    """Due fields of rows that stay. Groups with the same fate are overwritten in one statement."""
    stays: Predicate = every(
        certain(claims.row_gone(collection.name)).no, negate(_paper_due(collection, claims))
    )
    if collection.when_due is WhenDue.OVERWRITE:
        stays = negate(NONE)
    elif claims.row_gone(collection.name) == claims.row_due(collection) and _one_fate(collection, claims):
        return
    for due, alike in claims.fates(collection).items():
        groups = [group for group in alike if not matched_out_of_sight(group, claims)]
        where = every(due, any_of(*(there(group) for group in groups)), stays)
        if where == NONE:
            continue
        yield Proposal(
            verb=Verb.OVERWRITE,
            rows=Selection(collection.name, where),
            because=because_over(claims.map, _lines(collection, claims, groups)),
            values=tuple((column, group.blank) for group in groups for column in group.columns),
            by_hand=_by_hand(collection),
        )


def _left_alone(collection: Collection, claims: Claims, facts: Facts) -> Iterator[Proposal]:
    groups = [group for group in collection.groups if group.is_personal]
    yield from _held(collection, groups, claims, facts)
    yield from _waiting(collection, groups, claims)
    for purpose in claims.map.purposes.values():
        lines = _lines_of(purpose, collection)
        is_statute = Basis.LEGAL_OBLIGATION in purpose.basis.values()
        if lines and (is_statute or claims.asker):
            waits_nb, waits_en = waited_for(claims.map, lines)
            yield Proposal(
                verb=None,
                rows=Selection(collection.name, kept_by(claims, collection, purpose)),
                because=(because_statute if is_statute else because_purpose)(claims.map, purpose, lines),
                waits_nb=waits_nb,
                waits_en=waits_en,
                kept_by=purpose.name,
            )
    if claims.asker:
        yield _shared(collection, groups, claims)
        yield _keyless(collection, groups, claims)
    yield Proposal(
        verb=None,
        rows=Selection(
            collection.name, any_of(*_same(claims, groups, lambda group: claims.due(group).unknown))
        ),
        because=because_unknown(collection),
        unknown=True,
        waits_nb="noe mangler eller kan ikke leses",
        waits_en="something is missing or cannot be read",
    )


def _shared(collection: Collection, groups: Sequence[FieldGroup], claims: Claims) -> Proposal:
    """What would go for whoever asks, were it not for somebody else whose data refers to the row."""
    due = any_of(*_same(claims, groups, lambda group: claims.due(group).yes))
    return Proposal(
        verb=None,
        rows=Selection(collection.name, every(due, claims.shared(collection.name))),
        because=because_shared(collection),
        waits_nb="ingen andres opplysninger viser til raden",
        waits_en="nobody else's data refers to the row",
    )


def _keyless(collection: Collection, groups: Sequence[FieldGroup], claims: Claims) -> Proposal:
    due = any_of(*_same(claims, groups, lambda group: claims.due(group).yes))
    return Proposal(
        verb=None,
        rows=Selection(collection.name, every(due, negate(claims.has_key(collection)))),
        because=because_no_key(collection),
        unknown=True,
        waits_nb="noen har gitt raden en hel nøkkel",
        waits_en="somebody has given the row a whole key",
    )


def kept_by(claims: Claims, collection: Collection, purpose: Purpose) -> Predicate:
    """The rows of which this purpose surely keeps some datum, on the day of the claims."""
    groups = [group for group in collection.groups if group.is_personal]
    return any_of(*_same(claims, groups, _standing(claims, purpose, _lines_of(purpose, collection))))


def _held(
    collection: Collection, groups: Sequence[FieldGroup], claims: Claims, facts: Facts
) -> Iterator[Proposal]:
    """Rows with data that would be due, were it not for a hold or a restriction."""

    def without(group: FieldGroup) -> Predicate:
        return every(claims.is_person(group.whose).yes, claims.grounded(group).no)

    restricted = any_of(
        *_same(
            claims,
            groups,
            lambda group: every(without(group), (claims.restricted(group) | claims.undecided(group)).yes),
        )
    )
    yield Proposal(
        verb=None,
        rows=Selection(collection.name, restricted),
        because=because_restricted(collection),
        waits_nb="begrensningen er hevet",
        waits_en="the restriction is lifted",
    )
    for hold in holds_in_force(facts, claims.today):
        one, name = group_of(hold), hold.id
        covers = _same(
            claims,
            groups,
            lambda group: every(without(group), claims.hold(one, group, "hold", name).yes),  # noqa: B023
        )
        yield Proposal(
            verb=None,
            rows=Selection(collection.name, any_of(*covers)),
            because=because_held(hold, collection),
            waits_nb=f"slettesperren er hevet, gjennomgås {NB.date(hold.review_on)}",
            waits_en=f"the hold is lifted, review {EN.date(hold.review_on)}",
            until=hold.ends_on,
        )


def _lines_of(purpose: Purpose, collection: Collection) -> list[Line]:
    return [line for line in purpose.lines if line.collection == collection.name]


def _waiting(collection: Collection, groups: Sequence[FieldGroup], claims: Claims) -> Iterator[Proposal]:
    """Due values by which a row of a system out of sight is known: blanked, they would tell of it no longer."""
    for group in groups:
        system = matched_out_of_sight(group, claims)
        if system:
            yield Proposal(
                verb=None,
                rows=Selection(collection.name, every(claims.due(group).yes, there(group))),
                because=because_unreached(claims.map.line("systems", system)),
                unknown=True,
                waits_nb="systemet er nådd: rader der kjennes bare igjen på denne verdien",
                waits_en="the system is reached: rows there are known by this value alone",
            )


def matched_out_of_sight(group: FieldGroup, claims: Claims) -> str:
    """The system out of sight with rows that are matched by a value of this group; empty if there is none."""
    for collection in claims.map.collections.values():
        for hop in collection.hops:
            sides = ((hop.parent, hop.theirs, hop.child), (hop.child, hop.columns, hop.parent))
            for here, columns, there_ in sides:
                system = there_.partition(".")[0]
                if (
                    hop.match
                    and here == group.collection
                    and system in claims.unreached
                    and set(columns) & set(group.columns)
                ):
                    return system
    return ""


def _standing(claims: Claims, purpose: Purpose, lines: Sequence[Line]) -> Callable[[FieldGroup], Predicate]:
    """One of the lines is surely a ground."""
    return lambda group: either([claims.ground(purpose, group, line) for line in lines]).yes


def _same(
    claims: Claims, groups: Sequence[FieldGroup], ask: Callable[[FieldGroup], Predicate]
) -> list[Predicate]:
    """What is asked of each group that is there; groups with the same answer are asked together.

    Where a person asks, only of what is theirs."""
    found: dict[Predicate, list[FieldGroup]] = {}
    for group in groups:
        found.setdefault(every(ask(group), claims.mine(group).yes), []).append(group)
    return [every(answer, any_of(*map(there, alike))) for answer, alike in found.items()]


def _one_fate(collection: Collection, claims: Claims) -> bool:
    links = [claims.grounded(group) for group in collection.groups if not group.is_personal]
    return len(claims.fates(collection)) == 1 and all(link.yes == NONE for link in links)


def _lines(collection: Collection, claims: Claims, groups: Sequence[FieldGroup] = ()) -> list[Line]:
    categories = {group.category for group in groups or collection.groups}
    return [line for line in claims.map.lines_of(collection.name) if line.categories & categories]


def _to_remember(collection: Collection, claims: Claims) -> tuple[str, ...]:
    return tuple(
        name
        for name, event in claims.map.events.items()
        if event.remember and event.of != collection.name and collection.name in event.rests_on
    )


def _by_hand(collection: Collection) -> bool:
    return collection.mode is Mode.WATCH or collection.when_due in (WhenDue.ASK, WhenDue.RETURN)
