"""What a person may take along (Art. 20): what they gave themselves, held on consent or for a contract with them."""

from __future__ import annotations

from ..datamap import FieldGroup
from ..grounds.claim import either
from ..grounds.claims import Claims
from ..selection import NONE, Predicate, every
from ..terms import Basis

PORTABLE = frozenset((Basis.CONSENT, Basis.CONTRACT))
PERSON = "person"
"""The kind of source that is the person."""


def portable(claims: Claims, group: FieldGroup) -> Predicate:
    """The rows whose data of this group the person may take along."""
    if not _is_given_by_person(claims, group):
        return NONE
    grounds = [
        claims.is_kind(group.whose, kinds) & claims.ground(purpose, group, line)
        for purpose in claims.map.purposes.values()
        if (kinds := frozenset(kind for kind, basis in purpose.basis.items() if basis in PORTABLE))
        for line in purpose.lines
        if line.collection == group.collection
    ]
    return every(claims.about_asker(group).yes, either(grounds).yes)


def _is_given_by_person(claims: Claims, group: FieldGroup) -> bool:
    sources = claims.map.declaration.sources
    return any(sources[name].kind == PERSON for name in group.sources if name in sources)
