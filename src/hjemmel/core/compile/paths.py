"""References between collections, and the one path by which a row reaches another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..datamap import Hop, Path
from ..declaration.data import AboutWhom, Collection
from ..declaration.whole import Declaration
from ..source import Path as FilePath
from .report import Report

if TYPE_CHECKING:  # The language of connectors is not needed to read a file.
    from ..selection import Scalar

MAX_HOPS = 8


def split(column_name: str) -> tuple[str, str]:
    """`system.collection.column` -> (collection, column)."""
    collection, _, column = column_name.rpartition(".")
    return collection, column


def declared_collections(declaration: Declaration) -> Iterator[tuple[str, str, str, Collection]]:
    """(full name, system, collection, as declared) of every collection."""
    for system_name, system in declaration.systems.items():
        for name, collection in system.collections.items():
            yield f"{system_name}.{name}", system_name, name, collection


def columns_of(collection: Collection) -> dict[str, int]:
    """Each declared column, and the number of its group."""
    return {column: number for number, group in enumerate(collection.fields) for column in group.columns}


def resolve_hops(declaration: Declaration, report: Report) -> dict[str, tuple[Hop, ...]]:
    """Every declared reference and match, with unknown targets and columns reported."""
    known = {name: columns_of(collection) for name, _, _, collection in declared_collections(declaration)}
    blanks = {
        (name, column): group.blank
        for name, _, _, collection in declared_collections(declaration)
        for group in collection.fields
        for column in group.columns
    }
    keys = {name: collection.key for name, _, _, collection in declared_collections(declaration)}
    hops: dict[str, tuple[Hop, ...]] = {}
    for full, system, name, collection in declared_collections(declaration):
        at = ("systems", system, "collections", name)
        found = [*_references(full, collection), *_matches(full, collection, blanks, keys)]
        hops[full] = tuple(hop for path, hop in found if _is_known(hop, known, (*at, *path), report))
    return hops


def find_path(
    hops: Mapping[str, tuple[Hop, ...]],
    about: Mapping[str, AboutWhom],
    start: str,
    goal: str,
    via: str | None = None,
) -> tuple[Path | None, bool]:
    """The shortest path upward from `start` to `goal`, and whether it is ambiguous.

    Of several references to the same collection, the one that tells whom the row is about is taken."""
    if start == goal and via is None:
        return (), False
    queue: deque[Path] = deque([()])
    found: list[Path] = []
    while queue:
        path = queue.popleft()
        if found and len(path) >= len(found[0]):
            break
        here = path[-1].parent if path else start
        for hop in hops.get(here, ()):
            if not path and via is not None and via not in hop.columns:
                continue
            if len(path) >= MAX_HOPS or any(step.child == hop.parent for step in path) or hop.parent == here:
                continue
            longer = (*path, hop)
            if hop.parent == goal:
                found.append(longer)
            queue.append(longer)
    if len(found) > 1:
        preferred = [path for path in found if all(_is_about(hop, about) for hop in path)]
        if len(preferred) == 1:
            return preferred[0], False
        return found[0], True
    return (found[0] if found else None), False


def _is_about(hop: Hop, about: Mapping[str, AboutWhom]) -> bool:
    whom = about.get(hop.child)
    if whom is None or whom.via is None:
        return False
    via = (whom.via,) if isinstance(whom.via, str) else whom.via
    return hop.columns == via


def _references(full: str, collection: Collection) -> Iterator[tuple[FilePath, Hop]]:
    """Each with its place in the collection's part of the file."""
    for column, target in collection.references.items():
        parent, theirs = split(target)
        yield ("references", column), Hop(full, (column,), parent, (theirs,))
    for number, reference in enumerate(collection.composite_references):
        hop = Hop(full, reference.columns, reference.to, reference.theirs)
        yield ("composite_references", number), hop


def _matches(
    full: str,
    collection: Collection,
    blanks: Mapping[tuple[str, str], Scalar],
    keys: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[FilePath, Hop]]:
    abouts: list[tuple[FilePath, AboutWhom]] = [(("about",), collection.about)]
    abouts += [
        (("fields", number, "about"), group.about)
        for number, group in enumerate(collection.fields)
        if group.about
    ]
    for path, about in abouts:
        if about.match:
            columns = tuple(about.match)
            targets = [split(target) for target in about.match.values()]
            parent, theirs = targets[0][0], tuple(column for _, column in targets)
            nothing = tuple(blanks.get((parent, column)) for column in theirs)
            both_keys = (collection.key, keys.get(parent, ()))
            hop = Hop(full, columns, parent, theirs, match=True, blanks=nothing, keys=both_keys)
            yield (*path, "match", columns[0]), hop


def _is_known(hop: Hop, known: Mapping[str, dict[str, int]], path: FilePath, report: Report) -> bool:
    for column in hop.columns:
        if column not in known[hop.child]:
            report.unknown(path, "column", column, known[hop.child])
            return False
    if hop.parent not in known:
        report.unknown(path, "collection", hop.parent, known)
        return False
    for column in hop.theirs:
        if column not in known[hop.parent]:
            report.unknown(path, f"column of {hop.parent}", column, known[hop.parent])
            return False
    if len(hop.columns) != len(hop.theirs):
        report.error(
            "HJ203",
            path,
            f"{_columns(len(hop.columns))} cannot refer to {_columns(len(hop.theirs))} of {hop.parent}",
            "list them in pairs",
        )
        return False
    return True


def _columns(count: int) -> str:
    return f"{count} column" if count == 1 else f"{count} columns"
