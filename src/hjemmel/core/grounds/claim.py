"""A three-valued statement about the rows of one collection: for which it is surely true, and surely false.

What is in neither is UNKNOWN. Negation swaps, so nothing unknown ever becomes certain by being negated."""

from __future__ import annotations

from dataclasses import dataclass

from ..datamap import Hop, Path
from ..selection import (
    EVERY,
    NONE,
    All,
    Always,
    AnyOf,
    Blank,
    LinkedTo,
    Predicate,
    Selection,
    Within,
    any_of,
    every,
    negate,
)


@dataclass(frozen=True, slots=True)
class Claim:
    yes: Predicate
    no: Predicate

    def __and__(self, other: Claim) -> Claim:
        return Claim(every(self.yes, other.yes), any_of(self.no, other.no))

    def __or__(self, other: Claim) -> Claim:
        return Claim(any_of(self.yes, other.yes), every(self.no, other.no))

    def __invert__(self) -> Claim:
        return Claim(self.no, self.yes)

    @property
    def unknown(self) -> Predicate:
        """The rows about which nothing is certain."""
        return every(negate(self.yes), negate(self.no))


YES = Claim(EVERY, NONE)
NO = Claim(NONE, EVERY)
UNKNOWN = Claim(NONE, NONE)


def certain(predicate: Predicate) -> Claim:
    """A statement that is never unknown."""
    return Claim(predicate, negate(predicate))


def either(claims: list[Claim]) -> Claim:
    found = NO
    for claim in claims:
        found = found | claim
    return found


def parent(path: Path, claim: Claim, single: bool = True) -> Claim:
    """The claim, of the row referred to. No such row: unknown. Several (`single=False`): all must agree."""
    for hop in reversed(path):
        yes, no = _above(hop, claim.yes, single), _above(hop, claim.no, single)
        if not single:
            yes = every(yes, negate(_above(hop, negate(claim.yes), single)))
            no = every(no, negate(_above(hop, negate(claim.no), single)))
        claim = Claim(yes, no)
    return claim


def any_parent(path: Path, claim: Claim, single: bool = False) -> Claim:
    """Some row referred to has it. No such row: no."""
    for hop in reversed(path):
        claim = Claim(_above(hop, claim.yes, single), negate(_above(hop, negate(claim.no), single)))
    return claim


def any_child(path: Path, claim: Claim) -> Claim:
    """Some row that refers here, by this path, has it. No such row: no."""
    for hop in path:
        claim = Claim(_below(hop, claim.yes), negate(_below(hop, negate(claim.no))))
    return claim


def _above(hop: Hop, predicate: Predicate, single: bool) -> Predicate:
    if predicate == NONE:
        return NONE
    seen = Within(
        hop.columns, Selection(hop.parent, every(_is_there(hop), predicate)), hop.theirs, single=single
    )
    if not hop.match:
        return seen
    own, theirs = hop.keys
    return any_of(seen, LinkedTo(own, Selection(hop.parent, predicate), theirs))


def _below(hop: Hop, predicate: Predicate) -> Predicate:
    """Some row that refers here has it. What the row says of the row it refers to, it says of this one."""
    match predicate:
        case Always(False):
            return NONE
        case AnyOf(parts):
            return any_of(*(_below(hop, part) for part in parts))
        case All(parts):
            back = [part for part in parts if _leads_back(part, hop)]
            rest = every(*(part for part in parts if part not in back))
            return every(*(_here(part) for part in back), _some_row(hop, rest))
        case _ if _leads_back(predicate, hop):
            return every(_here(predicate), _some_row(hop, EVERY))
        case _:
            return _some_row(hop, predicate)


def _some_row(hop: Hop, predicate: Predicate) -> Predicate:
    if predicate == NONE:
        return NONE
    seen = every(_is_there(hop), Within(hop.theirs, Selection(hop.child, predicate), hop.columns))
    if not hop.match:
        return seen
    own, theirs = hop.keys
    return any_of(seen, LinkedTo(theirs, Selection(hop.child, predicate), own))


def _is_there(hop: Hop) -> Predicate:
    """Of the row referred to: what is compared is no blank. Always so, but for matches by value."""
    return every(
        *(Blank(column, blank, yes=False) for column, blank in zip(hop.theirs, hop.blanks, strict=False))
    )


def _leads_back(predicate: Predicate, hop: Hop) -> bool:
    return (
        isinstance(predicate, Within)
        and predicate.single
        and predicate.rows.collection == hop.parent
        and (predicate.columns, predicate.theirs) == (hop.columns, hop.theirs)
    )


def _here(predicate: Predicate) -> Predicate:
    """What a reference that leads back says of the row itself."""
    if not isinstance(predicate, Within):
        return predicate
    return predicate.rows.where if predicate.yes else negate(predicate.rows.where)
