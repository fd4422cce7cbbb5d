"""People who share a contract: whether each sees their own and nothing of the others'.

What somebody would be given is asked of the part that answers requests. Whose it is, is read here from the rows' own columns,
and not from the paths that the declaration is compiled to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from hjemmel.connectors.values import scalar
from hjemmel.core.declaration.promises import ApartProbe
from hjemmel.core.facts import About
from hjemmel.core.promise import Measurement
from hjemmel.core.selection import Scalar

from .sight import Sight, nothing
from .words import in_en, in_nb

MOST: Final = 40
"""So many contracts are tried each time, spread over all of them."""
Key = tuple[Scalar, ...]


def apart(probe: ApartProbe, sight: Sight) -> Measurement:
    """Cases are the people who were tried. A breach is a row they would be given that is another's, or one of their own that
    they would not."""
    names = {probe.contracts, probe.people, *probe.uses}
    systems = frozenset(name.partition(".")[0] for name in names)
    if not systems <= sight.observed:
        return Measurement(
            at=sight.now,
            cases=0,
            breaches=0,
            in_scope=systems,
            observed=sight.observed,
        )
    shared = list(_shared(probe, sight))
    people = {person for contract in _some(shared) for person in contract}
    if not people:
        return nothing(
            sight,
            "Ingen avtale har forskjellige personer i de ulike rollene.",
            "No contract has different people in its roles.",
        )
    owned = _owned(probe, sight)
    strange = lacking = 0
    for person in sorted(people, key=repr):
        given: dict[str, set[Key]] = {name: set() for name in probe.uses}
        about = About(collection=probe.people, key=(person,))
        for collection, key in sight.theirs(about, frozenset(probe.uses)):
            given[collection].add(key)
        for collection, own in owned.items():
            theirs = own.get(person, set())
            strange += len(given[collection] - theirs)
            lacking += len(theirs - given[collection])
    return Measurement(
        at=sight.now,
        cases=len(people),
        breaches=strange + lacking,
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Avtaler med flere personer: {in_nb(len(shared))}. Personer prøvd: {in_nb(len(people))}."
        f" Rader de ville fått om andre: {in_nb(strange)}. Egne rader de ikke ville fått: {in_nb(lacking)}.",
        seen_en=f"Contracts with several people: {in_en(len(shared))}. People tried: {in_en(len(people))}."
        f" Rows they would be given about others: {in_en(strange)}. Own rows they would not: {in_en(lacking)}.",
    )


def _shared(probe: ApartProbe, sight: Sight) -> Iterator[tuple[Scalar, ...]]:
    """The people of each contract that has more than one."""
    for row in sight.read(probe.contracts, probe.roles):
        people = dict.fromkeys(scalar(row[role]) for role in probe.roles if row[role] is not None)
        if len(people) > 1:
            yield tuple(people)


def _some(contracts: list[tuple[Scalar, ...]]) -> list[tuple[Scalar, ...]]:
    step = max(1, -(-len(contracts) // MOST))
    return contracts[::step]


def _owned(probe: ApartProbe, sight: Sight) -> dict[str, dict[Scalar, set[Key]]]:
    """By collection and person: the keys of the rows whose own column names them."""
    found: dict[str, dict[Scalar, set[Key]]] = {}
    for name, column in probe.uses.items():
        key = sight.map.collections[name].shape.key
        own = found[name] = {}
        for row in sight.read(name, [*key, column]):
            if row[column] is not None:
                own.setdefault(scalar(row[column]), set()).add(_key(row, key))
    return found


def _key(row: Mapping[str, object], columns: tuple[str, ...]) -> Key:
    return tuple(scalar(row[column]) for column in columns)
