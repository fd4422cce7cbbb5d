"""Which rows of a collection are about some people, told by the rows that are the people's own.

The selection holds keys, so it is made when it is to be read, and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..datamap import Collection, DataMap, Path
from ..facts import About
from ..grounds.claim import any_parent, certain
from ..grounds.rows import Row, Rows
from ..selection import NONE, Among, Predicate, Scalar, Selection, any_of

Keys = frozenset[tuple[Scalar, ...]]


def rows_about(data_map: DataMap, collection: Collection, people: Iterable[About]) -> Selection:
    """The rows in which some field is about one of the people."""
    found: list[Predicate] = []
    for home, keys in _by_home(people).items():
        key = data_map.collections[home].shape.key
        found += [_leading(path, key, frozenset(keys)) for path in sorted(_paths(collection, home), key=repr)]
    return Selection(collection.name, any_of(*found) if found else NONE)


def _leading(path: Path, key: tuple[str, ...], keys: Keys) -> Predicate:
    """The path leads to a row with one of these keys. A reference by key tells it without a look at the row."""
    if path and path[-1].theirs == key and not path[-1].match:
        return any_parent(path[:-1], certain(Among(path[-1].columns, keys))).yes
    return any_parent(path, certain(Among(key, keys))).yes


def is_about(rows: Rows, collection: str, path: Path | None, row: Row, home: str, people: set[About]) -> bool:
    """The row at the end of the path is one of the people's own."""
    if path is None:
        return False
    above = rows.parents(row, path) if path else (row,)
    return any(About(collection=home, key=rows.key(home, one)) in people for one in above)


def in_order(data_map: DataMap) -> tuple[Collection, ...]:
    """All collections, those referred to before those that refer to them, as far as that can be."""
    placed: dict[str, Collection] = {}
    for name in data_map.collections:
        _place(data_map, name, placed, ())
    return tuple(placed.values())


def _place(data_map: DataMap, name: str, placed: dict[str, Collection], on_the_way: tuple[str, ...]) -> None:
    if name in placed or name in on_the_way:
        return
    for hop in data_map.collections[name].hops:
        _place(data_map, hop.parent, placed, (*on_the_way, name))
    placed[name] = data_map.collections[name]


def _paths(collection: Collection, home: str) -> set[Path]:
    """The ways from a row to the person's own row; the row itself is the person's own."""
    own = {()} if collection.name == home else set()
    return own | set(_told(collection, home))


def _told(collection: Collection, home: str) -> Iterator[Path]:
    for whose in (collection.whose, *(group.whose for group in collection.groups)):
        path = whose.path_to(home)
        if path is not None:
            yield path


def _by_home(people: Iterable[About]) -> dict[str, list[tuple[Scalar, ...]]]:
    found: dict[str, list[tuple[Scalar, ...]]] = {}
    for one in people:
        found.setdefault(one.collection, []).append(one.key)
    return found
