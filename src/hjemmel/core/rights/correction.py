"""Art. 16: what is wrong is put right, where it is the person's to correct. Values are no business of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from ..action import Because, Verb
from ..datamap import Collection, DataMap
from ..facts import Change
from ..grounds.claims import Claims
from ..retention import Proposal
from ..selection import Listed, Predicate, Selection, every, negate
from ..terms import Mode
from .ask import Ask, change_name

GENERATED = "generated"
"""The kind of source that is no person: what is worked out or recorded by itself."""


def corrections(ask: Ask, claims: Claims) -> Iterator[Proposal]:
    """One proposal a change: it is made, or refused because some column is not the person's to correct."""
    for number, change in enumerate(ask.changes):
        collection = claims.map.collections[change.row.collection]
        if collection.system in claims.unreached:
            continue
        listed = Listed(collection.shape.key, "change", change_name(ask.id, number))
        lacking = [column for column in change.columns if not is_theirs(column, collection, claims.map)]
        if lacking or not change.columns:
            yield _refused(collection, listed)
            continue
        groups = [group for name in change.columns if (group := collection.group_of(name))]
        mine = every(*(claims.about_asker(group).yes for group in groups))
        yield _made(collection, every(listed, mine), change)
        yield _refused(collection, every(listed, negate(mine)))


def is_theirs(column: str, collection: Collection, data_map: DataMap) -> bool:
    """The column holds what a person says of themselves: no key, no reference, nothing worked out."""
    group = collection.group_of(column)
    if group is None or not group.is_personal or column in collection.shape.key:
        return False
    if any(column in hop.columns and not hop.match for hop in collection.hops):
        return False
    kinds = {data_map.declaration.sources[name].kind for name in group.sources}
    return kinds != {GENERATED}


def _made(collection: Collection, where: Predicate, change: Change) -> Proposal:
    return Proposal(
        verb=Verb.RECTIFY,
        rows=Selection(collection.name, where),
        because=Because(
            rule="rectification",
            line=collection.place.line,
            law="gdpr-16",
            text_nb="personen ber om retting",
            text_en="the person asks for a correction",
        ),
        values=tuple((column, None) for column in change.columns),
        by_hand=collection.mode is Mode.WATCH,
    )


def _refused(collection: Collection, where: Predicate) -> Proposal:
    return Proposal(
        verb=None,
        rows=Selection(collection.name, where),
        because=Because(
            rule="not-theirs",
            line=collection.place.line,
            law="gdpr-16",
            text_nb="feltet er en nøkkel, er regnet ut, eller gjelder noen andre",
            text_en="the field is a key, is worked out, or is about somebody else",
        ),
        waits_nb="noen har vurdert det for hånd",
        waits_en="a person has looked at it",
    )
