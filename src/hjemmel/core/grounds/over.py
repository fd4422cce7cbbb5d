"""Is an event over on a day? The comparison is pulled inward until only columns against constants remain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..datamap import (
    AfterFinancialYear,
    Condition,
    Earliest,
    FinancialYears,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
    OnColumn,
    Path,
    RememberedDay,
)
from ..period import cutoff
from ..selection import (
    Before,
    Listed,
    NotBefore,
    Null,
    OneOf,
    Predicate,
    YearBefore,
    YearNotBefore,
    any_of,
    every,
)
from .claim import NO, UNKNOWN, YES, Claim, any_child, any_parent, certain, either, parent
from .years import ONE_DAY, last_end_before, last_year_over


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What comparisons may look at: keys, financial years, and which systems could not be reached."""

    keys: Mapping[str, tuple[str, ...]]
    years: FinancialYears
    unreached: frozenset[str] = frozenset()

    def sees(self, path: Path) -> bool:
        return not any(
            name.partition(".")[0] in self.unreached for hop in path for name in (hop.child, hop.parent)
        )

    def is_unique(self, path: Path) -> bool:
        """Each step refers to a key, so that there is at most one row at the end."""
        return all(not hop.match and set(hop.theirs) == set(self.keys[hop.parent]) for hop in path)

    def parent(self, path: Path, claim: Claim) -> Claim:
        if not path:
            return claim
        return parent(path, claim, self.is_unique(path)) if self.sees(path) else UNKNOWN

    def any_child(self, path: Path, claim: Claim) -> Claim:
        return any_child(path, claim) if self.sees(path) else UNKNOWN

    def any_parent(self, path: Path, claim: Claim) -> Claim:
        return any_parent(path, claim, self.is_unique(path)) if self.sees(path) else UNKNOWN


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event or operand on one day: is there a value (`present`), is it that day or earlier (`over`).

    `over` is certain only where there is a value."""

    present: Claim
    over: Claim


@dataclass(frozen=True, slots=True)
class Operand:
    """What `latest` and `earliest` ask of each thing they range over, which may have no value, one, or many."""

    present: Claim
    all_over: Claim
    """Whatever values there are, are over: also where there is none."""
    some_over: Claim
    """There is a value, and it is over."""

    @classmethod
    def single(cls, found: Occurrence) -> Operand:
        present, over = found.present, found.over
        return cls(
            present=present,
            all_over=Claim(any_of(present.no, over.yes), over.no),
            some_over=Claim(over.yes, any_of(present.no, over.no)),
        )


def is_over(node: Node, day: date, of: str, world: World) -> Claim:
    """The event has happened on `day` or earlier. Where there is no value it is unknown."""
    return occurrence(node, day, of, world).over


def occurrence(node: Node, day: date, of: str, world: World) -> Occurrence:
    match node:
        case OnColumn(column, null):
            return _on_column(column, null, day)
        case AfterFinancialYear(column, is_year):
            return _after_year(column, is_year, day, world.years)
        case Later(inner, period):
            return occurrence(inner, cutoff(period, day), of, world)
        case OfParent(path, inner):
            found = occurrence(inner, day, path[-1].parent, world)
            return Occurrence(world.parent(path, found.present), world.parent(path, found.over))
        case RememberedDay(event, _):
            return _remembered(event, day, world.keys[of])
        case OfChildren():
            return _latest([_children(node, day, world)], Occurrence(NO, UNKNOWN))
        case Latest(nodes, fallback):
            operands = [_operand(inner, day, of, world) for inner in nodes]
            return _latest(operands, _fallback(fallback, day, of, world))
        case Earliest(nodes, fallback):
            operands = [_operand(inner, day, of, world) for inner in nodes]
            return _earliest(operands, _fallback(fallback, day, of, world))


def meets(conditions: tuple[Condition, ...], world: World) -> Claim:
    """The declared `where`. NULL is unknown, unless null is one of the values."""
    found = YES
    for condition in conditions:
        found = found & world.parent(condition.path, _has_value(condition))
    return found


def on_or_before(column: str, day: date) -> Claim:
    """The column holds a day up to and including `day`. NULL is a certain no."""
    return Claim(Before(column, day + ONE_DAY), any_of(Null(column), NotBefore(column, day + ONE_DAY)))


def _has_value(condition: Condition) -> Claim:
    column, values = condition.column, tuple(value for value in condition.values if value is not None)
    yes, no = OneOf(column, values), every(OneOf(column, values, yes=False), Null(column, yes=False))
    if None in condition.values:
        return Claim(any_of(yes, Null(column)), no)
    return Claim(yes, no)


def _on_column(column: str, null: str, day: date) -> Occurrence:
    before, after = Before(column, day + ONE_DAY), NotBefore(column, day + ONE_DAY)
    match null:
        case "open":
            return Occurrence(YES, Claim(before, any_of(Null(column), after)))
        case "unknown":
            return Occurrence(YES, Claim(before, after))
        case _:
            return Occurrence(certain(Null(column, yes=False)), Claim(before, after))


def _after_year(column: str, is_year: bool, day: date, years: FinancialYears) -> Occurrence:
    present = certain(Null(column, yes=False))
    if is_year:
        first_open = last_year_over(years, day) + 1
        return Occurrence(present, Claim(YearBefore(column, first_open), YearNotBefore(column, first_open)))
    first = last_end_before(years, day) + ONE_DAY
    return Occurrence(present, Claim(Before(column, first), NotBefore(column, first)))


def _remembered(event: str, day: date, key: tuple[str, ...]) -> Occurrence:
    by = Listed(key, "remembered_by", event, day)
    after = Listed(key, "remembered_after", event, day)
    return Occurrence(certain(any_of(by, after)), Claim(by, after))


def _operand(node: Node, day: date, of: str, world: World) -> Operand:
    if isinstance(node, OfChildren):
        return _children(node, day, world)
    return Operand.single(occurrence(node, day, of, world))


def is_told(node: OfChildren, day: date, world: World) -> Predicate:
    """Of the children: surely none that counts, or one of which it is certain whether its day has come."""
    each, counts = _child(node, day, world), meets(node.where, world)
    return any_of(counts.no, every(counts.yes, any_of(each.all_over.yes, each.all_over.no)))


def among_children(node: Node) -> Iterator[OfChildren]:
    """Every part of an event that ranges over children, however deep."""
    match node:
        case OfChildren(_, inner):
            yield node
            yield from among_children(inner)
        case OfParent(_, inner) | Later(inner):
            yield from among_children(inner)
        case Latest(nodes, fallback) | Earliest(nodes, fallback):
            for inner in (*nodes, *((fallback,) if fallback else ())):
                yield from among_children(inner)
        case _:
            return


def _child(node: OfChildren, day: date, world: World) -> Operand:
    """What one child says, if it counts."""
    child = occurrence(node.node, day, node.path[0].child, world)
    match node.null:
        case "open":
            child = Occurrence(YES, Claim(child.over.yes, any_of(child.over.no, child.present.no)))
        case "unknown":
            child = Occurrence(YES, child.over)
        case _:
            pass
    return Operand.single(child)


def _children(node: OfChildren, day: date, world: World) -> Operand:
    each, counts = _child(node, day, world), meets(node.where, world)
    return Operand(
        present=world.any_child(node.path, counts & each.present),
        all_over=~world.any_child(node.path, counts & ~each.all_over),
        some_over=world.any_child(node.path, counts & each.some_over),
    )


def _fallback(node: Node | None, day: date, of: str, world: World) -> Occurrence:
    return occurrence(node, day, of, world) if node is not None else Occurrence(NO, UNKNOWN)


def _latest(operands: list[Operand], fallback: Occurrence) -> Occurrence:
    there = either([operand.present for operand in operands])
    all_over = YES
    for operand in operands:
        all_over = all_over & operand.all_over
    yes = every(all_over.yes, any_of(there.yes, fallback.over.yes))
    no = any_of(all_over.no, every(there.no, fallback.over.no))
    return Occurrence(there | fallback.present, Claim(yes, no))


def _earliest(operands: list[Operand], fallback: Occurrence) -> Occurrence:
    there = either([operand.present for operand in operands])
    some_over = either([operand.some_over for operand in operands])
    yes = any_of(some_over.yes, every(there.no, fallback.over.yes))
    no = every(some_over.no, any_of(there.yes, fallback.over.no))
    return Occurrence(there | fallback.present, Claim(yes, no))
